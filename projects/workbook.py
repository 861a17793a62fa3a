"""The spreadsheet people fill in: its template, and the way from its rows to a Listing and back.

Reading finds every fault at once (Faults) and takes over nothing when there is one; what was guessed or set aside is
said in Listing.notes.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from projects import example_rows, sheet_guide, unit_names
from projects.cell import UNPRINTABLE
from projects.listing import (
    STAGES,
    Listing,
    MilestoneRow,
    PlanRow,
    ProjectRow,
    RegionRow,
    RegionValueRow,
    SiteRow,
    TargetRow,
    ValueRow,
    guessed_kind,
)
from projects.quantity import (
    LONGEST,
    Figure,
    Unreadable,
    day,
    exact,
    figure,
    half_width,
    is_range,
    plain,
    within_reach,
)
from projects.scrutiny import Draft, Placed, scrutinise
from projects.sheet import (
    BLANK,
    COLUMNS,
    INSTRUCTIONS,
    MONTHS,
    Cell,
    Fault,
    Faults,
    Findings,
    RawRow,
    from_folder,
    from_xlsx,
)
from tracker.recorder import Watch

__all__ = ["Fault", "Faults", "read", "read_csv_folder", "template", "write", "write_csv_folder"]

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
_COMPARATORS = {word: sign for sign, word in COMPARATOR_WORDS.items()} | {
    sign: sign for sign in COMPARATOR_WORDS if sign != "complete"
}
_COMPARATORS |= {"≧": ">=", "≦": "<=", "左右": "~"}
_KINDS = {word: kind for kind, word in KIND_WORDS.items()}
_YES_NO = {"是": True, "否": False, "√": True, "TRUE": True, "FALSE": False}

_NUMBER = "数字（如 1200、3.5万、1.2亿）"
_DATE = "日期（如 2021-07-31、2021年7月31日）"

RowT = TypeVar("RowT")


def read(source: bytes | Path, *, published: bool, watch: Watch | None = None) -> Listing:
    """Read an xlsx file (its bytes or its path); raises Faults with everything that is wrong.

    `published`: history as it was printed, exempt from what a list to be worked with must hold (scrutiny.py).
    `watch` is told of every row that was read.
    """
    findings = Findings(published)
    return _listing(from_xlsx(source, findings, watch), findings)


def read_csv_folder(folder: Path, *, published: bool) -> Listing:
    """Read CSV files named after the sheets, with the same rules as `read`."""
    findings = Findings(published)
    return _listing(from_folder(folder, findings), findings)


def _listing(rows: dict[str, list[RawRow]], findings: Findings) -> Listing:
    examples = sum(example_rows.marked(raw) for raw in rows.get("项目", []))
    draft = _Reader(example_rows.set_aside(rows, findings), findings).draft()
    if not draft.projects and "项目" not in findings.unread:
        found = "只有示例，没有可导入的内容" if examples else ""
        findings.fault("项目", 2 + examples, "编号", found, "至少一个项目")
    scrutinise(draft, findings)
    order = {name: place for place, name in enumerate(COLUMNS)}
    findings.faults.sort(key=lambda fault: (order.get(fault.sheet, -1), fault.row or 0))
    findings.refuse()
    return Listing(
        projects=_rows_of(draft.projects),
        targets=_rows_of(draft.targets),
        plans=_rows_of(draft.plans),
        milestones=_rows_of(draft.milestones),
        values=_rows_of(draft.values),
        regions=_rows_of(draft.regions),
        region_values=_rows_of(draft.region_values),
        sites=_rows_of(draft.sites),
        notes=tuple(findings.notes),
    )


def _rows_of(placed: Iterable[Placed[RowT]]) -> tuple[RowT, ...]:
    return tuple(each.row for each in placed)


# --- one row


class _Entry:
    """One row, asked for its columns; what cannot be understood becomes a fault and reads as nothing."""

    def __init__(self, raw: RawRow, findings: Findings) -> None:
        self.raw = raw
        self.findings = findings
        self.bad: set[str] = set()

    def placed(self, row: RowT) -> Placed[RowT]:
        return Placed(row, self.raw, frozenset(self.bad))

    def fault(self, column: str, expected: str) -> None:
        if column not in self.bad:
            self.bad.add(column)
            found = str(self.raw.cells.get(column, BLANK))
            self.findings.fault(self.raw.sheet, self.raw.number, column, found, expected)

    def note(self, words: str) -> None:
        self.findings.notes.append(f"{self.raw.sheet} 第{self.raw.number}行：{words}")

    def _cell(self, column: str, expected: str, *, needed: bool) -> Cell:
        """The cell, BLANK when there is nothing to read in it (a fault when it is needed or broken)."""
        cell = self.raw.cells.get(column, BLANK)
        if cell.broken is not None or (needed and cell.blank):
            self.fault(column, expected)
            return BLANK
        return cell

    def text(self, column: str, *, needed: bool = False) -> str | None:
        value = self._cell(column, "文字", needed=needed).value
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, int | float):
            return plain(exact(value))
        return value.isoformat() if isinstance(value, date) else value

    def identifier(self, column: str, *, needed: bool = False) -> str | None:
        """A number as a name: 1 and 1.0 are "1", the text 1.10 stays; a spreadsheet that made 1-1 a date is told."""
        expected = "编号（如 1、1-1、S2；单元格请设为文本）"
        value = self._cell(column, expected, needed=needed).value
        if isinstance(value, bool | date):
            self.fault(column, expected)
            return None
        written = plain(exact(value)) if isinstance(value, int | float) else value
        if written is not None and (len(written) > LONGEST or re.search(r"[/\\\n\t]", written)):
            self.fault(column, f"编号，不超过 {LONGEST} 字，不含斜杠、换行")
            return None
        return None if written is None else "".join(map(_plain_sign, written))

    def figure(self, column: str) -> Figure | None:
        cell = self._cell(column, _NUMBER, needed=False)
        if self._range(cell):
            self.note(f"{column}{cell}是区间，照原文列出，不取数")
            return None
        try:
            return _figure(cell)
        except Unreadable:
            self.fault(column, _NUMBER)
            return None

    def _range(self, cell: Cell) -> bool:
        """Whether published history gives two ends instead of a number: 6-10个."""
        return self.findings.published and isinstance(cell.value, str) and is_range(cell.value)

    def written(self, column: str, number: str) -> str | None:
        """The number as it was written: its own column, else its cell where more than a number stands there."""
        cell = self.raw.cells.get(number, BLANK)
        if (given := self.text(column)) is not None or number in self.bad or not isinstance(cell.value, str):
            return given
        if self._range(cell):
            return cell.value
        read = figure(cell.value)
        return cell.value if read.hedges or read.scaled else None

    def number(self, column: str, unit: str | None = None) -> Decimal | None:
        """A number in the given unit; a unit written beside it must be that one."""
        read = self.figure(column)
        if read is None:
            return None
        if read.unit is not None and read.unit != unit:
            self.fault(column, f"以“{unit}”为单位的数字" if unit else _NUMBER)
        self.settle(column, read, unit)
        return read.value

    def settle(self, column: str, read: Figure, unit: str | None) -> None:
        """Say what a hedged number counts as; refuse 3.5万 beside the unit 万人, which two people read differently."""
        if read.scaled and unit is not None and unit[0] in "万亿":
            self.fault(column, f"以“{unit}”为单位、不再带万或亿的数字")
        elif read.hedges:
            self.note(f"{column}{self.raw.cells[column]}按 {plain(read.value)} 计")

    def day(self, column: str, *, needed: bool = False) -> date | None:
        value = self._cell(column, _DATE, needed=needed).value
        try:
            return None if value is None else _day(value)
        except Unreadable:
            self.fault(column, _DATE)
            return None

    def choice(self, column: str, words: dict[str, RowT], shown: Iterable[str]) -> RowT | None:
        written = self.text(column)
        if written is None or column in self.bad:
            return None
        found = words.get(half_width(written).upper())
        if found is None:
            self.fault(column, f"下列之一：{' '.join(shown)}（或空）")
        return found

    def units(self, column: str) -> tuple[str, ...]:
        return unit_names.separated(self.text(column) or "")


def _plain_sign(sign: str) -> str:
    """Full-width digits and letters of a number are the same number; brackets stay as published."""
    return half_width(sign) if half_width(sign).isalnum() else sign


def _figure(cell: Cell) -> Figure | None:
    if cell.value is None:
        return None
    if isinstance(cell.value, bool | date):
        raise Unreadable(str(cell.value))
    if isinstance(cell.value, str):
        return figure(cell.value)
    value = exact(cell.value)
    if len(plain(value)) > LONGEST:
        raise Unreadable(str(value))
    return Figure(value * 100, unit="%") if cell.percent else Figure(value)


def _day(value: str | int | float | bool | date) -> date:
    if isinstance(value, date):
        return within_reach(value)
    if isinstance(value, str):
        return day(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return day(str(value))  # 20210731; a bare serial number of the spreadsheet is no day to a reader
    raise Unreadable(str(value))


# --- the sheets


class _Reader:
    """Turns raw rows into the rows of a list; targets come first, the rest is read in their units."""

    def __init__(self, rows: dict[str, list[RawRow]], findings: Findings) -> None:
        self.findings = findings
        self.entries = {name: [_Entry(raw, findings) for raw in rows.get(name, [])] for name in COLUMNS}
        self.targets_of: Counter[str] = Counter()
        self.with_milestones: set[tuple[str, str | None]] = set()
        self.sole: dict[str, str] = {}
        self.unit_of: dict[tuple[str, str | None], str | None] = {}

    def draft(self) -> Draft:
        for entry in self.entries["指标"]:
            self.targets_of[_quiet(entry.raw, "项目编号") or ""] += 1
        for entry in self.entries["节点"]:
            self.with_milestones.add((_quiet(entry.raw, "项目编号") or "", _quiet(entry.raw, "指标序号")))
        draft = Draft(projects=self._each("项目", self._project), targets=self._each("指标", self._target))
        self.sole = {row.project: row.no for row in _rows_of(draft.targets) if self.targets_of[row.project] == 1}
        self.unit_of = {(row.project, row.no): row.unit for row in _rows_of(draft.targets)}
        draft.plans = self._each("计划", self._plan)
        draft.milestones = self._each("节点", self._milestone)
        draft.values = self._each("进展", self._value)
        draft.regions = self._each("分区", self._region)
        draft.region_values = self._each("分区进展", self._region_value)
        draft.sites = self._each("点位", self._site)
        return draft

    def _each(self, sheet: str, row: Callable[[_Entry], RowT]) -> list[Placed[RowT]]:
        found = [(entry, row(entry)) for entry in self.entries[sheet]]
        return [entry.placed(each) for entry, each in found]

    def _project(self, entry: _Entry) -> ProjectRow:
        leading, supporting, implementing, printed = self._units(entry)
        return ProjectRow(
            number=entry.identifier("编号", needed=True) or "",
            item=entry.text("件"),
            title=entry.text("项目名称", needed=True) or "",
            category=entry.text("类别"),
            lead_unit=leading[0] if leading else None,
            supporting_units=tuple(dict.fromkeys((*leading[1:], *supporting))),
            implementing_units=implementing,
            leader_in_charge=entry.text("分管领导"),
            responsible=entry.text("责任人"),
            key_difficult=entry.choice("重点难点", _YES_NO, ("是", "否")) or False,
            note=entry.text("说明"),
            starts_on=entry.day("开工日期"),
            due_on=entry.day("完成时限"),
            contact_a=entry.text("A角"),
            contact_b=entry.text("B角"),
            units_text=printed,
            source=entry.text("来源"),
        )

    def _units(self, entry: _Entry) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str | None]:
        """Lead, supporting, implementing units, and how they were printed where that is more than their names."""
        printed, written = entry.text("公布责任单位"), entry.text("牵头单位")
        roles = unit_names.by_role(written or "")
        leading = roles.get("lead", ()) if roles else entry.units("牵头单位")
        supporting = (*roles.get("supporting", ()), *entry.units("协办单位"))
        implementing = (*roles.get("implementing", ()), *entry.units("承办单位"))
        if roles:
            entry.note("牵头单位一格写有各单位的分工，已按分工列入，原文照录")
        if len(leading) > 1:
            entry.note(f"牵头单位有{len(leading)}个，以“{leading[0]}”为牵头单位，其余列入协办单位")
        return leading, supporting, tuple(dict.fromkeys(implementing)), printed or (written if roles else None)

    def _target(self, entry: _Entry) -> TargetRow:
        project = entry.identifier("项目编号", needed=True) or ""
        no = self._own_no(entry, project)
        text = entry.text("指标内容", needed=True) or ""
        quantity, unit, comparator = self._goal(entry)
        as_written = entry.written("目标原文", "目标值")
        kind, guessed = self._kind(entry, (project, no), text, quantity, unit, comparator)
        if comparator is None:
            comparator = "=" if quantity is not None or kind not in ("yes_no", "milestones", "service") else "complete"
            if quantity is not None:
                entry.note(f"比较未填，按“{COMPARATOR_WORDS[comparator]}”")
        return TargetRow(
            project=project,
            no=no,
            text=text,
            quantity=quantity,
            unit=unit,
            comparator=comparator,
            kind=kind,
            kind_guessed=guessed,
            stage=self._stage(entry),
            baseline=entry.number("基数", unit),
            parent=entry.identifier("上级指标"),
            weight=entry.number("权重", "%"),
            as_written=as_written,
            remark=entry.text("备注"),
        )

    def _own_no(self, entry: _Entry, project: str) -> str:
        no = entry.identifier("指标序号")
        if no is None and "指标序号" not in entry.bad:
            if self.targets_of[project] > 1:
                entry.fault("指标序号", "序号（项目有多项指标时不可空）")
            else:
                entry.note("指标序号未填，项目只有一项指标，记为“1”")
        return no or "1"

    def _goal(self, entry: _Entry) -> tuple[Decimal | None, str | None, str | None]:
        """Target value, unit and comparator, the latter two from beside the number where their cells are empty."""
        read, unit = entry.figure("目标值"), entry.text("单位")
        comparator = entry.choice("比较", _COMPARATORS, COMPARATOR_WORDS.values())
        if read is None:
            return None, unit, comparator
        if unit is None and read.unit is not None:
            unit = read.unit
            entry.note(f"单位未填，按目标值中的“{unit}”")
        elif read.unit not in (None, unit):
            entry.fault("目标值", f"以“{unit}”为单位的数字")
        entry.settle("目标值", read, unit)
        if comparator is None and read.comparator is not None and "比较" not in entry.bad:
            comparator = read.comparator
            entry.note(f"比较未填，按目标值中的文字判为“{COMPARATOR_WORDS[comparator]}”")
        return read.value, unit, comparator

    def _kind(
        self,
        entry: _Entry,
        key: tuple[str, str],
        text: str,
        quantity: Decimal | None,
        unit: str | None,
        comparator: str | None,
    ) -> tuple[str, bool]:
        kind = entry.choice("类型", _KINDS, _KINDS)
        if kind is not None:
            return kind, False
        guess, reason = guessed_kind(text, quantity, unit, comparator, milestones=self._has_milestones(*key))
        if not entry.bad & {"类型", "目标值", "比较"}:
            entry.note(f"类型未填，按{reason}判为“{KIND_WORDS[guess]}”")
        return guess, True

    def _has_milestones(self, project: str, no: str) -> bool:
        of_project = self.targets_of[project] == 1 and (project, None) in self.with_milestones
        return of_project or (project, no) in self.with_milestones

    def _stage(self, entry: _Entry) -> str | None:
        """One of the five stages; in published history whatever was printed."""
        stage = entry.text("阶段")
        if stage is not None and stage not in STAGES and not self.findings.published:
            entry.fault("阶段", f"下列之一：{' '.join(STAGES)}（或空）")
        return stage

    def _of_target(self, entry: _Entry) -> tuple[str, str, str | None]:
        """Project, target and the target's unit; an empty 指标序号 means the project's only target."""
        project = entry.identifier("项目编号", needed=True) or ""
        no = entry.identifier("指标序号") or self.sole.get(project)
        if no is None:
            known = self.targets_of[project] or "指标" not in self.findings.unread
            if known:
                entry.fault("指标序号", "指标序号（只有一项指标的项目才可空）")
        return project, no or "", self.unit_of.get((project, no))

    def _plan(self, entry: _Entry) -> PlanRow:
        project, no, unit = self._of_target(entry)
        read = {month: entry.number(column, unit) for month, column in enumerate(MONTHS, start=1)}
        return PlanRow(project, no, {month: value for month, value in read.items() if value is not None})

    def _milestone(self, entry: _Entry) -> MilestoneRow:
        project = entry.identifier("项目编号", needed=True) or ""
        no = entry.identifier("指标序号")
        return MilestoneRow(
            project=project,
            no=no,
            due=entry.day("到期日", needed=not self.findings.published),
            text=entry.text("内容", needed=not self.findings.published),
            value=entry.number("计划值", self.unit_of.get((project, no or self.sole.get(project)))),
            weight=entry.number("权重", "%"),
            done_on=entry.day("完成日期"),
            source=entry.text("来源"),
        )

    def _value(self, entry: _Entry) -> ValueRow:
        project = entry.identifier("项目编号", needed=True) or ""
        no = entry.identifier("指标序号")
        value, unit = self._measured(entry, self.unit_of.get((project, no)))
        return ValueRow(
            project=project,
            no=no,
            as_of=entry.day("截至日期", needed=not self.findings.published),
            value=value,
            percent=entry.number("公布百分比", "%"),
            text=entry.text("进展文字"),
            stage=self._stage(entry),
            source=entry.text("来源"),
            problems=entry.text("存在问题"),
            measures=entry.text("下步措施"),
            unit=unit,
            correction=entry.text("更正原因"),
            as_written=entry.written("数字原文", "累计值"),
            verdict=entry.text("公布评价"),
            verdict_of=entry.text("评价范围"),
            reported_by=entry.text("报送单位"),
            basis=entry.text("口径"),
            task_text=entry.text("任务原文"),
        )

    def _measured(self, entry: _Entry, of_target: str | None) -> tuple[Decimal | None, str | None]:
        """The cumulative value and its own unit: the one in its cell, or beside the number where that says another."""
        read, unit = entry.figure("累计值"), entry.text("单位")
        if read is None:
            return None, unit
        if unit is not None and read.unit not in (None, unit):
            entry.fault("累计值", f"以“{unit}”为单位的数字")
        elif unit is None and read.unit not in (None, of_target):
            unit = read.unit
        entry.settle("累计值", read, unit or of_target)
        return read.value, unit

    def _region(self, entry: _Entry) -> RegionRow:
        project, no, unit = self._of_target(entry)
        region = entry.text("区域", needed=True) or ""
        return RegionRow(project, no, region, entry.number("目标值", unit))

    def _region_value(self, entry: _Entry) -> RegionValueRow:
        project, no, of_target = self._of_target(entry)
        value, unit = self._measured(entry, of_target)
        return RegionValueRow(
            project=project,
            no=no,
            region=entry.text("区域", needed=True) or "",
            as_of=entry.day("截至日期", needed=not self.findings.published),
            value=value,
            percent=entry.number("公布百分比", "%"),
            unit=unit,
            source=entry.text("来源"),
        )

    def _site(self, entry: _Entry) -> SiteRow:
        return SiteRow(
            project=entry.identifier("项目编号", needed=True) or "",
            name=entry.text("名称", needed=True) or "",
            address=entry.text("地址"),
            longitude=self._degrees(entry, "经度", 180),
            latitude=self._degrees(entry, "纬度", 90),
            unit=entry.text("责任单位"),
            share=entry.number("份额", "%"),
            stage=entry.text("阶段"),
        )

    def _degrees(self, entry: _Entry, column: str, most: int) -> Decimal | None:
        value = entry.number(column, "°")
        if value is not None and abs(value) > most:
            entry.fault(column, f"-{most} 至 {most} 之间的度数")
        return value


def _quiet(raw: RawRow, column: str) -> str | None:
    """A number as a name, without finding fault: that is done when the row itself is read."""
    return _Entry(raw, Findings(published=True)).identifier(column)


# --- writing

Field = str | Decimal | date | int | None


def _table(listing: Listing) -> dict[str, list[list[Field]]]:
    """The rows of each sheet below its header, in the columns' order."""
    milestones = {(row.project, row.no) for row in listing.milestones}
    sole = Counter(row.project for row in listing.targets)
    return {
        "项目": [_project_fields(row) for row in listing.projects],
        "指标": [
            _target_fields(
                row,
                milestones=(row.project, row.no) in milestones
                or (sole[row.project] == 1 and (row.project, None) in milestones),
            )
            for row in listing.targets
        ],
        "计划": [[row.project, row.no, *(row.months.get(month) for month in range(1, 13))] for row in listing.plans],
        "节点": [
            [row.project, row.no, row.due, row.text, row.value, row.weight, row.done_on, row.source]
            for row in listing.milestones
        ],
        "进展": [
            [
                *(row.project, row.no, row.as_of, row.value, row.percent, row.text, row.stage, row.source),
                *(row.problems, row.measures, row.unit, row.correction, row.as_written, row.verdict, row.verdict_of),
                *(row.reported_by, row.basis, row.task_text),
            ]
            for row in listing.values
        ],
        "分区": [[row.project, row.no, row.region, row.quantity] for row in listing.regions],
        "分区进展": [
            [row.project, row.no, row.region, row.as_of, row.value, row.percent, row.unit, row.source]
            for row in listing.region_values
        ],
        "点位": [
            [row.project, row.name, row.address, row.longitude, row.latitude, row.unit, row.share, row.stage]
            for row in listing.sites
        ],
    }


