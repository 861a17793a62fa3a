"""The office's month: who filed and who is missing, accept and return, name the silent, review, publish."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import adjustments, agenda, correction, register, reports, shares, standing
from projects.approval import Approval, Review
from projects.filing import COUNTED, Filing
from projects.month import Month
from projects.project import Project
from projects.register import ProjectRow
from projects.report import CORRECTION_REASONS
from projects.reports import ReportRow
from supervision import orders, supplement, urgings, visits
from supervision.sample import RULINGS
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import order_words, owing, refusals, stamp
from web.filing_form import WORDS, Entry
from web.house import House
from web.permissions import OFFICE
from web.place import place_at, programme_here
from web.templating import render
from web.typed import kept
from web.visitor import Form, Visitor, key_of, text, texts
from web.wording import HALTS

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/month/{period}"
RHYTHM = "monthly_report"
"""What a unit that has not filed is urged for (supervision/urging.py)."""


SILENT, SENT_BACK = "silent", "sent_back"
"""What is listed with one reason: those that never came, those that were returned and are not supplemented."""
GROUPS = {
    "submitted": "待审核",
    SILENT: "未报送",
    SENT_BACK: "退回补正中",
    "listed": "列为未报送、未补齐",
    "accepted": "已审核",
    "halted": "经批准暂停、终止或结转",
}
"""How the month's table may be narrowed (`?show=`), in the order in which they are worked off."""


@dataclass(frozen=True)
class Row:
    """One project of the month as the office sees it; `judged` by the policy, of what was filed or accepted."""

    project: ProjectRow
    unit: str
    report: ReportRow | None
    listed: bool
    late: bool
    judged: dict[str, Any] | None
    halt: str | None = None
    overdue: bool = False
    """Past its day and not with the office: not filed at all, or returned and past the day to file it again."""
    was: str | None = None
    """The status at acceptance, where a correction has made it another since."""
    sent: int = 0
    """How many implementing units filed figures of their own; `owing` names those that have not, once one has."""
    owing: list[str] = field(default_factory=list)
    partly: dict[str, int] = field(default_factory=dict)
    """Target's text → how many gave its figure, where fewer did than filed anything."""
    supplement_due: datetime | None = None
    """Until when it may be supplemented, where it was returned and that moment is still to come."""

    @property
    def sent_back(self) -> bool:
        """Filed, returned by the office, and not filed again."""
        return self.report is not None and self.report.sent_back

    @property
    def state(self) -> str:
        return self.report.state if self.report else "halted" if self.halt else "none"

    @property
    def waiting(self) -> bool:
        """Whether the month still waits for its unit."""
        return self.state in ("none", "draft", "returned", "awaiting_release") and not (self.listed or self.halt)

    @property
    def group(self) -> str:
        """Under which of GROUPS it stands."""
        if self.state in ("submitted", "halted"):
            return self.state
        if self.state in ("accepted", "published", "corrected"):
            return "accepted"
        return "listed" if self.listed else "halted" if self.halt else SENT_BACK if self.sent_back else SILENT

    @property
    def words(self) -> str:
        if self.halt and self.state not in ("accepted", "published", "corrected", "submitted"):
            return HALTS[self.halt]
        if self.listed and self.state not in ("accepted", "published"):
            return "列为退回补正未补齐" if self.sent_back else "列为未报送"
        return "已报送，退回补正中" if self.sent_back and self.state == "returned" else WORDS[self.state]


def groups(rows: list[Row]) -> dict[str, int]:
    """Group → how many of the month's projects stand there, of the groups that have any and what is always asked."""
    counts = {group: sum(row.group == group for row in rows) for group in GROUPS}
    return {group: count for group, count in counts.items() if count or group in ("submitted", SILENT, "accepted")}


def listing_reason(rows: list[Row], urged: set[str]) -> str:
    """What may truly be said of all of them; `urged`: ids of the projects that a 催报 of this month named."""
    if all(row.sent_back for row in rows):
        return "退回补正，逾期未补齐" if all(row.overdue for row in rows) else "退回补正，未在公布前补齐"
    if not all(row.overdue for row in rows):
        return "未在公布前报送"
    return "逾期未报送，经催报仍未提交" if all(row.project.id in urged for row in rows) else "逾期未报送"


