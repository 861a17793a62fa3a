"""The subject of a paper of one project: `project:12`, and of a part of it `project:12/2026-08`. Stored for ever."""

_BEGINS = "project:"


def of(number: str, part: str = "") -> str:
    """`number`: the project's in its list; `part`: a month, a round of its acceptance."""
    return f"{_BEGINS}{number}/{part}" if part else f"{_BEGINS}{number}"


def number(subject: str) -> str:
    """The project's; "" where the subject is no project."""
    return subject.removeprefix(_BEGINS).partition("/")[0] if subject.startswith(_BEGINS) else ""


def part(subject: str) -> str:
    """What stands behind the project's number; "" where nothing does."""
    return subject.partition("/")[2] if subject.startswith(_BEGINS) else ""
