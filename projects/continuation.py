"""Later months of a programme published elsewhere and taken in already: what they add, and what they may not say.

What was taken in stays as it was: a sheet may repeat it, leave it out, or add to it. Where it says something else, that
is a contradiction of the sheet with the ledger, told cell by cell, and nothing of the sheet is taken in. (What the
sources say against each other stands side by side, as ever: the old row is then in the sheet beside the new one.)
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from projects.listing import ProjectRow
from projects.project import Project
from projects.project_rows import ProjectRows, Shape, details, promised
from projects.quantity import plain
from tracker.refusal import Refused

PLACE = ("no", "region", "as_of", "stage", "unit", "source", "reported_by", "verdict_of")
"""What makes two values speak of the same: one in place of another that differs is a contradiction."""
PROJECT = {"item": "件", "category": "类别", "note": "说明", "starts_on": "开工日期", "due_on": "完成时限"}
RESPONSIBLE = {"leader_in_charge": "分管领导", "responsible": "责任人", "contact_a": "A角", "contact_b": "B角"}
TARGET = {
    "text": "指标内容",
    "quantity": "目标值",
    "unit": "单位",
    "comparator": "比较",
    "kind": "类型",
    "stage": "阶段",
    "baseline": "基数",
    "parent": "上级指标",
    "weight": "权重",
    "as_written": "目标原文",
    "remark": "备注",
}
NODE = {"value": "计划值", "weight": "权重", "done_on": "完成日期"}


@dataclass
class Continued:
    """What a sheet adds to one project; `same` values were there already."""

    number: str
    title: str
    values: list[Shape] = field(default_factory=list)
    region_values: list[Shape] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    nodes: int = 0
    places: int = 0
    """Districts and sites."""
    same: int = 0
    contradictions: list[Refused] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.values or self.region_values or self.targets or self.nodes or self.places)

    def as_dict(self) -> dict[str, Any]:
        """For whoever looks before he takes it in; `until`: the latest day that is told of anew."""
        told = [*self.values, *self.region_values]
        return {
            "number": self.number,
            "title": self.title,
            "values": len(told),
            "until": max((value["as_of"] for value in told if value["as_of"]), default=None),
            "targets": self.targets,
            "nodes": self.nodes,
            "places": self.places,
        }


def follow(project: Project, row: ProjectRow, rows: ProjectRows, called: Mapping[str, str]) -> Continued:
    """Adds to the project what its rows have that it has not; `called`: unit by every name it is called."""
    found = Continued(project.number, project.title)
    found.contradictions += _told(project, row, called)
    for add in (_targets, _nodes, _regions, _sites, _values):
        add(project, rows, found)
    return found


def _told(project: Project, row: ProjectRow, called: Mapping[str, str]) -> Iterator[Refused]:
    """What the sheet says of the project itself that is not what was taken in."""
    known = project.responsibilities[-1]
    for name, column in PROJECT.items():
        yield from _differs(project, "项目", column, getattr(project, name), details(row)[name])
    for name, column in RESPONSIBLE.items():
        yield from _differs(project, "项目", column, known[name], getattr(row, name))
    names = {id: name for name, id in called.items()}

    def shown(units: list[str]) -> str:
        return "、".join(names.get(unit, unit) for unit in units)

    def same(old: list[str], new: list[str]) -> bool:
        return old == [called.get(name, name) for name in new]

    for column, old, new in (
        ("牵头单位", [known["lead_unit"]] if known["lead_unit"] else [], [row.lead_unit] if row.lead_unit else []),
        ("协办单位", known["supporting_units"], list(row.supporting_units)),
        ("承办单位", known["implementing_units"], list(row.implementing_units)),
    ):
        if new and not same(old, new):
            yield _contradiction(project, "项目", column, shown(old), "、".join(new))
    yield from _differs(project, "项目", "项目名称", project.title, row.title)
    yield from _differs(project, "项目", "公布责任单位", project.units_text, row.units_text)
    yield from _differs(project, "项目", "来源", project.source, row.source)
    yield from _differs(project, "项目", "重点难点", project.key_difficult, row.key_difficult)


def _targets(project: Project, rows: ProjectRows, found: Continued) -> None:
    for row in rows.targets(project.number):
        told, known = promised(row), project.targets.get(row.no)
        plan = rows.plan(project.number, row.no) or {}
        if known is None:
            project.set_target(row.no, **told)
            found.targets.append(row.text)
            if plan:
                project.fix_plan(row.no, plan)
            continue
        for name, column in TARGET.items():
            if not _guessed(name, row.kind_guessed, told):
                found.contradictions += _differs(project, "指标", column, known.get(name), told[name], row.no)
        before = project.plans.get(row.no, {})
        for month, value in plan.items():
            found.contradictions += _differs(
                project, "计划", f"{month}月", before.get(str(month)), plain(value), row.no
            )


def _guessed(name: str, kind_guessed: bool, told: Shape) -> bool:
    """Whether the sheet did not say this itself: it is read out of the rest of the row."""
    return (name == "kind" and kind_guessed) or (name == "comparator" and told["quantity"] is None)


def _nodes(project: Project, rows: ProjectRows, found: Continued) -> None:
    """New nodes, and the day an old one was done where it was not told before."""
    for no, told in rows.nodes(project.number).items():
        known = [dict(node) for node in project.milestones.get(no, [])]
        count = 0
        for node in told:
            old = next((each for each in known if (each["due"], each["text"]) == (node["due"], node["text"])), None)
            if old is None:
                known.append(node)
                count += 1
                continue
            if node["done_on"] and not old["done_on"]:
                old["done_on"] = node["done_on"]
                count += 1
            for name, column in NODE.items():
                found.contradictions += _differs(project, "节点", column, old[name], node[name], no)
        if count:
            project.plan_milestones(no, known)
            found.nodes += count


def _regions(project: Project, rows: ProjectRows, found: Continued) -> None:
    known = {(each["no"], each["region"]): each for each in project.regions}
    new = []
    for each in rows.regions(project.number):
        old = known.get((each["no"], each["region"]))
        if old is None:
            new.append(each)
        else:
            found.contradictions += _differs(
                project, "分区", f"{each['region']}目标值", old["quantity"], each["quantity"], each["no"]
            )
    if new:
        project.set_regions([*project.regions, *new])
        found.places += len(new)


def _sites(project: Project, rows: ProjectRows, found: Continued) -> None:
    known = {each["name"]: each for each in project.sites}
    told = rows.sites(project.number)
    new = [each for each in told if each["name"] not in known]
    for each in told:
        for name in set(each) - {"name"} if each["name"] in known and each not in project.sites else ():
            found.contradictions += _differs(project, "点位", each["name"], known[each["name"]].get(name), each[name])
    if new:
        project.list_sites([*project.sites, *new])
        found.places += len(new)


def _values(project: Project, rows: ProjectRows, found: Continued) -> None:
    found.values, same, against = _fresh(project, project.history, rows.values(project.number))
    found.region_values, again, others = _fresh(project, project.region_history, rows.region_values(project.number))
    found.same = same + again
    found.contradictions += [*against, *others]
    if found.values or found.region_values:
        project.import_history(found.values, found.region_values)


def _fresh(project: Project, known: list[Shape], told: list[Shape]) -> tuple[list[Shape], int, list[Refused]]:
    """The values that were not taken in yet, how many were, and the contradictions: a new one where an old one stood
    that the sheet has no more. A correction with its reason stands beside what it corrects."""
    left = Counter(_said(value) for value in known)
    fresh = []
    for value in told:
        if left[_said(value)] > 0:
            left[_said(value)] -= 1
        else:
            fresh.append(value)
    gone = {_place(value): value for value in known if left[_said(value)] > 0}
    against = [
        Refused(
            "continuation.value",
            number=project.number,
            place=_where(value),
            old=_shown(gone[_place(value)]),
            new=_shown(value),
        )
        for value in fresh
        if _place(value) in gone and not value.get("correction")
    ]
    return fresh, len(told) - len(fresh), against


def _said(value: Shape) -> frozenset[tuple[str, Any]]:
    return frozenset((name, each) for name, each in value.items() if each not in (None, ""))


def _place(value: Shape) -> tuple[Any, ...]:
    return tuple(value.get(name) or None for name in PLACE)


def _where(value: Shape) -> str:
    parts = [f"指标{value['no']}" if value.get("no") else "", value.get("region") or ""]
    return "".join(parts) + f"截至{value['as_of'] or '（未写日期）'}"


def _shown(value: Shape) -> str:
    figures = [value.get("as_written") or value.get("value"), f"{value['percent']}%" if value.get("percent") else None]
    written = "，".join(str(each) for each in figures if each) or str(value.get("text") or "（空）")
    return written if len(written) <= 40 else written[:40] + "…"


def _differs(project: Project, sheet: str, column: str, old: Any, new: Any, no: str = "") -> list[Refused]:
    """A contradiction where the sheet says something, and not what was taken in."""
    return [] if new in (None, "", False) or new == old else [_contradiction(project, sheet, column, old, new, no)]


def _contradiction(project: Project, sheet: str, column: str, old: Any, new: Any, no: str = "") -> Refused:
    place = f"指标{no}" if no else ""
    return Refused(
        "continuation.other",
        number=project.number,
        place=place,
        sheet=sheet,
        column=column,
        old=old or "（空）",
        new=new,
    )
