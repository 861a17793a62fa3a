"""How a unit's stamped paper stands to its reports of the month, for the pages that ask for it."""

from dataclasses import dataclass
from typing import Any

from projects import filing, stamped_form
from projects.month import Month
from tracker.refusal import Refused
from web.filing_form import Entry


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a unit's stamped paper stands to its reports: the scan, and the numbers of projects it does not cover."""

    file: dict[str, Any] | None
    lacking: tuple[str, ...]


def stamp(month: Month, unit: str | None, entries: list[Entry]) -> Stamp | None:
    """None where the programme asks for no stamp, or nobody's unit is looked at."""
    if not month.programme.stamp_required or not unit:
        return None
    form = stamped_form.found(month.ledger, str(month.programme.id), month.period.key, unit)
    lacking = [entry.number for entry in entries if fault(month, unit, entry) is not None]
    return Stamp(form.file if form else None, tuple(lacking))


def fault(month: Month, unit: str, entry: Entry) -> Refused | None:
    """What keeps a report from going out without a stamp that says what it says."""
    whole = filing.completed(entry.project, entry.filing, entry.period, entry.policy)
    try:
        month.stamped(unit, entry.project.id, whole.as_dict())
    except Refused as no:
        return no
    return None
