"""Findings over a real ledger: one visit's three, what each of them becomes, and who owes what of it by when.

Project 2 (市民政局) is visited on 9 October 2026; the 10th is a make-up working day.
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.approval import Approval
from projects.programme import Programme
from projects.project import Project
from supervision import finding_clocks, findings, proposing, rectifications, undertakings
from supervision.claim import OFFICE, Claim
from supervision.concluding import Concluding, Rechecked, Ruling
from supervision.finding import CAUSE, Found
from supervision.findings import FINDINGS, FindingRow
from supervision.ground import Ground
from supervision.inspecting import Inspecting
from supervision.inspection import Inspection
from supervision.matter import Cause, Matter
from supervision.member import Profile
from supervision.ordering import Ordering
from supervision.problem import Fields, Problem
from supervision.rectification import Rectification
from supervision.rectifications import RECTIFICATIONS, RectificationRow
from tests import deeds, visiting
from tests.aggregates import refusal
from tests.ladder import at, carry, decided
from tracker import clock as clock_
from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.refusal import Refused
from web.house import House

UNIT = "市民政局"
PROGRAMME = Programme.create_id(deeds.SLUG, deeds.YEAR)
PAPER = {"sha256": "f" * 64, "name": "检查记录表.pdf", "size": 9, "type": "application/pdf"}
BEFORE, AFTER = {**PAPER, "when": "before"}, {**PAPER, "sha256": "e" * 64, "when": "after"}


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def work(house: House) -> Concluding:
    return Concluding(house.ledger, PROGRAMME)


def visited(house: House) -> UUID:
    """Two sites of project 2 seen by its two inspectors, not signed yet."""
    project = house.ledger.get(Project, UUID(house.ledger.get(Programme, PROGRAMME).projects["2"]))
    visit = visiting.planned(
        project, on="2026-10-09", method="集中查看", sites=["1", "6"], who=["市民代表01", "人大代表01"]
    )
    visit.see_site("1", "1", "yes", clock_.now())
    visit.see_site("2", "6", "no", clock_.now(), note="没有通水")
    visit.take_photo("2", "6", "a" * 64)
    carry(house, lambda: ([visit], {}))
    return visit.id


def closed(house: House, id: UUID) -> None:
    visit = house.ledger.get(Inspection, id)
    visit.record_sample("1", 2, 1, "柳河没有通水", confirmed=True)
    visit.sign("1", "confirmed")
    visit.sign("2", "confirmed")
    visit.close("一处没有通水。")
    carry(house, lambda: ([visit], {}))


def found_on(house: House, visit: UUID, severity: str, fact: str) -> UUID:
    found = Found(severity, fact, "6", ["a" * 64])
    return UUID(carry(house, lambda: work(house).note(visit, "2", found, f"visit:{visit}:2"))["finding"])


def fed_back(house: House, *severities: str) -> list[UUID]:
    """Findings of these severities, fed back on the 9th by the account `office`."""
    visit = visited(house)
    made = [found_on(house, visit, each, f"{each}事实") for each in severities]
    closed(house, visit)
    asked = {str(id): "一周内通水" for id in made}
    approval = Approval("督查室主任", "2026-10-09", "同意反馈。")
    carry(house, lambda: work(house).feed_back(visit, "一处没有通水。", asked, approval, "office", house.days()))
    return made


def row(house: House, id: UUID) -> FindingRow:
    with house.reading() as conn:
        found = findings.finding(conn, id)
    assert found
    return found


def mending(house: House, id: UUID) -> RectificationRow:
    with house.reading() as conn:
        found = rectifications.of_finding(conn, id)
    assert found
    return found


def change(house: House, id: UUID, *acts: Any) -> None:
    """Each act on the finding's rectification, in one save."""
    made = house.ledger.get(Rectification, mending(house, id).id)
    for act in acts:
        act(made)
    carry(house, lambda: ([made], {}))


def report(house: House, id: UUID) -> None:
    change(
        house, id, lambda each: each.draft_report("换阀门", "已通水", [BEFORE, AFTER], "filer"),
        lambda each: each.release("head"),
    )  # fmt: skip


