"""公示 and 明白纸 from draft to issue: one desk at /public-papers/{kind}/{subject}."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import published
from supervision.public_notice import PUBLIC_NOTICE
from web import paper_steps
from web.worded_desk import WordedDesk, opened

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/public-papers/{kind}/{subject}"


@router.get("/{jurisdiction}/{year:int}/public-notices", name="worded:latest")
def latest(request: Request, jurisdiction: str, year: int) -> Response:
    """On to the 公示 of the month published last."""
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
    if board is None or board.imported or not board.period:
        raise HTTPException(404, "月度进展公布后才能起草公示。")
    return RedirectResponse(f"/{jurisdiction}/{year}/public-papers/{PUBLIC_NOTICE}/{board.period}", status_code=303)


@router.get(PATH + "/preview.pdf", name="worded:preview")
def preview(request: Request, jurisdiction: str, year: int, kind: str, subject: str) -> Response:
    return _desk(request).preview()


@router.get(PATH, name="worded:desk")
def desk(request: Request, jurisdiction: str, year: int, kind: str, subject: str) -> HTMLResponse:
    return _desk(request).page()


def _desk(request: Request) -> WordedDesk:
    slug, year, kind, subject = (request.path_params[name] for name in ("jurisdiction", "year", "kind", "subject"))
    return opened(request, kind, slug, year, subject)


paper_steps.add(router, PATH, "worded", _desk)
