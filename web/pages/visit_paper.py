"""检查记录表 on paper: printed for a visit, blank or as far as it is filled, and entered by the office once signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from projects import register
from supervision import findings, spots, visit_paper, visits
from supervision.inspection import Inspection
from supervision.spot import ANSWERS
from supervision.visit import Site, Visit
from tracker import clock
from tracker.refusal import Refused, SeveralRefused, refuse_all
from web import issuance, photograph
from web.pages.visit import FOUND, MOST_AT_ONCE, faults, moment_of, quantity_of, whole
from web.paper import form as forms
from web.templating import render
from web.visitor import Form, Visitor, key_of, texts

router = APIRouter()
PATH = "/{jurisdiction}/{year:int}/visits/{id}/paper"


@router.get(PATH + ".pdf", name="visit_paper:pdf")
def pdf(request: Request, jurisdiction: str, year: int, id: UUID, blank: int = 0) -> Response:
    """The sheet, to take along (`blank`), or with what was recorded."""
    house = request.app.state.house
    with house.reading() as conn:
        visit, spot = _visit(conn, jurisdiction, year, id), spots.of_visit(conn, id)
        found = findings.standing(conn, id)
        government = register.jurisdiction(conn, jurisdiction) or {}
        programme = register.programme(conn, jurisdiction, year)
    sheet = visit_paper.paper(
        visit,
        spot,
        found,
        blank=bool(blank) or not visit.recorded,
        needed=visit.signatures,
        government=str(government.get("name", "")),
        letterhead=programme.policy.extra.get("letterhead", {}) if programme else {},
        specimen=government.get("shown") == "simulated",
    )
    headers = {"Content-Disposition": 'inline; filename="visit.pdf"', "Cache-Control": "private, no-store"}
    drawn = forms.pictures(sheet, house.store)
    return Response(forms.pdf(sheet, drawn), media_type=issuance.PDF, headers=headers)


@router.get(PATH, name="visit_paper:form")
def form(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        visit = _visit(conn, jurisdiction, year, id)
    return _page(request, visit, {})


@router.post(PATH, name="visit_paper:enter")
def enter(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """Enters what the sheet says, with its photographs: all of it, or nothing and the reasons."""
    house, visitor = request.app.state.house, request.state.visitor
    with house.reading() as conn:
        visit = _visit(conn, jurisdiction, year, id)
    typed: dict[str, Any] = {name: value.strip() for name, value in form.multi_items() if isinstance(value, str)}
    typed["signed_by"] = texts(form, "signed_by")
    try:
        photos = [house.store.put(picture) for picture in _pictures(form)]

        def act() -> tuple[list[Any], Any]:
            found = house.ledger.get(Inspection, id)
            _enter(found, visit, typed, photos)
            return [found], {"visit": str(id)}

        kept = {name: value for name, value in typed.items() if name not in ("csrf", "key")}
        house.carry_out(_actor(request, visitor), key_of(form), [str(id), "paper", kept, photos], act, alone=True)
    except (Refused, SeveralRefused) as refused:
        return _page(request, visit, typed, refused)
    return RedirectResponse(f"/{jurisdiction}/{year}/visits/{id}", status_code=303)


@router.get(PATH + "/{sha256}", name="visit_paper:image")
def image(request: Request, jurisdiction: str, year: int, id: UUID, sha256: str) -> Response:
    """A photograph of the signed sheet, for the office."""
    house = request.app.state.house
    with house.reading() as conn:
        _visit(conn, jurisdiction, year, id)
        papers = spots.of_visit(conn, id).papers
    if not any(sha256 in paper.photos for paper in papers):
        raise HTTPException(404)
    return Response(house.store.get(sha256), media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def _actor(request: Request, visitor: Visitor) -> Any:
    return visitor.actor(request)


def _visit(conn: Any, jurisdiction: str, year: int, id: UUID) -> Visit:
    found = visits.visit(conn, id)
    if found is None or (found.jurisdiction, found.year) != (jurisdiction, year):
        raise HTTPException(404, "没有找到这次走访。")
    return found


def _pictures(form: Any) -> list[bytes]:
    sent = [each for each in form.getlist("photos") if isinstance(each, UploadFile) and each.filename]
    if not sent:
        raise Refused("inspection.paper_missing", field="photos")
    if len(sent) > MOST_AT_ONCE:
        raise Refused("photo.too_many", field="photos", most=MOST_AT_ONCE)
    return [photograph.clean(each.file.read(photograph.LARGEST + 1)) for each in sent]


def _enter(found: Inspection, visit: Visit, typed: dict[str, Any], photos: list[str]) -> None:
    """The commands of the sheet in its order; a fault of one site names that site's field."""
    recorder, wrong = typed.get("recorder", ""), list[Refused]()
    for site in visit.sites:
        if typed.get(f"{site.key}.verified"):
            wrong += _about(site, lambda site=site: _see(found, visit, site, recorder, typed))
    refuse_all(wrong)
    if typed.get("heard"):
        found.hear_unit(recorder, typed.get("post", ""), typed["heard"], clock.now())
    if typed.get("remark"):
        found.remark(recorder, typed["remark"])
    done, verified = whole(typed.get("reported_done", "")), whole(typed.get("verified", ""))
    counted = (whole(typed.get("checked", "")), whole(typed.get("tried", "")))
    found.record_sample(recorder, done, verified, typed.get("note", ""), confirmed=True, counted=counted)
    found.enter_paper(photos, typed["signed_by"])


def _see(found: Inspection, visit: Visit, site: Site, recorder: str, typed: dict[str, Any]) -> None:
    said = {name: typed.get(f"{site.key}.{name}", "") for name in ("verified", "quantity", "note", "at")}
    try:
        at = moment_of(said["at"], site, visit.day)
    except ValueError as broken:
        raise Refused("inspection.time", field="visited_at") from broken
    found.see_site(
        recorder, site.key, said["verified"], at, quantity=quantity_of(said["quantity"]), note=said["note"],
        confirmed=True,
    )  # fmt: skip
    answers = list(_answers(visit, site, typed))
    if answers:
        found.answer(recorder, site.key, answers)


def _answers(visit: Visit, site: Site, typed: dict[str, Any]) -> Iterator[dict[str, str]]:
    for place, question in enumerate(visit.checklist):
        if answer := typed.get(f"{site.key}.q{place}", ""):
            yield {"question": question, "answer": answer, "remark": ""}


def _about(site: Site, act: Any) -> list[Refused]:
    try:
        act()
    except (Refused, SeveralRefused) as no:
        told = no.refusals if isinstance(no, SeveralRefused) else [no]
        names = {"visited_at": "at", "answer": "q0"}
        return [Refused(e.code, field=f"{site.key}.{names.get(e.field or '', e.field)}", **e.facts) for e in told]
    return []


def _page(
    request: Request, visit: Visit, typed: dict[str, Any], refused: Refused | SeveralRefused | None = None
) -> HTMLResponse:
    place = {"slug": visit.jurisdiction, "year": visit.year, "imported": False}
    with request.app.state.house.reading() as conn:
        place["name"] = (register.jurisdiction(conn, visit.jurisdiction) or {}).get("name", "")
    return render(
        request,
        "visits_paper.html",
        status_code=422 if refused else 200,
        headers={"Cache-Control": "no-store"},
        place=place,
        section="visits",
        visit=visit,
        number=visit_paper.number_of(visit),
        typed=typed,
        found=list(FOUND.items()),
        answers=list(ANSWERS.items()),
        people=[(each.key, each.called) for each in visit.inspectors],
        accepted=photograph.ACCEPTED,
        errors=faults(refused),
        key=uuid4(),
    )
