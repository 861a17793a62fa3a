"""What is remembered of a stream: a copy for everybody, never ahead of the ledger, brought up to it when read."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from tests.tracker.conftest import Opening
from tests.tracker.notebook import Note, amend, write
from tracker.ledger import Ledger
from tracker.memory import Memory


def test_a_change_that_was_not_saved_reaches_nobody(ledger: Ledger) -> None:
    write(ledger, "one", "first")
    for _ in range(2):
        note = ledger.get(Note, Note.create_id("one"))
        assert (note.words, note.version, note.pending_events) == ("first", 1, [])
        note.amend("never saved")


def test_what_another_process_wrote_is_seen(open_ledger: Opening) -> None:
    mine, theirs = open_ledger(), open_ledger()
    write(mine, "one", "first")
    assert mine.get(Note, Note.create_id("one")).words == "first"
    amend(theirs, "one", "second")
    assert mine.get(Note, Note.create_id("one")).words == "second"
    amend(theirs, "one", "third")
    found = mine.get(Note, Note.create_id("one"))
    assert (found.words, found.version) == ("third", 3)


def test_many_threads_read_whole_notes_while_one_writes(ledger: Ledger) -> None:
    write(ledger, "one", "1")

    def read(_: int) -> bool:
        note = ledger.get(Note, Note.create_id("one"))
        return note.words == str(note.version)

    with ThreadPoolExecutor(4) as pool:
        reading = [pool.submit(read, number) for number in range(120)]
        for version in range(2, 40):
            amend(ledger, "one", str(version))
        assert all(each.result(60) for each in reading)
    assert ledger.get(Note, Note.create_id("one")).words == "39"


def test_only_so_many_are_kept_and_the_longest_unread_go_first() -> None:
    memory, ids = Memory(size=2), [uuid4() for _ in range(3)]
    memory.remember(ids[0], "a")
    memory.remember(ids[1], "b")
    assert memory.recall(ids[0]) == "a"
    memory.remember(ids[2], "c")
    assert [memory.recall(id) for id in ids] == ["a", None, "c"]
