"""Which PostgreSQL we work on, and its schema: found or started, then migrated.

`TRACKER_DATABASE_URL`, else the embedded server of the data folder, else the machine's newest. One dialect everywhere.
`python -m tracker.database` brings the schema up to date and ends, for deployments that serve without its rights.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import tuple_row
from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
from yoyo.connections import DatabaseURI
from yoyo.migrations import Migration, MigrationList, StepCollector, read_migrations

from tracker import working_days
from tracker.embedded import Server, serving
from tracker.settings import Settings

T = TypeVar("T")
NAME = "tracker"
APPLICATION = "tracker_app"
"""The least-privilege role: it appends and reads, and owns only what can be rebuilt."""
MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_TIMEOUT = "10s"
PATIENCE, BETWEEN_TRIES = 60.0, 1.0
"""Seconds: as long as a server may take to start, and between two tries."""
_TABLE = "_yoyo_migration"


class NotMigrated(Exception):
    """The schema is older than the programme and this connection may not change it; the message says what to do."""


@dataclass(frozen=True)
class Database:
    """Two connection strings to one database. `owner` changes the schema and backs up; `app` is what serves.

    With `source` "url" and only the application's own connection given, both are that one. `tend` starts a server of
    ours again that has died: for a process that lasts, from its main thread.
    """

    owner: str
    app: str
    source: Literal["url", "embedded", "system"]
    tend: Callable[[], None] = lambda: None


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database by these settings, migrated; a server that this call started is stopped on leaving.

    Raises NoServer where there is none, NotMigrated where the schema is behind and only its owner could mend that.
    """
    if settings.database_url is not None:
        yield _at(settings.database_url.get_secret_value())
        return
    with serving(settings.data_dir / "postgres", settings.postgres) as server:
        owner = server.conninfo(NAME)
        patiently(lambda: _ready(server, owner), server.tend)
        yield Database(owner, server.conninfo(NAME, APPLICATION), server.programs.source, server.tend)


def patiently(what: Callable[[], T], tend: Callable[[], None] = lambda: None) -> T:
    """Does it again while the database is away: stopping, starting, or not to be reached. `tend` starts one of our own.

    Raises what is another fault, and any that lasts for longer than PATIENCE.
    """
    last = time.monotonic() + PATIENCE
    while True:
        try:
            return what()
        except (psycopg.OperationalError, OperationalError, InterfaceError) as fault:
            if not _away(fault) or time.monotonic() > last:
                raise
            logging.getLogger(__name__).warning("数据库暂时连接不上，等它恢复")
            time.sleep(BETWEEN_TRIES)
            tend()


def _away(fault: BaseException) -> bool:
    """No connection, one that was lost, or a server that is stopping or starting; no lock that somebody else holds."""
    known: str | None = getattr(fault, "sqlstate", None) or getattr(fault.__cause__, "sqlstate", None)
    return known is None or known.startswith(("57P", "08"))


def _at(url: str) -> Database:
    """A server of the operator's. With its owner's connection we serve in the application's role."""
    with closing(psycopg.connect(url)) as conn:
        owns = _one(
            conn, "SELECT has_database_privilege(current_database(), 'CREATE') AND current_user <> %s", APPLICATION
        )
        behind = pending(conn)
    if owns:
        migrate(url)
        return Database(url, as_application(url), "url")
    if behind:
        raise NotMigrated(f"数据库结构需要更新（{'、'.join(behind)}）：请先用属主的连接运行 python -m tracker.database")
    return Database(url, url, "url")


def as_application(owner: str) -> str:
    """The owner's connection, acting in the application's role."""
    return _with_options(owner, f"-c role={APPLICATION} -c search_path=views,public")


def _ready(server: Server, owner: str) -> None:
    _create(server)
    migrate(owner)


