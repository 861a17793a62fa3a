"""What is worth a second thought in a project's plan, and what its lead unit said to it: 已知悉, with its reason.

A remark that was taken note of need not be looked at again while it says the same; it stays to be read. Once the plan
says something else it is a new one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from projects import plan_quality
from projects.month import Changed
from projects.plan_quality import Promise, Remark
from projects.project import Project
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused


@dataclass(frozen=True, slots=True)
class Standing:
    """A remark as it stands; `noted` (reason, unit's id, on as ISO date) where the lead unit took note of just this."""

    remark: Remark
    noted: dict[str, Any] | None

    @property
    def key(self) -> str:
        return key(self.remark)


def key(remark: Remark) -> str:
    """Which of a project's remarks it is: at most one of a kind each target."""
    return f"{remark.kind}:{remark.no}"


def of(project: Project) -> list[Standing]:
    """A project's remarks in the order they are shown."""
    promise = Promise(project.number, project.targets, project.plans, project.milestones, project.due_on)
    return [Standing(remark, _noted(project, remark)) for remark in plan_quality.remarks(promise)]


def _noted(project: Project, remark: Remark) -> dict[str, Any] | None:
    found: dict[str, Any] | None = project.plan_remarks_noted.get(key(remark))
    return found if found and found["said"] == remark.said else None


def waiting(projects: Iterable[Project]) -> int:
    """How many remarks nobody has taken note of."""
    return sum(each.noted is None for project in projects for each in of(project))


def note(ledger: Ledger, project: UUID, which: str, reason: str, unit: str) -> Changed:
    """The lead unit has read it and says why the plan stays as it is.

    Raises Refused("plan_remark.unknown") where nothing of the kind is said now, and of what the project refuses.
    """
    found = ledger.get(Project, project)
    if found.responsibility_on(clock.today().isoformat()).get("lead_unit") != unit:
        raise Refused("plan_remark.not_yours", number=found.number)
    remark = next((each.remark for each in of(found) if each.key == which), None)
    if remark is None:
        raise Refused("plan_remark.unknown", field="reason")
    found.note_plan_remark(which, remark.said, reason, unit, clock.today().isoformat())
    return [found], {"project": str(project), "remark": which}
