"""卷内目录: its head on every page, its table."""

import subprocess
from io import BytesIO

import openpyxl

from tests.web.paper.every_kind import archive_index
from web import archive_sheet
from web.open_data import spreadsheet


def test_a_long_index_repeats_its_head_on_every_page() -> None:
    made = archive_sheet.printed(archive_index(60))
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made, stdout=subprocess.PIPE, check=True)
    pages = [page for page in read.stdout.decode().split("\f") if page.strip()]
    assert len(pages) > 2
    assert all("顺序号" in page and "校验码 7KMQ9XDP" in page for page in pages)


def test_the_table_holds_the_whole_hash() -> None:
    rows = [{name: getattr(line, name) for name in archive_sheet.TABLE.names} for line in archive_index().lines]
    sheet = openpyxl.load_workbook(BytesIO(spreadsheet.written(archive_sheet.TABLE, rows))).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    assert cells[0][:3] == ("place", "archive", "number")
    assert cells[2][6] == f"{2:064x}"
