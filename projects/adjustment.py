"""A change of a released target or plan: asked for by the lead unit, decided by a recorded 批示 (domain.md 3.2)."""

from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused

REASONS = {
    "force_majeure": "不可抗力",
    "policy_change": "政策变化",
    "institution_change": "机构调整",
    "other": "其他",
}


class Adjustment(Aggregate):
    TOPIC = "adjustment"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "adjustment.event"
        project: str
        programme: str

    class Asked(Event, Aggregate.Created):
        TOPIC = "adjustment.asked"
        no: str
        field: str
        old: Any
        new: Any
        plan: dict[str, str] | None
        reason_code: str
        reason: str
        effective_on: str

    class Approved(Event):
        TOPIC = "adjustment.approved"
        approval: dict[str, Any]

    class Rejected(Event):
        TOPIC = "adjustment.rejected"
        approval: dict[str, Any]

    @staticmethod
    def create_id(project: str) -> UUID:
        return uuid4()

    @classmethod
    def ask(cls, project: UUID, programme: str, no: str, field: str, old: Any, new: Any, **why: Any) -> "Adjustment":
        """`field` is quantity or plan; `why`: plan, reason_code, reason, effective_on (ISO)."""
        if field not in ("quantity", "plan"):
            raise Refused("adjustment.field", field="field")
        if why["reason_code"] not in REASONS:
            raise Refused("adjustment.reason_code", field="reason_code")
        if not str(why["reason"]).strip():
            raise Refused("report.reason_missing", field="reason")
        return cls(
            project=str(project),
            programme=programme,
            no=no,
            field=field,
            old=old,
            new=new,
            plan=why.get("plan"),
            reason_code=why["reason_code"],
            reason=why["reason"],
            effective_on=why["effective_on"],
        )

    def approve(self, approval: Approval) -> None:
        self._open()
        approval.check()
        self._approved(project=self.project, programme=self.programme, approval=approval.as_dict())

    def reject(self, approval: Approval) -> None:
        self._open()
        approval.check()
        self._rejected(project=self.project, programme=self.programme, approval=approval.as_dict())

    def _open(self) -> None:
        if self.state != "asked":
            raise Refused("adjustment.decided", state=self.state)

    @event(Asked)
    def __init__(
        self,
        project: str,
        programme: str,
        no: str,
        field: str,
        old: Any,
        new: Any,
        plan: dict[str, str] | None,
        reason_code: str,
        reason: str,
        effective_on: str,
    ) -> None:
        self.project, self.programme, self.no, self.field, self.old, self.new = project, programme, no, field, old, new
        self.plan, self.reason_code, self.reason, self.effective_on = plan, reason_code, reason, effective_on
        self.state = "asked"

    @event(Approved)
    def _approved(self, project: str, programme: str, approval: dict[str, Any]) -> None:
        self.state = "approved"

    @event(Rejected)
    def _rejected(self, project: str, programme: str, approval: dict[str, Any]) -> None:
        self.state = "rejected"
