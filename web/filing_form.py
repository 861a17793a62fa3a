"""The fields of one project's section on the filing page: named by its number, read back into a Filing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from starlette.datastructures import FormData, UploadFile

from projects import clash, comparison, filing, form, quantity, sanity, shares, standing
from projects.clash import Merged, Parts, Written
from projects.filing import COUNTED, Filing, what
from projects.form import Origin
from projects.measure import planned_value
from projects.policy import Period, PolicySet
from projects.project import Project
from projects.quantity import plain
from projects.report import MOST_FILES
from projects.reports import ReportRow
from projects.shares import Shares
from tracker.refusal import Refused
from web import clashes
from web.clashes import Told
from web.hints import Advice, advice, unfinished
from web.refusals import sentence
from web.visitor import text
from web.wording import number

OPEN = ("none", "draft", "returned")
"""States in which a report is its lead unit's to write."""
LARGEST_FIGURE = Decimal(10) ** 15
WORDS = {
    "none": "未填报",
    "draft": "草稿",
    "awaiting_release": "待单位负责人放行",
    "submitted": "已报送，待审核",
    "returned": "被退回",
    "accepted": "已审核",
    "published": "已公布",
    "corrected": "已更正",
}

WRITTEN = ("text", "problems", "measures", "unchanged_reason", "correction_reason")
SHARES = "shares"
"""Asked about like a text: districts that did not give their figures."""
LONGEST = 2000
"""Characters of one text of a report: it is printed on the board and in the bulletin."""


