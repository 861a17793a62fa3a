"""A department's own plan (本部门实施方案) for the projects it leads: filed within 30 working days of the release."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from supervision import own_words
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all


@dataclass(frozen=True, slots=True)
class Plan:
    """What is filed: title, the day it was adopted (ISO), its number, where it is published, what it says in short."""

    title: str
    adopted_on: str
    summary: str
    number: str = ""
    link: str = ""
    files: Sequence[dict[str, Any]] = field(default_factory=list)

    def faults(self) -> list[Refused]:
        """A plan has a title, a day, a summary in words, and a link or a file."""
        found = [] if self.title.strip() else [Refused("form.missing", field="title", what="方案名称")]
        try:
            adopted: date | None = date.fromisoformat(self.adopted_on)
        except ValueError:
            adopted = None
        if adopted is None or adopted > clock.today():
            found.append(Refused("department_plan.day", field="adopted_on"))
        found += own_words.faults(self.summary, "summary", about="主要内容：")
        if self.link and not self.link.startswith(("https://", "http://")):
            found.append(Refused("department_plan.link", field="link"))
        if not self.link and not self.files:
            found.append(Refused("department_plan.nothing", field="link"))
        return found

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "files": list(self.files)}


class DepartmentPlan(Aggregate):
    """One a programme and lead unit."""

    TOPIC = "department_plan"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "department_plan.event"

    class Opened(Event, Aggregate.Created):
        TOPIC = "department_plan.opened"
        programme: str
        jurisdiction: str
        year: int
        unit: str

    class Filed(Event):
        TOPIC = "department_plan.filed"
        plan: dict[str, Any]

    class Returned(Event):
        TOPIC = "department_plan.returned"
        reason: str

    class Accepted(Event):
        TOPIC = "department_plan.accepted"
        note: str

    @staticmethod
    def create_id(programme: str, unit: str) -> UUID:
        return identity("department_plan", programme, unit)

    def file(self, plan: Plan) -> None:
        """Raises everything the plan lacks, and Refused("department_plan.state") where one lies with the office."""
        self._only("opened", "returned")
        refuse_all(plan.faults())
        self._filed(plan=plan.as_dict())

    def return_(self, reason: str) -> None:
        self._only("filed")
        if not reason.strip():
            raise Refused("report.reason_missing", field="words")
        self._returned(reason=reason.strip())

    def accept(self, note: str = "") -> None:
        self._only("filed")
        self._accepted(note=note.strip())

    def _only(self, *states: str) -> None:
        if self.state not in states:
            raise Refused("department_plan.state", state=STATES[self.state])

    @event(Opened)
    def __init__(self, programme: str, jurisdiction: str, year: int, unit: str) -> None:
        self.programme, self.jurisdiction, self.year, self.unit = programme, jurisdiction, year, unit
        self.state = "opened"

    @event(Filed)
    def _filed(self, plan: dict[str, Any]) -> None:
        self.state = "filed"

    @event(Returned)
    def _returned(self, reason: str) -> None:
        self.state = "returned"

    @event(Accepted)
    def _accepted(self, note: str) -> None:
        self.state = "accepted"


STATES = {"opened": "未报送", "filed": "已报送，待督查室审核", "returned": "已退回", "accepted": "已通过"}