def _create(server: Server) -> None:
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        if not _one(conn, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", NAME):
            conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def pending(conn: psycopg.Connection[Any]) -> list[str]:
    """The names of the migrations this database has not had, in order."""
    there: set[str] = set()
    if _one(conn, "SELECT to_regclass(%s) IS NOT NULL", f"public.{_TABLE}"):
        with conn.cursor(row_factory=tuple_row) as curs:
            there = {row[0] for row in curs.execute(f"SELECT migration_id FROM public.{_TABLE}").fetchall()}
    return [path.stem for path in sorted(MIGRATIONS.glob("*.sql")) if path.stem not in there]


def migrate(owner: str) -> list[str]:
    """Brings the schema up to date, one process at a time, and returns the names of what was done.

    Each migration and its mark are one transaction: it is there whole, or not at all. Raises psycopg's LockNotAvailable
    when another connection holds what it needs for longer than LOCK_TIMEOUT.
    """
    patient = _with_options(owner, f"-c lock_timeout={LOCK_TIMEOUT}")
    with closing(psycopg.connect(patient, autocommit=True)) as conn:
        done = pending(conn)
        if not done:
            working_days.seed(conn)  # a newer calendar package may know a year that was 预估
            return []
        conn.execute("SET lock_timeout = '120s'")  # the neighbour's migrations, not one table's lock
        conn.execute("SELECT pg_advisory_lock(hashtextextended('migrations', 0))")
        done = pending(conn)
        if done:
            _apply(patient, set(done))
            entitle(conn)
            working_days.seed(conn)
    return done


def entitle(conn: psycopg.Connection[Any]) -> None:
    """What the application's role may do in this database as a whole. A copy made from a template does not have it."""
    database = sql.Identifier(str(_one(conn, "SELECT current_database()")))
    role = sql.Identifier(APPLICATION)
    conn.execute(sql.SQL("GRANT CREATE, CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, role))
    conn.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} SET search_path = views, public").format(role, database))
    conn.execute(sql.SQL("GRANT SELECT ON public.{} TO {}").format(sql.Identifier(_TABLE), role))


def _one(conn: psycopg.Connection[Any], query: str, *values: object) -> Any:
    with conn.cursor(row_factory=tuple_row) as curs:
        row = curs.execute(query, values).fetchone()
    return row[0] if row else None


def _with_options(conninfo: str, more: str) -> str:
    options = conninfo_to_dict(conninfo).get("options") or ""
    return make_conninfo(conninfo, options=f"{options} {more}".strip())


class _WholeFile(Migration):  # type: ignore[misc]
    """A migration sent as it stands, in one piece, with its mark: the library would split it at semicolons, and mark it
    in a second transaction."""

    def load(self) -> None:
        if self.loaded:
            return
        collector = StepCollector(migration=self)
        collector.add_step(self._send)
        self._depends: set[Migration] = set()
        self.steps = collector.create_steps(True)

    def _send(self, conn: psycopg.Connection[Any]) -> None:
        conn.execute(Path(self.path).read_bytes())
        conn.execute(
            f"INSERT INTO public.{_TABLE} (migration_hash, migration_id, applied_at_utc)"
            " VALUES (%s, %s, now() AT TIME ZONE 'utc')",
            (self.hash, self.id),
        )


class _Backend(PostgresqlPsycopgBackend):  # type: ignore[misc]
    def log_migration(self, migration: Migration, operation: str) -> None:
        """Nothing: the library would look the machine's name up in the network, and keep it with the account's."""


def _apply(owner: str, names: set[str]) -> None:
    parameters = conninfo_to_dict(_with_options(owner, "-c search_path=public"))
    database = parameters.pop("dbname", None)
    backend = _Backend(DatabaseURI("postgresql+psycopg", None, None, None, None, database, parameters), _TABLE)
    with backend:
        backend.init_database()
        backend.break_lock()  # ours is the advisory lock: a row left by a killed process must not stop the next
        found = read_migrations(str(MIGRATIONS))
        for migration in MigrationList([_WholeFile(m.id, m.path, m.source_dir) for m in found if m.id in names]):
            backend.apply_one(migration, mark=False)


if __name__ == "__main__":
    with opened(Settings()) as ready:
        print(f"数据库结构已是最新（{ready.source}）")
