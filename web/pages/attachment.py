"""A file dropped, pasted or photographed on the filing page: kept with the draft at once, before any button."""

from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from projects import clash, form, register
from projects.month import Month
from projects.project import Project
from projects.report import MonthlyReport
from tracker.refusal import Refused, SeveralRefused
from web import evidence, refusals
from web.house import House
from web.place import programme_here
from web.templating import environment
from web.visitor import Form, Visitor, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}/evidence"


@router.post(PATH, name="filing:attach")
def attach(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """Adds the files to the draft of project `number`. The answer has the report's new version and, for each file, its
    hash and the line the page shows of it."""
    number = text(form, "number")
    month, project = _of(request, jurisdiction, year, period, number)
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    uploads = [each for each in form.getlist("evidence") if isinstance(each, UploadFile) and each.filename]
    try:
        files = [evidence.keep(house.store, upload) for upload in uploads]
        if not files:
            raise Refused("evidence.none", field="evidence")
        actor = visitor.actor(request)
        asked = ["attach", period, number, [file["sha256"] for file in files]]
        answer = house.carry_out(actor, uuid4(), asked, lambda: _add(month, project, files), alone=True)
    except (Refused, SeveralRefused) as no:
        return JSONResponse({"message": "；".join(words for _, words in refusals.sentences(no))}, status_code=422)
    if "application/json" not in request.headers.get("accept", ""):
        return RedirectResponse(f"{request.url.path.removesuffix('/evidence')}#project-{number}", status_code=303)
    parts: Any = environment().get_template("_filing.html").module
    lines = {file["sha256"]: str(parts.kept(f"{number}.kept", file)) for file in files}
    return JSONResponse({**answer, "lines": lines})


def _add(month: Month, project: Project, files: list[dict[str, Any]]) -> tuple[list[Aggregate], Any]:
    """To whatever the draft holds now: files never clash."""
    report = MonthlyReport.create_id(str(project.id), month.period.key)
    contents = form.history(month.ledger, report, month.prefilled(project))
    held = clash.apart(contents[-1].content)
    whole = held | {part: file for file in files if (part := f"evidence.{file['sha256']}") not in held}
    changed, _ = month.draft(project.id, form.filing(whole))
    return changed, {"version": changed[0].version}


def _of(request: Request, slug: str, year: int, period: str, number: str) -> tuple[Month, Project]:
    """The month, and the project of this number that the visitor's unit leads."""
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    with house.reading() as conn:
        programme = programme_here(conn, slug, year)
        rows = [row for row in register.projects(conn, programme.id, visitor.unit) if row.lead_unit == visitor.unit]
    row = next((row for row in rows if row.number == number), None)
    if row is None:
        raise HTTPException(404, "没有这个编号的项目。")
    return Month(house.ledger, UUID(programme.id), period), house.ledger.get(Project, UUID(row.id))