def claims(house: House, kind: str) -> list[Claim]:
    with house.reading() as conn:
        programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert programme
        told = [*finding_clocks.claims(conn, programme), *undertakings.of_rectifications(conn, programme)]
    return [each for each in told if each.kind == kind]


def same_when_made_anew(house: House) -> None:
    with house.reading() as conn:
        assert rebuild.check(house.ledger, conn, [FINDINGS, RECTIFICATIONS]) == []


def member(house: House, kind: str, employer: str | None = None) -> str:
    with house.reading() as conn:
        unit = register.unit_called(conn, deeds.SLUG)[employer] if employer else None
    carry(
        house,
        lambda: Inspecting(house.ledger, PROGRAMME).enrol(kind, "2022-03-01", Profile("2027-03-01", employer=unit)),
    )
    return kind + "01"


def test_the_feedback_is_owed_from_the_visit_and_brings_a_rectification_for_each_finding(house: House) -> None:
    visit = visited(house)
    [owed] = claims(house, "finding_feedback")
    assert (owed.owner, owed.met_at, owed.href) == (OFFICE, None, f"/visits/{visit}/feedback")
    assert owed.since == datetime(2026, 10, 9, 9, tzinfo=SHANGHAI), "from the visit, not from its closing"
    minor, serious = found_on(house, visit, "minor", "标牌掉落"), found_on(house, visit, "serious", "没有通水")
    gone = found_on(house, visit, "major", "看错了")
    carry(house, lambda: work(house).retract(gone, "点位看错", f"visit:{visit}:2"))
    closed(house, visit)
    said = ("一处没有通水。", {str(minor): "扶正", str(serious): "通水"}, Approval("主任", "2026-10-09"), "office")
    with pytest.raises(Refused, match=r"finding\.requirement"):
        work(house).feed_back(visit, said[0], {str(minor): "扶正"}, *said[2:], house.days())
    carry(house, lambda: work(house).feed_back(visit, *said, house.days()))
    [met] = claims(house, "finding_feedback")
    assert met.met_by == "feedback.issued"
    assert [(row(house, each).state, str(row(house, each).due)) for each in (minor, serious, gone)] == [
        ("mending", "2026-10-15"), ("mending", "2026-11-05"), ("retracted", "None"),
    ]  # fmt: skip
    assert mending(house, serious).problem == "没有通水" and mending(house, serious).now.requirement == "通水"
    assert refusal(work(house).feed_back, visit, *said, house.days())[0] == "feedback.issued_already"
    late = Found("minor", "又一处", None, ["a" * 64])
    assert refusal(work(house).enter, visit, "2", late, "", "office")[0] == "feedback.issued_already"
    project = row(house, serious).project
    with house.reading() as conn:
        assert [each.id for each in findings.unresolved(conn, project)] == [serious]
        assert len(findings.unresolved(conn, project, ("minor", "serious"))) == 2
        unit = register.unit_called(conn, deeds.SLUG)
        assert len(findings.of_programme(conn, PROGRAMME, unit[UNIT])) == 2, "a unit sees what was fed back to it"
        assert findings.of_programme(conn, PROGRAMME, unit["市教育局"]) == []
    same_when_made_anew(house)


def test_a_finding_from_paper_is_entered_after_the_visit_with_its_files(house: House) -> None:
    visit = visited(house)
    closed(house, visit)
    paper = Found("minor", "标牌掉落", None, (), [PAPER])
    id = UUID(carry(house, lambda: work(house).enter(visit, "1", paper, "", "office"))["finding"])
    found = row(house, id)
    assert (found.found_by, found.recorder, found.files, found.state) == ("1", "office", [PAPER], "recorded")
    with house.reading() as conn:
        assert found.unit == register.unit_called(conn, deeds.SLUG)[UNIT], "the lead unit where none is named"


