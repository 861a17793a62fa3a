"""A unit's month on paper: printed, signed and stamped, and its scan attached where the programme asks for it."""

from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from projects import filing, register, reports, stamped_form
from projects.filing import Filing
from projects.month import Month
from projects.project import Project
from projects.stamped_form import StampedForm
from tracker import clock
from tracker.refusal import Refused
from web import evidence, refusals
from web.filing_form import Entry
from web.house import House
from web.place import place_at, programme_here
from web.stamp import stamp
from web.templating import render
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}"


@router.get(PATH + "/form", name="stamped_form:show")
def show(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    return _Page(request, jurisdiction, year, period).render()


@router.post(PATH + "/form", name="stamped_form:attach")
def attach(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """The scan of the paper whose code is `seen`."""
    page = _Page(request, jurisdiction, year, period)
    upload = form.get("scan")
    try:
        if not isinstance(upload, UploadFile) or not upload.filename:
            raise Refused("evidence.none", field="scan")
        if text(form, "seen") != page.code:
            raise Refused("stamped_form.changed", field="scan")
        file = evidence.keep(page.house.store, upload)

        def act() -> tuple[list[Aggregate], Any]:
            known = stamped_form.found(page.house.ledger, str(page.month.programme.id), period, page.unit)
            paper = known or StampedForm(
                programme=str(page.month.programme.id), period=period, unit=page.unit, jurisdiction=jurisdiction
            )
            paper.attach(file, page.covers)
            return [paper], {"covers": len(page.covers)}

        actor = page.visitor.actor(request)
        page.house.carry_out(actor, key_of(form), ["stamp", period, file["sha256"], page.code], act)
    except Refused as no:
        return page.render({"scan": refusals.sentence(no)})
    return RedirectResponse(f"{request.url.path}?attached=1", status_code=303)


@router.get(PATH + "/scan", name="stamped_form:scan")
def scan(request: Request, jurisdiction: str, year: int, period: str, unit: str = "") -> Response:
    """The scan of a unit's paper; an account of a unit gets its own."""
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    with house.reading() as conn:
        programme = register.programme(conn, jurisdiction, year)
    whose = visitor.unit or unit
    found = stamped_form.found(house.ledger, programme.id, period, whose) if programme and whose else None
    if found is None or found.file is None or found.file["sha256"] not in house.store:
        raise HTTPException(404, "没有附盖章扫描件。")
    disposition = f"attachment; filename*=UTF-8''{quote(found.file['name'])}"
    content = house.store.get(found.file["sha256"])
    return Response(content, media_type=found.file["type"], headers={"Content-Disposition": disposition})


class _Page:
    """The visitor's unit's reports of the month that were begun."""

    def __init__(self, request: Request, slug: str, year: int, period: str) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        self.unit = str(self.visitor.unit or "")
        with self.house.reading() as conn:
            programme = programme_here(conn, slug, year)
            self.name = register.units(conn, slug).get(self.unit, "")
            rows = [row for row in register.projects(conn, programme.id, self.unit) if row.lead_unit == self.unit]
            known = reports.of_period(conn, programme.id, period)
        self.month = Month(self.house.ledger, UUID(programme.id), period)
        self.entries = [self._entry(row.id, known[row.id]) for row in rows if row.id in known]
        self.covers = {str(entry.project.id): stamped_form.digest(entry.filing.as_dict()) for entry in self.entries}
        self.code = stamped_form.code(self.covers)

    def _entry(self, id: str, report: reports.ReportRow) -> Entry:
        """As it will go out: with the plain words of its figures where nobody wrote any."""
        project = self.house.ledger.get(Project, UUID(id))
        entry = Entry(project, self.month.period, self.month.policy, report, Filing.from_dict(report.content))
        entry.filing = filing.completed(project, entry.filing, entry.period, entry.policy)
        return entry

    def render(self, errors: dict[str, str] | None = None) -> HTMLResponse:
        known = stamped_form.found(self.house.ledger, str(self.month.programme.id), self.month.period.key, self.unit)
        return render(
            self.request,
            "stamped_form.html",
            status_code=422 if errors else 200,
            errors=errors or {},
            entries=self.entries,
            period=self.month.period,
            unit=self.name,
            code=self.code,
            stamp=stamp(self.month, self.unit, self.entries),
            held=known.file if known else None,
            required=self.month.programme.stamp_required,
            attached=self.request.query_params.get("attached"),
            today=clock.today(),
            back=f"/{self.slug}/{self.year}/filing/{self.month.period.key}"
            + ("/release" if self.visitor.role == "unit_head" else ""),
            place=place_at(self.house, self.slug, self.year),
            key=str(uuid4()),
        )
