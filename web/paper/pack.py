"""The pack of a quarterly review as PDF: a front page, two turned tables, a page a project. Same pack, same bytes."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import weasyprint
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from weasyprint.text.fonts import FontConfiguration

from web.paper import justify, layout, qr
from web.paper.pdf import HERE, NoAddress, rendering


def pdf(pack: Mapping[str, Any], *, fixed: bool, check_code: str | None = None) -> bytes:
    """`pack` as supervision/review_pack.py composes it; what is not `fixed` says so on every page. With `check_code` as
    it is issued."""
    html = _template().render(
        pack=pack, fixed=fixed, check_code=check_code, layout=layout, light=layout.light, day=layout.date_text_of, qr=qr
    )
    with rendering:
        style, fonts = _style()
        page = weasyprint.HTML(string=html, base_url=None, url_fetcher=NoAddress())
        made: bytes = page.write_pdf(stylesheets=[style], font_config=fonts, pdf_tags=True)
    return made


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("pack.html")


@cache
def _style() -> tuple[weasyprint.CSS, FontConfiguration]:
    justify.install()
    fonts = FontConfiguration()
    sheet = (HERE / "pack.css").read_text("utf-8")
    return weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=NoAddress()), fonts
