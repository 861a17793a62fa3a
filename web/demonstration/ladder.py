"""The demonstration's upper ladder: a matter that climbed to a talk and came down again, and what the office declined
of the system's proposals.

项目24, rural mains: two yellow months, three levels of an order without an answer, the talk, and then reinforcements.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from projects import register
from projects.approval import Approval
from projects.identity import identity
from projects.programme import Programme
from supervision import orders, proposing, talks
from supervision.climbing import About, Climbing
from supervision.matter import Cause, Matter
from supervision.order import Order
from supervision.ordering import Ordering
from supervision.proposal import Proposal
from supervision.proposed import Proposed
from supervision.talk import Arrangement, Promise, Talk
from tracker import accounts, clock
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.house import House

SLUG, YEAR = "demo", 2026
PROGRAMME = Programme.create_id(SLUG, YEAR)
MAINS = "24"
HEAD, DEPUTY = "市政府办公厅主任", "分管水务工作的副市长"
CONTACT = "市政府办公厅督查室　0000-12340001"
MATTER = "农村供水管网连续两个月落后，水毁管段没有抢修计划"

Deed = Callable[[House], None]


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, for the replay to sort among its own."""
    yield "mains drafted", _at("08-12 10:20"), _draft
    yield "mains issued", _at("08-12 16:10"), _issue
    for step, moment, words in (
        ("orange", "08-20 09:40", "同意升级，请水务局说明水毁管段怎么办。"),
        ("red", "08-27 10:10", "升为红色，两日内必须书面答复。"),
    ):
        yield f"mains {step}", _at(moment), partial(_raise, step, words)
    yield "mains talk", _at("09-01 10:30"), _arrange
    yield "mains held", _at("09-03 17:20"), _hold
    yield "mains signed", _at("09-04 10:30"), _sign
    yield "mains reinforced", _at("09-10 16:40"), partial(_report, "1", *REINFORCED)
    yield (
        "mains confirmed",
        _at("09-11 11:00"),
        partial(_confirm, "1", "到沿河、岭东两个标段核实，6个作业队在岗。"),
    )
    yield "mains reply drafted", _at("09-14 15:00"), partial(_on_order, "filer", _reply)
    yield "mains reply out", _at("09-14 17:00"), partial(_on_order, "unit_head", lambda o, w, h: o.reply_out(w.account))
    yield "mains verified", _at("09-17 10:00"), partial(_on_order, "office", _verify)
    yield "mains lowered", _at("09-23 16:00"), partial(_on_order, "office", _lower)
    yield "mains weekly", _at("09-29 15:30"), partial(_report, "2", *WEEKLY)
    yield "mains weekly confirmed", _at("09-30 10:30"), partial(_confirm, "2", "四期周报均按时送达，与现场台账一致。")
    for rule, number, moment, reason in DECLINED:
        yield f"declined {rule} {number}", _at(moment), partial(_decline, rule, number, reason)


REINFORCED = (
    "已从市管网公司和两家在建项目抽调6个作业队，9月9日全部进场；沿河、岭东两个水毁标段分段抢修，日敷设由0.7公里增至1.5公里。",
    "作业队进场台账.txt",
    "作业队进场台账：沿河标段4个队，岭东标段2个队",
)
WEEKLY = (
    "9月4日起每周三书面报送敷设里程、作业队和材料到货，共报送4期。",
    "周报登记表.txt",
    "周报登记表：9月9日、16日、23日、29日",
)


DECLINED = (
    ("missed", "27", "07-08 10:10", "经办岗位交接漏报，6月已一并报送，5月通报已列为未报送，不另发督办单。"),
    ("missed", MAINS, "08-13 09:20", "水毁抢修期间漏报一周，已由8月12日的督办单一并督办，不重复发单。"),
    ("two_yellows", "9", "10-08 17:10", "已按分管副市长批示就港西、城东两处发出督办单，同一事项不再另发。"),
)
"""Rule, project, moment and reason of what the office did not issue."""


