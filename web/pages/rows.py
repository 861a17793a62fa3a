"""What an implementing unit or district files of its own towards a project that another unit leads."""

from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import register, reports
from projects.filing import COUNTED
from projects.month import Month
from projects.project import Project
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.filing_form import typed_number
from web.house import House
from web.place import place_at
from web.templating import render
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}/rows"


@router.get(PATH, name="rows:show")
def show(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    return _render(request, jurisdiction, year, period)


@router.post(PATH, name="rows:file")
def file(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """All the rows that were filled in, in one command; the lead unit sees them beside its own figure."""
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    month, projects = _of(request, jurisdiction, year, period)
    typed = {name: text(form, name) for name in form}
    wanted, errors = _read(projects, typed)
    if errors or not wanted:
        return _render(request, jurisdiction, year, period, errors or {"": "还没有填写任何数字。"}, typed)

    def act() -> tuple[list[Aggregate], dict[str, int]]:
        changed: dict[UUID, Any] = {}
        for project, no, value, words in wanted:
            report = changed.get(project.id) or month.opened(project.id)
            report.file_row(str(visitor.unit), no, value, words)
            changed[project.id] = report
        return list(changed.values()), {"rows": len(wanted)}

    try:
        house.carry_out(visitor.actor(request), key_of(form), ["rows", period, typed], act)
    except (Refused, SeveralRefused) as no:
        return _render(request, jurisdiction, year, period, dict(refusals.sentences(no)), typed)
    return RedirectResponse(f"{request.url.path}?filed={len(wanted)}", status_code=303)


Wanted = list[tuple[Project, str, str, str]]


def _read(projects: list[Project], typed: dict[str, str]) -> tuple[Wanted, dict[str, str]]:
    wanted: Wanted = []
    errors: dict[str, str] = {}
    for project in projects:
        for no, target in project.targets.items():
            name = f"{project.number}.values.{no}"
            if target["kind"] not in COUNTED or not typed.get(name):
                continue
            value = typed_number(typed[name])
            if value is None:
                errors[name] = f"项目{project.number}指标{no}的“{typed[name][:40]}”不是数字。可写 1200 或 3.5万。"
                continue
            wanted.append((project, no, value, typed.get(f"{project.number}.text", "")))
    return wanted, errors


def _of(request: Request, slug: str, year: int, period: str) -> tuple[Month, list[Project]]:
    """The month, and the projects the visitor's unit implements but does not lead."""
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    with house.reading() as conn:
        programme = register.programme(conn, slug, year)
        if programme is None or programme.published:
            raise HTTPException(404)
        rows = register.projects(conn, programme.id, visitor.unit)
    month = Month(house.ledger, UUID(programme.id), period)
    mine = [row for row in rows if row.lead_unit != visitor.unit]
    return month, [house.ledger.get(Project, UUID(row.id)) for row in mine]


def _render(
    request: Request,
    slug: str,
    year: int,
    period: str,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    month, projects = _of(request, slug, year, period)
    with house.reading() as conn:
        known = reports.of_period(conn, str(month.programme.id), period)
    mine = {str(p.id): known[str(p.id)].rows.get(str(visitor.unit), {}) for p in projects if str(p.id) in known}
    return render(
        request,
        "rows.html",
        status_code=422 if errors else 200,
        errors=errors or {},
        typed=typed or {},
        projects=projects,
        known=known,
        mine=mine,
        counted=COUNTED,
        period=month.period,
        filed=request.query_params.get("filed"),
        place=place_at(request.app.state.house, slug, year),
        key=str(uuid4()),
    )
