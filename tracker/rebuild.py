"""Read models made anew from the ledger beside the live ones, then compared or put in their place."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import get_topic
from psycopg.rows import dict_row, tuple_row
from psycopg.sql import SQL, Identifier
from psycopg.types.json import set_json_dumps
from pydantic_core import to_json

from tracker.ahead import ahead
from tracker.ledger import Ledger
from tracker.read_model import Handler, ReadModel, fleet
from tracker.recorder import WRITERS_LOCK
from tracker.table import Gathering

PAGE = 2000
GATHERED = 20_000
"""Rows that wait in memory at most, for one read model, before they are sent."""
Progress = Callable[[int], None]

BOOKKEEPING = """
CREATE TABLE IF NOT EXISTS views.models (
    name text PRIMARY KEY, fingerprint text NOT NULL, position bigint NOT NULL, tables text[] NOT NULL);
CREATE TABLE IF NOT EXISTS views.following (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), fleet text NOT NULL, position bigint NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """What `--check` found: rows only in the live table, and rows only in the one made anew."""

    table: str
    only_live: int
    only_anew: int


@contextmanager
def _one_rebuilder(conn: psycopg.Connection[Any]) -> Iterator[None]:
    conn.execute("SET lock_timeout = '60s'")
    conn.execute("SELECT pg_advisory_lock(hashtextextended('ledger:rebuild', 0))")
    try:
        yield
    finally:
        conn.execute("SELECT pg_advisory_unlock(hashtextextended('ledger:rebuild', 0))")


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Events come and go without cycles; looking for some among the gathered rows would take a seventh of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Rebuild:
    """One run over the ledger for any number of read models, in a schema of its own."""

    def __init__(self, ledger: Ledger, conn: psycopg.Connection[Any], schema: str = "rebuilding") -> None:
        self.ledger, self.conn, self.schema = ledger, conn, schema
        self.position = 0
        self.events = 0
        self._gathered: dict[str, Gathering] = {}
        set_json_dumps(to_json, conn)

    def make(self, models: list[ReadModel], progress: Progress | None = None) -> None:
        """Fills fresh tables with all that is in the ledger now, without the writers' lock."""
        with self.conn.transaction(), self._cursor() as curs:
            curs.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(self.schema)))
            curs.execute(SQL("CREATE SCHEMA {}").format(Identifier(self.schema)))
            self._search_here(curs)
            for model in models:
                curs.execute(model.definition)
        with _collecting_nothing(), self.ledger.reading() as reading:
            for rows in ahead(_pages(reading, self.position)):
                with self.conn.transaction(), self._cursor() as curs:
                    self._search_here(curs)
                    self._replay(curs, models, rows)
                if progress:
                    progress(len(rows))
        with self.conn.transaction(), self._cursor() as curs:  # here rather than under the writers' lock
            self._search_here(curs)
            self._send(curs)

    def swap(self, models: list[ReadModel], timeout: str = "10s") -> None:
        """Reads the last page under the writers' lock and puts the new tables in place of the old."""
        with self.conn.transaction(), self._cursor() as curs:
            curs.execute(SQL("SET LOCAL lock_timeout = {}").format(timeout))
            curs.execute(WRITERS_LOCK)
            self._search_here(curs)
            self._catch_up(curs, models)
            self._drop_old(curs, models)
            for model in models:
                tables = self._tables(curs, model)
                for table in tables:
                    curs.execute(SQL("DROP TABLE IF EXISTS views.{} CASCADE").format(Identifier(table)))
                    curs.execute(
                        SQL("ALTER TABLE {}.{} SET SCHEMA views").format(Identifier(self.schema), Identifier(table))
                    )
                curs.execute(
                    """INSERT INTO views.models (name, fingerprint, position, tables) VALUES (%s, %s, %s, %s)
                       ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint,
                           position = excluded.position, tables = excluded.tables""",
                    (model.name, model.fingerprint, self.position, tables),
                )
            curs.execute(
                """INSERT INTO views.following (fleet, position) VALUES (%s, %s)
                   ON CONFLICT (one) DO UPDATE SET fleet = excluded.fleet, position = excluded.position""",
                (fleet(self.ledger.models), self.position),
            )
            curs.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(self.schema)))

    def compare(self, models: list[ReadModel], timeout: str = "60s") -> list[Difference]:
        """Live tables against the ones made anew, both ways; leaves the live ones alone."""
        with self.conn.transaction(), self._cursor() as curs:
            curs.execute(SQL("SET LOCAL lock_timeout = {}").format(timeout))
            curs.execute(WRITERS_LOCK)
            self._search_here(curs)
            self._catch_up(curs, models)
            tables = [table for model in models for table in self._tables(curs, model)]
            differences = [difference for table in tables if (difference := self._difference(curs, table))]
            curs.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(self.schema)))
        return differences

    def _difference(self, curs: psycopg.Cursor[Any], table: str) -> Difference | None:
        exists = curs.execute("SELECT to_regclass(%s) AS t", (f"views.{table}",)).fetchone()
        here, live = (
            SQL("SELECT t::text FROM {}.{} t").format(Identifier(schema), Identifier(table))
            for schema in (self.schema, "views")
        )
        if not exists or exists["t"] is None:
            return Difference(table, 0, self._count(curs, SQL("({}) x").format(here)))
        only_live = self._count(curs, SQL("({} EXCEPT ALL {}) x").format(live, here))
        only_anew = self._count(curs, SQL("({} EXCEPT ALL {}) x").format(here, live))
        return Difference(table, only_live, only_anew) if only_live or only_anew else None

    @staticmethod
    def _count(curs: psycopg.Cursor[Any], what: Any) -> int:
        row = curs.execute(SQL("SELECT count(*) AS n FROM {}").format(what)).fetchone()
        return int(row["n"]) if row else 0

    def _catch_up(self, curs: psycopg.Cursor[Any], models: list[ReadModel]) -> None:
        """All that was recorded since, under the writers' lock; afterwards nothing waits."""
        for rows in _pages(self.conn, self.position):
            self._replay(curs, models, rows)
        self._send(curs)

    def _send(self, curs: psycopg.Cursor[Any]) -> None:
        for gathering in self._gathered.values():
            gathering.cursor = curs
            gathering.send(in_bulk=True)

    def _replay(self, curs: psycopg.Cursor[Any], models: list[ReadModel], rows: list[Any]) -> None:
        """One page; what a Table gathers is sent when it grows large."""
        followers = self._followers(curs, models)
        decode = self.ledger.mapper.to_domain_event
        with self.conn.pipeline():
            for originator, version, topic, state, position in rows:
                if following := followers.get(topic):
                    event = decode(StoredEvent(originator, version, topic, state))
                    for gathering, handler in following:
                        handler(gathering, event, position)  # type: ignore[arg-type]
        for gathering in self._gathered.values():
            if len(gathering) > GATHERED:
                gathering.send(in_bulk=True)
        self.position = rows[-1][-1]
        self.events += len(rows)

    def _followers(
        self, curs: psycopg.Cursor[Any], models: list[ReadModel]
    ) -> dict[str, list[tuple[Gathering, Handler]]]:
        """Stored name → the handlers that follow it, each with what stands for its cursor."""
        found: dict[str, list[tuple[Gathering, Handler]]] = {}
        for model in models:
            gathering = self._gathered.setdefault(model.name, Gathering(curs))
            gathering.cursor = curs
            for kind, handler in model.handlers.items():
                found.setdefault(get_topic(kind), []).append((gathering, handler))
        return found

    def _drop_old(self, curs: psycopg.Cursor[Any], models: list[ReadModel]) -> None:
        """Tables that an earlier definition of these models had, and those of models that are written no more."""
        curs.execute(
            "SELECT name, tables FROM views.models WHERE name = ANY(%s) OR name <> ALL(%s)",
            ([model.name for model in models], [model.name for model in self.ledger.models]),
        )
        for row in curs.fetchall():
            for table in row["tables"]:
                curs.execute(SQL("DROP TABLE IF EXISTS views.{} CASCADE").format(Identifier(table)))
            curs.execute("DELETE FROM views.models WHERE name = %s", (row["name"],))

    def _tables(self, curs: psycopg.Cursor[Any], model: ReadModel) -> list[str]:
        rows = curs.execute(
            """SELECT tablename FROM pg_tables WHERE schemaname = %s AND (tablename = %s OR tablename LIKE %s)
               ORDER BY tablename""",
            (self.schema, model.name, model.name.replace("_", r"\_") + r"\_%"),
        ).fetchall()
        return [row["tablename"] for row in rows]

    def _cursor(self) -> psycopg.Cursor[dict[str, Any]]:
        return self.conn.cursor(row_factory=dict_row)

    def _search_here(self, curs: psycopg.Cursor[Any]) -> None:
        curs.execute(SQL("SET LOCAL search_path = {}, public").format(Identifier(self.schema)))


