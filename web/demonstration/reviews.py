"""The demonstration's quarterly reviews: two held, their tasks followed, the third called for 20 October."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

from projects import register
from projects.identity import identity
from projects.programme import Programme
from supervision.quarter import Quarter
from supervision.review_meeting import ATTENDING, EXCUSED, SITTING_IN, Arrangement
from supervision.review_work import ReviewWork
from tracker import accounts
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.demonstration import papers
from web.demonstration.enclosures import enclosed
from web.house import House

SLUG, YEAR = "demo", 2026
PROGRAMME = Programme.create_id(SLUG, YEAR)
OFFICE = Actor("demonstration-office", "市政府办公厅督查室")
CHAIR = "市政府常务副市长"
PLACE = "市政府办公楼三楼第二会议室"
SITTING = ("市人大常委会代表联络处负责人", "市政府新闻办负责人", "市政府办公厅督查室负责人")

Deed = Callable[[House], None]


@dataclass(frozen=True)
class Task:
    """One task of a meeting: reported and confirmed on the days given, or carried into the next meeting."""

    unit: str
    project: str
    text: str
    due: str
    report: str = ""
    reported: str = ""
    confirmed: str = ""
    carried: str = ""
    carried_due: str = ""


@dataclass(frozen=True)
class Review:
    """One meeting as it went: moments as MM-DD HH:MM."""

    quarter: int
    called: str
    on: str
    pack: str
    comments: tuple[tuple[str, str], ...]
    tasks: tuple[Task, ...]
    minutes: str
    closed: str
    excused: str = ""


FIRST = Review(
    1,
    "04-08 10:00",
    "2026-04-20",
    "04-16 10:00",
    (
        ("16", "合同签订节点没有按期完成，症结在履约保函。要引入第二家供货商，不能把全年任务压在一家企业上。"),
        ("20", "石桥街征收和跨铁路框架桥是全年的硬骨头，要倒排时间，上半年拿出结果。"),
        ("24", "开局平稳，但管材供应只靠一家，要提前备货，防止雨季前后断供。"),
    ),
    (
        Task(
            "市住房城乡建设局", "16", "引入第二家电梯供货商，签订首批合同，解除对单一企业的依赖", "2026-05-15",
            "已与第二家供货商签订首批96部合同，履约保函已开具。", "05-12 16:00", "05-13 10:00",
        ),
        Task(
            "市住房城乡建设局", "20", "完成石桥街道路剩余7户征收，确定跨铁路框架桥施工天窗", "2026-06-30",
            carried="尚有3户未签约，铁路部门施工天窗每周只批准两个夜间",
            carried_due="2026-09-30",
        ),
        Task(
            "市水务局", "24", "备足上半年管材，签订备用供应协议", "2026-05-20",
            "备用供应协议已签订，首批12公里管材入库。", "05-19 15:00", "05-20 11:00",
        ),
        Task(
            "市卫生健康委", "9", "确定北港区两处社区卫生服务中心加固方案", "2026-06-10",
            "两处加固方案已经专家评审通过。", "06-08 17:00", "06-09 09:30",
        ),
    ),
    "04-22 15:00",
    "07-21 10:00",
)  # fmt: skip
SECOND = Review(
    2,
    "07-08 10:00",
    "2026-07-20",
    "07-16 10:00",
    (
        ("16", "投用数落后较多，68部许可没有办结是主要矛盾。要逐部列出卡点，街道、社区一起上门做工作。"),
        ("24", "管材供应不足的问题一季度会上提醒过，备用协议没有兑现，要追究合同责任，尽快恢复施工。"),
        ("20", "征收又拖了一个季度，主要负责人要到现场协调，三季度必须见底。"),
        ("9", "追加资金审批不能等，财政、卫生健康部门当面对接。"),
    ),
    (
        Task(
            "市住房城乡建设局", "16", "逐部办结68部加装电梯施工许可，未办结的列明原因和时限", "2026-08-31",
            "68部许可7月29日全部办结：61部集中受理办结，7部经街道逐户协调后办结。", "08-28 16:30", "08-31 10:00",
        ),
        Task(
            "市水务局", "24", "兑现备用供应协议，恢复西山区、北港区7个村施工", "2026-08-20",
            "备用供应商管材8月17日到场，7个村已恢复施工。", "08-19 11:00", "08-20 15:00",
        ),
        Task(
            "市卫生健康委", "9", "会同市财政局办结北港区加固追加资金310万元审批", "2026-09-15",
            "追加资金已批复并下达北港区。", "09-14 16:00", "09-15 09:30",
        ),
        Task("市城市管理局", "22", "落实三座立体停车库特种设备检验和供电扩容的衔接时间表", "2026-10-15"),
    ),
    "07-22 15:00",
    "07-24 10:00",
    "市体育局主要负责人",
)  # fmt: skip
THIRD = ("09-28 10:00", "2026-10-20")


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, hour and deed of each."""
    for told, following in ((FIRST, SECOND), (SECOND, None)):
        name, quarter = f"review {told.quarter}", Quarter(YEAR, told.quarter)
        yield f"{name} call", _at(told.called), lambda house, q=quarter, on=told.on: _call(house, q, on)  # type: ignore[misc]
        yield f"{name} pack", _at(told.pack), lambda house, q=quarter: _fix(house, q)  # type: ignore[misc]
        yield f"{name} hold", _at(f"{told.on[5:]} 17:00"), lambda house, told=told: _hold(house, told)  # type: ignore[misc]
        yield f"{name} minutes", _at(told.minutes), lambda house, told=told: _minutes(house, told)  # type: ignore[misc]
        yield f"{name} close", _at(told.closed), lambda house, told=told: _close(house, told)  # type: ignore[misc]
        for no, task in enumerate(told.tasks, 1):
            if task.reported:
                yield f"{name} task {no}", _at(task.reported), _reporting(told, no, task)
                yield f"{name} task {no} done", _at(task.confirmed), _confirming(told, no)
            elif task.carried and following:
                yield f"{name} task {no} carried", _at(f"{following.on[5:]} 17:05"), _carrying(told, no, task)
    yield "review 3 call", _at(THIRD[0]), lambda house: _call(house, Quarter(YEAR, 3), THIRD[1])


