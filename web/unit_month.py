"""A unit's month for one visitor: its projects as stored or as just typed, what it does with them, and its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate
from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from projects import agenda, clash, form, register, reports
from projects.filing import COUNTED, Filing
from projects.month import Month
from projects.project import Project
from projects.register import ProgrammeRow
from projects.report import MonthlyReport
from supervision import dispatches, weekly_words
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import clashes, evidence, filing_form, refusals, stamp
from web.filing_form import OPEN, Entry
from web.house import House
from web.place import place_at, programme_here
from web.templating import moment_in_words, render
from web.visitor import Visitor, text


def _below(typed: str, words: str) -> str:
    """Quoted words go below what was typed, and come once."""
    return typed if words in typed else f"{typed}\n{words}".strip()


@dataclass(frozen=True, slots=True)
class Left:
    """A project that was handed over since the visitor's unit filed it; `leads` by name."""

    project: register.ProjectRow
    report: reports.ReportRow
    leads: str


class UnitMonth:
    """One unit's month, for one visitor: what the filing page and those that bring it a sheet or a paste stand on."""

    def __init__(self, request: Request, slug: str, year: int, period: str) -> None:
        self.request, self.period_key = request, period
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            programme = programme_here(conn, slug, year)
            self.programme: ProgrammeRow = programme
            unit = self.visitor.unit or request.query_params.get("unit")
            self.unit = unit
            self.units = register.units(conn, slug)
            rows = register.projects(conn, programme.id, unit)
            self.reports = reports.of_period(conn, programme.id, period)
            self.left = self._left(register.projects(conn, programme.id)) if self.visitor.unit else []
            own = [row for row in rows if unit is None or row.lead_unit == unit]
            before = [each.key for each in programme.policy.periods(year) if each.key < period]
            self.earlier = reports.of_period(conn, programme.id, before[-1]) if before else {}
            self.days = agenda.days_of(conn, programme, period)
            weeks = {row.id: dispatches.of_project(conn, row.id).values() for row in own if row.key_difficult}
        self.month = Month(self.house.ledger, UUID(programme.id), period)
        self.weeks = {id: weekly_words.of_month(each, self.month.period) for id, each in weeks.items()}
        self.halted = {row.number: (row.title, halt) for row in own if (halt := self.month.halted(row.id))}
        self.rows = [row for row in own if row.number not in self.halted]

    def _left(self, rows: list[register.ProjectRow]) -> list[Left]:
        """What this unit filed for the month and another one leads by now: to be read, not to be changed."""
        unit = self.visitor.unit
        return [
            Left(row, report, self.units.get(row.lead_unit or "", ""))
            for row in rows
            if row.lead_unit != unit and (report := self.reports.get(row.id)) and report.unit == unit
        ]

    @property
    def here(self) -> str:
        """The page's own address, also for the pages that bring it a sheet."""
        return f"/{self.programme.jurisdiction}/{self.programme.year}/filing/{self.period_key}"

    @property
    def only(self) -> str:
        """The project that is shown alone; "" where all are."""
        asked = self.request.query_params.get("project", "")
        return asked if asked in self._waiting() else ""

    def _waiting(self) -> list[str]:
        return [row.number for row in self.rows if row.id not in self.reports or self.reports[row.id].state in OPEN]

    def address(self, action: str, said: str = "") -> str:
        """Where to go after what was done: where one project is shown at a time, to the next one."""
        number = action.removeprefix("next:") if action.startswith("next:") else self.only
        if number and action.startswith("submit"):
            waiting = self._waiting()
            after = [*waiting[waiting.index(number) + 1 :], *waiting[: waiting.index(number)]]
            number = after[0] if after else ""
        shown = f"project={quote(number)}" if number else ""
        query = "&".join(each for each in (shown, said) if each)
        return self.here + (f"?{query}" if query else "")

    def filled(self, sent: FormData, action: str) -> tuple[FormData, str]:
        """The form with the one field filled in that its button stands for, and where to go afterwards."""
        kind, _, rest = action.partition(":")
        name, _, value = rest.partition("=")
        number, _, field = name.partition(".")
        row = next((row for row in self.rows if row.number == number), None)
        if kind not in ("take", "copy", "quote") or row is None or not field:
            return sent, ""
        if kind == "copy":
            before = self.earlier.get(row.id)
            value = str(before.content.get(field) or "") if before and field in filing_form.WRITTEN else ""
        if kind == "quote":
            value = _below(text(sent, name), self.weeks.get(row.id, {}).get(field, ""))
        return FormData([*((n, v) for n, v in sent.multi_items() if n != name), (name, value)]), f"#project-{number}"

    def entries(self, sent: FormData | None = None) -> list[Entry]:
        """Each project's section: as stored, or as the form just sent it."""
        found = []
        for row in self.rows:
            project = self.house.ledger.get(Project, UUID(row.id))
            report, before = self.reports.get(row.id), self.earlier.get(row.id)
            fresh = self.month.prefilled(project)
            stored = Filing.from_dict(report.content) if report else fresh
            entry = Entry(project, self.month.period, self.month.policy, report, stored)
            entry.origin = form.Origin(report.version if report else 0)
            entry.earlier = before.content if before else None
            entry.weeks = self.weeks.get(row.id, {})
            if sent is not None:
                entry.contents = self.contents(entry)
                self._read(entry, sent)
            found.append(entry)
        return found

    def _read(self, entry: Entry, sent: FormData) -> None:
        """What was typed. Where the report has left the filer's hands meanwhile, it is only told."""
        filing_form.read(entry, sent, lambda upload: evidence.keep(self.house.store, upload))
        own = (f"override.{entry.number}:", f"reason.{entry.number}:")
        entry.overriding = {name: str(value) for name, value in sent.multi_items() if name.startswith(own) and value}
        if entry.state not in OPEN:
            entry.lost = self._lost(entry) if entry.merged else []
            entry.filing = Filing.from_dict(entry.report.content) if entry.report else entry.filing
            entry.touched, entry.typed, entry.unreadable, entry.merged = False, {}, {}, None

    def _lost(self, entry: Entry) -> list[clashes.Told]:
        theirs = clash.apart(entry.contents[-1].content)
        before = form.base(entry.contents, entry.origin)
        parts = dict.fromkeys((*entry.mine, *before))
        wrote = [part for part in parts if entry.mine.get(part) != before.get(part)]
        lost = [
            clash.Clash(part, before.get(part), entry.mine.get(part), theirs.get(part))
            for part in wrote
            if entry.mine.get(part) != theirs.get(part)
        ]
        found = clash.Merged(theirs, tuple(lost))
        return clashes.told(entry.project, found, entry.contents, str(self.visitor.account))

    def lacking(self, entry: Entry, submitting: bool) -> dict[str, str]:
        """Field → what keeps the report back, naming the project: what its form lacks, then the stamp where it goes
        straight to the office; empty when nothing does."""
        if entry.unreadable or not submitting:
            return {name: f"项目{entry.number}：{words}" for name, words in entry.unreadable.items()}
        found = dict(refusals.sentences(SeveralRefused([entry.named(no) for no in entry.faults()])))
        if found or self.month.programme.head_releases:
            return found
        no = stamp.fault(self.month, str(self.visitor.unit), entry)
        return {"stamp": refusals.sentence(no)} if no else {}

    def contents(self, entry: Entry) -> list[clash.Written]:
        report = MonthlyReport.create_id(str(entry.project.id), self.period_key)
        return form.history(self.house.ledger, report, self.month.prefilled(entry.project))

    def carry_out(self, key: UUID, whole: list[Entry], kept: list[Entry]) -> Any:
        """Submits `whole` and keeps `kept` as drafts, in one command. Each is merged first with what somebody else
        wrote meanwhile; what then differs from what was on the screen is kept as a draft and not submitted."""

        def act() -> tuple[list[Aggregate], Any]:
            changed: list[Aggregate] = []
            refused: list[Refused] = []
            submitted = 0
            for entry in [*whole, *kept]:
                try:
                    reports, out = self._one(entry, entry in whole)
                    changed += reports
                    submitted += out
                except Refused as no:
                    refused.append(entry.named(no))
                except SeveralRefused as several:
                    refused += [entry.named(no) for no in several.refusals]
            if refused:
                raise SeveralRefused(refused)
            return changed, {"count": submitted}

        filed = [{entry.number: entry.mine for entry in entries} for entries in (whole, kept)]
        asked = ["filing", self.period_key, *filed]
        return self.house.carry_out(self.visitor.actor(self.request), key, asked, act, alone=True)

    def _one(self, entry: Entry, submitting: bool) -> tuple[list[Aggregate], bool]:
        id, who = entry.project.id, str(self.visitor.account)
        content = filing_form.merge(entry, self.contents(entry))
        assert entry.merged is not None
        out = submitting and not entry.merged.clashes and not entry.merged.took
        changed = self.month.submit(id, content, who)[0] if out else self.month.draft(id, content)[0]
        entry.took, entry.drafted = entry.merged.took, not out
        entry.told = clashes.told(entry.project, entry.merged, entry.contents, who)
        entry.origin = form.origin_after(entry.origin, entry.merged, changed[0].version)
        return changed, out

    def clashing(self, entries: list[Entry], submitting: Iterable[str]) -> dict[str, str]:
        """What has to be decided or looked at because somebody else wrote meanwhile, by its field; `submitting`: the
        numbers of the projects that were to go out."""
        found = {}
        for entry in entries:
            if entry.lost:
                found[f"project-{entry.number}"] = f"项目{entry.number}已由他人提交，您填写的内容没有并入，列在下方。"
            for each in entry.told:
                what = f"{each.who}{moment_in_words(each.at)}已改为别的内容，请选择用哪一个"
                found[entry.name(f"clash.{each.field}")] = f"项目{entry.number}：“{each.label}”{what}。"
            for part in entry.took if entry.number in submitting else ():
                by = clash.author(part, entry.contents)
                who, at = clashes.who(by, str(self.visitor.account)), moment_in_words(by.at) if by else ""
                label = clashes.label(entry.project, part)
                field = entry.name(clashes.field_of(part))
                found[field] = f"项目{entry.number}：{who}{at}改了“{label}”，已并入下方，请看过后再提交。"
        return found

    def again(self, entries: list[Entry], errors: dict[str, str], submitted: int) -> HTMLResponse:
        """The page with what was typed and is not submitted yet, the reports as they stand after the command."""
        fresh = UnitMonth(self.request, self.programme.jurisdiction, self.programme.year, self.period_key)
        now = {entry.number: entry for entry in fresh.entries()}
        for entry in entries:
            stored = now[entry.number]
            if stored.state in OPEN:
                entry.report = stored.report
                now[entry.number] = entry
        return fresh.render(list(now.values()), errors, submitted)

    def render(
        self,
        entries: list[Entry],
        errors: dict[str, str] | None = None,
        submitted: int = 0,
        template: str = "filing.html",
        **more: Any,
    ) -> HTMLResponse:
        """422 with errors, else 200. `template` is this page's or one that extends it, with `more` of its own."""
        due = self.programme.policy.report_due(self.month.period, self.days)
        return render(
            self.request,
            template,
            status_code=422 if errors else 200,
            errors=errors or {},
            entries=entries,
            period=self.month.period,
            programme=self.programme,
            unit=self.units.get(self.unit or "", "全部单位"),
            units=self.units,
            halted=self.halted,
            left=self.left,
            due=due,
            days=self.days,
            own=self.visitor.role == "filer" and self.month.begun,
            opens=None if self.month.begun else self.month.period.starts_on,
            head_releases=self.month.programme.head_releases,
            published=self.month.publication().state == "published",
            merged=self.request.query_params.get("merged"),
            saved=self.request.query_params.get("saved"),
            kept_beside=self.request.query_params.get("kept"),
            now=clock.now().isoformat(),
            submitted=submitted or self.request.query_params.get("submitted"),
            place=place_at(self.house, self.programme.jurisdiction, self.programme.year),
            section="desk",
            key=str(uuid4()),
            here=self.here,
            stamp=stamp.stamp(self.month, self.visitor.unit, [each for each in entries if each.begun]),
            only=self.only,
            account=str(self.visitor.account),
            counted=COUNTED,
            **more,
        )
