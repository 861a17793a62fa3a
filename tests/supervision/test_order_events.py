"""What each command of an order puts on the ledger: every fact it is given, as it was given, and without blanks around.

The calendar is that of test_order.py: issued on Monday, 21 September 2026, the reply due on Monday the 28th.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from supervision.ladder import Standing
from supervision.order import Order
from tests.aggregates import events, newest, refusal
from tests.supervision.test_order import (
    APPROVAL,
    CAUSE,
    DAYS,
    FILE,
    FILER,
    HEAD,
    MATTER,
    OFFICE,
    UNIT_HEAD,
    at,
    drafted,
    issued,
    orange,
    red,
    replied,
    signed,
    verified,
)  # fmt: skip
from tracker.clock import FixedClock

DECIDED = {
    "post": "市政府办公厅主任",
    "decided_on": "2026-09-01",
    "words": "同意签发。",
    "document": None,
    "scan": None,
}
LONG = "长" * 2001
TOO_LONG = ("order.too_long", {"most": 2000})
Given = Callable[[FixedClock], Order]


def told(order: Order) -> dict[str, Any]:
    """All that the newest event carries of its own."""
    named = dict(vars(events(order)[-1]))
    for of_every_event in ("originator_id", "originator_version", "timestamp", "originator_topic"):
        named.pop(of_every_event, None)
    return named


def talk(clock: FixedClock) -> Order:
    """A talk was decided on the 14th of October, to be held by the 20th."""
    order = red(clock)
    at(clock, 10, 14)
    order.escalate("talk", "红色督办逾期。", APPROVAL, DAYS, due="2026-10-20")
    return order


# -- the office: draft, issue, withdraw


def test_a_draft_keeps_the_whole_matter_and_its_cause() -> None:
    order = Order.draft("testcity", 2026, "p", None, replace(MATTER, contact=" 督查室 "), CAUSE, OFFICE)
    matter = {
        "matter": "加装电梯进度滞后", "facts": "8月底计划200部，实际118部。", "requirement": "查明原因，倒排工期。",
        "unit": "lifts", "supporting": ["fire"], "due": None, "contact": "督查室",
    }  # fmt: skip
    cause = {"kind": "red_light", "ref": "2026-08", "words": "8月亮红灯", "instruction": None}
    assert told(order) == {
        "jurisdiction": "testcity", "year": 2026, "programme": "p", "project": None, "matter": matter, "cause": cause,
        "drafter": OFFICE,
    }  # fmt: skip
    assert drafted().project == "1", "of a project, or of none"
    order.redraft(MATTER, replace(CAUSE, words="连续两月红灯"), HEAD)
    assert told(order) == {
        "matter": {**matter, "contact": ""}, "cause": {**cause, "words": "连续两月红灯"}, "drafter": HEAD,
    }  # fmt: skip
    assert order.drafters == [OFFICE, HEAD]
    order.redraft(replace(MATTER, matter="另一事项"), replace(CAUSE, words="连续两月红灯"), HEAD)
    assert len(events(order)) == 3, "the matter alone changed"


def test_a_draft_with_faults_is_not_taken_either_when_it_is_changed() -> None:
    order = drafted()
    assert refusal(order.redraft, replace(MATTER, matter=" "), CAUSE, OFFICE)[:2] == ("order.matter_missing", "matter")
    assert refusal(order.redraft, MATTER, replace(CAUSE, kind="rumour"), OFFICE)[:2] == ("order.cause", "cause")


def test_the_issue_tells_number_day_and_decision(clock: FixedClock) -> None:
    order = issued(clock)
    assert told(order) == {
        "number": 3, "text": "示政办督单〔2026〕3号", "issued_on": "2026-09-21", "due": "2026-09-28",
        "approval": DECIDED, "decided_by": None,
    }  # fmt: skip
    assert (order.drawn, order.begun, order.approval, order.papers) == (3, "2026-09-21", DECIDED, 1)


def test_a_decision_in_the_future_issues_nothing(clock: FixedClock) -> None:
    at(clock, 9, 21)
    ahead = replace(APPROVAL, decided_on="2026-09-22")
    assert refusal(drafted().issue, 1, "1号", ahead, DAYS)[:2] == ("approval.date", "decided_on")
    assert refusal(drafted().issue, 1, "1号", ahead, DAYS, HEAD)[:2] == ("approval.date", "decided_on")


def test_what_is_withdrawn_and_what_is_closed_says_why(clock: FixedClock) -> None:
    order = signed(clock)
    assert refusal(order.withdraw, LONG)[::2] == TOO_LONG
    order.withdraw(" 单位有误。 ")
    assert told(order) == {"reason": "单位有误。"}
    assert refusal(order.withdraw, "再撤")[0] == "order.over"
    done = verified(clock)
    assert refusal(done.close, " ")[:2] == ("order.conclusion_missing", "conclusion")
    assert refusal(done.close, LONG) == ("order.too_long", "conclusion", {"most": 2000})
    done.close(" 已落实。 ")
    assert told(done) == {"conclusion": "已落实。"}
    assert refusal(drafted().close, "办结")[0] == "order.not_issued"


# -- the unit: sign for, ask for time, reply, plead


def test_signing_at_the_screen_counts_for_today(clock: FixedClock) -> None:
    assert told(signed(clock)) == {"step": "blue", "signed_on": "2026-09-22", "signer": FILER, "scan": None}
    first, last = issued(clock), issued(clock)
    first.sign_for(OFFICE, "2026-09-21")
    at(clock, 9, 23)
    last.sign_for(OFFICE, "2026-09-23")
    assert (first.signed_on, last.signed_on) == ("2026-09-21", "2026-09-23")
    assert refusal(first.sign_for, OFFICE)[0] == "order.signed_already"


def test_an_extension_is_asked_and_answered_with_its_days(clock: FixedClock) -> None:
    order = signed(clock)
    assert refusal(order.ask_extension, "某日", "理由", "进展", DAYS)[:2] == ("order.extension_day", "until")
    for reason, progress, field in ((" ", "进展", "reason"), ("理由", " ", "progress")):
        assert refusal(order.ask_extension, "2026-09-29", reason, progress, DAYS)[:2] == (
            f"order.{field}_missing",
            field,
        )
    order.ask_extension("2026-09-29", " 待批复 ", " 三个单元 ", DAYS)
    assert told(order) == {"due": "2026-09-28", "until": "2026-09-29", "reason": "待批复", "progress": "三个单元"}
    assert order.standing().undecided == "extension"
    assert refusal(order.grant_extension, LONG) == ("order.too_long", "reason", {"most": 2000})
    order.grant_extension(" 属实 ")
    assert told(order) == {"due": "2026-09-29", "reason": "属实"}
    assert order.extension == {"until": "2026-09-29", "granted": True} and order.standing().undecided is None
    assert refusal(order.refuse_extension, "不准")[0] == "order.no_extension"
    silent = signed(clock)
    silent.ask_extension("2026-09-29", "理由", "进展", DAYS)
    silent.grant_extension()
    assert told(silent) == {"due": "2026-09-29", "reason": ""}


def test_a_refused_extension_tells_the_day_that_stays(clock: FixedClock) -> None:
    order = signed(clock)
    assert refusal(order.refuse_extension, "不准")[0] == "order.no_extension"
    order.ask_extension("2026-09-29", "理由", "进展", DAYS)
    assert refusal(order.refuse_extension, LONG) == ("order.too_long", "reason", {"most": 2000})
    order.refuse_extension(" 可以按时 ")
    assert told(order) == {"due": "2026-09-28", "reason": "可以按时"}


def test_no_extension_beyond_the_levels_of_the_order_nor_of_an_order_that_is_over(clock: FixedClock) -> None:
    order = talk(clock)
    assert refusal(order.ask_extension, "2026-10-21", "理由", "进展", DAYS)[0] == "order.extension_late"
    gone = signed(clock)
    gone.ask_extension("2026-09-29", "理由", "进展", DAYS)
    gone.withdraw("误发")
    for command in (lambda: gone.grant_extension(), lambda: gone.refuse_extension("不准")):
        assert refusal(command)[0] == "order.over"


def test_a_reply_is_told_with_all_its_evidence(clock: FixedClock) -> None:
    order, other = signed(clock), {**FILE, "sha256": "b" * 64}
    assert refusal(order.draft_reply, LONG, [FILE], FILER) == ("order.too_long", "done", {"most": 2000})
    order.draft_reply(" 已办。 ", (FILE, other), FILER)
    assert told(order) == {"done": "已办。", "evidence": [FILE, other], "drafter": FILER}
    assert refusal(order.send_back_reply, " ") == ("order.reason_missing", "reason", {})
    assert refusal(order.send_back_reply, LONG) == ("order.too_long", "reason", {"most": 2000})
    order.send_back_reply(" 写明小区 ")
    assert told(order) == {"reason": "写明小区"}
    assert refusal(order.send_back_reply, "再退")[0] == "order.no_reply"
    order.draft_reply("甲已办。", [other], FILER)
    order.reply_out(UNIT_HEAD)
    assert told(order) == {
        "step": "blue", "done": "甲已办。", "evidence": [other], "drafter": FILER, "released_by": UNIT_HEAD,
    }  # fmt: skip
    assert order.answer == {"drafter": FILER, "released_by": UNIT_HEAD}
    for command in (lambda: order.send_back_reply("再退"), lambda: order.reply_out(UNIT_HEAD)):
        assert refusal(command)[0] == "order.answered"


def test_a_plea_is_told_with_the_day_it_is_about(clock: FixedClock) -> None:
    order = signed(clock)
    assert refusal(order.plead, LONG, [FILE], FILER, DAYS) == ("order.too_long", "reason", {"most": 2000})
    assert refusal(order.plead, "停电", (), FILER, DAYS) == ("order.evidence_missing", "evidence", {})
    at(clock, 10, 10)
    order.plead(" 停电 ", (FILE,), FILER, DAYS)
    assert told(order) == {
        "step": "blue", "due": "2026-09-28", "reason": "停电", "evidence": [FILE], "pleader": FILER,
    }  # fmt: skip
    assert order.standing().undecided == "plea"
    assert refusal(order.plead, "又停电", [FILE], FILER, DAYS)[0] == "order.pleaded_already"
    assert refusal(drafted().plead, "停电", [FILE], FILER, DAYS)[0] == "order.not_issued"


def test_another_step_and_another_day_may_be_pleaded_anew(clock: FixedClock) -> None:
    """Once for the 28th of September, once for the day that the ruling set, and once for the orange one's."""
    order = signed(clock)
    order.plead("停电", [FILE], FILER, DAYS)
    order.rule(True, "属实", OFFICE, DAYS, "2026-09-29")
    order.plead("又停电", [FILE], FILER, DAYS)
    order.rule(False, "不实", OFFICE, DAYS)
    at(clock, 9, 30)
    order.escalate("orange", "逾期", APPROVAL, DAYS)
    order.plead("还停电", [FILE], FILER, DAYS)
    assert [(plea["step"], plea["due"], plea["justified"]) for plea in order.pleas] == [
        ("blue", "2026-09-28", True), ("blue", "2026-09-29", False), ("orange", "2026-10-10", None),
    ]  # fmt: skip


