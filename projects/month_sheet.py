"""A unit's month as a workbook: filled in without a connection and sent back (docs/decisions/0017-month-sheet.md).

`Issue` is what a workbook was made of. It is kept when the workbook goes out, and the workbook carries its mark; so
what comes back is laid beside what went out: every locked cell must be the same, every field may differ.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from projects.cell import BLANK, ENTIRE_FILE, Cell, Fault, Faults, letter, text_cell
from projects.quantity import exact, plain
from projects.xlsx_file import XlsxFile

SHEET, MARK = "填报", "标识"
KIND = b"\x00month_sheet/1\n"
"""What a record begins with. No file that people send is kept with a NUL in front, so nobody can send in a record."""
HEADER = 4
"""The header's row; the first line stands below it."""
COLUMNS = (
    *("编号", "项目名称", "状态", "序号", "指标或节点", "单位", "目标", "上期累计", "本期计划", "本期填报", "填什么"),
    *("本月进展", "存在问题", "下步措施", "本月无变化", "无变化的原因", "更正原因"),
)
ASKED = COLUMNS.index("本期填报") + 1
FIELDS = {
    "本月进展": "text",
    "存在问题": "problems",
    "下步措施": "measures",
    "本月无变化": "unchanged",
    "无变化的原因": "unchanged_reason",
    "更正原因": "correction_reason",
}
"""The columns of a whole project, and its fields in the form."""
ASKS = {"number": "累计数", "yes_no": "是或否", "day": "完成日期", "done": "已完成"}
_YES_SHOWN = {"1": "是", "": ""}
_YES, _NO = frozenset({"是", "√", "1", "TRUE"}), frozenset({"否", "×", "0", "FALSE"})


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a target's figure, whether it is reached, or a node's day. `field` is its name in the project's form
    (values.1, done.1:0); `value` what the form showed, as text. `asks`: number, yes_no, day, or done (nothing)."""

    field: str
    no: str
    what: str
    unit: str
    aim: str
    last: str
    planned: str
    asks: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """One project: its report's version, whether it may be filled in, its lines, and its words by field."""

    project: str
    number: str
    title: str
    state: str
    version: int
    open: bool
    lines: tuple[Line, ...]
    words: dict[str, str] = field(hash=False)

    def shown(self) -> dict[str, str]:
        """Every field as it went out."""
        return {line.field: line.value for line in self.lines if line.asks != "done"} | self.words


@dataclass(frozen=True, slots=True)
class Issue:
    """All that one workbook was made of; `due` in words, `ends_on` as ISO text."""

    jurisdiction: str
    year: int
    period: str
    unit: str
    heading: str
    due: str
    ends_on: str
    sections: tuple[Section, ...]

    def record(self) -> bytes:
        """Its canonical bytes, whose SHA-256 is the workbook's mark."""
        said = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return KIND + said.encode()

    @staticmethod
    def from_record(record: bytes) -> "Issue | None":
        """None for what is no such record."""
        if not record.startswith(KIND):
            return None
        said = json.loads(record[len(KIND) :])
        sections = tuple(
            Section(**{**section, "lines": tuple(Line(**line) for line in section["lines"])})
            for section in said.pop("sections")
        )
        return Issue(**said, sections=sections)


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell of the sheet, by row and column from 1: what it shows, and whose field it is (None: locked)."""

    row: int
    column: int
    shown: str
    section: Section | None = None
    field: str | None = None
    asks: str = "words"
    rows: int = 1
    """How many rows are one cell here: a project's own columns stand once beside its lines."""


def slots(issue: Issue) -> Iterator[Slot]:
    """Every cell below the heading, in the order of rows."""
    row = HEADER
    yield from (Slot(row, place, title) for place, title in enumerate(COLUMNS, start=1))
    for section in issue.sections:
        row += 1
        height = max(1, len(section.lines))
        for place, shown in enumerate((section.number, section.title, section.state), start=1):
            yield Slot(row, place, shown, section, rows=height)
        for offset, line in enumerate(section.lines):
            yield from _line(row + offset, section, line)
        for title, name in FIELDS.items():
            asked = name if section.open else None
            asks = "unchanged" if name == "unchanged" else "words"
            shown = _YES_SHOWN[section.words[name]] if asks == "unchanged" else section.words[name]
            yield Slot(row, COLUMNS.index(title) + 1, shown, section, asked, asks, height)
        row += height - 1


def _line(row: int, section: Section, line: Line) -> Iterator[Slot]:
    said = (line.no, line.what, line.unit, line.aim, line.last, line.planned)
    yield from (Slot(row, place, shown, section) for place, shown in enumerate(said, start=4))
    asked = line.field if section.open and line.asks != "done" else None
    shown = _YES_SHOWN[line.value] if line.asks == "yes_no" else line.value
    yield Slot(row, ASKED, shown, section, asked, line.asks)
    yield Slot(row, ASKED + 1, ASKS[line.asks], section)


