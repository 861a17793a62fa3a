"""A connection for one look at the tables: what was asked of it before is answered from what it heard.

Whoever puts a picture together out of many queries' answers asks the same things again and again: which projects there
are, what the units are called. Nothing is written through it, and it is thrown away after the look.
"""

from collections.abc import Iterator
from typing import Any, cast

import psycopg


class Once:
    """Answers each query with the same values once by asking, then by heart."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self._conn = conn
        self._heard: dict[str, list[Any]] = {}

    def execute(self, query: Any, values: Any = None, **_: Any) -> "Answer":
        asked = repr((query, values))
        if asked not in self._heard:
            self._heard[asked] = self._conn.execute(query, values).fetchall()
        return Answer(self._heard[asked])

    def cursor(self, **form: Any) -> Any:
        """The connection's own, for rows of another form: nothing of it is kept."""
        return self._conn.cursor(**form)


class Answer:
    """The rows of one query, as a cursor gives them."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = iter(rows)

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


def once(conn: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """The connection for one look, which asks nothing twice."""
    return cast("psycopg.Connection[Any]", Once(conn))
