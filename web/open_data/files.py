"""The files of a dataset by their names, each made once as long as its rows stay the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from web.open_data import csv_file, dictionary
from web.open_data.dataset import TABLES, Dataset
from web.open_data.table import Row, Table


@dataclass(frozen=True, slots=True)
class Format:
    """A way a table is written; `ending` follows the table's name."""

    ending: str
    words: str
    media_type: str
    write: Callable[[Table, list[Row]], bytes]


CSV = "text/csv; charset=utf-8"
FORMATS = (
    Format(".csv", "CSV", CSV, csv_file.written),
    Format(".bom.csv", "CSV（带BOM）", CSV, lambda table, rows: csv_file.written(table, rows, bom=True)),
)
DICTIONARY = "dictionary.csv"


def names() -> list[str]:
    """Every file of a dataset."""
    return [f"{table}{form.ending}" for table in TABLES for form in FORMATS] + [DICTIONARY]


def media_type(name: str) -> str:
    return next((form.media_type for form in FORMATS if name.endswith(form.ending)), CSV)


@lru_cache(maxsize=256)
def content(dataset: Dataset, name: str) -> bytes:
    """Raises KeyError for a name that is none of `names()`."""
    if name == DICTIONARY:
        return dictionary.written()
    table, _, ending = name.partition(".")
    form = {form.ending: form for form in FORMATS}[f".{ending}"]
    return form.write(TABLES[table], dataset.rows[table])