def _draft(house: House) -> None:
    project = _project(house, MAINS)
    assert project.lead_unit
    matter = Matter(
        MATTER,
        "6月管材断供、7月暴雨冲毁已敷管段，6月、7月连续亮黄灯。水毁的沿河、岭东两个标段至今没有抢修计划，也没有增加作业队。",
        "一、逐段列出水毁管段的抢修方案和完成日期；\n二、说明增援的作业队和进场时间；\n三、排定8月至12月逐月敷设里程。",
        unit=project.lead_unit,
        contact=CONTACT,
    )
    cause = Cause("two_yellows", f"two_yellows:{project.id}:2026-07", "6月、7月连续两个月亮黄灯")
    who = _office(house)
    work = Ordering(house.ledger, PROGRAMME)
    _do(house, who, "mains drafted", partial(work.draft, project.id, matter, cause, who.account))


def _issue(house: House) -> None:
    work = Ordering(house.ledger, PROGRAMME)
    approval = Approval(HEAD, "2026-08-12", "同意签发。")
    _do(house, _office(house), "mains issued", partial(work.issue, _order(house), approval, house.days()))


def _raise(step: str, words: str, house: House) -> None:
    day = clock.today().isoformat()

    def act() -> tuple[list[Any], Any]:
        found = house.ledger.get(Order, _order(house))
        reason = "到期没有签收，也没有反馈，单位没有说明理由。"
        found.escalate(step, reason, Approval(HEAD, day, words), house.days())
        return [found], {}

    _do(house, _office(house), f"mains {step}", act)


def _arrange(house: House) -> None:
    """Red lapsed on 31 August: on the next working day the talk may be decided. It is held within five working days."""
    said = Arrangement(
        talker="市政府分管水务工作的副秘书长",
        talked=("市水务局局长", "市水务局农村供水工作专班负责人"),
        reason="农村供水管网水毁管段没有抢修计划，蓝色、橙色、红色督办单均逾期没有反馈，也没有说明理由。",
        basis="《政府督查工作条例》第十二条第七项",
        at="2026-09-03T15:00",
        place="市政府第三会议室",
    )
    approval = Approval(DEPUTY, "2026-09-01", "同意约谈，请主要负责同志到会。")
    about, work = About("", order=_order(house)), Climbing(house.ledger, PROGRAMME)
    _do(house, _office(house), "mains talk", partial(work.talk_is_due, about, said, approval, house.days()))


def _hold(house: House) -> None:
    unit = str(_project(house, MAINS).lead_unit)
    promises = (
        Promise("增援6个作业队，水毁的沿河、岭东标段全部复工", unit, "市水务局局长", "2026-09-10"),
        Promise("9月每周三书面报送敷设里程和到货情况", unit, "市水务局农村供水工作专班负责人", "2026-09-30"),
        Promise("水毁管段全部修复通水，并交督查室逐段核实", unit, "市水务局局长", "2026-10-30"),
    )
    points = (
        "一是应对不力。7月暴雨冲毁已敷管段后，一个月没有抢修方案，8月底仍按灾前计划施工。\n"
        "二是责任不落实。三次督办不签收、不反馈，专班没有明确专人。\n"
        "三是村民用水没有兜底。要求立即增援、分段抢修，水毁期间按户落实应急送水。"
    )
    present = ["市水务局局长", "市水务局农村供水工作专班负责人", "市财政局副局长", "市政府办公厅督查室副主任"]

    def change(talk: Talk) -> None:
        talk.hold("2026-09-03T15:10", "市政府第三会议室", present, points, promises, "市政府办公厅督查室科员")

    _on_talk("mains held", "office", change, house)


def _sign(house: House) -> None:
    scan = _file(house, "约谈记录（双方签字）.txt", "约谈记录双方签字件")
    _on_talk("mains signed", "office", lambda talk: talk.sign("2026-09-04", scan), house)


def _report(no: str, done: str, name: str, words: str, house: House) -> None:
    who = _of_unit(house, "unit_head", MAINS)
    file = _file(house, name, words)
    _on_talk(f"mains promise {no}", "unit_head", lambda talk: talk.report_promise(no, done, [file], who.account), house)


def _confirm(no: str, note: str, house: House) -> None:
    by = _office(house).account
    _on_talk(f"mains confirmed {no}", "office", lambda talk: talk.check_promise(no, True, note, by), house)


def _reply(order: Order, who: Actor, house: House) -> None:
    file = _file(house, "水毁管段抢修计划.txt", "水毁管段抢修计划：沿河18.6公里，岭东9.2公里")
    order.draft_reply(
        "6个作业队已进场，沿河18.6公里、岭东9.2公里分段抢修，9月底、10月底前分别完成；水毁期间每日两次送水到户。"
        "三次逾期是因专班人员抽调防汛、文件无人接收，已明确A、B角收文。",
        [file],
        who.account,
    )


