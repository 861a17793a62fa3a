"""The open deadlines of every programme that the working-day calendar reckons, for showing what another calendar moves.

A line a kind and period, whatever the number of projects. What is open already stands as it was reckoned; what is still
to come will be reckoned when it opens. A day that a person set, or that was granted, no calendar moves.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from projects import register
from projects.register import ProgrammeRow
from projects.rule import MIDNIGHT, Rule
from supervision import obligations, watch
from supervision.claim import Claim
from supervision.course import Recorded
from tracker import clock
from tracker.working_days import WorkingDays

Due = Callable[[WorkingDays], date]
LIVE = ("released", "implementing")
"""Programmes of which more is asked."""
_PROJECT = re.compile(r"^项目[^的]+的")


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


def open_(conn: psycopg.Connection[Any], slug: str | None = None) -> list[Deadline]:
    """The open deadlines of one government, or of all."""
    return [
        deadline
        for programme in register.programmes(conn, slug)
        if programme.state in LIVE and not programme.published
        for deadline in _of(conn, programme)
    ]


def _of(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Deadline]:
    known, rules = obligations.recorded(conn, programme.id), programme.policy.cadence()
    days, now = watch.calendar(conn).days, clock.now()
    told: set[tuple[str, str]] = set()
    for claim in watch.claims(conn, programme):
        rule, recorded = rules[claim.kind], known.get(claim.key)
        line = (claim.kind, claim.period if rule.period != "once" else claim.subject)
        if line in told or not _moves(claim, recorded) or _over(claim, recorded, rule, days, now):
            continue
        told.add(line)
        what = _PROJECT.sub("", claim.what) if rule.period != "once" else claim.what
        since = rule.opening(claim.period).date() if rule.period != "once" else _day(claim.since or now)
        yield Deadline(programme.jurisdiction, programme.year, *line, what, since, _due(claim, rule))


def _moves(claim: Claim, recorded: Recorded | None) -> bool:
    """Whether it is asked for, unmet, and by a day that is counted."""
    asked = claim.since is not None and claim.met_at is None and claim.void is None and claim.due is None
    return asked and (recorded is None or (recorded.is_open and not recorded.extended))


def _over(claim: Claim, recorded: Recorded | None, rule: Rule, days: WorkingDays, now: datetime) -> bool:
    """Missed already, though no tick has said so yet."""
    if recorded or claim.since is None or claim.since > now:
        return False
    return rule.reckon(claim.since, days, claim.period, pauses=claim.pauses).cutoff < now


def _due(claim: Claim, rule: Rule) -> Due:
    def due(days: WorkingDays) -> date:
        found = rule.reckon(claim.since or clock.now(), days, claim.period, pauses=claim.pauses).due
        return found.date() if rule.at == MIDNIGHT else found

    return due


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