def _pages(conn: psycopg.Connection[Any], position: int) -> Iterator[list[Any]]:
    """What was recorded after a position, in order; ends at the first page that is not full."""
    with conn.cursor(row_factory=tuple_row) as curs:
        while rows := curs.execute(_EVENTS, (position, PAGE), binary=True).fetchall():
            position = rows[-1][-1]
            yield rows
            if len(rows) < PAGE:
                return


_EVENTS = """
SELECT originator_id, originator_version, topic, state, notification_id FROM ledger.events
WHERE notification_id > %s ORDER BY notification_id LIMIT %s
"""


def outdated(conn: psycopg.Connection[Any], models: list[ReadModel]) -> list[ReadModel]:
    """The read models whose live tables are missing or were made by another version."""
    exists = conn.execute("SELECT to_regclass('views.models') AS t").fetchone()
    if not exists or exists["t"] is None:
        return list(models)
    live = {row["name"]: row["fingerprint"] for row in conn.execute("SELECT name, fingerprint FROM views.models")}
    return [model for model in models if live.get(model.name) != model.fingerprint]


def prepare(ledger: Ledger, conn: psycopg.Connection[Any]) -> list[str]:
    """At start-up: one process rebuilds what is new or different. Returns the names of what was rebuilt."""
    with _one_rebuilder(conn):
        conn.execute(BOOKKEEPING)
        stale = outdated(conn, ledger.models)
        following = conn.execute("SELECT fleet FROM views.following").fetchone()
        if stale or following is None or following["fleet"] != fleet(ledger.models):
            run(ledger, conn, stale)
        return [model.name for model in stale]


def run(
    ledger: Ledger, conn: psycopg.Connection[Any], models: list[ReadModel], progress: Progress | None = None
) -> int:
    """Rebuilds and swaps; returns the number of events read."""
    with _one_rebuilder(conn):
        conn.execute(BOOKKEEPING)
        rebuild = Rebuild(ledger, conn)
        rebuild.make(models, progress)
        rebuild.swap(models)
    return rebuild.events


def check(
    ledger: Ledger, conn: psycopg.Connection[Any], models: list[ReadModel], progress: Progress | None = None
) -> list[Difference]:
    """Makes the models anew and says where the live ones differ."""
    with _one_rebuilder(conn):
        rebuild = Rebuild(ledger, conn, schema="checking")
        rebuild.make(models, progress)
        return rebuild.compare(models)
