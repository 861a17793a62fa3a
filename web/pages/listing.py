"""挂牌督办: the public notice of a programme with the four disclosures of all its projects; it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from projects import published
from projects.published import Board
from web import as_of as past
from web.as_of import AsOf
from web.pages.project import responsibilities
from web.public_page import public_page
from web.updated import Updated, updated

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Listed:
    """One project with who answers for it, and how fresh what is told of it is."""

    project: dict[str, Any]
    answering: list[dict[str, Any]]
    updated: Updated


@router.get("/{jurisdiction}/{year:int}/listing", name="listing:show")
def show(request: Request, jurisdiction: str, year: int, as_of: str | None = None) -> HTMLResponse:
    """With `as_of`, as it stood at the end of that day."""
    then = past.asked(as_of)
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
        if board and then:
            board = past.board(conn, board, then)
    if board is None or board.imported:
        raise HTTPException(404, f"{'到这一天' if then else ''}没有公布过这个年度的内容。")
    return page(request, board, then)


def page(request: Request, board: Board, then: AsOf | None = None) -> HTMLResponse:
    """Everything is listed, not only what lags (domain.md A15)."""
    asked = ("牵头单位", "分管领导", "责任人")
    rows = [
        Listed(
            each,
            [row for row in responsibilities(each, imported=False) if row["key"] in asked],
            updated(each, board.periods, board.period),
        )
        for each in board.projects
    ]
    return public_page(
        request,
        "listing.html",
        "listing",
        board,
        rows=rows,
        then=then,
        at=then.query if then else "",
    )
