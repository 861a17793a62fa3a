"""How units are ranked for the public, where that is turned on: by how much of what they lead is where it was to be.

Pure. It reads projects as a publication holds them (projects/snapshot.py), and judges nothing anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

KEPT_PACE = frozenset({"finished", "ahead", "on_pace"})
FORMULA = "达到计划的比例 = 已完成、超序时、按序时的项数 ÷ 牵头并评定状态的项数"
"""Default: no rule of a city or province prescribes one."""


@dataclass(frozen=True, slots=True)
class Place:
    """`place` counts from 1, equal shares have the same one, the next is passed over; None where nothing is judged."""

    unit: str
    place: int | None
    kept: int
    judged: int


def ranked(leads: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Place]:
    """Unit → what it leads, in the order of names: the highest share first, equal ones as they came, those of which
    nothing is judged last."""
    counted = {unit: _counted(projects) for unit, projects in leads.items()}
    shares = {unit: Fraction(kept, judged) for unit, (kept, judged) in counted.items() if judged}
    order = sorted(counted, key=lambda unit: -shares.get(unit, Fraction(-1)))
    return [Place(unit, _place(shares, unit), *counted[unit]) for unit in order]


def _place(shares: Mapping[str, Fraction], unit: str) -> int | None:
    own = shares.get(unit)
    return None if own is None else 1 + sum(share > own for share in shares.values())


def _counted(projects: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """How many are where they were to be, and how many are judged: not what is suspended, ended or carried over."""
    stood = [each["status"] for each in projects if each["status"] and not each.get("halt")]
    return sum(status in KEPT_PACE for status in stood), len(stood)