class MonthPage:
    """The month for one request."""

    def __init__(self, request: Request, slug: str, year: int, period: str) -> None:
        self.request = request
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            programme = programme_here(conn, slug, year)
            self.programme = programme
            # Who had to answer for a month that is public; of one that is not, who has to now.
            found = programme.policy.period(period)
            public = period in agenda.published_periods(conn, programme)
            on = found.ends_on if found and public else None
            self.units = register.units(conn, slug, on)
            self.projects = register.projects(conn, programme.id, on=on)
            self.reports = reports.of_period(conn, programme.id, period)
            self.corrected = reports.corrected(conn, programme.id, period)
            self.ever_halted = adjustments.ever_halted(conn, programme.id)
            self.days = agenda.days_of(conn, programme, period)
            self.sent_back_late = supplement.overdue(conn, programme, self.reports.values(), clock.now())
            self.supplements = supplement.running(conn, programme, self.reports.values(), clock.now())
        self.month = Month(self.house.ledger, UUID(programme.id), period)
        self.publication = self.month.publication()
        self.due = programme.policy.report_due(self.month.period, self.days)

    @property
    def address(self) -> str:
        return f"/{self.programme.jurisdiction}/{self.programme.year}/month/{self.month.period.key}"

    def rows(self) -> list[Row]:
        return [self.row(project) for project in self.projects]

    def row(self, project: ProjectRow) -> Row:
        report = self.reports.get(project.id)
        judged, was = self._judged(project, report) if report else (None, None)
        came = report.first_submitted_at if report else None
        late = came > self.due if came else clock.now() > self.due
        listed = project.id in self.publication.not_reported
        halt = self.month.halted(project.id) if project.id in self.ever_halted else None
        unit = self.units.get(project.lead_unit or "", "")
        made = Row(project, unit, report, listed, late, judged, halt.state if halt else None, was=was)
        over = project.id in self.sent_back_late if report and report.sent_back else clock.now() > self.due
        made = replace(made, overdue=made.waiting and over, supplement_due=self.supplements.get(project.id))
        if report and report.rows:
            found = self.house.ledger.get(Project, UUID(project.id))
            parts = shares.of(found, report.rows, self.month.period.ends_on.isoformat())
            made = replace(made, sent=len(parts.sent), owing=[self.units.get(each, each) for each in parts.missing])
            counted = [(no, each["text"]) for no, each in found.targets.items() if each["kind"] in COUNTED]
            made.partly.update({what: n for no, what in counted if (n := parts.given(no)) < len(parts.sent)})
        return made

    def _judged(self, project: ProjectRow, report: ReportRow) -> tuple[dict[str, Any] | None, str | None]:
        """The verdict on what stands in the report now, and the status at acceptance where a correction moved it."""
        corrected = report.judgement is not None and project.id in self.corrected
        if report.state != "submitted" and not corrected:
            return report.judgement, None
        found = self.house.ledger.get(Project, UUID(project.id))
        judged = standing.of(found, self.month.period, self.month.policy, report.content).as_dict()
        then = report.judgement["status"] if corrected and report.judgement else judged["status"]
        return judged, then if then != judged["status"] else None

    def owed(self) -> dict[str, list[dict[str, Any]]]:
        """Unit id → the projects whose month it owes, once the month is over."""
        found: dict[str, list[dict[str, Any]]] = {}
        over = clock.today() > self.month.period.ends_on and self.publication.state != "published"
        for row in self.rows() if over else []:
            if row.waiting and row.project.lead_unit:
                about = row.project
                told = {"project": about.id, "number": about.number, "title": about.title}
                more = {"period": self.month.period.key, "overdue": row.overdue}
                found.setdefault(row.project.lead_unit, []).append({**told, **more})
        return found

    def owing(self) -> list[owing.Owing]:
        with self.house.reading() as conn:
            urged = urgings.latest(conn, self.programme.id, RHYTHM, self.month.period.key)
        return owing.of(self.owed(), self.units, urged, self.due)

    def to_list(self, rows: list[Row]) -> dict[str, tuple[list[Row], str]]:
        """Kind → the projects of it that may be listed, and the reason that is true of them."""
        with self.house.reading() as conn:
            urged = urgings.projects(conn, self.programme.id, RHYTHM, self.month.period.key)
        waiting = [row for row in rows if row.waiting]
        kinds = {kind: [row for row in waiting if row.sent_back is (kind == SENT_BACK)] for kind in (SILENT, SENT_BACK)}
        return {kind: (found, listing_reason(found, urged)) for kind, found in kinds.items() if found}

    def project(self, number: str) -> ProjectRow:
        found = next((project for project in self.projects if project.number == number), None)
        if found is None:
            raise HTTPException(404, "没有这个编号的项目。")
        return found

    def carry_out(self, form: Any, asked: list[Any], act: Any, *, alone: bool = False) -> Any:
        actor = self.visitor.actor(self.request)
        return self.house.carry_out(actor, key_of(form), [self.month.period.key, *asked], act, alone=alone)

    def render(self, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None) -> HTMLResponse:
        rows, seen = self.rows(), self.seen()
        asked = self.request.query_params.get("show", "")
        chosen = asked if asked in GROUPS else ""
        waiting_first = sorted(rows, key=lambda row: row.group != "submitted")
        today = clock.today().isoformat()
        return render(
            self.request,
            "month.html",
            status_code=422 if errors else 200,
            errors=errors or {},
            rows=rows,
            shown=[row for row in waiting_first if chosen in ("", row.group)],
            groups=[(group, GROUPS[group], count) for group, count in groups(rows).items()],
            chosen=chosen,
            period=self.month.period,
            programme=self.programme,
            publication=self.publication,
            due=self.due,
            publication_due=self.programme.policy.publication_due(self.month.period, self.days),
            days=self.days,
            owing=self.owing(),
            to_list=self.to_list(rows),
            office=self.visitor.role in OFFICE,
            typed={
                "attribute": "主动公开",
                "opinion": "不涉密，可以公开。",
                "opinion_post": "市政府办公厅保密审查岗",
                "post": "",
                "decided_on": today,
                "words": "",
                "document": "",
                **(typed or {}),
            },
            done=dict(self.request.query_params),
            place=place_at(self.house, self.programme.jurisdiction, self.programme.year),
            section="month",
            seen=seen,
            reviewed=bool(seen) and seen == self.publication.cleared,
            key=str(uuid4()),
        )

    @property
    def public(self) -> bool:
        return self.publication.state == "published"

    def seen(self) -> str:
        """The SHA-256 of what a publication would show now, where it is complete and not public yet."""
        if self.public or self.month.missing():
            return ""
        return sha256(self.month.content().encode()).hexdigest()


