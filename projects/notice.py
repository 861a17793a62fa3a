"""A word to the public between two months: a 更正, an approved adjustment, a revoked acceptance (domain.md 3.2, 3.3,
5.3)."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import Review
from projects.identity import identity
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused

CORRECTION, ADJUSTMENT, REVOCATION = "correction", "adjustment", "revocation"


class Notice(Aggregate):
    """One for each correction of a published month, each approved adjustment and each acceptance that was revoked.
    `subject`: the adjustment's id; the report's id and the number of its correction (`…:2`); the project's id and the
    round of its acceptance (`…:1`)."""

    TOPIC = "notice"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "notice.event"
        programme: str
        jurisdiction: str
        year: int

    class Opened(Event, Aggregate.Created):
        TOPIC = "notice.opened"
        kind: str
        subject: str

    class Cleared(Event):
        TOPIC = "notice.cleared"
        review: dict[str, Any]
        sha256: str

    class Published(Event):
        TOPIC = "notice.published"
        content: str
        sha256: str

    @staticmethod
    def create_id(kind: str, subject: str) -> UUID:
        return identity("notice", kind, subject)

    def clear(self, review: Review, content: str) -> None:
        """公开审查 of exactly this content; what changes afterwards must be cleared again."""
        self._open()
        review.check()
        self._cleared(**self._which(), review=review.as_dict(), sha256=_hash(content))

    def publish(self, content: str) -> None:
        """Raises Refused("notice.not_cleared") or Refused("publication.changed_since_clearing")."""
        self._open()
        if not self.cleared:
            raise Refused("notice.not_cleared")
        if self.cleared != _hash(content):
            raise Refused("publication.changed_since_clearing")
        self._published(**self._which(), content=content, sha256=_hash(content))

    def _open(self) -> None:
        if self.state == "published":
            raise Refused("notice.published_already")

    def _which(self) -> dict[str, Any]:
        return {"programme": self.programme, "jurisdiction": self.jurisdiction, "year": self.year}

    @event(Opened)
    def __init__(self, programme: str, jurisdiction: str, year: int, kind: str, subject: str) -> None:
        self.programme, self.jurisdiction, self.year = programme, jurisdiction, year
        self.kind, self.subject = kind, subject
        self.state, self.cleared = "open", ""
        self.review: dict[str, Any] | None = None

    @event(Cleared)
    def _cleared(self, programme: str, jurisdiction: str, year: int, review: dict[str, Any], sha256: str) -> None:
        self.cleared, self.review = sha256, review

    @event(Published)
    def _published(self, programme: str, jurisdiction: str, year: int, content: str, sha256: str) -> None:
        self.state = "published"


def _hash(content: str) -> str:
    return sha256(content.encode()).hexdigest()
