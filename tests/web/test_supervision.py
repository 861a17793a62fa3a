"""督查督办: the ways in that a role has, and no others."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from projects.policy import Period
from tests import deeds
from tests.ladder import at
from tests.web.forms import send, words
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House
from web.pages.supervision import DISCLOSURE, LINES

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def test_the_office_reaches_every_record_and_a_unit_its_own(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office")).get(f"{ROOT}/supervision").text
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局")).get(f"{ROOT}/supervision").text
    assert all(f'href="{ROOT}/{line.path}"' in office for line in LINES if line != DISCLOSURE)
    assert f'href="{ROOT}/dispatches"' in filer
    assert f'href="{ROOT}/visits/"' not in filer


def test_every_line_leads_to_a_page(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    pages = [f"{ROOT}/{line.path}" for line in LINES if line != DISCLOSURE]
    assert [page for page in pages if office.get(page, follow_redirects=True).status_code != 200] == []
    assert f'href="{ROOT}/supervision"' in office.get("/desk").text


def _half_year(office: Any) -> tuple[str, list[str]]:
    """What the line 半年公开 says, and where it leads."""
    [item] = [each for each in office.get(f"{ROOT}/supervision").text.split("<li>") if "半年公开" in each]
    said = re.sub(r"<[^>]+>", "", item.split('class="task-state">')[1].split("</span>")[0])
    return said, re.findall(r'href="([^"]+)"', item.split("</li>")[0])


def test_the_half_year_is_a_way_in_once_its_last_month_is_out(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    at(clock, 3, 2)
    with deeds.house(database, tmp_path) as made:
        programme = deeds.released(made)
        at(clock, 7, 10)
        deeds.months(made, programme, "2026-05")
        office = deeds.client(made, deeds.account(made, "office"))
        assert _half_year(office) == ("上半年最后一个月的进展公布后起草", [])
        deeds.month(made, programme, Period("2026-06", (6,)))
        desk = f"{ROOT}/disclosure-desk/2026-H1"
        assert _half_year(office) == ("上半年可以起草", [desk])
        assert send(office, desk, f"{desk}/draft").status_code == 303
        assert _half_year(office) == ("上半年在起草", [desk])


def test_a_list_released_after_a_half_has_no_paper_of_it(house: House) -> None:
    """Released in October: nothing of the first half is owed, published or asked for."""
    office = deeds.client(house, deeds.account(house, "office"))
    assert _half_year(office) == ("下半年最后一个月的进展公布后起草", [])
    first = office.get(f"{ROOT}/disclosure-desk/2026-H1")
    assert first.status_code == 404 and "这份清单没有上半年进展公开" in words(first)
    second = office.get(f"{ROOT}/disclosure-desk/2026-H2")
    assert second.status_code == 200 and "disclosure-desk/2026-H1" not in second.text
