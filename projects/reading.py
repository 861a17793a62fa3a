"""What each kind of target says on a day, before any colour: its progress and plan in percent, whether it is met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from projects.measure import HUNDRED, Measure, end_of, is_done, judged_as, planned_at, shares


@dataclass(frozen=True, slots=True)
class Reading:
    """What one kind of target says on the day, before any colour. `moved` is A ≠ B."""

    progress: Fraction | None
    planned: Fraction | None
    met: bool
    moved: bool
    end: date
    final: bool = True

    @property
    def deviation(self) -> Fraction | None:
        if self.progress is None or self.planned is None:
            return None
        return self.progress - self.planned


def read(measure: Measure, on: date) -> Reading:
    readers = {
        "quantity": _quantity,
        "money": _quantity,
        "milestones": _milestones,
        "yes_no": _yes_no,
        "ratio": _level,
        "service": _service,
        "count": _count,
    }
    kind = judged_as(measure)
    if kind not in readers:
        raise ValueError(f"unknown kind of target: {kind}")
    return readers[kind](measure, on)


def _quantity(measure: Measure, on: date) -> Reading:
    if measure.quantity is None:
        raise ValueError("quantity target without a quantity")
    if measure.quantity == measure.baseline:
        raise ValueError("target equals baseline")
    base = Fraction(measure.baseline)
    span = Fraction(measure.quantity) - base
    planned = planned_at(measure, on)
    actual = _known(measure)
    progress = None if actual is None else HUNDRED * (actual - base) / span
    return Reading(
        progress=progress,
        planned=None if planned is None else HUNDRED * (planned - base) / span,
        met=progress is not None and _reached(progress, measure.comparator),
        moved=actual is not None and actual != base,
        end=end_of(measure),
    )


def _known(measure: Measure) -> Fraction | None:
    """A(d): a report without a figure leaves the baseline; with nothing ever reported nothing is known."""
    if measure.actual is None:
        return Fraction(measure.baseline) if measure.reported else None
    return Fraction(measure.actual)


def _reached(progress: Fraction, comparator: str) -> bool:
    return progress > HUNDRED if comparator == ">" else progress >= HUNDRED


def _milestones(measure: Measure, on: date) -> Reading:
    weighed = list(zip(measure.milestones, shares([node.weight for node in measure.milestones]), strict=True))
    done = [weight for node, weight in weighed if is_done(measure, node, on)]
    return Reading(
        progress=sum(done, Fraction(0)),
        planned=sum((weight for node, weight in weighed if node.due <= on), Fraction(0)),
        met=len(done) == len(weighed),
        moved=bool(done),
        end=end_of(measure),
    )


def _yes_no(measure: Measure, on: date) -> Reading:
    nodes = measure.milestones
    wanted = measure.quantity if measure.quantity is not None and measure.quantity > 0 else Decimal(1)
    in_force = measure.actual is not None and measure.actual >= wanted
    done = in_force or (bool(nodes) and all(is_done(measure, node, on) for node in nodes))
    due = max(node.due for node in nodes) if nodes else end_of(measure)
    return Reading(
        progress=HUNDRED if done else Fraction(0),
        planned=HUNDRED if on >= due else Fraction(0),
        met=done,
        moved=done,
        end=due,
    )


def _level(measure: Measure, on: date) -> Reading:
    """A level is looked at on its final review date alone; between, it has neither progress nor plan."""
    if measure.quantity is None:
        raise ValueError("ratio target without a quantity")
    review = on >= end_of(measure)
    actual = None if measure.actual is None else Fraction(measure.actual)
    target = Fraction(measure.quantity)
    return Reading(
        progress=_level_reached(actual, target, measure.comparator) if review and actual is not None else None,
        planned=HUNDRED if review else None,
        met=actual is not None and _level_met(actual, target, measure.comparator),
        moved=actual is not None,
        end=end_of(measure),
        final=review,
    )


def _level_met(actual: Fraction, target: Fraction, comparator: str) -> bool:
    if comparator == "<=":
        return actual <= target
    return actual > target if comparator == ">" else actual >= target


def _level_reached(actual: Fraction, target: Fraction, comparator: str) -> Fraction:
    """100·A/T, and 100·T/A where lower is better; capped at 100."""
    if _level_met(actual, target, comparator):
        return HUNDRED
    if comparator == "<=":
        return HUNDRED * target / actual if target > 0 else Fraction(0)
    return min(HUNDRED * actual / target, HUNDRED) if target > 0 else Fraction(0)


def _service(measure: Measure, on: date) -> Reading:
    """The share of periods in which the service ran; a month not reported is left out of both."""
    counted_to = min(measure.actual_on or on, on)
    periods = _periods(measure, counted_to)
    actual = _known(measure)
    progress = HUNDRED * actual / periods if actual is not None and periods > 0 else None
    return Reading(
        progress=progress,
        planned=HUNDRED if periods > 0 else Fraction(0),
        met=progress is not None and progress >= HUNDRED,
        moved=actual is not None and actual > 0,
        end=end_of(measure),
        final=on >= end_of(measure),
    )


def _periods(measure: Measure, on: date) -> Fraction:
    """Periods in which the service should have run: the plan's own count, else months from the start month on."""
    if measure.plan:
        return planned_at(measure, on) or Fraction(0)
    first = max(measure.starts_on or date(measure.year, 1, 1), date(measure.year, 1, 1))
    last = min(on, end_of(measure))
    return Fraction(max((last.year - first.year) * 12 + last.month - first.month + 1, 0))


def _count(measure: Measure, on: date) -> Reading:
    moved = measure.actual is not None and measure.actual != measure.baseline
    return Reading(progress=None, planned=None, met=False, moved=moved, end=end_of(measure))


def has_started(measure: Measure, reading: Reading, on: date) -> bool:
    return bool(measure.started) or reading.moved or any(is_done(measure, node, on) for node in measure.milestones)
