"""An accountability talk: arranged within five working days, held, signed, its promises kept or open again.

Today is Friday, 9 October 2026; the 10th is a make-up working day, the 11th a Sunday.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from projects.approval import Approval
from supervision.ground import Ground
from supervision.talk import Arrangement, Promise, Talk
from tests.aggregates import events, newest, refusal
from tracker.clock import SHANGHAI, FixedClock
from tracker.refusal import SeveralRefused
from tracker.working_days import Day, WorkingDays

DAYS = WorkingDays({date(2026, 10, 10): Day(date(2026, 10, 10), "makeup", "国庆节", "通知")}, {2026: "正式"})
DECIDED = Approval("市政府副秘书长", "2026-10-09", "同意约谈。")
PLAN = Arrangement(
    "市政府副秘书长",
    ("市水务局局长", " "),
    "红色督办单逾期未办",
    "政府督查工作条例第十二条",
    "2026-10-15T15:00",
    "市政府会议室",
)
FILE = {"sha256": "a" * 64, "name": "签字件.pdf", "size": 9, "type": "application/pdf"}
PROMISE = Promise("10月31日前全部完工", "unit-1", "市水务局局长", "2026-10-31")

pytestmark = pytest.mark.usefixtures("clock")


def scheduled(plan: Arrangement = PLAN, approval: Approval = DECIDED, unit: str = "unit-1") -> Talk:
    return Talk.schedule(plan, approval, DAYS, Ground("demo", 2026, "list-2026", unit))


def held(clock: FixedClock, *promises: Promise) -> Talk:
    talk = scheduled()
    clock.set(datetime(2026, 10, 15, 17, tzinfo=SHANGHAI))
    talk.hold(
        "2026-10-15T15:05", "市政府会议室", ["市水务局局长"], "指出三个问题。", promises or (PROMISE,), "督查室科员"
    )
    return talk


def codes(command: Any, *args: Any) -> set[tuple[str, str | None]]:
    with pytest.raises(SeveralRefused) as no:
        command(*args)
    return {(each.code, each.field) for each in no.value.refusals}


def test_it_is_arranged_within_five_working_days_of_the_decision() -> None:
    talk = scheduled()
    event = newest(talk, programme="list-2026", unit="unit-1", order=None)
    assert event.until == "2026-10-15"  # 10 (make-up), 12, 13, 14, 15
    assert event.arrangement["talked"] == ["市水务局局长"]
    late = refusal(scheduled, replace(PLAN, at="2026-10-16T09:00"))
    assert late == ("talk.late", "on", {"since": "10月9日", "until": "10月15日"})
    assert refusal(scheduled, replace(PLAN, at="2026-10-08T09:00"))[0] == "talk.late"


def test_all_that_lacks_is_told_at_once() -> None:
    found = codes(scheduled, Arrangement("", ("",), " ", "", "后天", ""), Approval("", ""), "")
    assert found == {
        ("talk.talker", "talker"), ("talk.talked", "talked"), ("talk.reason", "reason"), ("talk.basis", "basis"),
        ("talk.place", "place"), ("talk.at", "on"), ("approval.incomplete", "approval"), ("talk.unit", "unit"),
    }  # fmt: skip


def test_it_may_be_moved_within_the_same_days_only_with_a_reason() -> None:
    talk = scheduled()
    assert refusal(talk.move, "2026-10-16T09:00", "会议室", "出差")[0] == "talk.late"
    assert refusal(talk.move, "2026-10-14T09:00", "会议室", " ") == ("talk.why_moved", "why_moved", {})
    talk.move("2026-10-14T09:00", "第二会议室", "主要负责人出差")
    assert (talk.arrangement["at"], talk.arrangement["place"]) == ("2026-10-14T09:00", "第二会议室")


def test_what_was_cancelled_is_not_held(clock: FixedClock) -> None:
    talk = scheduled()
    assert refusal(talk.cancel, "")[0] == "talk.why_cancelled"
    talk.cancel("10月12日已完成整改并核实，不再约谈。")
    for again in (lambda: talk.cancel("再"), lambda: talk.move("2026-10-14T09:00", "会议室", "改")):
        assert refusal(again)[0] == "talk.cancelled"


def test_it_is_not_held_before_its_decision_nor_in_the_future_and_never_without_a_promise() -> None:
    talk = scheduled()
    args = ("市政府会议室", ["市水务局局长"], "指出三个问题。")
    assert refusal(talk.hold, "2026-10-09T09:01", *args, [PROMISE], "科员") == ("talk.held_at", "held_on", {})
    assert refusal(talk.hold, "2026-10-08T23:59", *args, [PROMISE], "科员") == ("talk.held_at", "held_on", {})
    assert refusal(talk.hold, "2026-10-09T09:00", *args, [], "科员") == ("talk.promises", "promise-1", {})
    bad = replace(PROMISE, text="", post=" ", due="2026-10-08", unit="")
    assert codes(talk.hold, "2026-10-09T09:00", *args, [PROMISE, bad], "科员") == {
        ("talk.promise_text", "promise-2"), ("talk.promise_post", "promise_post-2"),
        ("talk.promise_due", "promise_due-2"), ("talk.unit", "promise_unit-2"),
    }  # fmt: skip
    assert refusal(talk.hold, "2026-10-09T09:00", *args, [PROMISE] * 13, "科员")[0] == "talk.too_many"
    assert talk.state == "scheduled"


def test_a_held_talk_numbers_its_promises_and_is_held_once(clock: FixedClock) -> None:
    talk = held(clock, PROMISE, replace(PROMISE, text="每周报进展", due="2026-10-15"))
    assert [each["no"] for each in newest(talk).promises] == ["1", "2"]
    assert {no: each["state"] for no, each in talk.promises.items()} == {"1": "open", "2": "open"}
    assert refusal(talk.cancel, "不谈了")[0] == "talk.held_already"


def test_both_sides_sign_the_record_once_and_not_before_it(clock: FixedClock) -> None:
    assert refusal(scheduled().sign, "2026-10-15", FILE)[0] == "talk.not_held"
    talk = held(clock)
    for wrong in ("2026-10-14", "2026-10-16", "x"):
        assert refusal(talk.sign, wrong, FILE) == ("talk.signed_on", "signed_on", {})
    talk.sign("2026-10-15", FILE)
    assert newest(talk).scan == FILE
    assert refusal(talk.sign, "2026-10-15", FILE)[0] == "talk.signed_already"


def test_a_promise_is_reported_with_evidence_and_confirmed_by_somebody_else(clock: FixedClock) -> None:
    talk = held(clock)
    assert refusal(talk.check_promise, "1", True, "看过", "office")[0] == "talk.not_reported"
    assert refusal(talk.report_promise, "1", "完工了", [], "head") == ("talk.evidence", "evidence-1", {})
    assert refusal(talk.report_promise, "7", "完工了", [FILE], "head")[0] == "talk.no_promise"
    talk.report_promise("1", "10月28日完工", [FILE], "head")
    assert refusal(talk.report_promise, "1", "又完工", [FILE], "head")[0] == "talk.reported_already"
    assert refusal(talk.check_promise, "1", True, "看过", "head")[0] == "talk.own_report"
    talk.check_promise("1", True, "现场核实，已通水。", "office")
    assert newest(talk, no="1", round=1).checker == "office"
    assert refusal(talk.report_promise, "1", "再报", [FILE], "head")[0] == "talk.kept_already"


def test_a_promise_found_not_kept_is_open_again_until_a_new_day(clock: FixedClock) -> None:
    talk = held(clock)
    talk.report_promise("1", "基本完工", [FILE], "head")
    assert refusal(talk.check_promise, "1", False, "尚未通水", "office", "2026-10-15") == ("talk.new_due", "due-1", {})
    talk.check_promise("1", False, "尚未通水", "office", "2026-11-05")
    assert newest(talk, no="1", round=1).due == "2026-11-05"
    talk.report_promise("1", "已通水", [FILE], "head")
    assert newest(talk, no="1").round == 2
    talk.check_promise("1", True, "已通水", "office")
    assert [type(each).__name__ for each in events(talk)][-4:] == [
        "PromiseReported", "PromiseReopened", "PromiseReported", "PromiseConfirmed",
    ]  # fmt: skip


def test_nobody_writes_a_book_into_a_field() -> None:
    assert refusal(scheduled, replace(PLAN, reason="事" * 2001)) == ("record.too_long", "reason", {"most": 2000})
    assert scheduled(replace(PLAN, reason="事" * 2000)).state == "scheduled"
