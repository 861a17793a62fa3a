"""What happens to a paper besides its way to issue: embargo, press texts by reference, what corrects it, takes it back,
seals it and puts it away. Each event is asked for everything that it records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from projects.approval import Approval, Review
from supervision import press
from supervision.document import LONGEST_NUMBER, Document, IssuedFile, edition
from supervision.number_series import NumberSeries
from tests.aggregates import newest, refusal
from tests.supervision import contents
from tests.supervision.test_document import FILES, HEAD, REVIEW, approved, drafted, issued
from tracker.refusal import Refused, SeveralRefused

OTHER = UUID("00000000-0000-4000-8000-000000000007")
TEN = datetime(2026, 9, 10, 10, tzinfo=UTC)
LATER = TEN + timedelta(hours=3)


def traced() -> Document:
    """A press text whose figures are references, as it was composed."""
    draft = press.compose(contents.august(), contents.occasion())
    return Document.draft(
        "press_release", "demo", 2026, "2026-08", facts=draft.facts, prose=draft.prose, check_code="7KMQ9XDP",
        drafter="zhao", post="新闻科",
    )  # fmt: skip


def kept(document: Document, key: str) -> list[str]:
    found: list[str] = next(block["paragraphs"] for block in document.prose["blocks"] if block["key"] == key)
    return found


def test_the_first_paper_on_a_subject_has_its_name_and_the_next_ones_a_number() -> None:
    assert [edition("project:3", place) for place in (1, 2, 3)] == ["project:3", "project:3/2", "project:3/3"]


# -- embargo


def test_an_embargo_is_of_press_texts_alone() -> None:
    with pytest.raises(Refused) as no:
        drafted().embargo(LATER, TEN)
    assert no.value.code == "document.embargo_kind"


def test_an_embargo_is_recorded_once_with_its_moment_and_lifted_by_none() -> None:
    document = drafted("press_release")
    document.embargo(LATER, TEN)
    assert newest(document).until == "2026-09-10T13:00:00+00:00"
    before = len(document.pending_events)
    document.embargo(LATER, TEN)
    assert len(document.pending_events) == before, "the same moment again is nothing new"
    document.embargo(None, TEN)
    assert newest(document).until is None
    assert not document.embargoed(TEN)


@pytest.mark.parametrize("until", [TEN, TEN - timedelta(seconds=1)])
def test_an_embargo_cannot_end_before_it_began(until: datetime) -> None:
    assert refusal(drafted("press_release").embargo, until, TEN)[:2] == ("document.embargo_past", "until")


def test_a_text_is_kept_back_until_its_moment_and_no_longer() -> None:
    document = drafted("press_release")
    assert not document.embargoed(TEN)
    document.embargo(LATER, TEN)
    assert document.embargoed(LATER - timedelta(microseconds=1))
    assert not document.embargoed(LATER)


@pytest.mark.parametrize("steps", [0, 1, 2], ids=["drafted", "reviewed", "approved"])
def test_an_embargo_may_be_set_at_every_step_before_issue(steps: int) -> None:
    document = drafted("press_release")
    if steps > 0:
        document.review(REVIEW, document.text)
    if steps > 1:
        document.approve(HEAD, document.text)
    document.embargo(LATER, TEN)
    assert document.embargo_until == LATER.isoformat()


def test_a_text_that_is_out_under_embargo_may_have_it_changed_until_that_moment() -> None:
    document = approved("press_release")
    document.embargo(LATER, TEN)
    document.issue("2026-09-10", FILES, {})
    assert newest(document).public is False
    document.embargo(LATER + timedelta(hours=1), LATER - timedelta(seconds=1))
    assert document.embargo_until == (LATER + timedelta(hours=1)).isoformat()
    with pytest.raises(Refused) as no:
        document.embargo(LATER + timedelta(hours=3), LATER + timedelta(hours=1))
    assert no.value.code == "document.embargo_over"


def test_what_is_public_already_has_no_embargo() -> None:
    document = approved("press_release")
    document.issue("2026-09-10", FILES, {})
    assert newest(document).public is True
    for out in (document, withdrawn("press_release")):
        with pytest.raises(Refused) as no:
            out.embargo(LATER, TEN)
        assert no.value.code == "document.embargo_over"


def withdrawn(kind: str) -> Document:
    document = approved(kind)
    document.issue("2026-09-10", FILES, {})
    document.withdraw(OTHER, "CCCCDDDD", None, "2026-10-02")
    return document


# -- press texts by reference


def test_a_typed_figure_is_noted_and_keeps_the_text_from_being_approved() -> None:
    document = traced()
    document.edit({"blocks": {"next": ["年底前再投用37部。"]}}, "qian", "新闻科")
    assert newest(document).typed == ["37部"]
    assert kept(document, "next") == ["年底前再投用37部。"]
    document.review(REVIEW, document.text)
    with pytest.raises(Refused) as no:
        document.approve(HEAD, document.text)
    assert (no.value.code, no.value.facts) == ("press.unexplained", {"figures": "37部"})


def test_a_source_that_was_typed_stays_through_the_next_edit_and_explains_the_figure() -> None:
    document = traced()
    document.edit(
        {"blocks": {"next": ["年底前再投用37部。"]}, "sources": {"37部": "市住房城乡建设局9月8日提供"}},
        "qian", "新闻科",
    )  # fmt: skip
    document.edit({"tail": "联系：新闻科"}, "qian", "新闻科")
    assert document.prose["sources"] == {"37部": "市住房城乡建设局9月8日提供"}
    document.review(REVIEW, document.text)
    document.approve(HEAD, document.text)
    assert document.state == "approved"


def test_a_source_goes_with_its_figure() -> None:
    document = traced()
    said = {"37部": "市住房城乡建设局9月8日提供"}
    document.edit({"blocks": {"next": ["再投用37部。"]}, "sources": said}, "qian", "新闻科")
    document.edit({"blocks": {"next": ["将补齐差距。"]}}, "qian", "新闻科")
    assert document.prose["sources"] == {}


def test_its_printed_title_follows_its_words() -> None:
    document = traced()
    document.edit({"title": "{{ 项目总数 }}实事已完成{{ 已完成项目数 }}"}, "qian", "新闻科")
    assert document.prose["printed"] == "5项实事已完成1项"


def test_a_reference_that_there_is_not_and_a_text_without_a_title_are_told_together() -> None:
    document = traced()
    with pytest.raises(SeveralRefused) as no:
        document.edit({"title": "", "blocks": {"next": ["{{ 没有这个数 }}"]}}, "qian", "新闻科")
    found = {(each.code, each.field) for each in no.value.refusals if isinstance(each, Refused)}
    assert found == {("document.title_missing", "title"), ("reference.unknown", "block.next")}


# -- what is recorded later


def test_what_corrects_a_paper_and_what_takes_it_back_are_recorded_whole() -> None:
    document = issued()
    document.correct(OTHER, "AAAABBBB", "示政办督〔2026〕4号", "2026-10-01")
    newest(document, paper=str(OTHER), code="AAAABBBB", number="示政办督〔2026〕4号", on="2026-10-01")
    document.withdraw(OTHER, "CCCCDDDD", "示政办督〔2026〕6号", "2026-10-02")
    newest(document, paper=str(OTHER), code="CCCCDDDD", number="示政办督〔2026〕6号", on="2026-10-02")


def test_a_scan_is_recorded_with_who_put_it_there() -> None:
    document, scan = issued(), {"sha256": "ef" * 32, "name": "盖章件.pdf", "size": 9, "type": "application/pdf"}
    assert refusal(approved().attach_scan, scan, "督查室")[:2] == ("document.not_out", "scan")
    document.attach_scan(scan, "督查室")
    newest(document, file=scan, post="督查室")
    assert refusal(document.attach_scan, scan, "督查室")[:2] == ("document.scan_again", "scan")


def test_a_paper_is_put_away_with_its_copies_and_says_where_it_stands_when_asked_again() -> None:
    document, copy = issued(), IssuedFile("a.pdf", "application/pdf", "12" * 32, 99)
    document.archive(1, "办公室—2026—0001", "2027-01-05", 4, [copy], "5f2c")
    newest(
        document, number=1, text="办公室—2026—0001", on="2027-01-05", pages=4, files=[copy.as_dict()], template="5f2c"
    )
    with pytest.raises(Refused) as no:
        document.archive(2, "x", "2027-01-06", 4, [copy], None)
    assert (no.value.code, no.value.facts) == ("document.archived_already", {"number": "办公室—2026—0001"})


@pytest.mark.parametrize(("text", "fits"), [("", False), ("9", True), ("号" * 60, True), ("号" * 61, False)])
def test_a_number_of_the_register_has_one_to_sixty_signs(text: str, fits: bool) -> None:
    document = approved()
    if fits:
        document.register(text)
        newest(document, text=text)
        return
    with pytest.raises(Refused) as no:
        document.register(text)
    assert (no.value.code, no.value.field, no.value.facts) == (
        "document.number_text", "number", {"most": LONGEST_NUMBER},
    )  # fmt: skip


def test_a_series_numbers_its_papers_as_no_unless_it_is_told_otherwise() -> None:
    series = NumberSeries.open("demo", "示政办督", 2026)
    assert (newest(series).form, LONGEST_NUMBER) == ("号", 60)


def test_who_approves_is_kept_with_the_hash_of_what_he_read() -> None:
    document = drafted()
    document.review(Review("主动公开", "可以公开。", "保密审查专员", HEAD), document.text)
    read = document.text
    document.approve(Approval("市政府办公厅主任", "2026-09-10", "同意。"), read, "sun")
    event: Any = newest(document, sha256=read, decided_by="sun")
    assert event.approval["words"] == "同意。"
