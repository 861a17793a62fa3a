"""Official documents and press texts as Word files (DOCX) with real styles. The same paper gives the same bytes.

The grid is that of the PDF (GB/T 9704-2012, domain.md 5.1): 16 pt on an exact 28.95 pt, 37/26/35/28 mm. Word lays the
text out itself, so the pages need not break where the PDF's do. Lengths without a name are points.
"""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from supervision import press_words
from supervision.paper import OfficialPaper, PressPaper, Section, Table
from web.paper import layout, style, title
from web.paper.word_square import beside, element, in_line, square

_PORTRAIT_MM, _LANDSCAPE_MM = 156.0, 225.0
_LIGHT_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
ZI = 156 / 28 / 25.4 * 72  # one character's place
_AFTER_BORDERS = ("w:spacing", "w:ind", "w:jc")
"""What follows the borders of a paragraph in the order of the format."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def official(paper: OfficialPaper) -> bytes:
    """The paper as DOCX: body in portrait, annexes in landscape, 版记 at the foot of the last page."""
    paper = layout.clean(paper)
    document = _new(paper.title, paper.issuer, paper.date, paper.specimen)
    foot = layout.foot_words(paper.specimen, paper.check_code)
    _portrait(document.sections[0])
    _footers(document.sections[0], _PORTRAIT_MM, foot)
    _head(document, paper)
    _body(document, paper)
    _close(document, paper)
    for position, table in enumerate(paper.attachments, 1):
        annexed(document, table, layout.annex_label(position, len(paper.attachments)), foot)
    _colophon(document, paper, _LANDSCAPE_MM if paper.attachments else _PORTRAIT_MM)
    return _bytes(document)


def press(paper: PressPaper, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The press text as DOCX; the sources stand behind it, for checking. `pictures`: hash → JPEG."""
    paper = layout.clean(paper)
    document = _new(paper.title, "", None, paper.specimen)
    _portrait(document.sections[0])
    _footers(document.sections[0], _PORTRAIT_MM, layout.foot_words(paper.specimen, paper.check_code))
    _title(document, paper.title)
    for text in press_words.opened(paper):
        line = document.add_paragraph(text, style="一级标题" if press_words.is_heading(text) else "公文正文")
        if press_words.asks(text):
            line.paragraph_format.keep_with_next = True
    if paper.contact:
        document.add_paragraph(f"（{paper.contact}）", style="公文正文")
    _pictures(document, paper, pictures or {})
    if paper.check_code:
        in_line(document.add_paragraph(style="表文"), paper.check_code)
    if paper.sources:
        document.add_paragraph("数据来源（供核对，不随稿刊发）", style="一级标题")
    if paper.source_note:
        document.add_paragraph(paper.source_note, style="公文正文")
    for position, source in enumerate(paper.sources, 1):
        document.add_paragraph(f"{position}. {source}", style="公文正文")
    return _bytes(document)


def _pictures(document: Any, paper: PressPaper, pictures: Mapping[str, bytes]) -> None:
    for sha256, caption in paper.pictures:
        if sha256 in pictures:
            line = document.add_paragraph(style="表文")
            line.alignment, line.paragraph_format.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, 1.0  # as high as it is
            line.add_run().add_picture(BytesIO(pictures[sha256]), width=Mm(120))
        if caption:
            document.add_paragraph(caption, style="表文").alignment = WD_ALIGN_PARAGRAPH.CENTER


def new(name: str, author: str, day: date | None, specimen: bool) -> Any:
    """A document with the styles of papers, for a paper of another kind."""
    return _new(name, author, day, specimen)


def portrait(section: Any, foot: Sequence[str]) -> None:
    """The bulletin's page with its foot."""
    _portrait(section)
    _footers(section, _PORTRAIT_MM, foot)


def written(line: Any, text: str, font: str, size: float) -> None:
    """Text in a font of its own, for both scripts; `size` in points."""
    run = line.add_run(text)
    run.font.size = Pt(size)
    families = run._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        families.set(qn(f"w:{script}"), font)


