"""What was corrected and adjusted since it was published, for everybody: newest first, old beside new, for ever."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from projects import notices, published
from supervision import papers
from supervision.document import CORRECTION_NOTICE
from web import as_of as past
from web import paper_desk
from web.public_page import public_page

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/changes"


@router.get(PATH + "/", name="changes:show")
def show(request: Request, jurisdiction: str, year: int, as_of: str | None = None) -> HTMLResponse:
    """All of a programme, or what had been told by the end of a past day; 404 where nothing of it is public."""
    then = past.asked(as_of)
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
        told = notices.told(conn, jurisdiction, year) if board else []
        if board and then:
            board, told = past.board(conn, board, then), past.told(told, then)
        printed = {row.facts["notice"]: row for row in papers.issued(conn, CORRECTION_NOTICE, jurisdiction, year)}
    if board is None or board.imported:
        raise HTTPException(404, "没有公布过这个年度的内容。")
    return public_page(
        request,
        "changes.html",
        "changes",
        board,
        told=told,
        then=then,
        at=then.query if then else "",
        printed=printed,
    )


@router.get(PATH + "/{id}.pdf", name="changes:pdf")
def issued_pdf(request: Request, jurisdiction: str, year: int, id: str) -> Response:
    """The 更正 as it was printed; 404 before it is issued."""
    with request.app.state.house.reading() as conn:
        rows = papers.issued(conn, CORRECTION_NOTICE, jurisdiction, year)
    row = next((each for each in rows if each.facts["notice"] == id), None)
    file = row.file("pdf") if row else None
    if file is None:
        raise HTTPException(404, "没有印发过这项更正。")
    return paper_desk.stored(request, file, public=True)
