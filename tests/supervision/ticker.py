"""A watch in a process of its own: `python -m tests.supervision.ticker DATABASE` looks at each time told on its stdin.

Answers a line a look: how many events it found to be recorded.
"""

import sys
from datetime import datetime

from supervision import watch
from tracker import clock
from tracker.clock import FixedClock
from tracker.ledger import Ledger
from web.house import MODELS


def main(database: str) -> None:
    ledger = Ledger(database, MODELS)
    try:
        for line in sys.stdin:
            now = datetime.fromisoformat(line.strip())
            clock.use(FixedClock(now))
            print(len(watch.tick(ledger, now).deeds), flush=True)
    finally:
        ledger.close()


if __name__ == "__main__":
    main(sys.argv[1])
