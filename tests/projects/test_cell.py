"""A cell as it is read, and the sentence that says what is wrong with it."""

from datetime import date

import pytest

from projects.cell import BLANK, ENTIRE_FILE, Cell, Fault, Faults, letter, text_cell


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault("指标", 2, "目标值", "“三十”", "数字"), "工作表“指标”第2行“目标值”列：现为“三十”，应为数字"),
        (
            Fault("指标", 2, None, "合并单元格 A1:B2", "取消合并"),
            "工作表“指标”第2行：现为合并单元格 A1:B2，应为取消合并",
        ),
        (Fault("项目", None, None, "", "至少一个项目"), "工作表“项目”：现为（空），应为至少一个项目"),
        (Fault(ENTIRE_FILE, None, None, "空文件", "表格"), "文件：现为空文件，应为表格"),
    ],
)
def test_a_fault_says_where_it_is_what_is_there_and_what_should_be(fault: Fault, sentence: str) -> None:
    assert str(fault) == sentence


def test_faults_are_told_line_by_line() -> None:
    one, two = Fault("项目", 2, None, "", "甲"), Fault("项目", 3, None, "", "乙")
    told = Faults(iter([one, two]))
    assert told.faults == (one, two)
    assert str(told) == f"{one}\n{two}"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (BLANK, ""),
        (Cell("三十"), "“三十”"),
        (Cell(600), "“600”"),
        (Cell(True), "“TRUE”"),
        (Cell(date(2026, 3, 1)), "“2026-03-01”"),
        (Cell("Ab" * 30), f"“{'Ab' * 30}”"),
        (Cell("Ab" * 30 + "c"), f"“{'Ab' * 30}…”"),
        (Cell(broken="错误值 #REF!"), "错误值 #REF!"),
    ],
)
def test_a_cell_is_shown_in_quotes_and_cut_when_it_is_long(cell: Cell, shown: str) -> None:
    assert str(cell) == shown


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (" 新建停车位\u3000", "新建停车位"),
        ("一\r\n二\r三_x000D_\n四", "一\n二\n三\n四"),
        ("  ", None),
        ("1" * 32_767, "1" * 32_767),
    ],
)
def test_a_text_loses_its_edges_and_its_line_ends_become_one(written: str, value: str | None) -> None:
    assert text_cell(written) == Cell(value)


def test_a_text_that_no_cell_can_hold_is_broken() -> None:
    assert text_cell("1" * 32_768) == Cell(broken="32768 字")
    assert text_cell("停车\x07位") == Cell(broken="不可见的控制字符")
    assert not text_cell("\x07").blank and text_cell("").blank


@pytest.mark.parametrize(
    ("place", "name"),
    [(0, "A"), (1, "B"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")],
)
def test_columns_are_named_as_the_spreadsheet_names_them(place: int, name: str) -> None:
    assert letter(place) == name
