"""周调度: the weeks of the 重点难点 projects; the unit writes, the office reviews, urges and flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import register
from projects.register import ProgrammeRow, ProjectRow
from projects.week import Week
from supervision import dispatches, obligations, urgings
from supervision.dispatch import WORDS, Log
from supervision.dispatches import DispatchRow
from supervision.dispatching import Dispatching
from supervision.weeks import Switch
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import owing, refusals
from web.house import House
from web.permissions import OFFICE, UNIT
from web.place import place_of, programme_here
from web.templating import day_in_words, render
from web.typed import kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/dispatches"
RHYTHM = "weekly_dispatch"
RECENT = 8
"""Weeks of a project that are shown at once; the earlier ones are folded."""


@dataclass(frozen=True, slots=True)
class Line:
    """One project's week: what came, by when it was due, and what ended the asking where something did."""

    project: ProjectRow
    unit: str
    week: Week
    row: DispatchRow | None
    due: datetime
    ended: Switch | None
    waived: Mapping[str, str] | None = None

    @property
    def void(self) -> bool:
        """No longer asked: the asking ended before it was due and before anything came, or the office waived it."""
        return self.row is None and (bool(self.waived) or (self.ended is not None and self.ended.at < self.due))

    @property
    def why_void(self) -> str:
        """The reason, and whose decision it was."""
        if self.waived:
            return f"{self.waived['reason']}（{self.waived['post']}）"
        return f"{self.ended.reason}（{self.ended.by}，{day_in_words(self.ended.at)}）" if self.ended else ""

    @property
    def late(self) -> bool:
        """Whether it came after it was due, or has not come and is overdue: by its own time, not by the review's."""
        return not self.void and (self.row.logged_at if self.row else clock.now()) > self.due

    @property
    def open(self) -> bool:
        """Whether the unit has to write."""
        begun = self.week.monday <= clock.today()
        return begun and not self.void and (self.row is None or self.row.state == "returned")

    @property
    def rank(self) -> int:
        """Overdue first, then missing, returned, to be reviewed, done, no longer asked."""
        if self.void:
            return 5
        if self.row is None:
            return 0 if self.late else 1
        return {"returned": 2, "logged": 3, "reviewed": 4}[self.row.state]

    @property
    def words(self) -> str:
        told = ("逾期未报", "未报", "已退回", "待审核", "已审核", "不再要求")[self.rank]
        return f"{told}，迟报" if self.row and self.late else told


@router.get(PATH, name="dispatches:show")
def show(request: Request, jurisdiction: str, year: int, week: str = "") -> HTMLResponse:
    return _Page(request, jurisdiction, year).table(_week(week))


