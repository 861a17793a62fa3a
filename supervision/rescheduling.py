"""What a change of the calendar does to open deadlines: shown before it is made, kept with the event that makes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.domain import Aggregate

from projects import register
from projects.register import ProgrammeRow
from projects.rule import Counted, Pause
from supervision import deadlines, obligations, watch
from supervision.deadlines import Deadline, Move
from supervision.obligation import Obligation
from tracker import announcements, clock, working_days
from tracker.announcements import Announcement
from tracker.calendar import Calendar
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import Day, WorkingDays

Changed = tuple[list[Aggregate], Any]


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that is otherwise than before; None follows the week's rule."""

    date: date
    before: Day | None
    after: Day | None


@dataclass(frozen=True)
class Effect:
    """A change beside the calendar it would be made in."""

    before: WorkingDays
    after: WorkingDays
    open: list[Deadline]

    @cached_property
    def moves(self) -> list[Move]:
        return deadlines.moves(self.open, self.before, self.after)

    @cached_property
    def days(self) -> list[DayChange]:
        """Days whose arrangement changes; another name or document is no change."""
        old, new = self.before.days, self.after.days
        found = [DayChange(day, old.get(day), new.get(day)) for day in sorted({*old, *new})]
        return [each for each in found if _kind(each.before) != _kind(each.after)]

    @property
    def states(self) -> dict[int, tuple[str, str]]:
        """Years whose state changes: before and after."""
        years = {*self.before.years, *self.after.years}
        found = {year: (self.before.year_state(year), self.after.year_state(year)) for year in sorted(years)}
        return {year: pair for year, pair in found.items() if pair[0] != pair[1]}

    @property
    def nothing(self) -> bool:
        """Neither a day, its name or document, nor a year's would be otherwise."""
        return self.before == self.after

    def seen(self) -> str:
        """A fingerprint of the days and deadlines that a person saw changed before saying yes."""
        told = [(each.date, _kind(each.after)) for each in self.days], [move.as_dict() for move in self.moves]
        return sha256(repr(told).encode()).hexdigest()[:16]


def effect(conn: psycopg.Connection[Any], change: Announcement, slug: str | None = None) -> Effect:
    """What a change would do, to one government's deadlines or to all."""
    ground, made = working_days.load(conn), announcements.rows(conn)
    after = announcements.fold(ground, [*made, change])
    return Effect(announcements.fold(ground, made), after, deadlines.open_(conn, slug))


def record(ledger: Ledger, change: Announcement, seen: str | None = None) -> Changed:
    """Makes the change, with the deadlines it moves. `seen` is the fingerprint of what was shown before.

    Raises Refused("calendar.nothing_new"), and Refused("calendar.moved_meanwhile") when it would do otherwise than was
    shown.
    """
    with ledger.reading() as conn:
        found = effect(conn, change)
    if found.nothing:
        raise Refused("calendar.nothing_new", field="text" if change.act == "announced" else "date")
    if seen is not None and seen != found.seen():
        raise Refused("calendar.moved_meanwhile")
    calendar = ledger.find(Calendar, Calendar.create_id(change.year)) or Calendar(year=change.year)
    moved = [move.as_dict() for move in found.moves]
    _say(calendar, change, moved)
    with ledger.reading() as conn:
        told = Counted(found.after, watch.calendar(conn).version + 1)
        touched = [each for row in _live(conn) for each in _rescheduled(ledger, conn, row, told, _why(change))]
    return [calendar, *touched], {"year": change.year, "moved": len(moved)}


def _live(conn: psycopg.Connection[Any]) -> list[ProgrammeRow]:
    return [row for row in register.programmes(conn) if row.state in watch.LIVE and not row.published]


def _rescheduled(
    ledger: Ledger, conn: psycopg.Connection[Any], programme: ProgrammeRow, after: Counted, why: str
) -> Iterator[Obligation]:
    """What happened until now is judged by the calendar as it was; then what is open moves, and nothing else does."""
    now = clock.now()
    caught_up = {each.id: each for each in watch.carried_out(ledger, watch.look(conn, programme, now))}
    rules, known = programme.policy.cadence(), {}
    still = [UUID(row.id) for row in obligations.open_of(conn, programme.id)]
    for id in dict.fromkeys([*caught_up, *still]):
        found = caught_up.get(id) or ledger.get(Obligation, id)
        if found.is_open and not found.stands:
            pauses = tuple(Pause.from_dict(each) for each in found.arithmetic["pauses"])
            alike = (found.kind, found.since, found.period, pauses)
            if alike not in known:
                known[alike] = rules[found.kind].reckon(found.since, after, found.period, pauses=pauses)
            if (known[alike].due, known[alike].cutoff) != (found.due, found.cutoff):
                found.reschedule(watch.stored(known[alike], now), why, now)
        if found.pending_events:
            yield found


def _why(change: Announcement) -> str:
    return f"登记{change.source}" if change.source else "工作日历改动"


def _say(calendar: Calendar, change: Announcement, moved: list[dict[str, Any]]) -> None:
    if change.act == "announced":
        calendar.announce(change.source, change.days, whole=change.whole, moved=moved)
    elif change.act == "day_set":
        calendar.set_day(change.days[0], moved)
    elif change.act == "day_cleared":
        calendar.clear_day(change.days[0].date.isoformat(), moved)
    else:
        calendar.set_state(change.state or "正式", change.source)


def _kind(day: Day | None) -> str | None:
    return day.kind if day else None
