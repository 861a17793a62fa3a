"""Looked at every morning, or once after months: the ledger of what is owed becomes the same, recorded-at apart."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from projects import register
from projects.programme import Programme
from projects.register import ProgrammeRow
from supervision import obligations, watch
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

FILED = (
    ("2026-02", datetime(2026, 3, 5, 17, 0, 0, tzinfo=SHANGHAI)),
    ("2026-03", datetime(2026, 4, 7, 17, 0, 1, tzinfo=SHANGHAI)),
    ("2026-04", datetime(2026, 6, 8, 9, tzinfo=SHANGHAI)),
)
"""In the last second, a second late, and after it had lapsed on the 5th of June."""
RELEASED, END = datetime(2026, 1, 20, 9, tzinfo=SHANGHAI), datetime(2026, 7, 10, 9, tzinfo=SHANGHAI)


def stream(house: House, programme: ProgrammeRow) -> list[tuple[str, ...]]:
    """Each event of a programme's obligations: of what, its name, business time, day and owner; in the log's order."""
    notes = house.ledger.recorder.select_notifications(1, 100_000)
    events: list[Any] = [house.ledger.mapper.to_domain_event(note) for note in notes]
    with house.reading() as conn:
        numbers = {row.id: row.number for row in register.projects(conn, programme.id)}
        known = obligations.of_programme(conn, programme.id)
    keys = {row.id: f"{row.kind}:{numbers.get(row.subject, '')}:{row.period}" for row in known}
    return [
        (keys[str(event.originator_id)], event.TOPIC, event.at, getattr(event, "due", ""), getattr(event, "owner", ""))
        for event in events
        if str(event.originator_id) in keys
    ]


def test_an_outage_of_months_leaves_the_ledger_of_looking_every_morning(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    with deeds.house(database, tmp_path) as house:
        clock.set(RELEASED)
        ids = [deeds.released(house, slug) for slug in (deeds.SLUG, "othercity")]
        with house.reading() as conn:
            daily, once = (
                row for slug in (deeds.SLUG, "othercity") if (row := register.programme(conn, slug, deeds.YEAR))
            )
        moment = RELEASED + timedelta(minutes=2)
        for period, hour in (*FILED, ("", END)):
            while moment < hour:
                clock.set(moment)
                watch.record(house.ledger, daily, moment)
                moment += timedelta(days=1)
            clock.set(hour)
            for id in ids if period else ():
                for number, project in house.ledger.get(Programme, id).projects.items():
                    deeds.filed(house, id, period, UUID(project), number, "3")
        for programme in (daily, once):
            watch.record(house.ledger, programme, END)
        looked, late = stream(house, daily), stream(house, once)
    assert sorted(looked) == sorted(late)
    ends = {period: {topic for key, topic, *_ in late if key == f"monthly_report:1:{period}"} for period, _ in FILED}
    assert "obligation.met" in ends["2026-02"] and "obligation.met_late" in ends["2026-03"]
    assert {"obligation.missed", "obligation.filed_after_missed"} <= ends["2026-04"]
    assert [each[2] for each in late] == sorted(each[2] for each in late), "caught up in the order of business time"
