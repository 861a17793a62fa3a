"""The demonstration's health centres (项目9): a visit that rain put off, and the one that followed, whose findings came
each to another end.

Two rooms that were not kept apart: mended, and named to the public with the result. A price list: the unit objected in
vain and mended it. A lift that failed its recheck twice became an order. One was entered twice and taken back.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from projects import register
from projects.approval import Approval, Review
from projects.identity import identity
from supervision import findings, problems, proposing
from supervision.climbing import About, Climbing
from supervision.finding import CAUSE
from supervision.inspection import Inspection
from supervision.inspection_plan import InspectionPlan
from supervision.matter import Cause, Matter
from supervision.ordering import Ordering
from supervision.problem import Fields, Problem
from tracker import clock
from tracker.event import Actor
from web import order_printing
from web.demonstration import mending
from web.demonstration.ladder import CONTACT, HEAD, PROGRAMME, SLUG, YEAR, account
from web.demonstration.mending import Case, Deed, at, visit
from web.demonstration.visits import changed, planned, seen_at
from web.house import House

NUMBER, WET, DAY = "9", "2026-07-22", "2026-07-29"
DEPUTY = "市政府办公厅分管督查工作的副主任"
MAYOR = "分管卫生健康工作的副市长"
FEVER = "城南社区卫生服务中心预防接种室与发热诊室共用一个候诊区，没有分开。"
PRICES = "柳荫社区卫生服务中心候诊区没有公示常用药品价格。"
LIFT = "北园社区卫生服务中心无障碍电梯没有投用，二层3间康复室不能使用，点位按投用报送。"
TWICE = "北园社区卫生服务中心二层康复室不能使用。"
APART, LIST, RAISED, AGAIN = (
    Case(NUMBER, DAY, "major", FEVER, "3"),
    Case(NUMBER, DAY, "minor", PRICES, "1"),
    Case(NUMBER, DAY, "serious", LIFT, "2"),
    Case(NUMBER, DAY, "serious", TWICE, "2"),
)
ASKED = {
    FEVER: "预防接种室、发热诊室分设候诊区，物理隔开，8月17日前完成。",
    PRICES: "在候诊区公示常用药品价格，并保持更新。",
    LIFT: "电梯检验合格并投用，康复室开放；开放前更正报送的投用数。",
}
OUTCOME = "8月18日前已隔出独立候诊区，预防接种另设出入口；8月19日人大代表现场复查通过。"


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, for the replay to sort among its own."""
    for moment, deed in (*_put_off(), *_july(), *_mended(), *_named(), *_raised()):
        yield f"health centres {moment}", at(moment), deed


def _put_off() -> Iterator[tuple[str, Deed]]:
    words = "暴雨橙色预警，全市停止户外集中活动，改期另行安排。"
    yield (
        "07-20 15:00",
        planned(
            NUMBER, WET, "走进市办实事", ["1", "2", "3"], ("人大代表03", "市民代表02"),
            "年度第三方查看安排：社区卫生服务中心。", "2026-06-30", 3, "",
        ),
    )  # fmt: skip
    yield "07-22 07:40", changed(WET, None, lambda found: found.cancel(words))
    yield "07-22 07:50", partial(_cancel_plan, words)


