"""The paper of one kind on one period at work: drafted from what was published, and sent out under its number.

Each method loads what the rule needs, refuses or changes, and gives back (what changed, answer) for Ledger.carry_out.
"""

import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects import notices, published, register
from projects.approval import Approval, Review
from projects.notice import CORRECTION
from projects.notices import Told
from projects.policy import WORDS, Period
from projects.programme import Programme
from projects.publication import Publication
from projects.snapshot import RETURNED
from supervision import bulletin, document_kind, naming, proposals
from supervision.document import (
    BULLETIN,
    CHECK_CODE_LENGTH,
    CHECK_CODE_SIGNS,
    OUT,
    Document,
    IssuedFile,
    edition,
)
from supervision.draft import Draft, Occasion
from supervision.naming import Naming
from supervision.number_series import NUMBER, NumberSeries
from supervision.registered_number import RegisteredNumber
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import WorkingDays

Changed = tuple[list[Aggregate], Any]
PERIODICAL = "督查通报"
"""The name of the periodical that 〔年〕第N期 counts, unless the policy set says another (extra.periodical)."""


class NumberMoved(Exception):
    """Another document took the number these files were made with: make them again with the next."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes or decides: an account's id and the post it stands for."""

    account: str
    post: str


def check_code() -> str:
    """What is printed on a paper so that it can be found again."""
    return "".join(secrets.choice(CHECK_CODE_SIGNS) for _ in range(CHECK_CODE_LENGTH))


