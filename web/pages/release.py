"""The unit head's page: what the filer handed up this month, released with one click or sent back."""

import re
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import register, reports
from projects.filing import Filing
from projects.month import Month
from projects.project import Project
from tracker.refusal import Refused, SeveralRefused
from web import refusals, stamp
from web.filing_form import Entry
from web.house import House
from web.place import place_at
from web.templating import render
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}/release"


@router.get(PATH, name="release:show")
def show(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    return _page(request, jurisdiction, year, period)


@router.post(PATH, name="release:decide")
def decide(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """`action` is release (all that wait) or back:<project number> with a reason."""
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    month, waiting = _waiting(request, jurisdiction, year, period)
    action, head = text(form, "action"), str(visitor.account)
    if action != "release" and not action.startswith("back:"):
        raise HTTPException(404)

    def act() -> tuple[list[Aggregate], dict[str, int]]:
        if action.startswith("back:"):
            number = action.removeprefix("back:")
            chosen = [entry for entry in waiting if entry.number == number]
            if not chosen:
                raise Refused("report.state", field="reason")
            return month.send_back(chosen[0].project.id, text(form, f"reason.{number}"), head)[0], {"back": 1}
        seen = {entry.number: text(form, f"version.{entry.number}") for entry in waiting}
        shown = [(entry, int(said)) for entry in waiting if re.fullmatch(r"[0-9]{1,9}", said := seen[entry.number])]
        changed = [each for entry, version in shown for each in month.release(entry.project.id, head, version)[0]]
        return changed, {"released": len(shown)}

    try:
        answer = house.carry_out(visitor.actor(request), key_of(form), ["release", period, action], act)
    except (Refused, SeveralRefused) as no:
        return _page(request, jurisdiction, year, period, dict(refusals.sentences(no)), dict(form.multi_items()))
    done = "&".join(f"{name}={count}" for name, count in answer.items())
    return RedirectResponse(f"{request.url.path}?{done}", status_code=303)


def _waiting(request: Request, slug: str, year: int, period: str) -> tuple[Month, list[Entry]]:
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    with house.reading() as conn:
        programme = register.programme(conn, slug, year)
        if programme is None:
            raise HTTPException(404)
        rows = [row for row in register.projects(conn, programme.id, visitor.unit) if row.lead_unit == visitor.unit]
        known = reports.of_period(conn, programme.id, period)
        keys = [each.key for each in programme.policy.periods(year) if each.key < period]
        before = reports.of_period(conn, programme.id, keys[-1]) if keys else {}
    month = Month(house.ledger, UUID(programme.id), period)
    waiting = []
    for row in rows:
        report = known.get(row.id)
        if report and report.state == "awaiting_release":
            project = house.ledger.get(Project, UUID(row.id))
            entry = Entry(project, month.period, month.policy, report, Filing.from_dict(report.content))
            entry.earlier = before[row.id].content if row.id in before else None
            waiting.append(entry)
    return month, waiting


def _page(
    request: Request,
    slug: str,
    year: int,
    period: str,
    errors: dict[str, str] | None = None,
    typed: dict[str, object] | None = None,
) -> HTMLResponse:
    month, waiting = _waiting(request, slug, year, period)
    with request.app.state.house.reading() as conn:
        units = register.units(conn, slug)
    return render(
        request,
        "release.html",
        status_code=422 if errors else 200,
        errors=errors or {},
        typed=typed or {},
        entries=waiting,
        units=units,
        period=month.period,
        released=request.query_params.get("released"),
        back=request.query_params.get("back"),
        place=place_at(request.app.state.house, slug, year),
        key=str(uuid4()),
        here=f"/{slug}/{year}/filing/{period}",
        stamp=stamp.stamp(month, request.state.visitor.unit, waiting),
    )
