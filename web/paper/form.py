"""A form to be filled in and signed by hand, as PDF and as Word, on the page and in the fonts of the official papers.

The same form gives the same bytes.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from supervision.form_paper import Form, Row
from tracker.store import Store
from web.paper import layout, qr, style, typesetting, word
from web.paper import pdf as papers
from web.paper.typesetting import Pictures
from web.paper.word_square import square

LABEL_MM, ROOM_MM = 31.0, 156.0
SIGNED, DRAWN_MM = "已 签 名", 9.0
"""What the row of those who signed already is called, and how high a drawn name stands in it."""
BARS = {"blue": "■□□", "orange": "■■□", "red": "■■■"}
"""The level beside its words, so that a copy without colour still tells it."""
_COLOURS = {"blue": "2B6A99", "orange": "A8480A", "red": "B3121D"}
_DASHES = "- " * 16
_CENTER, _LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def pictures(form: Form, store: Store) -> dict[str, bytes]:
    """The names drawn by hand that the form shows: hash → PNG."""
    return {each.picture: store.get(each.picture) for each in form.signed if each.picture}


def pdf(form: Form, drawn: Pictures | None = None) -> bytes:
    """The form as PDF, every font embedded; a drawn name that is not among `drawn` is told in words alone."""
    html = typesetting.template("form.html").render(
        form=layout.clean(form),
        rooms=sorted({row.lines for row in _rows(form)}),
        bars=BARS[form.level.step] if form.level else "",
        drawn=drawn or {},
        called_signed=SIGNED,
        layout=layout,
        qr=qr,
        signature=layout.signature(form.signer, form.day),
    )
    return papers.written(html, "form.css", pictures=drawn)


def docx(form: Form, drawn: Pictures | None = None) -> bytes:
    """The form as DOCX."""
    return _WordForm(layout.clean(form), drawn or {}).saved()


def _rows(form: Form) -> tuple[Row, ...]:
    return form.rows + (form.slip.rows if form.slip else ()) + (form.reply.rows if form.reply else ())


class _WordForm:
    """A form as it grows into a Word file. `row_mm` is the height of a line, `size` its characters' in points."""

    def __init__(self, form: Form, drawn: Pictures) -> None:
        self.form, self.drawn = form, drawn
        self.row_mm, self.size = (6.6, 13.0) if form.close else (7.5, 14.0)
        self.document = word.new(form.name, form.issuer, form.day, form.specimen)
        section = self.document.sections[0]
        word.portrait(section, layout.foot_words(form.specimen, form.check_code))
        section.top_margin, section.bottom_margin = Mm(22 if form.close else 25), Mm(27)
        self._head(form.title)
        if form.check_code:
            square(self.document.paragraphs[0], form.check_code, at=(168, 16 if form.close else 19))
        self._table(form.rows)
        self._signed()
        self._signatures()
        self._line(form.note, style.FANGSONG, 10.5, _LEFT)
        self._sealed()
        self._slip()
        self._reply()

    def saved(self) -> bytes:
        return word.saved(self.document)

    def _head(self, title: str) -> None:
        form = self.form
        self._line(form.issuer, style.XIAOBIAOSONG, 18, _CENTER)
        self._title(title, 22, 4 if form.close else 6)
        if form.level:
            told = f"{BARS[form.level.step]}　{form.level.words}　　{form.number}"
            line = self._line(told, style.HEITI, 14, _CENTER)
            line.runs[0].font.color.rgb = RGBColor.from_string(_COLOURS[form.level.step])
        elif form.subtitle or form.number:
            line = self._line("\t".join(filter(None, (form.subtitle, form.number))), style.FANGSONG, 14, _LEFT)
            line.paragraph_format.tab_stops.add_tab_stop(Mm(ROOM_MM), WD_TAB_ALIGNMENT.RIGHT)

    def _title(self, words: str, size: float, space: float) -> None:
        line = self.document.add_paragraph(words, style="公文标题")
        line.runs[0].font.size = Pt(size)
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(space)

    def _table(self, rows: Sequence[Row]) -> None:
        grid = self._grid(len(rows), (LABEL_MM, ROOM_MM - LABEL_MM))
        for row, told in zip(grid.rows, rows, strict=True):
            self._room(row, told.lines)
            self._fill(row.cells[0], (told.label,), style.HEITI, _CENTER)
            self._fill(row.cells[1], told.paragraphs, style.FANGSONG, _LEFT)
            if told.foot:
                row.cells[1].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            elif told.lines > 1:
                row.cells[1].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP

    def _signed(self) -> None:
        if not self.form.signed:
            return
        self.document.add_paragraph(style="末行")
        [row] = self._grid(1, (LABEL_MM, ROOM_MM - LABEL_MM)).rows
        self._fill(row.cells[0], (SIGNED,), style.HEITI, _CENTER)
        self._fill(row.cells[1], [f"{each.who}　{each.words}" for each in self.form.signed], style.FANGSONG, _LEFT)
        for line, each in zip(row.cells[1].paragraphs, self.form.signed, strict=True):
            if each.picture and each.picture in self.drawn:
                line.add_run("　").add_picture(BytesIO(self.drawn[each.picture]), height=Mm(DRAWN_MM))

    def _signatures(self) -> None:
        labels = self.form.signatures
        if not labels:
            return
        self.document.add_paragraph(style="末行")
        signing = self._grid(1, (ROOM_MM / len(labels),) * len(labels))
        self._room(signing.rows[0], 3)
        for cell, label in zip(signing.rows[0].cells, labels, strict=True):
            self._fill(cell, (f"{label}：", "", "　　年　　月　　日"), style.FANGSONG, _LEFT)
            cell.paragraphs[-1].alignment = _RIGHT

    def _sealed(self) -> None:
        if not self.form.signer:
            return
        place = layout.signature(self.form.signer, self.form.day)
        for text, indent in ((self.form.signer, place.signer), (layout.date_text(self.form.day), place.date)):
            line = self._line(text, style.FANGSONG, 16, _RIGHT)
            line.paragraph_format.right_indent = Pt(indent * word.ZI)

    def _slip(self) -> None:
        if slip := self.form.slip:
            self._line(f"{_DASHES} {slip.cut} {_DASHES}".replace("  ", " "), style.FANGSONG, 10.5, _CENTER)
            self._title(slip.title, 18, 4)
            self._table(slip.rows)

    def _reply(self) -> None:
        if reply := self.form.reply:
            self.document.add_paragraph(style="末行").add_run().add_break(WD_BREAK.PAGE)
            self._head(reply.title)
            self._table(reply.rows)

    def _grid(self, rows: int, widths: tuple[float, ...]) -> Any:
        grid = self.document.add_table(rows=rows, cols=len(widths), style="Table Grid")
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Mm(width)  # LibreOffice goes by the columns, Word by the cells
        for row in grid.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
        return grid

    def _room(self, row: Any, lines: int) -> None:
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Mm(self.row_mm * lines + 2)

    def _fill(self, cell: Any, paragraphs: Sequence[str], font: str, align: WD_ALIGN_PARAGRAPH) -> None:
        for place, text in enumerate(paragraphs or ("",)):
            line = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            line.style = "表文"
            self._set(line, text, font, self.size, align)

    def _line(self, text: str, font: str, size: float, align: WD_ALIGN_PARAGRAPH) -> Any:
        line = self.document.add_paragraph(style="公文正文")
        self._set(line, text, font, size, align)
        return line

    def _set(self, line: Any, text: str, font: str, size: float, align: WD_ALIGN_PARAGRAPH) -> None:
        word.written(line, text, font, size)
        line.alignment = align
        line.paragraph_format.first_line_indent = Pt(0)
        line.paragraph_format.line_spacing = Mm(self.row_mm)
