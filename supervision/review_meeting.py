"""The quarterly review (季点评): convened with its pack, held, commented on, its tasks followed until they are done.

domain.md A13 and 3.6. One meeting a programme and quarter. Posts and units only: no person is named on the ledger.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from supervision.quarter import Quarter
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, SeveralRefused, refuse_all

ATTENDING, EXCUSED, SITTING_IN = "出席", "请假", "列席"
ATTENDANCE = (ATTENDING, EXCUSED, SITTING_IN)
LONGEST = 2_000
"""Characters of one comment, task or report."""
OPEN = ("assigned", "reported", "returned")
"""States in which a task is still asked for."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """When, where, under whom, with whom and about what. `attendees`: {"post", "unit" (id or None), "state"}, where
    the state says who is called to attend (出席) and who to sit in (列席)."""

    on: str
    time: str
    place: str
    chair: str
    attendees: list[dict[str, Any]] = field(default_factory=list)
    agenda: list[str] = field(default_factory=list)

    def faults(self, quarter: Quarter) -> list[Refused]:
        """A meeting reviews a quarter that is over."""
        found = []
        if (day := _day(self.on)) is None or day <= quarter.ends_on:
            found.append(Refused("review_meeting.day", field="on", quarter=quarter.label))
        if not _is_time(self.time):
            found.append(Refused("review_meeting.time", field="time"))
        for name, what in (("place", "地点"), ("chair", "主持人职务")):
            if not getattr(self, name).strip():
                found.append(Refused("form.missing", field=name, what=what))
        if not any(each["state"] == ATTENDING for each in self.attendees):
            found.append(Refused("review_meeting.nobody", field="attendees"))
        if not self.agenda:
            found.append(Refused("review_meeting.agenda", field="agenda"))
        return found

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class ReviewMeeting(Aggregate):
    TOPIC = "review_meeting"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "review_meeting.event"

    class Convened(Event, Aggregate.Created):
        TOPIC = "review_meeting.convened"
        programme: str
        jurisdiction: str
        year: int
        quarter: str
        arrangement: dict[str, Any]

    class Rearranged(Event):
        TOPIC = "review_meeting.rearranged"
        arrangement: dict[str, Any]

    class PackFixed(Event):
        """The pack (会议材料) as it lies before the meeting: the canonical text, which is printed and shown."""

        TOPIC = "review_meeting.pack_fixed"
        content: str
        sha256: str

    class Held(Event):
        TOPIC = "review_meeting.held"
        on: str
        attendance: list[dict[str, Any]]

    class Commented(Event):
        TOPIC = "review_meeting.commented"
        project: str
        post: str
        text: str

    class TaskAssigned(Event):
        """`carried_from`: the quarter and number of the task it goes on with."""

        TOPIC = "review_meeting.task_assigned"
        no: int
        unit: str
        project: str | None
        text: str
        due: str
        carried_from: str | None

    class TaskReported(Event):
        TOPIC = "review_meeting.task_reported"
        no: int
        text: str
        evidence: list[dict[str, Any]]

    class TaskSentBack(Event):
        TOPIC = "review_meeting.task_sent_back"
        no: int
        reason: str

    class TaskConfirmed(Event):
        TOPIC = "review_meeting.task_confirmed"
        no: int
        note: str

    class TaskCarried(Event):
        """Not done by the next meeting, which ruled that it goes on there under a new date."""

        TOPIC = "review_meeting.task_carried"
        no: int
        into: str
        reason: str

    class Closed(Event):
        TOPIC = "review_meeting.closed"
        on: str

    @staticmethod
    def create_id(programme: str, quarter: str) -> UUID:
        return identity("review_meeting", programme, quarter)

    @classmethod
    def convene(
        cls, programme: str, jurisdiction: str, year: int, quarter: Quarter, arrangement: Arrangement
    ) -> "ReviewMeeting":
        """Raises what the arrangement lacks."""
        refuse_all(arrangement.faults(quarter))
        return cls(
            programme=programme,
            jurisdiction=jurisdiction,
            year=year,
            quarter=quarter.key,
            arrangement=arrangement.as_dict(),
        )

    def rearrange(self, arrangement: Arrangement) -> None:
        """Another day, place or list of attendees, before the meeting."""
        self._only("convened")
        refuse_all(arrangement.faults(self.season))
        if arrangement.as_dict() != self.arrangement:
            self._rearranged(arrangement=arrangement.as_dict())

    def fix_pack(self, content: str) -> None:
        """Fixes what the meeting has before it; again, when something changed, until the meeting is held."""
        self._only("convened")
        hashed = sha256(content.encode()).hexdigest()
        if hashed != self.pack:
            self._pack_fixed(content=content, sha256=hashed)

    def hold(self, on: str, attendance: Sequence[dict[str, Any]]) -> None:
        """`attendance` as the arrangement's attendees, each 出席, 请假 or 列席 now.

        Raises Refused("review_meeting.no_pack") without a fixed pack, and what is wrong with day or attendance.
        """
        self._only("convened")
        if not self.pack:
            raise Refused("review_meeting.no_pack")
        faults = []
        day = _day(on)
        if day is None or not self.season.ends_on < day <= clock.today():
            faults.append(Refused("review_meeting.held_day", field="held_on", quarter=self.season.label))
        if any(each["state"] not in ATTENDANCE for each in attendance):
            faults.append(Refused("review_meeting.attendance", field="attendance"))
        elif not any(each["state"] == ATTENDING for each in attendance):
            faults.append(Refused("review_meeting.nobody", field="attendance"))
        refuse_all(faults)
        self._held(on=on, attendance=list(attendance))

    def comment(self, project: str, post: str, text: str) -> None:
        """What was said of a project, and by which post."""
        self._only("held")
        faults = [] if post.strip() else [Refused("form.missing", field="post", what="点评人职务")]
        refuse_all([*faults, *_text_faults(text, "text", "点评意见")])
        self._commented(project=project, post=post.strip(), text=text.strip())

    def assign(self, unit: str, project: str | None, text: str, due: str, carried_from: str | None = None) -> int:
        """A task for a unit, due on a day after the meeting; its number."""
        self._only("held")
        faults = _text_faults(text, "text", "任务内容")
        if not unit:
            faults.append(Refused("form.missing", field="unit", what="责任单位"))
        if (day := _day(due)) is None or self.held_on is None or day <= self.held_on:
            faults.append(Refused("review_meeting.task_due", field="due"))
        refuse_all(faults)
        no = len(self.tasks) + 1
        self._task_assigned(no=no, unit=unit, project=project, text=text.strip(), due=due, carried_from=carried_from)
        return no

    def report_task(self, no: int, unit: str, text: str, evidence: Sequence[dict[str, Any]]) -> None:
        """The unit tells that it is done, with what shows it.

        Raises Refused("review_meeting.not_theirs"), ("review_meeting.task_state"), ("review_meeting.evidence").
        """
        task = self._task(no)
        if task["unit"] != unit:
            raise Refused("review_meeting.not_theirs")
        self._task_in(no, "assigned", "returned")
        faults = _text_faults(text, "text", "落实情况")
        if not evidence:
            faults.append(Refused("review_meeting.evidence", field="files"))
        refuse_all(faults)
        self._task_reported(no=no, text=text.strip(), evidence=list(evidence))

    def send_back_task(self, no: int, reason: str) -> None:
        self._task_in(no, "reported")
        refuse_all(_text_faults(reason, "reason", "退回理由"))
        self._task_sent_back(no=no, reason=reason.strip())

    def confirm_task(self, no: int, note: str = "") -> None:
        """The office found it done."""
        self._task_in(no, "reported")
        self._task_confirmed(no=no, note=note.strip())

    def carry_task(self, no: int, into: str, reason: str) -> None:
        """It goes on in the meeting of the quarter `into`; see ReviewWork.carry."""
        self._task_in(no, *OPEN)
        refuse_all(_text_faults(reason, "reason", "未完成的原因"))
        self._task_carried(no=no, into=into, reason=reason.strip())

    def close(self, on: str, outstanding: Sequence[Refused]) -> None:
        """The quarter is closed once nothing is outstanding: bulletins, the last meeting's tasks, the minutes.

        Raises each of `outstanding` otherwise.
        """
        self._only("held")
        if outstanding:
            raise SeveralRefused(list(outstanding))
        self._closed(on=on)

    @property
    def season(self) -> Quarter:
        found = Quarter.of(self.quarter)
        assert found is not None
        return found

    def _only(self, state: str) -> None:
        if self.state != state:
            raise Refused("review_meeting.state", state=_STATES[self.state])

    def _task(self, no: int) -> dict[str, Any]:
        if no not in self.tasks:
            raise Refused("review_meeting.unknown_task")
        return self.tasks[no]

    def _task_in(self, no: int, *states: str) -> None:
        if self._task(no)["state"] not in states:
            raise Refused("review_meeting.task_state", state=TASK_STATES[self.tasks[no]["state"]])

    @event(Convened)
    def __init__(self, programme: str, jurisdiction: str, year: int, quarter: str, arrangement: dict[str, Any]) -> None:
        self.programme, self.jurisdiction, self.year, self.quarter = programme, jurisdiction, year, quarter
        self.arrangement, self.state, self.pack = arrangement, "convened", ""
        self.held_on: date | None = None
        self.attendance: list[dict[str, Any]] = []
        self.comments: list[dict[str, str]] = []
        self.tasks: dict[int, dict[str, Any]] = {}

    @event(Rearranged)
    def _rearranged(self, arrangement: dict[str, Any]) -> None:
        self.arrangement = arrangement

    @event(PackFixed)
    def _pack_fixed(self, content: str, sha256: str) -> None:
        self.pack = sha256

    @event(Held)
    def _held(self, on: str, attendance: list[dict[str, Any]]) -> None:
        self.state, self.held_on, self.attendance = "held", date.fromisoformat(on), attendance

    @event(Commented)
    def _commented(self, project: str, post: str, text: str) -> None:
        self.comments.append({"project": project, "post": post, "text": text})

    @event(TaskAssigned)
    def _task_assigned(
        self, no: int, unit: str, project: str | None, text: str, due: str, carried_from: str | None
    ) -> None:
        self.tasks[no] = {"unit": unit, "project": project, "text": text, "due": due, "state": "assigned"}

    @event(TaskReported)
    def _task_reported(self, no: int, text: str, evidence: list[dict[str, Any]]) -> None:
        self._now(no, "reported")

    @event(TaskSentBack)
    def _task_sent_back(self, no: int, reason: str) -> None:
        self._now(no, "returned")

    @event(TaskConfirmed)
    def _task_confirmed(self, no: int, note: str) -> None:
        self._now(no, "done")

    @event(TaskCarried)
    def _task_carried(self, no: int, into: str, reason: str) -> None:
        self._now(no, "carried")

    @event(Closed)
    def _closed(self, on: str) -> None:
        self.state = "closed"

    def _now(self, no: int, state: str) -> None:
        self.tasks[no] = {**self.tasks[no], "state": state}


_STATES = {"convened": "已通知、未召开", "held": "已召开", "closed": "已办结"}
TASK_STATES = {
    "assigned": "办理中",
    "reported": "已报完成，待督查室确认",
    "returned": "退回补办",
    "done": "已完成",
    "carried": "未完成，转入下次会议",
}


def _text_faults(text: str, field: str, what: str) -> list[Refused]:
    if not text.strip():
        return [Refused("form.missing", field=field, what=what)]
    return [Refused("review_meeting.long", field=field, what=what, most=LONGEST)] if len(text) > LONGEST else []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_time(text: str) -> bool:
    try:
        return len(text) == 5 and bool(time.fromisoformat(text) or True)
    except ValueError:
        return False
