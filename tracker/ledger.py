"""The append-only ledger: all streams, saved with the command's key, its answer and every read model."""

import json
import select
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import IntegrityError, InterfaceError, OperationalError, PersistenceError
from eventsourcing.utils import get_topic
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from tracker.event import actor, under_key
from tracker.memory import Memory
from tracker.read_model import ReadModel, fleet
from tracker.recorder import LedgerRecorder, Watch
from tracker.refusal import Refused, SeveralRefused, Stale

A = TypeVar("A", bound=Aggregate)
Act = Callable[[], tuple[list[Aggregate], Any]]
"""A command's body: what it changed, and its answer (JSON)."""


_MOMENT: ContextVar[tuple[Any, psycopg.Connection[dict[str, Any]]] | None] = ContextVar("moment", default=None)
"""The datastore that is read as of one moment in this thread, and the connection that holds the moment."""
_LIBRARY_KNOWS = frozenset({"dbname", "host", "port", "user", "password"})


def digest(request: Any) -> bytes:
    """SHA-256 of what was asked, whatever the order of its names."""
    return sha256(json.dumps(request, sort_keys=True, default=str, ensure_ascii=False).encode()).digest()


class Ledger(Application[UUID]):
    """All streams. One a process, made after fork, with the read models it writes."""

    env = {  # noqa: RUF012  the library's own form
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "APPLICATION_RECORDER_TOPIC": "tracker.recorder:LedgerRecorder",
        "MAPPER_TOPIC": "tracker.event:SignedMapper",
        "POSTGRES_SCHEMA": "ledger",
        "CREATE_TABLE": "n",
        "POSTGRES_LOCK_TIMEOUT": "10",
        "POSTGRES_POOL_SIZE": "5",
        "POSTGRES_MAX_OVERFLOW": "10",
        "POSTGRES_CONNECT_TIMEOUT": "5",
        "POSTGRES_PRE_PING": "y",
    }
    recorder: LedgerRecorder

    def __init__(self, conninfo: str, models: list[ReadModel], env: Mapping[str, str] | None = None) -> None:
        self._more = {name: value for name, value in conninfo_to_dict(conninfo).items() if name not in _LIBRARY_KNOWS}
        super().__init__(env={**connection_settings(conninfo), **(env or {})})
        self._memory = Memory()
        self._turn = Lock()
        self.listeners: list[Callable[[frozenset[str]], None]] = []
        """Told the stored names of what this process has recorded, once it is."""
        self.models = models
        self.recorder.models = models
        self.recorder.fleet = fleet(models)

    def construct_factory(self, env: Any) -> Any:
        """The library knows five parts of a connection string; the others (options, sslmode …) go to the pool."""
        factory: Any = super().construct_factory(env)
        factory.datastore.pool.kwargs.update(self._more)
        factory.datastore.pool._check = _living(factory.datastore.pool)
        factory.datastore.get_connection = _of_the_moment(factory.datastore)
        return factory

    def save(self, *aggregates: Any, **kw: Any) -> Any:
        events = [event for aggregate in aggregates for event in aggregate.pending_events]
        saved = super().save(*aggregates, followed=events, **kw)
        for listener in self.listeners:
            listener(frozenset(get_topic(type(event)) for event in events))
        return saved

    def carry_out(self, key: UUID, request: Any, act: Act, *, alone: bool = False, watch: Watch | None = None) -> Any:
        """Runs `act` and saves what it changed under the command's key; returns the answer.

        The same key for the same request by the same account gets the first answer again, whatever `act` would say
        now. `alone` keeps other commands that ask for it out meanwhile: for rules across streams, and numbers.
        `watch` is told how far a long one is.
        Raises Refused("command.key_reused") when the key was used for something else, Refused of the rule that
        says no, and Stale when somebody else has written to one of the streams meanwhile.
        """
        asked, account = digest(request), actor().account
        try:
            with self._alone() if alone else nullcontext():
                return self._act(key, account, asked, act, watch)
        except (Refused, SeveralRefused, Stale, PersistenceError, psycopg.OperationalError) as clash:
            # Refused because it is done already, or the connection was lost after the commit: the key tells.
            if (first := self._looked_up(key, clash)) is None:
                raise
            return _first_answer(first, account, asked)

    def _act(self, key: UUID, account: str, asked: bytes, act: Act, watch: Watch | None) -> Any:
        aggregates, answer = act()
        changed = [aggregate for aggregate in aggregates if aggregate.pending_events]
        if not changed:  # nothing is kept, not even the key; but it may have been carried out before
            first = self.answered(key)
            return _first_answer(first, account, asked) if first else answer
        command = (key, account, asked, json.dumps(answer, ensure_ascii=False))
        try:
            with under_key(key):
                self.save(*changed, command=command, watch=watch)
        except IntegrityError as clash:
            if _constraint(clash) in ("events_pkey", "commands_pkey"):
                raise Stale from clash
            raise
        return answer

    def answered(self, key: UUID) -> dict[str, Any] | None:
        """What was asked under this key, by whom, and what was answered; None when it was never carried out."""
        with self.reading() as conn:
            return conn.execute(
                "SELECT account, request, answer FROM ledger.commands WHERE key = %s", (key,)
            ).fetchone()

    def _looked_up(self, key: UUID, clash: Exception) -> dict[str, Any] | None:
        if isinstance(clash, (OperationalError, InterfaceError, psycopg.OperationalError)):
            self.recorder.datastore.pool.check()  # the others of the pool may be as dead: they are replaced
        return self.answered(key)

    def get(self, kind: type[A], id: UUID) -> A:
        """The aggregate as it stands; raises Refused("<topic>.unknown") when there is none of that kind."""
        found = self.find(kind, id)
        if found is None:
            raise Refused(f"{get_topic(kind)}.unknown")
        return found

    def find(self, kind: type[A], id: UUID) -> A | None:
        """The aggregate as it stands, or None."""
        found = self._memory.recall(id)
        if found and _MOMENT.get() and not self._has(id, found.version):
            found = None  # remembered from after the moment
        later = list(self.events.get(id, gt=found.version if found else None))
        for event in later:
            found = event.mutate(found)  # type: ignore[attr-defined]
        if later:
            self._memory.remember(id, found)
        return found if isinstance(found, kind) else None

    def position(self, *ids: UUID) -> int:
        """The log position of what was last written to these streams; 0 where nothing was."""
        query = "SELECT coalesce(max(notification_id), 0) AS last FROM ledger.events WHERE originator_id = ANY(%s)"
        with self.reading() as conn:
            row = conn.execute(query, (list(ids),)).fetchone()
        return int(row["last"]) if row else 0

    def _has(self, id: UUID, version: int) -> bool:
        return bool(self.recorder.select_events(id, gt=version - 1, lte=version))

    @contextmanager
    def reading(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        """A connection for queries, rows as dicts."""
        with self.recorder.datastore.get_connection() as conn:
            yield conn

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Within it read models and aggregates are read as of one moment, whatever others record meanwhile; nothing
        can be written."""
        with self.reading() as conn, conn.transaction():
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            token = _MOMENT.set((self.recorder.datastore, conn))
            try:
                yield
            finally:
                _MOMENT.reset(token)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # One thread of this process at a time: those that wait must not hold the connections the one inside needs.
        with self._turn, self.reading() as conn, conn.transaction():
            conn.execute("SET LOCAL lock_timeout = '10s'")
            conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('ledger:alone', 0))")
            yield


def _of_the_moment(datastore: Any) -> Callable[[], AbstractContextManager[psycopg.Connection[dict[str, Any]]]]:
    """The datastore's connections: the one of the moment that is being read, where there is one."""
    another = datastore.get_connection

    @contextmanager
    def connection() -> Iterator[psycopg.Connection[dict[str, Any]]]:
        moment = _MOMENT.get()
        if moment and moment[0] is datastore:
            yield moment[1]
        else:
            with another() as conn:
                yield conn

    return connection


def _living(pool: ConnectionPool[Any]) -> Callable[[psycopg.Connection[Any]], None]:
    """The pool's question to a connection before it is handed out: the socket of one that was cut, or whose server is
    gone, has its end to be read. That spares the library's question to the server before each query; and where one is
    dead the others are looked at too, for the library waits ever longer after each that it finds."""

    def check(conn: psycopg.Connection[Any]) -> None:
        if not select.select([conn.fileno()], [], [], 0)[0]:
            return
        try:
            ConnectionPool.check_connection(conn)
        except psycopg.OperationalError:
            pool.check()
            raise

    return check


def _first_answer(first: dict[str, Any], account: str, asked: bytes) -> Any:
    if first["request"] != asked or first["account"] != account:
        raise Refused("command.key_reused")
    return first["answer"]


def _constraint(clash: BaseException) -> str | None:
    return getattr(getattr(clash.__cause__, "diag", None), "constraint_name", None)


def connection_settings(conninfo: str) -> dict[str, str]:
    """The library's names for the parts of a connection string; raises ValueError where one is missing."""
    parts = {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}
    return {
        "POSTGRES_DBNAME": parts["dbname"],
        "POSTGRES_HOST": parts.get("host", "127.0.0.1"),
        "POSTGRES_PORT": parts.get("port", "5432"),
        "POSTGRES_USER": parts.get("user", "tracker_app"),
        "POSTGRES_PASSWORD": parts.get("password", ""),
    }
