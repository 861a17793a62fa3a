"""督查督办: the ways in that a role has, and no others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import deeds
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House
from web.pages.supervision import LINES

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def test_the_office_reaches_every_record_and_a_unit_its_own(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office")).get(f"{ROOT}/supervision").text
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局")).get(f"{ROOT}/supervision").text
    assert all(f'href="{ROOT}/{line.path.format(year=deeds.YEAR)}"' in office for line in LINES)
    assert f'href="{ROOT}/dispatches"' in filer
    assert f'href="{ROOT}/visits/"' not in filer


def test_every_line_leads_to_a_page(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    pages = [f"{ROOT}/{line.path.format(year=deeds.YEAR)}" for line in LINES]
    assert [page for page in pages if office.get(page, follow_redirects=True).status_code != 200] == []
    assert f'href="{ROOT}/supervision"' in office.get("/desk").text
