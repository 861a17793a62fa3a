"""Approvals (批示) and the review before publication (公开审查): one shape everywhere (domain.md 5.3).

Leaders do not sign in: the office records what they decided, on which paper, in which words.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tracker import clock
from tracker.refusal import Refused

EARLIEST = date(2000, 1, 1)
ATTRIBUTES = ("主动公开", "依申请公开", "不予公开")
"""公开属性: each paper carries one from its draft on."""
PUBLIC = ATTRIBUTES[0]


@dataclass(frozen=True, slots=True)
class Approval:
    """A recorded 批示: which post decided, when (ISO date), its words, the paper's number and the scan's hash."""

    post: str
    decided_on: str
    words: str = ""
    document: str | None = None
    scan: str | None = None

    def check(self, *, worded: bool = False) -> None:
        """Raises Refused("approval.incomplete") without post and date, Refused("approval.date") for a date that is
        none, lies ahead, or before 2000; with `worded` Refused("approval.words") where it says nothing."""
        if not self.post.strip() or not self.decided_on.strip():
            raise Refused("approval.incomplete", field="approval")
        try:
            decided = date.fromisoformat(self.decided_on)
        except ValueError:
            raise Refused("approval.date", field="decided_on", found=self.decided_on[:40]) from None
        if not EARLIEST <= decided <= clock.today():
            raise Refused("approval.date", field="decided_on", found=self.decided_on)
        if worded and not self.words.strip():
            raise Refused("approval.words", field="words")

    def faults(self, *, worded: bool = False) -> list[Refused]:
        """What `check` refuses, to be told with the faults of what it decides."""
        try:
            self.check(worded=worded)
        except Refused as refused:
            return [refused]
        return []

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Review:
    """公开审查: 公开属性, the 保密审查意见 of a named post, and the responsible leader's approval."""

    attribute: str
    opinion: str
    opinion_post: str
    approval: Approval

    def check(self, *, public: bool = True) -> None:
        """With `public` of what goes to everybody; else of a paper that stays within.

        Raises Refused("review.not_public") or Refused("review.incomplete").
        """
        if self.attribute not in ATTRIBUTES:
            raise Refused("review.attribute", field="attribute")
        if public and self.attribute != PUBLIC:
            raise Refused("review.not_public", field="attribute", attribute=self.attribute)
        if not self.opinion.strip() or not self.opinion_post.strip():
            raise Refused("review.incomplete", field="opinion")
        self.approval.check()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_dict(stored: dict[str, Any]) -> "Review":
        return Review(**{**stored, "approval": Approval(**stored["approval"])})
