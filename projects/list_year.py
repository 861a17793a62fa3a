"""Whether a list's days are those of its year: last year's sheet, taken in as the next year's, is found by them."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from projects.cell import Fault, Faults
from projects.listing import Listing

MOST_NAMED = 8
"""Projects that a fault names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Days:
    """One column of a sheet: each day that stands there, with the number of its project."""

    sheet: str
    column: str
    days: tuple[tuple[str, date], ...]

    def where(self, wanted: Callable[[date], bool]) -> "Days":
        return Days(self.sheet, self.column, tuple(each for each in self.days if wanted(each[1])))

    @property
    def counted(self) -> str:
        """3行在2025年、1行在2026年."""
        years = Counter(day.year for _, day in self.days)
        return "、".join(f"{many}行在{year}年" for year, many in sorted(years.items()))

    @property
    def named(self) -> str:
        """项目1、2、10, or the first of them with 等12个项目."""
        numbers = list(dict.fromkeys(number for number, _ in self.days))
        more = f"等{len(numbers)}个项目" if len(numbers) > MOST_NAMED else ""
        return f"项目{'、'.join(numbers[:MOST_NAMED])}{more}"


def check(listing: Listing, year: int) -> None:
    """Raises Faults, one a column: nothing promised for a year was due before it, and its progress is of that year.

    A milestone that is done already may have been due earlier: the work may have begun before.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun = f"{year}年1月1日及以后的日期；是上一年的清单，先改成{year}年的"
    within = f"{year}年内的日期；其他年度的进展不填在这张清单里"
    faults = [
        *_faults(_ends(listing).where(lambda day: day < first), begun),
        *_faults(_nodes(listing, undone=True).where(lambda day: day < first), begun),
        *_faults(_progress(listing).where(lambda day: not first <= day <= last), within),
        *_faults(_region_progress(listing).where(lambda day: not first <= day <= last), within),
    ]
    if faults:
        raise Faults(faults)


def remarks(listing: Listing, year: int) -> list[str]:
    """A sentence for each column in which not one day is of the year, though that may be meant."""
    columns = (_starts(listing), _ends(listing), _nodes(listing))
    return [
        f"“{each.sheet}”表的{each.column}没有一个在{year}年：{each.counted}（{each.named}）。请核对是不是{year}年的清单。"
        for each in columns
        if each.days and not any(day.year == year for _, day in each.days)
    ]


def _faults(wrong: Days, expected: str) -> list[Fault]:
    return [Fault(wrong.sheet, None, wrong.column, f"{wrong.counted}（{wrong.named}）", expected)] if wrong.days else []


def _starts(listing: Listing) -> Days:
    return _of("项目", "开工日期", ((row.number, row.starts_on) for row in listing.projects))


def _ends(listing: Listing) -> Days:
    return _of("项目", "完成时限", ((row.number, row.due_on) for row in listing.projects))


def _nodes(listing: Listing, *, undone: bool = False) -> Days:
    rows = (row for row in listing.milestones if not (undone and row.done_on))
    return _of("节点", "到期日", ((row.project, row.due) for row in rows))


def _progress(listing: Listing) -> Days:
    return _of("进展", "截至日期", ((row.project, row.as_of) for row in listing.values))


def _region_progress(listing: Listing) -> Days:
    return _of("分区进展", "截至日期", ((row.project, row.as_of) for row in listing.region_values))


def _of(sheet: str, column: str, days: Iterable[tuple[str, date | None]]) -> Days:
    return Days(sheet, column, tuple((number, day) for number, day in days if day is not None))
