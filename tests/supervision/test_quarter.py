"""A quarter of a programme's year."""

from datetime import date

import pytest

from projects.policy import PolicySet
from supervision.quarter import Quarter


@pytest.mark.parametrize(
    ("key", "label", "ends_on", "periods"),
    [
        ("2026-Q1", "一季度", date(2026, 3, 31), ["2026-02", "2026-03"]),
        ("2026-Q2", "二季度", date(2026, 6, 30), ["2026-04", "2026-05", "2026-06"]),
        ("2026-Q3", "三季度", date(2026, 9, 30), ["2026-07", "2026-08", "2026-09"]),
        ("2026-Q4", "四季度", date(2026, 12, 31), ["2026-10", "2026-11", "2026-12"]),
    ],
)
def test_a_quarter_knows_its_end_and_its_reporting_periods(
    key: str, label: str, ends_on: date, periods: list[str]
) -> None:
    quarter = Quarter.of(key)
    assert quarter is not None
    assert (quarter.key, quarter.label, quarter.ends_on) == (key, label, ends_on)
    assert [each.key for each in quarter.periods(PolicySet())] == periods


def test_months_merged_over_a_quarters_end_belong_to_the_quarter_they_end_in() -> None:
    policy = PolicySet(merged=((3, 4),))
    assert [each.key for each in Quarter(2026, 1).periods(policy)] == ["2026-01", "2026-02"]
    assert [each.key for each in Quarter(2026, 2).periods(policy)] == ["2026-04", "2026-05", "2026-06"]


@pytest.mark.parametrize(
    "key", ["", "2026", "2026-Q0", "2026-Q5", "2026-Q11", "26-Q1", "2026-03", "20a6-Q1", "²026-Q1"]
)
def test_what_is_no_quarter_is_none(key: str) -> None:
    assert Quarter.of(key) is None


def test_the_first_quarter_has_none_before_it() -> None:
    assert Quarter(2026, 1).before is None
    assert Quarter(2026, 3).before == Quarter(2026, 2)
