"""What was asked and decided stands in the list, old beside new, and nothing else may be asked."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import adjustments, decision
from projects.adjustments import Wish
from projects.approval import Approval
from projects.programme import Programme
from projects.project import Project
from tests import deeds
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import Actor
from tracker.refusal import Refused, SeveralRefused
from web.house import House

FILER = Actor("filer", "市住房城乡建设局填报人")
OFFICE = Actor("office", "督查室")
YES = Approval("市政府分管副市长", "2026-06-18", "同意。", "某政批〔2026〕17号")
NO = Approval("市政府分管副市长", "2026-06-19", "维持原目标。")
SLOWER = {month: Decimal(20 * month) for month in range(1, 13)}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


def _wish(quantity: str | None = "240", plan: dict[int, Decimal] | None = None, **more: Any) -> Wish:
    said = {"reason_code": "policy_change", "reason": "道路施工。", "effective_on": "2026-07-01", **more}
    return Wish("1", Decimal(quantity) if quantity else None, plan, **said)


def _project(house: House, programme: UUID, number: str) -> UUID:
    return UUID(house.ledger.get(Programme, programme).projects[number])


def _ask(house: House, programme: UUID, number: str, wish: Wish) -> UUID:
    project = _project(house, programme, number)
    answer = house.carry_out(
        FILER, None, ["ask"], lambda: adjustments.ask(house.ledger, programme, project, wish), alone=True
    )
    return UUID(answer["adjustment"])


def _rows(house: House, programme: UUID, projects: list[str] | None = None) -> list[adjustments.AdjustmentRow]:
    with house.reading() as conn:
        return adjustments.rows(conn, str(programme), projects)


def test_what_is_asked_is_listed_old_beside_new_and_changes_nothing_yet(house: House) -> None:
    programme = deeds.released(house)
    _ask(house, programme, "1", _wish(plan=SLOWER))
    (row,) = _rows(house, programme)
    assert (row.state, row.field, row.old, row.new) == ("asked", "quantity", "300", "240")
    assert row.plan is not None and row.plan["12"] == "240"
    assert (row.asked_post, row.reason_code, row.effective_on) == (FILER.post, "policy_change", "2026-07-01")
    assert house.ledger.get(Project, UUID(row.project)).targets["1"]["quantity"] == "300"


def test_an_approved_change_carries_its_approval_and_a_rejected_one_leaves_the_target(house: House) -> None:
    programme = deeds.released(house)
    first, second = _ask(house, programme, "1", _wish(plan=SLOWER)), _ask(house, programme, "2", _wish(None, _late()))
    house.carry_out(OFFICE, None, ["yes"], lambda: decision.approve(house.ledger, first, YES))
    house.carry_out(OFFICE, None, ["no"], lambda: decision.reject(house.ledger, second, NO))
    rows = {row.id: row for row in _rows(house, programme)}
    assert rows[str(first)].state == "approved" and rows[str(second)].state == "rejected"
    assert rows[str(first)].approval == {**YES.as_dict()}
    assert house.ledger.get(Project, _project(house, programme, "1")).targets["1"]["quantity"] == "240"
    kept = house.ledger.get(Project, _project(house, programme, "2"))
    assert kept.plans["1"]["6"] == "24" and not kept.adjustments


def _late() -> dict[int, Decimal]:
    return {month: Decimal(40 if month == 12 else 2 * month) for month in range(1, 13)}


def test_the_list_is_the_same_after_a_rebuild(house: House, database: Database) -> None:
    programme = deeds.released(house)
    first = _ask(house, programme, "1", _wish(plan=SLOWER))
    _ask(house, programme, "2", _wish(None, _late()))
    house.carry_out(OFFICE, None, ["yes"], lambda: decision.approve(house.ledger, first, YES))
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        different = rebuild.check(house.ledger, conn, [adjustments.ADJUSTMENTS])
    assert different == []


def test_the_undecided_come_first_and_a_unit_sees_its_own_projects(house: House) -> None:
    programme = deeds.released(house)
    first = _ask(house, programme, "2", _wish(None, _late()))
    house.carry_out(OFFICE, None, ["no"], lambda: decision.reject(house.ledger, first, NO))
    second = _ask(house, programme, "1", _wish(plan=SLOWER))
    third = _ask(house, programme, "2", _wish(None, _late()))
    assert [row.id for row in _rows(house, programme)] == [str(third), str(second), str(first)]
    own = str(_project(house, programme, "1"))
    assert [row.id for row in _rows(house, programme, [own])] == [str(second)]


def test_one_change_of_a_target_at_a_time(house: House) -> None:
    programme = deeds.released(house)
    _ask(house, programme, "1", _wish(plan=SLOWER))
    with pytest.raises(Refused, match=r"adjustment\.asked_already"):
        _ask(house, programme, "1", _wish("200", {month: Decimal(min(200, 20 * month)) for month in range(1, 13)}))


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        (_wish(None), "adjustment.nothing_new", "quantity"),
        (_wish("300", {month: Decimal(25 * month) for month in range(1, 13)}), "adjustment.nothing_new", "quantity"),
        (_wish("240"), "plan.end", "plan-12"),
        (_wish("240", {**SLOWER, 5: Decimal(10)}), "plan.turns", "plan-5"),
        (_wish("0", {month: Decimal(0) for month in range(1, 13)}), "project.target_equals_baseline", "quantity"),
        (_wish(plan=SLOWER, reason_code="none"), "adjustment.reason_code", "reason_code"),
        (_wish(plan=SLOWER, reason=" "), "report.reason_missing", "reason"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(house: House, wish: Wish, code: str, field: str) -> None:
    programme = deeds.released(house)
    with pytest.raises((Refused, SeveralRefused)) as no:
        _ask(house, programme, "1", wish)
    refused = no.value.refusals if isinstance(no.value, SeveralRefused) else [no.value]
    assert (code, field) in [(each.code, each.field) for each in refused if isinstance(each, Refused)]
    assert _rows(house, programme) == []


def test_a_decided_one_is_not_decided_again(house: House) -> None:
    programme = deeds.released(house)
    asked = _ask(house, programme, "1", _wish(plan=SLOWER))
    house.carry_out(OFFICE, None, ["no"], lambda: decision.reject(house.ledger, asked, NO))
    with pytest.raises(Refused, match=r"adjustment\.decided"):
        house.carry_out(OFFICE, None, ["yes"], lambda: decision.approve(house.ledger, asked, YES))
