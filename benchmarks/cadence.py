"""The watch: a tick with nothing due, the opening of a month, and the matrix of a year."""

from datetime import datetime
from functools import partial
from statistics import median
from typing import Any

from eventsourcing.persistence import StoredEvent

from benchmarks.ground import YEAR, Line, government, median_ratio, open_house, seconds
from benchmarks.ledger import bare_application
from benchmarks.lists import AT_ONCE
from projects.policy import PolicySet
from supervision import matrix, watch
from tracker import clock
from tracker.clock import SHANGHAI, FixedClock
from web.house import House

PROJECTS = 1_000
ROUNDS = 9
SQUARE, PERIODS = 100, 12
"""The matrix: so many projects by so many periods."""
ROWS = "SELECT * FROM supervision_obligations WHERE state IN ('scheduled', 'due_soon')"


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(YEAR, month, day, hour, tzinfo=SHANGHAI)


def watching(house: House) -> list[Line]:
    """A list of 1,000 projects, released in October: each month 1,000 reports are asked for, in silence."""
    clock.use(FixedClock(at(10, 20)))
    government(house, "watched", PROJECTS)
    watch.tick(house.ledger, at(10, 31, 18))
    opening, alone = _opening(house)
    return [
        Line(
            f"opening a month for {PROJECTS:,} projects: looked for, reckoned, recorded",
            "the library's bare `save` of the same events",
            f"{median_ratio(alone, opening):.2f}",
            "",
            f"{median(opening):.1f} s against {median(alone):.1f} s",
        ),
        _quiet(house),
        _matrix(house),
    ]


def _opening(house: House) -> tuple[list[float], list[float]]:
    """November's reports and December's, each with what was due before lapsing."""
    bare = bare_application(house)
    opening, alone = [], []
    for now in (at(11, 1, 8), at(12, 1, 8)):
        clock.use(FixedClock(now))
        last = house.ledger.recorder.max_notification_id() or 0
        opening.append(seconds(partial(watch.tick, house.ledger, now)))
        alone.append(seconds(partial(_again, house, bare.recorder, last)))
    bare.close()
    return opening, alone


def _again(house: House, bare: Any, since: int) -> None:
    """The same events given to the library's own recorder, so many at a time."""
    notes = house.ledger.recorder.select_notifications(since + 1, 100_000)
    stored = [StoredEvent(each.originator_id, each.originator_version, each.topic, each.state) for each in notes]
    for first in range(0, len(stored), AT_ONCE):
        bare.insert_events(stored[first : first + AT_ONCE])


def _quiet(house: House) -> Line:
    """A minute later: every claim is told, and none brings anything."""
    now = at(12, 1, 9)
    clock.use(FixedClock(now))
    watch.tick(house.ledger, now)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(partial(watch.tick, house.ledger, now)))
        theirs.append(seconds(partial(_rows, house)))
    found = len(_rows(house))
    return Line(
        f"a tick over {found:,} open obligations with nothing due",
        "a bare SELECT of their rows",
        f"{median_ratio(theirs, ours):.2f}",
        "",
        f"{median(ours) * 1000:.0f} ms against {median(theirs) * 1000:.0f} ms",
    )


def _matrix(house: House) -> Line:
    """A list whose every month has come and gone, in silence, on the last day of the year's last report."""
    clock.use(FixedClock(at(1, 21)))
    policy = PolicySet(head_releases=False, merged=())
    programme = str(government(house, "square", SQUARE, policy))
    end = datetime(YEAR + 1, 1, 8, 9, tzinfo=SHANGHAI)
    clock.use(FixedClock(end))
    watch.tick(house.ledger, end)
    ours, theirs = [], []
    with house.reading() as conn:
        made = matrix.of_kind(conn, programme, "monthly_report", end)
        for _ in range(10 * ROUNDS):
            ours.append(seconds(partial(matrix.of_kind, conn, programme, "monthly_report", end)))
            theirs.append(seconds(lambda: conn.execute(matrix.CELLS, (programme, "monthly_report")).fetchall()))
    return Line(
        f"the matrix of {len(made.rows)} projects × {len(made.periods)} periods",
        "a bare SELECT of its rows",
        f"{median_ratio(theirs, ours):.2f}",
        "",
        f"{median(ours) * 1000:.1f} ms against {median(theirs) * 1000:.1f} ms",
    )


def _rows(house: House) -> list[Any]:
    with house.reading() as conn:
        return conn.execute(ROWS).fetchall()


if __name__ == "__main__":
    with open_house() as made:
        for line in watching(made):
            print(line)
