"""The office's page of the telephones that take complaints: the list's, and those of projects that have their own."""

from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import register
from projects.programme import Programme
from projects.project import Project
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.house import House
from web.place import place_of
from web.templating import render
from web.typed import kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()
PATH = "/{jurisdiction}/{year:int}/hotlines"


@router.get(PATH, name="hotlines:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _page(request, jurisdiction, year)


@router.post(PATH, name="hotlines:set")
def set_(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """All of them at once, as they stand on the page."""
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    given = {name: text(form, name) for name in sorted(form) if name.startswith("hotline")}
    own = {name.removeprefix("hotline-"): phone for name, phone in given.items() if name != "hotline" and phone}

    def act() -> Any:
        programme = house.ledger.get(Programme, Programme.create_id(jurisdiction, year))
        programme.set_hotlines(given.get("hotline") or None, own)
        return [programme], {"set": len(own)}

    try:
        asked = ["hotlines", jurisdiction, year, given]
        house.carry_out(visitor.actor(request), key_of(form), asked, act, alone=True)
    except (Refused, SeveralRefused) as no:
        return _page(request, jurisdiction, year, dict(refusals.sentences(no)), form)
    return RedirectResponse(f"/{jurisdiction}/{year}/hotlines?done=1", status_code=303)


def _page(
    request: Request, slug: str, year: int, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    house: House = request.app.state.house
    with house.reading() as conn:
        row = register.programme(conn, slug, year)
        if row is None or row.published:
            raise HTTPException(404, "没有这个年度的清单。")
        government = register.jurisdiction(conn, slug) or {"name": slug}
        projects = [house.ledger.get(Project, UUID(each.id)) for each in register.projects(conn, row.id)]
    programme = house.ledger.get(Programme, UUID(row.id))
    return render(
        request,
        "hotlines.html",
        status_code=422 if errors else 200,
        row=row,
        government=government,
        place=place_of(row, government["name"]),
        programme=programme,
        own={each.number: programme.own_hotline(each.number, each.hotline) or "" for each in projects},
        projects=projects,
        errors=errors or {},
        typed=kept(form) if form is not None else None,
        key=str(uuid4()),
        done="done" in request.query_params,
    )
