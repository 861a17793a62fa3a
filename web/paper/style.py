"""The Word styles of papers, by the names a secretary knows. Sizes and spaces in points (GB/T 9704-2012)."""

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

LINE = 28.95  # 22 lines in 225 mm, in Word's twentieths of a point
COLOPHON_LINE = 22.7  # 8 mm
FANGSONG, SONG, HEITI, KAITI, XIAOBIAOSONG = "仿宋", "宋体", "黑体", "楷体", "方正小标宋简体"
RED = "E60012"
_ALIGN = {
    "BOTH": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "LEFT": WD_ALIGN_PARAGRAPH.LEFT,
    "CENTER": WD_ALIGN_PARAGRAPH.CENTER,
    "RIGHT": WD_ALIGN_PARAGRAPH.RIGHT,
}


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    font: str = FANGSONG
    size: float = 16
    line: float = LINE
    before: float = 0
    after: float = 0
    align: str = "BOTH"
    indent: bool = False  # two characters at the first line
    keep: bool = False  # with the next paragraph
    colour: str = "000000"
    tight: bool = True  # 28 characters a line: 16 pt less 0.2
    outline: int | None = None


_STYLES = (
    _Style("公文正文", indent=True),
    _Style("发文机关标志", XIAOBIAOSONG, 34, 40, before=96, align="CENTER", colour=RED, tight=False),
    _Style("发文字号", before=2 * LINE, align="CENTER"),
    _Style("公文标题", XIAOBIAOSONG, 22, 36, 2 * LINE, LINE, "CENTER", tight=False, outline=0),
    _Style("主送机关", align="LEFT"),
    _Style("一级标题", HEITI, indent=True, keep=True, outline=1),
    _Style("附件说明", align="LEFT", keep=True),
    _Style("署名", before=2 * LINE, align="RIGHT", keep=True),
    _Style("成文日期", align="RIGHT"),
    _Style("附注", align="LEFT", indent=True),
    _Style("附件标签", HEITI, align="LEFT", keep=True),
    _Style("附件标题", XIAOBIAOSONG, 22, LINE, LINE, 11, "CENTER", keep=True, tight=False, outline=1),
    _Style("表头", HEITI, 9, 12.5, 2, 2, "CENTER", tight=False),
    _Style("表文", SONG, 9, 12.5, 2, 2, "LEFT", tight=False),
    _Style("表注", SONG, 10.5, 16, 4, align="LEFT", keep=True, tight=False),
    _Style("版记", FANGSONG, 14, COLOPHON_LINE, align="LEFT", tight=False),
    _Style("公文页脚", SONG, 14, 14, align="LEFT", tight=False),
    _Style("末行", size=1, line=1, tight=False),
)


def define(document: Any) -> None:
    """Adds the styles of papers to a new document and makes 仿宋 of 16 pt its plain text."""
    normal = document.styles["Normal"]
    _dress(normal, _Style("Normal"))
    _plain_grid(normal.element.get_or_add_pPr())
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for wanted in _STYLES:
        added = document.styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH)
        added.base_style, added.quick_style = normal, True
        _dress(added, wanted)
    _character(document, "二级标题", KAITI, 16, "000000", -4)
    _character(document, "名单标题", HEITI, 16, "000000", -4)
    _character(document, "页脚说明", SONG, 9, "555555", 0)
    _character(document, "样张", SONG, 14, "555555", 0)
    _red_rule(document.styles["发文字号"])


def _dress(style: Any, wanted: _Style) -> None:
    _font(style, wanted.font, wanted.size, wanted.colour, -4 if wanted.tight else 0)
    look = style.paragraph_format
    look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(wanted.line)
    look.space_before, look.space_after = Pt(wanted.before), Pt(wanted.after)
    look.alignment = _ALIGN[wanted.align]
    look.widow_control, look.keep_with_next = False, wanted.keep
    properties = style.element.get_or_add_pPr()
    if wanted.indent:
        indent = properties.get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), "632")
    if wanted.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(wanted.outline))
        properties.append(level)


def _plain_grid(properties: Any) -> None:
    """No hanging punctuation, no widening beside figures, lines as the style has them: else the grid is left."""
    before = properties.find(qn("w:spacing"))
    for name in ("w:overflowPunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid"):
        off = OxmlElement(name)
        off.set(qn("w:val"), "0")
        before.addprevious(off)


def _character(document: Any, name: str, font: str, size: float, colour: str, spacing: int) -> None:
    _font(document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER), font, size, colour, spacing)


def _font(style: Any, font: str, size: float, colour: str, spacing: int) -> None:
    """One family for both scripts; `spacing` in twentieths of a point."""
    style.font.size, style.font.bold = Pt(size), False
    style.font.color.rgb = RGBColor.from_string(colour)
    properties = style.element.get_or_add_rPr()
    families = properties.get_or_add_rFonts()
    families.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        families.set(qn(f"w:{script}"), font)
    if spacing:
        gap = OxmlElement("w:spacing")
        gap.set(qn("w:val"), str(spacing))
        properties.find(qn("w:color")).addnext(gap)


def _red_rule(style: Any) -> None:
    """The red line under the number, 4 mm below it (7.2.7): part of it is the room in the line itself."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "16"), ("space", "7"), ("color", RED)):
        rule.set(qn(f"w:{key}"), value)
    borders.append(rule)
    style.element.get_or_add_pPr().find(qn("w:spacing")).addprevious(borders)