def _call(house: House, quarter: Quarter, on: str) -> None:
    with house.reading() as conn:
        led = {row.lead_unit for row in register.projects(conn, str(PROGRAMME))}
        units = [name for id, name in register.units(conn, SLUG).items() if id in led]
    arrangement = Arrangement(
        on=on,
        time="14:30",
        place=PLACE,
        chair=CHAIR,
        attendees=[
            *({"post": f"{unit}主要负责人", "state": ATTENDING} for unit in units),
            *({"post": post, "state": SITTING_IN} for post in SITTING),
        ],
        agenda=[
            f"通报{quarter.label}总体进展和上次会议任务落实情况" if quarter.number > 1 else "通报一季度总体进展",
            "进度滞后项目的牵头单位逐项汇报原因和措施",
            "对照材料逐项点评",
            "部署下步工作，明确任务、责任单位和完成时限",
        ],
    )
    _do(house, f"review {quarter.number} call", OFFICE, lambda: _work(house, quarter).convene(arrangement))


def _fix(house: House, quarter: Quarter) -> None:
    work = _work(house, quarter)
    seen = sha256(work.pack().encode()).hexdigest()
    _do(house, f"review {quarter.number} pack", OFFICE, lambda: work.fix_pack(seen))


def _hold(house: House, told: Review) -> None:
    quarter = Quarter(YEAR, told.quarter)
    called = _work(house, quarter).meeting().arrangement["attendees"]
    came = [{**each, "state": EXCUSED if each["post"] == told.excused else each["state"]} for each in called]
    name = f"review {told.quarter}"
    _do(house, f"{name} hold", OFFICE, lambda: _work(house, quarter).hold(told.on, came))
    work = _work(house, quarter)
    for number, text in told.comments:
        _do(house, f"{name} on {number}", OFFICE, partial(work.comment, number, CHAIR, text))
    with house.reading() as conn:
        called_units = register.unit_called(conn, SLUG)
    for no, task in enumerate(told.tasks, 1):
        act = partial(work.assign, called_units[task.unit], task.project, task.text, task.due)
        _do(house, f"{name} assign {no}", OFFICE, act)


def _minutes(house: House, told: Review) -> None:
    papers.minutes(house, SLUG, Quarter(YEAR, told.quarter), _at(told.minutes))


def _close(house: House, told: Review) -> None:
    _do(house, f"review {told.quarter} close", OFFICE, lambda: _work(house, Quarter(YEAR, told.quarter)).close())


def _reporting(told: Review, no: int, task: Task) -> Deed:
    def deed(house: House) -> None:
        with house.reading() as conn:
            unit = register.unit_called(conn, SLUG)[task.unit]
            filer = next(a for a in accounts.of_government(conn, SLUG) if a.role == "filer" and a.unit == unit)
        file = enclosed(house.store, "任务落实情况说明（模拟）", ["模拟佐证材料", task.text, task.report])
        work = _work(house, Quarter(YEAR, told.quarter))
        _do(
            house,
            f"review {told.quarter} task {no}",
            Actor(str(filer.id), filer.post, filer.unit),
            lambda: work.report_task(no, unit, task.report, [file]),
        )

    return deed


def _confirming(told: Review, no: int) -> Deed:
    def deed(house: House) -> None:
        work = _work(house, Quarter(YEAR, told.quarter))
        _do(house, f"review {told.quarter} task {no} done", OFFICE, lambda: work.settle_task(no, True, "材料属实。"))

    return deed


def _carrying(told: Review, no: int, task: Task) -> Deed:
    def deed(house: House) -> None:
        work = _work(house, Quarter(YEAR, told.quarter))
        name = f"review {told.quarter} task {no} carried"
        _do(house, name, OFFICE, lambda: work.carry_task(no, task.carried, task.carried_due))

    return deed


def _work(house: House, quarter: Quarter) -> ReviewWork:
    return ReviewWork(house.ledger, SLUG, YEAR, quarter.key)


def _do(house: House, name: str, who: Actor, act: Callable[[], Any]) -> UUID:
    key = identity("demonstration", name)
    house.carry_out(who, key, ["demonstration", name], act)
    return key


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{YEAR}-{moment}").replace(tzinfo=SHANGHAI)
