"""A period's publication: the missing are named, exactly what was reviewed goes out, and then nothing moves."""

from hashlib import sha256

import pytest

from projects.approval import Approval, Review
from projects.publication import Publication
from tests.aggregates import events, newest, refusal

pytestmark = pytest.mark.usefixtures("clock")

REVIEW = Review("主动公开", "可以公开。", "督查室副主任", Approval("分管副主任", "2026-10-08"))
OF = {"programme": "list-2026", "jurisdiction": "testcity", "year": 2026, "period": "2026-09"}
CONTENT = '{"projects": []}'


def opened() -> Publication:
    return Publication(programme="list-2026", jurisdiction="testcity", year=2026, period="2026-09")


def published() -> Publication:
    publication = opened()
    publication.clear(REVIEW, CONTENT)
    publication.publish(CONTENT, "2026-09-30")
    return publication


def test_what_was_cleared_goes_out_with_its_hash_and_its_day() -> None:
    publication = opened()
    publication.clear(REVIEW, CONTENT)
    newest(publication, **OF)
    publication.publish(CONTENT, "2026-09-30")
    cleared, out = events(publication)[-2], newest(publication, **OF)
    assert (cleared.review, cleared.sha256) == (REVIEW.as_dict(), sha256(CONTENT.encode()).hexdigest())
    assert (out.content, out.sha256, out.as_of) == (CONTENT, sha256(CONTENT.encode()).hexdigest(), "2026-09-30")
    assert publication.state == "published"


def test_nothing_goes_out_without_a_review() -> None:
    assert refusal(opened().publish, CONTENT, "2026-09-30")[0] == "publication.not_cleared"


def test_one_character_changed_after_the_review_stops_it() -> None:
    publication = opened()
    publication.clear(REVIEW, CONTENT)
    assert refusal(publication.publish, CONTENT + " ", "2026-09-30")[0] == "publication.changed_since_clearing"
    publication.clear(REVIEW, CONTENT + " ")
    publication.publish(CONTENT + " ", "2026-09-30")


def test_a_review_that_does_not_open_it_clears_nothing() -> None:
    publication = opened()
    closed = Review("不予公开", "内部资料。", "督查室副主任", REVIEW.approval)
    assert refusal(publication.clear, closed, CONTENT)[0] == "review.not_public"
    assert refusal(publication.publish, CONTENT, "2026-09-30")[0] == "publication.not_cleared"


def test_a_project_is_named_as_missing_once() -> None:
    publication = opened()
    publication.list_not_reported(["a", "b"], "逾期未报")
    publication.list_not_reported(["b", "c"], "逾期未报")
    listed = events(publication)[1:]
    assert [event.projects for event in listed] == [["a", "b"], ["c"]]
    assert newest(publication, **OF).reason == "逾期未报"
    publication.list_not_reported(["a"], "逾期未报")
    assert publication.not_reported == ["a", "b", "c"] and len(events(publication)) == 3


def test_whoever_names_the_missing_says_why() -> None:
    assert refusal(opened().list_not_reported, ["a"], " ") == ("report.reason_missing", "reason", {})


def test_after_publication_nothing_is_named_cleared_or_published_again() -> None:
    publication = published()
    for again in (
        lambda: publication.list_not_reported(["a"], "逾期未报"),
        lambda: publication.clear(REVIEW, CONTENT),
        lambda: publication.publish(CONTENT, "2026-09-30"),
    ):
        assert refusal(again) == ("publication.published_already", None, {"period": "2026-09"})


def test_a_programme_and_a_period_have_one_publication() -> None:
    ids = [Publication.create_id(*key) for key in (("a", "2026-08"), ("a", "2026-09"), ("b", "2026-09"))]
    assert len(set(ids)) == 3
    assert Publication.create_id("a", "2026-09") == ids[1]
