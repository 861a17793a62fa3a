"""One transaction for events, key, seal and read models; positions in the order of commit; nothing ever taken back."""

from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from threading import Event
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import DataError, IntegrityError, OperationalError
from eventsourcing.postgres import PostgresAggregateRecorder, PostgresApplicationRecorder

from tests.tracker.conftest import Opening
from tests.tracker.notebook import TABLE, Note, amend, left, notes, write
from tests.tracker.proxy import wire
from tracker import seal
from tracker.database import Database
from tracker.ledger import Ledger
from tracker.read_model import ReadModel
from tracker.recorder import WRITERS_LOCK
from tracker.refusal import OutOfDate

pytestmark = pytest.mark.also_system_postgres


def test_the_library_is_the_one_this_was_written_for() -> None:
    assert version("eventsourcing") == "9.5.6"
    for owner, name in (
        (PostgresApplicationRecorder, "insert_events"),
        (PostgresApplicationRecorder, "_lock_table"),
        (PostgresAggregateRecorder, "_insert_stored_events"),
    ):
        assert callable(getattr(owner, name))


def _python_fault() -> ReadModel:
    model = ReadModel("tracker_fault", "CREATE TABLE tracker_fault (a int)")

    @model.on(Note.Amended)
    def _(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
        raise KeyError("missing")

    return model


def _sql_fault() -> ReadModel:
    model = ReadModel("tracker_fault", "CREATE TABLE tracker_fault (a int)")

    @model.on(Note.Amended)
    def _(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
        curs.execute("INSERT INTO tracker_fault VALUES (1 / %s)", (0,))

    return model


@pytest.mark.parametrize(("faulty", "kind"), [(_python_fault, KeyError), (_sql_fault, DataError)])
def test_a_failing_read_model_refuses_the_command_and_leaves_nothing(
    open_ledger: Opening, faulty: Any, kind: type[Exception]
) -> None:
    ledger = open_ledger([notes(), faulty()])
    write(ledger, "one", "first")
    before, key = left(ledger), uuid4()
    with pytest.raises(kind):
        amend(ledger, "one", "second", key)
    assert left(ledger) == before
    assert ledger.answered(key) is None
    with ledger.reading() as conn:
        assert conn.execute("SELECT words FROM tracker_notes").fetchall() == [{"words": "first"}]
    write(ledger, "two", "still open")


def test_the_second_of_two_events_that_fails_takes_the_first_with_it(open_ledger: Opening) -> None:
    ledger = open_ledger([notes(), _python_fault()])
    with pytest.raises(KeyError):
        write(ledger, "one", "first", "second")
    assert left(ledger) == (0, 0, 0, 0)


def test_a_table_that_refuses_a_row_refuses_the_command(ledger: Ledger, app: psycopg.Connection[Any]) -> None:
    app.execute("ALTER TABLE views.tracker_notes ADD CHECK (words <> 'never')")
    with pytest.raises(IntegrityError):
        write(ledger, "one", "never")
    assert left(ledger) == (0, 0, 0, 0)


def test_a_busy_writer_is_waited_for_once_and_not_for_ever(database: Database, open_ledger: Opening) -> None:
    with wire(database.app) as (line, conninfo), psycopg.connect(database.app) as busy:
        ledger = open_ledger(conninfo=conninfo, POSTGRES_LOCK_TIMEOUT="1")
        busy.execute(WRITERS_LOCK)
        line.sent.clear()
        with pytest.raises(OperationalError, match="lock timeout"):
            write(ledger, "one", "first")
        asked = b"".join(line.sent).count(b"hashtextextended('ledger', 0)")
        assert asked == 1
        busy.rollback()
        write(ledger, "one", "first")


def test_a_process_with_other_read_models_than_the_live_ones_may_not_write(open_ledger: Opening) -> None:
    old = open_ledger()
    write(old, "one", "first")
    new = open_ledger([notes(version=2)])
    with pytest.raises(OutOfDate):
        write(old, "two", "first")
    assert left(old) == (1, 1, 1, 1)
    write(new, "two", "first")
    assert left(new) == (2, 2, 2, 2)


def test_a_process_without_read_models_may_not_write_past_the_live_ones(open_ledger: Opening) -> None:
    live = open_ledger()
    blind = open_ledger([], prepare=False)
    with pytest.raises(OutOfDate):
        write(blind, "one", "first")
    assert left(live) == (0, 0, 0, 0)


def test_a_reader_that_follows_several_writers_misses_nothing(open_ledger: Opening) -> None:
    """Positions handed out before a slower neighbour commits would be passed over; here none is."""
    writers = [open_ledger() for _ in range(3)]
    done = Event()
    seen: list[int] = []

    def follow() -> None:
        reader, last, finishing = writers[0].recorder, 0, False
        while True:
            page = reader.select_notifications(last + 1, 50)
            seen.extend(note.id for note in page)
            last = page[-1].id if page else last
            if not page and finishing:
                return
            finishing = done.is_set()

    def work(number: int) -> None:
        for turn in range(50):
            write(writers[number % 3], f"{number}-{turn}", "a", "b", "c")

    with ThreadPoolExecutor(7) as pool:
        following = pool.submit(follow)
        list(pool.map(work, range(6)))
        done.set()
        following.result(60)
    with writers[0].reading() as conn:
        there = [r["n"] for r in conn.execute("SELECT notification_id AS n FROM ledger.events ORDER BY 1").fetchall()]
        assert seal.verify(conn).sound
    assert len(there) == 6 * 50 * 3
    assert seen == there


TABLES = ("events", "commands", "seals")
CHANGES = ("UPDATE ledger.{} SET {} = {}", "DELETE FROM ledger.{}", "TRUNCATE ledger.{}")
COLUMN = {"events": "topic", "commands": "account", "seals": "leaf"}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_changed_or_taken_back_by_the_application_or_the_owner(
    ledger: Ledger, app: psycopg.Connection[Any], owner: psycopg.Connection[Any], table: str, change: str
) -> None:
    write(ledger, "one", "first")
    statement = change.format(table, COLUMN[table], COLUMN[table])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        owner.execute(statement)
    assert left(ledger) == (1, 1, 1, 1)


FORGED = "INSERT INTO ledger.events {} VALUES (gen_random_uuid(), 1, 'x', '', -5)"
COLUMNS = "(originator_id, originator_version, topic, state, notification_id)"


def test_a_position_cannot_be_chosen(
    ledger: Ledger, app: psycopg.Connection[Any], owner: psycopg.Connection[Any]
) -> None:
    for conn in (app, owner):
        with pytest.raises(psycopg.errors.GeneratedAlways):
            conn.execute(FORGED.format(COLUMNS))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(FORGED.format(f"{COLUMNS} OVERRIDING SYSTEM VALUE"))
    assert left(ledger) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger.seals VALUES (0, 1, '', '')",
        "DROP TABLE ledger.events",
        "DROP TABLE ledger.seals",
        "DROP SCHEMA ledger CASCADE",
        "ALTER TABLE ledger.events DISABLE TRIGGER ALL",
        "ALTER TABLE ledger.events DISABLE TRIGGER seal",
        "DROP TRIGGER append_only ON ledger.events",
        "CREATE OR REPLACE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "ALTER SEQUENCE ledger.events_notification_id_seq RESTART",
        "SELECT setval('ledger.events_notification_id_seq', 1)",
        "SET session_replication_role = replica",
        "SET ROLE owner",
        "CREATE TRIGGER mine AFTER INSERT ON ledger.events FOR EACH ROW EXECUTE FUNCTION ledger.refuse()",
    ],
)
def test_the_applications_role_cannot_touch_the_ledgers_guards(app: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
        app.execute(statement)


def test_whoever_inserts_is_sealed_whatever_the_programme(app: psycopg.Connection[Any]) -> None:
    app.execute(
        """INSERT INTO ledger.events (originator_id, originator_version, topic, state)
           SELECT gen_random_uuid(), 1, 'x', '{}' FROM generate_series(1, 3)"""
    )
    verdict = seal.verify(app)
    assert (verdict.events, verdict.sound) == (3, True)


def test_the_live_rows_say_how_far_they_are(ledger: Ledger) -> None:
    write(ledger, "one", "first", "second")
    with ledger.reading() as conn:
        assert conn.execute("SELECT position FROM views.following").fetchall() == [{"position": 2}]


def test_a_model_made_with_the_same_definition_is_the_same(open_ledger: Opening) -> None:
    open_ledger([notes()])
    twin = open_ledger([notes(definition=TABLE)], prepare=False)
    write(twin, "one", "first")
    assert left(twin) == (1, 1, 1, 1)
