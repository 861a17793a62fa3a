"""The demonstration's list of the year before, tried out in the last quarter of 2025 and over since January: four
projects, three of them accepted, one announced as not done.

Everything the rules ask of a list of that quarter is done in time (tests/web/demonstration/test_last_year.py): so
the watch finds nothing that lapsed. Its papers of January have numbers of the office's own register: the series of 2026
begins with the papers of that year.
"""

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from projects import intake, register, release
from projects.approval import Approval, Review
from projects.identity import identity
from projects.month import Month
from projects.policy import PolicySet
from projects.programme import Programme
from projects.project import Project
from projects.register import ProgrammeRow
from supervision import department_plans, interpretations, programme_results, proposing
from supervision.department_plan import Plan
from supervision.disclosing import Disclosing
from supervision.paperwork import Changed
from supervision.proposed import Proposed
from supervision.quarter import Quarter
from supervision.review_meeting import ATTENDING, Arrangement
from supervision.review_work import ReviewWork
from supervision.third_party_round import ThirdPartyRound
from tracker import accounts, clock
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.demonstration import acceptances, filed, ladder, papers
from web.demonstration.acceptances import FINANCE, Course
from web.demonstration.script import Script, Told, listing
from web.house import House

SLUG, NAME, YEAR = "demo", "示范市", 2025
PROGRAMME = Programme.create_id(SLUG, YEAR)
TITLE = f"{YEAR}年市办实事"
LISTED = datetime(YEAR, 10, 10, 9, tzinfo=SHANGHAI)
HOTLINE = "0000-12340000"
HALF, QUARTER = f"{YEAR}-H2", Quarter(YEAR, 4)
LATE = "2"
"""The project that was not done."""
HEAD = "市政府办公厅主任"
NUMBERS = {"2025-12": "示政办函〔2026〕2号"}
"""Period → the number that the office's register gave its bulletin."""
MINUTES_NUMBER = "示政办函〔2026〕3号"

COURSES = (
    Course(
        "3", "食堂建成，11月24日起供餐，三个节点全部完成。", (("人大代表", 4), ("市民代表", 1)), (FINANCE,),
        "12-04 10:30", "12-04 16:00", "12-05 09:30", "12-08 10:00", "2025-12-10", "2025-12-11",
        "后厨、留样间、就餐区都在使用，许可证在有效期内。", "示政办验〔2025〕1号", "12-12 10:00", "12-22 09:30", YEAR,
    ),
    Course(
        "1", "安装2036户，超额36户，逐户试呼合格。", (("政协委员", 3), ("市民代表", 2)), (FINANCE,),
        "12-05 10:00", "12-05 15:00", "12-08 09:30", "12-09 10:00", "2025-12-11", "2025-12-12",
        "抽查20户，当场试呼全部接通。", "示政办验〔2025〕2号", "12-15 10:00", "12-23 10:00", YEAR,
    ),
    Course(
        "4", "举办61场，超额1场，场次和签到记录齐全。", (("政务督查社会监督员", 1), ("市民代表", 4)), (FINANCE,),
        "12-08 10:00", "12-08 15:30", "12-09 09:40", "12-11 10:00", "2025-12-16", "2025-12-17",
        "核对61场的签到和照片，到2场现场查看，情况属实。", "示政办验〔2025〕3号", "12-19 10:00", "12-29 09:30", YEAR,
    ),
)  # fmt: skip
RELEASE_WORDS = (
    "四季度先办4项实事，试行“清单、月报、验收、公布”一套做法，明年全年的实事照此办理。",
    "每一项都写明数量、完成时间和牵头单位，从10月起逐月公布，年底逐项交代结果。",
)
HALF_WORDS = (
    "4项实事办成3项，都经现场验收并公示；排水管网还差2.4公里，因冰冻停工，原因和时间都写明了。",
    "没有办成的一项由原牵头单位接着办，2026年6月底前完成。",
)
ROUND = "看了呼叫器安装、学校食堂和排水管网的5处现场。评议组认可前两项，要求管网停工期间管好临时路面，写明复工时间。"
SUMMARY = (
    "四季度4项实事，3项办成并通过验收，1项没有完成。\n"
    "2036户独居老年人家庭装上一键呼叫器，1180名学生在校吃上热饭，61场招聘会达成就业意向7480人。\n"
    "排水管网还差2.4公里没有做，原因是冰冻，也有工序排得太紧的问题，已经写明接着办的时间。"
)
REASON = "12月上旬起持续低温冰冻，管道接口和路面不能施工，北港区两段2.4公里停工；这两段排在最后，没有给天气留余地。"
DESTINATION = "由市住房城乡建设局接着办，2026年3月复工，6月底前完成，结果另行公布。"
COMMENT = "冰冻是客观原因，工序没有留余地是主观原因。停工的两段临时路面每周查一次，3月一解冻就复工。"
DECLINED = "年终公布已写明原因和去向，冰冻期间不能施工，不再发督办单；3月复工后按周查看。"

