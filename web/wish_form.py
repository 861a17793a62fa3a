"""The form in which a change is asked for: what can be chosen, and what was typed read back into a wish."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from starlette.datastructures import FormData, UploadFile

from projects import adjustments, course
from projects.adjustment import REASONS, WHAT
from projects.adjustments import Wish
from projects.course import Course
from projects.programme import Programme
from projects.project import Project
from tracker import clock
from tracker.refusal import Refused
from tracker.store import Store
from web import evidence
from web.typed import Typed
from web.visitor import texts

MONTHS = range(1, 13)
NUMERIC = ("quantity", "ratio", "money", "count")
"""Kinds whose target is a number that can be changed here."""
TARGET = "target"
"""The kind of wish that is for one target: its figure, its plan, or both."""
_COURSES = ("due_on", "milestones", "responsibility", "suspension", "resumption", "termination", "carry_over")
KINDS = {TARGET: "目标值、月度计划", **{kind: WHAT[kind] for kind in _COURSES}}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The project and, for a wish about one, the target that is to be changed, as they stand now."""

    project: Project
    kind: str
    no: str

    @property
    def target(self) -> dict[str, Any]:
        return self.project.targets[self.no]

    @property
    def plans(self) -> dict[str, dict[str, str]]:
        """The plans the form shows, by target number."""
        if self.kind == TARGET:
            return {self.no: self.project.plans[self.no]} if self.project.plans.get(self.no) else {}
        return self.project.plans if self.kind == "resumption" else {}

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """The nodes the form shows, those not accepted as done: no, index, text, due and field (its name)."""
        done = {key for month in self.project.accepted.values() for key in month["milestones_done"]}
        return [
            {**node, "no": no, "index": index, "field": f"node-{no}-{index}"}
            for no, nodes in self.project.milestones.items()
            for index, node in enumerate(nodes)
            if f"{no}:{index}" not in done and not node.get("done_on")
        ]

    def month(self, no: str, month: int) -> str:
        """The field's name."""
        return f"plan-{month}" if self.kind == TARGET else f"plan-{no}-{month}"


def chosen(project: Project, kind: str, no: str) -> Chosen | None:
    """None where the project has no such target, or there is no such kind of change."""
    if kind not in KINDS or (kind == TARGET and no not in project.targets):
        return None
    return Chosen(project, kind, no)


@dataclass(frozen=True, slots=True)
class Adjustable:
    """A target of a project; `why_not` in words where there is no figure and no monthly plan to change."""

    no: str
    text: str
    why_not: str | None


def adjustable(project: Project) -> list[Adjustable]:
    """Every target, so that none is missing without a word."""
    return [
        Adjustable(no, target["text"], None if _can_change(project, no) else _WHY_NOT.get(target["kind"], _NO_FIGURE))
        for no, target in project.targets.items()
    ]


def only(project: Project) -> str | None:
    """The number of the target where a project has no other."""
    found = [each.no for each in adjustable(project) if each.why_not is None]
    return found[0] if len(found) == 1 == len(project.targets) else None


def _can_change(project: Project, no: str) -> bool:
    return project.targets[no]["kind"] in NUMERIC or bool(project.plans.get(no))


_NO_FIGURE = "没有目标数和月度计划"
_WHY_NOT = {
    "milestones": "按节点考核，没有目标数和月度计划。节点完不成的，申请调整节点时间、完成时限，或者暂停、结转",
    "yes_no": "只看是否落实，没有目标数和月度计划。不能按期落实的，申请调整完成时限，或者终止",
    "service": "持续提供的服务，没有目标数和月度计划。不再提供的，申请暂停或终止",
}


def read(
    form: FormData, about: Chosen, programme: Programme, units: Mapping[str, str], files: "Files"
) -> Wish | Course:
    """Raises every fault of what was typed, and of the wish itself. `units`: those there are, id → name."""
    typed = Typed(form)
    typed.faults += files.faults
    said = {
        "reason_code": typed.text("reason_code"),
        "reason": typed.required("reason", "调整理由"),
        "effective_on": typed.day("effective_on", "执行日期"),
        "evidence": files.kept,
    }
    if said["reason_code"] not in REASONS:
        typed.fault("adjustment.reason_code", "reason_code")
    wish = _wish(typed, about, said) if about.kind == TARGET else _course(typed, about, said, units)
    if not typed.faults:
        typed.faults += (
            adjustments.faults(about.project, wish)
            if isinstance(wish, Wish)
            else course.faults(about.project, wish, programme)
        )
    typed.check()
    return wish


