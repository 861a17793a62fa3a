"""The data dictionary: a line for each column of each table, made from the columns themselves."""

import csv
import io
from collections.abc import Iterator

from web.open_data.dataset import TABLES
from web.open_data.table import Column, Table

TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "date": "日期（年-月-日）",
    "datetime": "时间（东八区）",
    "boolean": "是否（true、false）",
}
HEADER = (
    "table",
    "table_title",
    "column",
    "title",
    "type",
    "required",
    "unit",
    "meaning",
    "values",
    "source",
    "example",
)


def written() -> bytes:
    """The dictionary as CSV, itself in the form of the tables."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_line(table, column) for table, column in lines())
    return out.getvalue().encode()


def lines() -> Iterator[tuple[Table, Column]]:
    return ((table, column) for table in TABLES.values() for column in table.columns)


def values(column: Column) -> str:
    """behind 慢于序时；…, empty where any value may stand."""
    return "；".join(f"{code} {words}" for code, words in (column.values or {}).items())


def _line(table: Table, column: Column) -> list[str]:
    example = "" if column.example is None else str(column.example)
    about = [table.name, table.title, column.name, column.title, TYPES[column.type], "必有" if column.required else ""]
    return [*about, column.unit or "", column.meaning, values(column), column.source, example]
