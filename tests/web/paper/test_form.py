"""The 督办单 on paper: level in words, a receipt to tear off, a page for the reply; the same bytes each time."""

import io
from dataclasses import replace
from datetime import date

import docx as word_files
import pdfplumber
import pytest

from supervision.form_paper import Form, Row
from supervision.order_paper import paper
from tests.journeys.browsing import pdf_words, word_words
from web.paper import form

FACTS = {
    "issuer": "示范市人民政府办公厅", "number": "示政办督单〔2026〕2号", "step": "orange", "level": "橙色（二级）",
    "on": "2026-09-28", "unit": "市住房城乡建设局", "specimen": True,
}  # fmt: skip
BLOCKS = [
    ("督办事项", ["加装电梯进度严重滞后"]),
    ("承办单位", ["市住房城乡建设局"]),
    ("主要事实", ["截至8月底累计投用78部，比计划少112部。", "7月、8月连续亮红灯。"]),
    ("升级情况", ["由蓝色（一级）升为橙色（二级）：到期未反馈。"]),
    ("办理要求", ["一、逐部列出症结；", "二、重新排定计划。"]),
    ("反馈时限", ["2026年10月8日（周四）前书面反馈，由单位负责人签发"]),
]


def made(**facts: object) -> Form:
    blocks = [{"key": key, "heading": key, "rule": "open", "names": [], "paragraphs": told} for key, told in BLOCKS]
    return paper({**FACTS, **facts}, {"blocks": blocks}, "ABCD3456")


def test_the_order_and_its_receipt_take_one_page_and_the_reply_another() -> None:
    with pdfplumber.open(io.BytesIO(form.pdf(made()))) as pages:
        first, second = ("".join((page.extract_text() or "").split()) for page in pages.pages)
    for words in (
        "督办单",
        "橙色（二级）督办",
        "示政办督单〔2026〕2号",
        "沿此线剪下",
        "签收回执",
        "签收单位",
        "校验码ABCD3456",
    ):
        assert words in first
    assert "办理情况" not in first
    for words in ("督办事项反馈单", "办理情况", "佐证材料", "单位负责人签", "橙色（二级）督办"):
        assert words in second


@pytest.mark.parametrize("words", [each for _, told in BLOCKS for each in told])
def test_everything_said_is_in_both_files(words: str) -> None:
    assert words in pdf_words(form.pdf(made()))
    assert words in word_words(form.docx(made()))


@pytest.mark.parametrize(
    ("step", "level", "bars"),
    [("blue", "蓝色（一级）", "■□□"), ("orange", "橙色（二级）", "■■□"), ("red", "红色（三级）", "■■■")],
)
def test_the_level_is_words_and_bars_beside_its_colour(step: str, level: str, bars: str) -> None:
    told = made(step=step, level=level)
    for content in (pdf_words(form.pdf(told)), word_words(form.docx(told))):
        assert f"{bars}{level}督办" in content


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert form.pdf(made()) == form.pdf(made())
    assert form.docx(made()) == form.docx(made())
    assert form.pdf(made()) != form.pdf(replace(made(), day=date(2026, 9, 29)))


def test_a_long_order_loses_nothing() -> None:
    long = tuple(
        replace(row, paragraphs=tuple("这一段事实写得很长。" * 40 for _ in range(4)))
        if row.label == "主要事实"
        else row
        for row in made().rows
    )
    words = pdf_words(form.pdf(replace(made(), rows=long)))
    assert words.count("段") == 160
    assert "签收回执" in words and "督办事项反馈单" in words


def test_the_word_file_opens_with_its_tables() -> None:
    document = word_files.Document(io.BytesIO(form.docx(made())))
    assert [len(table.rows) for table in document.tables] == [len(BLOCKS), 4, 8]
    assert document.core_properties.title == "督办单 示政办督单〔2026〕2号"


@pytest.mark.parametrize("rows", [12, 13, 14, 25])
def test_signatures_stand_on_a_page_with_rows(rows: int) -> None:
    told = tuple(Row(f"第{n}项", ("这一行写得比较长，要占两行才放得下，所以多写几个字在这里。",)) for n in range(rows))
    made = Form("示范市", "约谈记录", told, "", None, signatures=("约谈方签字", "被约谈方签字"))
    with pdfplumber.open(io.BytesIO(form.pdf(made))) as pages:
        last = "".join((pages.pages[-1].extract_text() or "").split())
    assert "被约谈方签字" in last and f"第{rows - 1}项" in last
