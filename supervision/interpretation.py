"""The interpretation (解读) of something published, linked both ways with it (domain.md E6, E7).

Each publication is reviewed, and kept as it was; a later one says why it replaces the one before.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import Review
from projects.identity import identity
from projects.snapshot import canonical
from supervision import own_words
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

RELEASE = "release"
"""The subject that is the list as released; others are a half-year (`2026-H1`) or a bulletin (`bulletin-2026-08`)."""


class Interpretation(Aggregate):
    """One for each subject."""

    TOPIC = "interpretation"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "interpretation.event"

    class Opened(Event, Aggregate.Created):
        TOPIC = "interpretation.opened"
        programme: str
        jurisdiction: str
        year: int
        subject: str

    class Published(Event):
        """`number` counts its versions; the content of a later one says why it replaces the one before."""

        TOPIC = "interpretation.published"
        jurisdiction: str
        year: int
        subject: str
        number: int
        content: str
        sha256: str
        review: dict[str, Any]

    @staticmethod
    def create_id(programme: str, subject: str) -> UUID:
        return identity("interpretation", programme, subject)

    def publish(
        self, title: str, paragraphs: Sequence[str], author: str, about: str, review: Review, reason: str = ""
    ) -> None:
        """`about` is the title of what it interprets. Raises everything it lacks at once."""
        faults = [
            Refused("form.missing", field=name, what=what)
            for name, text, what in (("title", title, "标题"), ("author", author, "解读单位"))
            if not text.strip()
        ]
        faults += own_words.faults("\n".join(paragraphs), "text", about="解读正文：")
        if self.versions and not reason.strip():
            faults.append(Refused("form.missing", field="reason", what="更正说明"))
        refuse_all(faults)
        review.check()
        content = canonical(
            {
                "jurisdiction": self.jurisdiction,
                "year": self.year,
                "subject": self.subject,
                "about": about,
                "number": len(self.versions) + 1,
                "title": title.strip(),
                "paragraphs": [line.strip() for line in paragraphs if line.strip()],
                "author": author.strip(),
                "reason": reason.strip() or None,
            }
        )
        self._published(
            jurisdiction=self.jurisdiction,
            year=self.year,
            subject=self.subject,
            number=len(self.versions) + 1,
            content=content,
            sha256=sha256(content.encode()).hexdigest(),
            review=review.as_dict(),
        )

    @event(Opened)
    def __init__(self, programme: str, jurisdiction: str, year: int, subject: str) -> None:
        self.programme, self.jurisdiction, self.year, self.subject = programme, jurisdiction, year, subject
        self.versions: list[str] = []

    @event(Published)
    def _published(
        self,
        jurisdiction: str,
        year: int,
        subject: str,
        number: int,
        content: str,
        sha256: str,
        review: dict[str, Any],
    ) -> None:
        self.versions.append(sha256)
