"""The draws as everybody sees them: the hash at once, the pools when they may be known, the result drawn again here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from projects import published
from projects.published import Board
from supervision import inspection_plans, lots, member_contact, members, verify_draw
from supervision.inspection_plans import PlanRow
from supervision.lot import REASONS
from supervision.lots import LotRow
from tracker import clock
from web.pages.lots import printed
from web.public_page import public_page
from web.wording import OUTCOMES

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/draws/"


@router.get(PATH, name="draws:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """Every draw; of one that is still silent nothing but hash and time."""
    with request.app.state.house.reading() as conn:
        board = _board(conn, jurisdiction, year)
        rows = lots.of_programme(conn, jurisdiction, year)
        plans = {row.id: row for row in inspection_plans.of_programme(conn, rows[0].programme)} if rows else {}
    today = clock.today()
    told = {row.id: plans[row.plan].told(today) for row in rows}
    return public_page(request, "draws.html", "draws", board, rows=rows, plans=plans, told=told)


@router.get(PATH + "verify_draw.py", name="draws:module")
def module(request: Request, jurisdiction: str, year: int) -> Response:
    """The check that runs alone, as it stands in this programme."""
    headers = {"Content-Disposition": 'attachment; filename="verify_draw.py"'}
    return Response(Path(verify_draw.__file__).read_bytes(), media_type="text/x-python", headers=headers)


@router.get(PATH + "{id}", name="draws:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        board = _board(conn, jurisdiction, year)
        lot, plan = _found(conn, jurisdiction, year, id)
        names = _names(conn, jurisdiction)
    told = plan.told(clock.today())
    frozen = lot.frozen if told else None
    pools = [
        {"name": pool.name, "quota": pool.quota, "names": stratum["names"], "places": list(pool.places)}
        for pool, stratum in zip(lot.drawn if told else [], (frozen or {}).get("strata", []), strict=False)
    ]
    return public_page(
        request,
        "draw.html",
        "draws",
        board,
        lot=lot,
        plan=plan,
        told=told,
        frozen=frozen,
        pools=pools,
        who=names,
        outcomes=OUTCOMES,
        reasons=REASONS,
    )


@router.get(PATH + "{id}/record.json", name="draws:record")
def record(request: Request, jurisdiction: str, year: int, id: UUID) -> Response:
    """draw-record/1; before the draw draw-commit/1, which holds the frozen text alone."""
    with request.app.state.house.reading() as conn:
        lot, plan = _found(conn, jurisdiction, year, id)
    if not plan.told(clock.today()):
        raise HTTPException(404, "走访结束以后公开。现在公开的只有封存码和时间。")
    content: dict[str, Any]
    if lot.state == "drawn":
        content = lot.record()
    else:
        content = {"format": "draw-commit/1", "commitment": lot.content, "commit_hash": lot.sha256}
    headers = {"Content-Disposition": 'attachment; filename="record.json"'}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return Response(text, media_type="application/json", headers=headers)


@router.get(PATH + "{id}/record.pdf", name="draws:pdf")
def record_pdf(request: Request, jurisdiction: str, year: int, id: UUID) -> Response:
    with request.app.state.house.reading() as conn:
        lot, plan = _found(conn, jurisdiction, year, id)
    if lot.state != "drawn" or not plan.told(clock.today()):
        raise HTTPException(404, "开签并且走访结束以后公开。")
    return printed(request.app.state.house, plan, lot)


def _board(conn: Any, slug: str, year: int) -> Board:
    board = published.board(conn, slug, year)
    if board is None:
        raise HTTPException(404, "没有这个年度的清单。")
    return board


def _found(conn: Any, slug: str, year: int, id: UUID) -> tuple[LotRow, PlanRow]:
    lot = lots.lot(conn, id)
    plan = inspection_plans.plan(conn, lot.plan) if lot else None
    if lot is None or plan is None or (lot.jurisdiction, lot.year) != (slug, year):
        raise HTTPException(404, "没有这次抽签。")
    return lot, plan


def _names(conn: Any, slug: str) -> dict[str, str]:
    """Member as kind and number → name, of those who agreed."""
    rows = [row for row in members.of_government(conn, slug) if row.named]
    known = member_contact.of(conn, [row.id for row in rows])
    return {row.called: known[row.id].name for row in rows if row.id in known}
