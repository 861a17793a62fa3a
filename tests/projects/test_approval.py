"""A 批示 as it is recorded, and the 公开审查 without which nothing is public (domain.md 5.3). It is 9 October 2026."""

import pytest

from projects.approval import Approval, Review
from tests.aggregates import refusal

pytestmark = pytest.mark.usefixtures("clock")

SIGNED = Approval("市政府秘书长", "2026-06-18", "同意。", "某政批〔2026〕17号", "ab" * 32)


def review(attribute: str = "主动公开", opinion: str = "不涉密，可以公开。", post: str = "保密审查专员") -> Review:
    return Review(attribute, opinion, post, SIGNED)


@pytest.mark.parametrize("day", ["2000-01-01", "2026-10-09"])
def test_a_decision_is_of_this_century_and_of_today_at_the_latest(day: str) -> None:
    Approval("市长", day).check()


@pytest.mark.parametrize("day", ["1999-12-31", "2026-10-10", "2026-02-30", "昨天"])
def test_a_decision_of_a_day_that_cannot_be_is_refused_with_what_was_typed(day: str) -> None:
    assert refusal(Approval("市长", day).check) == ("approval.date", "decided_on", {"found": day})


def test_a_text_instead_of_a_day_is_quoted_at_forty_characters_at_most() -> None:
    assert refusal(Approval("市长", "某" * 41).check) == ("approval.date", "decided_on", {"found": "某" * 40})


@pytest.mark.parametrize(("post", "day"), [("", "2026-06-18"), (" ", "2026-06-18"), ("市长", ""), ("市长", " ")])
def test_a_decision_names_its_post_and_its_day(post: str, day: str) -> None:
    assert refusal(Approval(post, day).check) == ("approval.incomplete", "approval", {})


def test_where_words_are_asked_for_a_decision_without_them_is_a_fault_told_with_others() -> None:
    silent = Approval("市长", "2026-06-18", " ")
    assert refusal(silent.check, worded=True) == ("approval.words", "words", {})
    assert [(each.code, each.field) for each in silent.faults(worded=True)] == [("approval.words", "words")]
    assert [each.code for each in Approval("", "").faults(worded=True)] == ["approval.incomplete"]
    assert silent.faults() == SIGNED.faults(worded=True) == []


def test_a_decision_is_kept_with_its_words_its_paper_and_its_scan() -> None:
    assert SIGNED.as_dict() == {
        "post": "市政府秘书长",
        "decided_on": "2026-06-18",
        "words": "同意。",
        "document": "某政批〔2026〕17号",
        "scan": "ab" * 32,
    }
    assert Approval("市长", "2026-06-18").as_dict()["words"] == "", "words are asked for where the paper needs them"


def test_a_review_that_opens_the_paper_to_the_public_is_enough() -> None:
    review().check()


@pytest.mark.parametrize("attribute", ["依申请公开", "不予公开"])
def test_what_is_not_open_to_the_public_is_not_published(attribute: str) -> None:
    assert refusal(review(attribute).check) == ("review.not_public", "attribute", {"attribute": attribute})


def test_there_are_three_degrees_of_openness_and_no_fourth() -> None:
    assert refusal(review("内部").check) == ("review.attribute", "attribute", {})


def test_a_paper_that_stays_within_is_reviewed_all_the_same() -> None:
    review("不予公开").check(public=False)
    assert refusal(review("内部").check, public=False)[0] == "review.attribute"
    assert refusal(review("不予公开", opinion=" ").check, public=False)[0] == "review.incomplete"


@pytest.mark.parametrize(
    ("opinion", "post"), [("", "保密审查专员"), (" ", "保密审查专员"), ("可以", ""), ("可以", " ")]
)
def test_the_opinion_on_secrecy_is_given_by_a_named_post(opinion: str, post: str) -> None:
    assert refusal(review(opinion=opinion, post=post).check) == ("review.incomplete", "opinion", {})


def test_a_review_rests_on_a_complete_decision() -> None:
    undecided = Review("主动公开", "可以公开。", "保密审查专员", Approval("", ""))
    assert refusal(undecided.check)[0] == "approval.incomplete"


def test_a_review_comes_back_from_the_ledger_as_it_went_in() -> None:
    stored = review().as_dict()
    assert (stored["opinion"], stored["approval"]["document"]) == ("不涉密，可以公开。", "某政批〔2026〕17号")
    assert Review.from_dict(stored) == review()
