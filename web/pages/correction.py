"""A correction of an accepted month: first what it does to that month and all later ones, then, confirmed, made."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import correction, correction_wishes, filing, notice_text
from projects.correction import Effect, Fall
from projects.correction_wishes import WishRow
from projects.filing import Filing
from projects.month import Changed
from projects.project import Project
from projects.report import CORRECTION_REASONS
from tracker import clock
from tracker.refusal import Refused, SeveralRefused, Stale
from web import filing_form, refusals
from web.filing_form import Entry
from web.pages.month import PATH, MonthPage, shown_report
from web.place import place_at
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, key_of, text
from web.wording import PARTS

router = APIRouter()


@router.post(PATH + "/{number}/correct", name="report:correct")
def correct(request: Request, jurisdiction: str, year: int, period: str, number: str, form: Form) -> Response:
    """Without `confirm` the effect is shown; with it, and the effect being still the one that was seen, it is made.
    Whoever comes second to the same report gets it as the first has left it."""
    house = request.app.state.house
    with house.moment():
        page = MonthPage(request, jurisdiction, year, period)
        entry = entry_of(page, number, form)
        if entry.unreadable:
            return shown_report(page, number, entry.unreadable, kept(form))
        try:
            why = why_of(form, entry)
            preview = _Preview(page, entry, why)
        except (Refused, SeveralRefused) as no:
            return shown_report(page, number, dict(refusals.sentences(no)), kept(form))
        if not text(form, "confirm") or text(form, "seen") != preview.seen:
            return preview.render(form)
    try:
        return _made(page, entry, why, form)
    except Stale:
        said = {"": refusals.SENTENCES["stale"]}
    except (Refused, SeveralRefused) as no:
        said = dict(refusals.sentences(no))
    with house.moment():
        return shown_report(MonthPage(request, jurisdiction, year, period), number, said, kept(form))


@router.get(PATH + "/{number}/correct/{wish}", name="correction:preview")
def wished(request: Request, jurisdiction: str, year: int, period: str, number: str, wish: UUID) -> Response:
    """What the lead unit asked for, with its effect, as it would be made. 404 for another report's wish."""
    with request.app.state.house.moment():
        return _wished(MonthPage(request, jurisdiction, year, period), number, wish)


def _wished(page: MonthPage, number: str, wish: UUID) -> Response:
    asked = _wish_of(page, number, wish)
    if asked.state != "asked":
        raise Refused("correction_wish.decided")
    report = page.reports[asked.project]
    form = FormData(
        [
            (f"{number}.version", str(report.version)),
            *((f"{number}.values.{no}", value) for no, value in asked.figures.items()),
            *((f"{number}.done.{key}", day) for key, day in asked.days.items()),
            *((name, getattr(asked, name)) for name in ("reason_code", "reason", "found_by", "found_on")),
            ("wish", asked.id),
        ]
    )
    entry = entry_of(page, number, form)
    try:
        return _Preview(page, entry, why_of(form, entry)).render(form)
    except (Refused, SeveralRefused) as no:
        return shown_report(page, number, dict(refusals.sentences(no)), kept(form))


def _wish_of(page: MonthPage, number: str, wish: UUID | str) -> WishRow:
    with page.house.reading() as conn:
        found = correction_wishes.one(conn, str(wish))
    here = (page.project(number).id, page.month.period.key)
    if found is None or (found.project, found.period) != here or found.project not in page.reports:
        raise HTTPException(404, "没有找到这项更正申请。")
    return found


def entry_of(page: MonthPage, number: str, form: FormData) -> Entry:
    """The report with the figures and days as they were typed. 404 without a report."""
    row = page.project(number)
    project = page.house.ledger.get(Project, UUID(row.id))
    stored = page.reports.get(row.id)
    if stored is None or stored.state not in ("accepted", "published", "corrected"):
        raise HTTPException(404, "这个月没有已审核的进展，不用更正。")
    was = Filing.from_dict(stored.content)
    words = {} if page.public else _written(form, f"{number}.")
    entry = Entry(project, page.month.period, page.month.policy, stored, was)
    filing_form.read(entry, form, lambda _: {})
    corrected = {"values": entry.filing.values, "milestones_done": _days(entry, was, form), **words}
    entry.filing = Filing(**{**was.as_dict(), **corrected})
    return entry


def _written(form: FormData, mark: str) -> dict[str, str]:
    """The report's words as typed: they go out with the month, so they can be put right until it is public."""
    return {name: text(form, mark + name) for name in correction.WORDS if mark + name in form}


def _days(entry: Entry, was: Filing, form: FormData) -> dict[str, str]:
    """Nodes and their days: what earlier months settled stays, what the form asks for is as typed."""
    days = dict(was.milestones_done)
    for node in entry.nodes():
        name, key = entry.name("done", node["key"]), node["key"]
        if name not in form or entry.settled_before(key):
            continue
        typed = Typed(form)
        day = typed.day(name, "节点完成日期") if text(form, name) else ""
        if typed.faults or day > entry.period.ends_on.isoformat():
            entry.unreadable[name] = (
                f"节点完成日期“{text(form, name)[:40]}”不对：请写成 2026-09-09 这样的日期，不晚于本月底。"
            )
        days.pop(key, None)
        if day:
            days[key] = day
    return days


