"""What can be said of a printed series without judging it: it fell, two figures of one day differ, it went on counting.

Nothing is put right and no percent is reckoned to be shown: a remark stands beside the figures, which stay as printed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.listing import RATIO_UNITS

Value = Mapping[str, Any]

FELL = "fell"
"""Less than the figure of an earlier day; `amount` is by how much."""
OTHERWISE = "otherwise"
"""Another figure was published for the same day; `amount` is that one."""
OTHERWISE_PERCENT = "otherwise_percent"
"""Another percent was published for the same day and figure; `amount` is that one."""
PAST_TARGET = "past_target"
"""The target had been reached before, and the count went on."""
OTHER_STAGE = "other_stage"
"""It counts another stage (开工) than the target (投用): the two are not held against each other."""
NOT_THE_QUOTIENT = "not_the_quotient"
"""The printed percent is a point or more away from figure over target: it is of something else, or a slip."""

_COUNTED = ("quantity", "count", "money", "service")
_REACHED_BY_MORE = (">=", ">", "=", "~")


@dataclass(frozen=True)
class Remark:
    """One thing a reader may want to know about a figure; `amount` in the figure's unit, or percent."""

    kind: str
    amount: Decimal | None = None


def remarks(values: Sequence[Value], target: Mapping[str, Any]) -> list[tuple[Remark, ...]]:
    """For each of a target's published values (ascending by day, undated last), what can be said of it."""
    return [tuple(_remarks(value, values, target)) for value in values]


def _remarks(value: Value, values: Sequence[Value], target: Mapping[str, Any]) -> list[Remark]:
    found = [*_fell(value, values), *_otherwise(value, values)]
    if value["stage"] and value["stage"] != target["stage"]:
        return [*found, Remark(OTHER_STAGE)]
    if not _against_target(value, target):
        return found
    return [*found, *_past_target(value, values, target), *_not_the_quotient(value, target)]


def figure(value: Value) -> Decimal | None:
    """The value as the decimal it was written as."""
    return None if value["value"] is None else Decimal(str(value["value"]))


def _alike(one: Value, other: Value) -> bool:
    """Whether two figures count the same thing."""
    return bool(one["unit"] == other["unit"] and one["stage"] == other["stage"])


def _before(value: Value, values: Sequence[Value]) -> Value | None:
    """The last figure of an earlier day that counts the same thing."""
    if value["as_of"] is None:
        return None
    earlier = [
        each
        for each in values
        if each["as_of"] and each["as_of"] < value["as_of"] and each["value"] is not None and _alike(each, value)
    ]
    return earlier[-1] if earlier else None


def _fell(value: Value, values: Sequence[Value]) -> list[Remark]:
    now, before = figure(value), _before(value, values)
    then = figure(before) if before else None
    return [Remark(FELL, then - now)] if now is not None and then is not None and now < then else []


def _otherwise(value: Value, values: Sequence[Value]) -> list[Remark]:
    same_day = [each for each in values if each is not value and each["as_of"] == value["as_of"] and value["as_of"]]
    alike = [each for each in same_day if _alike(each, value)]
    found = [Remark(OTHERWISE, each) for each in _others(value, alike, "value")]
    of_one_figure = [each for each in alike if each["value"] == value["value"]]
    return found + [Remark(OTHERWISE_PERCENT, each) for each in _others(value, of_one_figure, "published_percent")]


def _others(value: Value, values: Sequence[Value], name: str) -> list[Decimal]:
    """The other numbers under a name, each once; none where the value itself has none."""
    if value[name] is None:
        return []
    numbers = [Decimal(str(each[name])) for each in values if each[name] is not None]
    return list(dict.fromkeys(number for number in numbers if number != Decimal(str(value[name]))))


def _against_target(value: Value, target: Mapping[str, Any]) -> bool:
    """Whether figure and target count the same thing, upwards."""
    counts = target["kind"] in _COUNTED and target["comparator"] in _REACHED_BY_MORE
    same = target["quantity"] and value["value"] is not None and value["unit"] == target["unit"]
    return bool(counts and same and target["unit"] not in RATIO_UNITS)


def _past_target(value: Value, values: Sequence[Value], target: Mapping[str, Any]) -> list[Remark]:
    now, before = figure(value), _before(value, values)
    then = figure(before) if before else None
    reached = now is not None and then is not None and then >= Decimal(str(target["quantity"])) and now > then
    return [Remark(PAST_TARGET)] if reached else []


def _not_the_quotient(value: Value, target: Mapping[str, Any]) -> list[Remark]:
    now, goal = figure(value), Decimal(str(target["quantity"]))
    if now is None or value["published_percent"] is None or not goal:
        return []
    apart = abs(now / goal * 100 - Decimal(str(value["published_percent"])))
    return [Remark(NOT_THE_QUOTIENT)] if apart >= 1 else []
