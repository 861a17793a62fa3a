"""The pack of a quarterly review: on the screen of the meeting room or a phone, and printed."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from projects import register
from supervision import review_meetings
from supervision.review_work import ReviewWork
from tracker.refusal import Refused
from web import download, paper_desk, refusals, review_sheets
from web.issuance import PDF
from web.paper import pack
from web.permissions import OFFICE
from web.place import place_of, programme_here
from web.templating import render

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/reviews/{quarter}/pack"


@router.get(PATH + ".pdf", name="review_pack:pdf")
def printed(request: Request, jurisdiction: str, year: int, quarter: str) -> Response:
    """As it was issued; before that as it would be printed, without a code."""
    content, fixed = _content(request, jurisdiction, year, quarter)
    told = json.loads(content)
    with request.app.state.house.reading() as conn:
        issued = next(iter(review_sheets.issued(conn, jurisdiction, year, quarter)), None)
    if issued and issued.facts["says"] == told:
        return paper_desk.stored(request, issued.files[0], public=False)
    headers = download.headers(f"{download.called(told['title'])}.pdf", shown=True)
    return Response(pack.pdf(told, fixed=fixed), media_type=PDF, headers=headers)


@router.get(PATH, name="review_pack:show")
def show(request: Request, jurisdiction: str, year: int, quarter: str) -> HTMLResponse:
    """As it was fixed; before that as it would be now."""
    content, fixed = _content(request, jurisdiction, year, quarter)
    with request.app.state.house.reading() as conn:
        programme = programme_here(conn, jurisdiction, year)
        issued = review_sheets.issued(conn, jurisdiction, year, quarter)
        government = (register.jurisdiction(conn, jurisdiction) or {"name": jurisdiction})["name"]
    return render(
        request,
        "review_pack.html",
        pack=json.loads(content),
        seen=sha256(content.encode()).hexdigest(),
        fixed=fixed,
        issued=issued,
        office=request.state.visitor.role in OFFICE,
        root=f"/{jurisdiction}/{year}",
        quarter=quarter,
        place=place_of(programme, government),
        key=str(uuid4()),
    )


def _content(request: Request, slug: str, year: int, quarter: str) -> tuple[str, bool]:
    """The canonical text and whether it is fixed; 404 where no meeting was called or nothing is published."""
    house: Any = request.app.state.house
    try:
        work = ReviewWork(house.ledger, slug, year, quarter)
        with house.reading() as conn:
            row = review_meetings.of_programme(conn, str(work.programme.id)).get(quarter)
        return (row.pack, True) if row and row.pack else (work.pack(), False)
    except Refused as no:
        raise HTTPException(404, refusals.sentence(no)) from no
