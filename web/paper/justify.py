"""Chinese lines flush at both edges in WeasyPrint 70, which by itself widens a line only at its spaces.

`install()` replaces WeasyPrint's own `justify_line`; see docs/decisions/0008-official-papers.md. The slack of a line
that is mostly Chinese, or that has no space to widen, is spread over all its characters as letter-spacing.
"""

import inspect
from collections.abc import Iterator
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout

_SUPPORTED = "70."
_at_spaces = inline.justify_line


class Unsupported(RuntimeError):
    """The installed WeasyPrint is not the one whose inner function is replaced here."""


def install() -> None:
    """Makes every line of the process flush. Raises Unsupported for any other WeasyPrint than 70."""
    parameters = list(inspect.signature(_at_spaces).parameters)
    if not weasyprint.__version__.startswith(_SUPPORTED) or parameters != ["context", "line", "extra_width"]:
        raise Unsupported(f"weasyprint {weasyprint.__version__}: justify_line{tuple(parameters)}")
    inline.justify_line = justify_line


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Takes up `extra_width` (CSS px) in the line, in place."""
    text = "".join(box.text for box in _text_boxes(line))
    if extra_width <= 0 or len(text) < 2 or not _by_characters(text):
        _at_spaces(context, line, extra_width)
    else:
        _widen(context, line, 0.0, extra_width / (len(text) - 1))


def _by_characters(text: str) -> bool:
    return 2 * sum(map(_is_chinese, text)) >= len(text) or " " not in text.strip()


def _is_chinese(c: str) -> bool:
    return "\u2e80" <= c <= "\u9fff" or "\uf900" <= c <= "\uffef" or c >= "\U00020000" or c in "“”‘’—…·"


def _text_boxes(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        if box.text:
            yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _text_boxes(child)


def _widen(context: Any, box: Any, shift: float, gap: float) -> float:
    """Moves the box by `shift`, widens its characters by `gap`, and returns the shift of what follows."""
    if isinstance(box, boxes.TextBox):
        return _widen_text(context, box, shift, gap)
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.translate(shift, 0)
        return shift
    box.position_x += shift
    end = shift
    for child in box.children:
        if child.is_in_normal_flow():
            end = _widen(context, child, end, gap)
    box.width += end - shift
    return end


def _widen_text(context: Any, box: Any, shift: float, gap: float) -> float:
    box.position_x += shift
    if not box.text:
        return shift
    style = box.style.copy()  # the text is laid out again from its style when it is drawn
    own = style["letter_spacing"]
    style["letter_spacing"] = (0 if own == "normal" else own) + gap
    layout = create_layout(box.text, style, context, max_width=None, justification_spacing=0)
    layout.deactivate()
    grown = gap * len(box.text)
    box.style, box.pango_layout, box.width = style, layout, box.width + grown
    return shift + grown
