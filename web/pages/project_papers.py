"""海报、现场码和明白纸: what the office prints of each project, one by one, and all posters of a month at once."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from projects.published import LIST
from supervision import papers, project_subject
from supervision.leaflet import LEAFLET
from supervision.paperwork import Writer
from tracker.refusal import Refused, SeveralRefused
from web import download, poster_stack, public_sheets, refusals
from web.ladder_desk import LadderDesk
from web.visitor import Form, text
from web.worded_desk import SENT_OUT

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/project-papers"
ZIP = "application/zip"


@router.get(PATH, name="project_papers:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _page(LadderDesk(request, jurisdiction, year))


@router.post(PATH + "/posters", name="project_papers:posters")
def posters(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """Every project's poster of the last month in one zip: what is not out yet is made and issued first."""
    desk = LadderDesk(request, jurisdiction, year)
    writer = Writer(str(desk.visitor.account), desk.visitor.post)
    try:
        made = poster_stack.issue(
            desk.house, desk.visitor.actor(request), writer, jurisdiction, year, period=text(form, "period") or None
        )
    except (Refused, SeveralRefused) as no:
        return _page(desk, {"": "；".join(dict(refusals.sentences(no)).values())})
    name = download.called(f"{desk.government}{desk.programme.title}宣传栏海报")
    return Response(poster_stack.zipped(made), media_type=ZIP, headers=download.headers(f"{name}.zip"))


def _page(desk: LadderDesk, errors: dict[str, str] | None = None) -> HTMLResponse:
    released = public_sheets.told(desk.house, desk.slug, desk.year, LIST)
    latest = public_sheets.told(desk.house, desk.slug, desk.year) if released else None
    with desk.house.reading() as conn:
        rows = papers.every(conn, desk.slug, desk.year)
    known = {
        (row.kind, row.facts.get("subject", row.period)): row for row in sorted(rows, key=lambda row: row.position)
    }
    period = latest.period if latest else ""
    lines = [
        {
            "number": each["number"],
            "subject": project_subject.of(each["number"]),
            "title": each["title"],
            "poster": known.get(("poster", project_subject.of(each["number"], period))),
            "sign": known.get(("site_sign", project_subject.of(each["number"]))),
            "leaflet": known.get((LEAFLET, project_subject.of(each["number"]))),
        }
        for each in (released.content["projects"] if released else [])
    ]
    return desk.render(
        "project_papers.html",
        errors,
        lines=lines,
        released=released is not None,
        period=period,
        month=f"{int(period[5:])}月" if period else "",
        posted=sum(1 for line in lines if line["poster"]),
        states=SENT_OUT,
    )
