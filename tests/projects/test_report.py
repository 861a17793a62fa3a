"""A project's month from draft to correction: who may do what to it, and when (domain.md 3.3)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from projects.report import CORRECTION_REASONS, MonthlyReport
from tests.aggregates import events, newest, refusal
from tracker.clock import FixedClock

pytestmark = pytest.mark.usefixtures("clock")

FILER, HEAD, REVIEWER = "filer", "head", "reviewer"
CONTENT: dict[str, Any] = {"values": {"1": "120"}, "evidence": [], "claims_completion": False}
LATER: dict[str, Any] = {**CONTENT, "values": {"1": "130"}}
WHICH = {"project": "p", "programme": "list-2026", "period": "2026-09"}
JUDGEMENT = {"light": "green", "progress": "40"}
PUBLICATION = UUID(int=9)


def drafted() -> MonthlyReport:
    return MonthlyReport(**WHICH, jurisdiction="testcity", unit="市住房城乡建设局", content=CONTENT)


def handed_up() -> MonthlyReport:
    report = drafted()
    report.hand_up(CONTENT, FILER)
    return report


def submitted(content: dict[str, Any] = CONTENT) -> MonthlyReport:
    report = drafted()
    report.submit(content, FILER)
    return report


def returned() -> MonthlyReport:
    report = submitted()
    report.return_(["附上照片。"], REVIEWER)
    return report


def accepted() -> MonthlyReport:
    report = submitted()
    report.accept(JUDGEMENT, REVIEWER)
    return report


def published() -> MonthlyReport:
    report = accepted()
    report.publish(PUBLICATION)
    return report


def corrected() -> MonthlyReport:
    report = published()
    report.correct(LATER, "clerical", "录入串行。", "填报人自查")
    return report


def last(report: MonthlyReport) -> Any:
    """The newest event; each carries whose month of which list it is."""
    return newest(report, **WHICH)


EVERYWHERE = (drafted, handed_up, submitted, returned, accepted, published, corrected)
WRITING: dict[str, Callable[[MonthlyReport], None]] = {
    "save": lambda report: report.save_draft(LATER),
    "hand up": lambda report: report.hand_up(LATER, FILER),
    "submit": lambda report: report.submit(LATER, FILER),
    "row": lambda report: report.file_row("东湖区", "1", "40", ""),
    "override": lambda report: report.override_row("东湖区", "1", "50", "漏报"),
}


@pytest.mark.parametrize("write", WRITING.values(), ids=WRITING)
@pytest.mark.parametrize("state", [handed_up, submitted, accepted, published, corrected])
def test_what_has_left_the_desk_is_not_written_any_more(
    state: Callable[[], MonthlyReport], write: Callable[[MonthlyReport], None]
) -> None:
    report = state()
    assert refusal(write, report) == ("report.already_submitted", None, {"state": report.state})


def test_a_draft_and_a_returned_report_are_written_further() -> None:
    for state in (drafted, returned):
        report = state()
        report.save_draft(LATER)
        assert last(report).content == report.content == LATER
        report.file_row("东湖区", "1", "40", "已完工")
        assert report.rows == {"东湖区": {"1": {"value": "40", "text": "已完工"}}}


@pytest.mark.parametrize("write", ["save_draft", "hand_up", "submit"])
def test_a_report_holds_twenty_files_and_no_more(write: str) -> None:
    def said(count: int) -> Callable[[MonthlyReport], None]:
        content = {**CONTENT, "evidence": [{"sha256": f"{no:064}", "name": f"{no}.jpg"} for no in range(count)]}
        rest = () if write == "save_draft" else (FILER,)
        return lambda report: getattr(report, write)(content, *rest)

    refused = refusal(said(21), drafted())
    assert refused == ("report.files", "evidence", {"most": 20, "found": 21})
    report = drafted()
    said(20)(report)
    assert len(report.content["evidence"]) == 20


def test_saving_what_is_saved_already_leaves_no_trace() -> None:
    report = drafted()
    report.save_draft(dict(CONTENT))
    assert len(events(report)) == 1


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        (lambda report: report.send_back("数字不对。", HEAD), handed_up),
        (lambda report: report.release(HEAD), handed_up),
        (lambda report: report.return_(["附上照片。"], REVIEWER), submitted),
        (lambda report: report.accept(JUDGEMENT, REVIEWER), submitted),
        (lambda report: report.publish(PUBLICATION), accepted),
    ],
    ids=["send back", "release", "return", "accept", "publish"],
)
def test_each_decision_is_taken_in_one_state_alone(
    act: Callable[[MonthlyReport], None], allowed: Callable[[], MonthlyReport]
) -> None:
    act(allowed())
    for elsewhere in EVERYWHERE:
        if elsewhere is not allowed:
            report = elsewhere()
            assert refusal(act, report) == ("report.state", None, {"state": report.state})


def test_what_the_filer_handed_up_waits_for_the_head_and_is_not_submitted() -> None:
    report = drafted()
    report.hand_up(LATER, FILER)
    assert (last(report).content, last(report).filer) == (LATER, FILER)
    assert (report.state, report.round) == ("awaiting_release", 0)


def test_the_head_releases_what_somebody_else_wrote() -> None:
    report = handed_up()
    assert refusal(report.release, FILER)[0] == "report.own_release"
    report.release(HEAD)
    event = last(report)
    assert (event.content, event.filer, event.released_by, event.round) == (CONTENT, FILER, HEAD, 1)
    assert report.state == "submitted"


def test_the_head_sends_back_with_a_reason_to_where_it_came_from() -> None:
    report = handed_up()
    assert refusal(report.send_back, " ", HEAD) == ("report.reason_missing", "reason", {})
    report.send_back("数字不对。", HEAD)
    assert (last(report).reason, report.state) == ("数字不对。", "draft")
    again = returned()
    again.hand_up(LATER, FILER)
    again.send_back("数字不对。", HEAD)
    assert again.state == "returned", "the office had returned it before"


def test_without_the_heads_release_it_goes_straight_to_the_office() -> None:
    event = last(submitted())
    assert (event.content, event.filer, event.released_by, event.round) == (CONTENT, FILER, None, 1)


def test_each_submission_counts_a_round() -> None:
    report = returned()
    report.submit(LATER, FILER)
    assert last(report).round == 2
    report.return_(["仍缺照片。"], REVIEWER)
    report.hand_up(LATER, FILER)
    report.release(HEAD)
    assert last(report).round == 3


def test_the_office_returns_with_reasons_and_blank_ones_are_none() -> None:
    report = submitted()
    assert refusal(report.return_, [" ", ""], REVIEWER) == ("report.reason_missing", "reason", {})
    report.return_([" 附上照片。", " "], REVIEWER)
    assert (last(report).reasons, last(report).reviewer, report.state) == (["附上照片。"], REVIEWER, "returned")


def test_nobody_accepts_what_he_filed_or_released() -> None:
    assert refusal(submitted().accept, JUDGEMENT, FILER)[0] == "report.own_work"
    report = handed_up()
    report.release(HEAD)
    assert refusal(report.accept, JUDGEMENT, HEAD)[0] == "report.own_work"
    report.accept(JUDGEMENT, REVIEWER)
    assert (last(report).judgement, last(report).reviewer, report.state) == (JUDGEMENT, REVIEWER, "accepted")


def test_a_completion_is_accepted_with_evidence_only() -> None:
    claimed = {**CONTENT, "claims_completion": True}
    assert refusal(submitted(claimed).accept, JUDGEMENT, REVIEWER) == ("report.evidence_missing", "evidence", {})
    submitted({**claimed, "evidence": [{"sha256": "ab" * 32}]}).accept(JUDGEMENT, REVIEWER)
    submitted(CONTENT).accept(JUDGEMENT, REVIEWER)


def test_a_published_month_says_in_which_publication() -> None:
    assert (last(published()).publication, published().state) == (str(PUBLICATION), "published")


@pytest.mark.parametrize("state", [accepted, published, corrected])
def test_what_was_accepted_is_corrected_old_beside_new(state: Callable[[], MonthlyReport]) -> None:
    report = state()
    before, count = report.content, report.corrections
    newest = {**CONTENT, "values": {"1": "99"}}
    report.correct(newest, "statistic_revision", "年报核定。", "统计局")
    event = last(report)
    assert (event.number, event.old, event.new) == (count + 1, before, newest)
    assert (event.reason_code, event.reason, event.found_by) == ("statistic_revision", "年报核定。", "统计局")
    assert (report.state, report.content) == ("corrected", newest)


@pytest.mark.parametrize("state", [drafted, handed_up, submitted, returned])
def test_what_was_not_accepted_is_rewritten_and_not_corrected(state: Callable[[], MonthlyReport]) -> None:
    report = state()
    told = refusal(report.correct, LATER, "clerical", "录入串行。", "填报人自查")
    assert told == ("report.state", None, {"state": report.state})


def test_a_correction_says_why_in_a_code_and_in_words() -> None:
    report = accepted()
    assert refusal(report.correct, LATER, "nicer", "好看。", "自查") == ("report.correction_reason", "reason_code", {})
    for code in CORRECTION_REASONS:
        assert refusal(report.correct, LATER, code, " ", "自查") == ("report.reason_missing", "reason", {})


def test_a_row_that_was_filed_is_overridden_with_a_reason_and_stays_beside_it() -> None:
    report = drafted()
    report.file_row("东湖区", "1", "40", "已完工")
    assert last(report).unit == "东湖区"
    assert refusal(report.override_row, "东湖区", "1", "50", " ") == ("report.reason_missing", "reason", {})
    assert refusal(report.override_row, "东湖区", "2", "50", "漏报") == ("report.unknown_row", "unit", {})
    assert refusal(report.override_row, "西湖区", "1", "50", "漏报") == ("report.unknown_row", "unit", {})
    report.override_row("东湖区", "1", "50", "漏报")
    event = last(report)
    assert (event.unit, event.no, event.filed, event.value, event.reason) == ("东湖区", "1", "40", "50", "漏报")
    assert report.rows["东湖区"]["1"] == {"value": "50", "text": "已完工", "filed": "40", "reason": "漏报"}


def test_no_row_is_below_zero() -> None:
    report = drafted()
    for no, value in (("1", "-5"), ("2", "-0.5")):
        assert refusal(report.file_row, "东湖区", no, value, "") == ("report.row_negative", f"values.{no}", {"no": no})
    report.file_row("东湖区", "2", "0", "")
    assert refusal(report.override_row, "东湖区", "2", "-1", "漏报") == ("report.row_negative", "values.2", {"no": "2"})
    assert report.rows["东湖区"] == {"2": {"value": "0", "text": ""}}


def test_a_project_has_one_report_a_period() -> None:
    ids = {MonthlyReport.create_id(*key) for key in (("a", "2026-08"), ("a", "2026-09"), ("b", "2026-09"))}
    assert len(ids) == 3
    assert MonthlyReport.create_id("a", "2026-09") in ids


def test_a_returned_reports_rows_are_overridden_too() -> None:
    report = drafted()
    report.file_row("东湖区", "1", "40", "")
    report.submit(CONTENT, FILER)
    report.return_(["核对分区数。"], REVIEWER)
    report.override_row("东湖区", "1", "45", "重复计数")
    assert report.rows["东湖区"]["1"]["value"] == "45"


def test_a_correction_says_who_found_it_and_when(clock: FixedClock) -> None:
    """It is 9 October 2026, and the report is of September."""
    report = accepted()
    assert refusal(report.correct, LATER, "clerical", "录入串行。", " ") == ("report.found_by", "found_by", {})
    for day in ("2025-12-31", "2026-10-10", "2026-02-30", "20261009", "昨天"):
        told = refusal(report.correct, LATER, "clerical", "录入串行。", "督查室", day)
        assert told == ("report.found_on", "found_on", {"found": day})
    for day in ("2026-01-01", "2026-10-09"):
        report.correct(LATER, "clerical", "录入串行。", "督查室", day)
        assert last(report).found_on == day
    report.correct(LATER, "clerical", "录入串行。", "督查室")
    assert last(report).found_on == "2026-10-09"


def test_what_was_corrected_before_its_month_went_out_goes_out_corrected_and_once() -> None:
    report = accepted()
    report.correct(LATER, "clerical", "录入串行。", "督查室")
    report.publish(PUBLICATION)
    assert (report.state, report.content) == ("published", LATER)
    assert refusal(report.publish, PUBLICATION) == ("report.state", None, {"state": "published"})
