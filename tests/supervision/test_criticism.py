"""Criticism, hand-over: decisions with their own recorded 批示 (政府督查工作条例 art. 21, 23)."""

from dataclasses import replace
from typing import Any

import pytest

from projects.approval import Approval, Review
from supervision.criticism import Criticism, Words
from supervision.ground import Ground
from supervision.hand_over import HandOver
from tests.aggregates import newest, refusal
from tracker.refusal import SeveralRefused

WORDS = Words("三次督办逾期未办。", "推进落实不力。", "予以通报批评。", "10月底前整改到位。")
DECIDED = Approval("市政府市长", "2026-10-08", "同意通报。")
REVIEW = Review("主动公开", "不涉密。", "保密审查岗", Approval("市政府办公厅主任", "2026-10-09", "同意。"))
OF: dict[str, Any] = {"jurisdiction": "demo", "year": 2026, "programme": "list-2026", "unit": "unit-1"}

pytestmark = pytest.mark.usefixtures("clock")


def drafted(words: Words = WORDS, attribute: str = "主动公开", **of: Any) -> Criticism:
    return Criticism.draft(words, attribute, "office", Ground(**{**OF, **of}))


def test_it_says_four_things_of_a_unit_and_has_its_attribute() -> None:
    assert newest(drafted(), unit="unit-1").words == {
        "facts": "三次督办逾期未办。", "finding": "推进落实不力。", "decision": "予以通报批评。",
        "requirement": "10月底前整改到位。",
    }  # fmt: skip
    with pytest.raises(SeveralRefused) as no:
        drafted(Words("", " ", "", ""), "内部", unit="")
    assert [(each.code, each.field) for each in no.value.refusals] == [
        ("criticism.facts", "facts"), ("criticism.finding", "finding"), ("criticism.decision", "decision"),
        ("criticism.requirement", "requirement"), ("review.attribute", "attribute"), ("criticism.unit", "unit"),
    ]  # fmt: skip


def test_a_leader_decides_in_words_once() -> None:
    found = drafted()
    assert refusal(found.approve, replace(DECIDED, words=" ")) == ("approval.words", "words", {})
    found.approve(DECIDED)
    assert refusal(found.reject, DECIDED)[0] == "criticism.decided"
    rejected = drafted()
    rejected.reject(replace(DECIDED, words="先约谈，暂不通报。"))
    assert rejected.state == "rejected"
    assert refusal(rejected.withdraw, "算了")[0] == "criticism.over"


def test_only_what_was_approved_and_is_public_is_reviewed_for_the_public() -> None:
    found = drafted()
    assert refusal(found.clear, REVIEW)[0] == "criticism.not_approved"
    found.approve(DECIDED)
    found.clear(REVIEW)
    assert found.state == "cleared"
    assert refusal(found.redraft, WORDS, "主动公开", "office")[0] == "criticism.over"
    inner = drafted(attribute="不予公开")
    inner.approve(DECIDED)
    assert refusal(inner.clear, REVIEW) == ("criticism.not_public", None, {"attribute": "不予公开"})


def test_what_is_redrafted_is_decided_anew() -> None:
    found = drafted()
    found.approve(DECIDED)
    found.redraft(replace(WORDS, requirement="11月底前整改到位。"), "主动公开", "office")
    assert found.state == "drafted"
    found.redraft(replace(WORDS, requirement="11月底前整改到位。"), "主动公开", "other")
    assert newest(found).drafter == "office", "the same words are no redraft"
    found.withdraw("单位已整改")
    assert refusal(found.approve, DECIDED)[0] == "criticism.decided"


def test_a_hand_over_records_organ_day_and_decision_and_nothing_else() -> None:
    found = HandOver.record("市纪委监委", "2026-10-09", DECIDED, Ground(**OF))
    event = newest(found, organ="市纪委监委", handed_on="2026-10-09")
    carried = {"originator_id", "originator_version", "originator_topic", "timestamp"}
    assert set(vars(event)) - carried == {
        "jurisdiction", "year", "programme", "project", "order", "unit", "organ", "handed_on", "approval",
    }  # fmt: skip


@pytest.mark.parametrize("day", ["2026-10-07", "2026-10-10", ""])
def test_a_hand_over_lies_between_its_decision_and_today(day: str) -> None:
    assert refusal(HandOver.record, "市纪委监委", day, DECIDED, Ground(**OF)) == ("hand_over.day", "handed_on", {})


def test_a_hand_over_needs_a_decision_in_words_and_an_organ() -> None:
    with pytest.raises(SeveralRefused) as no:
        HandOver.record("", "2026-10-09", replace(DECIDED, words=""), Ground(**OF))
    assert [each.code for each in no.value.refusals] == ["hand_over.organ", "approval.words"]
