"""What the desks of papers share: from the form to the command, and what a page shows of a paper's way out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import published, register, reports
from projects.approval import Approval, Review
from projects.month import Month
from supervision import bulletin, obligations, papers, reporting
from supervision.document import BULLETIN, OUT, Document
from supervision.number_series import ISSUE, NUMBER
from supervision.obligation import Obligation
from supervision.paperwork import Paperwork, Writer
from tracker import announcements, clock
from tracker.event import Actor
from tracker.refusal import Refused, SeveralRefused, Stale
from web import download, issuance, obligation_words, refusals
from web.house import House
from web.paper import fonts
from web.permissions import OFFICE
from web.templating import render
from web.visitor import Visitor, key_of, text

STATES = {
    "drafted": "草稿",
    "reviewed": "已审查，待批准",
    "approved": "已批准，待印发",
    "numbered": "已编号",
    "issued": "已印发",
    "corrected": "已更正",
    "withdrawn": "已撤回",
}
OPINION = "内容取自已公布的数据，不涉及国家秘密、工作秘密和个人隐私，可以公开。"
_REPORT_STATES = {
    None: "还没有填报",
    "draft": "草稿，还没有报送",
    "awaiting_release": "待单位负责人签发",
    "returned": "已退回，待重新报送",
    "submitted": "已报送，待审核",
}
SENT_OUT = {**STATES, "approved": "已批准，待发出", "issued": "已发出"}
"""A press text goes out; it is not printed under a number."""
Typed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """What the page frame says of a government and its year."""

    slug: str
    name: str
    year: int
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """One paper's desk as somebody opened it; `address` ends without a slash."""

    request: Request
    house: House
    visitor: Visitor
    paperwork: Paperwork
    address: str
    template: str

    @property
    def writer(self) -> Writer:
        return Writer(str(self.visitor.account), self.visitor.post)

    @property
    def actor(self) -> Actor:
        return self.visitor.actor(self.request)

    def asked(self, form: FormData, what: str) -> list[Any]:
        """The whole request, so that one key cannot stand for two."""
        sent = {name: str(value) for name, value in form.multi_items() if name not in ("csrf", "key")}
        return [what, str(self.paperwork.id), sent]

    def page(
        self, status: int = 200, errors: Mapping[str, str] | None = None, typed: Typed | None = None
    ) -> HTMLResponse:
        """The desk; with what was typed where something was refused."""
        document = self.paperwork.document()
        found = self.paperwork.is_published()
        return render(
            self.request,
            self.template,
            status_code=status,
            place=place_of(self.house, self.paperwork.programme.jurisdiction, self.paperwork.programme.year),
            address=self.address,
            period=self.paperwork.period,
            document=document,
            state=stage(document),
            text=document.text if document else "",
            published=found,
            missing=[] if found else missing(self.house, self.paperwork),
            periods=periods(self.house, self.paperwork),
            taken_back=self.paperwork.taken_back,
            states=STATES,
            numbers=numbers(self.paperwork, document),
            decides=self.visitor.role == "office_head",
            approves=self.visitor.role in OFFICE,
            today=clock.today().isoformat(),
            opinion=OPINION,
            errors=dict(errors or {}),
            typed=dict(typed or {}),
            key=str(uuid4()),
            hotline=self.paperwork.programme.hotline,
            fonts=fonts.shown(),
            unprintable=issuance.unprintable(document) if document else [],
            **self._due(),
            **_shown_of(document),
        )

    def _due(self) -> dict[str, Any]:
        """By when the bulletin is to be issued, and the obligation whose page reckons it; neither for other papers."""
        if self.paperwork.kind != BULLETIN:
            return {}
        programme, period = str(self.paperwork.programme.id), self.paperwork.period
        with self.house.reading() as conn:
            id = Obligation.create_id(programme, reporting.BULLETIN, programme, period.key)
            owed, days = obligations.get(conn, str(id)), announcements.days(conn)
        due = owed.due.astimezone(clock.SHANGHAI) if owed else self.paperwork.policy.bulletin_due(period, days)
        late = owed is not None and owed.met_at is None and clock.now() > owed.due
        hour = obligation_words.hour(owed.due) if owed else ""
        return {"due": due, "hour": hour, "late": late, "obligation": owed, "days": days}

    def done(self) -> Response:
        return RedirectResponse(self.address, status_code=303)

    def carry_out(self, form: FormData, what: str, act: Callable[[], Any]) -> Response:
        """Runs the command; a refusal shows the desk again with what was typed (422; 409 where others were faster)."""
        return self.attempt(form, lambda: self.house.carry_out(self.actor, key_of(form), self.asked(form, what), act))

    def attempt(self, form: FormData, act: Callable[[], Any]) -> Response:
        try:
            act()
        except Stale:
            return self.page(409, {"": refusals.SENTENCES["stale"]}, typed_of(form))
        except (Refused, SeveralRefused) as refused:
            moved = isinstance(refused, Refused) and refused.code in FASTER
            return self.page(409 if moved else 422, dict(refusals.sentences(refused)), typed_of(form))
        return self.done()

    # The steps of a paper, each one form.

    def draft(self, form: FormData) -> Response:
        return self.carry_out(form, "document:draft", lambda: self.paperwork.draft(self.writer, self.house.days()))

    def edit(self, form: FormData) -> Response:
        document, confirmed = self.paperwork.document(), text(form, "confirmed") == "1"
        words = words_of(form, document) if document else {}
        return self.carry_out(
            form,
            "document:edit",
            lambda: self.paperwork.edit(words, self.writer, text(form, "text"), confirmed=confirmed),
        )

    def review(self, form: FormData) -> Response:
        document = self.paperwork.document()
        review = Review(
            attribute=document.attribute if document else "",
            opinion=text(form, "opinion"),
            opinion_post=text(form, "opinion_post"),
            approval=Approval(text(form, "cleared_by"), text(form, "cleared_on")),
        )
        return self.carry_out(form, "document:review", lambda: self.paperwork.review(review, text(form, "text")))

    def approve(self, form: FormData) -> Response:
        """The office head decides here himself; anybody else of the office records his 批示."""
        words = text(form, "words")
        if self.visitor.role == "office_head":
            approval = Approval(self.visitor.post, clock.today().isoformat(), words or "同意印发")
            by: str | None = str(self.visitor.account)
        else:
            approval = Approval(
                text(form, "post"), text(form, "decided_on"), words, document=text(form, "document") or None
            )
            by = None
        return self.carry_out(
            form, "document:approve", lambda: self.paperwork.approve(approval, text(form, "text"), by)
        )

    def issue(self, form: FormData) -> Response:
        """By the series of ours, as an issue of a periodical, or under a number of the office's own register."""
        approved, way = text(form, "text"), text(form, "numbering")
        if way == REGISTERED:
            number = text(form, "number")
            act = lambda: self.paperwork.register(approved, number)  # noqa: E731
            refused = self.attempt(
                form, lambda: self.house.carry_out(self.actor, None, self.asked(form, "number"), act, alone=True)
            )
            if refused.status_code != 303:
                return refused
        elif way == ISSUE:
            self.paperwork.form = ISSUE
        return self.attempt(
            form, lambda: issuance.issue(self.house, self.actor, self.paperwork, approved, key_of(form))
        )


