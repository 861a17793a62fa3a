"""The quarterly reviews (季点评): the year's four, and one meeting from its call to the day its last task is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from projects import register
from projects.register import ProjectRow
from supervision import obligations, papers, review_meetings, reviewing
from supervision.document import MINUTES
from supervision.quarter import Quarter
from supervision.review_meeting import ATTENDANCE, ATTENDING, SITTING_IN, Arrangement
from supervision.review_meetings import MeetingRow, TaskRow
from supervision.review_work import ReviewWork
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import evidence, refusals
from web.house import House
from web.office_page import OfficePage, lines
from web.paper_desk import STATES
from web.permissions import OFFICE
from web.place import place_of, programme_here
from web.templating import render
from web.typed import Typed
from web.visitor import Form, Visitor, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/reviews"
ONE = PATH + "/{quarter}"
AGENDA = (
    "通报{quarter}总体进展和上次会议任务落实情况",
    "进度滞后项目的牵头单位逐项汇报原因和措施",
    "对照材料逐项点评",
    "部署下步工作，明确任务、责任单位和完成时限",
)
MEETING_STATES = {"convened": "已通知，待召开", "held": "已召开", "closed": "已办结"}
DONE = {
    "convened": "会议已通知。",
    "pack": "会议材料已定稿。",
    "held": "会议情况已记录。",
    "comment": "点评意见已记录。",
    "task": "任务已下达到责任单位的工作台。",
    "reported": "落实情况已报督查室确认。",
    "settled": "已办理。",
    "carried": "已转入下次会议的任务。",
    "closed": "本季度已办结。",
}


@router.get(PATH + "/", name="reviews:list")
def listing(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """The four quarters, and the tasks that are still on somebody's desk: a unit sees its own."""
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    with house.reading() as conn:
        programme = programme_here(conn, jurisdiction, year)
        government = (register.jurisdiction(conn, jurisdiction) or {"name": jurisdiction})["name"]
        meetings = review_meetings.of_programme(conn, programme.id)
        tasks = reviewing.governed(conn, programme.id, review_meetings.tasks(conn, programme.id, unit=visitor.unit))
        due = obligations.dues(conn, programme.id, reviewing.REVIEW)
        units = register.units(conn, jurisdiction)
    return render(
        request,
        "reviews.html",
        programme=programme,
        root=f"/{jurisdiction}/{year}",
        place=place_of(programme, government),
        quarters=[(each, meetings.get(each.key)) for each in Quarter.all(year)],
        due={period: at for (_, period), at in due.items()},
        tasks=tasks,
        open_tasks=[task for task in tasks if task.is_open],
        units=units,
        today=clock.today(),
        states=MEETING_STATES,
        labels={each.key: each.label for each in Quarter.all(year)},
        office=visitor.role in OFFICE,
    )


@router.get(ONE, name="review:show")
def show(request: Request, jurisdiction: str, year: int, quarter: str) -> HTMLResponse:
    return _Page(request, jurisdiction, year, quarter).render()


@router.post(ONE, name="review:convene")
def convene(request: Request, jurisdiction: str, year: int, quarter: str, form: Form) -> Response:
    """Calls the meeting; called already, changes its day, place, agenda or attendees."""
    page = _Page(request, jurisdiction, year, quarter)
    wanted = _arrangement(form)
    work = page.work
    return page.attempt(form, lambda: work.rearrange(wanted) if page.row else work.convene(wanted), "convened")


@router.post(ONE + "/pack", name="review:fix_pack")
def fix_pack(request: Request, jurisdiction: str, year: int, quarter: str, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, quarter)
    return page.attempt(form, lambda: page.work.fix_pack(text(form, "seen")), "pack")


@router.post(ONE + "/held", name="review:hold")
def hold(request: Request, jurisdiction: str, year: int, quarter: str, form: Form) -> Response:
    """Who came, who was excused, who sat in."""
    page = _Page(request, jurisdiction, year, quarter)
    called = page.row.arrangement["attendees"] if page.row else []
    attendance = [{**each, "state": text(form, f"state-{at}")} for at, each in enumerate(called)]
    attendance += [{"post": post, "state": SITTING_IN} for post in lines(form, "others")]

    def act() -> Any:
        typed = Typed(form)
        on = typed.day("held_on", "召开日期")
        typed.check()
        return page.work.hold(on, attendance)

    return page.attempt(form, act, "held")


