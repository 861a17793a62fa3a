"""The layout of a list: which sheets and columns there must be, and each refusal in full."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from projects.cell import Cell, Fault
from projects.sheet import COLUMNS, Findings, RawRow, from_folder, from_xlsx
from projects.xlsx_file import LARGEST_FILE
from tests.projects.test_xlsx_file import saved

SHOWN = "、".join(COLUMNS["项目"])


def read(**sheets: Sequence[Sequence[Any]]) -> tuple[dict[str, list[RawRow]], Findings]:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    findings = Findings(published=False)
    return from_xlsx(saved(made), findings), findings


def read_csv(folder: Path, **files: str | bytes) -> tuple[dict[str, list[RawRow]], Findings]:
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    findings = Findings(published=False)
    return from_folder(folder, findings), findings


def test_rows_stand_under_their_headers_with_their_numbers() -> None:
    rows, findings = read(项目=[[None], ["编号", "件", " 项目 名称 "], [1, None, "停车位"], [None], ["2", "一", None]])
    assert rows == {
        "项目": [
            RawRow("项目", 3, {"编号": Cell(1), "件": Cell(), "项目名称": Cell("停车位")}),
            RawRow("项目", 5, {"编号": Cell("2"), "件": Cell("一")}),
        ]
    }
    assert (findings.faults, findings.notes, findings.unread) == ([], [], set())


def test_sheets_come_in_the_order_agreed_and_unknown_ones_are_said() -> None:
    head: dict[str, list[list[Any]]] = {name: [list(COLUMNS[name])] for name in ("指标", "项目")}
    rows, findings = read(备忘=[], 填写说明=[["填"]], **head)
    assert list(rows) == ["项目", "指标"]
    assert findings.notes == ["工作表“备忘”不在约定之内，未读入"]


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        (["编号", "件"], [Fault("项目", 1, "项目名称", "没有这一列", "表头中有“项目名称”列（只有末尾的列可以省去）")]),
        (
            ["编号", "件", "项目名称", "牵头单位"],
            [Fault("项目", 1, "类别", "没有这一列", "表头中有“类别”列（只有末尾的列可以省去）")],
        ),
        (
            ["编号", "件", "项目名称", "备注" * 31],
            [Fault("项目", 1, "D", f"不认识的列“{'备注' * 30}”", f"下列各列之一：{SHOWN}")],
        ),
        (["编号", "件", "项目名称", "件"], [Fault("项目", 1, "件", "第二个“件”列", "每列只出现一次")]),
    ],
)
def test_a_header_at_fault_is_named_in_full(header: list[str], faults: list[Fault]) -> None:
    _, findings = read(项目=[header, [1, None, "停车位"][: len(header)]])
    assert findings.faults == faults
    assert findings.unread == ({"项目"} if "没有这一列" in faults[0].found else set())


def test_a_header_of_nothing_known_lacks_each_column() -> None:
    _, findings = read(项目=[["名称"], ["停车位"]])
    assert [(fault.column, fault.found) for fault in findings.faults] == [
        ("A", "不认识的列“名称”"), ("编号", "没有这一列"), ("件", "没有这一列"), ("项目名称", "没有这一列"),
    ]  # fmt: skip


def test_a_column_without_header_and_with_nothing_in_it_is_no_fault() -> None:
    rows, findings = read(项目=[["编号", None, "件", "项目名称"], [1, None, None, "停车位"]])
    assert rows["项目"][0].cells == {"编号": Cell(1), "件": Cell(), "项目名称": Cell("停车位")}
    assert findings.faults == []


def test_every_unknown_column_before_the_last_is_named() -> None:
    _, findings = read(项目=[["编号", "备注", "件", "项目名称", "领导"], [1, "旁注", None, "停车位"]])
    assert [(fault.row, fault.column, fault.found) for fault in findings.faults] == [
        (1, "B", "不认识的列“备注”"), (1, "E", "不认识的列“领导”"),
    ]  # fmt: skip


def test_something_beside_the_columns_is_named_once_a_column() -> None:
    rows: list[list[Any]] = [
        ["编号", "件", "项目名称", None],
        *([n, None, "停车位", f"旁注{n}", "更旁"] for n in (1, 2)),
    ]
    _, findings = read(项目=rows)
    expected = "空（这一列没有约定的表头）"
    assert findings.faults == [Fault("项目", 2, "D", "“旁注1”", expected), Fault("项目", 2, "E", "“更旁”", expected)]


def test_the_same_column_beside_two_sheets_is_named_for_each() -> None:
    goal: list[list[Any]] = [["项目编号", "指标序号", "指标内容"], [1, 1, "停车位", "旁注"]]
    _, findings = read(项目=[["编号", "件", "项目名称"], [1, None, "停车位", "旁注"]], 指标=goal)
    assert [(fault.sheet, fault.column) for fault in findings.faults] == [("项目", "D"), ("指标", "D")]


def test_a_list_without_projects_says_which_sheets_it_has() -> None:
    _, findings = read(指标=[], 备忘=[])
    assert findings.faults == [
        Fault("项目", None, None, "没有这张工作表（有：备忘、指标）", "一张名为“项目”的工作表"),
    ]  # fmt: skip
    assert findings.unread == {"项目"}


def test_an_empty_sheet_of_projects_lacks_its_header_and_another_lacks_nothing() -> None:
    rows, findings = read(项目=[], 指标=[])
    assert findings.faults == [Fault("项目", 1, None, "", "表头（编号、件、项目名称……）")]
    assert (findings.unread, rows) == ({"项目"}, {"项目": [], "指标": []})


def test_a_merged_range_is_named_by_its_first_row() -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "项目"
    sheet.append(["编号", "件", "项目名称"])
    for n in range(1, 13):
        sheet.append([n, None, "停车位"])
    sheet.merge_cells("C12:C13")
    findings = Findings(published=False)
    from_xlsx(saved(made), findings)
    assert findings.faults == [Fault("项目", 12, None, "合并单元格 C12:C13", "取消合并，每一格都填写")]


def test_a_folder_without_files_lacks_the_projects(tmp_path: Path) -> None:
    _, findings = read_csv(tmp_path)
    assert findings.faults == [Fault("项目", None, None, "没有这张工作表（有：（空））", "一张名为“项目”的工作表")]


def test_a_csv_file_is_read_with_its_line_numbers(tmp_path: Path) -> None:
    rows, findings = read_csv(tmp_path, 项目='编号,件,项目名称\r\n\r\n1,,"停车\n位"\r\n')
    (row,) = rows["项目"]
    assert (row.number, row.cells["项目名称"], findings.faults) == (3, Cell("停车\n位"), [])


@pytest.mark.parametrize("content", [b"\xff\xff\xff", '编号,件,项目名称\n1,,"停车位"x\n'.encode()])
def test_a_csv_file_that_cannot_be_read_is_refused_and_not_looked_into(content: bytes, tmp_path: Path) -> None:
    _, findings = read_csv(tmp_path, 项目=content)
    assert findings.faults == [Fault("项目", None, None, "无法读出的文字", "CSV 文件，编码为 UTF-8、GBK 或 UTF-16")]
    assert findings.unread == {"项目"}


@pytest.mark.parametrize(("size", "refused"), [(LARGEST_FILE, 0), (LARGEST_FILE + 1, 1)])
def test_a_csv_file_has_its_bound(size: int, refused: int, tmp_path: Path) -> None:
    head = "编号,件,项目名称\n1,,停车位\n".encode()
    _, findings = read_csv(tmp_path, 项目=head + b"," * (size - len(head)))
    assert len(findings.faults) == refused


def test_what_stands_beyond_sixty_columns_is_not_looked_at(tmp_path: Path) -> None:
    beyond = "编号,件,项目名称\n1,,停车位" + "," * 56
    _, findings = read_csv(tmp_path, 项目=f"{beyond},x,y\n")
    assert [fault.column for fault in findings.faults] == ["BH"]
