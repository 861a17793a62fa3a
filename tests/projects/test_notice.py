"""A notice is reviewed as it stands, published once, and afterwards never another."""

from hashlib import sha256

import pytest

from projects.approval import Approval, Review
from projects.notice import Notice
from tests.aggregates import newest, refusal

pytestmark = pytest.mark.usefixtures("clock")

REVIEW = Review("主动公开", "不涉密，可以公开。", "督查室负责人", Approval("市政府办公厅主任", "2026-10-09", "同意。"))
TEXT, OTHER = '{"kind":"correction"}', '{"kind":"correction","nth":2}'


def opened() -> Notice:
    return Notice(programme="list-2026", jurisdiction="testcity", year=2026, kind="correction", subject="r:1")


def test_it_is_published_as_it_was_reviewed() -> None:
    notice = opened()
    notice.clear(REVIEW, TEXT)
    notice.publish(TEXT)
    event = newest(notice, programme="list-2026", jurisdiction="testcity", year=2026)
    assert event.content == TEXT
    assert event.sha256 == sha256(TEXT.encode()).hexdigest() == notice.cleared
    assert notice.state == "published"


def test_nothing_is_published_without_its_review() -> None:
    assert refusal(opened().publish, TEXT) == ("notice.not_cleared", None, {})


def test_what_changed_since_its_review_is_reviewed_again() -> None:
    notice = opened()
    notice.clear(REVIEW, TEXT)
    assert refusal(notice.publish, OTHER)[0] == "publication.changed_since_clearing"
    notice.clear(REVIEW, OTHER)
    notice.publish(OTHER)
    assert notice.state == "published"


def test_what_is_not_public_by_its_attribute_is_not_cleared() -> None:
    notice = opened()
    hidden = Review("不予公开", "涉及工作秘密。", "督查室负责人", REVIEW.approval)
    assert refusal(notice.clear, hidden, TEXT)[0] == "review.not_public"
    assert notice.cleared == ""


def test_what_is_published_stays() -> None:
    notice = opened()
    notice.clear(REVIEW, TEXT)
    notice.publish(TEXT)
    for again in (lambda: notice.clear(REVIEW, OTHER), lambda: notice.publish(TEXT)):
        assert refusal(again)[0] == "notice.published_already"


def test_each_correction_and_each_adjustment_has_one_notice() -> None:
    ids = {Notice.create_id(kind, subject) for kind in ("correction", "adjustment") for subject in ("r:1", "r:2")}
    assert len(ids) == 4 and Notice.create_id("correction", "r:1") in ids
