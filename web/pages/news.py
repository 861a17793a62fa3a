"""The press texts that are out (新闻通稿), for everybody: every figure leads to its record as it stood."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from projects import published, register
from supervision import papers
from supervision.document import PRESS_RELEASE
from web import press_desk
from web.marking import banner_of
from web.paper_desk import place_of
from web.templating import render

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/news"


@router.get(PATH + "/", name="news:list")
def listing(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """404 where nothing of the year is public. What is under embargo is not there."""
    house = request.app.state.house
    with house.reading() as conn:
        programme = register.programme(conn, jurisdiction, year)
        if programme is None or programme.published or published.position(conn, jurisdiction, year) is None:
            raise HTTPException(404)
        rows = papers.issued(conn, PRESS_RELEASE, jurisdiction, year)
    return render(
        request,
        "news.html",
        place=place_of(house, jurisdiction, year),
        section="bulletins",
        rows=sorted(rows, key=lambda row: row.embargo or row.issued_at, reverse=True),
        banner=banner_of(simulated=bool(rows and rows[0].facts["specimen"]) or house.simulated, imported=False),
    )


@router.get(PATH + "/{key}", name="news:show")
def show(request: Request, jurisdiction: str, year: int, key: str) -> HTMLResponse:
    """404 before it is out, before its embargo ends, and once it was taken back."""
    house = request.app.state.house
    with house.reading() as conn:
        row = papers.issued_one(conn, PRESS_RELEASE, jurisdiction, year, key)
    if row is None or not row.public:
        raise HTTPException(404, "没有发布过这篇通稿，或者它已经撤回。")
    return render(
        request,
        "news_text.html",
        place=place_of(house, jurisdiction, year),
        section="bulletins",
        row=row,
        banner=banner_of(simulated=row.facts["specimen"], imported=False),
        **press_desk.shown(row.facts, row.prose, f"/{jurisdiction}/{year}"),
    )
