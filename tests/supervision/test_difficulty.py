"""What is owed around the difficult projects, judged by the watch: weeks, reviews, plans, a department's help.

Of these weeks, Sunday the 20th of September is a make-up day; the 25th and the 1st to the 7th of October are holidays.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.programme import Programme
from projects.week import Week
from supervision import coordinating, obligations, watch
from supervision.claim import OFFICE as THE_OFFICE
from supervision.coordination import Coordination
from supervision.coordinations import Step
from supervision.difficulty import rounds
from supervision.dispatch import Log
from supervision.dispatching import Dispatching
from supervision.obligations import ObligationRow
from supervision.risk import Risk
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import Actor
from web.house import House

OFFICE = Actor("o", "督查室")
LOG = Log("开挖。", "", "继续。")
LEAD, HELPER = "市住房城乡建设局", "市民政局"


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def end(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=SHANGHAI)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Project 1 under weekly dispatch since Monday, 14 September."""
    with deeds.house(database, tmp_path) as made:
        clock.set(at(9, 1))
        programme = deeds.released(made)
        clock.set(at(9, 14))
        do(made, lambda: work(made, programme).flag(True, "征收未完成"))
        yield made


def do(house: House, act: Any, who: Actor = OFFICE) -> Any:
    return house.carry_out(who, None, ["deed"], act)


def work(house: House, programme: UUID | None = None) -> Dispatching:
    programme = programme or Programme.create_id(deeds.SLUG, deeds.YEAR)
    return Dispatching(house.ledger, programme, UUID(house.ledger.get(Programme, programme).projects["1"]))


def unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def week(number: int) -> Week:
    found = Week.parse(f"2026-W{number}")
    assert found
    return found


def log(house: House, number: int) -> None:
    mine = unit(house, LEAD)
    do(house, lambda: work(house).log(week(number), mine, LOG), Actor("f", "填报人", mine))


def judged(house: House, now: datetime, kind: str) -> dict[str, ObligationRow]:
    """Period → what the watch made of it by then."""
    watch.tick(house.ledger, now)
    with house.reading() as conn:
        [programme] = register.programmes(conn, deeds.SLUG)
        return {row.period: row for row in obligations.of_programme(conn, programme.id, kind)}


def test_a_week_is_met_by_the_units_own_hour_whenever_the_office_reads_it(house: House, clock: FixedClock) -> None:
    clock.set(at(9, 18, 17))
    log(house, 38)
    clock.set(at(9, 28, 17, 1))
    log(house, 39)
    found = judged(house, at(10, 9, 18), "weekly_dispatch")
    assert {period: row.state for period, row in found.items()} == {
        "2026-W38": "met", "2026-W39": "met_late", "2026-W40": "missed", "2026-W41": "due_soon",
    }  # fmt: skip
    assert found["2026-W39"].due == at(9, 28, 17)
    assert found["2026-W40"].due == at(10, 8, 17), "the 2nd of October is a holiday"
    assert found["2026-W40"].cutoff == at(10, 9, 17), "when the next week is due"
    assert found["2026-W38"].owner == LEAD and found["2026-W38"].met_by == "dispatch.logged"
    reviews = judged(house, at(10, 9, 18), "dispatch_review")
    assert {row.state for row in reviews.values()} == {"missed"}, "the office's silence is its own lapse"


def test_a_return_stops_the_reviews_clock_and_asks_the_unit(house: House, clock: FixedClock) -> None:
    clock.set(at(9, 18, 10))
    log(house, 38)
    clock.set(at(9, 21, 10))
    do(house, lambda: work(house).send_back(week(38), "写明卡在哪里。"))
    review = judged(house, at(9, 23, 8), "dispatch_review")[""]
    assert review.paused_at == at(9, 21, 10)
    assert judged(house, at(9, 23, 8), "dispatch_supplement")["1"].due == end(9, 22)
    clock.set(at(9, 23, 10))
    log(house, 38)
    review = judged(house, at(9, 23, 11), "dispatch_review")[""]
    assert (review.state, review.due) == ("due_soon", end(9, 23)), "two days later than the 21st"
    assert judged(house, at(9, 23, 11), "dispatch_supplement")["1"].state == "met_late"
    assert judged(house, at(9, 23, 11), "weekly_dispatch")["2026-W38"].state == "met", "as it first came"
    do(house, lambda: work(house).review(week(38), ""))
    assert judged(house, at(9, 25), "dispatch_review")[""].state == "met"


def test_what_is_unflagged_is_waived_with_reason_and_post_and_what_was_missed_stays(
    house: House, clock: FixedClock
) -> None:
    clock.set(at(9, 30, 9))
    do(house, lambda: work(house).flag(False, "征收已完成"))
    found = judged(house, at(10, 20), "weekly_dispatch")
    assert {period: row.state for period, row in found.items()} == {
        "2026-W38": "missed", "2026-W39": "waived", "2026-W40": "waived",
    }  # fmt: skip
    assert found["2026-W40"].waived == {"reason": "征收已完成", "post": "督查室"}


