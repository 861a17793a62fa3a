"""The raw rows of a spreadsheet: what stands in which cell, out of an xlsx file or a folder of CSV files.

Nothing is understood here but the layout. What a file may do to the machine is bounded: its size, its size unpacked,
the rows and columns read; no document type, no entities.
"""

import csv
import io
import itertools
import operator
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL

MONTHS = tuple(f"{month}月" for month in range(1, 13))
COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "项目": "编号 件 项目名称 类别 牵头单位 协办单位 承办单位 分管领导 责任人 重点难点 说明 "
        "开工日期 完成时限 A角 B角",
        "指标": "项目编号 指标序号 指标内容 目标值 单位 比较 类型 阶段 基数 上级指标 权重",
        "计划": f"项目编号 指标序号 {' '.join(MONTHS)}",
        "节点": "项目编号 指标序号 到期日 内容 计划值 权重 完成日期",
        "进展": "项目编号 指标序号 截至日期 累计值 公布百分比 进展文字 阶段 来源 存在问题 下步措施 单位 更正原因",
        "分区": "项目编号 指标序号 区域 目标值",
        "分区进展": "项目编号 指标序号 区域 截至日期 累计值 公布百分比",
        "点位": "项目编号 名称 地址 经度 纬度 责任单位 份额 阶段",
    }.items()
}
LEAST_COLUMNS = {"项目": 3, "指标": 3, "计划": 3, "节点": 4, "进展": 4, "分区": 3, "分区进展": 4, "点位": 2}
"""How many of a sheet's columns, from the first, must stand in its header; only the ones after them may be missing."""

INSTRUCTIONS = "填写说明"
ENTIRE_FILE = "（整个文件）"

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2000
MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_TEXT = 32_767


@dataclass(frozen=True)
class Fault:
    """One thing to put right. `row` is the sheet's own row number; None where the fault is of the whole sheet."""

    sheet: str
    row: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        row = f"第{self.row}行" if self.row is not None else ""
        column = f"“{self.column}”列" if self.column is not None else ""
        sheet = f"工作表“{self.sheet}”" if self.sheet != ENTIRE_FILE else "文件"
        return f"{sheet}{row}{column}：现为{self.found or '（空）'}，应为{self.expected}"


class Faults(Exception):
    """Everything that is wrong with a spreadsheet, at once; nothing of it was taken over."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `percent`: shown as a percentage (0.238 reads 23.8%). `broken`: why it has no value."""

    value: str | int | float | bool | date | None = None
    percent: bool = False
    broken: str | None = None

    @property
    def blank(self) -> bool:
        return self.value is None and self.broken is None

    def __str__(self) -> str:
        if self.broken is not None:
            return self.broken
        if self.value is None:
            return ""
        shown = str(self.value).upper() if isinstance(self.value, bool) else str(self.value)
        return f"“{shown if len(shown) <= 60 else shown[:60] + '…'}”"


BLANK = Cell()


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


Grid = Iterator[tuple[int, list[Cell]]]


def from_xlsx(source: bytes | Path, findings: Findings) -> dict[str, list[RawRow]]:
    """The rows of each known sheet; raises Faults for what is no readable xlsx file."""
    data = source if isinstance(source, bytes) else _bytes(source)
    parts = _parts(data)
    missing = _formulas_without_result(parts)
    try:
        book = openpyxl.load_workbook(io.BytesIO(_packed(parts)), read_only=True, data_only=True)
        sheets = {str(sheet.title).strip(): sheet for sheet in book.worksheets}
        rows = _known(set(sheets), findings)
        for name in rows:
            rows[name] = list(_rows(name, _xlsx_grid(sheets[name], missing.get(name, set())), findings))
        book.close()
    except Faults:
        raise
    except Exception as error:  # openpyxl answers a damaged file with whatever its parsers stumble over
        raise Faults([_unreadable("无法解析的内容")]) from error
    return rows


def from_folder(folder: Path, findings: Findings) -> dict[str, list[RawRow]]:
    """The rows of CSV files named after the sheets (项目.csv ...), in UTF-8 or as Excel saves them in Chinese."""
    files = {path.stem: path for path in sorted(folder.glob("*.csv"))}
    rows = _known(set(files), findings)
    for name in rows:
        try:
            rows[name] = list(_rows(name, _csv_grid(files[name]), findings))
        except (UnicodeDecodeError, csv.Error, OSError):
            findings.unread.add(name)
            findings.fault(name, None, None, "无法读出的文字", "UTF-8 编码的 CSV 文件")
    return rows


def _known(names: set[str], findings: Findings) -> dict[str, list[RawRow]]:
    for name in sorted(names - set(COLUMNS) - {INSTRUCTIONS}):
        findings.notes.append(f"工作表“{name}”不在约定之内，未读入")
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
            findings.unread.add(name)
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
            findings.fault(name, number, _letter(place), found, f"下列各列之一：{'、'.join(known)}")
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
        elif not cell.blank and (place >= len(header) or title is None):
            _stray(name, number, place, cell, findings)
    return row


def _stray(name: str, number: int, place: int, cell: Cell, findings: Findings) -> None:
    """Something below no known header; said once a column, for the header's own fault may say it already."""
    column = _letter(place)
    if not any(fault.sheet == name and fault.column == column for fault in findings.faults):
        findings.fault(name, number, column, str(cell), "空（这一列没有约定的表头）")


