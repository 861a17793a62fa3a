"""A paper of the office (公文, 新闻通稿): drafted from published figures, edited, reviewed, approved, numbered, issued.

domain.md 5.2, 5.3. What was issued is its bytes: they are kept by their hash and never made again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import ATTRIBUTES, PUBLIC, Approval, Review
from projects.identity import identity
from supervision import document_kind, figures
from supervision.document_kind import DocumentKind
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all
from tracker.unseen import without_unseen

BULLETIN, PRESS_RELEASE, CORRECTION_NOTICE = "bulletin", "press_release", "correction_notice"
MINUTES, ORDER = "minutes", "supervision_order"
OPEN = ("drafted", "reviewed", "approved")
STATES = (*OPEN, "numbered", "issued", "corrected", "withdrawn")

CHECK_CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXY3456789"
"""Without the signs that are read for one another: 0 O, 1 I L, 2 Z."""
CHECK_CODE_LENGTH = 8
LONGEST_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """A file as it was issued; `sha256` in hex names its bytes in the store, `size` counts them."""

    name: str
    media_type: str
    sha256: str
    size: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


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

    @staticmethod
    def create_id(kind: str, jurisdiction: str, year: int, period: str) -> UUID:
        """One paper of a kind a period; a 更正 stands under its month and its notice (correction_paper.py)."""
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
        written = self._written(words)
        blocks = {key: list(block["paragraphs"]) for key, block in _by_key(written).items()}
        drafted = self.original["blocks"]
        refuse_all([*_shape_faults(written), *figures.faults(drafted, blocks)])
        typed = [*self._typed_in_lines(written), *figures.typed(drafted, blocks, self._known())]
        if typed and not confirmed:
            raise Refused("document.figure_unknown", field="confirmed", figures="、".join(typed[:8]))
        if written != self.prose:
            self._edited(prose=written, typed=typed, editor=editor, post=post)

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
        self._approved(approval=approval.as_dict(), sha256=text, decided_by=decided_by)

    def number(self, number: int, text: str) -> None:
        """The number drawn from its series for it, in the same save. Raises Refused("document.unnumbered_kind")."""
        self._only("approved")
        if not self.kind_of.numbered:
            raise Refused("document.unnumbered_kind")
        self._numbered(number=number, text=text)

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
            public=self.attribute == PUBLIC,
        )

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
        if self.state == "issued":
            raise Refused("document.issued_already")
        if self.state != state:
            raise Refused("document.not_numbered" if self.state == "approved" else "document.not_approved")

    def _written(self, words: Mapping[str, Any]) -> dict[str, Any]:
        lines = {name: _line(words.get(name, self.prose[name])) for name in ("title", "head", "tail")}
        given = words.get("blocks", {})
        blocks = [
            {**block, "paragraphs": _paragraphs(given.get(block["key"], block["paragraphs"]))}
            for block in self.prose["blocks"]
        ]
        return {**lines, "blocks": blocks}

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
        self.files: list[dict[str, Any]] = []

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


def _by_key(prose: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {block["key"]: block for block in prose["blocks"]}


def _line(text: str) -> str:
    return " ".join(without_unseen(text).split())


def _paragraphs(paragraphs: Sequence[str]) -> list[str]:
    """Without what no page can carry, blanks around, and empty ones."""
    return [clean for text in paragraphs if (clean := _line(text))]


def _shape_faults(prose: Mapping[str, Any]) -> list[Refused]:
    found = [] if prose["title"] else [Refused("document.title_missing", field="title")]
    if any(len(prose[name]) > 200 for name in ("title", "head", "tail")):
        found.append(Refused("document.line_too_long", field="title"))
    if not any(block["paragraphs"] for block in prose["blocks"]):
        found.append(Refused("document.empty", field=f"block.{prose['blocks'][0]['key']}"))
    for block in prose["blocks"]:
        heading, field = block["heading"] or "开头", f"block.{block['key']}"
        if not block["paragraphs"] and block["rule"] != "open":
            found.append(Refused("document.block_empty", field=field, heading=heading))
        if sum(map(len, block["paragraphs"])) > LONGEST_BLOCK:
            found.append(Refused("document.too_long", field=field, heading=heading, most=LONGEST_BLOCK))
    return found
