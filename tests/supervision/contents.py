"""Published months written by hand: August and July 2026, five projects, as projects/snapshot.py would have them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from projects.policy import Period
from supervision.draft import Occasion
from tracker.clock import SHANGHAI

AUGUST = Period("2026-08", (8,))
JULY = Period("2026-07", (7,))
SEPTEMBER = Period("2026-09", (9,))
WINTER = Period("2026-02", (1, 2))
SHA = "ab" * 32


def target(text: str, quantity: float | None, unit: str | None, value: float | None, **more: Any) -> dict[str, Any]:
    return {
        "no": "1", "text": text, "quantity": quantity, "unit": unit, "comparator": "=", "kind": "quantity",
        "stage": None, "baseline": None, "parent": None, "weight": None, "plan": {}, "milestones": [], "light": None,
        "progress": None, "planned_progress": None, "deviation_pp": None, "arithmetic": None, "value": value,
        "value_as_of": "2026-08-31", "value_period": "2026-08", "values": [], **more,
    }  # fmt: skip


def project(
    number: str, title: str, unit: str, status: str, targets: list[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    report = {"period": "2026-08", "state": "accepted", "text": "……", "problems": None, "measures": None}
    first = targets[0]
    return {
        "id": f"p{number}", "number": number, "title": title, "item": {"number": "一", "title": "住有宜居"},
        "lead_unit": unit, "status": status, "targets": targets, "accepted_on": None, "sentence": "",
        "progress": first["progress"], "planned_progress": first["planned_progress"],
        "deviation_pp": first["deviation_pp"], "report": report, **more,
    }  # fmt: skip


LIFTS = project(
    "1",
    "既有住宅加装电梯300部",
    "市住房城乡建设局",
    "far_behind",
    [
        target(
            "加装电梯300部", 300, "部", 97, plan={"7": 158, "8": 190, "9": 225}, light="red", progress=32.3333,
            planned_progress=63.3333, deviation_pp=-31.0,
        )
    ],
    report={
        "period": "2026-08", "state": "accepted", "text": "……",
        "problems": "施工合同5月底才签订，\n比计划晚两个月。", "measures": "增加2支安装队伍。",
    },
)  # fmt: skip
HOMES = project(
    "2",
    "改造老旧小区120个",
    "市住房城乡建设局",
    "behind",
    [
        target("开工改造120个", 120, "个", 120, light="green", progress=100.0, planned_progress=100.0, deviation_pp=0),
        target(
            "印发物业管理办法", None, None, None, no="2", kind="milestones", light="yellow", progress=40.0,
            planned_progress=60.0, deviation_pp=-20.0,
            milestones=[
                {"due": "2026-05-31", "text": "公开征求意见", "value": None, "weight": 40, "done_on": "2026-05-20"},
                {"due": "2026-08-20", "text": "印发管理办法", "value": None, "weight": 60, "done_on": None},
            ],
        ),
    ],
    progress=70.0,
    planned_progress=80.0,
    deviation_pp=-10.0,
)  # fmt: skip
SCHOOLS = project(
    "3",
    "新建、改扩建学校24所",
    "市教育局",
    "finished",
    [
        target(
            "新建、改扩建学校24所", 24, "所", 26, light="blue", progress=108.333, planned_progress=83.333,
            deviation_pp=25.0,
        )
    ],
    progress=100.0,
    accepted_on="2026-08-28",
)  # fmt: skip
PARKING = project(
    "4",
    "新增停车泊位6000个",
    "市城管局",
    "ahead",
    [
        target(
            "新增停车泊位6000个", 6000, "个", 5280, light="green", progress=88.0, planned_progress=74.8,
            deviation_pp=13.2,
        )
    ],
)  # fmt: skip
CLINICS = project(
    "5",
    "新建村卫生室40个",
    "市卫生健康委",
    "not_reported",
    [target("新建村卫生室40个", 40, "个", 20, light="grey", progress=50.0, planned_progress=60.0)],
    deviation_pp=None,
    report={"period": "2026-08", "state": "not_reported", "text": None, "problems": None, "measures": None},
)
FIVE = [LIFTS, HOMES, SCHOOLS, PARKING, CLINICS]


def content(projects: list[dict[str, Any]], **figures: Any) -> dict[str, Any]:
    """A month of these projects with the figures given."""
    return {
        "jurisdiction": "demo", "name": "示范市", "year": 2026, "title": "2026年市办实事", "period": "2026-08",
        "as_of": "2026-08-31", "policy_version": "default-2026", "imported": False,
        "items": [{"number": "一", "title": "住有宜居", "listed": "一、住有宜居"}], "projects": projects,
        "figures": {
            "total": 5, "excluded": 0, "completed": 1, "started": 4, "completion_rate": 20.0, "start_rate": 80.0,
            "by_status": {
                "ahead": 1, "behind": 1, "far_behind": 1, "finished": 1, "not_reported": 1, "on_pace": 0,
            },
            "adjusted": 0, **figures,
        },
    }  # fmt: skip


def august() -> dict[str, Any]:
    """One finished, one ahead, one behind, one far behind, one not reported."""
    return content(FIVE)


def july() -> dict[str, Any]:
    """The month before: the schools were ahead, the lifts behind, the clinics on pace."""
    before = {"p1": "behind", "p3": "ahead", "p5": "on_pace"}
    return content([{**each, "status": before.get(each["id"], each["status"])} for each in FIVE])


def occasion(**changed: Any) -> Occasion:
    """August, published on 10 September at position 812; July before it, September's report due on 8 October."""
    given: dict[str, Any] = {
        "period": AUGUST,
        "log_position": 812,
        "sha256": SHA,
        "published_on": date(2026, 9, 10),
        "government": "示范市",
        "simulated": True,
        "hotline": "0000-12345",
        "previous": july(),
        "previous_period": JULY,
        "next_period": SEPTEMBER,
        "next_due": datetime(2026, 10, 8, 17, tzinfo=SHANGHAI),
    }
    return Occasion(**{**given, **changed})
