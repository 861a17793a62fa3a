"""Published boards made by hand: 示范市's September, 余杭区's history, and the emptiest a board can be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from projects.published import Board, Card, Government, ProgrammeLine

POLICY = {"version": "default-2026", "yellow_at": "10", "red_over": "30", "merged": [[1, 2]]}
PERIODS = ("2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09")
PUBLISHED_AT = datetime(2026, 10, 9, 8, 30, tzinfo=UTC)


def value(as_of: str | None, amount: float | None, unit: str | None = None, **more: Any) -> dict[str, Any]:
    """One published figure."""
    empty = dict.fromkeys(("published_percent", "text", "stage", "source", "problems", "measures"))
    return {"as_of": as_of, "value": amount, "unit": unit, **empty, **more}


def target(no: str, text: str, quantity: float | None, unit: str | None, **more: Any) -> dict[str, Any]:
    """A quantity target without progress, unless said otherwise."""
    return {
        "no": no,
        "text": text,
        "quantity": quantity,
        "unit": unit,
        "comparator": "=",
        "kind": "quantity",
        "stage": None,
        "baseline": None,
        "parent": None,
        "weight": None,
        "plan": {},
        "milestones": [],
        "light": None,
        "progress": None,
        "planned_progress": None,
        "deviation_pp": None,
        "arithmetic": None,
        "value": None,
        "value_as_of": None,
        "value_period": None,
        "values": [],
        **more,
    }


def project(number: str, title: str, targets: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A project as a published board holds it."""
    return {
        "id": f"00000000-0000-0000-0000-{int(number.strip('uS') or 0):012d}",
        "number": number,
        "item": None,
        "title": title,
        "category": None,
        "key_difficult": False,
        "note": None,
        "lead_unit": None,
        "supporting_units": [],
        "implementing_units": [],
        "leader_in_charge": None,
        "responsible": None,
        "contact": None,
        "starts_on": None,
        "due_on": None,
        "light": None,
        "status": None,
        "adjusted": False,
        "progress": None,
        "planned_progress": None,
        "deviation_pp": None,
        "arithmetic": None,
        "policy_version": None,
        "started": False,
        "accepted_on": None,
        "report": None,
        "values": [],
        "targets": targets,
        "adjustments": [],
        "sites": [],
        "regions": [],
        "history": [],
        **more,
    }


HOMES = {"number": "一", "title": "改善群众居住条件"}
SCHOOLS = {"number": "二", "title": "办好人民满意的教育"}
CARE = {"number": "三", "title": "完善养老托育服务"}

LIFT_PLAN = dict(zip(map(str, range(1, 13)), (0, 8, 24, 52, 88, 124, 158, 190, 225, 256, 284, 300), strict=True))
LIFT_VALUES = [
    value("2026-02-28", 3, "部"),
    value("2026-03-31", 3, "部"),
    value("2026-04-30", 5, "部"),
    value("2026-05-31", 14, "部"),
    value("2026-06-30", 37, "部"),
    value("2026-07-31", 66, "部"),
    value("2026-08-31", 97, "部"),
    value("2026-09-30", 123, "部"),
]
LIFT_SENTENCE = "计划75.0%，实际41.0%，落后34.0个百分点，阈值10/30（银川2025）→ 红"

LIFTS = project(
    "2",
    "既有住宅加装电梯300部",
    [
        target(
            "1",
            "既有住宅加装电梯300部",
            300,
            "部",
            stage="投用",
            plan=LIFT_PLAN,
            light="red",
            progress=41.0,
            planned_progress=75.0,
            deviation_pp=-34.0,
            arithmetic=LIFT_SENTENCE,
            value=123,
            value_as_of="2026-09-30",
            value_period="2026-09",
            values=LIFT_VALUES,
        )
    ],
    item=HOMES,
    category="住有宜居",
    key_difficult=True,
    lead_unit="市住房城乡建设局",
    supporting_units=["市财政局", "市市场监管局"],
    implementing_units=["东湖区政府", "西山区政府", "南城区政府"],
    leader_in_charge="分管城建工作的副市长",
    responsible="市住房城乡建设局局长",
    contact="0000-12340102",
    starts_on="2026-03-01",
    due_on="2026-12-20",
    light="red",
    status="far_behind",
    progress=41.0,
    planned_progress=75.0,
    deviation_pp=-34.0,
    arithmetic=LIFT_SENTENCE,
    policy_version="default-2026",
    started=True,
    report={
        "period": "2026-09",
        "state": "accepted",
        "text": "当月新增投用26部，累计投用123部；另有64部完成井道钢结构吊装。",
        "problems": "施工合同5月底才签订，比计划晚两个月，后续工序整体顺延。",
        "measures": "增加两支安装队伍，对完成井道的64部按周排定安装日期。",
    },
)

