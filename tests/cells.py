"""Two spreadsheets laid side by side, cell by cell."""

import io
from typing import Any

import openpyxl

Cells = dict[tuple[str, str], tuple[Any, str, str]]


def cells(content: bytes) -> Cells:
    """(sheet, place) → value, its type in Python and in the file, and the format it is shown in; no blank cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        (sheet.title, cell.coordinate): (
            cell.value,
            f"{type(cell.value).__name__}/{cell.data_type}",
            cell.number_format,
        )
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
