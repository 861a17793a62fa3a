"""A table as CSV: UTF-8, a line of column names, LF, empty where nothing is known."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from web.open_data.table import Row, Table

BOM = "\ufeff"
"""Some spreadsheet programs take a file for UTF-8 only when it begins with this."""


def written(table: Table, rows: Iterable[Row], *, bom: bool = False) -> bytes:
    out = io.StringIO()
    writer = csv.writer(_Lines(out), lineterminator="\r\n")
    writer.writerow(table.names)
    writer.writerows([_cell(row[name]) for name in table.names] for row in rows)
    return (BOM * bom + out.getvalue()).encode()


class _Lines:
    """Ends a line with LF alone; told CRLF, the writer puts quotes around a CR, which would else be read as an end."""

    def __init__(self, out: io.StringIO) -> None:
        self._out = out

    def write(self, line: str) -> None:
        self._out.write(line.removesuffix("\r\n") + "\n")


def read(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines of a file as this module writes it: the number of each one's last line, and its cells.

    Raises UnicodeDecodeError for what is no UTF-8, csv.Error for what is no CSV.
    """
    reader = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    return ((reader.line_num, cells) for cells in reader)


def _cell(value: Any) -> Any:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value
