"""An xlsx file as it arrives: unpacked within bounds, its sheets as rows of cells.

What a file may do to the machine is bounded: its size, its size unpacked, the rows and columns read; no document type,
no entities.
"""

import io
import itertools
import operator
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL

from projects.cell import BLANK, ENTIRE_FILE, Cell, Fault, Faults, text_cell

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2000
MOST_COLUMNS = 60
MOST_SEEN = 200_000
"""Rows looked at, empty ones too; a sheet has 1,048,576."""
MOST_MERGED = 50

Grid = Iterator[tuple[int, list[Cell]]]


class XlsxFile:
    """A readable xlsx file; raises Faults with what it is instead. Use it as a context: reading a damaged sheet raises
    Faults, too. Formulas count by the result they were saved with; nothing is calculated, fetched or run."""

    def __init__(self, source: bytes | Path) -> None:
        parts = _parts(source if isinstance(source, bytes) else _bytes(source))
        with _damage():
            self._sheets = _sheets(parts)
            self._linked = any(name.startswith("xl/externalLinks/") for name in parts)
            self._parts = {sheet.part: parts.get(sheet.part, b"") for sheet in self._sheets}
            self._book = openpyxl.load_workbook(io.BytesIO(_packed(parts)), read_only=True, data_only=True)
            self._by_name = {str(sheet.title).strip(): sheet for sheet in self._book.worksheets}
        self._formulas = {sheet.name: _formulas(self._parts[sheet.part]) for sheet in self._sheets}
        self.names = tuple(sheet.name for sheet in self._sheets if sheet.name in self._by_name)
        """The worksheets' names in their order, as they stand on the tabs; forged files may have one twice."""

    def __enter__(self) -> "XlsxFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None) -> None:
        self._book.close()
        if isinstance(fault, Exception) and not isinstance(fault, Faults):
            raise Faults([_unreadable("无法解析的内容")]) from fault

    def grid(self, name: str) -> Grid:
        """The rows that have a cell, with their numbers. A sheet's declared size is not believed (some write A1)."""
        sheet: Any = self._by_name[name]
        missing = self._formulas[name].without_result
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            if number > MOST_SEEN:
                found = f"超过 {MOST_SEEN} 行"
                raise Faults([Fault(name, number, None, found, "删去下方用不到的行，另存后再试")])
            if any(map(operator.is_not, cells, itertools.repeat(EMPTY_CELL))):
                width = next(place for place in range(len(cells), 0, -1) if cells[place - 1] is not EMPTY_CELL)
                yield number, [_xlsx_cell(cell, missing) for cell in cells[:width]]

    def rows(self, names: Collection[str]) -> int:
        """About how many rows these sheets have, for whoever watches."""
        return sum(self._parts[sheet.part].count(b"<row") for sheet in self._sheets if sheet.name in names)

    def merged(self, name: str) -> list[str]:
        """Ranges of cells that were made one though something stands in them; the cells under it read as blank."""
        part = self._part(name)
        return [range.decode() for range in _MERGED.findall(part)[:MOST_MERGED] if _filled(part, range)]

    def notes(self, names: Collection[str]) -> list[str]:
        """What a reader of these sheets should know: hidden sheets and rows, formulas, other files referred to."""
        said = ["表格引用了别的文件；没有去取，按保存时的结果读入，请核对"] if self._linked else []
        for sheet in self._sheets:
            if sheet.name in names:
                said += self._notes(sheet)
        return said

    def _notes(self, sheet: "_Sheet") -> Iterator[str]:
        if sheet.hidden:
            yield f"工作表“{sheet.name}”是隐藏的，也已读入"
        if rows := len(_HIDDEN_ROW.findall(self._parts[sheet.part])):
            yield f"工作表“{sheet.name}”有{rows}行是隐藏的，也已读入"
        if places := self._formulas[sheet.name].with_result:
            shown = "、".join(places[:5]) + ("等" if len(places) > 5 else "")
            yield f"工作表“{sheet.name}”有{len(places)}格是公式（{shown}），按保存时的计算结果读入"

    def _part(self, name: str) -> bytes:
        return next((self._parts[sheet.part] for sheet in self._sheets if sheet.name == name), b"")


@contextmanager
def _damage() -> Iterator[None]:
    """openpyxl answers a damaged file with whatever its parsers stumble over."""
    try:
        yield
    except Faults:
        raise
    except Exception as error:
        raise Faults([_unreadable("无法解析的内容")]) from error


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]*\bhidden="(?:1|true)"')


def _filled(part: bytes, range: bytes) -> bool:
    """Whether anything stands in the range's first cell: blank cells were taken out of the part."""
    first = range.split(b":")[0]
    return re.search(rb'<(?:\w+:)?c\b[^<>]*\br="' + first + rb'"', part) is not None


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
    if not data.startswith(b"PK\x03\x04"):
        raise Faults([Fault(ENTIRE_FILE, None, None, *_what(data))])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError) as error:
        raise Faults([_unreadable("不是 .xlsx 的内容或已损坏")]) from error


