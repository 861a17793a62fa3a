"""The demonstration's acceptances that came to a verdict: two projects closed, one whose notice is over, one that
passed, one that failed first, was put right and is in its notice now, with an objection that waits, one revoked.

The last (项目10): clinics were counted twice. Those that are on their way stand in acceptances_halfway.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from projects import register
from projects.approval import Approval, Review
from projects.identity import identity
from projects.programme import Programme
from supervision import acceptances, self_check
from supervision.accepting import Accepting
from supervision.member import Member
from supervision.rectification import Rectification
from supervision.verdict import Verdict
from tracker import accounts
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.demonstration.enclosures import enclosed
from web.house import House

SLUG, YEAR = "demo", 2026
OFFICE_POST = "市政府办公厅督查室"
LEADER = "市政府分管副秘书长"
REVIEWED = ("主动公开", "不涉密，可以公开。", "市政府办公厅保密审查岗")
ANSWERS = (
    "与历月月报、点位台账逐项核对，数量一致。",
    "检测、验收资料齐全，抽查未发现质量问题。",
    "资金按合同和进度支付，没有拖欠。",
    "管理维护单位已经明确，移交手续办完。",
    "档案已按项目整理，移交本单位档案室。",
)
FAILED = "7"


@dataclass(frozen=True, slots=True)
class Course:
    """One round. `team`: members by kind and number; `officials`: unit and post; moments as month, day and hour of the
    list's year."""

    number: str
    words: str
    team: tuple[tuple[str, int], ...]
    officials: tuple[tuple[str, str], ...]
    reported: str
    checked: str
    requested: str
    arranged: str
    visited: str
    on: str
    opinion: str
    document: str
    noticed: str = ""
    closed: str = ""
    year: int = YEAR

    @property
    def name(self) -> str:
        """Number and, of another list than this year's, its year."""
        return self.number if self.year == YEAR else f"{self.year} {self.number}"


FINANCE = ("市财政局", "市财政局经济建设科科长")
COURSES = (
    Course(
        "26", "城市低保标准4月1日起提高，补差全部发到位。", (("人大代表", 3), ("市民代表", 1)), (FINANCE,),
        "07-07 10:10", "07-08 15:30", "07-09 09:40", "07-14 10:00", "2026-07-22", "2026-07-24",
        "抽查两个区的发放名册和银行回单，标准执行到位，公示记录齐全。", "示政办验〔2026〕1号",
        "07-27 10:00", "08-04 09:30",
    ),
    Course(
        "3", "建成零工驿站26个，超额2个，全部开放。", (("人大代表", 1), ("政务督查社会监督员", 1), ("市民代表", 2)),
        (("市商务局", "市商务局服务业科科长"),),
        "08-05 10:20", "08-06 16:00", "08-07 09:30", "08-11 10:30", "2026-08-18", "2026-08-19",
        "看了6个驿站，设施和服务与报送一致，夜间开放时间建议公示。", "示政办验〔2026〕2号",
        "08-21 10:00", "08-31 09:40",
    ),
    Course(
        "10", "异地就医直接结算机构累计606家，三个节点全部完成。", (("政协委员", 3), ("市民代表", 4)), (FINANCE,),
        "08-07 09:50", "08-11 15:20", "08-12 10:00", "08-17 09:30", "2026-08-24", "2026-08-25",
        "现场试办结算4笔，均当场办结；机构名单已公布。", "示政办验〔2026〕3号",
        "08-27 10:00", "09-04 09:30",
    ),
    Course(
        "4", "东湖实验学校新校区竣工验收备案并移交，新增学位2700个。",
        (("人大代表", 4), ("专家学者", 1), ("市民代表", 1)),
        (("市自然资源和规划局", "市自然资源和规划局规划核实科科长"),),
        "09-01 15:00", "09-01 16:20", "09-02 09:30", "09-02 16:00", "2026-09-03", "2026-09-04",
        "教学楼、食堂、运动场交付使用，室内空气检测168间全部达标。", "示政办验〔2026〕4号",
        "09-18 10:00",
    ),
    Course(
        "5", "1860间教室照明改造全部完成并检测。", (("政协委员", 1), ("市民代表", 2)), (FINANCE,),
        "09-02 15:00", "09-04 10:30", "09-07 09:30", "09-08 16:30", "2026-09-24", "2026-09-28",
        "抽测12间，照度、眩光均达标；损坏灯具更换责任已写进维保合同。", "示政办验〔2026〕6号",
    ),
    Course(
        "7", "培训61380人次，签到表已补齐，重复登记的已剔除。",
        (("人大代表", 3), ("政务督查社会监督员", 2), ("新闻媒体", 1)), (("市发展改革委", "市发展改革委社会科科长"),),
        "09-14 16:00", "09-15 10:00", "09-15 16:00", "09-16 10:00", "2026-09-21", "2026-09-22",
        "补查5个培训点，签到表与报送人次一致，剔除重复后仍完成目标。", "示政办验〔2026〕5号", "10-08 09:40",
    ),
)  # fmt: skip
"""Every project that is accepted, in the round in which it first was."""
DOUBLE = "报送的618家中，12家是同一机构的分院，重复计数；验收和公示的数字不实。"
FIRST = Course(
    FAILED, "培训61380人次，超额完成6万人目标。", (("人大代表", 3), ("政务督查社会监督员", 2)),
    (("市发展改革委", "市发展改革委社会科科长"),),
    "09-03 14:30", "09-03 16:40", "09-04 10:00", "09-04 15:00", "2026-09-07", "2026-09-08",
    "抽查4个培训点，2个点的签到表与报送人次对不上。", "",
)  # fmt: skip
ISSUES = "南城、北港2个培训点的签到表比报送少31人次，7月有重复登记。"
REQUIREMENT = "全部培训点补齐签到表，剔除重复登记，按剔除后的数字复核是否完成目标。"
OBJECTION = "北港区一个培训点8月只开了两周，家长认为不足10课时。"

