"""A target as its districts hold it: their figures side by side, and whether they add up to what was published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.listing import RATIO_UNITS


@dataclass(frozen=True)
class Sum:
    """The districts of one day together: `added` is None where figures cannot be added (rates, shares).

    `total` is the target's own published figure of that day, None without one; `silent` are the districts known to the
    project that gave none.
    """

    as_of: str | None
    added: Decimal | None
    total: Decimal | None
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Split:
    """One target's districts, in the order printed, with one sum a day.

    `aims`: the districts' targets together; None unless they can be added and every district has one.
    """

    target: Mapping[str, Any]
    regions: tuple[Mapping[str, Any], ...]
    days: tuple[str | None, ...]
    additive: bool
    sums: tuple[Sum, ...]
    aims: Decimal | None


def splits(project: Mapping[str, Any], latest: int | None = None) -> list[Split]:
    """Of a published project: one for each target that has districts, in the targets' order; of the `latest` days only
    where that is given."""
    everywhere = tuple(dict.fromkeys(region["region"] for region in project["regions"]))
    found = []
    for target in project["targets"]:
        own = tuple(region for region in project["regions"] if region["target_no"] == target["no"])
        if own:
            found.append(_split(target, own, everywhere, latest))
    return found


def value_on(region: Mapping[str, Any], day: str | None) -> Mapping[str, Any] | None:
    """The last figure a district has of a day."""
    of_day = [value for value in region["values"] if value["as_of"] == day and _given(value)]
    return of_day[-1] if of_day else None


def _given(value: Mapping[str, Any]) -> bool:
    return value["value"] is not None or value["published_percent"] is not None


def _split(
    target: Mapping[str, Any], own: tuple[Mapping[str, Any], ...], everywhere: Sequence[str], latest: int | None
) -> Split:
    days = {value["as_of"] for region in own for value in region["values"]}
    ordered = (*sorted(day for day in days if day), *([None] if None in days else []))
    ordered = ordered[-latest:] if latest else ordered
    additive = target["kind"] != "ratio" and target["unit"] not in RATIO_UNITS
    sums = tuple(_sum(target, own, day, everywhere, additive) for day in ordered)
    aims = [region["quantity"] for region in own]
    whole = additive and all(aim is not None for aim in aims)
    together = sum((Decimal(str(aim)) for aim in aims), Decimal(0)) if whole else None
    return Split(target, own, ordered, additive, sums, together)


def _sum(
    target: Mapping[str, Any],
    own: Sequence[Mapping[str, Any]],
    day: str | None,
    everywhere: Sequence[str],
    additive: bool,
) -> Sum:
    given = {region["region"]: value_on(region, day) for region in own}
    figures = [Decimal(str(value["value"])) for value in given.values() if value and value["value"] is not None]
    silent = tuple(name for name in everywhere if not given.get(name))
    if not additive or not figures:
        return Sum(day, None, None, silent)
    added = sum(figures, Decimal(0))
    return Sum(day, added, _total(target, day, added), silent)


def _total(target: Mapping[str, Any], day: str | None, added: Decimal) -> Decimal | None:
    """The target's figure of the day; where several were published, the one the districts add up to, else the last."""
    own = [
        Decimal(str(value["value"]))
        for value in target["values"]
        if value["as_of"] == day and value["value"] is not None and value["unit"] == target["unit"]
    ]
    return added if added in own else (own[-1] if own else None)
