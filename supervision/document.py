"""A paper of the office (公文, 新闻通稿): drafted from published figures, edited, reviewed, approved, numbered, issued.

domain.md 5.2, 5.3. What was issued is its bytes: they are kept by their hash and never made again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import ATTRIBUTES, PUBLIC, Approval, Review
from projects.identity import identity
from supervision import document_kind, figures, press_words
from supervision import prose as words_of
from supervision.document_kind import DocumentKind
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

BULLETIN, PRESS_RELEASE, CORRECTION_NOTICE = "bulletin", "press_release", "correction_notice"
PRESS_CONFERENCE = "press_conference"
MINUTES, ORDER = "minutes", "supervision_order"
OPEN = ("drafted", "reviewed", "approved")
OUT = ("issued", "corrected", "withdrawn")
STATES = (*OPEN, "numbered", *OUT)

CHECK_CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXY3456789"
"""Without the signs that are read for one another: 0 O, 1 I L, 2 Z."""
CHECK_CODE_LENGTH = 8
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """A file as it was issued; `sha256` in hex names its bytes in the store, `size` counts them."""

    name: str
    media_type: str
    sha256: str
    size: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def edition(subject: str, place: int) -> str:
    """What the `place`-th paper on one subject stands under."""
    return subject if place == 1 else f"{subject}/{place}"


class Document(Aggregate):
    """One paper of one kind on one period. Its words (`prose`) are edited, its figures (`facts`) are frozen.

    prose: {"title", "head" (a press text's dateline), "tail" (its contact line), "blocks": [{"key", "heading",
    "rule", "names", "paragraphs"}]}; only title, head, tail and paragraphs change, by the rules of figures.py.
    """

    TOPIC = "document"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "document.event"

    class Drafted(Event, Aggregate.Created):
        TOPIC = "document.drafted"
        kind: str
        jurisdiction: str
        year: int
        period: str
        attribute: str
        series: str | None
        check_code: str
        facts: dict[str, Any]
        prose: dict[str, Any]
        drafter: str
        post: str

    class Edited(Event):
        TOPIC = "document.edited"
        prose: dict[str, Any]
        typed: list[str]
        editor: str
        post: str

    class Reviewed(Event):
        TOPIC = "document.reviewed"
        review: dict[str, Any]
        sha256: str

    class Approved(Event):
        TOPIC = "document.approved"
        approval: dict[str, Any]
        sha256: str
        decided_by: str | None

    class Numbered(Event):
        TOPIC = "document.numbered"
        number: int
        text: str

    class Issued(Event):
        TOPIC = "document.issued"
        class_version = 2
        issued_on: str
        files: list[dict[str, Any]]
        log_position: int
        fonts: dict[str, str | None]
        template: str | None
        public: bool

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, no template was recorded, and every paper that went out counted as public."""
            state |= {"template": None, "public": True}

    class Registered(Event):
        """Numbered by hand, from the office's own register (登记编号)."""

        TOPIC = "document.registered"
        text: str

    class Corrected(Event):
        """Another paper says what is wrong in it, and what is right."""

        TOPIC = "document.corrected"
        paper: str
        code: str
        number: str | None
        on: str

    class Withdrawn(Event):
        """Another paper takes it back."""

        TOPIC = "document.withdrawn"
        paper: str
        code: str
        number: str | None
        on: str

    class ScanAttached(Event):
        """The copy that was signed and sealed, beside the generated file."""

        TOPIC = "document.scan_attached"
        file: dict[str, Any]
        post: str

    class Archived(Event):
        """Put away under 机构—年度—顺序号, with its copies for the archive."""

        TOPIC = "document.archived"
        number: int
        text: str
        on: str
        pages: int
        files: list[dict[str, Any]]
        template: str | None

    class Embargoed(Event):
        """Nothing of it is public before `until` (ISO, with its zone); None lifts the embargo."""

        TOPIC = "document.embargoed"
        until: str | None

    @staticmethod
    def create_id(kind: str, jurisdiction: str, year: int, period: str) -> UUID:
        """One paper of a kind a period and edition; a 更正 stands under its month and notice (correction_paper.py)."""
        return identity("document", kind, jurisdiction, year, period)

    @classmethod
    def draft(
        cls,
        kind: str,
        jurisdiction: str,
        year: int,
        period: str,
        *,
        facts: dict[str, Any],
        prose: dict[str, Any],
        check_code: str,
        drafter: str,
        post: str,
        attribute: str = "主动公开",
        series: str | None = None,
    ) -> "Document":
        """`drafter` is an account's id. Raises Refused for a kind, 公开属性 or check code that there is not."""
        kind_of = document_kind.of(kind)
        if attribute not in ATTRIBUTES:
            raise Refused("review.attribute", field="attribute")
        if len(check_code) != CHECK_CODE_LENGTH or set(check_code) - set(CHECK_CODE_SIGNS):
            raise Refused("document.check_code")
        return cls(
            kind=kind,
            jurisdiction=jurisdiction,
            year=year,
            period=period,
            attribute=attribute,
            series=series if kind_of.numbered else None,
            check_code=check_code,
            facts=facts,
            prose=prose,
            drafter=drafter,
            post=post,
        )

    @property
    def kind_of(self) -> DocumentKind:
        return document_kind.of(self.kind)

    @property
    def text(self) -> str:
        """The SHA-256 (hex) of exactly what stands now: words, figures, 公开属性."""
        whole = {"facts": self.facts, "prose": self.prose, "attribute": self.attribute, "check_code": self.check_code}
        return sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def edit(
        self, words: Mapping[str, Any], editor: str, post: str, *, text: str | None = None, confirmed: bool = False
    ) -> None:
        """`words`: title, head, tail and block key → paragraphs. What was reviewed or approved must be so again.

        `text` is the hash of what the editor had before him. `confirmed` answers for figures typed by hand.
        Raises all faults at once: figures changed, projects dropped, a part empty or too long.
        """
        self._open(text)
        written = self.written(words)
        typed = self._traced(written) if press_words.traced(self.facts) else self._locked(written, confirmed)
        if written != self.prose:
            self._edited(prose=written, typed=typed, editor=editor, post=post)

    def written(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """The words as they would be kept with these changes, unchecked."""
        plain = words_of.written(self.prose, words)
        if not press_words.traced(self.facts):
            return plain
        return press_words.settled({**plain, **press_words.beside(words, self.prose)}, self.facts)

    def _traced(self, written: dict[str, Any]) -> list[str]:
        """A press text by reference may hold typed figures while it is at work; see `approve`."""
        refuse_all([*words_of.faults(written), *press_words.faults(written, self.facts)])
        return press_words.typed(written)

    def _locked(self, written: dict[str, Any], confirmed: bool) -> list[str]:
        blocks = {block["key"]: list(block["paragraphs"]) for block in written["blocks"]}
        drafted = self.original["blocks"]
        refuse_all([*words_of.faults(written), *figures.faults(drafted, blocks)])
        typed = [*self._typed_in_lines(written), *figures.typed(drafted, blocks, self._known())]
        if typed and not confirmed:
            raise Refused("document.figure_unknown", field="confirmed", figures="、".join(typed[:8]))
        return typed

    def review(self, review: Review, text: str) -> None:
        """公开审查 of exactly this text (its hash); of a paper that is not 主动公开 its 保密审查 all the same.

        Raises Refused("document.moved") and what the review lacks.
        """
        self._open(text)
        review.check(public=self.attribute == PUBLIC)
        if review.attribute != self.attribute:
            raise Refused("document.attribute", field="attribute", attribute=self.attribute)
        self._reviewed(review=review.as_dict(), sha256=text)

    def approve(self, approval: Approval, text: str, decided_by: str | None = None) -> None:
        """The office head's decision on exactly this text: his own (`decided_by`, his account), or his 批示 on paper.

        Raises Refused("document.own_work") where who wrote would approve, ("approval.words") for a 批示 without words.
        """
        self._open(text)
        if self.state == "drafted" and self.kind_of.reviewed:
            raise Refused("document.not_reviewed")
        approval.check()
        if decided_by in self.writers or approval.post.strip() in self.posts:
            raise Refused("document.own_work", field="post")
        if decided_by is None and not approval.words.strip():
            raise Refused("approval.words", field="words")
        refuse_all(press_words.unready(self.prose, self.facts))
        self._approved(approval=approval.as_dict(), sha256=text, decided_by=decided_by)

    def number(self, number: int, text: str) -> None:
        """The number drawn from its series for it, in the same save. Raises Refused("document.unnumbered_kind")."""
        self._only("approved")
        if not self.kind_of.numbered:
            raise Refused("document.unnumbered_kind")
        self._numbered(number=number, text=text)

    def register(self, text: str) -> None:
        """The number that the office's own register gave it, in place of one of a series.

        Raises Refused("document.unnumbered_kind"), ("document.number_text") for one that is empty or too long.
        """
        self._only("approved")
        if not self.kind_of.numbered:
            raise Refused("document.unnumbered_kind")
        if not 0 < len(written := words_of.line(text)) <= LONGEST_NUMBER:
            raise Refused("document.number_text", field="number", most=LONGEST_NUMBER)
        self._registered(text=written)

    def issue(
        self,
        issued_on: str,
        files: Sequence[IssuedFile],
        fonts: Mapping[str, str | None],
        template: str | None = None,
    ) -> None:
        """Sends it out as these files, made of the figures published at the log position frozen in it. `template` names
        the version of what it was printed with."""
        self._only(self._ready)
        if not files:
            raise Refused("document.no_files")
        self._issued(
            issued_on=issued_on,
            files=[file.as_dict() for file in files],
            log_position=self.facts["source"]["log_position"],
            fonts=dict(fonts),
            template=template,
            public=self.attribute == PUBLIC and self.embargo_until is None,
        )

    def embargo(self, until: datetime | None, now: datetime) -> None:
        """Keeps a press text from every public page until a moment, from which it is there by itself; None lifts it.

        May be changed until that moment, also when the text has gone out. Raises Refused("document.embargo_kind"),
        ("document.embargo_past") for a moment that is over, ("document.embargo_over") for what is public already.
        """
        if self.kind != PRESS_RELEASE:
            raise Refused("document.embargo_kind")
        if self.state not in (*OPEN, "issued") or (self.state == "issued" and not self.embargoed(now)):
            raise Refused("document.embargo_over")
        if until is not None and until <= now:
            raise Refused("document.embargo_past", field="until")
        written = until.isoformat() if until else None
        if written != self.embargo_until:
            self._embargoed(until=written)

    def embargoed(self, now: datetime) -> bool:
        return self.embargo_until is not None and now < datetime.fromisoformat(self.embargo_until)

    def correct(self, paper: UUID, code: str, number: str | None, on: str) -> None:
        """`paper`, `code`, `number`: of the paper that corrects it. It may be corrected more than once."""
        self._standing()
        self._corrected(paper=str(paper), code=code, number=number, on=on)

    def withdraw(self, paper: UUID, code: str, number: str | None, on: str) -> None:
        """`paper`, `code`, `number`: of the paper that takes it back."""
        self._standing()
        self._withdrawn(paper=str(paper), code=code, number=number, on=on)

    def attach_scan(self, file: Mapping[str, Any], post: str) -> None:
        """`file`: sha256, name, size, type. A later scan stands beside the earlier ones.

        Raises Refused("document.scan_again") for one that is attached already.
        """
        if self.state not in OUT:
            raise Refused("document.not_out", field="scan")
        if file["sha256"] in {each["sha256"] for each in (*self.scans, *self.files)}:
            raise Refused("document.scan_again", field="scan")
        self._scan_attached(file=dict(file), post=post)

    def archive(
        self, number: int, text: str, on: str, pages: int, files: Sequence[IssuedFile], template: str | None
    ) -> None:
        """`number`, `text`: drawn for it from the archive's series in the same save; `pages` of the paper.

        Raises Refused("document.not_out") before it went out, ("document.archived_already").
        """
        if self.state not in OUT:
            raise Refused("document.not_out")
        if self.archived is not None:
            raise Refused("document.archived_already", number=self.archived)
        self._archived(
            number=number, text=text, on=on, pages=pages, files=[each.as_dict() for each in files], template=template
        )

    def _standing(self) -> None:
        """Raises Refused("document.not_out"), ("document.withdrawn_already")."""
        if self.state not in OUT:
            raise Refused("document.not_out")
        if self.state == "withdrawn":
            raise Refused("document.withdrawn_already")

    @property
    def _ready(self) -> str:
        """The state from which a paper of its kind goes out."""
        if self.kind_of.numbered:
            return "numbered"
        return "drafted" if self.kind_of.derived else "approved"

    def _open(self, text: str | None) -> None:
        if self.state not in OPEN:
            raise Refused("document.issued_already")
        if text is not None and text != self.text:
            raise Refused("document.moved")

    def _only(self, state: str) -> None:
        if self.state in OUT:
            raise Refused("document.issued_already")
        if self.state != state:
            raise Refused("document.not_numbered" if self.state == "approved" else "document.not_approved")

    def _known(self) -> set[str]:
        given = (figure["figure"] for figure in self.facts["figures"])
        lines = (self.original[name] for name in ("title", "head", "tail"))
        return {part for text in (*given, *lines) for part in figures.found(text)}

    def _typed_in_lines(self, written: Mapping[str, Any]) -> list[str]:
        drafted = (paragraph for block in self.original["blocks"] for paragraph in block["paragraphs"])
        known = self._known() | {figure for paragraph in drafted for figure in figures.found(paragraph)}
        lines = (written[name] for name in ("title", "head", "tail"))
        return [figure for line in lines for figure in figures.found(line) if figure not in known]

    @event(Drafted)
    def __init__(
        self,
        kind: str,
        jurisdiction: str,
        year: int,
        period: str,
        attribute: str,
        series: str | None,
        check_code: str,
        facts: dict[str, Any],
        prose: dict[str, Any],
        drafter: str,
        post: str,
    ) -> None:
        self.kind, self.jurisdiction, self.year, self.period = kind, jurisdiction, year, period
        self.attribute, self.series, self.check_code = attribute, series, check_code
        self.facts, self.prose, self.original = facts, prose, prose
        self.state = "drafted"
        self.writers, self.posts = [drafter], [post]
        self.typed: list[str] = []
        self.reviewed: dict[str, Any] | None = None
        self.approved: dict[str, Any] | None = None
        self.number_text: str | None = None
        self.issued_on: str | None = None
        self.embargo_until: str | None = None
        self.files: list[dict[str, Any]] = []
        self.scans: list[dict[str, Any]] = []
        self.archived: str | None = None

    @event(Edited)
    def _edited(self, prose: dict[str, Any], typed: list[str], editor: str, post: str) -> None:
        self.prose, self.typed, self.state = prose, typed, "drafted"
        self.reviewed = self.approved = None
        self.writers, self.posts = [*self.writers, editor], [*self.posts, post]

    @event(Reviewed)
    def _reviewed(self, review: dict[str, Any], sha256: str) -> None:
        self.reviewed, self.approved, self.state = review, None, "reviewed"

    @event(Approved)
    def _approved(self, approval: dict[str, Any], sha256: str, decided_by: str | None) -> None:
        self.approved, self.state = approval, "approved"

    @event(Numbered)
    def _numbered(self, number: int, text: str) -> None:
        self.number_text, self.state = text, "numbered"

    @event(Issued)
    def _issued(
        self,
        issued_on: str,
        files: list[dict[str, Any]],
        log_position: int,
        fonts: dict[str, str | None],
        template: str | None,
        public: bool,
    ) -> None:
        self.issued_on, self.files, self.state = issued_on, files, "issued"

    @event(Embargoed)
    def _embargoed(self, until: str | None) -> None:
        self.embargo_until = until

    @event(Registered)
    def _registered(self, text: str) -> None:
        self.number_text, self.state = text, "numbered"

    @event(Corrected)
    def _corrected(self, paper: str, code: str, number: str | None, on: str) -> None:
        self.state = "corrected"

    @event(Withdrawn)
    def _withdrawn(self, paper: str, code: str, number: str | None, on: str) -> None:
        self.state = "withdrawn"

    @event(ScanAttached)
    def _scan_attached(self, file: dict[str, Any], post: str) -> None:
        self.scans = [*self.scans, file]

    @event(Archived)
    def _archived(
        self, number: int, text: str, on: str, pages: int, files: list[dict[str, Any]], template: str | None
    ) -> None:
        self.archived = text