Deed = Callable[[House], None]
Step = tuple[str, datetime, Deed]


def script() -> Script:
    text = Path(__file__).with_name("last_year.toml").read_text("utf-8")
    return Script(tomllib.loads(text, parse_float=Decimal)["item"])


def policy(letterhead: dict[str, str]) -> PolicySet:
    """The default rules; the months before the list was tried out are told together with its first."""
    together = (tuple(range(1, 11)),)
    return PolicySet(version=f"default-{YEAR}", merged=together, series="示政办督", extra={"letterhead": letterhead})


def take_in(house: House, letterhead: dict[str, str]) -> None:
    """The list of the year before, before anybody has an account."""
    told = script()
    wanted = intake.Intake(
        SLUG, NAME, YEAR, listing(told), shown="simulated", title=TITLE, hotline=HOTLINE, note="四季度试行",
        policy=policy(letterhead), hotlines={each["number"]: each["hotline"] for each in told.projects},
    )  # fmt: skip
    who = Actor("demonstration", "市政府办公厅督查室")
    _do(house, "list", who, lambda: intake.changes(house.ledger, wanted))


def steps() -> Iterator[Step]:
    """Name, hour and deed of each, for the replay to sort among its own."""
    for name, at, deed in (*_begun(), *_months(), *_concluded()):
        yield f"last year {name}", at, deed
    for course in COURSES:
        yield from acceptances.to_the_end(course)


def _begun() -> Iterator[Step]:
    yield "release", _at("2025-10-13 10:00"), _release
    for told in script().projects:
        start = datetime.fromisoformat(f"{told['started_on']} 09:00").replace(tzinfo=SHANGHAI)
        yield f"start {told['number']}", start, partial(_start, told)
    yield "interpret release", _at("2025-10-15 16:00"), partial(_interpret, "release", RELEASE_WORDS)
    yield "plans", _at("2025-10-28 15:00"), _plans
    yield "plans accepted", _at("2025-10-31 10:00"), _plans_accepted


def _months() -> Iterator[Step]:
    for told in script().projects:
        for report in told["report"]:
            name, at = f"{told['number']} {report['period']}", report["filed_at"]
            yield f"file {name}", at.replace(hour=at.hour - 1), partial(_file, told, report)
            yield f"out {name}", at, partial(_out, told, report)
            yield f"accept {name}", filed.accepted_at(report), partial(_accept, told, report)
    for period, day in (("2025-10", "2025-11-10"), ("2025-11", "2025-12-10"), ("2025-12", "2026-01-09")):
        yield f"publish {period}", _at(f"{day} 14:30"), partial(_publish, period, day)
        yield f"bulletin {period}", _at(f"{day} 15:00"), partial(_bulletin, period, _at(f"{day} 15:00"))


def _concluded() -> Iterator[Step]:
    yield "third parties", _at("2025-12-18 17:30"), _round
    yield "announce", _at("2025-12-26 10:30"), _announce
    yield "review call", _at("2026-01-06 10:00"), _call
    yield "review pack", _at("2026-01-12 10:00"), _fix
    yield "proposal declined", _at("2026-01-12 11:00"), _decline
    yield "disclose", _at("2026-01-13 15:00"), _disclose
    yield "review hold", _at("2026-01-15 17:00"), _hold
    yield "interpret half-year", _at("2026-01-15 11:00"), partial(_interpret, HALF, HALF_WORDS)
    yield "review minutes", _at("2026-01-16 11:00"), _minutes
    yield "review close", _at("2026-01-19 10:00"), _close
    yield "conclude", _at("2026-01-19 16:00"), _conclude


