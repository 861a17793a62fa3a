"""Events: names for ever, who and when and under which key, and history that no later rule can make unreadable."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.domain import Aggregate, event
from eventsourcing.utils import get_topic, resolve_topic

from tests.tracker.conftest import Opening
from tests.tracker.notebook import Note, amend, write
from tracker import clock
from tracker.clock import SHANGHAI, FixedClock, SystemClock
from tracker.event import Actor, acting, actor
from tracker.event import Event as LedgerEvent
from tracker.ledger import Ledger
from tracker.refusal import Refused

pytestmark = pytest.mark.also_system_postgres
OFFICER = Actor("a-1", "督查室主任科员", "unit-7", "r-9")


class Memo(Aggregate):
    """A note whose event changed its shape: what was `author` is now a list of `authors`."""

    TOPIC = "test_memo"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "test_memo.event"

    class Written(Event, Aggregate.Created):
        TOPIC = "test_memo.written"
        class_version = 2
        authors: list[str]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["authors"] = [state.pop("author")]

    @event(Written)
    def __init__(self, authors: list[str]) -> None:
        self.authors = authors


def _only(ledger: Ledger) -> Any:
    [stored] = ledger.recorder.select_notifications(1, 10)
    return ledger.mapper.to_domain_event(stored)


def test_an_event_is_stored_under_its_name_and_not_under_its_place(
    ledger: Ledger, app: psycopg.Connection[Any]
) -> None:
    write(ledger, "one", "first", "second")
    rows = app.execute("SELECT topic FROM ledger.events ORDER BY notification_id").fetchall()
    assert [row["topic"] for row in rows] == ["test_note.written", "test_note.amended"]
    assert resolve_topic("test_note.amended") is Note.Amended
    assert get_topic(Note.Written) == "test_note.written"


def test_who_acted_from_which_post_under_which_key_rides_on_every_event(ledger: Ledger, clock: FixedClock) -> None:
    key = UUID("5b0d7f6e-3a0c-4e64-8a51-6f1f8d0a9c11")
    with acting(OFFICER):
        write(ledger, "one", "first", key=key)
    found = _only(ledger)
    assert found.by == {
        "account": "a-1",
        "post": "督查室主任科员",
        "unit": "unit-7",
        "request": "r-9",
        "key": "5b0d7f6e-3a0c-4e64-8a51-6f1f8d0a9c11",
        "clock": "demonstration",
    }


def test_who_acted_is_stored_as_plain_json(ledger: Ledger, app: psycopg.Connection[Any]) -> None:
    with acting(OFFICER):
        write(ledger, "one", "first")
    row = app.execute("SELECT convert_from(state, 'UTF8') AS state FROM ledger.events").fetchone()
    assert row is not None
    state = json.loads(row["state"])
    assert (state["words"], state["by"]["account"], state["originator_topic"]) == ("first", "a-1", "test_note")


def test_without_anybody_acting_it_was_the_system(ledger: Ledger) -> None:
    write(ledger, "one", "first")
    assert _only(ledger).by["account"] == "system"


def test_after_acting_the_former_actor_acts_again() -> None:
    with acting(OFFICER):
        with acting(Actor("a-2")):
            assert actor().account == "a-2"
        assert actor() is OFFICER
    assert actor().account == "system"


def test_what_is_recorded_carries_our_clocks_time(ledger: Ledger, clock: FixedClock) -> None:
    clock.set(datetime(2026, 3, 5, 17, 30, tzinfo=SHANGHAI))
    write(ledger, "one", "first")
    clock.advance(timedelta(days=1))
    amend(ledger, "one", "second")
    stored = ledger.recorder.select_notifications(1, 10)
    found: list[Any] = [ledger.mapper.to_domain_event(each) for each in stored]
    assert [each.timestamp for each in found] == [
        datetime(2026, 3, 5, 17, 30, tzinfo=SHANGHAI),
        datetime(2026, 3, 6, 17, 30, tzinfo=SHANGHAI),
    ]


def test_what_the_real_clock_recorded_is_not_marked_as_a_demonstration(ledger: Ledger) -> None:
    with clock.using(SystemClock()):
        write(ledger, "one", "first")
    assert "clock" not in _only(ledger).by


def test_a_rule_tightened_later_leaves_history_readable(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ledger, "one", "first", "a sentence of some length")
    monkeypatch.setattr(Note, "LONGEST", 5)
    assert ledger.get(Note, Note.create_id("one")).words == "a sentence of some length"
    with pytest.raises(Refused, match=r"test_note\.long"):
        amend(ledger, "one", "six is too many")


def test_an_event_of_an_earlier_shape_is_read_by_its_upcast(open_ledger: Opening, app: psycopg.Connection[Any]) -> None:
    ledger = open_ledger([])
    first_shape = (
        b'{"timestamp":{"_type_":"datetime_iso","_data_":"2026-01-05T09:00:00+08:00"},'
        b'"originator_topic":"test_memo","author":"\xe5\x8a\x9e\xe5\x85\xac\xe5\xae\xa4","by":{"account":"system"}}'
    )
    id = uuid4()
    app.execute(
        "INSERT INTO ledger.events (originator_id, originator_version, topic, state) VALUES (%s, 1, %s, %s)",
        (id, "test_memo.written", first_shape),
    )
    assert ledger.get(Memo, id).authors == ["办公室"]


def test_an_event_of_the_present_shape_says_its_version(open_ledger: Opening, app: psycopg.Connection[Any]) -> None:
    ledger = open_ledger([])
    memo = Memo(authors=["甲处", "乙处"])
    ledger.carry_out(uuid4(), ["memo"], lambda: ([memo], None))
    row = app.execute("SELECT convert_from(state, 'UTF8') AS state FROM ledger.events").fetchone()
    assert row is not None
    assert json.loads(row["state"])["class_version"] == 2
    assert ledger.get(Memo, memo.id).authors == ["甲处", "乙处"]


def test_words_that_look_like_the_transcoders_own_marks_come_back_as_written(ledger: Ledger) -> None:
    words = '{"_type_":"datetime_iso","_data_":"2026-01-01"} "_type_": \\"_type_\\":'
    write(ledger, "one", words)
    assert _only(ledger).words == words


def test_a_value_that_is_more_than_json_is_read_by_the_library(open_ledger: Opening) -> None:
    ledger = open_ledger([])
    memo = Memo(authors=[uuid4()])  # type: ignore[list-item]
    ledger.carry_out(uuid4(), ["memo"], lambda: ([memo], None))
    assert ledger.get(Memo, memo.id).authors == memo.authors
