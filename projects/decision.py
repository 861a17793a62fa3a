"""What is decided of a wish (批示 recorded by the office), or that it is taken back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from projects.adjustment import OF_A_TARGET, Adjustment
from projects.approval import Approval
from projects.month import Changed
from projects.project import Project
from projects.responsibility import ROLES
from projects.terms import RESPONSIBLE
from projects.unit import Unit
from tracker.ledger import Ledger


def approve(ledger: Ledger, adjustment: UUID, approval: Approval) -> Changed:
    """Records the 批示 and changes the project from the effective date on; what was accepted before stays as it was."""
    asked = ledger.get(Adjustment, adjustment)
    asked.approve(approval)
    project = ledger.get(Project, UUID(asked.project))
    why = {"reason_code": asked.reason_code, "reason": asked.reason, "effective_on": asked.effective_on}
    if asked.field in OF_A_TARGET:
        project.adjust(asked.no, asked.field, asked.new, plan=asked.plan, approval=approval, **why)
    else:
        project.alter_course(asked.field, asked.new, approval=approval, **why)
    if asked.field == "responsibility":
        _check_active(ledger, asked.new)
        project.assign(**{**_answer(project, asked), "effective_on": asked.effective_on})
    return [asked, project], {"project": str(project.id)}


def _answer(project: Project, asked: Adjustment) -> dict[str, Any]:
    """Who answers from its day on. Another unit's post is not kept where nobody said that it stays: nobody answers."""
    now = project.responsibility_on(asked.effective_on)
    post = now.get(RESPONSIBLE) if asked.new["lead_unit"] == now.get("lead_unit") else None
    units = {name: asked.new[name] for name in ROLES}
    return {**now, **units, RESPONSIBLE: asked.new.get(RESPONSIBLE, post)}


def _check_active(ledger: Ledger, answers: Mapping[str, Any]) -> None:
    """Raises Refused("unit.abolished") where a unit was abolished since it was asked for."""
    for unit in (answers["lead_unit"], *answers["supporting_units"], *answers["implementing_units"]):
        ledger.get(Unit, UUID(unit)).check_active()


def reject(ledger: Ledger, adjustment: UUID, approval: Approval) -> Changed:
    """Records a 批示 that says no; everything stays as it is."""
    asked = ledger.get(Adjustment, adjustment)
    asked.reject(approval)
    return [asked], {"project": asked.project}


def withdraw(ledger: Ledger, adjustment: UUID, reason: str) -> Changed:
    """Whoever asked takes it back before anybody decided."""
    asked = ledger.get(Adjustment, adjustment)
    asked.withdraw(reason)
    return [asked], {"project": asked.project}