def _wish(typed: Typed, about: Chosen, said: dict[str, Any]) -> Wish:
    """A plan is asked for as a whole: twelve months, or none."""
    quantity = typed.number("quantity", "新目标值")
    plan = _plan(typed, about, about.no) if about.plans else None
    return Wish(no=about.no, quantity=quantity, plan=plan, **said)


def _course(typed: Typed, about: Chosen, said: dict[str, Any], units: Mapping[str, str]) -> Course:
    more: dict[str, Any] = {}
    if about.kind == "due_on":
        more["due_on"] = typed.day("due_on", "新的完成时限")
    if about.kind == "milestones":
        more["nodes"] = _moved(typed, about)
    if about.kind == "responsibility":
        day = said["effective_on"] or clock.today().isoformat()
        more["answers"] = _answers(typed, units, about.project.responsibility_on(day))
    if about.kind == "carry_over":
        more["stage_goal_met"] = typed.required("stage_goal_met", "年度阶段目标是否达到") == "yes"
    if about.kind == "resumption":
        more["plans"] = _changed_plans(typed, about)
    return Course(kind=about.kind, **said, **more)


def _moved(typed: Typed, about: Chosen) -> list[dict[str, Any]]:
    """The nodes whose day was changed in the form."""
    found = []
    for node in about.nodes:
        due = typed.day(node["field"], f"节点“{node['text']}”的日期")
        if due and due != node["due"]:
            found.append({**{name: node[name] for name in ("no", "index", "text")}, "due": due})
    return found


def _answers(typed: Typed, units: Mapping[str, str], now: Mapping[str, Any]) -> dict[str, Any]:
    """Units by id; one that there is not is dropped from the supporting and implementing, and refused as the lead.
    Where another unit leads, the post that answers is written or said to stay: the old one is not kept in silence."""
    lead = typed.text("lead_unit")
    if lead and lead not in units:
        typed.fault("unit.unknown", "lead_unit")
    several = {
        name: [unit for unit in texts(typed.form, name) if unit in units]
        for name in ("supporting_units", "implementing_units")
    }
    post = typed.text("responsible") or (now.get("responsible") if typed.text("keep_responsible") else None)
    if not post and lead and lead != now.get("lead_unit"):
        typed.fault("adjustment.responsible", "responsible", unit=units.get(lead, lead))
    return {"lead_unit": lead, **several, **({"responsible": post} if post else {})}


def _changed_plans(typed: Typed, about: Chosen) -> dict[str, dict[int, Decimal]]:
    found = {}
    for no, now in about.plans.items():
        plan = _plan(typed, about, no)
        if plan is not None and plan != {int(month): Decimal(value) for month, value in now.items()}:
            found[no] = plan
    return found


def _plan(typed: Typed, about: Chosen, no: str) -> dict[int, Decimal] | None:
    read = {month: typed.number(about.month(no, month), f"{month}月计划") for month in MONTHS}
    given = {month: value for month, value in read.items() if value is not None}
    if not given:
        return None
    for month in MONTHS:
        if not typed.text(about.month(no, month)):
            typed.fault("form.missing", about.month(no, month), what=f"{month}月的计划数")
    return given


@dataclass(frozen=True, slots=True)
class Files:
    """Evidence as a form sent it: what came now, and what an earlier sending left in the store, named by its hash."""

    kept: list[dict[str, Any]]
    faults: list[Refused]


def files_of(form: FormData, store: Store) -> Files:
    """Kept at once, so that a fault elsewhere does not lose them."""
    kept = [file for said in texts(form, "kept") if (file := evidence.again(store, said))]
    faults = []
    for upload in form.getlist("evidence"):
        if isinstance(upload, UploadFile) and upload.filename:
            try:
                kept.append(evidence.keep(store, upload))
            except Refused as no:
                faults.append(no)
    return Files(list({file["sha256"]: file for file in kept}.values()), faults)
