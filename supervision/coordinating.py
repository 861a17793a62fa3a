"""Coordination at work: who the lead unit is, and that the helper is a living unit of this government."""

from collections.abc import Callable
from uuid import UUID

from projects.month import Changed
from projects.programme import Programme
from projects.project import Project
from projects.unit import Unit
from supervision.coordination import Coordination
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused


def ask(ledger: Ledger, programme: UUID, project: UUID, helper: str, **asked: object) -> Changed:
    """`asked`: kind, matter, wanted, contact, by, evidence, as Coordination.ask takes them."""
    under, found = ledger.get(Programme, programme), ledger.get(Project, project)
    if found.programme != str(programme):
        raise Refused("project.unknown")
    if under.state != "implementing":
        raise Refused("programme.state", state=under.state, needed="implementing")
    check_helper(ledger, under, helper)
    lead = str(found.responsibility_on(clock.today().isoformat()).get("lead_unit") or "")
    made = Coordination.ask(str(programme), str(project), unit=lead, helper=helper, **asked)  # type: ignore[arg-type]
    return [made], {"coordination": str(made.id)}


def go_on(ledger: Ledger, id: UUID, step: Callable[[Coordination], None], version: int | None = None) -> Changed:
    """One step of one item; `version`: the one that was seen, another meanwhile is refused with coordination.moved."""
    found = ledger.get(Coordination, id)
    if version is not None and found.version != version:
        raise Refused("coordination.moved")
    step(found)
    return [found], {"coordination": str(found.id), "state": found.state}


def check_helper(ledger: Ledger, programme: Programme, helper: str) -> None:
    """Raises coordination.helper for no unit of this government, unit.abolished for one that is no more."""
    try:
        unit = ledger.find(Unit, UUID(helper))
    except ValueError:
        unit = None
    if unit is None or unit.jurisdiction != programme.jurisdiction:
        raise Refused("coordination.helper", field="helper")
    unit.check_active("helper")