SCHOOL = project(
    "4",
    "新建、改扩建中小学和幼儿园24所",
    [
        target(
            "1",
            "新建、改扩建中小学和幼儿园24所",
            24,
            "所",
            light="blue",
            progress=108.333,
            planned_progress=83.333,
            deviation_pp=25.0,
            value=26,
            value_as_of="2026-08-31",
            value_period="2026-08",
            plan={"8": 20, "12": 24},
            values=[value("2026-05-31", 6, "所"), value("2026-08-31", 26, "所")],
        )
    ],
    item=SCHOOLS,
    category="学有优教",
    lead_unit="市教育局",
    light="blue",
    status="finished",
    progress=100.0,
    planned_progress=83.333,
    started=True,
    accepted_on="2026-09-04",
    policy_version="default-2026",
)

LONG_TITLE = "推进中小学校园食品安全“互联网＋明厨亮灶”和学生视力健康监测预警服务城乡全域全覆盖"

KITCHENS = project(
    "5",
    LONG_TITLE,
    [
        target(
            "1",
            "中小学校食堂接入“明厨亮灶”监管平台",
            620,
            "个",
            light="grey",
            progress=76.1,
            planned_progress=75.0,
            value=472,
            value_as_of="2026-08-31",
            value_period="2026-08",
        ),
        target(
            "2",
            "为在校学生开展视力监测1250000人次以上",
            1250000,
            "人次",
            comparator=">=",
            light="yellow",
            progress=82.2,
            planned_progress=94.0,
            value=1027500,
            value_as_of="2026-08-31",
            value_period="2026-08",
        ),
    ],
    item=SCHOOLS,
    category="学有优教",
    lead_unit="市市场监管局",
    light="grey",
    status="not_reported",
    progress=79.2,
    planned_progress=84.5,
    started=True,
    policy_version="default-2026",
    report={"period": "2026-09", "state": "not_reported", "text": None, "problems": None, "measures": None},
)

CARE_POINTS = project(
    "6",
    "新建社区养老服务点32处",
    [
        target(
            "1",
            "新建社区养老服务点32处",
            32,
            "处",
            light="green",
            progress=71.9,
            planned_progress=75.0,
            value=23,
            value_as_of="2026-09-30",
            value_period="2026-09",
            arithmetic="计划75.0%，实际71.9%，落后3.1个百分点，阈值10/30（银川2025）→ 绿",
        ),
        target(
            "2",
            "服务点食品抽检合格率98%以上",
            98,
            "%",
            comparator=">=",
            kind="ratio",
            light="green",
            progress=100.0,
            value=98.6,
            value_as_of="2026-09-30",
            value_period="2026-09",
        ),
        target(
            "3",
            "出台养老服务点运营补贴办法",
            None,
            None,
            comparator="complete",
            kind="milestones",
            light="yellow",
            progress=40.0,
            planned_progress=100.0,
            milestones=[
                {"due": "2026-05-31", "text": "完成公开征求意见", "value": None, "weight": 40, "done_on": "2026-05-28"},
                {"due": "2026-09-30", "text": "印发补贴办法", "value": None, "weight": 60, "done_on": None},
            ],
        ),
        target("4", "助餐服务人次", None, "人次", kind="count", value=214306, value_as_of="2026-09-30"),
    ],
    item=CARE,
    category="老有颐养",
    lead_unit="市民政局",
    light="yellow",
    status="behind",
    adjusted=True,
    progress=70.6,
    planned_progress=87.5,
    started=True,
    policy_version="default-2026",
    adjustments=[
        {
            "target_no": "1",
            "field": "quantity",
            "what": "目标值",
            "text": "新建社区养老服务点32处",
            "unit": "处",
            "reason_kind": "其他",
            "words": "同意",
            "old": 40,
            "new": 32,
            "reason": "8处选址因轨道交通控制线调整不能建设",
            "approved_by": "市政府主要负责同志",
            "document": "示政批〔2026〕17号",
            "decided_on": "2026-06-18",
            "effective_on": "2026-07-01",
        }
    ],
    sites=[
        {"name": "青云社区养老服务点", "address": "青云路18号", "unit": "东湖区政府", "share": 1, "stage": "投用"},
        {"name": "柳荫社区养老服务点", "address": "柳荫街6号", "unit": "西山区政府", "share": 1, "stage": "在建"},
    ],
)

