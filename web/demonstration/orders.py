"""The demonstration's orders: one climbed from blue to orange and due since yesterday, one closed, one just issued."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from projects import register
from projects.approval import Approval
from projects.identity import identity
from projects.programme import Programme
from supervision import orders
from supervision.matter import Cause, Matter
from supervision.order import Order
from supervision.ordering import Ordering
from tracker import accounts, clock
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web import order_printing
from web.house import House

SLUG, YEAR = "demo", 2026
PROGRAMME = Programme.create_id(SLUG, YEAR)
HEAD = "市政府办公厅主任"
CONTACT = "市政府办公厅督查室　0000-12340001"

Deed = Callable[[House], None]
Act = Callable[[Order, "Scene"], None]


@dataclass(frozen=True)
class Scene:
    """Who acts on an order, and what they have at hand."""

    house: House
    who: Actor

    @property
    def by(self) -> str:
        return self.who.account

    def file(self, name: str, words: str) -> dict[str, Any]:
        content = words.encode()
        return {
            "sha256": self.house.store.put(content),
            "name": name,
            "size": len(content),
            "type": "text/plain",
        }


@dataclass(frozen=True)
class Told:
    """One order: the project, its cause and words, and each act at its moment (MM-DD HH:MM) by a role."""

    number: str
    drafted: str
    issued: str
    cause: Cause
    words: tuple[str, str, str]
    acts: tuple[tuple[str, str, Act], ...] = ()


def _head(day: str, words: str) -> Approval:
    return Approval(HEAD, f"{YEAR}-{day}", words)


def _reply(done: str, name: str, words: str) -> Act:
    return lambda order, at: order.draft_reply(done, [at.file(name, words)], at.by)


LIFTS = Told(
    "16",
    "09-14 15:20",
    "09-15 09:40",
    Cause("red_light", "2026-08", "7月、8月连续两个月亮红灯"),
    (
        "加装电梯进度严重滞后，8月底全部开工的节点落空",
        "截至8月底，电梯累计投用78部，比计划少112部；32部因管线迁改未能开工。7月、8月连续亮红灯。"
        "按目前每月三四十部的速度，年底只能完成约220部。",
        "一、逐部列出未开工的32部的症结、责任人和开工日期；\n二、重新排定四季度逐周投用计划，报督查室备案；\n"
        "三、第二家供货商的供货协议和到货计划一并报送。",
    ),
    (
        ("09-16 10:05", "filer", lambda order, at: order.sign_for(at.by)),
        (
            "09-21 17:10",
            "filer",
            lambda order, at: order.plead(
                "32部未开工均因燃气、供电、通信管线迁改，须由三家管线单位实施，我局无法自行安排，短期内难以排出准确的开工日期。",
                [at.file("管线迁改往来函件清单.txt", "燃气、供电、通信单位往来函件共21件")],
                at.by,
                at.house.days(),
            ),
        ),
        (
            "09-23 16:30",
            "office",
            lambda order, at: order.rule(
                False,
                "管线迁改已由市级专班统一调度，9月20日专班台账显示23部已具备开工条件；督办单要求的是逐部排出计划，不以全部迁改完成为前提。",
                at.by,
                at.house.days(),
            ),
        ),
        (
            "09-28 10:20",
            "office",
            lambda order, at: order.escalate(
                "orange",
                "9月21日到期未反馈，说明的理由已认定不成立，升为橙色（二级）。",
                _head("09-28", "同意升级，请住建局主要负责同志亲自抓。"),
                at.house.days(),
            ),
        ),
        ("09-28 16:45", "filer", lambda order, at: order.sign_for(at.by)),
    ),
)
BUSES = Told(
    "21",
    "07-10 10:10",
    "07-10 16:00",
    Cause("missed", "monthly_report:2026-06", "6月进展到期没有报送，列为未报送"),
    (
        "6月进展漏报",
        "公交线路优化和纯电公交车项目6月进展到期没有报送，催报后仍未补报，当月通报列为未报送。",
        "说明漏报原因，补核6月数据，明确A、B角替补办法，避免再次漏报。",
    ),
    (
        ("07-13 09:30", "filer", lambda order, at: order.sign_for(at.by)),
        (
            "07-15 11:20",
            "filer",
            _reply(
                "6月因统计系统迁移漏报。已按运营日志补核6月数据，随7月进展一并报送；A角出差时由B角报送，每月3日前内部提醒。",
                "6月运营日志核对表.txt",
                "6月运营日志核对表",
            ),
        ),
        ("07-15 15:00", "unit_head", lambda order, at: order.reply_out(at.by)),
        (
            "07-17 10:40",
            "office",
            lambda order, at: order.verify(
                "papers", "核对运营日志和补核数据，与反馈一致；替补办法已印发到科室。", at.by
            ),
        ),
        ("07-17 16:10", "office", lambda order, at: order.close("漏报原因清楚，数据已补核，替补办法已落实，办结。")),
    ),
)
CLINICS = Told(
    "9",
    "10-08 15:10",
    "10-08 16:30",
    Cause(
        "instruction",
        words="连续两个月亮黄灯",
        instruction=Approval(
            "分管卫生健康工作的副市长", "2026-10-08", "港西、城东两处不能再拖，请督查室督办，月底前要见结果。"
        ),
    ),
    (
        "港西、城东两处社区卫生服务中心开诊日期",
        "应投用8个、实际6个，7月、8月连续亮黄灯。港西中心墙面抹灰过半；城东中心电梯井道尺寸与到货设备不符，正在修改。",
        "一、两处中心分别明确开诊日期和倒排计划；\n二、说明井道尺寸不符的责任和整改办法。",
    ),
)
EVERY = (BUSES, LIFTS, CLINICS)


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, for the replay to sort among its own."""
    for told in EVERY:
        yield f"order {told.number} drafted", _at(told.drafted), partial(_draft, told)
        yield f"order {told.number} issued", _at(told.issued), partial(_issue, told)
        for place, (moment, role, act) in enumerate(told.acts):
            name = f"order {told.number} {place}"
            yield name, _at(moment), partial(_change, name, told, role, act)


