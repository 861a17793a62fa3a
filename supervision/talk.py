"""An accountability talk (约谈): arranged, held, signed by both sides; what was promised in it is kept or not.

domain.md 1.5 (E3), 3.5, 5.2; 政府督查工作条例 art. 12 (7). People stand here by their posts, never by name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval
from supervision import written
from supervision.ground import Ground
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all
from tracker.working_days import WorkingDays

WITHIN = 5
"""Working days from the decision to the talk (domain.md 3.5)."""
MOST_PROMISES = 12

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Who talks to whom (posts), why, on what basis, when (ISO, China's time) and where."""

    talker: str
    talked: tuple[str, ...]
    reason: str
    basis: str
    at: str
    place: str

    def faults(self) -> Iterator[Refused]:
        yield from written.faults("talk.talker", "talker", self.talker)
        yield from written.faults("talk.talked", "talked", "".join(self.talked))
        yield from written.faults("talk.reason", "reason", self.reason)
        yield from written.faults("talk.basis", "basis", self.basis)
        yield from written.faults("talk.place", "place", self.place)
        if written.moment(self.at) is None:
            yield Refused("talk.at", field="on")

    def as_dict(self) -> Row:
        kept = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(self).items()}
        return kept | {"talked": _posts(self.talked)}


@dataclass(frozen=True, slots=True)
class Promise:
    """表态承诺: what, which unit (its id) and post answers for it, and by which day (ISO)."""

    text: str
    unit: str
    post: str
    due: str