REGISTERED = "登记"


def numbers(paperwork: Paperwork, document: Document | None) -> dict[str, str]:
    """What it would be numbered now, each way; empty before it is approved."""
    if document is None or document.state != "approved" or not document.kind_of.numbered:
        return {}
    before, found = paperwork.form, {}
    for form in (NUMBER, ISSUE):
        paperwork.form = form
        found[form] = paperwork.next_number() or ""
    paperwork.form = before
    return found


def stage(document: Document | None) -> str | None:
    """The step of its way out at which a paper is: what was corrected or taken back since was issued all the same."""
    if document is None:
        return None
    return "issued" if document.state in OUT else document.state


def _shown_of(document: Document | None) -> dict[str, Any]:
    if document is None:
        return {"paper": None}
    day = date.fromisoformat(document.issued_on) if document.issued_on else None
    code = document.check_code if document.issued_on else None
    paper = bulletin.paper(document.facts, document.prose, number=document.number_text, day=day, check_code=code)
    return {"paper": paper}


FASTER = ("document.moved", "document.issued_already", "document.drafted_already", "command.key_reused")


def opened(request: Request, kind: str, jurisdiction: str, year: int, period: str, address: str, template: str) -> Desk:
    """The desk of one paper; 404 for a government, year or period that there is not."""
    house: House = request.app.state.house
    paperwork = Paperwork(house.ledger, kind, jurisdiction, year, period)
    return Desk(request, house, request.state.visitor, paperwork, f"{address}/{period}", template)


