"""A small aggregate and its read model, for trying the ledger on something that no city needs."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import psycopg
from eventsourcing.domain import Aggregate, event

from tracker.event import Event as LedgerEvent
from tracker.ledger import Ledger
from tracker.read_model import ReadModel
from tracker.refusal import Refused

TABLE = """CREATE TABLE tracker_notes (
    id uuid PRIMARY KEY, words text NOT NULL, account text NOT NULL, recorded timestamptz NOT NULL,
    position bigint NOT NULL)"""


class Note(Aggregate):
    """Words that may be amended, but not to more than LONGEST characters."""

    TOPIC = "test_note"
    LONGEST = 100

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "test_note.event"

    class Written(Event, Aggregate.Created):
        TOPIC = "test_note.written"
        title: str
        words: str

    class Amended(Event):
        TOPIC = "test_note.amended"
        words: str

    @staticmethod
    def create_id(title: str) -> UUID:
        return uuid5(NAMESPACE_URL, title)

    def amend(self, words: str) -> None:
        """Raises Refused("test_note.long")."""
        if len(words) > self.LONGEST:
            raise Refused("test_note.long", field="words")
        self._amended(words=words)

    @event(Written)
    def __init__(self, title: str, words: str) -> None:
        self.title, self.words = title, words

    @event(Amended)
    def _amended(self, words: str) -> None:
        self.words = words


class Diary(Aggregate):
    """Another kind, whose ids are drawn."""

    TOPIC = "test_diary"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "test_diary.event"

    class Opened(Event, Aggregate.Created):
        TOPIC = "test_diary.opened"

    @event(Opened)
    def __init__(self) -> None:
        pass


def notes(version: int = 1, definition: str = TABLE) -> ReadModel:
    """A fresh read model of all notes."""
    model = ReadModel("tracker_notes", definition, version)

    @model.on(Note.Written)
    def _written(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
        curs.execute(
            "INSERT INTO tracker_notes VALUES (%s, %s, %s, %s, %s)",
            (e.originator_id, e.words, e.by["account"], e.timestamp, position),
        )

    @model.on(Note.Amended)
    def _amended(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
        curs.execute(
            "UPDATE tracker_notes SET words = %s, account = %s, recorded = %s, position = %s WHERE id = %s",
            (e.words, e.by["account"], e.timestamp, position, e.originator_id),
        )

    return model


def write(ledger: Ledger, title: str, *words: str, key: UUID | None = None, request: object = None) -> Any:
    """A note written and amended in one command; answers its title."""

    def act() -> tuple[list[Aggregate], Any]:
        note = Note(title=title, words=words[0])
        for later in words[1:]:
            note.amend(later)
        return [note], {"title": title}

    return ledger.carry_out(key or uuid4(), request or ["write", title, *words], act)


def amend(ledger: Ledger, title: str, words: str, key: UUID | None = None) -> Any:
    """One amendment of a note that exists; answers the words it had."""

    def act() -> tuple[list[Aggregate], Any]:
        note = ledger.get(Note, Note.create_id(title))
        before = note.words
        note.amend(words)
        return [note], {"before": before}

    return ledger.carry_out(key or uuid4(), ["amend", title, words], act)


LEFT = """SELECT (SELECT count(*) FROM ledger.events) AS events, (SELECT count(*) FROM ledger.seals) AS seals,
                 (SELECT count(*) FROM ledger.commands) AS commands, (SELECT count(*) FROM tracker_notes) AS rows"""


def left(ledger: Ledger) -> tuple[int, int, int, int]:
    """How many events, seals, command keys and rows there are."""
    with ledger.reading() as conn:
        row = conn.execute(LEFT).fetchone()
    assert row is not None
    return row["events"], row["seals"], row["commands"], row["rows"]
