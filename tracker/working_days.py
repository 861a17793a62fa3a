"""Working days as data: the State Council's holidays and make-up days, and what may be counted over them.

A year is 正式 when its notice is out and 预估 before that; a deadline counted in a 预估 year says so.
Source of the rule: the yearly 国务院办公厅关于部分节假日安排的通知. What the tables hold was seeded; what was announced
since lies on the ledger (tracker/announcements.py), which is where a deadline asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import psycopg
from chinese_calendar.constants import Holiday, holidays, workdays

Kind = Literal["working", "holiday", "makeup"]
State = Literal["正式", "预估"]

YEARS = range(2015, 2036)
"""What a new database is seeded with: the programmes known reach back to 2015."""
_NOTICE = "国务院办公厅关于{}年部分节假日安排的通知"
BY_WEEKDAY = "通知未发布，按周末推算"
WEEKDAYS = "一二三四五六日"
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from the week's rule, or that has a name."""

    date: date
    kind: Kind
    name: str
    source: str


@dataclass(frozen=True)
class WorkingDays:
    """The calendar as loaded: pure look-ups, no database. A day or year without a row follows the week's rule."""

    days: Mapping[date, Day] = field(default_factory=dict)
    years: Mapping[int, State] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        known = self.days.get(day)
        return known.kind != "holiday" if known else day.weekday() < SATURDAY

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it when n is negative); `day` itself is not counted.

        With n = 0 the day itself, working or not: `roll_forward` makes it a working day.
        """
        step = timedelta(days=1 if n > 0 else -1)
        left = abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def roll_forward(self, day: date) -> date:
        """The day itself if it is a working day, else the next that is."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and with `last`; negative when `last` is the earlier."""
        if last < first:
            return -self.between(last, first)
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def explain(self, day: date) -> str:
        """`10月10日（周六，调休上班）`: the day, with what its weekday does not say."""
        return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}{self._remark(day)}）"

    def _remark(self, day: date) -> str:
        known = self.days.get(day)
        if known is None:
            return "，休息" if day.weekday() >= SATURDAY else ""
        if known.kind == "makeup":
            return "，调休上班"
        if known.kind == "holiday":
            return f"，{known.name}放假"
        return "，上班" if day.weekday() >= SATURDAY else ""

    def year_state(self, year: int) -> State:
        return self.years.get(year, "预估")

    def source(self, year: int) -> str:
        """The document that a year rests on."""
        return self.sources.get(year, BY_WEEKDAY)

    def estimated(self, first: date, last: date | None = None) -> bool:
        """Whether a count between these days (or a day by itself) rests on a year whose notice is not out yet."""
        last = last or first
        first, last = min(first, last), max(first, last)
        return any(self.year_state(year) == "预估" for year in range(first.year, last.year + 1))


def load(conn: psycopg.Connection[Any]) -> WorkingDays:
    """What was seeded, and what was set by hand before announcements were events: some forty rows a year."""
    with conn.cursor(row_factory=psycopg.rows.tuple_row) as curs:
        days = curs.execute("SELECT date, kind, name, source FROM public.calendar_day").fetchall()
        years = curs.execute("SELECT year, state, source FROM public.calendar_year").fetchall()
    return WorkingDays(
        {row[0]: Day(*row) for row in days}, {row[0]: row[1] for row in years}, {row[0]: row[2] for row in years}
    )


def seed(conn: psycopg.Connection[Any], years: Iterable[int] = YEARS) -> None:
    """Adds the years that are not there yet. Years that are there stay, whatever a newer `chinesecalendar` knows:
    deadlines may rest on them, and those move by an announcement only.
    """
    known = {day.year for day in holidays}
    with conn.transaction(), conn.cursor(row_factory=psycopg.rows.tuple_row) as curs:
        there = {row[0] for row in curs.execute("SELECT year FROM public.calendar_year").fetchall()}
        for year in (each for each in years if each not in there):
            state, source = ("正式", _NOTICE.format(year)) if year in known else ("预估", BY_WEEKDAY)
            curs.execute(
                "INSERT INTO public.calendar_year (year, state, source) VALUES (%s, %s, %s)", (year, state, source)
            )
            curs.executemany(
                "INSERT INTO public.calendar_day (date, kind, name, source) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [(day.date, day.kind, day.name, day.source) for day in _published(year)],
            )


def packaged(year: int) -> list[Day]:
    """What the installed `chinesecalendar` knows of a year, in order; nothing where the year is newer than it."""
    return sorted(_published(year), key=lambda day: day.date)


def _published(year: int) -> list[Day]:
    source = _NOTICE.format(year)
    off = [Day(day, "holiday", _chinese(name), source) for day, name in holidays.items() if day.year == year]
    makeup = [Day(day, "makeup", _chinese(name), source) for day, name in workdays.items() if day.year == year]
    return off + makeup


def _chinese(name: str) -> str:
    return str(Holiday(name).chinese)
