"""The feedback of a visit (反馈意见): its conclusion, handed to those inspected, with every finding or without any.

domain.md 2.6 (政府督查工作条例 art. 16) and 3.4. One a visit.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval
from projects.identity import identity
from supervision import written
from supervision.inspection import Inspection
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all


class Feedback(Aggregate):
    """It is issued once and stays as it was; what a unit objects to is told with the finding."""

    TOPIC = "feedback"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "feedback.event"

    class Issued(Event, Aggregate.Created):
        TOPIC = "feedback.issued"
        jurisdiction: str
        year: int
        programme: str
        project: str
        visit: str
        findings: list[str]
        units: list[str]
        words: str
        approval: dict[str, Any]
        issuer: str

    @staticmethod
    def create_id(visit: str) -> UUID:
        return identity("feedback", visit)

    @classmethod
    def issue(
        cls, visit: Inspection, findings: Sequence[str], units: Sequence[str], words: str, approval: Approval, by: str
    ) -> "Feedback":
        """`units`: those it is handed to; `by`: the account that issues it. After the visit was closed: what is fed
        back was signed. Raises all faults."""
        if visit.state != "closed":
            raise Refused("feedback.not_closed")
        refuse_all([*written.faults("feedback.words", "conclusion", words), *approval.faults()])
        return cls._create(
            cls.Issued,
            jurisdiction=visit.jurisdiction,
            year=visit.year,
            programme=visit.programme,
            project=visit.project,
            visit=str(visit.id),
            findings=list(findings),
            units=list(dict.fromkeys(units)),
            words=words.strip(),
            approval=approval.as_dict(),
            issuer=by,
        )

    @event(Issued)
    def __init__(self, visit: str, findings: list[str]) -> None:
        self.visit, self.findings = visit, findings