def _draft(told: Told, house: House) -> None:
    with house.reading() as conn:
        project = register.project(conn, SLUG, YEAR, told.number)
    assert project is not None and project.lead_unit
    matter = Matter(*told.words, unit=project.lead_unit, contact=CONTACT)
    who, work = _actor(house, "office", None), Ordering(house.ledger, PROGRAMME)
    key = identity("demonstration", f"order {told.number} drafted")
    act = partial(work.draft, project.id, matter, told.cause, who.account)
    house.carry_out(who, key, ["demonstration", told.number], act, alone=True)


def _issue(told: Told, house: House) -> None:
    who, work = _actor(house, "office", None), Ordering(house.ledger, PROGRAMME)
    day = clock.today().isoformat()[5:]
    key = identity("demonstration", f"order {told.number} issued")
    act = partial(work.issue, _id(house, told), _head(day, "同意签发。"), house.days())
    house.carry_out(who, key, ["demonstration", told.number, "issued"], act, alone=True)
    order_printing.print_(house, who, _id(house, told))


def _change(name: str, told: Told, role: str, change: Act, house: House) -> None:
    id = _id(house, told)
    with house.reading() as conn:
        row = orders.order(conn, id)
    assert row is not None
    who = _actor(house, role, None if role == "office" else row.unit)

    def act() -> tuple[list[Any], Any]:
        found = house.ledger.get(Order, id)
        change(found, Scene(house, who))
        return [found], {"order": str(id)}

    house.carry_out(who, identity("demonstration", name), ["demonstration", name], act, alone=True)
    order_printing.print_(house, who, id)


def _id(house: House, told: Told) -> UUID:
    """The order's id, found by its project and cause."""
    with house.reading() as conn:
        project = register.project(conn, SLUG, YEAR, told.number)
        found = orders.of_project(conn, project.id) if project else []
    return next(row.id for row in found if row.matter["matter"] == told.words[0])


def _actor(house: House, role: str, unit: str | None) -> Actor:
    """The government's account of the role, and of the unit; before there is one, a word that stands for it."""
    with house.reading() as conn:
        found = [each for each in accounts.of_government(conn, SLUG) if each.role == role and each.unit == unit]
    if not found:
        return Actor(f"demonstration-{role}", "市政府办公厅督查室" if role == "office" else "填报人", unit)
    return Actor(str(found[0].id), found[0].post, found[0].unit)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{YEAR}-{moment}").replace(tzinfo=SHANGHAI)
