"""Working days: the notices' holidays and make-up days, hand corrections, and years whose notice is not out."""

from datetime import date, timedelta

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.rows import dict_row

from tracker import working_days
from tracker.database import Database
from tracker.working_days import Day, WorkingDays

NOTICE = "国务院办公厅关于2026年部分节假日安排的通知"
NATIONAL_DAY = {
    date(2026, 10, n): Day(date(2026, 10, n), "holiday", "国庆节", NOTICE) for n in range(1, 8)
} | {date(2026, 10, 10): Day(date(2026, 10, 10), "makeup", "国庆节", NOTICE)}  # fmt: skip
OCTOBER = WorkingDays(NATIONAL_DAY, {2026: "正式"})
WEEKS = WorkingDays()


def test_the_deadline_of_5_october_2026_rolls_over_the_holiday_to_the_8th() -> None:
    assert OCTOBER.roll_forward(date(2026, 10, 5)) == date(2026, 10, 8)
    assert OCTOBER.roll_forward(date(2026, 10, 8)) == date(2026, 10, 8)


def test_a_make_up_saturday_is_a_working_day() -> None:
    assert OCTOBER.is_working(date(2026, 10, 10))
    assert not OCTOBER.is_working(date(2026, 10, 11))


@pytest.mark.parametrize(
    ("day", "n", "then"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2026, 10, 12), -2, date(2026, 10, 9)),
        (date(2026, 10, 3), 0, date(2026, 10, 3)),
    ],
)
def test_working_days_are_counted_over_holidays_and_make_up_days(day: date, n: int, then: date) -> None:
    assert OCTOBER.add(day, n) == then


def test_days_between_count_the_last_and_not_the_first() -> None:
    assert OCTOBER.between(date(2026, 9, 30), date(2026, 10, 12)) == 4
    assert OCTOBER.between(date(2026, 10, 12), date(2026, 9, 30)) == -4
    assert OCTOBER.between(date(2026, 10, 9), date(2026, 10, 9)) == 0


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 10, 9), "10月9日（周五）"),
        (date(2026, 10, 10), "10月10日（周六，调休上班）"),
        (date(2026, 10, 5), "10月5日（周一，国庆节放假）"),
        (date(2026, 10, 11), "10月11日（周日，休息）"),
        (date(2026, 10, 17), "10月17日（周六，休息）"),
    ],
)
def test_a_day_says_why_it_is_worked_or_not(day: date, words: str) -> None:
    assert OCTOBER.explain(day) == words


def test_a_year_says_what_it_rests_on() -> None:
    assert WorkingDays(sources={2026: NOTICE}).source(2026) == NOTICE
    assert WEEKS.source(2030) == "通知未发布，按周末推算"


def test_a_day_set_by_hand_says_so_where_its_weekday_does_not() -> None:
    watch = {day: Day(day, "working", "防汛值守", "通知") for day in (date(2026, 8, n) for n in (8, 9, 10))}
    days = WorkingDays(watch)
    assert [days.explain(day) for day in watch] == [
        "8月8日（周六，上班）", "8月9日（周日，上班）", "8月10日（周一）",
    ]  # fmt: skip


def test_a_count_into_a_year_without_its_notice_says_so() -> None:
    assert OCTOBER.year_state(2026) == "正式"
    assert OCTOBER.year_state(2027) == "预估"
    assert not OCTOBER.estimated(date(2026, 12, 1), date(2026, 12, 31))
    assert OCTOBER.estimated(date(2026, 12, 31), date(2027, 1, 4))
    assert OCTOBER.estimated(date(2027, 1, 4), date(2026, 12, 31))


AUTUMN = [date(2026, 9, 1) + timedelta(days=n) for n in range(91)]
"""1 September, a Tuesday, to 30 November, a Monday."""
WORKED = [
    day
    for day in AUTUMN
    if (day.isoweekday() <= 5 and not date(2026, 10, 1) <= day <= date(2026, 10, 7)) or day == date(2026, 10, 10)
]
"""Those days of it on which people work, by the notice."""
places = st.integers(0, len(WORKED) - 1)


@given(places, places)
def test_every_working_day_is_counted_once_forward_and_back(first: int, second: int) -> None:
    assert OCTOBER.add(WORKED[first], second - first) == WORKED[second]
    assert OCTOBER.between(WORKED[first], WORKED[second]) == second - first


@given(st.sampled_from(AUTUMN[:-1]))
def test_a_day_rolls_to_the_first_working_day_from_it_on(day: date) -> None:
    assert OCTOBER.roll_forward(day) == min(worked for worked in WORKED if worked >= day)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)).filter(lambda day: day.isoweekday() <= 5), st.integers(-9, 9))
def test_without_a_calendar_five_working_days_are_a_week(day: date, weeks: int) -> None:
    assert WEEKS.add(day, 5 * weeks) == day + timedelta(weeks=weeks)


