"""A monthly plan: cumulative values that never turn back and end at the target (domain.md 4.1)."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from tracker.refusal import Refused


def faults(plan: Mapping[int, Decimal], goal: Decimal, baseline: Decimal, field: str = "plan") -> list[Refused]:
    """What does not fit, month by month; the field of each is `field` with the month behind it."""
    months = sorted(plan.items())
    found = [
        Refused("plan.turns", field=f"{field}-{month}", month=month)
        for (_, before), (month, value) in pairwise(months)
        if (value < before if goal > baseline else value > before)
    ]
    if months and months[-1][1] != goal:
        found.append(Refused("plan.end", field=f"{field}-{months[-1][0]}", last=months[-1][1], goal=goal))
    return found