@router.get(PATH, name="month:show")
def show(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    with request.app.state.house.moment():
        return MonthPage(request, jurisdiction, year, period).render()


@router.post(PATH + "/accept", name="month:accept")
def accept(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """All the ticked reports in one command: all or none."""
    page = MonthPage(request, jurisdiction, year, period)
    numbers = texts(form, "project")
    if not numbers:
        return page.render({"": "请至少勾选一个待审核的项目。"})
    ids = [UUID(page.project(number).id) for number in numbers]
    who = str(page.visitor.account)
    seen = {UUID(page.project(number).id): _version(form, f"version.{number}") for number in numbers}
    return _done(
        page, form, ["accept", sorted(numbers)], lambda: page.month.accept(ids, who, seen), f"accepted={len(ids)}"
    )


@router.post(PATH + "/list", name="month:list")
def list_(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    page = MonthPage(request, jurisdiction, year, period)
    numbers = texts(form, "project")
    if not numbers:
        return page.render({"": "请至少勾选一个未报送的项目。"})
    ids = [UUID(page.project(number).id) for number in numbers]
    reason = text(form, "reason")
    return _done(
        page, form, ["list", sorted(numbers)], lambda: page.month.list_not_reported(ids, reason), f"listed={len(ids)}"
    )


@router.post(PATH + "/clear", name="month:clear")
def clear(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    page = MonthPage(request, jurisdiction, year, period)
    approval = Approval(
        text(form, "post"), text(form, "decided_on"), text(form, "words"), text(form, "document") or None
    )
    review = Review(text(form, "attribute"), text(form, "opinion"), text(form, "opinion_post"), approval)
    return _done(
        page,
        form,
        ["clear", review.as_dict()],
        lambda: page.month.clear(review, text(form, "seen") or None),
        "cleared=1",
    )


@router.post(PATH + "/publish", name="month:publish")
def publish(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    page = MonthPage(request, jurisdiction, year, period)
    return _done(page, form, ["publish"], page.month.publish, "published=1", alone=True)


@router.get(PATH + "/{number}", name="report:show")
def report(request: Request, jurisdiction: str, year: int, period: str, number: str) -> HTMLResponse:
    with request.app.state.house.moment():
        return shown_report(MonthPage(request, jurisdiction, year, period), number)


@router.post(PATH + "/{number}", name="month:return")
def decide(request: Request, jurisdiction: str, year: int, period: str, number: str, form: Form) -> Response:
    """`action` is accept or return; afterwards the next report that waits."""
    page = MonthPage(request, jurisdiction, year, period)
    id, who, action = UUID(page.project(number).id), str(page.visitor.account), text(form, "action")
    reasons = [line for line in text(form, "reasons").splitlines() if line.strip()]

    def act() -> Any:
        seen = _version(form, "version")
        if action == "accept":
            return page.month.accept([id], who, {id: seen})
        return page.month.return_(id, reasons, who, seen)

    try:
        page.carry_out(form, [action, number, reasons], act)
    except (Refused, SeveralRefused) as no:
        return shown_report(page, number, dict(refusals.sentences(no)), kept(form))
    return RedirectResponse(
        _next(page, number) + f"?{'accepted' if action == 'accept' else 'returned'}=1", status_code=303
    )


def _version(form: FormData, name: str) -> int:
    """The version a form was made from; -1, which no report has, where it names none."""
    sent = text(form, name)
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1


def shown_report(
    page: MonthPage, number: str, errors: dict[str, str] | None = None, typed: dict[str, str] | None = None
) -> HTMLResponse:
    """One project's report as the office sees it, with the form that corrects it."""
    row = page.row(page.project(number))
    project = page.house.ledger.get(Project, UUID(row.project.id))
    filing = Filing.from_dict(row.report.content) if row.report else page.month.prefilled(project)
    entry = Entry(project, page.month.period, page.month.policy, row.report, filing)
    with page.house.reading() as conn:
        earlier = [each for each in reports.of_project(conn, row.project.id) if each.period < page.month.period.key]
        told = orders.of_project(conn, row.project.id)
        seen = [each for each in visits.of_project(conn, row.project.id) if each.words and each.state == "closed"]
    entry.earlier = earlier[-1].content if earlier else None
    return render(
        page.request,
        "report.html",
        stamp=stamp.stamp(page.month, row.report.unit if row.report else None, [entry]),
        status_code=422 if errors else 200,
        errors=errors or {},
        row=row,
        entry=entry,
        seen=seen,
        rulings=RULINGS,
        orders=[order_words.line(each, clock.today(), page.days) for each in told],
        judged=entry.judged(),
        public=page.public,
        outdated=outdated(entry) if row.report and row.report.corrections and not page.public else [],
        period=page.month.period,
        programme=page.programme,
        office=page.visitor.role in OFFICE,
        typed=typed or kept(None),
        today=clock.today().isoformat(),
        reason_codes=list(CORRECTION_REASONS.items()),
        waiting=sum(each.state == "submitted" for each in page.reports.values()),
        done=dict(page.request.query_params),
        units=page.units,
        place=place_at(page.house, page.programme.jurisdiction, page.programme.year),
        section="month",
        key=str(uuid4()),
    )


def outdated(entry: Entry) -> list[correction.Outdated]:
    """Where the words of a corrected report still say a figure that was corrected."""
    content = entry.filing.as_dict()
    made = entry.report.corrections if entry.report else []
    figures = [each for change in made for each in correction.figures(entry.project, change["old"], content)]
    return correction.outdated(content, figures)


def _next(page: MonthPage, number: str) -> str:
    """The next report in the queue, or the month where none waits."""
    root = f"/{page.programme.jurisdiction}/{page.programme.year}/month/{page.month.period.key}"
    waiting = [p.number for p in page.projects if (r := page.reports.get(p.id)) and r.state == "submitted"]
    others = [each for each in waiting if each != number]
    after = waiting[waiting.index(number) + 1 :] if number in waiting else others
    chosen = next(iter(after), next(iter(others), None))
    return f"{root}/{chosen}" if chosen else root


def _done(page: MonthPage, form: Any, asked: list[Any], act: Any, said: str, *, alone: bool = False) -> Response:
    try:
        page.carry_out(form, asked, act, alone=alone)
    except (Refused, SeveralRefused) as no:
        errors = {{"approval": "post"}.get(field, field): words for field, words in refusals.sentences(no)}
        return page.render(errors, {name: text(form, name) for name in form})
    root = f"/{page.programme.jurisdiction}/{page.programme.year}/month/{page.month.period.key}"
    return RedirectResponse(f"{root}?{said}", status_code=303)
