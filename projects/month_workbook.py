"""How a unit's month looks as a workbook: one row a figure, the fields open and yellow, everything else locked."""

import io
from datetime import date
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from projects.month_sheet import ASKED, COLUMNS, HEADER, MARK, SHEET, Issue, Slot, entered, slots

WIDTHS = (6, 24, 10, 6, 28, 8, 14, 10, 10, 13, 9, 34, 26, 26, 8, 18, 18)
"""Of the columns, in characters of the standard font; a Chinese one takes two."""
LONGEST = 2000
LINE = 16.5
"""Points of one line of text."""

_THIN = Side(style="thin", color="FFC9C9C9")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_OPEN = PatternFill("solid", fgColor="FFFFF8DC")
_HEAD = PatternFill("solid", fgColor="FFEFEFEF")
_FAMILY = "宋体"
_HINTS = (
    "只填黄色的格。累计数填年初到本期末的数，可写 1200、1,200、3.5万。不写“本月进展”时，系统按数字生成一句。",
    "填好后回到填报页，在“用表格填报”里交回；读入后存为草稿，核对后再提交。下载以后网上又有改动的，本表不再收，会列出改了什么。",
)


def write(issue: Issue, mark: str) -> bytes:
    """The workbook; `mark` is the SHA-256 of the issue's record."""
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = SHEET
    _heading(sheet, issue)
    checks = _Checks(sheet, issue)
    for slot in slots(issue):
        _cell(sheet, slot)
        if slot.field:
            checks.add(slot)
    _heights(sheet, issue)
    _page(sheet, issue)
    _protect(sheet)
    hidden: Any = book.create_sheet(MARK)
    hidden["A1"] = mark
    hidden["A2"] = f"{issue.jurisdiction} {issue.year} {issue.period}"
    hidden.sheet_state = "veryHidden"
    _protect(hidden)
    book.security.lockStructure = True
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _heading(sheet: Any, issue: Issue) -> None:
    last = get_column_letter(len(COLUMNS))
    for row, words in enumerate((issue.heading, f"应于{issue.due}前报送。{_HINTS[0]}", _HINTS[1]), start=1):
        sheet.merge_cells(f"A{row}:{last}{row}")
        sheet.cell(row, 1).value = words
        sheet.cell(row, 1).font = Font(name=_FAMILY, size=16 if row == 1 else 10.5, bold=row == 1)
        sheet.cell(row, 1).alignment = Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = 30 if row == 1 else 18
    for place, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _cell(sheet: Any, slot: Slot) -> None:
    cell = sheet.cell(slot.row, slot.column)
    value = entered(slot)
    cell.value = value
    figures = slot.asks == "number" or COLUMNS[slot.column - 1] in ("目标", "上期累计", "本期计划")
    head = slot.row == HEADER
    for row in range(slot.row, slot.row + slot.rows):
        each = sheet.cell(row, slot.column)
        each.border = _BOX
        each.protection = Protection(locked=slot.field is None)
        each.fill = _HEAD if head else _OPEN if slot.field else PatternFill()
    cell.font = Font(name=_FAMILY, size=10.5, bold=head or slot.column == ASKED, color=None)
    cell.alignment = Alignment(
        horizontal="center" if head else "right" if figures else "left", vertical="center" if head else "top",
        wrap_text=True,
    )  # fmt: skip
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = stays a text
    cell.number_format = "yyyy-mm-dd" if slot.asks in ("day", "done") else "General" if figures else "@"
    if slot.rows > 1:
        sheet.merge_cells(
            start_row=slot.row, end_row=slot.row + slot.rows - 1, start_column=slot.column, end_column=slot.column
        )


