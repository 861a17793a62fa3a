"""A project's public history: every event in a sentence, and what became of target, plan and responsibility."""

from __future__ import annotations

from typing import Any

import psycopg
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from projects import editions, notices, published, reorganisations
from projects.published import Board
from supervision import acceptances, opinions, problems, public_visits
from web import as_of as past
from web import chronicle
from web.chronicle import Shown, Sources
from web.public_page import public_page

router = APIRouter()


@router.get("/{jurisdiction}/{year:int}/projects/{number}/history", name="history:show")
def show(request: Request, jurisdiction: str, year: int, number: str, as_of: str | None = None) -> HTMLResponse:
    """Everything that was public of it, also of a project that the list no longer holds; 404 where it never was."""
    then = past.asked(as_of)
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
        sources = _sources(conn, board, number) if board else None
        others = published.alike(conn, jurisdiction, year, number) if board else []
    entries = chronicle.until(chronicle.of(sources), then.until if then else None) if sources else []
    if board is None or sources is None or not entries:
        raise HTTPException(404, "没有公布过这个编号的项目。")
    told = [each.project for each in sources.shown if each.project and (not then or _before(each, then))]
    return public_page(
        request,
        "history.html",
        "project",
        board,
        project=told[-1],
        entries=entries,
        changed=[each for each in entries if each.redline],
        others=others,
        then=then,
        at=then.query if then else "",
    )


def _before(shown: Shown, then: past.AsOf) -> bool:
    return shown.edition.published_at < then.until


def _sources(conn: psycopg.Connection[Any], board: Board, number: str) -> Sources | None:
    slug, year = board.slug, board.year
    shown = [Shown(edition, project) for edition, project in editions.of_project(conn, slug, year, number)]
    last = next((each.project for each in reversed(shown) if each.project), None)
    if last is None:
        return None
    return Sources(
        shown=shown,
        notices=notices.told(conn, slug, year, number),
        visits=public_visits.of_project(conn, slug, year, number),
        problems=problems.public(conn, slug, year, last["id"]),
        opinions=opinions.public(conn, last["id"]),
        moves=reorganisations.moves(conn, slug, year, number).get(number, []),
        supports=reorganisations.supports(conn, slug, year, number),
        merged=board.merged,
        acceptance=acceptances.public(conn, slug, year).get(last["id"]),
    )
