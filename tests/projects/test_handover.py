"""Orders carried out on a small programme: who leads, supports and implements on each day, and who is refused."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import handover, intake, register
from projects.handover import Order
from projects.programme import Programme
from projects.project import Project
from tests import deeds
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused
from web.house import House

PAPER = "某政发〔2026〕9号"
HOUSING, CIVIL, SCHOOLS, DISTRICT = "市住房城乡建设局", "市民政局", "市教育局", "东湖区政府"
BEFORE, DAY, AFTER = "2026-10-31", "2026-11-01", "2026-12-31"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def _id(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def _projects(house: House) -> dict[str, Project]:
    listed = house.ledger.get(Programme, Programme.create_id(deeds.SLUG, deeds.YEAR)).projects
    return {number: house.ledger.get(Project, UUID(id)) for number, id in listed.items()}


def _order(house: House, kind: str, units: list[str], successors: list[str], **more: Any) -> Order:
    moves = {str(_projects(house)[number].id): name for number, name in more.pop("moves", {}).items()}
    said: dict[str, Any] = {"effective_on": DAY, **more}
    ids = tuple(_id(house, name) for name in units)
    return Order(kind, PAPER, units=ids, successors=tuple(successors), moves=moves, **said)


def _carry_out(house: House, order: Order) -> Any:
    act = lambda: handover.reorganise(house.ledger, deeds.SLUG, order, deeds.REVIEW)  # noqa: E731
    return house.carry_out(SYSTEM, None, ["reorganise"], act, alone=True)


def _leads(house: House, on: str) -> dict[str, str]:
    """Project number → its leading unit by the name of a day, as the register knows it."""
    day = date.fromisoformat(on)
    with house.reading() as conn:
        names = register.units(conn, deeds.SLUG, day)
        rows = register.projects(conn, str(Programme.create_id(deeds.SLUG, deeds.YEAR)), on=day)
    return {row.number: names[str(row.lead_unit)] for row in rows}


def _refused(house: House, code: str, order: Order) -> None:
    with pytest.raises(Refused, match=code):
        _carry_out(house, order)


FIRST: Mapping[str, str] = {"1": HOUSING, "2": CIVIL, "3": SCHOOLS}


def test_a_rename_changes_the_name_from_its_day_on_and_nothing_else(house: House) -> None:
    answer = _carry_out(house, _order(house, "rename", [HOUSING], ["市住房和城市建设局"]))
    assert answer["moves"] == 1
    assert _leads(house, BEFORE) == FIRST
    assert _leads(house, DAY) == {**FIRST, "1": "市住房和城市建设局"}
    assert _id(house, "市住房和城市建设局") == _id(house, HOUSING), "found under the old name and the new"
    project = _projects(house)["1"]
    assert project.responsibility_on(BEFORE)["responsible"] == "市住房城乡建设局局长"
    assert project.responsibility_on(DAY)["responsible"] == "市住房和城市建设局局长"


def test_a_merger_moves_every_project_and_every_part_from_its_day_on(house: House) -> None:
    _carry_out(house, _order(house, "merge", [CIVIL, SCHOOLS], ["市社会事业局"]))
    assert _leads(house, BEFORE) == FIRST
    assert _leads(house, DAY) == {"1": HOUSING, "2": "市社会事业局", "3": "市社会事业局"}
    with house.reading() as conn:
        rows = {row.name: row for row in register.unit_rows(conn, deeds.SLUG)}
        active = register.active_units(conn, deeds.SLUG).values()
    heir = _id(house, "市社会事业局")
    assert rows[CIVIL].abolished_on == date(2026, 11, 1) and rows[CIVIL].successors == (heir,)
    assert rows["市社会事业局"].abolished_on is None
    assert set(active) == {HOUSING, DISTRICT, "市社会事业局"}


def test_a_unit_may_be_merged_into_one_that_goes_on(house: House) -> None:
    _carry_out(house, _order(house, "merge", [CIVIL, SCHOOLS], [CIVIL]))
    assert _leads(house, DAY) == {"1": HOUSING, "2": CIVIL, "3": CIVIL}


def test_an_implementing_unit_that_is_merged_is_replaced_where_it_implements(house: House) -> None:
    _carry_out(house, _order(house, "merge", [DISTRICT], ["东西湖区政府"]))
    heir = _id(house, "东西湖区政府")
    for project in _projects(house).values():
        assert project.responsibility_on(BEFORE)["implementing_units"] == [_id(house, DISTRICT)]
        assert project.responsibility_on(DAY)["implementing_units"] == [heir]
    assert _leads(house, DAY) == FIRST


def test_a_split_hands_each_project_to_the_successor_that_was_chosen(house: House) -> None:
    _carry_out(house, _order(house, "merge", [CIVIL, SCHOOLS], [HOUSING], effective_on="2026-03-01"))
    moves = {"1": "市建设局", "2": "市社会局", "3": "市社会局"}
    posts = {"市社会局": {"contact_a": "社会局办公室主任", "contact_b": ""}}
    _carry_out(house, _order(house, "split", [HOUSING], ["市建设局", "市社会局"], moves=moves, posts=posts))
    assert _leads(house, "2026-02-28") == FIRST
    assert _leads(house, BEFORE) == dict.fromkeys("123", HOUSING)
    assert _leads(house, DAY) == moves
    answers = _projects(house)["2"].responsibility_on(DAY)
    assert (answers["contact_a"], answers["contact_b"]) == ("社会局办公室主任", "业务处副处长")


def test_a_unit_that_goes_on_keeps_what_was_not_moved(house: House) -> None:
    _carry_out(house, _order(house, "merge", [CIVIL, SCHOOLS], [HOUSING], effective_on="2026-03-01"))
    _carry_out(house, _order(house, "split", [HOUSING], ["市建设局"], keeps=True, moves={"1": "市建设局", "2": ""}))
    assert _leads(house, DAY) == {"1": "市建设局", "2": HOUSING, "3": HOUSING}
    with house.reading() as conn:
        assert HOUSING in register.active_units(conn, deeds.SLUG).values()


def test_single_projects_are_handed_over_without_touching_the_unit(house: House) -> None:
    _carry_out(house, _order(house, "hand_over", [CIVIL], [SCHOOLS], moves={"2": SCHOOLS}))
    assert _leads(house, AFTER) == {**FIRST, "2": SCHOOLS}


def test_a_day_behind_changes_who_answered_since_then(house: House) -> None:
    _carry_out(house, _order(house, "hand_over", [CIVIL], [SCHOOLS], moves={"2": SCHOOLS}, effective_on="2026-05-01"))
    assert _leads(house, "2026-04-30") == FIRST and _leads(house, "2026-05-01") == {**FIRST, "2": SCHOOLS}


def test_what_an_abolished_unit_was_to_get_later_goes_to_its_successor_too(house: House) -> None:
    """Ordered before: from December on the schools lead project 2. Then the schools are merged away in November."""
    _carry_out(house, _order(house, "hand_over", [CIVIL], [SCHOOLS], moves={"2": SCHOOLS}, effective_on="2026-12-01"))
    _carry_out(house, _order(house, "merge", [SCHOOLS], [HOUSING]))
    assert _leads(house, "2026-11-30") == {"1": HOUSING, "2": CIVIL, "3": HOUSING}
    assert _leads(house, "2026-12-01") == {"1": HOUSING, "2": HOUSING, "3": HOUSING}


def test_nobody_is_left_behind_and_nobody_moves_what_is_not_his(house: House) -> None:
    _refused(house, r"reorganisation\.left_behind", _order(house, "split", [CIVIL], ["市社会局"]))
    _refused(
        house,
        r"reorganisation\.not_theirs",
        _order(house, "hand_over", [CIVIL], [SCHOOLS], moves={"2": SCHOOLS, "1": SCHOOLS}),
    )
    _refused(house, r"unit\.successors", _order(house, "split", [CIVIL], ["市社会局"], moves={"2": "市别的局"}))
    _refused(house, r"reorganisation\.nothing", _order(house, "hand_over", [CIVIL], [SCHOOLS], moves={"2": ""}))
    assert _leads(house, AFTER) == FIRST


@pytest.mark.parametrize(
    ("kind", "units", "successors", "code"),
    [
        ("promote", [CIVIL], [SCHOOLS], r"reorganisation\.kind"),
        ("rename", [CIVIL, SCHOOLS], ["市社会局"], r"reorganisation\.units"),
        ("rename", [CIVIL], [], r"unit\.name"),
        ("rename", [CIVIL], [CIVIL], r"unit\.name_taken"),
        ("rename", [CIVIL], [SCHOOLS], r"unit\.name_taken"),
        ("merge", [], [SCHOOLS], r"reorganisation\.units"),
        ("merge", [CIVIL], [], r"unit\.successors"),
        ("merge", [CIVIL], [CIVIL], r"unit\.successors"),
        ("merge", [CIVIL], [SCHOOLS, HOUSING], r"reorganisation\.one_successor"),
        ("hand_over", [CIVIL], [CIVIL], r"unit\.successors"),
        ("split", [CIVIL], [CIVIL, "市社会局"], r"unit\.successors"),
    ],
)
def test_orders_that_make_no_sense_are_refused(
    house: House, kind: str, units: list[str], successors: list[str], code: str
) -> None:
    _refused(house, code, _order(house, kind, units, successors))


def test_a_unit_of_another_government_is_unknown(house: House) -> None:
    deeds.released(house, "nextcity")
    with house.reading() as conn:
        foreign = register.unit_called(conn, "nextcity")[CIVIL]
    _refused(house, r"unit\.unknown", Order("rename", PAPER, DAY, (foreign,), ("市社会局",)))


def test_an_abolished_unit_gets_no_new_work(house: House) -> None:
    _carry_out(house, _order(house, "merge", [SCHOOLS], [CIVIL]))
    _refused(house, r"unit\.abolished", _order(house, "hand_over", [CIVIL], [SCHOOLS], moves={"2": SCHOOLS}))
    _refused(house, r"unit\.abolished", _order(house, "rename", [SCHOOLS], ["市学校局"]))
    next_year = intake.Intake(deeds.SLUG, "某市", 2027, deeds.listing(2027))
    with pytest.raises(Refused, match=r"unit\.abolished"):
        house.carry_out(SYSTEM, None, ["intake"], lambda: intake.changes(house.ledger, next_year))


def test_an_old_name_in_a_list_finds_the_unit(house: House) -> None:
    _carry_out(house, _order(house, "rename", [HOUSING], ["市住房和城市建设局"]))
    next_year = intake.Intake(deeds.SLUG, "某市", 2027, deeds.listing(2027))
    answer = house.carry_out(SYSTEM, None, ["intake"], lambda: intake.changes(house.ledger, next_year))
    assert answer["units"] == 0, "no unit is new"


def test_what_is_concluded_stays_with_whoever_concluded_it(house: House) -> None:
    programme = house.ledger.get(Programme, Programme.create_id(deeds.SLUG, deeds.YEAR))
    programme.conclude("2026-10-01", deeds.APPROVAL)
    house.carry_out(SYSTEM, None, ["conclude"], lambda: ([programme], {}))
    assert _carry_out(house, _order(house, "merge", [CIVIL], [SCHOOLS]))["moves"] == 0
    assert _leads(house, AFTER) == FIRST


def test_the_register_is_the_same_after_a_rebuild(house: House, database: Database) -> None:
    _carry_out(house, _order(house, "rename", [HOUSING], ["市住房和城市建设局"]))
    _carry_out(house, _order(house, "merge", [SCHOOLS], [CIVIL]))
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [register.REGISTER]) == []
