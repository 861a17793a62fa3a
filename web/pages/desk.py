"""The first page after signing in: what this post has to do, overdue first."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from projects import adjustments, agenda, correction_wishes, plan_remark, register, reports
from projects.adjustment import WHAT
from projects.agenda import InWork
from projects.project import Project
from projects.register import ProgrammeRow
from supervision import (
    district_share,
    document_kind,
    handed_up,
    owed,
    papers,
    review_meetings,
    reviewing,
    supplement,
    visits,
)
from supervision.inspection_plan import ANNOUNCED
from supervision.owed import Owed
from supervision.quarter import Quarter
from supervision.visit import OPEN
from tracker import clock, duty, messages
from tracker.working_days import WorkingDays
from web import awaiting
from web.awaiting import Waiting
from web.duties import Duties
from web.filing_form import WORDS
from web.house import House
from web.permissions import OFFICE, UNIT
from web.place import place_at
from web.templating import date_in_words, render
from web.visitor import Visitor

router = APIRouter()

WAITING = ("none", "draft", "returned")
ENDED = ("concluded", "archived")
SHOWN = 5
"""Unread messages on the desk; the others are behind the bell."""
PAPERS = ("office", "office_head", "press")
DRAFTS = {"bulletin": PAPERS, "press_release": ("press",)}
"""Who is asked to draft the paper of the last published month."""


@dataclass
class Line:
    """One government and year on the desk."""

    programme: ProgrammeRow
    name: str
    work: InWork | None
    published: list[str]
    states: dict[str, int] = field(default_factory=dict)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    rest: list[dict[str, Any]] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)
    duties: Duties | None = None
    agreed: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    early: bool = False
    remarks: int = 0
    """What is said of the plans of the visitor's unit and was not taken note of."""
    returned: int = 0
    """How many reports the office returned that did not come again: no silence, counted apart (domain.md 3.3)."""

    @property
    def root(self) -> str:
        return f"/{self.programme.jurisdiction}/{self.programme.year}"

    def label(self, period: str) -> str:
        found = self.programme.policy.period(period)
        return found.label if found else period

    @property
    def over(self) -> bool:
        """Concluded, and nothing left of it."""
        left = (self.duties and self.duties.owed, self.papers, self.agreed, self.asked, self.visits)
        return self.programme.state in ENDED and not any(left)

    @property
    def waiting(self) -> int:
        return sum(self.states.get(state, 0) for state in WAITING)

    @property
    def silent(self) -> int:
        """Of how many projects nothing came yet, whoever of the unit has it in hand."""
        return self.waiting + self.states.get("awaiting_release", 0) - self.returned


@router.get("/desk", name="desk:show")
def show(request: Request) -> HTMLResponse:
    visitor: Visitor = request.state.visitor
    house: House = request.app.state.house
    days = house.days()
    lines = _lines(house, visitor, days)
    place = lines[0] if lines else None
    return render(
        request,
        "desk.html",
        lines=lines,
        days=days,
        role=visitor.role,
        messages=_unread(house, visitor),
        visitor=visitor,
        today=clock.today(),
        place=place_at(house, place.programme.jurisdiction, place.programme.year) if place else None,
        section="desk",
    )


def _unread(house: House, visitor: Visitor) -> list[dict[str, Any]]:
    if not visitor.unread:
        return []
    with house.reading() as conn:
        found = messages.of(conn, visitor.account, unread=True, limit=SHOWN)
    return [
        {"title": each.text, "href": f"/messages/{each.id}", "status": date_in_words(each.at, week=False)}
        for each in found
    ]


