"""A rectification with its own term, released by the head, rechecked by somebody else. Today is 9 October 2026."""

from datetime import date, datetime
from typing import Any

import pytest

from projects.approval import Approval
from supervision.ground import Ground
from supervision.rectification import Rectification
from tests.aggregates import newest, refusal
from tracker.clock import SHANGHAI, FixedClock
from tracker.refusal import SeveralRefused
from tracker.working_days import Day, WorkingDays

DAYS = WorkingDays({date(2026, 10, 10): Day(date(2026, 10, 10), "makeup", "国庆节", "通知")}, {2026: "正式"})
DECIDED = Approval("市政府副市长", "2026-10-09", "责令限期整改。")
FILE = {"sha256": "a" * 64, "name": "整改照片.jpg", "size": 9, "type": "image/jpeg"}

pytestmark = pytest.mark.usefixtures("clock")


def required(due: str = "2026-10-30", **changes: Any) -> Rectification:
    of = {"jurisdiction": "demo", "year": 2026, "programme": "list-2026", "unit": "unit-1", **changes}
    return Rectification.require("管网未接通", "10月底前全部接通", due, DECIDED, "office", Ground(**of))


def reported(clock: FixedClock, day: int = 20) -> Rectification:
    found = required()
    clock.set(datetime(2026, 10, day, 9, tzinfo=SHANGHAI))
    found.draft_report("增加两个班组", "已接通11处", [FILE], "filer")
    found.release("head")
    return found


def test_it_has_a_problem_a_requirement_a_day_ahead_and_a_decision() -> None:
    assert newest(required(), unit="unit-1", due="2026-10-30").orderer == "office"
    for day in ("2026-10-09", "2026-10-08", "月底", ""):
        assert refusal(required, day) == ("rectification.due", "due", {})
    with pytest.raises(SeveralRefused) as no:
        Rectification.require(" ", "", "", Approval("", ""), "office", Ground("d", 1, "p", ""))
    assert [each.code for each in no.value.refusals] == [
        "rectification.problem", "rectification.requirement", "rectification.due", "approval.incomplete",
        "rectification.unit",
    ]  # fmt: skip


def test_the_report_is_written_by_one_and_released_by_another() -> None:
    found = required()
    assert refusal(found.release, "head")[0] == "rectification.no_report"
    assert refusal(found.draft_report, "措施", "情况", [], "filer") == ("rectification.evidence", "evidence", {})
    found.draft_report("措施", "情况", [FILE], "filer")
    assert refusal(found.release, "filer")[0] == "rectification.own_draft"
    found.send_back("照片不清楚")
    assert refusal(found.release, "head")[0] == "rectification.no_report"
    found.draft_report("措施", "情况", [FILE], "filer")
    found.release("head")
    event = newest(found, round=1, drafter="filer", released_by="head")
    assert event.reported_on == "2026-10-09"
    assert refusal(found.draft_report, "措施", "情况", [FILE], "filer")[0] == "rectification.reported_already"


@pytest.mark.parametrize("who", ["office", "filer", "head"])
def test_neither_who_ordered_nor_who_reported_rechecks(clock: FixedClock, who: str) -> None:
    found = reported(clock)
    assert (
        refusal(found.recheck, True, "site", "2026-10-20", "都通了", "督查室科员", who)[0] == "rectification.own_work"
    )


def test_the_recheck_has_a_day_a_way_a_post_and_words(clock: FixedClock) -> None:
    assert (
        refusal(required().recheck, True, "site", "2026-10-09", "好", "科员", "other")[0]
        == "rectification.not_reported"
    )
    found = reported(clock)
    with pytest.raises(SeveralRefused) as no:
        found.recheck(True, "hearsay", "2026-10-19", " ", "", "other")
    assert [(each.code, each.field) for each in no.value.refusals] == [
        ("rectification.note", "note"), ("rectification.rechecker", "rechecker"), ("rectification.how", "how"),
        ("rectification.checked_on", "checked_on"),
    ]  # fmt: skip
    assert refusal(found.recheck, True, "site", "2026-10-21", "好", "科员", "other")[1] == "checked_on"
    found.recheck(True, "site", "2026-10-20", "11处都通水。", "市人大代表", "other")
    assert newest(found, round=1).rechecker == "市人大代表"
    assert refusal(found.withdraw, "不要了")[0] == "rectification.over"


def test_what_failed_may_get_another_term_and_is_rechecked_anew(clock: FixedClock) -> None:
    found = reported(clock)
    assert refusal(found.renew, "再接", "2026-11-10", "未通")[0] == "rectification.not_failed"
    found.recheck(False, "site", "2026-10-20", "3处没有水。", "督查室科员", "other")
    assert refusal(found.renew, "再接", "2026-10-20", "未通") == ("rectification.due", "due", {})
    found.renew("余下3处接通", "2026-11-10", "3处没有水")
    assert (found.state, found.round, found.due) == ("ordered", 2, "2026-11-10")
    found.draft_report("措施", "全部接通", [FILE], "filer")
    found.release("head")
    assert newest(found).round == 2


def test_the_recheck_is_due_five_working_days_after_the_report(clock: FixedClock) -> None:
    """Reported on the 9th: 10 (make-up), 12, 13, 14, 15."""
    assert reported(clock, 9).recheck_due(DAYS) == date(2026, 10, 15)


def test_it_may_be_withdrawn_while_it_lives_with_a_reason() -> None:
    found = required()
    assert refusal(found.withdraw, "")[0] == "rectification.reason"
    found.withdraw("责令有误")
    assert refusal(found.draft_report, "措施", "情况", [FILE], "filer")[0] == "rectification.over"
