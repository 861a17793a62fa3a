"""What a deed left in a database of ours, kept in memory and put into another one: carrying out a year's months takes a
second, copying what they left a tenth of it."""

from collections.abc import Callable, Hashable

import psycopg
from psycopg import sql

from tracker.database import Database

TABLES = """
    SELECT quote_ident(nspname) || '.' || quote_ident(relname) AS name FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
SEQUENCES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename) AS name, last_value FROM pg_sequences
    WHERE last_value IS NOT NULL
"""

Rows = tuple[dict[str, bytes], list[tuple[str, int]]]
"""Rows of each table that has any, as COPY writes them; last value of each sequence that was asked."""
_kept: dict[Hashable, Rows] = {}


def once(database: Database, what: Hashable, deed: Callable[[], None]) -> None:
    """Does the deed to a database just made, the first time in this process; after that its rows are put in."""
    if what in _kept:
        _put(database, _kept[what])
    else:
        deed()
        _kept[what] = _taken(database)


def _taken(database: Database) -> Rows:
    with psycopg.connect(database.owner) as conn:
        rows = {}
        for (name,) in conn.execute(TABLES).fetchall():
            with conn.cursor().copy(_said("COPY {} TO STDOUT (FORMAT binary)", name)) as copy:
                rows[name] = b"".join(copy)
        return {name: held for name, held in rows.items() if len(held) > EMPTY}, conn.execute(SEQUENCES).fetchall()


EMPTY = 21
"""Bytes of the head and the end that COPY writes without a row."""


def _put(database: Database, rows: Rows) -> None:
    """Triggers and references stay still: they had their say when the rows were written."""
    with psycopg.connect(database.owner) as conn:
        conn.execute("SET LOCAL session_replication_role = replica")
        for name, held in rows[0].items():
            conn.execute(_said("DELETE FROM {}", name))
            with conn.cursor().copy(_said("COPY {} FROM STDIN (FORMAT binary)", name)) as copy:
                copy.write(held)
        for name, value in rows[1]:
            conn.execute("SELECT setval(%s::regclass, %s)", [name, value])


def _said(statement: str, name: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.SQL(name))
