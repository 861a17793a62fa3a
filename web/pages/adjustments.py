"""Adjustments: asked for by the lead unit or the office, decided by a recorded 批示, old beside new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import adjusted, adjustments, course, notices, register
from projects import decision as decisions
from projects.adjustment import REASONS, Adjustment
from projects.adjustments import AdjustmentRow, Wish
from projects.notices import Owed
from projects.programme import Programme
from projects.project import Project
from projects.register import ProgrammeRow, ProjectRow
from projects.responsibility import ROLES
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from tracker.working_days import WorkingDays
from web import refusals, wish_form
from web.house import House
from web.permissions import OFFICE
from web.place import place_of, programme_here
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, Visitor, key_of, text, texts
from web.wish_form import Chosen

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/adjustments"
ASKING = ("filer", "office", "office_head")


@router.get(PATH, name="adjustments:show")
def show(request: Request, jurisdiction: str, year: int, target: str = "", kind: str = "") -> HTMLResponse:
    """The list; with `target` (a project's number, or project:target) and `kind` the form that asks for a change, or
    first the question which of its targets."""
    page = _Page(request, jurisdiction, year)
    unsaid = "kind" in request.query_params and not target
    return page.render(target, kind, {"target": "请选择项目。"} if unsaid else None)


@router.post(PATH, name="adjustments:ask")
def ask(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)
    target, kind = text(form, "target"), text(form, "kind")
    about = page.chosen(target, kind)
    if about is None:
        raise HTTPException(404, "没有找到这个项目或者指标，或者它不由贵单位牵头。")
    house: House = request.app.state.house
    files = wish_form.files_of(form, house.store)
    try:
        programme = house.ledger.get(Programme, UUID(page.programme.id))
        wish = wish_form.read(form, about, programme, page.active_units, files)
        asking = adjustments.ask if isinstance(wish, Wish) else course.ask
        answer = house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            ["adjustment", target, asdict(wish)],
            lambda: asking(house.ledger, programme.id, about.project.id, wish),  # type: ignore[arg-type]
            alone=True,
        )
    except (Refused, SeveralRefused) as no:
        return page.render(target, kind, dict(refusals.sentences(no)), form, files.kept)
    return RedirectResponse(f"/{jurisdiction}/{year}/adjustments?id={answer['adjustment']}&done=asked", status_code=303)


@router.post(PATH + "/{id}", name="adjustments:decide")
def decide(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`decision` is approve or reject; the 批示 is the same for both."""
    page = _Page(request, jurisdiction, year)
    house = page.house
    page.asked(id)
    decision = text(form, "decision")
    try:
        typed = Typed(form)
        approval = typed.approval(f"-{id}")
        if decision not in ("approve", "reject"):
            typed.fault("form.missing", f"post-{id}", what="批示结果")
        typed.check()
        act = decisions.approve if decision == "approve" else decisions.reject
        house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            ["adjustment", str(id), decision, approval.as_dict()],
            lambda: act(house.ledger, id, approval),
        )
    except (Refused, SeveralRefused) as no:
        return page.render(errors=dict(refusals.sentences(no)), form=form)
    done = "approved" if decision == "approve" else "rejected"
    return RedirectResponse(f"/{jurisdiction}/{year}/adjustments?done={done}", status_code=303)


