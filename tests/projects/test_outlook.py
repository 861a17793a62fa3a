"""What is told beside a light: the months in a row, and where the pace would lead. Lights and figures by hand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from projects import outlook
from projects.approval import Approval
from projects.policy import PolicySet
from projects.project import Project
from tracker.clock import FixedClock

POLICY = PolicySet()
MONTHS = {period.key: period for period in POLICY.periods(2026)}
"""January and February are one."""
YES = Approval("市政府分管副市长", "2026-01-05", "同意。")
LETTERS = {"G": "green", "Y": "yellow", "R": "red", "_": "grey"}
PACE = "近3个月（6月底至9月底）共增加30部，平均每月30÷3＝10部；90＋30÷3×3＝120部"
ENOUGH = "按近3个月的速度，到12月31日预计累计120部，能够达到目标120部，约12月达到"


@pytest.fixture(autouse=True)
def _today(clock: FixedClock) -> Iterator[None]:
    yield


def lifts(lights: str = "GGGGGGGG", *, every: int = 10) -> Project:
    """120 lifts in the year, ten a month planned; one light for each period from that of February on, with `every` more
    a month, and nothing filed for the grey ones."""
    made = Project.register(UUID(int=3), "testcity", 2026, "12", "加装电梯", starts_on="2026-01-01")
    made.assign(lead_unit="housing")
    made.set_target("1", text="加装电梯120部", kind="quantity", comparator=">=", quantity="120", unit="部")
    made.fix_plan("1", {month: Decimal(10 * month) for month in range(1, 13)})
    for month, light in enumerate(lights, start=2):
        grey = light == "_"
        values = {} if grey else {"1": str(every * month)}
        made.accept_progress(f"2026-{month:02d}", values, {}, LETTERS[light], not_reported=grey)
    return made


def told(project: Project, key: str, filed: dict[str, Any] | None = None) -> outlook.Outlook:
    return outlook.of(project, MONTHS[key], POLICY, filed)


def seen(project: Project, key: str, light: str | None = None) -> list[tuple[str, str, str | None]]:
    return [(each.key, each.label, each.light) for each in outlook.months(project, MONTHS[key], POLICY, light)]


def stopped(project: Project, kind: str, effective_on: str) -> Project:
    why = Approval("市政府分管副市长", "2026-01-05", "同意。")
    project.alter_course(
        kind, None, effective_on=effective_on, reason_code="force_majeure", reason="水毁", approval=why
    )
    return project


def test_the_months_are_those_accepted_or_missed_up_to_the_one_looked_at() -> None:
    assert seen(lifts("GY_R"), "2026-04") == [
        ("2026-02", "1—2月", "green"), ("2026-03", "3月", "yellow"), ("2026-04", "4月", "grey"),
    ]  # fmt: skip
    assert seen(lifts("GY_R"), "2026-12")[3:] == [("2026-05", "5月", "red")], "nothing is known after May"


def test_a_month_without_a_light_is_none() -> None:
    """A project that shows its figures only has no light, and nothing in a row."""
    project = lifts("G")
    project.accept_progress("2026-03", {"1": "30"}, {}, None)
    assert [key for key, *_ in seen(project, "2026-03")] == ["2026-02"]


def test_a_month_in_which_nothing_was_asked_is_left_out() -> None:
    project = stopped(lifts("GY"), "suspension", "2026-04-01")
    project.accept_progress("2026-04", {}, {}, "yellow")
    stopped(project, "resumption", "2026-05-01")
    project.accept_progress("2026-05", {"1": "30"}, {}, "yellow")
    assert [key for key, *_ in seen(project, "2026-05")] == ["2026-02", "2026-03", "2026-05"]


def test_the_light_as_it_stands_now_is_that_of_its_own_month_alone() -> None:
    assert seen(lifts("GY"), "2026-03", "red")[-1] == ("2026-03", "3月", "red")
    assert seen(lifts("GY"), "2026-04", "red") == [
        ("2026-02", "1—2月", "green"), ("2026-03", "3月", "yellow"), ("2026-04", "4月", "red"),
    ]  # fmt: skip


def test_beside_an_accepted_month_stand_its_row_and_the_forecast_of_its_target() -> None:
    found = told(lifts("GGGGYYRR"), "2026-09")
    assert found.row == ["连续红灯2个月（8月、9月）"]
    assert told(lifts("GGGGGGGGG"), "2026-10").forecasts[0][1].formula.startswith("近3个月（7月底至10月底）共增加30部")
    [(text, forecast)] = found.forecasts
    assert (text, forecast.words, forecast.formula) == ("加装电梯120部", ENOUGH, PACE)


def test_what_is_filed_now_counts_instead_of_what_was_accepted() -> None:
    """96 instead of the 90 that are planned: 36 in three months, 12 a month, 132 at the end of the year."""
    project = lifts("GGGGGYY")
    found = told(project, "2026-09", {"values": {"1": "96"}})
    assert found.row == ["7月黄灯、8月黄灯，9月已追回；原来的灯保留在案"]
    [(_, forecast)] = found.forecasts
    assert forecast.value == Decimal(132)
    accepted = lifts("GGGGGYYY")
    assert told(accepted, "2026-09", {"values": {"1": "96"}}).forecasts[0][1].value == Decimal(132)
    assert told(accepted, "2026-09").forecasts[0][1].value == Decimal(120)


def test_what_is_filed_without_a_figure_leaves_the_figure_that_was_accepted() -> None:
    filings: list[dict[str, Any]] = [{}, {"values": {}}, {"values": {"1": ""}}, {"values": {"1": None}}]
    for filed in filings:
        assert told(lifts(), "2026-09", filed).forecasts[0][1].value == Decimal(120), filed
        assert told(lifts("GGGGGGG"), "2026-09", filed).forecasts[0][1].words == "本期没有报送的数字，不作预测"


def test_a_light_that_is_filed_now_turns_the_row_late() -> None:
    """50 of the 90 that are planned is a third of the year behind."""
    assert told(lifts("GGGGGYR"), "2026-09", {"values": {"1": "50"}}).row == ["连续红灯2个月（8月、9月）"]
    assert told(lifts("GGGGGYR"), "2026-09").row == ["连续红灯1个月（8月）"], "not filed, it is not looked at"


def test_figures_of_later_months_and_of_months_without_a_report_are_not_taken() -> None:
    project = lifts("GGGGGG_G")
    project.accept_progress("2026-08", {"1": "1"}, {}, "grey", not_reported=True)
    project.accept_progress("2026-06", {}, {}, "green")
    assert told(project, "2026-09").forecasts[0][1].formula.startswith("近4个月（5月底至9月底）共增加40部")
    assert told(project, "2026-08").forecasts[0][1].words == "本期没有报送的数字，不作预测"
    assert told(lifts(), "2026-05").forecasts[0][1].formula.startswith("近3个月（2月底至5月底）共增加30部")


def test_money_and_plain_counts_are_not_forecast_and_others_each_by_its_own_figures() -> None:
    project = lifts()
    project.set_target("2", text="投资900万元", kind="money", comparator=">=", quantity="900", unit="万元")
    project.set_target("3", text="走访群众", kind="count", comparator=">=", unit="户")
    project.set_target("4", text="培训60人", kind="quantity", comparator=">=", quantity="60", unit="人")
    for month, people in {"06": "20", "09": "35"}.items():
        project.accept_progress(
            f"2026-{month}", {"1": str(10 * int(month)), "2": "500", "3": "7", "4": people}, {}, "green"
        )
    found = told(project, "2026-09").forecasts
    assert [(text, forecast.value) for text, forecast in found] == [
        ("加装电梯120部", Decimal(120)), ("培训60人", Decimal(50)),
    ]  # fmt: skip


def test_of_what_is_halted_or_accepted_the_row_alone_is_told() -> None:
    halted = stopped(lifts("GGGGGYR"), "suspension", "2026-09-01")
    assert told(halted, "2026-09") == outlook.Outlook(["连续红灯1个月（8月）"], [])
    done = lifts("GGGGGYR")
    done.pass_acceptance("2026-09-20", True, YES)
    assert told(done, "2026-09") == outlook.Outlook(["连续红灯1个月（8月）"], [])
