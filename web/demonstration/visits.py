"""The demonstration's visits: one of August, closed and made public; one of this morning, three of eight sites seen."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg

from projects import register
from projects.approval import Approval, Review
from projects.identity import identity
from supervision import members, visit_link, visits
from supervision.checklist import questions
from supervision.inspection import Inspection
from supervision.inspection_plan import Outline
from supervision.visit import OPEN
from supervision.visiting import Asked, Visiting
from supervision.way import SITES
from tracker import clock
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.event import Actor
from web.demonstration.roster import office
from web.house import House

SLUG, YEAR = "demo", 2026
FITNESS, ELDERLY = "29", "12"
MORNING = "2026-10-09"

Deed = Callable[[House], None]


def steps() -> list[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, in order, for a replay that sorts them among its own."""
    told = [(f"visit {number}", *act) for number, acts in ((FITNESS, _august()), (ELDERLY, _morning())) for act in acts]
    return [(f"{name} {moment}", _at(moment), deed) for name, moment, deed in told]


def earlier(house: House) -> None:
    """The whole visit of August, each act at its moment."""
    _play(house, _august())


def plan(house: House) -> None:
    """This morning's visit as far as it has come, each act at its moment."""
    _play(house, _morning())


def link(house: House, conn: psycopg.Connection[Any]) -> str | None:
    """The token with which the citizen of this morning's visit goes on; made anew where it was revoked."""
    rows = visits.of_programme(conn, SLUG, YEAR)
    today = [row for row in rows if row.state in OPEN and row.day.isoformat() == MORNING]
    if not today:
        return None
    living = visit_link.of_visit(conn, today[0].id)
    return living["1"].token if "1" in living else visit_link.make(conn, today[0].id, "1")


def _play(house: House, acts: list[tuple[str, Deed]]) -> None:
    for moment, deed in acts:
        with using(FixedClock(_at(moment))):
            deed(house)


def _august() -> list[tuple[str, Deed]]:
    found = [
        ("2026-08-20T09:20", "1", "yes", "八片羽毛球场、两片篮球场都开着，晨练约60人。"),
        ("2026-08-20T09:55", "2", "yes", "器材齐全，报修码贴在立柱上，扫码能打开。"),
        ("2026-08-20T10:30", "3", "yes", ""),
        ("2026-08-20T11:10", "4", "no", "前段已开放，后段约200米护栏未装、围挡未拆，不能通行。"),
        ("2026-08-20T14:40", "6", "yes", "灯光已接电，球场管理员现场开灯演示。"),
    ]
    return [
        ("2026-08-18T15:30", planned(
            FITNESS, "2026-08-20", "走进市办实事", ["1", "2", "3", "4", "6"], ("人大代表01", "市民代表01"),
            "年度第三方查看安排：暑期集中看一次健身场地。", "2026-07-31", 5, "7月报送中的5处，均报为投用。")),
        *((moment, seen_at("2026-08-20", site, "2", verified, note)) for moment, site, verified, note in found),
        ("2026-08-20T15:10", changed("2026-08-20", "1", lambda visit: visit.record_sample(
            "1", 5, 4, "望山公园健身步道只开放了前段，按全线投用报送不准确。"))),
        ("2026-08-20T15:14", changed("2026-08-20", "1", lambda visit: visit.remark(
            "1", "桥下和边角地用得好；步道分段开放可以，报送时应写明开放到哪一段。"))),
        ("2026-08-20T15:18", changed("2026-08-20", "1", lambda visit: visit.sign("1", "confirmed"))),
        ("2026-08-20T15:20", changed("2026-08-20", "2", lambda visit: visit.sign("2", "confirmed"))),
        ("2026-08-21T10:05", changed("2026-08-20", None, lambda visit: visit.close(
            "4处与报送一致；望山公园健身步道由市体育局9月上旬前补装护栏、拆除围挡，开放后再报投用。"))),
        ("2026-08-21T10:20", changed("2026-08-20", None, lambda visit: visit.rule_difference(
            "inaccurate", "不是口径、时点或者登记的原因：单位7月报送时步道只开放了前段，按全线投用报送。"))),
        ("2026-08-24T09:30", changed("2026-08-20", None, lambda visit: visit.clear(Review(
            "主动公开", "不涉及国家秘密和个人信息，可以公开。", "督查室副主任",
            Approval("市政府办公厅分管督查工作的副主任", "2026-08-24", "同意公开。"))))),
    ]  # fmt: skip


