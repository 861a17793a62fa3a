"""From the roster to a draw, over a real ledger: who is in the pool, who is recused, which project is looked at twice.

Project 1 is led by 市住房城乡建设局, 2 by 市民政局 (eight sites), 3 by 市教育局; all are operated by 东湖区政府.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.approval import Approval
from supervision import draw, inspection_plans, lots, member_contact, members, witness_link
from supervision.inspecting import Inspecting, Quotas
from supervision.inspection_plan import InspectionPlan, Outline
from supervision.lot import Lot
from supervision.member import Member, Profile
from supervision.member_contact import Contact
from tests import deeds
from tests.aggregates import refusal
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

APPROVAL = Approval("市政府秘书长", "2026-10-08", "同意。", "府办批〔2026〕31号")
TERM = Profile("2027-03-01")


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def inspecting(house: House) -> Inspecting:
    with house.reading() as conn:
        programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
    assert programme
    return Inspecting(house.ledger, UUID(programme.id))


def done(house: House, act: Any) -> Any:
    return house.carry_out(SYSTEM, None, ["deed"], act, alone=True)


def enrolled(house: House, kind: str, profile: Profile = TERM) -> UUID:
    return UUID(done(house, lambda: inspecting(house).enrol(kind, "2022-03-01", profile))["member"])


def outline(house: House, *numbers: str, days: tuple[str, str] = ("2026-10-12", "2026-10-16"), **more: str) -> Outline:
    ids = inspecting(house).programme.projects
    return Outline(
        more.get("title", "10月抽查"), more.get("method", "随机抽查"), "年度督查计划",
        tuple(ids[number] for number in numbers), *days, ("设施能否运行",), "督查室主任", more.get("occasion", ""),
    )  # fmt: skip


def approved(house: House, *numbers: str, **more: Any) -> UUID:
    id = UUID(done(house, lambda: inspecting(house).draft(outline(house, *numbers, **more)))["plan"])
    done(house, lambda: inspecting(house).approve(id, APPROVAL))
    return id


def unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def test_numbers_go_up_within_a_kind_and_are_not_given_twice(house: House) -> None:
    first = enrolled(house, "人大代表")
    gone = house.ledger.get(Member, first)
    gone.leave("2026-10-09", "辞去")
    done(house, lambda: ([gone], {}))
    enrolled(house, "人大代表")
    enrolled(house, "新闻媒体")
    with house.reading() as conn:
        found = [(row.called, row.state) for row in members.of_government(conn, deeds.SLUG)]
    assert found == [("人大代表01", "left"), ("人大代表02", "active"), ("新闻媒体01", "active")]


def test_whoever_serves_is_in_the_pool_and_whoever_is_bound_is_recused(house: House) -> None:
    civil = unit(house, "市民政局")
    for _ in range(4):
        enrolled(house, "人大代表")
    enrolled(house, "人大代表", Profile("2027-03-01", employer=civil))
    enrolled(house, "人大代表", Profile("2026-10-15"))  # the term ends before the inspection does
    with house.reading() as conn:
        rows = members.of_government(conn, deeds.SLUG)
    related, away = house.ledger.get(Member, rows[0].id), house.ledger.get(Member, rows[1].id)
    related.declare("亲属任职", "member", unit=unit(house, "东湖区政府"))
    away.suspend("出国")
    done(house, lambda: ([related, away], {}))
    plan = approved(house, "2")
    quotas = Quotas({"人大代表": 2}, "sites", 3)
    answer = done(house, lambda: inspecting(house).commit(plan, quotas, ("人大代表05", "市民代表01"), "排列5"))
    with house.reading() as conn:
        row = lots.lot(conn, UUID(answer["lot"]))
    assert row
    sites, deputies = row.frozen["strata"]
    assert (sites["name"], sites["quota"]) == ("点位", 3)
    assert sites["candidates"] == [f"2/{n}" for n in range(1, 9)]
    assert sites["names"]["2/1"] == "柳荫社区养老服务点"
    assert deputies["candidates"] == [f"人大代表{n:02d}" for n in (1, 3, 4, 5)]
    assert row.frozen["recused"] == ["人大代表01", "人大代表05"]
    assert len(row.frozen["salt"]) == 64
    assert "亲属" not in row.content
    again = refusal(done, house, lambda: inspecting(house).commit(plan, quotas, (), "排列5"))
    assert again[0] == "lot.committed_already"
    with_three = Quotas({"人大代表": 3})
    other = approved(house, "2", days=("2026-11-02", "2026-11-06"))
    no = refusal(done, house, lambda: inspecting(house).commit(other, with_three, ("甲", "乙"), "排列5"))
    assert no == ("draw.quota", "quota-0", {"pool": "人大代表", "quota": 3, "left": 2})
    none = refusal(done, house, lambda: inspecting(house).commit(other, Quotas({}, "sites", 1), ("甲", "乙"), "排列5"))
    assert none[:2] == ("lot.no_members", "kinds")


def test_a_member_may_be_recused_from_one_draw_alone_with_a_reason_for_the_office(house: House) -> None:
    for _ in range(3):
        enrolled(house, "人大代表")
    plan, quotas = approved(house, "2"), Quotas({"人大代表": 2}, "sites", 2)

    def freeze(who: str, why: str) -> Any:
        declared = {who: why}
        return done(house, lambda: inspecting(house).commit(plan, quotas, ("甲", "乙"), "排列5", declared=declared))

    assert refusal(freeze, "人大代表09", "亲属在被查单位")[0] == "lot.declared_unknown"
    assert refusal(freeze, "人大代表01", " ")[0] == "lot.declared_reason"
    lot = UUID(freeze("人大代表01", "亲属在被查单位")["lot"])
    with house.reading() as conn:
        row = lots.lot(conn, lot)
    assert row is not None and row.frozen["recused"] == ["人大代表01"]
    assert row.declared == {"人大代表01": "亲属在被查单位"} and "亲属" not in str(row.record())
    again = approved(house, "2", occasion="群众来信")
    done(house, lambda: inspecting(house).commit(again, quotas, ("甲", "乙"), "排列5"))
    with house.reading() as conn:
        (later,) = lots.of_plan(conn, again)
    assert later.frozen["recused"] == [], "from that draw alone"


def test_whoever_could_be_drawn_gives_no_number_unless_recused_from_this_draw(house: House) -> None:
    for _ in range(3):
        enrolled(house, "人大代表")
    enrolled(house, "市民代表")
    plan, quotas = approved(house, "2"), Quotas({"人大代表": 1}, "sites", 2)

    def freeze(witnesses: tuple[str, ...], **declared: str) -> Any:
        act = lambda: inspecting(house).commit(plan, quotas, witnesses, "排列5", declared=declared)  # noqa: E731
        return done(house, act)

    for written in ("人大代表02", "人大代表 2", " 人大代表０２（东湖区）"):
        no = refusal(freeze, ("公证处公证员", written), 人大代表01="亲属")
        assert no == ("lot.witness_in_pool", "witnesses", {"place": 2, "called": written, "member": "人大代表02"})
    freeze(("人大代表02", "市民代表01", "人大代表04", "人大代表联络处处长"), 人大代表02="担任本次见证人")


def test_a_project_is_inspected_once_a_month_unless_something_happened(house: House) -> None:
    approved(house, "1", "2", title="上旬抽查")
    late = outline(house, "2", "3", days=("2026-10-26", "2026-11-03"))
    no = refusal(done, house, lambda: inspecting(house).draft(late))
    assert no == ("inspection_plan.second", "occasion", {"number": "2", "title": "上旬抽查"})
    done(house, lambda: inspecting(house).draft(outline(house, "3", days=("2026-10-26", "2026-11-03"))))
    done(house, lambda: inspecting(house).draft(outline(house, "2", days=("2026-11-02", "2026-11-03"))))
    because = outline(house, "2", days=("2026-10-26", "2026-10-27"), occasion="10月20日服务点停电")
    done(house, lambda: inspecting(house).draft(because))


def test_what_was_cancelled_or_left_out_may_be_inspected_again(house: House) -> None:
    first = approved(house, "1", "2")
    done(house, lambda: inspecting(house).narrow(first, [inspecting(house).programme.projects["1"]], "项目2停工"))
    second = UUID(done(house, lambda: inspecting(house).draft(outline(house, "2")))["plan"])
    plan = house.ledger.get(InspectionPlan, first)
    plan.cancel("改期")
    done(house, lambda: ([plan], {}))
    third = outline(house, "1", "2")
    assert refusal(done, house, lambda: inspecting(house).draft(third))[2]["number"] == "2"
    done(house, lambda: inspecting(house).redraft(second, outline(house, "3")))
    done(house, lambda: inspecting(house).draft(third))
    assert refusal(inspecting(house).plan, first.__class__(int=7))[0] == "inspection_plan.unknown"


def test_the_scope_is_fixed_once_the_pools_are_frozen_and_a_withdrawn_draw_is_followed_by_another(house: House) -> None:
    for _ in range(3):
        enrolled(house, "市民代表")
    plan = approved(house, "1", "2", method="集中查看")
    quotas = Quotas({"市民代表": 1}, "projects", 1)
    first = UUID(done(house, lambda: inspecting(house).commit(plan, quotas, ("甲", "乙"), "排列5"))["lot"])
    only = [inspecting(house).programme.projects["1"]]
    assert refusal(done, house, lambda: inspecting(house).narrow(plan, only, "原因"))[0] == "inspection_plan.frozen"
    held = house.ledger.get(Lot, first)
    held.withdraw("见证人未到")
    done(house, lambda: ([held], {}))
    second = UUID(done(house, lambda: inspecting(house).commit(plan, quotas, ("甲", "乙"), "排列5"))["lot"])
    held = house.ledger.get(Lot, second)
    code = "K7QM2P9X4RTB"
    held.seal(1, draw.seal(held.sha256, 1, "4821", code))
    held.write_paper(2, "7712")
    held.end_sealing()
    held.open(1, "4821", code, "phone")
    drawn = held.chosen
    held.replace(next(id for id in drawn if id.startswith("市民代表")), "absent", "住院")
    done(house, lambda: ([held], {}))
    with house.reading() as conn:
        newest, oldest = lots.of_plan(conn, plan)
        assert (oldest.state, newest.state, oldest.words) == ("withdrawn", "drawn", "见证人未到")
        assert [newest.given(1), newest.given(2), oldest.given(1)] == ["opened", "paper", ""]
        record = newest.record()
        models = [members.MEMBERS, inspection_plans.INSPECTION_PLANS, lots.LOTS]
        assert rebuild.check(house.ledger, conn, models) == []
    assert record["replaced"][0]["reason"] == "因故不能到场"
    assert "住院" not in str(record)
    assert newest.frozen["about"]["method"] == "集中查看"


def test_what_is_silent_is_told_when_it_is_over_or_its_days_are(house: House) -> None:
    silent, open_ = approved(house, "1"), approved(house, "2", method="集中查看")
    with house.reading() as conn:
        rows = {id: inspection_plans.plan(conn, id) for id in (silent, open_)}
    one, other = rows[silent], rows[open_]
    assert one and other
    assert (one.told(one.ends_on), one.told(one.ends_on.replace(day=17)), other.told(other.starts_on)) == (
        False, True, True,
    )  # fmt: skip


def test_a_name_lies_beside_the_ledger_and_can_be_forgotten(house: House) -> None:
    id = enrolled(house, "专家学者")
    with house.reading() as conn:
        member_contact.keep(conn, id, Contact("某某", "0000-1", "", "某大学"))
        member_contact.keep(conn, id, Contact(" 某某 ", "0000-2", "a@b.example", "某大学"))
        assert member_contact.of(conn, [id]) == {id: Contact("某某", "0000-2", "a@b.example", "某大学")}
        member_contact.forget(conn, id)
        assert member_contact.of(conn, [id]) == {}
    assert [no.code for no in Contact(" ", "电话", "mail").faults()] == ["member.name", "choice.phone", "choice.mail"]
    assert [no.code for no in Contact("某" * 81).faults()] == ["record.too_long"]


def test_a_witness_s_link_leads_to_one_place_and_ends_with_the_draw(house: House) -> None:
    lot = UUID(int=5)
    with house.reading() as conn:
        witness_link.make(conn, lot, 2)
        first = witness_link.of_lot(conn, lot)
        witness_link.make(conn, lot, 3)
        assert {**witness_link.of_lot(conn, lot), **first}.keys() == {1, 2, 3}
        assert witness_link.of_lot(conn, lot)[1] == first[1]
        found = witness_link.find(conn, first[2])
        assert found and (found.lot, found.place) == (lot, 2)
        witness_link.end(conn, lot)
        assert witness_link.find(conn, first[2]) is None
