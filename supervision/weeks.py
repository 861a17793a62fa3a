"""Which weeks a 重点难点 project owes a dispatch for: those that begin while it is asked (domain.md 3.2, 3.6). Pure.

It is asked while it is flagged, the list is being carried out, nothing halts it, and it has not passed 验收. The first
week owed is the first that begins then. What ends it makes the open weeks void, and says why and by whom.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from projects.week import Week

OFF_AT_FIRST = ("flagged", "begun")
"""What must be switched on before anything is asked; the other sources are on until something switches them off."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that turned the asking on or off: flagged, begun (the list), running (no halt), open (no 验收)."""

    at: datetime
    source: str
    on: bool
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which weeks are asked for; what ended it, where something did."""

    since: datetime
    end: Switch | None


def stretches(switches: Iterable[Switch]) -> Iterator[Stretch]:
    """The times in which all sources are on, in order."""
    on = dict.fromkeys(OFF_AT_FIRST, False)
    since: datetime | None = None
    for each in sorted(switches, key=lambda switch: switch.at):
        on[each.source] = each.on
        if all(on.values()) and since is None:
            since = each.at
        elif not all(on.values()) and since is not None:
            yield Stretch(since, each)
            since = None
    if since is not None:
        yield Stretch(since, None)


def owed(switches: Iterable[Switch], year: int) -> Mapping[Week, Stretch]:
    """Each week of the year that is or was asked for → the time in which it was, which may go on.

    A week asked for again after it was ended is owed again.
    """
    found: dict[Week, Stretch] = {}
    for stretch in stretches(switches):
        last = stretch.end.at.date() if stretch.end else date(year, 12, 31)
        for week in Week.following(stretch.since.date()).until(min(last, date(year, 12, 31))):
            found[week] = stretch
    return found
