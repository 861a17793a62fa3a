"""Appends events, command key, seal and read models in one transaction, on eventsourcing 9.5.6.

Replaces the library's `insert_events`, which commits although Python code inside raised (the error is raised after the
commit), and which tries again ten times, so that a lock timeout of one second takes twelve. Here anything raised rolls
all of it back, once. See docs/decisions/0001-recorder.md for the fallback.
"""

from collections.abc import Callable, Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresAggregateRecorder, PostgresApplicationRecorder
from psycopg.sql import SQL

from tracker.read_model import ReadModel
from tracker.refusal import OutOfDate

Command = tuple[Any, str, bytes, str]
"""Key, account, digest of what was asked, answer as JSON."""

Watch = Callable[[int, int], None]
"""Told how much of a long work is done, of how much."""

WRITERS_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('ledger', 0))"


class LedgerRecorder(PostgresApplicationRecorder):
    """The library's recorder with one transaction for all that a command leaves behind."""

    models: Sequence[ReadModel] = ()
    fleet = ""
    """The fingerprint of those read models; a process whose models are not the live ones must not write."""

    def __init__(self, datastore: Any, *, events_table_name: str = "events") -> None:
        super().__init__(datastore, events_table_name="events")
        self.lock_table_statements = [
            SQL("SET LOCAL lock_timeout = '{}s'").format(datastore.lock_timeout),
            SQL(WRITERS_LOCK),
        ]

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        followed: Sequence[Any] = (),
        command: Command | None = None,
        watch: Watch | None = None,
        **_: Any,
    ) -> Sequence[int]:
        """Returns the log positions, in the order given. Raises what the database or a read model raised.

        `watch` is told of every event that the read models have followed.
        """
        with (
            self.datastore.get_connection() as conn,
            conn.pipeline(),
            conn.transaction(),
            conn.cursor() as curs,
        ):
            self._lock_table(curs)
            if command:
                curs.execute(
                    "INSERT INTO ledger.commands (key, account, request, answer) VALUES (%s, %s, %s, %s)",
                    command,
                    prepare=True,
                )
            PostgresAggregateRecorder._insert_stored_events(self, curs, stored_events)
            live = conn.execute("SELECT fleet FROM views.following", prepare=True)
            positions = [row["notification_id"] for row in curs.fetchall()] if stored_events else []
            if (row := live.fetchone()) is None or row["fleet"] != self.fleet:
                raise OutOfDate  # whoever makes others live waits for the writers' lock, which is ours by now
            for done, (event, position) in enumerate(zip(followed, positions, strict=True), start=1):
                for model in self.models:
                    model.follow(curs, event, position)
                if watch:
                    watch(done, len(positions))
            if positions:
                curs.execute("UPDATE views.following SET position = %s", (positions[-1],), prepare=True)
        return positions
