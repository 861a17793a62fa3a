"""The forecast at the pace of the last three months: worked by hand, and against month after month added up."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import forecast
from projects.forecast import Forecast
from tests.projects.measures import D, built, level, measure, policy_in_force

LIFTS = {2: D(40), 3: D(60), 4: D(90), 5: D(120), 6: D(180), 7: D(200), 8: D(230), 9: D(246)}


def of(values: dict[int, Decimal], month: int = 9, **changes: Any) -> Forecast:
    return forecast.of(measure(**({"quantity": D(300), "unit": "部"} | changes)), values, month)


def test_the_pace_and_its_formula() -> None:
    found = of(LIFTS)
    assert found.words == "按近3个月的速度，到12月31日预计累计312部，能够达到目标300部，约12月达到"
    assert found.formula == "近3个月（6月底至9月底）共增加66部，平均每月66÷3＝22部；246＋66÷3×3＝312部"
    assert (found.value, found.until, found.reached, found.month) == (D(312), date(2026, 12, 31), True, 12)


def test_a_pace_that_is_too_slow_says_by_when_it_would_do() -> None:
    found = of({6: D(100), 9: D(130)})
    assert found.words == "按近3个月的速度，到12月31日预计累计160部，达不到目标300部，约2028年2月达到"
    assert not found.reached and found.month == 9 + 17, "170 wanting, 10 a month"


def test_a_day_within_a_month_counts_by_its_days() -> None:
    found = of({6: D(121), 9: D(200)}, due_on=date(2026, 11, 15))
    assert found.formula.endswith("200＋79÷3×（1＋15÷30）＝239.5部")
    assert found.value == D("239.5")
    assert of({6: D(121), 9: D(200)}, due_on=date(2026, 10, 10)).formula.endswith("200＋79÷3×10÷31≈208.49部")


def test_an_end_in_a_later_year_is_said_with_its_year() -> None:
    """Six months left at ten a month."""
    found = of({6: D(100), 9: D(130)}, due_on=date(2027, 3, 31))
    assert found.words == "按近3个月的速度，到2027年3月31日预计累计190部，达不到目标300部，约2028年2月达到"
    assert found.formula.endswith("130＋30÷3×6＝190部") and found.until == date(2027, 3, 31)


def test_figures_of_more_than_two_decimals_are_rounded_half_up_and_say_so() -> None:
    found = of({6: D(90), 9: D("100.005")}, unit=None)
    assert found.formula == (
        "近3个月（6月底至9月底）共增加约10.01，平均每月约10.01÷3≈3.34；约100.01＋约10.01÷3×3＝110.01"
    )
    assert found.words == "按近3个月的速度，到12月31日预计累计110.01，达不到目标300，约2031年9月达到"
    assert found.month == 9 + 60, "199.995 wanting at 3.335 a month are 59.97 months"


def test_nothing_added_stays_where_it_is() -> None:
    found = of({6: D(246), 9: D(246)})
    assert found.words == "按近3个月的速度，到12月31日预计累计246部，达不到目标300部，停在现在的数字上"
    assert found.month is None and not found.reached


def test_a_falling_target_falls_at_its_pace() -> None:
    found = of({6: D(80), 9: D(65)}, baseline=D(100), quantity=D(40), unit="起", comparator="<=")
    assert found.formula == "近3个月（6月底至9月底）共减少15起，平均每月15÷3＝5起；65－15÷3×3＝50起"
    assert not found.reached and found.month == 14, "25 more at 5 a month"
    assert of({6: D(80), 9: D(55)}, baseline=D(100), quantity=D(40), comparator="<=").reached


def test_more_than_is_not_met_by_the_figure_itself() -> None:
    exactly = {6: D(150), 9: D(225)}
    assert of(exactly).reached and not of(exactly, comparator=">").reached
    assert of(exactly, comparator=">").month == 13 and of(exactly).month == 12


def test_a_year_begins_at_its_baseline() -> None:
    assert of({2: D(40), 3: D(60)}, 3).formula.startswith("近3个月（年初至3月底）共增加60部")
    assert of({2: D(40), 4: D(90)}, 4).formula.startswith("近4个月（年初至4月底）共增加90部"), "January has no figure"


@pytest.mark.parametrize(
    ("values", "month", "changes", "why"),
    [
        ({1: D(10), 2: D(40)}, 2, {}, "不足3个月，不作预测"),
        ({6: D(10), 7: D(40)}, 9, {}, "本期没有报送的数字，不作预测"),
        ({3: D(40), 9: D(90)}, 9, {}, "近3个月缺报，从3月底起没有数字，不作预测"),
        ({6: D(90), 9: D(80)}, 9, {}, "累计数比6月底少（更正过或退回去了），不作预测"),
        (
            {6: D(60), 9: D(70)},
            9,
            {"baseline": D(100), "quantity": D(40)},
            "累计数比6月底多（更正过或退回去了），不作预测",
        ),
        ({6: D(200), 9: D(300)}, 9, {}, "已达到目标，不再预测"),
        ({6: D(200), 9: D(250)}, 9, {"due_on": date(2026, 9, 30)}, "完成时限已到，不再预测"),
    ],
)
def test_where_it_says_nothing_it_says_why(
    values: dict[int, Decimal], month: int, changes: dict[str, Any], why: str
) -> None:
    assert of(values, month, **changes) == Forecast(why)


@pytest.mark.parametrize(
    "target", [built(), policy_in_force(), level("97"), measure(kind="service", quantity=None, plan={})]
)
def test_what_is_no_quantity_has_no_forecast(target: Any) -> None:
    assert forecast.of(target, LIFTS, 9) == Forecast("不是按数量累计的指标，不作预测")


@given(st.lists(st.integers(0, 50), min_size=12, max_size=12), st.integers(3, 11), st.integers(1, 900))
def test_it_is_what_adding_the_mean_month_after_month_comes_to(added: list[int], month: int, wanted: int) -> None:
    """Three times everything, so that the mean of three months is whole."""
    values = {at: D(3 * sum(added[:at])) for at in range(1, 13)}
    found = of(values, month, quantity=D(3 * wanted))
    reached, mean = 3 * sum(added[:month]), sum(added[month - 3 : month])
    if reached >= 3 * wanted:
        assert found.value is None
        return
    count = reached
    for _ in range(month, 12):
        count += mean
    assert found.value == count and found.reached == (count >= 3 * wanted)
    if found.month is not None:
        assert reached + mean * (found.month - month) >= 3 * wanted > reached + mean * (found.month - month - 1)
        assert found.reached == (found.month <= 12)


@given(st.dictionaries(st.integers(1, 12), st.integers(-5, 400), max_size=12), st.integers(1, 12), st.integers(1, 400))
def test_there_is_a_forecast_with_its_formula_or_a_reason(known: dict[int, int], month: int, wanted: int) -> None:
    found = of({at: D(value) for at, value in known.items()}, month, quantity=D(wanted))
    assert found.words and (found.value is None) == (not found.formula)
    assert found.value is None or month in known
    assert found.value is not None or found.words.endswith("预测")
