"""The press desk: from an angle on a published month to a text whose every figure leads to its record."""

import json
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import published, register
from supervision import angle, papers, version
from supervision.angle import CALLED, WITH_SUBJECT, Angle
from supervision.document import PRESS_CONFERENCE, PRESS_RELEASE, Document
from supervision.papers import PaperRow
from tracker.refusal import Refused, SeveralRefused
from web import download, issuance, paper_desk, paper_steps, press_desk, refusals
from web.house import House
from web.paper_desk import SENT_OUT, place_of
from web.press_desk import PressDesk
from web.templating import render
from web.typed import kept
from web.visitor import Form, key_of, text

router = APIRouter()

DESK = "/{jurisdiction}/{year:int}/press"
ENDINGS = {"pdf", "docx", "html", "txt"}


@router.get(DESK, name="press:list")
def listing(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """What can be written, what is at work, what waits for its hour, what went out."""
    return _listing(request, jurisdiction, year)


@router.post(DESK, name="press:new")
def new(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """A draft of the angle chosen; one that is there already is opened."""
    kind, _, subject = text(form, "angle").partition(":")
    key = Angle(kind, subject).key(text(form, "period"))
    try:
        desk = press_desk.opened(request, jurisdiction, year, key)
        if desk.room.document() is None:
            desk.house.carry_out(
                desk.actor,
                key_of(form),
                desk.asked(form, "document:draft"),
                lambda: desk.room.draft(desk.writer, desk.house.days()),
            )
    except (Refused, SeveralRefused) as refused:
        return _listing(request, jurisdiction, year, dict(refusals.sentences(refused)), form)
    return RedirectResponse(desk.address, status_code=303)


@router.get(DESK + "/{key}.{ending}", name="press:file")
def file(request: Request, jurisdiction: str, year: int, key: str, ending: str) -> Response:
    """As issued; before that, made of the draft as it stands."""
    document = _document(_desk(request))
    if ending not in ENDINGS:
        raise HTTPException(404)
    for stored in document.files:
        if stored["name"].endswith(f".{ending}"):
            return paper_desk.stored(request, stored, public=False)
    for name, media_type, content in issuance.rendered(document, None, None, request.app.state.house.store):
        if name.endswith(f".{ending}"):
            headers = download.headers(f"（草稿）{name}", shown=ending == "pdf")
            return Response(content, media_type=media_type, headers=headers)
    raise HTTPException(404, "这篇稿件没有这种格式的文件。")


@router.get(DESK + "/{key}", name="press:desk")
def desk(request: Request, jurisdiction: str, year: int, key: str) -> HTMLResponse:
    return _desk(request).page()


@router.get(DESK + "/{key}/versions", name="press:versions")
def versions(request: Request, jurisdiction: str, year: int, key: str, older: int = 0, newer: int = 0) -> HTMLResponse:
    """Two versions side by side, unasked the last two: what changed in words."""
    desk = _desk(request)
    document, known = _document(desk), desk.room.versions()
    after = known[newer - 1] if 0 < newer <= len(known) else known[-1]
    before = known[older - 1] if 0 < older <= len(known) else known[max(0, after.number - 2)]
    return render(
        request,
        "press_versions.html",
        place=place_of(desk.house, jurisdiction, year),
        address=desk.address,
        document=document,
        versions=known,
        older=before,
        newer=after,
        pairs=version.compared(before.prose, after.prose),
    )


@router.post(DESK + "/{key}/preview", name="press:see")
def see(request: Request, jurisdiction: str, year: int, key: str, form: Form) -> HTMLResponse:
    return _desk(request).preview(form)


def _desk(request: Request) -> PressDesk:
    jurisdiction, year, key = (request.path_params[name] for name in ("jurisdiction", "year", "key"))
    return press_desk.opened(request, jurisdiction, year, key)


def _document(desk: PressDesk) -> Document:
    document = desk.room.document()
    if document is None:
        raise HTTPException(404, "这篇稿件还没有起草。")
    return document


def _listing(
    request: Request, slug: str, year: int, errors: dict[str, str] | None = None, form: Form | None = None
) -> HTMLResponse:
    house: House = request.app.state.house
    with house.reading() as conn:
        programme = register.programme(conn, slug, year)
        if programme is None or programme.published:
            raise HTTPException(404, "没有这个年度的清单。")
        known = sorted((row["period"] for row in published.contents(conn, slug, year) if row["period"]), reverse=True)
        told = published.content(conn, slug, year, known[0]) if known else None
        rows = [
            row for kind in (PRESS_RELEASE, PRESS_CONFERENCE) for row in papers.of_year(conn, kind, slug, year).values()
        ]
    content = json.loads(told["content"]) if told else {"projects": []}
    policy = programme.policy
    rows.sort(key=lambda row: row.changed_at, reverse=True)
    return render(
        request,
        "press.html",
        status_code=422 if errors else 200,
        place=place_of(house, slug, year),
        periods=[(period, _label(policy, period)) for period in known],
        angles={
            kind: angle.subjects(content, kind) if kind in WITH_SUBJECT else [("", called)]
            for kind, called in CALLED.items()
        },
        called=CALLED,
        labels={row.period: _about(policy, row) for row in rows},
        at_work=[row for row in rows if row.issued_at is None],
        held=[row for row in rows if row.issued_at and row.embargoed],
        issued=[row for row in rows if row.issued_at and not row.embargoed],
        states=SENT_OUT,
        errors=errors or {},
        typed=kept(form),
        key=str(uuid4()),
    )


def _label(policy: Any, period: str) -> str:
    found = policy.period(period)
    return found.label if found else period


def _about(policy: Any, row: PaperRow) -> str:
    """8月，一个单位：市教育局."""
    period, of = angle.read(row.period)
    subject = f"：{of.subject}" if of.subject else ""
    return f"{_label(policy, period)}，{CALLED.get(of.kind, of.kind)}{subject}"


paper_steps.add(router, DESK + "/{key}", "press", _desk, (*paper_steps.STEPS, "replace", "insert", "embargo"))
