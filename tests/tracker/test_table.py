"""Rows written one by one in commands and gathered in a rebuild are the same rows."""

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.tracker.conftest import Opening
from tests.tracker.notebook import Note, amend, write
from tracker import rebuild
from tracker.ledger import Ledger
from tracker.read_model import ReadModel
from tracker.table import Table

App = psycopg.Connection[dict[str, Any]]
WORDS = Table("tracker_words")


def words(*, mixed: bool = False) -> ReadModel:
    """Each note with all the words it ever had. `mixed` writes beside the table, in SQL of its own."""
    model = ReadModel(
        "tracker_words",
        """CREATE TABLE tracker_words (id uuid PRIMARY KEY, title text NOT NULL, latest text, said jsonb NOT NULL,
               counted integer NOT NULL);
           CREATE TABLE tracker_words_log (position bigint PRIMARY KEY, rows integer NOT NULL)""",
    )

    @model.on(Note.Written)
    def _(curs: Any, e: Any, position: int) -> None:
        WORDS.insert(curs, id=e.originator_id, title=e.title, latest=None, said=Jsonb([e.words]), counted=0)

    @model.on(Note.Amended)
    def _(curs: Any, e: Any, position: int) -> None:
        said = WORDS.row(curs, e.originator_id)["said"]
        WORDS.update(curs, e.originator_id, said=Jsonb([*said, e.words]))
        WORDS.update(curs, e.originator_id, latest=e.words)
        if mixed:
            curs.execute("UPDATE tracker_words SET counted = counted + 1 WHERE id = %s", (e.originator_id,))
            curs.execute("INSERT INTO tracker_words_log SELECT %s, count(*) FROM tracker_words", (position,))

    return model


def _live(ledger: Ledger) -> list[tuple[Any, ...]]:
    write(ledger, "one", "a", "b", "c")
    write(ledger, "two", "d")
    amend(ledger, "one", "e")
    write(ledger, "three", "f")
    amend(ledger, "two", "g")
    with ledger.reading() as conn:
        rows = conn.execute("SELECT title, latest, said, counted FROM tracker_words ORDER BY title").fetchall()
    return [tuple(row.values()) for row in rows]


def test_a_commands_rows_are_written_at_once(open_ledger: Opening) -> None:
    assert _live(open_ledger([words()])) == [
        ("one", "e", ["a", "b", "c", "e"], 0),
        ("three", None, ["f"], 0),
        ("two", "g", ["d", "g"], 0),
    ]


@pytest.mark.parametrize("mixed", [False, True])
@pytest.mark.parametrize(("page", "gathered"), [(5000, 20_000), (1, 20_000), (2, 0), (3, 1)])
def test_gathered_rows_are_the_same_whatever_the_pages(
    open_ledger: Opening, app: App, monkeypatch: pytest.MonkeyPatch, page: int, gathered: int, mixed: bool
) -> None:
    monkeypatch.setattr(rebuild, "PAGE", page)
    monkeypatch.setattr(rebuild, "GATHERED", gathered)
    ledger = open_ledger([words(mixed=mixed)])
    before = _live(ledger)
    assert rebuild.check(ledger, app, ledger.models) == []
    rebuild.run(ledger, app, ledger.models)
    rows = app.execute("SELECT title, latest, said, counted FROM tracker_words ORDER BY title").fetchall()
    assert [tuple(row.values()) for row in rows] == before
    amend(ledger, "three", "h")
    assert rebuild.check(ledger, app, ledger.models) == []


def test_statements_of_ones_own_see_what_was_gathered_before(open_ledger: Opening, app: App) -> None:
    ledger = open_ledger([words(mixed=True)])
    _live(ledger)
    rebuild.run(ledger, app, ledger.models)
    found = app.execute("SELECT position, rows FROM tracker_words_log ORDER BY position").fetchall()
    assert [tuple(row.values()) for row in found] == [(2, 1), (3, 1), (5, 2), (7, 3)]


def test_a_row_that_is_not_there_is_a_mistake(open_ledger: Opening) -> None:
    model = ReadModel("tracker_words", words().definition)

    @model.on(Note.Written)
    def _(curs: Any, e: Any, position: int) -> None:
        WORDS.row(curs, e.originator_id)

    with pytest.raises(KeyError):
        write(open_ledger([model]), "one", "a")


def test_a_row_that_lacks_a_column_is_refused_at_once_and_in_a_rebuild_alike(open_ledger: Opening, app: App) -> None:
    model = ReadModel("tracker_words", words().definition)
    told: list[dict[str, Any]] = [{"latest": None, "counted": 0}]

    @model.on(Note.Written)
    def _(curs: Any, e: Any, position: int) -> None:
        WORDS.insert(curs, id=e.originator_id, title=e.title, said=Jsonb([]), **told[-1])

    ledger = open_ledger([model])
    write(ledger, "one", "a")
    told.append({})
    with pytest.raises(ValueError, match="a row for tracker_words lacks counted, latest"):
        write(ledger, "two", "b")
    with pytest.raises(ValueError, match="a row for tracker_words lacks counted, latest"):
        rebuild.check(ledger, app, ledger.models)
