"""A read model's table written row by row: at once in a command, gathered and sent in bulk in a rebuild."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

Row = dict[str, Any]
Keyed = dict[Any, Row]


class Table:
    """Rows by one key; wrap what goes to jsonb in Jsonb."""

    def __init__(self, name: str, key: str = "id") -> None:
        self.name, self.key = name, key
        self._columns: frozenset[str] = frozenset()

    def insert(self, curs: Any, **row: Any) -> None:
        """Every column by name: a row that waits for a rebuild knows no defaults. Raises ValueError where one lacks."""
        self._check(curs, row)
        if isinstance(curs, Gathering):
            curs.new[self][row[self.key]] = row
        else:
            curs.execute(_insert(self.name, tuple(row)), tuple(row.values()), prepare=True)

    def update(self, curs: Any, key: Any, **values: Any) -> None:
        """Sets these columns of a row that is there."""
        if isinstance(curs, Gathering):
            (curs.new[self].get(key) or curs.changed[self][key]).update(values)
        else:
            curs.execute(_update(self.name, self.key, tuple(values)), (*values.values(), key), prepare=True)

    def row(self, curs: Any, key: Any) -> Row:
        """What stands there by now, jsonb as plain values; costs a query. Raises KeyError where nothing does."""
        if isinstance(curs, Gathering) and (new := curs.new[self].get(key)):
            return _plain(new)
        cursor = curs.cursor if isinstance(curs, Gathering) else curs
        found = cursor.execute(f"SELECT * FROM {self.name} WHERE {self.key} = %s".encode(), (key,)).fetchone()
        if found is None:
            raise KeyError(key)
        later = curs.changed[self].get(key, {}) if isinstance(curs, Gathering) else {}
        return {**found, **_plain(later)}

    def _check(self, curs: Any, row: Row) -> None:
        """The database is asked for the columns once, and again before a row is refused: a rebuild may be newer."""
        if self._columns and self._columns <= row.keys():
            return
        cursor = curs.cursor if isinstance(curs, Gathering) else curs
        names = cursor.execute(_COLUMNS, (self.name,)).fetchall()
        self._columns = frozenset(each["attname"] for each in names)
        if lacking := self._columns - row.keys():
            raise ValueError(f"a row for {self.name} lacks {', '.join(sorted(lacking))}")


class Gathering:
    """Stands for a cursor while a rebuild replays: rows of a Table wait here, and six changes of a row become one.

    Any other statement is sent at once, after what waits, so that each sees what came before it.
    """

    def __init__(self, cursor: psycopg.Cursor[Row]) -> None:
        self.cursor = cursor
        self.new: dict[Table, Keyed] = defaultdict(dict)
        self.changed: dict[Table, Keyed] = defaultdict(lambda: defaultdict(dict))

    def execute(self, *arguments: Any, **options: Any) -> psycopg.Cursor[Row]:
        self.send()
        return self.cursor.execute(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def __len__(self) -> int:
        """How many rows wait."""
        return sum(map(len, self.new.values())) + sum(map(len, self.changed.values()))

    def send(self, *, in_bulk: bool = False) -> None:
        """Writes what waits; `in_bulk` copies the new rows, which a pipeline does not allow."""
        for table, rows in self.new.items():
            for columns, alike in _by_columns(rows.values()).items():
                if in_bulk:
                    self._copy(table, columns, alike)
                else:
                    self.cursor.executemany(_insert(table.name, columns), [tuple(row.values()) for row in alike])
        for table, rows in self.changed.items():
            for columns, alike in _by_columns({**row, table.key: key} for key, row in rows.items() if row).items():
                statement = _update(table.name, table.key, columns[:-1])
                self.cursor.executemany(statement, [tuple(row.values()) for row in alike])
        self.new.clear()
        self.changed.clear()

    def _copy(self, table: Table, columns: tuple[str, ...], rows: list[Row]) -> None:
        with self.cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(list(row.values()))


_COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"


@lru_cache
def _insert(table: str, columns: tuple[str, ...]) -> bytes:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})".encode()


@lru_cache
def _update(table: str, key: str, columns: tuple[str, ...]) -> bytes:
    return f"UPDATE {table} SET {', '.join(f'{column} = %s' for column in columns)} WHERE {key} = %s".encode()


def _by_columns(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row)].append(row)
    return found


def _plain(row: Row) -> Row:
    return {column: value.obj if isinstance(value, Jsonb) else value for column, value in row.items()}
