"""Read models: one handler an event, and a fingerprint that changes when what they write does."""

from typing import Any

import pytest

from tests.tracker.notebook import TABLE, Note, amend, notes, write
from tracker.ledger import Ledger
from tracker.read_model import ReadModel, fleet

pytestmark = pytest.mark.also_system_postgres


def _nothing(curs: Any, e: Any, position: int) -> None:
    pass


def test_the_rows_follow_every_command_in_its_own_transaction(ledger: Ledger) -> None:
    write(ledger, "one", "first")
    write(ledger, "two", "other")
    amend(ledger, "one", "second")
    with ledger.reading() as conn:
        rows = conn.execute("SELECT words, account, position FROM tracker_notes ORDER BY position").fetchall()
    assert rows == [
        {"words": "other", "account": "system", "position": 2},
        {"words": "second", "account": "system", "position": 3},
    ]


def test_a_second_handler_for_one_event_is_a_mistake() -> None:
    model = notes()
    with pytest.raises(ValueError, match=r"two handlers for Note\.Written"):
        model.on(Note.Written)(_nothing)


def test_an_event_without_a_handler_is_passed_over(ledger: Ledger) -> None:
    model = ReadModel("tracker_none", "")
    model.follow(None, Note(title="one", words="first").pending_events[0], 1)  # type: ignore[arg-type]


def test_the_fingerprint_stays_while_nothing_changes() -> None:
    assert notes().fingerprint == notes().fingerprint
    assert fleet([notes()]) == fleet([notes()])


def test_the_fingerprint_changes_with_definition_version_or_events() -> None:
    other_events = ReadModel("tracker_notes", TABLE)
    other_events.on(Note.Written)(_nothing)
    renamed = ReadModel("tracker_other", TABLE)
    prints = {m.fingerprint for m in (notes(), notes(2), notes(definition=TABLE + " "), other_events, renamed)}
    assert len(prints) == 5


def test_a_fleet_is_the_same_in_any_order_and_another_with_one_more() -> None:
    more = ReadModel("tracker_more", "CREATE TABLE tracker_more (a int)")
    assert fleet([notes(), more]) == fleet([more, notes()])
    assert len({fleet([]), fleet([notes()]), fleet([notes(), more])}) == 3
