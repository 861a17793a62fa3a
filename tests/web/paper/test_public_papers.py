"""The papers for the public on their pages: one side where one is promised."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pdfplumber
import pytest

from supervision.paper import Column, Table
from tests.journeys.browsing import pdf_words, word_words
from tests.web.paper import public_samples as samples
from web.paper import notice, poster, qr, spreadsheet

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\u202e倒\u2066" + "长" * 10_000 + "🏗️"


def pages(content: bytes) -> int:
    with pdfplumber.open(io.BytesIO(content)) as file:
        return len(file.pages)


def test_the_word_file_says_all_that_is_printed() -> None:
    paper = samples.issued("result_announcement")
    told = word_words(notice.docx(paper))
    cells = [cell for table in paper.tables for row in table.rows for cell in row]
    sections = [words for section in paper.sections for words in (section.heading or "", *section.paragraphs)]
    for words in (paper.title, paper.issuer, "2026年10月9日", *paper.opening, *sections, *cells):
        assert "".join(words.split()) in told
    assert notice.docx(paper) == notice.docx(paper)


def test_a_spreadsheet_holds_figures_as_figures_and_formulas_as_words() -> None:
    table = Table(
        "表/样",
        (Column("项"), Column("完成率", align="right"), Column("偏差", align="right"), Column("数", align="right")),
        (("=1+1", "32.3%", "−31.0", "12,600"), ("二", "—", "", "97")),
        "说明",
    )
    content = spreadsheet.xlsx([table], ["样张", "校验码 ABCD3456"])
    assert content == spreadsheet.xlsx([table], ["样张", "校验码 ABCD3456"])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=4)]
    assert rows == [["=1+1", pytest.approx(0.323), -31, 12600], ["二", "—", None, 97]]
    assert (sheet["A3"].data_type, sheet["B3"].number_format, sheet.title) == ("s", "0.0%", "表样")
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$2:$2")
    assert [sheet["A5"].value, sheet["A6"].value] == ["说明", "样张　校验码 ABCD3456"]


def test_the_head_of_a_long_table_stands_on_every_page() -> None:
    paper = samples.issued("task_table")
    table = paper.annexes[0]
    long = replace(paper, annexes=(replace(table, rows=table.rows * 4),))
    with pdfplumber.open(io.BytesIO(notice.pdf(long))) as file:
        told = ["".join((page.extract_text() or "").split()) for page in file.pages]
    assert len(told) > 1 and all("季度和月度节点" in page for page in told)
    assert sum(page.count("新建村卫生室") for page in told) == 8, (
        "no row is lost: each names it as its title and target"
    )


def test_a_poster_keeps_to_one_side_whatever_it_says() -> None:
    report = {"state": "accepted", "text": HOSTILE, "problems": HOSTILE, "measures": HOSTILE}
    goals = [{**samples.LIFTS["targets"][0], "text": HOSTILE}] * 9
    many = {"title": "关于" + "很长的名称" * 8, "report": report, "targets": goals, "implementing_units": [HOSTILE]}
    content = poster.poster(samples.poster_of(samples.LIFTS, **many), qr.card("/x"), qr.svg(samples.CODE))
    assert pages(content) == 1
    words = pdf_words(content)
    assert "扫码看本项目最新进展" in words and "监督电话" in words and samples.CODE in words
    assert "{{7*7}}" in words and "<script>" in words, "printed as it was typed"


def test_a_leaflet_says_by_how_many_lines_it_is_too_long() -> None:
    lines = [f"第{place}条。" for place in range(1, 41)]
    over = poster.over(samples.leaflet_of(how=lines))
    assert 0 < over < 40
    fits = samples.leaflet_of(how=lines[: 40 - over])
    assert (poster.over(fits), pages(poster.leaflet(fits, ""))) == (0, 1)
    too_long = samples.leaflet_of(how=lines[: 42 - over])
    assert poster.over(too_long) in (1, 2)


def test_the_public_that_is_told_in_words_gets_no_colour() -> None:
    told = samples.poster_of(samples.LIFTS, worded=True)
    assert told.status == "严重滞后"
    words = pdf_words(poster.poster(told, "", ""))
    assert "严重滞后" in words and "◆" not in words