class Talk(Aggregate):
    """States: scheduled → held → signed; cancelled before it is held.

    `until` (ISO) is the last day for holding it. A promise is open, reported (the unit says it is kept) or kept; one
    that was found not kept is open again, with a new day, in its next round.
    """

    TOPIC = "talk"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "talk.event"

    class Scheduled(Event, Aggregate.Created):
        TOPIC = "talk.scheduled"
        jurisdiction: str
        year: int
        programme: str
        project: str | None
        order: str | None
        unit: str
        cause: dict[str, Any]
        arrangement: dict[str, Any]
        until: str
        approval: dict[str, Any]

    class Moved(Event):
        TOPIC = "talk.moved"
        at: str
        place: str
        reason: str

    class Cancelled(Event):
        TOPIC = "talk.cancelled"
        reason: str

    class Held(Event):
        TOPIC = "talk.held"
        held_at: str
        place: str
        present: list[str]
        points: str
        promises: list[dict[str, Any]]
        recorder: str

    class Signed(Event):
        TOPIC = "talk.signed"
        signed_on: str
        scan: dict[str, Any]

    class PromiseReported(Event):
        TOPIC = "talk.promise_reported"
        no: str
        round: int
        done: str
        evidence: list[dict[str, Any]]
        reporter: str

    class PromiseConfirmed(Event):
        TOPIC = "talk.promise_confirmed"
        no: str
        round: int
        note: str
        checker: str

    class PromiseReopened(Event):
        TOPIC = "talk.promise_reopened"
        no: str
        round: int
        note: str
        due: str
        checker: str

    @staticmethod
    def create_id(programme: str) -> UUID:
        return uuid4()

    @classmethod
    def schedule(
        cls,
        arrangement: Arrangement,
        approval: Approval,
        days: WorkingDays,
        ground: Ground,
    ) -> "Talk":
        """`approval`: the decision to talk, from whose day the five working days run.

        Raises all faults at once: Refused("talk.late", until=…) for a day beyond them.
        """
        faults = [*arrangement.faults(), *approval.faults()]
        faults += written.faults("talk.unit", "unit", ground.unit)
        refuse_all(faults)
        since = date.fromisoformat(approval.decided_on)
        until = days.add(since, WITHIN)
        _within(arrangement.at, since, until)
        return cls._create(
            cls.Scheduled,
            **ground.whose(),
            order=ground.order,
            cause=ground.why(),
            arrangement=arrangement.as_dict(),
            until=until.isoformat(),
            approval=approval.as_dict(),
        )

    def move(self, at: str, place: str, reason: str) -> None:
        """To another time within the same five working days."""
        self._scheduled_only()
        faults = written.faults("talk.place", "place", place) + written.faults("talk.why_moved", "why_moved", reason)
        if written.moment(at) is None:
            faults.append(Refused("talk.at", field="on"))
        refuse_all(faults)
        _within(at, self.since, date.fromisoformat(self.until))
        self._moved(at=at, place=place.strip(), reason=reason.strip())

    def cancel(self, reason: str) -> None:
        self._scheduled_only()
        refuse_all(written.faults("talk.why_cancelled", "why_cancelled", reason))
        self._cancelled(reason=reason.strip())

    def hold(
        self,
        held_at: str,
        place: str,
        present: Sequence[str],
        points: str,
        promises: Sequence[Promise],
        recorder: str,
    ) -> None:
        """The record: who was there (posts), what was pointed out, what was promised, who wrote it down (post)."""
        self._scheduled_only()
        moment = written.moment(held_at)
        faults = written.faults("talk.points", "points", points)
        faults += written.faults("talk.present", "present", "".join(present))
        faults += written.faults("talk.recorder", "recorder", recorder)
        faults += written.faults("talk.place", "place", place)
        if moment is None or not self.since <= moment.date() or moment > clock.now():
            faults.append(Refused("talk.held_at", field="held_on"))
        faults += _promise_faults(promises, moment.date() if moment else self.since)
        refuse_all(faults)
        self._held(
            held_at=held_at,
            place=place.strip(),
            present=_posts(present),
            points=points.strip(),
            promises=[{"no": str(no), **asdict(promise)} for no, promise in enumerate(promises, start=1)],
            recorder=recorder.strip(),
        )

    def sign(self, signed_on: str, scan: Row) -> None:
        """The record with both signatures, scanned. `scan`: sha256, name, size, type."""
        if self.state != "held":
            raise Refused("talk.signed_already" if self.state == "signed" else "talk.not_held")
        found = written.day(signed_on)
        if found is None or not self.held_on <= found <= clock.today():
            raise Refused("talk.signed_on", field="signed_on")
        self._signed(signed_on=signed_on, scan=scan)

    def report_promise(self, no: str, done: str, evidence: Sequence[Row], by: str) -> None:
        """The unit says how it was kept, with evidence. `by`: the account of its head."""
        promise = self._promise(no, "open")
        faults = written.faults("talk.done", f"done-{no}", done)
        if not evidence:
            faults.append(Refused("talk.evidence", field=f"evidence-{no}"))
        refuse_all(faults)
        self._promise_reported(no=no, round=promise["round"], done=done.strip(), evidence=list(evidence), reporter=by)

    def check_promise(self, no: str, kept: bool, note: str, by: str, due: str = "") -> None:
        """By the office: kept, or open again until a new day. Raises Refused("talk.own_report")."""
        promise = self._promise(no, "reported")
        if promise["reporter"] == by:
            raise Refused("talk.own_report")
        faults = written.faults("talk.note", f"note-{no}", note)
        found = written.day(due)
        if not kept and (found is None or found <= clock.today()):
            faults.append(Refused("talk.new_due", field=f"due-{no}"))
        refuse_all(faults)
        said = {"no": no, "round": promise["round"], "note": note.strip(), "checker": by}
        if kept:
            self._promise_confirmed(**said)
        else:
            self._promise_reopened(**said, due=due)

    @property
    def since(self) -> date:
        """The day the decision was taken."""
        return date.fromisoformat(self.approval["decided_on"])

    @property
    def held_on(self) -> date:
        return date.fromisoformat(str(self.held_at)[:10])

    def _scheduled_only(self) -> None:
        if self.state == "cancelled":
            raise Refused("talk.cancelled")
        if self.state != "scheduled":
            raise Refused("talk.held_already")

    def _promise(self, no: str, state: str) -> Row:
        found = self.promises.get(no)
        if found is None:
            raise Refused("talk.no_promise")
        if found["state"] != state:
            raise Refused(_PROMISE_IS[found["state"]])
        return found

    @event(Scheduled)
    def __init__(
        self,
        programme: str,
        project: str | None,
        order: str | None,
        unit: str,
        arrangement: Row,
        until: str,
        approval: Row,
    ) -> None:
        self.programme, self.project, self.order, self.unit = programme, project, order, unit
        self.arrangement, self.until, self.approval = arrangement, until, approval
        self.state = "scheduled"
        self.held_at: str | None = None
        self.promises: dict[str, Row] = {}

    @event(Moved)
    def _moved(self, at: str, place: str, reason: str) -> None:
        self.arrangement = {**self.arrangement, "at": at, "place": place}

    @event(Cancelled)
    def _cancelled(self, reason: str) -> None:
        self.state = "cancelled"

    @event(Held)
    def _held(
        self, held_at: str, place: str, present: list[str], points: str, promises: list[Row], recorder: str
    ) -> None:
        self.state, self.held_at = "held", held_at
        self.promises = {each["no"]: {**each, "state": "open", "round": 1, "reporter": None} for each in promises}

    @event(Signed)
    def _signed(self, signed_on: str, scan: Row) -> None:
        self.state = "signed"

    @event(PromiseReported)
    def _promise_reported(self, no: str, round: int, done: str, evidence: list[Row], reporter: str) -> None:
        self._put(no, state="reported", reporter=reporter)

    @event(PromiseConfirmed)
    def _promise_confirmed(self, no: str, round: int, note: str, checker: str) -> None:
        self._put(no, state="kept")

    @event(PromiseReopened)
    def _promise_reopened(self, no: str, round: int, note: str, due: str, checker: str) -> None:
        self._put(no, state="open", due=due, round=round + 1, reporter=None)

    def _put(self, no: str, **now: Any) -> None:
        self.promises = {**self.promises, no: {**self.promises[no], **now}}


_PROMISE_IS = {"open": "talk.not_reported", "reported": "talk.reported_already", "kept": "talk.kept_already"}


def _posts(posts: Sequence[str]) -> list[str]:
    return [post.strip() for post in posts if post.strip()]


def _within(at: str, since: date, until: date) -> None:
    moment = written.moment(at)
    if moment is None or not since <= moment.date() <= until:
        raise Refused("talk.late", field="on", since=written.in_words(since), until=written.in_words(until))


def _promise_faults(promises: Sequence[Promise], held: date) -> list[Refused]:
    """Of each promise by its place in the form; at least one was made."""
    if not promises:
        return [Refused("talk.promises", field="promise-1")]
    if len(promises) > MOST_PROMISES:
        return [Refused("talk.too_many", field=f"promise-{MOST_PROMISES}", most=MOST_PROMISES)]
    found: list[Refused] = []
    for place, promise in enumerate(promises, start=1):
        found += written.faults("talk.promise_text", f"promise-{place}", promise.text)
        found += written.faults("talk.promise_post", f"promise_post-{place}", promise.post)
        due = written.day(promise.due)
        if due is None or due < held:
            found.append(Refused("talk.promise_due", field=f"promise_due-{place}"))
        if not promise.unit:
            found.append(Refused("talk.unit", field=f"promise_unit-{place}"))
    return found
