"""What somebody owes by a day: opened by the watch, met by a domain event, late, missed or waived (domain.md 3.6).

Nothing is approved by time. Due and cutoff are stored as they were reckoned; what was missed stays missed, also when it
comes later.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from projects.rule import due_words
from tracker.clock import SHANGHAI
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused

OPEN = ("scheduled", "due_soon")
OVER = ("met", "met_late", "missed", "waived")


class Obligation(Aggregate):
    """`at` of an event is its business time (ISO, Shanghai), whenever it was recorded."""

    TOPIC = "obligation"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "obligation.event"
        programme: str
        kind: str
        at: str

    class Opened(Event, Aggregate.Created):
        TOPIC = "obligation.opened"
        jurisdiction: str
        year: int
        subject: str
        period: str
        owner: str
        project: str | None
        what: str
        href: str
        since: str
        due: str
        cutoff: str
        reminders: list[str]
        arithmetic: dict[str, Any]

    class Reminded(Event):
        TOPIC = "obligation.reminded"
        due: str

    class HandedOver(Event):
        TOPIC = "obligation.handed_over"
        former: str
        owner: str

    class Rescheduled(Event):
        """By a calendar announced since, or a day that a person set anew; `why` in words."""

        TOPIC = "obligation.rescheduled"
        former: str
        due: str
        cutoff: str
        reminders: list[str]
        arithmetic: dict[str, Any]
        why: str

    class Paused(Event):
        TOPIC = "obligation.paused"
        reason: str

    class Resumed(Event):
        TOPIC = "obligation.resumed"
        due: str
        cutoff: str
        reminders: list[str]
        arithmetic: dict[str, Any]

    class ExtensionAsked(Event):
        TOPIC = "obligation.extension_asked"
        reason: str
        progress: str
        until: str

    class ExtensionReturned(Event):
        TOPIC = "obligation.extension_returned"
        reason: str

    class ExtensionSupplemented(Event):
        TOPIC = "obligation.extension_supplemented"
        text: str

    class ExtensionGranted(Event):
        TOPIC = "obligation.extension_granted"
        former: str
        due: str
        cutoff: str
        reminders: list[str]
        arithmetic: dict[str, Any]
        reason: str

    class ExtensionRefused(Event):
        TOPIC = "obligation.extension_refused"
        reason: str

    class Met(Event):
        TOPIC = "obligation.met"
        by_event: str

    class MetLate(Event):
        TOPIC = "obligation.met_late"
        by_event: str
        due: str

    class Missed(Event):
        TOPIC = "obligation.missed"
        due: str

    class FiledAfterMissed(Event):
        TOPIC = "obligation.filed_after_missed"
        by_event: str

    class Waived(Event):
        TOPIC = "obligation.waived"
        reason: str
        post: str

    @staticmethod
    def create_id(programme: str, kind: str, subject: str, period: str) -> UUID:
        return identity("obligation", programme, f"{kind}:{subject}:{period}")

    # What the watch records: facts and the passing of time. No decision is taken here.

    def remind(self, at: datetime) -> None:
        self._reminded(**self._which(at), due=self.due.isoformat())

    def hand_over(self, owner: str, at: datetime) -> None:
        self._handed_over(**self._which(at), former=self.owner, owner=owner)

    def reschedule(self, found: dict[str, Any], why: str, at: datetime) -> None:
        """`found`: due, cutoff, reminders and arithmetic as stored."""
        self._rescheduled(**self._which(at), former=self.due.isoformat(), **found, why=why)

    def pause(self, reason: str, at: datetime) -> None:
        self._paused(**self._which(at), reason=reason)

    def resume(self, found: dict[str, Any], at: datetime) -> None:
        self._resumed(**self._which(at), **found)

    def meet(self, by_event: str, at: datetime) -> None:
        """In time to the second, late, or after it was missed."""
        if self.state == "missed":
            self._filed(**self._which(at), by_event=by_event)
        elif at.replace(microsecond=0) <= self.due:
            self._met(**self._which(at), by_event=by_event)
        else:
            self._met_late(**self._which(at), by_event=by_event, due=self.due.isoformat())

    def miss(self, at: datetime) -> None:
        self._missed(**self._which(at), due=self.due.isoformat())

    # What people decide.

    def waive(self, reason: str, post: str, at: datetime) -> None:
        """The office no longer asks for it. Raises Refused once it is met, missed or waived, and without a reason."""
        self._open()
        if not reason.strip():
            raise Refused("obligation.reason", field="reason")
        self._waived(**self._which(at), reason=reason.strip(), post=post)

    def ask_extension(
        self, reason: str, progress: str, until: datetime, at: datetime, last: datetime | None = None
    ) -> None:
        """Before the due time, once, with a reason, the progress and a new date (domain.md 3.5): at most as long again
        as it was at first; `last` is the last working day of those. Raises Refused."""
        self._open()
        if self.extension:
            raise Refused("obligation.extension_once")
        if at > self.due:
            raise Refused("obligation.extension_late", due=due_words(self.due))
        if not reason.strip():
            raise Refused("obligation.extension_reason", field="reason")
        if not progress.strip():
            raise Refused("obligation.extension_progress", field="progress")
        if until <= self.due:
            raise Refused("obligation.extension_earlier", field="until", due=due_words(self.due))
        if until - self.due > self.due - self.since:
            latest = (last or self.due + (self.due - self.since)).astimezone(SHANGHAI)
            raise Refused("obligation.extension_too_long", field="until", latest=f"{latest.month}月{latest.day}日")
        self._asked(**self._which(at), reason=reason.strip(), progress=progress.strip(), until=until.isoformat())

    def return_extension(self, reason: str, at: datetime) -> None:
        """For a supplement; the time for the decision stands still until it comes."""
        self._extension_in("asked", "supplemented")
        if not reason.strip():
            raise Refused("obligation.reason", field="reason")
        self._extension_returned(**self._which(at), reason=reason.strip())

    def supplement_extension(self, text: str, at: datetime) -> None:
        self._extension_in("returned")
        if not text.strip():
            raise Refused("obligation.extension_progress", field="progress")
        self._extension_supplemented(**self._which(at), text=text.strip())

    def grant_extension(self, found: dict[str, Any], reason: str, at: datetime) -> None:
        """`found`: due, cutoff, reminders and arithmetic of the day that was asked for, as stored."""
        self._open()
        self._extension_in("asked", "supplemented")
        self._granted(**self._which(at), former=self.due.isoformat(), **found, reason=reason.strip())

    def refuse_extension(self, reason: str, at: datetime) -> None:
        self._extension_in("asked", "supplemented")
        if not reason.strip():
            raise Refused("obligation.reason", field="reason")
        self._refused(**self._which(at), reason=reason.strip())

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def stands(self) -> bool:
        """Whether its day was set by a person, or granted: no calendar moves it."""
        return bool(self.arithmetic.get("set")) or self.extension.get("state") == "granted"

    def _open(self) -> None:
        if not self.is_open:
            raise Refused("obligation.over", state=self.state)

    def _extension_in(self, *states: str) -> None:
        if self.extension.get("state") not in states:
            raise Refused("obligation.no_extension")

    def _which(self, at: datetime) -> dict[str, Any]:
        return {"programme": self.programme, "kind": self.kind, "at": at.astimezone(SHANGHAI).isoformat()}

    @event(Opened)
    def __init__(
        self,
        programme: str,
        kind: str,
        at: str,
        jurisdiction: str,
        year: int,
        subject: str,
        period: str,
        owner: str,
        project: str | None,
        what: str,
        href: str,
        since: str,
        due: str,
        cutoff: str,
        reminders: list[str],
        arithmetic: dict[str, Any],
    ) -> None:
        self.programme, self.kind, self.subject, self.period = programme, kind, subject, period
        self.jurisdiction, self.year, self.owner, self.project = jurisdiction, year, owner, project
        self.since, self.opened_at = datetime.fromisoformat(since), datetime.fromisoformat(at)
        self.state, self.last_reminded, self.paused, self.filed = "scheduled", "", False, False
        self.extension: dict[str, Any] = {}
        self._due(due, cutoff, reminders, arithmetic)

    def _due(self, due: str, cutoff: str, reminders: list[str], arithmetic: dict[str, Any]) -> None:
        self.due, self.cutoff = datetime.fromisoformat(due), datetime.fromisoformat(cutoff)
        self.reminders = [datetime.fromisoformat(each) for each in reminders]
        self.arithmetic = arithmetic

    @event(Reminded)
    def _reminded(self, programme: str, kind: str, at: str, due: str) -> None:
        self.state, self.last_reminded = "due_soon", at

    @event(HandedOver)
    def _handed_over(self, programme: str, kind: str, at: str, former: str, owner: str) -> None:
        self.owner = owner

    @event(Rescheduled)
    def _rescheduled(
        self,
        programme: str,
        kind: str,
        at: str,
        former: str,
        due: str,
        cutoff: str,
        reminders: list[str],
        arithmetic: dict[str, Any],
        why: str,
    ) -> None:
        self._due(due, cutoff, reminders, arithmetic)

    @event(Paused)
    def _paused(self, programme: str, kind: str, at: str, reason: str) -> None:
        self.paused = True

    @event(Resumed)
    def _resumed(
        self,
        programme: str,
        kind: str,
        at: str,
        due: str,
        cutoff: str,
        reminders: list[str],
        arithmetic: dict[str, Any],
    ) -> None:
        self.paused = False
        self._due(due, cutoff, reminders, arithmetic)

    @event(ExtensionAsked)
    def _asked(self, programme: str, kind: str, at: str, reason: str, progress: str, until: str) -> None:
        self.extension = {"state": "asked", "reason": reason, "progress": progress, "until": until, "at": at}

    @event(ExtensionReturned)
    def _extension_returned(self, programme: str, kind: str, at: str, reason: str) -> None:
        self.extension = {**self.extension, "state": "returned"}

    @event(ExtensionSupplemented)
    def _extension_supplemented(self, programme: str, kind: str, at: str, text: str) -> None:
        self.extension = {**self.extension, "state": "supplemented"}

    @event(ExtensionGranted)
    def _granted(
        self,
        programme: str,
        kind: str,
        at: str,
        former: str,
        due: str,
        cutoff: str,
        reminders: list[str],
        arithmetic: dict[str, Any],
        reason: str,
    ) -> None:
        self.extension = {**self.extension, "state": "granted"}
        self._due(due, cutoff, reminders, arithmetic)

    @event(ExtensionRefused)
    def _refused(self, programme: str, kind: str, at: str, reason: str) -> None:
        self.extension = {**self.extension, "state": "refused"}

    @event(Met)
    def _met(self, programme: str, kind: str, at: str, by_event: str) -> None:
        self.state = "met"

    @event(MetLate)
    def _met_late(self, programme: str, kind: str, at: str, by_event: str, due: str) -> None:
        self.state = "met_late"

    @event(Missed)
    def _missed(self, programme: str, kind: str, at: str, due: str) -> None:
        self.state = "missed"

    @event(FiledAfterMissed)
    def _filed(self, programme: str, kind: str, at: str, by_event: str) -> None:
        self.filed = True

    @event(Waived)
    def _waived(self, programme: str, kind: str, at: str, reason: str, post: str) -> None:
        self.state = "waived"