def _letter(place: int) -> str:
    """0 is A, 26 is AA, as the spreadsheet names its columns."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# --- CSV


def _csv_grid(path: Path) -> Grid:
    if path.stat().st_size > LARGEST_FILE:
        raise OSError("too large")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    for number, fields in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
        yield number, [_text_cell(written) for written in fields[:MOST_COLUMNS]]


def _text_cell(written: str) -> Cell:
    text = written.replace("_x000D_\n", "\n").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST_TEXT:
        return Cell(broken=f"{len(text)} 字")
    if UNPRINTABLE.search(text):
        return Cell(broken="不可见的控制字符")
    return Cell(text or None)


UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


# --- xlsx


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Faults([_too_large()])
        return path.read_bytes()
    except OSError as error:
        raise Faults([Fault(ENTIRE_FILE, None, None, "读不出的文件", "一个可以读取的 .xlsx 文件")]) from error


def _too_large() -> Fault:
    return Fault(ENTIRE_FILE, None, None, "过大的文件", f"不超过 {LARGEST_FILE // 2**20} MB 的 .xlsx 文件")


def _unreadable(found: str) -> Fault:
    return Fault(ENTIRE_FILE, None, None, found, "完好、未加密的 .xlsx 文件")


def _parts(data: bytes) -> dict[str, bytes]:
    """Every part of the file unpacked, with blank cells and rows taken out; raises Faults before it grows too large."""
    if len(data) > LARGEST_FILE:
        raise Faults([_too_large()])
    if data[:4] == b"\xd0\xcf\x11\xe0":
        found = "旧版 .xls 或加了密码的文件"
        raise Faults([Fault(ENTIRE_FILE, None, None, found, "另存为未加密的 .xlsx 文件")])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError) as error:
        raise Faults([_unreadable("不是 .xlsx 的内容或已损坏")]) from error


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        found, expected = "解开后过大的文件", f"解开后不超过 {LARGEST_UNPACKED // 2**20} MB"
        raise Faults([Fault(ENTIRE_FILE, None, None, found, expected)])
    if "[Content_Types].xml" not in archive.namelist():
        raise Faults([_unreadable("不是 .xlsx 的压缩包")])
    parts = {}
    for info in infos:
        content = archive.read(info)  # reads no more than the size it declares
        if info.filename.endswith((".xml", ".rels")):
            _refuse_entities(content)
        if info.filename.startswith("xl/worksheets/"):
            content = _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", content))
        parts[info.filename] = content
    return parts


def _refuse_entities(content: bytes) -> None:
    """No part of a spreadsheet has a document type; UTF-16, which would hide one from this search, is not used."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content[:1000]:
        raise Faults([_unreadable("不合规的 XML")])


# Sheets come with tens of thousands of rows that hold a border and nothing else; openpyxl takes 0.1 ms for each.
_BLANK_CELL = re.compile(rb"<c\b(?=[^<>]*\br=)[^<>]*(?:/>|(?<!/)>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>)")
_BLANK_ROW = re.compile(rb"<row\b(?=[^<>]*\br=)[^<>]*(?:/>|(?<!/)>\s*</row>)")


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?P<about>[^<>]*)>\s*<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?\s*"
    rb"(?P<result><(?:\w+:)?v\b[^<>]*(?<!/)>[^<]|<(?:\w+:)?is>)?"
)


def _formulas_without_result(parts: dict[str, bytes]) -> dict[str, set[str]]:
    """By sheet, the cells whose formula was never calculated: read plainly they would pass for blank ones."""
    found: dict[str, set[str]] = {}
    for name, part in _sheet_parts(parts).items():
        for match in _FORMULA_CELL.finditer(parts.get(part, b"")):
            place = re.search(rb'\br="([A-Z]+[0-9]+)"', match["about"])
            if place and b't="str"' not in match["about"] and not match["result"]:
                found.setdefault(name, set()).add(place[1].decode())
    return found


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        found[sheet.get("name", "").strip()] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _xlsx_grid(sheet: Any, missing: set[str]) -> Grid:
    """Rows of an openpyxl read-only sheet, whose declared size is not believed (some programs write A1)."""
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if any(map(operator.is_not, cells, itertools.repeat(EMPTY_CELL))):
            width = next(place for place in range(len(cells), 0, -1) if cells[place - 1] is not EMPTY_CELL)
            yield number, [_xlsx_cell(cell, missing) for cell in cells[:width]]


_LITERAL = re.compile(r'"[^"]*"|\\.')


def _xlsx_cell(cell: Any, missing: set[str]) -> Cell:
    value = cell.value
    if value is None:
        uncalculated = bool(missing) and cell is not EMPTY_CELL and cell.coordinate in missing
        return Cell(broken="没有计算结果的公式") if uncalculated else BLANK
    if cell.data_type == "e":
        return Cell(broken=f"错误值 {value}")
    if isinstance(value, str):
        return _text_cell(value)
    if isinstance(value, datetime):
        return Cell(value.date())
    if isinstance(value, bool | int | float | date):
        return Cell(value, percent="%" in _LITERAL.sub("", cell.number_format or ""))
    return Cell(broken=f"时间 {value}")
