"""The acceptance of a project, step by step and guard by guard. Today is Friday, 9 October 2026."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from projects.approval import Approval, Review
from projects.identity import identity
from supervision import self_check
from supervision.acceptance import Acceptance, Whose
from supervision.acceptance_team import Bounds, Seat
from supervision.verdict import Verdict
from tests.aggregates import events, newest, refusal
from tracker.clock import SHANGHAI, FixedClock
from tracker.refusal import SeveralRefused
from tracker.working_days import Day, WorkingDays

DAYS = WorkingDays({date(2026, 10, 10): Day(date(2026, 10, 10), "makeup", "国庆节", "通知")}, {2026: "正式"})
DECIDED = Approval("市政府秘书长", "2026-10-09", "同意验收组意见。")
LEADER = Approval("市长", "2026-10-09", "数据不实，撤销。")
REVIEW = Review("主动公开", "不涉密，可以公开。", "保密审查岗", DECIDED)
FILE = {"sha256": "a" * 64, "name": "验收单.pdf", "size": 9, "type": "application/pdf"}
PAPERS = ["完成情况总结", "竣工验收合格文件"]
DEPUTY = Seat("人大代表", "人大代表07", member="member-7")
CITIZEN = Seat("市民代表", "市民代表02", member="member-2")
FINANCE = Seat("工作人员", "市财政局副处长", unit="finance")
CLEAR = Bounds(frozenset({"lead", "builder"}), frozenset({"市住房城乡建设局"}), frozenset({"member-9"}))
RECTIFICATION = UUID(int=7)
SAID = Verdict("2026-10-09", ("人大代表07", "市财政局副处长"), "2026-10-09", "看了8处，符合要求。")

pytestmark = pytest.mark.usefixtures("clock")


def at(clock: FixedClock, month: int, day: int, year: int = 2026) -> None:
    clock.set(datetime(year, month, day, 9, tzinfo=SHANGHAI))


def reported() -> Acceptance:
    whose = Whose("demo", 2026, "list-2026", "project-16", "lead")
    return Acceptance.report(whose, "300部全部投用。", [], PAPERS, "filer")


def answers(met: bool | None = True, words: str = "已核对。") -> list[dict[str, Any]]:
    return self_check.checked([(met, words)] * len(self_check.QUESTIONS))


def requested() -> Acceptance:
    found = reported()
    found.check(answers(), {paper: [FILE] for paper in PAPERS}, "filer")
    found.request([], [], "head")
    return found


def arranged(*seats: Seat) -> Acceptance:
    found = requested()
    found.form_team(seats or (DEPUTY, FINANCE), "2026-10-09", CLEAR)
    return found


def passed() -> Acceptance:
    found = arranged()
    found.pass_(SAID, [], [], CLEAR, DECIDED)
    return found


def noticed() -> Acceptance:
    found = passed()
    found.give_notice(REVIEW, DAYS)
    return found


def failed() -> Acceptance:
    found = arranged()
    found.fail(SAID, "3处没有投用。", "2026-10-30", RECTIFICATION, CLEAR, DECIDED)
    return found


def closed(clock: FixedClock) -> Acceptance:
    found = noticed()
    at(clock, 10, 17)
    found.close(0)
    return found


# Completion, self-check and request


def test_completion_is_reported_only_where_nothing_lacks_in_the_accepted_reports() -> None:
    whose = Whose("demo", 2026, "list-2026", "project-16", "lead")
    lacking = ["“加装电梯300部”完成92.0%", "节点“竣工验收”没有完成"]
    assert refusal(Acceptance.report, whose, "", lacking, PAPERS, "filer") == (
        "acceptance.not_complete", "lacking", {"lacking": "；".join(lacking)},
    )  # fmt: skip
    event = newest(reported(), project="project-16", unit="lead", reporter="filer", year=2026)
    assert (event.words, event.papers) == ("300部全部投用。", PAPERS)
    assert (event.jurisdiction, event.programme) == ("demo", "list-2026")
    assert reported().id == identity("acceptance", "project-16"), "for ever: streams are found by it"


def test_a_request_needs_every_question_met_and_every_paper_and_another_hand() -> None:
    found = reported()
    assert refusal(found.request, [], [], "head")[0] == "acceptance.no_self_check"
    found.check(answers(met=None, words=""), {PAPERS[0]: [FILE], "没有要求的": [FILE]}, "filer")
    assert newest(found, round=1, drafter="filer").papers == {PAPERS[0]: [FILE], PAPERS[1]: []}
    with pytest.raises(SeveralRefused) as no:
        found.request([], [], "head")
    assert [(each.code, each.field) for each in no.value.refusals] == [
        *(("acceptance.unanswered", f"met-{place}") for place in range(5)),
        ("acceptance.paper_missing", "paper-1"),
    ]
    whole = {paper: [FILE] for paper in PAPERS}
    found.check([*answers()[:4], {**answers()[4], "met": False}], whole, "filer")
    assert refusal(found.request, [], [], "head")[:2] == ("acceptance.not_met", "met-4")
    found.check([*answers()[:4], {**answers()[4], "words": ""}], whole, "filer")
    assert refusal(found.request, [], [], "head")[:2] == ("acceptance.unanswered", "met-4")
    found.check(answers(), whole, "filer")
    assert refusal(found.request, [], [], "filer")[0] == "acceptance.own_draft"
    found.request([], [], "head")
    event = newest(found, round=1, drafter="filer", released_by="head", on="2026-10-09")
    assert event.papers == whole and event.checks == answers()


def test_a_request_is_refused_while_a_red_order_is_open_or_a_correction_took_the_completion_away() -> None:
    found = reported()
    found.check(answers(), {paper: [FILE] for paper in PAPERS}, "filer")
    with pytest.raises(SeveralRefused) as no:
        found.request(["“加装电梯300部”完成99.0%"], ["示政督办〔2026〕5号", "示政督办〔2026〕6号"], "head")
    assert [(each.code, each.field, each.facts) for each in no.value.refusals] == [
        ("acceptance.not_complete", "lacking", {"lacking": "“加装电梯300部”完成99.0%"}),
        ("acceptance.red_order", "red_order", {"numbers": "示政督办〔2026〕5号、示政督办〔2026〕6号"}),
    ]
    assert found.state == "reported"


def test_the_head_gives_a_self_check_back_and_the_office_changes_what_is_asked() -> None:
    found = reported()
    assert refusal(found.send_back, "补照片")[0] == "acceptance.no_self_check"
    found.check(answers(), {paper: [FILE] for paper in PAPERS}, "filer")
    assert refusal(found.send_back, " ") == ("acceptance.reason", "reason", {})
    found.send_back("补照片")
    assert newest(found, round=1).reason == "补照片"
    assert refusal(found.request, [], [], "head")[0] == "acceptance.no_self_check"
    assert refusal(found.send_back, "补照片")[0] == "acceptance.no_self_check"
    assert refusal(found.ask, PAPERS, "不变") == ("acceptance.nothing_new", "papers", {})
    assert refusal(found.ask, [" "], "全删")[:2] == ("acceptance.papers", "papers")
    assert refusal(found.ask, ["一"] * 1 + [f"材料{n}" for n in range(20)], "太多")[0] == "acceptance.papers"
    assert refusal(found.ask, ["长" * 61], "太长")[0] == "acceptance.papers"
    assert refusal(found.ask, ["决算报告"], "")[:2] == ("acceptance.reason", "reason")
    found.ask([" 决算报告 ", "决算报告", ""], "按财政要求")
    assert newest(found, round=1, reason="按财政要求").papers == ["决算报告"]
    found.check(answers(), {"决算报告": []}, "filer")
    assert refusal(found.request, [], [], "head")[2] == {"paper": "决算报告"}
    found.check(answers(), {"决算报告": [FILE]}, "filer")
    found.request([], [], "head")
    assert refusal(found.ask, ["别的"], "晚了")[0] == "acceptance.state"
    assert refusal(found.check, answers(), {}, "filer") == ("acceptance.state", None, {"state": "requested"})


def test_what_is_too_long_is_refused_before_it_is_kept() -> None:
    found = reported()
    assert refusal(found.check, answers(words="长" * 2001)[:1], {}, "filer")[:2] == ("record.too_long", "words-0")
    whose = Whose("demo", 2026, "list-2026", "project-16", "lead")
    assert refusal(Acceptance.report, whose, "长" * 2001, [], PAPERS, "filer")[:2] == ("record.too_long", "words")


def test_the_office_returns_a_request_before_there_is_a_team_and_the_unit_mends_what_it_handed_in() -> None:
    found = requested()
    assert refusal(found.return_, " ") == ("acceptance.reason", "reason", {})
    found.return_(" 检测报告不是本项目的 ")
    assert newest(found, round=1).reason == "检测报告不是本项目的"
    assert refusal(found.request, [], [], "head")[0] == "acceptance.no_self_check", "its filer has to look at it first"
    assert refusal(found.form_team, [DEPUTY], "2026-10-12", CLEAR)[0] == "acceptance.state"
    assert refusal(found.return_, "再退")[0] == "acceptance.state"
    found.ask(["检测报告"], "补一份")
    found.check(answers(), {"检测报告": [FILE]}, "filer")
    found.request([], [], "head")
    assert newest(found, round=1, papers={"检测报告": [FILE]}).on == "2026-10-09"
    for made in (reported, arranged, passed, failed):
        assert refusal(made().return_, "晚了")[0] == "acceptance.state"


# Team and verdict


def test_a_team_has_a_day_ahead_and_is_changed_only_with_a_reason() -> None:
    found = requested()
    for day in ("2026-10-08", "", "下周"):
        assert refusal(found.form_team, [DEPUTY], day, CLEAR)[:2] == ("acceptance.visit_on", "visit_on")
    found.form_team([DEPUTY, FINANCE], "2026-10-12", CLEAR)
    event = newest(found, round=1, visit_on="2026-10-12", reason="")
    assert [seat["called"] for seat in event.seats] == ["人大代表07", "市财政局副处长"]
    assert refusal(found.form_team, [CITIZEN], "2026-10-12", CLEAR)[:2] == ("acceptance.reason", "reason")
    with pytest.raises(SeveralRefused) as no:
        found.form_team([FINANCE], "2026-10-08", CLEAR)
    assert [each.code for each in no.value.refusals] == [
        "acceptance.third_party", "acceptance.visit_on", "acceptance.reason",
    ]  # fmt: skip
    found.form_team([CITIZEN], "2026-10-13", CLEAR, "人大代表07因病")
    assert [seat.called for seat in found.seats] == ["市民代表02"]
    found.form_team([replace(CITIZEN, lot="lot-1"), FINANCE], "2026-10-14", CLEAR, "抽签产生")
    assert [seat.get("lot", "") for seat in newest(found).seats] == ["lot-1", ""]
    assert [seat.lot for seat in found.seats] == ["lot-1", None], "as it was stored"
    before = {"kind": "人大代表", "called": "人大代表07", "member": "member-7", "unit": None}
    assert Seat.from_dict(before) == DEPUTY and DEPUTY.as_dict() == before, "as it was stored before there were draws"
    assert refusal(reported().form_team, [DEPUTY], "2026-10-12", CLEAR)[0] == "acceptance.state"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"visited_on": "2026-10-08"}, "acceptance.visited_on", "visited_on"),
        ({"visited_on": "2026-10-10"}, "acceptance.visited_on", "visited_on"),
        ({"visited_on": ""}, "acceptance.visited_on", "visited_on"),
        ({"on": "2026-10-08"}, "acceptance.on", "on"),
        ({"on": "2026-10-10"}, "acceptance.on", "on"),
        ({"opinion": " "}, "acceptance.opinion", "opinion"),
        ({"attended": ("市财政局副处长",)}, "acceptance.third_party", "members"),
        ({"attended": ("人大代表07", "市民代表02")}, "acceptance.not_in_team", "members"),
    ],
)
def test_a_verdict_stands_on_a_visit_by_the_team_with_a_third_party(
    changes: dict[str, Any], code: str, field: str
) -> None:
    said = replace(SAID, **changes)
    assert refusal(arranged().pass_, said, [], [], CLEAR, DECIDED)[:2] == (code, field)
    assert refusal(arranged().fail, said, "问题", "2026-10-30", RECTIFICATION, CLEAR, DECIDED)[:2] == (code, field)


def test_it_passes_with_every_target_met_no_serious_finding_open_and_a_decision() -> None:
    found = arranged()
    with pytest.raises(SeveralRefused) as no:
        found.pass_(SAID, ["“加装电梯300部”完成99.0%"], ["柳荫路电梯停用", "候梯厅漏水"], CLEAR, Approval("", ""))
    assert [each.code for each in no.value.refusals[:2]] == ["approval.incomplete", "acceptance.not_complete"]
    assert [(each.code, each.field, each.facts) for each in no.value.refusals[2:]] == [
        ("acceptance.finding_open", "finding", {"found": "柳荫路电梯停用；候梯厅漏水"})
    ]
    found.pass_(SAID, [], [], CLEAR, DECIDED)
    event = newest(found, round=1)
    assert event.verdict == {**SAID.as_dict(), "attended": ["人大代表07", "市财政局副处长"]}
    assert event.approval == DECIDED.as_dict()
    assert refusal(requested().pass_, SAID, [], [], CLEAR, DECIDED)[0] == "acceptance.state"


def test_who_was_barred_after_the_team_was_formed_does_not_count_at_the_verdict() -> None:
    found, later = arranged(), replace(CLEAR, barred=frozenset({"member-7"}))
    assert refusal(found.pass_, SAID, [], [], later, DECIDED) == (
        "acceptance.barred", "members", {"called": "人大代表07"},
    )  # fmt: skip


# Failed, rectified, again


def test_a_failed_one_begins_again_once_its_rectification_is_over() -> None:
    found = arranged()
    assert refusal(found.fail, SAID, " ", "2026-10-30", RECTIFICATION, CLEAR, DECIDED) == (
        "acceptance.issues", "issues", {},
    )  # fmt: skip
    assert refusal(found.fail, SAID, "问题", "2026-10-30", RECTIFICATION, CLEAR, Approval("", ""))[0] == (
        "approval.incomplete"
    )
    found.fail(SAID, "3处没有投用。", "2026-10-30", RECTIFICATION, CLEAR, DECIDED)
    event = newest(found, round=1, issues="3处没有投用。", due="2026-10-30", rectification=str(RECTIFICATION))
    assert event.verdict == {
        "visited_on": "2026-10-09", "attended": ["人大代表07", "市财政局副处长"], "on": "2026-10-09",
        "opinion": "看了8处，符合要求。", "visit": None,
    }  # fmt: skip
    assert event.approval == DECIDED.as_dict()
    assert refusal(found.report_again, "lead", "", [], False, "filer")[0] == "acceptance.not_rectified"
    assert refusal(found.report_again, "lead", "", ["缺一项"], True, "filer")[0] == "acceptance.not_complete"
    assert refusal(found.report_again, "lead", "长" * 2001, [], True, "filer")[:2] == ("record.too_long", "words")
    found.report_again("lead-now", "已整改。", [], True, "filer-2")
    assert newest(found, round=2, unit="lead-now", reporter="filer-2").words == "已整改。"
    assert refusal(found.request, [], [], "head")[0] == "acceptance.no_self_check", "what was checked before is past"
    assert refusal(found.report_again, "lead", "", [], True, "filer")[0] == "acceptance.reported_already"
    found.check(answers(), {paper: [FILE] for paper in PAPERS}, "filer")
    found.request([], [], "head")
    assert refusal(found.pass_, SAID, [], [], CLEAR, DECIDED)[0] == "acceptance.state", "the old team is past too"
    found.form_team([CITIZEN], "2026-10-09", CLEAR)
    found.pass_(replace(SAID, attended=("市民代表02",)), [], [], CLEAR, DECIDED)
    assert [event.round for event in events(found)[-4:]] == [2, 2, 2, 2]


# Notice, objections, closing


def test_a_notice_lasts_seven_days_after_its_first_and_ends_on_a_working_day(clock: FixedClock) -> None:
    found = passed()
    assert refusal(found.give_notice, replace(REVIEW, attribute="不予公开"), DAYS)[0] == "review.not_public"
    found.give_notice(REVIEW, DAYS)
    assert newest(found, round=1, since="2026-10-09", until="2026-10-16").review == REVIEW.as_dict()
    assert refusal(found.give_notice, REVIEW, DAYS)[0] == "acceptance.state"
    other = passed()
    at(clock, 10, 10)
    other.give_notice(REVIEW, DAYS)
    assert newest(other).until == "2026-10-19", "the 17th is a Saturday"


def test_it_closes_on_the_day_after_the_notice_and_not_before(clock: FixedClock) -> None:
    found = noticed()
    for day in (9, 16):
        at(clock, 10, day)
        assert refusal(found.close, 0) == ("acceptance.notice_runs", "notice", {"until": "10月16日"})
    at(clock, 10, 17)
    found.close(0, "无异议。")
    assert newest(found, round=1).words == "无异议。"
    assert refusal(found.close, 0)[0] == "acceptance.state"


def test_an_objection_comes_within_the_notice_and_is_answered_before_the_closing(clock: FixedClock) -> None:
    found = noticed()
    assert refusal(found.record_objection, "letter", "2026-10-08", "电梯没投用")[:2] == (
        "acceptance.received_on", "received_on",
    )  # fmt: skip
    assert refusal(found.record_objection, "letter", "2026-10-10", "电梯没投用")[1] == "received_on", "not yet"
    assert refusal(found.record_objection, "hearsay", "2026-10-09", "电梯没投用") == (
        "acceptance.channel", "channel", {},
    )  # fmt: skip
    assert refusal(found.record_objection, "letter", "2026-10-09", " ") == ("acceptance.objection", "objection", {})
    found.record_objection("letter", "2026-10-09", "电梯没投用")
    event = newest(found, round=1, objection=1, clue=None, channel="letter", received_on="2026-10-09")
    assert event.words == "电梯没投用"
    found.record_objection("clue", "2026-10-09", "楼道没清", "clue-1")
    assert refusal(found.record_objection, "clue", "2026-10-09", "再一次", "clue-1") == (
        "acceptance.objected_already", "clue", {},
    )  # fmt: skip
    at(clock, 10, 19)
    assert refusal(found.record_objection, "letter", "2026-10-17", "晚了")[1] == "received_on"
    found.record_objection("letter", "2026-10-16", "邮戳在公示期内")
    assert refusal(found.close, 2) == ("acceptance.objection_open", "objections", {"count": 5})
    for objection in (1, 2, 3):
        assert refusal(found.answer_objection, objection, False, " ") == ("acceptance.answer", "answer", {})
        found.answer_objection(objection, False, "经核实不成立。")
    assert newest(found, round=1, objection=3, upheld=False).words == "经核实不成立。"
    assert refusal(found.answer_objection, 3, False, "再答")[0] == "acceptance.no_objection"
    assert refusal(found.answer_objection, 4, False, "没有的")[0] == "acceptance.no_objection"
    assert refusal(found.close, 1) == ("acceptance.objection_open", "objections", {"count": 1}), "a clue without an end"
    assert refusal(found.close, 0, "长" * 2001)[:2] == ("record.too_long", "words")
    found.close(0)
    assert newest(found).words == ""


def test_an_objection_that_is_upheld_keeps_it_open_until_it_is_revoked(clock: FixedClock) -> None:
    found = noticed()
    found.record_objection("telephone", "2026-10-09", "数字不实")
    found.answer_objection(1, True, "少装2部，属实。")
    at(clock, 10, 17)
    assert refusal(found.close, 0) == ("acceptance.objection_upheld", "upheld", {})
    found.revoke("少装2部。", LEADER, REVIEW)
    assert found.state == "revoked"


# Revoked, looked back at


@pytest.mark.parametrize("made", [passed, noticed])
def test_what_was_accepted_is_revoked_by_a_leaders_words_and_begins_again(made: Callable[[], Acceptance]) -> None:
    found = made()
    assert refusal(found.revoke, " ", LEADER, REVIEW)[:2] == ("acceptance.reason", "reason")
    assert refusal(found.revoke, "数据不实", replace(LEADER, words=""), REVIEW)[0] == "approval.words"
    assert refusal(found.revoke, "数据不实", LEADER, replace(REVIEW, opinion=""))[0] == "review.incomplete"
    found.revoke(" 数据不实 ", LEADER, REVIEW)
    event = newest(found, round=1, reason="数据不实")
    assert (event.approval, event.review) == (LEADER.as_dict(), REVIEW.as_dict())
    assert refusal(found.revoke, "再次", LEADER, REVIEW)[0] == "acceptance.not_accepted"
    assert refusal(found.give_notice, REVIEW, DAYS)[0] == "acceptance.state"
    found.report_again("lead", "重新核实。", [], True, "filer")
    assert (found.state, found.round, found.objections) == ("reported", 2, {})


def test_a_closed_one_is_revoked_too_and_one_that_did_not_pass_is_not(clock: FixedClock) -> None:
    for made in (reported, requested, arranged, failed):
        assert refusal(made().revoke, "数据不实", LEADER, REVIEW)[0] == "acceptance.not_accepted"
    found = closed(clock)
    found.revoke("数据不实", LEADER, REVIEW)
    assert refusal(found.look_back, "2027-05-01", [DEPUTY], True, "在用", CLEAR, REVIEW)[0] == "acceptance.state"


def test_it_is_looked_back_at_in_a_later_year_by_a_team_as_strict(clock: FixedClock) -> None:
    running, found = noticed(), closed(clock)
    seen = (True, "8处都在用。", CLEAR, REVIEW)
    assert refusal(found.look_back, "2026-10-17", [DEPUTY], *seen) == (
        "acceptance.looked_on", "visited_on", {"year": 2026},
    )  # fmt: skip
    at(clock, 5, 10, 2027)
    assert refusal(found.look_back, "2027-05-11", [DEPUTY], *seen)[1] == "visited_on"
    assert refusal(found.look_back, "2027-05-10", [FINANCE], *seen)[0] == "acceptance.third_party"
    assert refusal(found.look_back, "2027-05-10", [DEPUTY], True, " ", CLEAR, REVIEW) == (
        "acceptance.seen", "seen", {},
    )  # fmt: skip
    found.look_back("2027-05-10", [DEPUTY], False, "2处停用。", CLEAR, REVIEW)
    event = newest(found, visited_on="2027-05-10", lasting=False, words="2处停用。")
    assert [seat["called"] for seat in event.seats] == ["人大代表07"] and event.review == REVIEW.as_dict()
    found.look_back("2027-05-09", [CITIZEN], *seen)
    assert found.state == "closed"
    assert refusal(running.look_back, "2027-05-10", [DEPUTY], *seen)[0] == "acceptance.state"
