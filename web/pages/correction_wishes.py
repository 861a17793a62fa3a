"""Corrections that a lead unit asks for: the form, what became of each, and the office's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import correction, correction_wishes, register, reports
from projects.correction_wishes import WishRow
from projects.filing import Filing
from projects.project import Project
from projects.register import ProjectRow
from projects.report import CORRECTION_REASONS
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import refusals, wish_form
from web.filing_form import Entry
from web.pages.correction import entry_of, why_of
from web.pages.month import MonthPage
from web.place import place_of, programme_here
from web.templating import render
from web.typed import kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/corrections"
ACCEPTED = ("accepted", "published", "corrected")


@router.get(PATH, name="corrections:show")
def show(request: Request, jurisdiction: str, year: int, project: str = "", period: str = "") -> HTMLResponse:
    """The list; with `project` (its number) and `period` the form that asks for a correction."""
    page = _Page(request, jurisdiction, year)
    if not (project or period):
        return page.render()
    entry = page.entry(project, period)
    if isinstance(entry, str):
        return page.render(errors={"project": entry})
    return page.render(entry)


@router.post(PATH, name="corrections:ask")
def ask(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)
    number, period = text(form, "project"), text(form, "period")
    if isinstance(page.entry(number, period), str):
        raise HTTPException(404, "没有找到这个项目，或者它不由贵单位牵头。")
    month = MonthPage(request, jurisdiction, year, period)
    entry = entry_of(month, number, form)
    files = wish_form.files_of(form, page.house.store)
    try:
        if entry.unreadable:
            return page.render(entry, entry.unreadable, form, files.kept)
        if files.faults:
            raise SeveralRefused(files.faults)
        why = {**why_of(form, entry), "evidence": files.kept}
        answer = page.house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            ["ask correction", period, number, entry.filing.as_dict(), why],
            lambda: correction_wishes.ask(month.month, entry.project.id, entry.filing, why),
            alone=True,
        )
    except (Refused, SeveralRefused) as no:
        return page.render(entry, dict(refusals.sentences(no)), form, files.kept)
    return RedirectResponse(f"{request.url.path}?asked={answer['wish']}", status_code=303)


@router.post(PATH + "/{id}/decline", name="corrections:decline")
def decline(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The office says no, and why."""
    page = _Page(request, jurisdiction, year)
    found = next((each.row for each in page.shown() if each.row.id == str(id)), None)
    if found is None:
        raise HTTPException(404)
    month = MonthPage(request, jurisdiction, year, found.period).month
    reason = text(form, f"declining-{id}")
    try:
        page.house.carry_out(
            page.visitor.actor(request),
            key_of(form),
            ["decline correction", str(id), reason],
            lambda: correction_wishes.decline(month, id, reason),
        )
    except Refused as no:
        return page.render(errors={f"declining-{id}": refusals.sentence(no)}, form=form)
    return RedirectResponse(f"{page.root}?done=declined#w-{id}", status_code=303)


@dataclass(frozen=True, slots=True)
class Shown:
    """A wish with its project, its month in words, and what it would change (nothing of what changed since)."""

    row: WishRow
    project: ProjectRow
    label: str
    figures: list[dict[str, Any]]


class _Page:
    """A programme's wishes for corrections, for one visitor: a unit sees those of the projects it leads."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.root = f"/{slug}/{year}/corrections"
        self.house = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        own = self.visitor.role in ("filer", "unit_head")
        with self.house.reading() as conn:
            self.programme = programme_here(conn, slug, year)
            listed = register.projects(conn, self.programme.id)
            self.projects = {row.id: row for row in listed if not own or row.lead_unit == self.visitor.unit}
            self.accepted = reports.of_programme(conn, self.programme.id)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]

    def entry(self, number: str, period: str) -> Entry | str:
        """The accepted report that is meant, or why there is none to ask for."""
        row = next((row for row in self.projects.values() if row.number == number), None)
        if row is None:
            return "请选择项目。"
        found, stored = self.programme.policy.period(period), self.accepted.get(row.id, {}).get(period)
        if found is None:
            return "请选择月份。"
        if stored is None:
            return f"项目{number}的{found.label}没有已审核的进展，不用申请更正：还没有审核的，请督查室退回后修改。"
        project = self.house.ledger.get(Project, UUID(row.id))
        return Entry(project, found, self.programme.policy, stored, Filing.from_dict(stored.content))

    def shown(self) -> list[Shown]:
        with self.house.reading() as conn:
            rows = correction_wishes.rows(conn, self.programme.id, list(self.projects))
        return [self._shown(row) for row in rows]

    def _shown(self, row: WishRow) -> Shown:
        stored = self.accepted[row.project][row.period]
        made = next((each for each in stored.corrections if each["number"] == row.number), None)
        before = made["old"] if made else stored.content
        project = self.house.ledger.get(Project, UUID(row.project))
        asked = {"values": row.figures, "milestones_done": row.days}
        period = self.programme.policy.period(row.period)
        label = period.label if period else row.period
        return Shown(row, self.projects[row.project], label, correction.figures(project, before, asked))

    def months(self) -> list[tuple[str, str]]:
        """The months of which a report of these projects was accepted, latest first."""
        found = {period for id in self.projects for period in self.accepted.get(id, {})}
        return [
            (each.key, each.label) for each in reversed(self.programme.policy.periods(self.year)) if each.key in found
        ]

    def render(
        self,
        entry: Entry | None = None,
        errors: dict[str, str] | None = None,
        form: FormData | None = None,
        files: Sequence[dict[str, Any]] = (),
    ) -> HTMLResponse:
        shown = self.shown()
        published = entry is not None and entry.report is not None and entry.report.state != "accepted"
        return render(
            self.request,
            "corrections.html",
            status_code=422 if errors else 200,
            programme=self.programme,
            place=place_of(self.programme, self.government),
            root=self.root,
            open=[each for each in shown if each.row.state == "asked"],
            decided=[each for each in shown if each.row.state != "asked"],
            deciding=self.visitor.role in ("office", "office_head"),
            asking=self.visitor.role == "filer" and self.programme.state == "implementing",
            choices=[(row.number, f"{row.number}　{row.title}") for row in self.projects.values()],
            months=self.months(),
            entry=entry,
            row=entry,
            public=published,
            wishing=True,
            reason_codes=list(CORRECTION_REASONS.items()),
            reasons=CORRECTION_REASONS,
            errors=errors or {},
            typed=kept(form),
            files=files,
            today=clock.today().isoformat(),
            asked=self.request.query_params.get("asked", ""),
            done=self.request.query_params.get("done", ""),
            key=str(uuid4()),
        )