def test_a_plea_may_come_as_late_as_the_day_that_governs(clock: FixedClock) -> None:
    """Ten working days after the issue are over on the 10th of October; the ruling set the 14th."""
    order = signed(clock)
    at(clock, 10, 9)
    order.plead("停电", [FILE], FILER, DAYS)
    order.rule(True, "属实", OFFICE, DAYS, "2026-10-14")
    at(clock, 10, 15)
    assert refusal(order.plead, "又停电", [FILE], FILER, DAYS) == ("order.plea_late", None, {"until": "10月14日"})
    at(clock, 10, 14)
    order.plead("又停电", [FILE], FILER, DAYS)


def test_an_order_that_is_not_signed_for_may_be_pleaded_too(clock: FixedClock) -> None:
    order = issued(clock)
    order.plead("停电", [FILE], FILER, DAYS)
    assert order.plea is not None and order.plea["pleader"] == FILER


# -- the office: verify, rule, raise and lower


def test_a_return_tells_why_and_until_when(clock: FixedClock) -> None:
    order = replied(clock)
    assert refusal(order.return_reply, " ", DAYS)[:2] == ("order.reason_missing", "reason")
    assert refusal(order.return_reply, LONG, DAYS) == ("order.too_long", "reason", {"most": 2000})
    order.return_reply(" 缺乙小区 ", DAYS)
    assert told(order) == {"reason": "缺乙小区", "due": "2026-09-28"}
    assert refusal(order.return_reply, "再退", DAYS)[0] == "order.not_replied"


