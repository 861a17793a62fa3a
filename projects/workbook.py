"""The spreadsheet people filled in: the way from its rows to a Listing (the way back is projects/written_list.py).

Reading finds every fault at once (Faults) and takes over nothing when there is one; what was guessed or set aside is
said in Listing.notes.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from projects import example_rows, unit_names
from projects.listing import (
    COMPARATOR_WORDS,
    KIND_WORDS,
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

__all__ = ["Fault", "Faults", "read", "read_csv_folder"]

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
    findings.faults.sort(key=lambda fault: (order[fault.sheet], fault.row or 0))
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
        leading = roles["lead"] if roles else entry.units("牵头单位")
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
        if no is None:
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
        if comparator is None and read.comparator is not None:
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
