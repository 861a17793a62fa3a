"""The publication of one period of a programme: what is missing is named, reviewed before it is public, and kept."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import Review
from projects.identity import identity
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused


class Publication(Aggregate):
    TOPIC = "publication"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "publication.event"
        programme: str
        jurisdiction: str
        year: int
        period: str

    class Opened(Event, Aggregate.Created):
        TOPIC = "publication.opened"

    class NotReportedListed(Event):
        TOPIC = "publication.not_reported_listed"
        projects: list[str]
        reason: str

    class Cleared(Event):
        TOPIC = "publication.cleared"
        review: dict[str, Any]
        sha256: str

    class Published(Event):
        TOPIC = "publication.published"
        content: str
        sha256: str
        as_of: str

    @staticmethod
    def create_id(programme: str, period: str) -> UUID:
        return identity("publication", programme, period)

    def list_not_reported(self, projects: list[str], reason: str) -> None:
        """The office names the projects whose month goes out as 未报送 (domain.md 3.3)."""
        self._open()
        if not reason.strip():
            raise Refused("report.reason_missing", field="reason")
        new = [project for project in projects if project not in self.not_reported]
        if new:
            self._listed(**self._which(), projects=new, reason=reason)

    def clear(self, review: Review, content: str) -> None:
        """公开审查 of exactly this content; what changes afterwards must be cleared again."""
        self._open()
        review.check()
        self._cleared(**self._which(), review=review.as_dict(), sha256=_hash(content))

    def publish(self, content: str, as_of: str) -> None:
        """Raises Refused("publication.not_cleared") or Refused("publication.changed_since_clearing")."""
        self._open()
        if not self.cleared:
            raise Refused("publication.not_cleared")
        if self.cleared != _hash(content):
            raise Refused("publication.changed_since_clearing")
        self._published(**self._which(), content=content, sha256=_hash(content), as_of=as_of)

    def _open(self) -> None:
        if self.state == "published":
            raise Refused("publication.published_already", period=self.period)

    def _which(self) -> dict[str, Any]:
        return {
            "programme": self.programme,
            "jurisdiction": self.jurisdiction,
            "year": self.year,
            "period": self.period,
        }

    @event(Opened)
    def __init__(self, programme: str, jurisdiction: str, year: int, period: str) -> None:
        self.programme, self.jurisdiction, self.year, self.period = programme, jurisdiction, year, period
        self.state, self.cleared = "open", ""
        self.not_reported: list[str] = []

    @event(NotReportedListed)
    def _listed(
        self, programme: str, jurisdiction: str, year: int, period: str, projects: list[str], reason: str
    ) -> None:
        self.not_reported = [*self.not_reported, *projects]

    @event(Cleared)
    def _cleared(
        self, programme: str, jurisdiction: str, year: int, period: str, review: dict[str, Any], sha256: str
    ) -> None:
        self.cleared = sha256

    @event(Published)
    def _published(
        self, programme: str, jurisdiction: str, year: int, period: str, content: str, sha256: str, as_of: str
    ) -> None:
        self.state = "published"


def _hash(content: str) -> str:
    return sha256(content.encode()).hexdigest()
