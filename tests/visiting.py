"""Visits for tests: an approved plan of one project, members to go, and a visit made of both.

visit = planned(project, sites=["1", "2"])         # the aggregate alone, of today
roster = enrolled(house, "人大代表", "市民代表")      # members in a house of tests/deeds.py
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from projects.approval import Approval
from projects.programme import Programme
from projects.project import Project
from supervision import members
from supervision.checklist import EVERYWHERE
from supervision.inspecting import Inspecting
from supervision.inspection import Inspection
from supervision.inspection_plan import InspectionPlan, Outline
from supervision.member import Profile
from supervision.party import Seat
from supervision.way import SITES
from tests import deeds
from tracker.event import SYSTEM
from web.house import House

APPROVAL = Approval("市政府秘书长", "2026-10-08", "同意。", "府办批〔2026〕31号")
SPACE = UUID("5a0e6b1e-8a55-4d1b-9b0f-2b6f1f0a2026")


def outline(
    *projects: str,
    method: str = "走进市办实事",
    days: tuple[str, str] = ("2026-10-09", "2026-10-16"),
    **more: Any,
) -> Outline:
    return Outline("10月走访", method, "年度安排", projects, *days, EVERYWHERE, "督查室主任", **more)


def approved(project: Project, method: str = "走进市办实事", **more: Any) -> InspectionPlan:
    """A plan of one project, approved."""
    plan = InspectionPlan.draft(
        (project.programme, project.jurisdiction, project.year), outline(str(project.id), method=method, **more)
    )
    plan.approve(APPROVAL)
    return plan


def seat(called: str) -> Seat:
    """A member by kind and number (人大代表07), with an id of the test's own."""
    return Seat(called.rstrip("0123456789"), int(called[-2:]), str(uuid5(SPACE, called)))


def planned(
    project: Project,
    *,
    on: str = "2026-10-09",
    sites: Sequence[str] = ("1", "2"),
    who: Sequence[str] = ("市民代表01", "人大代表01"),
    reported: Any = None,
    way: str = SITES,
    **of_plan: Any,
) -> Inspection:
    """A visit of an approved plan, today unless told otherwise."""
    day = on if on.startswith("2026-") else "2026-10-09"
    of_plan.setdefault("days", (min(day, "2026-10-09"), max(day, "2026-10-16")))
    plan = approved(project, **of_plan)
    return Inspection.plan(
        project, plan, on=on, sites=sites, party=[seat(each) for each in who], reported=reported, way=way
    )


def project(house: House, number: str = "2") -> Project:
    """A project of the programme of tests/deeds.py."""
    programme = house.ledger.get(Programme, Programme.create_id(deeds.SLUG, deeds.YEAR))
    return house.ledger.get(Project, UUID(programme.projects[number]))


def enrolled(house: House, *kinds: str) -> dict[str, str]:
    """Members of these kinds, under the next numbers: kind and number → id, of the whole roster."""
    inspecting = Inspecting(house.ledger, Programme.create_id(deeds.SLUG, deeds.YEAR))
    for kind in kinds:
        act = lambda kind=kind: inspecting.enrol(kind, "2022-03-01", Profile("2027-03-01"))  # noqa: E731
        house.carry_out(SYSTEM, None, ["enrol"], act, alone=True)
    with house.reading() as conn:
        return {row.called: str(row.id) for row in members.of_government(conn, deeds.SLUG)}
