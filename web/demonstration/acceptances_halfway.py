"""The demonstration's acceptances that are on their way this morning: one reported, its self-check half done, one
requested, one whose team was drawn yesterday and looks on the 12th, one that failed yesterday.

The third (项目6): its first request was returned. The last (项目11): a station whose ambulances cannot be washed.
"""

from collections.abc import Iterator
from typing import Any

from projects import register
from projects.approval import Approval
from supervision import self_check
from supervision.accepting import Accepting
from tracker.event import Actor
from web.demonstration import inspections
from web.demonstration.acceptances import (
    FINANCE,
    LEADER,
    SLUG,
    Course,
    Step,
    arrange,
    by,
    check,
    failed,
    report,
    request,
    row,
    step,
    verdict_at,
)
from web.demonstration.enclosures import enclosed
from web.house import House

CANTEENS = Course(
    "6", "45个食堂全部投用，其中新建独立食堂19个。", (), (FINANCE,),
    "09-29 09:30", "09-29 15:10", "09-29 16:40", "10-08 16:30", "2026-10-12", "", "", "",
)  # fmt: skip
STATIONS = Course(
    "11", "急救站6个全部值班，除颤器500台全部装到点位并联网。", (("人大代表", 3), ("市民代表", 4)), (FINANCE,),
    "09-29 15:10", "09-30 09:20", "09-30 10:40", "09-30 16:10", "2026-10-08", "2026-10-08",
    "看了3个急救站、抽查20台除颤器：除颤器都在位、可用；青山镇站洗消间没有通水。", "",
)  # fmt: skip
BUSES = Course(
    "21", "36条线路优化完毕，120辆纯电公交车全部上线运营。", (), (), "10-08 09:40", "10-08 15:00", "10-08 17:10",
    "", "", "", "", "",
)  # fmt: skip
GYMS = Course(
    "30", "90所学校体育场馆全部向社会开放，预约平台可查时段。", (), (), "10-08 10:30", "10-08 17:30", "",
    "", "", "", "", "",
)  # fmt: skip
BACK = "明细台账没有写明各食堂的供餐日期，无法核对是否投用；请补齐后再申请。"
DRAWN = "学校食堂验收集中查看"
DRY = "青山镇急救站洗消间没有通水，救护车要到23公里外清洗，不符合投用条件。"
WATER = "接通青山镇急救站洗消间给排水，验收合格后投用；其余5个站逐一自查洗消条件。"
HALF = (
    (True, "90所学校与预约平台逐所核对，名单一致。"),
    (True, "开放时段和收费标准已公示，抽查8所均能预约。"),
    (None, "照明电费补助还有2个区没有拨付，正在催办。"),
)
"""What is answered of the self-check's questions so far."""


def steps() -> Iterator[Step]:
    """Name, moment and act of each, for the replay to sort among its own."""
    yield from _canteens()
    yield step("reported 11", STATIONS.reported, report(STATIONS))
    yield step("checked 11", STATIONS.checked, check(STATIONS))
    yield step("requested 11", STATIONS.requested, request(STATIONS))
    yield step("arranged 11", STATIONS.arranged, arrange(STATIONS))
    fail = failed(DRY, WATER, "2026-10-22", LEADER, "洗消通水以前不算建成，限期改好再验。")
    yield step("decided 11", verdict_at(STATIONS), fail(STATIONS))
    yield step("reported 21", BUSES.reported, report(BUSES))
    yield step("checked 21", BUSES.checked, check(BUSES))
    yield step("requested 21", BUSES.requested, request(BUSES))
    yield step("reported 30", GYMS.reported, report(GYMS))
    yield step("checked 30", GYMS.checked, by("filer", GYMS.number, _half))


def _canteens() -> Iterator[Step]:
    yield step("reported 6", CANTEENS.reported, report(CANTEENS))
    yield step("checked 6", CANTEENS.checked, check(CANTEENS))
    yield step("requested 6", CANTEENS.requested, request(CANTEENS))
    yield step("returned 6", "09-30 10:00", by("office", "6", lambda work, who, house: work.return_(BACK)))
    yield step("checked 6 again", "09-30 15:20", check(CANTEENS))
    yield step("requested 6 again", "09-30 16:40", request(CANTEENS))
    approval = Approval(LEADER, "2026-10-08", "同意，验收组成员抽签产生。", "示政办批〔2026〕69号")
    quotas = {"人大代表": 1, "政协委员": 1, "市民代表": 1}
    for name, at, deed in (
        ("drafted", "09:10", inspections.drafted(DRAWN, "集中查看", ("6",), ("2026-10-12", "2026-10-16"))),
        ("approved", "11:00", inspections.approved(DRAWN, approval)),
        ("frozen", "16:00", inspections.commit(DRAWN, quotas, 0)),
        ("first slip", "16:05", inspections.on_lot(DRAWN, lambda lot: lot.write_paper(1, "330127"))),
        ("second slip", "16:06", inspections.on_lot(DRAWN, lambda lot: lot.write_paper(2, "58806"))),
        ("third slip", "16:07", inspections.on_lot(DRAWN, lambda lot: lot.write_paper(3, "909012"))),
        ("drawn", "16:08", inspections.on_lot(DRAWN, lambda lot: lot.end_sealing())),
    ):
        yield step(f"team {name}", f"10-08 {at}", lambda house, name, deed=deed: deed(house))  # type: ignore[misc]
    yield step("arranged 6", CANTEENS.arranged, _arrange_drawn)


def _arrange_drawn(house: House, name: str) -> None:
    with house.reading() as conn:
        units = register.unit_called(conn, SLUG)
    officials = [(units[unit], post) for unit, post in CANTEENS.officials]

    def act(work: Accepting, who: Actor, house: House) -> Any:
        [lot] = work.draws()
        return work.form_team([], officials, CANTEENS.visited, lot=str(lot.id))

    by("office", CANTEENS.number, act)(house, name)


def _half(work: Accepting, who: Actor, house: House) -> Any:
    first = row(house, GYMS.number).papers[0]
    kept = enclosed(house.store, f"{first}（模拟）", ["模拟验收材料", work.project.title, first])
    return work.check(self_check.checked(HALF), {first: [kept]}, who.account)