def _morning() -> list[tuple[str, Deed]]:
    found = [
        ("08:31", "1", "1", "yes", "早餐窗口在供餐，护理员两人在岗，公示牌写明收费。"),
        ("08:44", "2", "1", "yes", ""),
        ("08:55", "4", "2", "partly", "日间照料已接待老人，二楼助浴间设备到了还没有通水。"),
    ]
    return [
        ("2026-10-08T16:20", planned(
            ELDERLY, MORNING, "集中查看", [str(place) for place in range(1, 9)], ("市民代表01", "人大代表01"),
            "9月报送列出的8处第三方查看点位，节后第一个工作周看完。", "2026-09-30", 8, "")),
        *((f"{MORNING}T{time}", seen_at(MORNING, *said)) for time, *said in found),
    ]  # fmt: skip


def planned(
    number: str,
    on: str,
    method: str,
    sites: list[str],
    who: tuple[str, ...],
    basis: str,
    as_of: str,
    done: int | None,
    note: str,
    way: str = SITES,
) -> Deed:
    """A visit with a plan of its own, whose basis was approved the day before; `who`: kind and number each."""

    def deed(house: House) -> None:
        with house.reading() as conn:
            row = register.project(conn, SLUG, YEAR, number)
            roster = {each.called: str(each.id) for each in members.of_government(conn, SLUG)}
        if row is None:
            raise LookupError(f"the demonstration has no project {number}")
        day = date.fromisoformat(on)
        outline = Outline(
            f"{day.month}月{day.day}日{method}：项目{number}", method, basis, (row.id,), on, on,
            tuple(questions([row.category])), "市政府督查室主任",
        )  # fmt: skip
        reported = {"as_of": as_of, "stage": "投用" if way == SITES else None, "done": done, "note": note}
        asked = Asked(row.id, on, tuple(sites), tuple(roster[each] for each in who), 0, reported, way)
        approval = Approval("市政府秘书长", (clock.today() - timedelta(days=1)).isoformat(), "同意，请代表一起看。")
        act = lambda: Visiting(house.ledger, UUID(row.programme), house.days()).at_once(outline, approval, asked)  # noqa: E731
        answer = house.carry_out(office(house), _key(number, on), ["visits:plan", number, on], act, alone=True)
        links(house, UUID(answer["visit"]))

    return deed


def links(house: House, visit: UUID) -> None:
    """A personal link for each inspector who has none."""
    with house.reading() as conn:
        found, living = visits.visit(conn, visit), visit_link.of_visit(conn, visit)
        for each in found.inspectors if found else ():
            if each.key not in living:
                visit_link.make(conn, visit, each.key)


def seen_at(day: str, site: str, by: str, verified: str, note: str) -> Deed:
    """Recorded on the spot: visited at the moment of recording."""

    def change(visit: Inspection) -> None:
        visit.see_site(by, site, verified, clock.now(), quantity=Decimal(1) if verified == "yes" else None, note=note)

    return changed(day, by, change)


def changed(day: str, by: str | None, change: Callable[[Inspection], None]) -> Deed:
    """A change of the visit of a day, by one of its inspectors, or by the office."""

    def deed(house: House) -> None:
        with house.reading() as conn:
            id = next(row.id for row in visits.of_programme(conn, SLUG, YEAR) if row.day.isoformat() == day)
            visit = visits.visit(conn, id)
        inspector = visit.inspector(by) if visit and by else None
        actor = Actor(f"visit:{id}:{by}", inspector.called) if inspector else office(house)

        def act() -> tuple[list[Any], Any]:
            found = house.ledger.get(Inspection, id)
            change(found)
            return [found], {"visit": str(id)}

        moment = clock.now().isoformat()
        house.carry_out(actor, _key(day, moment), [str(id), moment, by], act)

    return deed


def _key(*act: str) -> UUID:
    """The same act replayed is answered from its key."""
    return identity("demonstration", "visit", *act)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