@pytest.mark.mutation
@pytest.mark.also_system_postgres
class TestTheTable:
    def test_a_new_database_holds_the_notices_up_to_2026_and_guesses_after_that(self, database: Database) -> None:
        with psycopg.connect(database.app) as conn:
            days = working_days.load(conn)
        assert days.roll_forward(date(2026, 10, 5)) == date(2026, 10, 8)
        assert days.is_working(date(2026, 10, 10))
        assert days.explain(date(2026, 9, 25)) == "9月25日（周五，中秋放假）"
        assert days.is_working(date(2021, 9, 26)) and days.is_working(date(2021, 10, 9))
        assert [days.year_state(year) for year in (2021, 2026, 2027)] == ["正式", "正式", "预估"]
        assert days.is_working(date(2027, 10, 1)), "2027's notice is not out: by weekday alone"
        assert days.days[date(2026, 10, 5)].source == NOTICE

    def test_what_was_set_by_hand_before_there_were_announcements_survives_another_seeding(
        self, database: Database
    ) -> None:
        with psycopg.connect(database.owner) as conn:
            conn.execute("INSERT INTO calendar_day VALUES ('2027-10-01', 'holiday', '国庆节', '市政府办公室通知')")
            conn.execute("UPDATE calendar_day SET kind = 'working', name = '防汛值守' WHERE date = '2026-10-05'")
            working_days.seed(conn)
            days = working_days.load(conn)
        assert not days.is_working(date(2027, 10, 1))
        assert days.is_working(date(2026, 10, 5))

    def test_a_guessed_year_stays_guessed_until_its_notice_is_announced(self, database: Database) -> None:
        """Deadlines may rest on it: a newer calendar package does not move them behind anybody's back."""
        with psycopg.connect(database.owner) as conn:
            conn.execute("DELETE FROM calendar_day WHERE date BETWEEN '2026-01-01' AND '2026-12-31'")
            conn.execute("UPDATE calendar_year SET state = '预估', source = '通知未发布' WHERE year = 2026")
            working_days.seed(conn)
            days = working_days.load(conn)
        assert (days.year_state(2026), days.source(2026)) == ("预估", "通知未发布")
        assert days.is_working(date(2026, 10, 5))

    def test_nobody_serves_the_pages_and_edits_the_ground(self, database: Database) -> None:
        """The calendar changes by announcement; its tables belong to the seed."""
        for statement in (
            "INSERT INTO calendar_day VALUES ('2027-10-01', 'holiday', '国庆节', '通知')",
            "UPDATE calendar_year SET state = '正式' WHERE year = 2027",
            "DELETE FROM calendar_day",
        ):
            with psycopg.connect(database.app) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)

    def test_the_calendar_is_read_over_whatever_connection(self, database: Database) -> None:
        with psycopg.connect(database.app, row_factory=dict_row) as conn:
            assert working_days.load(conn).is_working(date(2026, 10, 10))

    def test_a_year_that_is_missing_is_seeded(self, database: Database) -> None:
        with psycopg.connect(database.owner) as conn:
            conn.execute("DELETE FROM calendar_year WHERE year = 2026")
            conn.execute("DELETE FROM calendar_day WHERE date BETWEEN '2026-01-01' AND '2026-12-31'")
            working_days.seed(conn)
            days = working_days.load(conn)
        assert days.year_state(2026) == "正式" and not days.is_working(date(2026, 10, 5))

    def test_each_year_is_seeded_by_its_own_notice_and_once(self, database: Database) -> None:
        with psycopg.connect(database.owner, row_factory=dict_row) as conn:
            conn.execute("DELETE FROM calendar_day")
            conn.execute("DELETE FROM calendar_year")
            conn.execute("INSERT INTO calendar_year (year, state, source) VALUES (2025, '正式', '市政府办公室通知')")
            working_days.seed(conn, [2025, 2026, 2040])
            working_days.seed(conn, [2040])
            days = working_days.load(conn)
            years = conn.execute("SELECT year, state, source FROM calendar_year ORDER BY year").fetchall()
        assert [tuple(row.values()) for row in years] == [
            (2025, "正式", "市政府办公室通知"), (2026, "正式", NOTICE), (2040, "预估", "通知未发布，按周末推算"),
        ]  # fmt: skip
        assert {day.year for day in days.days} == {2026}, "2025 was there, and 2040 has no notice"
        assert {day.source for day in days.days.values()} == {NOTICE}
        assert days.days[date(2026, 10, 10)] == Day(date(2026, 10, 10), "makeup", "国庆节", NOTICE)


def test_a_year_names_its_document_or_says_that_there_is_none() -> None:
    days = WorkingDays(sources={2026: NOTICE})
    assert (days.source(2026), days.source(2027)) == (NOTICE, "通知未发布，按周末推算")


def test_a_day_by_itself_rests_on_its_own_year() -> None:
    assert OCTOBER.estimated(date(2027, 1, 5)) and not OCTOBER.estimated(date(2026, 12, 31))


def test_the_package_knows_the_days_of_a_year_whose_notice_is_out_and_of_no_other() -> None:
    known = working_days.packaged(2026)
    assert {day.date for day in known if day.kind == "makeup"} >= {date(2026, 9, 20), date(2026, 10, 10)}
    assert known == sorted(known, key=lambda day: day.date)
    assert working_days.packaged(2099) == []