@dataclass
class Entry:
    """One project of the month: what is stored, and what the form says now."""

    project: Project
    period: Period
    policy: PolicySet
    report: ReportRow | None
    filing: Filing
    touched: bool = False
    overriding: dict[str, str] = field(default_factory=dict)
    """What is typed of a figure to use instead of an implementing unit's, and why; by the fields' names."""
    unreadable: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    version: int | None = None
    contents: list[Written] = field(default_factory=list)
    """Every content the report had; empty where the page does not edit."""
    origin: Origin = field(default_factory=Origin)
    mine: Parts = field(default_factory=dict)
    merged: Merged | None = None
    earlier: dict[str, Any] | None = None
    """The last period's content, where there is one."""
    weeks: dict[str, str] = field(default_factory=dict)
    """Text → what the month's weekly dispatches say of it (supervision/weekly_words.py)."""
    told: list[Told] = field(default_factory=list)
    """Clashes that wait for a decision."""
    took: tuple[str, ...] = ()
    """Parts that somebody else wrote meanwhile."""
    given: list[str] = field(default_factory=list)
    """Parts for which the other side's words were chosen."""
    lost: list[Told] = field(default_factory=list)
    """What was typed after somebody else had submitted the report."""
    drafted: bool = False
    """Kept as a draft by this very command; `report` is as it stood before."""
    asked: dict[str, str] = field(default_factory=dict)
    """Text → the unfinished-looking word it was asked about already; `shares` → the districts that were missing."""

    @property
    def number(self) -> str:
        return self.project.number

    @property
    def state(self) -> str:
        return self.report.state if self.report else "none"

    @property
    def begun(self) -> bool:
        """A draft, or a returned report that was worked on since."""
        if self.drafted:
            return True
        if self.report is None or self.state not in ("draft", "returned"):
            return False
        return self.state == "draft" or bool(self.report.returned_at and self.report.saved_at > self.report.returned_at)

    def faults(self) -> list[Refused]:
        """What keeps this filing from being submitted."""
        whole = filing.completed(self.project, self.filing, self.period, self.policy)
        return filing.faults(self.project, whole, self.period, self.policy)

    def lacking(self) -> dict[str, str]:
        """Field → its label, of whatever keeps this filing from being submitted; the clashes first."""
        fields = [*self.unreadable, *(self.name(no.field or "text") for no in self.faults())]
        found = {self.name("clash", each.field): each.label for each in self.told}
        return found | {name: self._label(name.removeprefix(f"{self.number}.")) for name in fields}

    def _label(self, field: str) -> str:
        """What the form writes above a field."""
        name, _, no = field.partition(".")
        if name == "values" and len(self.project.targets) > 1:
            return str(self.project.targets[no]["text"])
        return clashes.label(self.project, clashes.part_of(field))

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def reasons(self) -> list[str]:
        return (self.report.reasons or []) if self.report and self.state in ("returned", "draft") else []

    def name(self, *parts: str) -> str:
        """The field's name: 15.values.1"""
        return ".".join((self.number, *parts))

    def named(self, refused: Refused) -> Refused:
        """The refusal with this project's field, so that the page can point at it."""
        refused.field = self.name(refused.field) if refused.field else self.name("text")
        refused.about = f"项目{self.number}：" if not refused.about else refused.about
        return refused

    def shares(self) -> Shares:
        """What the implementing units and districts filed towards it, and who has not."""
        return shares.of(self.project, self.report.rows if self.report else {}, self.period.ends_on.isoformat())

    def silent(self, names: Mapping[str, str]) -> list[str]:
        """Names of the units whose district has a part of it by the list and that did not give all of its figures."""
        return shares.silent(
            self.project, self.report.rows if self.report else {}, self.period.ends_on.isoformat(), names
        )

    def value(self, no: str) -> str:
        return self.typed.get(no, self.filing.values.get(no, ""))

    def shown(self, field: str) -> str | bool:
        """What the form's field holds now, by its name within the section; a box that may be ticked says whether."""
        name, _, key = field.partition(".")
        if name == "values":
            yes_no = self.project.targets[key]["kind"] == "yes_no"
            return self.filing.values.get(key) == "1" if yes_no else self.filing.values.get(key, "")
        if name == "done":
            return self.filing.milestones_done.get(key, "")
        if name == "confirmed":
            return key in self.filing.confirmed
        found = getattr(self.filing, name)
        return found if isinstance(found, (str, bool)) else ""

    def counted(self) -> list[str]:
        """The targets whose month is a figure."""
        return [no for no, target in self.project.targets.items() if target["kind"] in COUNTED]

    @property
    def since(self) -> str:
        """What of the form is older than its version, as the form carries it."""
        return clashes.since(self.origin)

    def last(self, no: str) -> str | None:
        return self.project.last_value(no, self.period.key)

    @property
    def carried(self) -> str:
        """Whose figures a month is judged by that nobody has filled in yet: 上月, or the last month to have any; ""
        where a figure of its own stands, or 本月无变化 is said."""
        if self.state not in OPEN or self.filing.unchanged:
            return ""
        counted, accepted = self.counted(), self.project.accepted
        if any(self.filing.values.get(no) not in (None, "", self.last(no)) for no in counted):
            return ""
        keys = [each.key for each in self.policy.periods(self.period.year) if each.key < self.period.key]
        had = [key for key in keys if key in accepted and set(counted) & set(accepted[key]["values"])]
        if not had:
            return ""
        return "上月" if had[-1] == keys[-1] else f"{int(had[-1][5:])}月"

    def planned(self, no: str) -> str | None:
        """The plan's cumulative value at the period's end, as text."""
        measure = standing.of(self.project, self.period, self.policy, self.filing.as_dict()).measures[no]
        if measure.kind not in ("quantity", "money"):
            return None
        value = planned_value(measure, self.period.ends_on)
        return None if value is None else plain(value.quantize(quantity.exact(1)) if value > 100 else round(value, 1))

    def hint(self, no: str) -> sanity.Hint | None:
        """What the figure looks as if it were not meant so."""
        value = self.filing.values.get(no)
        if not value or self.filing.unchanged or self.filing.correction:
            return None
        target = self.project.targets[no]
        measure = self.judged().measures[no]
        rising = target["kind"] in filing.CUMULATIVE and not filing.falling(target)
        figure = sanity.Figure(
            no=no,
            value=Decimal(value),
            last=_decimal(self.last(no)),
            planned=planned_value(measure, self.period.ends_on) if measure.kind in ("quantity", "money") else None,
            quantity=measure.quantity,
            rising=rising,
            percent_unit=target["kind"] == "ratio" or target["unit"] == "%",
            bounded=target["kind"] == "ratio" or target["comparator"] in ("<=", "<") or filing.falling(target),
        )
        return sanity.hint(figure, self.filing.text, self.policy.confirm_over_plan)

    def advice(self, no: str) -> Advice | None:
        found = self.hint(no)
        return advice(found, self.project.targets[no]["unit"] or "") if found else None

    def unfinished(self, field: str) -> str | None:
        """The word by which a text looks not written to its end; a bare 无 is an answer where nothing is asked."""
        late = field not in ("problems", "measures") or self.judged().project.light in ("red", "yellow")
        return sanity.unfinished(getattr(self.filing, field), bare=late)

    def unfinished_words(self, field: str) -> str:
        """The hint of that, "" where there is none."""
        word = self.unfinished(field)
        return unfinished(word) if word else ""

    def step(self, no: str) -> Decimal | None:
        """How far the figure moved since it was last accepted."""
        return comparison.step(self.last(no), self.filing.values.get(no))

    def compared(self, field: str) -> list[comparison.Part]:
        """A text of the report beside the last month's."""
        return comparison.words(str((self.earlier or {}).get(field) or ""), getattr(self.filing, field))

    def judged(self) -> standing.Standing:
        return standing.of(self.project, self.period, self.policy, self.filing.as_dict())

    def nodes(self) -> list[dict[str, Any]]:
        """Milestones with the day they were or are now reported done, and whether that is settled already."""
        found = []
        for no, nodes in self.project.milestones.items():
            for index, node in enumerate(nodes):
                key = f"{no}:{index}"
                before = standing.done_on(self.project, no, index, self.period)
                now = self.typed.get(f"done.{key}", self.filing.milestones_done.get(key, ""))
                found.append({**node, "key": key, "before": before, "now": now})
        return found

    def settled_before(self, key: str) -> bool:
        """Whether a node (`target:index`) was accepted as done in an earlier period."""
        accepted = self.project.accepted
        return any(key in accepted[each]["milestones_done"] for each in accepted if each < self.period.key)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def typed_number(typed: str) -> str | None:
    """A typed figure as the ledger writes it; None where it cannot be read, or no paper could print it."""
    try:
        found = quantity.number(typed) if typed else None
    except (quantity.Unreadable, ArithmeticError):
        return None
    return plain(found) if found is not None and _printable(found) else None