# The list and its months.


def _release(house: House) -> None:
    review = _review("2025-10-11", f"{TITLE}项目清单")
    _do(house, "release", _office(house), lambda: release.release(house.ledger, PROGRAMME, "2025-10-13", review))


def _start(told: Told, house: House) -> None:
    def act() -> Changed:
        project = house.ledger.get(Project, _project(house, told["number"]))
        project.start(told["started_on"].isoformat())
        return [project], {}

    _do(house, f"start {told['number']}", _unit(house, "filer", told["lead_unit"]), act)


def _file(told: Told, report: Told, house: House) -> None:
    who, found = _unit(house, "filer", told["lead_unit"]), filed.content(house, told, report)
    work, project = Month(house.ledger, PROGRAMME, report["period"]), _project(house, told["number"])
    _do(house, f"file {told['number']} {report['period']}", who, lambda: work.submit(project, found, who.account))


def _out(told: Told, report: Told, house: House) -> None:
    who, work = _unit(house, "unit_head", told["lead_unit"]), Month(house.ledger, PROGRAMME, report["period"])
    project = _project(house, told["number"])
    _do(house, f"out {told['number']} {report['period']}", who, lambda: work.release(project, who.account))


def _accept(told: Told, report: Told, house: House) -> None:
    who, work = _office(house), Month(house.ledger, PROGRAMME, report["period"])
    project = _project(house, told["number"])
    _do(house, f"accept {told['number']} {report['period']}", who, lambda: work.accept([project], who.account))


def _publish(period: str, day: str, house: House) -> None:
    who, work = _office(house), Month(house.ledger, PROGRAMME, period)
    _do(house, f"clear {period}", who, lambda: work.clear(_review(day, "进展情况")))
    _do(house, f"publish {period}", who, work.publish)


def _bulletin(period: str, at: datetime, house: House) -> None:
    papers.bulletin(house, SLUG, YEAR, period, at, number=NUMBERS.get(period, ""))


# What else a list owes.


def _interpret(subject: str, words: tuple[str, ...], house: House) -> None:
    programme = _programme(house)
    with house.reading() as conn:
        about = interpretations.subject_of(conn, programme, subject)
    told = (f"读懂《{about.title}》", list(words), "市政府办公厅督查室")
    review = _review(clock.today().isoformat(), "解读")
    _do(
        house,
        f"interpret {subject}",
        _office(house),
        lambda: interpretations.publish(house.ledger, programme, about, told, review),
    )


def _asked(house: House) -> dict[str, str]:
    with house.reading() as conn:
        return department_plans.asked(conn, _programme(house))


def _plans(house: House) -> None:
    for id, name in _asked(house).items():
        plan = Plan(
            title=f"{name}{TITLE}实施方案",
            adopted_on="2025-10-27",
            summary="逐项分解到处室和县区，明确每月节点、责任人和检查办法，每月5日前报送进展。",
            link=f"https://www.example.invalid/{name}/2025-shishi",
        )
        act = partial(department_plans.file, house.ledger, _programme(house), id, plan)
        _do(house, f"plan {name}", _unit(house, "filer", name), act)


def _plans_accepted(house: House) -> None:
    for id, name in _asked(house).items():
        act = partial(department_plans.settle, house.ledger, _programme(house), id, True, "")
        _do(house, f"plan accepted {name}", _office(house), act)


def _round(house: House) -> None:
    programme, chosen = _programme(house), [str(_project(house, number)) for number in ("1", "2", "3")]
    stretch = programme.policy.rule("third_party_round").stretch(HALF)
    members = {"人大代表": 2, "政协委员": 1, "市民代表": 2}
    about, ways = (programme.id, SLUG, YEAR), ["随机抽查", "座谈点评"]
    made = ThirdPartyRound.hold(about, stretch, "2025-12-18", ways, members, chosen, ROUND)
    _do(house, "third parties", _office(house), lambda: ([made], {}))


