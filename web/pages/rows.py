"""What an implementing unit or district files of its own towards a project that another unit leads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import agenda, clash, comparison, filing, register, reports, row_drafts, sanity, shares
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
from web.templating import environment, moment_in_words, render
from web.visitor import Form, Visitor, key_of, text
from web.wording import number

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}/rows"
EMPTY = "empty"
MISSING = "没有填“{what}”。请填写；本期没有这个数的，再报一次即可，这一项记为未报。"
"""Asked once of each figure that is left empty beside what is filed."""
FELL = "“{what}”报{value}，比上期{last}少。累计数不应减少：填成当月数的，请改为累计数；确实减少的，{why}再报一次。"
"""Asked of each cumulative figure that falls: it goes out when it is sent again with words of why."""
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
    saved_by: str = ""
    """Whose post kept it."""
    was: dict[str, str] = field(default_factory=dict)
    """Field → what it held when the form was made that is answered now."""
    clashes: dict[str, str] = field(default_factory=dict)
    """Field → what somebody else of the unit put there meanwhile, where something else was typed."""
    took: list[str] = field(default_factory=list)
    """Fields that were left alone and that somebody else changed."""
    changed: bool = False
    """Whether anything was typed here since the form was made."""
    district: dict[str, str] = field(default_factory=dict)
    """Target → what the list gives to this unit's district of it; empty where the list asks no figure of the unit."""
    asked: dict[str, str] = field(default_factory=dict)
    """Target → what of its figure was asked about already: EMPTY, or the figure that fell."""

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
    def unsent(self) -> list[str]:
        """Targets that this unit gave no figure of."""
        return [no for no in self.counted() if no not in self.filed]

    @property
    def waits(self) -> bool:
        """Whether a figure that the list asks of this unit's district is not there yet."""
        return self.open and any(no in self.district for no in self.unsent)

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
        sent = {**{f"values.{no}": self._sent(no) for no in self.counted()}, "text": self.sent_words}
        return _parts(self.settled) != _parts(sent)

    def _sent(self, no: str) -> str:
        return self.filed.get(no, {}).get("value", "")

    def take_up(self, draft: RowDraft | None) -> None:
        """What was typed before and not sent stands in the fields again."""
        if draft and self.open:
            self.typed, self.text, self.saved_at = dict(draft.typed["values"]), draft.typed["text"], draft.saved_at
            self.saved_by = draft.typed.get("post", "")

    @property
    def fields(self) -> dict[str, str]:
        """Field → what stands in it."""
        return {**{f"values.{no}": self.value(no) for no in self.counted()}, "text": self.words}

    @property
    def settled(self) -> dict[str, str]:
        """The same, with what the other wrote where nobody has decided yet."""
        return {**self.fields, **self.clashes}

    def base(self, each: str) -> str:
        """What the form is made from: the next answer is compared with it."""
        return self.was.get(each, self.fields[each])

    def read(self, form: FormData) -> None:
        """Puts what was typed into the fields, merged with what somebody else of the unit put there since the form was
        made; where both differ, what was typed stays in the field and the other is told."""
        stored, base, mine = self.fields, {}, {}
        self.asked = {no: said for no in self.counted() if (said := text(form, self.name("asked", no)))}
        for each, now in stored.items():
            base[each] = text(form, self.name("was", each)) if self.name("was", each) in form else now
            mine[each] = text(form, self.name(each)) if self.name(each) in form else base[each]
        found = clash.merged(_parts(base), _parts(mine), _parts(stored))
        self.clashes = {each.part: stored[each.part] for each in found.clashes}
        self.took = [each for each in stored if each in found.took]
        self.changed = _parts(mine) != _parts(base)
        self.was = {each: base[each] if each in self.clashes else stored[each] for each in stored}
        whole = {each: stored[each] if each in self.took else mine[each] for each in stored}
        self.typed, self.text = {no: whole[f"values.{no}"] for no in self.counted()}, whole["text"]

    def keep(self) -> None:
        """What is stored now is what the form was made from; of a clash nothing is."""
        self.was |= {each: value for each, value in self.settled.items() if each not in self.clashes}

    @property
    def meanwhile(self) -> dict[str, str]:
        """Field → what has to be decided or looked at because somebody else of the unit wrote meanwhile."""
        said = {self.name(each): self.told(each) for each in self.clashes}
        if self.changed:
            said |= {
                self.name(each): f"项目{self.number}：{self._other}改了这一处，已并入，请看过后再报。"
                for each in self.took
            }
        return said

    def told(self, each: str) -> str:
        """A clash in words."""
        other, own = self.clashes[each] or "（空）", self.fields[each] or "（空）"
        return f"项目{self.number}：{self._other}填的是“{other}”，您填的是“{own}”，请选用哪一个。"

    @property
    def _other(self) -> str:
        at = self.saved_at or self.sent_at
        return (self.saved_by or "本单位另一位填报人") + (f"{moment_in_words(at)}" if at else "")

    def ask(self, going: Collection[str]) -> dict[str, str]:
        """Field → the question at a figure that is left empty, asked once, and at one of those `going` out that fell,
        asked until words say why."""
        empty = [no for no in self.unsent if not self.value(no) and no not in self.asked]
        fallen = {no: value for no in going if (value := self.fallen(no))}
        fallen = {no: value for no, value in fallen.items() if self.asked.get(no) != value or not self.words.strip()}
        self.asked |= dict.fromkeys(empty, EMPTY) | fallen
        told = {no: MISSING.format(what=self.project.targets[no]["text"]) for no in empty}
        told |= {no: self._question(no, value) for no, value in fallen.items()}
        said = {self.name("values", no): f"项目{self.number}{words}" for no, words in told.items()}
        if fallen and not self.words.strip():
            said[self.name("text")] = f"项目{self.number}的累计数比上期少，请写明原因。"
        return said

    def fallen(self, no: str) -> str | None:
        """The figure, where it only grows and is less than this unit's own last one."""
        value, last = typed_number(self.value(no)), self.last(no)
        less = value is not None and last is not None and Decimal(value) < Decimal(last)
        return value if less and self._rising(no) else None

    def _rising(self, no: str) -> bool:
        target = self.project.targets[no]
        return target["kind"] in filing.CUMULATIVE and not filing.falling(target)

    def _question(self, no: str, value: str) -> str:
        target = self.project.targets[no]
        figure, last = (f"{number(each)}{target['unit'] or ''}" for each in (value, self.last(no)))
        why = "请核对“说明”写的是减少的原因，" if self.words.strip() else "请在“说明”里写明原因，"
        return FELL.format(what=target["text"], value=figure, last=last, why=why)

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
        rising, bounded = self._rising(no), target["kind"] == "ratio"
        figure = sanity.Figure(no, Decimal(value), Decimal(last), rising=rising, bounded=bounded)
        found = sanity.hint(figure, self.words)
        return advice(found, target["unit"] or "") if found else None


