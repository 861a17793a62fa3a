"""A paper's way from draft to issue: what is refused on it, and what an edit undoes."""

from typing import Any
from uuid import UUID

import pytest

from projects.approval import Approval, Review
from supervision.document import Document, IssuedFile
from supervision.draft import block
from tests.aggregates import newest, refusal
from tracker.refusal import Refused, SeveralRefused

FACTS: dict[str, Any] = {"source": {"log_position": 812, "sha256": "ab" * 32}, "figures": [{"figure": "5项"}]}
HEAD = Approval("市政府办公厅主任", "2026-09-10", "同意。")
REVIEW = Review("主动公开", "不涉密，可以公开。", "保密审查专员", HEAD)
FILES = [IssuedFile("a.pdf", "application/pdf", "cd" * 32, 1234)]


def prose() -> dict[str, Any]:
    blocks = [
        block("opening", None, "figures", ["现将8月份进展情况通报如下：", "5项中已完成1项，完成率20%。"]),
        block("late", "一、进度滞后", "names", ["（一）加装电梯。计划190部，实际97部。"], ["加装电梯"]),
        block("next", "二、下步要求", "open", ["9月份进展请于10月8日17时前报送。"]),
    ]
    return {"title": "关于2026年8月份进展情况的通报", "head": "", "tail": "", "blocks": blocks}


def drafted(kind: str = "bulletin") -> Document:
    return Document.draft(
        kind, "demo", 2026, "2026-08", facts=FACTS, prose=prose(), check_code="7KMQ9XDP", drafter="zhao",
        post="督查室", series="示政办督",
    )  # fmt: skip


def approved(kind: str = "bulletin") -> Document:
    document = drafted(kind)
    document.review(REVIEW, document.text)
    document.approve(HEAD, document.text)
    return document