def _printable(number: Decimal) -> bool:
    """Whether a figure is one a paper could print: below ten to the fifteenth, at most six decimals."""
    exponent = number.as_tuple().exponent
    return number.is_finite() and abs(number) < LARGEST_FIGURE and isinstance(exponent, int) and exponent >= -6


def read(entry: Entry, sent: FormData, keep: Callable[[UploadFile], dict[str, Any]]) -> None:
    """Puts what was typed into the entry; marks it touched where that differs from what is stored.

    Unreadable numbers keep what was typed, and say so in `unreadable`. Files are kept at once, so that a fault
    elsewhere does not lose them.
    """
    if entry.name("version") not in sent:
        entry.mine = form.base(entry.contents, entry.origin) if entry.contents else {}
        return
    entry.version = _version(text(sent, entry.name("version")))
    entry.origin = clashes.origin(sent, entry.number)
    entry.asked = {name: text(sent, entry.name("asked", name)) for name in (*WRITTEN, SHARES)}
    before = entry.filing
    values = {no: found for no in entry.project.targets if (found := _value(entry, sent, no))}
    entry.filing = Filing(
        values=values,
        stages=before.stages,
        milestones_done=_days(entry, sent),
        text=text(sent, entry.name("text")),
        problems=text(sent, entry.name("problems")),
        measures=text(sent, entry.name("measures")),
        unchanged=bool(text(sent, entry.name("unchanged"))),
        unchanged_reason=text(sent, entry.name("unchanged_reason")),
        correction=bool(text(sent, entry.name("correction"))),
        correction_reason=text(sent, entry.name("correction_reason")),
        confirmed=[no for no in entry.project.targets if text(sent, entry.name("confirmed", no))],
        evidence=_evidence(entry, sent, keep),
    )
    _too_long(entry)
    if entry.contents:
        _decide(entry, sent)
        return
    was = before.as_dict() | {"claims_completion": False}
    entry.touched = bool(entry.unreadable) or entry.filing.as_dict() != was


def _decide(entry: Entry, sent: FormData) -> None:
    """What this form changed of what it was made from. A field that cannot be read changes nothing yet."""
    before, mine = form.base(entry.contents, entry.origin), clash.apart(entry.filing.as_dict())
    told_before = entry.origin.since
    for name in entry.unreadable:
        part = clashes.part_of(name.removeprefix(f"{entry.number}."))
        mine.pop(part, None)
        if part in before:
            mine[part] = before[part]
    for no, target in entry.project.targets.items():
        if target["kind"] == "yes_no" and mine.get(f"values.{no}") == "0" and f"values.{no}" not in before:
            del mine[f"values.{no}"]
    decided = clashes.picked(sent, entry.number, entry.origin, entry.contents, mine)
    entry.origin, entry.mine, entry.given = decided
    entry.touched = bool(entry.unreadable) or entry.mine != before or entry.origin.since != told_before
    merge(entry, entry.contents)


