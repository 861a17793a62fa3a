"""Where the cells of a copied block go. The page of these tests asks for 15/1, 15/2, 15/3, 16/1, 1.10/1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.pasted import Pasted, read

PAGE = [("15", "1"), ("15", "2"), ("15", "3"), ("16", "1"), ("1.10", "1")]


def placed(found: Pasted) -> list[tuple[str, str, str]]:
    return [(each.number, each.field, each.text) for each in found.filled]


def test_one_column_goes_down_the_page_and_an_empty_line_keeps_its_place() -> None:
    found = read("93\n\n33,000\n112\n", PAGE)
    assert placed(found) == [("15", "values.1", "93"), ("15", "values.3", "33,000"), ("16", "values.1", "112")]
    assert [each.line for each in found.filled] == [1, 3, 4] and found.faults == []


def test_the_columns_beside_it_are_words_of_that_rows_project() -> None:
    found = read("93\t完工12个\t缺工\t增派\n28100\n", PAGE)
    assert placed(found) == [
        ("15", "values.1", "93"),
        ("15", "text", "完工12个"),
        ("15", "problems", "缺工"),
        ("15", "measures", "增派"),
        ("15", "values.2", "28100"),
    ]


def test_rows_that_begin_with_a_number_of_a_project_go_by_it() -> None:
    found = read("16\t1\t112\t到货延期\r\n15\t3\t3.3万\r\n", PAGE)
    assert placed(found) == [("16", "text", "到货延期"), ("16", "values.1", "112"), ("15", "values.3", "3.3万")]


def test_titles_say_what_the_columns_are_in_any_order() -> None:
    found = read("指标序号\t说明\t累计数\t编号\t进展\n1\tx\t112\t16\t投用\n2\ty\t28100\t15\t\n", PAGE)
    assert placed(found) == [("16", "text", "投用"), ("16", "values.1", "112"), ("15", "values.2", "28100")]


def test_a_number_written_once_for_merged_rows_counts_for_those_below() -> None:
    found = read("编号\t序号\t本期填报\n15\t1\t93\n\t2\t28100\n\t3\t33000\n16\t\t112\n", PAGE)
    assert [each[:2] for each in placed(found)] == [
        ("15", "values.1"),
        ("15", "values.2"),
        ("15", "values.3"),
        ("16", "values.1"),
    ]


def test_two_columns_are_number_and_figure() -> None:
    found = read("16\t112\n1.10\t7\n15\t93\n", PAGE)
    assert placed(found) == [("16", "values.1", "112"), ("1.10", "values.1", "7")]
    assert found.faults == ["第3行：项目15有3项指标，请写明指标序号（1、2、3）。"]


def test_full_width_numbers_and_numbers_made_figures_are_known() -> None:
    assert placed(read("１６.０\t1.0\t112\n", PAGE)) == [("16", "values.1", "112")]
    assert placed(read("1.10\t1\t7\n", PAGE)) == [("1.10", "values.1", "7")]


def test_a_cell_of_several_lines_stays_one_cell() -> None:
    found = read('16\t1\t112\t"一、到货；\n二、""抢装""。"\n15\t1\t93\n', PAGE)
    assert placed(found)[0] == ("16", "text", '一、到货；\n二、"抢装"。')
    assert len(found.filled) == 3


def test_a_stray_quote_does_not_swallow_the_rest() -> None:
    assert len(read('16\t1\t112\t2"管\n15\t1\t93\n', PAGE).filled) == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "没有粘贴内容。请在 Excel 或 WPS 里选中单元格复制，再粘贴到这里。"),
        (" \n\t\n", "没有粘贴内容。请在 Excel 或 WPS 里选中单元格复制，再粘贴到这里。"),
        ("编号\t累计数\n99\t5\n", "第2行：本页没有编号为“99”、可以填数的项目。"),
        ("15\t7\t5\n", "第1行：项目15没有要填数的指标“7”，有：1、2、3。"),
        ("1\n2\n3\n4\n5\n6\n", "第6行：本页只有5个数要填，这一行没有地方放。"),
    ],
)
def test_what_has_no_place_is_said_by_its_line(text: str, fault: str) -> None:
    assert read(text, PAGE).faults == [fault]


@given(st.text(st.sampled_from('15 6.0\t\n"编号累计数进展\r,万'), max_size=60))
def test_whatever_is_pasted_nothing_goes_to_a_field_that_is_not_on_the_page(text: str) -> None:
    fields = {(number, f"values.{no}") for number, no in PAGE} | {
        (number, name) for number, _ in PAGE for name in ("text", "problems", "measures")
    }
    found = read(text, PAGE)
    assert {(each.number, each.field) for each in found.filled} <= fields
    assert all(each.text.strip() for each in found.filled)
    assert found.filled or found.faults or "编号" in text
