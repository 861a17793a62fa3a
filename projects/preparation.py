"""What a list still lacked when it came in, filled in before its release: answers, plans, nodes (domain.md 3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from projects import plan
from projects.month import Changed
from projects.programme import Programme
from projects.project import Project
from projects.scrutiny import ADDED_UP
from projects.unit import Unit
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused, refuse_all


@dataclass(frozen=True, slots=True)
class Supplement:
    """Who answers for a project (the unit by id, A/B by post), and by target number the plans and nodes to fix.

    A plan is {month: cumulative value}; a node is {"due": ISO date, "text": words}. Targets not named stay as they are.
    """

    lead_unit: str | None
    contact_a: str | None
    contact_b: str | None
    plans: Mapping[str, Mapping[int, Decimal]] = field(default_factory=dict)
    nodes: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)


def supplement(ledger: Ledger, programme: UUID, project: UUID, filled: Supplement) -> Changed:
    """Only while the list is prepared; run it alone, for a release reads all projects. Raises all faults at once."""
    under, found = ledger.get(Programme, programme), ledger.get(Project, project)
    if found.programme != str(programme):
        raise Refused("project.unknown")
    if under.state != "preparing":
        raise Refused("programme.state", state=under.state, needed="preparing")
    refuse_all(faults(found, filled))
    if filled.lead_unit:
        ledger.get(Unit, UUID(filled.lead_unit)).check_active("lead_unit")
    _assign(found, filled)
    for no, months in filled.plans.items():
        found.fix_plan(no, dict(months))
    for no, nodes in filled.nodes.items():
        found.plan_milestones(no, [{**dict.fromkeys(("value", "weight", "done_on")), **node} for node in nodes])
    return [found], {"project": str(found.id)}


def faults(project: Project, filled: Supplement) -> list[Refused]:
    """Plans that do not fit their targets. Fields are `plan-<no>-<month>`."""
    found = []
    for no, months in filled.plans.items():
        target = project.targets.get(no)
        if target is None:
            found.append(Refused("project.unknown_target", field="no", no=no, number=project.number))
        elif target["kind"] in ADDED_UP and target["quantity"] is not None:
            goal, baseline = Decimal(target["quantity"]), Decimal(target["baseline"] or 0)
            found += plan.faults(months, goal, baseline, f"plan-{no}")
    return found


def _assign(project: Project, filled: Supplement) -> None:
    """A new answer only where one differs."""
    answers: dict[str, Any] = {
        "lead_unit": filled.lead_unit,
        "contact_a": filled.contact_a,
        "contact_b": filled.contact_b,
    }
    now = project.responsibility_on(clock.today().isoformat())
    if any(now.get(name) != value for name, value in answers.items()):
        project.assign(**{**now, **answers})