# --- what comes back


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the sheet something was typed, as it is told: 第12行“本期填报”列."""

    row: int
    column: str

    def __str__(self) -> str:
        return f"第{self.row}行“{self.column}”列"


@dataclass(frozen=True)
class Returned:
    """A workbook that came back. `typed`: project number → field → text as the form would send it; `places` and
    `unreadable` (what was expected instead) by project number and field."""

    typed: dict[str, dict[str, str]]
    places: dict[tuple[str, str], Place]
    unreadable: dict[tuple[str, str], str]


class Opened:
    """A workbook as it was sent. Raises Faults for what is no such workbook."""

    def __init__(self, source: bytes | Path) -> None:
        with XlsxFile(source) as book:
            missing = [name for name in (SHEET, MARK) if name not in book.names]
            if missing:
                expected = "从填报页下载的那份表格（不要删改工作表）"
                raise Faults([Fault(ENTIRE_FILE, None, None, f"没有“{missing[0]}”工作表", expected)])
            self._cells = _cells(book, SHEET)
            self.mark = str(_cells(book, MARK).get((1, 1), BLANK).value or "")

    def against(self, issue: Issue) -> Returned:
        """What was typed, beside what went out; raises Faults where a locked cell is not as it was."""
        known = {(slot.row, slot.column): slot for slot in slots(issue)}
        faults = [
            Fault(
                SHEET, row, _called(column), str(cell), "与下载时一样：" + (f"“{slot.shown}”" if slot.shown else "空")
            )
            for (row, column), slot in known.items()
            if slot.field is None
            and _text(cell := self._cells.get((row, column), BLANK)) != _text(text_cell(slot.shown))
        ]
        faults += [
            Fault(SHEET, row, _called(column), str(cell), "空（这里不用填）")
            for (row, column), cell in self._cells.items()
            if row >= HEADER and (row, column) not in known and not cell.blank
        ]
        if faults:
            raise Faults(faults[:50])
        return self._returned([slot for slot in known.values() if slot.field])

    def _returned(self, asked: Collection[Slot]) -> Returned:
        found = Returned({}, {}, {})
        for slot in asked:
            number, name = slot.section.number if slot.section else "", slot.field or ""
            cell = self._cells.get((slot.row, slot.column), BLANK)
            text, expected = _typed(cell, slot.asks)
            found.typed.setdefault(number, {})[name] = text
            found.places[number, name] = Place(slot.row, COLUMNS[slot.column - 1])
            if expected:
                found.unreadable[number, name] = f"{cell}读不懂，应为{expected}"
        return found


def _cells(book: XlsxFile, name: str) -> dict[tuple[int, int], Cell]:
    return {
        (row, column): cell
        for row, cells in book.grid(name)
        for column, cell in enumerate(cells, start=1)
        if not cell.blank
    }


def _called(column: int) -> str:
    return COLUMNS[column - 1] if column <= len(COLUMNS) else letter(column - 1)


def _text(cell: Cell) -> str:
    value = cell.value
    if cell.broken is not None:
        return cell.broken
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return plain(exact(value) * 100) + "%" if cell.percent else plain(exact(value))
    return value.isoformat() if isinstance(value, date) else (value or "")


def _typed(cell: Cell, asks: str) -> tuple[str, str | None]:
    """The cell as the form's field would hold it, and what was expected where it cannot be read."""
    text = _text(cell)
    if cell.broken is not None:
        return "", {"number": "数字", "day": "日期"}.get(asks, "文字")
    if asks in ("yes_no", "unchanged"):
        word = text.upper()
        return ("1" if word in _YES else "", None if word in _YES | _NO or not word else "是或否")
    if asks == "number":
        if isinstance(cell.value, bool | date):
            return text, "数字"
        return text.removesuffix("%") if cell.percent else text, None
    return text, None


# --- what goes out


def number(text: str) -> int | float | str:
    """A figure as a spreadsheet's number where it holds it exactly, else as text."""
    value = Decimal(text)
    if len(plain(value).strip("-").replace(".", "").strip("0")) > 15:
        return text
    return int(value) if value == value.to_integral_value() else float(value)


def entered(slot: Slot) -> Any:
    """What the slot's cell holds: a number, a day, text; None where it is empty."""
    if not slot.shown:
        return None
    title = COLUMNS[slot.column - 1] if slot.row > HEADER else ""
    if slot.asks == "number" or title in ("上期累计", "本期计划"):
        return number(slot.shown)
    if slot.asks in ("day", "done") and slot.column == ASKED:
        return datetime.fromisoformat(slot.shown).date()
    return slot.shown


def merged(
    base: Mapping[str, str], mine: Mapping[str, str], now: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """The sheet's fields brought into what stands now: where only the sheet changed a field, the sheet's; where both
    did, and differently, what stands now. The second part names those."""
    changed = [name for name in mine if mine[name] != base.get(name, "")]
    clashing = [name for name in changed if now.get(name, "") not in (base.get(name, ""), mine[name])]
    return {**now, **{name: mine[name] for name in changed if name not in clashing}}, clashing