@router.post(ONE + "/comments", name="review:comment")
def comment(request: Request, jurisdiction: str, year: int, quarter: str, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, quarter)
    number, post, said = text(form, "project"), text(form, "post"), text(form, "comment")
    return page.attempt(form, lambda: page.work.comment(number, post, said), "comment", fields={"text": "comment"})


@router.post(ONE + "/tasks", name="review:assign")
def assign(request: Request, jurisdiction: str, year: int, quarter: str, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, quarter)

    def act() -> Any:
        typed = Typed(form)
        due = typed.day("due", "完成时限")
        typed.check()
        return page.work.assign(text(form, "unit"), text(form, "task_project"), text(form, "task"), due)

    return page.attempt(form, act, "task", fields={"text": "task", "project": "task_project"})


@router.post(ONE + "/tasks/{no:int}", name="review:report")
def report(request: Request, jurisdiction: str, year: int, quarter: str, no: int, form: Form) -> Response:
    """The unit's word that its task is done, with the files that show it; 404 for another unit's."""
    page = _Page(request, jurisdiction, year, quarter)
    if not any(task.no == no and task.unit == page.visitor.unit for task in page.tasks):
        raise HTTPException(404, "没有找到本单位的这项任务。")

    def act() -> Any:
        uploads = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
        files = [evidence.keep(page.house.store, upload) for upload in uploads]
        return page.work.report_task(no, str(page.visitor.unit), text(form, "report"), files)

    return page.attempt(form, act, "reported", fields={"text": f"report-{no}", "files": f"files-{no}"})


@router.post(ONE + "/tasks/{no:int}/settle", name="review:settle")
def settle(request: Request, jurisdiction: str, year: int, quarter: str, no: int, form: Form) -> Response:
    """The office confirms what was reported, or sends it back with the reason."""
    page = _Page(request, jurisdiction, year, quarter)
    done = text(form, "verdict") != "back"
    act = lambda: page.work.settle_task(no, done, text(form, "words"))  # noqa: E731
    return page.attempt(form, act, "settled", fields={"reason": f"words-{no}"})


@router.post(ONE + "/tasks/{no:int}/carry", name="review:carry")
def carry(request: Request, jurisdiction: str, year: int, quarter: str, no: int, form: Form) -> Response:
    """The next meeting ruled that the task goes on under a new date."""
    page = _Page(request, jurisdiction, year, quarter)

    def act() -> Any:
        typed = Typed(form)
        due = typed.day("carry_due", "新的完成时限")
        typed.check()
        return page.work.carry_task(no, text(form, "reason"), due)

    return page.attempt(
        form, act, "carried", fields={"reason": f"carry-{no}", "due": f"carry-due-{no}", "carry_due": f"carry-due-{no}"}
    )


@router.post(ONE + "/close", name="review:close")
def close(request: Request, jurisdiction: str, year: int, quarter: str, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, quarter)
    return page.attempt(form, page.work.close, "closed")


def _arrangement(form: FormData) -> Arrangement:
    return Arrangement(
        on=text(form, "on"),
        time=text(form, "time"),
        place=text(form, "place"),
        chair=text(form, "chair"),
        attendees=[
            *({"post": post, "state": ATTENDING} for post in lines(form, "attendees")),
            *({"post": post, "state": SITTING_IN} for post in lines(form, "sitting_in")),
        ],
        agenda=lines(form, "agenda"),
    )


