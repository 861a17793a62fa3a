"""A unit's month: all its projects on one page with last month's figures, saved as drafts or submitted at once."""

from typing import Any
from uuid import uuid4

from eventsourcing.domain import Aggregate
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import clashes, filing_form, hints, refusals
from web.filing_form import OPEN, Entry
from web.templating import environment
from web.unit_month import UnitMonth
from web.visitor import Form, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}"
NOTHING_SUBMITTED = "还没有填写任何一项。请至少填写一个项目的累计数或进展，或勾选“本月无变化”。"
NOTHING_SAVED = "没有改动，不需要保存。"
COMPARED = ("text", "problems", "measures")
"""Texts shown beside the last month's."""


@router.get(PATH, name="filing:show")
def show(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    page = UnitMonth(request, jurisdiction, year, period)
    return page.render(page.entries())


@router.post(PATH, name="filing:save")
def save(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """`action`: submit takes every report that was begun, each on its own merits: those that lack something are kept
    as drafts and named. submit:<number> only that one; the others that were typed into are kept as drafts. save and
    autosave keep drafts of what was touched; take:<field>=<value>, copy:<field> (last month's words) and quote:<field>
    (those of its weeks) fill in one field first; next:<number> saves and goes on to that project, where one is filled
    in at a time."""
    page = UnitMonth(request, jurisdiction, year, period)
    action = text(form, "action")
    form, place = page.filled(form, action)
    entries = page.entries(form)
    if action == "autosave":
        return _autosave(page, entries)
    if action.startswith("override:"):
        return _override(page, entries, form, action.removeprefix("override:"))
    chosen = _chosen(entries, action)
    if action.startswith("submit") and chosen:
        return _submitted(page, entries, chosen, form, action)
    if chosen:
        return _saved(page, entries, chosen, form, action, place)
    if action.startswith("next:"):
        return RedirectResponse(page.address(action), status_code=303)
    return page.render(entries, {"": NOTHING_SUBMITTED if action.startswith("submit") else NOTHING_SAVED})


def _submitted(page: UnitMonth, entries: list[Entry], chosen: list[Entry], form: FormData, action: str) -> Response:
    """Submits what is whole of the chosen, and keeps as drafts what is not and whatever else was typed on the page."""
    numbers = {entry.number for entry in chosen}
    beside = [entry for entry in _waiting(entries) if entry.touched and entry.number not in numbers]
    held = {entry.number: found for entry in chosen if (found := page.lacking(entry, True) | _asked(entry, page.units))}
    unread = {entry.number: found for entry in beside if (found := page.lacking(entry, False))}
    whole = [entry for entry in chosen if entry.number not in held]
    kept = [entry for entry in chosen if entry.number in held and entry.touched]
    try:
        answer = page.carry_out(key_of(form), whole, [*kept, *beside])
    except (Refused, SeveralRefused) as no:
        return page.render(entries, dict(refusals.sentences(no)))
    errors = _together(held, unread) | page.clashing(entries, numbers)
    if errors:
        return page.again(entries, errors, answer["count"])
    said = _merged(entries) + f"submitted={answer['count']}" + (f"&kept={len(beside)}" if beside else "")
    return RedirectResponse(page.address(action, said), status_code=303)


def _saved(
    page: UnitMonth, entries: list[Entry], chosen: list[Entry], form: FormData, action: str, place: str
) -> Response:
    held = {entry.number: found for entry in chosen if (found := page.lacking(entry, False))}
    whole = [entry for entry in chosen if entry.number not in held]
    try:
        page.carry_out(key_of(form), [], whole)
    except (Refused, SeveralRefused) as no:
        return page.render(entries, dict(refusals.sentences(no)))
    errors = _together(held) | page.clashing(entries, set())
    if errors:
        return page.again(entries, errors, 0)
    return RedirectResponse(page.address(action, f"{_merged(entries)}saved={len(whole)}") + place, status_code=303)


def _merged(entries: list[Entry]) -> str:
    return "merged=1&" if any(entry.took for entry in entries) else ""


def _together(*found: dict[str, dict[str, str]]) -> dict[str, str]:
    return {name: words for each in found for errors in each.values() for name, words in errors.items()}


def _asked(entry: Entry, names: dict[str, str]) -> dict[str, str]:
    """Field → the question at words that look unfinished, and at districts (by `names` of units) that gave no figures;
    each is asked once, and what is sent again is taken."""
    found = {field: word for field in filing_form.WRITTEN if (word := entry.unfinished(field))}
    new = {field: word for field, word in found.items() if entry.asked.get(field) != word}
    entry.asked |= new
    about = f"项目{entry.number}："
    said = {entry.name(field): about + hints.question(clashes.LABELS[field], word) for field, word in new.items()}
    missing = "、".join(entry.silent(names))
    if missing and not entry.asked.get(filing_form.SHARES):
        entry.asked |= {filing_form.SHARES: missing}
        said |= {entry.name(filing_form.SHARES): about + hints.MISSING.format(units=missing)}
    return said


def _autosave(page: UnitMonth, entries: list[Entry]) -> JSONResponse:
    """Keeps what was typed so far as drafts. The answer has for each project its form's new origin, what came from
    somebody else, and what the page now says beside the fields."""
    touched = [entry for entry in _waiting(entries) if entry.touched]
    late = [entry for entry in entries if entry.lost]
    if touched:
        try:
            page.carry_out(uuid4(), [], touched)
        except (Refused, SeveralRefused) as no:
            return JSONResponse({"message": "；".join(words for _, words in refusals.sentences(no))}, status_code=422)
    if late:
        return JSONResponse({"message": "这份进展已由他人提交，您填写的内容没有并入，已留在本机"}, status_code=422)
    parts: Any = environment().get_template("_filing.html").module
    steps = str(parts.steps(entries, page.only, page.here))
    answer: dict[str, Any] = {"at": f"{clock.now():%H:%M:%S}", "projects": {}, "html": {"filing-steps": steps}}
    for entry in touched:
        parts_taken = [part for part in (*entry.took, *entry.given) if not part.startswith("evidence.")]
        took = [clashes.field_of(part) for part in parts_taken]
        answer["projects"][entry.number] = {
            "version": entry.origin.version,
            "since": clashes.since(entry.origin),
            "took": {entry.name(field): entry.shown(field) for field in took},
            "note": _note(entry),
            "html": {
                f"clashes-{entry.number}": str(parts.clashes(entry)),
                **{f"beside-{entry.name('values', no)}": str(parts.beside(entry, no)) for no in entry.counted()},
                **{f"beside-{entry.name(name)}": str(parts.beside_words(entry, name)) for name in COMPARED},
            },
        }
    return JSONResponse(answer)


def _note(entry: Entry) -> str:
    """Why not all of what was typed is in the draft; empty when it is."""
    if entry.told:
        return f"项目{entry.number}有{len(entry.told)}处与他人写的不同，请选择"
    return f"项目{entry.number}有无法识别的内容，尚未存入" if entry.unreadable else ""


def _override(page: UnitMonth, entries: list[Entry], form: FormData, which: str) -> Response:
    """The lead unit's own figure for an implementing unit's row, with its reason; `which` is number:unit:target. What
    else was typed on the page is kept as drafts."""
    number, unit, no = ([*which.split(":", 2), "", ""])[:3]
    entry = next((each for each in entries if each.number == number and each.state in OPEN), None)
    if entry is None:
        raise HTTPException(404)
    value, reason = filing_form.typed_number(text(form, f"override.{which}")), text(form, f"reason.{which}")
    if value is None:
        return page.render(entries, {f"override.{which}": "请填写改用的数字，可写 1200 或 3.5万。"})

    def act() -> tuple[list[Aggregate], Any]:
        report = page.month.opened(entry.project.id)
        report.override_row(unit, no, value, reason)
        return [report], {"count": 1}

    try:
        page.house.carry_out(page.visitor.actor(page.request), key_of(form), ["override", which, value, reason], act)
    except Refused as refused:
        return page.render(entries, {f"reason.{which}": refusals.sentence(refused)})
    entry.overriding = {name: typed for name, typed in entry.overriding.items() if not name.endswith(f".{which}")}
    return _kept_beside(page, entries, f"{page.request.url.path}?overridden=1#project-{number}")


def _kept_beside(page: UnitMonth, entries: list[Entry], address: str) -> Response:
    """What was typed beside something else that was done: kept as drafts, or shown again where it cannot be."""
    touched = [entry for entry in _waiting(entries) if entry.touched]
    held = {entry.number: found for entry in touched if (found := page.lacking(entry, False))}
    whole = [entry for entry in touched if entry.number not in held]
    try:
        if whole:
            page.carry_out(uuid4(), [], whole)
    except (Refused, SeveralRefused) as no:
        return page.again(entries, dict(refusals.sentences(no)), 0)
    errors = _together(held) | page.clashing(entries, set())
    if errors or any(entry.overriding for entry in entries):
        return page.again(entries, errors, 0)
    return RedirectResponse(address, status_code=303)


def _waiting(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.state in OPEN]


def _chosen(entries: list[Entry], action: str) -> list[Entry]:
    """The open projects this form acts on."""
    waiting = _waiting(entries)
    if action.startswith("submit:"):
        return [entry for entry in waiting if entry.number == action.split(":", 1)[1]]
    return [entry for entry in waiting if entry.touched or (action == "submit" and entry.begun)]