def refused(act: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(Refused) as no:
        act(*args, **named)
    return no.value.code


def last(document: Document) -> Any:
    """The newest event."""
    return document.pending_events[-1]


def edit(document: Document, key: str, *paragraphs: str, **how: Any) -> None:
    document.edit({"blocks": {key: list(paragraphs)}}, "qian", "综合科", **how)


def test_a_bulletin_is_reviewed_approved_numbered_and_issued() -> None:
    document = approved()
    document.number(3, "示政办督〔2026〕3号")
    document.issue("2026-09-10", FILES, {"仿宋": "FandolFang"})
    issued = last(document)
    assert document.state == "issued"
    assert issued.files == [{"name": "a.pdf", "media_type": "application/pdf", "sha256": "cd" * 32, "size": 1234}]
    assert (issued.log_position, issued.issued_on, issued.fonts) == (812, "2026-09-10", {"仿宋": "FandolFang"})


def test_a_press_text_goes_out_without_a_number() -> None:
    document = approved("press_release")
    assert refused(document.number, 1, "示政办督〔2026〕1号") == "document.unnumbered_kind"
    document.issue("2026-09-10", FILES, {})
    assert (document.state, document.series) == ("issued", None)


def test_a_derived_sheet_goes_out_in_one_step_and_an_internal_one_is_not_public() -> None:
    for kind, attribute, public in (("site_sign", "主动公开", True), ("archive_index", "不予公开", False)):
        sheet = Document.draft(
            kind, "demo", 2026, "project:1", facts=FACTS, prose=prose(), check_code="7KMQ9XDP", drafter="zhao",
            post="督查室", attribute=attribute,
        )  # fmt: skip
        sheet.issue("2026-09-10", FILES, {}, "5f2c")
        issued = last(sheet)
        assert (sheet.state, issued.public, issued.template) == ("issued", public, "5f2c")


def issued() -> Document:
    document = approved()
    document.number(3, "示政办督〔2026〕3号")
    document.issue("2026-09-10", FILES, {})
    return document


def test_what_is_out_is_corrected_as_often_as_needed_and_taken_back_once() -> None:
    document, other = issued(), Document.create_id("paper_correction", "demo", 2026, "7KMQ9XDP/1")
    assert refused(approved().correct, other, "AAAABBBB", None, "2026-10-01") == "document.not_out"
    for number in ("示政办督〔2026〕4号", "示政办督〔2026〕5号"):
        document.correct(other, "AAAABBBB", number, "2026-10-01")
        assert (document.state, last(document).number) == ("corrected", number)
    document.withdraw(other, "CCCCDDDD", "示政办督〔2026〕6号", "2026-10-02")
    assert document.state == "withdrawn"
    assert refused(document.withdraw, other, "CCCCDDDD", None, "2026-10-03") == "document.withdrawn_already"
    assert refused(document.correct, other, "CCCCDDDD", None, "2026-10-03") == "document.withdrawn_already"
    assert refused(document.issue, "2026-10-04", FILES, {}) == "document.issued_already"


def test_a_scan_stands_beside_the_issued_file_once() -> None:
    document, scan = issued(), {"sha256": "ef" * 32, "name": "盖章件.pdf", "size": 9, "type": "application/pdf"}
    assert refused(approved().attach_scan, scan, "督查室") == "document.not_out"
    document.attach_scan(scan, "督查室")
    assert (document.state, document.scans) == ("issued", [scan])
    for same in (scan, {**scan, "sha256": FILES[0].sha256}):
        assert refused(document.attach_scan, same, "督查室") == "document.scan_again"


def test_a_paper_is_put_away_once_and_only_when_it_is_out() -> None:
    document = issued()
    assert refused(approved().archive, 1, "办公室—2026—0001", "2027-01-05", 4, FILES, None) == "document.not_out"
    document.archive(1, "办公室—2026—0001", "2027-01-05", 4, FILES, "5f2c")
    assert (last(document).pages, document.archived) == (4, "办公室—2026—0001")
    assert refused(document.archive, 2, "x", "2027-01-06", 4, FILES, None) == "document.archived_already"


def test_a_number_of_the_offices_register_takes_the_place_of_ours() -> None:
    document = approved()
    assert refused(document.register, " ") == refused(document.register, "号" * 61) == "document.number_text"
    document.register(" 府办督〔2026〕 12号 ")
    assert (document.state, document.number_text) == ("numbered", "府办督〔2026〕 12号")
    assert refused(document.number, 1, "x") == "document.not_approved"
    document.issue("2026-09-10", FILES, {})
    assert refused(approved("press_release").register, "1号") == "document.unnumbered_kind"


def test_no_step_comes_before_the_one_it_needs() -> None:
    document = drafted()
    assert refused(document.approve, HEAD, document.text) == "document.not_reviewed"
    assert refused(document.number, 1, "x") == "document.not_approved"
    assert refused(document.issue, "2026-09-10", FILES, {}) == "document.not_approved"
    assert refused(approved().issue, "2026-09-10", FILES, {}) == "document.not_numbered"


def test_whoever_drafted_or_edited_cannot_approve() -> None:
    document = drafted()
    edit(document, "next", "请抓紧。")
    document.review(REVIEW, document.text)
    for account in ("zhao", "qian"):
        assert refused(document.approve, HEAD, document.text, account) == "document.own_work"
    own = Approval("综合科", "2026-09-10", "同意。")
    assert refused(document.approve, own, document.text) == "document.own_work"
    document.approve(HEAD, document.text, "sun")
    assert last(document).decided_by == "sun"


def test_an_approval_on_paper_needs_its_words_and_its_post() -> None:
    document = drafted()
    document.review(REVIEW, document.text)
    assert refused(document.approve, Approval("主任", "2026-09-10"), document.text) == "approval.words"
    assert refused(document.approve, Approval("", "2026-09-10", "同意。"), document.text) == "approval.incomplete"


def test_a_review_must_open_the_paper_to_the_public() -> None:
    document = drafted()
    closed = Review("依申请公开", "可以。", "专员", HEAD)
    assert refused(document.review, closed, document.text) == "review.not_public"
    assert refused(document.review, Review("主动公开", "", "专员", HEAD), document.text) == "review.incomplete"


def test_review_and_approval_hold_for_exactly_one_text() -> None:
    document = drafted()
    seen = document.text
    edit(document, "next", "请抓紧落实。")
    assert refused(document.review, REVIEW, seen) == "document.moved"
    assert refused(document.edit, {"title": "新"}, "li", "科", text=seen) == "document.moved"


def test_an_edit_undoes_review_and_approval() -> None:
    document = approved()
    edit(document, "next", "请抓紧落实。")
    assert (document.state, document.reviewed, document.approved) == ("drafted", None, None)
    assert refused(document.number, 1, "x") == "document.not_approved"


def test_an_edit_that_changes_nothing_leaves_the_approval() -> None:
    document = approved()
    edit(document, "next", "9月份进展请于10月8日17时前报送。", "  ")
    assert document.state == "approved"


def test_figures_cannot_be_edited_and_all_faults_are_told_at_once() -> None:
    document = drafted()
    words = {"title": "", "blocks": {"opening": ["5项中已完成3项，完成率60%。"], "late": []}}
    with pytest.raises(SeveralRefused) as no:
        document.edit(words, "qian", "综合科")
    assert {(fault.code, fault.field) for fault in no.value.refusals} == {
        ("document.title_missing", "title"),
        ("document.block_empty", "block.late"),
        ("document.figure_changed", "block.opening"),
        ("document.name_dropped", "block.late"),
    }
    assert document.prose == prose()


def test_a_number_typed_by_hand_is_flagged_until_somebody_answers_for_it() -> None:
    document = drafted()
    assert refused(edit, document, "next", "9月底前完成50部。") == "document.figure_unknown"
    edit(document, "next", "9月底前完成50部。", confirmed=True)
    assert document.typed == ["50部"]
    assert last(document).typed == ["50部"]
    assert refused(document.edit, {"title": "已完成4项"}, "li", "科") == "document.figure_unknown"


def test_what_no_page_can_carry_is_dropped_and_too_much_is_refused() -> None:
    document = drafted()
    edit(document, "next", "请\x07抓\u202e紧\u200b落实。", "\ufeff", "<script>alert('x')</script>")
    assert document.prose["blocks"][2]["paragraphs"] == ["请抓紧落实。", "<script>alert('x')</script>"]
    assert refused(edit, document, "next", "长" * 20_001) == "document.too_long"
    assert refused(document.edit, {"title": "长" * 201}, "li", "科") == "document.line_too_long"


def test_nothing_can_be_done_to_an_issued_paper() -> None:
    document = approved("press_release")
    document.issue("2026-09-10", FILES, {})
    text = document.text
    for act in (
        lambda: edit(document, "next", "改。"),
        lambda: document.review(REVIEW, text),
        lambda: document.approve(HEAD, text),
        lambda: document.issue("2026-09-11", FILES, {}),
    ):
        assert refused(act) == "document.issued_already"


@pytest.mark.parametrize("code", ["7KMQ9XD", "7KMQ9XDPP", "7KMQ9XD0", "7kmq9xdp", ""])
def test_a_check_code_has_eight_signs_that_cannot_be_misread(code: str) -> None:
    with pytest.raises(Refused) as no:
        Document.draft(
            "bulletin", "demo", 2026, "2026-08", facts=FACTS, prose=prose(), check_code=code, drafter="a", post="b"
        )
    assert no.value.code == "document.check_code"


def test_one_paper_of_a_kind_a_period() -> None:
    same = Document.create_id("bulletin", "demo", 2026, "2026-08")
    assert drafted().id == same
    assert same != Document.create_id("press_release", "demo", 2026, "2026-08")


# -- what is recorded, and at which field the paper is at fault


def draft(**changed: Any) -> Document:
    paper: dict[str, Any] = {"facts": FACTS, "prose": prose(), "check_code": "7KMQ9XDP", "series": "示政办督"}
    asked = {**paper, "kind": "bulletin", "attribute": "主动公开", "drafter": "zhao", "post": "科", **changed}
    return Document.draft(asked.pop("kind"), "demo", 2026, "2026-08", **asked)


def faults(document: Document, words: dict[str, Any]) -> list[tuple[str, str | None, dict[str, object]]]:
    with pytest.raises((Refused, SeveralRefused)) as no:
        document.edit(words, "qian", "综合科", confirmed=True)
    several = no.value.refusals if isinstance(no.value, SeveralRefused) else [no.value]
    return [(each.code, each.field, each.facts) for each in several if isinstance(each, Refused)]


def test_a_draft_is_recorded_with_its_series_code_and_drafter() -> None:
    document = draft(attribute="依申请公开")
    event = newest(document, kind="bulletin", jurisdiction="demo", year=2026, period="2026-08")
    assert (event.series, event.check_code, event.drafter, event.post) == ("示政办督", "7KMQ9XDP", "zhao", "科")
    assert (event.attribute, event.facts, event.prose) == ("依申请公开", FACTS, prose())
    assert draft(kind="press_release").series is None, "a press text has no number"


def test_a_draft_is_of_a_known_kind_and_openness() -> None:
    assert refusal(draft, kind="letter") == ("document.kind", None, {"kind": "letter"})
    assert refusal(draft, attribute="内部") == ("review.attribute", "attribute", {})


def test_a_paper_has_its_id_from_kind_place_year_and_period_for_ever() -> None:
    key = ("bulletin", "demo", 2026, "2026-08")
    others = [("press_release", *key[1:]), ("bulletin", "b", *key[2:]), (*key[:2], 2027, key[3]), (*key[:3], "2026-09")]
    assert len({Document.create_id(*each) for each in (key, *others)}) == 5
    assert Document.create_id(*key) == UUID("6c29de3d-3968-580c-bbe9-b35cb2ff9a7d")


def test_numbers_typed_by_hand_are_told_eight_at_most() -> None:
    document = drafted()
    nine = "、".join(f"{n}部" for n in range(51, 60))
    told = refusal(edit, document, "next", nine)
    assert told == ("document.figure_unknown", "confirmed", {"figures": nine.removesuffix("、59部")})


def test_each_shape_a_paper_cannot_have_is_told_at_its_field() -> None:
    document = drafted()
    assert faults(document, {"title": " "}) == [("document.title_missing", "title", {})]
    for name in ("title", "head", "tail"):
        assert faults(document, {name: "长" * 201}) == [("document.line_too_long", "title", {})]
    assert faults(document, {"blocks": {"next": ["长" * 20_000, "长"]}}) == [
        ("document.too_long", "block.next", {"heading": "二、下步要求", "most": 20_000}),
    ]  # fmt: skip
    assert ("document.block_empty", "block.late", {"heading": "一、进度滞后"}) in faults(
        document, {"blocks": {"late": []}}
    )
    empty = faults(document, {"blocks": {"opening": [], "late": [], "next": []}})
    assert empty[:2] == [
        ("document.empty", "block.opening", {}), ("document.block_empty", "block.opening", {"heading": "开头"}),
    ]  # fmt: skip


def test_a_paper_at_the_very_edge_stands_and_an_open_block_may_be_empty() -> None:
    document = drafted()
    document.edit({"title": "长" * 200, "blocks": {"next": ["长" * 20_000]}}, "qian", "综合科")
    document.edit({"blocks": {"next": []}}, "qian", "综合科")
    assert document.prose["blocks"][2]["paragraphs"] == []
    assert document.prose["title"] == "长" * 200


def test_blanks_within_a_line_become_one() -> None:
    document = drafted()
    edit(document, "next", " 请  抓紧\n落实。 ")
    assert document.prose["blocks"][2]["paragraphs"] == ["请 抓紧 落实。"]


def test_a_review_is_recorded_and_is_of_the_papers_own_openness() -> None:
    document = draft(attribute="依申请公开")
    assert refusal(document.review, REVIEW, document.text) == (
        "document.attribute", "attribute", {"attribute": "依申请公开"},
    )  # fmt: skip
    document = drafted()
    document.review(REVIEW, document.text)
    assert (newest(document).review, newest(document).sha256) == (REVIEW.as_dict(), document.text)


def test_an_approval_is_recorded_with_its_text_and_whose_it_was() -> None:
    document = drafted()
    document.review(REVIEW, document.text)
    assert refusal(document.approve, HEAD, "0" * 64)[0] == "document.moved"
    assert refusal(document.approve, Approval("督查室", "2026-09-10", "同意。"), document.text) == (
        "document.own_work", "post", {},
    )  # fmt: skip
    wordless = Approval("市政府办公厅主任", "2026-09-10")
    assert refusal(document.approve, wordless, document.text) == ("approval.words", "words", {})
    document.approve(wordless, document.text, "sun")
    event = newest(document)
    assert (event.approval, event.sha256, event.decided_by) == (wordless.as_dict(), document.text, "sun")


def test_a_number_is_recorded_with_its_text() -> None:
    document = approved()
    document.number(3, "示政办督〔2026〕3号")
    assert (newest(document).number, newest(document).text) == (3, "示政办督〔2026〕3号")


def test_nothing_is_issued_without_a_file() -> None:
    assert refusal(approved("press_release").issue, "2026-09-10", [], {}) == ("document.no_files", None, {})


def test_a_paper_to_whom_it_binds_is_approved_without_a_public_review() -> None:
    order = drafted("supervision_order")
    order.approve(HEAD, order.text)
    order.number(2, "示政办督单〔2026〕2号")
    assert (order.state, order.number_text) == ("numbered", "示政办督单〔2026〕2号")
