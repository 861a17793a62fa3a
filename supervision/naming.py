"""The naming list (点名名单): units that missed two in a quarter, as the office took them up, for the bulletin's words.

domain.md 3.9, 2: two missed in a quarter, and the unit is named in the cadence's bulletin. The system proposes, the
office takes it up, and the next bulletin that is drafted names it, once. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from supervision.proposals import Decided
from supervision.quarter import Quarter

RULE = "一个季度内有2次到期未办的单位，在通报中点名；补办的，仍计为未办。"


@dataclass(frozen=True, slots=True)
class Naming:
    """`key`: the proposal's id; `quarter` in words; `missed`: what was missed, each with the day it was due by."""

    key: str
    unit: str
    quarter: str
    missed: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"{self.unit}{self.quarter}有{len(self.missed)}次到期未办：{'；'.join(self.missed)}。"


def listed(decided: Iterable[Decided], units: Mapping[str, str], told: Iterable[str]) -> tuple[Naming, ...]:
    """Those taken up, the first taken up first; not those whose key is `told` by another bulletin."""
    gone = frozenset(told)
    taken = [
        row
        for row in decided
        if row.state == "accepted" and row.proposal["rule"] == "two_missed" and row.key not in gone
    ]
    return tuple(
        Naming(
            row.key,
            units.get(row.proposal["unit"], ""),
            _quarter(row.proposal["period"]),
            tuple(line.removesuffix("，未办") for line in row.proposal["arithmetic"][:-1]),
        )
        for row in sorted(taken, key=lambda row: (str(row.decided_at), row.key))
    )


def _quarter(key: str) -> str:
    found = Quarter.of(key)
    return found.label if found else key
