"""A problem named to the public (问题公开) in exactly five fields: a decision of its own, approved and reviewed.

domain.md 1.2 (B3), 3.4, 5.2. What it rests on is a reference (`cause`): an order, a talk, a finding. Who answers for it
stands by the post. What was published stays; its withdrawal is told beside it with the reason.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval, Review
from supervision import written
from supervision.ground import Ground
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

FIELDS = {
    "item": "事项名称",
    "unit_name": "责任单位",
    "post": "责任人",
    "facts": "推进落实不力主要事实",
    "requirement": "整改要求",
}
"""The five, in their order; 整改情况 may follow once published."""
DUE = "整改期限"
"""The day that belongs to 整改要求: part of the text that is approved."""
OPEN = ("drafted", "approved", "cleared")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fields:
    """The five fields as the public reads them; `unit_name` and `post` as they are on the day of drafting. `due`: the
    last day for what 整改要求 asks; None only in what was named before there was one."""

    item: str
    unit_name: str
    post: str
    facts: str
    requirement: str
    due: date | None = None

    def faults(self) -> Iterator[Refused]:
        yield from written.faults("problem.item", "item", self.item)
        yield from written.faults("problem.unit_name", "unit_name", self.unit_name)
        yield from written.faults("problem.post", "post", self.post)
        yield from written.faults("problem.facts", "facts", self.facts)
        yield from written.faults("problem.requirement", "requirement", self.requirement)
        if self.due is None:
            yield Refused("problem.due", field="due")

    def as_dict(self) -> dict[str, str]:
        said = {name: text.strip() for name, text in asdict(self).items() if name in FIELDS}
        return {**said, "due": self.due.isoformat()} if self.due else said


class Problem(Aggregate):
    """States: drafted → approved → cleared → published → withdrawn; rejected; withdrawn before it was published is
    known to nobody outside. Approval and review hold for exactly the text they saw."""

    TOPIC = "problem"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "problem.event"

    class Drafted(Event, Aggregate.Created):
        TOPIC = "problem.drafted"
        jurisdiction: str
        year: int
        programme: str
        project: str | None
        unit: str
        cause: dict[str, Any]
        fields: dict[str, Any]
        drafter: str

    class Redrafted(Event):
        TOPIC = "problem.redrafted"
        fields: dict[str, Any]
        drafter: str

    class Approved(Event):
        TOPIC = "problem.approved"
        approval: dict[str, Any]
        sha256: str

    class Rejected(Event):
        TOPIC = "problem.rejected"
        approval: dict[str, Any]

    class Cleared(Event):
        TOPIC = "problem.cleared"
        review: dict[str, Any]
        sha256: str

    class Published(Event):
        TOPIC = "problem.published"
        sha256: str

    class OutcomePublished(Event):
        TOPIC = "problem.outcome_published"
        outcome: str
        review: dict[str, Any]

    class Withdrawn(Event):
        TOPIC = "problem.withdrawn"
        reason: str
        approval: dict[str, Any]

    @staticmethod
    def create_id(programme: str) -> UUID:
        return uuid4()

    @classmethod
    def draft(
        cls,
        fields: Fields,
        by: str,
        ground: Ground,
    ) -> "Problem":
        """`by`: the drafter's account. Raises all faults."""
        faults = [*fields.faults(), *written.faults("problem.unit", "unit", ground.unit)]
        refuse_all(faults)
        return cls._create(
            cls.Drafted,
            **ground.whose(),
            cause=ground.why(),
            fields=fields.as_dict(),
            drafter=by,
        )

    @property
    def text(self) -> str:
        """The SHA-256 (hex) of the five fields as they stand."""
        return sha256(json.dumps(self.fields, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def redraft(self, fields: Fields, by: str) -> None:
        """What was approved or reviewed must be so again."""
        self._open()
        refuse_all([*fields.faults()])
        if fields.as_dict() != self.fields:
            self._redrafted(fields=fields.as_dict(), drafter=by)

    def approve(self, approval: Approval, text: str) -> None:
        """A leader's 批示 on exactly this text. Raises Refused("problem.moved") where it is another by now."""
        self._decidable(approval, text)
        self._approved(approval=approval.as_dict(), sha256=text)

    def reject(self, approval: Approval) -> None:
        self._decidable(approval, self.text)
        self._rejected(approval=approval.as_dict())

    def clear(self, review: Review, text: str) -> None:
        """公开审查 of exactly this text, after the decision."""
        if self.state != "approved":
            raise Refused("problem.not_approved" if self.state == "drafted" else "problem.cleared_already")
        if text != self.text:
            raise Refused("problem.moved")
        review.check()
        self._cleared(review=review.as_dict(), sha256=text)

    def publish(self) -> None:
        if self.state != "cleared":
            raise Refused("problem.published_already" if self.state == "published" else "problem.not_cleared")
        self._published(sha256=self.text)

    def tell_outcome(self, outcome: str, review: Review) -> None:
        """整改情况 for the public, reviewed as it stands; a later one follows the former."""
        if self.state != "published":
            raise Refused("problem.not_published")
        refuse_all(written.faults("problem.outcome", "outcome", outcome))
        review.check()
        self._outcome_published(outcome=outcome.strip(), review=review.as_dict())

    def withdraw(self, reason: str, approval: Approval) -> None:
        """Decided as the disclosure was. Once published, both stay to be seen."""
        if self.state in ("rejected", "withdrawn"):
            raise Refused("problem.over")
        refuse_all([*written.faults("problem.reason", "reason", reason), *approval.faults()])
        self._withdrawn(reason=reason.strip(), approval=approval.as_dict())

    def _open(self) -> None:
        if self.state not in OPEN:
            raise Refused("problem.published_already" if self.state == "published" else "problem.over")

    def _decidable(self, approval: Approval, text: str) -> None:
        if self.state != "drafted":
            raise Refused("problem.decided")
        if text != self.text:
            raise Refused("problem.moved")
        approval.check(worded=True)

    @event(Drafted)
    def __init__(self, programme: str, cause: Row, fields: Row) -> None:
        self.programme, self.cause, self.fields, self.state = programme, cause, fields, "drafted"

    @event(Redrafted)
    def _redrafted(self, fields: Row, drafter: str) -> None:
        self.fields, self.state = fields, "drafted"

    @event(Approved)
    def _approved(self, approval: Row, sha256: str) -> None:
        self.state = "approved"

    @event(Rejected)
    def _rejected(self, approval: Row) -> None:
        self.state = "rejected"

    @event(Cleared)
    def _cleared(self, review: Row, sha256: str) -> None:
        self.state = "cleared"

    @event(Published)
    def _published(self, sha256: str) -> None:
        self.state = "published"

    @event(OutcomePublished)
    def _outcome_published(self, outcome: str, review: Row) -> None:
        pass

    @event(Withdrawn)
    def _withdrawn(self, reason: str, approval: Row) -> None:
        self.state = "withdrawn"
