"""A criticism before all (通报批评): drafted by the office, decided by a recorded 批示, reviewed where it is public.

domain.md 1.5 (E3), 3.5, 5.2; 政府督查工作条例 art. 21: the decision is the government's or its head's. The paper itself
is made of this record.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import ATTRIBUTES, Approval, Review
from supervision import written
from supervision.ground import Ground
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

OPEN = ("drafted", "approved")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """事实, 认定, 处理决定 and 要求, as the paper will say them."""

    facts: str
    finding: str
    decision: str
    requirement: str

    def faults(self) -> Iterator[Refused]:
        yield from written.faults("criticism.facts", "facts", self.facts)
        yield from written.faults("criticism.finding", "finding", self.finding)
        yield from written.faults("criticism.decision", "decision", self.decision)
        yield from written.faults("criticism.requirement", "requirement", self.requirement)

    def as_dict(self) -> Row:
        return {name: text.strip() for name, text in asdict(self).items()}


class Criticism(Aggregate):
    """States: drafted → approved → cleared (only where it is 主动公开); rejected; withdrawn with a reason.

    What is redrafted must be approved again.
    """

    TOPIC = "criticism"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "criticism.event"

    class Drafted(Event, Aggregate.Created):
        TOPIC = "criticism.drafted"
        jurisdiction: str
        year: int
        programme: str
        project: str | None
        order: str | None
        unit: str
        cause: dict[str, Any]
        attribute: str
        words: dict[str, Any]
        drafter: str

    class Redrafted(Event):
        TOPIC = "criticism.redrafted"
        attribute: str
        words: dict[str, Any]
        drafter: str

    class Approved(Event):
        TOPIC = "criticism.approved"
        approval: dict[str, Any]

    class Rejected(Event):
        TOPIC = "criticism.rejected"
        approval: dict[str, Any]

    class Cleared(Event):
        TOPIC = "criticism.cleared"
        review: dict[str, Any]

    class Withdrawn(Event):
        TOPIC = "criticism.withdrawn"
        reason: str

    @staticmethod
    def create_id(programme: str) -> UUID:
        return uuid4()

    @classmethod
    def draft(
        cls,
        words: Words,
        attribute: str,
        by: str,
        ground: Ground,
    ) -> "Criticism":
        """`attribute`: its 公开属性; `by`: the drafter's account. Raises all faults."""
        faults = [*words.faults(), *_attribute_faults(attribute)]
        faults += written.faults("criticism.unit", "unit", ground.unit)
        refuse_all(faults)
        return cls._create(
            cls.Drafted,
            **ground.whose(),
            order=ground.order,
            cause=ground.why(),
            attribute=attribute,
            words=words.as_dict(),
            drafter=by,
        )

    def redraft(self, words: Words, attribute: str, by: str) -> None:
        self._open()
        refuse_all([*words.faults(), *_attribute_faults(attribute)])
        if (words.as_dict(), attribute) != (self.words, self.attribute):
            self._redrafted(attribute=attribute, words=words.as_dict(), drafter=by)

    def approve(self, approval: Approval) -> None:
        """A leader's 批示. Raises Refused("approval.words") for one without words."""
        self._decidable(approval)
        self._approved(approval=approval.as_dict())

    def reject(self, approval: Approval) -> None:
        self._decidable(approval)
        self._rejected(approval=approval.as_dict())

    def clear(self, review: Review) -> None:
        """公开审查 of what was approved; only what is 主动公开 goes to the public."""
        if self.state != "approved":
            raise Refused("criticism.not_approved" if self.state == "drafted" else "criticism.over")
        if self.attribute != "主动公开":
            raise Refused("criticism.not_public", attribute=self.attribute)
        review.check()
        self._cleared(review=review.as_dict())

    def withdraw(self, reason: str) -> None:
        if self.state in ("rejected", "withdrawn"):
            raise Refused("criticism.over")
        refuse_all(written.faults("criticism.reason", "reason", reason))
        self._withdrawn(reason=reason.strip())

    def _open(self) -> None:
        if self.state not in OPEN:
            raise Refused("criticism.over")

    def _decidable(self, approval: Approval) -> None:
        if self.state != "drafted":
            raise Refused("criticism.decided")
        approval.check(worded=True)

    @event(Drafted)
    def __init__(self, programme: str, order: str | None, unit: str, attribute: str, words: Row) -> None:
        self.programme, self.order, self.unit = programme, order, unit
        self.attribute, self.words, self.state = attribute, words, "drafted"

    @event(Redrafted)
    def _redrafted(self, attribute: str, words: Row, drafter: str) -> None:
        self.attribute, self.words, self.state = attribute, words, "drafted"

    @event(Approved)
    def _approved(self, approval: Row) -> None:
        self.state = "approved"

    @event(Rejected)
    def _rejected(self, approval: Row) -> None:
        self.state = "rejected"

    @event(Cleared)
    def _cleared(self, review: Row) -> None:
        self.state = "cleared"

    @event(Withdrawn)
    def _withdrawn(self, reason: str) -> None:
        self.state = "withdrawn"


def _attribute_faults(attribute: str) -> list[Refused]:
    return [] if attribute in ATTRIBUTES else [Refused("review.attribute", field="attribute")]
