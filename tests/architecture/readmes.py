"""The table of events in each package's README.md, and that of the default rules in docs/cadence.md: written from the
source, between two marks, and checked."""

import sys
from pathlib import Path

from projects.rule import Rule
from projects.rules import DEFAULTS
from tests.architecture import source
from web.event_words import SENTENCES

BEGIN, END = "<!-- events: written by scripts/readmes -->", "<!-- end of events -->"
CADENCE = source.ROOT / "docs" / "cadence.md"
RULES, END_OF_RULES = "<!-- rules: written by scripts/readmes -->", "<!-- end of rules -->"
RULES_HEAD = "| 事项 | 对象 | 期限 | 提前提醒 | 到期后多久记为未办 | 依据 |\n| --- | --- | --- | --- | --- | --- |\n"
HEAD = "| stored name | what happened | carries |\n| --- | --- | --- |\n"


def table(package: str) -> str:
    """The events of one package, in the order of their stored names; a sentence where it has none."""
    own = sorted((event for event in source.events() if event.package == package), key=lambda event: str(event.topic))
    if not own:
        return "No events of its own.\n"
    rows = [
        f"| `{event.topic}` | {SENTENCES[str(event.topic)]} | {', '.join(name for name, _ in event.fields) or '—'} |\n"
        for event in own
    ]
    return HEAD + "".join(rows)


def path(package: str) -> Path:
    return source.ROOT / package / "README.md"


def rules() -> str:
    """The rules that a new list starts from, in their order."""
    rows = (
        f"| {rule.title} | {rule.scope} | {rule.in_words()} | {_reminded(rule)} | {_lapses(rule)} | {rule.source} |\n"
        for rule in DEFAULTS.values()
    )
    return RULES_HEAD + "".join(rows)


def _reminded(rule: Rule) -> str:
    return "、".join(f"{days}个工作日" if days else "当天" for days in rule.reminders) or "—"


def _lapses(rule: Rule) -> str:
    return "下一期到期时" if rule.cutoff is None else f"{rule.cutoff}个工作日"


def written(package: str) -> str:
    """The README as it should stand. Raises ValueError where it is not there or lacks its marks."""
    return _between(path(package), BEGIN, END, table(package))


def written_cadence() -> str:
    """docs/cadence.md as it should stand."""
    return _between(CADENCE, RULES, END_OF_RULES, rules())


def _between(file: Path, begin: str, end: str, text: str) -> str:
    before, found, rest = (file.read_text("utf-8") if file.exists() else "").partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise ValueError(f"{file} 里没有 {begin} 和 {end}")
    return f"{before}{begin}\n\n{text}\n{end}{after}"


def outdated() -> list[str]:
    """Packages whose README does not have today's table."""
    return [package for package in source.PACKAGES if path(package).read_text("utf-8") != written(package)]


def cadence_outdated() -> bool:
    return CADENCE.read_text("utf-8") != written_cadence()


def main(arguments: list[str]) -> int:
    """Writes the tables, or with `--check` says which are old."""
    old = {path(package): written(package) for package in outdated()}
    if cadence_outdated():
        old[CADENCE] = written_cadence()
    if "--check" in arguments:
        for file in old:
            print(f"{file.relative_to(source.ROOT)} 的表已过时，请运行 scripts/readmes", file=sys.stderr)
        return 1 if old else 0
    for file, text in old.items():
        file.write_text(text, "utf-8")
        print(file.relative_to(source.ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
