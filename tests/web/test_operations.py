"""The operations page: who leads, when the watch looked last, what time brings next, and what failed."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests import deeds
from tests.web.forms import words
from tracker import duty
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web import worker
from web.house import House
from web.worker import Chore

PAGE = "/office/operations"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
        deeds.released(made)
        clock.set(datetime(2026, 3, 2, 9, tzinfo=SHANGHAI))
        yield made


def test_without_a_worker_it_says_that_nobody_is_at_it(house: House) -> None:
    said = words(deeds.client(house, deeds.account(house, "office")).get(PAGE))
    assert "现在没有进程在办例行事务" in said and "还没有看过" in said and "没有正在等的应办事项" in said


def test_it_tells_who_leads_what_comes_next_and_what_failed(house: House) -> None:
    worker.perform(house, next(chore for chore in worker.CHORES if chore.name == duty.WATCH))
    with house.reading() as conn:
        duty.failed(conn, duty.SEAL, "位置 2：内容与封印不符")
    stop, led = threading.Event(), threading.Event()
    chore = Chore("tidy", timedelta(days=1), lambda house, conn: led.set())
    thread = threading.Thread(target=worker.work, args=(house, stop, (chore,)))
    thread.start()
    try:
        assert led.wait(30)
        said = words(deeds.client(house, deeds.account(house, "office")).get(PAGE))
    finally:
        stop.set()
        thread.join(30)
    assert f"正在办的进程{worker.NAME}" in said
    assert "看到2026年3月2日09:00为止" in said and "核对新事件的封印没有办成" in said
    assert "提醒将到期项目1的1—2月进展报送市住房城乡建设局" in said
    assert "位置 2：内容与封印不符".replace(" ", "") in said.replace(" ", "")


def test_only_the_office_and_administrators_see_it(house: House) -> None:
    assert deeds.client(house, deeds.account(house, "observer")).get(PAGE).status_code == 403
    assert deeds.client(house, deeds.account(house, "administrator")).get(PAGE).status_code == 200
