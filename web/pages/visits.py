"""The office's side of visits: handed out as personal links, closed, cleared. How they are arranged: visits_plan.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import segno
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from projects import register
from projects.approval import ATTRIBUTES, Approval, Review
from supervision import findings, inspection_plans, public_visits, sample, spots, visit_link, visits
from supervision.finding import SEVERITIES
from supervision.inspection import Inspection
from supervision.spot import ANSWERS
from supervision.visit import Visit
from supervision.visiting import Visiting
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web.pages.visit import FOUND, faults, missing
from web.templating import render
from web.visitor import Form, Visitor, key_of, text, texts

router = APIRouter()

STATES = {"planned": "待走访", "visiting": "走访中", "closed": "已结束", "cancelled": "已取消"}
Faults = Refused | SeveralRefused


@router.get("/visits/photos/{sha256}", name="photo:show")
def photo(request: Request, sha256: str) -> Response:
    """A photograph that went through 公开审查 and is not withheld; no other is ever public."""
    house = request.app.state.house
    with house.reading() as conn:
        if not public_visits.shows(conn, sha256):
            raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=60"}
    return Response(house.store.get(sha256), media_type="image/jpeg", headers=headers)


@router.get("/{jurisdiction}/{year:int}/visits/", name="visits:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        place = _place(conn, jurisdiction, year)
        rows = visits.of_programme(conn, jurisdiction, year)
    return render(
        request,
        "visits.html",
        place=place,
        section="visits",
        rows=rows,
        states=STATES,
        today=clock.today(),
        rulings=sample.RULINGS,
    )


@router.get("/{jurisdiction}/{year:int}/visits/{id}", name="visits:detail")
def detail(request: Request, jurisdiction: str, year: int, id: UUID, renewed: str = "") -> HTMLResponse:
    """`renewed`: the key of the inspector whose link was made just before."""
    return _detail(request, jurisdiction, year, id, renewed=renewed)


@router.post("/{jurisdiction}/{year:int}/visits/{id}/links", name="visits:link")
def link(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """A new link for one inspector; the old one ends."""
    with request.app.state.house.reading() as conn:
        visit = _visit(conn, jurisdiction, year, id)
        if not visit.open:
            raise Refused("inspection.over")
        if visit.inspector(text(form, "inspector")) is None:
            raise HTTPException(404)
        visit_link.make(conn, id, text(form, "inspector"))
    return _back(visit, f"?renewed={text(form, 'inspector')}")


@router.post("/{jurisdiction}/{year:int}/visits/{id}/revoke", name="visits:revoke")
def revoke(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    with request.app.state.house.reading() as conn:
        visit = _visit(conn, jurisdiction, year, id)
        if visit.inspector(text(form, "inspector")) is None:
            raise HTTPException(404)
        visit_link.revoke(conn, id, text(form, "inspector"))
    return _back(visit)


@router.get("/{jurisdiction}/{year:int}/visits/{id}/sheet", name="visits:sheet")
def sheet(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    """A page to print: one link an inspector, as a code to scan and in letters."""
    with request.app.state.house.reading() as conn:
        place = _place(conn, jurisdiction, year)
        visit = _visit(conn, jurisdiction, year, id)
        living = visit_link.of_visit(conn, id) if visit.open else {}
    passes = [
        {"inspector": each, "address": address, "code": code_of(address)}
        for each in visit.inspectors
        if each.key in living
        for address in [f"{request.app.state.house.settings.address}/visit/{living[each.key].token}"]
    ]
    return render(
        request,
        "visits_sheet.html",
        headers={"Cache-Control": "no-store"},
        place=place,
        section="visits",
        visit=visit,
        passes=passes,
    )


@router.get("/{jurisdiction}/{year:int}/visits/{id}/photos/{sha256}", name="visits:image")
def image(request: Request, jurisdiction: str, year: int, id: UUID, sha256: str) -> Response:
    """A photograph or a drawn signature of the visit, for the office."""
    house = request.app.state.house
    with house.reading() as conn:
        visit = _visit(conn, jurisdiction, year, id)
    drawn = {each.signature for each in visit.inspectors}
    if sha256 not in drawn and sha256 not in {photo.sha256 for photo in visit.photos}:
        raise HTTPException(404)
    kind = "image/png" if sha256 in drawn else "image/jpeg"
    return Response(house.store.get(sha256), media_type=kind, headers={"Cache-Control": "private, no-store"})


@router.post("/{jurisdiction}/{year:int}/visits/{id}/close", name="visits:close")
def close(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """Ends the visit, and with it every link to it; with something missing only on a tick and a conclusion."""
    words, sure = text(form, "conclusion"), text(form, "sure") == "1"

    def change(visit: Inspection) -> None:
        visit.vouch(sure, words)
        visit.close(words)

    return _act(request, jurisdiction, year, id, form, ["close", words, sure], change)


@router.post("/{jurisdiction}/{year:int}/visits/{id}/cancel", name="visits:cancel")
def cancel(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    words = text(form, "reason")
    return _act(request, jurisdiction, year, id, form, ["cancel", words], lambda visit: visit.cancel(words))


@router.post("/{jurisdiction}/{year:int}/visits/{id}/ruling", name="visits:rule")
def rule(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """What a difference between report and sample comes from, found by a person."""
    typed = {name: text(form, name) for name in ("ruling", "reason", "post", "ruled_on", "instruction")}
    approval = Approval(typed["post"], typed["ruled_on"], typed["instruction"]) if typed["post"] else None
    return _act(
        request, jurisdiction, year, id, form, ["rule", typed],
        lambda visit: visit.rule_difference(typed["ruling"], typed["reason"], approval),
        {"words": "reason", "approval": "post", "decided_on": "ruled_on"},
    )  # fmt: skip


@router.post("/{jurisdiction}/{year:int}/visits/{id}/clear", name="visits:clear")
def clear(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """公开审查 of the sample and of the photographs ticked."""
    photos = texts(form, "photos")
    names = ("attribute", "opinion", "opinion_post", "approved_by", "decided_on", "words")
    typed = {name: text(form, name) for name in names}
    review = Review(
        typed["attribute"],
        typed["opinion"],
        typed["opinion_post"],
        Approval(typed["approved_by"], typed["decided_on"], typed["words"]),
    )
    asked = ["clear", typed, photos]

    def change(visit: Inspection) -> None:
        house = request.app.state.house
        visiting = Visiting(house.ledger, UUID(visit.programme), house.days())
        visiting.may_be_told(visit)
        visiting.may_be_shown(visit, photos)
        visit.clear(review, photos)

    return _act(request, jurisdiction, year, id, form, asked, change)


def code_of(address: str) -> Markup:
    """An address as a QR code, drawn in SVG."""
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, svgclass="code", lineclass=None, omitsize=True)
    return Markup(drawn)


def _actor(request: Request) -> Any:
    visitor: Visitor = request.state.visitor
    return visitor.actor(request)


def _place(conn: Any, jurisdiction: str, year: int) -> dict[str, Any]:
    """The government and year of a staff page; 404 where there is no programme of our own to visit."""
    programme = register.programme(conn, jurisdiction, year)
    government = register.jurisdiction(conn, jurisdiction)
    if programme is None or government is None or programme.published:
        raise HTTPException(404, "没有这个年度的清单。")
    return {
        "slug": jurisdiction,
        "year": year,
        "name": government["name"],
        "imported": False,
        "programme": programme.id,
    }


def _visit(conn: Any, jurisdiction: str, year: int, id: UUID) -> Visit:
    found = visits.visit(conn, id)
    if found is None or (found.jurisdiction, found.year) != (jurisdiction, year):
        raise HTTPException(404, "没有找到这次走访。")
    return found


def _back(visit: Visit, more: str = "") -> RedirectResponse:
    return RedirectResponse(f"/{visit.jurisdiction}/{visit.year}/visits/{visit.id}{more}", status_code=303)


def _act(
    request: Request,
    jurisdiction: str,
    year: int,
    id: UUID,
    form: Any,
    asked: list[Any],
    change: Callable[[Inspection], None],
    fields: Mapping[str, str] | None = None,
) -> Response:
    """One command of the office on a visit of its own government; the page again where a rule says no."""
    house = request.app.state.house
    with house.reading() as conn:
        visit = _visit(conn, jurisdiction, year, id)

    def act() -> tuple[list[Any], Any]:
        found = house.ledger.get(Inspection, id)
        change(found)
        return [found], {"visit": str(id)}

    try:
        house.carry_out(_actor(request), key_of(form), [str(id), *asked], act, alone=True)
    except (Refused, SeveralRefused) as refused:
        return _detail(request, jurisdiction, year, id, refused, form, fields or {})
    return _back(visit)


def _detail(
    request: Request,
    jurisdiction: str,
    year: int,
    id: UUID,
    refused: Faults | None = None,
    form: Any = None,
    fields: Mapping[str, str] | None = None,
    renewed: str = "",
) -> HTMLResponse:
    """`fields`: what a rule calls a field → what this page's form does."""
    with request.app.state.house.reading() as conn:
        place = _place(conn, jurisdiction, year)
        visit = _visit(conn, jurisdiction, year, id)
        links = visit_link.of_visit(conn, id) if visit.open else {}
        plan = inspection_plans.plan(conn, visit.plan) if visit.plan else None
        rows, told = findings.of_visit(conn, id), findings.visited(conn, id)
        spot, gap = spots.of_visit(conn, id), missing(conn, visit)
    names: tuple[str, ...] = (
        "conclusion",
        "reason",
        "attribute",
        "opinion",
        "opinion_post",
        "approved_by",
        "decided_on",
        "words",
    )
    names = (*names, "ruling", "post", "ruled_on", "instruction", "sure")
    typed = {name: text(form, name) if form is not None else "" for name in names}
    return render(
        request,
        "visits_detail.html",
        status_code=422 if refused else 200,
        headers={"Cache-Control": "no-store"},
        place=place,
        section="visits",
        visit=visit,
        plan=plan,
        spot=spot,
        answers=ANSWERS,
        told=plan is None or plan.told(clock.today()),
        links=links,
        gap=gap,
        renewed=visit.inspector(renewed) if renewed in links else None,
        address=request.app.state.house.settings.address,
        state=STATES[visit.state],
        found=FOUND,
        found_rows=rows,
        concluded=told.fed_back_at if told else None,
        finding_states=findings.STATES,
        severities=SEVERITIES,
        called={each.key: each.called for each in visit.inspectors},
        needed=visit.signatures,
        attributes=[(each, each) for each in ATTRIBUTES],
        typed=typed,
        chosen=texts(form, "photos") if form is not None else [],
        errors={(fields or {}).get(field, field): words for field, words in faults(refused).items()},
        lacking=sample.lacking(visit.sample) if visit.sample else 0,
        rulings=sample.RULINGS,
        false=sample.FALSE,
        key=uuid4(),
    )
