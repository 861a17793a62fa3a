"""通报批评 as a decision, and what was handed over (移送): drafted by the office, decided by a leader's 批示."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from projects.approval import ATTRIBUTES
from supervision import criticisms, proposing
from supervision.criticism import Words
from supervision.criticisms import CriticismRow
from supervision.orders import OrderRow
from tracker import clock
from web.ladder_desk import Form, LadderDesk
from web.typed import Typed
from web.visitor import text

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
    desk = LadderDesk(request, jurisdiction, year)
    return _page(desk, _row(desk, id))


@router.post(PATH + "/{id}/redraft", name="criticisms:redraft")
def redraft(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    account = str(request.state.visitor.account)
    change = lambda found: found.redraft(_words(form), text(form, "attribute"), account)  # noqa: E731
    return _act(request, jurisdiction, year, id, form, "redraft", change, "redrafted")


@router.post(PATH + "/{id}/decide", name="criticisms:decide")
def decide(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`decision` is approve or reject. Approved, the order it belongs to goes a step up."""
    desk = LadderDesk(request, jurisdiction, year)
    row, approves = _row(desk, id), text(form, "decision") == "approve"

    def act() -> Any:
        typed = Typed(form)
        approval = typed.approval()
        typed.check()
        climbing = desk.climbing()
        if approves:
            return climbing.approve_criticism(id, approval, text(form, "lapse"), desk.house.days())
        return climbing.change(climbing.criticism(id), lambda found: found.reject(approval))

    return desk.attempt(
        form,
        ["criticism", str(id), "decide"],
        act,
        f"{desk.root}/criticisms/{id}?done={'approved' if approves else 'rejected'}",
        lambda errors: _page(desk, row, errors, form),
    )


@router.post(PATH + "/{id}/clear", name="criticisms:clear")
def clear(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """公开审查 of one that is 主动公开."""

    def change(found: Any) -> None:
        typed = Typed(form)
        review = typed.review()
        typed.check()
        found.clear(review)

    return _act(request, jurisdiction, year, id, form, "clear", change, "cleared")


@router.post(PATH + "/{id}/withdraw", name="criticisms:withdraw")
def withdraw(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    change = lambda found: found.withdraw(text(form, "reason"))  # noqa: E731
    return _act(request, jurisdiction, year, id, form, "withdraw", change, "withdrawn")


def _words(form: FormData) -> Words:
    return Words(**{name: text(form, name) for name in LABELS})


def _act(
    request: Request, jurisdiction: str, year: int, id: UUID, form: FormData, what: str, change: Any, done: str
) -> Response:
    desk = LadderDesk(request, jurisdiction, year)
    row, climbing = _row(desk, id), desk.climbing()
    return desk.attempt(
        form,
        ["criticism", str(id), what],
        lambda: climbing.change(climbing.criticism(id), change),
        f"{desk.root}/criticisms/{id}?done={done}",
        lambda errors: _page(desk, row, errors, form, what),
    )


def _row(desk: LadderDesk, id: UUID) -> CriticismRow:
    with desk.house.reading() as conn:
        row = criticisms.criticism(conn, id)
    if row is None or str(row.programme) != desk.programme.id:
        raise HTTPException(404, "没有找到这项通报批评。")
    return row


def _order_of(desk: LadderDesk, order: str) -> tuple[OrderRow | None, str]:
    """The order and what of its step was not kept."""
    found = desk.order(order) if order else None
    if order and found is None:
        raise HTTPException(404, "没有找到这张督办单。")
    if found is None:
        return None, ""
    with desk.house.reading() as conn:
        return found, proposing.lapse_of(conn, found, desk.programme, clock.today(), desk.house.days())


def _new(
    desk: LadderDesk, order: str, proposal: str, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    found, lapse = _order_of(desk, order)
    with desk.house.reading() as conn:
        known = (desk.programme, proposal, clock.today(), desk.house.days())
        proposed = proposing.one(conn, *known) if proposal else None
    return desk.render(
        "criticism_new.html",
        errors,
        form,
        order=found,
        lapse=lapse,
        proposal=proposed,
        choices=desk.choices(),
        labels=LABELS,
        attributes=ATTRIBUTES,
    )


def _handing(
    desk: LadderDesk, order: str, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    found, lapse = _order_of(desk, order)
    return desk.render("hand_over.html", errors, form, order=found, lapse=lapse, proposal=None, choices=desk.choices())


def _page(
    desk: LadderDesk,
    row: CriticismRow,
    errors: dict[str, str] | None = None,
    form: FormData | None = None,
    what: str = "",
) -> HTMLResponse:
    found, lapse = _order_of(desk, str(row.order_id) if row.order_id else "")
    return desk.render(
        "criticism.html",
        errors,
        form,
        row=row,
        state=STATES[row.state],
        labels=LABELS,
        order=found,
        lapse=lapse,
        attributes=ATTRIBUTES,
        what=what,
    )
