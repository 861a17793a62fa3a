"""Who answers on a day, held against a naive diary that is written forward day by day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.responsibility import begins_later, handed_over, in_force, parts_of, reworded

FIRST = date(2026, 1, 1)
DAYS = [(FIRST + timedelta(days=n)).isoformat() for n in range(20)]


def _diary(orders: list[tuple[int | None, str]]) -> dict[str, str | None]:
    """Who stands in the office's diary on each day: every order, as it comes in, is written into each day from its own
    on, unless a day already holds one that was to begin later."""
    written: dict[str, tuple[int, str]] = {}
    for begins, who in orders:
        start = -1 if begins is None else begins
        for place, day in enumerate(DAYS):
            if place >= start and (day not in written or written[day][0] <= start):
                written[day] = (start, who)
    return {day: written[day][1] if day in written else None for day in DAYS}


@given(st.lists(st.tuples(st.none() | st.integers(0, len(DAYS) - 1), st.sampled_from("ABCD")), max_size=7))
def test_the_diary_and_the_rule_name_the_same_unit_on_every_day(orders: list[tuple[int | None, str]]) -> None:
    answers = [{"effective_on": None if n is None else DAYS[n], "lead_unit": who} for n, who in orders]
    assert {day: in_force(answers, day).get("lead_unit") for day in DAYS} == _diary(orders)


@pytest.mark.parametrize(
    ("day", "who"),
    [("2026-01-01", "A"), ("2026-06-30", "A"), ("2026-07-01", "C"), ("2026-10-31", "C"), ("2026-11-01", "B")],
)
def test_an_order_for_an_earlier_day_that_comes_in_later_does_not_undo_the_one_for_a_later_day(
    day: str, who: str
) -> None:
    answers: list[dict[str, Any]] = [
        {"effective_on": None, "lead_unit": "A"},
        {"effective_on": "2026-11-01", "lead_unit": "B"},
        {"effective_on": "2026-07-01", "lead_unit": "C"},
    ]
    assert in_force(answers, day)["lead_unit"] == who


def test_of_two_for_one_day_the_one_recorded_later_is_in_force() -> None:
    answers = [{"effective_on": "2026-07-01", "lead_unit": who} for who in "AB"]
    assert in_force(answers, "2026-07-01")["lead_unit"] == "B"
    assert in_force(answers, "2026-06-30") == {}
    assert begins_later(answers, "2026-06-30") == ["2026-07-01"] and begins_later(answers, "2026-07-01") == []


def _answer(**more: Any) -> dict[str, Any]:
    blank: dict[str, Any] = {"lead_unit": None, "supporting_units": [], "implementing_units": []}
    return {"effective_on": None, **blank, **dict.fromkeys(("responsible", "contact_a", "contact_b")), **more}


def test_a_unit_is_replaced_in_the_parts_that_are_handed_over_and_in_no_other() -> None:
    old = _answer(lead_unit="A", supporting_units=["B", "C"], implementing_units=["A", "D"])
    assert parts_of(old, "A") == ("lead_unit", "implementing_units")
    assert parts_of(old, "B") == ("supporting_units",) and parts_of(old, "E") == ()
    new = handed_over(old, "A", "D", ("lead_unit", "implementing_units"))
    assert (new["lead_unit"], new["supporting_units"], new["implementing_units"]) == ("D", ["B", "C"], ["D"])
    led = handed_over(old, "A", "B", ("lead_unit",))
    assert (led["lead_unit"], led["supporting_units"], led["implementing_units"]) == ("B", ["C"], ["A", "D"])
    assert old["lead_unit"] == "A", "what was answered before stays as it was"


def test_posts_follow_the_name_they_are_written_with() -> None:
    old = _answer(responsible="市水务局局长", contact_a="市水务局填报人（A角）", contact_b="水利处副处长")
    new = reworded(old, "市水务局", "市水利和湖泊局")
    assert (new["responsible"], new["contact_a"]) == ("市水利和湖泊局局长", "市水利和湖泊局填报人（A角）")
    assert new["contact_b"] == "水利处副处长" and reworded(_answer(), "甲", "乙")["responsible"] is None


def test_answers_from_the_beginning_are_none_that_begin_later() -> None:
    answers: list[dict[str, Any]] = [
        {"effective_on": None},
        {"effective_on": "2026-07-01"},
        {"effective_on": "2026-03-01"},
    ]
    assert begins_later(answers, "2026-01-01") == ["2026-03-01", "2026-07-01"]
    assert begins_later(answers, "2026-03-01") == ["2026-07-01"]


def test_a_unit_hands_over_only_the_parts_it_is_asked_to() -> None:
    answer = {"lead_unit": "a", "supporting_units": ["b", "a"], "implementing_units": ["a", "c"]}
    supporting = handed_over(answer, "b", "d", ["supporting_units"])
    assert supporting == {"lead_unit": "a", "supporting_units": ["d"], "implementing_units": ["a", "c"]}
    assert handed_over(answer, "a", "d", ["implementing_units"])["lead_unit"] == "a"
    assert handed_over(answer, "b", "d", ["lead_unit"])["lead_unit"] == "a"
    assert handed_over(answer, "a", "c", ["implementing_units"])["implementing_units"] == ["c"]


def test_a_unit_is_not_the_one_whose_name_it_is_part_of() -> None:
    assert parts_of({"lead_unit": "housing-2", "supporting_units": ["housing"]}, "housing") == ("supporting_units",)


def test_of_the_others_none_is_replaced() -> None:
    answer = {"lead_unit": "a", "supporting_units": ["b", "c"], "implementing_units": []}
    assert handed_over(answer, "b", "d", ["supporting_units"])["supporting_units"] == ["d", "c"]