Deed = Callable[[House, str], None]
Step = tuple[str, datetime, Callable[[House], None]]


def steps() -> Iterator[Step]:
    """Name, moment and act of each, for the replay to sort among its own."""
    yield from whole(FIRST, 1, failed(ISSUES, REQUIREMENT, "2026-09-17", LEADER, "数字要经得起查，限期整改后再验。"))
    yield step("rectified", "09-10 15:00", _on_rectification("filer", _drafted))
    yield step("rectification out", "09-11 09:40", _on_rectification("unit_head", lambda f, w, h: f.release(w.account)))
    yield step("rechecked", "09-14 10:30", _on_rectification("office_head", _rechecked))
    for each in COURSES:
        yield from to_the_end(each, 2 if each.number == FAILED else 1)
    yield step("objected", "10-08 15:20", _object())
    yield step("revoked 10", "09-18 10:00", _revoke)


def _revoke(house: House, name: str) -> None:
    approval = Approval("分管医疗保障工作的副市长", "2026-09-18", "数字不实，撤销验收，重新核。")
    review = Review(*REVIEWED, Approval("市政府办公厅主任", "2026-09-18", "同意公布。"))
    by("office", "10", lambda work, who, house: work.revoke(DOUBLE, approval, review))(house, name)


def to_the_end(course: Course, round: int = 1) -> Iterator[Step]:
    """A round that is passed, its notice, and its closing where it came to that."""
    yield from whole(course, round, _pass)
    if course.noticed:
        yield step(f"noticed {course.name}", course.noticed, _notice(course), course.year)
    if course.closed:
        yield step(f"closed {course.name}", course.closed, _close(course), course.year)


def whole(course: Course, round: int, decide: Callable[[Course], Deed]) -> Iterator[Step]:
    name, year = f"{course.name} {round}", course.year
    yield step(f"reported {name}", course.reported, report(course), year)
    yield step(f"checked {name}", course.checked, check(course), year)
    yield step(f"requested {name}", course.requested, request(course), year)
    yield step(f"arranged {name}", course.arranged, arrange(course), year)
    yield step(f"decided {name}", verdict_at(course), decide(course), year)


def verdict_at(course: Course) -> str:
    """The afternoon of its day."""
    return f"{course.on[5:]} 16:00"


def step(name: str, at: str, deed: Deed, year: int = YEAR) -> Step:
    moment = datetime.fromisoformat(f"{year}-{at}").replace(tzinfo=SHANGHAI)
    return f"acceptance {name}", moment, lambda house: deed(house, name)


def report(course: Course) -> Deed:
    return of(course, "filer", lambda work, who, house: work.report(course.words, who.account))


def check(course: Course) -> Deed:
    def act(work: Accepting, who: Actor, house: House) -> Any:
        found = row(house, course.number, course.year)
        papers = {
            paper: [enclosed(house.store, f"{paper}（模拟）", ["模拟验收材料", work.project.title, paper])]
            for paper in found.papers
        }
        return work.check(self_check.checked([(True, words) for words in ANSWERS]), papers, who.account)

    return of(course, "filer", act)


