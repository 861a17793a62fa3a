"""An acceptance at work: what the guards are told of reports, orders, findings, roster, draws and what was sent in.

Project 3 (a school, led by 市教育局, carried out by 东湖区政府) is complete in the accepted report of August, project 1
is not. Today is Friday, 9 October 2026.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from projects import course, decision, notices, register
from projects.approval import Review
from projects.course import Course
from projects.month import Month
from projects.programme import Programme
from projects.project import Project
from supervision import self_check
from supervision.acceptance import Acceptance
from supervision.accepting import Accepting
from supervision.clue import Clue
from supervision.draw import NUMBERS, Stratum, commitment
from supervision.finding import Finding
from supervision.inspection_plan import InspectionPlan, Outline
from supervision.lot import Ground, Lot
from supervision.matter import Cause, Matter
from supervision.member import Member, Profile
from supervision.ordering import Ordering
from supervision.rectification import Rectification
from supervision.verdict import Verdict
from tests import deeds
from tests.aggregates import refusal
from tests.conftest import copied, copy, one_at_a_time
from tests.ladder import at, carry, decided
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.database import APPLICATION, Database, entitle
from tracker.embedded import Server
from tracker.refusal import SeveralRefused
from web.house import House

GROUND = "accepting"
PROGRAMME = Programme.create_id(deeds.SLUG, deeds.YEAR)
FILE = {"sha256": "a" * 64, "name": "材料.pdf", "size": 9, "type": "application/pdf"}
TODAY, SAID = "2026-10-09", decided("2026-10-09", "同意。")
REVIEW = Review("主动公开", "不涉密，可以公开。", "保密审查岗", SAID)
CHECKS = self_check.checked([(True, "已核对。")] * 5)
EVERYDAY = [
    "完成情况总结",
    "完成数量明细台账",
    "资金使用情况说明",
    "竣工验收或检测合格文件",
    "交付使用证明",
    "安全检查记录",
]
FREE, TIED, GONE, SECOND = (("市民代表", 1), ("人大代表", 1), ("市民代表", 2), ("人大代表", 2))


@pytest.fixture(scope="module")
def ground(server: Server, template: str, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database that each test has a copy of, made once a run."""
    with one_at_a_time(folder, GROUND) as first:
        if first:
            copy(server, template, GROUND)
            standing = FixedClock(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
            with using(standing), _opened(server, GROUND, tmp_path_factory) as made:
                _laid(made)
    return GROUND


@pytest.fixture
def house(server: Server, ground: str, clock: FixedClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with copied(server, ground) as name, _opened(server, name, tmp_path_factory) as found:
        yield found


@contextmanager
def _opened(server: Server, name: str, folders: pytest.TempPathFactory) -> Iterator[House]:
    with psycopg.connect(server.conninfo(name), autocommit=True) as conn:
        entitle(conn)
    database = Database(server.conninfo(name), server.conninfo(name, APPLICATION), server.programs.source)
    with deeds.house(database, folders.mktemp("accepting")) as found:
        yield found


def _laid(found: House) -> None:
    programme = deeds.released(found)
    id = UUID(found.ledger.get(Programme, programme).projects["3"])
    deeds.filed(found, programme, "2026-08", id, "3", "1")
    carry(found, lambda: Month(found.ledger, programme, "2026-08").accept([id], "office"))
    carry(found, lambda: (_members(found), {}))


def _members(house: House) -> list[Member]:
    """Two who may come, one bound by an employer, one whose term is over on the 14th."""
    made = [Member.enrol(deeds.SLUG, *FREE, "2022-03-01", Profile("2027-03-01"))]
    made.append(Member.enrol(deeds.SLUG, *TIED, "2022-03-01", Profile("2027-03-01", (), (), unit(house, "东湖区政府"))))
    made.append(Member.enrol(deeds.SLUG, *GONE, "2022-03-01", Profile("2026-10-14")))
    return [*made, Member.enrol(deeds.SLUG, *SECOND, "2022-03-01", Profile("2027-03-01"))]


def unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def member(who: tuple[str, int]) -> str:
    return str(Member.create_id(deeds.SLUG, *who))


def project(house: House, number: str = "3") -> Project:
    return house.ledger.get(Project, UUID(house.ledger.get(Programme, PROGRAMME).projects[number]))


def work(house: House, number: str = "3") -> Accepting:
    return Accepting(house.ledger, PROGRAMME, project(house, number).id)


def last_of(house: House, id: UUID) -> Any:
    """What was recorded last of an aggregate."""
    return list(house.ledger.events.get(id))[-1]


def does(house: House, step: str, *said: Any, **more: Any) -> Any:
    return carry(house, lambda: getattr(work(house), step)(*said, **more))


def requested(house: House) -> None:
    does(house, "report", "开学投用。", "filer")
    does(house, "check", CHECKS, {paper: [FILE] for paper in EVERYDAY}, "filer")
    does(house, "request", "head")


def arranged(house: House, *who: tuple[str, int]) -> Verdict:
    requested(house)
    does(house, "form_team", [member(each) for each in who or (FREE,)], [], TODAY)
    return Verdict(TODAY, tuple(seat.called for seat in work(house).acceptance().seats), TODAY, "属实。")


def noticed(house: House) -> None:
    does(house, "pass_", arranged(house), SAID)
    does(house, "give_notice", REVIEW, house.days())


def sent_in(house: House, number: str = "3") -> str:
    id = uuid4()
    carry(house, lambda: ([Clue.receive(id, str(PROGRAMME), str(project(house, number).id), "d" * 64, 0)], {}))
    return str(id)


def test_a_project_of_another_programme_is_unknown(house: House) -> None:
    assert refusal(Accepting, house.ledger, uuid4(), project(house).id)[0] == "programme.unknown"
    deeds.released(house, "othercity")
    assert refusal(Accepting, house.ledger, Programme.create_id("othercity", 2026), project(house).id)[0] == (
        "project.unknown"
    )
    assert refusal(work(house).send_back, "补") == ("acceptance.unknown", None, {})


def test_what_is_reported_says_whose_it_is_and_which_papers_are_asked(house: House) -> None:
    short = refusal(work(house, "1").report, "", "filer")
    assert short[:2] == ("acceptance.not_complete", "lacking")
    assert short[2] == {"lacking": "还没有审核通过的月报"}
    assert does(house, "report", "开学投用。", "filer") == {"state": "reported"}
    found = work(house).acceptance()
    assert found.id == Acceptance.create_id(str(project(house).id))
    assert (found.jurisdiction, found.year, found.programme) == (deeds.SLUG, 2026, str(PROGRAMME))
    assert (found.project, found.unit, found.asked) == (str(project(house).id), unit(house, "市教育局"), EVERYDAY)
    assert refusal(work(house).report, "", "filer")[0] == "acceptance.reported_already"


def test_each_step_of_unit_and_office_is_the_acceptances_own(house: House) -> None:
    does(house, "report", "", "filer")
    assert does(house, "check", CHECKS, {paper: [FILE] for paper in EVERYDAY}, "filer") == {"state": "reported"}
    assert does(house, "send_back", "补照片") == {"state": "reported"}
    assert work(house).acceptance().draft["sent_back"] == "补照片"  # type: ignore[index]
    assert does(house, "ask", ["决算报告"], "按财政要求") == {"state": "reported"}
    assert work(house).acceptance().asked == ["决算报告"]
    does(house, "check", CHECKS, {"决算报告": [FILE]}, "filer")
    assert refusal(work(house).request, "filer")[0] == "acceptance.own_draft"
    assert does(house, "request", "head") == {"state": "requested"}
    assert does(house, "return_", "报告不是本项目的") == {"state": "reported"}
    assert work(house).acceptance().draft["sent_back"] == "报告不是本项目的"  # type: ignore[index]


def test_nothing_is_reported_or_requested_of_a_project_that_stands_still(house: House, clock: FixedClock) -> None:
    does(house, "report", "", "filer")
    does(house, "check", CHECKS, {paper: [FILE] for paper in EVERYDAY}, "filer")
    change = Course("suspension", "policy_change", "上级政策调整。", "2026-10-12")
    asked = carry(house, lambda: course.ask(house.ledger, PROGRAMME, project(house).id, change))
    carry(house, lambda: decision.approve(house.ledger, UUID(asked["adjustment"]), SAID))
    assert work(house).request("head")[1] == {"state": "requested"}, "not before its day"
    for day in (12, 13):
        at(clock, 10, day)
        assert refusal(work(house).request, "head") == ("acceptance.halted", None, {"number": "3"})
        assert refusal(work(house).report, "", "filer")[0] == "acceptance.halted"


def test_nothing_is_reported_after_the_programme_is_over(house: House) -> None:
    over = house.ledger.get(Programme, PROGRAMME)
    over.state = "closed"
    asked = work(house)
    asked.programme = over
    assert refusal(asked.report, "", "filer") == (
        "programme.state", None, {"state": "closed", "needed": "implementing"},
    )  # fmt: skip


def test_an_order_keeps_the_request_from_the_third_level_on_while_it_is_open(house: House, clock: FixedClock) -> None:
    at(clock, 9, 7)
    lead = unit(house, "市教育局")
    matter, cause = Matter("食堂没有投用", "8月底没有投用。", "说明原因。", lead), Cause("red_light", "r", "红灯")
    ordering = Ordering(house.ledger, PROGRAMME)
    id = UUID(carry(house, lambda: ordering.draft(str(project(house).id), matter, cause, "office"))["order"])
    number = carry(house, lambda: ordering.issue(id, decided("2026-09-07"), house.days()))["number"]

    def up(step: str, day: int) -> None:
        at(clock, 9, day)

        def act() -> Any:
            order = ordering.order(id)
            order.escalate(step, "逾期未反馈", decided(f"2026-09-{day}"), house.days())
            return [order], {}

        carry(house, act)

    up("orange", 15)
    assert work(house).red_orders() == []
    up("red", 21)
    assert work(house).red_orders() == [number] and work(house, "1").red_orders() == []
    does(house, "report", "", "filer")
    does(house, "check", CHECKS, {paper: [FILE] for paper in EVERYDAY}, "filer")
    assert refusal(work(house).request, "head") == ("acceptance.red_order", "red_order", {"numbers": number})


# The team


def test_who_leads_or_carries_it_out_and_who_is_bound_or_not_serving_is_out_of_bounds(house: House) -> None:
    found = work(house).bounds(TODAY)
    assert found.units == {unit(house, "市教育局"), unit(house, "东湖区政府")}
    assert found.names == {"市教育局", "东湖区政府"}
    assert found.barred == {member(TIED)}
    assert work(house).bounds("2026-10-14").barred == {member(TIED)}
    assert work(house).bounds("2026-10-15").barred == {member(TIED), member(GONE)}
    assert work(house).bounds("").barred == {member(TIED)}, "without a day, today's"


def test_a_team_is_members_of_the_roster_and_officials_by_post(house: House) -> None:
    requested(house)
    office = (unit(house, "市民政局"), " 市民政局科长 ")
    assert refusal(work(house).form_team, ["nobody", "none", member(FREE)], [], TODAY) == (
        "acceptance.not_on_roster", "members", {"count": 2},
    )  # fmt: skip
    assert refusal(work(house).form_team, [member(TIED), member(FREE)], [], TODAY)[0] == "acceptance.barred"
    assert refusal(work(house).form_team, [member(GONE)], [], "2026-10-15")[0] == "acceptance.barred"
    assert does(house, "form_team", [member(FREE), member(FREE)], [office], TODAY) == {"state": "arranged"}
    assert [seat.as_dict() for seat in work(house).acceptance().seats] == [
        {"kind": "市民代表", "called": "市民代表01", "member": member(FREE), "unit": None},
        {"kind": "工作人员", "called": "市民政局科长", "member": None, "unit": office[0]},
    ]
    does(house, "form_team", [member(SECOND)], [], "2026-10-12", "市民代表01因病")
    assert [seat.called for seat in work(house).acceptance().seats] == ["人大代表02"]


def held(house: House, number: str, method: str, *chosen: str, silent: bool = False, drawn: bool = True) -> str:
    """A draw for an approved plan of one project, in which these alone can be drawn; two slips decide."""
    outline = Outline(
        f"{method}{number}", method, "年度安排", (str(project(house, number).id),), TODAY, TODAY, ("是否投用",), "主任"
    )
    plan = InspectionPlan.draft((str(PROGRAMME), deeds.SLUG, 2026), outline)
    plan.approve(SAID)
    kinds = dict.fromkeys(each.rstrip("0123456789") for each in chosen)
    pools = [Stratum(kind, 1, [each for each in chosen if each.startswith(kind)]) for kind in kinds]
    text = commitment(pools, [], {"kind": NUMBERS}, salt="5a" * 32, about={"plan": str(plan.id)})
    lot = Lot.commit(Ground(str(plan.id), str(PROGRAMME), deeds.SLUG, 2026, silent), 1, text, ["甲", "乙"], "排列5")
    if drawn:
        lot.write_paper(1, "4821")
        lot.write_paper(2, "7712")
        lot.end_sealing()
    carry(house, lambda: ([plan, lot], {}))
    return str(lot.id)


def test_a_team_may_be_drawn_by_lot_for_an_announced_plan_of_the_project(house: House) -> None:
    requested(house)
    lot = held(house, "3", "集中查看", "市民代表01", "人大代表02")
    others = [held(house, "1", "集中查看", "市民代表01"), held(house, "3", "暗访", "市民代表01", silent=True),
              held(house, "3", "座谈点评", "市民代表01", drawn=False)]  # fmt: skip
    assert [str(each.id) for each in work(house).draws()] == [lot]
    for other in (*others, "none"):
        assert refusal(work(house).form_team, [], [], TODAY, "", other) == ("acceptance.lot", "lot", {})
    does(house, "form_team", [member(GONE), member(FREE)], [], TODAY, lot=lot)
    seats = {seat.called: seat.lot for seat in work(house).acceptance().seats}
    assert seats == {"市民代表01": lot, "人大代表02": lot, "市民代表02": None}
    does(house, "form_team", [member(FREE)], [], TODAY, "改为不用抽签")
    assert [seat.lot for seat in work(house).acceptance().seats] == [None]


def test_a_member_that_was_drawn_and_is_bound_by_now_is_refused(house: House) -> None:
    requested(house)
    lot = held(house, "3", "集中查看", "人大代表01")
    assert refusal(work(house).form_team, [], [], TODAY, "", lot)[0] == "acceptance.barred"


# Verdict


def test_a_serious_finding_that_is_open_keeps_it_from_passing(house: House) -> None:
    said = arranged(house)

    def act() -> Any:
        of: dict[str, Any] = {
            "jurisdiction": deeds.SLUG,
            "year": 2026,
            "programme": str(PROGRAMME),
            "project": str(project(house).id),
        }
        made = [
            Finding._create(
                Finding.Recorded, **of, visit=str(uuid4()), unit=unit(house, "市教育局"), site=None, severity=severity,
                fact=fact, photos=[], files=[FILE], found_by="1", recorder="office",
            )
            for severity, fact in (("serious", "食堂停用。"), ("minor", "标牌掉了。"))
        ]  # fmt: skip
        return made, {}

    carry(house, act)
    assert work(house).unresolved() == ["食堂停用。"] and work(house, "1").unresolved() == []
    assert refusal(work(house).pass_, said, SAID) == ("acceptance.finding_open", "finding", {"found": "食堂停用。"})


def test_a_verdict_asks_again_who_may_look_and_the_project_knows_of_it(house: House) -> None:
    said = arranged(house, FREE, GONE)
    late = Verdict("2026-10-15", said.attended, "2026-10-15", "属实。")
    with pytest.raises(SeveralRefused) as no:
        work(house).pass_(late, SAID)
    assert [each.code for each in no.value.refusals] == ["acceptance.barred", "acceptance.visited_on"]
    assert does(house, "pass_", said, SAID) == {"state": "passed"}
    found = project(house)
    assert found.accepted_on == TODAY


def test_a_failed_one_orders_its_rectification_and_waits_for_it(house: House) -> None:
    said, due = arranged(house), "2026-10-20"
    answer = does(house, "fail", said, "食堂没有投用。", "月底前投用。", due, SAID, "office-1")
    found = work(house).acceptance()
    assert answer == {"state": "failed", "rectification": found.rectification}
    mending = house.ledger.get(Rectification, UUID(str(found.rectification)))
    event = last_of(house, mending.id)
    assert (event.jurisdiction, event.year, event.programme) == (deeds.SLUG, 2026, str(PROGRAMME))
    assert (event.project, event.unit, event.order) == (str(project(house).id), unit(house, "市教育局"), None)
    assert event.cause == {"kind": "acceptance", "ref": str(found.id), "words": "验收未通过"}
    assert (event.problem, event.requirement, event.due, event.orderer) == (
        "食堂没有投用。", "月底前投用。", due, "office-1",
    )  # fmt: skip
    assert event.approval == SAID.as_dict() and project(house).accepted_on is None
    assert refusal(work(house).report, "", "filer")[0] == "acceptance.not_rectified"

    def withdrawn() -> Any:
        mending.withdraw("不再要求")
        return [mending], {}

    carry(house, withdrawn)
    assert does(house, "report", "已整改。", "filer") == {"state": "reported"}
    assert (work(house).acceptance().round, work(house).acceptance().unit) == (2, unit(house, "市教育局"))


# Notice, objections, closing


def test_what_was_sent_in_within_the_notice_is_taken_up_or_ended_before_the_closing(
    house: House, clock: FixedClock
) -> None:
    before = sent_in(house)
    at(clock, 10, 10)
    deal = arranged_on(house, "2026-10-10")
    does(house, "pass_", deal, decided("2026-10-10"))
    assert does(house, "give_notice", REVIEW, house.days()) == {"state": "noticed"}
    assert work(house).acceptance().until.isoformat() == "2026-10-19"
    first, elsewhere = sent_in(house), sent_in(house, "1")
    at(clock, 10, 19)
    last = sent_in(house)
    at(clock, 10, 20)
    after = sent_in(house)
    found = work(house).sent_in(work(house).acceptance())
    assert {each.id for each in found} == {first, last}
    for no in (before, elsewhere, after):
        assert refusal(work(house).record_objection, "clue", "", "操场没开", no) == ("acceptance.clue", "clue", {})
    assert does(house, "record_objection", "letter", "2026-10-12", "操场没开", first) == {"state": "noticed"}
    event = last_of(house, work(house).acceptance().id)
    assert (event.channel, event.received_on, event.clue, event.words) == ("clue", "2026-10-10", first, "操场没开")
    does(house, "record_objection", "letter", "2026-10-12", "学位不实")
    event = last_of(house, work(house).acceptance().id)
    assert (event.channel, event.received_on, event.clue) == ("letter", "2026-10-12", None)
    assert refusal(work(house).close) == ("acceptance.objection_open", "objections", {"count": 3})
    assert does(house, "answer_objection", 1, False, "已开放。") == {"state": "noticed"}
    does(house, "answer_objection", 2, False, "属实。")
    assert refusal(work(house).close)[2] == {"count": 1}, "the last clue has no end"

    def answered() -> Any:
        clue = house.ledger.get(Clue, UUID(last))
        clue.decline("unclear", "没有说清地点。")
        return [clue], {}

    carry(house, answered)
    assert does(house, "close", "都已答复。") == {"state": "closed"}
    assert last_of(house, work(house).acceptance().id).words == "都已答复。"


def arranged_on(house: House, day: str) -> Verdict:
    requested(house)
    does(house, "form_team", [member(FREE)], [], day)
    return Verdict(day, ("市民代表01",), day, "属实。")


def test_a_revocation_is_on_the_projects_stream_and_told_by_a_notice(house: House, clock: FixedClock) -> None:
    noticed(house)
    at(clock, 10, 12)
    leader = decided("2026-10-12", "数据不实，撤销。", "市长")
    assert does(house, "revoke", " 学位数不实 ", leader, REVIEW) == {"state": "revoked"}
    found = project(house)
    assert found.accepted_on is None
    event = last_of(house, found.id)
    assert (event.on, event.reason, event.approval) == ("2026-10-12", "学位数不实", leader.as_dict())
    with house.reading() as conn:
        [notice] = notices.told(conn, deeds.SLUG, 2026, "3")
        owner = notices.one(conn, notice.id)
    assert owner is not None and (owner.programme, owner.state) == (str(PROGRAMME), "published")
    assert (notice.kind, notice.content["project"], notice.content["number"]) == ("revocation", str(found.id), "3")
    assert {name: notice.content[name] for name in ("accepted_on", "revoked_on", "reason", "approved_by")} == {
        "accepted_on": TODAY, "revoked_on": "2026-10-12", "reason": "学位数不实", "approved_by": "市长",
    }  # fmt: skip
    does(house, "report", "重新核实。", "filer")
    assert work(house).acceptance().round == 2


def test_it_is_looked_back_at_by_members_who_serve_that_day(house: House, clock: FixedClock) -> None:
    noticed(house)
    at(clock, 10, 19)
    does(house, "close")
    clock.set(clock.now().replace(year=2027, month=2, day=20))
    said = ("2027-02-19", [member(FREE)], [(unit(house, "市民政局"), "科长")], True, "在用。", REVIEW)
    assert refusal(work(house).look_back, "2027-02-19", [member(GONE)], [], True, "在用。", REVIEW)[0] == (
        "acceptance.barred"
    )
    assert does(house, "look_back", *said) == {"state": "closed"}
    event = last_of(house, work(house).acceptance().id)
    assert [seat["called"] for seat in event.seats] == ["市民代表01", "科长"]
    assert (event.visited_on, event.lasting, event.words) == ("2027-02-19", True, "在用。")
