"""Who still owes something: the units of a week or a month, overdue first, and when each was urged (催报)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from supervision.urgings import UrgingRow
from tracker import clock

Owed = Mapping[str, Sequence[dict[str, Any]]]
"""Unit id → what it owes, each {project, number, title, period, overdue}, as Urging.Sent has it."""


@dataclass(frozen=True, slots=True)
class Owing:
    """One unit: what it owes since when it is overdue (None: not yet), and when it was last urged for this period."""

    unit: str
    name: str
    owed: Sequence[dict[str, Any]]
    since: datetime | None
    urged: UrgingRow | None

    @property
    def told_today(self) -> bool:
        return self.urged is not None and self.urged.sent_at.astimezone(clock.SHANGHAI).date() == clock.today()


def of(owed: Owed, units: Mapping[str, str], urged: Mapping[str, UrgingRow], since: datetime) -> list[Owing]:
    """Overdue first, then by the number of projects owed. `since`: when what is overdue was due."""
    found = [
        Owing(
            unit, units.get(unit, unit), each, since if any(row["overdue"] for row in each) else None, urged.get(unit)
        )
        for unit, each in owed.items()
    ]
    return sorted(found, key=lambda one: (one.since is None, -len(one.owed), one.name))
