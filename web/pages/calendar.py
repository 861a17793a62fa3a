"""The working-day calendar: a year's holidays and make-up days, what an announcement would move, and who made which."""

from __future__ import annotations

import calendar as weeks
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, get_args
from uuid import uuid4

import psycopg
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from projects import register
from projects.cell import Faults
from projects.xlsx_file import XlsxFile, decoded
from supervision import deadlines, rescheduling
from supervision.rescheduling import DayChange, Effect
from tracker import announcements, clock, notice, working_days
from tracker.announcements import Announcement
from tracker.notice import Notice
from tracker.refusal import Refused, SeveralRefused
from tracker.working_days import SATURDAY, Day, State, WorkingDays
from web import download, refusals
from web.house import House
from web.place import own_place
from web.templating import date_in_words, render
from web.typed import Kept, Typed, kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/office/calendar"
KINDS = {"holiday": "放假", "makeup": "调休上班"}
TOLD = {**KINDS, "working": "上班"}
STATES: tuple[State, ...] = get_args(State)
SCOPES = {"whole": "全年通知", "supplement": "补充通知"}
FIRST, LAST = 2000, 2100
MOST_ROWS = 500
"""Rows read of a table of days."""
NOT_YOURS = "这份日历由多个政府共用，请由系统管理员登记；您可以先核对，看本级的期限有什么变化。"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the grid: its number, and how it shows (work, rest, holiday, makeup)."""

    date: date
    shown: str
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A notice read and not made yet: its text, what it sets, and what that would do."""

    pasted: str
    change: Announcement
    notice: Notice
    effect: Effect
    seen: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Days in a row that change from the same to the same."""

    first: date
    last: date
    count: int
    before: Day | None
    after: Day | None


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A deadline that moves or moved, in words."""

    whose: str
    what: str
    old: str
    new: str
    estimated: int | None = None


@router.get(PATH, name="calendar:show")
def show(request: Request, year: int | None = None) -> HTMLResponse:
    return _page(request, clock.today().year if year is None else year)


