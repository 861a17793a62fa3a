"""What an implementing unit or district files of its own towards a project that another unit leads."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import agenda, comparison, filing, register, reports, row_drafts, sanity
from projects.filing import COUNTED
from projects.month import Month
from projects.project import Project
from projects.reports import ReportRow
from projects.row_drafts import RowDraft
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.filing_form import LONGEST, OPEN, typed_number
from web.hints import Advice, advice
from web.house import House
from web.place import place_at, programme_here
from web.templating import environment, render
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}/rows"
NOTHING = "没有改动。请填写本单位的累计数。"


@dataclass
class Part:
    """One project of another unit, and what the visitor's unit files towards it."""

    project: Project
    lead: str
    state: str
    filed: dict[str, dict[str, str]]
    before: dict[str, dict[str, str]]
    """Target → this unit's own row of the last period."""
    typed: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    saved_at: datetime | None = None
    """When what is typed here and not sent was kept."""

    @property
    def number(self) -> str:
        return self.project.number

    @property
    def open(self) -> bool:
        """Whether the lead unit has not submitted yet."""
        return self.state in OPEN

    @property
    def sent_at(self) -> str | None:
        return max((row["at"] for row in self.filed.values() if row.get("at")), default=None)

    @property
    def words(self) -> str:
        if self.text is not None:
            return self.text
        return self.sent_words

    @property
    def sent_words(self) -> str:
        return next((row["text"] for row in self.filed.values() if row.get("text")), "")

    @property
    def moved(self) -> bool:
        """Whether what is typed is not what was sent."""
        values = any((typed_number(self.value(no)) or self.value(no)) != self._sent(no) for no in self.counted())
        return values or self.words != self.sent_words

    def _sent(self, no: str) -> str:
        return self.filed.get(no, {}).get("value", "")

    def take_up(self, draft: RowDraft | None) -> None:
        """What was typed before and not sent stands in the fields again."""
        if draft and self.open:
            self.typed, self.text, self.saved_at = dict(draft.typed["values"]), draft.typed["text"], draft.saved_at

    def counted(self) -> list[str]:
        return [no for no, target in self.project.targets.items() if target["kind"] in COUNTED]

    def name(self, *parts: str) -> str:
        return ".".join((self.number, *parts))

    def value(self, no: str) -> str:
        return self.typed.get(no, self._sent(no))

    def last(self, no: str) -> str | None:
        return self.before.get(no, {}).get("value")

    def step(self, no: str) -> Decimal | None:
        return comparison.step(self.last(no), typed_number(self.value(no)))

    def advice(self, no: str) -> Advice | None:
        """What the figure looks as if it were not meant so, by this unit's own last one."""
        value, last, target = typed_number(self.value(no)), self.last(no), self.project.targets[no]
        if value is None or last is None:
            return None
        rising = target["kind"] in filing.CUMULATIVE and not filing.falling(target)
        figure = sanity.Figure(no, Decimal(value), Decimal(last), rising=rising, bounded=target["kind"] == "ratio")
        found = sanity.hint(figure, self.words)
        return advice(found, target["unit"] or "") if found else None


