"""What one may ask of a table: values of its columns, what is new since a place on the ledger, and one page after
another. The order is that of the files."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.open_data.dataset import Dataset
from web.open_data.table import Column, Row, Table

USUAL, MOST = 100, 1000
"""Rows a page."""
Mark = tuple[int, list[Any], int]
"""Where a row stands: its dataset's place, its own in it, and which of several that stand there."""


class Wrong(Exception):
    """A question that cannot be answered: the parameter and, in Chinese, why."""

    def __init__(self, parameter: str, why: str) -> None:
        super().__init__(f"参数 {parameter}：{why}")


@dataclass(frozen=True, slots=True)
class Query:
    """`values`: column → what must stand there, as text; "" asks for what is empty. `as_of`: the day, as given."""

    table: Table
    values: Mapping[str, str]
    since: int = 0
    limit: int = USUAL
    cursor: str | None = None
    as_of: str | None = None

    @property
    def programme(self) -> tuple[str, int] | None:
        """The one that is asked for, where only one can be."""
        slug, year = self.values.get("jurisdiction"), self.values.get("year")
        return (slug, int(year)) if slug and year else None

    def keeps(self, row: Row) -> bool:
        return row["log_position"] > self.since and all(
            text(row[name]) == sought for name, sought in self.values.items()
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of rows; `count` of all that were asked for, `cursor` leads to the next page."""

    rows: list[Row]
    count: int
    cursor: str | None


def asked(table: Table, parameters: Sequence[tuple[str, str]]) -> Query:
    """Raises Wrong for what is unknown, said twice or out of bounds."""
    told = dict(parameters)
    if len(told) != len(parameters):
        raise Wrong("、".join(sorted(told)), "同一参数只能写一次。")
    filters = (*PLACE, *table.filters)
    for name in told:
        if name not in (*filters, *PAGING):
            raise Wrong(name, f"没有这个参数，可用的是{'、'.join((*filters, *PAGING))}。")
    return Query(
        table,
        {name: _value(table.column(name), told[name]) for name in filters if name in told},
        since=_number("since", told.get("since", "0"), 0, 10**15),
        limit=_number("limit", told.get("limit", str(USUAL)), 1, MOST),
        cursor=told.get("cursor"),
        as_of=told.get("as_of"),
    )


PLACE = ("jurisdiction", "year")
PAGING = ("since", "limit", "cursor", "as_of")


def answered(query: Query, datasets: Sequence[Dataset]) -> Answer:
    """Raises Wrong for a cursor that nobody gave out."""
    kept = [(mark, row) for mark, row in _marked(query.table, datasets) if query.keeps(row)]
    after = _after(query, datasets)
    try:
        left = [(mark, row) for mark, row in kept if after is None or mark > after]
    except TypeError as other:
        raise Wrong("cursor", "不是这张表给出的游标。") from other
    page = left[: query.limit]
    cursor = _cursor(query.table, datasets, *page[-1]) if len(left) > len(page) else None
    return Answer([row for _, row in page], len(kept), cursor)


def _marked(table: Table, datasets: Sequence[Dataset]) -> Iterator[tuple[Mark, Row]]:
    for index, data in enumerate(datasets):
        before, again = None, 0
        for row in data.rows[table.name]:
            place = table.place(row)
            again = again + 1 if place == before else 0
            before = place
            yield (index, place, again), row


def _cursor(table: Table, datasets: Sequence[Dataset], mark: Mark, row: Row) -> str:
    told = [datasets[mark[0]].place, [row[name] for name in table.key], mark[2]]
    return base64.urlsafe_b64encode(json.dumps(told, ensure_ascii=False).encode()).decode().rstrip("=")


def _after(query: Query, datasets: Sequence[Dataset]) -> Mark | None:
    if query.cursor is None:
        return None
    places = [data.place for data in datasets]
    try:
        told = json.loads(
            base64.b64decode(query.cursor + "=" * (-len(query.cursor) % 4), altchars=b"-_", validate=True)
        )
        place, key, again = told
        row = dict(zip(query.table.key, key, strict=True))
        return places.index(place), query.table.place(row), int(again)
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError) as other:
        raise Wrong("cursor", "不是这张表给出的游标。") from other


def _value(column: Column, given: str) -> str:
    if column.values and given not in column.values:
        raise Wrong(column.name, f"只能是{'、'.join(column.values)}。")
    if column.type == "boolean" and given not in ("true", "false"):
        raise Wrong(column.name, "只能是true、false。")
    if column.type == "integer":
        return str(_number(column.name, given, 1000, 9999))
    return given


def _number(name: str, given: str, least: int, most: int) -> int:
    plain = given.isascii() and given.isdigit() and len(given) <= len(str(most))
    if not plain or not least <= int(given) <= most:
        raise Wrong(name, f"应当是{least}到{most}的整数。")
    return int(given)


def text(value: Any) -> str:
    """A value as a filter writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