def _parts(fields: Mapping[str, str]) -> dict[str, str]:
    """Fields as they are compared: a figure however it is written, what is empty not at all."""
    return {each: typed_number(typed) or typed.replace("\r\n", "\n") for each, typed in fields.items() if typed}


@router.get(PATH, name="rows:show")
def show(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    return _Page(request, jurisdiction, year, period).render()


@router.post(PATH, name="rows:file")
def file(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """All the rows that were filled in anew, in one command; the lead unit sees them beside its own figure. `action`
    save and autosave only keep what is typed, for this unit alone; so do take:<field>=<value>, which fills in one field
    first, and mine:<field>=<value>, which lets what is typed stand against that of somebody else."""
    page = _Page(request, jurisdiction, year, period)
    action = text(form, "action")
    form = _decided(form)
    wanted, errors = page.read(form)
    if action != "file":
        return _kept(page, form, errors, action)
    if meanwhile := {name: words for part in page.parts for name, words in part.meanwhile.items()}:
        page.hold([part for part in page.parts if part.open and part.changed])
        return page.render(errors | meanwhile)
    if errors or not wanted:
        return page.render(errors or {"": NOTHING})
    going = list({part.number: part for part, _, _ in wanted}.values())
    which = {part.number: [no for each, no, _ in wanted if each is part] for part in going}
    if asked := {name: words for part in going for name, words in part.ask(which[part.number]).items()}:
        page.hold(going)
        return page.render(asked)
    unit, month = str(page.visitor.unit), page.month

    def act() -> tuple[list[Aggregate], dict[str, int]]:
        changed: dict[UUID, Any] = {}
        for part, no, value in wanted:
            report = changed.get(part.project.id) or month.opened(part.project.id)
            report.file_row(unit, no, value, part.words)
            changed[part.project.id] = report
        return list(changed.values()), {"rows": len(wanted)}

    said = ["rows", period, [(part.number, no, value, part.words) for part, no, value in wanted]]
    try:
        page.house.carry_out(page.visitor.actor(request), key_of(form), said, act)
    except (Refused, SeveralRefused) as no:
        return page.render(dict(refusals.sentences(no)))
    page.drop(going)
    numbers = [quote(part.number) for part in going]
    where = "".join(f"&in={number}" for number in numbers)
    return RedirectResponse(f"{request.url.path}?filed={len(wanted)}{where}#filed-{numbers[0]}", status_code=303)


def _kept(page: "_Page", form: FormData, errors: dict[str, str], action: str) -> Response:
    """Keeps what was typed, readable or not; the lead unit sees nothing of it."""
    asked = {str(each) for each in form.getlist("touched")} if action == "autosave" else {p.number for p in page.parts}
    parts = [part for part in page.parts if part.open and part.number in asked]
    page.hold(parts)
    meanwhile = {name: words for part in parts for name, words in part.meanwhile.items()}
    if action == "autosave":
        return JSONResponse(
            _saved(parts, [*meanwhile.values(), *(errors[n] for n in errors if n.split(".")[0] in asked)])
        )
    if any(part.clashes for part in parts):
        return page.render(meanwhile)
    place = action.partition(":")[2].partition(".")[0]
    address = f"{page.request.url.path}?saved={sum(p.moved for p in parts)}"
    return RedirectResponse(address + (f"#project-{place}" if place else ""), status_code=303)


def _saved(parts: list[Part], notes: list[str]) -> dict[str, Any]:
    """The answer to what saved itself: what the forms are made from now, what came from somebody else, and what the
    page says beside the fields."""
    made: Any = environment().get_template("_rows.html").module
    beside = {f"beside-{p.name('values', no)}": str(made.beside(p, no)) for p in parts for no in p.counted()}
    clashing = {f"clash-{part.name(each)}": str(made.clash(part, each)) for part in parts for each in part.fields}
    return {
        "at": f"{clock.now():%H:%M:%S}",
        "note": "；".join(notes),
        "was": {part.name("was", each): part.base(each) for part in parts for each in part.fields},
        "took": {part.name(each): part.fields[each] for part in parts for each in part.took},
        "html": beside | clashing,
    }


def _decided(form: FormData) -> FormData:
    """With the one field changed that a button stands for: the figure that was offered, or what was seen beside one's
    own and is to give way."""
    kind, _, rest = text(form, "action").partition(":")
    name, _, value = rest.partition("=")
    if kind not in ("take", "mine") or name not in form:
        return form
    number, _, each = name.partition(".")
    name = name if kind == "take" else f"{number}.was.{each}"
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
            part.district = shares.of_district(part.project, self.unit)
            part.take_up(drafts.get(str(part.project.id)))

    def hold(self, parts: list[Part]) -> None:
        """Keeps what is typed in them and was not sent."""
        self.keep([part for part in parts if part.moved])
        self.drop([part for part in parts if not part.moved])
        for part in parts:
            part.keep()

    def keep(self, parts: list[Part]) -> None:
        typed = {
            str(part.project.id): {
                "values": {no: part.settled[f"values.{no}"] for no in part.counted()},
                "text": part.settled["text"],
                "post": self.visitor.post,
            }
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
            part.read(form)
            reworded = part.words != part.sent_words
            if len(part.words) > LONGEST:
                told = f"项目{part.number}的说明最多{LONGEST}字，现有{len(part.words)}字，请删减。"
                errors[part.name("text")] = told
            for no in part.counted():
                typed = part.value(no)
                value = typed_number(typed)
                if typed and value is None:
                    told = f"项目{part.number}指标{no}的“{typed[:40]}”不是数字。可写 1200 或 3.5万。"
                    errors[part.name("values", no)] = told
                if value is not None and Decimal(value) < 0:
                    told = f"项目{part.number}指标{no}的“{typed[:40]}”是负数。请填到现在为止的累计数，最少为0。"
                    errors[part.name("values", no)] = told
                if value is not None and (value != part.filed.get(no, {}).get("value") or reworded):
                    wanted.append((part, no, value))
        wanted = [each for each in wanted if each[0].changed or not each[0].took]
        return wanted, errors

    def render(self, errors: dict[str, str] | None = None) -> HTMLResponse:
        with self.house.reading() as conn:
            days = agenda.days_of(conn, self.programme, self.month.period.key)
        told = {*self.request.query_params.getlist("in"), *(name.partition(".")[0] for name in errors or {})}
        rest = [part for part in self.parts if not part.district]
        return render(
            self.request,
            "rows.html",
            status_code=422 if errors else 200,
            errors=errors or {},
            all_parts=self.parts,
            asked=[part for part in self.parts if part.district],
            rest=rest,
            unfolded=any(part.open and (part.moved or part.number in told) for part in rest),
            told=told,
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
