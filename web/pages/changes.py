"""What was corrected and adjusted since it was published, for everybody: newest first, old beside new, for ever."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from projects import notices, published
from web.marking import banner_of
from web.templating import render

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/changes"


@router.get(PATH + "/", name="changes:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """All of a programme; 404 where nothing of it is public."""
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
        told = notices.told(conn, jurisdiction, year) if board else []
    if board is None or board.imported:
        raise HTTPException(404, "没有公布过这个年度的内容。")
    return render(
        request,
        "changes.html",
        board=board,
        place=board,
        section="changes",
        hotline=board.hotline,
        banner=banner_of(simulated=board.simulated, imported=board.imported),
        told=told,
    )
