"""kill -9 in the midst of a stream of commands, fifty times: what was answered is there, and nothing is there twice."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from tests import deeds
from tests.long import stream
from tracker import clock, database, rebuild, seal
from tracker.clock import SystemClock
from web import house as houses

pytestmark = pytest.mark.long
TIMES = 50
ROOT = Path(__file__).parents[2]
Answers = dict[tuple[int, int], Any]


@pytest.fixture
def programme(folder: Path) -> UUID:
    """A released programme in a data folder of the test's own, on a server that commits to the disk."""
    options = stream.settings(folder / "killed")
    with clock.using(SystemClock()), database.opened(options) as found, houses.opened(options, found) as house:
        return deeds.released(house)


def _killed_run(folder: Path, programme: UUID, answers: Answers, chance: random.Random) -> None:
    """Starts the process, lets it answer for a while, kills it, and keeps all it had answered."""
    first = [max((n for lane, n in answers if lane == each), default=-1) + 1 for each in range(stream.LANES)]
    arguments = [sys.executable, "-m", "tests.long.stream", str(folder), str(programme), *map(str, first)]
    told = []
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        for _ in range(chance.randint(1, 40)):
            told.append(process.stdout.readline())
        time.sleep(chance.uniform(0, 0.02))
        process.kill()
        told += process.stdout.readlines()  # communicate() would pass over what readline() has already fetched
        assert process.wait(60) == -9, process.stderr.read()
    for line in told:
        lane, number, answer = json.loads(line)
        assert (lane, number) not in answers
        answers[lane, number] = answer


def test_fifty_kills_lose_no_answer_and_do_nothing_twice(folder: Path, programme: UUID) -> None:
    data, chance = folder / "killed", random.Random(20261009)
    answers: Answers = {}
    for _ in range(TIMES):
        _killed_run(data, programme, answers, chance)
    assert len(answers) > 10 * TIMES
    options = stream.settings(data)
    with (
        clock.using(SystemClock()),
        database.opened(options) as found,
        houses.opened(options, found) as house,
        psycopg.connect(found.app, autocommit=True, row_factory=dict_row) as conn,
    ):
        _everything_once(conn, answers)
        verdict = seal.verify(conn)
        assert verdict.sound, verdict.faults
        assert rebuild.check(house.ledger, conn, house.ledger.models) == []


def _everything_once(conn: psycopg.Connection[dict[str, Any]], answers: Answers) -> None:
    kept = {row["key"]: row["answer"] for row in conn.execute("SELECT key, answer FROM ledger.commands")}
    keys = conn.execute("SELECT convert_from(state, 'UTF8')::jsonb -> 'by' ->> 'key' AS key FROM ledger.events")
    recorded = Counter(UUID(row["key"]) for row in keys)
    for (lane, number), answer in answers.items():
        assert kept[stream.key(lane, number)] == answer, (lane, number)
        assert recorded[stream.key(lane, number)] == 1, (lane, number)
    assert set(recorded) == set(kept)
    for lane in range(stream.LANES):
        numbers = {number for each, number in answers if each == lane}
        assert numbers == set(range(len(numbers))), "what was answered was counted"
    streamed = len(kept) - 2  # the list's intake and its release came before
    assert len(answers) <= streamed <= len(answers) + stream.LANES