def test_under_review_the_term_stands_still_and_begins_anew_with_the_decision(house: House, clock: FixedClock) -> None:
    [id] = fed_back(house, "major")
    at(clock, 10, 12)
    carry(house, lambda: work(house).object(id, "当天停水检修", [PAPER], house.days()))
    assert (row(house, id).state, mending(house, id).state) == ("objected", "suspended")
    for kind in ("rectification_plan", "rectification_due"):
        [ended] = claims(house, kind)
        assert ended.void and ended.void.reason == "单位申请复核，决定之前停止计时"
    [owed] = claims(house, "finding_review")
    assert (owed.owner, owed.since, owed.met_at) == (OFFICE, datetime(2026, 10, 12, 9, tzinfo=SHANGHAI), None)
    assert refusal(house.ledger.get(Rectification, mending(house, id).id).file_plan, "步骤", "局长", "2026-10-20")[
        0
    ] == ("rectification.suspended")
    at(clock, 10, 19)
    ruling = Ruling("changed", "停水一天，事后通水慢。", True, "minor")
    assert refusal(work(house).decide, id, ruling, "office", house.days())[0] == "finding.own_work"
    carry(house, lambda: work(house).decide(id, ruling, "head", house.days()))
    found = row(house, id)
    assert (found.state, found.severity, found.holds) == ("mending", "major", ("minor", "major事实"))
    assert str(mending(house, id).now.due) == "2026-10-26", "five working days of a minor one from the 19th"
    [met] = claims(house, "finding_review")
    assert met.met_by == "finding.objection_decided"
    plans = {claim.period: claim for claim in claims(house, "rectification_plan")}
    assert plans["1"].void and plans["2"].since == datetime(2026, 10, 19, 9, tzinfo=SHANGHAI)
    same_when_made_anew(house)


def test_a_finding_withdrawn_on_review_ends_its_rectification_and_nothing_else_does(house: House) -> None:
    [id] = fed_back(house, "serious")
    own = house.ledger.get(Rectification, mending(house, id).id)
    assert refusal(own.withdraw, "不要了")[0] == "rectification.of_finding"
    carry(house, lambda: work(house).object(id, "当天停水检修", [], house.days()))
    carry(house, lambda: work(house).decide(id, Ruling("withdrawn", "全区停水", True), "head", house.days()))
    assert (row(house, id).state, mending(house, id).state) == ("withdrawn", "withdrawn")
    with house.reading() as conn:
        assert findings.unresolved(conn, row(house, id).project) == []


def test_plan_report_and_recheck_are_owed_and_a_member_without_ties_rechecks(house: House, clock: FixedClock) -> None:
    [id] = fed_back(house, "minor")
    [plan] = claims(house, "rectification_plan")
    assert (plan.owner, plan.met_at, plan.href) == (UNIT, None, f"/rectifications/{mending(house, id).id}")
    own = house.ledger.get(Rectification, mending(house, id).id)
    for day in ("2026-10-08", "2026-10-16", "下周"):
        assert refusal(own.file_plan, "换阀门", "分管副局长", day) == (
            "rectification.finish_on", "finish_on", {"due": "10月15日"},
        )  # fmt: skip
    change(house, id, lambda each: each.file_plan("换阀门", "分管副局长", "2026-10-15"))
    assert claims(house, "rectification_plan")[0].met_by == "rectification.plan_filed"
    assert refusal(own.draft_report, "换", "通", [BEFORE], "filer") == ("rectification.after", "evidence", {})
    assert refusal(own.draft_report, "换", "通", [AFTER], "filer") == ("rectification.before", "before", {})
    report(house, id)
    assert row(house, id).state == "reported"
    free, tied = member(house, "人大代表"), member(house, "专家学者", UNIT)
    assert [each.called for each in work(house).recheckers(mending(house, id).id, clock.now().date())] == [free]
    seen = Rechecked(True, "site", "2026-10-09", "已通水", tied)
    assert refusal(work(house).recheck, mending(house, id).id, seen, "checker")[0] == "rectification.member"
    own = house.ledger.get(Rectification, mending(house, id).id)
    said = (True, "site", "2026-10-09", "已通水", "督查室科员", "checker")
    assert refusal(own.recheck, *said) == ("rectification.member", "rechecker", {})
    seen = Rechecked(True, "site", "2026-10-09", "已通水", free)
    assert refusal(work(house).recheck, mending(house, id).id, seen, "office")[0] == "rectification.own_work"
    carry(house, lambda: work(house).recheck(mending(house, id).id, seen, "checker"))
    assert (row(house, id).state, row(house, id).resolved) == ("closed", True)
    assert mending(house, id).now.result == {
        "passed": True, "how": "site", "checked_on": "2026-10-09", "note": "已通水", "rechecker": free,
    }  # fmt: skip
    same_when_made_anew(house)


