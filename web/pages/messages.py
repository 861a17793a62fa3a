"""The bell: what an account was told, the latest first; what it has read it has read by its own hand."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from supervision.telling import KINDS
from tracker import clock, messages
from web.place import own_place
from web.templating import render
from web.visitor import Form, Visitor, text

router = APIRouter()
PAGE = 30


@router.get("/messages", name="messages:show")
def show(request: Request, page: int = 1, only: str = "") -> HTMLResponse:
    """`only=unread` leaves out what was read."""
    visitor: Visitor = request.state.visitor
    house = request.app.state.house
    unread = only == "unread"
    with house.reading() as conn:
        total = visitor.unread if unread else messages.count(conn, visitor.account)
        pages = max(1, -(-total // PAGE))
        at = min(max(page, 1), pages)
        found = messages.of(conn, visitor.account, unread=unread, limit=PAGE, offset=(at - 1) * PAGE)
    return render(
        request,
        "messages.html",
        messages=found,
        kinds=KINDS,
        unread=unread,
        page=at,
        pages=pages,
        until=max((each.at for each in found), default=clock.now()).isoformat(),
        place=own_place(house, visitor.jurisdiction),
        section="messages",
    )


@router.get("/messages/{message}", name="messages:open")
def open_(request: Request, message: UUID) -> Response:
    """Marks it as read, and leads to what it is about."""
    return RedirectResponse(_read(request, message).href, status_code=303)


@router.post("/messages/{message}", name="messages:read")
def read(request: Request, message: UUID, form: Form) -> Response:
    """Marks it as read, and stays on the list."""
    _read(request, message)
    return RedirectResponse(_list(form), status_code=303)


@router.post("/messages", name="messages:read_all")
def read_all(request: Request, form: Form) -> Response:
    """`until` is when the latest shown on the page happened: what came in since stays unread."""
    try:
        until = datetime.fromisoformat(text(form, "until"))
    except ValueError:
        until = clock.now()
    with request.app.state.house.reading() as conn:
        messages.read_all(conn, request.state.visitor.account, until if until.tzinfo else clock.now())
    return RedirectResponse("/messages", status_code=303)


def _read(request: Request, id: UUID) -> messages.Message:
    with request.app.state.house.reading() as conn:
        found = messages.read(conn, request.state.visitor.account, id)
    if found is None:
        raise HTTPException(404, "没有找到这条消息。")
    return found


def _list(form: Form) -> str:
    return "/messages?only=unread" if text(form, "only") == "unread" else "/messages"
