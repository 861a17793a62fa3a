"""How a project is looked into: at its sites, or, where there is no list of them, in its register or by call-back.

Head-counts are checked in the register (台账抽查) or by call-back (电话回访, domain.md 3.4). What is looked at there
are people's records: of them only numbers go onto the ledger.
"""

import re
from dataclasses import dataclass
from typing import Any

from projects.project import Project
from supervision.site import site_list
from tracker.refusal import Refused

SITES, REGISTER, CALLS = "sites", "register", "calls"
MOST = 100_000
"""Records in one sample."""
PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
"""A mobile number or the number of an identity card."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """`unit`: what a sample is counted in; `done`: what was reported of one, where no stage is named."""

    title: str
    unit: str
    done: str


WAYS = {
    SITES: Way("实地查看", "处", "完工"),
    REGISTER: Way("台账抽查", "条", "完成"),
    CALLS: Way("电话回访", "个", "完成"),
}


def places(project: Project, way: str = REGISTER) -> list[Row]:
    """What a visit goes to: the project's sites, or the one register or round of calls it has instead."""
    called = WAYS.get(way, WAYS[REGISTER]).title
    return site_list(project) or [
        {"key": "1", "name": called, "address": None, "unit": None, "share": None, "stage": None}
    ]


def faults(project: Project, way: str) -> list[Refused]:
    """Sites are looked at where there is a list of them; a register or calls where there is none."""
    if way in WAYS and (way == SITES) == bool(project.sites):
        return []
    return [Refused("inspection.way", field="way")]


def counted_faults(way: str, checked: int, tried: int | None) -> list[Refused]:
    """`checked`: how many records were looked at, or calls answered; `tried`: how many were called."""
    if not 1 <= checked <= MOST:
        return [Refused("inspection.checked", field="checked", most=MOST)]
    if way == CALLS and (tried is None or not checked <= tried <= MOST):
        return [Refused("inspection.tried", field="tried", checked=checked, most=MOST)]
    return []


def personal_faults(way: str, field: str, text: str) -> list[Refused]:
    """What is written of records of people names none of them."""
    return [Refused("inspection.personal", field=field)] if way != SITES and PERSONAL.search(text) else []
