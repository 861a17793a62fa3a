"""The upper ladder with the order it belongs to: one save, the order's own guard, and what is asked is asked once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.programme import Programme
from supervision import criticisms, proposing, talks
from supervision.climbing import About, Climbing
from supervision.criticism import Words
from supervision.order import Order
from supervision.proposed import Proposed
from supervision.talk import Arrangement, Promise
from tests import deeds, ladder
from tests.aggregates import refusal
from tests.ladder import at, carry, decided
from tracker import clock as clock_
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.refusal import Refused
from web.house import House

PLAN = Arrangement("副秘书长", ("局长",), "红色督办单逾期", "条例", "2026-09-28T15:00", "会议室")
FILE = {"sha256": "a" * 64, "name": "材料.pdf", "size": 9, "type": "application/pdf"}


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as found:
        yield found


@pytest.fixture
def programme() -> UUID:
    return Programme.create_id(deeds.SLUG, deeds.YEAR)


def open_ids(house: House) -> dict[str, str]:
    """Rule → id of what is proposed today."""
    with house.reading() as conn:
        row = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert row is not None
        return {each.rule: each.id for each in proposing.open_of(conn, row, clock_.today(), house.days())}


def talked(house: House, programme: UUID, clock: FixedClock) -> tuple[UUID, UUID]:
    """Order and talk: held on the 28th, with one promise until the 30th."""
    order = ladder.red(house, programme, clock)
    work, about = Climbing(house.ledger, programme), About("", order=order)
    made = carry(house, lambda: work.talk_is_due(about, PLAN, decided("2026-09-24"), house.days()))
    talk = UUID(made["id"])
    at(clock, 9, 28, 17)
    promise = [Promise("补齐供货合同", "u", "局长", "2026-09-30")]
    carry(
        house,
        lambda: work.change(
            work.talk(talk), lambda found: found.hold("2026-09-28T15:00", "会议室", ["局长"], "指出", promise, "科员")
        ),
    )
    return order, talk


def test_a_talk_takes_its_order_one_step_up_in_the_same_save(house: House, programme: UUID, clock: FixedClock) -> None:
    order = ladder.red(house, programme, clock)
    work = Climbing(house.ledger, programme)
    made = carry(house, lambda: work.talk_is_due(About("", order=order), PLAN, decided("2026-09-24"), house.days()))
    talk, raised = work.talk(UUID(made["id"])), house.ledger.get(Order, order)
    assert (raised.step, raised.due, talk.order, talk.unit, talk.project) == (
        "talk", "2026-09-28", str(order), raised.matter["unit"], raised.project,
    )  # fmt: skip


def test_no_talk_while_the_red_order_still_runs(house: House, programme: UUID, clock: FixedClock) -> None:
    order = ladder.red(house, programme, clock)
    at(clock, 9, 23)
    work = Climbing(house.ledger, programme)
    no = refusal(work.talk_is_due, About("", order=order), PLAN, decided("2026-09-23"), house.days())
    assert no[0] == "order.not_lapsed"


def test_a_cancelled_talk_may_be_arranged_again_without_a_second_step(
    house: House, programme: UUID, clock: FixedClock
) -> None:
    order = ladder.red(house, programme, clock)
    work, about = Climbing(house.ledger, programme), About("", order=order)
    first = carry(house, lambda: work.talk_is_due(about, PLAN, decided("2026-09-24"), house.days()))
    carry(house, lambda: work.change(work.talk(UUID(first["id"])), lambda found: found.cancel("改期另定")))
    again = carry(house, lambda: work.talk_is_due(about, PLAN, decided("2026-09-24"), house.days()))
    assert again["id"] != first["id"] and house.ledger.get(Order, order).step == "talk"


def test_what_a_talk_did_not_bring_carries_the_order_to_a_rectification_and_on(
    house: House, programme: UUID, clock: FixedClock
) -> None:
    order, _ = talked(house, programme, clock)
    assert "lapsed" not in open_ids(house), "the promise runs until the 30th"
    at(clock, 10, 8)
    assert open_ids(house)["lapsed"] == f"lapsed:{order}:talk"
    work, about = Climbing(house.ledger, programme), About("", order=order)
    need = ("未追回", "月底追回", "2026-10-20", decided("2026-10-08"), "office-1", house.days())
    assert refusal(work.rectify, about, *need)[0] == "order.not_lapsed", "without words for what was not kept"
    lapse = About("", order=order, lapse="约谈承诺没有兑现。")
    carry(house, lambda: work.rectify(lapse, *need))
    assert house.ledger.get(Order, order).step == "rectification"
    at(clock, 10, 21)
    assert open_ids(house)["lapsed"] == f"lapsed:{order}:rectification"
    words = Words("事实", "认定", "决定", "要求")
    made = carry(house, lambda: work.criticise(About("", order=order), words, "主动公开", "office-1"))
    assert house.ledger.get(Order, order).step == "rectification", "a draft raises nothing"
    approve = (UUID(made["id"]), decided("2026-10-21"), "限期整改没有报告。", house.days())
    carry(house, lambda: work.approve_criticism(*approve))
    assert house.ledger.get(Order, order).step == "criticism"
    gone = About("", order=order, lapse="通报后仍未整改。")
    at(clock, 10, 30)
    carry(house, lambda: work.hand_over(gone, "市纪委监委", "2026-10-30", decided("2026-10-30"), house.days()))
    assert house.ledger.get(Order, order).step == "handed_over"
    with house.reading() as conn:
        assert [row.organ for row in criticisms.hand_overs(conn, programme)] == ["市纪委监委"]


def test_a_kept_promise_proposes_no_further_step(house: House, programme: UUID, clock: FixedClock) -> None:
    _, talk = talked(house, programme, clock)
    work = Climbing(house.ledger, programme)
    carry(house, lambda: work.change(work.talk(talk), lambda f: f.report_promise("1", "已补齐", [FILE], "head")))
    at(clock, 10, 8)
    assert "lapsed" not in open_ids(house)


def test_what_an_order_answers_is_proposed_no_more(house: House, programme: UUID, clock: FixedClock) -> None:
    project = house.ledger.get(Programme, programme).projects["1"]
    assert open_ids(house) == {"red_light": f"red_light:{project}:2026-07"}, "July and August were red, June yellow"
    ladder.blue(house, programme, clock)
    at(clock, 9, 14)
    assert open_ids(house) == {}
    at(clock, 9, 15)
    assert set(open_ids(house)) == {"lapsed"}


def test_what_was_declined_is_proposed_no_more_and_is_decided_once(house: House, programme: UUID) -> None:
    rule, subject, period = open_ids(house)["red_light"].split(":")
    told: dict[str, Any] = {"rule": rule, "subject": subject, "period": period, "action": "order"}
    made = Proposed.record(deeds.SLUG, deeds.YEAR, str(programme), told)
    assert refusal(made.decline, " ") == ("proposal.reason", "reason", {})
    made.decline("单位已换供货商，10月见效，先看一个月。")
    assert refusal(made.accept)[0] == "proposal.decided"
    carry(house, lambda: ([made], {}))
    assert open_ids(house) == {}


def test_a_leaders_words_propose_an_order_until_one_is_issued(house: House, programme: UUID) -> None:
    before = set(open_ids(house))
    told: dict[str, Any] = {"rule": "instruction", "subject": "i-1", "period": "", "action": "order", "project": None}
    unit = "u1"
    wordless = refusal(
        Proposed.record, deeds.SLUG, deeds.YEAR, str(programme), {**told, "unit": unit}, decided("2026-09-24", " ")
    )
    assert wordless == ("approval.words", "words", {})
    made = Proposed.record(deeds.SLUG, deeds.YEAR, str(programme), {**told, "unit": unit}, decided("2026-09-24"))
    carry(house, lambda: ([made], {}))
    assert set(open_ids(house)) - before == {"instruction"}


def test_another_programmes_records_are_unknown_here(house: House, programme: UUID, clock: FixedClock) -> None:
    order, talk = talked(house, programme, clock)
    other = Climbing(house.ledger, deeds.released(house, "othercity"))
    with pytest.raises(Refused, match=r"talk\.unknown"):
        other.talk(talk)
    with pytest.raises(Refused, match=r"order\.unknown"):
        other.talk_is_due(About("", order=order), PLAN, decided("2026-09-28"), house.days())
    with house.reading() as conn:
        assert [row.id for row in talks.of_order(conn, order)] == [talk]
