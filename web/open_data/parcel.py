"""A package of open data as it comes in from elsewhere: believed only where all of it says the same.

What is read is written anew and has to be the very bytes that came, so that whatever goes out of here again is what
came in (docs/decisions/0052-deposits.md).
"""

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from projects.cell import Cell, Fault, Faults
from web.open_data import csv_file, files
from web.open_data.dataset import TABLES, Dataset, made
from web.open_data.files import DESCRIPTION, INSIDE, NAMES, PACKAGE, SUMS
from web.open_data.licence import Licence
from web.open_data.table import Column, Row, Table

LARGEST = 256 * 1024 * 1024
"""Bytes of all files together, unpacked."""
MOST_FAULTS = 50
_SUM = re.compile(r"([0-9a-f]{64})  (\S+)")
_NUMBER = re.compile(r"-?\d{1,400}(\.\d{1,400})?(e[-+]\d{1,3})?")
_COMPRESSED = (".xlsx", ".zip")
"""Files whose bytes depend on who compressed them; they are known by their sums alone."""
Files = Mapping[str, bytes]


class Flaw(Fault):
    """A fault of a file of the package."""

    def __str__(self) -> str:
        row = f"第{self.row}行" if self.row is not None else ""
        column = f"“{self.column}”列" if self.column is not None else ""
        return f"{self.sheet}{row}{column}：现为{self.found or '（空）'}，应为{self.expected}"


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a package.zip. Raises Faults for what is none, is damaged, too large, or has other files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _bounded(parts)
            return {name: parts.read(name) for name in parts.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as damage:
        raise Faults([Flaw("压缩包", None, None, "无法解开的内容", "完整的 package.zip，请重新下载")]) from damage


def _bounded(parts: zipfile.ZipFile) -> None:
    names = parts.namelist()
    found = [Flaw(name, None, None, "包里多出的文件", "没有这个文件") for name in names if name not in INSIDE]
    found += [Flaw(name, None, None, "没有这个文件", "包里有这个文件") for name in INSIDE if name not in names]
    if len(names) != len(set(names)):
        found.append(Flaw("压缩包", None, None, "同名的文件有几个", "每个文件只有一个"))
    if sum(each.file_size for each in parts.infolist()) > LARGEST:
        found.append(Flaw("压缩包", None, None, "解开后过大", f"不超过{LARGEST >> 20}MB"))
    if found:
        raise Faults(found[:MOST_FAULTS])


def of_folder(folder: Path) -> dict[str, bytes]:
    """The files of a dataset that lie there; others are left alone. Raises Faults where one of the package lacks."""
    there = {name: folder / name for name in NAMES if (folder / name).is_file()}
    lacking = [Flaw(name, None, None, "没有这个文件", "文件夹里有这个文件") for name in INSIDE if name not in there]
    if lacking:
        raise Faults(lacking)
    if sum(path.stat().st_size for path in there.values()) > LARGEST:
        raise Faults([Flaw("文件夹", None, None, "过大", f"不超过{LARGEST >> 20}MB")])
    return {name: path.read_bytes() for name, path in there.items()}


def read(given: Files) -> tuple[Dataset, Licence]:
    """The programme that the files tell of, with the licence it comes under. Raises Faults with everything wrong."""
    _raise(_sums(given))
    rows = _tables(given)
    head = _head(rows)
    title, licence = _described(given[DESCRIPTION])
    data = made(f"{head['jurisdiction']}/{head['year']}", title, head["nature"], rows)
    _raise(_otherwise(given, data, licence))
    return data, licence


def _raise(faults: Iterator[Fault]) -> None:
    if found := list(faults):
        raise Faults(found[:MOST_FAULTS])


def _sums(given: Files) -> Iterator[Fault]:
    """Every file is listed once with its own sum, and none is listed that is not there."""
    told: dict[str, str] = {}
    for number, line in enumerate(given[SUMS].decode("utf-8", "replace").splitlines(), start=1):
        match = _SUM.fullmatch(line)
        if match is None or match[2] in told:
            yield Flaw(SUMS, number, None, str(Cell(line)), "64位校验值、两个空格和文件名，每个文件一行")
        else:
            told[match[2]] = match[1]
    for name in sorted({*told, *given} - {SUMS}):
        if name not in given:
            yield Flaw(name, None, None, "没有这个文件", f"{SUMS} 列出的文件都在")
        elif told.get(name) != sha256(given[name]).hexdigest():
            yield Flaw(name, None, None, "与校验值不符的内容", f"{SUMS} 里写明的内容，请重新下载")


def _tables(given: Files) -> dict[str, list[Row]]:
    found: list[Fault] = []
    rows = {name: _table(table, given[f"{name}.csv"], found) for name, table in TABLES.items()}
    _raise(iter(found))
    return rows


def _table(table: Table, content: bytes, found: list[Fault]) -> list[Row]:
    name = f"{table.name}.csv"
    try:
        lines = list(csv_file.read(content))
    except (UnicodeDecodeError, csv.Error):
        found.append(Flaw(name, None, None, "读不出的内容", "UTF-8编码的CSV"))
        return []
    columns = tuple(lines[0][1]) if lines else ()
    if columns != table.names:
        found += _columns(name, columns, table)
        return []
    rows = [row for number, cells in lines[1:] if (row := _row(table, name, number, cells, found)) is not None]
    if table.ordered(rows) != rows:
        found.append(Flaw(name, None, None, "次序不对的行", f"按{'、'.join(table.key)}排列"))
    return rows


def _columns(name: str, columns: tuple[str, ...], table: Table) -> Iterator[Fault]:
    for column in columns:
        if column not in table.names:
            yield Flaw(name, 1, column[:60], "多出的列", "没有这一列")
    for column in table.names:
        if column not in columns:
            yield Flaw(name, 1, column, "没有这一列", "有这一列；较早的版本导出的包缺列时不能收录")
    if sorted(columns) == sorted(table.names):
        yield Flaw(name, 1, None, "次序不对的列", "按数据字典的次序")


def _row(table: Table, name: str, number: int, cells: list[str], found: list[Fault]) -> Row | None:
    if len(cells) != len(table.columns):
        found.append(Flaw(name, number, None, f"{len(cells)}格", f"{len(table.columns)}格"))
        return None
    row: Row = {}
    before = len(found)
    for column, cell in zip(table.columns, cells, strict=True):
        try:
            row[column.name] = _value(column, cell)
        except ValueError as wrong:
            found.append(Flaw(name, number, column.name, str(Cell(cell)), str(wrong)))
    return row if len(found) == before else None


def _value(column: Column, cell: str) -> Any:
    """Raises ValueError with what should stand there."""
    if cell == "" and not column.required:
        return None
    if column.values and cell not in column.values:
        raise ValueError("、".join(column.values) + "之一")
    if cell == "" and column.type != "string":
        raise ValueError("必须有的内容")
    return _KINDS[column.type](cell)


def _whole(cell: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", cell):
        raise ValueError("整数")
    return int(cell)


def _number(cell: str) -> int | float | str:
    """As the figure was published: text where a JSON number would lose digits of it."""
    match = _NUMBER.fullmatch(cell)
    if match is None:
        raise ValueError("数")
    if not (match[1] or match[2]):
        return int(cell)
    return float(cell) if repr(float(cell)) == cell else cell


def _when(kind: Callable[[str], date], words: str, cell: str) -> str:
    try:
        kind(cell)
    except ValueError:
        raise ValueError(words) from None
    return cell


def _boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError("true 或者 false")
    return cell == "true"


_KINDS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _whole,
    "number": _number,
    "date": partial(_when, date.fromisoformat, "2026-08-31 这样的日期"),
    "datetime": partial(_when, datetime.fromisoformat, "2026-09-08T09:00:00+08:00 这样的时间"),
    "boolean": _boolean,
}


def _head(rows: Mapping[str, list[Row]]) -> Row:
    """The columns that are the same in every row of a programme. Raises Faults where they are not, or no row is."""
    names = ("jurisdiction", "government", "year", "nature")
    found = {tuple(row[name] for name in names) for each in rows.values() for row in each}
    if len(found) != 1:
        said = "没有一行内容" if not found else f"{len(found)}种政府、年度或者性质"
        raise Faults([Flaw("各表", None, None, said, "一个政府一个年度的数据")])
    return dict(zip(names, found.pop(), strict=True))


def _described(content: bytes) -> tuple[str, Licence]:
    """What cannot be known from the rows: the title and the licence."""
    try:
        told = json.loads(content)
        title, licence = told["title"], Licence.read(told.get("licenses", []))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise Faults([Flaw(DESCRIPTION, None, None, "读不出的内容", "随包导出的说明")]) from wrong
    if not all(isinstance(each, str) for each in (title, licence.words, licence.address)):
        raise Faults([Flaw(DESCRIPTION, None, None, "不是文字的标题或者许可", "文字")])
    if licence.address and not licence.address.startswith(("https://", "http://")):
        raise Faults([Flaw(DESCRIPTION, None, None, f"许可的网址{Cell(licence.address)}", "https:// 开头的网址")])
    return title, licence


def _otherwise(given: Files, data: Dataset, licence: Licence) -> Iterator[Fault]:
    """Files that would not be written as they came."""
    for name, content in given.items():
        if name in (SUMS, PACKAGE) or name.endswith(_COMPRESSED):
            continue
        if files.content(data, name, licence) != content:
            yield Flaw(name, None, None, "与各表的内容不一致，或者由另一版本导出", "同一版本由各表写出的内容")


def described(data: Dataset, licence: Licence) -> dict[str, Any]:
    """What a deposit is made of (projects/deposit.py)."""
    slug, _, year = data.place.partition("/")
    nature = next(row["nature"] for rows in data.rows.values() for row in rows)
    government = next(row["government"] for rows in data.rows.values() for row in rows)
    return {
        "jurisdiction": slug,
        "year": int(year),
        "government": government,
        "title": data.title,
        "nature": nature,
        "licence": {"words": licence.words, "address": licence.address},
    }