def test_a_verification_tells_how_and_by_whom(clock: FixedClock) -> None:
    order = replied(clock)
    assert refusal(order.verify, "site", LONG, OFFICE) == ("order.too_long", "note", {"most": 2000})
    order.verify("site", " 已复工 ", OFFICE)
    assert told(order) == {"how": "site", "note": "已复工", "verifier": OFFICE}


def test_a_ruling_tells_the_step_and_the_day_set_with_it(clock: FixedClock) -> None:
    """Without a day the level's own, from today on: blue has five working days after the 24th."""
    order = signed(clock)
    at(clock, 9, 24)
    order.plead("停电", [FILE], FILER, DAYS)
    assert refusal(order.rule, True, LONG, OFFICE, DAYS) == ("order.too_long", "reason", {"most": 2000})
    order.rule(True, " 属实 ", OFFICE, DAYS)
    assert told(order) == {"step": "blue", "justified": True, "reason": "属实", "due": "2026-10-08"}
    assert order.pleas[-1]["until"] == order.due == "2026-10-08" and order.justified
    unjust = signed(clock)
    unjust.plead("停电", [FILE], FILER, DAYS)
    unjust.rule(False, " 不实 ", OFFICE, DAYS, "2026-10-08")
    assert told(unjust) == {"step": "blue", "justified": False, "reason": "不实", "due": None}
    assert unjust.due == "2026-09-28"
    assert refusal(drafted().rule, True, "属实", OFFICE, DAYS)[0] == "order.not_issued"