def test_what_was_not_mended_is_proposed_as_an_order_that_takes_the_findings_place(
    house: House, clock: FixedClock
) -> None:
    late, failed = fed_back(house, "minor", "serious")
    report(house, failed)
    free = member(house, "人大代表")
    carry(house, lambda: work(house).recheck(
        mending(house, failed).id, Rechecked(False, "site", "2026-10-09", "仍无水。", free), "checker"))  # fmt: skip
    at(clock, 10, 16)
    proposed = {each.subject: each for each in unmended(house)}
    assert proposed[str(failed)].sentence.endswith("检查发现的严重问题10月9日复查未通过：仍无水")
    assert proposed[str(late)].arithmetic == ("问题：minor事实", "应于10月15日前整改，至今没有报告")
    each = proposed[str(failed)]
    matter = Matter(each.matter, each.facts, each.requirement, each.unit)
    made = carry(house, lambda: Ordering(house.ledger, PROGRAMME).draft(
        each.project, matter, Cause("finding", each.id, each.sentence), "office"))  # fmt: skip
    assert row(house, failed).state == "failed", "a draft is no order yet"
    assert str(failed) not in {one.subject for one in unmended(house)}
    order = UUID(made["order"])
    carry(house, lambda: Ordering(house.ledger, PROGRAMME).issue(
        order, decided("2026-10-16", post="市政府办公厅主任"), house.days()))  # fmt: skip
    assert (row(house, failed).state, row(house, failed).resolved) == ("raised", False)
    assert str(row(house, failed).order_id) == str(order)
    same_when_made_anew(house)


def unmended(house: House) -> list[Any]:
    with house.reading() as conn:
        programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert programme
        found = proposing.open_of(conn, programme, clock_.today(), house.days())
    return [each for each in found if each.rule == "unmended"]


def test_a_public_problem_owes_its_result_once_it_is_mended(house: House) -> None:
    [id] = fed_back(house, "serious")
    found = row(house, id)
    ground = Ground(
        deeds.SLUG, deeds.YEAR, str(PROGRAMME), found.unit, str(found.project), cause={"kind": CAUSE, "ref": str(id)}
    )
    problem = Problem.draft(
        Fields("养老服务点", UNIT, "局长", "没有通水", "一周内通水", date(2026, 10, 16)), "office", ground
    )
    carry(house, lambda: ([problem], {}))
    assert (row(house, id).problem, row(house, id).problem_state) == (problem.id, "drafted")
    problem.approve(decided("2026-10-09"), problem.text)
    problem.clear(deeds.REVIEW, problem.text)
    problem.publish()
    carry(house, lambda: ([problem], {}))
    assert claims(house, "problem_outcome") == []
    report(house, id)
    free = member(house, "人大代表")
    carry(house, lambda: work(house).recheck(
        mending(house, id).id, Rechecked(True, "site", "2026-10-09", "已通水", free), "checker"))  # fmt: skip
    [owed] = claims(house, "problem_outcome")
    assert (owed.owner, owed.met_at, owed.href) == (OFFICE, None, f"/problems-desk/{problem.id}")
    problem.tell_outcome("已通水。", deeds.REVIEW)
    carry(house, lambda: ([problem], {}))
    assert claims(house, "problem_outcome")[0].met_by == "problem.outcome_published"
    same_when_made_anew(house)
