"""A table as CSV: UTF-8, a line of column names, LF, empty where nothing is known."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from web.open_data.table import Row, Table

BOM = "\ufeff"
"""Some spreadsheet programs take a file for UTF-8 only when it begins with this."""


def written(table: Table, rows: Iterable[Row], *, bom: bool = False) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.names)
    writer.writerows([_cell(row[name]) for name in table.names] for row in rows)
    return (BOM * bom + out.getvalue()).encode()


def _cell(value: Any) -> Any:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value
