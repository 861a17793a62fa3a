"""A supervision order: what may be drafted, issued, signed, asked, answered, pleaded, ruled, raised and closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from projects.approval import Approval
from supervision.matter import Cause, Matter
from supervision.order import Order
from tests.aggregates import events, newest, refusal
from tracker.clock import SHANGHAI, FixedClock
from tracker.refusal import SeveralRefused
from tracker.working_days import Day, WorkingDays

OFFICE, HEAD, FILER, UNIT_HEAD = "office", "head", "filer", "unit_head"
APPROVAL = Approval("市政府办公厅主任", "2026-09-01", "同意签发。")
MATTER = Matter("加装电梯进度滞后", "8月底计划200部，实际118部。", "查明原因，倒排工期。", "lifts", ("fire", "lifts"))
CAUSE = Cause("red_light", "2026-08", "8月亮红灯")
FILE = {"sha256": "a" * 64, "name": "台账.pdf", "size": 12, "type": "application/pdf"}
DAYS = WorkingDays(
    {
        **{day: Day(day, "holiday", "国庆节", "通知") for n in range(1, 8) for day in [datetime(2026, 10, n).date()]},
        datetime(2026, 10, 10).date(): Day(datetime(2026, 10, 10).date(), "makeup", "国庆节", "通知"),
    }
)


def at(clock: FixedClock, month: int, day: int, hour: int = 10) -> None:
    clock.set(datetime(2026, month, day, hour, tzinfo=SHANGHAI))


def drafted(**changed: Any) -> Order:
    return Order.draft("testcity", 2026, "p", "1", replace(MATTER, **changed), CAUSE, OFFICE)


def issued(clock: FixedClock, **changed: Any) -> Order:
    """Issued on Monday, 21 September: the reply is due on Monday the 28th."""
    at(clock, 9, 21)
    order = drafted(**changed)
    order.issue(3, "示政办督单〔2026〕3号", APPROVAL, DAYS)
    return order


def test_an_order_for_a_false_report_begins_at_the_third_level(clock: FixedClock) -> None:
    """Two working days for the reply, and it climbs to a talk from there; without a ruling behind it there is none."""
    at(clock, 9, 21)
    order = Order.draft("testcity", 2026, "p", "1", MATTER, Cause("falsified", "falsified:v1:"), OFFICE)
    order.issue(3, "示政办督单〔2026〕3号", APPROVAL, DAYS)
    assert (order.step, order.due) == ("red", "2026-09-23")
    bare = Cause("falsified", "v1")
    assert refusal(Order.draft, "testcity", 2026, "p", "1", MATTER, bare, OFFICE)[:2] == (
        "order.not_ruled_false",
        "cause",
    )


def signed(clock: FixedClock, **changed: Any) -> Order:
    order = issued(clock, **changed)
    at(clock, 9, 22)
    order.sign_for(FILER)
    return order


def replied(clock: FixedClock) -> Order:
    order = signed(clock)
    order.draft_reply("已排出各单元工期。", [FILE], FILER)
    order.reply_out(UNIT_HEAD)
    return order


def verified(clock: FixedClock) -> Order:
    order = replied(clock)
    order.verify("site", "三个小区均已复工。", OFFICE)
    return order


def orange(clock: FixedClock) -> Order:
    """Nobody answered by 28 September; raised on the 29th, due three working days on: the 9th of October."""
    order = signed(clock)
    at(clock, 9, 29)
    order.escalate("orange", "到期未反馈，也未说明理由。", APPROVAL, DAYS)
    return order


def red(clock: FixedClock) -> Order:
    order = orange(clock)
    at(clock, 10, 10)
    order.escalate("red", "橙色督办到期仍未反馈。", APPROVAL, DAYS)
    return order


def test_a_draft_tells_all_that_is_missing_at_once() -> None:
    with pytest.raises(SeveralRefused) as no:
        drafted(matter="", facts=" ", requirement="", unit="", due="下周")
    assert [each.code for each in no.value.refusals] == [
        "order.matter_missing", "order.facts_missing", "order.requirement_missing", "order.unit_missing", "order.due",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cause", "code", "field"),
    [
        (Cause("rumour"), "order.cause", "cause"),
        (Cause("instruction"), "order.instruction", "instruction_words"),
        (Cause("instruction", instruction=Approval("市长", "2026-09-01")), "order.instruction", "instruction_words"),
        (Cause("instruction", instruction=Approval("", "2026-09-01", "请督办。")), "approval.incomplete", "approval"),
        (Cause("media", words="长" * 2001), "order.too_long", "cause_words"),
    ],
)
def test_a_cause_is_of_its_kind_and_an_instruction_is_recorded(cause: Cause, code: str, field: str) -> None:
    assert refusal(Order.draft, "t", 2026, "p", None, MATTER, cause, OFFICE)[:2] == (code, field)


def test_a_draft_is_changed_until_it_is_issued(clock: FixedClock) -> None:
    order = drafted()
    order.redraft(MATTER, CAUSE, "other")
    assert len(events(order)) == 1
    order.redraft(replace(MATTER, matter="另一事项"), CAUSE, "other")
    assert newest(order).matter["matter"] == "另一事项"
    assert order.matter["supporting"] == ["fire"]
    at(clock, 9, 21)
    order.issue(1, "1号", APPROVAL, DAYS)
    assert refusal(order.redraft, MATTER, CAUSE, OFFICE)[0] == "order.not_drafted"


def test_it_goes_out_blue_with_five_working_days_for_the_reply(clock: FixedClock) -> None:
    order = issued(clock)
    newest(order, number=3, text="示政办督单〔2026〕3号", issued_on="2026-09-21", due="2026-09-28")
    assert (order.state, order.step, order.number) == ("issued", "blue", "示政办督单〔2026〕3号")
    assert refusal(order.issue, 4, "4号", APPROVAL, DAYS)[0] == "order.not_drafted"


@pytest.mark.parametrize("due", ["2026-09-21", "2026-09-20", "2026-10-11"])
def test_a_day_set_by_a_person_lies_within_ten_working_days(clock: FixedClock, due: str) -> None:
    at(clock, 9, 21)
    code, field, facts = refusal(drafted(due=due).issue, 1, "1号", APPROVAL, DAYS)
    assert (code, field, facts) == ("order.due_range", "due", {"last": "10月10日"})
    order = drafted(due="2026-10-10")
    order.issue(1, "1号", APPROVAL, DAYS)
    assert order.due == "2026-10-10"


def test_whoever_drafted_does_not_approve_and_a_paper_decision_has_words(clock: FixedClock) -> None:
    at(clock, 9, 21)
    order = drafted()
    order.redraft(replace(MATTER, contact="督查室"), CAUSE, HEAD)
    silent = replace(APPROVAL, words="")
    assert refusal(order.issue, 1, "1号", silent, DAYS, HEAD)[:2] == ("order.own_work", "post")
    assert refusal(order.issue, 1, "1号", silent, DAYS)[:2] == ("approval.words", "words")
    order.issue(1, "1号", silent, DAYS, "another head")
    assert newest(order).decided_by == "another head"


def test_it_is_signed_for_once_on_a_day_from_its_issue_to_today(clock: FixedClock) -> None:
    assert refusal(drafted().sign_for, FILER)[0] == "order.not_issued"
    order = issued(clock)
    at(clock, 9, 23)
    for day in ("2026-09-20", "2026-09-24", "昨天"):
        assert refusal(order.sign_for, OFFICE, day)[:2] == ("order.signed_on", "signed_on")
    order.sign_for(OFFICE, "2026-09-22", "f" * 64)
    newest(order, step="blue", signed_on="2026-09-22", signer=OFFICE, scan="f" * 64)
    assert refusal(order.sign_for, FILER)[0] == "order.signed_already"


def test_more_time_is_asked_once_before_the_day_and_at_most_the_length_again(clock: FixedClock) -> None:
    assert refusal(issued(clock).ask_extension, "2026-09-30", "理由", "进展", DAYS)[0] == "order.unsigned"
    order = signed(clock)
    assert refusal(order.ask_extension, "2026-09-28", "理由", "进展", DAYS) == (
        "order.extension_day", "until", {"first": "9月28日", "last": "10月10日"},
    )  # fmt: skip
    assert refusal(order.ask_extension, "2026-10-11", "理由", "进展", DAYS)[0] == "order.extension_day"
    with pytest.raises(SeveralRefused) as no:
        order.ask_extension("", "", " ", DAYS)
    assert [each.code for each in no.value.refusals] == [
        "order.reason_missing", "order.progress_missing", "order.extension_day",
    ]  # fmt: skip
    at(clock, 9, 28, 23)
    order.ask_extension("2026-10-10", "等待设计变更批复", "已完成三个单元", DAYS)
    newest(order, due="2026-09-28", until="2026-10-10")
    at(clock, 9, 29)
    assert refusal(order.escalate, "orange", "逾期", APPROVAL, DAYS)[0] == "order.extension_undecided"
    order.grant_extension()
    assert (order.due, order.overdue(clock.now().date())) == ("2026-10-10", False)
    assert refusal(order.ask_extension, "2026-10-13", "再延", "进展", DAYS)[0] == "order.extension_once"
    assert refusal(order.grant_extension)[0] == "order.no_extension"


def test_a_refused_extension_leaves_the_day_as_it_was_and_late_ones_are_not_taken(clock: FixedClock) -> None:
    order = signed(clock)
    order.ask_extension("2026-09-29", "理由", "进展", DAYS)
    assert refusal(order.refuse_extension, "")[:2] == ("order.reason_missing", "reason")
    order.refuse_extension("可以按时办结。")
    assert newest(order).due == order.due == "2026-09-28"
    late = signed(clock)
    at(clock, 9, 29)
    assert refusal(late.ask_extension, "2026-09-30", "理由", "进展", DAYS)[0] == "order.extension_late"


def test_the_reply_is_drafted_with_evidence_and_released_by_the_head(clock: FixedClock) -> None:
    assert refusal(issued(clock).draft_reply, "已办", [FILE], FILER)[0] == "order.unsigned"
    order = signed(clock)
    assert refusal(order.reply_out, UNIT_HEAD)[0] == "order.no_reply"
    assert refusal(order.draft_reply, " ", [FILE], FILER)[:2] == ("order.done_missing", "done")
    assert refusal(order.draft_reply, "已办", [], FILER)[:2] == ("order.evidence_missing", "evidence")
    order.draft_reply("已办", [FILE], FILER)
    order.send_back_reply("请写明各小区情况。")
    assert refusal(order.reply_out, UNIT_HEAD)[0] == "order.no_reply"
    order.draft_reply("甲小区已办，乙小区在办。", [FILE], FILER)
    order.reply_out(UNIT_HEAD)
    newest(order, step="blue", done="甲小区已办，乙小区在办。", drafter=FILER, released_by=UNIT_HEAD)
    assert refusal(order.draft_reply, "再报", [FILE], FILER)[0] == "order.answered"


def test_whoever_replied_does_not_verify(clock: FixedClock) -> None:
    order = replied(clock)
    for own in (FILER, UNIT_HEAD):
        assert refusal(order.verify, "papers", "属实", own)[0] == "order.own_reply"
    assert refusal(order.verify, "hearsay", "属实", OFFICE)[:2] == ("order.how", "how")
    assert refusal(order.verify, "papers", "", OFFICE)[:2] == ("order.note_missing", "note")
    order.verify("papers", "属实", OFFICE)
    assert order.state == "verified"


def test_a_returned_reply_has_two_working_days_or_its_own_day_if_later(clock: FixedClock) -> None:
    early = replied(clock)
    early.return_reply("缺少乙小区。", DAYS)
    newest(early, due="2026-09-28")
    late = replied(clock)
    at(clock, 9, 30)
    late.return_reply("缺少乙小区。", DAYS)
    newest(late, due="2026-10-09")
    assert refusal(late.verify, "papers", "属实", OFFICE)[0] == "order.not_replied"
    late.draft_reply("补充乙小区。", [FILE], FILER)
    late.reply_out(UNIT_HEAD)
    assert late.state == "replied"


def test_only_a_verified_order_is_closed(clock: FixedClock) -> None:
    assert refusal(replied(clock).close, "办结")[0] == "order.not_verified"
    order = verified(clock)
    assert refusal(order.close, " ")[:2] == ("order.conclusion_missing", "conclusion")
    order.close("要求已落实。")
    assert (order.state, order.live) == ("closed", False)
    for command in (lambda: order.withdraw("误发"), lambda: order.close("再办结")):
        assert refusal(command)[0] == "order.over"


def test_a_withdrawn_order_is_over_and_says_why(clock: FixedClock) -> None:
    order = signed(clock)
    assert refusal(order.withdraw, "")[:2] == ("order.reason_missing", "reason")
    order.withdraw("责任单位有误，另行下发。")
    newest(order, reason="责任单位有误，另行下发。")
    assert refusal(order.escalate, "orange", "逾期", APPROVAL, DAYS)[0] == "order.over"
    draft = drafted()
    draft.withdraw("不再需要。")
    assert draft.state == "withdrawn"


def test_silence_carries_it_up_from_the_next_working_day_on_and_not_before(clock: FixedClock) -> None:
    order = signed(clock)
    at(clock, 9, 28, 23)
    assert refusal(order.escalate, "orange", "逾期", APPROVAL, DAYS)[0] == "order.not_lapsed"
    assert not order.overdue(clock.now().date())
    at(clock, 9, 29, 0)
    assert order.overdue(clock.now().date())
    assert refusal(order.escalate, "red", "逾期", APPROVAL, DAYS)[:2] == ("order.not_next", "to")
    assert refusal(order.escalate, "orange", "", APPROVAL, DAYS)[:2] == ("order.reason_missing", "reason")
    assert refusal(order.escalate, "orange", "逾期", replace(APPROVAL, post=""), DAYS)[0] == "approval.incomplete"
    with pytest.raises(SeveralRefused) as no:
        order.escalate("orange", "", replace(APPROVAL, post=""), DAYS, due="2030-01-01")
    told = [each.code for each in no.value.refusals]
    assert told == ["order.reason_missing", "approval.incomplete", "order.due_range"], "all at once"
    order.escalate("orange", "逾期未反馈。", APPROVAL, DAYS)
    newest(order, previous="blue", step="orange", on="2026-09-29", due="2026-10-09", reason="逾期未反馈。")
    assert (order.state, order.papers) == ("issued", 2)


def test_an_order_nobody_signed_for_climbs_like_any_other(clock: FixedClock) -> None:
    order = issued(clock)
    at(clock, 9, 29)
    order.escalate("orange", "未签收，视为送达，逾期未反馈。", APPROVAL, DAYS)
    assert order.step == "orange"


def test_a_plea_is_ruled_before_a_step_up_and_both_stay(clock: FixedClock) -> None:
    order = signed(clock)
    at(clock, 9, 29)
    assert refusal(order.plead, "", [FILE], FILER, DAYS)[:2] == ("order.reason_missing", "reason")
    assert refusal(order.plead, "停电", [], FILER, DAYS)[:2] == ("order.evidence_missing", "evidence")
    order.plead("施工用电未接通。", [FILE], FILER, DAYS)
    assert refusal(order.escalate, "orange", "逾期", APPROVAL, DAYS)[0] == "order.plea_undecided"
    assert refusal(order.rule, False, "不成立", FILER, DAYS)[0] == "order.own_plea"
    assert refusal(order.rule, False, "", OFFICE, DAYS)[:2] == ("order.reason_missing", "reason")
    order.rule(False, "用电8月已接通，理由不成立。", OFFICE, DAYS)
    newest(order, step="blue", justified=False, due=None)
    assert (order.justified, order.due) == (False, "2026-09-28")
    assert refusal(order.plead, "再说一次", [FILE], FILER, DAYS)[0] == "order.pleaded_already"
    assert refusal(order.rule, True, "改判", OFFICE, DAYS)[0] == "order.no_plea"
    order.escalate("orange", "理由不成立，逾期。", APPROVAL, DAYS)
    assert [plea["justified"] for plea in order.pleas] == [False]


def test_a_justified_plea_holds_until_the_day_set_with_it_and_no_longer(clock: FixedClock) -> None:
    order = signed(clock)
    at(clock, 9, 29)
    order.plead("设计变更审批未完成。", [FILE], FILER, DAYS)
    assert refusal(order.rule, True, "成立", OFFICE, DAYS, "2026-12-31")[:2] == ("order.due_range", "due")
    order.rule(True, "情况属实。", OFFICE, DAYS, "2026-10-12")
    assert (order.justified, order.due) == (True, "2026-10-12")
    at(clock, 10, 12, 23)
    assert refusal(order.escalate, "orange", "逾期", APPROVAL, DAYS)[0] == "order.justified"
    at(clock, 10, 13)
    order.escalate("orange", "新时限届满仍未反馈。", APPROVAL, DAYS)
    assert not order.justified


def test_a_plea_comes_within_ten_working_days(clock: FixedClock) -> None:
    order = signed(clock)
    at(clock, 10, 11)
    assert refusal(order.plead, "迟来", [FILE], FILER, DAYS) == ("order.plea_late", None, {"until": "10月10日"})
    assert refusal(verified(clock).plead, "晚", [FILE], FILER, DAYS)[0] == "order.answered"


def test_an_answer_stops_the_climb_until_it_is_returned(clock: FixedClock) -> None:
    order = replied(clock)
    at(clock, 10, 12)
    assert refusal(order.escalate, "orange", "逾期", APPROVAL, DAYS)[0] == "order.answered"
    order.return_reply("没有解决。", DAYS)
    assert refusal(order.escalate, "orange", "逾期", APPROVAL, DAYS)[0] == "order.not_lapsed"
    at(clock, 10, 15)
    order.escalate("orange", "补充仍未报。", APPROVAL, DAYS)
    assert order.step == "orange"


def test_beyond_red_the_step_says_its_lapse_and_the_unit_may_still_reply(clock: FixedClock) -> None:
    order = red(clock)
    assert (order.due, order.papers) == ("2026-10-13", 3)
    at(clock, 10, 14)
    order.escalate("talk", "红色督办逾期。", APPROVAL, DAYS, due="2026-10-20")
    assert (order.state, order.step, order.papers) == ("signed_for", "talk", 3)
    at(clock, 11, 2)
    assert refusal(order.escalate, "rectification", "未兑现", APPROVAL, DAYS)[0] == "order.not_lapsed"
    assert refusal(order.escalate, "rectification", "未", APPROVAL, DAYS, due="某日", lapse="未兑现")[0] == "order.due"
    order.escalate("rectification", "约谈承诺未兑现。", APPROVAL, DAYS, due="2026-11-30", lapse="10月30日前复工未兑现")
    newest(order, previous="talk", step="rectification", due="2026-11-30", lapse="10月30日前复工未兑现")
    order.draft_reply("已整改。", [FILE], FILER)
    order.reply_out(UNIT_HEAD)
    order.verify("site", "已整改到位。", OFFICE)
    order.lower("blue", "主体已完成，尾项继续跟踪。", DAYS)
    newest(order, previous="rectification", step="blue", on="2026-11-02", due="2026-11-09")
    assert order.state == "signed_for"


def test_it_comes_down_only_after_a_verified_reply_and_only_to_a_lower_level(clock: FixedClock) -> None:
    assert refusal(orange(clock).lower, "blue", "好转", DAYS)[0] == "order.not_verified"
    order = orange(clock)
    order.sign_for(FILER)
    order.draft_reply("已办一半。", [FILE], FILER)
    order.reply_out(UNIT_HEAD)
    order.verify("papers", "属实", OFFICE)
    for to in ("orange", "red", "talk"):
        assert refusal(order.lower, to, "好转", DAYS)[:2] == ("order.not_lower", "to")
    assert refusal(order.lower, "blue", "", DAYS)[:2] == ("order.reason_missing", "reason")
    order.lower("blue", "已恢复施工。", DAYS, "2026-10-09")
    assert (order.step, order.due) == ("blue", "2026-10-09")


def test_what_was_handed_over_is_answered_by_nobody_and_closed_as_it_is(clock: FixedClock) -> None:
    order = red(clock)
    at(clock, 10, 14)
    for to in ("talk", "rectification", "criticism", "handed_over"):
        order.escalate(to, "未改进。", APPROVAL, DAYS, lapse="未改进")
    assert refusal(order.escalate, "handed_over", "再", APPROVAL, DAYS, lapse="未")[0] == "order.not_next"
    assert refusal(order.draft_reply, "已办", [FILE], FILER)[0] == "order.handed_over"
    order.close("移送有关机关处理。")
    assert order.state == "closed"


def test_the_unit_draft_survives_a_step_up(clock: FixedClock) -> None:
    order = signed(clock)
    order.draft_reply("正在办。", [FILE], FILER)
    at(clock, 9, 29)
    order.escalate("orange", "逾期。", APPROVAL, DAYS)
    order.sign_for(FILER)
    order.reply_out(UNIT_HEAD)
    newest(order, step="orange", done="正在办。")


Given = Callable[[FixedClock], Order]


@pytest.mark.parametrize("given", [issued, signed, replied, verified, orange, red])
def test_what_is_stored_is_what_stands(clock: FixedClock, given: Given) -> None:
    order = given(clock)
    again: Any = None
    for event in order.collect_events():
        again = event.mutate(again)
    names = ("state", "step", "begun", "due", "number", "signed_on", "papers", "pleas", "reply", "answer", "extension")
    assert {name: getattr(again, name) for name in names} == {name: getattr(order, name) for name in names}
