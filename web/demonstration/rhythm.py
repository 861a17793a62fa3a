"""The demonstration's other rhythms: departments' plans, the list's interpretation, the half-year disclosure and its
interpretation, the third parties' round of the first half."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from projects import register
from projects.approval import Approval, Review
from projects.identity import identity
from projects.programme import Programme
from projects.register import ProgrammeRow
from supervision import department_plans, interpretations
from supervision.department_plan import Plan
from supervision.disclosing import HALF_YEAR, Disclosing
from supervision.third_party_round import ThirdPartyRound
from tracker import accounts
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.house import House

SLUG, YEAR = "demo", 2026
PROGRAMME = Programme.create_id(SLUG, YEAR)
OFFICE = Actor("demonstration-office", "市政府办公厅督查室")
HALF = f"{YEAR}-H1"
LATE_UNIT = "市城市管理局"
"""Files its plan on the day after the last one."""
ON_TIME, TOO_LATE = "03-05 10:00", "03-11 09:30"

Deed = Callable[[House], None]

RELEASE_WORDS = (
    "今年的10件33项实事，是从群众来信、热线诉求和网上征集中选出来的，每一项都有量化的目标、逐月的计划和牵头单位。",
    "就业培训、教育、医疗、养老托育、住房、出行、环境、救助、文体、安全各有安排，受益的主要是老人、孩子、老旧小区和农村居民。",
    "每个月的进展都在网上公布：办到哪一步、比计划快还是慢、卡在哪里、下一步怎么办。慢了的会标出来，不用去问。",
    "发现公布的情况与实际不符的，可以拨打监督电话反映。",
)
HALF_WORDS = (
    "上半年绝大多数项目按月度计划推进，提高城市低保标准已经办成，群众已经领到新标准的补助。",
    "慢的是加装电梯和农村供水管网。电梯卡在一层住户意见和施工许可，管网卡在管材供应，原因和措施都写在各项里。",
    "下半年的办法是：主要负责人包项目，每周调度；涉及几个部门的，由督查室统一协调。下一次公开在明年1月。",
)
ROUND = (
    "实地看了加装电梯、社区养老服务点、口袋公园和农村供水管网的12处现场，听取了住户意见。评议组肯定养老服务点的助餐服务，"
    "指出两个小区电梯施工围挡影响出行、一处供水管网回填不实，要求牵头单位一个月内整改。"
)


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, hour and deed of each."""
    yield "interpret release", _at("01-23 16:00"), partial(_interpret, subject="release", words=RELEASE_WORDS)
    yield "plans", _at(ON_TIME), _plans
    yield "plans accepted", _at("03-06 11:00"), partial(_accepted, late=False)
    yield "plan late", _at(TOO_LATE), partial(_plan, unit=LATE_UNIT)
    yield "plan late accepted", _at("03-11 15:00"), partial(_accepted, late=True)
    yield "third parties", _at("06-18 17:30"), _round
    yield "half-year disclosure", _at("07-13 15:00"), _disclose
    yield "interpret half-year", _at("07-15 11:00"), partial(_interpret, subject=HALF, words=HALF_WORDS)


def _programme(house: House) -> ProgrammeRow:
    with house.reading() as conn:
        found = register.programme(conn, SLUG, YEAR)
    assert found is not None
    return found


def _interpret(house: House, subject: str, words: tuple[str, ...]) -> None:
    programme = _programme(house)
    with house.reading() as conn:
        about = interpretations.subject_of(conn, programme, subject)
    day = about.published_at.astimezone(SHANGHAI).date().isoformat()
    told = (f"读懂《{about.title}》", list(words), "市政府办公厅督查室")
    _do(
        house,
        f"interpret {subject}",
        OFFICE,
        lambda: interpretations.publish(house.ledger, programme, about, told, _review(day)),
    )


def _plans(house: House) -> None:
    with house.reading() as conn:
        names = department_plans.asked(conn, _programme(house)).values()
    for name in names:
        if name != LATE_UNIT:
            _plan(house, name)


def _plan(house: House, unit: str) -> None:
    programme = _programme(house)
    with house.reading() as conn:
        id = register.unit_called(conn, SLUG)[unit]
        filer = next(a for a in accounts.of_government(conn, SLUG) if a.role == "filer" and a.unit == id)
    plan = Plan(
        title=f"{unit}{YEAR}年市办实事实施方案",
        adopted_on=f"{YEAR}-03-02",
        summary="成立由主要负责人牵头的专班，逐项分解到处室和县区，明确每月节点、责任人和检查办法，每月5日前报送进展。",
        link=f"https://www.example.invalid/{unit}/2026-shishi",
    )
    who = Actor(str(filer.id), filer.post, filer.unit)
    _do(house, f"plan {unit}", who, lambda: department_plans.file(house.ledger, programme, id, plan))


def _accepted(house: House, late: bool) -> None:
    programme = _programme(house)
    with house.reading() as conn:
        asked = department_plans.asked(conn, programme)
    for id, name in asked.items():
        if (name == LATE_UNIT) == late:
            act = partial(department_plans.settle, house.ledger, programme, id, True, "")
            _do(house, f"plan accepted {name}", OFFICE, act)


def _round(house: House) -> None:
    programme = _programme(house)
    with house.reading() as conn:
        ids = {row.number: row.id for row in register.projects(conn, programme.id)}
    members = {"人大代表": 3, "政协委员": 2, "政务督查社会监督员": 3, "专家学者": 1, "市民代表": 4, "新闻媒体": 2}

    def act() -> tuple[list[Any], Any]:
        made = ThirdPartyRound.hold(
            (programme.id, SLUG, YEAR),
            programme.policy.rule("third_party_round").stretch(HALF),
            f"{YEAR}-06-18",
            ["随机抽查", "集中查看", "座谈点评"],
            members,
            [ids[number] for number in ("12", "16", "23", "24")],
            ROUND,
        )
        return [made], {}

    _do(house, "third parties", OFFICE, act)


def _disclose(house: House) -> None:
    work = Disclosing(house.ledger, SLUG, YEAR, HALF)
    _do(house, f"draft {HALF_YEAR}", OFFICE, work.draft)
    made = work.disclosure()
    assert made is not None
    _do(house, f"clear {HALF_YEAR}", OFFICE, lambda: work.clear(_review(f"{YEAR}-07-13"), made.text))
    _do(house, f"publish {HALF_YEAR}", OFFICE, work.publish)


def _review(day: str) -> Review:
    approval = Approval("市政府办公厅主任", day, "同意公开。")
    return Review("主动公开", "不涉密，可以公开。", "市政府办公厅保密审查岗", approval)


def _do(house: House, name: str, who: Actor, act: Callable[[], Any]) -> None:
    house.carry_out(who, identity("demonstration", name), ["demonstration", name], act)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{YEAR}-{moment}").replace(tzinfo=SHANGHAI)
