"""Lines of an endless word set one by one: WeasyPrint 70 by itself lays out all that is left of it for every line.

A typed field may hold thousands of signs without a break, and in a narrow column each line of them took as long as all.
`install()` replaces WeasyPrint's own `split_first_line` by one that looks no further than a line needs; what it gives
is the same for all that papers hold. Hostile texts were found where it is not: words of another direction in a column
narrower than four signs are broken sooner.
"""

import inspect
from math import inf
from typing import Any

from weasyprint.layout import inline, preferred
from weasyprint.text import line_break

from web.paper.justify import Unsupported

LOOKED_AT = 16
"""Signs that are looked at for each that fits into the line if all are as wide as high; a narrow one is a quarter."""
LEAST = 128
_of_all = line_break.split_first_line


def install() -> None:
    """For every line of the process. Raises Unsupported where that function is another."""
    parameters = list(inspect.signature(_of_all).parameters)
    if parameters[:4] != ["text", "style", "context", "max_width"]:
        raise Unsupported(f"split_first_line{tuple(parameters)}")
    inline.split_first_line = preferred.split_first_line = split_first_line


def split_first_line(text: str, style: Any, context: Any, max_width: float | None, *more: Any, **named: Any) -> Any:
    """(layout, length, resume_index, width, height, baseline) as WeasyPrint's own gives it, of the beginning alone
    where the line ends well before the end of that."""
    beginning = _beginning(text, style["font_size"], max_width)
    if beginning != text:
        found = _of_all(beginning, style, context, max_width, *more, **named)
        if found[2] is not None and 2 * found[2] <= len(beginning.encode()):
            return found
    return _of_all(text, style, context, max_width, *more, **named)


def _beginning(text: str, font_size: float, max_width: float | None) -> str:
    """`max_width` and `font_size` in CSS px; all of the text where a line has no end."""
    if len(text) <= LEAST or max_width is None or max_width == inf or not font_size:
        return text
    return text[: max(LEAST, int(LOOKED_AT * max_width / font_size))]
