from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.series import (
    FELL,
    NOT_THE_QUOTIENT,
    OTHER_STAGE,
    OTHERWISE,
    OTHERWISE_PERCENT,
    PAST_TARGET,
    remarks,
)


def value(as_of: str | None, amount: float | None, percent: float | None = None, **more: Any) -> dict[str, Any]:
    return {"as_of": as_of, "value": amount, "published_percent": percent, "unit": "家", "stage": None, **more}


def target(quantity: float | None = 50, **more: Any) -> dict[str, Any]:
    return {"quantity": quantity, "unit": "家", "comparator": "=", "kind": "quantity", "stage": None, **more}


def kinds(values: list[dict[str, Any]], of: dict[str, Any] | None = None) -> list[list[str]]:
    return [[each.kind for each in said] for said in remarks(values, of or target())]


def test_a_lower_figure_of_a_later_day_has_fallen_by_their_difference() -> None:
    """余杭 2021: 15 growth stations in October, 14 in December."""
    said = remarks([value("2021-10-31", 15), value("2021-12-31", 14)], target(11))
    assert said[0] == () and [(each.kind, each.amount) for each in said[1]] == [(FELL, Decimal(1))]


def test_words_between_two_figures_do_not_hide_a_fall() -> None:
    assert kinds([value("2021-03-31", 5), value("2021-06-30", None), value("2021-09-30", 4)]) == [[], [], [FELL]]


def test_figures_of_other_stages_or_units_are_not_compared() -> None:
    started = value("2022-03-31", 36, stage="开工")
    assert kinds([started, value("2022-06-30", 20)]) == [[OTHER_STAGE], []]
    assert kinds([value("2022-03-31", 36), value("2022-06-30", 20, unit="场")]) == [[], []]


def test_a_value_of_the_targets_own_stage_needs_no_remark() -> None:
    assert kinds([value("2022-03-31", 36, stage="投用")], target(stage="投用")) == [[]]


def test_a_count_that_goes_on_past_its_target_is_said_to() -> None:
    """余杭 2022: 8, 33, 50, 177 of 50; reaching it is no news, going on is."""
    days = ["2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31"]
    series = [value(day, amount) for day, amount in zip(days, (8, 33, 50, 177), strict=True)]
    assert kinds(series) == [[], [], [], [PAST_TARGET]]


def test_two_figures_of_one_day_name_each_other() -> None:
    said = remarks([value("2023-12-31", 64), value("2023-12-31", 88)], target(80))
    assert [[(each.kind, each.amount) for each in one] for one in said] == [
        [(OTHERWISE, Decimal(88))],
        [(OTHERWISE, Decimal(64))],
    ]


def test_two_percents_of_one_figure_name_each_other_and_the_same_twice_says_nothing() -> None:
    assert kinds([value("2024-12-31", None, 111.86), value("2024-12-31", None, 111.5)]) == [
        [OTHERWISE_PERCENT],
        [OTHERWISE_PERCENT],
    ]
    assert kinds([value("2024-12-31", 7, 14), value("2024-12-31", 7, 14)]) == [[], []]


@pytest.mark.parametrize(
    ("amount", "goal", "percent", "said"),
    [
        (16010, 16010, 101.91, True),  # everybody of the target, and more than all
        (34, 100, 70.25, True),  # an engineering percent beside a count
        (36400, 53000, 67.5, True),
        (32, 30, 106, False),  # cut, not rounded
        (8718, 8000, 108.97, False),
        (6818, 7230, 100, True),
        (161, 100, 161, False),
    ],
)
def test_a_percent_that_is_not_figure_over_target_is_pointed_at(
    amount: float, goal: float, percent: float, said: bool
) -> None:
    assert kinds([value("2023-12-31", amount, percent)], target(goal)) == [[NOT_THE_QUOTIENT] if said else []]


@pytest.mark.parametrize(
    "of",
    [
        target(4.3, comparator="<=", kind="ratio", unit="家"),
        target(None),
        target(0),
        target(50, unit="万元"),
        target(4, kind="ratio"),
    ],
)
def test_nothing_is_held_against_a_target_that_is_no_count_upwards(of: dict[str, Any]) -> None:
    assert kinds([value("2022-03-31", 60, 12), value("2022-06-30", 61, 12)], of) == [[], []]


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=11), st.data())
def test_a_fall_is_said_exactly_where_a_figure_is_below_the_one_before(figures: list[int], data: st.DataObject) -> None:
    series = [value(f"2022-{month:02d}-28", figure) for month, figure in enumerate(figures, start=1)]
    said = remarks(series, target(None))
    for place, one in enumerate(said):
        fell = place > 0 and figures[place] < figures[place - 1]
        assert [(each.kind, each.amount) for each in one] == (
            [(FELL, Decimal(figures[place - 1] - figures[place]))] if fell else []
        )
