"""Rebuilding: the same rows from the ledger alone, beside running writers, and a check that sees every difference."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import psycopg
import pytest
from psycopg.errors import LockNotAvailable
from psycopg.rows import dict_row

from tests.tracker.conftest import Opening
from tests.tracker.notebook import TABLE, Note, amend, left, notes, write
from tracker import rebuild
from tracker.database import Database
from tracker.ledger import Ledger
from tracker.read_model import ReadModel
from tracker.rebuild import Difference, Rebuild
from tracker.recorder import WRITERS_LOCK

pytestmark = pytest.mark.also_system_postgres
App = psycopg.Connection[dict[str, Any]]


def _rows(conn: App) -> list[dict[str, Any]]:
    return conn.execute("SELECT * FROM views.tracker_notes ORDER BY id").fetchall()


def _some(ledger: Ledger) -> None:
    write(ledger, "one", "first", "second")
    write(ledger, "two", "other")
    amend(ledger, "one", "third")


def test_a_rebuild_gives_the_same_rows(ledger: Ledger, app: App) -> None:
    _some(ledger)
    before = _rows(app)
    app.execute("UPDATE views.tracker_notes SET words = 'wrong'")
    assert rebuild.run(ledger, app, ledger.models) == 4
    assert _rows(app) == before
    assert [row["words"] for row in sorted(before, key=lambda row: row["position"])] == ["other", "third"]


def test_after_a_rebuild_writers_go_on(ledger: Ledger, app: App) -> None:
    _some(ledger)
    rebuild.run(ledger, app, ledger.models)
    amend(ledger, "two", "later")
    assert rebuild.check(ledger, app, ledger.models) == []
    assert app.execute("SELECT position FROM views.following").fetchone() == {"position": 5}


def test_a_rebuild_leaves_no_schema_of_its_own(ledger: Ledger, app: App) -> None:
    _some(ledger)
    rebuild.run(ledger, app, ledger.models)
    rebuild.check(ledger, app, ledger.models)
    found = app.execute("SELECT nspname FROM pg_namespace WHERE nspname IN ('rebuilding', 'checking')").fetchall()
    assert found == []


def test_more_events_than_a_page_are_all_read(ledger: Ledger, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "PAGE", 3)
    for number in range(4):
        write(ledger, str(number), "a", "b")
    before = _rows(app)
    read: list[int] = []
    assert rebuild.run(ledger, app, ledger.models, read.append) == 8
    assert _rows(app) == before
    assert read == [3, 3, 2]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE views.tracker_notes SET words = 'wrong' WHERE words = 'other'", Difference("tracker_notes", 1, 1)),
        ("DELETE FROM views.tracker_notes WHERE words = 'other'", Difference("tracker_notes", 0, 1)),
        (
            "INSERT INTO views.tracker_notes SELECT gen_random_uuid(), words, account, recorded, position "
            "FROM views.tracker_notes",
            Difference("tracker_notes", 2, 0),
        ),
        ("DROP TABLE views.tracker_notes", Difference("tracker_notes", 0, 2)),
    ],
)
def test_a_check_finds_what_differs_both_ways_and_mends_nothing(
    ledger: Ledger, app: App, change: str, found: Difference
) -> None:
    _some(ledger)
    assert rebuild.check(ledger, app, ledger.models) == []
    app.execute(change)
    assert rebuild.check(ledger, app, ledger.models) == [found]
    assert rebuild.check(ledger, app, ledger.models) == [found]


def test_a_row_that_stands_twice_is_a_difference(open_ledger: Opening, app: App) -> None:
    model = ReadModel("tracker_words", "CREATE TABLE tracker_words (words text)")

    @model.on(Note.Written)
    def _(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
        curs.execute("INSERT INTO tracker_words VALUES (%s)", (e.words,))

    ledger = open_ledger([notes(), model])
    write(ledger, "one", "first")
    app.execute("INSERT INTO views.tracker_words VALUES ('first')")
    assert rebuild.check(ledger, app, ledger.models) == [Difference("tracker_words", 1, 0)]


def test_a_rebuild_beside_running_writers_loses_nothing(ledger: Ledger, app: App, database: Database) -> None:
    stop = Event()

    def work(number: int) -> int:
        turn = 0
        while not stop.is_set():
            write(ledger, f"{number}-{turn}", "a", "b")
            turn += 1
        return turn

    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(work, number) for number in range(2)]
        try:
            with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
                for _ in range(3):
                    rebuild.run(ledger, conn, ledger.models)
                    assert rebuild.check(ledger, conn, ledger.models) == []
        finally:
            stop.set()
        written = sum(writer.result(60) for writer in writers)
    assert written > 0
    assert left(ledger) == (2 * written, 2 * written, written, written)
    assert rebuild.check(ledger, app, ledger.models) == []


def test_a_swap_waits_for_writers_only_so_long_and_leaves_the_live_rows(
    ledger: Ledger, app: App, database: Database
) -> None:
    _some(ledger)
    before = _rows(app)
    attempt = Rebuild(ledger, app)
    attempt.make(ledger.models)
    with psycopg.connect(database.app) as busy:
        busy.execute(WRITERS_LOCK)
        with pytest.raises(LockNotAvailable):
            attempt.swap(ledger.models, timeout="200ms")
    assert _rows(app) == before
    amend(ledger, "two", "still open")


def test_at_start_up_only_what_is_new_or_different_is_rebuilt(open_ledger: Opening, app: App) -> None:
    first = open_ledger()
    _some(first)
    assert rebuild.prepare(first, app) == []
    more = ReadModel("tracker_titles", "CREATE TABLE tracker_titles (title text PRIMARY KEY)")

    @more.on(Note.Written)
    def _(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
        curs.execute("INSERT INTO tracker_titles VALUES (%s)", (e.title,))

    wider = open_ledger([notes(), more], prepare=False)
    assert rebuild.outdated(app, wider.models) == [more]
    assert rebuild.prepare(wider, app) == ["tracker_titles"]
    assert rebuild.outdated(app, wider.models) == []
    titles = app.execute("SELECT title FROM tracker_titles ORDER BY title").fetchall()
    assert [row["title"] for row in titles] == ["one", "two"]
    write(wider, "three", "first")
    assert rebuild.check(wider, app, wider.models) == []


def test_a_table_that_a_definition_no_longer_has_goes(open_ledger: Opening, app: App) -> None:
    open_ledger([notes(definition=f"{TABLE}; CREATE TABLE tracker_notes_old (a int)")])
    open_ledger([notes(version=2)])
    found = app.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'views' AND tablename ~ 'notes'").fetchall()
    assert [row["tablename"] for row in found] == ["tracker_notes"]


def test_a_read_model_that_is_no_longer_written_takes_its_tables_with_it(open_ledger: Opening, app: App) -> None:
    more = ReadModel("tracker_titles", "CREATE TABLE tracker_titles (title text PRIMARY KEY)")
    open_ledger([notes(), more])
    open_ledger([notes()])
    assert app.execute("SELECT to_regclass('views.tracker_titles') AS t").fetchone() == {"t": None}
    assert app.execute("SELECT name FROM views.models").fetchall() == [{"name": "tracker_notes"}]


def test_many_processes_starting_together_rebuild_once(database: Database, open_ledger: Opening) -> None:
    open_ledger()
    ledgers = [open_ledger([notes(version=2)], prepare=False) for _ in range(4)]

    def start(ledger: Ledger) -> list[str]:
        with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
            return rebuild.prepare(ledger, conn)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(start, ledgers))
    assert sorted(done) == [[], [], [], ["tracker_notes"]]


def test_an_index_and_its_name_survive_a_rebuild(open_ledger: Opening, app: App) -> None:
    ledger = open_ledger([notes(definition=f"{TABLE}; CREATE INDEX tracker_notes_by_words ON tracker_notes (words)")])
    _some(ledger)
    rebuild.run(ledger, app, ledger.models)
    found = app.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'views' AND tablename = 'tracker_notes'")
    assert "tracker_notes_by_words" in {row["indexname"] for row in found.fetchall()}