@router.post(PATH + "/{id}/withdraw", name="adjustments:withdraw")
def withdraw(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The lead unit, or the office, takes a wish back before it is decided."""
    page = _Page(request, jurisdiction, year)
    house = page.house
    if page.asked(id).project not in page.projects:
        raise HTTPException(404)
    reason = text(form, f"withdrawal-{id}")
    try:
        house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            ["adjustment", str(id), "withdraw", reason],
            lambda: decisions.withdraw(house.ledger, id, reason),
        )
    except Refused as no:
        return page.render(errors={f"withdrawal-{id}": refusals.sentence(no)}, form=form)
    return RedirectResponse(f"/{jurisdiction}/{year}/adjustments?done=withdrawn", status_code=303)


@dataclass(frozen=True, slots=True)
class Shown:
    """One adjustment on the page: as it stands, and in words (projects/adjusted.py)."""

    row: AdjustmentRow
    told: dict[str, Any]
    owed: Owed | None = None
    due: date | None = None
    estimated: bool = False

    @property
    def overdue(self) -> bool:
        return self.due is not None and clock.today() > self.due


class _Page:
    """A programme's adjustments, for one visitor."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            programme = programme_here(conn, slug, year)
            self.programme: ProgrammeRow = programme
            projects = register.projects(conn, programme.id)
            self.units = register.units(conn, slug)
            self.active_units = register.active_units(conn, slug)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]
        own = self.visitor.role in ("filer", "unit_head")
        self.projects: dict[str, ProjectRow] = {
            row.id: row for row in projects if not own or row.lead_unit == self.visitor.unit
        }
        self._loaded: dict[str, Project] = {}

    def project(self, id: str) -> Project:
        if id not in self._loaded:
            self._loaded[id] = self.house.ledger.get(Project, UUID(id))
        return self._loaded[id]

    def asked(self, id: UUID) -> Adjustment:
        """404 for another programme's."""
        found = self.house.ledger.get(Adjustment, id)
        if found.programme != self.programme.id:
            raise HTTPException(404)
        return found

    def shown(self) -> list[Shown]:
        with self.house.reading() as conn:
            rows = adjustments.rows(conn, self.programme.id, list(self.projects))
            owed = {each.subject: each for each in notices.owed(conn, self.programme.id)}
        days = self.house.days()
        return [self._shown(row, owed.get(row.id), days) for row in rows]

    def _shown(self, row: AdjustmentRow, owed: Owed | None, days: WorkingDays) -> Shown:
        told = adjusted.told(row, self.project(row.project), self.units)
        return Shown(row, told, owed, owed.due(days), owed.estimated(days)) if owed else Shown(row, told)

    def chosen(self, target: str, kind: str) -> Chosen | None:
        """What is named by `project number:target number` and a kind of change, of a project one may ask for. The
        target goes without saying where it is the only one, or the change is of the whole project."""
        project, kind = self.named(target), kind or wish_form.TARGET
        if project is None:
            return None
        no = target.partition(":")[2] or (wish_form.only(project) or "" if kind == wish_form.TARGET else "")
        return wish_form.chosen(project, kind, no)

    def named(self, target: str) -> Project | None:
        """The project of `project number:target number` or of a bare number, where one may ask for changes of it."""
        number = target.partition(":")[0]
        row = next((row for row in self.projects.values() if row.number == number), None)
        return self.project(row.id) if row and self.may_ask else None

    @property
    def may_ask(self) -> bool:
        return self.visitor.role in ASKING and self.programme.state == "implementing"

    def choices(self) -> list[tuple[str, str]]:
        """The projects of which something can be changed here."""
        return [(row.number, f"{row.number}　{row.title}") for row in self.projects.values()] if self.may_ask else []

    def render(
        self,
        target: str = "",
        kind: str = "",
        errors: dict[str, str] | None = None,
        form: FormData | None = None,
        files: Sequence[dict[str, Any]] = (),
    ) -> HTMLResponse:
        shown = self.shown()
        chosen, named = self.chosen(target, kind), self.named(target)
        choosing = named if chosen is None and kind in ("", wish_form.TARGET) else None
        return render(
            self.request,
            "adjustments.html",
            status_code=422 if errors else 200,
            programme=self.programme,
            slug=self.slug,
            year=self.year,
            place=place_of(self.programme, self.government),
            open=[each for each in shown if each.row.state == "asked"],
            decided=[each for each in shown if each.row.state != "asked"],
            deciding=self.visitor.role in OFFICE,
            asking=self.may_ask,
            choices=self.choices() if chosen is None else [],
            choosing=choosing,
            adjustable=wish_form.adjustable(choosing) if choosing else [],
            asked=self.request.query_params.get("id", ""),
            kinds=list(wish_form.KINDS.items()),
            target=target,
            kind=kind or wish_form.TARGET,
            chosen=chosen,
            units=list(self.active_units.items()),
            ticked={name: texts(form, name) for name in ROLES} if form is not None else None,
            months=wish_form.MONTHS,
            today=clock.today().isoformat(),
            reasons=REASONS,
            errors=errors or {},
            typed=kept(form) if form is not None else None,
            files=files,
            done=self.request.query_params.get("done"),
            key=str(uuid4()),
        )
