"""计划质量提示 for the lead units: what is said of their projects' plans, and 已知悉 with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import plan_remark, register
from projects.plan_quality import HEADINGS
from projects.plan_remark import Standing
from projects.project import Project
from tracker.refusal import Refused
from web import refusals
from web.office_page import OfficePage
from web.visitor import Form, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/plan-remarks"


@router.get(PATH, name="plan_remarks:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """The office and the delegates see all, a unit those of the projects it leads."""
    return _Page(request, jurisdiction, year).render()


@router.post(PATH, name="plan_remarks:note")
def note(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)
    number, which = text(form, "number"), text(form, "which")
    project = next((each for each in page.projects if each.number == number), None)
    if project is None:
        raise HTTPException(404, "没有找到这个项目，或者它不由贵单位牵头。")
    field = f"reason-{number}-{which}"
    reason, unit = text(form, field), str(page.visitor.unit)
    try:
        page.house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            ["plan remark", number, which, reason],
            lambda: plan_remark.note(page.house.ledger, project.id, which, reason, unit),
        )
    except Refused as no:
        return page.render({field: refusals.sentence(no)}, form)
    return RedirectResponse(f"{page.path}?done=noted", status_code=303)


@dataclass(frozen=True, slots=True)
class Line:
    """One project with what is said of its plan."""

    project: Project
    remarks: list[Standing]


class _Page(OfficePage):
    template = "plan_remarks.html"
    done = {"noted": "已记下，以后不再作为待看的提示列出，内容仍可查看。"}  # noqa: RUF012

    def __init__(self, request: Request, slug: str, year: int) -> None:
        super().__init__(request, slug, year)
        with self.house.reading() as conn:
            own = self.visitor.unit
            rows = register.projects(conn, self.programme.id)
            self.units = register.units(conn, slug)
        found = [row for row in rows if own is None or row.lead_unit == own]
        self.projects = [self.house.ledger.get(Project, UUID(row.id)) for row in found]

    @property
    def path(self) -> str:
        return f"/{self.slug}/{self.year}/plan-remarks"

    def more(self, form: FormData | None) -> dict[str, Any]:
        lines = [Line(project, plan_remark.of(project)) for project in self.projects]
        return {
            "lines": [line for line in lines if line.remarks],
            "waiting": plan_remark.waiting(self.projects),
            "headings": HEADINGS,
            "units": self.units,
            "noting": self.visitor.role in ("filer", "unit_head"),
        }