class Paperwork:
    """Raises Refused("programme.unknown"), ("month.unknown"), and for imported history ("document.no_papers")."""

    def __init__(self, ledger: Ledger, kind: str, jurisdiction: str, year: int, period: str) -> None:
        self.ledger, self.kind = ledger, kind
        self.programme = ledger.get(Programme, Programme.create_id(jurisdiction, year))
        if self.programme.published:
            raise Refused("document.no_papers")
        self.policy = self.programme.policy_set
        found = self.policy.period(period)
        if found is None or found.year != year:
            raise Refused("month.unknown", period=period)
        self.period: Period = found
        self.stand_under(period)

    @property
    def key(self) -> str:
        """Under which its paper stands: the period and its edition, or the period with a press text's angle."""
        return self.edition

    edition: str = ""
    taken_back: Sequence[Document] = ()
    """The papers that stood here before and were taken back."""

    def stand_under(self, key: str) -> None:
        """Where the paper on `key` stands: one that was taken back leaves its place to the next edition."""
        self.edition, gone = key, []
        while (found := self.ledger.find(Document, self._place())) is not None and found.state == "withdrawn":
            gone.append(found)
            self.edition = edition(key, len(gone) + 1)
        self.id: UUID = self._place()
        self.taken_back = gone

    def _place(self) -> UUID:
        return Document.create_id(self.kind, self.programme.jurisdiction, self.programme.year, self.edition)

    @property
    def series_name(self) -> str:
        """The series it is numbered in."""
        return self.policy.series

    def document(self) -> Document | None:
        return self.ledger.find(Document, self.id)

    def is_published(self) -> bool:
        """Whether the month has been published: before that nothing is drafted."""
        found = self.ledger.find(Publication, Publication.create_id(str(self.programme.id), self.period.key))
        return found is not None and found.state == "published"

    def draft(self, writer: Writer, days: WorkingDays, attribute: str = "主动公开") -> Changed:
        """Raises Refused("document.unpublished") before the month is published, ("document.drafted_already")."""
        if self.document() is not None:
            raise Refused("document.drafted_already", period=self.period.label)
        composed = self.composed(days)
        document = Document.draft(
            self.kind,
            self.programme.jurisdiction,
            self.programme.year,
            self.key,
            facts=composed.facts,
            prose=composed.prose,
            check_code=check_code(),
            drafter=writer.account,
            post=writer.post,
            attribute=attribute,
            series=self.series_name,
        )
        return [document], {"document": str(document.id)}

    def composed(self, days: WorkingDays) -> Draft:
        """What a draft made now would say."""
        publication = self.ledger.find(Publication, Publication.create_id(str(self.programme.id), self.period.key))
        if publication is None or publication.state != "published":
            raise Refused("document.unpublished", period=self.period.label)
        content, occasion = self.published(days)
        _complete(content, publication)
        return self._compose(content, occasion)

    def _compose(self, content: Mapping[str, Any], occasion: Occasion) -> Draft:
        return bulletin.compose(content, occasion)

    def edit(self, words: Mapping[str, Any], writer: Writer, text: str, *, confirmed: bool = False) -> Changed:
        document = self._document()
        document.edit(words, writer.account, writer.post, text=text, confirmed=confirmed)
        return [document], {"text": document.text, "typed": document.typed}

    def review(self, review: Review, text: str) -> Changed:
        document = self._document()
        document.review(review, text)
        return [document], {"text": text}

    def approve(self, approval: Approval, text: str, decided_by: str | None = None) -> Changed:
        document = self._document()
        document.approve(approval, text, decided_by)
        return [document], {"text": text}

    form: str = NUMBER
    """How it is numbered: 号, or 期 where the office puts it among the numbers of a periodical."""

    def series(self) -> NumberSeries:
        """The series of the year in which it is issued, with its next number."""
        year, jurisdiction = clock.today().year, self.programme.jurisdiction
        name = self.series_name if self.form == NUMBER else self.policy.extra.get("periodical", PERIODICAL)
        id = NumberSeries.create_id(jurisdiction, name, year, self.form)
        return self.ledger.find(NumberSeries, id) or NumberSeries.open(jurisdiction, name, year, self.form)

    def register(self, text: str, number: str) -> Changed:
        """登记编号: what the office's own register gave it, in place of a number of ours; run it alone.

        Raises Refused("document.moved"), ("document.number_ours") for one that looks like a series of ours, and
        ("document.number_taken") for one that another paper has.
        """
        document = self._document()
        if document.text != text:
            raise Refused("document.moved")
        document.register(number)
        given = str(document.number_text)
        series = (self.series_name, self.policy.extra.get("periodical", PERIODICAL))
        if any(given.startswith(f"{name}〔{clock.today().year}〕") for name in series):
            raise Refused("document.number_ours", field="number")
        jurisdiction = self.programme.jurisdiction
        if self.ledger.find(RegisteredNumber, RegisteredNumber.create_id(jurisdiction, given)) is not None:
            raise Refused("document.number_taken", field="number", number=given)
        return [document, RegisteredNumber.give(jurisdiction, given, document.id)], {"number": given}

    def next_number(self) -> str | None:
        """The number it would get now; None for kinds without one."""
        if not document_kind.of(self.kind).numbered:
            return None
        series = self.series()
        return series.written(series.next)

    def issue(
        self,
        number: str | None,
        text: str,
        files: Sequence[IssuedFile],
        fonts: Mapping[str, str | None],
        template: str | None = None,
    ) -> Changed:
        """Draws the number and sends the paper out in one; run it alone. Raises NumberMoved where `number`, which the
        files show, is no longer the next, and Refused("document.moved") where their text is not what was approved."""
        document = self._document()
        if document.state not in OUT and document.text != text:
            raise Refused("document.moved")
        changed: list[Aggregate] = [document]
        if document.state == "approved" and document.kind_of.numbered:
            series = self.series()
            drawn = series.draw(document.id)
            if series.written(drawn) != number:
                raise NumberMoved
            document.number(drawn, series.written(drawn))
            changed.append(series)
        document.issue(clock.today().isoformat(), files, fonts, template)
        return changed, {"number": document.number_text, "files": document.files}

    def _naming(self) -> tuple[Naming, ...]:
        """The naming list, but for those whom the bulletin of another period names."""
        programme = self.programme
        others = [each for each in self.policy.periods(programme.year) if each != self.period]
        slug, year = programme.jurisdiction, programme.year
        works = [Paperwork(self.ledger, BULLETIN, slug, year, each.key) for each in others]
        papers = [found for each in works if (found := each.document())]
        with self.ledger.reading() as conn:
            units = register.units(conn, programme.jurisdiction)
            decided = proposals.of_programme(conn, programme.id)
        return naming.listed(decided, units, [key for paper in papers for key in paper.facts.get("naming", ())])

    def _document(self) -> Document:
        return self.ledger.get(Document, self.id)

    def published(self, days: WorkingDays) -> tuple[dict[str, Any], Occasion]:
        """The month as published, and everything around it that a paper speaks of."""
        slug, year, period = self.programme.jurisdiction, self.programme.year, self.period
        periods = self.policy.periods(year)
        place = periods.index(period)
        before = periods[place - 1] if place else None
        after = periods[place + 1] if place + 1 < len(periods) else None
        with self.ledger.reading() as conn:
            government = register.jurisdiction(conn, slug) or {}
            found = published.content(conn, slug, year, period.key)
            previous = published.content(conn, slug, year, before.key) if before else None
            told = notices.told(conn, slug, year)
        if found is None:
            raise Refused("document.unpublished", period=period.label)
        content: dict[str, Any] = json.loads(found["content"])
        next_due = self.policy.report_due(after, days) if after else None
        return content, Occasion(
            period=period,
            log_position=found["position"],
            sha256=found["sha256"],
            published_on=found["published_at"].astimezone(clock.SHANGHAI).date(),
            government=content["name"],
            kind=government.get("kind", "city"),
            simulated=government.get("shown") == "simulated",
            hotline=self.programme.hotline,
            previous=json.loads(previous["content"]) if previous else None,
            previous_period=before if previous else None,
            next_period=after,
            next_due=next_due,
            next_due_estimated=bool(next_due and days.estimated(next_due)),
            letterhead=self.policy.extra.get("letterhead", {}),
            worded=self.programme.public_lights == WORDS,
            naming=self._naming() if self.kind == BULLETIN else (),
            corrections=_since(told, previous["position"] if previous else 0, found["position"]),
        )


def _since(told: Sequence[Told], first: int, last: int) -> list[dict[str, Any]]:
    """The corrections told between two positions of the ledger, oldest first."""
    return [each.content for each in reversed(told) if each.kind == CORRECTION and first < each.position < last]


def _complete(content: Mapping[str, Any], publication: Publication) -> None:
    """Each project accepted, or named 未报送 by the office (domain.md 3.3): publishing saw to it, this looks again."""
    missing = [
        project["number"]
        for project in content["projects"]
        if project["report"]["state"] in ("not_reported", RETURNED) and project["id"] not in publication.not_reported
    ]
    if missing:
        raise Refused("publication.incomplete", count=len(missing), numbers="、".join(missing[:12]))


class TakenOver(Paperwork, ABC):
    """A paper whose words were decided before: drafted, and approved from the beginning, as soon as it is looked at."""

    _made: Document | None = None

    def document(self) -> Document:
        found = self.ledger.find(Document, self.id)
        if found is None and self._made is None:
            self._made = self._drafted()
        return found or self._made  # type: ignore[return-value]

    def _document(self) -> Document:
        return self.document()

    @abstractmethod
    def _drafted(self) -> Document:
        """With the review and the approval that its words had."""
