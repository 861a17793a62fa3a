"""The seal: sound for what was written, broken by whatever a superuser changes behind our back."""

from hashlib import sha256
from struct import pack
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.tracker.notebook import write
from tracker import seal
from tracker.ledger import Ledger

pytestmark = pytest.mark.also_system_postgres
Owner = psycopg.Connection[dict[str, Any]]
GUARDED = ("events", "seals", "commands")


@pytest.fixture
def five(ledger: Ledger) -> Ledger:
    """A ledger of five events from two commands."""
    write(ledger, "one", "a", "b", "c")
    write(ledger, "two", "d", "e")
    return ledger


def _tamper(owner: Owner, *statements: str) -> None:
    """As a superuser with the guards switched off, and on again."""
    owner.execute("SET session_replication_role = replica")
    for statement in statements:
        owner.execute(statement)
    owner.execute("SET session_replication_role = origin")


def test_an_empty_ledger_is_sound(owner: Owner) -> None:
    verdict = seal.verify(owner)
    assert (verdict.events, verdict.sound, verdict.head) == (0, True, sha256(b"").digest())


def test_what_was_written_is_sound_and_its_head_is_that_of_the_last_link(five: Ledger, owner: Owner) -> None:
    read: list[int] = []
    verdict = seal.verify(owner, read.append)
    last = owner.execute("SELECT link FROM ledger.seals ORDER BY index DESC LIMIT 1").fetchone()
    assert last is not None
    assert (verdict.events, verdict.sound, verdict.head) == (5, True, bytes(last["link"]))
    assert read == [5]


def test_the_chain_can_be_recomputed_by_anybody_from_its_description(five: Ledger, owner: Owner) -> None:
    """0x00, index, position, stream, version, length of topic, topic, bytes; then 0x02, the head before, the leaf."""
    rows = owner.execute("SELECT * FROM ledger.events ORDER BY notification_id").fetchall()
    head = sha256(b"").digest()
    for index, row in enumerate(rows):
        topic = row["topic"].encode()
        content = pack(">qq16sqi", index, row["notification_id"], UUID(str(row["originator_id"])).bytes,
                       row["originator_version"], len(topic)) + topic + bytes(row["state"])  # fmt: skip
        head = sha256(b"\x02" + head + sha256(b"\x00" + content).digest()).digest()
    assert seal.verify(owner).head == head


def test_the_head_depends_on_every_event(ledger: Ledger, owner: Owner) -> None:
    heads = set()
    for number in range(4):
        write(ledger, str(number), "a")
        heads.add(seal.verify(owner).head)
    assert len(heads) == 4


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE ledger.events SET state = state || ' ' WHERE notification_id = 2", 2),
        ("UPDATE ledger.events SET topic = 'test_note.written' WHERE notification_id = 2", 2),
        ("UPDATE ledger.events SET originator_id = gen_random_uuid() WHERE notification_id = 5", 5),
        ("UPDATE ledger.events SET originator_version = 9 WHERE notification_id = 3", 3),
        ("DELETE FROM ledger.events WHERE notification_id = 3", 3),
        ("DELETE FROM ledger.events WHERE notification_id = 5", 5),
        ("DELETE FROM ledger.seals WHERE notification_id = 3", 3),
        ("DELETE FROM ledger.seals WHERE notification_id = 5", 5),
        ("UPDATE ledger.seals SET leaf = sha256('x') WHERE notification_id = 4", 4),
        ("UPDATE ledger.seals SET link = sha256('x') WHERE notification_id = 4", 4),
        ("UPDATE ledger.seals SET index = 7 WHERE notification_id = 5", 5),
        (
            "INSERT INTO ledger.events (originator_id, originator_version, topic, state) "
            "VALUES (gen_random_uuid(), 1, 'test_note.written', '{}')",
            6,
        ),
    ],
)
def test_each_kind_of_tampering_is_found(five: Ledger, owner: Owner, statement: str, where: int) -> None:
    _tamper(owner, statement)
    verdict = seal.verify(owner)
    assert not verdict.sound
    assert where in {position for position, _ in verdict.faults}


def test_an_event_taken_out_together_with_its_seal_is_found(five: Ledger, owner: Owner) -> None:
    _tamper(
        owner,
        "DELETE FROM ledger.events WHERE notification_id = 2",
        "DELETE FROM ledger.seals WHERE notification_id = 2",
    )
    assert not seal.verify(owner).sound


def test_an_event_taken_out_and_the_index_closed_up_is_found(five: Ledger, owner: Owner) -> None:
    _tamper(
        owner,
        "DELETE FROM ledger.events WHERE notification_id = 2",
        "DELETE FROM ledger.seals WHERE notification_id = 2",
        "UPDATE ledger.seals SET index = -index WHERE index > 1",
        "UPDATE ledger.seals SET index = -index - 1 WHERE index < 0",
    )
    assert not seal.verify(owner).sound


def test_two_events_that_changed_places_are_found(five: Ledger, owner: Owner) -> None:
    _tamper(
        owner,
        "CREATE TABLE swapped AS SELECT * FROM ledger.events WHERE notification_id IN (2, 3)",
        "UPDATE ledger.events e SET state = s.state FROM swapped s "
        "WHERE e.notification_id IN (2, 3) AND s.notification_id = 5 - e.notification_id",
    )
    assert {position for position, _ in seal.verify(owner).faults} >= {2, 3}


def test_two_seals_that_changed_places_are_found(five: Ledger, owner: Owner) -> None:
    _tamper(
        owner,
        "UPDATE ledger.seals SET index = -index WHERE index IN (1, 2)",
        "UPDATE ledger.seals SET index = 3 + index WHERE index < 0",
    )
    assert not seal.verify(owner).sound


def test_one_recomputed_leaf_breaks_the_chain(five: Ledger, owner: Owner) -> None:
    """Whoever changes an event and mends its own hash is found by the next link."""
    _tamper(
        owner,
        "UPDATE ledger.events SET state = '{}' WHERE notification_id = 2",
        "UPDATE ledger.seals s SET leaf = ledger.leaf(s.index, e) FROM ledger.events e "
        "WHERE e.notification_id = 2 AND s.notification_id = 2",
    )
    assert (2, "链条与前一事件不接") in seal.verify(owner).faults


def test_a_long_list_of_faults_is_cut(ledger: Ledger, owner: Owner) -> None:
    write(ledger, "one", *["x"] * 30)
    _tamper(owner, "UPDATE ledger.events SET state = '{}'")
    assert len(seal.verify(owner).faults) == 20


def test_the_applications_role_can_verify(five: Ledger, app: Owner) -> None:
    assert seal.verify(app).sound
