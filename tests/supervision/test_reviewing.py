"""What the quarterly rhythm asks: meetings by the 20th, packs before them, tasks to their end."""

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from projects import register
from supervision import obligations, review_meetings, reviewing, watch
from supervision.obligations import ObligationRow
from supervision.review_meeting import Arrangement
from supervision.review_work import ReviewWork
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

FILE = {"sha256": "0" * 64, "name": "验收单.pdf", "size": 1, "type": "application/pdf"}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Released on the 20th of January; the months to June are out. Each test then goes back to its own days."""
    clock.set(at(7, 2))
    with deeds.through("2026-06", database, tmp_path, released_at=at(1, 20)) as made:
        yield made


def at(month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI)


def do(house: House, act: Any) -> Any:
    return house.carry_out(SYSTEM, uuid4(), ["deed"], act)


def work(house: House, quarter: int = 1) -> ReviewWork:
    return ReviewWork(house.ledger, deeds.SLUG, deeds.YEAR, f"2026-Q{quarter}")


def held(house: House, clock: FixedClock, called: datetime, on: datetime) -> ReviewWork:
    """Called, its pack fixed two hours later, held on its day."""
    made = work(house)
    arrangement = Arrangement(
        on.date().isoformat(),
        "14:30",
        "第三会议室",
        "市政府秘书长",
        [{"post": "市教育局局长", "state": "出席"}],
        ["通报"],
    )
    clock.set(called)
    do(house, lambda: made.convene(arrangement))
    clock.set(called.replace(hour=called.hour + 2))
    do(house, lambda: made.fix_pack(sha256(made.pack().encode()).hexdigest()))
    clock.set(on)
    do(house, lambda: made.hold(on.date().isoformat(), arrangement.attendees))
    return made


def found(house: House, now: datetime, kind: str) -> dict[str, ObligationRow]:
    watch.tick(house.ledger, now)
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        rows = obligations.of_programme(conn, programme.id)
    return {row.period or row.subject.rsplit("-", 1)[-1]: row for row in rows if row.kind == kind}


def test_a_quarter_asks_for_its_meeting_by_the_twentieth(house: House, clock: FixedClock) -> None:
    """The first was held on its last day, the second not by its own, the third is asked for, the fourth not yet."""
    held(house, clock, at(4, 14), at(4, 20, 23, 59, 59))
    rows = found(house, at(10, 9), "quarterly_review")
    assert {key: row.state for key, row in rows.items()} == {
        "2026-Q1": "met", "2026-Q2": "due_soon", "2026-Q3": "scheduled",
    }  # fmt: skip
    assert rows["2026-Q2"].due == at(7, 20, 23, 59, 59)
    assert rows["2026-Q3"].due == at(10, 20, 23, 59, 59)
    assert (rows["2026-Q1"].met_by, rows["2026-Q1"].owner) == ("review_meeting.held", "office")


def test_a_pack_lies_there_two_working_days_before(house: House, clock: FixedClock) -> None:
    """The 20th of April 2026 is a Monday: two working days before it is Thursday the 16th."""
    held(house, clock, at(4, 16), at(4, 20, 16))
    [pack] = found(house, at(4, 21), "review_pack").values()
    assert (pack.state, pack.due) == ("met", at(4, 16, 23, 59, 59))


def test_a_pack_fixed_the_day_after_is_late(house: House, clock: FixedClock) -> None:
    made = work(house)
    arrangement = Arrangement("2026-04-20", "14:30", "室", "长", [{"post": "局长", "state": "出席"}], ["通报"])
    clock.set(at(4, 10))
    do(house, lambda: made.convene(arrangement))
    clock.set(at(4, 17, 0, 0, 0))
    do(house, lambda: made.fix_pack(sha256(made.pack().encode()).hexdigest()))
    [pack] = found(house, at(4, 17, 9), "review_pack").values()
    assert pack.state == "met_late"


@pytest.fixture
def task(house: House, clock: FixedClock) -> tuple[ReviewWork, str]:
    """A task due on Friday the 29th of May."""
    made = held(house, clock, at(4, 14), at(4, 20, 16))
    with house.reading() as conn:
        unit = register.unit_called(conn, deeds.SLUG)["市教育局"]
    do(house, lambda: made.assign(unit, "3", "完成立项。", "2026-05-29"))
    return made, unit


def reported(house: House, clock: FixedClock, task: tuple[ReviewWork, str], moment: datetime) -> None:
    made, unit = task
    clock.set(moment)
    do(house, lambda: made.report_task(1, unit, "已立项。", [FILE]))


def settled(house: House, clock: FixedClock, made: ReviewWork, moment: datetime, done: bool = True) -> None:
    clock.set(moment)
    do(house, lambda: made.settle_task(1, done, "缺文号。"))


def test_a_task_is_its_units_until_the_office_confirms_it(
    house: House, clock: FixedClock, task: tuple[ReviewWork, str]
) -> None:
    """Reported on the last day: while it lies with the office, however long, the unit is not late."""
    row = found(house, at(5, 20), "meeting_task")["1"]
    assert (row.state, row.owner, row.due) == ("scheduled", "市教育局", at(5, 29, 23, 59, 59))
    assert row.href == "/reviews/2026-Q1#task-1"
    reported(house, clock, task, at(5, 29, 22))
    row = found(house, at(6, 30), "meeting_task")["1"]
    assert row.state in ("scheduled", "due_soon") and row.paused_at == at(5, 29, 22)
    settled(house, clock, task[0], at(7, 1, 10))
    row = found(house, at(7, 2), "meeting_task")["1"]
    assert (row.state, row.met_by) == ("met", "review_meeting.task_confirmed")


def test_a_report_that_is_sent_back_met_nothing(house: House, clock: FixedClock, task: tuple[ReviewWork, str]) -> None:
    """Reported on the last day, sent back two working days later: two days are left, then it is late, then missed."""
    reported(house, clock, task, at(5, 29, 22))
    settled(house, clock, task[0], at(6, 2, 10), done=False)
    row = found(house, at(6, 2, 11), "meeting_task")["1"]
    assert row.due == at(6, 2, 23, 59, 59), "two working days more than Friday the 29th of May"
    with house.reading() as conn:
        rows = review_meetings.tasks(conn, str(task[0].programme.id))
        [shown] = reviewing.governed(conn, str(task[0].programme.id), rows)
    assert (rows[0].due, shown.due) == (date(2026, 5, 29), date(2026, 6, 2)), "what is shown is what governs"
    assert found(house, at(7, 1), "meeting_task")["1"].state == "missed"


def test_a_task_nobody_reports_is_missed(house: House, clock: FixedClock, task: tuple[ReviewWork, str]) -> None:
    assert found(house, at(6, 30), "meeting_task")["1"].state == "missed"


def test_a_task_that_is_carried_is_waived_with_its_reason(house: House, clock: FixedClock) -> None:
    made = held(house, clock, at(4, 14), at(4, 20, 16))
    with house.reading() as conn:
        unit = register.unit_called(conn, deeds.SLUG)["市教育局"]
    do(house, lambda: made.assign(unit, "3", "完成立项。", "2026-12-01"))
    second = work(house, 2)
    arrangement = Arrangement("2026-07-20", "14:30", "室", "长", [{"post": "局长", "state": "出席"}], ["通报"])
    clock.set(at(7, 20))
    do(house, lambda: second.convene(arrangement))
    do(house, lambda: second.fix_pack(sha256(second.pack().encode()).hexdigest()))
    do(house, lambda: second.hold("2026-07-20", arrangement.attendees))
    do(house, lambda: made.carry_task(1, "资金没到。", "2026-12-20"))
    watch.tick(house.ledger, at(7, 21))
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        rows = [row for row in obligations.of_programme(conn, programme.id) if row.kind == "meeting_task"]
    old = next(row for row in rows if row.state == "waived")
    assert old.waived is not None and "资金没到。" in old.waived["reason"]
    assert [row.due for row in rows if row.state != "waived"] == [at(12, 20, 23, 59, 59)]
