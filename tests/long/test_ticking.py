"""kill -9 of one of two workers in the midst of a tick, twenty times over a year in which nobody files anything.

Whoever is killed may be the leader, or hold the database server of both, which then starts anew under the other.
"""

import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from supervision import obligations, watch
from tests import deeds
from tests.long import stream, ticking
from tracker import clock, database, rebuild, seal
from tracker.clock import FixedClock, SystemClock
from web import house as houses
from web.house import House

pytestmark = pytest.mark.long
TIMES = 20
BACK = 5
"""Every so many kills the workers' clock is set back by three weeks."""
ROOT = Path(__file__).parents[2]
Story = dict[tuple[str, str, str], Any]


def _prepared(folder: Path) -> UUID:
    options = stream.settings(folder)
    released = FixedClock(ticking.FIRST - timedelta(hours=8))
    with database.opened(options) as found, houses.opened(options, found) as house, clock.using(released):
        return deeds.released(house)


def _story(house: House, programme: UUID) -> Story:
    """Every obligation by kind, project (or who owes it) and period: what was told of it, with its business times."""
    with house.reading() as conn:
        numbers = {project.id: project.number for project in register.projects(conn, str(programme))}
        rows = obligations.of_programme(conn, str(programme))
    story = {
        (row.kind, numbers.get(row.subject, row.owner), row.period): (
            row.owner, row.opened_at, row.due, row.cutoff, row.state, row.ended_at, row.history,
        )
        for row in rows
    }  # fmt: skip
    assert len(story) == len(rows)
    return story


def _start(folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "errors").open("ab") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.long.ticking", str(folder)],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors,
        )  # fmt: skip


def _until_moved_on(folder: Path, halves: int) -> None:
    """Waits until so many half days more are done, or the year is over."""
    aim = min(ticking.moment(folder) + halves * ticking.STEP, ticking.LAST)
    for _ in range(20_000):
        if ticking.moment(folder) >= aim:
            return
        time.sleep(0.005)
    raise AssertionError(f"stands at {ticking.moment(folder)}: {_errors(folder)}")


def _errors(folder: Path) -> str:
    return (folder / "errors").read_text()[-4000:]


def test_two_workers_killed_twenty_times_leave_the_ledger_of_one_in_peace(folder: Path) -> None:
    killed, chance = folder / "watched", random.Random(20261009)
    programme = _prepared(killed)
    workers = [_start(killed), _start(killed)]
    try:
        for turn in range(1, TIMES + 1):
            _until_moved_on(killed, chance.randint(5, 35))
            time.sleep(chance.uniform(0, 0.02))
            victim = chance.randrange(2)
            workers[victim].kill()
            assert workers[victim].wait(60) == -9, _errors(killed)
            if turn % BACK == 0:
                ticking.set_moment(killed, ticking.moment(killed) - timedelta(weeks=3))
            workers[victim] = _start(killed)
        _until_moved_on(killed, 10_000)
        assert [worker.wait(120) for worker in workers] == [0, 0], _errors(killed)
    finally:
        for worker in workers:
            worker.kill()
    peaceful = folder / "in-peace"
    quiet = _in_peace(peaceful)
    assert len(quiet) > 40
    options = stream.settings(killed)
    with (
        clock.using(SystemClock()),
        database.opened(options) as found,
        houses.opened(options, found) as house,
        psycopg.connect(found.app, autocommit=True, row_factory=dict_row) as conn,
    ):
        assert _story(house, programme) == quiet
        verdict = seal.verify(conn)
        assert verdict.sound, verdict.faults
        assert rebuild.check(house.ledger, conn, house.ledger.models) == []


def _in_peace(folder: Path) -> Story:
    """The same year, each half day looked at once."""
    programme, options = _prepared(folder), stream.settings(folder)
    with database.opened(options) as found, houses.opened(options, found) as house:
        now = ticking.FIRST
        while now <= ticking.LAST:
            with clock.using(FixedClock(now)):
                watch.tick(house.ledger, now)
            now += ticking.STEP
        return _story(house, programme)
