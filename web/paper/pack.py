"""The pack of a quarterly review as PDF: a front page, two turned tables, a page a project. Same pack, same bytes."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from web.paper import layout, qr
from web.paper.pdf import by_sheets
from web.paper.typesetting import HERE


def pdf(pack: Mapping[str, Any], *, fixed: bool, check_code: str | None = None) -> bytes:
    """`pack` as supervision/review_pack.py composes it; what is not `fixed` says so on every page. With `check_code` as
    it is issued."""
    html = _template().render(
        pack=layout.clean(dict(pack)),
        fixed=fixed,
        check_code=check_code,
        layout=layout,
        light=layout.light,
        day=layout.date_text_of,
        qr=qr,
    )
    return by_sheets(html, ("pack.css",))


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("pack.html")