_SAVE_AS = "用 Excel 或 WPS 打开，另存为 .xlsx 文件（改文件名的后缀不算）"
_UNLOCKED = "去掉打开密码后另存为 .xlsx 文件"
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("xl/vbaProject.bin", "带宏的文件（.xlsm）"),
    ("xl/workbook.bin", "二进制格式的表格（.xlsb）"),
    ("word/document.xml", "Word 文件"),
    ("ppt/presentation.xml", "演示文稿"),
    ("content.xml", "OpenDocument 文件（.ods）"),
)


def _what(data: bytes) -> tuple[str, str]:
    """What a file is that is no zip, and what to do with it."""
    if not data:
        return "空文件", _SAVE_AS
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "有打开密码的文件", _UNLOCKED
        return "旧版 .xls 或加了密码的文件", _SAVE_AS
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, "按模板填写的 .xlsx 文件"
    return _of_text(data), _SAVE_AS


def _of_text(data: bytes) -> str:
    try:
        text = decoded(data[:100_000]).lstrip().lower()
    except UnicodeDecodeError:
        return "不是 .xlsx 的内容或已损坏"
    if "\x00" in text:
        return "不是 .xlsx 的内容或已损坏"
    if "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return "XML 表格（2003）"
    if text.startswith(("<!doctype html", "<html", "<table", "<meta", "<head")) or "<table" in text[:5000]:
        return "网页存成的表格（后缀改成了 .xls 或 .xlsx）"
    return "文本或 CSV 文件"


def decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or as Excel saves it in Chinese (GBK); raises UnicodeDecodeError."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        found, expected = "解开后过大的文件", f"解开后不超过 {LARGEST_UNPACKED // 2**20} MB"
        raise Faults([Fault(ENTIRE_FILE, None, None, found, expected)])
    names = set(archive.namelist())
    for part, kind in _KINDS:
        if part in names:
            raise Faults([Fault(ENTIRE_FILE, None, None, kind, _SAVE_AS)])
    if any(info.flag_bits & 1 for info in infos):
        raise Faults([Fault(ENTIRE_FILE, None, None, "有打开密码的文件", _UNLOCKED)])
    if "[Content_Types].xml" not in names:
        raise Faults([_unreadable("不是 .xlsx 的压缩包")])
    return {info.filename: _part(archive, info) for info in infos}


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    content = archive.read(info)  # reads no more than the size it declares
    if info.filename.endswith((".xml", ".rels")):
        _refuse_entities(content)
    for part, mark, most, what in _COUNTED:
        if info.filename == part and content.count(mark) > most:
            raise Faults([Fault(ENTIRE_FILE, None, None, f"超过 {most} 个不同的{what}", "按模板填写的 .xlsx 文件")])
    if info.filename.startswith("xl/worksheets/"):
        content = _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", content))
    return content


_COUNTED = (("xl/sharedStrings.xml", b"<si", 500_000, "文字"), ("xl/styles.xml", b"<xf", 65_536, "格式"))
"""What openpyxl reads whole before the first cell."""


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


@dataclass(frozen=True)
class _Formulas:
    """A sheet's cells with a formula: those never calculated would read as blank ones."""

    with_result: tuple[str, ...]
    without_result: frozenset[str]


def _formulas(part: bytes) -> _Formulas:
    having: list[str] = []
    missing: set[str] = set()
    for match in _FORMULA_CELL.finditer(part):
        place = re.search(rb'\br="([A-Z]+[0-9]+)"', match["about"])
        if not place:
            continue
        if match["result"] or b't="str"' in match["about"]:
            having.append(place[1].decode())
        else:
            missing.add(place[1].decode())
    return _Formulas(tuple(having), frozenset(missing))


@dataclass(frozen=True)
class _Sheet:
    name: str
    part: str
    hidden: bool


def _sheets(parts: dict[str, bytes]) -> list[_Sheet]:
    """The workbook's sheets in order, each with the part that holds it."""
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    except (KeyError, ElementTree.ParseError):
        return []
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found.append(_Sheet(sheet.get("name", "").strip(), part, sheet.get("state", "visible") != "visible"))
    return found


_LITERAL = re.compile(r'"[^"]*"|\\.')


def _xlsx_cell(cell: Any, missing: Collection[str]) -> Cell:
    value = cell.value
    if value is None:
        uncalculated = bool(missing) and cell is not EMPTY_CELL and cell.coordinate in missing
        return Cell(broken="没有计算结果的公式") if uncalculated else BLANK
    if cell.data_type == "e":
        return Cell(broken=f"错误值 {value}")
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, datetime):
        return Cell(value.date())
    if isinstance(value, bool | int | float | date):
        return Cell(value, percent="%" in _LITERAL.sub("", cell.number_format or ""))
    return Cell(broken=f"时间 {value}")
