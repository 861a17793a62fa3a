"""Which month's reports are asked for today, and until when."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from projects import agenda, register
from projects.agenda import InWork
from projects.policy import PolicySet
from tests import deeds
from tracker.calendar import Calendar
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.working_days import Day, WorkingDays

POLICY = PolicySet()
WEEKS = WorkingDays()
SPRING = {"2026-02", "2026-03"}


def asked_for(published: set[str], now: str) -> InWork | None:
    return agenda.asked_for(POLICY, 2026, published, WEEKS, datetime.fromisoformat(now).replace(tzinfo=SHANGHAI))


def test_it_is_the_earliest_month_that_is_not_published() -> None:
    work = asked_for(SPRING, "2026-06-01")
    assert work is not None and work.period.key == "2026-04"
    assert (work.report_due, work.publication_due) == (
        datetime(2026, 5, 5, 17, tzinfo=SHANGHAI), date(2026, 5, 11),
    )  # fmt: skip


def test_a_month_is_asked_for_from_its_first_day_on() -> None:
    april = asked_for(SPRING, "2026-04-01")
    assert april is not None and april.period.key == "2026-04"
    assert asked_for(SPRING, "2026-03-31T23:59") is None
    merged = asked_for(set(), "2026-01-01")
    assert merged is not None and merged.period.label == "1—2月"


def test_it_is_late_after_the_due_time_and_not_at_it() -> None:
    on_time, late = asked_for(SPRING, "2026-05-05T17:00"), asked_for(SPRING, "2026-05-05T17:01")
    assert on_time is not None and not on_time.overdue
    assert late is not None and late.overdue


def test_when_all_is_published_nothing_is_asked_for() -> None:
    assert asked_for({f"2026-{month:02d}" for month in range(2, 13)}, "2027-01-20") is None


@pytest.mark.mutation
def test_the_ledger_says_what_is_published(database: Database, tmp_path: Path, clock: FixedClock) -> None:
    with deeds.house(database, tmp_path) as house:
        programme = deeds.released(house)
        deeds.months(house, programme, through="2026-03")
        with house.reading() as conn:
            row = register.programme(conn, deeds.SLUG, deeds.YEAR)
            assert row is not None
            assert agenda.published_periods(conn, row) == SPRING
            moment = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
            work = agenda.in_work(conn, row, WEEKS, moment)
            assert work is not None and (work.period.key, work.overdue) == ("2026-04", True)
            before = replace(row, state="preparing")
            assert agenda.in_work(conn, before, WEEKS, moment) is None


@pytest.mark.mutation
def test_what_is_published_keeps_the_calendar_it_was_judged_by(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    with deeds.house(database, tmp_path) as house:
        programme = deeds.released(house)
        deeds.months(house, programme, through="2026-03")
        calendar = Calendar(year=2026)
        calendar.set_day(Day(date(2026, 11, 2), "holiday", "防汛值守", "市政府办公室通知"), [])
        house.carry_out(SYSTEM, None, ["calendar"], lambda: ([calendar], {}))
        with house.reading() as conn:
            row = register.programme(conn, deeds.SLUG, deeds.YEAR)
            assert row is not None
            known = {key: agenda.days_of(conn, row, key) for key in ("2026-02", "2026-03", "2026-04")}
    assert [days.is_working(date(2026, 11, 2)) for days in known.values()] == [True, True, False]