def _july() -> Iterator[tuple[str, Deed]]:
    told = [
        ("09:10", "1", "yes", "开诊，当日接诊约60人；价格公示栏是空的。"),
        ("09:50", "2", "partly", "一层开诊；电梯没有投用，二层康复室锁着。"),
        ("10:40", "3", "yes", "开诊；接种和发热在一处候诊。"),
        ("11:20", "4", "yes", ""),
    ]
    yield (
        "07-27 10:00",
        planned(
            NUMBER, DAY, "走进市办实事", ["1", "2", "3", "4"], ("人大代表03", "市民代表02"),
            "年度第三方查看安排：社区卫生服务中心（7月22日因雨改期）。", "2026-06-30", 4, "",
        ),
    )  # fmt: skip
    for time, site, verified, note in told:
        yield f"07-29 {time}", seen_at(DAY, site, "1", verified, note)
    short = "北园中心只开放了一层，按全部投用报送。"
    yield "07-29 11:30", changed(DAY, "1", lambda found: found.record_sample("1", 4, 3, short))
    yield "07-29 11:32", changed(DAY, "1", lambda found: found.sign("1", "confirmed"))
    yield "07-29 11:33", changed(DAY, "2", lambda found: found.sign("2", "confirmed"))
    yield "07-30 09:30", changed(DAY, None, lambda found: found.close("3处与报送一致；北园中心电梯和康复室没有投用。"))
    ruled = "7月5日报送时电梯已安装、待检验，单位按安装完成登记，检验合格后才算投用。"
    yield "07-30 10:00", changed(DAY, None, lambda found: found.rule_difference("definition", ruled))
    for minute, case in enumerate((APART, LIST, RAISED, AGAIN), start=10):
        yield f"07-30 14:{minute}", mending.entered(case)
    yield "07-30 14:30", mending.retracted(AGAIN, "与电梯一条重复录入，合并到电梯一条。")
    said = "4处点位均已开诊，3处与报送一致。候诊区没有分开、价格没有公示、电梯和康复室没有投用，请限期整改。"
    yield "08-03 15:00", mending.fed_back(NUMBER, DAY, said, ASKED, DEPUTY)


def _mended() -> Iterator[tuple[str, Deed]]:
    yield (
        "08-05 09:20",
        mending.planned(APART, "一、加装隔断；\n二、接种另设出入口。", "市卫生健康委副主任", "2026-08-14"),
    )
    yield "08-14 10:00", mending.drafted(APART, "加装隔断，接种出入口改到北侧。", "候诊区已隔开，动线不再交叉。")
    yield "08-14 16:20", mending.released(APART)
    yield "08-19 11:00", mending.rechecked(APART, True, "人大代表03", "两个候诊区已隔开，接种走北门。")
    reason = "价格以电子屏滚动公示，检查当日设备检修，不属于没有公示。"
    yield "08-05 10:30", mending.objected(LIST, reason)
    yield "08-12 16:00", mending.decided(LIST, "upheld", "电子屏停用期间应有纸质公示，事实成立，维持。")
    yield "08-13 09:30", mending.planned(LIST, "张贴纸质价格表，电子屏检修不停公示。", "柳荫中心主任", "2026-08-17")
    yield "08-17 15:00", mending.drafted(LIST, "张贴纸质价格表，每月核对。", "候诊区和药房窗口各张贴一份。")
    yield "08-18 09:10", mending.released(LIST)
    yield "08-20 10:40", mending.rechecked(LIST, True, "市民代表02", "窗口和候诊区都有价格表，和系统价格一致。")


def _named() -> Iterator[tuple[str, Deed]]:
    approval = Approval(MAYOR, "2026-08-07", "同意公开，整改结果一并公开。")
    yield "08-06 10:00", _name
    yield "08-07 16:00", partial(_on_problem, "approved", lambda found: found.approve(approval, found.text))
    yield "08-10 10:30", partial(_on_problem, "cleared", lambda found: found.clear(_review(), found.text))
    yield "08-11 09:00", partial(_on_problem, "published", Problem.publish)
    yield "08-25 09:40", partial(_on_problem, "told", lambda found: found.tell_outcome(OUTCOME, _review()))


def _raised() -> Iterator[tuple[str, Deed]]:
    yield (
        "08-05 09:40",
        mending.planned(RAISED, "一、整改检验不合格项；\n二、复检合格后投用。", "市卫生健康委副主任", "2026-08-28"),
    )
    yield "08-27 15:00", mending.drafted(RAISED, "更换限速器，申请复检。", "8月26日复检，取得检验报告后投用。")
    yield "08-28 09:40", mending.released(RAISED)
    yield (
        "09-03 10:20",
        mending.rechecked(RAISED, False, "人大代表03", "电梯仍停用，检验报告没有取得，康复室没有开放。"),
    )
    reason = "第一次期限内没有整改到位。"
    yield "09-04 09:30", mending.renewed(RAISED, "取得检验报告，电梯投用，康复室开放。", "2026-09-25", reason)
    yield "09-23 16:00", mending.drafted(RAISED, "复检合格，补办使用登记。", "电梯9月22日复检合格，等使用登记。")
    yield "09-24 09:20", mending.released(RAISED)
    yield "09-28 15:10", mending.rechecked(RAISED, False, "人大代表03", "使用登记没有办，电梯仍没有运行。")
    yield "10-08 17:40", _draft_order
    yield "10-08 18:05", _issue_order


