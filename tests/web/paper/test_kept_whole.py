"""What stays together on a page: a figure and its unit, a question and its answer, signatures and what they sign."""

from __future__ import annotations

import io
from dataclasses import replace

import pdfplumber
import pytest

from supervision import bulletin, plan_table
from supervision.paper import Column, Table
from tests.supervision import contents
from tests.web.paper import public_samples as public
from tests.web.paper import record_samples as records
from tests.web.paper import worded_samples as worded
from web.paper import form, notice, pdf, press, typesetting


def lines(content: bytes) -> list[list[str]]:
    """Page → its lines, without the blanks between their signs."""
    with pdfplumber.open(io.BytesIO(content)) as pages:
        return [["".join(line.split()) for line in (page.extract_text() or "").splitlines()] for page in pages.pages]


@pytest.mark.parametrize("figure", ["15,900万元", "6月25,600人", "1/2个节点"])
def test_a_figure_and_its_unit_stand_on_one_line(figure: str) -> None:
    """In a cell where the words before it would break it at the edge."""
    columns = (Column("累计完成", width_mm=20), Column("其他", weight=1))
    rows = tuple((f"{'字' * before}{figure}", "—") for before in range(1, 6))
    made = replace(public.issued("task_table"), annexes=(Table("试表", columns, rows),))
    said = [line for page in lines(notice.pdf(made, "")) for line in page]
    assert sum(figure in line for line in said) == 5, said


def test_signs_of_a_cell_that_mean_something_to_a_page_stay_words() -> None:
    assert typesetting.whole("<b>3处</b>&#39;") == '&lt;b&gt;<span class="whole">3处</span>&lt;/b&gt;&amp;#39;'


def test_a_table_that_is_the_whole_paper_is_nobodys_annex() -> None:
    assert "附件" not in "".join(lines(notice.pdf(public.issued("task_table"), ""))[0])


@pytest.mark.parametrize("before", [1, 7, 10, 15])
def test_a_question_never_ends_a_page(before: int) -> None:
    paper = worded.conference_pack()
    moved = replace(paper, paragraphs=(*(f"第{n}段。" for n in range(before)), *paper.paragraphs))
    for page in lines(press.pdf(moved, {})):
        told = [line for line in page if not line.startswith(("—", "样张", "模拟数据"))]
        assert not told[-1].startswith("问："), told[-3:]


def test_a_full_record_of_a_talk_is_signed_on_its_own_page() -> None:
    points = (
        "一是应对不力。7月暴雨冲毁已敷管段后，一个月没有抢修方案，8月底仍按灾前计划施工。\n"
        "二是责任不落实。三次督办不签收、不反馈，专班没有明确专人。\n"
        "三是村民用水没有兜底。要求立即增援、分段抢修，水毁期间按户落实应急送水。"
    )
    made = records.talk_record()
    rows = tuple(
        replace(row, paragraphs=tuple(points.splitlines()))
        if row.label == "指出的问题和要求"
        else replace(
            row,
            paragraphs=(
                *row.paragraphs,
                "3．9月每周三书面报送敷设里程和到货情况。9月30日前完成，市水务局农村供水工作专班负责人负责。",
            ),
        )
        if row.label == "表态承诺"
        else row
        for row in made.rows
    )
    pages = lines(form.pdf(replace(made, rows=rows)))
    assert len(pages) == 1 and any("被约谈方签字" in line for line in pages[0])


def test_a_check_code_leaves_no_holes_in_the_line_before_it() -> None:
    """The line before a code of eight signs was spread over the room of all of them."""
    paper = "《关于“扩大异地就医直接结算范围”通过验收的公示》（校验码SUC6W8NQ）"
    said = f"经研究，决定撤回2026年8月27日印发的{paper}，自本通知印发之日起停止使用。"
    made = replace(worded.withdrawal_of_a_paper(), opening=(said,))
    [first] = [line for page in lines(pdf.official(made)) for line in page if "通过验收的公示》" in line]
    assert first.endswith("SUC6"), first


def test_of_several_targets_each_is_read_beside_what_was_reached() -> None:
    rows = bulletin.annex(worded.month(5), contents.occasion())["rows"]
    aims, reached = next((row[3], row[5]) for row in rows if "\n" in row[3])
    assert [line[:3] for line in aims.splitlines()] == [line[:3] for line in reached.splitlines()] == ["1. ", "2. "]


def test_a_plan_has_the_separators_of_the_task_table() -> None:
    month = public.month()
    month["projects"][0]["targets"][0]["plan"] = {"1": 12000, "11": 210000, "12": 1234567}
    [*_, row] = [row for row in plan_table.compose(month, "某市", True).annexes[0].rows if row[0] == "1"][:1]
    assert (row[4], row[14], row[15]) == ("12,000", "210,000", "1234567")
