"""The silence over a 随机抽查 or a 暗访 ends with the office's word, or else the day after the last of its days: units
are told then what was looked at, as at any other ending (docs/decisions/0088-silence-ends-by-the-clock.md)."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects.identity import identity
from supervision import inspection_plans, visits
from supervision.inspection_plan import InspectionPlan
from supervision.visit import OPEN
from tracker.event import SYSTEM, acting
from tracker.ledger import Ledger


def end(ledger: Ledger, today: date) -> int:
    """Of every plan whose days are past and whose visits are over; how many there were. Again, and it does nothing."""
    with ledger.reading() as conn:
        due = [
            row.id
            for row in inspection_plans.past(conn, today)
            if not any(each.state in OPEN for each in visits.of_programme(conn, row.jurisdiction, row.year, row.id))
        ]
    for id in due:
        key, asked = identity("silence", str(id)), ["silence", str(id)]
        with acting(SYSTEM):
            ledger.carry_out(key, asked, partial(_lapsed, ledger, id), alone=True)
    return len(due)


def _lapsed(ledger: Ledger, id: UUID) -> tuple[list[Aggregate], Any]:
    found = ledger.get(InspectionPlan, id)
    found.lapse()
    return [found], {"plan": str(id)}
