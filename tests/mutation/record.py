"""docs/mutation.md: what the last whole run found, and why what survived was let live."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "mutation.md"
REASONS = Path(__file__).parent / "survivors.toml"
BAR = 90.0
"""Percent of each file's mutants that a test must notice."""
BEGIN, END = "<!-- found: written by scripts/mutation --write -->", "<!-- end of found -->"
HEAD = """| file | mutants | killed | timed out | survived | not tried | percent | as it was |
| --- | --: | --: | --: | --: | --: | --: | --- |"""


@dataclass(frozen=True, slots=True)
class Row:
    """One file's mutants. A timed-out one ran on for ever: noticed too."""

    file: str
    mutants: int
    killed: int
    timed_out: int
    survived: int
    digest: str
    """Of the file as it was tested."""

    @property
    def percent(self) -> float:
        """Of those that were tried."""
        tried = self.mutants - self.open
        return 100 * (self.killed + self.timed_out) / tried if tried else 0.0

    @property
    def open(self) -> int:
        """Not tried yet: the run was stopped."""
        return self.mutants - self.killed - self.timed_out - self.survived

    def line(self) -> str:
        figures = (self.mutants, self.killed, self.timed_out, self.survived, self.open)
        shown = " | ".join(str(figure) for figure in figures)
        return f"| `{self.file}` | {shown} | {self.percent:.1f} | {self.digest} |"


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change no test noticed: the lines as they were and as they became."""

    file: str
    function: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why mutants live. Named by file and function, and by their text (`was`, `now`) or a pattern over "was → now"."""

    file: str
    why: str
    function: str = ""
    was: str = ""
    now: str = ""
    like: str = ""

    def covers(self, survivor: Survivor) -> bool:
        here = self.file == survivor.file and self.function in ("", survivor.function)
        if self.like:
            return here and re.search(self.like, f"{survivor.was} → {survivor.now}") is not None
        return here and (self.was, self.now) == (survivor.was, survivor.now)


@cache
def reasons() -> tuple[Reason, ...]:
    stored = tomllib.loads(REASONS.read_text("utf-8")).get("survivor", [])
    return tuple(Reason(**each) for each in stored)


def reason(survivor: Survivor) -> str:
    """Why it lives; "" when nobody said."""
    return next((each.why for each in reasons() if each.covers(survivor)), "")


def digest(file: str) -> str:
    """The first figures of the file's SHA-256: tells whether it is still as it was."""
    return sha256((ROOT / file).read_bytes()).hexdigest()[:10]


def table(rows: Sequence[Row]) -> str:
    tried = sum(row.mutants - row.open for row in rows)
    noticed = sum(row.killed + row.timed_out for row in rows)
    whole = f"{noticed} of {tried} tried were noticed, {100 * noticed / tried:.1f} %" if tried else "nothing was run"
    left = sum(row.open for row in rows)
    more = f" {left} were left to a later run: the tool tries those last whose tests take longest." if left else ""
    return "\n".join([HEAD, *(row.line() for row in rows), "", f"Together: {whole}.{more}"])


def write(rows: Sequence[Row], survivors: Sequence[Survivor], on: date) -> None:
    """Writes what was found between the page's two marks; the words around stay, and what it says of other files."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    page, _, after = rest.partition(END)
    tried = {row.file for row in rows}
    others = [row for row in told().values() if row.file not in tried and (ROOT / row.file).exists()]
    every = sorted([*rows, *others], key=lambda row: row.file)
    told_of = [(row.file, _lines(page, row.file)) for row in others]
    told_of += [(row.file, _told(each for each in survivors if each.file == row.file)) for row in rows]
    lines = [line for _, said in sorted(told_of) for line in said]
    run = f"Run on {on.isoformat()}. The last column begins the SHA-256 of each file as it was tested."
    found = [run, "", table(every), *_outdated(every), "", "### What survived, and why", ""]
    PAGE.write_text("\n".join([before + BEGIN, "", *found, *(lines or ["Nothing."]), "", END]) + after, "utf-8")


def _outdated(rows: Sequence[Row]) -> list[str]:
    """Which rows tell of their file as it was before."""
    old = [f"`{row.file}`" for row in rows if row.digest != digest(row.file)]
    return ["", f"Changed since they were tested: {', '.join(old)}."] if old else []


def _lines(page: str, file: str) -> list[str]:
    """What the page says of this file's survivors."""
    entries = re.findall(rf"^- `{re.escape(file)}`: .*\n(?:  - .*\n)*", page, re.MULTILINE)
    return [line for entry in entries for line in entry.splitlines()]


def _told(survivors: Iterable[Survivor]) -> list[str]:
    """Survivors of one reason stand together."""
    grouped: dict[tuple[str, str], list[Survivor]] = {}
    for each in survivors:
        grouped.setdefault((each.file, reason(each)), []).append(each)
    lines: list[str] = []
    for (file, why), group in grouped.items():
        lines += [f"- `{file}`: {why or 'NOT EXPLAINED'}"]
        lines += [f"  - {_text(each)}" for each in group]
    return lines


def _text(survivor: Survivor) -> str:
    return f"{survivor.function}: {_code(survivor.was)} → {_code(survivor.now)}"


def _code(text: str) -> str:
    return f"`` {text} ``" if text else "(nothing)"


def told() -> dict[str, Row]:
    """The table as it stands in docs/mutation.md."""
    rows = re.findall(r"^\| `([^`]+)` \| ([\d |]+) \| [\d.]+ \| (\w+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    found = {}
    for file, figures, mark in rows:
        mutants, killed, timed_out, survived, _ = (int(figure) for figure in figures.split(" | "))
        found[file] = Row(file, mutants, killed, timed_out, survived, mark)
    return found
