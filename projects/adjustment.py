"""A change of what was released: asked for by lead unit or office, decided by a recorded 批示 (domain.md 3.2)."""

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

WHAT = {
    "quantity": "目标值",
    "plan": "月度计划",
    "due_on": "完成时限",
    "milestones": "节点时间",
    "responsibility": "责任单位",
    "suspension": "暂停实施",
    "resumption": "恢复实施",
    "termination": "终止实施",
    "carry_over": "结转下年",
}
"""Every field that can be adjusted, in officials' words; the first two are a target's, the others the project's."""
OF_A_TARGET = ("quantity", "plan")


class Adjustment(Aggregate):
    TOPIC = "adjustment"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "adjustment.event"
        project: str
        programme: str

    class Asked(Event, Aggregate.Created):
        TOPIC = "adjustment.asked"
        class_version = 2
        no: str
        field: str
        old: Any
        new: Any
        plan: dict[str, str] | None
        reason_code: str
        reason: str
        effective_on: str
        evidence: list[dict[str, Any]]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, nothing could be attached."""
            state["evidence"] = []

    class Approved(Event):
        TOPIC = "adjustment.approved"
        approval: dict[str, Any]

    class Rejected(Event):
        TOPIC = "adjustment.rejected"
        approval: dict[str, Any]

    class Withdrawn(Event):
        TOPIC = "adjustment.withdrawn"
        reason: str

    @staticmethod
    def create_id(project: str) -> UUID:
        return uuid4()

    @classmethod
    def ask(cls, project: UUID, programme: str, no: str, field: str, old: Any, new: Any, **why: Any) -> "Adjustment":
        """`field`: one of WHAT; `no` is "" where the whole project is meant. `old` and `new` as projects/terms.py keeps
        them. `why`: plan, reason_code, reason, effective_on (ISO), evidence ({sha256, name, size, type} each)."""
        if field not in WHAT:
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
            evidence=list(why.get("evidence", [])),
        )

    def approve(self, approval: Approval) -> None:
        self._open()
        approval.check()
        self._approved(project=self.project, programme=self.programme, approval=approval.as_dict())

    def reject(self, approval: Approval) -> None:
        self._open()
        approval.check()
        self._rejected(project=self.project, programme=self.programme, approval=approval.as_dict())

    def withdraw(self, reason: str) -> None:
        """Whoever asked takes it back before it is decided."""
        self._open()
        if not reason.strip():
            raise Refused("report.reason_missing", field="withdrawal")
        self._withdrawn(project=self.project, programme=self.programme, reason=reason)

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
        evidence: list[dict[str, Any]],
    ) -> None:
        self.project, self.programme, self.no, self.field, self.old, self.new = project, programme, no, field, old, new
        self.plan, self.reason_code, self.reason, self.effective_on = plan, reason_code, reason, effective_on
        self.evidence, self.state = evidence, "asked"

    @event(Approved)
    def _approved(self, project: str, programme: str, approval: dict[str, Any]) -> None:
        self.state = "approved"

    @event(Rejected)
    def _rejected(self, project: str, programme: str, approval: dict[str, Any]) -> None:
        self.state = "rejected"

    @event(Withdrawn)
    def _withdrawn(self, project: str, programme: str, reason: str) -> None:
        self.state = "withdrawn"
