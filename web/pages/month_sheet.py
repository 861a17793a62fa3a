"""A unit's month as a workbook: downloaded from the filing page, filled in offline, read back into drafts."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import uuid5

from eventsourcing.domain import Aggregate
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from projects import month_sheet, month_workbook, report_history
from projects.cell import Faults
from projects.filing import COUNTED, Filing
from projects.month_sheet import Issue, Line, Returned, Section
from projects.report import MonthlyReport
from projects.report_history import Change
from tracker.refusal import Refused, SeveralRefused
from web import clashes, refusals
from web.event_words import SENTENCES
from web.filing_form import OPEN, Entry
from web.pages.imports import XLSX
from web.templating import date_in_words
from web.unit_month import UnitMonth
from web.visitor import Form, key_of
from web.wording import number

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}/sheet"
TEMPLATE = "month_sheet.html"


@dataclass(frozen=True, slots=True)
class Said:
    """One line of what changed after the workbook was downloaded. `mine`: what the workbook says of that field."""

    number: str
    what: str
    old: str
    new: str
    post: str
    at: Any
    mine: str = ""


@router.get(PATH + ".xlsx", name="month_sheet:download")
def download(request: Request, jurisdiction: str, year: int, period: str) -> Response:
    """The unit's month as it stands; what it was made of is kept, so that it is known again when it comes back."""
    page = UnitMonth(request, jurisdiction, year, period)
    issue = _issue(page, page.entries())
    content = month_workbook.write(issue, page.house.store.put(issue.record()))
    name = quote(f"{issue.heading}.xlsx".replace("/", "_"))
    return Response(content, media_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})


