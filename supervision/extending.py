"""Asking for an extension and deciding it, each after what happened until then is judged (supervision/watch.py)."""

from datetime import date, datetime, timedelta
from typing import Any

from projects import register
from supervision import watch
from supervision.obligation import Obligation
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import WorkingDays

Changed = tuple[list[Any], Any]


def ask(ledger: Ledger, id: str, reason: str, progress: str, until: date, now: datetime) -> Changed:
    """Before the due time; `until` is rolled to a working day and keeps the hour. Raises Refused."""
    found = watch.judged(ledger, id, now)
    with ledger.reading() as conn:
        days = watch.calendar(conn).days
    day, last = days.roll_forward(until), latest(found.since, found.due, days)
    found.ask_extension(reason, progress, datetime.combine(day, found.due.timetz()), now, last)
    return _changed(found)


def latest(since: datetime, due: datetime, days: WorkingDays) -> datetime:
    """The last working day, at the hour of the present one, that may be asked for: as long again as it was at first."""
    most = due + (due - since)
    last = datetime.combine(most.date(), due.timetz())
    while last > most or not days.is_working(last.date()):
        last -= timedelta(days=1)
    return max(last, due)


def return_(ledger: Ledger, id: str, reason: str, now: datetime) -> Changed:
    """The office wants to know more: its time to decide stands still until it does."""
    found = watch.judged(ledger, id, now)
    found.return_extension(reason, now)
    return _changed(found)


def supplement(ledger: Ledger, id: str, text: str, now: datetime) -> Changed:
    found = watch.judged(ledger, id, now)
    found.supplement_extension(text, now)
    return _changed(found)


def grant(ledger: Ledger, id: str, reason: str, now: datetime) -> Changed:
    """Due on the day that was asked for, and the lapse with it."""
    found = watch.judged(ledger, id, now)
    if not found.extension:
        raise Refused("obligation.no_extension")
    until = datetime.fromisoformat(found.extension["until"])
    with ledger.reading() as conn:
        programme = register.programme(conn, found.jurisdiction, found.year)
        counted = watch.calendar(conn)
    if programme is None:
        raise Refused("obligation.unknown")
    moved = programme.policy.rule(found.kind).reckon(found.since, counted, found.period, due=until)
    found.grant_extension(watch.stored(moved, now), reason, now)
    return _changed(found)


def refuse(ledger: Ledger, id: str, reason: str, now: datetime) -> Changed:
    """What was due stays due."""
    found = watch.judged(ledger, id, now)
    found.refuse_extension(reason, now)
    return _changed(found)


def _changed(found: Obligation) -> Changed:
    return [found], {"obligation": str(found.id)}