def _lines(house: House, visitor: Visitor, days: WorkingDays) -> list[Line]:
    now = clock.now()
    found = []
    head = house.ledger.recorder.max_notification_id()
    with house.reading() as conn:
        watched = duty.known(conn).get(duty.WATCH)
        fresh = watched is not None and watched.fault is None and watched.position == head
        names = {row["slug"]: row["name"] for row in register.jurisdictions(conn)}
        for programme in register.programmes(conn, visitor.jurisdiction):
            if programme.published:
                continue
            work = agenda.in_work(conn, programme, days, now)
            out = sorted(agenda.published_periods(conn, programme))
            line = Line(programme, names.get(programme.jurisdiction, ""), work, out)
            if visitor.role in PAPERS:
                line.papers = _papers(conn, line, visitor.role)
            if visitor.role in ("office", "office_head"):
                line.asked = _asked_of(conn, line)
                line.agreed = _agreed(conn, line)
            line.visits = _visits(conn, line, visitor)
            if programme.state in ("released", "implementing", "concluded"):
                open_now = owed.of(conn, programme, now, fresh=fresh)
                open_now = _of_units(conn, programme, visitor, open_now)
                line.duties = _duties(conn, programme, visitor, open_now, days)
                line.papers = line.duties.with_papers(line.papers)
            if work:
                line.early = now.date() <= work.period.ends_on
                _fill(line, work, register.projects(conn, programme.id, visitor.unit), visitor, conn)
            found.append(line)
    for line in found if visitor.role in ("filer", "unit_head") else []:
        line.remarks = _remarks(house, line, visitor)
    return found


def _of_units(conn: Any, programme: ProgrammeRow, visitor: Visitor, open_now: list[Owed]) -> list[Owed]:
    """For a unit's people also who of it has it in hand, and the figures of districts: for who files them and for the
    unit that waits for them."""
    if visitor.role not in UNIT:
        return open_now
    called = register.units(conn, programme.jurisdiction).get(visitor.unit or "", "")
    shares = district_share.owed(conn, programme, open_now)
    return handed_up.told(conn, programme, open_now) + [
        one for one in shares if visitor.role == "filer" or one.owner != called
    ]


def _remarks(house: House, line: Line, visitor: Visitor) -> int:
    with house.reading() as conn:
        rows = [row for row in register.projects(conn, line.programme.id) if row.lead_unit == visitor.unit]
    return plan_remark.waiting(house.ledger.get(Project, UUID(row.id)) for row in rows)


def _duties(conn: Any, programme: ProgrammeRow, visitor: Visitor, open_now: list[Owed], days: WorkingDays) -> Duties:
    called = register.units(conn, programme.jurisdiction).get(visitor.unit or "", "")
    projects = {row.id: row for row in register.projects(conn, programme.id)}
    return Duties(programme, visitor.role, visitor.unit, called, open_now, clock.now(), days, projects)


def _papers(conn: Any, line: Line, role: str) -> list[dict[str, Any]]:
    """What waits to be drafted, reviewed, decided or issued, for the office and the press."""
    found = [
        {
            "title": each.title,
            "href": f"{line.root}/{each.href}",
            "status": each.status,
            "attention": _attends(each, role),
        }
        for each in awaiting.of(conn, line.programme)
        if role != "press" or _of_the_press(each)
    ]
    return [*_undrafted(conn, line, role), *found]


def _undrafted(conn: Any, line: Line, role: str) -> list[dict[str, Any]]:
    """The bulletin and the press text of the last published month, before there is one."""
    if line.programme.state in ENDED:
        return []
    return [
        {
            "title": f"{line.label(period)}{words}",
            "href": f"{line.root}/{document_kind.of(kind).desk.format(period=period)}",
            "status": f"已公布，待起草{words.removeprefix('新闻')}",
            "attention": True,
        }
        for kind, words in (("bulletin", "通报"), ("press_release", "新闻通稿"))
        for period in line.published[-1:]
        if role in DRAFTS[kind]
        and period not in papers.of_year(conn, kind, line.programme.jurisdiction, line.programme.year)
    ]


def _attends(each: Waiting, role: str) -> bool:
    """The head of the office attends to what waits for him; the office also records his decision from paper."""
    return role != "office_head" or each.turn == role


def _of_the_press(each: Waiting) -> bool:
    return each.kind in DRAFTS or document_kind.of(each.kind).family == "press"


def _agreed(conn: Any, line: Line) -> list[dict[str, Any]]:
    """Tasks of the quarterly reviews that units reported and the office has not confirmed yet, earliest first."""
    quarters = {each.key: each.label for each in Quarter.all(line.programme.year)}
    rows = [row for row in review_meetings.tasks(conn, line.programme.id, unit=None) if row.state == "reported"]
    rows = reviewing.governed(conn, line.programme.id, rows)
    return [
        {
            "title": row.text,
            "href": f"{line.root}/reviews/{row.quarter}#task-{row.no}",
            "status": row.words,
            "hint": f"{quarters[row.quarter]}点评会议定，{date_in_words(row.due)}前完成",
            "attention": True,
        }
        for row in sorted(rows, key=lambda row: row.due)
    ]