PROJECTS = [LIFTS, SCHOOL, KITCHENS, CARE_POINTS]

FIGURES = {
    "total": 32,
    "excluded": 1,
    "completed": 7,
    "started": 31,
    "completion_rate": 21.875,
    "start_rate": 96.875,
    "by_status": {"finished": 7, "ahead": 8, "on_pace": 10, "behind": 4, "far_behind": 2, "not_reported": 1},
    "adjusted": 1,
}


def board(**changed: Any) -> Board:
    """示范市's board of September 2026, four projects of it."""
    given: dict[str, Any] = {
        "slug": "demo",
        "name": "示范市",
        "year": 2026,
        "title": "2026年市办实事",
        "simulated": True,
        "imported": False,
        "note": None,
        "period": "2026-09",
        "periods": PERIODS,
        "merged": {"2026-02": "1—2月"},
        "as_of": date(2026, 9, 30),
        "published_at": PUBLISHED_AT,
        "sha256": "5d41402abc4b2a76b9719d911017c592ae2f0d1b6c3f4e5a6b7c8d9e0f1a2b3c",
        "log_position": 812,
        "policy": POLICY,
        "figures": FIGURES,
        "items": [HOMES, SCHOOLS, CARE],
        "projects": PROJECTS,
        "previous": [
            {**LIFTS, "status": "behind"},
            {**SCHOOL, "status": "ahead"},
            {**KITCHENS, "status": "on_pace"},
            CARE_POINTS,
        ],
        "hotline": "0000-12345",
        "next_due": date(2026, 10, 10),
    }
    return Board(**{**given, **changed})


def lift_card() -> Card:
    """The late lifts with two published months."""
    common = {"published_at": PUBLISHED_AT, "deviation_pp": None}
    history = [
        {
            "period": "2026-09",
            "label": "9月",
            "values": {"1": 123},
            "light": "red",
            "status": "far_behind",
            "progress": 41.0,
            "planned_progress": 75.0,
            **{name: LIFTS["report"][name] for name in ("state", "text", "problems", "measures")},
            **common,
        },
        {
            "period": "2026-02",
            "label": "1—2月",
            "values": {},
            "light": "grey",
            "status": "not_reported",
            "progress": None,
            "planned_progress": None,
            "state": "not_reported",
            "text": None,
            "problems": None,
            "measures": None,
            **common,
        },
    ]
    return Card(board(), LIFTS, history, [])


SOURCE = "https://city.example/2021/8/progress.html"

ELDERLY = project(
    "5",
    "养老服务项目",
    [
        target(
            "1",
            "新增15家示范型居家养老服务照料中心",
            15,
            "家",
            values=[
                value("2021-07-31", 8, "家", text="已完成8家示范型居家养老服务照料中心", source=SOURCE),
                value("2021-12-31", 25, "家", text="新增示范型居家养老服务照料中心25家", source="区政府网站转载"),
            ],
        ),
        target(
            "2",
            "实施生活困难老年人家庭适老化改造260户",
            260,
            "户",
            values=[value("2021-12-31", 367, "户", source="区政府网站转载", published_percent=141.2)],
        ),
    ],
    lead_unit="区民政局",
)
HOUSING = project("1", "住房保障项目", [target("1", "开工建设安置房60万平方米", 600000, "平方米")])
TOWER = project("2", "居住改善项目", [target("2", "既有住宅加装电梯实现“愿装尽装”", None, None, comparator="complete")])


def imported_board(**changed: Any) -> Board:
    """A published history: no lights, no month, no plan."""
    return board(
        **{
            "slug": "yuhang",
            "name": "杭州市余杭区",
            "year": 2021,
            "title": "2021年民生实事",
            "simulated": False,
            "imported": True,
            "period": None,
            "periods": (),
            "merged": {},
            "as_of": date(2021, 12, 31),
            "figures": None,
            "items": [],
            "projects": [HOUSING, TOWER, ELDERLY],
            "previous": [],
            "hotline": None,
            "next_due": None,
            **changed,
        }
    )


def governments() -> list[Government]:
    """The demonstration and a published history."""
    line = ProgrammeLine(2026, "2026年市办实事", 33, date(2026, 9, 30), False, True, None)
    other = ProgrammeLine(2022, "2022年市办实事", 5, None, True, False, "收录16件中的5件")
    return [
        Government("demo", "示范市", "city", (line,), True, False),
        Government("qingdao", "青岛市", "city", (other,), False, True),
    ]
