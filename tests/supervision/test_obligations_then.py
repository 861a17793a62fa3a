"""What was owed to the public as it stood on a past day: by when it was recorded, not by the hour it speaks of."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from projects.programme import Programme
from supervision import obligations, watch
from supervision.obligations import OBLIGATIONS, ObligationRow
from tests import deeds
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.as_of import AsOf
from web.house import House
from web.open_data import dataset


def moment(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """January and February are published on 20 March, late; the watch looks on 9 March and on 2 April only."""
    clock.set(moment(1, 20))
    with deeds.house(database, tmp_path) as made:
        programme = deeds.released(made)
        look(made, clock, moment(3, 9))
        clock.set(moment(3, 20))
        deeds.months(made, programme, "2026-02")
        look(made, clock, moment(4, 2))
        yield made


def look(house: House, clock: FixedClock, at: datetime) -> None:
    clock.set(at)
    watch.tick(house.ledger, at)


def publication(house: House) -> ObligationRow:
    with house.reading() as conn:
        rows = obligations.of_programme(conn, str(Programme.create_id("testcity", 2026)), "monthly_publication")
    return next(row for row in rows if row.period == "2026-02")


def test_it_stands_as_it_was_recorded_by_then(house: House) -> None:
    """The publication of 20 March ended it on that day; the watch wrote so on 2 April."""
    row = publication(house)
    assert row.state in ("met_late", "missed") and not row.is_open
    early, between, late = (obligations.stood(row, at) for at in (moment(3, 6), moment(3, 25), moment(4, 3)))
    assert early is None
    assert between and between.is_open and between.met_at is None and between.position < row.position
    assert late == row and between.due == row.due


def test_the_table_of_a_past_day_is_that_of_its_evening(house: House, clock: FixedClock) -> None:
    with house.reading() as conn:
        clock.set(moment(4, 2, 20))
        evening = dataset.of(conn, "testcity", 2026)
        clock.set(moment(5, 6))
        watch.tick(house.ledger, moment(5, 6))
        later = dataset.of(conn, "testcity", 2026)
        then = dataset.of(conn, "testcity", 2026, AsOf(moment(4, 2).date()))
    assert evening and later and then and evening.rows["obligations"]
    assert then.rows == evening.rows and then.sha256 == evening.sha256
    assert later.rows["obligations"] != evening.rows["obligations"]


def test_what_is_nobodys_business_keeps_no_past(house: House) -> None:
    with house.reading() as conn:
        rows = obligations.of_programme(conn, str(Programme.create_id("testcity", 2026)))
    kept = {row.kind for row in rows if row.stood}
    assert kept and kept <= set(obligations.TO_THE_PUBLIC) and {row.kind for row in rows} - kept
    with psycopg.connect(house.database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [OBLIGATIONS]) == []
