"""Two persons' changes to one report: merged part by part against what both began from, or a clash that is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Parts = dict[str, Any]
"""A report's content taken apart: values.1, stages.1, milestones_done.1:0, confirmed.2, evidence.<sha256>, and the
single fields (text, problems, unchanged …) by their names."""

MAPPINGS = ("values", "stages", "milestones_done")
DERIVED = ("claims_completion",)
"""What nobody writes: it follows from the rest."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One part that both changed, each to something else."""

    part: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """`parts` holds theirs where there is a clash: what is stored stays until somebody decides. `took` names the
    parts that came from the other side."""

    parts: Parts
    clashes: tuple[Clash, ...] = ()
    took: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A content somebody wrote, with its version of the report."""

    version: int
    account: str
    post: str
    at: datetime
    content: Mapping[str, Any] = field(hash=False)


def apart(content: Mapping[str, Any]) -> Parts:
    """A content's parts; what is empty is no part."""
    found: Parts = {}
    for name, value in content.items():
        if name in DERIVED:
            continue
        if name in MAPPINGS:
            found |= {f"{name}.{key}": each for key, each in value.items() if each}
        elif name == "confirmed":
            found |= {f"confirmed.{no}": True for no in value}
        elif name == "evidence":
            found |= {f"evidence.{file['sha256']}": file for file in value}
        elif value:
            found[name] = value
    return found


def whole(parts: Mapping[str, Any], blank: Mapping[str, Any]) -> dict[str, Any]:
    """The content again; `blank` is an empty one, for the fields that no part fills."""
    made: dict[str, Any] = {**blank, **{name: {} for name in MAPPINGS}, "confirmed": [], "evidence": []}
    for part, value in parts.items():
        name, _, key = part.partition(".")
        if name in MAPPINGS:
            made[name][key] = value
        elif name == "confirmed":
            made[name].append(key)
        elif name == "evidence":
            made[name].append(value)
        else:
            made[name] = value
    return made


def merged(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Three sets of parts to one. A part that one side left alone follows the other side."""
    parts: Parts = {}
    clashes: list[Clash] = []
    took: list[str] = []
    for part in dict.fromkeys((*theirs, *mine, *base)):
        was, my, their = base.get(part), mine.get(part), theirs.get(part)
        kept = their
        if _same(part, my, their):
            pass
        elif my == was:
            took.append(part)
        elif their == was:
            kept = my
        else:
            clashes.append(Clash(part, was, my, their))
        if kept is not None:
            parts[part] = kept
    return Merged(parts, tuple(clashes), tuple(took))


def _same(part: str, mine: Any, theirs: Any) -> bool:
    """A file is the same whatever each of them calls it."""
    return bool(mine == theirs or (part.startswith("evidence.") and mine and theirs))


def author(part: str, history: Iterable[Written]) -> Written | None:
    """Who last changed a part, of contents in the order they were written; the first one counts as no change."""
    found, before = None, None
    for place, written in enumerate(history):
        now = apart(written.content).get(part)
        if place and now != before:
            found = written
        before = now
    return found