class _Checks:
    """What the program says of a field when it is entered, and holds against a slip; one rule a kind and wording."""

    def __init__(self, sheet: Any, issue: Issue) -> None:
        self.sheet, self.ends_on = sheet, date.fromisoformat(issue.ends_on)
        self.known: dict[str, DataValidation] = {}

    def add(self, slot: Slot) -> None:
        kind = slot.asks if slot.asks != "words" else slot.field or ""
        if kind not in self.known:
            self.known[kind] = self._rule(slot)
            self.sheet.add_data_validation(self.known[kind])
        self.known[kind].add(f"{get_column_letter(slot.column)}{slot.row}")

    def _rule(self, slot: Slot) -> DataValidation:
        if slot.asks == "number":
            return _rule(
                "decimal", "累计数", "填年初到本期末的累计数，不是当月数；没有变化的照上期填。",
                "这里一般填不小于 0 的数字。确实要写成 3.5万 这样的，选“是”。", "warning", "greaterThanOrEqual", "0",
            )  # fmt: skip
        if slot.asks == "day":
            first, last = (
                f"DATE({d.year},{d.month},{d.day})" for d in (date(self.ends_on.year - 5, 1, 1), self.ends_on)
            )
            return _rule(
                "date", "完成日期", f"完成了填日期，如 {self.ends_on.isoformat()}；还没完成的空着。",
                f"请填日期，不晚于 {self.ends_on.isoformat()}。", "stop", "between", first, last,
            )  # fmt: skip
        if slot.asks in ("yes_no", "unchanged"):
            said = "已经实现的选“是”。" if slot.asks == "yes_no" else "确无变化的选“是”，并写明原因。"
            return _rule("list", "是或否", said, "请从列表中选“是”或“否”。", "stop", None, '"是,否"')
        hints = {
            "text": "写明做了什么、到了哪一步。",
            "problems": "进度落后计划的，须写明原因。",
            "measures": "写明下一步怎么办、何时办完。",
            "unchanged_reason": "“本月无变化”选“是”时写明原因。",
            "correction_reason": "更正前期数字（累计数减少）的，写明原因；没有更正的空着。",
        }
        title = COLUMNS[slot.column - 1]
        return _rule(
            "textLength",
            title,
            hints[slot.field or ""],
            f"不超过{LONGEST}字。",
            "stop",
            "lessThanOrEqual",
            str(LONGEST),
        )


def _rule(
    kind: str,
    title: str,
    prompt: str,
    error: str,
    style: str,
    operator: str | None,
    first: str,
    second: str | None = None,
) -> DataValidation:
    made = DataValidation(kind, formula1=first, formula2=second, operator=operator, allow_blank=True)  # type: ignore[arg-type]
    made.errorStyle = style  # type: ignore[assignment]
    made.promptTitle, made.prompt, made.errorTitle, made.error = title, prompt, title, error
    made.showInputMessage = made.showErrorMessage = True
    return made


def _heights(sheet: Any, issue: Issue) -> None:
    """Rows as high as their words: programs do not reckon that themselves where cells are merged."""
    sheet.row_dimensions[HEADER].height = 2 * LINE
    row = HEADER + 1
    for section in issue.sections:
        lines = max(1, len(section.lines))
        own = [max(2, _lines(line.what, WIDTHS[4])) for line in section.lines] or [2]
        words = [_lines(section.title, WIDTHS[1])] + [
            _lines(section.words[name], WIDTHS[COLUMNS.index(title)])
            for title, name in (("本月进展", "text"), ("存在问题", "problems"), ("下步措施", "measures"))
        ]
        short = max(0, max(words) - sum(own))
        for offset in range(lines):
            sheet.row_dimensions[row + offset].height = LINE * (own[offset] + (short if offset == lines - 1 else 0)) + 3
        row += lines


def _lines(words: str, width: int) -> int:
    """Lines of a text in a column: a Chinese character is two of its width."""
    return sum(
        -(-sum(2 if ord(sign) > 0xFF else 1 for sign in part) // max(1, width - 1)) or 1 for part in words.split("\n")
    )


def _page(sheet: Any, issue: Issue) -> None:
    sheet.freeze_panes = sheet.cell(HEADER + 1, 3)
    sheet.print_title_rows = f"{HEADER}:{HEADER}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.8, 0.4
    sheet.oddFooter.left.text = issue.heading
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"
    sheet.sheet_view.zoomScale = 90
    sheet.sheet_view.showGridLines = False


def _protect(sheet: Any) -> None:
    """Against slips, without a password: rows and columns may be made wider, nothing may be moved."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
