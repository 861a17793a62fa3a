"""The fields of one project's section on the filing page: named by its number, read back into a Filing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from starlette.datastructures import FormData, UploadFile

from projects import filing, pace, quantity, standing
from projects.filing import COUNTED, Filing
from projects.policy import Period, PolicySet
from projects.project import Project
from projects.quantity import plain
from projects.reports import ReportRow
from tracker.refusal import Refused
from web.refusals import sentence
from web.visitor import text

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
    unreadable: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    version: int | None = None

    @property
    def number(self) -> str:
        return self.project.number

    @property
    def state(self) -> str:
        return self.report.state if self.report else "none"

    @property
    def begun(self) -> bool:
        """A draft, or a returned report that was worked on since."""
        if self.report is None or self.state not in ("draft", "returned"):
            return False
        return self.state == "draft" or bool(self.report.returned_at and self.report.saved_at > self.report.returned_at)

    def faults(self) -> list[Refused]:
        """What keeps this filing from being submitted."""
        whole = filing.completed(self.project, self.filing, self.period, self.policy)
        return filing.faults(self.project, whole, self.period, self.policy)

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

    def sums(self) -> dict[str, str]:
        """Target → the sum of what the implementing units filed, for targets of which any did."""
        totals: dict[str, Decimal] = {}
        for rows in (self.report.rows if self.report else {}).values():
            for no, row in rows.items():
                totals[no] = totals.get(no, Decimal(0)) + Decimal(row["value"])
        return {no: plain(total) for no, total in totals.items()}

    def value(self, no: str) -> str:
        return self.typed.get(no, self.filing.values.get(no, ""))

    def last(self, no: str) -> str | None:
        return self.project.last_value(no, self.period.key)

    def planned(self, no: str) -> str | None:
        """The plan's cumulative value at the period's end, as text."""
        measure = standing.of(self.project, self.period, self.policy, self.filing.as_dict()).measures[no]
        if measure.kind not in ("quantity", "money"):
            return None
        value = pace.planned_value(measure, self.period.ends_on)
        return None if value is None else plain(value.quantize(quantity.exact(1)) if value > 100 else round(value, 1))

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


def read(entry: Entry, form: FormData, keep: Callable[[UploadFile], dict[str, Any]]) -> None:
    """Puts what was typed into the entry; marks it touched where that differs from what is stored.

    Unreadable numbers keep what was typed, and say so in `unreadable`. Files are kept at once, so that a fault
    elsewhere does not lose them.
    """
    if entry.name("version") not in form:
        return
    entry.version = _version(text(form, entry.name("version")))
    before = entry.filing
    values = {no: found for no in entry.project.targets if (found := _value(entry, form, no))}
    entry.filing = Filing(
        values=values,
        stages=before.stages,
        milestones_done=_days(entry, form),
        text=text(form, entry.name("text")),
        problems=text(form, entry.name("problems")),
        measures=text(form, entry.name("measures")),
        unchanged=bool(text(form, entry.name("unchanged"))),
        unchanged_reason=text(form, entry.name("unchanged_reason")),
        correction=bool(text(form, entry.name("correction"))),
        correction_reason=text(form, entry.name("correction_reason")),
        confirmed=[no for no in entry.project.targets if text(form, entry.name("confirmed", no))],
        evidence=_evidence(entry, form, keep),
    )
    _too_long(entry)
    was = before.as_dict() | {"claims_completion": False}
    entry.touched = bool(entry.unreadable) or entry.filing.as_dict() != was


def _too_long(entry: Entry) -> None:
    for part in ("text", "problems", "measures", "unchanged_reason", "correction_reason"):
        if len(words := getattr(entry.filing, part)) > LONGEST:
            entry.unreadable[entry.name(part)] = f"最多{LONGEST}字，现有{len(words)}字，请删减。"


def _version(sent: str) -> int:
    """The version the form was made of; what is no number is no version, and so the form counts as overtaken."""
    return int(sent or 0) if len(sent) < 10 and (sent or "0").isascii() and (sent or "0").isdigit() else -1


def _value(entry: Entry, form: FormData, no: str) -> str:
    name = entry.name("values", no)
    kind = entry.project.targets[no]["kind"]
    if kind == "milestones":
        return ""
    typed = text(form, name)
    if kind == "yes_no":
        return "1" if typed else "0"
    if kind not in COUNTED or not typed:
        return ""
    entry.typed[no] = typed
    found = typed_number(typed)
    if found is None:
        entry.unreadable[name] = f"指标{no}的“{typed[:40]}”不是数字。可写 1200、1,200 或 3.5万。"
    return found or ""


def _days(entry: Entry, form: FormData) -> dict[str, str]:
    """Nodes and the days they were done: as typed; those an earlier month settled are not asked and stay."""
    settled = {node["key"] for node in entry.nodes() if node["before"]}
    kept = {key: day for key, day in entry.filing.milestones_done.items() if key in settled}
    asked = [node["key"] for node in entry.nodes() if node["key"] not in settled]
    return kept | {key: day for key in asked if (day := _day(entry, form, key))}


def _day(entry: Entry, form: FormData, key: str) -> str:
    """The day a node was done, as ISO text; "" where none was given or it cannot be read."""
    name = entry.name("done", key)
    typed = text(form, name)
    try:
        found = quantity.day(typed) if typed else None
        if found is not None and not date(entry.period.year - 5, 1, 1) <= found <= entry.period.ends_on:
            raise quantity.Unreadable(typed)
        return found.isoformat() if found else ""
    except quantity.Unreadable:
        entry.typed[f"done.{key}"] = typed
        entry.unreadable[name] = f"节点完成日期“{typed[:40]}”不对：请写成 2026-09-09 这样的日期，不晚于本月底。"
        return ""


def _evidence(entry: Entry, form: FormData, keep: Callable[[UploadFile], dict[str, Any]]) -> list[dict[str, Any]]:
    """What stays of the report's own files (named by their hash; nobody else's can be named), and what came now."""
    wanted = {str(said) for said in form.getlist(entry.name("kept"))}
    kept = [file for file in entry.filing.evidence if file["sha256"] in wanted]
    for upload in form.getlist(entry.name("evidence")):
        if isinstance(upload, UploadFile) and upload.filename:
            try:
                kept.append(keep(upload))
            except Refused as no:
                entry.unreadable[entry.name("evidence")] = sentence(no)
    return list({file["sha256"]: file for file in kept}.values())
