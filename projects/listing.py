"""A year's list as a spreadsheet carries it: projects, targets, plans, milestones, values, districts, sites.

Plain records between the spreadsheet and the ledger; they hold what was written and judge nothing.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from projects.quantity import half_width

COMPARATORS = (">=", ">", "=", "<=", "~", "complete")
KINDS = ("quantity", "milestones", "yes_no", "ratio", "service", "count", "money")
COMPARATOR_WORDS = {">=": "≥", ">": ">", "=": "=", "<=": "≤", "~": "约", "complete": "完成"}
KIND_WORDS = {
    "quantity": "累计",
    "milestones": "里程碑",
    "yes_no": "是否",
    "ratio": "比率",
    "service": "持续",
    "count": "计数",
    "money": "投资",
}
STAGES = ("签约", "开工", "完工", "验收", "投用")
MEASURED_KINDS = ("quantity", "ratio", "money")
"""Kinds whose target is a number."""


@dataclass(frozen=True)
class ProjectRow:
    """项目. `number` is the number as published, `item` the 件 it belongs to.

    `units_text` is how the units were printed where their names alone would not give it back; `source` where the
    promise itself was read.
    """

    number: str
    item: str | None
    title: str
    category: str | None
    lead_unit: str | None
    supporting_units: tuple[str, ...]
    implementing_units: tuple[str, ...]
    leader_in_charge: str | None
    responsible: str | None
    key_difficult: bool
    note: str | None
    starts_on: date | None
    due_on: date | None
    contact_a: str | None
    contact_b: str | None
    units_text: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class TargetRow:
    """指标. `quantity` and `baseline` are in `unit`; `parent` is the `no` of the target that this is part of.

    `as_written` is the number as it was written where more stood there than a number (约, 余, 3.5万) or none could be
    read (6-10个); `remark` what the list says beside it (市民生实事).
    """

    project: str
    no: str
    text: str
    quantity: Decimal | None
    unit: str | None
    comparator: str
    kind: str
    kind_guessed: bool
    stage: str | None
    baseline: Decimal | None
    parent: str | None
    weight: Decimal | None
    as_written: str | None = None
    remark: str | None = None


@dataclass(frozen=True)
class PlanRow:
    """计划. `months` holds the planned cumulative value at the end of each month (1 to 12) that was given."""

    project: str
    no: str
    months: dict[int, Decimal]


@dataclass(frozen=True)
class MilestoneRow:
    """节点. Without `no` it belongs to the project as a whole."""

    project: str
    no: str | None
    due: date | None
    text: str | None
    value: Decimal | None
    weight: Decimal | None
    done_on: date | None
    source: str | None = None


@dataclass(frozen=True)
class ValueRow:
    """进展. Without `no` it is of the project as a whole; `unit` is what stood in the sheet (see Listing.unit_of).

    `correction`: why this value corrects what was said before; with it a cumulative value may fall.
    `verdict` is the source's own status word (达到序时进度), `verdict_of` what it was said of where not of the year
    (4月当月计划); `reported_by` whom the source names for the sentence; `basis` what it says of how it counts
    (按国家最新统计方法修正); `task_text` the task as printed beside the progress, where it is not the list's own words.
    """

    project: str
    no: str | None
    as_of: date | None
    value: Decimal | None
    percent: Decimal | None
    text: str | None
    stage: str | None
    source: str | None
    problems: str | None
    measures: str | None
    unit: str | None
    correction: str | None = None
    as_written: str | None = None
    verdict: str | None = None
    verdict_of: str | None = None
    reported_by: str | None = None
    basis: str | None = None
    task_text: str | None = None


@dataclass(frozen=True)
class RegionRow:
    """分区: a district's share of a target, in the target's unit."""

    project: str
    no: str
    region: str
    quantity: Decimal | None


@dataclass(frozen=True)
class RegionValueRow:
    """分区进展: a district's cumulative value, in its own unit or else the target's; a blank one was not given."""

    project: str
    no: str
    region: str
    as_of: date | None
    value: Decimal | None
    percent: Decimal | None
    unit: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class SiteRow:
    """点位: one place where a project is done; longitude and latitude in degrees."""

    project: str
    name: str
    address: str | None
    longitude: Decimal | None
    latitude: Decimal | None
    unit: str | None
    share: Decimal | None
    stage: str | None


@dataclass(frozen=True)
class Listing:
    """A whole list, each part in the sheet's order; `notes` say what was guessed or left unread."""

    projects: tuple[ProjectRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    plans: tuple[PlanRow, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    values: tuple[ValueRow, ...] = ()
    regions: tuple[RegionRow, ...] = ()
    region_values: tuple[RegionValueRow, ...] = ()
    sites: tuple[SiteRow, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    def unit_of(self, row: ValueRow) -> str | None:
        """The unit a value is in: its own, else its target's; None where no number was given."""
        if row.unit is not None or row.value is None:
            return row.unit
        units = (target.unit for target in self.targets if (target.project, target.no) == (row.project, row.no))
        return next(units, None)


_PIECES = re.compile(r"[0-9]+|[一二三四五六七八九十百]+|[^0-9一二三四五六七八九十百]+")
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}


def natural(number: str) -> tuple[object, ...]:
    """The key numbers are sorted by: 2 before 10, 1-2 before 1-10; those that begin with letters (u1, S2) after."""
    written = half_width(number).strip()
    pieces = tuple(_piece(piece) for piece in _PIECES.findall(written))
    return (_begins_with_letter(written), pieces, number)


def _begins_with_letter(written: str) -> bool:
    first = next((sign for sign in written if sign.isalnum()), "")
    return not (first.isdecimal() or first in _CHINESE_DIGITS or first in ("十", "百")) and bool(first)


def _piece(piece: str) -> tuple[int, int, str]:
    """Digits compare by length and then by sign, so that a number of any length is compared without converting it."""
    if piece[0] in "0123456789":
        digits = piece.lstrip("0")
        return (0, len(digits), digits)
    if piece[0] in _CHINESE_DIGITS or piece[0] in "十百":
        digits = str(_chinese_number(piece))
        return (0, len(digits), digits)
    return (1, 0, piece)


def _chinese_number(piece: str) -> int:
    total, digit = 0, 0
    for sign in piece:
        if sign in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[sign]
            continue
        total += max(digit, 1) * (100 if sign == "百" else 10)
        digit = 0
    return total + digit


_MONEY_UNIT = re.compile(r".*元$")
RATIO_UNITS = ("%", "％", "‰", "百分点", "个百分点", "倍")
_RATIO_WORDS = re.compile(r"[%％‰]|比例|百分点|(?<!效)率(?![先领])")


def guessed_kind(
    text: str, quantity: Decimal | None, unit: str | None, comparator: str | None, *, milestones: bool
) -> tuple[str, str]:
    """The kind of a target whose 类型 was left empty, and the Chinese words of what it was guessed by."""
    if quantity is None and comparator == "complete":
        if milestones:
            return "milestones", "比较为“完成”、无目标值、另列节点"
        return "yes_no", "比较为“完成”、无目标值"
    if quantity is None and comparator is None:
        return "count", "无目标值、无比较"
    if unit is not None:
        return _kind_by_unit(text, unit)
    if words := _RATIO_WORDS.search(text):
        return "ratio", f"指标内容中的“{words.group()}”"
    if words := re.search("亿元|万元|投资", text):
        return "money", f"指标内容中的“{words.group()}”"
    return "quantity", "目标值"


def _kind_by_unit(text: str, unit: str) -> tuple[str, str]:
    """元 alone is money only where the text speaks of it: 每月609元 is a standard, not an investment."""
    if unit in RATIO_UNITS:
        return "ratio", f"单位“{unit}”"
    if unit in ("万元", "亿元"):
        return "money", f"单位“{unit}”"
    if _MONEY_UNIT.fullmatch(unit) and (words := re.search("亿元|万元|投资", text)):
        return "money", f"指标内容中的“{words.group()}”"
    return "quantity", f"目标值和单位“{unit}”"
