"""The half-year disclosure (半年公开): progress, completion, problems and next measures in words, for each project and
for the whole list, published with what it said kept for ever (domain.md 1.2, 2.4, 3.6).

A correction is another version: the one before stays as it was published, and the new one says what it corrects.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import Review
from projects.identity import identity
from projects.report import CORRECTION_REASONS
from projects.snapshot import canonical
from supervision import own_words
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, SeveralRefused

PARTS = {"progress": "进展", "completion": "完成情况", "problems": "存在问题", "measures": "下步措施"}
"""What is told of each, in this order."""
LATE = ("behind", "far_behind")
Words = dict[str, Any]
"""{"overall": {part: text}, "projects": {number: {part: text}}}"""


class Disclosure(Aggregate):
    """`facts`: projects and figures as published, frozen at drafting (supervision/disclosing.py); `words` edited."""

    TOPIC = "disclosure"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "disclosure.event"

    class Drafted(Event, Aggregate.Created):
        TOPIC = "disclosure.drafted"
        programme: str
        jurisdiction: str
        year: int
        half: str
        facts: dict[str, Any]
        words: dict[str, Any]

    class Edited(Event):
        TOPIC = "disclosure.edited"
        words: dict[str, Any]

    class Cleared(Event):
        TOPIC = "disclosure.cleared"
        review: dict[str, Any]
        sha256: str

    class Published(Event):
        TOPIC = "disclosure.published"
        jurisdiction: str
        year: int
        half: str
        number: int
        content: str
        sha256: str

    class Reopened(Event):
        """Something in it is wrong: the next version corrects the one that is out."""

        TOPIC = "disclosure.reopened"
        reason_code: str
        reason: str
        found_by: str
        found_on: str

    @staticmethod
    def create_id(programme: str, half: str) -> UUID:
        return identity("disclosure", programme, half)

    def edit(self, words: Mapping[str, Mapping[str, Any]]) -> None:
        """`words` as Words, as far as they are written; parts that are not named stay as they are."""
        self._open()
        written = {
            "overall": {**self.words["overall"], **_kept(words.get("overall", {}))},
            "projects": {
                number: {**said, **_kept(words.get("projects", {}).get(number, {}))}
                for number, said in self.words["projects"].items()
            },
        }
        if written != self.words:
            self._edited(words=written)

    def faults(self) -> list[Refused]:
        """Every part that says nothing: blank, a set phrase, or figures that the table has already."""
        found = [
            fault
            for part, what in PARTS.items()
            for fault in own_words.faults(self.words["overall"][part], f"overall.{part}", about=f"总体{what}：")
        ]
        for project in self.facts["projects"]:
            number = project["number"]
            for part, what in PARTS.items():
                found += own_words.faults(
                    self.words["projects"][number][part],
                    f"p{number}.{part}",
                    about=f"项目{number}{what}：",
                    late=part == "problems" and project["status"] in LATE,
                )
        return found

    def clear(self, review: Review, seen: str) -> None:
        """公开审查 of exactly what stands now (`seen`, its SHA-256). Raises what says nothing, all at once."""
        self._open()
        if faults := self.faults():
            raise SeveralRefused(faults)
        if seen != self.text:
            raise Refused("publication.changed_since_clearing")
        review.check()
        self._cleared(review=review.as_dict(), sha256=self.text)

    def publish(self) -> None:
        """Raises Refused("publication.not_cleared") or ("publication.changed_since_clearing")."""
        self._open()
        if not self.cleared:
            raise Refused("publication.not_cleared")
        if self.cleared != self.text:
            raise Refused("publication.changed_since_clearing")
        self._published(
            jurisdiction=self.jurisdiction,
            year=self.year,
            half=self.half,
            number=len(self.versions) + 1,
            content=self.content,
            sha256=self.text,
        )

    def correct(self, reason_code: str, reason: str, found_by: str, found_on: str) -> None:
        """Opens the next version of what is out."""
        if self.state != "published":
            raise Refused("disclosure.not_published")
        if reason_code not in CORRECTION_REASONS:
            raise Refused("report.correction_reason", field="reason_code")
        for name, text, what in (("reason", reason, "更正说明"), ("found_by", found_by, "由谁发现")):
            if not text.strip():
                raise Refused("form.missing", field=name, what=what)
        self._reopened(reason_code=reason_code, reason=reason.strip(), found_by=found_by.strip(), found_on=found_on)

    @property
    def content(self) -> str:
        """The canonical text of what it would say, or says."""
        return canonical(
            {
                **self.facts,
                "half": self.half,
                "number": len(self.versions) + 1,
                "overall": {**self.facts["overall"], **self.words["overall"]},
                "projects": [{**each, **self.words["projects"][each["number"]]} for each in self.facts["projects"]],
                "correction": self.correction,
            }
        )

    @property
    def text(self) -> str:
        return sha256(self.content.encode()).hexdigest()

    def _open(self) -> None:
        if self.state == "published":
            raise Refused("disclosure.published_already")

    @event(Drafted)
    def __init__(
        self, programme: str, jurisdiction: str, year: int, half: str, facts: dict[str, Any], words: dict[str, Any]
    ) -> None:
        self.programme, self.jurisdiction, self.year, self.half = programme, jurisdiction, year, half
        self.facts, self.words, self.state, self.cleared = facts, words, "drafted", ""
        self.versions: list[str] = []
        self.correction: dict[str, Any] | None = None

    @event(Edited)
    def _edited(self, words: dict[str, Any]) -> None:
        self.words, self.state, self.cleared = words, "drafted", ""

    @event(Cleared)
    def _cleared(self, review: dict[str, Any], sha256: str) -> None:
        self.state, self.cleared = "cleared", sha256

    @event(Published)
    def _published(self, jurisdiction: str, year: int, half: str, number: int, content: str, sha256: str) -> None:
        self.state, self.cleared = "published", ""
        self.versions.append(sha256)

    @event(Reopened)
    def _reopened(self, reason_code: str, reason: str, found_by: str, found_on: str) -> None:
        self.state, self.cleared = "drafted", ""
        self.correction = {
            "of": len(self.versions),
            "of_sha256": self.versions[-1] if self.versions else None,
            "reason_kind": CORRECTION_REASONS.get(reason_code, reason_code),
            "reason": reason,
            "found_by": found_by,
            "found_on": found_on,
        }


def _kept(said: Mapping[str, Any]) -> dict[str, str]:
    return {part: str(text).strip() for part, text in said.items() if part in PARTS}
