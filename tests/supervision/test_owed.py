"""What is owed at this moment: what the watch has not recorded yet counts already, and alike things are one line."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from projects import register
from supervision import owed, watch
from supervision.owed import Owed
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        clock.set(at(1, 20))
        deeds.released(made)
        clock.set(at(3, 2))
        watch.tick(made.ledger, at(3, 2))
        yield made


def of(house: House, now: datetime, *, fresh: bool = False) -> list[tuple[str, str, str | None]]:
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        return [(one.what, one.owner, one.id) for one in owed.of(conn, programme, now, fresh=fresh)]


def test_what_was_filed_a_second_ago_is_asked_for_no_more(house: House) -> None:
    assert "项目1的1—2月进展报送" in [what for what, *_ in of(house, at(3, 2))]
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        first = next(row for row in register.projects(conn, programme.id) if row.number == "1")
    deeds.filed(house, UUID(programme.id), "2026-02", UUID(first.id), "1", "10")
    assert "项目1的1—2月进展报送" not in [what for what, *_ in of(house, at(3, 2))]
    assert "项目1的1—2月进展报送" in [what for what, *_ in of(house, at(3, 2), fresh=True)], "as it was recorded"


def test_what_has_begun_since_the_last_look_is_asked_for(house: House) -> None:
    april = [each for each in of(house, at(4, 1, 8)) if each[0] == "项目1的3月进展报送"]
    assert april == [("项目1的3月进展报送", "市住房城乡建设局", None)]
    recorded = of(house, at(4, 1, 8))
    watch.tick(house.ledger, at(4, 1, 8))
    ticked = of(house, at(4, 1, 8), fresh=True)
    assert [each[:2] for each in recorded] == [each[:2] for each in ticked] and all(id for *_, id in ticked)


def one(what: str, due: datetime, kind: str = "monthly_report", owner: str = "甲局", paused: bool = False) -> Owed:
    href = f"/filing/2026-09#{what}" if kind == "monthly_report" else f"/orders/{what}"
    return Owed(what, kind, "", owner, None, what, href, at(10, 1), due, at(10, 2) if paused else None, False)


def test_alike_is_one_line_overdue_first_and_what_stands_still_last() -> None:
    found = owed.lines(
        [
            one("停", at(9, 1), paused=True), one("b", at(10, 20)), one("a", at(10, 20)), one("早", at(10, 8)),
            one("a", at(10, 20), owner="乙局"), one("督", at(10, 20), "order_reply"),
        ],
        lambda each: {"a": "进展", "b": "进展"}.get(each.what, each.what),
    )  # fmt: skip
    told = [(line.title, line.first.owner, line.count) for line in found]
    assert told == [
        ("早", "甲局", 1), ("进展", "乙局", 1), ("进展", "甲局", 2), ("督", "甲局", 1), ("停", "甲局", 1),
    ]  # fmt: skip
    assert found[2].href == "/filing/2026-09", "the page of both"
    two = owed.lines([one("a", at(10, 20), "order_reply"), one("b", at(10, 20), "order_reply")], lambda each: "督办")
    assert two[0].href is None


def test_a_month_is_published_before_its_bulletin_of_the_same_hour() -> None:
    found = owed.lines(
        [one("通报", at(10, 10), "monthly_bulletin"), one("公布", at(10, 10), "monthly_publication")],
        lambda each: each.what,
    )
    assert [line.title for line in found] == ["公布", "通报"]
