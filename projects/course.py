"""A wish for the whole project: another end or nodes, other units, 暂停, 恢复, 终止, 结转下年 (domain.md 2.3, 3.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from projects import adjustments, plan, standing, terms
from projects.adjustment import Adjustment
from projects.month import Changed
from projects.programme import Programme
from projects.project import Project
from projects.quantity import plain
from projects.responsibility import ROLES
from projects.scrutiny import ADDED_UP
from projects.unit import Unit
from tracker.ledger import Ledger
from tracker.refusal import Refused, refuse_all

Plans = Mapping[str, Mapping[int, Decimal]]
"""Target number → planned cumulative values by month, in the target's unit."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is asked for. `kind`: one of terms.COURSES. `due_on` ISO; `nodes` those that move, each with
    no ("" for the whole project), index, text and its new due day (ISO); `answers` unit ids by role, and where it is
    said the post `responsible`; `plans` what a resumed project goes on by, of targets that get another plan;
    `stage_goal_met` for 结转下年."""

    kind: str
    reason_code: str
    reason: str
    effective_on: str
    due_on: str = ""
    nodes: Sequence[Mapping[str, Any]] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    plans: Plans = field(default_factory=dict)
    stage_goal_met: bool = False
    evidence: Sequence[dict[str, Any]] = ()

    @property
    def new(self) -> Any:
        """What it brings, as the ledger keeps it."""
        if self.kind == "due_on":
            return self.due_on
        if self.kind == "milestones":
            return [dict(each) for each in self.nodes]
        if self.kind == "responsibility":
            return dict(self.answers)
        if self.kind == "resumption":
            return {no: _stored(months) for no, months in self.plans.items()}
        return {"stage_goal_met": self.stage_goal_met} if self.kind == "carry_over" else None


def ask(ledger: Ledger, programme: UUID, project: UUID, course: Course) -> Changed:
    """The lead unit or the office asks. One such wish at a time: run it alone. Raises all that is wrong with it."""
    under, found = adjustments.askable(ledger, programme, project, "")
    refuse_all(faults(found, course, under))
    for role in ROLES:
        named = course.answers.get(role) or []
        for unit in [named] if isinstance(named, str) else named:
            ledger.get(Unit, UUID(unit)).check_active(role)
    asked = Adjustment.ask(
        project,
        str(programme),
        "",
        course.kind,
        terms.stands(found, course.kind, course.effective_on, course.new),
        course.new,
        reason_code=course.reason_code,
        reason=course.reason,
        effective_on=course.effective_on,
        evidence=list(course.evidence),
    )
    return [asked], {"adjustment": str(asked.id)}


def faults(project: Project, course: Course, programme: Programme) -> list[Refused]:
    """What keeps it from being asked, beside its reason."""
    found = terms.course_faults(project, course.kind, course.new, course.effective_on)
    for no, months in course.plans.items():
        found += _plan_faults(project, no, months)
    if course.kind == "carry_over" and course.stage_goal_met and not _goal_met(project, programme):
        found.append(Refused("adjustment.stage_goal_not_met", field="stage_goal_met", number=project.number))
    return found


def _plan_faults(project: Project, no: str, months: Mapping[int, Decimal]) -> list[Refused]:
    if no not in project.targets:
        return [Refused("project.unknown_target", field="kind", no=no, number=project.number)]
    target = project.targets[no]
    if target["kind"] not in ADDED_UP or target["quantity"] is None:
        return []
    return plan.faults(months, Decimal(target["quantity"]), Decimal(target["baseline"] or 0), f"plan-{no}")


def _goal_met(project: Project, programme: Programme) -> bool:
    """Whether this stage's goals, the year's targets, stand reached in the accepted reports."""
    periods = [each for each in programme.policy_set.periods(project.year) if each.key in project.accepted]
    if not periods:
        return False
    judged = standing.of(project, periods[-1], programme.policy_set)
    deciding = [j for no, j in judged.targets.items() if judged.measures[no].kind not in ("count", "money")]
    return bool(deciding) and all(each.met for each in deciding)


def _stored(months: Mapping[int, Decimal]) -> dict[str, str]:
    return {str(month): plain(value) for month, value in sorted(months.items())}
