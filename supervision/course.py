"""The course of one obligation: what should be on the ledger by now, from the facts' own times and what is there. Pure.

Whatever the hour at which it is asked, the answer is the same: in time to the second is met, after the due time late,
unmet past the cutoff missed. A lapse is told only a minute after it, so that what was recorded in the last second is
there by then; nothing is approved by time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from projects.rule import Pause, Reckoning
from supervision.claim import Claim

GRACE = timedelta(minutes=1)
"""Longer than a command waits for its turn (tracker/ledger.py)."""

Reckoner = Callable[[Claim, datetime | None, tuple[Pause, ...]], Reckoning]
"""A claim's reckoning with a due time that was set, and with the pauses that are over."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One event to be recorded: `name` a command of the obligation, `at` its business time, `facts` the rest."""

    at: datetime
    name: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An obligation as far as it is on the ledger. `owner_since`, `due_since`, `reminded_at`: up to when these are."""

    state: str
    owner: str
    due: datetime
    cutoff: datetime
    reminders: tuple[datetime, ...]
    owner_since: datetime
    due_since: datetime
    reminded_at: datetime | None = None
    paused_at: datetime | None = None
    resumed_at: datetime | None = None
    extended: bool = False
    filed: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in ("scheduled", "due_soon")


def course(claim: Claim, recorded: Recorded | None, reckon: Reckoner, now: datetime) -> list[Deed]:
    """The events that should exist by now and do not, in the order of their business time."""
    return advanced(claim, recorded, reckon, now)[0]


def advanced(
    claim: Claim, recorded: Recorded | None, reckon: Reckoner, now: datetime
) -> tuple[list[Deed], Recorded | None]:
    """The same, with what is on record once they are recorded."""
    deeds: list[Deed] = []
    stands = recorded
    while found := _next(claim, stands, reckon, now):
        deed, stands = found
        deeds.append(deed)
    return deeds, stands


def next_moment(recorded: Recorded) -> datetime | None:
    """When the clock alone changes something next: a reminder, or the lapse."""
    if not recorded.is_open or recorded.paused_at:
        return None
    return min([*_reminders(recorded), recorded.cutoff])


Step = tuple[Deed, Recorded]


def _next(claim: Claim, stands: Recorded | None, reckon: Reckoner, now: datetime) -> Step | None:
    if stands is None:
        return _opened(claim, reckon, now)
    if not stands.is_open:
        return _afterwards(claim, stands, now)
    steps = [(when, order, step) for order, kind in enumerate(_KINDS) for when, step in kind(claim, stands, reckon)]
    if not steps:
        return None
    when, order, step = min(steps, key=lambda each: each[:2])
    return step if when + (GRACE if order >= _BY_THE_CLOCK else timedelta(0)) <= now else None


def _opened(claim: Claim, reckon: Reckoner, now: datetime) -> Step | None:
    at = claim.opens_at
    if at is None or at > now:
        return None
    due, owner = claim.due, claim.owner
    for since, later in claim.later_owners:
        owner = later if since <= at else owner
    for since, other, _ in claim.later_dues:
        due = other if since <= at else due
    found = reckon(claim, due, ())
    opened = Recorded("scheduled", owner, found.due, found.cutoff, _after(found.reminders, at), at, at)
    return Deed(at, "open", {"owner": owner, "found": found}), opened


def _afterwards(claim: Claim, stands: Recorded, now: datetime) -> Step | None:
    """What was missed stays missed; that it came after all is told once."""
    if stands.state != "missed" or stands.filed or claim.met_at is None or claim.met_at > now:
        return None
    return Deed(claim.met_at, "meet", {"by_event": claim.met_by or ""}), replace(stands, filed=True)


Steps = Iterator[tuple[datetime, Step]]


def _handed_over(claim: Claim, stands: Recorded, reckon: Reckoner) -> Steps:
    for since, owner in claim.later_owners:
        if since > stands.owner_since and owner != stands.owner:
            yield since, (Deed(since, "hand_over", {"owner": owner}), replace(stands, owner=owner, owner_since=since))
            return


def _moved(claim: Claim, stands: Recorded, reckon: Reckoner) -> Steps:
    """Another day was set by a person; an extension that was granted since stands."""
    for since, due, why in claim.later_dues:
        if since > stands.due_since and not stands.extended:
            found = reckon(claim, due, ())
            moved = replace(
                stands,
                due=found.due,
                cutoff=found.cutoff,
                reminders=_after(found.reminders, since),
                due_since=since,
            )
            yield since, (Deed(since, "reschedule", {"found": found, "why": why}), moved)
            return


def _paused(claim: Claim, stands: Recorded, reckon: Reckoner) -> Steps:
    for pause in claim.pauses:
        fresh = stands.resumed_at is None or pause.since >= stands.resumed_at
        lasts = pause.until is None or pause.until > pause.since
        if not stands.paused_at and fresh and lasts and pause.since <= stands.due:
            yield (
                pause.since,
                (Deed(pause.since, "pause", {"reason": pause.reason}), replace(stands, paused_at=pause.since)),
            )
            return


def _resumed(claim: Claim, stands: Recorded, reckon: Reckoner) -> Steps:
    over = tuple(pause for pause in claim.pauses if pause.until and pause.since <= (stands.paused_at or pause.until))
    if not stands.paused_at or not over or over[-1].since != stands.paused_at:
        return
    until = over[-1].until or stands.paused_at
    set_anew = stands.extended or any(since <= stands.due_since for since, *_ in claim.later_dues)
    found = reckon(claim, stands.due, over[-1:]) if set_anew else reckon(claim, claim.due, over)
    moved = replace(
        stands,
        due=found.due,
        cutoff=found.cutoff,
        reminders=_after(found.reminders, until),
        paused_at=None,
        resumed_at=until,
    )
    yield until, (Deed(until, "resume", {"found": found}), moved)


def _met(claim: Claim, stands: Recorded, reckon: Reckoner) -> Steps:
    if claim.met_at:
        when = claim.met_at.replace(microsecond=0)
        state = "met" if when <= stands.due else "met_late"
        yield when, (Deed(claim.met_at, "meet", {"by_event": claim.met_by or ""}), replace(stands, state=state))


def _waived(claim: Claim, stands: Recorded, reckon: Reckoner) -> Steps:
    if void := claim.void:
        yield (
            void.at,
            (Deed(void.at, "waive", {"reason": void.reason, "post": void.by}), replace(stands, state="waived")),
        )


def _reminded(claim: Claim, stands: Recorded, reckon: Reckoner) -> Steps:
    if stands.paused_at:
        return
    for moment in _reminders(stands)[:1]:
        yield moment, (Deed(moment, "remind"), replace(stands, state="due_soon", reminded_at=moment))


def _missed(claim: Claim, stands: Recorded, reckon: Reckoner) -> Steps:
    if not stands.paused_at:
        yield stands.cutoff, (Deed(stands.cutoff, "miss"), replace(stands, state="missed"))


def _reminders(stands: Recorded) -> list[datetime]:
    return [each for each in stands.reminders if stands.reminded_at is None or each > stands.reminded_at]


def _after(moments: tuple[datetime, ...], at: datetime) -> tuple[datetime, ...]:
    return tuple(moment for moment in moments if moment > at)


_KINDS = (_handed_over, _moved, _paused, _resumed, _met, _waived, _reminded, _missed)
"""In the order that counts within one second: what comes in the last second of the day is in time."""
_BY_THE_CLOCK = _KINDS.index(_reminded)
