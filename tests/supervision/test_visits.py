"""The visits as pages read them: exactly what the events say, also when made anew, and nothing public uncleared."""

from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects.approval import Approval, Review
from projects.programme import Programme
from projects.project import Project
from supervision import public_visits, visits
from supervision.inspection import Inspection
from supervision.visits import VISITS
from tests import deeds, visiting
from tracker import clock as clock_
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

REVIEW = Review("主动公开", "可以公开。", "督查室副主任", Approval("分管副主任", "2026-10-09"))
pytestmark = pytest.mark.usefixtures("clock")


def planned(house: House, programme: UUID, sites: list[str], on: str = "2026-10-09") -> Inspection:
    return visiting.planned(
        house.ledger.get(Project, UUID(house.ledger.get(Programme, programme).projects["2"])),
        on=on,
        sites=sites,
        who=["市民代表01", "市民代表02", "专家学者01"],
        reported={"as_of": "2026-09-30", "stage": "投用", "done": len(sites)},
    )


def keep(house: House, visit: Inspection) -> None:
    house.carry_out(SYSTEM, None, ["visit"], lambda: ([visit], {}))


def finished(house: House, programme: UUID) -> Inspection:
    visit = planned(house, programme, ["1", "6"])
    visit.see_site("1", "1", "yes", clock_.now())
    visit.see_site("3", "6", "no", clock_.now(), note="没有投用")
    visit.take_photo("1", "1", "a" * 64)
    visit.take_photo("3", "6", "b" * 64)
    visit.record_sample("1", 1, 1, "柳河只是完工")
    visit.remark("2", "标牌不清楚")
    visit.sign("1", "confirmed")
    visit.sign("3", "drawn", "c" * 64)
    visit.close("继续跟踪")
    return visit


def test_a_visit_reads_as_it_was_recorded_and_the_same_when_made_anew(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    with deeds.house(database, tmp_path) as house:
        programme = deeds.released(house)
        visit, other = finished(house, programme), planned(house, programme, ["2", "3", "4"])
        keep(house, visit)
        other.see_site("2", "3", "unseen", clock.now(), note="没有开门")
        keep(house, other)
        with house.reading() as conn:
            found, second = visits.visit(conn, visit.id), visits.visit(conn, other.id)
            rows = visits.of_programme(conn, deeds.SLUG, deeds.YEAR)
        assert found is not None and second is not None
        assert (found.state, found.seen, found.recorded, found.signed) == ("closed", 2, 2, 2)
        assert found.words == "抽查2处，报送投用1处，核实1处，核实率100%"
        assert [(s.key, s.name, s.verified, s.seen_by) for s in found.sites] == [
            ("1", "柳荫社区养老服务点", "yes", "1"),
            ("6", "柳河社区养老服务点", "no", "3"),
        ]
        assert [each.called for each in found.inspectors] == ["市民代表01", "市民代表02", "专家学者01"]
        assert [(r.inspector, r.words) for r in found.remarks] == [("2", "标牌不清楚")]
        assert [photo.sha256 for photo in found.photos_of("6")] == ["b" * 64]
        assert (second.seen, second.recorded, second.open) == (0, 1, True)
        assert {(row.id, row.recorded, row.sites, row.signed) for row in rows} == {
            (visit.id, 2, 2, 2),
            (other.id, 1, 3, 0),
        }
        with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
            assert rebuild.check(house.ledger, conn, [VISITS]) == []


def test_sample_and_signatures_are_void_in_the_tables_when_they_are_in_the_rules(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    with deeds.house(database, tmp_path) as house:
        visit = planned(house, deeds.released(house), ["1", "2"])
        visit.see_site("1", "1", "yes", clock.now())
        visit.record_sample("1", 1, 1)
        visit.sign("1", "confirmed")
        keep(house, visit)
        visit.see_site("1", "1", "yes", clock.now(), note="补一句")
        keep(house, visit)
        with house.reading() as conn:
            found = visits.visit(conn, visit.id)
        assert found is not None and found.sample is not None and found.signed == 0
        visit.see_site("1", "1", "partly", clock.now(), note="改判")
        keep(house, visit)
        with house.reading() as conn:
            found = visits.visit(conn, visit.id)
        assert found is not None and found.sample is None


def test_the_suggested_figures_count_sites_at_the_reported_stage(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    with deeds.house(database, tmp_path) as house:
        visit = planned(house, deeds.released(house), ["1", "2", "6"])
        visit.see_site("1", "1", "yes", clock.now())
        visit.see_site("1", "2", "no", clock.now(), note="关门")
        visit.see_site("1", "6", "yes", clock.now())
        keep(house, visit)
        with house.reading() as conn:
            found = visits.visit(conn, visit.id)
        assert found is not None
        assert found.suggested() == (2, 1)  # 柳河 (6) is only 完工


def test_the_pool_is_the_projects_own_site_list(database: Database, tmp_path: Path) -> None:
    with deeds.house(database, tmp_path) as house:
        programme = deeds.released(house)
        projects = house.ledger.get(Programme, programme).projects
        with house.reading() as conn:
            pool = visits.pool(conn, projects["2"])
            assert [site["key"] for site in pool] == ["1", "2", "3", "4", "5", "6", "7", "8"]
            assert pool[5]["name"] == "柳河社区养老服务点" and pool[5]["stage"] == "完工"
            assert visits.pool(conn, projects["1"]) == []
            assert visits.pool_sizes(conn, list(projects.values())) == {projects["2"]: 8}


def test_the_public_sees_a_visit_only_once_it_is_cleared(database: Database, tmp_path: Path) -> None:
    with deeds.house(database, tmp_path) as house:
        visit = finished(house, deeds.released(house))
        keep(house, visit)
        with house.reading() as conn:
            assert public_visits.of_project(conn, deeds.SLUG, deeds.YEAR, "2") == []
            assert not public_visits.shows(conn, "a" * 64)
        visit.clear(REVIEW, ["a" * 64])
        keep(house, visit)
        with house.reading() as conn:
            (shown,) = public_visits.of_project(conn, deeds.SLUG, deeds.YEAR, "2")
            assert public_visits.shows(conn, "a" * 64) and not public_visits.shows(conn, "b" * 64)
            assert public_visits.of_project(conn, deeds.SLUG, deeds.YEAR, "1") == []
            assert public_visits.of_project(conn, "othercity", deeds.YEAR, "2") == []
        assert (shown.words, shown.kinds, shown.photos) == (
            "抽查2处，报送投用1处，核实1处，核实率100%",
            ("市民代表01", "市民代表02", "专家学者01"),
            ("a" * 64,),
        )
        visit.clear(REVIEW)
        keep(house, visit)
        with house.reading() as conn:
            assert not public_visits.shows(conn, "a" * 64)
