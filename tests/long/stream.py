"""A server process in small: two streams of commands on one house, each answer told before the next command is begun.

`python -m tests.long.stream FOLDER PROGRAMME NEXT NEXT` goes on from these numbers until it is killed. The same number
is always the same command under the same key, as when somebody sends a form again that was not answered.
"""

import json
import os
import sys
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from projects.filing import Filing
from projects.month import Changed, Month
from projects.programme import Programme
from tracker import database
from tracker.event import Actor
from tracker.settings import Settings
from web import house as houses
from web.house import House

LANES = 2
ROUND = 8
PERIODS = ("2026-03", "2026-04", "2026-05")


def settings(folder: Path) -> Settings:
    """A data folder of its own; the clock runs on from the autumn of the programme's year."""
    return Settings(data_dir=folder, database_url=None, today="2026-10-09")


def key(lane: int, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"lane/{lane}/{number}")


def command(house: House, programme: UUID, lane: int, number: int) -> Any:
    """Every command records exactly one event: a draft, at times a submission, then its return."""
    project = UUID(list(house.ledger.get(Programme, programme).projects.values())[lane])
    period = PERIODS[number // ROUND % len(PERIODS)]

    def act() -> Changed:
        month, step = Month(house.ledger, programme, period), number % ROUND
        if step == ROUND - 1:
            return month.return_(project, [f"第{number}次退回。"], "office")
        content = Filing({"1": "12"}, text=f"第{number}次。", problems="慢。", measures="快。", confirmed=["1"])
        if step == ROUND - 2:
            return month.submit(project, content, "filer")
        return month.draft(project, content)

    actor = Actor("filer", "科员")
    return house.carry_out(actor, key(lane, number), [lane, number], act)


def _run(house: House, programme: UUID, lane: int, first: int) -> None:
    for number in count(first):
        answer = command(house, programme, lane, number)
        line = json.dumps([lane, number, answer], ensure_ascii=False) + "\n"
        os.write(1, line.encode())  # one write: a line is told whole or not at all


def main(folder: str, programme: str, *first: str) -> None:
    options = settings(Path(folder))
    with database.opened(options) as found, houses.opened(options, found) as house:
        lanes = [
            Thread(target=_run, args=(house, UUID(programme), lane, int(number)), daemon=True)
            for lane, number in enumerate(first)
        ]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
    sys.exit("a lane ended by itself")


if __name__ == "__main__":
    main(*sys.argv[1:])
