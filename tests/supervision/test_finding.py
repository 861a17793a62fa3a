"""A finding of a visit: recorded with evidence, fed back, objected to once, decided by others. Today is 9 October 2026.

The make-up day of 10 October counts as a working day: five of them after the 9th end on the 15th.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from projects.approval import Approval
from projects.project import Project
from supervision.feedback import Feedback
from supervision.finding import Finding, Found
from supervision.inspection import Inspection
from tests import visiting
from tests.aggregates import newest, refusal
from tracker.clock import SHANGHAI, FixedClock
from tracker.refusal import SeveralRefused
from tracker.working_days import Day, WorkingDays

NINE = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
DAYS = WorkingDays({date(2026, 10, 10): Day(date(2026, 10, 10), "makeup", "国庆节", "通知")}, {2026: "正式"})
FILE = {"sha256": "f" * 64, "name": "检查记录表.pdf", "size": 9, "type": "application/pdf"}
PHOTO = "a" * 64

pytestmark = pytest.mark.usefixtures("clock")


def visited() -> Inspection:
    """Two of three sites seen, each by another inspector, one photograph."""
    project = Project.register(uuid4(), "testcity", 2026, "12", "建设社区养老服务点40个")
    project.list_sites([{"name": f"第{n}服务点", "stage": "投用"} for n in (1, 2, 3)])
    visit = visiting.planned(
        project,
        on="2026-10-09",
        method="集中查看",
        sites=["1", "2", "3"],
        who=["市民代表01", "人大代表01", "专家学者01"],
    )
    visit.see_site("1", "1", "yes", NINE)
    visit.see_site("2", "2", "no", NINE, note="没有通水")
    visit.take_photo("2", "2", PHOTO)
    return visit


def recorded(**changed: Any) -> Finding:
    said = {"severity": "major", "fact": "助浴间没有通水，按投用报送。", "site": "2", "photos": [PHOTO], **changed}
    return Finding.record(visited(), Found(**said), "2", "unit-1", "visit:1:2")


def fed_back() -> Finding:
    found = recorded()
    found.feed_back("feedback-1", "一周内通水。", "office", DAYS)
    return found


def objected() -> Finding:
    found = fed_back()
    found.make_objection("当天停水检修。", [FILE], DAYS)
    return found


def test_fact_and_evidence_are_mandatory_and_of_this_visit() -> None:
    event = newest(recorded(fact=" 没有通水 ", photos=[PHOTO, PHOTO]), severity="major", site="2", recorder="visit:1:2")
    assert (event.fact, event.photos, event.files) == ("没有通水", [PHOTO], [])
    assert newest(recorded(photos=[], files=[FILE], site=None)).files == [FILE], "a paper is evidence too"
    with pytest.raises(SeveralRefused) as no:
        Finding.record(visited(), Found("bad", " ", "3", ["b" * 64]), "9", "", "office")
    assert [(each.code, each.field) for each in no.value.refusals] == [
        ("finding.severity", "severity"), ("finding.fact", "fact"), ("finding.site", "site"),
        ("finding.photo", "photos"), ("finding.inspector", "inspector"), ("finding.unit", "unit"),
    ]  # fmt: skip
    assert refusal(recorded, photos=[]) == ("finding.evidence", "photos", {})


def test_nothing_is_found_before_anything_was_seen() -> None:
    project = Project.register(uuid4(), "testcity", 2026, "12", "服务点")
    project.list_sites([{"name": "第1服务点"}])
    visit = visiting.planned(project, on="2026-10-09", method="暗访", sites=["1"], who=["市民代表01", "人大代表01"])
    assert (
        refusal(Finding.record, visit, Found("minor", "事实", photos=[PHOTO]), "1", "u", "o")[0] == "finding.not_seen"
    )


def test_a_finding_is_among_what_is_signed_and_is_its_sites_recorders() -> None:
    visit = visited()
    visit.record_sample("1", 2, 1, "一处没有通水")
    visit.sign("1", "confirmed")
    assert refusal(visit.note_finding, "1", "finding-1", "2") == (
        "inspection.other_recorder", "site", {"kind": "人大代表01"},
    )  # fmt: skip
    assert visit.signatures == {"1": "confirmed"}
    visit.note_finding("2", "finding-1", "2")
    assert newest(visit, finding="finding-1", inspector="2") and visit.signatures == {}
    visit.note_finding("1", "finding-2")
    assert refusal(visit.note_finding, "3", "finding-3")[0] == "inspection.nothing_recorded"
    assert refusal(visit.note_finding, "4", "finding-3")[0] == "inspection.not_inspector"


def test_it_is_retracted_by_its_recorder_alone_and_only_before_it_is_fed_back() -> None:
    found = recorded()
    assert refusal(found.retract, "看错了", "office")[0] == "finding.not_recorder"
    assert refusal(found.retract, " ", "visit:1:2") == ("finding.reason", "reason", {})
    found.retract("看错了点位", "visit:1:2")
    assert refusal(found.feed_back, "f", "通水", "office", DAYS)[0] == "finding.over"
    assert refusal(fed_back().retract, "看错了", "visit:1:2")[0] == "finding.fed_back_already"


@pytest.mark.parametrize(
    ("severity", "due"), [("minor", "2026-10-15"), ("major", "2026-10-22"), ("serious", "2026-11-05")]
)
def test_the_term_is_five_ten_or_twenty_working_days_by_severity(severity: str, due: str) -> None:
    found = recorded(severity=severity)
    assert refusal(found.feed_back, "f", "", "office", DAYS)[:2] == ("finding.requirement", f"requirement-{found.id}")
    assert found.feed_back("feedback-1", "通水", "office", DAYS) == due
    event = newest(found, due=due, issuer="office", feedback="feedback-1")
    assert event.fed_back_on == "2026-10-09"
    assert refusal(found.feed_back, "f", "通水", "office", DAYS)[0] == "finding.fed_back_already"


def test_the_unit_objects_once_with_its_reason_within_thirty_days(clock: FixedClock) -> None:
    """The thirtieth day, 8 November 2026, is a Sunday: the Monday after it is still in time."""
    assert refusal(recorded().make_objection, "不是", [], DAYS)[0] == "finding.not_fed_back"
    found, late = fed_back(), fed_back()
    assert refusal(found.make_objection, " ", [], DAYS) == ("finding.reason", "reason", {})
    clock.set(datetime(2026, 11, 9, 23, tzinfo=SHANGHAI))
    found.make_objection("当天停水检修。", [FILE], DAYS)
    assert newest(found).evidence == [FILE]
    assert refusal(found.make_objection, "再说", [], DAYS)[0] == "finding.not_fed_back"
    clock.set(datetime(2026, 11, 10, 0, tzinfo=SHANGHAI))
    assert refusal(late.make_objection, "不是", [], DAYS) == ("finding.too_late", None, {"until": "11月9日"})


@pytest.mark.parametrize("who", ["visit:1:2", "office"])
def test_neither_who_recorded_it_nor_who_fed_it_back_decides_the_objection(who: str) -> None:
    assert refusal(objected().decide_objection, "upheld", "属实", who, apart=True)[0] == "finding.own_work"


def test_an_objection_is_decided_with_reasons_by_somebody_who_was_not_in_the_team() -> None:
    assert refusal(fed_back().decide_objection, "upheld", "属实", "head", apart=True)[0] == "finding.no_objection"
    with pytest.raises(SeveralRefused) as no:
        objected().decide_objection("perhaps", "", "head", apart=False)
    assert [each.code for each in no.value.refusals] == ["finding.reason", "finding.ruling", "finding.apart"]
    found = objected()
    found.decide_objection("upheld", "照片当天拍摄，属实。", "head", apart=True)
    event = newest(found, ruling="upheld", severity="major", decider="head")
    assert event.fact == "助浴间没有通水，按投用报送。" and found.state == "fed_back"
    assert refusal(found.make_objection, "还是不服", [], DAYS)[0] == "finding.decided"


def test_a_changed_finding_says_what_it_was_changed_to() -> None:
    same = objected()
    assert refusal(same.decide_objection, "changed", "理由", "head", apart=True, severity="major")[0] == (
        "finding.unchanged"
    )
    same.decide_objection("changed", "停水一天。", "head", apart=True, severity="minor")
    assert (newest(same).severity, newest(same).fact) == ("minor", "助浴间没有通水，按投用报送。")
    assert (same.severity, same.state) == ("minor", "fed_back")


def test_a_withdrawn_finding_is_over() -> None:
    found = objected()
    found.decide_objection("withdrawn", "当天全区停水，事后已通水。", "head", apart=True)
    over: list[Callable[[], Any]] = [
        lambda: found.make_objection("再说", [], DAYS), lambda: found.answer("说明"),
        lambda: found.decide_objection("upheld", "理由", "other", apart=True),
    ]  # fmt: skip
    assert {refusal(each)[0] for each in over} == {"finding.decided", "finding.over"}


def test_the_units_answer_stands_beside_it_and_changes_nothing() -> None:
    assert refusal(recorded().answer, "说明")[0] == "finding.not_fed_back"
    found = fed_back()
    assert refusal(found.answer, "")[0] == "finding.words"
    found.answer("阀门已订货。")
    assert newest(found).words == "阀门已订货。" and found.state == "fed_back"


def test_the_feedback_follows_a_closed_visit_with_a_conclusion_and_a_decision() -> None:
    visit = visited()
    said = (["finding-1"], ["unit-1", "unit-1"], "一处没有通水。", Approval("督查室主任", "2026-10-09"), "office")
    assert refusal(Feedback.issue, visit, *said)[0] == "feedback.not_closed"
    visit.record_sample("1", 2, 1, "一处没有通水")
    for key in ("1", "2"):
        visit.sign(key, "confirmed")
    visit.close()
    with pytest.raises(SeveralRefused) as no:
        Feedback.issue(visit, [], [], " ", Approval("", ""), "office")
    assert [each.code for each in no.value.refusals] == ["feedback.words", "approval.incomplete"]
    made = Feedback.issue(visit, *said)
    event = newest(made, findings=["finding-1"], units=["unit-1"], visit=str(visit.id), issuer="office")
    assert event.words == "一处没有通水。"
    assert made.id == Feedback.create_id(str(visit.id)), "there is one of a visit"
