"""The geometry of a target's plan-against-actual chart; the drawing itself is a macro in _parts.html.

Lengths across are percent of the chart's width, lengths down are pixels: letters keep their size on a phone.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from web.wording import number, percent

PLOT_TOP = 24
PLOT_HEIGHT = 160
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """One value: x in percent of the width, y in pixels from the chart's top."""

    x: float
    y: float
    value: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table beside the drawing; a month may have only one of them; `percent` was printed."""

    label: str
    plan: Decimal | None
    actual: Decimal | None
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit to the sites: its day across the chart, and what the sample found. A sample is no cumulative figure, so
    it stands at the foot."""

    x: float
    label: str
    words: str


class Visit(Protocol):
    """What the chart asks of a visit that was cleared for the public."""

    @property
    def day(self) -> date: ...

    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the macro draws."""

    description: str
    unit: str
    plan: tuple[Point, ...]
    actual: tuple[Point, ...]
    grid: tuple[Point, ...]
    rows: tuple[Row, ...]
    seen: tuple[Seen, ...] = ()
    aim: Point | None = None
    """The whole year's target, where it lies within the chart."""
    over: Decimal | None = None
    """How many percent of the target were reached, where more than was promised."""

    @property
    def percents(self) -> bool:
        """Whether percents were published."""
        return any(row.percent is not None for row in self.rows)

    @property
    def plan_line(self) -> str:
        """SVG points of the plan in a box 1000 wide and PLOT_HEIGHT high."""
        return _line(self.plan)

    @property
    def actual_line(self) -> str:
        """SVG points of what was accepted, in the same box."""
        return _line(self.actual)


def chart_of(target: Mapping[str, Any], year: int, visits: Sequence[Visit] = ()) -> Chart | None:
    """The chart of one target, with the visits to its sites; None when there is no figure to draw."""
    plan = {int(month): _decimal(value) for month, value in (target["plan"] or {}).items()}
    actual = [
        (date.fromisoformat(str(each["as_of"])), _decimal(each["value"]))
        for each in target["values"]
        if each["as_of"] and each["value"] is not None
    ]
    if not plan and len(actual) < 2:
        return None
    unit = target["unit"] or ""
    floor = [] if target["kind"] == "ratio" else [_decimal(target["baseline"] or 0)]
    ends = _scale([*plan.values(), *(value for _, value in actual), *floor])
    quantity = _decimal(target["quantity"]) if _summed(target) else None
    return Chart(
        description=_description(target, plan, actual, unit),
        unit=unit,
        plan=tuple(Point(_slot(month), _height(value, ends), value) for month, value in sorted(plan.items())),
        actual=tuple(Point(_day(day, year), _height(value, ends), value) for day, value in actual),
        grid=tuple(Point(0, _height(value, ends), value) for value in _ticks(ends)),
        rows=_rows(plan, actual, year, _percents(target)),
        seen=tuple(
            Seen(_day(each.day, year), f"{each.day.month}月{each.day.day}日", each.words)
            for each in sorted(visits, key=lambda each: each.day)
        ),
        aim=Point(0, _height(quantity, ends), quantity) if quantity and ends[0] <= quantity <= ends[1] else None,
        over=actual[-1][1] / quantity * 100 if quantity and actual and actual[-1][1] > quantity else None,
    )


def _summed(target: Mapping[str, Any]) -> bool:
    """Whether more than the target is more than was promised: not for a rate, nor where less is better."""
    return bool(target["quantity"]) and target["kind"] not in ("ratio", "count") and target["comparator"] != "<="


def _percents(target: Mapping[str, Any]) -> dict[date, Decimal]:
    return {
        date.fromisoformat(str(each["as_of"])): _decimal(each["published_percent"])
        for each in target["values"]
        if each["as_of"] and each.get("published_percent") is not None
    }


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _slot(month: float) -> float:
    return round((month - 0.5) / MONTHS * 100, 2)


def _day(day: date, year: int) -> float:
    """A month's end stands in the middle of its month, an earlier day as much before it; other years at the edges."""
    if day.year != year:
        return 0.0 if day.year < year else 100.0
    return max(0.0, _slot(day.month - 1 + day.day / calendar.monthrange(day.year, day.month)[1]))


def _scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    low, high = min(values), max(values)
    low = min(low, Decimal(0)) if high - low > high / 2 else low - (high - low) / 4
    return low, high if high > low else low + 1


def _height(value: Decimal, ends: tuple[Decimal, Decimal]) -> float:
    low, high = ends
    return round(PLOT_TOP + float((high - value) / (high - low)) * PLOT_HEIGHT, 1)


def _ticks(ends: tuple[Decimal, Decimal]) -> list[Decimal]:
    """Two to five round values between the ends, steps of 1, 2 or 5 times a power of ten."""
    low, high = ends
    power = Decimal(10) ** ((high - low).adjusted() - 1)
    step = next(power * size for size in (1, 2, 5, 10, 20, 50) if (high - low) / (power * size) <= 4)
    first = (low / step).to_integral_value() * step
    return [first + step * count for count in range(7) if low <= first + step * count <= high]


def _line(points: tuple[Point, ...]) -> str:
    return " ".join(f"{point.x * 10:.1f},{point.y - PLOT_TOP:.1f}" for point in points)


def _rows(
    plan: dict[int, Decimal], actual: list[tuple[date, Decimal]], year: int, percents: Mapping[date, Decimal]
) -> tuple[Row, ...]:
    """Month by month; several figures of one month each get a line, the plan on the last."""
    rows: list[Row] = []
    for month in range(1, MONTHS + 1):
        inside = [(day, value) for day, value in actual if (day.year, day.month) == (year, month)]
        rows += [Row(f"{day.month}月{day.day}日", None, value, percents.get(day)) for day, value in inside[:-1]]
        if inside or month in plan:
            day, value = inside[-1] if inside else (None, None)
            rows.append(Row(f"{month}月", plan.get(month), value, percents.get(day) if day else None))
    others = [(day, value) for day, value in actual if day.year != year]
    return (*rows, *(Row(f"{day.year}年{day.month}月", None, value, percents.get(day)) for day, value in others))


def _description(
    target: Mapping[str, Any], plan: dict[int, Decimal], actual: list[tuple[date, Decimal]], unit: str
) -> str:
    parts = []
    if actual:
        day, value = actual[-1]
        parts.append(f"截至{day.year}年{day.month}月{day.day}日累计{number(value)}{unit}")
        if day.month in plan:
            parts.append(f"计划{number(plan[day.month])}{unit}")
    if target["quantity"] is not None:
        parts.append(f"全年目标{number(target['quantity'])}{unit}")
    if actual and _summed(target) and actual[-1][1] > _decimal(target["quantity"]):
        parts.append(f"超过目标，为{percent(actual[-1][1] / _decimal(target['quantity']) * 100)}")
    return "，".join(parts) + "。"
