"""A stopped project is asked for nothing, blocks nothing and is not silent; nothing else changes for the others."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import course, decision, register
from projects.approval import Approval
from projects.course import Course
from projects.filing import Filing
from projects.month import Month
from projects.programme import Programme
from projects.project import Project
from tests import deeds
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused
from web.house import House

YES = Approval("市政府分管副市长", "2026-08-28", "同意。", "某政批〔2026〕21号")
WHY: dict[str, Any] = {"reason_code": "force_majeure", "reason": "汛期水毁。"}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


def _id(house: House, programme: UUID, number: str) -> UUID:
    return UUID(house.ledger.get(Programme, programme).projects[number])


def _do(house: House, act: Any) -> Any:
    return house.carry_out(SYSTEM, None, ["deed"], act, alone=True)


def _approved(house: House, programme: UUID, number: str, wish: Course) -> None:
    project = _id(house, programme, number)
    asked = _do(house, lambda: course.ask(house.ledger, programme, project, wish))
    _do(house, lambda: decision.approve(house.ledger, UUID(asked["adjustment"]), YES))


def _published(house: House, programme: UUID, period: str, numbers: str) -> dict[str, Any]:
    """The others' reports accepted and the month published; its projects by number."""
    month = Month(house.ledger, programme, period)
    for number, value in zip(numbers, ("108", "36", "1"), strict=False):
        deeds.filed(house, programme, period, _id(house, programme, number), number, value)
    _do(house, lambda: month.accept([_id(house, programme, number) for number in numbers], "office"))
    _do(house, lambda: Month(house.ledger, programme, period).clear(deeds.REVIEW))
    _do(house, lambda: Month(house.ledger, programme, period).publish())
    with house.reading() as conn:
        row = conn.execute("SELECT content FROM projects_published_content WHERE period = %s", (period,)).fetchone()
    content = json.loads(row["content"]) if row else {}
    return {**content["figures"], **{project["number"]: project for project in content["projects"]}}


def test_a_suspended_project_is_asked_for_nothing_and_stays_in_the_count(house: House) -> None:
    programme = deeds.released(house)
    deeds.months(house, programme, "2026-08")
    _approved(house, programme, "2", Course("suspension", effective_on="2026-09-01", **WHY))
    with pytest.raises(Refused, match=r"project\.halted"):
        deeds.filed(house, programme, "2026-09", _id(house, programme, "2"), "2", "36")
    shown = _published(house, programme, "2026-09", "13")
    assert (shown["total"], shown["excluded"], shown["by_status"]["not_reported"]) == (3, 0, 0)
    assert shown["2"]["report"]["state"] == "suspended"
    assert shown["2"]["halt"] == {
        "state": "suspended", "since": "2026-09-01", "words": "自2026年9月1日起经批准暂停实施",
    }  # fmt: skip
    assert shown["2"]["planned_progress"] == 80, "August's plan, 32 of 40, not September's"
    assert shown["2"]["light"] == "green"


def test_a_terminated_project_leaves_the_denominator_and_the_exclusion_is_counted(house: House) -> None:
    programme = deeds.released(house)
    deeds.months(house, programme, "2026-08")
    _approved(house, programme, "2", Course("termination", effective_on="2026-09-01", **WHY))
    shown = _published(house, programme, "2026-09", "13")
    assert (shown["total"], shown["excluded"]) == (2, 1)
    assert shown["2"]["report"]["state"] == "terminated" and shown["2"]["light"] is None
    with pytest.raises(Refused, match=r"project\.halted"):
        Month(house.ledger, programme, "2026-10").draft(_id(house, programme, "2"), Filing())


def test_a_resumed_project_is_asked_again(house: House) -> None:
    programme = deeds.released(house)
    deeds.months(house, programme, "2026-08")
    _approved(house, programme, "2", Course("suspension", effective_on="2026-09-01", **WHY))
    _approved(house, programme, "2", Course("resumption", effective_on="2026-09-20", **WHY))
    two = str(_id(house, programme, "2"))
    assert two in Month(house.ledger, programme, "2026-09").missing()


def test_a_wish_for_the_whole_project_waits_alone(house: House) -> None:
    programme = deeds.released(house)
    project = _id(house, programme, "2")
    wish = Course("suspension", effective_on="2026-09-01", **WHY)
    _do(house, lambda: course.ask(house.ledger, programme, project, wish))
    with pytest.raises(Refused, match=r"adjustment\.asked_already"):
        _do(house, lambda: course.ask(house.ledger, programme, project, wish))


def test_a_stage_goal_is_not_claimed_against_the_accepted_reports(house: House) -> None:
    programme = deeds.released(house)
    under = house.ledger.get(Programme, programme)
    found = house.ledger.get(Project, _id(house, programme, "2"))
    found.due_on = "2027-06-30"  # as a list that runs beyond its year would have it
    met = Course("carry_over", effective_on="2026-12-31", stage_goal_met=True, **WHY)
    unmet = Course("carry_over", effective_on="2026-12-31", **WHY)
    assert [fault.code for fault in course.faults(found, met, under)] == ["adjustment.stage_goal_not_met"]
    assert course.faults(found, unmet, under) == []
    found.accept_progress("2026-12", {"1": "40"}, {}, "green")
    assert course.faults(found, met, under) == []


def test_a_plan_to_go_on_by_must_reach_the_target(house: House) -> None:
    programme = deeds.released(house)
    _approved(house, programme, "2", Course("suspension", effective_on="2026-09-01", **WHY))
    found = house.ledger.get(Project, _id(house, programme, "2"))
    under = house.ledger.get(Programme, programme)
    short = {month: Decimal(month) for month in range(1, 13)}
    wish = Course("resumption", effective_on="2026-10-01", plans={"1": short}, **WHY)
    assert [(fault.code, fault.field) for fault in course.faults(found, wish, under)] == [("plan.end", "plan-1-12")]


@pytest.mark.parametrize(("lead", "post"), [("市教育局", None), ("市民政局", "市民政局局长")])
def test_a_post_that_nobody_named_is_not_kept_for_another_unit(house: House, lead: str, post: str | None) -> None:
    """As asked before the form asked for it: another unit's post answers for nothing of it."""
    programme = deeds.released(house)
    with house.reading() as conn:
        units = register.unit_called(conn, "testcity")
    answers = {"lead_unit": units[lead], "supporting_units": [units["市住房城乡建设局"]], "implementing_units": []}
    _approved(house, programme, "2", Course("responsibility", effective_on="2026-10-10", answers=answers, **WHY))
    project = house.ledger.get(Project, _id(house, programme, "2"))
    assert project.responsibility_on("2026-10-10")["responsible"] == post
    assert project.responsibility_on("2026-10-09")["responsible"] == "市民政局局长"
