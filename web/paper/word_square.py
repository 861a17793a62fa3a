"""The square of a Word file that leads to the page of verification, with the words beside it."""

from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from web.paper import qr

_GREY = RGBColor(0x55, 0x55, 0x55)
FOOT = (26.0, 275.0)
"""Millimetres from the sheet's top left corner: in the lower margin, under the page number's line."""


def square(line: Any, code: str, at: tuple[float, float] = FOOT, mm: float = 18) -> None:
    """On the sheet where the line is, wherever the text flows."""
    inline = _picture(line, code, mm)
    edges = dict.fromkeys(("distT", "distB", "distL", "distR", "simplePos", "behindDoc", "locked"), "0")
    anchor = element("wp:anchor", **edges, relativeHeight="1", layoutInCell="1", allowOverlap="1")
    anchor.append(element("wp:simplePos", x="0", y="0"))
    for axis, place in zip("HV", at, strict=True):
        position = element(f"wp:position{axis}", relativeFrom="page")
        offset = element("wp:posOffset")
        offset.text = str(int(Mm(place)))
        position.append(offset)
        anchor.append(position)
    parts = list(inline)
    anchor.append(parts[0])  # its extent
    anchor.append(element("wp:effectExtent", l="0", t="0", r="0", b="0"))
    anchor.append(element("wp:wrapNone"))
    for part in parts[1:]:
        anchor.append(part)
    inline.getparent().replace(inline, anchor)


def in_line(line: Any, code: str) -> None:
    """In the text, with its words behind it."""
    _picture(line, code, 18)
    line.paragraph_format.line_spacing = 1.0  # as high as the square
    line.add_run(f"　扫码核对　校验码 {code}").font.color.rgb = _GREY


def beside(line: Any, code: str) -> None:
    """The words beside the square at the foot, in a frame of their own."""
    for place, words in enumerate(qr.words(code)):
        run = line.add_run()
        if place:
            run.add_break()
        run.add_text(words)
        run.font.size, run.font.color.rgb = Pt(8), _GREY
    line.alignment, line.paragraph_format.line_spacing = WD_ALIGN_PARAGRAPH.LEFT, Pt(11)
    frame = element("w:framePr", w=str(Mm(130).twips), hSpace="0", wrap="around", vAnchor="page", hAnchor="page")
    for axis, mm in zip("xy", (FOOT[0] + 21, FOOT[1] + 5), strict=True):
        frame.set(qn(f"w:{axis}"), str(Mm(mm).twips))
    line._p.get_or_add_pPr().insert(1, frame)  # behind the style


def element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}") if name.startswith("w:") else key, value)
    return made


def _picture(line: Any, code: str, mm: float) -> Any:
    inline = line.add_run().add_picture(BytesIO(qr.png(code)), width=Mm(mm))._inline
    inline.docPr.set("descr", f"校验码 {code}")
    return inline
