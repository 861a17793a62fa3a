"""A 督办单 to be signed for and answered by hand, as PDF and as Word, on the page and in the fonts of the bulletin.

The same paper gives the same bytes.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt, RGBColor
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from supervision.order_paper import OrderPaper, Row
from web.paper import layout, record, style, word
from web.paper import pdf as papers

_HERE = Path(__file__).parent
BARS = {"blue": "■□□", "orange": "■■□", "red": "■■■"}
"""The level beside its words, so that a copy without colour still tells it."""
_COLOURS = {"blue": "2B6A99", "orange": "A8480A", "red": "B3121D"}
CUT = "- - - - - - - - - - - - - - - -  沿此线剪下，退督查室  - - - - - - - - - - - - - - - -"


def pdf(paper: OrderPaper) -> bytes:
    """The paper as PDF, every font embedded: the order with its receipt, then the page for the reply."""
    html = _template().render(paper=layout.clean(paper), bars=BARS[paper.step], layout=layout)
    return papers.written(html, (_HERE / "order.css").read_text("utf-8"))


def docx(paper: OrderPaper) -> bytes:
    """The paper as DOCX."""
    paper = layout.clean(paper)
    document = word.new(f"督办单 {paper.number}", paper.issuer, paper.day, paper.specimen)
    word.portrait(document.sections[0], layout.foot_words(paper.specimen, paper.check_code))
    document.sections[0].top_margin, document.sections[0].bottom_margin = Pt(62), Pt(76)
    _head(document, paper, paper.title)
    _rows(document, paper.rows)
    _small(document, paper.note)
    _small(document, CUT, WD_ALIGN_PARAGRAPH.CENTER)
    _titled(document, "签收回执", 18)
    _rows(document, paper.receipt)
    document.add_paragraph(style="末行").add_run().add_break(WD_BREAK.PAGE)
    _head(document, paper, "督办事项反馈单")
    _rows(document, paper.reply)
    return word.saved(document)


def _head(document: Any, paper: OrderPaper, title: str) -> None:
    line = document.add_paragraph(style="公文正文")
    record.set_line(line, paper.issuer, style.XIAOBIAOSONG, 18, WD_ALIGN_PARAGRAPH.CENTER)
    _titled(document, title, 22)
    level = document.add_paragraph(style="公文正文")
    record.set_line(
        level, f"{BARS[paper.step]}　{paper.level}　　{paper.number}", style.HEITI, 14, WD_ALIGN_PARAGRAPH.CENTER
    )
    level.runs[0].font.color.rgb = RGBColor.from_string(_COLOURS[paper.step])


def _titled(document: Any, title: str, size: float) -> None:
    line = document.add_paragraph(title, style="公文标题")
    line.runs[0].font.size = Pt(size)
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(4)


def _rows(document: Any, rows: Sequence[Row]) -> None:
    grid = record.ruled(document, len(rows), (record.LABEL_MM, record.ROOM_MM - record.LABEL_MM))
    for row, told in zip(grid.rows, rows, strict=True):
        record.room(row, told.lines)
        record.fill(row.cells[0], (told.label,), style.HEITI, WD_ALIGN_PARAGRAPH.CENTER)
        record.fill(row.cells[1], told.paragraphs, style.FANGSONG, WD_ALIGN_PARAGRAPH.LEFT)
        if told.lines > 1:
            row.cells[1].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def _small(document: Any, text: str, align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT) -> None:
    record.set_line(document.add_paragraph(style="公文正文"), text, style.FANGSONG, 10.5, align)


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("order.html")
