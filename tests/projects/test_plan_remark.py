"""What a lead unit says to what is said of its plan: read, with its reason, while it says the same. It is 9 October."""

from decimal import Decimal
from uuid import UUID

import pytest

from projects import plan_remark
from projects.project import LONGEST_REASON, Project
from tests.aggregates import events, newest, refusal

pytestmark = pytest.mark.usefixtures("clock")

SAID = "指标1“加装电梯300部”每月都计划25部左右。开工、雨季、春节前后真的一样快？请按实际安排核对。"


def even(step: int = 25) -> Project:
    """A promise of the same number every month."""
    project = Project.register(UUID(int=3), "testcity", 2026, "12", "既有住宅加装电梯300部")
    target = {"text": "加装电梯300部", "kind": "quantity", "comparator": "=", "quantity": str(12 * step), "unit": "部"}
    project.set_target("1", **target)
    project.fix_plan("1", {month: Decimal(step * month) for month in range(1, 13)})
    return project


def noted(project: Project, reason: str = " 按安装合同，每月完工数相同。 ") -> None:
    project.note_plan_remark("even:1", SAID, reason, "housing", "2026-10-09")


def test_a_remark_is_looked_at_until_the_lead_unit_says_that_it_has_read_it() -> None:
    project = even()
    assert [(each.key, each.remark.said, each.noted) for each in plan_remark.of(project)] == [("even:1", SAID, None)]
    assert plan_remark.waiting([project, even()]) == 2
    noted(project)
    event = newest(project, which="even:1", said=SAID, unit="housing", on="2026-10-09")
    assert event.reason == "按安装合同，每月完工数相同。"
    said = plan_remark.of(project)
    assert [each.remark.said for each in said] == [SAID], "it stays to be read"
    assert said[0].noted is not None and said[0].noted["reason"] == "按安装合同，每月完工数相同。"
    assert plan_remark.waiting([project, even()]) == 1


def test_a_plan_that_says_something_else_by_now_is_looked_at_again() -> None:
    project = even()
    noted(project)
    project.set_target("1", text="加装电梯360部", kind="quantity", comparator="=", quantity="360", unit="部")
    project.fix_plan("1", {month: Decimal(30 * month) for month in range(1, 13)})
    assert [each.noted for each in plan_remark.of(project)] == [None]
    assert plan_remark.waiting([project]) == 1


def test_without_a_reason_with_a_long_one_and_twice_it_is_refused() -> None:
    project = even()
    before = len(events(project))
    assert refusal(noted, project, "  ") == ("report.reason_missing", "reason", {})
    long = "长" * (LONGEST_REASON + 1)
    assert refusal(noted, project, long) == ("plan_remark.reason", "reason", {"most": LONGEST_REASON})
    assert len(events(project)) == before
    noted(project, "长" * LONGEST_REASON)
    assert refusal(noted, project) == ("plan_remark.noted_already", "reason", {})
