"""The files of a dataset by their names, each made once as long as its rows stay the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from web.open_data import archive, csv_file, dictionary, json_lines, package, spreadsheet
from web.open_data.dataset import TABLES, Dataset
from web.open_data.licence import Licence
from web.open_data.table import Row, Table


@dataclass(frozen=True, slots=True)
class Format:
    """A way a table is written; `ending` follows the table's name."""

    ending: str
    words: str
    media_type: str
    write: Callable[[Table, list[Row]], bytes]


CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = (
    Format(".csv", "CSV", CSV, csv_file.written),
    Format(".bom.csv", "CSV（带BOM）", CSV, lambda table, rows: csv_file.written(table, rows, bom=True)),
    Format(".xlsx", "XLSX", XLSX, spreadsheet.written),
    Format(".jsonl", "JSON Lines", "application/jsonl; charset=utf-8", json_lines.written),
)
DICTIONARY, DESCRIPTION, PACKAGE, SUMS = "dictionary.csv", "datapackage.json", "package.zip", "SHA256SUMS"
_ENDINGS = {form.ending: form for form in FORMATS}
_MEDIA = {
    DICTIONARY: CSV,
    DESCRIPTION: "application/json",
    PACKAGE: "application/zip",
    SUMS: "text/plain; charset=utf-8",
}
NAMES = (*(f"{table}{form.ending}" for table in TABLES for form in FORMATS), *_MEDIA)
"""Every file of a dataset."""


def media_type(name: str) -> str:
    return _MEDIA.get(name) or _ENDINGS[f".{name.partition('.')[2]}"].media_type


@lru_cache(maxsize=512)
def content(data: Dataset, name: str, licence: Licence) -> bytes:
    """Raises KeyError for a name that is none of NAMES. What was taken in keeps the licence that it came with."""
    licence = data.licence or licence
    if name in _WHOLE:
        return _WHOLE[name](data, licence)
    table, _, ending = name.partition(".")
    return _ENDINGS[f".{ending}"].write(TABLES[table], data.rows[table])


def _tables(data: Dataset, licence: Licence) -> dict[str, bytes]:
    return {table: content(data, f"{table}.csv", licence) for table in TABLES}


def _package(data: Dataset, licence: Licence) -> bytes:
    """Everything that explains itself: the tables, what they mean, and the sums to check them by."""
    inside = {name: content(data, name, licence) for name in (DESCRIPTION, DICTIONARY)}
    inside |= {f"{table}.csv": made for table, made in _tables(data, licence).items()}
    return archive.of({**inside, SUMS: package.sums(inside)})


INSIDE = (DESCRIPTION, DICTIONARY, *(f"{table}.csv" for table in TABLES), SUMS)
"""Every file of the package."""


def _sums(data: Dataset, licence: Licence) -> bytes:
    return package.sums({name: content(data, name, licence) for name in NAMES if name != SUMS})


_WHOLE: dict[str, Callable[[Dataset, Licence], bytes]] = {
    DICTIONARY: lambda data, licence: dictionary.written(),
    DESCRIPTION: lambda data, licence: package.described(data, licence, _tables(data, licence)),
    PACKAGE: _package,
    SUMS: _sums,
}
