"""The demonstration's two decisions for other eyes: a problem named to the public, and a criticism before all.

项目24, rural mains: named to the public after the talk of 3 September; what became of it follows beside it.
石桥街: a task of the first quarter's review, agreed again in the second and late again, is criticised on 8 October, and
those who answer for it are called to a talk on the 13th.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from uuid import UUID

from projects import register
from projects.approval import Approval, Review
from supervision import criticisms, problems, proposing
from supervision.climbing import About, Climbing
from supervision.criticism import Criticism, Words
from supervision.problem import Fields, Problem
from supervision.talk import Arrangement
from tracker import clock
from web.demonstration import ladder
from web.demonstration.ladder import PROGRAMME, SLUG, YEAR, Deed
from web.house import House

SECRECY, SAFE = "市政府办公厅保密审查岗", "不涉密，可以公开。"
DEPUTY = "分管住房城乡建设工作的副市长"
TASK = "一季度点评会第2项任务"
OUTCOME = (
    "6个作业队9月9日全部进场，沿河、岭东两个标段分段抢修，市政府办公厅9月16日现场核实。"
    "水毁管段10月30日前全部修复通水，修复前每日两次送水到户。"
)


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, moment and act of each."""
    at = ladder._at
    yield "problem drafted", at("09-04 15:10"), _name
    yield "problem approved", at("09-07 10:00"), partial(_on_problem, "approved", _approve)
    yield "problem cleared", at("09-07 16:20"), partial(_on_problem, "cleared", lambda p: p.clear(_review(), p.text))
    yield "problem published", at("09-08 09:30"), partial(_on_problem, "published", Problem.publish)
    yield (
        "problem outcome",
        at("09-24 10:30"),
        partial(_on_problem, "told", lambda p: p.tell_outcome(OUTCOME, _review())),
    )
    yield "criticism drafted", at("10-08 09:20"), _draft
    yield "criticism approved", at("10-08 10:40"), _criticise
    yield "criticism cleared", at("10-08 11:30"), _clear
    yield "talk called", at("10-08 16:20"), _call


def _name(house: House) -> None:
    project = ladder._project(house, ladder.MAINS)
    fields = Fields(
        item=project.title,
        unit_name="市水务局",
        post="市水务局局长",
        facts="7月暴雨冲毁沿河、岭东两个标段已敷设管道后，一个月没有制定抢修方案，也没有增加作业队，6月、7月连续落后计划；"
        "三次书面督办均逾期没有反馈。",
        requirement="9月10日前增加6个作业队，两个标段全部复工；10月30日前水毁管段全部修复通水，修复前按户落实应急送水。",
        due=date(YEAR, 10, 30),
    )
    who, work = ladder._office(house), Climbing(house.ledger, PROGRAMME)
    about = About(str(project.lead_unit), project=project.id, order=ladder._order(house))
    ladder._do(house, who, "problem drafted", partial(work.disclose, about, fields, who.account))


def _approve(problem: Problem) -> None:
    problem.approve(Approval(ladder.DEPUTY, "2026-09-07", "同意公开，整改情况随后一并公开。"), problem.text)


def _on_problem(name: str, change: Callable[[Problem], None], house: House) -> None:
    with house.reading() as conn:
        rows = problems.of_programme(conn, str(PROGRAMME))
    row = next(each for each in rows if str(each.project) == ladder._project(house, ladder.MAINS).id)
    work = Climbing(house.ledger, PROGRAMME)
    ladder._do(house, ladder._office(house), f"problem {name}", lambda: work.change(work.problem(row.id), change))


def _draft(house: House) -> None:
    """It answers what the system proposed when the task lapsed."""
    with house.reading() as conn:
        programme = register.programme(conn, SLUG, YEAR)
        assert programme is not None
        found = proposing.open_of(conn, programme, clock.today(), house.days())
    lapsed = next(each for each in found if each.rule == "missed" and TASK in each.sentence)
    words = Words(
        facts="石桥街道路剩余7户征收和跨铁路框架桥施工天窗，一季度点评会议定6月30日前完成，到期没有办成，记为未办；"
        "二季度点评会再次议定，9月30日前完成，又没有按期办结：石桥街还有一户没有腾迁，半幅路没有贯通。",
        finding="同一任务两个季度没有办成，期间没有申请延期，也没有说明理由，属于推进不力。",
        decision="对市住房城乡建设局在全市范围内通报批评。",
        requirement="倒排石桥街剩余征收和贯通的时间，10月20日前书面报告市政府办公厅，并在三季度点评会上作出说明。",
    )
    who, work = ladder._office(house), Climbing(house.ledger, PROGRAMME)
    cause = {"kind": "missed", "ref": lapsed.id, "words": lapsed.sentence}
    about = About(lapsed.unit, project=lapsed.project, cause=cause)
    ladder._do(house, who, "criticism drafted", partial(work.criticise, about, words, "主动公开", who.account))


def _criticise(house: House) -> None:
    approval = Approval(DEPUTY, "2026-10-08", "同意通报。一件事拖了两个季度，请主要负责人在点评会上说清楚。")
    work = Climbing(house.ledger, PROGRAMME)
    act = partial(work.approve_criticism, _criticism(house), approval, "", house.days())
    ladder._do(house, ladder._office(house), "criticism approved", act)


def _clear(house: House) -> None:
    def change(found: Criticism) -> None:
        found.clear(_review())

    work = Climbing(house.ledger, PROGRAMME)
    act = lambda: work.change(work.criticism(_criticism(house)), change)  # noqa: E731
    ladder._do(house, ladder._office(house), "criticism cleared", act)


def _call(house: House) -> None:
    with house.reading() as conn:
        [row] = criticisms.of_programme(conn, str(PROGRAMME))
    said = Arrangement(
        talker="市政府分管住房城乡建设工作的副秘书长",
        talked=("市住房城乡建设局局长", "石桥街拓宽工程专班负责人"),
        reason="石桥街剩余征收和贯通任务两个季度没有办成，通报批评后需当面说明原因，排定贯通日期。",
        basis="《政府督查工作条例》第十二条第七项",
        at="2026-10-13T15:00",
        place="市政府第二会议室",
    )
    approval = Approval(DEPUTY, "2026-10-08", "请主要负责同志到会，说清楚。")
    about = About(row.unit, project=str(row.project) if row.project else None, cause={**row.cause, "ref": ""})
    work = Climbing(house.ledger, PROGRAMME)
    ladder._do(
        house, ladder._office(house), "talk called", partial(work.talk_is_due, about, said, approval, house.days())
    )


def _criticism(house: House) -> UUID:
    with house.reading() as conn:
        [row] = criticisms.of_programme(conn, str(PROGRAMME))
    return row.id


def _review() -> Review:
    day = clock.today().isoformat()
    return Review("主动公开", SAFE, SECRECY, Approval(ladder.HEAD, day, "同意公开。"))