def _project_fields(row: ProjectRow) -> list[Field]:
    units = [row.lead_unit, "、".join(row.supporting_units) or None, "、".join(row.implementing_units) or None]
    return [
        *(row.number, row.item, row.title, row.category, *units, row.leader_in_charge, row.responsible),
        *("是" if row.key_difficult else None, row.note, row.starts_on, row.due_on, row.contact_a, row.contact_b),
        *(row.units_text, row.source),
    ]


def _target_fields(row: TargetRow, *, milestones: bool) -> list[Field]:
    """A guessed kind stays empty, so that it is guessed (and said so) again, wherever the same guess would come."""
    sign: str | None = row.comparator
    if row.kind_guessed and row.kind == "count" and row.quantity is None:
        sign = None
    guess, _ = guessed_kind(row.text, row.quantity, row.unit, sign, milestones=milestones)
    kind = None if row.kind_guessed and guess == row.kind else KIND_WORDS[row.kind]
    return [
        *(row.project, row.no, row.text, row.quantity, row.unit, COMPARATOR_WORDS[sign] if sign else None, kind),
        *(row.stage, row.baseline, row.parent, row.weight, row.as_written, row.remark),
    ]


def write_csv_folder(listing: Listing, folder: Path) -> None:
    """Write one CSV file a sheet that has rows (UTF-8 with mark, which Excel needs to read Chinese)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in _table(listing).items():
        if rows or name == "项目":
            with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS[name])
                writer.writerows([_written(field) for field in row] for row in rows)


def _written(field: Field) -> str:
    if isinstance(field, Decimal):
        return plain(field)
    return "" if field is None else str(field)


def write(listing: Listing) -> bytes:
    """The list as an xlsx file with all sheets; `read` gives the same list back."""
    book = _book(_table(listing))
    return _saved(book)


def template() -> bytes:
    """An empty xlsx file to fill in: instructions, headers, drop-downs, column widths, an example in each sheet."""
    book = _book({name: [list(example_rows.fields(name))] for name in COLUMNS})
    for name in COLUMNS:
        sheet_guide.example(book[name])
    sheet = book.create_sheet(INSTRUCTIONS, 0)
    for line in _INSTRUCTIONS:
        sheet.append(list(line))
    for row, *_ in sheet.iter_rows(max_col=1):
        row.alignment = Alignment(vertical="top")
        row.font = Font(bold=True)
    for place, width in enumerate((14, 16, 46, *(14,) * 12), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet_guide.on_paper(sheet)
    book.active = 0
    return _saved(book)


def _saved(book: Any) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


_WIDTHS = {"项目名称": 36, "指标内容": 40, "进展文字": 50, "内容": 40, "说明": 40, "来源": 30, "地址": 30}
_TEXT_COLUMNS = ("编号", "件", "项目编号", "指标序号", "上级指标")
_DATE_COLUMNS = ("开工日期", "完成时限", "到期日", "完成日期", "截至日期")
_CHOICES = {
    "比较": tuple(COMPARATOR_WORDS.values()),
    "类型": tuple(KIND_WORDS.values()),
    "阶段": STAGES,
    "重点难点": ("是", "否"),
}


def _book(table: dict[str, list[list[Field]]]) -> Any:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in table.items():
        sheet = book.create_sheet(name)
        sheet.append(list(COLUMNS[name]))
        _dress(sheet, COLUMNS[name])
        for number, row in enumerate(rows, start=2):
            for place, field in enumerate(row, start=1):
                if field is not None:
                    _fill(sheet.cell(number, place), field)
    return book


def _dress(sheet: Any, columns: tuple[str, ...]) -> None:
    """Bold frozen header, widths, numbers kept as text (or the program makes a date of 1-1), drop-downs."""
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column, 8 if column in MONTHS else 14)
        if column in _TEXT_COLUMNS:
            sheet.column_dimensions[letter].number_format = "@"
        if column in _DATE_COLUMNS:
            sheet.column_dimensions[letter].number_format = "yyyy-mm-dd"
        header = sheet.cell(1, place)
        header.font = Font(bold=True)
        header.fill = PatternFill("solid", fgColor="FFE8EEF4")
    sheet_guide.guide(sheet, columns, _CHOICES)
    sheet_guide.on_paper(sheet)


def _fill(cell: Any, field: str | Decimal | date | int) -> None:
    """Text stays text though it begins with = or looks like a number; numbers beyond 15 digits too, or they are cut."""
    if isinstance(field, date):
        cell.value = field
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(field, Decimal) and len(plain(field).strip("-").replace(".", "").strip("0")) <= 15:
        cell.value = int(field) if field == field.to_integral_value() else float(field)
    else:
        cell.value = UNPRINTABLE.sub("", _written(field))
        cell.data_type = "s"
        cell.number_format = "@"


_INSTRUCTIONS: tuple[tuple[str, ...], ...] = (
    ("填写说明",),
    ("一、总则", "只有“项目”表必填，其余各表可以空着或删去；每张表的表头不要改动，末尾用不到的列可以删去。"),
    ("", "编号、指标序号按文本填写（1、1-1、S2）；几个单位之间用“、”分隔，第一个牵头单位为主责单位。"),
    ("", "日期写 2026-07-31 或 2026年7月31日；数字可写 1200、1,200、3.5万、1.2亿。"),
    ("", "各表第二行是示例，编号写着“示例”，导入时不读，可以留着或删去；请从第三行填起，不要在示例上改。"),
    ("", "导入时逐格检查，所有问题一次列出；有一处不合要求，整份都不导入。"),
    ("二、项目", "编号、项目名称必填；重点难点填“是”或“否”，空着即“否”。"),
    ("三、指标", "比较：≥ > = ≤ 约 完成。没有数字的任务，目标值空着，比较选“完成”。"),
    ("", "类型：累计 里程碑 是否 比率 持续 计数 投资；空着由系统判断，并在导入结果中逐条说明。"),
    ("", "阶段：签约 开工 完工 验收 投用；上级指标：本指标是另一指标“其中”的一部分时，填那一指标的序号。"),
    ("", "权重：同一项目各指标都填时，合计须为 100；基数：年初已有的数，空着即 0。"),
    ("四、计划", "1月至12月为计划累计数，逐月不减，12月等于目标值。"),
    ("五、节点", "指标序号空着，即属整个项目；同一指标的节点权重都填时，合计须为 100。"),
    ("六、进展", "指标序号空着，即属整个项目；累计值为年初以来的累计数；单位空着，即用指标的单位。"),
    ("", "累计值一般不减少；确属更正前期数字的，在“更正原因”列写明，否则按填错处理。"),
    ("", "数字原文：数字在原文中怎么写（约、余、3.5万、6-10个）；公布评价：原文的状态用语，如“达到序时进度”。"),
    ("", "评价范围：评价说的不是全年时填（如“4月当月计划”）；报送单位：原文写明由哪个单位报的。"),
    ("", "口径：原文说明的统计口径或修正；任务原文：进展中所写的任务与清单文字不同时照录。"),
    ("", "收录他处已公布的资料时，一格写有“牵头：…；配合：…”的，按分工列入，全文留在“公布责任单位”。"),
    ("七、分区、点位", "分区为各区域的目标值和进展；点位为实施地点，份额为其在任务中所占的数。"),
)
