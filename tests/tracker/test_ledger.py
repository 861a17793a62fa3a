"""Commands on the ledger: once per key, refused or stale or done, alone where a rule spans streams."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Event
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import IntegrityError, PersistenceError

from tests.tracker.conftest import Opening
from tests.tracker.notebook import Diary, Note, amend, left, write
from tests.tracker.proxy import wire
from tracker.database import Database
from tracker.event import Actor, acting
from tracker.ledger import Ledger, connection_settings, digest
from tracker.refusal import Refused, SeveralRefused, Stale, refuse_all

pytestmark = pytest.mark.also_system_postgres


def test_one_command_leaves_its_events_their_seals_its_key_and_the_rows(ledger: Ledger) -> None:
    assert write(ledger, "one", "first", "second") == {"title": "one"}
    assert left(ledger) == (2, 2, 1, 1)
    with ledger.reading() as conn:
        assert conn.execute("SELECT words, position FROM tracker_notes").fetchall() == [
            {"words": "second", "position": 2}
        ]


def test_whoever_watches_is_told_of_every_event(ledger: Ledger) -> None:
    told: list[tuple[int, int]] = []
    note = Note(title="one", words="first")
    note.amend("second")
    ledger.carry_out(uuid4(), ["w"], lambda: ([note], None), watch=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_the_same_command_again_gets_the_first_answer_and_does_nothing(ledger: Ledger) -> None:
    key = uuid4()
    write(ledger, "one", "first")
    assert amend(ledger, "one", "second", key) == {"before": "first"}
    before = left(ledger)
    assert amend(ledger, "one", "second", key) == {"before": "first"}
    assert left(ledger) == before


def test_what_a_rule_would_refuse_by_now_still_gets_its_first_answer(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = uuid4()
    write(ledger, "one", "first")
    amend(ledger, "one", "second", key)
    monkeypatch.setattr(Note, "LONGEST", 1)
    assert amend(ledger, "one", "second", key) == {"before": "first"}


def test_what_would_change_nothing_by_now_still_gets_its_first_answer(ledger: Ledger) -> None:
    key = uuid4()
    write(ledger, "one", "first", key=key, request=["once"])
    assert ledger.carry_out(key, ["once"], lambda: ([], {"title": "another"})) == {"title": "one"}
    with pytest.raises(Refused, match=r"command\.key_reused"):
        ledger.carry_out(key, ["something else"], lambda: ([], None))


def test_a_command_that_changes_nothing_leaves_nothing(ledger: Ledger) -> None:
    key = uuid4()
    assert ledger.carry_out(key, ["look"], lambda: ([], {"seen": 3})) == {"seen": 3}
    assert left(ledger) == (0, 0, 0, 0)
    assert ledger.answered(key) is None


def test_a_key_used_for_something_else_is_refused(ledger: Ledger) -> None:
    key = uuid4()
    write(ledger, "one", "first", key=key)
    before = left(ledger)
    with pytest.raises(Refused, match=r"command\.key_reused"):
        write(ledger, "two", "first", key=key)
    assert left(ledger) == before


def test_somebody_elses_key_is_refused_though_the_request_is_the_same(ledger: Ledger) -> None:
    key = uuid4()
    with acting(Actor("a-1")):
        write(ledger, "one", "first", key=key)
    with acting(Actor("a-2")), pytest.raises(Refused, match=r"command\.key_reused"):
        write(ledger, "one", "first", key=key)


def test_a_request_is_the_same_whatever_the_order_of_its_names() -> None:
    assert digest({"a": 1, "b": "二"}) == digest({"b": "二", "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_a_key_sent_by_many_at_once_acts_once(ledger: Ledger) -> None:
    write(ledger, "one", "first")
    key, together = uuid4(), Barrier(6)

    def send(_: int) -> Any:
        together.wait(30)
        return amend(ledger, "one", "second", key)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert answers == [{"before": "first"}] * 6
    assert left(ledger) == (2, 2, 2, 1)


def test_of_two_who_read_the_same_note_the_second_is_told_that_it_has_moved(ledger: Ledger) -> None:
    write(ledger, "one", "first")
    mine, theirs = (ledger.get(Note, Note.create_id("one")) for _ in range(2))
    theirs.amend("theirs")
    ledger.carry_out(uuid4(), ["theirs"], lambda: ([theirs], None))
    mine.amend("mine")
    with pytest.raises(Stale) as clash:
        ledger.carry_out(uuid4(), ["mine"], lambda: ([mine], None))
    cause: Any = clash.value.__cause__
    assert cause.__cause__.diag.constraint_name == "events_pkey"
    assert ledger.get(Note, Note.create_id("one")).words == "theirs"


def test_a_second_stream_of_the_same_natural_key_is_stale(ledger: Ledger) -> None:
    write(ledger, "one", "first")
    with pytest.raises(Stale):
        write(ledger, "one", "first")
    assert left(ledger) == (1, 1, 1, 1)


def test_a_clash_of_anything_else_is_a_defect(ledger: Ledger, app: psycopg.Connection[Any]) -> None:
    app.execute("CREATE UNIQUE INDEX ON views.tracker_notes (words)")
    write(ledger, "one", "first")
    with pytest.raises(IntegrityError):
        write(ledger, "two", "first")
    assert left(ledger) == (1, 1, 1, 1)


def test_many_writers_at_once_lose_nothing(ledger: Ledger) -> None:
    write(ledger, "one", "0")

    def one_more() -> tuple[list[Aggregate], Any]:
        note = ledger.get(Note, Note.create_id("one"))
        note.amend(str(int(note.words) + 1))
        return [note], None

    def add(_: int) -> None:
        done = False
        while not done:
            with suppress(Stale):
                ledger.carry_out(uuid4(), ["one more"], one_more)
                done = True

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(40)))
    assert ledger.get(Note, Note.create_id("one")).words == "40"


def test_a_command_that_asks_to_be_alone_keeps_the_others_out_until_it_is_done(ledger: Ledger) -> None:
    """A rule over two streams: at most one of two notes may exist. Both see none, unless one waits."""
    inside, may_leave = Event(), Event()

    def only_one(title: str) -> tuple[list[Aggregate], Any]:
        with ledger.reading() as conn:
            there = conn.execute("SELECT count(*) AS n FROM tracker_notes").fetchone()
        inside.set()
        may_leave.wait(0.5)
        if there and there["n"]:
            raise Refused("test_note.one_only")
        return [Note(title=title, words=title)], title

    def send(title: str) -> str:
        try:
            return str(ledger.carry_out(uuid4(), [title], lambda: only_one(title), alone=True))
        except Refused as no:
            return no.code

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(send, "one")
        assert inside.wait(30)
        second = pool.submit(send, "two")
        answers = [first.result(60), second.result(60)]
    assert answers == ["one", "test_note.one_only"]


def test_what_does_not_ask_to_be_alone_does_not_wait(ledger: Ledger) -> None:
    def act() -> tuple[list[Aggregate], Any]:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write, ledger, "another", "first").result(30)
        return [Note(title="one", words="first")], None

    ledger.carry_out(uuid4(), ["one"], act, alone=True)
    assert left(ledger)[0] == 2


def test_an_aggregate_is_found_only_as_its_own_kind(ledger: Ledger) -> None:
    write(ledger, "one", "first")
    id = Note.create_id("one")
    assert ledger.get(Note, id).title == "one"
    assert ledger.find(Diary, id) is None
    with pytest.raises(Refused, match=r"test_diary\.unknown"):
        ledger.get(Diary, id)
    with pytest.raises(Refused, match=r"test_note\.unknown"):
        ledger.get(Note, uuid4())
    assert ledger.find(Note, uuid4()) is None


def test_an_answer_lost_after_the_commit_is_found_by_its_key(database: Database, open_ledger: Opening) -> None:
    with wire(database.app) as (line, conninfo):
        ledger = open_ledger(conninfo=conninfo)
        write(ledger, "one", "first")
        line.cut = "after"
        key = uuid4()
        assert amend(ledger, "one", "second", key) == {"before": "first"}
        assert line.cuts == 1
        assert left(ledger) == (2, 2, 2, 1)
        assert amend(ledger, "one", "second", key) == {"before": "first"}
        assert left(ledger) == (2, 2, 2, 1)


def test_a_commit_that_never_arrived_left_nothing_and_can_be_sent_again(
    database: Database, open_ledger: Opening
) -> None:
    with wire(database.app) as (line, conninfo):
        ledger = open_ledger(conninfo=conninfo)
        write(ledger, "one", "first")
        line.cut = "before"
        key = uuid4()
        with pytest.raises(PersistenceError):
            amend(ledger, "one", "second", key)
        assert line.cuts == 1
        assert ledger.answered(key) is None
        assert left(ledger) == (1, 1, 1, 1)
        assert amend(ledger, "one", "second", key) == {"before": "first"}
        assert left(ledger) == (2, 2, 2, 1)


def test_when_every_connection_was_lost_the_next_command_goes_through(
    ledger: Ledger, owner: psycopg.Connection[Any]
) -> None:
    write(ledger, "one", "first")
    _end_connections(owner)
    assert amend(ledger, "one", "second") == {"before": "first"}
    assert left(ledger) == (2, 2, 2, 1)


def test_when_every_connection_was_lost_the_next_question_is_answered(
    ledger: Ledger, owner: psycopg.Connection[Any]
) -> None:
    """A look at the tables has nobody who tries again: the pool must not hand out a dead connection."""
    write(ledger, "one", "first")
    for _ in range(2):
        _end_connections(owner)
        with ledger.reading() as conn:
            assert conn.execute("SELECT words FROM tracker_notes").fetchall() == [{"words": "first"}]


def _end_connections(owner: psycopg.Connection[Any]) -> None:
    owner.execute(
        """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
           WHERE datname = current_database() AND usename = 'tracker_app'"""
    )


def test_several_refusals_are_told_at_once() -> None:
    one, two = Refused("test_note.long"), Refused("test_note.empty")
    refuse_all([])
    with pytest.raises(Refused) as single:
        refuse_all([one])
    assert single.value is one
    with pytest.raises(SeveralRefused) as several:
        refuse_all([one, two])
    assert several.value.refusals == [one, two]


def test_a_connection_string_keeps_what_the_library_does_not_know(database: Database, open_ledger: Opening) -> None:
    ledger = open_ledger(conninfo=f"{database.app} application_name=desk options='-c statement_timeout=77s'")
    with ledger.reading() as conn:
        assert conn.execute("SHOW statement_timeout").fetchone() == {"statement_timeout": "77s"}
        assert conn.execute("SHOW application_name").fetchone() == {"application_name": "desk"}


def test_the_parts_of_a_connection_string_get_the_librarys_names() -> None:
    assert connection_settings("dbname=city host=db.example user=app password=pass-word port=5433") == {
        "POSTGRES_DBNAME": "city",
        "POSTGRES_HOST": "db.example",
        "POSTGRES_PORT": "5433",
        "POSTGRES_USER": "app",
        "POSTGRES_PASSWORD": "pass-word",
    }


def test_a_keys_row_tells_who_asked_what(ledger: Ledger) -> None:
    key = UUID("0f5c6d3e-8a11-4e51-9f0f-1d2c3b4a5968")
    with acting(Actor("a-1")):
        write(ledger, "one", "first", key=key, request={"words": "first"})
    found = ledger.answered(key)
    assert found is not None
    # printf '{"words": "first"}' | sha256sum
    wanted = "de5e3128fa27bfc079d74abe40604f2e5554c85e1e271780096a433fb5ad13c5"
    assert (found["account"], found["answer"]) == ("a-1", {"title": "one"})
    assert bytes(found["request"]).hex() == wanted


# -- one moment


def test_a_page_reads_streams_and_read_models_as_of_one_moment(ledger: Ledger) -> None:
    write(ledger, "one", "first")
    id = Note.create_id("one")
    with ledger.moment():
        with ledger.reading() as conn:
            assert conn.execute("SELECT words FROM tracker_notes").fetchall() == [{"words": "first"}]
        with ThreadPoolExecutor(1) as another:  # who also leaves the newer note in the memory of the process
            another.submit(amend, ledger, "one", "second", uuid4()).result()
            assert another.submit(ledger.get, Note, id).result().words == "second"
        assert ledger.get(Note, id).words == "first"
        with ledger.reading() as conn:
            assert conn.execute("SELECT words FROM tracker_notes").fetchall() == [{"words": "first"}]
    assert ledger.get(Note, id).words == "second"


def test_nothing_is_written_within_a_moment(ledger: Ledger) -> None:
    write(ledger, "one", "first")
    with pytest.raises(PersistenceError, match="read-only"), ledger.moment():
        amend(ledger, "one", "second", uuid4())
    assert ledger.get(Note, Note.create_id("one")).words == "first"
    assert amend(ledger, "one", "second", uuid4()) == {"before": "first"}