def test_beyond_the_levels_a_justified_plea_has_the_days_of_a_red_order(clock: FixedClock) -> None:
    """Two working days after Wednesday, the 14th of October."""
    order = talk(clock)
    order.plead("停电", [FILE], FILER, DAYS)
    order.rule(True, "属实", OFFICE, DAYS)
    assert told(order) == {"step": "talk", "justified": True, "reason": "属实", "due": "2026-10-16"}


def test_at_orange_a_justified_plea_has_the_days_of_an_orange_order(clock: FixedClock) -> None:
    order = orange(clock)
    order.plead("停电", [FILE], FILER, DAYS)
    order.rule(True, "属实", OFFICE, DAYS)
    assert told(order)["due"] == "2026-10-09"


def test_a_step_up_tells_its_reason_day_lapse_and_decision(clock: FixedClock) -> None:
    assert told(orange(clock)) == {
        "previous": "blue", "step": "orange", "on": "2026-09-29", "due": "2026-10-09",
        "reason": "到期未反馈，也未说明理由。", "lapse": "", "approval": DECIDED,
    }  # fmt: skip
    order = talk(clock)
    assert told(order)["due"] == "2026-10-20" and order.signed_on is None
    assert refusal(order.escalate, "rectification", "未兑现", APPROVAL, DAYS, lapse=LONG) == (
        "order.too_long", "lapse", {"most": 2000},
    )  # fmt: skip
    assert refusal(order.escalate, "rectification", "未兑现", APPROVAL, DAYS, due="某日", lapse="未复工") == (
        "order.due", "due", {},
    )  # fmt: skip
    order.escalate("rectification", " 未兑现 ", APPROVAL, DAYS, lapse=" 未复工 ")
    assert told(order) == {
        "previous": "talk", "step": "rectification", "on": "2026-10-14", "due": None, "reason": "未兑现",
        "lapse": "未复工", "approval": DECIDED,
    }  # fmt: skip


