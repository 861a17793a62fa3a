"""宣传栏海报 (A3), 项目现场码 and 明白纸 (A4): one side each, as PDF. The same words and codes give the same bytes.

A poster that is too full is set smaller, step by step; what does not fit at the smallest is cut at its foot, for
its card has it all. A leaflet is never set smaller: who wrote it is told by how many lines it is too long (`over`).
"""

from math import ceil
from typing import Any

from markupsafe import Markup
from weasyprint import Document

from supervision.leaflet_paper import Leaflet
from supervision.project_poster import Poster
from supervision.site_sign import Sign
from web.paper import layout, room, title, typesetting
from web.paper.printed import printed

SIZES = (20, 18, 16, 14)
"""Points of the poster's scale, tried in turn."""
LINE = 25.5 / 0.75
"""Of a leaflet's line, in CSS px (poster.css says it in points)."""


def poster(sheet: Poster, card: str, square: str = "") -> bytes:
    """`card`: the code that leads to the project's card; `square`: that of the paper's own page; both as SVG."""
    return printed(_fitted, "poster_project.html", sheet, (card, square), look="poster", called="宣传栏海报", room=13)


def sign(sheet: Sign, card: str, square: str = "") -> bytes:
    return printed(_fitted, "poster_sign.html", sheet, (card, square), look="sign", called="项目现场码", room=15)


def leaflet(sheet: Leaflet, card: str, square: str = "") -> bytes:
    """All of it, on as many pages as it takes; `over` says before whether that is one."""
    return printed(_leaflet, sheet, card, square)


def over(sheet: Leaflet) -> int:
    """By how many lines it is longer than one side; 0 where it fits."""
    return ceil(room.made(_rest, sheet) / LINE)


def _rest(sheet: Leaflet) -> float:
    rest: float = sum(page._page_box.children[0].height for page in _leaflet(sheet, "", "").pages[1:])
    return rest


def _leaflet(sheet: Leaflet, card: str, square: str) -> Document:
    return _laid_out("leaflet.html", sheet, (card, square), look="leaflet", called="明白纸", room=17, size=20)


def _fitted(template: str, sheet: Any, codes: tuple[str, str], **look: Any) -> Document:
    for size in SIZES:
        made = _laid_out(template, sheet, codes, size=size, **look)
        if len(made.pages) == 1:
            break
    return made.copy(made.pages[:1])


def _laid_out(template: str, sheet: Any, codes: tuple[str, str], *, room: float, size: float, **look: str) -> Document:
    words = layout.clean(sheet)
    html = typesetting.template(template).render(
        sheet=words,
        title=title.lines(words.title, room * SIZES[0] / size),
        card=Markup(codes[0]),
        square=Markup(codes[1]),
        layout=layout,
        size=size,
        **look,
    )
    return typesetting.pages(html, ("poster.css",))
