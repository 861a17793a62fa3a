"""The minutes of a quarterly review: the office's desk from draft to issue, the issued files for those they bind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from supervision import minutes, papers
from supervision.document import MINUTES
from supervision.minutes import MinutesPaper
from supervision.quarter import Quarter
from tracker import clock
from tracker.refusal import Refused
from web import issuance, paper_desk, paper_steps, refusals
from web.house import House
from web.paper import fonts
from web.paper_desk import STATES, Desk
from web.templating import render

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes"
OPINION = "内容取自会议记录，不涉及国家秘密、工作秘密和个人隐私，按依申请公开办理。"


@router.get(PATH, name="minutes:desk")
def desk(request: Request, jurisdiction: str, year: int, quarter: str) -> HTMLResponse:
    return _desk(request).page()


@router.get(PATH + "/preview.pdf", name="minutes:preview")
def preview(request: Request, jurisdiction: str, year: int, quarter: str) -> Response:
    document = _desk(request).paperwork.document()
    return paper_desk.previewed(request, document, "这次会议的纪要还没有起草。")


@router.get(PATH + ".pdf", name="minutes:pdf")
def issued_pdf(request: Request, jurisdiction: str, year: int, quarter: str) -> Response:
    return _issued(request, jurisdiction, year, quarter, "pdf")


@router.get(PATH + ".docx", name="minutes:docx")
def issued_docx(request: Request, jurisdiction: str, year: int, quarter: str) -> Response:
    return _issued(request, jurisdiction, year, quarter, "docx")


class _Desk(Desk):
    """A paper's desk with a page of its own."""

    def page(
        self, status: int = 200, errors: Mapping[str, str] | None = None, typed: Mapping[str, Any] | None = None
    ) -> HTMLResponse:
        document = self.paperwork.document()
        assert isinstance(self.paperwork, MinutesPaper)
        programme = self.paperwork.programme
        return render(
            self.request,
            "minutes.html",
            status_code=status,
            place=paper_desk.place_of(self.house, programme.jurisdiction, programme.year),
            address=self.address,
            meeting=f"/{programme.jurisdiction}/{programme.year}/reviews/{self.paperwork.quarter.key}",
            quarter=self.paperwork.quarter,
            document=document,
            held=self.paperwork.is_published(),
            state=paper_desk.stage(document),
            text=document.text if document else "",
            states=STATES,
            numbers=paper_desk.numbers(self.paperwork, document),
            decides=self.visitor.role == "office_head",
            today=clock.today().isoformat(),
            opinion=OPINION,
            errors=dict(errors or {}),
            typed=dict(typed or {}),
            key=str(uuid4()),
            paper=_paper(document) if document else None,
            fonts=fonts.shown(),
            unprintable=issuance.unprintable(document) if document else [],
        )


def _paper(document: Any) -> Any:
    day = date.fromisoformat(document.issued_on) if document.issued_on else None
    code = document.check_code if document.issued_on else None
    return minutes.paper(document.facts, document.prose, number=document.number_text, day=day, check_code=code)


def _desk(request: Request) -> _Desk:
    slug, year, quarter = (request.path_params[name] for name in ("jurisdiction", "year", "quarter"))
    house: House = request.app.state.house
    found = Quarter.of(quarter)
    if found is None or found.year != year:
        raise HTTPException(404, "没有这个季度。")
    try:
        paperwork = MinutesPaper(house.ledger, slug, year, found)
    except Refused as no:
        raise HTTPException(404, refusals.sentence(no)) from no
    address = f"/{slug}/{year}/reviews/{quarter}/minutes"
    return _Desk(request, house, request.state.visitor, paperwork, address, "minutes.html")


def _issued(request: Request, slug: str, year: int, quarter: str, ending: str) -> Response:
    """The file as it was issued, for staff of the government alone; 404 before it is issued."""
    with request.app.state.house.reading() as conn:
        row = papers.of_year(conn, MINUTES, slug, year).get(quarter)
    file = row.file(ending) if row and row.issued_at else None
    if file is None:
        raise HTTPException(404, "这次会议的纪要还没有印发。")
    return paper_desk.stored(request, file, public=False)


paper_steps.add(router, PATH, "minutes", _desk)
