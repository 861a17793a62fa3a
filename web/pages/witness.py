"""A witness on a telephone at a draw: a number is sealed, put on a slip, and opened. The link is the permission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from supervision import lots, witness_link
from supervision.lot import Lot
from supervision.lots import LotRow
from tracker.event import Actor
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.templating import render
from web.visitor import Form, key_of, text

router = APIRouter()

GONE = "这个链接不能再用：抽签已经结束，或者名单已撤回。请问主持人。"
PRIVATE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Witness:
    token: str
    place: int
    lot: LotRow

    @property
    def who(self) -> str:
        return self.lot.witnesses[self.place - 1]

    @property
    def given(self) -> str:
        return self.lot.given(self.place)


@router.get("/witness/{token}", name="witness:show")
def show(request: Request, token: str) -> HTMLResponse:
    return _page(request, _witness(request, token))


@router.post("/witness/{token}", name="witness:seal")
def seal(request: Request, token: str, form: Form) -> Response:
    """The hash alone; number and code stay on the telephone and on the slip."""
    sealed = text(form, "seal")
    return _act(request, token, form, "seal", lambda lot, place: lot.seal(place, sealed))


@router.post("/witness/{token}/open", name="witness:open")
def open_(request: Request, token: str, form: Form) -> Response:
    number, code = text(form, "number"), text(form, "code").replace(" ", "").upper()
    return _act(request, token, form, "open", lambda lot, place: lot.open(place, number, code, "phone"))


def _witness(request: Request, token: str) -> Witness:
    with request.app.state.house.reading() as conn:
        link = witness_link.find(conn, token)
        found = lots.lot(conn, link.lot) if link else None
    if link is None or found is None or found.state == "withdrawn":
        raise HTTPException(404, GONE)
    return Witness(token, link.place, found)


def _act(request: Request, token: str, form: Form, what: str, change: Any) -> Response:
    house, witness = request.app.state.house, _witness(request, token)
    actor = Actor(f"witness:{witness.lot.id}:{witness.place}", witness.who, None, request.state.id)

    def act() -> Any:
        found = house.ledger.get(Lot, witness.lot.id)
        change(found, witness.place)
        return [found], {"place": witness.place}

    asked = ["witness", what, str(witness.lot.id), witness.place, text(form, "seal"), text(form, "number")]
    try:
        house.carry_out(actor, key_of(form), asked, act, alone=True)
    except (Refused, SeveralRefused) as no:
        return _page(request, _witness(request, token), dict(refusals.sentences(no)), form)
    return RedirectResponse(f"/witness/{token}", status_code=303)


def _page(
    request: Request, witness: Witness, errors: dict[str, str] | None = None, form: Form | None = None
) -> HTMLResponse:
    return render(
        request,
        "witness.html",
        status_code=422 if errors else 200,
        headers=PRIVATE,
        witness=witness,
        lot=witness.lot,
        errors=errors or {},
        typed={name: text(form, name) for name in ("number", "code")} if form is not None else {},
        place=None,
    )
