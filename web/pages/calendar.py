"""The working-day calendar: a year's holidays and make-up days with the notice they rest on, kept by hand."""

from __future__ import annotations

import calendar as weeks
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from tracker import clock, working_days
from tracker.refusal import Refused, SeveralRefused
from tracker.working_days import Day, State, WorkingDays
from web import refusals
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, text

router = APIRouter()

PATH = "/office/calendar"
KINDS = {"holiday": "放假", "makeup": "调休上班"}
STATES: tuple[State, ...] = get_args(State)
FIRST, LAST = 2000, 2100
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the grid: its number, and how it shows (work, rest, holiday, makeup)."""

    date: date
    shown: str
    name: str


@router.get(PATH, name="calendar:show")
def show(request: Request, year: int | None = None) -> HTMLResponse:
    return _page(request, year or clock.today().year)


@router.post(PATH, name="calendar:set")
def set_(request: Request, form: Form) -> Response:
    """`action`: day sets one day, clear lets it follow the week again, year says whether the notice is out."""
    actions = {"day": _set_day, "clear": _clear_day, "year": _set_year}
    action = text(form, "action")
    if action not in actions:
        raise HTTPException(404)
    try:
        year = actions[action](request, form)
    except (Refused, SeveralRefused) as no:
        return _page(request, _year(form), dict(refusals.sentences(no)), form)
    return RedirectResponse(f"{PATH}?year={year}&done={action}", status_code=303)


def _set_day(request: Request, form: FormData) -> int:
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
    with request.app.state.house.reading() as conn:
        working_days.set_day(conn, day, "holiday" if kind == "holiday" else "makeup", name, source)
    return day.year


def _clear_day(request: Request, form: FormData) -> int:
    typed = Typed(form)
    written = typed.day("date", "日期")
    typed.check()
    day = date.fromisoformat(written)
    with request.app.state.house.reading() as conn:
        working_days.clear_day(conn, day)
    return day.year


def _set_year(request: Request, form: FormData) -> int:
    typed = Typed(form)
    year = typed.whole("year", "年份", FIRST, LAST)
    source = typed.required("year_source", "依据文件")
    state = next((each for each in STATES if each == typed.text("state")), None)
    if state is None:
        typed.fault("form.missing", "state", what="正式或预估")
    typed.check()
    assert state is not None
    with request.app.state.house.reading() as conn:
        working_days.set_year(conn, year, state, source)
    return year


def _year(form: FormData) -> int:
    year = text(form, "year")
    return int(year) if year.isdecimal() and FIRST <= int(year) <= LAST else clock.today().year


def _page(
    request: Request, year: int, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    if not FIRST <= year <= LAST:
        raise HTTPException(404, f"日历只到{FIRST}—{LAST}年。")
    with request.app.state.house.reading() as conn:
        days = working_days.load(conn)
        row: dict[str, Any] | None = conn.execute(
            "SELECT source FROM public.calendar_year WHERE year = %s", (year,)
        ).fetchone()
    return render(
        request,
        "calendar.html",
        status_code=422 if errors else 200,
        year=year,
        first=FIRST,
        last=LAST,
        state=days.year_state(year),
        states=STATES,
        source=row["source"] if row else "没有通知，按周末推算",
        months=[(month, _weeks(year, month, days)) for month in range(1, 13)],
        days=[each for _, each in sorted(days.days.items()) if each.date.year == year],
        working=sum(days.is_working(day) for month in range(1, 13) for day in _days(year, month)),
        kinds=KINDS,
        told=_told,
        today=clock.today(),
        errors=errors or {},
        typed=kept(form),
        done=request.query_params.get("done"),
    )


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


def _told(day: Day) -> str:
    return {**KINDS, "working": "上班"}[day.kind]
