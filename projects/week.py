"""An ISO week, the period of 周调度: from Monday to Sunday, addressed as 2026-W41. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_KEY = re.compile(r"(\d{4})-W(\d{2})")
DAYS = 7
FIRST, LAST = 2000, 2100
"""The years whose weeks have an address, those of the working-day calendar: at the ends of what a date can say, a week
has no Sunday and no day on which it is due."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week by its Monday; its year is the ISO one (the first days of January may belong to the year before)."""

    monday: date

    @staticmethod
    def of(day: date) -> Week:
        return Week(day - timedelta(days=day.weekday()))

    @staticmethod
    def parse(key: str) -> Week | None:
        """The week of an address; None for one that no year has, or a year far from any programme."""
        match = _KEY.fullmatch(key)
        if match is None or not FIRST <= int(match[1]) <= LAST:
            return None
        try:
            return Week(date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError:
            return None

    @staticmethod
    def following(day: date) -> Week:
        """The first week that begins on that day or after it."""
        found = Week.of(day)
        return found if found.monday == day else found.next

    @property
    def key(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def number(self) -> int:
        return self.monday.isocalendar()[1]

    @property
    def friday(self) -> date:
        return self.monday + timedelta(days=4)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def next(self) -> Week:
        return Week(self.monday + timedelta(days=DAYS))

    @property
    def previous(self) -> Week:
        return Week(self.monday - timedelta(days=DAYS))

    @property
    def label(self) -> str:
        """第41周（10月5日—11日）, 第40周（9月28日—10月4日）."""
        first, last = self.monday, self.sunday
        until = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
        return f"第{self.number}周（{first.month}月{first.day}日—{until}）"

    def until(self, last: date) -> Iterator[Week]:
        """This week and those after it that begin by that day."""
        week = self
        while week.monday <= last:
            yield week
            week = week.next
