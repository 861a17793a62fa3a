"""The pack of a quarterly review as PDF: a front page, two turned tables, a page a project. Same pack, same bytes."""

from collections.abc import Mapping
from typing import Any

from web.paper import layout, qr, typesetting
from web.paper.pdf import by_sheets


def pdf(pack: Mapping[str, Any], *, fixed: bool, check_code: str | None = None) -> bytes:
    """`pack` as supervision/review_pack.py composes it; what is not `fixed` says so on every page. With `check_code` as
    it is issued."""
    html = typesetting.template("pack.html").render(
        pack=layout.clean(dict(pack)),
        fixed=fixed,
        check_code=check_code,
        layout=layout,
        light=layout.light,
        day=layout.date_text_of,
        qr=qr,
    )
    return by_sheets(html, ("pack.css",))
