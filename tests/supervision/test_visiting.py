"""Visits of plans over a real ledger: whom the draw gave, whom the roster bars, when the unit is told, what is silent.

Today is Friday, 9 October 2026; Saturday the 10th is a working day. Only project 2 (市民政局) has sites, eight of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.programme import Programme
from supervision import inspection_plans, lots, proposing, visits
from supervision.inspecting import Quotas
from supervision.inspection import Inspection
from supervision.lot import Lot
from supervision.matter import Cause, Matter
from supervision.member import Member
from supervision.ordering import Ordering
from supervision.visiting import Asked, Visiting
from supervision.visits import VISITS
from tests import deeds, visiting
from tests.aggregates import refusal
from tests.visiting import APPROVAL, enrolled
from tracker import clock as clock_
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

PROGRAMME = Programme.create_id(deeds.SLUG, deeds.YEAR)


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def work(house: House) -> Visiting:
    return Visiting(house.ledger, PROGRAMME, house.days())


def do(house: House, act: Any) -> Any:
    return house.carry_out(SYSTEM, None, ["deed"], act, alone=True)


def project(house: House, number: str = "2") -> str:
    return house.ledger.get(Programme, PROGRAMME).projects[number]


def plan(house: House, method: str, days: tuple[str, str] = ("2026-10-09", "2026-10-16"), occasion: str = "") -> UUID:
    said = visiting.outline(project(house, "1"), project(house), method=method, days=days)
    outline = replace(said, occasion=occasion)
    inspecting = work(house).inspecting
    id = UUID(do(house, lambda: inspecting.draft(outline))["plan"])
    do(house, lambda: inspecting.approve(id, APPROVAL))
    return id


def drawn(house: House, id: UUID, quotas: Quotas) -> Lot:
    """A draw of the plan by two slips."""
    answer = do(house, lambda: work(house).inspecting.commit(id, quotas, ("甲", "乙"), "排列5", salt="5" * 64))
    lot = house.ledger.get(Lot, UUID(answer["lot"]))
    no = refusal(work(house).ground, work(house).inspecting.plan(id), project(house))
    assert no[0] == "inspection.not_drawn"
    lot.write_paper(1, "4821")
    lot.write_paper(2, "7712")
    lot.end_sealing()
    do(house, lambda: ([lot], {}))
    return lot


def both(house: House) -> dict[str, str]:
    """The first project has no sites and is looked into in its register; of the second, sites are drawn."""
    return {project(house, "1"): "2026-10-09", project(house): "2026-10-09"}


def to_the_second(house: House, made: list[str]) -> Inspection:
    """Of one visit to each project, that to the second; the other is a look into the register."""
    visits = {each.project: each for each in (house.ledger.get(Inspection, UUID(id)) for id in made)}
    assert set(visits) == set(both(house)) and visits[project(house, "1")].way == "register"
    return visits[project(house)]


def finish(house: House, visit: Inspection) -> None:
    """Every site as reported, signed by two, closed."""
    first, second = visit.inspectors[0]["key"], visit.inspectors[1]["key"]
    for key in visit.site_keys:
        visit.see_site(first, key, "yes", clock_.now())
    visit.record_sample(first, *visit.suggested)
    visit.sign(first, "confirmed")
    visit.sign(second, "confirmed")
    visit.close()
    do(house, lambda: ([visit], {}))


def test_one_press_makes_the_visits_of_a_draw_and_nobody_else_goes_anywhere_else(
    house: House, clock: FixedClock
) -> None:
    roster = enrolled(house, "市民代表", "市民代表", "市民代表", "市民代表", "人大代表", "人大代表")
    id = plan(house, "随机抽查")
    assert refusal(work(house).plan, id, Asked(project(house), "2026-10-09", ("1",), ()))[0] == "inspection.draw_needed"
    lot = drawn(house, id, Quotas({"市民代表": 2, "人大代表": 1}, "sites", 3))
    given = set(lot.chosen)
    visit = to_the_second(house, do(house, lambda: work(house).of_draw(id, both(house), staff=1))["visits"])
    assert {f"2/{key}" for key in visit.site_keys} | (set(visit.kinds.values()) - {"督查室"}) == given
    assert list(visit.kinds.values())[-1] == "督查室" and visit.method == "随机抽查"
    assert visit.reported["as_of"] == "2026-09-30"
    assert refusal(do, house, lambda: work(house).of_draw(id, {}))[0] == "inspection.none_waiting"

    out = next(name for name in visit.kinds.values() if name.startswith("市民代表"))
    held = house.ledger.get(Lot, lot.id)
    answer = do(house, lambda: work(house).replace(held, out, "absent", "住院"))
    after = house.ledger.get(Inspection, visit.id)
    came = (set(held.chosen) - given).pop()
    assert out not in after.kinds.values() and after.kinds[answer["moved"][0]["in"]] == came
    assert {each["kind"] for each in after.inspectors} == {"市民代表", "人大代表", "督查室"}

    left = next(name for name in roster if name not in held.chosen)
    site = next(str(n) for n in range(1, 9) if f"2/{n}" not in held.chosen)
    finish(house, after)
    asked = Asked(project(house), "2026-10-12", (site,), (roster[left],), staff=1)
    with pytest.raises(Exception, match=r"inspection.member_barred, inspection.site_not_drawn"):
        work(house).plan(id, asked)

    closed = house.ledger.get(Inspection, visit.id)
    assert refusal(work(house).may_be_told, closed) == ("inspection.silent", None, {"until": "10月16日"})
    clock.set(datetime(2026, 10, 17, 9, tzinfo=SHANGHAI))
    work(house).may_be_told(closed)
    with house.reading() as conn:
        row = inspection_plans.plan(conn, id)
        assert row and row.told(clock.now().date()) and lots.of_plan(conn, id)[0].state == "drawn"
        assert rebuild.check(house.ledger, conn, [VISITS]) == []


def test_a_place_that_gives_way_is_followed_in_the_visit_by_the_next_rank(house: House) -> None:
    enrolled(house, "市民代表", "市民代表")
    id = plan(house, "随机抽查")
    lot = drawn(house, id, Quotas({"市民代表": 2}, "sites", 2))
    made = do(house, lambda: work(house).of_draw(id, both(house)))["visits"]
    out = next(name for name in lot.chosen if name.startswith("2/"))
    held = house.ledger.get(Lot, lot.id)
    do(house, lambda: work(house).replace(held, out, "place"))
    visit = to_the_second(house, made)
    assert {f"2/{key}" for key in visit.site_keys} == {name for name in held.chosen if name.startswith("2/")}
    assert out[2:] not in visit.site_keys
    assert refusal(work(house).over, id)[0] == "inspection_plan.visits_open"


def test_without_a_draw_the_office_chooses_among_those_who_are_bound_to_nothing(house: House) -> None:
    roster = enrolled(house, "市民代表", "市民代表", "人大代表")
    bound = house.ledger.get(Member, UUID(roster["人大代表01"]))
    with house.reading() as conn:
        bound.declare("亲属任职", "member", unit=register.unit_called(conn, deeds.SLUG)["东湖区政府"])
    do(house, lambda: ([bound], {}))
    two, id = (roster["市民代表01"], roster["市民代表02"]), plan(house, "集中查看")
    today = Asked(project(house), "2026-10-09", ("1", "2"), two)
    assert refusal(work(house).plan, id, today) == ("inspection.notice", "on", {"earliest": "10月10日"})
    barred = Asked(project(house), "2026-10-10", ("1",), (*two, roster["人大代表01"]))
    assert refusal(work(house).plan, id, barred)[:2] == ("inspection.member_barred", "members")
    alone = Asked(project(house), "2026-10-10", ("1",), two[:1])
    assert refusal(work(house).plan, id, alone)[:2] == ("inspection.inspectors", "members")
    first = do(house, lambda: work(house).plan(id, Asked(project(house), "2026-10-10", ("1",), two[:1], staff=1)))
    again = Asked(project(house), "2026-10-12", ("1",), two)
    assert refusal(work(house).plan, id, again) == ("inspection.open_already", "project", {"day": "10月10日"})
    with house.reading() as conn:
        (row,) = visits.of_project(conn, project(house))
    assert (str(row.id), row.plan, row.inspectors) == (first["visit"], id, 2)


def test_a_project_is_visited_once_a_month_unless_something_happened(house: House) -> None:
    roster = enrolled(house, "市民代表", "市民代表")
    two = (roster["市民代表01"], roster["市民代表02"])

    def alone(on: str, occasion: str = "", method: str = "走进市办实事") -> Any:
        said = visiting.outline(project(house), method=method, days=(on, on))
        outline = replace(said, occasion=occasion)
        return do(house, lambda: work(house).at_once(outline, APPROVAL, Asked(project(house), on, ("1",), two)))

    first = alone("2026-10-09")
    assert house.ledger.get(Inspection, UUID(first["visit"])).plan_id == first["plan"]
    assert refusal(alone, "2026-10-20")[0] == "inspection_plan.second"
    alone("2026-10-20", "10月18日服务点停电", "暗访")
    alone("2026-11-02")
    assert refusal(alone, "2026-12-01", method="暗访")[0] == "inspection.draw_needed"
    with house.reading() as conn:
        assert [row.method for row in visits.of_project(conn, project(house))] == [
            "走进市办实事",
            "暗访",
            "走进市办实事",
        ]


def test_only_a_persons_ruling_makes_an_order_of_a_difference(house: House) -> None:
    roster = enrolled(house, "市民代表", "市民代表")
    two = (roster["市民代表01"], roster["市民代表02"])
    id = plan(house, "走进市办实事")
    made = do(house, lambda: work(house).plan(id, Asked(project(house), "2026-10-09", ("1", "2"), two)))
    visit = house.ledger.get(Inspection, UUID(made["visit"]))
    visit.see_site("1", "1", "yes", clock_.now())
    visit.see_site("1", "2", "no", clock_.now(), note="没有这个点")
    visit.record_sample("1", 2, 1, "第2处没有")
    visit.sign("1", "confirmed")
    visit.sign("2", "confirmed")
    visit.close()
    do(house, lambda: ([visit], {}))

    def proposed() -> list[tuple[str, str]]:
        with house.reading() as conn:
            programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
            assert programme
            found = proposing.open_of(conn, programme, clock_.today(), house.days())
        return [(each.rule, each.action) for each in found if each.rule in ("finding", "falsified")]

    def ruled(ruling: str) -> list[tuple[str, str]]:
        visit.rule_difference(ruling, "看了台账。", APPROVAL)
        do(house, lambda: ([visit], {}))
        return proposed()

    ordering = Ordering(house.ledger, PROGRAMME)
    matter = Matter("报送弄虚作假", "第2处没有。", "查明责任。", visit.project)
    cause = Cause("falsified", f"falsified:{visit.id}:")
    assert proposed() == []
    assert [ruled("definition"), ruled("date"), ruled("late")] == [[], [], []]
    assert refusal(ordering.draft, visit.project, matter, cause, "a")[0] == "order.not_ruled_false"
    assert ruled("inaccurate") == [("finding", "order")]
    assert ruled("false") == [("falsified", "red_order")]
    do(house, lambda: ordering.draft(visit.project, matter, cause, "a"))
    assert proposed() == [], "the draft answers it"
