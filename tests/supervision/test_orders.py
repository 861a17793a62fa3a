"""The orders as pages read them: exactly what the events say, also when made anew; and one order a matter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from projects.approval import Approval
from supervision import orders
from supervision.matter import Cause, Matter
from supervision.order import Order
from supervision.ordering import Ordering
from supervision.orders import ORDERS
from tests import deeds
from tests.aggregates import refusal
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import Actor
from tracker.working_days import WorkingDays
from web.house import House

APPROVAL = Approval("市政府办公厅主任", "2026-09-01", "同意签发。")
CAUSE = Cause("red_light", "2026-08", "8月亮红灯")
FILE = {"sha256": "a" * 64, "name": "台账.pdf", "size": 12, "type": "application/pdf"}
OFFICE, FILER, UNIT_HEAD = Actor("office", "督查室"), Actor("filer", "填报人", "u"), Actor("unit_head", "局长", "u")
DAYS = WorkingDays()


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Any:
    with deeds.house(database, tmp_path) as found:
        yield found


def matter(house: House, number: str) -> tuple[str, Matter]:
    """The project's id, and a matter for the unit that leads it."""
    with house.reading() as conn:
        project = register.project(conn, deeds.SLUG, deeds.YEAR, number)
    assert project is not None and project.lead_unit
    words = (f"项目{number}进度滞后", "8月底计划200部，实际118部。", "查明原因，倒排工期。")
    return project.id, Matter(*words, unit=project.lead_unit)


def drafted(house: House, programme: UUID, number: str = "1", cause: Cause = CAUSE) -> UUID:
    project, told = matter(house, number)
    work = Ordering(house.ledger, programme)
    answer = house.carry_out(OFFICE, None, ["draft"], lambda: work.draft(project, told, cause, "office"), alone=True)
    return UUID(answer["order"])


def issued(house: House, programme: UUID, clock: FixedClock, number: str = "1") -> UUID:
    clock.set(datetime(2026, 9, 21, 10, tzinfo=SHANGHAI))
    id = drafted(house, programme, number)
    work = Ordering(house.ledger, programme)
    house.carry_out(OFFICE, None, ["issue"], lambda: work.issue(id, APPROVAL, DAYS), alone=True)
    return id


def change(house: House, who: Actor, id: UUID, act: Callable[[Order], None]) -> None:
    def carried() -> tuple[list[Any], Any]:
        order = house.ledger.get(Order, id)
        act(order)
        return [order], {}

    house.carry_out(who, None, ["change"], carried, alone=True)


def climbed(house: House, programme: UUID, clock: FixedClock) -> UUID:
    """Signed, more time asked and refused, pleaded in vain, raised, signed again, replied, returned, drafted anew."""
    id = issued(house, programme, clock)
    change(house, FILER, id, lambda o: o.sign_for("filer"))
    change(house, FILER, id, lambda o: o.ask_extension("2026-09-30", "等批复", "三个单元完成", DAYS))
    change(house, OFFICE, id, lambda o: o.refuse_extension("可以按时办结。"))
    clock.set(datetime(2026, 9, 29, 10, tzinfo=SHANGHAI))
    change(house, FILER, id, lambda o: o.plead("施工用电未接通。", [FILE], "filer", DAYS))
    change(house, OFFICE, id, lambda o: o.rule(False, "用电8月已接通。", "office", DAYS))
    change(house, OFFICE, id, lambda o: o.escalate("orange", "逾期未反馈。", APPROVAL, DAYS))
    change(house, FILER, id, lambda o: o.sign_for("filer"))
    change(house, FILER, id, lambda o: o.draft_reply("已复工。", [FILE], "filer"))
    change(house, UNIT_HEAD, id, lambda o: o.reply_out("unit_head"))
    change(house, OFFICE, id, lambda o: o.return_reply("缺少乙小区。", DAYS))
    change(house, FILER, id, lambda o: o.draft_reply("乙小区已复工。", [FILE], "filer"))
    return id


def test_an_order_reads_as_it_was_recorded_and_the_same_when_made_anew(
    house: House, database: Database, clock: FixedClock
) -> None:
    programme = deeds.released(house)
    id, other = climbed(house, programme, clock), drafted(house, programme, "2")
    with house.reading() as conn:
        found = orders.order(conn, id)
        told = orders.history(conn, [id, other])
        rows = orders.of_programme(conn, programme)
    assert found is not None
    assert (found.number, found.step, found.state, found.papers) == ("示政办督单〔2026〕1号", "orange", "returned", 2)
    assert (found.issued_on, found.begun, found.due) == (date(2026, 9, 21), date(2026, 9, 29), date(2026, 10, 2))
    assert found.extension == {
        "until": "2026-09-30", "reason": "等批复", "progress": "三个单元完成", "granted": False,
    }  # fmt: skip
    assert found.plea is not None and (found.plea["justified"], found.plea["ruling"]) == (False, "用电8月已接通。")
    assert found.reply is not None and found.reply["done"] == "乙小区已复工。"
    assert found.answer is not None and found.answer["done"] == "已复工。"
    assert [(deed.topic, deed.post) for deed in told[id]][:4] == [
        ("order.drafted", "督查室"), ("order.issued", "督查室"), ("order.signed_for", "填报人"),
        ("order.extension_asked", "填报人"),
    ]  # fmt: skip
    raised = next(deed for deed in told[id] if deed.topic == "order.escalated")
    assert (raised.told["previous"], raised.told["step"], raised.told["reason"]) == ("blue", "orange", "逾期未反馈。")
    assert [deed.topic for deed in told[other]] == ["order.drafted"]
    assert {row.id for row in rows} == {id, other}
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [ORDERS]) == []


