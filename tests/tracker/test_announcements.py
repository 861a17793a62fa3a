"""The calendar that counts is the seeded one and what was announced over it, as it stands or as it was known."""

from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.tracker.conftest import Opening
from tracker import announcements, rebuild
from tracker.announcements import ANNOUNCEMENTS, Announcement
from tracker.calendar import Calendar
from tracker.event import Actor, acting
from tracker.ledger import Ledger
from tracker.working_days import Day, WorkingDays

NOTICE, LATER = "国务院办公厅关于2027年部分节假日安排的通知", "补充通知"
OFFICE = Actor("3d0a", "督查室科员")


def _day(month: int, day: int, kind: Any = "holiday", year: int = 2027, source: str = NOTICE) -> Day:
    return Day(date(year, month, day), kind, "元旦", source)


def _whole(*days: Day) -> Announcement:
    return Announcement("announced", 2027, NOTICE, True, days=days)


@pytest.fixture
def ledger(open_ledger: Opening) -> Ledger:
    return open_ledger([ANNOUNCEMENTS])


def _made(ledger: Ledger, year: int, act: Any) -> None:
    calendar = ledger.find(Calendar, Calendar.create_id(year)) or Calendar(year=year)
    act(calendar)
    with acting(OFFICE):
        ledger.carry_out(uuid4(), ["calendar"], lambda: ([calendar], {}))


def test_a_years_notice_replaces_all_that_was_known_of_the_year_and_makes_it_official() -> None:
    ground = WorkingDays({date(2027, 3, 1): _day(3, 1), date(2026, 3, 2): _day(3, 2, year=2026)}, {2027: "预估"})
    after = announcements.fold(ground, [_whole(_day(1, 1))])
    assert set(after.days) == {date(2027, 1, 1), date(2026, 3, 2)}
    assert (after.year_state(2027), after.source(2027)) == ("正式", NOTICE)
    assert ground.year_state(2027) == "预估", "the ground is left alone"


def test_a_supplement_changes_its_own_days_only() -> None:
    more = Announcement("announced", 2027, LATER, False, days=(_day(1, 4, source=LATER),))
    after = announcements.fold(WorkingDays(), [_whole(_day(1, 1)), more])
    assert sorted(after.days) == [date(2027, 1, 1), date(2027, 1, 4)]
    assert after.source(2027) == NOTICE


def test_a_notice_made_again_takes_back_the_days_it_had_set_in_the_december_before() -> None:
    reaching_back = _whole(_day(12, 31, year=2026), _day(1, 1))
    after = announcements.fold(WorkingDays(), [reaching_back, _whole(_day(1, 1))])
    assert set(after.days) == {date(2027, 1, 1)}


def test_the_december_that_next_years_notice_set_outlives_this_years_notice() -> None:
    this = Announcement("announced", 2026, NOTICE, True, days=(_day(10, 1, year=2026),))
    after = announcements.fold(WorkingDays(), [_whole(_day(12, 31, year=2026)), this])
    assert set(after.days) == {date(2026, 10, 1), date(2026, 12, 31)}


def test_a_day_set_and_cleared_follows_the_week_again() -> None:
    made = [Announcement("day_set", 2027, NOTICE, days=(_day(1, 9, "makeup"),))]
    saturday = date(2027, 1, 9)
    assert announcements.fold(WorkingDays(), made).is_working(saturday)
    made.append(Announcement("day_cleared", 2027, days=(_day(1, 9),)))
    assert not announcements.fold(WorkingDays(), made).is_working(saturday)


def test_what_was_announced_is_told_with_who_and_when(ledger: Ledger) -> None:
    _made(ledger, 2027, lambda it: it.announce(NOTICE, [_day(1, 1)], whole=True, moved=[{"jurisdiction": "demo"}]))
    _made(ledger, 2026, lambda it: it.set_state("预估", "待定"))
    with ledger.reading() as conn:
        [of_2027] = announcements.rows(conn, 2027)
        assert [each.act for each in announcements.rows(conn)] == ["announced", "state_set"]
    assert (of_2027.post, of_2027.account, of_2027.days) == ("督查室科员", "3d0a", (_day(1, 1),))
    assert of_2027.moved == ({"jurisdiction": "demo"},) and of_2027.at is not None


def test_the_seeded_calendar_counts_until_something_is_announced(ledger: Ledger) -> None:
    with ledger.reading() as conn:
        days = announcements.days(conn)
    assert days.is_working(date(2026, 10, 10)) and not days.is_working(date(2026, 10, 5))
    assert (days.year_state(2026), days.year_state(2027)) == ("正式", "预估")


def test_the_calendar_is_told_as_it_was_known_at_a_position(ledger: Ledger) -> None:
    friday = date(2027, 1, 8)
    _made(ledger, 2027, lambda it: it.set_day(_day(1, 8), []))
    before = ledger.recorder.max_notification_id() or 0
    _made(ledger, 2027, lambda it: it.clear_day("2027-01-08", []))
    with ledger.reading() as conn:
        assert not announcements.days(conn, until=before + 1).is_working(friday)
        assert announcements.days(conn).is_working(friday)


def test_made_anew_the_announcements_are_the_same(ledger: Ledger, app: psycopg.Connection[dict[str, Any]]) -> None:
    _made(ledger, 2027, lambda it: it.announce(NOTICE, [_day(1, 1)], whole=True, moved=[]))
    _made(ledger, 2027, lambda it: it.set_day(_day(1, 9, "makeup"), [{"old": "2027-01-11", "new": "2027-01-09"}]))
    _made(ledger, 2027, lambda it: it.clear_day("2027-01-09", []))
    _made(ledger, 2026, lambda it: it.set_state("预估", "待定"))
    assert rebuild.check(ledger, app, [ANNOUNCEMENTS]) == []
    with ledger.reading() as conn:
        before = announcements.rows(conn)
    rebuild.run(ledger, app, [ANNOUNCEMENTS])
    with ledger.reading() as conn:
        assert announcements.rows(conn) == before and len(before) == 4
