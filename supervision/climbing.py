"""The upper ladder of a programme at work: what is ordered there, and, in the same save, the step of the order it is.

Each method gives back (what changed, answer) for Ledger.carry_out; run them alone, for their rules cross streams.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects.approval import Approval
from projects.programme import Programme
from supervision.criticism import Criticism, Words
from supervision.ground import Ground
from supervision.hand_over import HandOver
from supervision.order import Order
from supervision.problem import Fields, Problem
from supervision.rectification import Rectification
from supervision.talk import Arrangement, Talk
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import WorkingDays

A = TypeVar("A", bound=Aggregate)
Changed = tuple[list[Aggregate], Any]


@dataclass(frozen=True, slots=True)
class About:
    """What a step is about. With an order, unit and project are the order's. `cause`: {kind, ref, words}; `ref` may be
    a proposal's id, which it answers. `lapse`: what of the order's step before was not kept, in words."""

    unit: str
    project: str | None = None
    order: UUID | None = None
    cause: dict[str, Any] | None = None
    lapse: str = ""


class Climbing:
    """Raises Refused("programme.unknown"), and for imported history ("document.no_papers")."""

    def __init__(self, ledger: Ledger, programme: UUID) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, programme)
        if self.programme.published:
            raise Refused("document.no_papers")

    # Each step, with the order it raises.

    def talk_is_due(self, about: About, arrangement: Arrangement, approval: Approval, days: WorkingDays) -> Changed:
        """Arranges a talk. An order that is at its talk already (a former one was cancelled) is not raised again."""
        order = self._order(about)
        made = Talk.schedule(arrangement, approval, days, self._ground(about, order))
        return self._raised(order, "talk", made, arrangement.reason, approval, days, about, arrangement.at[:10])

    def rectify(
        self, about: About, problem: str, requirement: str, due: str, approval: Approval, by: str, days: WorkingDays
    ) -> Changed:
        """Orders a rectification; `by` is the account that does."""
        order = self._order(about)
        made = Rectification.require(problem, requirement, due, approval, by, self._ground(about, order))
        return self._raised(order, "rectification", made, requirement, approval, days, about, due)

    def criticise(self, about: About, words: Words, attribute: str, by: str) -> Changed:
        """Drafts a criticism. The order it belongs to goes up only once it is approved."""
        order = self._order(about)
        made = Criticism.draft(words, attribute, by, self._ground(about, order))
        return [made], {"id": str(made.id)}

    def approve_criticism(self, id: UUID, approval: Approval, lapse: str, days: WorkingDays) -> Changed:
        found = self.criticism(id)
        found.approve(approval)
        about = About(found.unit, order=UUID(found.order) if found.order else None, lapse=lapse)
        return self._raised(
            self._order(about), "criticism", found, found.words["decision"], approval, days, about, None
        )

    def hand_over(self, about: About, organ: str, handed_on: str, approval: Approval, days: WorkingDays) -> Changed:
        """Records that it was handed over: only organ, day and decision."""
        order = self._order(about)
        made = HandOver.record(organ, handed_on, approval, self._ground(about, order))
        return self._raised(order, "handed_over", made, "移送有权机关处理", approval, days, about, None)

    def disclose(self, about: About, fields: Fields, by: str) -> Changed:
        """Drafts a problem for the public; it is a decision of its own and no step of an order."""
        made = Problem.draft(fields, by, self._ground(about, self._order(about)))
        return [made], {"id": str(made.id)}

    # Each of this programme alone; another's is unknown here.

    def talk(self, id: UUID) -> Talk:
        found = self.ledger.get(Talk, id)
        return self._own(found, found.programme, "talk.unknown")

    def rectification(self, id: UUID) -> Rectification:
        found = self.ledger.get(Rectification, id)
        return self._own(found, found.programme, "rectification.unknown")

    def criticism(self, id: UUID) -> Criticism:
        found = self.ledger.get(Criticism, id)
        return self._own(found, found.programme, "criticism.unknown")

    def problem(self, id: UUID) -> Problem:
        found = self.ledger.get(Problem, id)
        return self._own(found, found.programme, "problem.unknown")

    def change(self, found: A, act: Callable[[A], None]) -> Changed:
        """One command on one of them."""
        act(found)
        return [found], {"id": str(found.id)}

    def _order(self, about: About) -> Order | None:
        if about.order is None:
            return None
        found = self.ledger.get(Order, about.order)
        return self._own(found, found.programme, "order.unknown")

    def _ground(self, about: About, order: Order | None) -> Ground:
        unit, project = (order.matter["unit"], order.project) if order else (about.unit, about.project)
        found = self.programme
        made = (found.jurisdiction, found.year, str(found.id), unit, project, str(order.id) if order else None)
        return Ground(*made, cause=about.cause)

    def _raised(
        self,
        order: Order | None,
        to: str,
        made: Aggregate,
        reason: str,
        approval: Approval,
        days: WorkingDays,
        about: About,
        due: str | None,
    ) -> Changed:
        answer = {"id": str(made.id)}
        if order is None:
            return [made], answer
        if order.step != to:
            order.escalate(to, reason, approval, days, due=due, lapse=about.lapse)
        return [order, made], answer

    def _own(self, found: A, programme: str, code: str) -> A:
        if programme != str(self.programme.id):
            raise Refused(code)
        return found
