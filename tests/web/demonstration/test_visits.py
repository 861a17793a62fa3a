"""The demonstration's visits: August's is public, this morning's is three of eight sites on, and both replay once."""

from datetime import date, datetime
from pathlib import Path

import pytest

from projects import intake
from supervision import public_visits, visit_link, visits
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.demonstration import roster, script
from web.demonstration import visits as told

pytestmark = pytest.mark.usefixtures("clock")


def test_one_visit_is_public_and_one_is_half_way(database: Database, tmp_path: Path, clock: FixedClock) -> None:
    with deeds.house(database, tmp_path) as house:
        new = intake.Intake("demo", "示范市", 2026, script.listing(script.read()), shown="simulated")
        house.carry_out(SYSTEM, None, ["list"], lambda: intake.changes(house.ledger, new))
        roster.enrol(house)
        for _ in range(2):
            told.earlier(house)
            told.plan(house)
        with house.reading() as conn:
            today, august = visits.of_programme(conn, "demo", 2026)
            (shown,) = public_visits.of_project(conn, "demo", 2026, "29")
            assert public_visits.of_project(conn, "demo", 2026, "12") == []
            visit = visits.visit(conn, today.id)
            token = told.link(house, conn)
            assert token is not None
            link = visit_link.find(conn, token)
            assert set(visit_link.of_visit(conn, today.id)) == {"1", "2"}
        assert (today.day, today.state, today.recorded, today.sites) == (date(2026, 10, 9), "visiting", 3, 8)
        assert visit is not None and [each.called for each in visit.inspectors] == ["市民代表01", "人大代表01"]
        assert visit.plan is not None and visit.checklist and visit.leader == "市政府督查室主任"
        seen = sorted(site.visited_at.astimezone(SHANGHAI) for site in visit.sites if site.visited_at)
        assert (f"{seen[0]:%H:%M}", f"{seen[-1]:%H:%M}") == ("08:31", "08:55")
        assert (august.state, august.cleared, august.signed) == ("closed", True, 2)
        assert shown.words == "抽查5处，报送投用5处，核实4处，核实率80%"
        assert link is not None and (link.visit, link.inspector) == (today.id, "1")
        assert deeds.client(house).get(f"/visit/{token}").status_code == 200


def test_the_acts_come_in_the_order_of_their_hours_before_the_demonstration_opens() -> None:
    moments = [moment for _, moment, _ in told.steps()]
    assert moments == sorted(moments) and len({name for name, _, _ in told.steps()}) == len(moments)
    assert moments[-1] < datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