def _call(house: House) -> None:
    units = dict.fromkeys(each["lead_unit"] for each in script().projects)
    arrangement = Arrangement(
        on="2026-01-15",
        time="14:30",
        place="市政府办公楼三楼第二会议室",
        chair="市政府常务副市长",
        attendees=[{"post": f"{unit}主要负责人", "state": ATTENDING} for unit in units],
        agenda=["通报四季度总体进展", "没有完成的项目说明原因", "总结试行做法，部署下一年"],
    )
    _do(house, "review call", _office(house), lambda: _review_work(house).convene(arrangement))


def _fix(house: House) -> None:
    work = _review_work(house)
    seen = sha256(work.pack().encode()).hexdigest()
    _do(house, "review pack", _office(house), lambda: work.fix_pack(seen))


def _hold(house: House) -> None:
    work, who = _review_work(house), _office(house)
    came = work.meeting().arrangement["attendees"]
    _do(house, "review hold", who, lambda: work.hold("2026-01-15", came))
    _do(house, "review comment", who, lambda: work.comment(LATE, "市政府常务副市长", COMMENT))


def _minutes(house: House) -> None:
    papers.minutes(house, SLUG, QUARTER, clock.now(), MINUTES_NUMBER)


def _close(house: House) -> None:
    _do(house, "review close", _office(house), _review_work(house).close)


def _disclose(house: House) -> None:
    work, who = Disclosing(house.ledger, SLUG, YEAR, HALF), _office(house)
    _do(house, "disclosure drafted", who, work.draft)
    made = work.disclosure()
    assert made is not None
    review = _review("2026-01-13", "下半年进展")
    _do(house, "disclosure cleared", who, lambda: work.clear(review, made.text))
    _do(house, "disclosure published", who, work.publish)


# How it ended.


def _announce(house: House) -> None:
    said = {
        "briefing_on": "2025-12-26",
        "summary": SUMMARY,
        f"reason-{LATE}": REASON,
        f"destination-{LATE}": DESTINATION,
    }
    review = _review("2025-12-25", "完成情况")
    act = partial(programme_results.announce, house.ledger, _programme(house), NAME, said, review)
    _do(house, "announce", _office(house), act)


def _conclude(house: House) -> None:
    approval = Approval(HEAD, "2026-01-19", "同意办结。没有完成的一项接着督办。")
    act = partial(programme_results.conclude, house.ledger, _programme(house), approval)
    _do(house, "conclude", _office(house), act)


def _decline(house: House) -> None:
    """An order is proposed on the project that was not done by its day; what comes of it has been told already."""

    def act() -> Changed:
        with house.reading() as conn:
            (found,) = proposing.open_of(conn, _programme(house), clock.today(), house.days())
        made = Proposed.record(SLUG, YEAR, str(PROGRAMME), ladder.kept(found))
        made.decline(DECLINED)
        return [made], {}

    _do(house, "proposal declined", _office(house), act)


# Who acts, and on what.


def _office(house: House) -> Actor:
    return papers.actor(house, SLUG, "office")


def _unit(house: House, role: str, name: str) -> Actor:
    with house.reading() as conn:
        unit = register.unit_called(conn, SLUG)[name]
        found = next(each for each in accounts.of_government(conn, SLUG) if (each.role, each.unit) == (role, unit))
    return Actor(str(found.id), found.post, found.unit)


def _programme(house: House) -> ProgrammeRow:
    with house.reading() as conn:
        found = register.programme(conn, SLUG, YEAR)
    assert found is not None
    return found


def _project(house: House, number: str) -> UUID:
    with house.reading() as conn:
        found = register.project(conn, SLUG, YEAR, number)
    assert found is not None
    return UUID(found.id)


def _review_work(house: House) -> ReviewWork:
    return ReviewWork(house.ledger, SLUG, YEAR, QUARTER.key)


def _review(day: str, what: str) -> Review:
    approval = Approval(HEAD, day, f"同意公布{what}。")
    return Review("主动公开", "不涉密，可以公开。", "市政府办公厅保密审查岗", approval)


def _do(house: House, name: str, who: Actor, act: Callable[[], Any]) -> None:
    house.carry_out(who, identity("demonstration", "last year", name), ["demonstration", "last year", name], act)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
