"""The edges of pace and lights, and each verdict in its words: worked out by hand from domain.md section 4."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from projects.light import STRICT, Light, Status
from projects.measure import Measure, Milestone, planned_value, shares
from projects.pace import Judgement, judge, target_looks_low
from projects.project_pace import judge_item, sentence
from tests.projects.measures import JUNE, D, built, level, measure, policy_in_force, project, service

YEARS_END = date(2026, 12, 31)


def told(judged: Judgement) -> tuple[Light | None, str, str]:
    return judged.light, judged.note, judged.arithmetic


def count(actual: int | None) -> Measure:
    return measure(kind="count", quantity=None, plan={}, actual=None if actual is None else D(actual))


def never_reported(no: str = "1") -> Measure:
    return measure(no=no, reported=False, actual=None, plan={6: D(10), 12: D(100)}, previous=())


# -- every verdict in full: colour, note, and the sum it rests on


@pytest.mark.parametrize(
    ("target", "on", "light", "note", "arithmetic"),
    [
        (measure(actual=D(20)), JUNE, Light.RED, "严重滞后",
         "计划60.0%，实际20.0%，落后40.0个百分点，阈值10/30（银川2025）→ 红"),
        (measure(actual=D(45)), JUNE, Light.YELLOW, "慢于序时",
         "计划60.0%，实际45.0%，落后15.0个百分点，阈值10/30（银川2025）→ 黄"),
        (measure(actual=D(55)), JUNE, Light.GREEN, "比序时稍慢，仍按序时",
         "计划60.0%，实际55.0%，落后5.0个百分点，阈值10/30（银川2025）→ 绿"),
        (measure(actual=D("60.5")), JUNE, Light.GREEN, "",
         "计划60.0%，实际60.5%，领先0.5个百分点，阈值10/30（银川2025）→ 绿"),
        (measure(actual=D(100)), JUNE, Light.GREEN, "已完成",
         "计划60.0%，实际100.0%，领先40.0个百分点，目标任务已完成 → 绿"),
        (measure(actual=D(100), false_report=True), JUNE, Light.RED, "虚报",
         "计划60.0%，实际100.0%，领先40.0个百分点，经认定虚报 → 红"),
        (measure(actual=D(99), due_on=date(2026, 6, 15)), JUNE, Light.RED, "逾期未完成",
         "计划60.0%，实际99.0%，领先39.0个百分点，完成时限2026年6月15日已到而未完成 → 红"),
        (measure(actual=D(60), milestones=(Milestone(date(2026, 4, 10), "完成招标"),)), JUNE, Light.RED, "节点逾期",
         "计划60.0%，实际60.0%，与计划持平，节点“完成招标”连续3期未完成 → 红"),
        (measure(milestones=(Milestone(date(2026, 5, 10), "完成招标"),)), JUNE, Light.YELLOW, "节点未完成",
         "计划60.0%，实际60.0%，与计划持平，节点“完成招标”应于2026年5月10日前完成而未完成 → 黄"),
        (measure(actual=D(0), plan={4: D(1), 12: D(100)}), JUNE, Light.RED, "逾期未开工",
         "计划1.0%，实际0.0%，落后1.0个百分点，应于2026年4月30日前开工，连续3期未开工 → 红"),
        (measure(actual=D(0), plan={5: D(1), 12: D(100)}), JUNE, Light.YELLOW, "未按计划开工",
         "计划1.0%，实际0.0%，落后1.0个百分点，应于2026年5月31日前开工而未开工 → 黄"),
        (measure(actual=D(0), plan={6: D(0), 12: D(100)}), JUNE, Light.GREY, "未开始",
         "计划0.0%，实际0.0%，与计划持平，计划尚未开始 → 灰"),
        (never_reported(), JUNE, Light.GREY, "未报送", "计划10.0%，尚无数据，本期未报送 → 灰"),
        (level("99"), JUNE, Light.GREEN, "", "本期不作进度比较，2026年12月31日考核时判定 → 绿"),
        (level("49"), YEARS_END, Light.RED, "逾期未完成",
         "计划100.0%，实际50.0%，落后50.0个百分点，完成时限2026年12月31日已到而未完成 → 红"),
        (service(6), JUNE, Light.GREEN, "", "计划100.0%，实际100.0%，与计划持平，服务未中断 → 绿"),
        (replace(service(19), plan={6: D(20), 12: D(40)}), JUNE, Light.YELLOW, "服务有中断",
         "计划100.0%，实际95.0%，落后5.0个百分点，低于100%为黄、低于90%为红 → 黄"),
        (service(3), JUNE, Light.RED, "服务中断较多",
         "计划100.0%，实际50.0%，落后50.0个百分点，低于100%为黄、低于90%为红 → 红"),
        (count(1200), JUNE, None, "", "仅计数，只列示，不定灯 → 不亮灯"),
        (measure(kind="money", actual=D(45)), JUNE, None, "",
         "计划60.0%，实际45.0%，落后15.0个百分点，只列示，不定灯 → 不亮灯"),
    ],
)  # fmt: skip
def test_a_verdict_is_given_with_its_note_and_its_sum(
    target: Measure, on: date, light: Light | None, note: str, arithmetic: str
) -> None:
    assert told(judge(target, on)) == (light, note, arithmetic)


def test_a_figure_that_makes_no_sense_is_said_in_so_many_words() -> None:
    for target, words in (
        (measure(quantity=None), "quantity target without a quantity"),
        (measure(baseline=D(100)), "target equals baseline"),
        (measure(plan={}, starts_on=date(2026, 8, 1), due_on=date(2026, 7, 1)), "start after end"),
        (replace(level("1"), quantity=None), "ratio target without a quantity"),
        (measure(kind="length"), "unknown kind of target: length"),
    ):
        with pytest.raises(ValueError, match=f"^{words}$"):
            judge(target, JUNE)
    with pytest.raises(ValueError, match=r"^an item without projects$"):
        judge_item([])


def test_more_than_one_and_a_half_times_the_target_looks_low() -> None:
    assert target_looks_low(D("150.5"))


# -- the plan


def test_a_straight_line_begins_at_the_baseline() -> None:
    # from 40 to 140 over twelve months: half way at the end of June
    assert planned_value(measure(plan={}, baseline=D(40), quantity=D(140)), JUNE) == 90


def test_what_has_no_figure_has_no_plan() -> None:
    assert planned_value(measure(plan={}, quantity=None), JUNE) is None


def test_a_project_of_one_day_is_planned_for_that_day() -> None:
    day = date(2026, 5, 20)
    target = measure(plan={}, starts_on=day, due_on=day)
    assert (planned_value(target, date(2026, 5, 19)), planned_value(target, day)) == (D(0), D(100))


def test_the_end_date_itself_is_the_end_of_the_plan() -> None:
    assert planned_value(measure(plan={}, due_on=date(2026, 10, 15)), date(2026, 10, 15)) == 100


def test_weights_below_one_are_weights() -> None:
    assert shares([D("0.25"), D("0.75")]) == [25, 75]


# -- nodes


def test_a_node_done_on_the_reporting_date_is_done_and_one_due_on_it_is_due() -> None:
    judged = judge(built(date(2026, 3, 20), date(2026, 5, 31)), date(2026, 5, 31))
    assert (judged.progress, judged.planned) == (D(35), D(35))


def test_a_list_of_nodes_is_done_by_days_and_never_by_figures() -> None:
    node = Milestone(date(2026, 9, 30), "主体封顶", value=D(30))
    judged = judge(replace(built(), quantity=D(100), actual=D(50), milestones=(node,)), JUNE)
    assert (judged.progress, judged.started) == (D(0), False)


@pytest.mark.parametrize(("actual", "light"), [("30", Light.GREEN), ("29", Light.YELLOW)])
def test_a_planned_figure_reached_is_its_node_done(actual: str, light: Light) -> None:
    node = Milestone(date(2026, 5, 31), "完成三成", value=D(30))
    assert judge(measure(plan={6: D(31), 12: D(100)}, milestones=(node,), actual=D(actual)), JUNE).light is light


def test_a_node_with_a_figure_is_open_while_nothing_is_known() -> None:
    node = Milestone(date(2026, 5, 31), "完成三成", value=D(30))
    judged = judge(measure(plan={6: D(5), 12: D(100)}, milestones=(node,), actual=None), JUNE)
    assert (judged.light, judged.started) == (Light.YELLOW, False)


@pytest.mark.parametrize(
    ("actual", "light"), [("50", Light.GREEN), ("55", Light.GREEN), ("55.5", Light.YELLOW), ("80", Light.RED)]
)
def test_the_node_of_a_falling_target_is_reached_from_above(actual: str, light: Light) -> None:
    # from 80 down to 30; at 55 it is half way, as planned; 80 is where it began, fifty points behind
    node = Milestone(date(2026, 5, 31), "降到55", value=D(55))
    falling = measure(comparator="<=", baseline=D(80), quantity=D(30), plan={6: D(55)}, milestones=(node,))
    assert judge(replace(falling, actual=D(actual)), JUNE).light is light


def test_a_node_done_before_any_was_due_is_a_beginning() -> None:
    judged = judge(built(date(2026, 1, 20)), date(2026, 1, 31))
    assert (judged.planned, judged.light, judged.started) == (D(0), Light.GREEN, True)


def test_a_node_done_begins_a_project_without_output_once_its_day_has_come() -> None:
    tender = Milestone(date(2026, 6, 30), "完成招标", done_on=date(2026, 6, 20))
    quiet = measure(plan={8: D(10), 12: D(100)}, actual=D(0), milestones=(tender,))
    assert judge(quiet, JUNE).started
    assert not judge(replace(quiet, milestones=(replace(tender, done_on=date(2026, 7, 1)),)), JUNE).started


def test_a_target_met_is_complete_when_its_nodes_figures_are_reached() -> None:
    half = Milestone(date(2026, 9, 30), "完成一半", value=D(50))
    assert judge(measure(actual=D(100), milestones=(half,)), JUNE).complete


def test_work_that_should_have_begun_in_february_is_red_at_the_end_of_april() -> None:
    # the first node, due in March, has been open for two periods only
    judged = judge(built(starts_on=date(2026, 2, 10), started=False), date(2026, 4, 30))
    assert (judged.light, judged.note) == (Light.RED, "逾期未开工")


def test_where_starts_are_not_recorded_the_first_node_is_the_proof() -> None:
    # the ten points of the March node are missing, but nothing shows that work did not begin in January
    assert judge(built(starts_on=date(2026, 1, 5)), date(2026, 3, 31)).light is Light.YELLOW


# -- yes or no, levels, services, counts


def test_a_list_without_nodes_is_yes_or_no() -> None:
    for actual, progress in ((0, 0), (1, 100)):
        judged = judge(measure(kind="milestones", quantity=None, plan={}, actual=D(actual)), JUNE)
        assert (judged.progress, judged.complete) == (D(progress), bool(actual))


@pytest.mark.parametrize(
    ("wanted", "actual", "in_force"),
    [("2", "1", False), ("2", "2", True), ("0", "0", False), ("0", "1", True)],
)
def test_a_policy_is_in_force_with_the_figure_it_names_or_with_one(wanted: str, actual: str, in_force: bool) -> None:
    judged = judge(policy_in_force(quantity=D(wanted), actual=D(actual)), JUNE)
    assert (judged.complete, judged.started) == (in_force, in_force)


def test_a_policy_is_due_on_its_day_and_needs_no_node_once_in_force() -> None:
    assert judge(policy_in_force(), date(2026, 7, 1)).planned == 100
    node = Milestone(date(2026, 3, 31), "印发办法", value=D(1))
    assert judge(policy_in_force(actual=D(1), milestones=(node,)), JUNE).complete
    assert not judge(policy_in_force(actual=D(0), milestones=(node,)), JUNE).complete


@pytest.mark.parametrize(
    ("comparator", "quantity", "actual", "progress"),
    [("<=", "0.5", "1", "50"), (">=", "1", "0.5", "50"), (">=", "0", "-1", "0"), ("<=", "-5", "-4", "0")],
)
def test_a_level_of_nothing_or_little_is_missed_by_its_share(
    comparator: str, quantity: str, actual: str, progress: str
) -> None:
    assert judge(level(actual, comparator, quantity), YEARS_END).progress == D(progress)


def test_a_ceiling_of_nothing_is_kept_until_the_end_of_the_year() -> None:
    none = measure(comparator="<=", quantity=D(0), plan={}, actual=D(0))
    assert (judge(none, JUNE).light, judge(none, JUNE).progress) == (Light.GREEN, None)
    assert judge(none, YEARS_END).complete
    one = judge(replace(none, actual=D(1)), YEARS_END)
    assert (one.light, one.progress) == (Light.RED, D(0))


def test_what_was_measured_once_has_begun() -> None:
    assert judge(level("49"), JUNE).started and not judge(level(None), JUNE).started
    assert judge(service(1), JUNE).started and not judge(service(0), JUNE).started
    assert judge(count(1), JUNE).started and not judge(count(None), JUNE).started


def test_a_count_is_never_met() -> None:
    judged = judge(count(1200), YEARS_END)
    assert (judged.met, judged.complete) == (False, False)


def test_a_service_is_counted_from_its_first_month_and_over_the_turn_of_the_year() -> None:
    january = judge(service(1), date(2026, 1, 31))
    assert (january.progress, january.planned) == (D(100), D(100))
    assert judge(service(7, due_on=date(2027, 6, 30)), date(2027, 2, 28)).progress == D(50)


def test_a_service_that_ended_with_a_gap_is_not_overdue() -> None:
    ended = judge(service(9, due_on=date(2026, 10, 31)), date(2026, 10, 31))
    assert (ended.light, ended.note) == (Light.YELLOW, "服务有中断")


def test_a_service_whose_own_plan_has_not_begun_is_grey() -> None:
    judged = judge(replace(service(0), plan={3: D(1), 12: D(10)}), date(2026, 1, 31))
    assert (judged.planned, judged.light) == (D(0), Light.GREY)


# -- several targets


def test_a_count_beside_a_finished_target_does_not_withhold_the_blue() -> None:
    assert project(measure(actual=D(100)), count(3), accepted=True).light is Light.BLUE


def test_a_terminated_project_has_neither_light_nor_bucket() -> None:
    ended = project(measure(actual=D(20)), terminated=True, policy=STRICT)
    assert (ended.light, ended.status, ended.terminated, ended.policy_version) == (None, None, True, "strict-2026")


def test_what_was_never_reported_has_a_plan_and_nothing_to_compare() -> None:
    silent = project(never_reported(), reported=False)
    assert (silent.progress, silent.planned, silent.deviation) == (None, D(10), None)
    assert sentence(silent) == "本期未报送。"


def test_equal_thirds_are_level() -> None:
    # a third and a third done, two thirds and nothing planned: the same, although 28 digits cannot say so
    ahead = measure(quantity=D(30), plan={6: D(0), 12: D(30)}, actual=D(10))
    behind = measure(no="2", quantity=D(30), plan={6: D(20), 12: D(30)}, actual=D(10))
    whole = project(ahead, behind)
    assert whole.deviation == 0
    assert "与计划持平" in whole.arithmetic


def test_two_targets_say_their_sum_and_which_is_the_worst() -> None:
    whole = project(measure(actual=D("50.01")), measure(no="2", actual=D("50.01")))
    each = "计划60.0%，实际50.0%，落后10.0（未舍入值不足10.0）个百分点"
    assert whole.arithmetic == f"2项指标合计{each}；最差的指标1：{each}，阈值10/30（银川2025）→ 绿"


def test_a_target_of_which_nothing_was_ever_heard_is_not_counted_into_the_sum() -> None:
    whole = project(measure(), measure(no="2", actual=None, reported=False, started=True))
    assert whole.arithmetic == (
        "1项指标计划60.0%，实际60.0%，与计划持平；最差的指标2：计划60.0%，尚无数据，本期未报送 → 灰"
    )


def test_where_one_target_alone_is_compared_and_it_is_the_worst_it_is_said_once() -> None:
    whole = project(measure(actual=D(20)), measure(no="2", actual=None, reported=False, started=True))
    assert whole.arithmetic == "指标1：计划60.0%，实际20.0%，落后40.0个百分点，阈值10/30（银川2025）→ 红"


def test_a_level_between_its_review_dates_is_not_counted_into_the_sum() -> None:
    level = measure(no="3", kind="ratio", comparator=">=", quantity=D(98), unit="%", plan={}, actual=D(99))
    whole = project(measure(actual=D(72)), measure(no="2", actual=D(72)), level)
    assert whole.arithmetic.startswith("2项指标合计计划60.0%，实际72.0%")


def test_a_project_without_a_report_says_its_last_sum() -> None:
    silent = project(measure(actual=D("50.01")), reported=False)
    assert silent.arithmetic == "计划60.0%，实际50.0%，落后10.0（未舍入值不足10.0）个百分点，本期未报送 → 灰"


def test_a_project_of_counts_says_why_it_has_no_light() -> None:
    assert project(count(3)).arithmetic == "没有参与定灯的指标 → 不亮灯"
    assert project(count(3), reported=False).arithmetic == "本期未报送 → 灰"
    assert sentence(project(count(3))) == "已报送，暂无可比进度。"


def test_a_sentence_compares_nothing_where_there_is_nothing_to_compare() -> None:
    assert sentence(replace(project(measure()), planned=None, deviation=None)) == "按序时，暂无可比进度。"


# -- items


def test_an_item_is_the_mean_of_its_projects_and_says_so() -> None:
    item = judge_item([project(measure(actual=D(30))), project(measure(actual=D(61)), policy=STRICT)])
    assert (item.progress, item.planned, item.deviation) == (D("45.5"), D(60), D("-14.5"))
    assert (item.light, item.status, item.started) == (Light.YELLOW, Status.BEHIND, True)
    assert item.arithmetic == "2个项目合计计划60.0%，实际45.5%，落后14.5个百分点，取最差灯 → 黄"
    assert item.policy_version == "default-2026"


def test_an_item_ahead_of_its_plan_is_ahead() -> None:
    item = judge_item([project(measure(actual=D(70))), project(measure(actual=D(62)))])
    assert (item.deviation, item.status, item.complete) == (D(6), Status.AHEAD, False)


def test_an_item_is_finished_with_its_last_project() -> None:
    assert judge_item([project(measure(actual=D(100)))] * 2).status is Status.FINISHED


def test_a_silent_project_leaves_its_items_mean_to_the_others_and_its_item_grey() -> None:
    item = judge_item([project(measure(actual=D(60))), project(never_reported(), reported=False)])
    assert (item.progress, item.planned, item.light, item.status) == (D(60), D(60), Light.GREY, Status.NOT_REPORTED)


def test_an_item_to_be_judged_later_has_no_mean() -> None:
    item = judge_item([project(level(None))])
    assert (item.progress, item.planned, item.deviation, item.started) == (None, None, None, False)
    assert item.arithmetic == "1个项目合计本期不作进度比较，取最差灯 → 绿"
    unlit = judge_item([project(count(None))])
    assert (unlit.light, unlit.arithmetic) == (None, "1个项目合计本期不作进度比较，取最差灯 → 不亮灯")


def test_an_item_whose_season_is_to_come_is_on_pace() -> None:
    item = judge_item([project(measure(plan={10: D(50), 12: D(100)}, actual=D(0)))])
    assert (item.light, item.status) == (Light.GREY, Status.ON_PACE)
