"""What a returned report owes when its month is published without it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from projects.approval import Approval, Review
from projects.programme import Programme
from supervision import obligations, watch
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

PERIOD = "2026-02"
REVIEW = Review("主动公开", "不涉密。", "专员", Approval("市政府办公厅主任", "2026-03-10", "同意。"))


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        clock.set(at(1, 20))
        deeds.released(made)
        yield made


@pytest.mark.parametrize(
    ("returned", "published", "state"),
    [
        pytest.param(at(3, 10), at(3, 10, 11), "waived", id="published-while-the-unit-still-had-time"),
        pytest.param(at(3, 5), at(3, 10, 11), "missed", id="published-after-the-unit-had-let-it-lapse"),
    ],
)
def test_a_supplement_that_publication_cuts_off_is_no_lapse_of_the_unit(
    house: House, clock: FixedClock, returned: datetime, published: datetime, state: str
) -> None:
    programme = Programme.create_id(deeds.SLUG, deeds.YEAR)
    month = deeds._month(house, programme, PERIOD)
    projects = {number: UUID(id) for number, id in month.programme.projects.items()}
    clock.set(at(3, 4))
    for number, project in projects.items():
        deeds.filed(house, programme, PERIOD, project, number, {"1": "24", "2": "3"}.get(number, "0"))
    late = projects["1"]
    others = [project for project in projects.values() if project != late]
    deeds._do(house, lambda: month.accept(others, "reviewer"))
    clock.set(returned)
    deeds._do(house, lambda: month.return_(late, ["没有附验收单"], "office"))
    watch.tick(house.ledger, returned)
    clock.set(published)
    deeds._do(house, lambda: month.list_not_reported([late], "退回后没有补报"))
    deeds._do(house, lambda: month.clear(REVIEW))
    deeds._do(house, lambda: month.publish())
    clock.set(at(3, 20))
    watch.tick(house.ledger, at(3, 20))
    with house.reading() as conn:
        [row] = obligations.of_programme(conn, str(programme), "report_supplement")
    assert row.state == state
    if state == "waived":
        assert row.waived and row.waived["reason"] == "补报期限未到，当期已公布，不再补报"