def titled(document: Any, words: str) -> None:
    """The title of a paper, broken by meaning."""
    _title(document, words)


def told(document: Any, sections: Sequence[Section]) -> None:
    """Sections with their headings and second-level leads."""
    for section in sections:
        if section.heading:
            document.add_paragraph(section.heading, style="一级标题")
        for text in section.paragraphs:
            lead, rest = layout.lead(text)
            paragraph = document.add_paragraph(style="公文正文")
            if lead:
                paragraph.add_run(lead, style="二级标题")
            paragraph.add_run(rest)


def signed(document: Any, signer: str, day: date | None) -> None:
    """落款: the signature over its date, at the right."""
    place = layout.signature(signer, day)
    for name, text, indent in (("署名", signer, place.signer), ("成文日期", layout.date_text(day), place.date)):
        document.add_paragraph(text, style=name).paragraph_format.right_indent = Pt(indent * ZI)


def annexed(document: Any, table: Table, label: str, foot: Sequence[str]) -> None:
    """An annex on turned pages of its own."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _landscape(section)
    _footers(section, _LANDSCAPE_MM, foot)
    _annex(document, table, label)


def saved(document: Any) -> bytes:
    """The file, the same bytes for the same document."""
    return _bytes(document)


def _new(name: str, author: str, day: date | None, specimen: bool) -> Any:
    document = docx.Document()
    style.define(document)
    document.settings.odd_and_even_pages_header_footer = True
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = name[:255], author[:255], author[:255]
    properties.language, properties.revision = "zh-CN", 1
    properties.comments = "样张，模拟数据" if specimen else ""
    if day:
        properties.created = properties.modified = datetime(day.year, day.month, day.day)
    else:
        for stamp in properties._element.xpath("dcterms:created | dcterms:modified"):
            stamp.getparent().remove(stamp)
    return document


def _portrait(section: Any) -> None:
    _page(section, WD_ORIENT.PORTRAIT, (210, 297), (37, 26, 35, 28))


def _landscape(section: Any) -> None:
    _page(section, WD_ORIENT.LANDSCAPE, (297, 210), (28, 37, 26, 35))


def _page(section: Any, turned: WD_ORIENT, size: tuple[int, int], margins: tuple[int, int, int, int]) -> None:
    section.orientation = turned
    section.page_width, section.page_height = Mm(size[0]), Mm(size[1])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.header_distance, section.footer_distance = Mm(15), Mm(margins[2] - 9.5)  # the dash 7 mm under the text
    section.gutter = 0
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(element("w:docGrid", type="lines", linePitch="579"))


def _footers(section: Any, room_mm: float, foot: Sequence[str]) -> None:
    """Page number outside, foot words inside: odd pages number right, even pages left, one character in (7.5)."""
    odd, even = section.footer, section.even_page_footer
    for footer in (odd, even):
        footer.is_linked_to_previous = False
    line = odd.paragraphs[0]
    line.style = "公文页脚"
    line.paragraph_format.tab_stops.add_tab_stop(Mm(room_mm) - Pt(14), WD_TAB_ALIGNMENT.RIGHT)
    _foot_words(line, foot)
    line.add_run("\t— ")
    _page_number(line)
    line = even.paragraphs[0]
    line.style = "公文页脚"
    line.paragraph_format.left_indent = Pt(14)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(room_mm), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run("— ")
    _page_number(line)
    line.add_run("\t")
    _foot_words(line, foot)


def _foot_words(line: Any, words: Sequence[str]) -> None:
    for position, word in enumerate(words):
        line.add_run(("　" if position else "") + word, style="样张" if word == "样张" else "页脚说明")


def _page_number(line: Any) -> None:
    for kind in ("begin", "PAGE", "separate", "1", "end"):
        run = line.add_run()
        if kind == "PAGE":
            instruction = element("w:instrText")
            instruction.text = kind
            run._r.append(instruction)
        elif kind == "1":
            run.text = kind
        else:
            run._r.append(element("w:fldChar", fldCharType=kind))
    line.add_run(" —")


def _head(document: Any, paper: OfficialPaper) -> None:
    if paper.letter:
        _letterhead(document.sections[0], paper)
        number = document.add_paragraph(layout.number_text(paper), style="主送机关")
        number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        mark = document.add_paragraph(style="发文机关标志")
        _mark(mark, paper)
        document.add_paragraph(layout.number_text(paper), style="发文字号")
    _title(document, paper.title)
    if paper.addressee:
        document.add_paragraph(layout.addressed(paper.addressee), style="主送机关")


def _mark(line: Any, paper: OfficialPaper) -> None:
    line.add_run(paper.mark).font.size = Pt(layout.mark_size(paper.mark))


def _letterhead(section: Any, paper: OfficialPaper) -> None:
    """A 信函's first page (10.1): the name 30 mm under the edge over a red double line of 170 mm, one 20 mm over the
    foot of the paper, and no page number."""
    section.different_first_page_header_footer = True
    section.header_distance = Mm(29.4)
    head, foot = section.first_page_header, section.first_page_footer
    for part in (head, foot):
        part.is_linked_to_previous = False
    mark, words = head.paragraphs[0], foot.paragraphs[0]
    mark.style, words.style = "发文机关标志", "公文页脚"
    mark.paragraph_format.space_before = Pt(0)
    _mark(mark, paper)
    _foot_words(words, layout.foot_words(paper.specimen, paper.check_code))
    words.paragraph_format.space_after = Mm(15 - 9.5) - Pt(14) + Pt(14 * 7 / 8)
    below = foot.add_paragraph(style="末行")
    for line, kind, space in ((mark, "thickThinSmallGap", "11"), (below, "thinThickSmallGap", "0")):
        line.paragraph_format.left_indent, line.paragraph_format.right_indent = Mm(-8), Mm(-6)
        borders = element("w:pBdr")
        borders.append(element("w:bottom", val=kind, sz="18", space=space, color=style.RED))
        line._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)


def _title(document: Any, words: str) -> None:
    run = document.add_paragraph(style="公文标题").add_run()
    for position, line in enumerate(title.lines(words, layout.TITLE_ROOM)):
        if position:
            run.add_break()
        run.add_text(line)


def _body(document: Any, paper: OfficialPaper) -> None:
    for text in paper.opening:
        document.add_paragraph(text, style="公文正文")
    told(document, paper.sections)


def _close(document: Any, paper: OfficialPaper) -> None:
    """附件说明, signature, date and 附注, kept on a page with the last line of the body (7.3.5.5)."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    for position, (label, name) in enumerate(layout.annex_names(paper.attachments)):
        line = document.add_paragraph(label + name, style="附件说明")
        hang = Pt(ZI * (3 if len(paper.attachments) == 1 else 4))
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Pt(2 * ZI) + hang, -hang
        line.paragraph_format.space_before = Pt(0 if position else style.LINE)
    _attendance(document, paper)
    if paper.signer:
        signed(document, paper.signer, paper.date)
    notes = [layout.bracketed(text) for text in (paper.note, paper.contact) if text]
    for text in notes:
        document.add_paragraph(text, style="附注")


