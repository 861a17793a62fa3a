"""What WeasyPrint 70 works out again for every line and every font, worked out once (docs/decisions/0099).

The lengths of a box and the height of a line follow from its style, and the cells of a table share a few styles; the
fonts of a paper are cut down to their used signs side by side. `install()` replaces three of WeasyPrint's own
functions; what they give is the same. Any other WeasyPrint is left as it is, and takes its time.
"""

import inspect
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import weasyprint
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floats
from weasyprint.pdf import fonts
from weasyprint.text import line_break

BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *(f"{least}{axis}" for axis in ("width", "height") for least in ("", "min_", "max_")), *BORDERS,
)  # fmt: skip
"""All that `resolve_percentages` says of a box."""
AT_ONCE = 2
"""Fonts that are cut down at a time: a paper has three or four."""

_SUPPORTED = "70."
_lengths_of, _strut_of, _fonts_of = percent.resolve_percentages, line_break.strut, fonts.build_fonts_dictionary
_LENGTHS, _STRUT = "_once_lengths", "_once_strut"  # kept with a style, and gone with it


def supported() -> bool:
    """Whether the installed WeasyPrint is the one whose functions are replaced here."""
    asked = [list(inspect.signature(theirs).parameters) for theirs in (_lengths_of, _strut_of, _fonts_of)]
    expected = [["box", "containing_block"], ["style"], ["pdf", "fonts", "compress", "subset", "options"]]
    return weasyprint.__version__.startswith(_SUPPORTED) and asked == expected


def install() -> None:
    """For every paper of the process."""
    if supported():
        _use(lengths, strut, fonts_of)


def uninstall() -> None:
    """WeasyPrint as it came."""
    _use(_lengths_of, _strut_of, _fonts_of)


def _use(resolve_percentages: Any, of_a_line: Any, build_fonts_dictionary: Any) -> None:
    for module in (absolute, block, column, floats, grid, inline, page, table):
        module.resolve_percentages = resolve_percentages
    inline.strut = of_a_line
    weasyprint.pdf.build_fonts_dictionary = build_fonts_dictionary


def lengths(box: Any, containing_block: Any) -> None:
    """Sets LENGTHS of the box: worked out once for each style and size (CSS px) of what contains it."""
    if isinstance(containing_block, boxes.Box):
        size = containing_block.width, containing_block.height
    else:
        size = tuple(containing_block)
    own, style = vars(box), box.style
    known = vars(style).setdefault(_LENGTHS, {})
    found = known.get(size)
    if found is None:
        _lengths_of(box, containing_block)
        if style["box_sizing"] == "content-box":  # else agreed borders would count
            known[size] = {name: own[name] for name in LENGTHS} | {name: style[name] for name in BORDERS}
    elif style["border_collapse"] == "collapse":  # what a cell and its neighbours agreed upon stays
        own.update(found | {name: own[name] for name in BORDERS if name in own})
    else:
        own.update(found)


def strut(style: Any) -> Any:
    """(height, baseline) in CSS px of an empty line of a style."""
    known = vars(style)
    if _STRUT not in known:
        known[_STRUT] = _strut_of(style)
    return known[_STRUT]


def fonts_of(pdf: Any, used: dict[Any, Any], compress: bool, subset: bool, options: Any) -> Any:
    """The fonts of a paper as the file holds them: HarfBuzz cuts them outside the interpreter's lock."""
    files: dict[str, list[Any]] = {}
    for font in used.values():
        files.setdefault(font.hash, []).append(font)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for same in files.values():
            if subset and not any(font.bitmap or font.used_in_forms for font in same):
                signs = {sign: text for font in same for sign, text in font.to_unicode.items()}
                same[0].clean = partial(_awaited, threads.submit(same[0].clean, signs, options["hinting"]))
        return _fonts_of(pdf, used, compress, subset, options)


def _awaited(cut: Future[None], _signs: Any, _hinting: Any) -> None:
    """Stands for `Font.clean`, begun with the same."""
    cut.result()