def _verify(order: Order, who: Actor, house: House) -> None:
    order.verify("site", "9月16日到两个标段查看，作业队和抢修计划属实；岭东标段刚起步，须继续督办。", who.account)


def _lower(order: Order, who: Actor, house: House) -> None:
    order.lower(
        "blue",
        "增援到位、抢修开工，约谈承诺已兑现两项；岭东标段还没有修复，降为蓝色继续督办。",
        house.days(),
        "2026-10-13",
    )


def _decline(rule: str, number: str, reason: str, house: House) -> None:
    """What was proposed on a project, or of its unit, is declined; where it is not proposed nothing is."""
    project = _project(house, number)
    with house.reading() as conn:
        programme = register.programme(conn, SLUG, YEAR)
        assert programme is not None
        found = proposing.open_of(conn, programme, clock.today(), house.days())
    each = next((each for each in found if each.rule == rule and each.project == project.id), None)
    if each is None:
        return

    def act() -> tuple[list[Any], Any]:
        made = Proposed.record(SLUG, YEAR, str(PROGRAMME), kept(each))
        made.decline(reason)
        return [made], {}

    _do(house, _office(house), f"declined {rule} {number}", act)


def kept(each: Proposal) -> dict[str, Any]:
    """A proposal as its record keeps it."""
    told = {name: value for name, value in asdict(each).items() if name in _KEPT}
    return {**told, "arithmetic": list(each.arithmetic)}


_KEPT = ("rule", "subject", "period", "action", "unit", "project", "sentence")


def _on_talk(name: str, role: str, change: Callable[[Talk], None], house: House) -> None:
    who = _office(house) if role == "office" else _of_unit(house, role, MAINS)
    work = Climbing(house.ledger, PROGRAMME)
    with house.reading() as conn:
        [row] = talks.of_order(conn, _order(house))
    _do(house, who, name, lambda: work.change(work.talk(row.id), change))


def _on_order(role: str, change: Callable[[Order, Actor, House], None], house: House) -> None:
    who = _office(house) if role == "office" else _of_unit(house, role, MAINS)

    def act() -> tuple[list[Any], Any]:
        found = house.ledger.get(Order, _order(house))
        change(found, who, house)
        return [found], {}

    _do(house, who, f"mains order {clock.now().isoformat()}", act)


def _order(house: House) -> UUID:
    with house.reading() as conn:
        found = orders.of_project(conn, _project(house, MAINS).id)
    return next(row.id for row in found if row.matter["matter"] == MATTER)


def _project(house: House, number: str) -> register.ProjectRow:
    with house.reading() as conn:
        found = register.project(conn, SLUG, YEAR, number)
    assert found is not None, number
    return found


def _file(house: House, name: str, words: str) -> dict[str, Any]:
    content = words.encode()
    return {"sha256": house.store.put(content), "name": name, "size": len(content), "type": "text/plain"}


def account(house: House, role: str, number: str) -> Actor:
    """Whoever acts in a role: of the office, or of the unit that leads the project."""
    if role == "office":
        return _office(house)
    return _account(house, role, None, HEAD) if role == "office_head" else _of_unit(house, role, number)


def _office(house: House) -> Actor:
    return _account(house, "office", None, "市政府办公厅督查室")


def _of_unit(house: House, role: str, number: str) -> Actor:
    return _account(house, role, _project(house, number).lead_unit, "单位负责人" if role == "unit_head" else "填报人")


def _account(house: House, role: str, unit: str | None, post: str) -> Actor:
    """The government's account of the role, and of the unit; before there is one, a word that stands for it."""
    with house.reading() as conn:
        found = [each for each in accounts.of_government(conn, SLUG) if each.role == role and each.unit == unit]
    return (
        Actor(str(found[0].id), found[0].post, found[0].unit) if found else Actor(f"demonstration-{role}", post, unit)
    )


def _do(house: House, who: Actor, name: str, act: Callable[[], tuple[list[Any], Any]]) -> None:
    house.carry_out(who, identity("demonstration", "ladder", name), ["demonstration", "ladder", name], act, alone=True)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{YEAR}-{moment}").replace(tzinfo=SHANGHAI)
