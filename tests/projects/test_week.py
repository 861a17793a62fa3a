"""An ISO week: its address, its days, its words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.week import Week

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def test_a_week_by_its_address() -> None:
    week = Week.parse("2026-W41")
    assert week is not None
    assert (week.monday, week.friday, week.sunday) == (date(2026, 10, 5), date(2026, 10, 9), date(2026, 10, 11))
    assert week.label == "第41周（10月5日—11日）"
    assert week.previous.label == "第40周（9月28日—10月4日）"


def test_the_first_days_of_january_may_be_of_the_year_before() -> None:
    assert Week.of(date(2027, 1, 3)).key == "2026-W53"
    assert Week.of(date(2024, 12, 30)).key == "2025-W01"


NONE = ("", "2026-41", "2026-W54", "2026-W00", "2025-W53", "2026-W4", "x2026-W41", "0000-W01")
FAR = ("0001-W01", "1999-W52", "2101-W01", "9999-W01", "9999-W52")


@pytest.mark.parametrize("key", [*NONE, *FAR])
def test_what_no_year_has_is_no_week(key: str) -> None:
    assert Week.parse(key) is None


def test_the_first_and_the_last_year_of_the_calendar_have_their_weeks() -> None:
    found = [Week.parse(key) for key in ("2000-W01", "2100-W52")]
    assert found == [Week(date(2000, 1, 3)), Week(date(2100, 12, 27))]


@given(DAYS)
def test_every_day_lies_in_one_week_which_its_address_gives_back(day: date) -> None:
    week = Week.of(day)
    assert week.monday <= day <= week.sunday
    assert week.key == f"{day:%G-W%V}"
    assert Week.parse(week.key) == week
    assert week.next.monday == week.sunday + timedelta(days=1)
    assert week.next.previous == week


@given(DAYS)
def test_the_following_week_is_the_first_that_begins_then(day: date) -> None:
    found = Week.following(day)
    assert 0 <= (found.monday - day).days < 7
    assert found.monday.strftime("%u") == "1"


def test_the_weeks_until_a_day() -> None:
    first = Week.of(date(2026, 12, 14))
    assert [week.key for week in first.until(date(2026, 12, 28))] == ["2026-W51", "2026-W52", "2026-W53"]
    assert list(first.until(date(2026, 12, 13))) == []
