"""The monthly bulletin: the office's desk from draft to issue, and the issued bulletins for everybody."""

from itertools import groupby
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import editions, notices, published, register
from supervision import bulletin, interpretations, papers
from supervision.document import BULLETIN
from supervision.document_kind import of
from supervision.papers import PaperRow
from web import as_of as past
from web import paper_desk, paper_steps, since
from web.bulletin_records import Records
from web.marking import banner_of
from web.paper_desk import Desk, Place
from web.templating import render

router = APIRouter()

PUBLIC = "/{jurisdiction}/{year:int}/bulletins"
DESK = "/{jurisdiction}/{year:int}/bulletin-desk"


@router.get(PUBLIC + "/", name="bulletins:list")
def listing(request: Request, jurisdiction: str, year: int, as_of: str | None = None) -> HTMLResponse:
    """Every issued bulletin of the year; 404 where nothing of it is public. With `as_of`, those issued by that day."""
    then, place = past.asked(as_of), _public_place(request, jurisdiction, year)
    with request.app.state.house.reading() as conn:
        told = past.issued(papers.told(conn, jurisdiction, year), then)
        if then and not editions.known(conn, jurisdiction, year, then.until):
            raise HTTPException(404, "到这一天还没有公布过这个年度的内容。")
    rows = [row for row in told if row.kind == BULLETIN]
    simulated = bool(rows and rows[0].facts["specimen"]) or request.app.state.house.simulated
    return render(
        request,
        "bulletins.html",
        place=place,
        section="bulletins",
        rows=rows,
        newest={row.subject: row.id for row in reversed(rows)}.values(),
        posted=posted_by_project(told),
        others=sorted(
            (row for row in told if row.kind != BULLETIN and of(row.kind).family != "poster"),
            key=lambda row: str(row.public_at),
            reverse=True,
        ),
        of=of,
        then=then,
        at=then.query if then else "",
        banner=banner_of(simulated=simulated, imported=False),
    )


def posted_by_project(rows: list[PaperRow]) -> list[tuple[str, list[PaperRow]]]:
    """Number of each project → its poster, sign and leaflet as they hang now."""
    return [(number, list(group)) for number, group in groupby(papers.posted(rows), key=lambda row: row.project)]


@router.get(PUBLIC + "/{period}.pdf", name="bulletin:pdf")
def issued_pdf(request: Request, jurisdiction: str, year: int, period: str) -> Response:
    return _file(request, _issued(request, jurisdiction, year, period), "pdf")


@router.get(PUBLIC + "/{period}.docx", name="bulletin:docx")
def issued_docx(request: Request, jurisdiction: str, year: int, period: str) -> Response:
    return _file(request, _issued(request, jurisdiction, year, period), "docx")


@router.get(PUBLIC + "/{period}", name="bulletin:show")
def show(request: Request, jurisdiction: str, year: int, period: str, as_of: str | None = None) -> HTMLResponse:
    """An issued bulletin as it was printed, with its files and what proves them; 404 before it is issued. With `as_of`,
    with what had been said of it by that day."""
    then = past.asked(as_of)
    known_then = past.issued([_issued(request, jurisdiction, year, period)], then)
    if not known_then:
        raise HTTPException(404, "到这一天，这个月的通报还没有印发。")
    [row] = known_then
    with request.app.state.house.reading() as conn:
        told = notices.told(conn, jurisdiction, year)
        before = past.issued(papers.told(conn, jurisdiction, year, BULLETIN), then)
        known = interpretations.versions(conn, jurisdiction, year, f"bulletin-{period}")
    if then:
        told = past.told(told, then)
        known = [each for each in known if each.published_at < then.until]
    interpreted = known[0] if known else None
    return render(
        request,
        "bulletin.html",
        amended=row.amended,
        corrections=[each for each in told if since.touches(each, row.subject)],
        earlier=[each for each in before if each.subject == row.subject and each.id != row.id],
        place=_public_place(request, jurisdiction, year),
        section="bulletins",
        row=row,
        then=then,
        at=then.query if then else "",
        interpreted=interpreted,
        paper=bulletin.paper(row.facts, row.prose, number=row.number, day=row.issued_on, check_code=row.check_code),
        records=Records(f"/{jurisdiction}/{year}", row.facts),
        hotline=row.facts["hotline"],
        banner=banner_of(simulated=row.facts["specimen"], imported=False),
    )


@router.get(DESK, name="bulletin:desk")
def latest(request: Request, jurisdiction: str, year: int) -> Response:
    """On to the bulletin that is to be done next."""
    period = paper_desk.latest(request.app.state.house, BULLETIN, jurisdiction, year)
    return RedirectResponse(f"/{jurisdiction}/{year}/bulletin-desk/{period}", status_code=303)


@router.get(DESK + "/{period}", name="bulletin:desk")
def desk(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    return _desk(request).page()


@router.get(DESK + "/{period}/preview.pdf", name="bulletin:preview")
def preview(request: Request, jurisdiction: str, year: int, period: str) -> Response:
    """The bulletin as it will print: without number, date and check code until it is issued."""
    document = _desk(request).paperwork.document()
    return paper_desk.previewed(request, document, "这个月的通报还没有起草。")


def _desk(request: Request) -> Desk:
    jurisdiction, year, period = (request.path_params[name] for name in ("jurisdiction", "year", "period"))
    address = f"/{jurisdiction}/{year}/bulletin-desk"
    return paper_desk.opened(request, BULLETIN, jurisdiction, year, period, address, "bulletin_desk.html")


def _issued(request: Request, jurisdiction: str, year: int, period: str) -> PaperRow:
    with request.app.state.house.reading() as conn:
        row = papers.issued_one(conn, BULLETIN, jurisdiction, year, period)
    if row is None:
        raise HTTPException(404, "没有印发过这个月的通报。")
    return row


def _file(request: Request, row: PaperRow, ending: str) -> Response:
    file: dict[str, Any] | None = row.file(ending) if row.public else None
    if file is None:
        raise HTTPException(404)
    return paper_desk.stored(request, file, public=True)


def _public_place(request: Request, jurisdiction: str, year: int) -> Place:
    """The government and year, where something of them is public and papers are issued."""
    with request.app.state.house.reading() as conn:
        programme = register.programme(conn, jurisdiction, year)
        position = published.position(conn, jurisdiction, year)
    if programme is None or position is None or programme.published:
        raise HTTPException(404)
    return paper_desk.place_of(request.app.state.house, jurisdiction, year)


paper_steps.add(router, DESK + "/{period}", "bulletin", _desk)
