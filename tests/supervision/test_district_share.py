"""A district's own figures of a project that is split: owed with the report, until there or until it is submitted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from projects.listing import RegionRow
from projects.month import Month
from projects.regions import REGIONS
from supervision import district_share, owed
from supervision.owed import Owed
from tests import deeds
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

DUE = datetime(2026, 10, 8, 17, tzinfo=SHANGHAI)
WEST = "西山区政府"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """The 9th of October; of project 2, led by 市民政局, east and west have their parts; nobody filed September's."""
    known = deeds.listing()
    projects = tuple(
        replace(row, implementing_units=(*row.implementing_units, WEST, "某建设公司")) if row.number == "2" else row
        for row in known.projects
    )
    split = (RegionRow("2", "1", "东湖区", Decimal(25)), RegionRow("2", "1", "西山区", Decimal(15)))
    with deeds.house(database, tmp_path) as made:
        clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
        programme = deeds.released(made, rows=replace(known, projects=projects, regions=split))
        clock.set(datetime(2026, 9, 7, 9, tzinfo=SHANGHAI))
        deeds.months(made, programme, through="2026-08")
        clock.set(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
        yield made


def shares(house: House) -> list[Owed]:
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        open_now = owed.of(conn, programme, datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
        found = district_share.owed(conn, programme, open_now)
    return [one for one in found if one.period == "2026-09"]


def files(house: House, unit: str, value: str) -> None:
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        project = next(row for row in register.projects(conn, programme.id) if row.number == "2")
        id = register.unit_called(conn, deeds.SLUG)[unit]

    def act() -> object:
        report = Month(house.ledger, UUID(programme.id), "2026-09").opened(UUID(project.id))
        report.file_row(id, "1", value, "")
        return [report], {}

    house.carry_out(SYSTEM, None, ["row", unit], act)  # type: ignore[arg-type]


def test_each_district_owes_its_part_by_the_reports_own_day(house: House) -> None:
    assert [(one.owner, one.what, one.due) for one in shares(house)] == [
        ("东湖区政府", "项目2的9月分项数字报送", DUE),
        (WEST, "项目2的9月分项数字报送", DUE),
    ], "not the company, which has no part in the list; not project 1, which is not split"
    assert {one.href for one in shares(house)} == {"/filing/2026-09/rows#project-2"}


def test_what_came_is_owed_no_more_and_nothing_is_once_the_lead_unit_submitted(house: House) -> None:
    files(house, WEST, "12")
    assert [one.owner for one in shares(house)] == ["东湖区政府"]
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        project = next(row for row in register.projects(conn, programme.id) if row.number == "2")
    deeds.filed(house, UUID(programme.id), "2026-09", UUID(project.id), "2", "36")
    assert shares(house) == []


def test_the_districts_of_the_list_are_the_same_when_made_anew(house: House) -> None:
    with psycopg.connect(house.database.owner, autocommit=True, row_factory=dict_row) as conn:
        assert conn.execute("SELECT count(*) AS n FROM views.projects_regions").fetchone() == {"n": 2}
        assert rebuild.check(house.ledger, conn, [REGIONS]) == []
