"""The demonstration's plans and draws, one in each state that a draw can be in.

September's announced one is drawn and over; of this week's one waits for its witnesses, one has a seal to be opened,
one waits for a lottery after its first pools were withdrawn. Next year's look back is a draft.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from projects import register
from projects.approval import Approval, Review
from projects.identity import identity
from projects.programme import Programme
from supervision import draw, inspection_plans, lots, visits, witness_link
from supervision.checklist import questions
from supervision.draw import CODE_LENGTH, CODE_SIGNS
from supervision.inspecting import Inspecting, Quotas
from supervision.inspection import Inspection
from supervision.inspection_plan import InspectionPlan, Outline
from supervision.lot import Lot
from supervision.visiting import Visiting
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.demonstration.roster import office
from web.demonstration.visits import links
from web.house import House

SLUG, YEAR = "demo", 2026
LOTTERY = "中国体育彩票排列5"
ANNOUNCED, SILENT = "9月民生服务设施集中查看", "10月电梯加装随机抽查"
TALK, GROUNDS, BACK = "10月养老托育座谈点评", "10月健身场地集中查看", "2026年已销号项目回头看"
LOOK_BACK = "2026年度督查计划第9项：已销号项目次年回头看"
WITNESSES = ("公证处公证员", "市纪委监委派驻干部", "新闻媒体01")
"""Nobody of a pool: of news media none is drawn where witnesses seal."""
APPROVAL = Approval("市政府秘书长", "2026-09-04", "同意，注意听取群众意见。", "示政办批〔2026〕61号")
SEEN = {
    "柳荫社区养老服务点": ("yes", "午餐开餐，约三十位老人在用餐，价目贴在窗口。"),
    "柳河社区养老服务点": ("yes", "新添的两张护理床已启用。"),
    "东湖桥下运动公园": ("yes", "灯亮，地面划线清楚。"),
    "望山公园健身步道": ("partly", "护栏已补装，后段还有约60米围挡没有拆，要绕行。"),
}
"""Site → whether it is as reported, and what was seen; the others are, and nothing more is said of them."""
PATH = "望山公园健身步道"
SHORT = f"{PATH}还没有全线开放。"
NUMBERS = {1: "48213905", 2: "20260907"}

Deed = Callable[[House], None]


def steps() -> list[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, in order, for a replay that sorts them among its own."""
    told: list[tuple[str, Deed]] = [
        ("2026-09-03T10:00", drafted(ANNOUNCED, "集中查看", ("12", "29"), ("2026-09-08", "2026-09-11"))),
        ("2026-09-04T16:00", approved(ANNOUNCED, APPROVAL)),
        ("2026-09-07T09:30", commit(ANNOUNCED, {"人大代表": 1, "政协委员": 1, "专家学者": 1, "市民代表": 2}, 6)),
        ("2026-09-07T09:32", on_lot(ANNOUNCED, sealed)),
        ("2026-09-07T09:33", on_lot(ANNOUNCED, lambda lot: lot.write_paper(3, "660033"))),
        ("2026-09-07T09:34", on_lot(ANNOUNCED, lambda lot: lot.end_sealing())),
        ("2026-09-07T09:35", on_lot(ANNOUNCED, opened)),
        ("2026-09-07T15:10", on_lot(ANNOUNCED, _replace)),
        ("2026-09-07T16:00", visits_of(ANNOUNCED, dict.fromkeys(("12", "29"), "2026-09-09"))),
        *_walk(ANNOUNCED),
        ("2026-09-14T10:00", _plan(ANNOUNCED, lambda plan: plan.end("五人看了6处，意见已转牵头单位。"))),
        *_cleared(ANNOUNCED),
        ("2026-10-08T10:00", drafted(SILENT, "随机抽查", ("16",), ("2026-10-12", "2026-10-16"))),
        ("2026-10-08T15:30", approved(SILENT, Approval(
            "市政府秘书长", "2026-10-08", "同意。不打招呼，直奔现场。", "示政办批〔2026〕70号"))),
        ("2026-10-08T16:40", commit(SILENT, {"人大代表": 1, "政务督查社会监督员": 1, "市民代表": 1}, 0)),
        *_by_lottery(),
        *_half_open(),
        ("2026-10-08T17:20", drafted(BACK, "集中查看", ("3", "10", "26"), ("2027-03-01", "2027-04-16"), LOOK_BACK)),
    ]  # fmt: skip
    return [
        (f"inspections {moment}", datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI), deed)
        for moment, deed in told
    ]


