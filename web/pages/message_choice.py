"""Each person's own settings: addresses, which kinds of message go to them, and the hours in which nothing is sent."""

import re
from datetime import time
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from supervision.telling import KINDS
from tracker import channels
from tracker.channels import MAIL, PHONE, Choice
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.place import own_place
from web.templating import render
from web.typed import Typed
from web.visitor import Form, Visitor, texts

router = APIRouter()
PATH = "/messages/settings"
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180})\.[A-Za-z]{2,}")
"""What a mail server of ours will take; nothing that could end a line of a letter's head."""
NUMBER = re.compile(r"\+?\d(?:[ -]?\d){5,19}")


@router.get(PATH, name="message_choice:show")
def show(request: Request) -> HTMLResponse:
    return _page(request, saved="saved" in request.query_params)


@router.post(PATH, name="message_choice:save")
def save(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor
    typed = Typed(form)
    chosen = Choice(
        visitor.account,
        _matching(typed, "mail", ADDRESS),
        _matching(typed, "phone", NUMBER),
        tuple(kind for kind in KINDS if kind in texts(form, "by_mail")),
        tuple(kind for kind in KINDS if kind in texts(form, "by_phone")),
        _time(typed, "quiet_from"),
        _time(typed, "quiet_until"),
    )
    if bool(chosen.quiet_from) != bool(chosen.quiet_until) and not typed.faults:
        typed.fault("choice.quiet", "quiet_from" if chosen.quiet_from is None else "quiet_until")
    try:
        typed.check()
    except (Refused, SeveralRefused) as no:
        return _page(request, errors=dict(refusals.sentences(no)), typed=typed, chosen=chosen)
    with request.app.state.house.reading() as conn:
        channels.choose(conn, chosen)
    return RedirectResponse(f"{PATH}?saved", status_code=303)


def _matching(typed: Typed, name: str, form: re.Pattern[str]) -> str | None:
    found = typed.text(name)
    if found and not form.fullmatch(found):
        typed.fault("choice.mail" if name == "mail" else "choice.phone", name, found=found)
    return found or None


def _time(typed: Typed, name: str) -> time | None:
    found = typed.text(name).replace("：", ":")
    try:
        return time.fromisoformat(found).replace(second=0, microsecond=0, tzinfo=None) if found else None
    except ValueError:
        typed.fault("choice.time", name, found=found)
        return None


def _page(
    request: Request,
    *,
    errors: dict[str, str] | None = None,
    typed: Typed | None = None,
    chosen: Choice | None = None,
    saved: bool = False,
) -> HTMLResponse:
    visitor: Visitor = request.state.visitor
    house = request.app.state.house
    with house.reading() as conn:
        chosen = chosen or channels.choices(conn, [visitor.account]).get(visitor.account)
        ways = channels.of_government(conn, visitor.jurisdiction, living=True) if visitor.jurisdiction else []
    # Ticked for who has chosen nothing yet: everything by mail, orders by text message.
    chosen = chosen or Choice(visitor.account, by_mail=tuple(KINDS), by_phone=("order",))
    said = {name: typed.text(name) for name in ("mail", "phone", "quiet_from", "quiet_until")} if typed else {}
    return render(
        request,
        "message_choice.html",
        status_code=422 if errors else 200,
        kinds=KINDS,
        chosen=chosen,
        said=said or _said(chosen),
        ways={way.kind for way in ways},
        ways_of=((MAIL, "邮件", chosen.by_mail), (PHONE, "短信", chosen.by_phone)),
        groups=[way for way in ways if way.kind not in channels.PERSONAL],
        errors=errors or {},
        saved=saved,
        place=own_place(house, visitor.jurisdiction),
        section="messages",
    )


def _said(chosen: Choice) -> dict[str, Any]:
    return {
        "mail": chosen.mail,
        "phone": chosen.phone,
        "quiet_from": chosen.quiet_from.strftime("%H:%M") if chosen.quiet_from else "",
        "quiet_until": chosen.quiet_until.strftime("%H:%M") if chosen.quiet_until else "",
    }
