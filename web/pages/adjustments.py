"""Adjustments of targets and plans: asked for by the lead unit, decided by a recorded 批示, old beside new."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import adjustments, register
from projects.adjustment import REASONS, Adjustment
from projects.adjustments import AdjustmentRow, Wish
from projects.month import approve_adjustment
from projects.project import Project
from projects.register import ProgrammeRow, ProjectRow
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.house import House
from web.place import place_of
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/adjustments"
MONTHS = range(1, 13)
NUMERIC = ("quantity", "ratio", "money", "count")
"""Kinds whose target is a number that can be changed here."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One adjustment on the page, with the project's number and title and the target's words."""

    row: AdjustmentRow
    number: str
    title: str
    text: str
    unit: str
    old_plan: dict[str, str]

    @property
    def quantities(self) -> tuple[Decimal, Decimal] | None:
        """Old and new target, where the quantity was asked to change from a number."""
        if self.row.field != "quantity" or self.row.old is None:
            return None
        return Decimal(str(self.row.old)), Decimal(str(self.row.new))

    @property
    def added(self) -> Decimal | None:
        """The new target, where there was no number before."""
        return Decimal(str(self.row.new)) if self.row.field == "quantity" and self.row.old is None else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The target a lead unit wants changed, as it stands now."""

    project: Project
    no: str
    target: dict[str, Any]
    plan: dict[str, str]


@router.get(PATH, name="adjustments:show")
def show(request: Request, jurisdiction: str, year: int, target: str = "") -> HTMLResponse:
    """The list; with `target` (project number:target number) the form of the lead unit that asks."""
    return _Page(request, jurisdiction, year).render(target)


@router.post(PATH, name="adjustments:ask")
def ask(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)
    target = text(form, "target")
    chosen = page.chosen(target)
    if chosen is None:
        raise HTTPException(404, "没有找到这个指标，或者它不由贵单位牵头。")
    house: House = request.app.state.house
    try:
        wish = _wish(form, chosen)
        house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            ["adjustment", *_asked(form)],
            lambda: adjustments.ask(house.ledger, UUID(page.programme.id), chosen.project.id, wish),
            alone=True,
        )
    except (Refused, SeveralRefused) as no:
        return page.render(target, errors=dict(refusals.sentences(no)), form=form)
    return RedirectResponse(f"/{jurisdiction}/{year}/adjustments?done=asked", status_code=303)


@router.post(PATH + "/{id}", name="adjustments:decide")
def decide(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`decision` is approve or reject; the 批示 is the same for both."""
    page = _Page(request, jurisdiction, year)
    house: House = request.app.state.house
    asked = house.ledger.get(Adjustment, id)
    if asked.programme != page.programme.id:
        raise HTTPException(404)
    decision = text(form, "decision")
    try:
        typed = Typed(form)
        approval = typed.approval(f"-{id}")
        if decision not in ("approve", "reject"):
            typed.fault("form.missing", f"post-{id}", what="批示结果")
        typed.check()
        act = approve_adjustment if decision == "approve" else adjustments.reject
        house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            ["adjustment", str(id), decision, approval.as_dict()],
            lambda: act(house.ledger, id, approval),
        )
    except (Refused, SeveralRefused) as no:
        return page.render("", errors=dict(refusals.sentences(no)), form=form)
    done = "approved" if decision == "approve" else "rejected"
    return RedirectResponse(f"/{jurisdiction}/{year}/adjustments?done={done}", status_code=303)


def _asked(form: FormData) -> list[str]:
    names = ["target", "quantity", *(f"plan-{month}" for month in MONTHS), "reason_code", "reason", "effective_on"]
    return [text(form, name) for name in names]


def _wish(form: FormData, chosen: Chosen) -> Wish:
    """Raises every fault of what was typed. A plan is asked for as a whole: twelve months, or none."""
    typed = Typed(form)
    quantity = typed.number("quantity", "新目标值")
    plan = _plan(typed) if chosen.plan else None
    wish = Wish(
        no=chosen.no,
        quantity=quantity,
        plan=plan,
        reason_code=typed.text("reason_code"),
        reason=typed.required("reason", "调整理由"),
        effective_on=typed.day("effective_on", "执行日期"),
    )
    if wish.reason_code not in REASONS:
        typed.fault("adjustment.reason_code", "reason_code")
    if not typed.faults:
        typed.faults += adjustments.faults(chosen.project, wish)
    typed.check()
    return wish


def _plan(typed: Typed) -> dict[int, Decimal] | None:
    read = {month: typed.number(f"plan-{month}", f"{month}月计划") for month in MONTHS}
    given = {month: value for month, value in read.items() if value is not None}
    if not given:
        return None
    for month in MONTHS:
        if not typed.text(f"plan-{month}"):
            typed.fault("form.missing", f"plan-{month}", what=f"{month}月的计划数")
    return given


def _old_plan(project: Project, row: AdjustmentRow) -> dict[str, str]:
    """The plan before the change: as asked, as the project kept it when the change was approved, or as it is."""
    if row.field == "plan":
        return dict(row.old or {})
    for made in project.adjustments if row.state == "approved" else []:
        if (made["no"], made["new"], made["effective_on"]) == (row.no, row.new, row.effective_on):
            return dict(made["old_plan"] or {})
    return project.plans.get(row.no, {})


class _Page:
    """A programme's adjustments, for one visitor."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            programme = register.programme(conn, slug, year)
            if programme is None or programme.published:
                raise HTTPException(404)
            self.programme: ProgrammeRow = programme
            projects = register.projects(conn, programme.id)
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

    def shown(self) -> list[Shown]:
        with self.house.reading() as conn:
            rows = adjustments.rows(conn, self.programme.id, list(self.projects))
        return [self._shown(row) for row in rows]

    def _shown(self, row: AdjustmentRow) -> Shown:
        project = self.project(row.project)
        target = project.targets[row.no]
        return Shown(row, project.number, project.title, target["text"], target["unit"] or "", _old_plan(project, row))

    def chosen(self, target: str) -> Chosen | None:
        """The target named by `project number:target number`, of a project this filer's unit leads."""
        number, _, no = target.partition(":")
        row = next((row for row in self.projects.values() if row.number == number), None)
        if row is None or not self.may_ask or no not in (project := self.project(row.id)).targets:
            return None
        return Chosen(project, no, project.targets[no], project.plans.get(no, {}))

    @property
    def may_ask(self) -> bool:
        return self.visitor.role == "filer" and self.programme.state == "implementing"

    def choices(self) -> list[tuple[str, str]]:
        """What can be changed here: targets with a number or a monthly plan."""
        if not self.may_ask:
            return []
        return [
            (f"{row.number}:{no}", f"{row.number}　{row.title}：{target['text']}")
            for row in self.projects.values()
            for no, target in self.project(row.id).targets.items()
            if target["kind"] in NUMERIC or no in self.project(row.id).plans
        ]

    def render(self, target: str, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        chosen = self.chosen(target)
        shown = self.shown()
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
            deciding=self.visitor.role in ("office", "office_head"),
            asking=self.may_ask,
            choices=self.choices(),
            target=target,
            chosen=chosen,
            months=MONTHS,
            reasons=REASONS,
            errors=errors or {},
            typed=kept(form) if form is not None else None,
            done=self.request.query_params.get("done"),
            key=str(uuid4()),
        )
