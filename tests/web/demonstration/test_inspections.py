"""The demonstration's draws: September's is drawn and public, three of October wait each in another state."""

from pathlib import Path

import pytest

from projects import intake
from projects.programme import Programme
from supervision import inspection_plans, lots, members, public_visits, verify_draw, witness_link
from tests import deeds
from tracker.clock import FixedClock, using
from tracker.database import Database
from tracker.event import SYSTEM
from web.demonstration import inspections as told
from web.demonstration import roster, script

pytestmark = pytest.mark.usefixtures("clock")


def test_one_draw_is_public_and_one_waits(database: Database, tmp_path: Path, clock: FixedClock) -> None:
    with deeds.house(database, tmp_path) as house:
        new = intake.Intake("demo", "示范市", 2026, script.listing(script.read()), shown="simulated")
        house.carry_out(SYSTEM, None, ["list"], lambda: intake.changes(house.ledger, new))
        roster.enrol(house)
        for _, moment, deed in told.steps():
            with using(FixedClock(moment)):
                deed(house)
        with house.reading() as conn:
            known = lots.of_programme(conn, "demo", 2026)
            waiting, drawn = next(each for each in known if each.state == "sealing"), known[-1]
            assert [each.state for each in known] == ["opening", "sealing", "lottery", "withdrawn", "drawn"]
            assert (drawn.frozen["about"]["title"], len(drawn.replaced)) == (told.ANNOUNCED, 1)
            assert verify_draw.verify(drawn.record())[1] == []
            assert len(witness_link.of_lot(conn, waiting.id)) == 3
            enrolled = members.of_government(conn, "demo")
            plans = inspection_plans.of_programme(conn, str(Programme.create_id("demo", 2026)))
            shown = {number: public_visits.of_project(conn, "demo", 2026, number) for number in ("12", "29")}
        told_of = [each for seen in shown.values() for each in seen]
        sites = list(drawn.drawn[0].chosen)
        assert sites == ["29/4", "12/7", "12/5", "12/2", "12/8", "29/6"], "the same at every loading"
        assert sum(int(each.words[2 : each.words.index("处")]) for each in told_of) == len(sites) == 6
        assert len(told_of) == len({id.split("/")[0] for id in sites})
        assert sorted(told_of[0].kinds) == sorted(id for pool in drawn.drawn[1:] for id in pool.chosen)
        assert len({row.kind for row in enrolled}) == 6
        assert {row.outline["title"]: row.state for row in plans} == {
            told.BACK: "drafted", told.GROUNDS: "approved", told.TALK: "approved", told.SILENT: "approved",
            told.ANNOUNCED: "over",
        }  # fmt: skip
        recused = {"政协委员02", "市民代表03"}
        assert recused <= set(drawn.frozen["recused"]) and not recused & set(drawn.drawn[1].chosen)
        assert waiting.frozen["recused"] == ["人大代表02"]
