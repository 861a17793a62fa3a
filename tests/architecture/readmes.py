"""The table of events in each package's README.md: written from the source, between two marks, and checked."""

import sys
from pathlib import Path

from tests.architecture import source
from web.event_words import SENTENCES

BEGIN, END = "<!-- events: written by scripts/readmes -->", "<!-- end of events -->"
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


def written(package: str) -> str:
    """The README as it should stand. Raises ValueError where it is not there or lacks its marks."""
    text = path(package).read_text("utf-8") if path(package).exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{package}/README.md 里没有 {BEGIN} 和 {END}")
    return f"{before}{BEGIN}\n\n{table(package)}\n{END}{after}"


def outdated() -> list[str]:
    """Packages whose README does not have today's table."""
    return [package for package in source.PACKAGES if path(package).read_text("utf-8") != written(package)]


def main(arguments: list[str]) -> int:
    """Writes the tables, or with `--check` says which are old."""
    old = outdated()
    if "--check" in arguments:
        for package in old:
            print(f"{package}/README.md 的事件表已过时，请运行 scripts/readmes", file=sys.stderr)
        return 1 if old else 0
    for package in old:
        path(package).write_text(written(package), "utf-8")
        print(f"{package}/README.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
