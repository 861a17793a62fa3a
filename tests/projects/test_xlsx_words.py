"""What a file is called that is no list, what a reader is told to do, and what is said of a list's own oddities."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from projects.cell import BLANK, ENTIRE_FILE, Cell, Fault, Faults
from projects.xlsx_file import LARGEST_FILE, XlsxFile, decoded
from tests.projects.test_xlsx_file import GOAL, LIFTS, OLE, PLAIN, book, changed, saved, with_part, zipped

SAVE_AS = "用 Excel 或 WPS 打开，另存为 .xlsx 文件（改文件名的后缀不算）"
UNLOCKED = "去掉打开密码后另存为 .xlsx 文件"
INTACT = "完好、未加密的 .xlsx 文件"
BY_FORM = "按模板填写的 .xlsx 文件"
WEB_PAGE = "网页存成的表格（后缀改成了 .xls 或 .xlsx）"
DAMAGED = "不是 .xlsx 的内容或已损坏"


def fault(source: bytes | Path) -> Fault:
    """The one thing a file is refused for."""
    with pytest.raises(Faults) as refused, XlsxFile(source) as file:
        for name in file.names:
            list(file.grid(name))
    (only,) = refused.value.faults
    return only


def whole(found: str, expected: str) -> Fault:
    return Fault(ENTIRE_FILE, None, None, found, expected)


@pytest.mark.parametrize(
    ("content", "found", "expected"),
    [
        (b"", "空文件", SAVE_AS),
        (OLE + "Workbook".encode("utf-16-le"), "旧版 .xls 或加了密码的文件", SAVE_AS),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "有打开密码的文件", UNLOCKED),
        (b"%PDF-1.7", "PDF 文件", BY_FORM),
        (b"{\\rtf1", "RTF 文件", BY_FORM),
        (b"\xff\xd8\xff\xe0", "图片", BY_FORM),
        (b"\x89PNG\r\n", "图片", BY_FORM),
        (b"Rar!\x1a", "RAR 压缩包", BY_FORM),
        (b"7z\xbc\xaf'", "7z 压缩包", BY_FORM),
        (b"  <!DOCTYPE html><p>", WEB_PAGE, SAVE_AS),
        (b"\n<html><p>", WEB_PAGE, SAVE_AS),
        (b"<TABLE>", WEB_PAGE, SAVE_AS),
        (b"<meta charset=utf-8>", WEB_PAGE, SAVE_AS),
        (b"<head></head>", WEB_PAGE, SAVE_AS),
        (b"x" * 4_994 + b"<table", WEB_PAGE, SAVE_AS),
        (b"x" * 4_995 + b"<table", "文本或 CSV 文件", SAVE_AS),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 表格（2003）", SAVE_AS),
        ("编号,件".encode("gb18030"), "文本或 CSV 文件", SAVE_AS),
        ("编号,件".encode("utf-16"), "文本或 CSV 文件", SAVE_AS),
        (b"abc\x00def", DAMAGED, SAVE_AS),
        (b"\xff\xff\xff", DAMAGED, SAVE_AS),
        (with_part("xl/vbaProject.bin"), "带宏的文件（.xlsm）", SAVE_AS),
        (zipped(xl__workbook_dot_bin=b"x"), "二进制格式的表格（.xlsb）", SAVE_AS),
        (zipped(word__document_dot_xml=b"<x/>"), "Word 文件", SAVE_AS),
        (zipped(ppt__presentation_dot_xml=b"<x/>"), "演示文稿", SAVE_AS),
        (zipped(content_dot_xml=b"<x/>"), "OpenDocument 文件（.ods）", SAVE_AS),
        (zipped(readme=b"x"), "不是 .xlsx 的压缩包", INTACT),
        (b"PK\x03\x04 and nothing more", DAMAGED, INTACT),
        (changed(PLAIN, {"xl/workbook.xml": lambda xml: b"<!DOCTYPE x>" + xml}), "不合规的 XML", INTACT),
        (changed(PLAIN, {"xl/workbook.xml": lambda xml: b'<!ENTITY a "b">' + xml}), "不合规的 XML", INTACT),
        (changed(PLAIN, {"xl/workbook.xml": lambda xml: b"<a/>" + bytes(1)}), "不合规的 XML", INTACT),
        (changed(PLAIN, {"xl/_rels/workbook.xml.rels": lambda xml: bytes(1) + xml}), "不合规的 XML", INTACT),
        (changed(PLAIN, {"xl/worksheets/sheet1.xml": lambda xml: xml[: len(xml) // 2]}), "无法解析的内容", INTACT),
        (bytes(LARGEST_FILE + 1), "过大的文件", "不超过 20 MB 的 .xlsx 文件"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_called_by_its_name_with_what_to_do(content: bytes, found: str, expected: str) -> None:
    assert fault(content) == whole(found, expected)


def test_a_file_on_disk_has_its_bound_and_must_be_there(tmp_path: Path) -> None:
    large = tmp_path / "large.xlsx"
    large.write_bytes(bytes(LARGEST_FILE + 1))
    assert fault(large) == whole("过大的文件", "不超过 20 MB 的 .xlsx 文件")
    large.write_bytes(b" " * LARGEST_FILE)
    assert fault(large).found == "文本或 CSV 文件"
    assert fault(tmp_path / "没有.xlsx") == whole("读不出的文件", "一个可以读取的 .xlsx 文件")
    fine = tmp_path / "list.xlsx"
    fine.write_bytes(PLAIN)
    with XlsxFile(fine) as file:
        assert file.names == ("项目", "指标")


def bomb(parts: int, size: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(parts):
            archive.writestr(f"{n}.bin", bytes(size))
    return data.getvalue()


@pytest.mark.parametrize(
    ("parts", "size", "found"),
    [
        (2001, 0, "解开后过大的文件"),
        (2000, 0, "不是 .xlsx 的压缩包"),
        (1, 100 * 2**20 + 1, "解开后过大的文件"),
        (1, 100 * 2**20, "不是 .xlsx 的压缩包"),
    ],
)
def test_what_unpacks_to_too_much_is_not_unpacked(parts: int, size: int, found: str) -> None:
    told = fault(bomb(parts, size))
    assert told == whole(found, "解开后不超过 100 MB" if "过大" in found else INTACT)


@pytest.mark.parametrize(
    ("text", "encoding"), [("停车", "utf-8"), ("停车", "utf-8-sig"), ("停车", "gb18030"), ("停车", "utf-16")]
)
def test_text_is_decoded_as_it_was_saved(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text
    assert decoded(b"\xfe\xff" + text.encode("utf-16-be")) == text


# -- a sheet's own oddities


def notes(source: bytes, *names: str) -> list[str]:
    with XlsxFile(source) as file:
        return file.notes(names or file.names)


def edited(edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    made = book(LIFTS, LIFTS, LIFTS, targets=(GOAL,))
    edit(made)
    return saved(made)


def test_hidden_rows_are_counted_and_only_of_the_sheets_that_are_read() -> None:
    def hide(made: openpyxl.Workbook) -> None:
        for row in (2, 4):
            made["项目"].row_dimensions[row].hidden = True
        made["指标"].sheet_state = "hidden"

    source = edited(hide)
    assert notes(source) == ["工作表“项目”有2行是隐藏的，也已读入", "工作表“指标”是隐藏的，也已读入"]
    assert notes(source, "指标") == ["工作表“指标”是隐藏的，也已读入"]
    assert notes(PLAIN) == []


def formulas(count: int, result: bytes = b"<v>1</v>") -> bytes:
    cells = b"".join(
        b'<row r="%d"><c r="F%d"><f>1+1</f>%s</c></row>' % (row, row, result) for row in range(10, 10 + count)
    )
    return changed(
        PLAIN, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>")}
    )


def test_formulas_are_counted_and_five_of_them_named() -> None:
    five, six = notes(formulas(5)), notes(formulas(6))
    assert five == ["工作表“项目”有5格是公式（F10、F11、F12、F13、F14），按保存时的计算结果读入"]
    assert six == ["工作表“项目”有6格是公式（F10、F11、F12、F13、F14等），按保存时的计算结果读入"]


@pytest.mark.parametrize("result", [b"", b"<v/>", b"<v></v>"])
def test_a_formula_without_a_result_is_broken(result: bytes) -> None:
    with XlsxFile(formulas(1, result)) as file:
        rows = dict(file.grid("项目"))
        assert rows[10][5] == Cell(broken="没有计算结果的公式")
        assert file.notes(file.names) == []


@pytest.mark.parametrize("result", [b"", b"<v/>", b"<v></v>"])
def test_a_formula_that_made_an_empty_text_has_a_result(result: bytes) -> None:
    text = changed(
        formulas(1, result),
        {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'<c r="F10">', b'<c r="F10" t="str">')},
    )
    with XlsxFile(text) as file:
        assert dict(file.grid("项目"))[10][5].broken is None
        assert file.notes(file.names) == ["工作表“项目”有1格是公式（F10），按保存时的计算结果读入"]


def test_beside_a_formula_without_a_result_an_empty_cell_is_empty_and_one_without_a_place_is_passed_over() -> None:
    row = (
        b'<row r="9"><c><f>1+1</f><v>1</v></c></row><row r="10"><c r="E10" s="0"><v/></c><c r="F10"><f>1</f></c></row>'
    )
    row += b'<row r="11"><c r="A11"/><c r="B11" t="inlineStr"><is><t></t></is></c><c r="C11"><v>1</v></c></row>'
    forged = {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>")}
    with XlsxFile(changed(PLAIN, forged)) as file:
        rows = dict(file.grid("项目"))
        assert rows[10][5] == Cell(broken="没有计算结果的公式")
        assert [cell.broken for cell in rows[11]] == [None, None, None]


def test_merged_cells_are_named_where_something_stands_in_them_fifty_at_most() -> None:
    def merge(made: openpyxl.Workbook) -> None:
        for row in range(1, 61):
            made["项目"].cell(row, 8).value = "x"
            made["项目"].merge_cells(f"H{row}:I{row}")
        made["指标"].merge_cells("H1:I1")

    with XlsxFile(edited(merge)) as file:
        found = file.merged("项目")
        assert len(found) == 50 and set(found) < {f"H{row}:I{row}" for row in range(1, 61)}
        assert file.merged("指标") == [], "nothing stands in it"
        assert file.merged("没有") == []


def test_merged_cells_with_nothing_but_a_border_in_them_are_passed_over() -> None:
    def merge(made: openpyxl.Workbook) -> None:
        made["项目"].cell(9, 8).border = Border(bottom=Side("thin"))
        made["项目"].merge_cells("H9:I9")

    source = edited(merge)
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        assert b'r="H9"' in archive.read("xl/worksheets/sheet1.xml"), "it stands in the file"
    with XlsxFile(source) as file:
        assert file.merged("项目") == []


def test_rows_have_their_numbers_and_end_with_their_last_cell() -> None:
    def fill(made: openpyxl.Workbook) -> None:
        made["项目"]["B9"] = "x"
        made["项目"]["BH10"], made["项目"]["BI10"] = "sixtieth", "beyond"

    with XlsxFile(edited(fill)) as file:
        rows = dict(file.grid("项目"))
    assert sorted(rows) == [1, 2, 3, 4, 9, 10]
    assert rows[9] == [BLANK, Cell("x")]
    assert len(rows[10]) == 60 and rows[10][-1] == Cell("sixtieth")


def test_more_rows_than_are_looked_at_are_told_with_the_first_beyond() -> None:
    rows = b"<row><c/></row>" * 200_001
    source = changed(
        PLAIN, {"xl/worksheets/sheet2.xml": lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")}
    )
    assert fault(source) == Fault("指标", 200_001, None, "超过 200000 行", "删去下方用不到的行，另存后再试")


def test_what_stands_in_a_cell_is_read_by_its_type() -> None:
    def fill(made: openpyxl.Workbook) -> None:
        sheet = made["项目"]
        values: tuple[Any, ...] = (" 甲 ", 1.5, True, datetime(2026, 3, 1, 12), date(2026, 3, 2), time(8), "#N/A")
        for place, value in enumerate(values, 1):
            sheet.cell(9, place).value = value
        for place, written in enumerate(("0.0%", '0.0"%"', "0.0\\%", "General"), 1):
            sheet.cell(10, place).value, sheet.cell(10, place).number_format = 0.5, written

    with XlsxFile(edited(fill)) as file:
        rows = dict(file.grid("项目"))
    assert rows[9] == [
        Cell("甲"), Cell(1.5), Cell(True), Cell(date(2026, 3, 1)), Cell(date(2026, 3, 2)), Cell(broken="时间 08:00:00"),
        Cell(broken="错误值 #N/A"),
    ]  # fmt: skip
    assert [cell.percent for cell in rows[10]] == [True, False, False, False]


def test_a_sheet_is_found_wherever_its_part_lies() -> None:
    def elsewhere(xml: bytes) -> bytes:
        return xml.replace(b"/xl/worksheets/sheet1.xml", b"worksheets/sheet1.xml")

    source = changed(PLAIN, {"xl/_rels/workbook.xml.rels": elsewhere})
    with XlsxFile(source) as file:
        assert file.names == ("项目", "指标")
        assert len(list(file.grid("项目"))) == 2
        assert file.rows(["项目"]) == 2


def test_a_file_of_excels_says_nothing_of_sheets_that_are_shown() -> None:
    """It leaves out what openpyxl writes: the state of a sheet that is to be seen."""
    source = changed(PLAIN, {"xl/workbook.xml": lambda xml: xml.replace(b' state="visible"', b"")})
    assert notes(source) == []


def test_a_sheet_whose_part_is_not_there_is_no_sheet() -> None:
    with XlsxFile(changed(PLAIN, {}, leave_out="xl/worksheets/sheet2.xml")) as file:
        assert file.names == ("项目",)


def test_the_files_of_others_are_said_once() -> None:
    source = with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert notes(source) == ["表格引用了别的文件；没有去取，按保存时的结果读入，请核对"]


@pytest.mark.parametrize(
    ("part", "content", "found"),
    [
        ("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 500_001 + b"</sst>", "超过 500000 个不同的文字"),
        ("xl/styles.xml", b"<styleSheet>" + b"<xf/>" * 65_537 + b"</styleSheet>", "超过 65536 个不同的格式"),
    ],
)
def test_more_texts_or_styles_than_any_list_has_are_told(part: str, content: bytes, found: str) -> None:
    assert fault(with_part(part, content, changed(PLAIN, {}, leave_out=part))) == whole(found, BY_FORM)
