"""The desk: what each role must do, overdue first, and whom it waits for; nothing is asked twice."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from supervision import watch
from tests import deeds
from tests.web.forms import words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

LIFTS = "市住房城乡建设局"


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """The 9th of October: months to August published, nobody filed September's."""
    clock.set(at(9, 7))
    with deeds.through("2026-08", database, tmp_path, released_at=at(1, 20)) as made:
        watch.tick(made.ledger, at(9, 7))
        clock.set(at(10, 9))
        watch.tick(made.ledger, at(10, 9))
        yield made


def desk(house: House, role: str, unit: str | None = None) -> Any:
    return deeds.client(house, deeds.account(house, role, unit=unit)).get("/desk")


def test_a_unit_sees_its_day_in_words_and_where_it_is_explained(house: House) -> None:
    shown = desk(house, "filer", LIFTS)
    told = words(shown)
    assert "要办的1项，其中逾期1项" in told
    assert "项目1的9月进展报送1既有住宅加装电梯300部10月8日（周四）17时已逾期1个工作日" in told
    assert 'href="/testcity/2026/filing/2026-09#project-1"' in shown.text
    assert "/testcity/2026/obligations/" in shown.text
    assert told.count("10月8日") == 1, "its day is said once"


def test_what_was_just_filed_is_off_the_desk_before_the_watch_looks(house: House) -> None:
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        first = next(row for row in register.projects(conn, programme.id) if row.number == "1")
    deeds.filed(house, UUID(programme.id), "2026-09", UUID(first.id), "1", "100")
    told = words(desk(house, "filer", LIFTS))
    assert "现在没有到期要办的事项" in told and "已报送1" in told


def test_the_office_sees_its_own_and_who_holds_up_the_month(house: House) -> None:
    told = words(desk(house, "office"))
    own, _, stuck = told.partition("卡在谁那里")
    assert own.index("9月进展公布10月10日（周六，上班）24时还剩1个工作日") < own.index("9月通报印发10月10日")
    assert "市民政局项目2的9月进展报送10月8日起已逾期1个工作日" in stuck
    assert "项目2的9月进展报送" not in own, "it is the unit's"


def test_the_head_of_the_office_and_an_observer_see_whom_it_is_stuck_with(house: House) -> None:
    head, observer = words(desk(house, "office_head")), words(desk(house, "observer"))
    assert "市教育局项目3的9月进展报送" in head and "市教育局项目3的9月进展报送" in observer
    assert "要办的" not in observer, "who reads has nothing to do"


def test_a_bulletins_state_stands_beside_its_day_and_nowhere_else(house: House) -> None:
    assert words(desk(house, "office")).count("待起草通报") == 1, "August's, which is owed until the 10th"
    assert "卡在谁那里" not in words(desk(house, "press"))