def test_states_and_waiting_decisions_are_told(house: House, clock: FixedClock) -> None:
    programme = deeds.released(house)
    id = issued(house, programme, clock)

    def now() -> orders.OrderRow:
        with house.reading() as conn:
            found = orders.order(conn, id)
        assert found is not None
        return found

    assert (now().at_unit, now().overdue(date(2026, 9, 28)), now().overdue(date(2026, 9, 29))) == (True, False, True)
    change(house, FILER, id, lambda o: o.sign_for("filer"))
    change(house, FILER, id, lambda o: o.ask_extension("2026-09-30", "等批复", "三个单元完成", DAYS))
    assert now().extending
    change(house, OFFICE, id, lambda o: o.grant_extension())
    assert (now().extending, now().due) == (False, date(2026, 9, 30))
    change(house, FILER, id, lambda o: o.plead("停电。", [FILE], "filer", DAYS))
    assert now().pleading
    change(house, OFFICE, id, lambda o: o.rule(True, "属实。", "office", DAYS, "2026-10-05"))
    assert (now().pleading, now().due) == (False, date(2026, 10, 5))
    change(house, FILER, id, lambda o: o.draft_reply("已复工。", [FILE], "filer"))
    change(house, UNIT_HEAD, id, lambda o: o.send_back_reply("写清楚。"))
    assert now().reply == {"done": "已复工。", "evidence": [FILE], "drafter": "filer", "sent_back": "写清楚。"}
    change(house, FILER, id, lambda o: o.draft_reply("三个小区已复工。", [FILE], "filer"))
    change(house, UNIT_HEAD, id, lambda o: o.reply_out("unit_head"))
    change(house, OFFICE, id, lambda o: o.verify("site", "属实。", "office"))
    change(house, OFFICE, id, lambda o: o.close("要求已落实。"))
    assert (now().state, now().live, now().conclusion, now().reply) == ("closed", False, "要求已落实。", None)


def test_one_matter_has_one_order_until_it_is_over(house: House, clock: FixedClock) -> None:
    programme = deeds.released(house)
    id = issued(house, programme, clock)
    project, told = matter(house, "1")
    work = Ordering(house.ledger, programme)
    code, _, facts = refusal(work.draft, project, told, CAUSE, "office")
    assert (code, facts["number"]) == ("order.matter_open", "示政办督单〔2026〕1号")
    work.draft(project, told, replace(CAUSE, ref="2026-09"), "office")
    work.draft(project, told, Cause("media", words="媒体曝光"), "office")
    other = drafted(house, programme, "2")
    code, _, facts = refusal(work.redraft, id, told, CAUSE, "office")
    assert code == "order.not_drafted"
    assert work.redraft(other, replace(told, matter="改写"), CAUSE, "office")[0]
    change(house, OFFICE, id, lambda o: o.withdraw("误发。"))
    work.draft(project, told, CAUSE, "office")


def test_numbers_run_without_a_gap_in_their_own_series(house: House, clock: FixedClock) -> None:
    programme = deeds.released(house)
    ids = [issued(house, programme, clock, number) for number in ("1", "2", "3")]
    with house.reading() as conn:
        numbers = [found.number for id in ids if (found := orders.order(conn, id))]
    assert numbers == [f"示政办督单〔2026〕{place}号" for place in (1, 2, 3)]
    again = refusal(Ordering(house.ledger, programme).issue, ids[0], APPROVAL, DAYS)
    assert again[0] == "order.not_drafted"
    assert Ordering(house.ledger, programme).series().next == 4


def test_a_unit_sees_what_was_issued_to_it_alone(house: House, clock: FixedClock) -> None:
    programme = deeds.released(house)
    id, draft = issued(house, programme, clock), drafted(house, programme, "2")
    _, mine = matter(house, "1")
    _, theirs = matter(house, "2")
    with house.reading() as conn:
        assert [row.id for row in orders.of_programme(conn, programme, mine.unit)] == [id]
        assert orders.of_programme(conn, programme, theirs.unit) == []
        found = orders.order(conn, draft)
        assert found is not None and [row.id for row in orders.of_project(conn, str(found.project))] == [draft]


def test_the_files_of_an_order_are_found_by_their_hash(house: House, clock: FixedClock) -> None:
    programme = deeds.released(house)
    id = climbed(house, programme, clock)
    with house.reading() as conn:
        found = orders.evidence(conn, "a" * 64)
        assert {row.id for row, _ in found} == {id}
        assert found[0][1]["name"] == "台账.pdf"
        assert orders.evidence(conn, "b" * 64) == []


def test_an_order_belongs_to_its_programme(house: House, clock: FixedClock) -> None:
    programme = deeds.released(house)
    work = Ordering(house.ledger, programme)
    assert refusal(work.order, programme)[0] == "order.unknown"