def _by_lottery() -> list[tuple[str, Deed]]:
    """Frozen with a place too many, withdrawn before anything was drawn, frozen again; a lottery decides."""
    quotas = {"人大代表": 1, "新闻媒体": 1, "市民代表": 1}
    said = "第一次封存时检查点位多填了1处，尚未产生结果，撤回重新封存。"
    return [
        ("2026-10-08T09:30", drafted(GROUNDS, "集中查看", ("29",), ("2026-10-19", "2026-10-23"))),
        ("2026-10-08T14:10", approved(GROUNDS, Approval(
            "市政府秘书长", "2026-10-08", "同意，步道开放了没有，请代表看。", "示政办批〔2026〕71号"))),
        ("2026-10-08T14:40", commit(GROUNDS, quotas, 4, ())),
        ("2026-10-08T15:00", on_lot(GROUNDS, lambda lot: lot.withdraw(said))),
        ("2026-10-08T15:20", commit(GROUNDS, quotas, 3, ())),
    ]  # fmt: skip


def _half_open() -> list[tuple[str, Deed]]:
    """Two of three numbers are open this morning; the second witness's seal is waited for."""
    first = lambda lot: lot.open(1, NUMBERS[1], _code(lot, 1), "phone")  # noqa: E731
    return [
        ("2026-10-08T09:50", drafted(TALK, "座谈点评", ("13", "14"), ("2026-10-15", "2026-10-16"))),
        ("2026-10-08T14:30", approved(TALK, Approval(
            "市政府秘书长", "2026-10-08", "同意，会前把进展发给代表。", "示政办批〔2026〕72号"))),
        ("2026-10-09T08:40", commit(TALK, {"人大代表": 1, "政协委员": 1, "市民代表": 2}, 0)),
        ("2026-10-09T08:52", on_lot(TALK, sealed)),
        ("2026-10-09T08:53", on_lot(TALK, lambda lot: lot.write_paper(3, "880011"))),
        ("2026-10-09T08:56", on_lot(TALK, lambda lot: lot.end_sealing())),
        ("2026-10-09T08:57", on_lot(TALK, first)),
    ]  # fmt: skip


def drafted(
    title: str, method: str, numbers: tuple[str, ...], days: tuple[str, str], basis: str = "2026年度督查计划第4项"
) -> Deed:
    def deed(house: House) -> None:
        with house.reading() as conn:
            rows = [
                row for row in register.projects(conn, str(_inspecting(house).programme.id)) if row.number in numbers
            ]
        asked = questions(row.category for row in rows)
        outline = Outline(
            title,
            method,
            basis,
            tuple(row.id for row in rows),
            *days,
            tuple(asked),
            "市政府督查室主任",
        )
        id = identity("demonstration", "inspections", "inspection_plan", title)
        _do(house, f"draft {title}", lambda: _inspecting(house).draft(outline, id))

    return deed


def approved(title: str, approval: Approval) -> Deed:
    return lambda house: _do(house, f"approve {title}", lambda: _inspecting(house).approve(_id(house, title), approval))


def commit(title: str, kinds: dict[str, int], sites: int, witnesses: tuple[str, ...] = WITNESSES) -> Deed:
    """With a salt and a plan's id that are the same at each loading, so that the same are drawn."""

    def deed(house: House) -> None:
        quotas = Quotas(kinds, "sites" if sites else "", sites)
        salt = sha256(title.encode()).hexdigest()
        answer = _do(
            house,
            f"commit {title}" + (f" {sites}" if not witnesses else ""),
            lambda: _inspecting(house).commit(_id(house, title), quotas, witnesses, LOTTERY, salt=salt),
        )
        with house.reading() as conn:
            witness_link.make(conn, UUID(answer["lot"]), len(witnesses))

    return deed


def on_lot(title: str, change: Callable[[Lot], Any]) -> Deed:
    def deed(house: House) -> None:
        with house.reading() as conn:
            id = lots.of_plan(conn, _id(house, title))[0].id

        def act() -> tuple[list[Any], Any]:
            found = house.ledger.get(Lot, id)
            change(found)
            return [found], {}

        _do(house, f"lot {title} {house.ledger.get(Lot, id).version}", act)

    return deed


def _plan(title: str, change: Callable[[InspectionPlan], None]) -> Deed:
    def deed(house: House) -> None:
        def act() -> tuple[list[Any], Any]:
            found = house.ledger.get(InspectionPlan, _id(house, title))
            change(found)
            return [found], {}

        _do(house, f"plan {title}", act)

    return deed