def _attendance(document: Any, paper: OfficialPaper) -> None:
    """出席, 请假 and 列席 at the end of a 纪要, each name list hanging under itself (10.3)."""
    for position, (state, who) in enumerate(paper.attendance):
        line = document.add_paragraph(style="附件说明")
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Pt(5 * ZI), Pt(-3 * ZI)
        line.paragraph_format.space_before = Pt(0 if position else style.LINE)
        line.add_run(f"{state}：", style="名单标题")
        line.add_run(who)


def _annex(document: Any, table: Table, label: str) -> None:
    document.add_paragraph(label, style="附件标签")
    document.add_paragraph(table.title, style="附件标题")
    tabled(document, table, _LANDSCAPE_MM)


def tabled(document: Any, table: Table, room_mm: float) -> None:
    """A table in a room of that width, its head on every page, rows whole, its note under it."""
    widths = [Mm(mm) for mm in layout.column_widths(table, room_mm)]
    grid = document.add_table(rows=len(table.rows) + 1, cols=len(table.columns), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _cell_margins(grid, Pt(2).twips)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    head, *rows = grid.rows
    _row(head, widths)
    head._tr.get_or_add_trPr().append(element("w:tblHeader"))
    for cell, column in zip(head.cells, table.columns, strict=True):
        cell.paragraphs[0].style = "表头"
        cell.paragraphs[0].add_run(column.title)
    plain = document.styles["表文"].style_id  # looked up once: the library searches all styles for each paragraph
    for row, texts in zip(rows, table.rows, strict=True):
        _row(row, widths)
        for cell, column, text in zip(row.cells, table.columns, texts, strict=True):
            line = cell.paragraphs[0]
            line._p.style, line.alignment = plain, _LIGHT_ALIGN[column.align]
            _cell(line, text, layout.light(text) if column.is_light else None)
    for cell in grid.rows[-1].cells:  # what closes the sheet never stands without a row
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    if table.note:
        document.add_paragraph(table.note, style="表注")


def _row(row: Any, widths: Sequence[int]) -> None:
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width, cell.vertical_alignment = width, WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _cell(line: Any, text: str, light: layout.Light | None) -> None:
    run = line.add_run(f"{light.shape}\n{text}" if light else text)
    if light:
        run.font.color.rgb = RGBColor.from_string(light.colour)
        run.font.size = Pt(8)


def _colophon(document: Any, paper: OfficialPaper, room_mm: float) -> None:
    """版记 in a table at the foot of a text area of that width: outer lines 0.35 mm, inner 0.25 mm (7.4.1)."""
    rows = [f"抄送：{layout.copied(paper.copy_to)}"] if paper.copy_to else []
    if not paper.letter:
        rows.append(f"{paper.printed_by}\t{layout.date_text(paper.date)}印发")
    if not rows and paper.check_code:
        square(document.add_paragraph(style="末行"), paper.check_code)
    if not rows:
        return
    grid = document.add_table(rows=len(rows), cols=1)
    grid.autofit = False
    _float_at_foot(grid, ruled=not paper.letter)
    for row, text in zip(grid.rows, rows, strict=True):
        _row(row, [Mm(room_mm)])
        line = row.cells[0].paragraphs[0]
        line.style = "版记"
        line.paragraph_format.keep_with_next = True
        line.add_run(text)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(room_mm) - Pt(28), WD_TAB_ALIGNMENT.RIGHT)
    if paper.check_code and not paper.letter:
        beside(document.add_paragraph(style="末行"), paper.check_code)
    line = document.add_paragraph(style="末行")  # a floating table needs a paragraph to hang on
    if paper.check_code:
        square(line, paper.check_code)


def _float_at_foot(grid: Any, *, ruled: bool) -> None:
    properties = grid._tbl.tblPr
    place = {"vertAnchor": "margin", "horzAnchor": "margin", "tblpXSpec": "left", "tblpYSpec": "bottom"}
    properties.find(qn("w:tblW")).addprevious(element("w:tblpPr", leftFromText="0", rightFromText="0", **place))
    borders = element("w:tblBorders")
    for side, eighths in (("top", "8"), ("bottom", "8"), ("insideH", "6")) if ruled else ():
        borders.append(element(f"w:{side}", val="single", sz=eighths, space="0", color="000000"))
    properties.find(qn("w:tblLayout")).addprevious(borders)
    _cell_margins(grid, Pt(14).twips)


def _cell_margins(grid: Any, twips: int) -> None:
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=str(twips), type="dxa"))
    grid._tbl.tblPr.find(qn("w:tblLayout")).addnext(margins)


def _bytes(document: Any) -> bytes:
    """The file with its parts in one order and one date."""
    saved, result = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _ZIP_DATE)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(part, source.read(name))
    return result.getvalue()