@router.post(PATH, name="month_sheet:read")
def read(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """Takes a workbook back: into drafts when nothing moved since it went out; else nothing is written, and the page
    shows what moved, with the workbook's words in every field where they do not clash."""
    page = UnitMonth(request, jurisdiction, year, period)
    content = _sent(form)
    key = uuid5(key_of(form), sha256(content).hexdigest())
    if page.house.ledger.answered(key):
        return RedirectResponse(_back(page), status_code=303)
    try:
        issue, returned = _known(page, content)
    except Faults as found:
        return _answer(page, 422, faults=found.faults)
    except Refused as no:
        return _answer(page, 422, refused=refusals.sentence(no))
    said, lost = _moved(page, issue, returned)
    entries = page.entries(_form(page, issue, returned))
    if said:
        unreadable = {name: words for entry in entries for name, words in _unreadable(entry, returned).items()}
        shown = page.render(entries, unreadable, template=TEMPLATE, said=said, lost=lost)
        shown.status_code = 409
        return shown
    return _taken(page, entries, returned, key)


def _answer(page: UnitMonth, status: int, **more: Any) -> Response:
    """The filing page as it stands, with what was wrong with the workbook on top."""
    shown = page.render(page.entries(), template=TEMPLATE, **more)
    shown.status_code = status
    return shown


def _taken(page: UnitMonth, entries: list[Entry], returned: Returned, key: Any) -> Response:
    touched = [entry for entry in entries if entry.touched]
    unreadable = {name: words for entry in entries for name, words in _unreadable(entry, returned).items()}
    if unreadable:
        return page.render(entries, unreadable, template=TEMPLATE)
    if not touched:
        return _answer(page, 422, refused="表格里没有改动，不需要保存。")
    try:
        _keep(page, touched, key)
    except (Refused, SeveralRefused) as no:
        return page.render(entries, dict(refusals.sentences(no)), template=TEMPLATE)
    lacking = {name: words for entry in touched for name, words in _lacking(entry, returned).items()}
    if not lacking:
        return RedirectResponse(f"{_back(page)}?saved={len(touched)}", status_code=303)
    fresh = UnitMonth(page.request, page.programme.jurisdiction, page.programme.year, page.period_key)
    return fresh.render(fresh.entries(), lacking, template=TEMPLATE, kept=len(touched))


def _keep(page: UnitMonth, touched: list[Entry], key: Any) -> None:
    """All of them as drafts, in one command; none where one was written to meanwhile."""

    def act() -> tuple[list[Aggregate], Any]:
        changed: list[Aggregate] = []
        for entry in touched:
            report = page.month.report(entry.project.id)
            if (report.version if report else 0) != entry.version:
                raise entry.named(Refused("report.moved"))
            changed += page.month.draft(entry.project.id, entry.filing)[0]
        return changed, {"count": len(touched)}

    asked = ["month_sheet", page.period_key, {entry.number: entry.filing.as_dict() for entry in touched}]
    page.house.carry_out(page.visitor.actor(page.request), key, asked, act)


def _back(page: UnitMonth) -> str:
    return f"/{page.programme.jurisdiction}/{page.programme.year}/filing/{page.period_key}"


# --- out


def _issue(page: UnitMonth, entries: list[Entry]) -> Issue:
    period, programme = page.month.period, page.programme
    if not page.unit:
        raise HTTPException(404)
    due = programme.policy.report_due(period, page.days)
    closed = page.month.publication().state == "published"
    return Issue(
        programme.jurisdiction,
        programme.year,
        page.period_key,
        page.unit,
        f"{page.units.get(page.unit, '')}{programme.year}年{period.label}进展填报表",
        f"{date_in_words(due, work=True)}{due:%H:%M}{'（预估）' if page.days.estimated(due) else ''}",
        period.ends_on.isoformat(),
        tuple(_section(entry, closed) for entry in entries),
    )


def _section(entry: Entry, closed: bool) -> Section:
    lines = [_figure(entry, no) for no, target in entry.project.targets.items() if target["kind"] != "milestones"]
    for node in entry.nodes():
        asks, day = ("done", node["before"]) if node["before"] else ("day", node["now"])
        due = f"应于{date_in_words(node['due'], week=False)}前" if node["due"] else ""
        lines.append(Line(f"done.{node['key']}", node["key"].split(":")[0], node["text"], "", due, "", "", asks, day))
    return Section(
        str(entry.project.id),
        entry.number,
        entry.project.title,
        "本月已公布" if closed else entry.words,
        entry.report.version if entry.report else 0,
        entry.state in OPEN and not closed,
        tuple(lines),
        _words(entry.filing),
    )


def _words(filing: Filing) -> dict[str, str]:
    words = {name: getattr(filing, name) for name in month_sheet.FIELDS.values() if name != "unchanged"}
    return {**words, "unchanged": "1" if filing.unchanged else ""}


def _figure(entry: Entry, no: str) -> Line:
    target = entry.project.targets[no]
    counted = target["kind"] in COUNTED
    value = entry.filing.values.get(no, "")
    unit, quantity = target["unit"] or "", target["quantity"]
    return Line(
        f"values.{no}",
        no,
        target["text"],
        unit,
        f"{number(quantity)}{unit}" if quantity else "",
        entry.last(no) or "" if counted else "",
        entry.planned(no) or "" if counted else "",
        "number" if counted else "yes_no",
        value if counted else ("1" if value == "1" else ""),
    )


# --- back in


def _sent(form: FormData) -> bytes:
    file = form.get("sheet")
    if not isinstance(file, UploadFile):
        return b""
    with file.file as opened:
        return opened.read()


def _known(page: UnitMonth, content: bytes) -> tuple[Issue, Returned]:
    """What the workbook was made of, and what was typed into it. Raises Faults, or Refused("month_sheet.…")."""
    if not content:
        raise Refused("month_sheet.missing")
    opened = month_sheet.Opened(content)
    try:
        issue = Issue.from_record(page.house.store.get(opened.mark))
    except (FileNotFoundError, ValueError):
        issue = None
    if issue is None:
        raise Refused("month_sheet.unknown")
    ours = (page.programme.jurisdiction, page.programme.year, page.period_key, page.unit)
    if (issue.jurisdiction, issue.year, issue.period, issue.unit) != ours:
        raise Refused("month_sheet.other", heading=issue.heading)
    return issue, opened.against(issue)


def _form(page: UnitMonth, issue: Issue, returned: Returned) -> FormData:
    """The form as it would be sent if the workbook had been typed into it, made from the reports as they stand now."""
    fields: list[tuple[str, str | UploadFile]] = []
    for entry in page.entries():
        section = next((each for each in issue.sections if each.project == str(entry.project.id)), None)
        if section is None or section.number not in returned.typed:
            continue
        now = _section(entry, False).shown()
        words, _ = month_sheet.merged(section.shown(), returned.typed[section.number], now)
        fields += [(entry.name(name), text) for name, text in words.items()]
        fields.append((entry.name("version"), str(entry.report.version if entry.report else 0)))
        fields.append((entry.name("correction"), "1" if words["correction_reason"] else ""))
        fields += [(entry.name("confirmed", no), "1") for no in entry.filing.confirmed]
        fields += [(entry.name("kept"), file["sha256"]) for file in entry.filing.evidence]
    return FormData(fields)


def _unreadable(entry: Entry, returned: Returned) -> dict[str, str]:
    """Field → what cannot be read in it, and where that stands in the sheet."""
    found = dict(entry.unreadable)
    for (number_, name), words in returned.unreadable.items():
        if number_ == entry.number and entry.state in OPEN:
            found[entry.name(name)] = words
    return _placed(entry, returned, found)


def _lacking(entry: Entry, returned: Returned) -> dict[str, str]:
    refused = SeveralRefused([entry.named(no) for no in entry.faults()])
    return _placed(entry, returned, {name: words for name, words in refusals.sentences(refused)})


def _placed(entry: Entry, returned: Returned, errors: dict[str, str]) -> dict[str, str]:
    about = f"项目{entry.number}："
    found = {}
    for name, words in errors.items():
        place = returned.places.get((entry.number, name.removeprefix(f"{entry.number}.")))
        found[name] = about + words.removeprefix(about) + (f"（表格{place}）" if place else "")
    return found


def _moved(page: UnitMonth, issue: Issue, returned: Returned) -> tuple[list[Said], list[Said]]:
    """What changed after the workbook went out, and what it says of fields that can no longer take it."""
    said: list[Said] = []
    lost: list[Said] = []
    entries = {str(entry.project.id): entry for entry in page.entries()}
    for section in issue.sections:
        entry = entries.pop(section.project, None)
        if entry is None:
            said.append(Said(section.number, "不再由本单位填报", "", "", "", None))
        elif section.version != (entry.report.version if entry.report else 0):
            said += _changes(page, section, entry)
        else:
            continue
        lost += _lost(section, entry, returned)
    said += [Said(entry.number, "新列入本单位的填报", "", "", "", None) for entry in entries.values()]
    return said, lost


def _changes(page: UnitMonth, section: Section, entry: Entry) -> list[Said]:
    id = MonthlyReport.create_id(str(entry.project.id), page.period_key)
    before = page.month.prefilled(entry.project).as_dict()
    changes = report_history.since(page.house.ledger, id, section.version, before)
    return [_said(entry, each) for each in changes]


def _said(entry: Entry, change: Change) -> Said:
    if change.field is None:
        return Said(entry.number, SENTENCES[change.what], "", "", change.post, change.at)
    old, new = (_shown(change.field, value) for value in (change.old, change.new))
    return Said(entry.number, _label(entry, change.field), old, new, change.post, change.at)


def _lost(section: Section, entry: Entry | None, returned: Returned) -> list[Said]:
    """What was typed into the workbook and is not in the form now."""
    mine, base = returned.typed.get(section.number, {}), section.shown()
    closed = entry is None or entry.state not in OPEN
    now = {} if entry is None else _section(entry, False).shown()
    _, clashing = month_sheet.merged(base, mine, now)
    names = [name for name in mine if mine[name] != base.get(name, "") and mine[name] != now.get(name, "")]
    return [
        Said(
            section.number,
            _label_of(section, name),
            _shown(name, base.get(name, "")),
            _shown(name, now.get(name, "")),
            "",
            None,
            _shown(name, mine[name]),
        )
        for name in names
        if closed or name in clashing
    ]


def _label(entry: Entry, field: str) -> str:
    return _label_of(_section(entry, False), field)


def _label_of(section: Section, field: str) -> str:
    line = next((line for line in section.lines if line.field == field), None)
    if line is None:
        return clashes.LABELS.get(field, field)
    several = len(section.lines) > 1
    if field.startswith("done."):
        return f"节点“{line.what}”的完成日期"
    return f"指标{line.no}“{line.what}”" if several else "累计数"


def _shown(field: str, value: str) -> str:
    if field.startswith("values.") and value:
        return str(number(value)) if _numeric(value) else value
    return {"1": "是"}.get(value, value) if field == "unchanged" else value


def _numeric(value: str) -> bool:
    return value.replace(".", "", 1).lstrip("-").isascii() and value.replace(".", "", 1).lstrip("-").isdigit()