def visits_of(title: str, on: Mapping[str, str]) -> Deed:
    """One press: a visit to each project drawn, on its day (by the project's number), with a link for each member."""

    def deed(house: House) -> None:
        plan, numbers = _inspecting(house).plan(_id(house, title)), _inspecting(house).programme.projects
        days = {numbers[number]: day for number, day in on.items()}
        act = lambda: _visiting(house).of_draw(plan.id, days)  # noqa: E731
        for id in _do(house, f"visits {title}", act)["visits"]:
            links(house, UUID(id))

    return deed


def _walk(title: str) -> list[tuple[str, Deed]]:
    """Both visits of the ninth: seen site by site, signed by all, closed on the eleventh, public on the sixteenth."""
    day = "2026-09-09T"
    told: list[tuple[str, Deed]] = []
    for number, hour, close in (("12", "09", "2026-09-11T10:00"), ("29", "14", "2026-09-11T10:10")):
        told += [
            (f"{day}{hour}:30", _visit(title, number, "see", _see)),
            (f"{day}{hour}:55", _visit(title, number, "sign", _sign)),
            (close, _visit(title, number, "close", lambda visit: visit.close(_closing(visit)))),
        ]
    return sorted(told, key=lambda step: step[0])


def _cleared(title: str) -> list[tuple[str, Deed]]:
    review = Review(
        "主动公开", "不涉及国家秘密和个人信息，可以公开。", "督查室副主任",
        Approval("市政府办公厅分管督查工作的副主任", "2026-09-16", "同意公开。"),
    )  # fmt: skip
    return [
        (f"2026-09-16T09:{minute}", _visit(title, number, "clear", lambda visit: visit.clear(review)))
        for number, minute in (("12", "30"), ("29", "32"))
    ]


def _visit(title: str, number: str, what: str, change: Callable[[Inspection], None]) -> Deed:
    def deed(house: House) -> None:
        with house.reading() as conn:
            rows = visits.of_programme(conn, SLUG, YEAR, _id(house, title))
        id = next((row.id for row in rows if row.number == number), None)
        if id is None:
            return

        def act() -> tuple[list[Any], Any]:
            found = house.ledger.get(Inspection, id)
            change(found)
            return [found], {}

        _do(house, f"visit {title} {number} {what}", act)

    return deed


def _see(visit: Inspection) -> None:
    for key in visit.site_keys:
        name = next(site["name"] for site in visit.sites if site["key"] == key)
        verified, note = SEEN.get(name, ("yes", ""))
        visit.see_site("1", key, verified, clock.now(), note=note)
    visit.record_sample("1", *visit.suggested, SHORT if _short(visit) else "")


def _short(visit: Inspection) -> bool:
    return any(site["name"] == PATH for site in visit.sites)


def _closing(visit: Inspection) -> str:
    if _short(visit):
        return f"其余与报送一致；{PATH}后段围挡由市体育局9月底前拆除。"
    return f"看了{len(visit.sites)}处，都与报送一致。"


def _sign(visit: Inspection) -> None:
    for key in visit.kinds:
        visit.sign(key, "confirmed")


def _replace(lot: Lot) -> None:
    lot.replace(next(id for id in lot.chosen if id.startswith("市民代表")), "absent", "当日在外地。")


def _code(lot: Lot, place: int) -> str:
    """Made here from the draw's hash, where a telephone throws dice."""
    dice = sha256(f"{lot.sha256} {place}".encode()).digest()[:CODE_LENGTH]
    return "".join(CODE_SIGNS[each % len(CODE_SIGNS)] for each in dice)


def sealed(lot: Lot) -> None:
    for place, number in NUMBERS.items():
        lot.seal(place, draw.seal(lot.sha256, place, number, _code(lot, place)))


def opened(lot: Lot) -> None:
    for place, number in NUMBERS.items():
        lot.open(place, number, _code(lot, place), "phone")


def _id(house: House, title: str) -> UUID:
    with house.reading() as conn:
        rows = inspection_plans.of_programme(conn, str(_inspecting(house).programme.id))
    return next(row.id for row in rows if row.outline["title"] == title)


def _visiting(house: House) -> Visiting:
    return Visiting(house.ledger, Programme.create_id(SLUG, YEAR), house.days())


def _inspecting(house: House) -> Inspecting:
    return Inspecting(house.ledger, Programme.create_id(SLUG, YEAR))


def _do(house: House, name: str, act: Callable[[], tuple[list[Any], Any]]) -> Any:
    who: Actor = office(house)
    return house.carry_out(who, identity("demonstration", "inspections", name), ["demonstration", name], act)
