"""The departments' own plans (本部门实施方案): each lead unit files one, the office looks at it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from supervision import department_plans, obligations
from supervision.department_plan import DepartmentPlan, Plan
from web import evidence
from web.office_page import OfficePage
from web.visitor import Form, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/department-plans"


@router.get(PATH, name="department_plans:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """The office and the delegates see all, a unit its own."""
    return _Page(request, jurisdiction, year).render()


@router.post(PATH, name="department_plans:file")
def file(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)

    def act() -> Any:
        uploads = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
        names = ("title", "adopted_on", "summary", "number", "link")
        plan = Plan(**{name: text(form, name) for name in names}, files=_kept(page, uploads))
        return department_plans.file(page.house.ledger, page.programme, str(page.visitor.unit), plan)

    return page.attempt(form, act, "filed")


@router.post(PATH + "/{unit}", name="department_plans:settle")
def settle(request: Request, jurisdiction: str, year: int, unit: str, form: Form) -> Response:
    """Accepted, or sent back with the reason."""
    page = _Page(request, jurisdiction, year)
    if unit not in page.rows:
        raise HTTPException(404, "没有找到这个单位的方案。")
    accepted = text(form, "verdict") != "back"
    return page.attempt(
        form,
        lambda: department_plans.settle(page.house.ledger, page.programme, unit, accepted, text(form, "words")),
        "settled",
    )


def _kept(page: OfficePage, uploads: list[UploadFile]) -> list[dict[str, Any]]:
    return [evidence.keep(page.house.store, upload) for upload in uploads]


class _Page(OfficePage):
    template = "department_plans.html"
    done = {"filed": "已报督查室审核。", "settled": "已办理。"}  # noqa: RUF012

    def __init__(self, request: Request, slug: str, year: int) -> None:
        super().__init__(request, slug, year)
        with self.house.reading() as conn:
            self.rows = department_plans.of_programme(conn, self.programme.id)
            self.asked = department_plans.asked(conn, self.programme)
            self.owed = {
                row.subject: row for row in obligations.of_programme(conn, self.programme.id, department_plans.KIND)
            }

    @property
    def path(self) -> str:
        return f"/{self.slug}/{self.year}/department-plans"

    def more(self, form: FormData | None) -> dict[str, Any]:
        own = self.visitor.unit
        return {
            "asked": {unit: name for unit, name in self.asked.items() if own is None or unit == own},
            "rows": self.rows,
            "owed": {
                unit: self.owed.get(str(DepartmentPlan.create_id(self.programme.id, unit))) for unit in self.asked
            },
            "in_time": {"met_late": "，迟报", "missed": "，逾期"},
            "own": own,
            "files": self.visitor.role == "filer" and own in self.asked,
        }
