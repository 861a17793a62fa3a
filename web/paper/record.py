"""A record to be signed by hand (约谈记录), as PDF and as Word, on the page and in the fonts of the bulletin.

The same sheet gives the same bytes.
"""

from functools import cache
from pathlib import Path
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from supervision.talk_paper import Sheet
from web.paper import layout, style, word
from web.paper import pdf as papers

_HERE = Path(__file__).parent
LABEL_MM, ROOM_MM, LINE_MM = 31.0, 156.0, 7.5


def pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF, every font embedded."""
    html = _template().render(sheet=layout.clean(sheet))
    return papers.written(html, (_HERE / "record.css").read_text("utf-8"))


def docx(sheet: Sheet) -> bytes:
    """The sheet as DOCX."""
    sheet = layout.clean(sheet)
    document = word.new(sheet.title, sheet.issuer, sheet.day, sheet.specimen)
    word.portrait(document.sections[0], layout.foot_words(sheet.specimen, None))
    document.sections[0].top_margin, document.sections[0].bottom_margin = Mm(25), Mm(27)
    set_line(document.add_paragraph(style="公文正文"), sheet.issuer, style.XIAOBIAOSONG, 18, WD_ALIGN_PARAGRAPH.CENTER)
    title = document.add_paragraph(sheet.title, style="公文标题")
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(6)
    set_line(document.add_paragraph(style="公文正文"), sheet.subtitle, style.FANGSONG, 14, WD_ALIGN_PARAGRAPH.LEFT)
    grid = ruled(document, len(sheet.rows), (LABEL_MM, ROOM_MM - LABEL_MM))
    for row, told in zip(grid.rows, sheet.rows, strict=True):
        room(row, told.lines)
        fill(row.cells[0], (told.label,), style.HEITI, WD_ALIGN_PARAGRAPH.CENTER)
        fill(row.cells[1], told.paragraphs, style.FANGSONG, WD_ALIGN_PARAGRAPH.LEFT)
        if told.lines > 1:
            row.cells[1].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    document.add_paragraph(style="末行")
    half = ROOM_MM / len(sheet.signatures)
    signing = ruled(document, 1, (half,) * len(sheet.signatures))
    room(signing.rows[0], 3)
    for cell, label in zip(signing.rows[0].cells, sheet.signatures, strict=True):
        fill(cell, (f"{label}：", "", "　　年　　月　　日"), style.FANGSONG, WD_ALIGN_PARAGRAPH.LEFT)
        cell.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    set_line(document.add_paragraph(style="公文正文"), sheet.note, style.FANGSONG, 10.5, WD_ALIGN_PARAGRAPH.LEFT)
    return word.saved(document)


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("record.html")


def ruled(document: Any, rows: int, widths: tuple[float, ...]) -> Any:
    grid = document.add_table(rows=rows, cols=len(widths), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return grid


def room(row: Any, lines: int) -> None:
    row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Mm(LINE_MM * lines + 2)


def fill(cell: Any, paragraphs: tuple[str, ...], font: str, align: WD_ALIGN_PARAGRAPH) -> None:
    for place, text in enumerate(paragraphs or ("",)):
        line = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        line.style = "表文"
        set_line(line, text, font, 14, align)


def set_line(line: Any, text: str, font: str, size: float, align: WD_ALIGN_PARAGRAPH) -> None:
    word.written(line, text, font, size)
    line.alignment = align
    line.paragraph_format.first_line_indent = Pt(0)
    line.paragraph_format.line_spacing = Mm(LINE_MM)
