"""Months in a row. The examples are counted by hand; the properties hold for any course of lights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.streak import Month, recovered, running, running_greys, running_yellows, told

LETTERS = {"G": "green", "Y": "yellow", "R": "red", "_": "grey", "B": "blue", ".": None}


def months(lights: str) -> list[Month]:
    return [Month(f"2026-{at:02d}", f"{at}月", LETTERS[letter]) for at, letter in enumerate(lights, start=1)]


@pytest.mark.parametrize(
    ("lights", "said"),
    [
        ("", []),
        ("GGG", []),
        ("GGR", ["连续红灯1个月（3月）"]),
        ("R_R", ["连续红灯2个月（1月、3月）"]),
        ("RGR", ["连续红灯1个月（3月）"]),
        ("GYY", ["连续黄灯2次（2月、3月）"]),
        (
            "Y__",
            [
                "连续黄灯2次（1月、2月、3月，其中连续两个月未报送按一次黄灯计）",
                "连续未报送2个月（2月、3月，督办时按黄灯1次计）",
            ],
        ),
        ("G_", ["连续未报送1个月（2月）"]),
        ("R_", ["连续红灯1个月（1月）", "连续未报送1个月（2月）"]),
        ("____", ["连续未报送4个月（1月、2月、3月、4月，督办时按黄灯2次计）"]),
        ("GRYG", ["2月红灯、3月黄灯，4月已追回；原来的灯保留在案"]),
        ("G_G", []),
        ("Y_B", ["1月黄灯、2月未报送，3月已追回；原来的灯保留在案"]),
    ],
)
def test_what_lasts_is_said_with_its_months(lights: str, said: list[str]) -> None:
    assert told(months(lights)) == said


@given(
    st.text(alphabet="GYR_B", max_size=12), st.text(alphabet="GB", min_size=1, max_size=1), st.text("YR_", max_size=6)
)
def test_nothing_before_a_light_in_time_counts(before: str, ends: str, after: str) -> None:
    alone, behind = months(after), months(before + ends + after)[len(before) + 1 :]
    for count in (lambda all: running(all, "red"), running_yellows, running_greys):
        assert len(count(months(before + ends + after))) == len(count(alone))
    assert {month.key for month in running_greys(months(before + ends + after))} <= {month.key for month in behind}


@given(st.text(alphabet="GYR_B.", max_size=14))
def test_a_month_is_never_late_in_the_last_and_made_up_in_it(lights: str) -> None:
    found = months(lights)
    assert not (recovered(found) and (running_yellows(found) or running(found, "red") or running_greys(found)))


@given(st.integers(0, 9))
def test_two_greys_in_a_row_are_one_yellow(greys: int) -> None:
    assert len(running_yellows(months("G" + "_" * greys))) == greys // 2
    assert len(running_yellows(months("Y" + "_" * greys))) == 1 + greys // 2
