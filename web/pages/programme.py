"""A year's programme as the office sets it up: what the list lacks, its rules, its release, how far 验收 is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import completion, plan_quality, plan_remark, register, release
from projects.approval import ATTRIBUTES
from projects.month import Changed
from projects.plan_remark import Standing
from projects.policy import LAMPS, PUBLIC_LIGHTS, PolicySet
from projects.preparation import Supplement, supplement
from projects.programme import Programme
from projects.project import Project
from projects.published import Board
from projects.quantity import Unreadable, day
from projects.register import ProgrammeRow
from tracker import clock
from tracker.ledger import Act
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.house import House
from web.pages import board
from web.place import place_of
from web.selection import Selection
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/programme"
STATES = {
    "preparing": "筹备中",
    "released": "已发布",
    "implementing": "实施中",
    "concluded": "已办结",
    "archived": "已归档",
    "published": "公开资料样例",
}
MONTHS = range(1, 13)
PLANNED = ("quantity",)
"""Kinds that need twelve months' plan; those that need nodes are NODED."""
NODED = ("milestones", "yes_no")
LATEST_DAY = 28
SERIES = "[\u4e00-\u9fff]{1,20}"
"""What a document number holds before its year: Chinese characters alone."""
NOTED = "牵头单位已知悉"


@dataclass(frozen=True, slots=True)
class Line:
    """A project on the page, with what it still lacks."""

    project: Project
    unit: str | None
    gaps: list[str]
    answers: dict[str, Any]

    def plan(self, no: str) -> str:
        """What is planned for a target, in words."""
        months, nodes = self.project.plans.get(no, {}), self.project.milestones.get(no, [])
        words = []
        if months:
            words.append(f"{len(months)}个月" if len(months) < len(MONTHS) else "逐月")
        if nodes:
            words.append(f"{len(nodes)}个节点")
        return "、".join(words) or "—"

    def planned(self, no: str) -> str | None:
        """The last planned cumulative value (decimal text)."""
        months = self.project.plans.get(no, {})
        return months[max(months, key=int)] if months else None


@dataclass(frozen=True, slots=True)
class Thought:
    """A remark on a plan, with the project it is about."""

    line: Line
    standing: Standing


@router.get(PATH, name="programme:show")
def show(request: Request, jurisdiction: str, year: int, preview: bool = False) -> HTMLResponse:
    page = _Page(request, jurisdiction, year)
    return page.preview() if preview else page.render()


