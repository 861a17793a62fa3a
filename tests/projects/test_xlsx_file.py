"""What arrives as a spreadsheet and is none, or does harm: told in Chinese what it is and what to do, or read right."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from projects.cell import ENTIRE_FILE, Fault, Faults
from projects.listing import Listing
from projects.workbook import read, read_csv_folder
from projects.written_list import write

PROJECT = ("编号", "件", "项目名称", "类别", "牵头单位")
TARGET = ("项目编号", "指标序号", "指标内容", "目标值", "单位", "比较", "类型")


def book(*projects: tuple[Any, ...], targets: tuple[tuple[Any, ...], ...] = ()) -> openpyxl.Workbook:
    """项目 and 指标 with these rows, made with openpyxl alone."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, header, rows in (("项目", PROJECT, projects), ("指标", TARGET, targets)):
        sheet = made.create_sheet(name)
        sheet.append(header)
        for row in rows:
            sheet.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


LIFTS = ("1", "一", "加装电梯", "住有宜居", "市住房城乡建设局")
GOAL = ("1", "1", "加装电梯300部", 300, "部", "=", "累计")
PLAIN = saved(book(LIFTS, targets=(GOAL,)))


def changed(source: bytes, parts: dict[str, Callable[[bytes], bytes]], leave_out: str = "") -> bytes:
    """The file with some parts rewritten, or without one."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != leave_out:
                new.writestr(name, parts.get(name, bytes)(old.read(name)))
    return data.getvalue()


def with_part(name: str, content: bytes = b"x", source: bytes = PLAIN) -> bytes:
    data = io.BytesIO(source)
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(name, content)
    return data.getvalue()


def zipped(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return data.getvalue()


def faults(source: bytes) -> list[Fault]:
    with pytest.raises(Faults) as refused:
        read(source, published=False)
    return list(refused.value.faults)


def taken(source: bytes) -> Listing:
    return read(source, published=False)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "空文件"),
        (OLE + "Workbook".encode("utf-16-le"), "旧版 .xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "有打开密码的文件"),
        ("<html><body><table><tr><td>编号</td></tr></table></body></html>".encode("gb18030"), "网页存成的表格"),
        ("\ufeff<meta charset=utf-8><table><tr><td>编号".encode(), "网页存成的表格"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 表格"),
        ("编号,件,项目名称\r\n1,一,加装电梯".encode("gb18030"), "文本或 CSV 文件"),
        ("编号\t件\t项目名称\r\n1\t一\t加装电梯".encode("utf-16"), "文本或 CSV 文件"),
        (b"%PDF-1.7 ...", "PDF 文件"),
        (b"\xff\xd8\xff\xe0 JFIF", "图片"),
        (b"Rar!\x1a\x07", "RAR 压缩包"),
        (with_part("xl/vbaProject.bin"), "带宏的文件（.xlsm）"),
        (zipped(xl__workbook_dot_bin=b"x"), "二进制格式的表格（.xlsb）"),
        (zipped(word__document_dot_xml=b"<x/>"), "Word 文件"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_dot_xml=b"<x/>"), "（.ods）"),
        (zipped(readme=b"x"), "不是 .xlsx 的压缩包"),
    ],
    ids=[
        *("empty", "xls", "password", "html", "meta", "xml2003", "gbk", "utf16", "pdf", "jpeg"),
        *("rar", "xlsm", "xlsb", "docx", "ods", "zip"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name_and_told_what_to_do(content: bytes, found: str) -> None:
    (fault,) = faults(content)
    assert found in fault.found
    assert ".xlsx" in fault.expected
    assert str(fault).startswith("文件：现为")


def test_a_locked_entry_is_refused_as_one_with_a_password() -> None:
    flagged = bytearray(PLAIN)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = 0
        while (place := flagged.find(mark, place)) >= 0:
            flagged[place + offset] |= 1
            place += 4
    (fault,) = faults(bytes(flagged))
    assert fault == Fault(ENTIRE_FILE, None, None, "有打开密码的文件", "去掉打开密码后另存为 .xlsx 文件")


def test_formulas_are_taken_by_the_result_they_were_saved_with_and_said() -> None:
    made = book(LIFTS, targets=(("1", "1", "加装电梯300部", "=150*2", "部", "=", "累计"),))
    source = changed(
        saved(made), {"xl/worksheets/sheet2.xml": lambda xml: re.sub(rb"<v\s*/>|<v></v>", b"<v>300</v>", xml)}
    )
    listing = taken(source)
    assert listing.targets[0].quantity == Decimal(300)
    assert listing.notes == ("工作表“指标”有1格是公式（D2），按保存时的计算结果读入",)


def test_a_formula_never_calculated_is_a_fault_with_its_place() -> None:
    made = book(LIFTS, targets=(("1", "1", "加装电梯300部", "=150*2", "部", "=", "累计"),))
    (fault,) = faults(saved(made))
    assert (fault.sheet, fault.row, fault.column, fault.found) == ("指标", 2, "目标值", "没有计算结果的公式")


def test_a_command_hidden_in_a_formula_or_a_text_stays_words() -> None:
    """DDE: as a formula it was never calculated; as text it comes in as text and goes out as text."""
    command = "=cmd|'/C calc'!A0"
    (fault,) = faults(saved(book(("1", "一", command, "住有宜居", "市民政局"), targets=(GOAL,))))
    assert (fault.row, fault.column) == (2, "项目名称")
    made = book(LIFTS, targets=(GOAL,))
    cell = made["项目"]["C2"]
    cell.value, cell.data_type = command, "s"
    listing = taken(saved(made))
    assert listing.projects[0].title == command
    out = openpyxl.load_workbook(io.BytesIO(write(listing)))["项目"]["C2"]
    assert (out.value, out.data_type) == (command, "s")


def test_what_refers_to_another_file_is_read_as_saved_and_said() -> None:
    listing = taken(with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"))
    assert listing.notes == ("表格引用了别的文件；没有去取，按保存时的结果读入，请核对",)


def test_merged_cells_are_named_for_the_cells_under_them_read_as_blank() -> None:
    made = book(LIFTS, ("2", None, "建设养老服务点", "老有颐养", None), targets=(GOAL, ("2", *GOAL[1:])))
    made["项目"].merge_cells("E2:E3")
    made["项目"].merge_cells("H8:I9")
    (fault,) = faults(saved(made))
    assert (fault.sheet, fault.row, fault.found) == ("项目", 2, "合并单元格 E2:E3")
    assert fault.expected == "取消合并，每一格都填写"


def test_hidden_sheets_and_rows_are_read_and_said() -> None:
    made = book(LIFTS, targets=(GOAL,))
    made["指标"].sheet_state = "veryHidden"
    made["项目"].row_dimensions[2].hidden = True
    listing = taken(saved(made))
    assert len(listing.targets) == 1
    assert set(listing.notes) == {"工作表“指标”是隐藏的，也已读入", "工作表“项目”有1行是隐藏的，也已读入"}


def test_two_sheets_of_one_name_are_refused() -> None:
    made = book(LIFTS, targets=(GOAL,))
    made.create_sheet("指标 ").append(TARGET)
    (fault,) = faults(saved(made))
    assert fault == Fault("指标", None, None, "2张同名的工作表", "只有一张名为“指标”的工作表")


def test_a_hundred_thousand_rows_without_places_are_no_rows() -> None:
    """Written without `r` attributes they cannot be taken out beforehand; they are passed over one by one."""
    rows = b"<row><c/></row>" * 100_000
    source = changed(
        PLAIN, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")}
    )
    assert len(taken(source).projects) == 1


def test_more_rows_than_are_looked_at_are_refused() -> None:
    rows = b"<row><c/></row>" * 200_001
    source = changed(
        PLAIN, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")}
    )
    (fault,) = faults(source)
    assert (fault.sheet, fault.found) == ("项目", "超过 200000 行")


def test_a_cell_at_the_end_of_the_sheet_does_not_cost_a_million_rows() -> None:
    cell = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    source = changed(
        PLAIN, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", cell + b"</sheetData>")}
    )
    (fault,) = faults(source)
    assert fault.found == "超过 200000 行"


def test_a_text_longer_than_a_cell_can_hold_is_named_by_its_length() -> None:
    text = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"1" * 40_000 + b"</t></is></c></row>"
    source = changed(
        PLAIN, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", text + b"</sheetData>")}
    )
    found = faults(source)
    assert ("项目", 3, "编号", "40000 字") in [(each.sheet, each.row, each.column, each.found) for each in found]


@pytest.mark.parametrize(
    ("part", "content", "found"),
    [
        ("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 500_001 + b"</sst>", "超过 500000 个不同的文字"),
        ("xl/styles.xml", b"<styleSheet>" + b"<xf/>" * 65_537 + b"</styleSheet>", "超过 65536 个不同的格式"),
    ],
)
def test_more_texts_or_styles_than_any_list_has_are_refused_unread(part: str, content: bytes, found: str) -> None:
    without = changed(PLAIN, {}, leave_out=part)
    (fault,) = faults(with_part(part, content, without))
    assert fault.found == found


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-be-mark"]
)  # fmt: skip
def test_csv_is_read_in_every_encoding_it_is_saved_in(encoding: str, tmp_path: Path) -> None:
    text = "编号,件,项目名称,完成时限\r\n1,一,加装电梯,2026年11月底\r\n".replace(",完成时限", "").replace(
        ",2026年11月底", ""
    )
    data = b"\xfe\xff" + text.encode("utf-16-be") if encoding == "utf-16-be-mark" else text.encode(encoding)
    (tmp_path / "项目.csv").write_bytes(data)
    assert [row.title for row in read_csv_folder(tmp_path, published=True).projects] == ["加装电梯"]


@pytest.mark.parametrize("content", [b"\xff\xff\xff", b"\x00\x01\x02\xff", b"\xff\xfe\x00"])
def test_csv_in_no_encoding_is_refused_with_those_that_are_taken(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "项目.csv").write_bytes(content)
    with pytest.raises(Faults) as refused:
        read_csv_folder(tmp_path, published=True)
    assert refused.value.faults[0].expected == "CSV 文件，编码为 UTF-8、GBK 或 UTF-16"


def test_a_protected_sheet_is_read_like_any_other() -> None:
    made = book(LIFTS, targets=(GOAL,))
    made["项目"].protection.sheet = True
    made["项目"].protection.password = "1"
    assert taken(saved(made)).projects[0].title == "加装电梯"


def test_dates_far_from_ours_are_named() -> None:
    made = book(LIFTS, targets=(GOAL,))
    made["项目"]["F1"] = "协办单位"
    for place, column in enumerate(("承办单位", "分管领导", "责任人", "重点难点", "说明", "开工日期"), start=7):
        made["项目"].cell(1, place).value = column
    made["项目"]["L2"] = date(1900, 3, 1)
    (fault,) = faults(saved(made))
    assert (fault.row, fault.column) == (2, "开工日期")
