"""What a press text keeps beside its words, what keeps it back, and how it is printed."""

from __future__ import annotations

from typing import Any

from supervision import press, press_words
from tests.supervision import contents

DRAFT = press.compose(contents.august(), contents.occasion())


def written(**words: Any) -> dict[str, Any]:
    """The draft's words with these beside them, as the document keeps them."""
    kept = {**DRAFT.prose, **press_words.beside(words, DRAFT.prose)}
    return press_words.settled(
        {**kept, **{name: words[name] for name in ("title", "blocks") if name in words}}, DRAFT.facts
    )


def codes(prose: dict[str, Any]) -> list[str]:
    return [fault.code for fault in press_words.unready(prose, DRAFT.facts)]


def test_a_quotation_says_whose_post_it_is_and_stands_before_the_background() -> None:
    prose = written(quotations=[{"post": "市教育局负责人", "words": "“新学校都已开学”", "agreed_on": "2026-09-09"}])
    text = press_words.plain(DRAFT.facts, prose)
    quoted = "市教育局负责人表示：“新学校都已开学。”"
    assert quoted in text
    assert text.index("增加2支安装队伍") < text.index(quoted) < text.index("均在网上公开")
    assert codes(prose) == []


def test_a_quotation_that_nobody_agreed_to_keeps_the_text_back() -> None:
    prose = written(quotations=[{"post": "市教育局负责人", "words": "新学校都已开学。", "agreed_on": ""}])
    assert press_words.faults(prose, DRAFT.facts) == []
    assert codes(prose) == ["press.quotation_not_agreed"]


def test_a_quotation_needs_words_and_post() -> None:
    prose = written(quotations=[{"post": "", "words": "好。", "agreed_on": "昨天"}])
    assert [fault.code for fault in press_words.faults(prose, DRAFT.facts)] == [
        "press.quotation_incomplete", "press.agreed_on",
    ]  # fmt: skip


def test_a_typed_figure_keeps_the_text_back_until_its_source_is_stated() -> None:
    blocks = [
        {**each, "paragraphs": ["惠及1,200户。"]} if each["key"] == "people" else each for each in DRAFT.prose["blocks"]
    ]
    assert codes(written(blocks=blocks)) == ["press.unexplained"]
    told = written(blocks=blocks, sources={"1,200户": "市住房城乡建设局8月统计"})
    assert codes(told) == []
    assert "1200户：人工输入，出处：市住房城乡建设局8月统计" in press_words.sources(DRAFT.facts, told)


def test_a_source_goes_with_its_figure() -> None:
    assert written(sources={"1200户": "某表"})["sources"] == {}


def test_the_title_is_kept_as_it_is_printed() -> None:
    assert written(title="已完成{{ 已完成项目数 }}")["printed"] == "已完成1项"


def test_a_text_of_before_references_is_printed_as_it_stands() -> None:
    block = {"key": "lead", "heading": "导语", "rule": "open", "names": [], "paragraphs": ["已完成{{ 1 }}项。"]}
    prose = {"title": "旧稿", "head": "某市讯", "tail": "", "blocks": [block]}
    figure = {"figure": "1项", "meaning": "已完成", "project": None, "as_of": "2026-08-31", "title": None}
    facts = {
        "figures": [figure], "publication": "2026年8月进展公布", "source": {"published_on": "2026-09-10"},
        "specimen": False,
    }  # fmt: skip
    assert press_words.plain(facts, prose) == "旧稿\n\n某市讯　已完成{{ 1 }}项。\n"
    assert press_words.sources(facts, prose) == ["1项：已完成，截至2026年8月31日；2026年8月进展公布（2026年9月10日）"]
    assert press_words.unready(prose, facts) == []
