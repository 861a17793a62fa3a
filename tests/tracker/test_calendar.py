"""What is announced of a year's working days, and what is refused."""

from datetime import date
from typing import Any
from uuid import UUID

from tests.aggregates import newest, refusal
from tracker.calendar import Calendar
from tracker.working_days import Day

NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
MOVED: list[dict[str, Any]] = [{"jurisdiction": "testcity", "old": "2027-10-05", "new": "2027-10-08"}]
FRIDAY, SATURDAY = date(2027, 10, 8), date(2027, 10, 9)


def opened() -> Calendar:
    return Calendar(year=2027)


def test_a_notice_is_kept_with_its_days_and_the_deadlines_it_moved() -> None:
    calendar = opened()
    days = [Day(SATURDAY, "makeup", "国庆节", NOTICE), Day(date(2027, 10, 1), "holiday", "国庆节", NOTICE)]
    calendar.announce(NOTICE, iter(days), whole=True, moved=MOVED)
    event = newest(calendar, year=2027)
    assert (event.source, event.whole, event.moved, calendar.source) == (NOTICE, True, MOVED, NOTICE)
    assert event.days == [
        {"date": "2027-10-09", "kind": "makeup", "name": "国庆节"},
        {"date": "2027-10-01", "kind": "holiday", "name": "国庆节"},
    ]


def test_a_notice_has_a_document_and_days() -> None:
    day = Day(SATURDAY, "makeup", "国庆节", NOTICE)
    assert refusal(opened().announce, " ", [day], whole=False, moved=[]) == ("calendar.source", "source", {})
    assert refusal(opened().announce, NOTICE, [], whole=False, moved=[]) == ("calendar.no_days", "text", {})


def test_a_day_set_by_hand_is_kept_with_its_document() -> None:
    calendar = opened()
    calendar.set_day(Day(FRIDAY, "holiday", "防汛值守", "市政府办公室通知"), MOVED)
    event = newest(calendar, year=2027)
    assert (event.date, event.kind, event.name) == ("2027-10-08", "holiday", "防汛值守")
    assert (event.source, event.moved) == ("市政府办公室通知", MOVED)
    assert refusal(calendar.set_day, Day(FRIDAY, "holiday", "防汛值守", ""), []) == ("calendar.source", "source", {})


def test_only_a_weekend_is_made_up() -> None:
    calendar = opened()
    calendar.set_day(Day(SATURDAY, "makeup", "国庆节", NOTICE), [])
    told = refusal(calendar.set_day, Day(FRIDAY, "makeup", "国庆节", NOTICE), [])
    assert told == ("calendar.not_weekend", "date", {"day": "10月8日"})
    calendar.set_day(Day(FRIDAY, "working", "值班", NOTICE), [])


def test_a_day_follows_the_weeks_rule_again() -> None:
    calendar = opened()
    calendar.clear_day("2027-10-08", MOVED)
    event = newest(calendar, year=2027)
    assert (event.date, event.moved) == ("2027-10-08", MOVED)


def test_a_years_state_is_set_by_a_document() -> None:
    calendar = opened()
    assert refusal(calendar.set_state, "正式", " ") == ("calendar.source", "source", {})
    calendar.set_state("正式", NOTICE)
    event = newest(calendar, year=2027)
    assert (event.state, event.source, calendar.source) == ("正式", NOTICE, NOTICE)


def test_a_year_has_one_calendar_for_ever() -> None:
    assert Calendar.create_id(2027) == UUID("a42b3342-d91b-5b83-a557-f54bb20ee314")
    assert Calendar.create_id(2026) != Calendar.create_id(2027)
