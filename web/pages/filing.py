"""A unit's month: all its projects on one page with last month's figures, saved as drafts or submitted at once."""

from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import register, reports
from projects.filing import COUNTED, Filing
from projects.month import Month
from projects.project import Project
from projects.register import ProgrammeRow
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import evidence, filing_form, refusals
from web.filing_form import Entry
from web.house import House
from web.place import place_at
from web.templating import render, render_block
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}"
NOTHING_SUBMITTED = "还没有填写任何一项。请至少填写一个项目的累计数或进展，或勾选“本月无变化”。"
NOTHING_SAVED = "没有改动，不需要保存。"
OPEN = ("none", "draft", "returned")


@router.get(PATH, name="filing:show")
def show(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    page = _Page(request, jurisdiction, year, period)
    return page.render(page.entries())


@router.post(PATH, name="filing:save")
def save(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """`action`: submit takes every report that was begun, each on its own merits: those that lack something are kept
    as drafts and named. submit:<number> only that one. save and autosave keep drafts of what was touched."""
    page = _Page(request, jurisdiction, year, period)
    entries = page.entries(form)
    action = text(form, "action")
    if action == "autosave":
        return _autosave(page, entries)
    if action.startswith("override:"):
        return _override(page, entries, form, action.removeprefix("override:"))
    submitting = action.startswith("submit")
    chosen = _chosen(entries, action)
    if not chosen:
        return page.render(entries, {"": NOTHING_SUBMITTED if submitting else NOTHING_SAVED})
    short = {entry.number: found for entry in chosen if (found := _lacking(entry, submitting))}
    whole = [entry for entry in chosen if entry.number not in short]
    kept = [entry for entry in chosen if entry.number in short and entry.touched]
    try:
        page.carry_out(key_of(form), whole if submitting else [], kept if submitting else whole)
    except (Refused, SeveralRefused) as no:
        return page.render(entries, dict(refusals.sentences(no)))
    errors = {name: words for found in short.values() for name, words in found.items()}
    if errors:
        return page.again(entries, errors, len(whole) if submitting else 0)
    done = "submitted" if submitting else "saved"
    return RedirectResponse(f"/{jurisdiction}/{year}/filing/{period}?{done}={len(whole)}", status_code=303)


def _lacking(entry: Entry, submitting: bool) -> dict[str, str]:
    """Field → what is wrong with it, naming the project; empty when nothing keeps the report back."""
    if entry.unreadable or not submitting:
        return {name: f"项目{entry.number}：{words}" for name, words in entry.unreadable.items()}
    return dict(refusals.sentences(SeveralRefused([entry.named(no) for no in entry.faults()])))


def _autosave(page: "_Page", entries: list[Entry]) -> HTMLResponse:
    """Keeps what was typed so far as drafts, and answers the line that says so with the forms' new versions."""
    touched = [entry for entry in entries if entry.state in OPEN and entry.touched and not entry.unreadable]
    if touched:
        page.carry_out(uuid4(), [], touched)
    with page.house.reading() as conn:
        stored = reports.of_period(conn, page.programme.id, page.period_key)
    saved = [(entry, stored[str(entry.project.id)].version) for entry in touched]
    return render_block(page.request, "filing.html", "autosaved", saved=saved, at=clock.now())


def _override(page: "_Page", entries: list[Entry], form: Form, which: str) -> Response:
    """The lead unit's own figure for an implementing unit's row, with its reason; `which` is number:unit:target."""
    number, unit, no = ([*which.split(":", 2), "", ""])[:3]
    entry = next((each for each in entries if each.number == number and each.state in OPEN), None)
    if entry is None:
        raise HTTPException(404)
    value = filing_form.typed_number(text(form, f"override.{which}"))
    if value is None:
        return page.render(entries, {f"override.{which}": "请填写改用的数字，可写 1200 或 3.5万。"})

    def act() -> tuple[list[Aggregate], Any]:
        report = page.month.opened(entry.project.id)
        report.override_row(unit, no, value, text(form, f"reason.{which}"))
        return [report], {"count": 1}

    try:
        page.house.carry_out(page.visitor.actor(page.request), key_of(form), ["override", which, value], act)
    except Refused as refused:
        return page.render(entries, {f"reason.{which}": refusals.sentence(refused)})
    return RedirectResponse(f"{page.request.url.path}?overridden=1#project-{number}", status_code=303)


def _chosen(entries: list[Entry], action: str) -> list[Entry]:
    """The open projects this form acts on."""
    waiting = [entry for entry in entries if entry.state in OPEN]
    if ":" in action:
        return [entry for entry in waiting if entry.number == action.split(":", 1)[1]]
    return [entry for entry in waiting if entry.touched or (action == "submit" and entry.begun)]


class _Page:
    """One unit's month, for one visitor."""

    def __init__(self, request: Request, slug: str, year: int, period: str) -> None:
        self.request, self.period_key = request, period
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            programme = register.programme(conn, slug, year)
            if programme is None or programme.published:
                raise HTTPException(404)
            self.programme: ProgrammeRow = programme
            unit = self.visitor.unit or request.query_params.get("unit")
            self.unit = unit
            self.units = register.units(conn, slug)
            rows = register.projects(conn, programme.id, unit)
            own = [row for row in rows if unit is None or row.lead_unit == unit]
            self.reports = reports.of_period(conn, programme.id, period)
        self.month = Month(self.house.ledger, UUID(programme.id), period)
        self.halted = {row.number: (row.title, halt) for row in own if (halt := self.month.halted(row.id))}
        self.rows = [row for row in own if row.number not in self.halted]
        self.days = self.house.days()

    def entries(self, form: Any = None) -> list[Entry]:
        """Each project's section: as stored, or as the form just sent it."""
        found = []
        for row in self.rows:
            project = self.house.ledger.get(Project, UUID(row.id))
            report = self.reports.get(row.id)
            stored = Filing.from_dict(report.content) if report else self.month.prefilled(project)
            entry = Entry(project, self.month.period, self.month.policy, report, stored)
            if form is not None and entry.state in OPEN:
                filing_form.read(entry, form, lambda upload: evidence.keep(self.house.store, upload))
            found.append(entry)
        return found

    def carry_out(self, key: UUID, whole: list[Entry], kept: list[Entry]) -> Any:
        """Submits `whole` and keeps `kept` as drafts, in one command: a clash leaves nothing half-written."""

        def act() -> tuple[list[Aggregate], Any]:
            changed: list[Aggregate] = []
            refused: list[Refused] = []
            for entry in [*whole, *kept]:
                try:
                    changed += self._one(entry, entry in whole)
                except Refused as no:
                    refused.append(entry.named(no))
                except SeveralRefused as several:
                    refused += [entry.named(no) for no in several.refusals]
            if refused:
                raise SeveralRefused(refused)
            return changed, {"count": len(whole)}

        filed = [{entry.number: entry.filing.as_dict() for entry in entries} for entries in (whole, kept)]
        asked = ["filing", self.period_key, *filed]
        return self.house.carry_out(self.visitor.actor(self.request), key, asked, act)

    def _one(self, entry: Entry, submitting: bool) -> list[Aggregate]:
        id, who = entry.project.id, str(self.visitor.account)
        if submitting:
            return self.month.submit(id, entry.filing, who, entry.version)[0]
        return self.month.draft(id, entry.filing)[0]

    def again(self, entries: list[Entry], errors: dict[str, str], submitted: int) -> HTMLResponse:
        """The page with what was typed and is not submitted yet, the reports as they stand after the command."""
        fresh = _Page(self.request, self.programme.jurisdiction, self.programme.year, self.period_key)
        now = {entry.number: entry for entry in fresh.entries()}
        shown = []
        for entry in entries:
            stored = now[entry.number]
            if stored.state in OPEN:
                stored.filing, stored.typed = entry.filing, entry.typed
            shown.append(stored)
        return fresh.render(shown, errors, submitted)

    def render(self, entries: list[Entry], errors: dict[str, str] | None = None, submitted: int = 0) -> HTMLResponse:
        """422 with errors, else 200."""
        due = self.programme.policy.report_due(self.month.period, self.days)
        return render(
            self.request,
            "filing.html",
            status_code=422 if errors else 200,
            errors=errors or {},
            entries=entries,
            period=self.month.period,
            programme=self.programme,
            unit=self.units.get(self.unit or "", "全部单位"),
            units=self.units,
            halted=self.halted,
            due=due,
            own=self.visitor.role == "filer",
            head_releases=self.month.programme.head_releases,
            published=self.month.publication().state == "published",
            saved=self.request.query_params.get("saved"),
            submitted=submitted or self.request.query_params.get("submitted"),
            place=place_at(self.house, self.programme.jurisdiction, self.programme.year),
            section="desk",
            key=str(uuid4()),
            here=self.request.url.path,
            at=None,
            counted=COUNTED,
        )
