"""The release of a year's list: what is still missing from it, and the content that goes out (domain.md 3.1)."""

from uuid import UUID

from projects import snapshot
from projects.approval import Review
from projects.month import Changed, source
from projects.programme import Programme
from projects.project import Project
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused


def gaps(projects: list[Project]) -> list[str]:
    """What keeps a list from being released, in words: plans, milestones, lead units, A/B contacts."""
    return [f"项目{project.number}{gap}" for project in projects for gap in _gaps(project)]


def _gaps(project: Project) -> list[str]:
    answers = project.responsibility_on(clock.today().isoformat())
    found = []
    if not answers.get("lead_unit"):
        found.append("没有牵头单位")
    if not (answers.get("contact_a") and answers.get("contact_b")):
        found.append("缺A角或B角")
    if not project.targets:
        found.append("没有指标")
    return found + [f"指标{no}{gap}" for no in project.targets if (gap := _unplanned(project, no))]


def _unplanned(project: Project, no: str) -> str | None:
    """A quantity needs twelve months' plan or milestones with values; a list of milestones needs its nodes."""
    kind = project.targets[no]["kind"]
    nodes = project.milestones.get(no, [])
    if kind == "quantity":
        planned = len(project.plans.get(no, {})) == 12 or any(node["value"] is not None for node in nodes)
        return None if planned else "没有逐月计划"
    if kind == "milestones":
        return None if nodes else "没有节点"
    if kind == "yes_no":
        return None if nodes or project.due_on else "没有完成时限"
    return None


def content(ledger: Ledger, programme: UUID) -> str:
    """What the public would see of the list now."""
    return snapshot.of_list(source(ledger, ledger.get(Programme, programme)))


def release(ledger: Ledger, programme: UUID, conference_on: str, review: Review) -> Changed:
    """Publishes the list and starts its implementation. Raises Refused("programme.incomplete") naming what lacks."""
    found = ledger.get(Programme, programme)
    projects = [ledger.get(Project, UUID(id)) for id in found.projects.values()]
    if missing := gaps(projects):
        raise Refused("programme.incomplete", count=len(missing), what="；".join(missing[:8]))
    found.release(conference_on, review, snapshot.of_list(source(ledger, found)))
    found.start()
    return [found], {"released": len(projects)}
