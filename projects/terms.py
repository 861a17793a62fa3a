"""The terms a project is judged by for a period: what was promised then, and whether its clock stood.

An approved change counts from the day it takes effect, and never for a period that was accepted before it was decided:
what was accepted is never recoloured (domain.md 3.2, 4.6). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from projects.policy import Period
from projects.responsibility import ROLES
from tracker.refusal import Refused

if TYPE_CHECKING:
    from projects.project import Project

HALTS = {"suspension": "suspended", "termination": "terminated", "carry_over": "carried_over"}
"""Kind of change → the state it brings."""
RESPONSIBLE = "responsible"
"""The post (责任人) that a change of units names beside them."""
COURSES = ("due_on", "milestones", "responsibility", *HALTS, "resumption")


@dataclass(frozen=True, slots=True)
class Halt:
    """Why nothing is asked of a project: suspended, terminated or carried_over, since a day (ISO)."""

    state: str
    since: str

    @property
    def last_day(self) -> date:
        """The last day the clock ran."""
        return date.fromisoformat(self.since) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """Targets, plans and nodes by target number, the project's end, and its halt, as in force at a period's end."""

    targets: Mapping[str, dict[str, Any]]
    plans: Mapping[str, dict[str, str]]
    milestones: Mapping[str, list[dict[str, Any]]]
    due_on: str | None
    halt: Halt | None


def of(project: Project, period: Period) -> Terms:
    """What a period is judged by."""
    if not project.adjustments:
        return Terms(project.targets, project.plans, project.milestones, project.due_on, None)
    targets, plans = dict(project.promised["targets"]), dict(project.promised["plans"])
    milestones = dict(project.promised["milestones"])
    due_on, halt = project.promised["due_on"], None
    for change in in_force(project, period):
        if change["field"] == "due_on":
            due_on = change["new"]
        if change["field"] == "milestones":
            milestones = moved(milestones, change["new"])
        if change["field"] == "quantity":
            targets[change["no"]] = {**targets[change["no"]], "quantity": change["new"]}
        plans.update(_plans(change))
        halt = _halt(halt, change)
    return Terms(targets, plans, milestones, due_on, halt)


def moved(
    milestones: Mapping[str, list[dict[str, Any]]], new: Sequence[Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """The nodes with other days: `new` names each that moves by no, index, text and its due day (ISO)."""
    days = {(each["no"], each["index"]): each["due"] for each in new}
    return {
        no: [{**node, "due": days.get((no, index), node["due"])} for index, node in enumerate(nodes)]
        for no, nodes in milestones.items()
    }


def in_force(project: Project, period: Period) -> list[dict[str, Any]]:
    """The changes that count for a period, in the order they took effect."""
    last = period.ends_on.isoformat()
    counting = [each for each in project.adjustments if each["effective_on"] <= last and each["after"] < period.key]
    return sorted(counting, key=lambda change: str(change["effective_on"]))


def halted(project: Project) -> Halt | None:
    """The halt by the latest decision, whether it has begun or not."""
    found = None
    for change in sorted(project.adjustments, key=lambda change: str(change["effective_on"])):
        found = _halt(found, change)
    return found


def stage_goals(project: Project) -> bool:
    """Whether the list set goals for this stage of a project that runs beyond its year: only then may it be carried
    over (陕西票决制规定 第17条). The end and the nodes as listed count, not those that were moved since."""
    listed = project.promised["due_on"] if project.promised else project.due_on
    if not listed or listed <= f"{project.year}-12-31":
        return False
    promised = project.promised["milestones"] if project.promised else project.milestones
    nodes = [node for nodes in promised.values() for node in nodes]
    return any(node["due"] <= f"{project.year}-12-31" for node in nodes) or any(project.plans.values())


def stands(project: Project, kind: str, effective_on: str, new: Any = None) -> Any:
    """What a change of this kind to `new` would replace on its day."""
    if kind == "due_on":
        return project.due_on
    if kind == "milestones":
        return [{**each, "due": node["due"]} for each in new if (node := _node(project, each))]
    if kind == "responsibility":
        now = project.responsibility_on(effective_on)
        asked = (*ROLES, RESPONSIBLE) if new and RESPONSIBLE in new else ROLES
        return {name: now.get(name) for name in asked}
    found = halted(project)
    return {"state": found.state, "since": found.since} if found else None


def course_faults(project: Project, kind: str, new: Any, effective_on: str) -> list[Refused]:
    """What keeps a change of the whole project from being asked for or made."""
    if kind not in COURSES:
        return [Refused("adjustment.field", field="kind")]
    if project.accepted_on:
        return [Refused("project.accepted_already", number=project.number)]
    halt = halted(project)
    if halt and halt.state != "suspended":
        return [Refused("adjustment.ended", field="kind", number=project.number)]
    checks = {
        "due_on": _deadline,
        "milestones": _nodes,
        "responsibility": _answering,
        "carry_over": _carrying,
        "resumption": _resuming,
    }
    if kind == "suspension":
        return [Refused("adjustment.suspended_already", field="kind", number=project.number)] if halt else []
    return checks[kind](project, new, effective_on) if kind in checks else []


def _deadline(project: Project, new: Any, effective_on: str) -> list[Refused]:
    if not new or new == project.due_on:
        return [Refused("adjustment.nothing_new", field="due_on")]
    if project.starts_on and new < project.starts_on:
        return [Refused("adjustment.due_before_start", field="due_on", starts=project.starts_on)]
    return []


def _nodes(project: Project, new: Any, effective_on: str) -> list[Refused]:
    """Nodes that there are and that nobody has reported done; their new days lie within the project's."""
    if not new:
        return [Refused("adjustment.nothing_new", field="nodes")]
    found = []
    for each in new:
        field = f"node-{each['no']}-{each['index']}"
        if (node := _node(project, each)) is None or node["due"] == each["due"]:
            found.append(Refused("adjustment.nothing_new", field=field))
        elif _done(project, each):
            found.append(Refused("adjustment.node_done", field=field, text=each["text"]))
        elif project.due_on and each["due"] > project.due_on:
            found.append(Refused("adjustment.node_after_end", field=field, due=project.due_on))
        elif project.starts_on and each["due"] < project.starts_on:
            found.append(Refused("adjustment.due_before_start", field=field, starts=project.starts_on))
    return found