class _Page(OfficePage):
    template, done = "review.html", DONE

    def __init__(self, request: Request, slug: str, year: int, quarter: str) -> None:
        super().__init__(request, slug, year)
        self.told: list[tuple[str, str]] = []
        try:
            self.work = ReviewWork(self.house.ledger, slug, year, quarter)
        except Refused as no:
            raise HTTPException(404, refusals.sentence(no)) from no
        with self.house.reading() as conn:
            meetings = review_meetings.of_programme(conn, self.programme.id)
            self.row: MeetingRow | None = meetings.get(quarter)
            following = Quarter(year, self.work.quarter.number + 1).key
            self.following: MeetingRow | None = meetings.get(following)
            rows = review_meetings.tasks(conn, self.programme.id, quarter)
            self.tasks: list[TaskRow] = reviewing.governed(conn, self.programme.id, rows)
            self.due = self._due(conn)
            self.comments = review_meetings.comments(conn, self.row.id) if self.row else []
            self.projects: list[ProjectRow] = register.projects(conn, self.programme.id)
            self.units = register.units(conn, slug)
            self.active = register.active_units(conn, slug)
            self.minutes = papers.of_year(conn, MINUTES, slug, year).get(quarter)

    @property
    def path(self) -> str:
        return f"/{self.slug}/{self.year}/reviews/{self.work.quarter.key}"

    def refused(
        self, no: Refused | SeveralRefused, form: FormData, fields: dict[str, str] | None = None, **again: Any
    ) -> HTMLResponse:
        """`fields` say under which name the form has what the rule calls otherwise."""
        self.told = _told(no, fields or {})
        return self.render({target[1:]: words for target, words in self.told if target.startswith("#")}, form)

    def more(self, form: FormData | None) -> dict[str, Any]:
        return {
            "quarter": self.work.quarter,
            "row": self.row,
            "due": self.due,
            "called": self._called(),
            "following": self.following,
            "tasks": self.tasks,
            "comments": self.comments,
            "projects": {row.id: row for row in self.projects},
            "units": self.units,
            "choices": {
                "units": [(id, name) for id, name in self.active.items()],
                "projects": [(row.number, f"{row.number}　{row.title}") for row in self.projects],
                "states": [(state, state) for state in ATTENDANCE],
            },
            "minutes": self.minutes,
            "minutes_states": STATES,
            "outstanding": self._outstanding(),
            "states": MEETING_STATES,
            "labels": {each.key: each.label for each in Quarter.all(self.year)},
            "files": self.visitor.role == "filer",
            "told": self.told,
            "today": clock.today(),
        }

    def _due(self, conn: psycopg.Connection[Any]) -> dict[str, datetime]:
        """Kind → until when: the meeting itself, and its pack once it is called."""
        reviews = obligations.dues(conn, self.programme.id, reviewing.REVIEW)
        packs = obligations.dues(conn, self.programme.id, reviewing.PACK) if self.row else {}
        due = {
            reviewing.REVIEW: {period: at for (_, period), at in reviews.items()}.get(self.work.quarter.key),
            reviewing.PACK: {subject: at for (subject, _), at in packs.items()}.get(self.row.id if self.row else ""),
        }
        return {kind: at for kind, at in due.items() if at}

    def _outstanding(self) -> list[tuple[str, str]]:
        """What keeps a held quarter open: address and words of each."""
        if self.row is None or self.row.state != "held":
            return []
        return [(str(no.facts["href"]), refusals.sentence(no)) for no in self.work.outstanding()]

    def _called(self) -> dict[str, str]:
        """The form of the call: as it is arranged, or what usually stands in it."""
        if self.row:
            called = self.row.arrangement
            return {
                **{name: called[name] for name in ("on", "time", "place", "chair")},
                "agenda": "\n".join(called["agenda"]),
                "attendees": "\n".join(each["post"] for each in called["attendees"] if each["state"] == ATTENDING),
                "sitting_in": "\n".join(each["post"] for each in called["attendees"] if each["state"] == SITTING_IN),
            }
        led = {row.lead_unit for row in self.projects}
        return {
            "on": "",
            "time": "14:30",
            "place": "",
            "chair": "",
            "agenda": "\n".join(line.format(quarter=self.work.quarter.label) for line in AGENDA),
            "attendees": "\n".join(f"{name}主要负责人" for id, name in self.units.items() if id in led),
            "sitting_in": "",
        }


def _told(no: Refused | SeveralRefused, fields: dict[str, str]) -> list[tuple[str, str]]:
    """Where each refusal leads (a field of the form, or the page where it is mended) and its words."""
    each = no.refusals if isinstance(no, SeveralRefused) else [no]
    found = []
    for one in each:
        field = fields.get(one.field or "", one.field or "")
        found.append((str(one.facts.get("href") or (f"#{field}" if field else "")), refusals.sentence(one)))
    return found