@router.get(PATH + "/{year:int}.csv", name="calendar:table")
def table(request: Request, year: int) -> Response:
    """The year's days as a table, in the form in which they can be taken in."""
    with request.app.state.house.reading() as conn:
        days = [day for _, day in sorted(announcements.days(conn).days.items()) if day.date.year == year]
    content = notice.as_table(days).replace("\t", ",").replace("\n", "\r\n")
    headers = download.headers(f"{year}年工作日历.csv", private=False)
    return Response(b"\xef\xbb\xbf" + content.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post(PATH, name="calendar:set")
def set_(request: Request, form: Form) -> Response:
    """`action`: check shows what a notice would do, apply records it; day and clear set one day, year its state."""
    action = text(form, "action")
    if action not in ("check", "apply", *SINGLE):
        raise HTTPException(404)
    try:
        if action in SINGLE:
            return _done(action, _carry_out(request, form, SINGLE[action](form)))
        return _notice(request, form, applying=action == "apply")
    except (Refused, SeveralRefused) as no:
        return _page(request, _year(form), dict(refusals.sentences(no)), form)
    finally:
        if isinstance(file := form.get("file"), UploadFile):
            file.file.close()


def _notice(request: Request, form: FormData, *, applying: bool) -> Response:
    pasted, change, read = _read(form)
    try:
        if applying and read.findings and not text(form, "checked"):
            raise Refused("calendar.not_checked", field="checked", count=len(read.findings))
        if applying:
            return _done("notice", _carry_out(request, form, change, text(form, "seen")))
    except Refused as no:
        if no.field not in ("checked", None):
            raise
        return _page(request, change.year, dict(refusals.sentences(no)), form, _proposal(request, pasted, change, read))
    return _page(request, change.year, None, form, _proposal(request, pasted, change, read))


def _read(form: FormData) -> tuple[str, Announcement, Notice]:
    """The notice as pasted or sent; raises what is missing."""
    typed = Typed(form)
    year = typed.whole("notice_year", "年份", FIRST, LAST)
    source, whole = typed.required("notice_source", "依据文件"), typed.text("scope") != "supplement"
    pasted = typed.text("text") or _file(form, typed)
    if not pasted and not typed.faults:
        typed.fault("form.missing", "text", what="通知内容，或者选择表格")
    typed.check()
    read = notice.read(pasted, year, source, whole=whole)
    if not read.days:
        raise Refused("calendar.no_days", field="text")
    return pasted, Announcement("announced", year, source, whole, days=read.days), read


def _file(form: FormData, typed: Typed) -> str:
    """The text of a table that was sent; "" without one."""
    file = form.get("file")
    content = file.file.read() if isinstance(file, UploadFile) else b""
    try:
        return _sheet(content) if content.startswith(b"PK") else decoded(content)
    except (Faults, UnicodeDecodeError):
        typed.fault("calendar.unreadable", "file")
        return ""


def _sheet(content: bytes) -> str:
    """The first sheet of a workbook, as it would be pasted."""
    with XlsxFile(content) as book:
        rows = [cells for _, cells in islice(book.grid(book.names[0]), MOST_ROWS)]
    return "\n".join("\t".join("" if cell.value is None else str(cell.value) for cell in cells) for cells in rows)


def _proposal(request: Request, pasted: str, change: Announcement, read: Notice) -> Proposal:
    with request.app.state.house.reading() as conn:
        everywhere = rescheduling.effect(conn, change)
        own = rescheduling.effect(conn, change, request.state.visitor.jurisdiction)
    return Proposal(pasted, change, read, own, everywhere.seen())


def _day(form: FormData) -> Announcement:
    typed = Typed(form)
    written, name = typed.day("date", "日期"), typed.required("name", "名称")
    source, kind = typed.required("source", "依据文件"), typed.text("kind")
    if kind not in KINDS:
        typed.fault("form.missing", "kind", what="放假或调休上班")
    day = date.fromisoformat(written) if written else None
    if day and not FIRST <= day.year <= LAST:
        typed.fault("form.day", "date", what="日期", found=written)
    if day and kind == "makeup" and day.weekday() < SATURDAY:
        typed.fault("calendar.not_weekend", "date", day=f"{day.month}月{day.day}日")
    typed.check()
    assert day is not None
    set_to = Day(day, "holiday" if kind == "holiday" else "makeup", name, source)
    return Announcement("day_set", day.year, source, days=(set_to,))


def _clear(form: FormData) -> Announcement:
    typed = Typed(form)
    written = typed.day("date", "日期")
    typed.check()
    day = date.fromisoformat(written)
    return Announcement("day_cleared", day.year, days=(Day(day, "working", "", ""),))


def _state(form: FormData) -> Announcement:
    typed = Typed(form)
    year = typed.whole("year", "年份", FIRST, LAST)
    source = typed.required("year_source", "依据文件")
    state = next((each for each in STATES if each == typed.text("state")), None)
    if state is None:
        typed.fault("form.missing", "state", what="正式或预估")
    typed.check()
    return Announcement("state_set", year, source, state=state)


SINGLE: dict[str, Callable[[FormData], Announcement]] = {"day": _day, "clear": _clear, "year": _state}


def _carry_out(request: Request, form: FormData, change: Announcement, seen: str | None = None) -> dict[str, Any]:
    """Makes the change as the visitor. Raises 403 where the calendar is not theirs alone to change."""
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    with house.reading() as conn:
        if not may_change(conn, visitor):
            raise HTTPException(403, NOT_YOURS)
    asked = ["calendar", change.act, change.year, change.source, [str(day) for day in change.days], change.state]
    answer: dict[str, Any] = house.carry_out(
        visitor.actor(request),
        key_of(form),
        asked,
        lambda: rescheduling.record(house.ledger, change, seen),
        alone=True,
    )
    return answer


def may_change(conn: psycopg.Connection[Any], visitor: Visitor) -> bool:
    """The calendar is the country's: whoever changes it moves everybody's deadlines. So the administrator does, and an
    office where no other government's programme is under way here."""
    if visitor.role == "administrator":
        return True
    others = {each.jurisdiction for each in register.programmes(conn) if not each.published}
    return others <= {visitor.jurisdiction}


def _done(action: str, answer: dict[str, Any]) -> RedirectResponse:
    return RedirectResponse(f"{PATH}?year={answer['year']}&done={action}&moved={answer['moved']}", status_code=303)


def _year(form: FormData) -> int:
    year = text(form, "year")
    return int(year) if year.isdecimal() and FIRST <= int(year) <= LAST else clock.today().year


def _page(
    request: Request,
    year: int,
    errors: dict[str, str] | None = None,
    form: FormData | None = None,
    proposal: Proposal | None = None,
) -> HTMLResponse:
    if not FIRST <= year <= LAST:
        raise HTTPException(404, f"日历只到{FIRST}—{LAST}年。")
    visitor: Visitor = request.state.visitor
    with request.app.state.house.reading() as conn:
        days = announcements.days(conn)
        made = announcements.rows(conn, year)
        names = {row["slug"]: row["name"] for row in register.jurisdictions(conn)}
        resting = deadlines.resting(deadlines.open_(conn, visitor.jurisdiction), days)
        may = may_change(conn, visitor)
    shown = proposal.effect.after if proposal else days
    return render(
        request,
        "calendar.html",
        status_code=422 if errors else 200,
        place=own_place(request.app.state.house, request.state.visitor.jurisdiction),
        year=year,
        first=FIRST,
        last=LAST,
        state=days.year_state(year),
        states=STATES,
        source=days.source(year),
        months=[(month, _weeks(year, month, shown)) for month in range(1, 13)],
        days=[each for _, each in sorted(days.days.items()) if each.date.year == year],
        working=_working(year, days),
        working_then=_working(year, shown),
        kinds=KINDS,
        told=TOLD,
        scopes=SCOPES,
        today=clock.today(),
        errors=errors or {},
        typed=_typed(form, year, days, request.query_params.get("fill")),
        proposal=proposal,
        pasted=proposal.pasted if proposal else "",
        moves=_moves(proposal.effect, names) if proposal else [],
        changes=_changes(proposal.effect) if proposal else [],
        resting=[
            MoveLine(_whose(names, each.jurisdiction, each.year), each.what, "", _told(due, days), due.year)
            for each, due in resting
        ],
        history=[_history(each, visitor, names) for each in reversed(made)],
        packaged=bool(working_days.packaged(year)) and days.year_state(year) != "正式",
        may=may,
        not_yours=NOT_YOURS,
        done=request.query_params.get("done"),
        moved=request.query_params.get("moved", "0"),
        key=str(uuid4()),
    )


def _typed(form: FormData | None, year: int, days: WorkingDays, fill: str | None) -> Kept:
    """What was typed; else the next year that waits for its notice, with what the package knows of it when asked."""
    if form is not None:
        return kept(form)
    this = clock.today().year
    next_ = year if days.year_state(year) == "预估" else max(this, year) + (days.year_state(max(this, year)) == "正式")
    found = Kept({"notice_year": str(next_), "notice_source": f"国务院办公厅关于{next_}年部分节假日安排的通知"})
    if fill == "package":
        found["text"] = notice.as_table(working_days.packaged(next_))
    return found


def _moves(effect: Effect, names: dict[str, str]) -> list[MoveLine]:
    return [
        MoveLine(
            _whose(names, move.deadline.jurisdiction, move.deadline.year),
            move.deadline.what,
            _told(move.old, effect.before),
            _told(move.new, effect.after),
            move.new.year if move.deadline.estimated(effect.after) else None,
        )
        for move in effect.moves
    ]


def _changes(effect: Effect) -> list[ChangeLine]:
    found: list[ChangeLine] = []
    for each in effect.days:
        last = found[-1] if found else None
        if last and each.date - last.last == timedelta(days=1) and _same(last, each):
            found[-1] = replace(last, last=each.date, count=last.count + 1)
        else:
            found.append(ChangeLine(each.date, each.date, 1, each.before, each.after))
    return found


def _same(line: ChangeLine, change: DayChange) -> bool:
    pairs = ((line.before, change.before), (line.after, change.after))
    return all((one and (one.kind, one.name)) == (other and (other.kind, other.name)) for one, other in pairs)


def _whose(names: dict[str, str], slug: str, year: int) -> str:
    return f"{names.get(slug, slug)}{year}年"


def _told(due: date, days: WorkingDays) -> str:
    """2027年1月5日（周二）17:00: with what its weekday does not say."""
    hour = f"{due:%H:%M}" if isinstance(due, datetime) else ""
    return f"{due.year}年{days.explain(due)}{hour}"


def _history(made: Announcement, visitor: Visitor, names: dict[str, str]) -> dict[str, Any]:
    """One announcement in words, with the moves that are this visitor's to see."""
    own = [each for each in made.moved if visitor.jurisdiction in (None, each["jurisdiction"])]
    return {
        "at": made.at,
        "post": made.post or made.account,
        "what": _what(made),
        "source": made.source,
        "moves": [
            MoveLine(_whose(names, e["jurisdiction"], e["year"]), e["what"], _stored(e["old"]), _stored(e["new"]))
            for e in own
        ],
    }


def _what(made: Announcement) -> str:
    if made.act == "announced":
        off, on = _kind(made.days, "holiday"), _kind(made.days, "makeup")
        return f"登记{'全年' if made.whole else '补充'}通知：放假{off}天，调休上班{on}天"
    if made.act == "state_set":
        return f"改为{made.state}"
    day = made.days[0]
    if made.act == "day_cleared":
        return f"{date_in_words(day.date)}恢复按周末计算"
    return f"{date_in_words(day.date)}{TOLD[day.kind]}（{day.name}）"


def _kind(days: Sequence[Day], kind: str) -> int:
    return sum(day.kind == kind for day in days)


def _stored(moment: str) -> str:
    """A date or time of an event, in words."""
    return f"{moment[:4]}年{date_in_words(moment, work=True)}" + (moment[11:16] if "T" in moment else "")


def _working(year: int, days: WorkingDays) -> int:
    return sum(days.is_working(day) for month in range(1, 13) for day in _days(year, month))


def _days(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, weeks.monthrange(year, month)[1] + 1)]


def _weeks(year: int, month: int, days: WorkingDays) -> list[list[Cell | None]]:
    """Whole weeks from Monday; None outside the month."""
    return [
        [_cell(day, days) if day.month == month else None for day in week]
        for week in weeks.Calendar().monthdatescalendar(year, month)
    ]


def _cell(day: date, days: WorkingDays) -> Cell:
    known = days.days.get(day)
    if known is not None and known.kind != "working":
        return Cell(day, known.kind, known.name)
    return Cell(day, "work" if days.is_working(day) else "rest", "")
