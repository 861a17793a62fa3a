"""What is exported comes back into an empty ledger, and goes out of it the same, cell by cell."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from projects import deposit, intake, workbook, written_list
from tests import deeds
from tests.cells import Cells, cells
from tests.journeys.conftest import Site
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.export import listing
from web.house import House
from web.open_data import dataset, files, parcel
from web.open_data.dataset import TABLES
from web.open_data.licence import Licence


def _out(house: House, slug: str, year: int) -> bytes:
    return written_list.write(listing(house.ledger, slug, year))


def _in(house: House, content: bytes, slug: str, year: int, published: bool) -> None:
    new = intake.Intake(slug, "某市", year, workbook.read(content, published=published), published)
    house.carry_out(SYSTEM, None, ["import", slug], lambda: intake.changes(house.ledger, new))


def _sheet(found: Cells, name: str) -> int:
    return len({place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for sheet, place in found if sheet == name}) - 1


@pytest.mark.parametrize(
    ("slug", "year", "published", "projects", "values"),
    [("demo", 2026, False, 33, 563), ("yuhang", 2021, True, 10, 18), ("qingdao", 2022, True, 5, 16)],
)
def test_an_export_comes_back_into_an_empty_ledger_cell_by_cell(
    shared_site: Site,
    database: Database,
    tmp_path: Path,
    clock: FixedClock,
    slug: str,
    year: int,
    published: bool,
    projects: int,
    values: int,
) -> None:
    first = _out(shared_site.house, slug, year)
    with deeds.house(database, tmp_path) as empty:
        _in(empty, first, slug, year, published)
        second = _out(empty, slug, year)
    found = cells(first)
    assert cells(second) == found
    assert _sheet(found, "项目") == projects and _sheet(found, "进展") == values
    days = [cell for (sheet, place), cell in found.items() if isinstance(cell[0], datetime)]
    assert days and {cell[1:] for cell in days} == {("datetime/d", "yyyy-mm-dd")}


def _public(house: House, slug: str, year: int) -> dict[str, bytes]:
    """Every file of the open data."""
    with house.reading() as conn:
        data = dataset.of(conn, slug, year)
    assert data is not None
    return {name: files.content(data, name, Licence()) for name in files.NAMES}


def test_packages_come_into_an_empty_ledger_and_go_out_byte_for_byte(
    shared_site: Site, database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    """A year with visits, corrections, adjustments, bulletins, named problems; and what was published elsewhere.
    Together they have rows in every table."""
    filled: set[str] = set()
    with deeds.house(database, tmp_path) as empty:
        for slug, year in (("demo", 2026), ("yuhang", 2021), ("qingdao", 2022)):
            before = _public(shared_site.house, slug, year)
            filled |= {name for name in TABLES if before[f"{name}.csv"].count(b"\n") > 1}
            _deposited(empty, before[files.PACKAGE])
            after = _public(empty, slug, year)
            assert {name for name in before if before[name] != after[name]} == set()
    assert filled == set(TABLES)


def _deposited(house: House, packed: bytes) -> None:
    data, licence = parcel.read(parcel.unpacked(packed))
    told = {**parcel.described(data, licence), "content": dataset.canonical(data.rows)}
    house.carry_out(SYSTEM, None, ["deposit"], lambda: deposit.changes(house.ledger, **told), alone=True)


def test_a_value_that_fell_by_a_correction_goes_out_with_its_reason(shared_site: Site) -> None:
    rows = [row for row in listing(shared_site.house.ledger, "demo", 2026).values if row.project == "31" and row.no]
    falls = [
        (before.as_of, row.as_of) for before, row in pairwise(rows)
        if before.no == row.no and before.value and row.value and row.value < before.value
    ]  # fmt: skip
    reasons = {(row.as_of, row.correction) for row in rows if row.correction}
    assert len(falls) == 1 and len(reasons) == 1
    ((day, reason),) = reasons
    assert day == falls[0][1] and day is not None and day.month == 6
    assert reason is not None and len(reason) > 6
