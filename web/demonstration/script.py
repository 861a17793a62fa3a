"""The hand-written year as it stands in items/*.toml, read into plain records."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from projects.listing import Listing, MilestoneRow, PlanRow, ProjectRow, RegionRow, SiteRow, TargetRow

ITEMS = Path(__file__).parent / "items"
Told = dict[str, Any]


@dataclass(frozen=True)
class Script:
    """All items, each project as its file tells it."""

    items: list[Told]

    @property
    def projects(self) -> list[Told]:
        return [project for item in self.items for project in item["project"]]

    @property
    def units(self) -> list[str]:
        return list(dict.fromkeys(project["lead_unit"] for project in self.projects))


def read() -> Script:
    return Script(
        [tomllib.loads(path.read_text("utf-8"), parse_float=Decimal) for path in sorted(ITEMS.glob("*.toml"))]
    )


def listing(script: Script) -> Listing:
    """The list as it was released: first targets and plans, no milestone done."""
    return Listing(
        projects=tuple(_project(item, project) for item in script.items for project in item["project"]),
        targets=tuple(_target(project, target) for project, target in _targets(script)),
        plans=tuple(
            PlanRow(project["number"], target["no"], {m: Decimal(v) for m, v in enumerate(target["plan"], start=1)})
            for project, target in _targets(script)
            if "plan" in target
        ),
        milestones=tuple(
            MilestoneRow(
                project["number"], target["no"], node["due"], node["text"], None, _dec(node.get("weight")), None
            )
            for project, target in _targets(script)
            for node in target.get("milestone", [])
        ),
        regions=tuple(
            RegionRow(project["number"], region["target_no"], region["region"], _dec(region["quantity"]))
            for project in script.projects
            for region in project.get("region", [])
        ),
        sites=tuple(
            SiteRow(
                project["number"],
                s["name"],
                s.get("address"),
                None,
                None,
                s.get("unit"),
                _dec(s.get("share")),
                s.get("stage"),
            )
            for project in script.projects
            for s in project.get("site", [])
        ),
    )


def _targets(script: Script) -> Iterator[tuple[Told, Told]]:
    for project in script.projects:
        for target in project["target"]:
            yield project, target


def _project(item: Told, project: Told) -> ProjectRow:
    return ProjectRow(
        number=project["number"],
        item=f"{item['number']}、{item['title']}",
        title=project["title"],
        category=project["category"],
        lead_unit=project["lead_unit"],
        supporting_units=tuple(project.get("supporting_units", [])),
        implementing_units=tuple(project.get("implementing_units", [])),
        leader_in_charge=project["leader_in_charge"],
        responsible=project["responsible"],
        key_difficult=project.get("key_difficult", False),
        note=project.get("note") or None,
        starts_on=_day(project.get("starts_on")),
        due_on=_day(project.get("due_on")),
        contact_a=project["contact_a"],
        contact_b=project["contact_b"],
    )


def _target(project: Told, target: Told) -> TargetRow:
    return TargetRow(
        project=project["number"],
        no=target["no"],
        text=target["text"],
        quantity=_dec(target.get("quantity")),
        unit=target.get("unit"),
        comparator=target["comparator"],
        kind=target["kind"],
        kind_guessed=False,
        stage=target.get("stage"),
        baseline=_dec(target.get("baseline")),
        parent=target.get("parent"),
        weight=_dec(target.get("weight")),
    )


def _dec(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None
