"""卷内目录: its words as kept, its table, the same bytes, and what it is refused of."""

import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl

from supervision.archive_index import ArchiveIndex, Line
from web import archive_sheet
from web.open_data import spreadsheet

GOLDEN = Path(__file__).parent / "golden" / "archive_index.txt"
OFFICE = "示范市人民政府办公室"


def example(lines: int = 3) -> ArchiveIndex:
    titles = (
        "关于2026年8月份市办实事进展情况的通报",
        "关于更正“关于2026年8月份市办实事进展情况的通报”的通知",
        "约谈通知",
    )
    made = tuple(
        Line(
            n, f"{OFFICE}—2026—{n:04d}", f"示政办督〔2026〕{n}号" if n % 3 else "", titles[n % 3],
            f"2026-09-{n % 28 + 1:02d}", 2 + n, f"{n:064x}", ("", "已更正", "附盖章件")[n % 3],
        )
        for n in range(1, lines + 1)
    )  # fmt: skip
    return ArchiveIndex(OFFICE, 2026, made, True, "7KMQ9XDP", date(2027, 1, 8))


def laid_out(content: bytes) -> str:
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, stdout=subprocess.PIPE, check=True)
    return "\n".join(line.rstrip() for line in read.stdout.decode().splitlines())


def test_the_example_says_what_is_kept_and_has_the_same_bytes_twice() -> None:
    made = archive_sheet.printed(example())
    assert laid_out(made) == GOLDEN.read_text("utf-8")
    assert archive_sheet.printed(example()) == made


def test_a_long_index_repeats_its_head_on_every_page() -> None:
    made = archive_sheet.printed(example(60))
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made, stdout=subprocess.PIPE, check=True)
    pages = [page for page in read.stdout.decode().split("\f") if page.strip()]
    assert len(pages) > 2
    assert all("顺序号" in page and "校验码 7KMQ9XDP" in page for page in pages)


def test_the_table_holds_the_whole_hash() -> None:
    rows = [{name: getattr(line, name) for name in archive_sheet.TABLE.names} for line in example().lines]
    sheet = openpyxl.load_workbook(BytesIO(spreadsheet.written(archive_sheet.TABLE, rows))).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    assert cells[0][:3] == ("place", "archive", "number")
    assert cells[2][6] == f"{2:064x}"