@router.post(PATH, name="programme:release")
def release_(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """公开审查 and release of the list."""
    page = _Page(request, jurisdiction, year)
    typed = Typed(form)
    conference_on, review = typed.day("conference_on", "发布日期"), typed.review()
    act = lambda: release.release(page.house.ledger, page.id, conference_on, review)  # noqa: E731
    return page.carry_out(form, typed, ["release", conference_on, review.as_dict()], act, "released")


@router.post(PATH + "/policy", name="programme:policy")
def policy(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """`action`: fix sets the whole policy set while the list is prepared; on and off switch the head's release,
    stamp_on and stamp_off the scan of a stamped paper; lights changes lamps to words or back for the public."""
    page = _Page(request, jurisdiction, year)
    typed, action = Typed(form), text(form, "action")
    if action not in ("fix", "on", "off", "stamp_on", "stamp_off", "lights"):
        raise HTTPException(404)
    lights = (text(form, "lights"), text(form, "lights_reason"))
    approval = typed.approval("-lights") if action == "lights" else None
    new = _policy(typed, page.row) if action == "fix" else None

    def act() -> Changed:
        programme = page.house.ledger.get(Programme, page.id)
        if new is not None:
            programme.fix_policy(new)
        elif approval is not None:
            programme.switch_public_lights(*lights, approval)
        elif action.startswith("stamp"):
            programme.switch_stamp(action == "stamp_on")
        else:
            programme.switch_head_release(action == "on")
        return [programme], {"head_releases": programme.head_releases}

    asked = ["policy", action, new and new.as_dict()]
    asked += [*lights, approval.as_dict()] if approval else []
    return page.carry_out(form, typed, asked, act, "policy")


@router.get(PATH + "/projects/{number}", name="programme:project")
def project(request: Request, jurisdiction: str, year: int, number: str) -> HTMLResponse:
    page = _Page(request, jurisdiction, year)
    return page.filling(page.line(number))


@router.post(PATH + "/projects/{number}", name="programme:fill")
def fill(request: Request, jurisdiction: str, year: int, number: str, form: Form) -> Response:
    """Fills in who answers for a project, its plans and its nodes, before the release."""
    page = _Page(request, jurisdiction, year)
    line, typed = page.line(number), Typed(form)
    filled = _supplement(typed, line.project, set(page.active_units))
    asked = ["fill", number, filled.contact_a, filled.contact_b, filled.lead_unit, str(filled.plans), str(filled.nodes)]
    try:
        typed.check()
        page.act(form, asked, lambda: supplement(page.house.ledger, page.id, line.project.id, filled))
    except (Refused, SeveralRefused) as no:
        return page.filling(line, dict(refusals.sentences(no)), form)
    return RedirectResponse(f"/{jurisdiction}/{year}/programme?done=filled#project-{number}", status_code=303)


def _supplement(typed: Typed, project: Project, units: set[str]) -> Supplement:
    lead = typed.required("lead_unit", "牵头单位")
    if lead and lead not in units:
        typed.fault("unit.unknown", "lead_unit")
    plans = {no: plan for no in project.targets if (plan := _months(typed, no))}
    nodes = {no: found for no in project.targets if (found := _nodes(typed, no))}
    return Supplement(lead, typed.required("contact_a", "A角"), typed.required("contact_b", "B角"), plans, nodes)


def _months(typed: Typed, no: str) -> dict[int, Any]:
    """Twelve months, or none."""
    read = {month: typed.number(f"plan-{no}-{month}", f"指标{no}的{month}月计划") for month in MONTHS}
    given = {month: value for month, value in read.items() if value is not None}
    if given:
        for month in MONTHS:
            if not typed.text(f"plan-{no}-{month}"):
                typed.fault("form.missing", f"plan-{no}-{month}", what=f"指标{no}的{month}月计划")
    return given


def _nodes(typed: Typed, no: str) -> list[dict[str, str]]:
    """One node a line: a day, a blank, words."""
    found = []
    for line in typed.text(f"nodes-{no}").splitlines():
        due, _, words = line.strip().partition(" ")
        if not due:
            continue
        try:
            found.append({"due": day(due).isoformat(), "text": words.strip()})
        except Unreadable:
            typed.fault("plan.node", f"nodes-{no}", found=line.strip())
            continue
        if not words.strip():
            typed.fault("plan.node", f"nodes-{no}", found=line.strip())
    return found


def _policy(typed: Typed, row: ProgrammeRow) -> PolicySet:
    """The policy set as typed; one that differs from the default in what judges is a version of its own."""
    yellow, red = typed.number("yellow_at", "黄灯阈值"), typed.number("red_over", "红灯阈值")
    if not typed.faults and (yellow is None or red is None or not 0 < yellow < red <= 100):
        typed.fault("policy.thresholds", "red_over")
    time = typed.text("report_time")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
        typed.fault("policy.time", "report_time", found=time)
    if not re.fullmatch(SERIES, typed.text("series")):
        typed.fault("policy.series", "series")
    made = replace(
        row.policy,
        merged=_merged(typed),
        report_day=typed.whole("report_day", "报送截止日", 1, LATEST_DAY),
        report_time=time,
        publication_day=typed.whole("publication_day", "公布日", 1, LATEST_DAY),
        bulletin_day=typed.whole("bulletin_day", "通报日", 1, LATEST_DAY),
        yellow_at=str(yellow),
        red_over=str(red),
        head_releases=bool(typed.text("head_releases")),
        public_lights=typed.text("public_lights") if typed.text("public_lights") in PUBLIC_LIGHTS else LAMPS,
        confirm_over_plan=typed.whole("confirm_over_plan", "超计划提醒", 1, 1000),
        series=typed.text("series"),
    )
    default = PolicySet()
    judging = ("merged", "yellow_at", "red_over", "confirm_over_plan")
    own = any(getattr(made, name) != getattr(default, name) for name in judging)
    return replace(made, version=f"{row.jurisdiction}-{row.year}" if own else default.version)


def _merged(typed: Typed) -> tuple[tuple[int, ...], ...]:
    """1-2 or 1—2月, several parted by commas: runs of months that do not overlap."""
    written = typed.text("merged")
    groups = []
    for part in filter(None, re.split(r"[,，、;；\s]+", written)):
        match = re.fullmatch(r"(\d{1,2})月?[-—–~至]+(\d{1,2})月?", part)
        first, last = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= first < last <= len(MONTHS):
            typed.fault("policy.merged", "merged", found=part)
            return ()
        groups.append(tuple(range(first, last + 1)))
    months = [month for group in groups for month in group]
    if len(months) != len(set(months)):
        typed.fault("policy.merged", "merged", found=written)
    return tuple(sorted(groups))


class _Page:
    """One programme with all its projects, for the office."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        with self.house.reading() as conn:
            row = register.programme(conn, slug, year)
            if row is None:
                raise HTTPException(404, "还没有这个年度的清单，请先导入。")
            self.row: ProgrammeRow = row
            self.government = register.jurisdiction(conn, slug) or {"name": slug, "shown": "real"}
            self.units = register.units(conn, slug)
            self.active_units = register.active_units(conn, slug)
            rows = register.projects(conn, row.id)
        self.id = UUID(row.id)
        self.programme = self.house.ledger.get(Programme, self.id)
        self.lines = [self._line(UUID(each.id)) for each in rows]

    def _line(self, id: UUID) -> Line:
        found = self.house.ledger.get(Project, id)
        answers = found.responsibility_on(clock.today().isoformat())
        lead = answers.get("lead_unit")
        missing = release.gaps([found]) if self.row.state == "preparing" else []
        name = f"项目{found.number}"
        gaps = [gap.removeprefix(name) for gap in missing]
        return Line(found, self.units.get(lead, lead) if lead else None, gaps, answers)

    def line(self, number: str) -> Line:
        """The project of this number, while the list may still be changed."""
        if self.row.state != "preparing":
            raise Refused("programme.state", state=self.row.state, needed="preparing")
        for line in self.lines:
            if line.project.number == number:
                return line
        raise HTTPException(404)

    def act(self, form: FormData, asked: list[Any], act: Act) -> Any:
        visitor: Visitor = self.request.state.visitor
        whole = ["programme", self.slug, self.year, *asked]
        return self.house.carry_out(visitor.actor(self.request), key_of(form), whole, act, alone=True)

    def carry_out(self, form: FormData, typed: Typed, asked: list[Any], act: Act, done: str) -> Response:
        try:
            typed.check()
            self.act(form, asked, act)
        except (Refused, SeveralRefused) as no:
            return self.render(dict(refusals.sentences(no)), form)
        return RedirectResponse(f"/{self.slug}/{self.year}/programme?done={done}", status_code=303)

    def thoughts(self) -> dict[str, list[Thought]]:
        """Heading → what is worth a second thought, of a list of our own; history was planned by others. What the lead
        units took note of comes last, under a heading of its own."""
        lines = [] if self.row.published else self.lines
        said = [Thought(line, each) for line in lines for each in plan_remark.of(line.project)]
        found = {
            words: [each for each in said if each.standing.remark.kind == kind and not each.standing.noted]
            for kind, words in plan_quality.HEADINGS.items()
        }
        found[NOTED] = [each for each in said if each.standing.noted]
        return {words: thoughts for words, thoughts in found.items() if thoughts}

    def acceptable(self) -> list[Project]:
        """Projects whose every target and node stands complete in accepted reports, and that have not passed 验收."""
        if self.row.state != "implementing":
            return []
        policy = self.programme.policy_set
        open_ = [line.project for line in self.lines if not line.project.accepted_on]
        return [found for found in open_ if not completion.lacking(found, policy)]

    def render(self, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        return render(
            self.request,
            "programme.html",
            status_code=422 if errors else 200,
            **self._frame(errors, form),
            state=STATES[self.row.state],
            programme=self.programme,
            items=self.programme.items,
            lines=self.lines,
            policy=self.programme.policy_set,
            merged="、".join(f"{group[0]}-{group[-1]}" for group in self.programme.policy_set.merged),
            attribute_options=[(each, each) for each in ATTRIBUTES],
            thoughts=self.thoughts(),
            noted=NOTED,
            units=self.units,
            lacking=[line for line in self.lines if line.gaps],
            acceptable=self.acceptable(),
            accepted=[line.project for line in self.lines if line.project.accepted_on],
            done=self.request.query_params.get("done"),
        )

    def filling(self, line: Line, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        """The form that fills in one project."""
        return render(
            self.request,
            "programme_project.html",
            status_code=422 if errors else 200,
            **self._frame(errors, form),
            line=line,
            units=self.active_units,
            months=MONTHS,
            planned=PLANNED,
            noded=NODED,
        )

    def _frame(self, errors: dict[str, str] | None, form: FormData | None) -> dict[str, Any]:
        return {
            "row": self.row,
            "government": self.government,
            "slug": self.slug,
            "year": self.year,
            "place": place_of(self.row, self.government["name"]),
            "errors": errors or {},
            "typed": kept(form) if form is not None else None,
            "key": str(uuid4()),
        }

    def preview(self) -> HTMLResponse:
        """The public's page of the list, as it would be released now."""
        if self.row.state != "preparing":
            raise Refused("programme.state", state=self.row.state, needed="preparing")
        shown = json.loads(release.content(self.house.ledger, self.id))
        made = Board(
            slug=self.slug,
            name=self.government["name"],
            year=self.year,
            title=self.row.title,
            simulated=self.government["shown"] == "simulated",
            imported=False,
            note="发布前预览，公众还看不到；链接在发布后才能打开",
            period=None,
            periods=(),
            merged={},
            as_of=None,
            published_at=None,
            sha256=None,
            log_position=0,
            policy=self.row.policy.as_dict(),
            figures=None,
            items=shown["items"],
            projects=shown["projects"],
            hotline=self.row.hotline,
        )
        return board.page(self.request, made, Selection())