def request(course: Course) -> Deed:
    return of(course, "unit_head", lambda work, who, house: work.request(who.account))


def arrange(course: Course) -> Deed:
    def act(work: Accepting, who: Actor, house: House) -> Any:
        with house.reading() as conn:
            units = register.unit_called(conn, SLUG)
        chosen = [str(Member.create_id(SLUG, kind, number)) for kind, number in course.team]
        return work.form_team(chosen, [(units[unit], post) for unit, post in course.officials], course.visited)

    return of(course, "office", act)


def verdict(course: Course, house: House) -> Verdict:
    team = row(house, course.number, course.year).now.team
    assert team is not None
    return Verdict(course.visited, tuple(seat["called"] for seat in team["seats"]), course.on, course.opinion)


def _pass(course: Course) -> Deed:
    approval = Approval(OFFICE_POST, course.on, "验收通过。", course.document)
    return of(course, "office", lambda work, who, house: work.pass_(verdict(course, house), approval))


def failed(issues: str, requirement: str, due: str, leader: str, words: str) -> Callable[[Course], Deed]:
    """By a leader's decision: what is wrong, what is asked until which day."""

    def decide(course: Course) -> Deed:
        approval = Approval(leader, course.on, words)

        def act(work: Accepting, who: Actor, house: House) -> Any:
            return work.fail(verdict(course, house), issues, requirement, due, approval, who.account)

        return of(course, "office", act)

    return decide


def _notice(course: Course) -> Deed:
    day = f"{course.year}-{course.noticed[:5]}"
    review = Review(*REVIEWED, Approval("市政府办公厅主任", day, "同意公示。"))
    return of(course, "office", lambda work, who, house: work.give_notice(review, house.days()))


def _close(course: Course) -> Deed:
    return of(course, "office", lambda work, who, house: work.close("公示期间没有收到异议。"))


def _object() -> Deed:
    return by("office", FAILED, lambda work, who, house: work.record_objection("telephone", "2026-10-08", OBJECTION))


def _on_rectification(role: str, change: Callable[[Rectification, Actor, House], None]) -> Deed:
    def act(work: Accepting, who: Actor, house: House) -> Any:
        found = house.ledger.get(Rectification, UUID(str(work.acceptance().rectification)))
        change(found, who, house)
        return [found], {}

    return by(role, FAILED, act)


def _drafted(found: Rectification, who: Actor, house: House) -> None:
    kept = enclosed(
        house.store, "培训点签到表核对情况（模拟）", ["模拟整改材料", "逐点核对签到表，剔除重复登记31人次。"]
    )
    found.draft_report(
        "逐点核对签到表，建立一人一号，登记时查重。",
        "25个培训点全部补齐，剔除重复31人次，仍完成61380人次。",
        [kept],
        who.account,
    )


def _rechecked(found: Rectification, who: Actor, house: House) -> None:
    note = "抽查南城、北港2个点，签到表与剔除后的数字一致。"
    found.recheck(True, "site", "2026-09-14", note, "市政府办公厅督查专员", who.account)


def of(course: Course, role: str, act: Callable[[Accepting, Actor, House], Any]) -> Deed:
    return by(role, course.number, act, course.year)


def by(role: str, number: str, act: Callable[[Accepting, Actor, House], Any], year: int = YEAR) -> Deed:
    def deed(house: House, name: str) -> None:
        with house.reading() as conn:
            project = register.project(conn, SLUG, year, number)
            assert project is not None
            unit = project.lead_unit if role in ("filer", "unit_head") else None
            known = [each for each in accounts.of_government(conn, SLUG) if (each.role, each.unit) == (role, unit)]
        who = Actor(str(known[0].id), known[0].post, known[0].unit)
        work = Accepting(house.ledger, Programme.create_id(SLUG, year), UUID(project.id))
        key = identity("demonstration", "acceptance", name)
        house.carry_out(who, key, ["demonstration", "acceptance", name], lambda: act(work, who, house), alone=True)

    return deed


def row(house: House, number: str, year: int = YEAR) -> acceptances.AcceptanceRow:
    with house.reading() as conn:
        project = register.project(conn, SLUG, year, number)
        found = acceptances.of_project(conn, project.id) if project else None
    assert found is not None, number
    return found