def merge(entry: Entry, contents: list[Written]) -> Filing:
    """Brings the form into what stands now, and shows it so: where both wrote, what was typed here stays in the
    field. Returns what may be stored."""
    entry.contents = contents
    found = entry.merged = form.merged(contents, entry.origin, entry.mine)
    shown = dict(found.parts)
    for each in found.clashes:
        shown.pop(each.part, None)
        if each.mine is not None:
            shown[each.part] = each.mine
    kept = {part: getattr(entry.filing, part) for part in WRITTEN if entry.name(part) in entry.unreadable}
    entry.filing = replace(form.filing(shown), **kept)
    for part in (*found.took, *entry.given):
        entry.typed.pop(clashes.field_of(part).removeprefix("values."), None)
    return form.filing(found.parts)


def _too_long(entry: Entry) -> None:
    for part in WRITTEN:
        if len(words := getattr(entry.filing, part)) > LONGEST:
            entry.unreadable[entry.name(part)] = f"最多{LONGEST}字，现有{len(words)}字，请删减。"


def _version(sent: str) -> int:
    """The version the form was made of; what is no number is no version, and so the form counts as overtaken."""
    return int(sent or 0) if len(sent) < 10 and (sent or "0").isascii() and (sent or "0").isdigit() else -1


def _value(entry: Entry, sent: FormData, no: str) -> str:
    name = entry.name("values", no)
    kind = entry.project.targets[no]["kind"]
    if kind == "milestones":
        return ""
    typed = text(sent, name)
    if kind == "yes_no":
        return "1" if typed else "0"
    if kind not in COUNTED or not typed:
        return ""
    entry.typed[no] = typed
    found = typed_number(typed)
    if found is None:
        entry.unreadable[name] = _no_number(entry.project.targets[no], what(entry.project, no), typed)
    return found or ""


def _no_number(target: dict[str, Any], called: str, typed: str) -> str:
    """Why a figure cannot be read; a percentage of the target is told as the figure it stands for."""
    rate = typed_number(typed[:-1].strip()) if typed.endswith(("%", "％")) else None
    if rate is None or not target["quantity"]:
        return f"{called}填的“{typed[:40]}”不是数字。可写 1200、1,200 或 3.5万。"
    meant = number(Decimal(target["quantity"]) * Decimal(rate) / 100) + (target["unit"] or "")
    return f"{called}填的是百分比“{typed[:40]}”。这里填累计数：目标的{typed[:40]}是{meant}。"


def _days(entry: Entry, sent: FormData) -> dict[str, str]:
    """Nodes and the days they were done: as typed; those an earlier month settled are not asked and stay."""
    settled = {node["key"] for node in entry.nodes() if node["before"]}
    kept = {key: day for key, day in entry.filing.milestones_done.items() if key in settled}
    asked = [node["key"] for node in entry.nodes() if node["key"] not in settled]
    return kept | {key: day for key in asked if (day := _day(entry, sent, key))}


def _day(entry: Entry, sent: FormData, key: str) -> str:
    """The day a node was done, as ISO text; "" where none was given or it cannot be read."""
    name = entry.name("done", key)
    typed = text(sent, name)
    try:
        found = quantity.day(typed) if typed else None
        if found is not None and not date(entry.period.year - 5, 1, 1) <= found <= entry.period.ends_on:
            raise quantity.Unreadable(typed)
        return found.isoformat() if found else ""
    except quantity.Unreadable:
        entry.typed[f"done.{key}"] = typed
        entry.unreadable[name] = f"节点完成日期“{typed[:40]}”不对：请写成 2026-09-09 这样的日期，不晚于本月底。"
        return ""


def _evidence(entry: Entry, sent: FormData, keep: Callable[[UploadFile], dict[str, Any]]) -> list[dict[str, Any]]:
    """What stays of the report's own files (named by their hash; nobody else's can be named), and what came now."""
    wanted = {str(said) for said in sent.getlist(entry.name("kept"))}
    kept = [file for file in entry.filing.evidence if file["sha256"] in wanted]
    for upload in sent.getlist(entry.name("evidence")):
        if isinstance(upload, UploadFile) and upload.filename:
            try:
                kept.append(keep(upload))
            except Refused as no:
                entry.unreadable[entry.name("evidence")] = sentence(no)
    files = list({file["sha256"]: file for file in kept}.values())
    if len(files) > MOST_FILES:
        entry.unreadable[entry.name("evidence")] = sentence(Refused("report.files", most=MOST_FILES, found=len(files)))
    return files