@router.post(PATH + "/urge", name="dispatches:urge")
def urge(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """催报 of one unit, or of all that owe the week's dispatch."""
    page, week, unit = _Page(request, jurisdiction, year), _week(text(form, "week")), text(form, "unit")
    try:
        page.carry_out(
            form,
            ["urge", week.key, unit],
            lambda: urgings.urge(page.house.ledger, page.programme, RHYTHM, page.owing(week, unit), "/dispatches"),
        )
    except Refused as no:
        return page.table(week, {"": refusals.sentence(no)})
    return RedirectResponse(f"{page.root}?week={week.key}&done=urged", status_code=303)


@router.get(PATH + "/{number}", name="dispatches:project")
def project(request: Request, jurisdiction: str, year: int, number: str) -> HTMLResponse:
    page = _Page(request, jurisdiction, year)
    return page.of_project(page.project(number))


@router.post(PATH + "/{number}/flag", name="dispatches:flag")
def flag(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    """`flagged` is yes or no."""
    page = _Page(request, jurisdiction, year)
    row, flagged, reason = page.project(number), text(form, "flagged") == "yes", text(form, "reason")
    try:
        page.carry_out(form, ["flag", number, flagged, reason], lambda: page.work(row).flag(flagged, reason))
    except Refused as no:
        return page.of_project(row, {no.field or "": refusals.sentence(no)}, form)
    return RedirectResponse(f"{page.root}/{number}?done={'flagged' if flagged else 'unflagged'}", status_code=303)


@router.get(PATH + "/{number}/{week}", name="dispatch:show")
def one(request: Request, jurisdiction: str, year: int, number: str, week: str) -> HTMLResponse:
    page = _Page(request, jurisdiction, year)
    return page.of_week(page.project(number), _week(week))


@router.post(PATH + "/{number}/{week}", name="dispatch:log")
def log(request: Request, jurisdiction: str, year: int, number: str, week: str, form: Form) -> Response:
    page, chosen = _Page(request, jurisdiction, year), _week(week)
    row = page.project(number)
    said = {name: text(form, name) for name in WORDS}
    written = Log(said["situation"], said["blockers"], said["next_steps"], bool(text(form, "nothing_new")))
    unit = page.visitor.unit or ""
    try:
        page.carry_out(
            form, ["log", number, chosen.key, written.as_dict()], lambda: page.work(row).log(chosen, unit, written)
        )
    except (Refused, SeveralRefused) as no:
        return page.of_week(row, chosen, dict(refusals.sentences(no)), form)
    return RedirectResponse(f"{page.root}/{number}/{chosen.key}?done=logged", status_code=303)


@router.post(PATH + "/{number}/{week}/review", name="dispatch:review")
def review(request: Request, jurisdiction: str, year: int, number: str, week: str, form: Form) -> Response:
    """`action` is review or return; afterwards the week's table, where the next one waits."""
    page, chosen = _Page(request, jurisdiction, year), _week(week)
    row, action, comment = page.project(number), text(form, "action"), text(form, "comment")
    seen = text(form, "version")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1

    def act() -> Any:
        work = page.work(row)
        decide = work.review if action == "review" else work.send_back
        return decide(chosen, comment, version)

    try:
        page.carry_out(form, [action, number, chosen.key, comment], act)
    except Refused as no:
        return page.of_week(row, chosen, {no.field or "": refusals.sentence(no)}, form)
    done = "reviewed" if action == "review" else "returned"
    return RedirectResponse(f"{page.root}?week={chosen.key}&done={done}", status_code=303)


def _week(key: str) -> Week:
    """The week of an address, this week without one; 404 for none."""
    found = Week.parse(key) if key else Week.of(clock.today())
    if found is None:
        raise HTTPException(404, "没有这一周。")
    return found


class _Page:
    """A programme's weekly dispatches for one visitor; a unit sees only the projects it leads."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        self.root = f"/{slug}/{year}/dispatches"
        with self.house.reading() as conn:
            self.programme: ProgrammeRow = programme_here(conn, slug, year)
            self.units = register.units(conn, slug)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]
            projects = register.projects(conn, self.programme.id)
            self.owed = dispatches.owed_weeks(conn, self.programme.id, year)
            stored = obligations.of_programme(conn, self.programme.id, RHYTHM)
        self.stored = {(row.subject, row.period): row for row in stored}
        self.days = self.house.days()
        self.projects = {row.id: row for row in projects if not self.of_unit or row.lead_unit == self.visitor.unit}

    @property
    def of_unit(self) -> bool:
        return self.visitor.role in UNIT

    def project(self, number: str) -> ProjectRow:
        found = next((row for row in self.projects.values() if row.number == number), None)
        if found is None:
            raise HTTPException(404, "没有这个编号的项目，或者它不由贵单位牵头。")
        return found

    def work(self, row: ProjectRow) -> Dispatching:
        return Dispatching(self.house.ledger, UUID(self.programme.id), UUID(row.id))

    def carry_out(self, form: FormData, asked: list[Any], act: Any) -> Any:
        whole = ["dispatch", self.slug, self.year, *asked]
        return self.house.carry_out(self.visitor.actor(self.request), key_of(form), whole, act)

    def line(self, row: ProjectRow, week: Week, found: DispatchRow | None) -> Line:
        asked = self.owed.get(row.id, {}).get(week)
        unit = self.units.get((found.unit if found else row.lead_unit) or "", "")
        stored = self.stored.get((row.id, week.key))
        due, waived = (stored.due, stored.waived) if stored else (self.due(week), None)
        return Line(row, unit, week, found, due.astimezone(clock.SHANGHAI), asked.end if asked else None, waived)

    def due(self, week: Week) -> datetime:
        """When a week is due by the rule; for one project the time that was stored governs."""
        rule = self.programme.policy.rule(RHYTHM)
        return rule.reckon(rule.opening(week.key), self.days, week.key).due

    def lines(self, week: Week) -> list[Line]:
        """What is or was asked for in a week, overdue first."""
        with self.house.reading() as conn:
            found = dispatches.of_week(conn, self.programme.id, week.key)
        asked = [
            self.line(row, week, found.get(id))
            for id, row in self.projects.items()
            if week in self.owed.get(id, {}) or id in found
        ]
        return sorted(asked, key=lambda line: line.rank)

    def owing(self, week: Week, unit: str = "") -> Mapping[str, Sequence[dict[str, Any]]]:
        """Unit id → what it has to write for a week; of one unit where it is named."""
        found: dict[str, list[dict[str, Any]]] = {}
        for line in self.lines(week):
            lead = line.project.lead_unit
            if line.open and lead and unit in ("", lead):
                told = {"project": line.project.id, "number": line.project.number, "title": line.project.title}
                found.setdefault(lead, []).append({**told, "period": week.key, "overdue": line.late})
        return found

    def frame(self, errors: Mapping[str, str] | None, form: FormData | None) -> dict[str, Any]:
        return {
            "programme": self.programme,
            "place": place_of(self.programme, self.government),
            "section": "desk",
            "root": self.root,
            "role": self.visitor.role,
            "writing": self.of_unit,
            "office": self.visitor.role in OFFICE,
            "days": self.days,
            "now": clock.now(),
            "errors": errors or {},
            "typed": kept(form),
            "back": form is not None,
            "done": self.request.query_params.get("done"),
            "key": str(uuid4()),
            "status_code": 422 if errors else 200,
        }

    def table(self, week: Week, errors: Mapping[str, str] | None = None) -> HTMLResponse:
        with self.house.reading() as conn:
            urged = urgings.latest(conn, self.programme.id, RHYTHM, week.key)
        lines, now = self.lines(week), Week.of(clock.today())
        return render(
            self.request,
            "dispatches.html",
            **self.frame(errors, None),
            week=week,
            this_week=now,
            begun=week <= now,
            due=self.due(week),
            lines=lines,
            flagged=[row for row in self.projects.values() if row.key_difficult],
            others=[row for row in self.projects.values() if not row.key_difficult],
            owing=owing.of(self.owing(week), self.units, urged, self.due(week)),
            units=self.units,
        )

    def of_project(
        self, row: ProjectRow, errors: Mapping[str, str] | None = None, form: FormData | None = None
    ) -> HTMLResponse:
        with self.house.reading() as conn:
            found = dispatches.of_project(conn, row.id)
            turns = dispatches.switches(conn, self.programme.id).get(row.id, [])
        known = {Week.parse(key): each for key, each in found.items()}
        every = {week for week in {*self.owed.get(row.id, {}), *known} if week and week.monday <= clock.today()}
        lines = [self.line(row, week, known.get(week)) for week in sorted(every, reverse=True)]
        return render(
            self.request,
            "dispatches_project.html",
            **self.frame(errors, form),
            project=row,
            unit=self.units.get(row.lead_unit or "", "牵头单位未定"),
            lines=lines,
            turns=[turn for turn in reversed(turns) if turn.source != "begun"],
            running=self.programme.state == "implementing",
            recent=RECENT,
            of_programme=f"/{self.slug}/{self.year}",
        )

    def of_week(
        self, row: ProjectRow, week: Week, errors: Mapping[str, str] | None = None, form: FormData | None = None
    ) -> HTMLResponse:
        with self.house.reading() as conn:
            found = dispatches.of_project(conn, row.id)
        line = self.line(row, week, found.get(week.key))
        if line.row is None and week not in self.owed.get(row.id, {}):
            raise HTTPException(404, "这一周不要求这个项目报送周调度。")
        if week.monday > clock.today():
            raise HTTPException(404, "这一周还没有开始。")
        before = next((each for key, each in found.items() if key < week.key and not each.log.nothing_new), None)
        return render(
            self.request,
            "dispatch.html",
            **self.frame(errors, form),
            line=line,
            project=row,
            week=week,
            before=before,
            before_week=Week.parse(before.week) if before else None,
            may_write=self.of_unit and not line.void and (line.row is None or line.row.state != "reviewed"),
            fields=WORDS,
        )
