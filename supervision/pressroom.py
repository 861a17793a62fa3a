"""A press text at work: one angle on one published month, from draft to what went out, and its embargo.

The same steps as every paper's (paperwork.py); what is its own is the angle, the pictures and the embargo.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from projects import published
from supervision import angle, conference, press, public_visits
from supervision.angle import CALLED, CONFERENCE, YEAR_END, Angle
from supervision.document import PRESS_CONFERENCE, PRESS_RELEASE, Document
from supervision.document_kind import of as kind_of
from supervision.draft import Draft, Occasion
from supervision.paperwork import Changed, Paperwork, Writer
from supervision.version import Version, versions
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import WorkingDays


class Pressroom(Paperwork):
    """`key`: angle.py. Raises what Paperwork raises, and Refused("press.angle") for an angle that there is not."""

    def __init__(self, ledger: Ledger, jurisdiction: str, year: int, key: str) -> None:
        period, self.angle = angle.read(key)
        lacking = self.angle.kind in angle.WITH_SUBJECT and not self.angle.subject
        if lacking or self.angle.kind not in CALLED or self.angle.key(period) != key:
            raise Refused("press.angle")
        kind = PRESS_CONFERENCE if self.angle.kind == CONFERENCE else PRESS_RELEASE
        super().__init__(ledger, kind, jurisdiction, year, period)
        self.id = Document.create_id(kind, jurisdiction, year, key)

    @property
    def key(self) -> str:
        return self.angle.key(self.period.key)

    def draft(self, writer: Writer, days: WorkingDays, attribute: str | None = None) -> Changed:
        """Raises besides what Paperwork raises Refused("press.subject"), ("press.year_not_over")."""
        return super().draft(writer, days, attribute or kind_of(self.kind).attribute)

    def _compose(self, content: Mapping[str, Any], occasion: Occasion) -> Draft:
        if self.angle.kind == CONFERENCE:
            return conference.compose(content, occasion)
        if self.angle.kind == YEAR_END and occasion.next_period is not None:
            raise Refused("press.year_not_over", period=self.policy.periods(self.programme.year)[-1].label)
        return press.compose(content, occasion, self.angle)

    def content(self) -> dict[str, Any] | None:
        """The month as it was published; None before."""
        programme = self.programme
        with self.ledger.reading() as conn:
            found = published.content(conn, programme.jurisdiction, programme.year, self.period.key)
        return json.loads(found["content"]) if found else None

    def edit(self, words: Mapping[str, Any], writer: Writer, text: str, *, confirmed: bool = False) -> Changed:
        """Raises Refused("press.picture") for a picture that was not cleared for the public."""
        with self.ledger.reading() as conn:
            for each in words.get("pictures", ()):
                if not public_visits.shows(conn, each["sha256"]):
                    raise Refused("press.picture", field="pictures")
        return super().edit(words, writer, text, confirmed=confirmed)

    def embargo(self, until: datetime | None, *, sure: bool = False) -> Changed:
        """Of a text that has gone out, ending it or bringing it forward shows everybody what others were told to keep:
        refused with Refused("press.embargo_sure") unless `sure`."""
        document = self._document()
        standing = datetime.fromisoformat(document.embargo_until) if document.embargo_until else None
        sooner = standing is not None and (until is None or until < standing)
        if sooner and document.state == "issued" and document.embargoed(clock.now()) and not sure:
            raise Refused("press.embargo_sure", field="sure")
        document.embargo(until, clock.now())
        return [document], {"until": document.embargo_until}

    def versions(self) -> list[Version]:
        """Every text that was kept, the first first."""
        return versions(self.ledger, self.id)


def angles(content: Mapping[str, Any], period: str) -> dict[str, list[tuple[str, str]]]:
    """Kind of angle → the keys that can be drafted, each with its words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, called in CALLED.items():
        subjects = angle.subjects(content, kind) if kind in angle.WITH_SUBJECT else [("", called)]
        found[kind] = [(Angle(kind, subject).key(period), words) for subject, words in subjects]
    return found
