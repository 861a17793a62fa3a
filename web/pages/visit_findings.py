"""Findings on an inspector's own phone: recorded at a site with its photographs, or of the whole; taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from supervision import findings
from supervision.concluding import Concluding
from supervision.finding import SEVERITIES, Found
from supervision.findings import STATES
from tracker.refusal import Refused, SeveralRefused
from web.pages.visit import CHOICES, Guest, _guest, _page
from web.visitor import Form, key_of, text, texts

router = APIRouter()

PATH = "/visit/{token}/findings"


@router.get(PATH, name="visit_findings:show")
def show(request: Request, token: str) -> HTMLResponse:
    return _shown(request, _guest(request, token))


@router.post(PATH, name="visit_findings:record")
def record(request: Request, token: str, form: Form) -> Response:
    guest = _guest(request, token)
    typed = {name: text(form, name) for name in ("severity", "site", "fact")}
    photos = texts(form, "photos")
    found = Found(typed["severity"], typed["fact"], typed["site"] or None, photos)
    work, by = _work(request, guest), guest.actor(request)
    try:
        request.app.state.house.carry_out(
            by,
            key_of(form),
            [str(guest.visit.id), "finding", typed, photos],
            lambda: work.note(guest.visit.id, guest.inspector.key, found, by.account),
            alone=True,
        )
    except (Refused, SeveralRefused) as refused:
        return _shown(request, guest, refused, typed, photos)
    return RedirectResponse(f"{guest.root}/findings", status_code=303)


@router.post(PATH + "/{id}/retract", name="visit_findings:retract")
def retract(request: Request, token: str, id: UUID, form: Form) -> Response:
    """By whoever recorded it, on the spot."""
    guest = _guest(request, token)
    with request.app.state.house.reading() as conn:
        row = findings.finding(conn, id)
    if row is None or row.visit != guest.visit.id:
        raise HTTPException(404, "没有找到这个问题。")
    work, by, reason = _work(request, guest), guest.actor(request), text(form, "reason")
    try:
        request.app.state.house.carry_out(
            by, key_of(form), [str(id), "retract", reason], lambda: work.retract(id, reason, by.account), alone=True
        )
    except (Refused, SeveralRefused) as refused:
        return _shown(request, guest, refused, retracting=id)
    return RedirectResponse(f"{guest.root}/findings", status_code=303)


def _work(request: Request, guest: Guest) -> Concluding:
    return Concluding(request.app.state.house.ledger, UUID(guest.visit.programme))


def _shown(
    request: Request,
    guest: Guest,
    refused: Refused | SeveralRefused | None = None,
    typed: dict[str, Any] | None = None,
    photos: list[str] | None = None,
    retracting: UUID | None = None,
) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        rows = findings.of_visit(conn, guest.visit.id)
    mine = {site.key for site in guest.visit.sites if site.seen_by == guest.inspector.key}
    return _page(
        request,
        guest,
        "visit_finding.html",
        refused,
        rows=rows,
        states=STATES,
        severities=SEVERITIES,
        choices=CHOICES,
        sites=[(site.key, site.name or f"点位{site.key}") for site in guest.visit.sites if site.key in mine],
        mine=f"visit:{guest.visit.id}:{guest.inspector.key}",
        typed=typed or {"severity": "", "site": next(iter(mine), "") if len(mine) == 1 else "", "fact": ""},
        chosen=photos or [],
        retracting=retracting,
    )