def test_a_step_up_may_set_the_day_at_the_levels_of_the_order(clock: FixedClock) -> None:
    order = signed(clock)
    at(clock, 9, 29)
    for due in ("2026-09-29", "2026-10-21", "某日"):
        assert refusal(order.escalate, "orange", "逾期", APPROVAL, DAYS, due=due)[:2] == ("order.due_range", "due")
    order.escalate("orange", "逾期", APPROVAL, DAYS, due="2026-09-30")
    assert order.due == "2026-09-30"


def test_a_step_that_may_not_be_taken_says_from_which_and_at_the_field(clock: FixedClock) -> None:
    order = signed(clock)
    assert refusal(order.escalate, "red", "逾期", APPROVAL, DAYS) == (
        "order.not_next", "to", {"step": "蓝色（一级）"},
    )  # fmt: skip
    assert refusal(order.escalate, "orange", "逾期", APPROVAL, DAYS)[:2] == ("order.not_lapsed", "to")
    assert refusal(drafted().escalate, "orange", "逾期", APPROVAL, DAYS)[0] == "order.not_issued"
    at(clock, 9, 29)
    assert refusal(order.escalate, "orange", LONG, APPROVAL, DAYS) == ("order.too_long", "reason", {"most": 2000})


def test_a_step_down_tells_from_where_and_until_when(clock: FixedClock) -> None:
    order = red(clock)
    order.sign_for(FILER)
    order.draft_reply("已办一半。", [FILE], FILER)
    order.reply_out(UNIT_HEAD)
    order.verify("papers", "属实", OFFICE)
    assert refusal(order.lower, "orange", LONG, DAYS) == ("order.too_long", "reason", {"most": 2000})
    assert refusal(order.lower, "orange", "好转", DAYS, "2026-10-10")[:2] == ("order.due_range", "due")
    order.lower("orange", " 好转 ", DAYS)
    assert told(order) == {
        "previous": "red", "step": "orange", "on": "2026-10-10", "due": "2026-10-14", "reason": "好转",
    }  # fmt: skip


# -- what the rules are told


@pytest.mark.parametrize(
    ("given", "answered"), [(issued, False), (signed, False), (replied, True), (verified, True), (orange, False)]
)
def test_its_standing_says_whether_it_is_answered(clock: FixedClock, given: Given, answered: bool) -> None:
    order = given(clock)
    due = date(2026, 10, 9) if order.step == "orange" else date(2026, 9, 28)
    assert order.standing() == Standing(order.step, due, answered=answered)
    assert order.standing("未兑现").lapse == "未兑现"


def test_a_justified_plea_stands_as_long_as_its_step_and_its_day(clock: FixedClock) -> None:
    order = signed(clock)
    assert not order.justified
    order.plead("停电", [FILE], FILER, DAYS)
    assert not order.justified
    order.rule(True, "属实", OFFICE, DAYS, "2026-09-29")
    assert order.standing() == Standing("blue", date(2026, 9, 29), justified=True)
    order.ask_extension("2026-09-30", "理由", "进展", DAYS)
    order.grant_extension()
    assert not order.justified, "another day governs"


def test_it_is_overdue_after_its_day_while_the_unit_is_to_act(clock: FixedClock) -> None:
    last, after = date(2026, 9, 28), date(2026, 9, 29)
    for order in (issued(clock), signed(clock)):
        assert (order.overdue(last), order.overdue(after)) == (False, True)
    assert not replied(clock).overdue(after) and not drafted(due="2026-09-22").overdue(after)
    returned = replied(clock)
    returned.return_reply("缺", DAYS)
    assert returned.overdue(after)
    handed = talk(clock)
    handed.escalate("rectification", "未兑现", APPROVAL, DAYS, lapse="未复工")
    assert not handed.overdue(date(2027, 1, 1)), "the step has no day"


def test_what_is_over_is_not_live_and_a_draft_is_not_yet(clock: FixedClock) -> None:
    assert [given(clock).live for given in (issued, signed, replied, verified)] == [True] * 4
    gone = signed(clock)
    gone.withdraw("误发")
    assert not gone.live and not drafted().live


def test_every_order_is_one_of_its_own() -> None:
    assert Order.create_id("p", "1") != Order.create_id("p", "1")
    newest(drafted(), programme="p")
