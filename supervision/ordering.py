"""The orders of a programme at work: drafted once a matter, and issued under the next number of their series.

Each method gives back (what changed, answer) for Ledger.carry_out; run them alone, for their rules cross streams.
"""

from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects import register
from projects.approval import Approval
from projects.programme import Programme
from supervision import orders, visits
from supervision.matter import FALSIFIED, Cause, Matter
from supervision.number_series import NumberSeries
from supervision.order import Order
from supervision.sample import FALSE
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import WorkingDays

Changed = tuple[list[Aggregate], Any]
SUFFIX = "单"
"""示政办督 numbers the bulletins; 示政办督单 the orders, which are no 公文 of the government."""


class Ordering:
    """Raises Refused("programme.unknown"), and for imported history ("document.no_papers")."""

    def __init__(self, ledger: Ledger, programme: UUID) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, programme)
        if self.programme.published:
            raise Refused("document.no_papers")

    def draft(self, project: str | None, matter: Matter, cause: Cause, by: str) -> Changed:
        """One matter, one order: raises Refused("order.matter_open") where one on it is not over."""
        self._ruled_false(project, cause)
        self._once(project, matter, cause)
        made = Order.draft(
            self.programme.jurisdiction, self.programme.year, str(self.programme.id), project, matter, cause, by
        )
        return [made], {"order": str(made.id)}

    def redraft(self, id: UUID, matter: Matter, cause: Cause, by: str) -> Changed:
        found = self.order(id)
        self._ruled_false(found.project, cause)
        self._once(found.project, matter, cause, id)
        found.redraft(matter, cause, by)
        return [found], {"order": str(id)}

    def issue(self, id: UUID, approval: Approval, days: WorkingDays, decided_by: str | None = None) -> Changed:
        """Draws the number and issues in one save, so that none is lost."""
        found, series = self.order(id), self.series()
        drawn = series.next
        found.issue(drawn, series.written(drawn), approval, days, decided_by)
        series.draw(found.id)
        return [found, series], {"order": str(id), "number": found.number}

    def series(self) -> NumberSeries:
        """The series of the year in which it is issued, with its next number."""
        name, year = self.programme.policy_set.series + SUFFIX, clock.today().year
        id = NumberSeries.create_id(self.programme.jurisdiction, name, year)
        return self.ledger.find(NumberSeries, id) or NumberSeries.open(self.programme.jurisdiction, name, year)

    def order(self, id: UUID) -> Order:
        """The order, of this programme. Raises Refused("order.unknown")."""
        found = self.ledger.get(Order, id)
        if found.programme != str(self.programme.id):
            raise Refused("order.unknown")
        return found

    def _ruled_false(self, project: str | None, cause: Cause) -> None:
        """An order for a false report rests on a person's ruling of a visit, and on nothing else."""
        if cause.kind != FALSIFIED:
            return
        with self.ledger.reading() as conn:
            found = visits.visit(conn, _id(cause.ref.split(":")[1])) if cause.ref.count(":") else None
        if found is None or found.project != project or not found.ruling or found.ruling["ruling"] != FALSE:
            raise Refused("order.not_ruled_false", field="cause")

    def _once(self, project: str | None, matter: Matter, cause: Cause, own: UUID | None = None) -> None:
        if not cause.ref:
            return
        with self.ledger.reading() as conn:
            there = orders.on_the_same(conn, self.programme.id, project, matter.unit, cause.kind, cause.ref)
            names = register.units(conn, self.programme.jurisdiction)
        if there is not None and there.id != own:
            raise Refused("order.matter_open", number=there.number or "草稿", unit=names.get(there.unit, ""))


def _id(text: str) -> UUID:
    """The id of a text; that of nothing where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
