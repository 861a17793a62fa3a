"""The raw rows of a spreadsheet: what stands in which cell under which header, out of an xlsx file or CSV files.

Nothing is understood here but the layout.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from projects.cell import BLANK, ENTIRE_FILE, Cell, Fault, Faults, letter, text_cell
from projects.xlsx_file import LARGEST_FILE, MOST_COLUMNS, Grid, XlsxFile, decoded
from tracker.recorder import Watch

__all__ = ["BLANK", "COLUMNS", "ENTIRE_FILE", "INSTRUCTIONS", "MONTHS", "Cell", "Fault", "Faults", "Findings", "RawRow"]

MONTHS = tuple(f"{month}月" for month in range(1, 13))
COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "项目": "编号 件 项目名称 类别 牵头单位 协办单位 承办单位 分管领导 责任人 重点难点 说明 "
        "开工日期 完成时限 A角 B角 公布责任单位 来源",
        "指标": "项目编号 指标序号 指标内容 目标值 单位 比较 类型 阶段 基数 上级指标 权重 目标原文 备注",
        "计划": f"项目编号 指标序号 {' '.join(MONTHS)}",
        "节点": "项目编号 指标序号 到期日 内容 计划值 权重 完成日期 来源",
        "进展": "项目编号 指标序号 截至日期 累计值 公布百分比 进展文字 阶段 来源 存在问题 下步措施 单位 更正原因 "
        "数字原文 公布评价 评价范围 报送单位 口径 任务原文",
        "分区": "项目编号 指标序号 区域 目标值",
        "分区进展": "项目编号 指标序号 区域 截至日期 累计值 公布百分比 单位 来源",
        "点位": "项目编号 名称 地址 经度 纬度 责任单位 份额 阶段",
    }.items()
}
LEAST_COLUMNS = {"项目": 3, "指标": 3, "计划": 3, "节点": 4, "进展": 4, "分区": 3, "分区进展": 4, "点位": 2}
"""How many of a sheet's columns, from the first, must stand in its header; only the ones after them may be missing."""

INSTRUCTIONS = "填写说明"
MOST_ROWS = 50_000


@dataclass(frozen=True)
class RawRow:
    """A row that has something in it: its number in the sheet and its cells by column name."""

    sheet: str
    number: int
    cells: dict[str, Cell]


