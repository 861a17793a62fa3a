"""What a department files for a month: what it is prefilled with, what it says by itself, and what keeps it back."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from projects.filing import Filing, completed, correction_faults, faults, prefilled, said, value_faults
from projects.policy import Period, PolicySet
from projects.project import Project
from tracker.refusal import Refused

JANUARY_AND_FEBRUARY = Period("2026-02", (1, 2))
APRIL, MAY = Period("2026-04", (4,)), Period("2026-05", (5,))
POLICY = PolicySet()
PLAN = {month: Decimal(25 * month) for month in range(1, 13)}
"""300 in the year: 100 by the end of April, 125 by the end of May."""
WORDS = "电梯安装按计划推进。"

WHAT = "累计完成数"
"""The name of a figure that is the only one."""


def project(*, accepted: dict[str, str] | None = None, **target: Any) -> Project:
    """Lifts, 300 in the year; in April `accepted` was accepted, 100 where nothing is said."""
    made = Project.register(UUID(int=3), "testcity", 2026, "12", "既有住宅加装电梯300部")
    made.assign(lead_unit="housing")
    made.set_target("1", **{"text": "加装电梯", "kind": "quantity", "comparator": ">=", "quantity": "300", "unit": "部",
                            **target})  # fmt: skip
    made.fix_plan("1", PLAN)
    made.accept_progress("2026-04", {"1": "100"} if accepted is None else accepted, {}, "green")
    return made


def with_nodes() -> Project:
    """The same with two nodes on its target, of which the first was done in April."""
    made = project()
    nodes = [{"due": "2026-03-31", "text": "完成招标"}, {"due": "2026-11-30", "text": "完成验收"}]
    made.plan_milestones("1", nodes)
    made.accept_progress("2026-04", {"1": "100"}, {"1:0": "2026-03-20"}, "green")
    return made


def filing(value: str | None = "125", **said: Any) -> Filing:
    return Filing(values={} if value is None else {"1": value}, **{"text": WORDS, **said})


def told(found: list[Refused]) -> list[tuple[str, str | None, dict[str, object]]]:
    return [(no.code, no.field, no.facts) for no in found]


def codes(found: list[Refused]) -> list[str]:
    return [no.code for no in found]


# -- what it begins with


def test_a_new_month_begins_with_the_figures_accepted_last() -> None:
    assert prefilled(project(), MAY) == Filing(values={"1": "100"})
    assert prefilled(project(), APRIL).values == {}, "its own month is none before it"


@pytest.mark.parametrize("kind", ["quantity", "ratio", "money", "count", "service", "yes_no"])
def test_what_is_counted_or_in_force_is_carried_on(kind: str) -> None:
    assert prefilled(project(kind=kind, quantity="300"), MAY).values == {"1": "100"}


def test_nodes_are_ticked_and_no_figure_is_carried_on_for_them() -> None:
    assert prefilled(project(kind="milestones", quantity=None), MAY).values == {}


def test_a_filing_comes_back_from_the_ledger_as_it_went_in() -> None:
    whole = filing(problems="材料慢。", confirmed=["1"], evidence=[{"sha256": "ab"}])
    assert Filing.from_dict({**whole.as_dict(), "forgotten": 1}) == whole


# -- what it says by itself


def test_figures_that_moved_make_one_sentence() -> None:
    assert said(project(), filing("125.50"), MAY) == "截至5月31日，累计125.5部，较上期增加25.5部。"
    assert said(project(accepted={}), filing("125"), MAY) == "截至5月31日，累计125部。"
    assert said(project(unit=None), filing("125"), MAY) == "截至5月31日，累计125，较上期增加25。"


def test_a_figure_that_fell_is_said_without_a_step() -> None:
    assert said(project(), filing("90"), MAY) == "截至5月31日，累计90部。"


def test_what_did_not_move_or_was_not_given_is_not_said() -> None:
    assert said(project(), filing("100.0"), MAY) == ""
    assert said(project(), filing(None), MAY) == ""
    assert said(project(), filing("很多"), MAY) == ""
    assert said(project(), replace(filing("125"), unchanged=True), MAY) == ""
    assert said(project(kind="yes_no", quantity=None, comparator="complete"), filing("1"), MAY) == ""


def test_of_several_targets_each_is_named() -> None:
    made = project()
    made.set_target("2", text="惠及居民", kind="count", comparator=">=", quantity=None, unit="户")
    first = made.targets["1"]["text"]
    both = Filing(values={"1": "125", "2": "900"})
    assert said(made, both, MAY) == f"截至5月31日，“{first}”累计125部，较上期增加25部；“惠及居民”累计900户。"
    assert said(made, Filing(values={"2": "900"}), MAY) == "截至5月31日，“惠及居民”累计900户。"


def test_figures_of_five_digits_are_said_with_their_thousands_parted() -> None:
    assert said(project(), filing("1012500.5"), MAY) == "截至5月31日，累计1,012,500.5部，较上期增加1,012,400.5部。"


def test_a_node_is_said_when_it_is_new() -> None:
    done = {"1:0": "2026-03-20", "1:1": "2026-05-20"}
    assert said(with_nodes(), filing("100", milestones_done=done), MAY) == "截至5月31日，完成“完成验收”。"
    again = said(with_nodes(), filing("100", milestones_done={"1:0": "2026-03-20"}), APRIL)
    assert again == "截至4月30日，累计100部；完成“完成招标”。", "April's own nodes are new in April"


def test_who_writes_no_words_gets_the_sentence_of_the_figures() -> None:
    assert completed(project(), filing(text="  "), MAY, POLICY).text == "截至5月31日，累计125部，较上期增加25部。"
    assert completed(project(), filing(text=f" {WORDS}"), MAY, POLICY).text == WORDS


def test_a_completion_is_claimed_in_the_month_it_is_reached_and_not_again() -> None:
    assert completed(project(), filing("300"), MAY, POLICY).claims_completion
    assert not completed(project(), filing("299"), MAY, POLICY).claims_completion
    assert not completed(project(accepted={"1": "300"}), filing("301"), MAY, POLICY).claims_completion
    assert not completed(project(), filing("299", claims_completion=True), MAY, POLICY).claims_completion


def test_a_completion_in_the_years_first_period_is_new() -> None:
    made = Project.register(UUID(int=3), "testcity", 2026, "12", "既有住宅加装电梯300部")
    made.set_target("1", text="加装电梯", kind="quantity", comparator=">=", quantity="300", unit="部")
    assert completed(made, filing("300"), JANUARY_AND_FEBRUARY, POLICY).claims_completion


def test_a_month_that_is_filed_again_is_measured_against_the_months_before_it() -> None:
    made = project()
    made.accept_progress("2026-05", {"1": "300"}, {}, "green")
    assert completed(made, filing("300"), MAY, POLICY).claims_completion
    quiet = filing("100", unchanged=True, unchanged_reason="停工避汛。", problems="汛期。")
    assert faults(made, quiet, MAY, POLICY) == []
    assert value_faults(made, filing("110"), MAY) == []


# -- what keeps it back: the figures


def test_a_month_as_planned_with_its_words_is_submitted() -> None:
    assert faults(project(), filing(), MAY, POLICY) == []


@pytest.mark.parametrize(
    ("value", "code", "found"),
    [
        (None, "report.value_missing", ""),
        (" ", "report.value_missing", " "),
        ("很多", "report.value_unreadable", "很多"),
        ("1,2", "report.value_unreadable", "1,2"),
    ],
)
def test_each_counted_target_has_a_figure_that_can_be_read(value: str | None, code: str, found: str) -> None:
    assert told(faults(project(), filing(value), MAY, POLICY)) == [(code, "values.1", {"what": WHAT, "found": found})]


def test_no_figure_is_below_nought() -> None:
    assert told(value_faults(project(), filing("-1"), MAY)) == [("report.value_negative", "values.1", {"what": WHAT})]
    assert value_faults(project(accepted={}), filing("0"), MAY) == []


@pytest.mark.parametrize("kind", ["quantity", "money", "service"])
def test_a_sum_does_not_fall_but_by_a_correction(kind: str) -> None:
    fell = [("report.value_fell", "values.1", {"what": WHAT, "last": "100"})]
    assert told(value_faults(project(kind=kind), filing("99.9"), MAY)) == fell
    assert value_faults(project(kind=kind), filing("100"), MAY) == []
    assert value_faults(project(kind=kind), filing("99.9", correction=True), MAY) == []


@pytest.mark.parametrize(
    "target",
    [
        {"kind": "ratio"},
        {"kind": "count"},
        {"baseline": "400", "comparator": "<="},
    ],
)
def test_a_level_a_count_and_a_target_below_its_baseline_may_fall(target: dict[str, Any]) -> None:
    assert value_faults(project(**target), filing("90"), MAY) == []


@pytest.mark.parametrize("baseline", [None, "200", "300"])
def test_a_target_not_below_its_baseline_is_a_sum(baseline: str | None) -> None:
    made = project(kind="service", baseline=baseline)
    assert codes(value_faults(made, filing("90"), MAY)) == ["report.value_fell"]
    assert codes(value_faults(project(kind="service", quantity=None), filing("90"), MAY)) == ["report.value_fell"]


def test_a_policy_and_a_list_of_nodes_need_no_figure() -> None:
    for kind in ("yes_no", "milestones"):
        assert value_faults(project(kind=kind, quantity=None, comparator="complete"), filing(None), MAY) == []


def test_of_several_targets_each_fault_names_its_own() -> None:
    made = project()
    made.set_target("2", text="惠及居民", kind="count", comparator=">=", quantity=None, unit="户")
    lifts, people = {"what": "“加装电梯”"}, {"what": "“惠及居民”"}
    assert told(value_faults(made, Filing(values={"1": "90", "2": " "}), MAY)) == [
        ("report.value_fell", "values.1", {**lifts, "last": "100"}),
        ("report.value_missing", "values.2", {**people, "found": " "}),
    ]
    assert told(value_faults(made, Filing(values={"1": "100", "2": "-1"}), MAY)) == [
        ("report.value_negative", "values.2", people),
    ]  # fmt: skip
    over = Filing(values={"1": "188", "2": "9"}, text=WORDS)
    assert told(faults(made, over, MAY, POLICY)) == [
        ("report.confirm_over_plan", "confirmed.1", {**lifts, "percent": 50}),
    ]  # fmt: skip


# -- what keeps it back: the words, the days, the colour


def test_a_month_says_something() -> None:
    assert told(faults(project(), filing(text=" "), MAY, POLICY)) == [("report.text_missing", "text", {})]


def test_a_correction_says_why() -> None:
    silent = filing("90", correction=True, correction_reason=" ", problems="重复计数。")
    assert told(faults(project(), silent, MAY, POLICY)) == [("report.reason_missing", "correction_reason", {})]
    assert faults(project(), replace(silent, correction_reason="重复计数。"), MAY, POLICY) == []


def test_no_node_was_done_after_the_month() -> None:
    late = filing(milestones_done={"1:1": "2026-06-01"})
    told_late = ("report.day_after_period", "done.1:1", {"day": "2026-06-01", "last": "2026-05-31"})
    assert told(faults(with_nodes(), late, MAY, POLICY)) == [told_late]
    assert faults(with_nodes(), filing(milestones_done={"1:1": "2026-05-31"}), MAY, POLICY) == []


def test_who_is_behind_says_what_the_trouble_is() -> None:
    # 94 of 300 is 31.3 %, 125 is 41.7 %: 10.3 points behind, yellow; 34 is 11.3 %, 30.3 points behind, red
    for value in ("94", "34"):
        (no,) = faults(project(accepted={}), filing(value), MAY, POLICY)
        assert (no.code, no.field) == ("report.problems_missing", "problems")
        assert "落后" in str(no.facts["arithmetic"])
        assert faults(project(accepted={}), filing(value, problems="材料供应慢。"), MAY, POLICY) == []
    assert codes(faults(project(accepted={}), filing("94", problems=" "), MAY, POLICY)) == ["report.problems_missing"]


def test_far_more_than_planned_is_confirmed() -> None:
    # planned are 125: half as much again is 187.5
    over = [("report.confirm_over_plan", "confirmed.1", {"what": WHAT, "percent": 50})]
    assert faults(project(), filing("187.5"), MAY, POLICY) == []
    assert told(faults(project(), filing("188"), MAY, POLICY)) == over
    assert faults(project(), filing("188", confirmed=["1"]), MAY, POLICY) == []
    own = PolicySet(confirm_over_plan=20)
    assert faults(project(), filing("150"), MAY, own) == []
    assert codes(faults(project(), filing("151"), MAY, own)) == ["report.confirm_over_plan"]


def test_less_than_one_is_asked_about_by_the_same_rule() -> None:
    made = project(accepted={}, quantity="1", unit="公里")
    made.fix_plan("1", {5: Decimal("0.5"), 12: Decimal(1)})
    assert faults(made, filing("0.75"), MAY, POLICY) == []
    assert codes(faults(made, filing("0.76"), MAY, POLICY)) == ["report.confirm_over_plan"]


def test_the_figure_before_is_told_in_plain_digits() -> None:
    (no,) = value_faults(project(accepted={"1": "1E+2"}), filing("90"), MAY)
    assert no.facts["last"] == "100"


@pytest.mark.parametrize("target", [{"kind": "count"}, {"kind": "ratio"}, {"kind": "service"}])
def test_only_sums_against_a_plan_are_asked_about(target: dict[str, Any]) -> None:
    assert faults(project(**target), filing("290", problems="无"), MAY, POLICY) == []


def test_money_is_asked_about_and_a_month_without_plan_is_not() -> None:
    assert codes(faults(project(kind="money"), filing("188"), MAY, POLICY)) == ["report.confirm_over_plan"]
    made = project()
    made.fix_plan("1", {5: Decimal(0), 12: Decimal(300)})
    assert faults(made, filing("188"), MAY, POLICY) == []


def test_a_completion_has_its_evidence() -> None:
    done = filing("300", claims_completion=True, confirmed=["1"])
    assert told(faults(project(), done, MAY, POLICY)) == [("report.evidence_missing", "evidence", {})]
    assert faults(project(), replace(done, evidence=[{"sha256": "ab"}]), MAY, POLICY) == []


def test_all_that_is_wrong_with_figures_words_and_days_is_said_at_once() -> None:
    wrong = filing("-1", text="", milestones_done={"1:1": "2026-06-01"}, claims_completion=True)
    assert codes(faults(with_nodes(), wrong, MAY, POLICY)) == [
        "report.value_negative", "report.text_missing", "report.day_after_period",
    ]  # fmt: skip


# -- a month without change


def test_a_month_without_change_says_why_and_moves_nothing() -> None:
    quiet = filing("100.0", unchanged=True, unchanged_reason="停工避汛。", text="", problems="汛期。")
    assert faults(project(), quiet, MAY, POLICY) == []
    assert told(faults(project(), replace(quiet, unchanged_reason=" "), MAY, POLICY)) == [
        ("report.unchanged_reason", "unchanged_reason", {}),
    ]  # fmt: skip
    assert told(faults(project(), replace(quiet, values={"1": "101"}), MAY, POLICY)) == [
        ("report.unchanged_but_moved", "values.1", {"what": WHAT}),
    ]  # fmt: skip
    several = project()
    several.set_target("2", text="惠及居民", kind="count", comparator=">=", quantity=None, unit="户")
    assert told(faults(several, replace(quiet, values={"1": "100", "2": "9"}), MAY, POLICY)) == [
        ("report.unchanged_but_moved", "values.2", {"what": "“惠及居民”"}),
    ]  # fmt: skip


# -- a correction of what was accepted


def test_a_correction_may_lower_a_figure_and_may_not_lose_it() -> None:
    made, old = project(), filing("100").as_dict()
    assert correction_faults(made, old, filing("90"), MAY) == []
    assert codes(correction_faults(made, old, filing(None), MAY)) == ["report.value_missing"]
    assert codes(correction_faults(made, old, filing("-90"), MAY)) == ["report.value_negative"]


def test_a_correction_may_leave_open_what_was_never_given() -> None:
    made, old = project(), filing(None).as_dict()
    assert correction_faults(made, old, filing(None), MAY) == []
    assert codes(correction_faults(made, old, filing("很多"), MAY)) == ["report.value_unreadable"]


def test_a_refusal_calls_each_of_several_targets_by_its_words() -> None:
    made = project()
    made.set_target("2", text="惠及居民", kind="quantity", comparator=">=", quantity="900", unit="户")
    found = value_faults(made, Filing(values={"1": "140", "2": "-1"}), MAY)
    assert told(found) == [("report.value_negative", "values.2", {"what": "“惠及居民”"})]