def latest(house: House, kind: str, slug: str, year: int) -> str:
    """The period whose paper is to be done next: the one after the last issued; before any, the last published."""
    with house.reading() as conn:
        programme = register.programme(conn, slug, year)
        known = [row["period"] for row in published.contents(conn, slug, year) if row["period"]]
        done = [period for period, row in papers.of_year(conn, kind, slug, year).items() if row.issued_at]
    if programme is None or programme.published:
        raise HTTPException(404, "没有这个年度的清单。")
    every = [period.key for period in programme.policy.periods(year)]
    if not done:
        return max(known, default=every[0])
    return next((period for period in every if period > max(done)), every[-1])


def place_of(house: House, slug: str, year: int) -> Place:
    with house.reading() as conn:
        government = register.jurisdiction(conn, slug)
    if government is None:
        raise HTTPException(404)
    return Place(slug, government["name"], year)


def periods(house: House, paperwork: Paperwork) -> list[dict[str, Any]]:
    """The year's periods that were published or have a paper, and this one, newest first: key, label, state."""
    slug, year = paperwork.programme.jurisdiction, paperwork.programme.year
    with house.reading() as conn:
        known = {row["period"] for row in published.contents(conn, slug, year) if row["period"]}
        rows = papers.of_year(conn, paperwork.kind, slug, year)
    return [
        {"key": period.key, "label": period.label, "state": _words(rows.get(period.key), period.key in known)}
        for period in reversed(paperwork.policy.periods(year))
        if period.key in known or period.key in rows or period == paperwork.period
    ]


def _words(row: papers.PaperRow | None, is_published: bool) -> str:
    if row is not None:
        return STATES[row.state]
    return "可以起草" if is_published else "等待月度公布"


def missing(house: House, paperwork: Paperwork) -> list[dict[str, str]]:
    """What keeps the month from being published: number, title, unit and the state of each project's report."""
    programme = paperwork.programme
    without = set(Month(house.ledger, programme.id, paperwork.period.key).missing())
    with house.reading() as conn:
        rows = reports.of_period(conn, str(programme.id), paperwork.period.key)
        units = register.units(conn, programme.jurisdiction)
        found = register.projects(conn, str(programme.id))
    return [
        {
            "number": project.number,
            "title": project.title,
            "unit": units.get(project.lead_unit or "", "—"),
            "state": _REPORT_STATES.get(rows[project.id].state if project.id in rows else None, "待审核"),
        }
        for project in found
        if project.id in without
    ]


def words_of(form: FormData, document: Document) -> dict[str, Any]:
    """What was typed over a paper's words; a line is a paragraph."""
    lines = {name: text(form, name) for name in ("title", "head", "tail") if name in form}
    blocks = {
        block["key"]: text(form, f"block.{block['key']}").splitlines()
        for block in document.prose["blocks"]
        if f"block.{block['key']}" in form
    }
    return {**lines, "blocks": blocks}


def typed_of(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str) and name not in ("csrf", "key")}


def stored(request: Request, file: Mapping[str, Any], *, public: bool) -> Response:
    """The bytes as they were issued, under their own hash as ETag; 304 where the reader has them."""
    tag = f'"{file["sha256"]}"'
    headers = {
        "etag": tag,
        "cache-control": "public, no-cache" if public else "private, no-store",
        **download.headers(file["name"], shown=file["media_type"] == issuance.PDF, private=False),
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = request.app.state.house.store.get(file["sha256"])
    return Response(content, media_type=file["media_type"], headers=headers)


def previewed(request: Request, document: Document | None, missing: str) -> Response:
    """A draft as it would print, without number and day, or what was issued; 404 with these words where there is
    neither."""
    if document is None:
        raise HTTPException(404, missing)
    if document.state in OUT:
        return stored(request, document.files[0], public=False)
    headers = download.headers(f"{issuance.name(document)}（草稿）.pdf", shown=True)
    return Response(issuance.draft_pdf(document), media_type=issuance.PDF, headers=headers)
