"""A table as XLSX: a sheet of its rows and one that says what the columns mean; the same rows give the same bytes."""

import io
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from projects.cell import UNPRINTABLE
from web.open_data import archive
from web.open_data.table import Row, Table

WIDTHS = {"string": 22, "date": 12, "datetime": 27}
LONGEST = 32_767
"""Signs that a cell holds."""
_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def written(table: Table, rows: Iterable[Row]) -> bytes:
    """Text stays text, also where it begins like a formula; dates are dates; moments are text with their zone."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(column.type, 12)
    sheet.append([_head(sheet, name) for name in table.names])
    for row in rows:
        sheet.append([_cell(sheet, row[column.name], column.type) for column in table.columns])
    meaning = book.create_sheet("各列含义")
    for place, width in enumerate((20, 16, 60), start=1):
        meaning.column_dimensions[get_column_letter(place)].width = width
    meaning.append([_head(meaning, words) for words in ("列", "名称", "含义")])
    for column in table.columns:
        meaning.append([column.name, column.title, column.meaning])
    out = io.BytesIO()
    book.save(out)
    return archive.same_bytes(out.getvalue(), {"docProps/core.xml": _undated})


def _head(sheet: Any, words: str) -> Any:
    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any, kind: str) -> Any:
    if kind == "date" and value:
        cell = WriteOnlyCell(sheet, datetime.fromisoformat(value))
        cell.number_format = "yyyy-mm-dd"
        return cell
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, UNPRINTABLE.sub("", value)[:LONGEST])
    cell.data_type = "s"
    return cell


def _undated(part: bytes) -> bytes:
    return _WRITTEN.sub(rb"\g<1>2000-01-01T00:00:00Z", part)
