"""What the form says beside a cell, what it asks about, and how it comes out on paper."""

import io
from typing import Any

import openpyxl
import pytest

from projects.sheet import COLUMNS
from projects.written_list import template


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(template()))


def check(sheet: Any, column: str) -> Any:
    """The one check of a column."""
    place = [cell.value for cell in sheet[1]].index(column) + 1
    letter = openpyxl.utils.get_column_letter(place)
    (found,) = [each for each in sheet.data_validations.dataValidation if str(each.sqref) == f"{letter}2:{letter}2000"]
    return found


@pytest.mark.parametrize(
    ("name", "column", "words"),
    [
        ("项目", "编号", "按文本填写：1、1-1、S2。同一清单中不重复。"),
        ("项目", "完成时限", "写 2026-07-31 或 2026年7月31日。"),
        ("指标", "权重", "0到100之间；同一项目（或同一指标的节点）都填时，合计须为100。"),
        ("计划", "3月", "到3月底的计划累计数，不是当月数；逐月不减，12月等于目标值。"),
        ("进展", "更正原因", "累计值比上一期少时必填：说明为什么更正。"),
    ],
)
def test_a_cell_says_what_goes_into_it(book: Any, name: str, column: str, words: str) -> None:
    found = check(book[name], column)
    assert (found.promptTitle, found.prompt, found.showInputMessage) == (column, words, True)


def test_no_hint_is_longer_than_a_spreadsheet_shows(book: Any) -> None:
    """Excel: 32 signs of a title, 255 of a message; a longer one makes it call the file damaged."""
    for name in COLUMNS:
        for each in book[name].data_validations.dataValidation:
            assert len(each.promptTitle or "") <= 32 and len(each.prompt or "") <= 255
            assert len(each.errorTitle or "") <= 32 and len(each.error or "") <= 255
            assert len(each.formula1 or "") <= 255


def test_what_the_importer_reads_is_asked_about_at_most_never_refused(book: Any) -> None:
    """3.5万 and 2026年7月31日 are texts to a spreadsheet: only a choice outside its list is refused."""
    checks = [each for name in COLUMNS for each in book[name].data_validations.dataValidation]
    assert {each.errorStyle for each in checks if each.type == "custom"} == {"warning"}
    assert {each.type for each in checks if each.errorStyle != "warning"} == {"list", None}
    assert all(each.allow_blank for each in checks)


def test_a_month_of_the_plan_is_held_against_the_month_before(book: Any) -> None:
    plan = book["计划"]
    assert check(plan, "1月").formula1 == "TRUE"
    assert check(plan, "2月").formula1 == "OR(NOT(ISNUMBER(D2)),NOT(ISNUMBER(C2)),D2>=C2)"
    assert check(plan, "12月").formula1 == "OR(NOT(ISNUMBER(N2)),NOT(ISNUMBER(M2)),N2>=M2)"
    assert check(plan, "12月").error == "请核对：计划累计数逐月不减，12月等于目标值。"


def test_a_sheet_prints_across_with_its_header_on_each_page(book: Any) -> None:
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