@router.get(PATH, name="rows:show")
def show(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    return _Page(request, jurisdiction, year, period).render()


@router.post(PATH, name="rows:file")
def file(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """All the rows that were filled in anew, in one command; the lead unit sees them beside its own figure. `action`
    save and autosave only keep what is typed, for this unit alone; take:<field>=<value> fills in one field first."""
    page = _Page(request, jurisdiction, year, period)
    action = text(form, "action")
    form = _taken(form)
    wanted, errors = page.read(form)
    if action in ("save", "autosave"):
        return _kept(page, form, errors, action)
    if errors or not wanted:
        return page.render(errors or {"": NOTHING})
    unit, month = str(page.visitor.unit), page.month

    def act() -> tuple[list[Aggregate], dict[str, int]]:
        changed: dict[UUID, Any] = {}
        for part, no, value in wanted:
            report = changed.get(part.project.id) or month.opened(part.project.id)
            report.file_row(unit, no, value, part.words)
            changed[part.project.id] = report
        return list(changed.values()), {"rows": len(wanted)}

    asked = ["rows", period, [(part.number, no, value, part.words) for part, no, value in wanted]]
    try:
        page.house.carry_out(page.visitor.actor(request), key_of(form), asked, act)
    except (Refused, SeveralRefused) as no:
        return page.render(dict(refusals.sentences(no)))
    page.drop([part for part, _, _ in wanted])
    return RedirectResponse(f"{request.url.path}?filed={len(wanted)}", status_code=303)


def _kept(page: "_Page", form: FormData, errors: dict[str, str], action: str) -> Response:
    """Keeps what was typed, readable or not; the lead unit sees nothing of it."""
    asked = {str(each) for each in form.getlist("touched")} if action == "autosave" else {p.number for p in page.parts}
    parts = [part for part in page.parts if part.open and part.number in asked]
    page.keep([part for part in parts if part.moved])
    page.drop([part for part in parts if not part.moved])
    if action == "save":
        return RedirectResponse(f"{page.request.url.path}?saved={sum(p.moved for p in parts)}", status_code=303)
    parts_of: Any = environment().get_template("_rows.html").module
    answer = {
        "at": f"{clock.now():%H:%M:%S}",
        "note": "；".join(errors[name] for name in errors if name.split(".")[0] in asked),
        "html": {
            f"beside-{part.name('values', no)}": str(parts_of.beside(part, no))
            for part in parts
            for no in part.counted()
        },
    }
    return JSONResponse(answer)


def _taken(form: FormData) -> FormData:
    """With the figure a hint offered, where its button was pressed: take:<field>=<value>."""
    kind, _, rest = text(form, "action").partition(":")
    name, _, value = rest.partition("=")
    if kind != "take" or name not in form:
        return form
    return FormData([*((n, v) for n, v in form.multi_items() if n != name), (name, value)])


class _Page:
    """The projects the visitor's unit implements but does not lead, in one period."""

    def __init__(self, request: Request, slug: str, year: int, period: str) -> None:
        self.request = request
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            programme = programme_here(conn, slug, year)
            self.programme = programme
            rows = register.projects(conn, programme.id, self.visitor.unit)
            units = register.units(conn, slug)
            self.unit = units.get(str(self.visitor.unit), "")
            known = reports.of_period(conn, programme.id, period)
            keys = [each.key for each in programme.policy.periods(year) if each.key < period]
            before = reports.of_period(conn, programme.id, keys[-1]) if keys else {}
            drafts = row_drafts.of_unit(conn, programme.id, period, str(self.visitor.unit))
        self.month = Month(self.house.ledger, UUID(programme.id), period)
        self.parts = [
            Part(
                self.house.ledger.get(Project, UUID(row.id)),
                units.get(row.lead_unit or "", ""),
                known[row.id].state if row.id in known else "none",
                self._own(known.get(row.id)),
                self._own(before.get(row.id)),
            )
            for row in rows
            if row.lead_unit != self.visitor.unit and not self.month.halted(row.id)
        ]
        for part in self.parts:
            part.take_up(drafts.get(str(part.project.id)))

    def keep(self, parts: list[Part]) -> None:
        typed = {
            str(part.project.id): {"values": {no: part.value(no) for no in part.counted()}, "text": part.words}
            for part in parts
        }
        with self.house.reading() as conn:
            row_drafts.keep(conn, self.programme.id, self.month.period.key, str(self.visitor.unit), typed)

    def drop(self, parts: list[Part]) -> None:
        projects = [str(part.project.id) for part in parts]
        with self.house.reading() as conn:
            row_drafts.drop(conn, self.programme.id, self.month.period.key, str(self.visitor.unit), projects)

    def _own(self, report: ReportRow | None) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = report.rows.get(str(self.visitor.unit), {}) if report else {}
        return {no: {**row, "value": row.get("filed", row["value"])} for no, row in found.items()}

    def read(self, form: FormData) -> tuple[list[tuple[Part, str, str]], dict[str, str]]:
        """(project, target, value) of what is new, and field → what is wrong. What was typed stays in the parts."""
        wanted: list[tuple[Part, str, str]] = []
        errors: dict[str, str] = {}
        for part in [part for part in self.parts if part.open]:
            words, sent = text(form, part.name("text")), part.sent_words
            reworded = part.name("text") in form and words != sent
            if len(words) > LONGEST:
                errors[part.name("text")] = f"项目{part.number}的说明最多{LONGEST}字，现有{len(words)}字，请删减。"
            for no in part.counted():
                typed = text(form, part.name("values", no))
                value = typed_number(typed)
                if typed and value is None:
                    told = f"项目{part.number}指标{no}的“{typed[:40]}”不是数字。可写 1200 或 3.5万。"
                    errors[part.name("values", no)] = told
                if value is not None and (value != part.filed.get(no, {}).get("value") or reworded):
                    wanted.append((part, no, value))
                part.typed[no] = typed
            part.text = words if part.name("text") in form else None
        return wanted, errors

    def render(self, errors: dict[str, str] | None = None) -> HTMLResponse:
        with self.house.reading() as conn:
            days = agenda.days_of(conn, self.programme, self.month.period.key)
        return render(
            self.request,
            "rows.html",
            status_code=422 if errors else 200,
            errors=errors or {},
            open=[part for part in self.parts if part.open],
            closed=[part for part in self.parts if not part.open],
            sent=sum(bool(part.filed) for part in self.parts),
            split=any(self.unit.startswith(each["region"]) for part in self.parts for each in part.project.regions),
            period=self.month.period,
            due=self.programme.policy.report_due(self.month.period, days),
            days=days,
            filed=self.request.query_params.get("filed"),
            saved=self.request.query_params.get("saved"),
            account=str(self.visitor.account),
            now=clock.now().isoformat(),
            place=place_at(self.house, self.programme.jurisdiction, self.programme.year),
            key=str(uuid4()),
        )
