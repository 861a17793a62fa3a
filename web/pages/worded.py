"""公示 and 明白纸 from draft to issue: one desk at /public-papers/{kind}/{subject}."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import published
from supervision.public_notice import PUBLIC_NOTICE
from web.visitor import Form
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
    return _desk(request, jurisdiction, year, kind, subject).preview()


@router.get(PATH, name="worded:desk")
def desk(request: Request, jurisdiction: str, year: int, kind: str, subject: str) -> HTMLResponse:
    return _desk(request, jurisdiction, year, kind, subject).page()


@router.post(PATH + "/draft", name="worded:draft")
def draft(request: Request, jurisdiction: str, year: int, kind: str, subject: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, kind, subject).draft(form)


@router.post(PATH + "/edit", name="worded:edit")
def edit(request: Request, jurisdiction: str, year: int, kind: str, subject: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, kind, subject).edit(form)


@router.post(PATH + "/review", name="worded:review")
def review(request: Request, jurisdiction: str, year: int, kind: str, subject: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, kind, subject).review(form)


@router.post(PATH + "/approve", name="worded:approve")
def approve(request: Request, jurisdiction: str, year: int, kind: str, subject: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, kind, subject).approve(form)


@router.post(PATH + "/issue", name="worded:issue")
def issue(request: Request, jurisdiction: str, year: int, kind: str, subject: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, kind, subject).issue(form)


def _desk(request: Request, slug: str, year: int, kind: str, subject: str) -> WordedDesk:
    return opened(request, kind, slug, year, subject)