def _asked_of(conn: Any, line: Line) -> list[dict[str, Any]]:
    """What units asked for and nobody has decided yet: corrections first, then adjustments."""
    wishes = correction_wishes.waiting(conn, line.programme.id)
    changes = [row for row in adjustments.rows(conn, line.programme.id) if row.state == "asked"]
    numbers = {row.id: row.number for row in register.projects(conn, line.programme.id)} if wishes or changes else {}
    return [
        {
            "title": f"项目{numbers.get(row.project, '')}　{line.label(row.period)}数字的更正申请",
            "href": f"{line.root}/corrections#w-{row.id}",
            "status": "待办理",
            "attention": True,
        }
        for row in wishes
    ] + [
        {
            "title": f"项目{numbers.get(row.project, '')}　调整申请：{WHAT[row.field]}",
            "href": f"{line.root}/adjustments#a-{row.id}",
            "status": "待登记批示",
            "attention": True,
        }
        for row in changes
    ]


def _announced(conn: Any, line: Line, visitor: Visitor) -> list[dict[str, Any]]:
    """集中查看 of the unit's projects that are still to come or go on; of no other visit is a unit told before."""
    led = {row.id for row in register.projects(conn, line.programme.id) if row.lead_unit == visitor.unit}
    rows = visits.of_programme(conn, line.programme.jurisdiction, line.programme.year)
    known = [row for row in reversed(rows) if row.project in led and row.method == ANNOUNCED]
    return [
        {
            "title": f"集中查看项目{row.number}　{row.title}",
            "href": f"{line.root}/projects/{row.number}",
            "status": date_in_words(row.day),
            "hint": f"看{row.sites}处，{row.inspectors}人到场。请安排人员在场，备好台账",
        }
        for row in known
        if row.state in OPEN
    ]


def _visits(conn: Any, line: Line, visitor: Visitor) -> list[dict[str, Any]]:
    """Visits on site that are not over, the earliest first: how far the inspectors are, which the office can end; for a
    unit those that it was told of."""
    if visitor.role in UNIT:
        return _announced(conn, line, visitor)
    if visitor.role not in OFFICE:
        return []
    rows = visits.of_programme(conn, line.programme.jurisdiction, line.programme.year)
    return [
        {
            "title": f"项目{row.number}　{row.title}",
            "href": f"{line.root}/visits/{row.id}",
            "status": "检查人员已签，待结束走访" if row.signed == row.inspectors else "等检查人员记录、签字",
            "hint": f"{date_in_words(row.day)}{row.method}，{row.sites}处已记录{row.recorded}处，"
            f"{row.inspectors}人已签{row.signed}人",
            "attention": row.signed == row.inspectors,
        }
        for row in reversed(rows)
        if row.state in OPEN
    ]


def _fill(line: Line, work: InWork, rows: list[register.ProjectRow], visitor: Visitor, conn: Any) -> None:
    known = reports.of_period(conn, line.programme.id, work.period.key)
    halted = adjustments.halted(conn, line.programme.id, work.period.ends_on)
    open_now = line.duties.owed if line.duties else None
    late = supplement.overdue(conn, line.programme, known.values(), clock.now(), open_now)
    address = f"{line.root}/filing/{work.period.key}"
    for row in rows:
        if row.id in halted or (visitor.unit and row.lead_unit != visitor.unit):
            continue
        report = known.get(row.id)
        state = report.state if report else "none"
        line.states[state] = line.states.get(state, 0) + 1
        line.returned += report is not None and report.sent_back and state in (*WAITING, "awaiting_release")
        reasons = (report.reasons or []) if report and state == "returned" else []
        over = row.id in late if report and report.sent_back else work.overdue
        task = {
            "title": f"{row.number}　{row.title}",
            "href": f"{address}#project-{row.number}",
            "status": WORDS[state] + ("，已逾期" if over and state in WAITING else ""),
            "hint": f"退回意见：{'；'.join(reasons)}" if reasons else None,
            "attention": state in WAITING,
        }
        (line.tasks if state in (*WAITING, "awaiting_release") else line.rest).append(task)
    order = {"returned": 0, "none": 1, "draft": 2}
    line.tasks.sort(key=lambda task: order.get(next(s for s, w in WORDS.items() if task["status"].startswith(w)), 9))
