"""The open deadlines of every programme that the working-day calendar reckons: one line a kind in KINDS.

A deadline is open until what it asks for is done; then it stays as it was judged, whatever the calendar becomes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import psycopg

from projects import agenda, notices, register
from projects.notice import CORRECTION
from projects.policy import Period
from projects.register import ProgrammeRow
from supervision import papers
from tracker.working_days import WorkingDays

Due = Callable[[WorkingDays], date]
LIVE = ("released", "implementing")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One open deadline: `what` in words, `due` by a calendar, counted from `since` on."""

    jurisdiction: str
    year: int
    kind: str
    subject: str
    what: str
    since: date
    due: Due

    def estimated(self, days: WorkingDays) -> bool:
        """Whether it rests on a year whose notice is not out."""
        return days.estimated(self.since, _day(self.due(days)))


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that another calendar puts elsewhere; `old` and `new` are dates, or times where it has an hour."""

    deadline: Deadline
    old: date
    new: date

    def as_dict(self) -> dict[str, Any]:
        found = {name: getattr(self.deadline, name) for name in ("jurisdiction", "year", "kind", "subject", "what")}
        return {**found, "old": self.old.isoformat(), "new": self.new.isoformat()}


Asked = tuple[str, str, date, Due]
"""subject, what, since, due"""
Listing = Callable[[psycopg.Connection[Any], ProgrammeRow], Iterable[Asked]]


def _reports(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Asked]:
    policy = programme.policy
    for period in _unpublished(conn, programme):
        since = policy.after(period, policy.report_day)
        yield period.key, f"{period.label}进展报送", since, partial(policy.report_due, period)


def _publications(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Asked]:
    policy = programme.policy
    for period in _unpublished(conn, programme):
        since = policy.after(period, policy.publication_day)
        yield period.key, f"{period.label}进展公布", since, partial(policy.publication_due, period)


def _bulletins(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Asked]:
    policy = programme.policy
    known = papers.of_year(conn, "bulletin", programme.jurisdiction, programme.year)
    issued = {key for key, paper in known.items() if paper.state == "issued"}
    for period in policy.periods(programme.year):
        if period.key not in issued:
            since = policy.after(period, policy.bulletin_day)
            yield period.key, f"{period.label}通报印发", since, partial(policy.bulletin_due, period)


def _unpublished(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> list[Period]:
    done = agenda.published_periods(conn, programme)
    return [period for period in programme.policy.periods(programme.year) if period.key not in done]


def _notices(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Asked]:
    owed = notices.owed(conn, programme.id)
    numbers = {row.id: row.number for row in register.projects(conn, programme.id)} if owed else {}
    for row in owed:
        words = "更正公布" if row.kind == CORRECTION else "批准的调整公布"
        yield row.id, f"项目{numbers.get(row.project, '')}{words}", row.since, row.due


KINDS: dict[str, Listing] = {
    "report": _reports,
    "publication": _publications,
    "bulletin": _bulletins,
    "notice": _notices,
}
"""Every kind of deadline that is counted in working days or rolled to one. A new kind is a line here."""


def open_(conn: psycopg.Connection[Any], slug: str | None = None) -> list[Deadline]:
    """The open deadlines of one government, or of all."""
    return [
        Deadline(programme.jurisdiction, programme.year, kind, *asked)
        for programme in register.programmes(conn, slug)
        if programme.state in LIVE and not programme.published
        for kind, listing in KINDS.items()
        for asked in listing(conn, programme)
    ]


def moves(deadlines: Iterable[Deadline], before: WorkingDays, after: WorkingDays) -> list[Move]:
    """Those that fall on another day by the second calendar, the earliest first."""
    found = [Move(each, each.due(before), each.due(after)) for each in deadlines]
    return sorted(
        (move for move in found if move.old != move.new), key=lambda move: (_day(move.old), move.deadline.kind)
    )


def resting(deadlines: Iterable[Deadline], days: WorkingDays) -> list[tuple[Deadline, date]]:
    """Those that rest on a year whose notice is not out, with the day they fall on for now; the earliest first."""
    found = [(each, each.due(days)) for each in deadlines if each.estimated(days)]
    return sorted(found, key=lambda pair: (_day(pair[1]), pair[0].kind))


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