@dataclass
class Findings:
    """What is gathered while a spreadsheet is read: faults to refuse it for, notes to say beside what was read."""

    published: bool
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Sheets that could not be read: what refers to them cannot be checked."""

    def fault(self, sheet: str, row: int | None, column: str | None, found: str, expected: str) -> None:
        self.faults.append(Fault(sheet, row, column, found, expected))

    def refuse(self) -> None:
        """Raise everything found; does nothing when there was nothing."""
        if self.faults:
            raise Faults(self.faults)


def from_xlsx(source: bytes | Path, findings: Findings, watch: Watch | None = None) -> dict[str, list[RawRow]]:
    """The rows of each known sheet; raises Faults for what is no readable xlsx file."""
    with XlsxFile(source) as book:
        rows = _known(book.names, findings)
        findings.notes += book.notes(rows)
        seen, total = 0, book.rows(rows)
        for name in rows:
            for range in book.merged(name):
                findings.fault(name, _row_of(range), None, f"合并单元格 {range}", "取消合并，每一格都填写")
            for raw in _rows(name, book.grid(name), findings):
                rows[name].append(raw)
                seen += 1
                if watch:
                    watch(seen, total)
    return rows


def _row_of(range: str) -> int:
    return int(re.sub("[^0-9].*", "", range.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))


def from_folder(folder: Path, findings: Findings) -> dict[str, list[RawRow]]:
    """The rows of CSV files named after the sheets (项目.csv ...), in UTF-8 or as Excel saves them in Chinese."""
    files = {path.stem: path for path in sorted(folder.glob("*.csv"))}
    rows = _known(files, findings)
    for name in rows:
        try:
            rows[name] = list(_rows(name, _csv_grid(files[name]), findings))
        except (UnicodeDecodeError, csv.Error, OSError):
            findings.unread.add(name)
            findings.fault(name, None, None, "无法读出的文字", "CSV 文件，编码为 UTF-8、GBK 或 UTF-16")
    return rows


def _known(named: Iterable[str], findings: Findings) -> dict[str, list[RawRow]]:
    counted = Counter(list(named))
    names = set(counted)
    for name in sorted(names - set(COLUMNS) - {INSTRUCTIONS}):
        findings.notes.append(f"工作表“{name}”不在约定之内，未读入")
    for name in sorted(name for name, times in counted.items() if times > 1 and name in COLUMNS):
        findings.unread.add(name)
        findings.fault(name, None, None, f"{counted[name]}张同名的工作表", "只有一张名为“" + name + "”的工作表")
    if "项目" not in names:
        findings.unread.add("项目")
        shown = "、".join(sorted(names)) or "（空）"
        findings.fault("项目", None, None, f"没有这张工作表（有：{shown}）", "一张名为“项目”的工作表")
    return {name: [] for name in COLUMNS if name in names}


# --- the header and the rows below it


def _rows(name: str, grid: Grid, findings: Findings) -> Iterator[RawRow]:
    filled = ((number, cells) for number, cells in grid if not all(cell.blank for cell in cells))
    number, cells = next(filled, (1, []))
    if not cells:
        if name == "项目":
            findings.unread.add(name)
            findings.fault(name, 1, None, "", "表头（编号、件、项目名称……）")
        return
    header = _header(name, number, cells, findings)
    for count, (number, cells) in enumerate(filled, start=1):
        if count > MOST_ROWS:
            findings.fault(name, number, None, f"超过 {MOST_ROWS} 行", f"至多 {MOST_ROWS} 行")
            findings.refuse()
        yield RawRow(name, number, _by_column(name, number, header, cells, findings))


def _header(name: str, number: int, cells: list[Cell], findings: Findings) -> list[str | None]:
    """The column name of each place, None where the header is empty or not known."""
    known = COLUMNS[name]
    titles = ["".join(str(cell.value or "").split()) for cell in cells]
    header: list[str | None] = []
    for place, title in enumerate(titles):
        if title and title not in known:
            found = f"不认识的列“{title[:60]}”"
            findings.fault(name, number, letter(place), found, f"下列各列之一：{'、'.join(known)}")
        elif title and title in header:
            findings.fault(name, number, title, f"第二个“{title}”列", "每列只出现一次")
        header.append(title if title in known and title not in header else None)
    last = max((known.index(title) + 1 for title in header if title), default=0)
    for title in known[: max(last, LEAST_COLUMNS[name])]:
        if title not in header:
            findings.unread.add(name)
            findings.fault(name, number, title, "没有这一列", f"表头中有“{title}”列（只有末尾的列可以省去）")
    return header


def _by_column(
    name: str, number: int, header: list[str | None], cells: list[Cell], findings: Findings
) -> dict[str, Cell]:
    row: dict[str, Cell] = {}
    for place, cell in enumerate(cells):
        title = header[place] if place < len(header) else None
        if title is not None:
            row[title] = cell
        elif not cell.blank:
            _stray(name, number, place, cell, findings)
    return row


def _stray(name: str, number: int, place: int, cell: Cell, findings: Findings) -> None:
    """Something below no known header; said once a column, for the header's own fault may say it already."""
    column = letter(place)
    if not any(fault.sheet == name and fault.column == column for fault in findings.faults):
        findings.fault(name, number, column, str(cell), "空（这一列没有约定的表头）")


# --- CSV


def _csv_grid(path: Path) -> Grid:
    if path.stat().st_size > LARGEST_FILE:
        raise OSError("too large")
    text = decoded(path.read_bytes())
    for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
        yield number, [text_cell(written) for written in fields[:MOST_COLUMNS]]