def why_of(form: FormData, entry: Entry) -> dict[str, str]:
    """Reason, words, who found it and when; raises every fault, also of the figures."""
    typed = Typed(form)
    found_on = typed.day("found_on", "发现日期") if text(form, "found_on") else clock.today().isoformat()
    why = {
        "reason_code": text(form, "reason_code"),
        "reason": typed.required("reason", "更正说明"),
        "found_by": typed.required("found_by", "由谁发现"),
        "found_on": found_on,
    }
    if why["reason_code"] not in CORRECTION_REASONS:
        typed.fault("report.correction_reason", "reason_code")
    if not typed.faults:
        stored = entry.report.content if entry.report else {}
        typed.faults += filing.correction_faults(entry.project, stored, entry.filing, entry.period)
        if stored.get("text") and not entry.filing.text:
            typed.fault("form.missing", entry.name("text"), what=PARTS["text"])
        if not correction.figures(entry.project, stored, entry.filing.as_dict()) and not _reworded(entry):
            typed.fault("report.nothing_corrected", "reason")
    typed.check()
    return why


def _reworded(entry: Entry) -> list[dict[str, str]]:
    """Each part of the words that is another than stored: part, old, new."""
    stored, new = entry.report.content if entry.report else {}, entry.filing.as_dict()
    return [
        {"part": name, "old": stored.get(name) or "", "new": new[name]}
        for name in correction.WORDS
        if (stored.get(name) or "") != new[name]
    ]


class _Preview:
    """What the correction would do, as the office sees it before it is made."""

    def __init__(self, page: MonthPage, entry: Entry, why: dict[str, str]) -> None:
        self.page, self.entry, self.why = page, entry, why
        as_if = correction.as_if(entry.project, entry.period.key, entry.filing)
        stored = entry.report.content if entry.report else {}
        self.figures = correction.figures(entry.project, stored, entry.filing.as_dict())
        self.effects: list[Effect] = notice_text.effects(page.house.ledger, page.month.programme, as_if, entry.period)
        self.words = _reworded(entry)
        self.outdated = [] if page.public else correction.outdated(entry.filing.as_dict(), self.figures)
        before = correction.falls(entry.project, entry.policy)
        self.falls: list[Fall] = [fall for fall in correction.falls(as_if, entry.policy) if fall not in before]

    @property
    def seen(self) -> str:
        """The fingerprint of what the page shows: what was confirmed must be what was looked at."""
        effects, falls = [each.as_dict() for each in self.effects], [str(fall) for fall in self.falls]
        shown = [self.figures, self.words, effects, falls]
        return sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def render(self, form: FormData) -> HTMLResponse:
        days = self.page.house.days()
        return render(
            self.page.request,
            "correction.html",
            entry=self.entry,
            here=self.page.address,
            typed=kept(form),
            errors={},
            today=clock.today().isoformat(),
            reason_codes=list(CORRECTION_REASONS.items()),
            row=self.page.row(self.page.project(self.entry.number)),
            period=self.entry.period,
            figures=self.figures,
            words=self.words,
            outdated=self.outdated,
            public=self.page.public,
            effects=self.effects,
            falls=self.falls,
            why=self.why,
            wish=_wish_of(self.page, self.entry.number, sent) if (sent := _uuid(text(form, "wish"))) else None,
            reason_kind=CORRECTION_REASONS[self.why["reason_code"]],
            hidden=[(name, text(form, name)) for name in form if name not in ("csrf", "key", "confirm", "seen")],
            seen=self.seen,
            changed=bool(text(form, "confirm")),
            notice_due=days.add(date.fromisoformat(self.why["found_on"]), 3),
            days=days,
            place=place_at(self.page.house, self.page.programme.jurisdiction, self.page.programme.year),
            section="month",
            key=str(uuid4()),
        )


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _made(page: MonthPage, entry: Entry, why: dict[str, str], form: FormData) -> Response:
    """The correction, and with it the answer to the lead unit's wish where it was asked for."""
    month, project, new = page.month, entry.project.id, entry.filing
    wish = _uuid(text(form, "wish"))

    def act() -> Changed:
        changed, answer = month.correct(
            project,
            new,
            why["reason_code"],
            why["reason"],
            why["found_by"],
            version=entry.version,
            found_on=why["found_on"],
        )
        if wish:
            changed.append(correction_wishes.granted(month, project, wish, answer["corrections"]))
        return changed, answer

    page.house.carry_out(
        page.visitor.actor(page.request),
        key_of(form),
        [month.period.key, "correct", entry.number, new.as_dict(), why, str(wish or "")],
        act,
    )
    return RedirectResponse(f"{page.address}/{entry.number}?corrected=1", status_code=303)
