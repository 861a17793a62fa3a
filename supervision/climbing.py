"""The upper ladder of a programme at work: what is ordered there, and, in the same save, the step of the order it is.

Each method gives back (what changed, answer) for Ledger.carry_out.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects.programme import Programme
from supervision.criticism import Criticism
from supervision.problem import Problem
from supervision.rectification import Rectification
from supervision.talk import Talk
from tracker.ledger import Ledger
from tracker.refusal import Refused

A = TypeVar("A", bound=Aggregate)
Changed = tuple[list[Aggregate], Any]


class Climbing:
    """Raises Refused("programme.unknown"), and for imported history ("document.no_papers")."""

    def __init__(self, ledger: Ledger, programme: UUID) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, programme)
        if self.programme.published:
            raise Refused("document.no_papers")

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

    def _own(self, found: A, programme: str, code: str) -> A:
        if programme != str(self.programme.id):
            raise Refused(code)
        return found
