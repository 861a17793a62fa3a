"""What a list lacks is filled in while it is prepared, and never after."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from projects import intake
from projects.preparation import Supplement, supplement
from projects.programme import Programme
from projects.project import Project
from tests import deeds
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused
from web.house import House

PROGRAMME = Programme.create_id("testcity", 2026)
PLAN = {month: Decimal(min(300, 30 * month)) for month in range(1, 13)}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


def _prepared(house: House) -> None:
    new = intake.Intake("testcity", "某市", 2026, deeds.listing())
    house.carry_out(SYSTEM, None, ["intake"], lambda: intake.changes(house.ledger, new))


def _project(house: House, number: str = "1") -> Project:
    return house.ledger.get(Project, UUID(house.ledger.get(Programme, PROGRAMME).projects[number]))


def _fill(house: House, filled: Supplement) -> Project:
    id = _project(house).id
    house.carry_out(SYSTEM, None, ["fill"], lambda: supplement(house.ledger, PROGRAMME, id, filled))
    return _project(house)


def _same(house: House, b: str = "业务处副处长") -> tuple[str, str, str]:
    return _project(house).responsibility["lead_unit"], "业务处处长", b


def test_answers_plans_and_nodes_are_filled_in(house: House) -> None:
    _prepared(house)
    nodes = {"1": [{"due": "2026-06-30", "text": "完成招标"}]}
    found = _fill(house, Supplement(*_same(house, "综合处副处长"), plans={"1": PLAN}, nodes=nodes))
    assert (
        found.responsibility["contact_b"] == "综合处副处长"
        and found.responsibility["responsible"] == "市住房城乡建设局局长"
    )
    assert (found.plans["1"]["1"], found.plans["1"]["12"]) == ("30", "300")
    assert found.milestones["1"] == [
        {"due": "2026-06-30", "text": "完成招标", "value": None, "weight": None, "done_on": None}
    ]


def test_the_same_answers_again_are_no_new_answer(house: House) -> None:
    _prepared(house)
    assert len(_fill(house, Supplement(*_same(house))).responsibilities) == 1


def test_a_plan_that_misses_its_target_or_has_none_is_refused(house: House) -> None:
    _prepared(house)
    for no, plan, code in (("1", {**PLAN, 12: Decimal(310)}, r"plan\.end"), ("9", PLAN, r"project\.unknown_target")):
        with pytest.raises(Refused, match=code):
            _fill(house, Supplement(*_same(house), plans={no: plan}))
    assert _project(house).plans["1"]["1"] == "25"


def test_after_the_release_nothing_is_filled_in(house: House) -> None:
    deeds.released(house)
    with pytest.raises(Refused, match=r"programme\.state"):
        _fill(house, Supplement(*_same(house), plans={"1": PLAN}))
