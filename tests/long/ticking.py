"""A worker that lives fast: each tick of its clock is half a day of the programme's year, counted in a file of both.

`python -m tests.long.ticking FOLDER` works until the year is over or it is killed. The
file is written when a tick is done, so that whoever takes over after a kill does the half day again.
"""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from supervision import watch
from tests.long import stream
from tracker.clock import SHANGHAI
from web import house as houses
from web import worker
from web.house import House
from web.worker import Chore

FIRST = datetime(2026, 1, 20, 18, tzinfo=SHANGHAI)
LAST = datetime(2027, 3, 1, 18, tzinfo=SHANGHAI)
STEP = timedelta(hours=12)


def moment(folder: Path) -> datetime:
    """The half day that is to be done next."""
    told = folder / "moment"
    return datetime.fromisoformat(told.read_text()) if told.exists() else FIRST


def set_moment(folder: Path, at: datetime) -> None:
    new = folder / f"moment.{os.getpid()}"
    new.write_text(at.isoformat())
    new.replace(folder / "moment")


def main(folder: Path) -> None:
    stop = Event()

    def live(house: House, conn: Any) -> None:
        now = moment(folder)
        if now > LAST:
            stop.set()
            return
        watch.tick(house.ledger, now)
        set_moment(folder, now + STEP)

    options = stream.settings(folder)
    with houses.lasting(options) as house:
        worker.work(house, stop, (Chore("watch", timedelta(milliseconds=10), live),))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
