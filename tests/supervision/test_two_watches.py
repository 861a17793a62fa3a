"""Two processes watch the same ledger at the same moment, again and again: it becomes that of one in peace."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from projects import register
from projects.programme import Programme
from supervision import watch
from tests import deeds
from tests.supervision.test_outage import stream
from tracker import rebuild, seal
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.recorder import WRITERS_LOCK
from web.house import House

ROOT = Path(__file__).parents[2]
RELEASED = datetime(2026, 1, 20, 9, tzinfo=SHANGHAI)
ROUNDS = (
    (datetime(2026, 1, 20, 18, tzinfo=SHANGHAI), timedelta(0)),
    (datetime(2026, 3, 1, 8, tzinfo=SHANGHAI), timedelta(0)),
    (datetime(2026, 3, 5, 18, tzinfo=SHANGHAI), timedelta(hours=15)),
    (datetime(2026, 4, 8, 8, tzinfo=SHANGHAI), timedelta(0)),
    (datetime(2026, 5, 6, 18, tzinfo=SHANGHAI), timedelta(days=-20)),
    (datetime(2026, 7, 1, 8, tzinfo=SHANGHAI), timedelta(0)),
    (datetime(2026, 10, 9, 9, tzinfo=SHANGHAI), timedelta(days=1)),
)
"""When both look, and by how much the second one's clock is ahead."""
FILED = {1: "2026-02", 3: "2026-03", 5: "2026-05"}
"""Before which round projects 1 and 2 file which month: in time, late, and long before the month is over."""

WAITING = """SELECT count(*) AS n FROM pg_locks JOIN pg_database d ON d.oid = database
              WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"""


@contextmanager
def ticker(database: Database) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.supervision.ticker", database.app],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    )  # fmt: skip
    try:
        yield process
        process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()


def _file(house: House, programme: UUID, turn: int, clock: FixedClock, at: datetime) -> None:
    clock.set(at - timedelta(hours=1))
    for number, project in house.ledger.get(Programme, programme).projects.items():
        if turn in FILED and number != "3":
            deeds.filed(house, programme, FILED[turn], UUID(project), number, "3")


@contextmanager
def _nobody_writes(owner: psycopg.Connection[dict[str, object]], writers: int) -> Iterator[None]:
    """All that begins within finds the ledger as it is; it ends when so many wait with what they have to record."""
    with owner.transaction():
        owner.execute(WRITERS_LOCK)
        yield
        for _ in range(1_000):
            if owner.execute(WAITING).fetchone() == {"n": writers}:
                return
            time.sleep(0.01)
        raise AssertionError("they did not meet")


def test_two_processes_at_once_leave_the_ledger_of_one_in_peace(
    database: Database, another_database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    """In every round both have read the same ledger before either may write; the one that loses reads it again."""
    with deeds.house(another_database, tmp_path) as house:
        clock.set(RELEASED)
        programme = deeds.released(house)
        for turn, (at, ahead) in enumerate(ROUNDS):
            _file(house, programme, turn, clock, at)
            assert watch.tick(house.ledger, at, dry_run=True).deeds, at
            watch.tick(house.ledger, max(at, at + ahead))
        with house.reading() as conn:
            [known] = register.programmes(conn, deeds.SLUG)
        peaceful = stream(house, known)
    with (
        deeds.house(database, tmp_path) as house,
        psycopg.connect(database.owner, autocommit=True, row_factory=dict_row) as owner,
        ticker(database) as one,
        ticker(database) as other,
    ):
        clock.set(RELEASED)
        programme = deeds.released(house)
        for turn, (at, ahead) in enumerate(ROUNDS):
            _file(house, programme, turn, clock, at)
            with _nobody_writes(owner, 2):
                _tell(one, at)
                _tell(other, at + ahead)
            _answered(one), _answered(other)
        raced = stream(house, known)
        assert sorted(raced) == sorted(peaceful)
        assert len(raced) > 100
        assert [at for _, _, at, *_ in raced] == sorted(at for _, _, at, *_ in raced), "in the order of business time"
        assert seal.verify(owner).sound
        with house.reading() as conn:
            assert rebuild.check(house.ledger, conn, house.ledger.models) == []


def _tell(process: "subprocess.Popen[str]", at: datetime) -> None:
    assert process.stdin
    process.stdin.write(f"{at.isoformat()}\n")


def _answered(process: "subprocess.Popen[str]") -> int:
    assert process.stdout
    return int(process.stdout.readline())
