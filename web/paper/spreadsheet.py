"""The tables of a paper as XLSX, a sheet each, to be worked on: figures are numbers, heads repeat when printed.

The same tables give the same bytes.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from projects.cell import UNPRINTABLE
from supervision.notice_paper import TURNED_MM
from supervision.paper import Column, Table
from web.open_data import archive
from web.paper import layout

LONGEST = 32_767
"""Signs that a cell holds."""
MM_A_SIGN = 1.75
"""Of a column's width, which counts digits of the standard font."""
_THIN = Side(style="thin", color="FF000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FAMILY = "宋体"
_NUMBER = re.compile(r"[+−-]?\d[\d,]*(?:\.\d+)?")
_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def xlsx(tables: Sequence[Table], foot: Sequence[str] = ()) -> bytes:
    """`foot`: what the foot of the paper says (layout.foot_words), under each table."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for place, table in enumerate(tables, 1):
        sheet: Any = book.create_sheet(_called(table.title, place))
        _fill(sheet, layout.clean(table), "　".join(foot))
    data = io.BytesIO()
    book.save(data)
    return archive.same_bytes(data.getvalue(), {"docProps/core.xml": _undated})


def _called(title: str, place: int) -> str:
    """A tab's name: at most 31 signs, without those that a tab refuses."""
    return re.sub(r"[\\/*?:\[\]']", "", title)[:28] or f"表{place}"


def _fill(sheet: Any, table: Table, foot: str) -> None:
    last, columns = get_column_letter(len(table.columns)), table.columns
    head = 2 if table.title else 1
    if table.title:
        _line(sheet, 1, last, table.title, Font(name=_FAMILY, size=16, bold=True), "center")
        sheet.row_dimensions[1].height = 32
    for place, (column, width) in enumerate(zip(columns, layout.column_widths(table, TURNED_MM), strict=True), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width / MM_A_SIGN
        _cell(sheet.cell(head, place), column.title, Column("", align="center"), bold=True)
    for row, texts in enumerate(table.rows, head + 1):
        for place, (column, text) in enumerate(zip(columns, texts, strict=True), 1):
            _cell(sheet.cell(row, place), text, column)
    end = head + len(table.rows)
    for place, words in enumerate([words for words in (table.note, foot) if words], 1):
        _line(sheet, end + place, last, words, Font(name=_FAMILY, size=9), "left")
    sheet.freeze_panes = f"A{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _line(sheet: Any, row: int, last: str, words: str, font: Font, align: str) -> None:
    sheet.merge_cells(f"A{row}:{last}{row}")
    cell = sheet.cell(row, 1)
    cell.value, cell.data_type, cell.font = words[:LONGEST], "s", font
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)


def _cell(cell: Any, text: str, column: Column, bold: bool = False) -> None:
    """A text stays a text, also where it begins like a formula; a figure in a column of figures is a number."""
    cell.border, cell.font = _BOX, Font(name=_FAMILY, size=10, bold=bold)
    cell.alignment = Alignment(horizontal=column.align, vertical="center", wrap_text=True)
    if light := layout.light(text) if column.is_light else None:
        cell.font = Font(name=_FAMILY, size=10, color=f"FF{light.colour}")
    words = text.removesuffix("%")
    if column.align != "right" or not _NUMBER.fullmatch(words):
        cell.value, cell.data_type = UNPRINTABLE.sub("", text)[:LONGEST], "s"
        return
    value = float(words.replace(",", "").replace("−", "-"))
    cell.value = value / 100 if words != text else int(value) if value.is_integer() else value
    cell.number_format = "0.0%" if words != text else "General"


def _undated(part: bytes) -> bytes:
    return _WRITTEN.sub(rb"\g<1>2000-01-01T00:00:00Z", part)
