"""Pace and lights: every expected figure below was worked out by hand from domain.md section 4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.light import DEFAULT, POLICIES, STRICT, Light, Policy, Status, worst
from projects.measure import Measure, Milestone, month_end, planned_value, shares
from projects.pace import Judgement, judge, shown, target_looks_low
from projects.project_pace import ProjectJudgement, figures, judge_item, judge_project, sentence
from tests.projects.measures import (
    JUNE,
    YEAR_ENDS,
    D,
    built,
    level,
    light_at,
    measure,
    policy_in_force,
    project,
    service,
)

# -- what is shown


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (D("18.25"), "18.3"),
        (D("18.24999"), "18.2"),
        (D("-18.25"), "-18.3"),
        (D("-0.04"), "0.0"),
        (D("100"), "100.0"),
        (D("0.05"), "0.1"),
        (None, "—"),
    ],
)
def test_one_decimal_is_shown_half_up(number: Decimal | None, text: str) -> None:
    assert shown(number) == text


# -- the boundaries of the lights


@pytest.mark.parametrize(
    ("actual", "light", "deviation"),
    [
        ("60", Light.GREEN, "0"),
        ("59.99", Light.GREEN, "-0.01"),
        ("50.01", Light.GREEN, "-9.99"),
        ("50", Light.YELLOW, "-10"),
        ("49.99", Light.YELLOW, "-10.01"),
        ("30", Light.YELLOW, "-30"),
        ("29.99", Light.RED, "-30.01"),
        ("75", Light.GREEN, "15"),
    ],
)
def test_the_light_turns_exactly_at_ten_and_beyond_thirty_points(actual: str, light: Light, deviation: str) -> None:
    judged = judge(measure(actual=D(actual)), JUNE)
    assert (judged.light, judged.deviation) == (light, D(deviation))
    assert judged.policy_version == "default-2026"


def test_thirds_do_not_blur_a_boundary() -> None:
    # 1/30 against 4/30: 3.33… and 13.33…, exactly ten points apart.
    judged = judge(measure(quantity=D(30), plan={6: D(4)}, actual=D(1)), JUNE)
    assert judged.deviation == D(-10)
    assert judged.light is Light.YELLOW


def test_a_small_shortfall_is_green_and_says_so() -> None:
    assert judge(measure(actual=D(55)), JUNE).note == "比序时稍慢，仍按序时"
    assert judge(measure(actual=D(60)), JUNE).note == ""


@pytest.mark.parametrize(
    ("actual", "light"),
    [("60", Light.GREEN), ("59.99", Light.YELLOW), ("50", Light.YELLOW), ("49.99", Light.RED), ("70", Light.GREEN)],
)
def test_the_strict_preset_warns_of_any_shortfall(actual: str, light: Light) -> None:
    judged = judge(measure(actual=D(actual)), JUNE, STRICT)
    assert (judged.light, judged.policy_version) == (light, "strict-2026")


def test_presets_are_found_by_their_version() -> None:
    assert POLICIES["default-2026"] is DEFAULT
    assert POLICIES["strict-2026"] is STRICT


def test_a_city_sets_its_own_thresholds() -> None:
    own = Policy(version="own", yellow_at=D(5), red_over=D(20), source="本市2026")
    assert judge(measure(actual=D(55)), JUNE, own).light is Light.YELLOW
    assert judge(measure(actual=D("39.9")), JUNE, own).light is Light.RED
    assert "阈值5/20（本市2026）" in judge(measure(actual=D(55)), JUNE, own).arithmetic


# -- the arithmetic in words


def test_the_arithmetic_names_plan_actual_gap_threshold_source_and_colour() -> None:
    judged = judge(measure(actual=D("41.5")), JUNE)
    assert judged.arithmetic == "计划60.0%，实际41.5%，落后18.5个百分点，阈值10/30（银川2025）→ 黄"


def test_rounding_never_makes_the_arithmetic_contradict_its_colour() -> None:
    assert "落后10.0（未舍入值不足10.0）个百分点" in judge(measure(actual=D("50.01")), JUNE).arithmetic
    assert "落后30.0（未舍入值超过30.0）个百分点" in judge(measure(actual=D("29.99")), JUNE).arithmetic
    assert "落后10.0个百分点" in judge(measure(actual=D(50)), JUNE).arithmetic


def test_the_arithmetic_tells_ahead_and_level() -> None:
    assert "领先12.5个百分点" in judge(measure(actual=D("72.5")), JUNE).arithmetic
    assert "与计划持平" in judge(measure(actual=D(60)), JUNE).arithmetic


# -- the plan curve


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2026, 1, 31), 5),  # baseline until the first planned month
        (date(2026, 2, 28), 20),
        (date(2026, 3, 30), 20),
        (date(2026, 3, 31), 20),  # March is missing: February's node holds
        (date(2026, 4, 30), 40),
        (date(2027, 1, 5), 100),
        (date(2025, 12, 31), 5),
    ],
)
def test_the_plan_goes_in_steps_of_month_ends(on: date, value: int) -> None:
    plan = {2: D(20), 4: D(40), 12: D(100)}
    assert planned_value(measure(plan=plan, baseline=D(5)), on) == value


def test_the_weekly_view_runs_straight_between_two_nodes() -> None:
    plan = {3: D(30), 4: D(60)}
    assert planned_value(measure(plan=plan), date(2026, 4, 10), "linear") == 40
    assert planned_value(measure(plan=plan), date(2026, 4, 30), "linear") == 60
    assert planned_value(measure(plan=plan), date(2026, 3, 31), "linear") == 30
    assert planned_value(measure(plan=plan), date(2026, 1, 9), "linear") == 3
    assert planned_value(measure(plan=plan), date(2026, 5, 10), "linear") == 60


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2026, 3, 31), 0),
        (date(2026, 4, 1), 1),
        (date(2026, 5, 20), 50),
        (date(2026, 7, 9), 100),
        (date(2026, 9, 1), 100),
    ],
)
def test_without_a_plan_the_projects_own_hundred_days_are_counted(on: date, value: int) -> None:
    assert planned_value(measure(plan={}, starts_on=date(2026, 4, 1), due_on=date(2026, 7, 9)), on) == value


def test_without_plan_or_dates_twelfths_of_the_year_are_planned() -> None:
    february = planned_value(measure(plan={}, quantity=D(120)), date(2026, 2, 28))
    assert february == 20
    assert planned_value(measure(plan={}, quantity=D(120)), date(2026, 3, 30)) == 20
    assert planned_value(measure(plan={}, quantity=D(120)), date(2026, 12, 31)) == 120
    assert planned_value(measure(plan={}, due_on=date(2026, 10, 15)), date(2026, 10, 31)) == 100


def test_the_plan_comes_before_the_straight_line() -> None:
    # 大连 2021: 70.8 % against a September node of 30 % is far ahead, although three quarters of the year are gone.
    judged = judge(measure(plan={9: D(30), 12: D(100)}, actual=D("70.8")), date(2026, 9, 30))
    assert (judged.light, judged.deviation) == (Light.GREEN, D("40.8"))


def test_values_of_nodes_stand_in_for_a_monthly_plan() -> None:
    nodes = (
        Milestone(date(2026, 9, 15), "完成总量30%", value=D(30)),
        Milestone(date(2026, 12, 20), "全部完成", value=D(100)),
    )
    september = judge(measure(plan={}, milestones=nodes, actual=D(41)), date(2026, 9, 30))
    assert (september.planned, september.light) == (D(30), Light.GREEN)
    assert judge(measure(plan={}, milestones=nodes, actual=D(29)), date(2026, 9, 30)).light is Light.YELLOW


def test_a_start_after_the_end_is_told() -> None:
    with pytest.raises(ValueError, match="start after end"):
        judge(measure(plan={}, starts_on=date(2026, 8, 1), due_on=date(2026, 7, 1)), JUNE)


# -- quantities


def test_the_baseline_is_taken_off_both_sides() -> None:
    judged = judge(measure(baseline=D(40), quantity=D(140), plan={6: D(90)}, actual=D(65)), JUNE)
    assert (judged.progress, judged.planned, judged.light) == (D(25), D(50), Light.YELLOW)


def test_a_falling_target_rises_in_percent() -> None:
    # from 80 down to 30: 60 is 40 %, 55 planned is 50 %
    falling = measure(comparator="<=", baseline=D(80), quantity=D(30), plan={6: D(55), 12: D(30)}, actual=D(60))
    judged = judge(falling, JUNE)
    assert (judged.progress, judged.planned, judged.deviation) == (D(40), D(50), D(-10))
    assert judged.light is Light.YELLOW
    assert judge(replace(falling, actual=D(30)), JUNE).complete
    assert judge(replace(falling, actual=D(28)), JUNE).progress == D(104)
    assert not judge(replace(falling, actual=D(31)), JUNE).complete
    assert judge(replace(falling, actual=D(90)), JUNE).progress == D(-20)


def test_a_target_equal_to_its_baseline_is_refused() -> None:
    with pytest.raises(ValueError, match="target equals baseline"):
        judge(measure(baseline=D(100)), JUNE)


def test_a_quantity_needs_a_figure_and_a_kind_must_be_known() -> None:
    with pytest.raises(ValueError, match="without a quantity"):
        judge(measure(quantity=None), JUNE)
    with pytest.raises(ValueError, match="unknown kind"):
        judge(measure(kind="length"), JUNE)


@pytest.mark.parametrize(
    ("comparator", "actual", "complete"),
    [
        (">=", "100", True),
        (">=", "99.99", False),
        ("=", "100", True),
        ("=", "108", True),
        ("~", "100", True),
        ("~", "99", False),
        ("complete", "100", True),
        ("complete", "99", False),
        (">", "100", False),
        (">", "100.01", True),
    ],
)
def test_each_comparator_says_when_a_target_is_complete(comparator: str, actual: str, complete: bool) -> None:
    assert judge(measure(comparator=comparator, actual=D(actual)), JUNE).complete is complete


def test_more_than_asked_is_kept_raw() -> None:
    judged = judge(measure(actual=D(180)), JUNE)
    assert (judged.progress, judged.deviation, judged.complete) == (D(180), D(120), True)
    assert target_looks_low(judged.progress)
    assert not target_looks_low(D(150))
    assert not target_looks_low(None)


def test_a_finished_target_is_not_late_against_a_plan_left_from_a_higher_one() -> None:
    judged = judge(measure(plan={6: D(120)}, actual=D(105)), JUNE)
    assert (judged.light, judged.note, judged.deviation) == (Light.GREEN, "已完成", D(-15))


def test_a_ceiling_above_its_baseline_is_a_level_not_a_race() -> None:
    ceiling = measure(comparator="<=", quantity=D(15), plan={}, actual=D(3))
    assert judge(ceiling, JUNE).light is Light.GREEN
    assert judge(ceiling, date(2026, 12, 31)).complete
    assert judge(replace(ceiling, actual=D(16)), date(2026, 12, 31)).light is Light.RED


def test_a_ceiling_with_a_plan_is_not_late_for_its_start() -> None:
    assert light_at(JUNE, comparator="<=", quantity=D(15), plan={1: D(2), 12: D(15)}, actual=None) is Light.GREEN


# -- the end date


@pytest.mark.parametrize(
    ("on", "actual", "light"),
    [
        (date(2026, 8, 31), "95", Light.GREEN),
        (date(2026, 9, 30), "95", Light.RED),
        (date(2026, 10, 31), "99.99", Light.RED),
        (date(2026, 10, 31), "100", Light.GREEN),
    ],
)
def test_an_end_date_passed_unfinished_is_red(on: date, actual: str, light: Light) -> None:
    assert light_at(on, due_on=date(2026, 9, 15), actual=D(actual)) is light


def test_december_closes_the_year_for_a_target_without_an_end_date() -> None:
    assert light_at(date(2026, 11, 30), actual=D(99)) is Light.GREEN
    assert light_at(date(2026, 12, 31), actual=D(99)) is Light.RED


def test_exactly_the_figure_does_not_finish_more_than() -> None:
    judged = judge(measure(comparator=">", actual=D(100)), date(2026, 12, 31))
    assert (judged.light, judged.progress, judged.complete) == (Light.RED, D(100), False)


# -- silence


def test_a_missing_month_is_grey_and_carries_the_last_value() -> None:
    judged = judge(measure(reported=False, actual=D(48)), JUNE)
    assert (judged.light, judged.note) == (Light.GREY, "未报送")
    assert (judged.progress, judged.planned) == (D(48), D(60))
    assert judged.arithmetic == "计划60.0%，实际48.0%，落后12.0个百分点，本期未报送，沿用此前报送数据 → 灰"


def test_nothing_ever_reported_is_not_taken_for_zero() -> None:
    judged = judge(measure(reported=False, actual=None, plan={6: D(10)}, previous=()), JUNE)
    assert (judged.progress, judged.deviation, judged.light) == (None, None, Light.GREY)


def test_a_report_without_a_figure_leaves_the_baseline() -> None:
    assert judge(measure(actual=None, plan={6: D(10), 12: D(100)}), JUNE).progress == 0


@pytest.mark.parametrize(
    "late",
    [
        {"due_on": date(2026, 5, 31), "actual": D(99)},
        {"milestones": (Milestone(date(2026, 4, 10), "完成招标"),)},
        {"actual": None, "plan": {4: D(1), 12: D(100)}},
        {"false_report": True},
    ],
    ids=["end date passed", "node overdue three months", "start overdue three months", "false report"],
)
def test_silence_never_hides_red(late: Mapping[str, Any]) -> None:
    assert light_at(JUNE, reported=False, **late) is Light.RED
    assert light_at(JUNE, reported=True, **late) is Light.RED


def test_silence_does_hide_a_mere_shortfall() -> None:
    assert light_at(JUNE, reported=False, actual=D(10)) is Light.GREY


def test_a_plan_not_begun_is_grey() -> None:
    judged = judge(measure(plan={1: D(0), 8: D(50), 12: D(100)}, actual=D(0)), JUNE)
    assert (judged.light, judged.note, judged.started) == (Light.GREY, "未开始", False)
    early = judge(measure(plan={1: D(0), 8: D(50), 12: D(100)}, actual=D(1)), JUNE)
    assert (early.light, early.started) == (Light.GREEN, True)


def test_a_false_report_completes_nothing() -> None:
    judged = judge(measure(actual=D(100), false_report=True), JUNE)
    assert (judged.light, judged.complete, judged.note) == (Light.RED, False, "虚报")


# -- start


@pytest.mark.parametrize(
    ("month", "light"),
    [(2, Light.GREY), (3, Light.YELLOW), (4, Light.YELLOW), (5, Light.RED), (6, Light.RED)],
)
def test_a_start_missed_is_yellow_and_in_the_third_month_red(month: int, light: Light) -> None:
    # 3 of 100 planned by March: far too little for the deviation to turn the light
    slow = {3: D(3), 7: D(6), 12: D(100)}
    assert light_at(month_end(2026, month), plan=slow, actual=D(0)) is light


def test_a_recorded_start_counts_before_the_first_output() -> None:
    late_output = {1: D(0), 8: D(50), 12: D(100)}
    waiting = measure(plan=late_output, actual=D(0), starts_on=date(2026, 3, 10), started=False)
    assert judge(waiting, date(2026, 3, 31)).light is Light.GREY  # the plan's curve is still at zero
    assert judge(waiting, date(2026, 5, 31)).light is Light.RED
    assert judge(replace(waiting, started=True), date(2026, 5, 31)).light is Light.GREY
    assert judge(replace(waiting, started=True), date(2026, 5, 31)).started
    assert judge(replace(waiting, started=None), date(2026, 5, 31)).light is Light.GREY


def test_a_start_missed_this_month_is_yellow_although_the_shortfall_is_small() -> None:
    waiting = measure(plan={5: D(2), 12: D(100)}, actual=D(0), starts_on=date(2026, 6, 10), started=False)
    judged = judge(waiting, JUNE)
    assert (judged.light, judged.note) == (Light.YELLOW, "未按计划开工")
    assert "应于2026年6月10日前开工而未开工 → 黄" in judged.arithmetic


def test_the_middle_of_a_month_ends_no_month() -> None:
    slow = {3: D(3), 7: D(6), 12: D(100)}
    assert light_at(date(2026, 5, 20), plan=slow, actual=D(0)) is Light.YELLOW


# -- milestones


def test_milestones_count_their_weights_when_done() -> None:
    judged = judge(built(date(2026, 3, 20), date(2026, 5, 30)), JUNE)
    assert (judged.progress, judged.planned, judged.light) == (D(35), D(35), Light.GREEN)


def test_a_milestone_done_later_than_the_reporting_date_is_not_done_yet() -> None:
    judged = judge(built(date(2026, 3, 20), date(2026, 7, 2)), JUNE)
    assert (judged.progress, judged.planned, judged.light) == (D(10), D(35), Light.YELLOW)


def test_a_node_far_heavier_than_thirty_points_is_red_at_once() -> None:
    judged = judge(
        built(date(2026, 3, 1), date(2026, 5, 1), date(2026, 9, 1), due_on=date(2027, 1, 31)), date(2026, 12, 31)
    )
    assert (judged.deviation, judged.light) == (D(-60), Light.RED)


@pytest.mark.parametrize(
    ("month", "light"),
    [(8, Light.GREEN), (9, Light.YELLOW), (10, Light.YELLOW), (11, Light.RED)],
)
def test_a_light_node_overdue_is_yellow_then_red_in_the_third_month(month: int, light: Light) -> None:
    # the node of September weighs five points: only the rule of months in a row can turn the light
    done = (date(2026, 3, 20), date(2026, 5, 30))
    assert light_at_nodes(built(*done), month) is light
    assert light_at_nodes(built(*done, date(2026, 11, 3)), 11) is Light.GREEN


def light_at_nodes(target: Measure, month: int) -> Light | None:
    return judge(target, month_end(2026, month)).light


def test_a_merged_january_and_february_is_one_month_in_the_row() -> None:
    # planned for January, still open at the end of March: three calendar months, but two reporting periods
    open_since_january = (Milestone(date(2026, 1, 20), "完成选址"),)
    merged = measure(milestones=open_since_january, plan={3: D(30), 12: D(100)}, actual=D(30))
    march = date(2026, 3, 31)
    assert judge(merged, march).light is Light.RED
    assert judge(replace(merged, previous=(date(2026, 2, 28),)), march).light is Light.YELLOW
    assert judge(replace(merged, previous=(date(2026, 2, 28), march)), date(2026, 4, 30)).light is Light.RED


def test_a_quantity_is_not_complete_while_its_own_node_is_open() -> None:
    acceptance = (Milestone(date(2026, 11, 30), "完成验收"),)
    assert not judge(measure(actual=D(100), milestones=acceptance), JUNE).complete
    done = (replace(acceptance[0], done_on=date(2026, 6, 12)),)
    assert judge(measure(actual=D(100), milestones=done), JUNE).complete


def test_all_nodes_done_complete_the_target() -> None:
    day = date(2026, 6, 1)
    judged = judge(built(day, day, day, day), JUNE)
    assert (judged.progress, judged.complete, judged.light) == (D(100), True, Light.GREEN)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([None, None, None, None], [25, 25, 25, 25]),
        ([D(40), None, None], [40, 30, 30]),
        ([D(60), D(60)], [50, 50]),
        ([D(1), D(3)], [25, 75]),
        ([D(100), None], [100, 0]),
        ([D(0), D(0)], [50, 50]),
    ],
)
def test_missing_weights_share_the_rest(weights: list[Decimal | None], expected: list[int]) -> None:
    assert shares(weights) == expected


# -- yes or no


@pytest.mark.parametrize(
    ("on", "actual", "progress", "planned", "light"),
    [
        (date(2026, 6, 30), "0", 0, 0, Light.GREY),
        (date(2026, 6, 30), "1", 100, 0, Light.GREEN),
        (date(2026, 7, 31), "1", 100, 100, Light.GREEN),
        (date(2026, 7, 31), "0", 0, 100, Light.RED),
    ],
)
def test_a_policy_is_in_force_or_it_is_not(on: date, actual: str, progress: int, planned: int, light: Light) -> None:
    judged = judge(policy_in_force(actual=D(actual)), on)
    assert (judged.progress, judged.planned, judged.light) == (D(progress), D(planned), light)
    assert judged.complete is (actual == "1")


def test_the_last_node_of_a_policy_sets_its_day() -> None:
    node = Milestone(date(2026, 3, 31), "印发办法")
    target = policy_in_force(actual=None, milestones=(node,), due_on=date(2026, 12, 31))
    assert judge(target, date(2026, 3, 30)).planned == 0
    assert judge(target, date(2026, 3, 31)).light is Light.RED
    done = replace(target, milestones=(replace(node, done_on=date(2026, 3, 9)),))
    assert judge(done, date(2026, 3, 31)).complete


def test_to_complete_something_without_a_figure_is_yes_or_no() -> None:
    target = measure(comparator="complete", quantity=None, plan={}, actual=D(1))
    assert (judge(target, JUNE).progress, judge(target, JUNE).complete) == (D(100), True)
    assert light_at(JUNE, kind="milestones", quantity=None, plan={}, actual=D(0)) is Light.GREY


# -- levels


def test_a_level_is_judged_on_its_final_review_date_alone() -> None:
    below = level("49", due_on=date(2026, 9, 30))
    between = judge(below, date(2026, 8, 31))
    assert (between.light, between.progress, between.planned, between.complete) == (Light.GREEN, None, None, False)
    review = judge(below, date(2026, 9, 30))
    assert (review.light, review.progress, review.planned) == (Light.RED, D(50), D(100))
    assert judge(level("49"), date(2026, 11, 30)).light is Light.GREEN
    assert judge(level("49"), date(2026, 12, 31)).light is Light.RED


@pytest.mark.parametrize(
    ("comparator", "quantity", "actual", "progress", "complete"),
    [
        (">=", "98", "98", "100", True),
        (">=", "98", "99.5", "100", True),
        (">=", "80", "60", "75", False),
        (">", "98", "98", "100", False),
        (">", "98", "98.1", "100", True),
        ("<=", "30", "30", "100", True),
        ("<=", "30", "12", "100", True),
        ("<=", "30", "40", "75", False),
        ("<=", "0", "2", "0", False),
        ("<=", "0", "0", "100", True),
        ("~", "80", "76", "95", False),
    ],
)
def test_a_level_reached_or_not(comparator: str, quantity: str, actual: str, progress: str, complete: bool) -> None:
    judged = judge(level(actual, comparator, quantity), date(2026, 12, 31))
    assert (judged.progress, judged.complete) == (D(progress), complete)
    assert judged.light is (Light.GREEN if complete else Light.RED)


def test_a_level_never_measured_is_red_on_its_review_date() -> None:
    assert judge(level(None, reported=False), date(2026, 12, 31)).light is Light.RED
    assert judge(level(None, reported=False), JUNE).light is Light.GREY


def test_a_level_needs_a_figure() -> None:
    with pytest.raises(ValueError, match="without a quantity"):
        judge(replace(level("1"), quantity=None), JUNE)


# -- services, counts, money


@pytest.mark.parametrize(
    ("on", "ran", "progress", "light"),
    [
        (date(2026, 10, 31), 10, "100", Light.GREEN),
        (date(2026, 10, 31), 9, "90", Light.YELLOW),
        (date(2026, 9, 30), 8, None, Light.RED),
        (date(2026, 12, 31), 12, "100", Light.GREEN),
    ],
)
def test_a_service_runs_every_month_or_warns(on: date, ran: int, progress: str | None, light: Light) -> None:
    judged = judge(service(ran), on)
    assert judged.light is light
    assert judged.planned == 100
    if progress is not None:
        assert judged.progress == D(progress)
    else:
        assert D("88.88") < (judged.progress or D(0)) < D("88.89")


def test_a_service_is_complete_only_at_its_end() -> None:
    assert not judge(service(6), JUNE).complete
    assert judge(service(12), date(2026, 12, 31)).complete
    assert judge(service(4, starts_on=date(2026, 3, 1), due_on=JUNE), JUNE).complete


def test_a_month_a_service_did_not_report_counts_for_nothing() -> None:
    judged = judge(service(5, reported=False, actual_on=date(2026, 5, 31)), JUNE)
    assert (judged.progress, judged.light) == (D(100), Light.GREY)


def test_a_service_before_its_start_is_grey() -> None:
    judged = judge(service(0, starts_on=date(2026, 7, 1)), JUNE)
    assert (judged.light, judged.note) == (Light.GREY, "未开始")


def test_a_services_own_plan_counts_its_periods() -> None:
    judged = judge(replace(service(171), plan={6: D(180), 12: D(365)}), JUNE)
    assert (judged.progress, judged.light) == (D(95), Light.YELLOW)


def test_a_plain_count_has_neither_pace_nor_light() -> None:
    judged = judge(measure(kind="count", quantity=None, plan={}, actual=D(1200)), JUNE)
    assert (judged.light, judged.progress, judged.planned, judged.deviation) == (None, None, None, None)
    assert judged.started


def test_money_is_shown_and_decides_nothing() -> None:
    money = measure(no="2", kind="money", quantity=D(1000), plan={6: D(600)}, actual=D(100))
    judged = judge(money, JUNE)
    assert (judged.light, judged.progress, judged.deviation) == (None, D(10), D(-50))
    whole = project(measure(), money)
    assert (whole.light, whole.progress, whole.status) == (Light.GREEN, D(60), Status.ON_PACE)


# -- a project of several targets


def test_more_of_one_target_hides_nothing_of_another() -> None:
    whole = project(measure(actual=D(180)), measure(no="2", actual=D(40)))
    assert (whole.progress, whole.planned, whole.deviation) == (D(70), D(60), D(10))
    assert (whole.light, whole.status, whole.complete) == (Light.YELLOW, Status.BEHIND, False)
    assert "最差的指标2" in whole.arithmetic


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [
        ("44.3", "42.6", "最差的指标2：计划60.0%，实际42.6%，落后17.4个百分点，阈值10/30（银川2025）→ 黄"),
        ("42.6", "44.3", "最差的指标1：计划60.0%，实际42.6%，落后17.4个百分点，阈值10/30（银川2025）→ 黄"),
        ("44.3", "44.3", "最差的指标1：计划60.0%，实际44.3%，落后15.7个百分点，阈值10/30（银川2025）→ 黄"),
        ("65", "58", "最差的指标2：计划60.0%，实际58.0%，落后2.0个百分点，阈值10/30（银川2025）→ 绿"),
    ],
)
def test_the_worst_of_targets_with_one_light_is_the_farthest_behind(first: str, second: str, named: str) -> None:
    whole = project(measure(actual=D(first)), measure(no="2", actual=D(second)))
    assert whole.arithmetic.partition("；")[2] == named


def test_a_target_of_the_worst_light_is_named_before_one_that_lags_farther() -> None:
    node = Milestone(date(2026, 6, 15), "竣工验收")
    whole = project(measure(actual=D("50.5")), measure(no="2", actual=D(58), milestones=(node,)))
    assert "最差的指标2：计划60.0%，实际58.0%，落后2.0个百分点，节点“竣工验收”" in whole.arithmetic


def test_targets_weigh_what_they_were_given() -> None:
    whole = project(measure(weight=D(75), actual=D(60)), measure(no="2", weight=D(25), actual=D(80)))
    assert whole.progress == D(65)


def test_a_project_below_its_baseline_is_below_zero() -> None:
    assert project(measure(baseline=D(50), plan={6: D(50)}, actual=D(40))).progress == D(-20)


@pytest.mark.parametrize(
    ("lights", "light"),
    [
        ([Light.BLUE, Light.GREEN], Light.GREEN),
        ([Light.GREEN, Light.GREY], Light.GREY),
        ([Light.GREY, Light.YELLOW], Light.YELLOW),
        ([Light.YELLOW, Light.RED, Light.BLUE], Light.RED),
        ([Light.BLUE, None], Light.BLUE),
        ([None], None),
    ],
)
def test_the_worst_light_is_the_projects(lights: list[Light | None], light: Light | None) -> None:
    assert worst(lights) is light


@pytest.mark.parametrize(
    ("actual", "status", "light"),
    [
        ("100", Status.FINISHED, Light.GREEN),
        ("61", Status.AHEAD, Light.GREEN),
        ("60", Status.ON_PACE, Light.GREEN),
        ("51", Status.ON_PACE, Light.GREEN),
        ("50", Status.BEHIND, Light.YELLOW),
        ("29", Status.FAR_BEHIND, Light.RED),
    ],
)
def test_each_bucket_of_the_public_wording(actual: str, status: Status, light: Light) -> None:
    whole = project(measure(actual=D(actual)))
    assert (whole.status, whole.light) == (status, light)


def test_a_project_not_reported_says_so_unless_it_is_red() -> None:
    silent = project(measure(reported=False, actual=D(48)), reported=False)
    assert (silent.status, silent.light, silent.progress) == (Status.NOT_REPORTED, Light.GREY, D(48))
    overdue = project(measure(reported=False, actual=D(48), due_on=date(2026, 5, 31)), reported=False)
    assert (overdue.status, overdue.light) == (Status.FAR_BEHIND, Light.RED)


def test_a_project_whose_season_is_to_come_is_on_pace() -> None:
    winter = project(measure(plan={10: D(50), 12: D(100)}, actual=D(0)))
    assert (winter.status, winter.light, winter.started) == (Status.ON_PACE, Light.GREY, False)


def test_blue_needs_acceptance_and_every_target_met() -> None:
    done = project(measure(actual=D(100)), accepted=True)
    assert (done.light, done.status, done.complete) == (Light.BLUE, Status.FINISHED, True)
    assert done.arithmetic == "全部指标完成并通过验收 → 蓝"
    assert project(measure(actual=D(100))).light is Light.GREEN
    corrected = project(measure(actual=D(55)), accepted=True)
    assert (corrected.light, corrected.complete) == (Light.GREEN, False)
    assert project(measure(actual=D(100), false_report=True), accepted=True).light is Light.RED
    assert project(measure(actual=D(100), reported=False), accepted=True, reported=False).light is Light.BLUE


def test_a_level_met_at_acceptance_does_not_keep_blue_until_december() -> None:
    whole = project(measure(actual=D(100)), level("99", no="2"), accepted=True)
    assert (whole.light, whole.complete) == (Light.BLUE, True)


def test_a_level_between_reviews_leaves_progress_to_the_others() -> None:
    whole = project(measure(actual=D(55)), level("99", no="2"))
    assert (whole.progress, whole.planned, whole.light) == (D(55), D(60), Light.GREEN)
    alone = project(level("99"))
    assert (alone.progress, alone.light, alone.status) == (None, Light.GREEN, Status.ON_PACE)


def test_a_project_with_nothing_to_judge_has_no_light() -> None:
    count = measure(kind="count", quantity=None, plan={}, actual=D(3))
    whole = project(count)
    assert (whole.light, whole.status, whole.complete, whole.started) == (None, None, False, True)
    assert project(count, reported=False).status is Status.NOT_REPORTED


# -- plain sentences


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        ("41.5", "总体计划60.0%，实际41.5%，落后18.5个百分点，慢于序时。"),
        ("20", "总体计划60.0%，实际20.0%，落后40.0个百分点，严重滞后。"),
        ("55", "总体计划60.0%，实际55.0%，比序时慢5.0个百分点，仍按序时。"),
        ("72", "总体计划60.0%，实际72.0%，领先12.0个百分点，超序时。"),
        ("60", "总体计划60.0%，实际60.0%，与计划持平，按序时。"),
        ("100", "已完成全部目标任务，待验收。"),
    ],
)
def test_a_project_is_told_in_one_plain_sentence(actual: str, words: str) -> None:
    assert sentence(project(measure(actual=D(actual)))) == words


def test_the_sentence_of_a_silent_an_accepted_a_terminated_and_an_unmeasured_project() -> None:
    assert sentence(project(measure(reported=False, actual=D(48)), reported=False)) == "本期未报送，此前报送进度48.0%。"
    assert sentence(project(measure(actual=D(100)), accepted=True)) == "已完成并通过验收。"
    assert sentence(project(measure(actual=D(100))), accepted=True) == "已完成并通过验收。", "after the month's end"
    assert sentence(project(measure(actual=D(60))), accepted=True) == "总体计划60.0%，实际60.0%，与计划持平，按序时。"
    assert sentence(project(measure(), terminated=True)) == "经批准终止，不计入完成率。"
    assert sentence(project(level("99"))) == "按序时，暂无可比进度。"


# -- items and the whole programme


def test_an_item_is_as_late_as_its_latest_project() -> None:
    item = judge_item([project(measure(actual=D(100))), project(measure(actual=D(20)))])
    assert (item.light, item.progress, item.complete) == (Light.RED, D(60), False)
    both = judge_item([project(measure(actual=D(100))), project(measure(actual=D(120)), accepted=True)])
    assert (both.light, both.progress, both.complete) == (Light.GREEN, D(100), True)


def test_an_item_leaves_a_terminated_project_out() -> None:
    kept = project(measure(actual=D(100)), accepted=True)
    assert judge_item([kept, project(measure(actual=D(1)), terminated=True)]).light is Light.BLUE
    with pytest.raises(ValueError, match="without projects"):
        judge_item([project(measure(), terminated=True)])


def test_the_rates_of_a_whole_programme() -> None:
    # 会昌: 26 of 65 completed is 40 %, all begun is 100 %; one more was terminated and is no part of either
    done = [project(measure(actual=D(100))) for _ in range(26)]
    late = [project(measure(actual=D(40))) for _ in range(36)]
    silent = [project(measure(reported=False, actual=D(48)), reported=False) for _ in range(3)]
    result = figures([*done, *late, *silent, project(measure(), terminated=True)])
    assert (result.total, result.excluded, result.completed, result.started) == (65, 1, 26, 65)
    assert (result.completion_rate, result.start_rate) == (D(40), D(100))
    assert result.by_status == {
        Status.FINISHED: 26,
        Status.AHEAD: 0,
        Status.ON_PACE: 0,
        Status.BEHIND: 36,
        Status.FAR_BEHIND: 0,
        Status.NOT_REPORTED: 3,
    }
    assert result.by_light == {Light.RED: 0, Light.YELLOW: 36, Light.GREY: 3, Light.GREEN: 26, Light.BLUE: 0}


def test_a_programme_of_nothing_has_no_rates() -> None:
    result = figures([])
    assert (result.total, result.completion_rate, result.start_rate) == (0, None, None)


# -- what must hold for any figures

amounts = st.decimals(min_value=0, max_value=300, places=2)
months = st.integers(min_value=1, max_value=12)
# blue cannot be had by a single target, grey only by silence: of the rest, more red is worse
SEVERITY = {Light.GREEN: 0, Light.GREY: 1, Light.YELLOW: 2, Light.RED: 3}


def severity(judged: Judgement | ProjectJudgement) -> int:
    assert judged.light is not None
    return SEVERITY[judged.light]


@given(st.lists(amounts, min_size=2, max_size=6), months)
def test_doing_more_never_worsens_a_light(actuals: list[Decimal], month: int) -> None:
    judged = [judge(measure(actual=actual, started=True), month_end(2026, month)) for actual in sorted(actuals)]
    for less, more in pairwise(judged):
        assert severity(more) <= severity(less)
        assert (more.progress or D(0)) >= (less.progress or D(0))
        assert more.complete or not less.complete


@given(st.lists(amounts, min_size=1, max_size=5), months)
def test_a_project_never_passes_a_hundred_nor_outshines_its_worst_target(actuals: list[Decimal], month: int) -> None:
    on = month_end(2026, month)
    judged = [(m, judge(m, on)) for m in (measure(no=str(n), actual=a) for n, a in enumerate(actuals, 1))]
    whole = judge_project(judged, reported=True)
    assert whole.progress is not None
    assert whole.progress <= 100
    assert severity(whole) == max(severity(j) for _, j in judged)
    assert whole.complete is all(actual >= 100 for actual in actuals)


@given(amounts, months, st.sampled_from([DEFAULT, STRICT]))
def test_the_light_follows_the_points_alone(actual: Decimal, month: int, policy: Policy) -> None:
    # planned for January to September is ten a month and the target 100, so percent and amount are the same number
    if month > 9 or actual == 0:
        return
    gap = actual - 10 * month
    late = (gap < -30) if policy is DEFAULT else (gap < -10)
    slow = (gap <= -10) if policy is DEFAULT else (gap < 0)
    expected = Light.RED if late else Light.YELLOW if slow else Light.GREEN
    assert judge(measure(actual=actual), month_end(2026, month), policy).light is expected


def by_points(actual: Decimal, planned: Decimal, month: int) -> Light:
    """The colour of a target of 100 without nodes whose work has begun, by domain.md 4.2 read aloud."""
    if actual >= 100:
        return Light.GREEN
    if month == 12 or actual - planned < -30:
        return Light.RED
    if planned == 0 and actual == 0:
        return Light.GREY
    return Light.YELLOW if actual - planned <= -10 else Light.GREEN


@given(amounts, amounts, months)
def test_what_has_to_fall_from_300_to_200_counts_down_the_same_way(done: Decimal, planned: Decimal, month: int) -> None:
    falling = measure(
        plan={month: 300 - planned},
        actual=300 - done,
        baseline=D(300),
        quantity=D(200),
        comparator="<=",
        started=True,
    )
    judged = judge(falling, month_end(2026, month))
    assert (judged.progress, judged.planned, judged.deviation) == (done, planned, done - planned)
    assert (judged.light, judged.complete) == (by_points(done, planned, month), done >= 100)


@given(st.lists(st.none() | st.decimals(min_value=0, max_value=100, places=1), min_size=1, max_size=8))
def test_weights_always_make_a_hundred(weights: list[Decimal | None]) -> None:
    assert sum(shares(weights)) == 100


@given(amounts, months)
def test_silence_leaves_only_grey_or_red(actual: Decimal, month: int) -> None:
    assert light_at(month_end(2026, month), actual=actual, reported=False) in (Light.GREY, Light.RED)


def test_every_month_end_is_known() -> None:
    assert YEAR_ENDS[1] == date(2026, 2, 28)
    assert month_end(2028, 2) == date(2028, 2, 29)
    assert [end.day for end in YEAR_ENDS] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