def _cancel_plan(reason: str, house: House) -> None:
    visited = house.ledger.get(Inspection, visit(house, NUMBER, WET))
    assert visited.plan_id

    def act() -> tuple[list[Any], Any]:
        found = house.ledger.get(InspectionPlan, UUID(visited.plan_id))
        found.cancel(reason)
        return [found], {}

    _do(house, account(house, "office", NUMBER), "plan cancelled", act)


def _name(house: House) -> None:
    who, row = account(house, "office", NUMBER), _row(house, FEVER)
    fields = Fields(
        item="改扩建社区卫生服务中心10个",
        unit_name="市卫生健康委",
        post="市卫生健康委主任",
        facts="城南社区卫生服务中心开诊后，预防接种室与发热诊室共用一个候诊区，没有分开。",
        requirement="8月17日前预防接种室、发热诊室分设候诊区，物理隔开。",
        due=date(YEAR, 8, 17),
    )
    cause = {"kind": CAUSE, "ref": str(row.id), "words": "检查发现的较重问题"}
    about, work = About(row.unit, project=str(row.project), cause=cause), Climbing(house.ledger, PROGRAMME)
    _do(house, who, "problem drafted", partial(work.disclose, about, fields, who.account))


def _on_problem(name: str, change: Callable[[Problem], None], house: House) -> None:
    with house.reading() as conn:
        rows = problems.of_programme(conn, str(PROGRAMME))
    id, work = next(each.id for each in rows if each.cause["kind"] == CAUSE), Climbing(house.ledger, PROGRAMME)
    who = account(house, "office", NUMBER)
    _do(house, who, f"problem {name}", lambda: work.change(work.problem(id), change))


def _draft_order(house: House) -> None:
    """It answers what the system proposed when the recheck failed."""
    row, who = _row(house, LIFT), account(house, "office", NUMBER)
    with house.reading() as conn:
        programme = register.programme(conn, SLUG, YEAR)
        assert programme is not None
        found = proposing.open_of(conn, programme, clock.today(), house.days())
    each = next(each for each in found if each.rule == "unmended" and each.subject == str(row.id))
    matter = Matter(each.matter, each.facts, each.requirement, unit=row.unit, contact=CONTACT)
    cause, work = Cause(each.cause, each.id, each.sentence), Ordering(house.ledger, PROGRAMME)
    _do(house, who, "order drafted", partial(work.draft, each.project, matter, cause, who.account))


def _issue_order(house: House) -> None:
    row, who = _row(house, LIFT), account(house, "office", NUMBER)
    assert row.order_id
    approval = Approval(HEAD, "2026-10-08", "同意签发。一部电梯拖了两个月，请说明责任。")
    act = partial(Ordering(house.ledger, PROGRAMME).issue, row.order_id, approval, house.days())
    _do(house, who, "order issued", act)
    order_printing.print_(house, who, row.order_id)


def _row(house: House, fact: str) -> findings.FindingRow:
    with house.reading() as conn:
        return next(row for row in findings.of_programme(conn, PROGRAMME) if row.fact == fact)


def _review() -> Review:
    day = clock.today().isoformat()
    return Review("主动公开", "不涉密，可以公开。", "市政府办公厅保密审查岗", Approval(HEAD, day, "同意公开。"))


def _do(house: House, who: Actor, name: str, act: Callable[[], tuple[list[Any], Any]]) -> None:
    key = identity("demonstration", "health centres", name)
    house.carry_out(who, key, ["demonstration", "health centres", name], act, alone=True)
