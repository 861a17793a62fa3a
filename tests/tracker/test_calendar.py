"""What is announced of a year's working days: each with its document, its days, and the deadlines that it moved."""

from datetime import date
from uuid import UUID

import pytest
from eventsourcing.utils import get_topic

from tests.aggregates import newest, refusal
from tracker.calendar import Calendar
from tracker.refusal import Refused
from tracker.working_days import Day

NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
FRIDAY, SATURDAY = date(2027, 10, 8), date(2027, 10, 9)
NEW_YEAR = Day(date(2027, 1, 1), "holiday", "元旦", NOTICE)
MOVED = [{"jurisdiction": "demo", "year": 2026, "kind": "report", "subject": "2026-12", "old": "a", "new": "b"}]


def _said(calendar: Calendar) -> list[str]:
    return [get_topic(type(event)) for event in calendar.pending_events]


def test_a_notice_is_kept_with_its_days_and_what_it_moved() -> None:
    calendar = Calendar(year=2027)
    calendar.announce(NOTICE, [NEW_YEAR], whole=True, moved=MOVED)
    assert _said(calendar) == ["calendar.opened", "calendar.announced"]
    event = calendar.pending_events[-1]
    assert isinstance(event, Calendar.Announced)
    assert event.days == [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}]
    assert (event.year, event.source, event.whole, event.moved) == (2027, NOTICE, True, MOVED)


def test_days_and_states_are_set_by_hand() -> None:
    calendar = Calendar(year=2027)
    calendar.set_day(Day(date(2027, 1, 9), "makeup", "元旦", NOTICE), [])
    calendar.clear_day("2027-01-09", MOVED)
    calendar.set_state("正式", NOTICE)
    assert _said(calendar)[1:] == ["calendar.day_set", "calendar.day_cleared", "calendar.state_set"]
    assert calendar.source == NOTICE


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda it: it.announce(" ", [NEW_YEAR], whole=True, moved=[]), "calendar.source"),
        (lambda it: it.announce(NOTICE, [], whole=True, moved=[]), "calendar.no_days"),
        (lambda it: it.set_day(Day(date(2027, 1, 1), "holiday", "元旦", ""), []), "calendar.source"),
        (lambda it: it.set_day(Day(date(2027, 1, 8), "makeup", "元旦", NOTICE), []), "calendar.not_weekend"),
        (lambda it: it.set_state("正式", ""), "calendar.source"),
    ],
)
def test_what_lacks_its_document_or_its_days_is_refused(act: object, code: str) -> None:
    calendar = Calendar(year=2027)
    with pytest.raises(Refused) as no:
        act(calendar)  # type: ignore[operator]
    assert no.value.code == code
    assert _said(calendar) == ["calendar.opened"]


def test_each_year_is_a_stream_of_its_own() -> None:
    assert Calendar(year=2027).id == Calendar.create_id(2027)
    assert Calendar.create_id(2027) != Calendar.create_id(2028)


def test_a_notice_has_a_document_and_days() -> None:
    day = Day(SATURDAY, "makeup", "国庆节", NOTICE)
    assert refusal(Calendar(year=2027).announce, " ", [day], whole=False, moved=[]) == ("calendar.source", "source", {})
    assert refusal(Calendar(year=2027).announce, NOTICE, [], whole=False, moved=[]) == ("calendar.no_days", "text", {})


def test_a_day_set_by_hand_is_kept_with_its_document() -> None:
    calendar = Calendar(year=2027)
    calendar.set_day(Day(FRIDAY, "holiday", "防汛值守", "市政府办公室通知"), MOVED)
    event = newest(calendar, year=2027)
    assert (event.date, event.kind, event.name) == ("2027-10-08", "holiday", "防汛值守")
    assert (event.source, event.moved) == ("市政府办公室通知", MOVED)
    assert refusal(calendar.set_day, Day(FRIDAY, "holiday", "防汛值守", ""), []) == ("calendar.source", "source", {})


def test_only_a_weekend_is_made_up() -> None:
    calendar = Calendar(year=2027)
    calendar.set_day(Day(SATURDAY, "makeup", "国庆节", NOTICE), [])
    told = refusal(calendar.set_day, Day(FRIDAY, "makeup", "国庆节", NOTICE), [])
    assert told == ("calendar.not_weekend", "date", {"day": "10月8日"})
    calendar.set_day(Day(FRIDAY, "working", "值班", NOTICE), [])


def test_a_day_follows_the_weeks_rule_again() -> None:
    calendar = Calendar(year=2027)
    calendar.clear_day("2027-10-08", MOVED)
    event = newest(calendar, year=2027)
    assert (event.date, event.moved) == ("2027-10-08", MOVED)


def test_a_years_state_is_set_by_a_document() -> None:
    calendar = Calendar(year=2027)
    assert refusal(calendar.set_state, "正式", " ") == ("calendar.source", "source", {})
    calendar.set_state("正式", NOTICE)
    event = newest(calendar, year=2027)
    assert (event.state, event.source, calendar.source) == ("正式", NOTICE, NOTICE)


def test_a_year_has_one_calendar_for_ever() -> None:
    assert Calendar.create_id(2027) == UUID("a42b3342-d91b-5b83-a557-f54bb20ee314")
    assert Calendar.create_id(2026) != Calendar.create_id(2027)