def test_a_risks_plan_is_due_on_its_day(house: House, clock: FixedClock) -> None:
    lead, project = unit(house, HELPER), str(work(house).project.id)
    programme = str(Programme.create_id(deeds.SLUG, deeds.YEAR))
    risk = Risk.report(programme, project, matter="塌壁", effect="晚十天", since_on="2026-09-10")
    do(house, lambda: ([risk], {}))
    assert judged(house, at(9, 14, 12), "risk_assessment")[""].due == end(9, 17)
    clock.set(at(9, 15))
    found = house.ledger.get(Risk, risk.id)
    found.assess("high", "属实。")
    found.plan("看井点降水", lead, "2026-09-19")
    do(house, lambda: ([found], {}))
    plan = judged(house, at(9, 15, 12), "supervision_plan")["1"]
    assert (plan.owner, plan.due) == (HELPER, end(9, 19)), "a Saturday, as set"
    clock.set(at(9, 18))
    found = house.ledger.get(Risk, risk.id)
    found.carry_out(lead, "稳定。")
    do(house, lambda: ([found], {}))
    assert judged(house, at(9, 18, 12), "supervision_plan")["1"].state == "met"
    assert judged(house, at(9, 18, 12), "risk_assessment")[""].state == "met"


def test_a_departments_clock_stands_still_while_something_is_lacking(house: House, clock: FixedClock) -> None:
    lead, helper = unit(house, LEAD), unit(house, HELPER)
    programme, project = Programme.create_id(deeds.SLUG, deeds.YEAR), work(house).project.id
    asked = do(house, lambda: coordinating.ask(
        house.ledger, programme, project, helper, kind="approval", matter="许可", wanted="办结", by=lead))  # fmt: skip
    id = UUID(asked["coordination"])

    def step(moment: datetime, by: str, change: Any) -> None:
        clock.set(moment)
        who = OFFICE if by == THE_OFFICE else Actor("x", "填报人", by)
        do(house, lambda: coordinating.go_on(house.ledger, id, change), who)

    assert judged(house, at(9, 14, 12), "coordination")["1"].due == end(9, 20)
    step(at(9, 15), helper, lambda item: item.accept(helper, "处长"))
    step(at(9, 16), helper, lambda item: item.ask_supplement(helper, "缺图"))
    step(at(9, 18), lead, lambda item: item.supplement(lead, "已补"))
    found = judged(house, at(9, 18, 12), "coordination")["1"]
    assert (found.owner, found.due) == (HELPER, end(9, 22)), "two working days were not its own"
    assert found.arithmetic["pauses"][0]["days"] == 2
    assert judged(house, at(9, 18, 12), "coordination_acceptance")["1"].state == "met"
    assert judged(house, at(9, 18, 12), "coordination_supplement")["1.1"].state == "met"
    step(at(9, 22), helper, lambda item: item.resolve(helper, "办结"))
    step(at(9, 23), lead, lambda item: item.dispute(lead, "没有办"))
    second = judged(house, at(9, 23, 12), "coordination")
    assert (second["1"].state, second["2"].due) == ("met", end(10, 8)), "a new clock"
    assert judged(house, at(9, 23, 12), "coordination_confirmation")["1"].met_by == "coordination.disputed"
    step(at(9, 24), THE_OFFICE, lambda item: item.step_in(THE_OFFICE, "改由市教育局办", unit(house, "市教育局")))
    third = judged(house, at(9, 24, 12), "coordination")
    assert (third["2"].state, third["3"].owner) == ("waived", "市教育局")
    assert judged(house, at(12, 1), "coordination_confirmation").keys() == {"1"}, "nobody's silence is a word"
    assert house.ledger.get(Coordination, id).state == "asked"


def test_the_rounds_of_an_item() -> None:
    steps = [
        Step(at(9, day), what, "岗位", "by", "话", helper)
        for day, (what, helper) in enumerate(
            [("asked", "a"), ("accepted", ""), ("stepped_in", "a"), ("resolved", ""), ("disputed", ""),
             ("supplement_asked", ""), ("stepped_in", "b"), ("withdrawn", "")], start=1,
        )
    ]  # fmt: skip
    first, second, third = rounds(steps)
    assert (first.helper, first.fresh, first.resolved, first.settled) == ("a", True, at(9, 4), at(9, 5))
    assert (second.helper, second.fresh, second.since, second.accepted) == ("a", False, at(9, 5), at(9, 2))
    assert second.void and second.void.at == at(9, 7) and second.pauses[0].until is None
    assert (third.helper, third.fresh, third.since) == ("b", True, at(9, 7)) and third.void