def _node(project: Project, named: Mapping[str, Any]) -> dict[str, Any] | None:
    """The node as it stands now."""
    nodes = project.milestones.get(named["no"], [])
    node = nodes[named["index"]] if 0 <= named["index"] < len(nodes) else None
    return node if node and node["text"] == named["text"] else None


def _done(project: Project, named: Mapping[str, Any]) -> bool:
    key = f"{named['no']}:{named['index']}"
    return any(key in month["milestones_done"] for month in project.accepted.values())


def _answering(project: Project, new: Any, effective_on: str) -> list[Refused]:
    if not new.get("lead_unit"):
        return [Refused("project.lead_unit", field="lead_unit", number=project.number)]
    if new == stands(project, "responsibility", effective_on, new):
        return [Refused("adjustment.nothing_new", field="lead_unit")]
    return []


def _carrying(project: Project, new: Any, effective_on: str) -> list[Refused]:
    if not stage_goals(project):
        return [Refused("adjustment.no_stage_goal", field="kind", number=project.number)]
    return []


def _resuming(project: Project, new: Any, effective_on: str) -> list[Refused]:
    halt = halted(project)
    if halt is None:
        return [Refused("adjustment.not_suspended", field="kind", number=project.number)]
    if effective_on <= halt.since:
        return [Refused("adjustment.resumed_before", field="effective_on", since=halt.since)]
    return []


def _plans(change: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    if change["field"] == "resumption":
        return dict(change["new"] or {})
    return {change["no"]: change["plan"]} if change.get("plan") is not None else {}


def _halt(before: Halt | None, change: Mapping[str, Any]) -> Halt | None:
    if change["field"] == "resumption":
        return None
    return Halt(HALTS[change["field"]], change["effective_on"]) if change["field"] in HALTS else before
