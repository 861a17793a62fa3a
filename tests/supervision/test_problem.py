"""A problem named to the public: five fields, a decision, a review of exactly that text; nothing is unsaid unseen."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from projects.approval import Approval, Review
from supervision.ground import Ground
from supervision.problem import FIELDS, Fields, Problem
from tests.aggregates import newest, refusal
from tracker.refusal import SeveralRefused

SAID = Fields(
    "新建排水管网12公里",
    "市水务局",
    "市水务局局长",
    "9月底完成4公里，计划9公里。",
    "10月底前完成。",
    date(2026, 10, 31),
)
DECIDED = Approval("市政府副市长", "2026-10-08", "同意公开。")
REVIEW = Review("主动公开", "不涉密。", "保密审查岗", Approval("市政府办公厅主任", "2026-10-09", "同意。"))

pytestmark = pytest.mark.usefixtures("clock")


def drafted(said: Fields = SAID, **of: Any) -> Problem:
    whole = {"jurisdiction": "demo", "year": 2026, "programme": "list-2026", "unit": "unit-1", **of}
    return Problem.draft(said, "office", Ground(**whole))


def published() -> Problem:
    found = drafted()
    found.approve(DECIDED, found.text)
    found.clear(REVIEW, found.text)
    found.publish()
    return found


def test_it_has_exactly_the_five_fields_of_the_account_it_follows() -> None:
    assert list(FIELDS.values()) == ["事项名称", "责任单位", "责任人", "推进落实不力主要事实", "整改要求"]
    assert list(newest(drafted()).fields) == [*FIELDS, "due"]
    with pytest.raises(SeveralRefused) as no:
        drafted(Fields("", "", "", "", ""), unit="")
    assert [each.field for each in no.value.refusals] == [*FIELDS, "due", "unit"]


def test_it_may_rest_on_anything_that_has_a_reference() -> None:
    found = drafted(cause={"kind": "finding", "ref": "f-1", "words": "现场核查发现"})
    assert found.cause["ref"] == "f-1"


def test_decision_then_review_then_publication_each_of_the_same_text() -> None:
    found = drafted()
    assert refusal(found.clear, REVIEW, found.text)[0] == "problem.not_approved"
    assert refusal(found.publish)[0] == "problem.not_cleared"
    assert refusal(found.approve, DECIDED, "0" * 64)[0] == "problem.moved"
    assert refusal(found.approve, replace(DECIDED, words=""), found.text)[0] == "approval.words"
    found.approve(DECIDED, found.text)
    assert refusal(found.clear, REVIEW, "0" * 64)[0] == "problem.moved"
    assert refusal(found.clear, replace(REVIEW, attribute="不予公开"), found.text)[0] == "review.not_public"
    found.clear(REVIEW, found.text)
    found.publish()
    assert newest(found).sha256 == found.text
    assert refusal(found.publish)[0] == "problem.published_already"


@pytest.mark.parametrize("state", ["approved", "cleared"])
def test_another_text_must_be_decided_and_reviewed_again(state: str) -> None:
    found = drafted()
    old = found.text
    found.approve(DECIDED, old)
    if state == "cleared":
        found.clear(REVIEW, old)
    found.redraft(replace(SAID, facts="9月底完成5公里，计划9公里。"), "office")
    assert found.state == "drafted" and found.text != old
    assert refusal(found.publish)[0] == "problem.not_cleared"


def test_what_was_published_is_not_redrafted_and_its_outcome_follows() -> None:
    found = published()
    assert refusal(found.redraft, SAID, "office")[0] == "problem.published_already"
    assert refusal(drafted().tell_outcome, "已完成", REVIEW)[0] == "problem.not_published"
    assert refusal(found.tell_outcome, " ", REVIEW) == ("problem.outcome", "outcome", {})
    assert refusal(found.tell_outcome, "已完成", replace(REVIEW, opinion=""))[0] == "review.incomplete"
    found.tell_outcome("10月30日全部完成。", REVIEW)
    assert newest(found).outcome == "10月30日全部完成。" and found.state == "published"


def test_a_withdrawal_has_a_reason_and_a_decision_and_is_the_end() -> None:
    found = published()
    with pytest.raises(SeveralRefused) as no:
        found.withdraw("", Approval("", ""))
    assert [each.code for each in no.value.refusals] == ["problem.reason", "approval.incomplete"]
    found.withdraw("进度数核对有误", DECIDED)
    assert newest(found).reason == "进度数核对有误"
    for late in (lambda: found.withdraw("再", DECIDED), lambda: found.redraft(SAID, "office")):
        assert refusal(late)[0] == "problem.over"


def test_a_leader_may_say_no() -> None:
    found = drafted()
    found.reject(replace(DECIDED, words="先整改，暂不公开。"))
    assert (found.state, refusal(found.approve, DECIDED, found.text)[0]) == ("rejected", "problem.decided")
