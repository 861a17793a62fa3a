"""A year of 某市 day by day, shared by the tests of one file: what the public pages said while it went by.

The list is released on 20 January; each month is published on the 10th of the next at eight; on 9 October a mistake in
July's figure of project 1 is corrected and told; the clock stands at 20 October, nine in the morning.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from projects.programme import Programme
from tests import deeds
from tests.conftest import copied
from tests.web.forms import send, words
from tests.web.test_corrections import DESK, cleared, confirmed, notice_id, preview
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.database import APPLICATION, Database, entitle
from tracker.embedded import Server
from web.house import House
from web.open_data.dataset import TABLES

BOARD = "/testcity/2026/"
PAGES = (
    BOARD,
    f"{BOARD}?status=far_behind",
    f"{BOARD}projects/1",
    f"{BOARD}projects/3",
    f"{BOARD}changes/",
    f"{BOARD}listing",
)

DATA = (
    *(f"/data/testcity/2026/{table}.csv" for table in TABLES),
    "/data/testcity/2026/package.zip",
    "/data/testcity/2026/figures.xlsx",
    "/data/all/events.jsonl",
    "/api/v1/figures?limit=1000",
    "/api/v1/events?jurisdiction=testcity&year=2026&number=1",
    *(f"/api/v1/testcity/2026/{name}" for name in ("projects.json", "projects.csv", "milestones.csv")),
)


@dataclass
class Year:
    """`said`: (page, day) → what it said in the evening of that day."""

    house: House
    nobody: Any
    said: dict[tuple[str, str], str] = field(default_factory=dict)
    given: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """(Address of data, day) → the bytes of that evening."""

    def gather(self, day: str) -> None:
        self.given |= {(address, day): bytes(self.nobody.get(address).content) for address in DATA}
        self.said |= {(page, day): told(self.nobody.get(page)) for page in PAGES}


@pytest.fixture(scope="module")
def year(server: Server, template: str, folder: Path) -> Iterator[Year]:
    clock = FixedClock(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
    with copied(server, template) as name, using(clock):
        with psycopg.connect(server.conninfo(name), autocommit=True) as conn:
            entitle(conn)
        known = Database(server.conninfo(name), server.conninfo(name, APPLICATION), server.programs.source)
        with deeds.house(known, folder / name) as house:
            programme = deeds.released(house)
            made = Year(house, deeds.client(house))
            made.gather("2026-01-20")
            for period in house.ledger.get(Programme, programme).policy_set.periods(2026):
                if period.month <= 8:
                    clock.set(datetime(2026, period.month + 1, 10, 8, tzinfo=SHANGHAI))
                    deeds.month(house, programme, period)
                    made.gather(f"2026-{period.month + 1:02d}-10")
            clock.set(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
            corrected(house)
            made.gather("2026-10-09")
            clock.set(datetime(2026, 10, 20, 9, tzinfo=SHANGHAI))
            yield made


def corrected(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    assert confirmed(office, preview(office)).status_code == 303
    id = notice_id(office)
    assert cleared(office, id).status_code == 303
    assert send(office, DESK, f"{DESK}/{id}/publish").status_code == 303


def at(page: str, day: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}as_of={day}"


def told(answer: Any) -> str:
    """What a page says apart from its clock, its forms, its next date (which moves by itself) and the words over a past
    day."""
    assert answer.status_code == 200, words(answer)
    text = re.sub(r"<style>.*?</style>|<aside.*?</aside>|<form.*?</form>", "", answer.text, flags=re.S)
    text = re.sub(r"下一次公布：.*?。</p>", "</p>", text, flags=re.S)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", text))
