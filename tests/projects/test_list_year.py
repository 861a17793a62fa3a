"""The days of a list are of its year: what was due before it is a fault, and what may be meant is said."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from projects import list_year
from projects.listing import Listing, MilestoneRow, ValueRow
from projects.sheet import Faults
from tests import deeds

NOTHING = (None,) * 7


def _due(*days: date | None) -> Listing:
    whole = deeds.listing()
    return replace(whole, projects=tuple(replace(p, due_on=d) for p, d in zip(whole.projects, days, strict=True)))


def _with(node: MilestoneRow | None = None, value: ValueRow | None = None) -> Listing:
    return replace(deeds.listing(), milestones=(node,) if node else (), values=(value,) if value else ())


def _faults(listing: Listing, year: int = 2026) -> list[tuple[str, str | None, str]]:
    try:
        list_year.check(listing, year)
    except Faults as found:
        return [(each.sheet, each.column, each.found) for each in found.faults]
    return []


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31), date(2027, 6, 30), None])
def test_what_ends_in_the_year_or_later_is_no_fault(day: date | None) -> None:
    assert _faults(_due(day, None, None)) == []


def test_what_ended_before_the_year_is_a_fault_that_counts_the_rows() -> None:
    found = _faults(_due(date(2025, 12, 31), date(2026, 1, 1), date(2024, 5, 1)))
    assert found == [("项目", "完成时限", "1行在2024年、1行在2025年（项目1、3）")]


@pytest.mark.parametrize(
    ("due", "done", "wrong"),
    [
        (date(2025, 12, 31), None, True), (date(2025, 12, 31), date(2025, 12, 1), False),
        (date(2026, 1, 1), None, False), (date(2027, 3, 1), None, False), (None, None, False),
    ],
)  # fmt: skip
def test_a_milestone_is_not_due_before_the_year_unless_it_is_done(
    due: date | None, done: date | None, wrong: bool
) -> None:
    found = _faults(_with(MilestoneRow("2", "1", due, "完成选址", None, None, done)))
    assert found == ([("节点", "到期日", "1行在2025年（项目2）")] if wrong else [])


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (date(2025, 12, 31), 2025), (date(2026, 1, 1), None), (date(2026, 12, 31), None), (date(2027, 1, 1), 2027),
        (None, None),
    ],
)  # fmt: skip
def test_progress_is_of_the_year(day: date | None, wrong: int | None) -> None:
    found = _faults(_with(value=ValueRow("1", "1", day, Decimal(3), *NOTHING)))
    assert found == ([("进展", "截至日期", f"1行在{wrong}年（项目1）")] if wrong else [])


def test_many_projects_are_counted_after_the_first_eight() -> None:
    first = deeds.listing(2025).projects[0]
    many = Listing(projects=tuple(replace(first, number=str(number)) for number in range(1, 31)))
    assert _faults(many) == [("项目", "完成时限", "30行在2025年（项目1、2、3、4、5、6、7、8等30个项目）")]


def test_a_column_without_one_day_of_the_year_is_said() -> None:
    assert list_year.remarks(deeds.listing(), 2026) == []
    starts, ends = list_year.remarks(deeds.listing(2027), 2026)
    assert "开工日期没有一个在2026年：3行在2027年（项目1、2、3）" in starts and "完成时限没有一个在2026年" in ends
    assert list_year.remarks(_due(date(2027, 6, 30), date(2026, 12, 31), None), 2026) == []
