"""The Word files, read back with the same library and as the zip they are."""

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.web.paper import samples
from web.paper import word


@pytest.fixture(scope="module")
def issued() -> bytes:
    return word.official(samples.bulletin(12, 33))


@pytest.fixture(scope="module")
def document(issued: bytes) -> Any:
    return docx.Document(io.BytesIO(issued))


def styled(document: Any, name: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == name]


def test_each_part_of_the_paper_has_its_style(document: Any) -> None:
    assert styled(document, "发文机关标志") == ["示范市人民政府办公室文件"]
    assert styled(document, "发文字号") == ["示政办督〔2026〕9号"]
    assert styled(document, "公文标题") == ["关于2026年9月份市办实事进展情况的通报"]
    assert styled(document, "主送机关") == ["各区市人民政府，市政府各部门，各有关单位："]
    assert styled(document, "一级标题") == ["一、总体进展", "二、进度滞后", "三、下步要求"]
    assert styled(document, "附件说明") == ["附件：2026年市办实事进展情况一览表"]
    assert (styled(document, "署名"), styled(document, "成文日期")) == (["示范市人民政府办公室"], ["2026年10月9日"])
    assert styled(document, "附注") == ["（此件公开发布）", "（联系电话：0000-12345）"]


def test_the_body_is_16_points_on_an_exact_line_of_28_95(document: Any) -> None:
    body = document.styles["公文正文"]
    assert body.font.size == Pt(16)
    assert body.paragraph_format.line_spacing == Pt(28.95)
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert body.element.rPr.find(qn("w:spacing")).get(qn("w:val")) == "-4"
    assert body.element.pPr.ind.get(qn("w:firstLineChars")) == "200"


def test_the_pages_have_the_margins_of_the_standard_and_the_annex_lies(document: Any) -> None:
    text, annex = document.sections
    margins = (text.top_margin, text.right_margin, text.bottom_margin, text.left_margin)
    assert [round(m.mm, 1) for m in margins] == [37, 26, 35, 28]
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    assert annex.page_width > annex.page_height
    room = annex.page_width - annex.left_margin - annex.right_margin
    assert abs(room - Mm(225)) < Mm(0.2)


def test_the_annex_repeats_its_head_keeps_rows_whole_and_fills_the_width(document: Any) -> None:
    table = document.tables[0]
    assert len(table.rows) == 34
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert abs(sum(column.width for column in table.columns) - Mm(225)) < Mm(0.2)
    assert [cell.text for cell in table.rows[3].cells][8:10] == ["◆\n严重滞后", "市教育局"]
    assert [row.cells[0].text for row in table.rows[1:]] == [str(n) for n in range(1, 34)]


def test_the_colophon_floats_at_the_foot(document: Any) -> None:
    annex, table = document.tables[-2:]
    assert abs(table.columns[0].cells[0].width - Mm(225)) < Mm(0.2), "as wide as the turned page's text"
    for cell in [*annex.rows[-1].cells, *(row.cells[0] for row in table.rows)]:
        assert cell.paragraphs[0].paragraph_format.keep_with_next, "it takes the annex's last row with it"
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：市委办公室，市人大常委会办公室，市政协办公室。",
        "示范市人民政府办公室\t2026年10月9日印发",
    ]
    assert table._tbl.tblPr.find(qn("w:tblpPr")).get(qn("w:tblpYSpec")) == "bottom"
    borders = {b.tag.split("}")[1]: b.get(qn("w:sz")) for b in table._tbl.tblPr.find(qn("w:tblBorders"))}
    assert borders == {"top": "8", "bottom": "8", "insideH": "6"}


def test_every_foot_has_the_number_the_mark_and_the_check_code(document: Any) -> None:
    assert document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
        assert odd.text == "样张　模拟数据　校验码 7K2M-Q9XD-41PV\t— 1 —"
        assert even.text == "— 1 —\t样张　模拟数据　校验码 7K2M-Q9XD-41PV"
        assert "PAGE" in odd._p.xml and "PAGE" in even._p.xml


def test_the_signature_stays_with_the_last_paragraph(document: Any) -> None:
    paragraphs = document.paragraphs
    last = next(i for i, p in enumerate(paragraphs) if p.text.startswith("请各单位"))
    assert paragraphs[last].paragraph_format.keep_with_next
    assert document.styles["署名"].paragraph_format.keep_with_next


def test_the_properties_are_the_papers_own(document: Any) -> None:
    properties = document.core_properties
    assert properties.title == "关于2026年9月份市办实事进展情况的通报"
    assert (properties.author, properties.last_modified_by) == ("示范市人民政府办公室",) * 2
    assert properties.language == "zh-CN"
    assert properties.created.replace(tzinfo=None) == datetime(2026, 10, 9)
    assert "python-docx" not in properties.comments


def test_the_same_paper_has_the_same_bytes_in_another_process(issued: bytes) -> None:
    program = (
        "import hashlib; from tests.web.paper import samples; from web.paper import word;"
        "print(hashlib.sha256(word.official(samples.bulletin(12, 33))).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/New_York"}
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert other.stdout.strip() == hashlib.sha256(issued).hexdigest()
    with zipfile.ZipFile(io.BytesIO(issued)) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_draft_has_blanks_and_no_day() -> None:
    draft = docx.Document(io.BytesIO(word.official(samples.draft())))
    assert styled(draft, "发文字号") == ["（未编号）"]
    assert styled(draft, "成文日期")[0].replace("　", "") == "年月日"
    assert len(draft.sections) == 2


def test_hostile_words_are_words() -> None:
    hostile = "<w:p/>&amp;<script>\x00\x1b\ud800{{ 1 }}"
    paper = replace(samples.bulletin(3, None), opening=(hostile,), title=hostile)
    read = docx.Document(io.BytesIO(word.official(paper)))
    assert "<w:p/>&amp;<script>{{ 1 }}" in styled(read, "公文正文")
    assert read.core_properties.title == "<w:p/>&amp;<script>{{ 1 }}"


def test_a_paper_without_annexes_has_one_section() -> None:
    read = docx.Document(io.BytesIO(word.official(samples.bulletin(5, None))))
    assert len(read.sections) == 1 and len(read.tables) == 1 and not styled(read, "附件说明")


def test_a_press_text_has_its_figures_sources_and_no_signature() -> None:
    made = word.press(samples.press())
    assert made == word.press(samples.press())
    read = docx.Document(io.BytesIO(made))
    assert styled(read, "公文标题") == ["我市33项民生实事已完成6项"]
    body = styled(read, "公文正文")
    assert body[0] == "示范市政府新闻办10月9日电　截至9月30日，今年市办实事33项中已完成6项，完成率18.2%。"
    assert body[-1] == "1. 完成6项：2026年9月进展看板，10月9日公布"
    assert not styled(read, "署名") and not styled(read, "主送机关")
    assert read.sections[0].footer.paragraphs[0].text.startswith("样张　模拟数据")


def test_a_press_text_without_paragraphs_is_still_a_file() -> None:
    empty = replace(samples.press(), paragraphs=(), sources=(), contact="")
    assert styled(docx.Document(io.BytesIO(word.press(empty))), "公文正文") == ["示范市政府新闻办10月9日电　"]
