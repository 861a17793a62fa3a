"""A rectification with its own term (限期整改): required, reported by the unit's head, rechecked by somebody else.

domain.md 1.5 (E3), 3.4, 3.5. Each step belongs to a round: what failed its recheck may be given another term. One that
rests on a finding of a visit has more to show: a plan, pictures before and after, and a recheck by an inspector.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval
from supervision import finding, written
from supervision.ground import Ground
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all
from tracker.working_days import WorkingDays

RECHECK = 5
"""Working days from the report to its recheck (domain.md 3.4)."""
WAYS = {"papers": "核对材料", "site": "现场查看"}
PLAN = 3
"""Working days from a finding's rectification to the unit's plan (domain.md 3.4, default)."""
BEFORE, AFTER = "before", "after"
"""What a file of the evidence shows, by its `when`; a file may show neither."""
LIVE = ("ordered", "reported", "failed", "suspended")

Row = dict[str, Any]


class Rectification(Aggregate):
    """States: ordered → reported → passed | failed; failed → ordered again by another term; withdrawn with a reason;
    ordered → suspended while the finding is under review, → ordered by another term.

    `due` (ISO) is the day by which the unit's report is due in this round. `report` is the unit's draft, for its head.
    `finding`: the id of what it rests on, where that is a finding of a visit.
    """

    TOPIC = "rectification"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "rectification.event"

    class Ordered(Event, Aggregate.Created):
        TOPIC = "rectification.ordered"
        jurisdiction: str
        year: int
        programme: str
        project: str | None
        order: str | None
        unit: str
        cause: dict[str, Any]
        problem: str
        requirement: str
        due: str
        approval: dict[str, Any]
        orderer: str

    class PlanFiled(Event):
        TOPIC = "rectification.plan_filed"
        round: int
        steps: str
        responsible: str
        finish_on: str

    class ReportDrafted(Event):
        TOPIC = "rectification.report_drafted"
        round: int
        measures: str
        done: str
        evidence: list[dict[str, Any]]
        drafter: str

    class ReportSentBack(Event):
        TOPIC = "rectification.report_sent_back"
        round: int
        reason: str

    class Reported(Event):
        TOPIC = "rectification.reported"
        round: int
        reported_on: str
        measures: str
        done: str
        evidence: list[dict[str, Any]]
        drafter: str
        released_by: str

    class Passed(Event):
        TOPIC = "rectification.passed"
        round: int
        how: str
        checked_on: str
        note: str
        rechecker: str
        checker: str

    class Failed(Event):
        TOPIC = "rectification.failed"
        round: int
        how: str
        checked_on: str
        note: str
        rechecker: str
        checker: str

    class Suspended(Event):
        TOPIC = "rectification.suspended"
        round: int
        reason: str

    class Renewed(Event):
        TOPIC = "rectification.renewed"
        round: int
        requirement: str
        due: str
        reason: str

    class Withdrawn(Event):
        TOPIC = "rectification.withdrawn"
        reason: str

    @staticmethod
    def create_id(programme: str) -> UUID:
        return uuid4()

    @classmethod
    def require(
        cls,
        problem: str,
        requirement: str,
        due: str,
        approval: Approval,
        by: str,
        ground: Ground,
    ) -> "Rectification":
        """`by`: the account that orders it; it may not recheck it. Raises all faults."""
        faults = written.faults("rectification.problem", "problem", problem)
        faults += written.faults("rectification.requirement", "requirement", requirement)
        faults += [*_due_faults(due), *approval.faults()]
        faults += written.faults("rectification.unit", "unit", ground.unit)
        refuse_all(faults)
        return cls._create(
            cls.Ordered,
            **ground.whose(),
            order=ground.order,
            cause=ground.why(),
            problem=problem.strip(),
            requirement=requirement.strip(),
            due=due,
            approval=approval.as_dict(),
            orderer=by,
        )

    def file_plan(self, steps: str, responsible: str, finish_on: str) -> None:
        """整改方案: steps, the post that answers for them, and the day (ISO) by which it will be done, within the term.
        A later one follows the former."""
        self._only("ordered")
        faults = written.faults("rectification.steps", "steps", steps)
        faults += written.faults("rectification.responsible", "responsible", responsible)
        found = written.day(finish_on)
        if found is None or not clock.today() <= found <= date.fromisoformat(self.due):
            last = written.in_words(date.fromisoformat(self.due))
            faults.append(Refused("rectification.finish_on", field="finish_on", due=last))
        refuse_all(faults)
        self._plan_filed(round=self.round, steps=steps.strip(), responsible=responsible.strip(), finish_on=finish_on)

    def draft_report(self, measures: str, done: str, evidence: Sequence[Row], by: str) -> None:
        """整改措施 and 整改情况 with evidence (sha256, name, size, type, maybe when), for the unit's head to release.
        Of a finding's, some of it shows what was before, and some what is now."""
        self._only("ordered")
        faults = written.faults("rectification.measures", "measures", measures)
        faults += written.faults("rectification.done", "done", done)
        refuse_all([*faults, *self._evidence_faults(evidence)])
        self._report_drafted(
            round=self.round, measures=measures.strip(), done=done.strip(), evidence=list(evidence), drafter=by
        )

    def send_back(self, reason: str) -> None:
        """The unit's head gives the draft back to the filer."""
        self._only("ordered")
        self._drafted()
        refuse_all(written.faults("rectification.reason", "reason", reason))
        self._report_sent_back(round=self.round, reason=reason.strip())

    def release(self, by: str) -> None:
        """The unit's head reports. Raises Refused("rectification.own_draft") where he wrote it himself."""
        self._only("ordered")
        report = self._drafted()
        if report["drafter"] == by:
            raise Refused("rectification.own_draft")
        self._reported(round=self.round, reported_on=clock.today().isoformat(), released_by=by, **report)

    def recheck(
        self, passed: bool, how: str, checked_on: str, note: str, rechecker: str, by: str, *, member: bool = False
    ) -> None:
        """`rechecker`: the post of who looked, or the member of the roster, by kind and number (`member`), who alone
        rechecks what a visit found; `by`: the account that records it, neither the unit's nor that which ordered the
        rectification (domain.md 3.4: rechecked by somebody else)."""
        self._only("reported")
        if by in (self.orderer, *self.reporters):
            raise Refused("rectification.own_work")
        faults = written.faults("rectification.note", "note", note)
        if self.finding and not member:
            faults.append(Refused("rectification.member", field="rechecker"))
        else:
            faults += written.faults("rectification.rechecker", "rechecker", rechecker)
        if how not in WAYS:
            faults.append(Refused("rectification.how", field="how"))
        found = written.day(checked_on)
        if found is None or not self.reported_on <= found <= clock.today():
            faults.append(Refused("rectification.checked_on", field="checked_on"))
        refuse_all(faults)
        said: Row = {"round": self.round, "how": how, "checked_on": checked_on, "note": note.strip()}
        said |= {"rechecker": rechecker.strip(), "checker": by}
        if passed:
            self._passed(**said)
        else:
            self._failed(**said)

    def suspend(self, reason: str) -> None:
        """The term ends while it is under review whether there is anything to rectify; what was drafted is kept."""
        self._only("ordered")
        refuse_all(written.faults("rectification.reason", "reason", reason))
        self._suspended(round=self.round, reason=reason.strip())

    def renew(self, requirement: str, due: str, reason: str) -> None:
        """Another term after a failed recheck, or after the review that suspended the former."""
        if self.state != "suspended":
            self._only("failed")
        faults = written.faults("rectification.requirement", "requirement", requirement)
        faults += written.faults("rectification.reason", "reason", reason) + _due_faults(due)
        refuse_all(faults)
        self._renewed(round=self.round + 1, requirement=requirement.strip(), due=due, reason=reason.strip())

    def withdraw(self, reason: str, *, reviewed: bool = False) -> None:
        """That of a finding by nothing but a review that withdrew the finding (`reviewed`)."""
        if self.state not in LIVE:
            raise Refused("rectification.over")
        if self.finding and not reviewed:
            raise Refused("rectification.of_finding")
        refuse_all(written.faults("rectification.reason", "reason", reason))
        self._withdrawn(reason=reason.strip())

    def recheck_due(self, days: WorkingDays) -> date:
        """The last day for the recheck of what was reported."""
        return days.add(self.reported_on, RECHECK)

    def _evidence_faults(self, evidence: Sequence[Row]) -> list[Refused]:
        shown = {each.get("when") for each in evidence}
        if not evidence:
            return [Refused("rectification.evidence", field="evidence")]
        if self.finding and AFTER not in shown:
            return [Refused("rectification.after", field="evidence")]
        return [Refused("rectification.before", field="before")] if self.finding and BEFORE not in shown else []

    def _only(self, state: str) -> None:
        if self.state == state:
            return
        if self.state == "suspended":
            raise Refused("rectification.suspended")
        raise Refused("rectification.over" if self.state in ("passed", "withdrawn") else _NOT[state])

    def _drafted(self) -> Row:
        if self.report is None:
            raise Refused("rectification.no_report")
        return self.report

    @event(Ordered)
    def __init__(
        self, programme: str, order: str | None, unit: str, cause: Row, requirement: str, due: str, orderer: str
    ) -> None:
        self.finding = str(cause["ref"]) if cause.get("kind") == finding.CAUSE else None
        self.programme, self.order, self.unit = programme, order, unit
        self.requirement, self.due, self.orderer = requirement, due, orderer
        self.state, self.round = "ordered", 1
        self.report: Row | None = None
        self.reporters: tuple[str, ...] = ()
        self.reported_on = date.min

    @event(PlanFiled)
    def _plan_filed(self, round: int, steps: str, responsible: str, finish_on: str) -> None:
        pass

    @event(ReportDrafted)
    def _report_drafted(self, round: int, measures: str, done: str, evidence: list[Row], drafter: str) -> None:
        self.report = {"measures": measures, "done": done, "evidence": evidence, "drafter": drafter}

    @event(ReportSentBack)
    def _report_sent_back(self, round: int, reason: str) -> None:
        self.report = None

    @event(Reported)
    def _reported(
        self,
        round: int,
        reported_on: str,
        measures: str,
        done: str,
        evidence: list[Row],
        drafter: str,
        released_by: str,
    ) -> None:
        self.state, self.report, self.reporters = "reported", None, (drafter, released_by)
        self.reported_on = date.fromisoformat(reported_on)

    @event(Passed)
    def _passed(self, round: int, how: str, checked_on: str, note: str, rechecker: str, checker: str) -> None:
        self.state = "passed"

    @event(Failed)
    def _failed(self, round: int, how: str, checked_on: str, note: str, rechecker: str, checker: str) -> None:
        self.state = "failed"

    @event(Suspended)
    def _suspended(self, round: int, reason: str) -> None:
        self.state = "suspended"

    @event(Renewed)
    def _renewed(self, round: int, requirement: str, due: str, reason: str) -> None:
        self.state, self.round, self.requirement, self.due = "ordered", round, requirement, due

    @event(Withdrawn)
    def _withdrawn(self, reason: str) -> None:
        self.state = "withdrawn"


_NOT = {
    "ordered": "rectification.reported_already",
    "reported": "rectification.not_reported",
    "failed": "rectification.not_failed",
}


def _due_faults(due: str) -> list[Refused]:
    found = written.day(due)
    return [Refused("rectification.due", field="due")] if found is None or found <= clock.today() else []
