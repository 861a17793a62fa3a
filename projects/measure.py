"""A target as it is measured: its figures and nodes as known on a day, and its plan (domain.md 4.1).

Pure. Values are in the target's unit; inside, fractions keep a deviation of exactly ten points exactly ten.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Milestone:
    """One node. `value` is a planned cumulative value in the target's unit, `done_on` the day accepted as done."""

    due: date
    text: str
    weight: Decimal | None = None
    value: Decimal | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One target as known on the reporting date.

    The caller filters: `actual` holds only values of the target's own stage (no 开工 figure counts towards 完工) and
    is the last accepted one, carried forward when the month is missing. For a suspended project `on` is its last day in
    force. For a service `actual` counts the periods in which it ran; for yes/no it is 1 from the day in force.

    comparator: "=" and "complete" count as at least (none fails for doing more); "~" (左右) as ">=" too, the default:
    nothing below the figure is forgiven. ">" is strict. `actual_on`: the period end `actual` was reported for, when
    earlier than the reporting date. `started`: the project's own start on record; None when starts are not recorded,
    and then only values and milestones prove one. `previous`: ends of the reporting periods so far, accepted or missed
    (of a merged 1—2月 only the last day of February); None counts every calendar month of the year.
    """

    no: str
    kind: str
    comparator: str
    quantity: Decimal | None
    unit: str | None
    year: int
    plan: Mapping[int, Decimal]
    baseline: Decimal = Decimal(0)
    weight: Decimal | None = None
    milestones: tuple[Milestone, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    actual: Decimal | None = None
    actual_on: date | None = None
    reported: bool = True
    started: bool | None = None
    previous: tuple[date, ...] | None = None
    false_report: bool = False


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


# -- the plan ---------------------------------------------------------------------------------------------------------


def planned_value(measure: Measure, on: date, between: Literal["step", "linear"] = "step") -> Decimal | None:
    """P(d), the planned cumulative value in the target's unit (domain.md 4.1).

    The monthly plan first, else the nodes' values, else a straight line: by days over the project's own start and end,
    by calendar months when either is unknown. "step" takes the last node at or before the day, "linear" (the weekly
    view) the line between two nodes. Raises ValueError when the start lies after the end.
    """
    value = planned_at(measure, on, between)
    return None if value is None else as_decimal(value)


def planned_at(measure: Measure, on: date, between: Literal["step", "linear"] = "step") -> Fraction | None:
    nodes = _nodes(measure)
    if not nodes:
        return _straight(measure, on)
    before = [(day, value) for day, value in nodes if day <= on]
    after = [(day, value) for day, value in nodes if day > on]
    last_day, last = before[-1] if before else (date(measure.year - 1, 12, 31), Fraction(measure.baseline))
    if between == "step" or not after or on <= last_day:
        return last
    next_day, following = after[0]
    return last + (following - last) * Fraction((on - last_day).days, (next_day - last_day).days)


def _nodes(measure: Measure) -> list[tuple[date, Fraction]]:
    if measure.plan:
        return [(month_end(measure.year, month), Fraction(measure.plan[month])) for month in sorted(measure.plan)]
    return sorted((node.due, Fraction(node.value)) for node in measure.milestones if node.value is not None)


def _straight(measure: Measure, on: date) -> Fraction | None:
    if measure.quantity is None:
        return None
    base, target = Fraction(measure.baseline), Fraction(measure.quantity)
    return base + (target - base) * _elapsed(measure, on)


def _elapsed(measure: Measure, on: date) -> Fraction:
    """The share of the time gone by, 0 to 1."""
    start, end = measure.starts_on, measure.due_on
    if start is not None and end is not None:
        if start > end:
            raise ValueError("start after end")
        return min(max(Fraction((on - start).days + 1, (end - start).days + 1), Fraction(0)), Fraction(1))
    if on >= end_of(measure):
        return Fraction(1)
    months = sum(month_end(measure.year, month) <= on for month in range(1, 13))
    return Fraction(months, 12)


def end_of(measure: Measure) -> date:
    return measure.due_on or date(measure.year, 12, 31)


# -- milestones -------------------------------------------------------------------------------------------------------


def shares(weights: Sequence[Decimal | None]) -> list[Fraction]:
    """Weights as shares of 100: the missing ones divide equally what the others leave, then all are scaled to 100."""
    given = [Fraction(weight) if weight is not None else None for weight in weights]
    missing = sum(weight is None for weight in given)
    rest = max(HUNDRED - sum((weight for weight in given if weight is not None), Fraction(0)), Fraction(0))
    full = [rest / missing if weight is None else weight for weight in given]
    total = sum(full, Fraction(0))
    if total <= 0:
        return [HUNDRED / len(full) for _ in full]
    return [weight * HUNDRED / total for weight in full]


def is_done(measure: Measure, node: Milestone, on: date) -> bool:
    if node.done_on is not None:
        return node.done_on <= on
    if node.value is None or measure.actual is None or measure.quantity is None or measure.kind == "milestones":
        return False
    falling = measure.quantity < measure.baseline
    return measure.actual <= node.value if falling else measure.actual >= node.value


def open_nodes(measure: Measure, on: date) -> list[Milestone]:
    """Nodes due on or before the day and not done."""
    return [node for node in measure.milestones if node.due <= on and not is_done(measure, node, on)]


def judged_as(measure: Measure) -> str:
    """The kind as judged: "complete" without a figure is yes/no, so is a list without nodes; a ceiling is a level, also
    one that is to be kept where it stands (at most 0 accidents)."""
    kind, quantity = measure.kind, measure.quantity
    if kind == "milestones" and not measure.milestones:
        return "yes_no"
    if kind == "quantity" and quantity is None and measure.comparator == "complete":
        return "yes_no"
    if kind == "quantity" and quantity is not None and measure.comparator == "<=" and quantity >= measure.baseline:
        return "ratio"
    return kind


# -- start and months in a row ----------------------------------------------------------------------------------------


def start_due(measure: Measure) -> date | None:
    """When work had to begin. Where starts are not on record only output proves one: not before output was planned."""
    if judged_as(measure) not in ("quantity", "milestones"):
        return None
    output = _first_output(measure)
    if measure.started is None and output is not None:
        return max(measure.starts_on or output, output)
    return measure.starts_on or output


def _first_output(measure: Measure) -> date | None:
    if measure.kind == "milestones":
        return min((node.due for node in measure.milestones), default=None)
    return next((day for day, value in _nodes(measure) if value != measure.baseline), None)


def month_ends_since(measure: Measure, due: date, on: date) -> int:
    """How many period ends, this one among them, have passed since something was due and not done."""
    ends = measure.previous if measure.previous is not None else _calendar_month_ends(measure.year, on)
    counted = {end for end in ends if end < on}
    if on == month_end(on.year, on.month):
        counted.add(on)
    return sum(end >= due for end in counted)


def _calendar_month_ends(year: int, on: date) -> tuple[date, ...]:
    return tuple(month_end(y, month) for y in range(year, on.year + 1) for month in range(1, 13))


def as_decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def as_decimal_or_none(number: Fraction | None) -> Decimal | None:
    return None if number is None else as_decimal(number)
