"""通报批评 as a decision, and what was handed over (移送): drafted by the office, decided by a leader's 批示."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects.approval import ATTRIBUTES
from supervision import criticisms, papers
from supervision.criticism import Words
from supervision.criticism_paper import CRITICISM_BULLETIN, CriticismPaper, printable
from supervision.criticisms import CriticismRow
from tracker.refusal import Refused, SeveralRefused
from web import issuance, paper_desk, refusals
from web.ladder_desk import Form, LadderDesk
from web.ladder_page import LadderPage
from web.typed import Typed
from web.visitor import key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/criticisms"
STATES = {
    "drafted": "待批示",
    "approved": "已批准",
    "cleared": "已批准，可以公开",
    "rejected": "不同意",
    "withdrawn": "已撤回",
}
LABELS = {"facts": "事实", "finding": "认定", "decision": "处理决定", "requirement": "要求"}


@router.get(PATH, name="criticisms:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    desk = LadderDesk(request, jurisdiction, year)
    with desk.house.reading() as conn:
        rows = criticisms.of_programme(conn, desk.programme.id)
        handed = criticisms.hand_overs(conn, desk.programme.id)
    return desk.render("criticisms.html", rows=rows, handed=handed, states=STATES)


@router.get(PATH + "/new", name="criticisms:new")
def new(request: Request, jurisdiction: str, year: int, order: str = "", proposal: str = "") -> HTMLResponse:
    return _new(LadderDesk(request, jurisdiction, year), order, proposal)


@router.post(PATH + "/new", name="criticisms:draft")
def draft(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    desk = LadderDesk(request, jurisdiction, year)
    account = str(desk.visitor.account)
    return desk.attempt(
        form,
        ["criticisms:draft"],
        lambda: desk.climbing().criticise(desk.step(form), _words(form), text(form, "attribute"), account),
        lambda answer: f"{desk.root}/criticisms/{answer['id']}?done=drafted",
        lambda errors: _new(desk, text(form, "order"), text(form, "proposal"), errors, form),
    )


@router.get(PATH + "/hand-over", name="hand_overs:new")
def handing(request: Request, jurisdiction: str, year: int, order: str = "") -> HTMLResponse:
    return _handing(LadderDesk(request, jurisdiction, year), order)


@router.post(PATH + "/hand-over", name="hand_overs:record")
def hand_over(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """Organ, day and decision; nothing of what it is about (政府督查工作条例 art. 23)."""
    desk = LadderDesk(request, jurisdiction, year)

    def act() -> Any:
        typed = Typed(form)
        approval, day = typed.approval(), typed.day("handed_on", "移送日期")
        typed.check()
        return desk.climbing().hand_over(desk.step(form), text(form, "organ"), day, approval, desk.house.days())

    return desk.attempt(
        form,
        ["hand_overs:record"],
        act,
        f"{desk.root}/criticisms?done=handed",
        lambda errors: _handing(desk, text(form, "order"), errors, form),
    )


@router.get(PATH + "/{id}", name="criticisms:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return _Page(request, jurisdiction, year, id).render()


@router.get(PATH + "/{id}/preview.pdf", name="criticisms:preview")
def preview(request: Request, jurisdiction: str, year: int, id: UUID) -> Response:
    page = _Page(request, jurisdiction, year, id)
    document = CriticismPaper(page.desk.house.ledger, jurisdiction, year, page.row).preview()
    return paper_desk.previewed(request, document, "这项通报批评不印发，没有可以预览的公文。")


@router.post(PATH + "/{id}/redraft", name="criticisms:redraft")
def redraft(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    change = lambda found: found.redraft(_words(form), text(form, "attribute"), page.account)  # noqa: E731
    return page.attempt(form, "redraft", change, "redrafted")


@router.post(PATH + "/{id}/decide", name="criticisms:decide")
def decide(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`decision` is approve or reject. Approved, the order it belongs to goes a step up."""
    page = _Page(request, jurisdiction, year, id)
    approves = text(form, "decision") == "approve"

    def act() -> Any:
        typed = Typed(form)
        approval = typed.approval()
        typed.check()
        climbing = page.desk.climbing()
        if approves:
            return climbing.approve_criticism(id, approval, text(form, "lapse"), page.desk.house.days())
        return climbing.change(page.found(climbing), lambda found: found.reject(approval))

    return page.carry_out(form, "decide", act, "approved" if approves else "rejected")


@router.post(PATH + "/{id}/clear", name="criticisms:clear")
def clear(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """公开审查 of one that is 主动公开."""

    def change(found: Any) -> None:
        typed = Typed(form)
        review = typed.review()
        typed.check()
        found.clear(review)

    return _Page(request, jurisdiction, year, id).attempt(form, "clear", change, "cleared")


@router.post(PATH + "/{id}/withdraw", name="criticisms:withdraw")
def withdraw(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    return page.attempt(form, "withdraw", lambda found: found.withdraw(text(form, "reason")), "withdrawn")


@router.post(PATH + "/{id}/print", name="criticisms:print")
def print_(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The decision as a numbered paper, once; what was not decided or reviewed is refused."""
    page = _Page(request, jurisdiction, year, id)
    desk = page.desk
    try:
        work = CriticismPaper(desk.house.ledger, jurisdiction, year, page.row)
        issuance.issue(desk.house, desk.visitor.actor(request), work, work.document().text, key_of(form))
    except (Refused, SeveralRefused) as no:
        return page.render(dict(refusals.sentences(no)), form, what="print")
    return RedirectResponse(f"{desk.root}/criticisms/{id}?done=printed", status_code=303)


def _words(form: FormData) -> Words:
    return Words(**{name: text(form, name) for name in LABELS})


def _new(
    desk: LadderDesk, order: str, proposal: str, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    found = desk.raised(order)
    return desk.render(
        "criticism_new.html",
        errors,
        form,
        order=found,
        lapse=desk.lapse(found),
        proposal=desk.proposal(proposal),
        choices=desk.choices(),
        labels=LABELS,
        attributes=ATTRIBUTES,
    )


def _handing(
    desk: LadderDesk, order: str, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    found = desk.raised(order)
    known = {"order": found, "lapse": desk.lapse(found), "proposal": None, "choices": desk.choices()}
    return desk.render("hand_over.html", errors, form, **known)


class _Page(LadderPage[CriticismRow]):
    NOUN, PLACE, MISSING = "criticism", "criticisms", "没有找到这项通报批评。"

    def find(self, conn: Any, id: UUID) -> CriticismRow | None:
        return criticisms.criticism(conn, id)

    def render(
        self, errors: dict[str, str] | None = None, form: FormData | None = None, what: str = ""
    ) -> HTMLResponse:
        order = self.desk.raised(str(self.row.order_id or ""))
        with self.desk.house.reading() as conn:
            known = papers.of_year(conn, CRITICISM_BULLETIN, self.desk.slug, self.desk.year)
        return self.desk.render(
            "criticism.html",
            errors,
            form,
            row=self.row,
            state=STATES[self.row.state],
            labels=LABELS,
            order=order,
            lapse=self.desk.lapse(order),
            attributes=ATTRIBUTES,
            paper=known.get(str(self.row.id)),
            printable=printable(self.row),
            what=what,
        )
