"""Withheld files at the doors: the office alone may still open one, the rest of the staff reads why it is gone."""

from typing import Any

from fastapi import HTTPException, Request

from supervision import withholdings
from supervision.withholdings import WithheldRow
from web.permissions import OFFICE
from web.visitor import Visitor


def check(request: Request, visitor: Visitor, sha256: str) -> None:
    """Raises 410, with who decided and why, where the file that the address names is withheld from this visitor."""
    slug = request.path_params.get("jurisdiction") or visitor.jurisdiction
    if slug is None or visitor.role in OFFICE:
        return
    with request.app.state.house.reading() as conn:
        row = withholdings.of_file(conn, slug, sha256)
    if row is not None and row.withheld:
        raise HTTPException(410, f"这个文件已撤下，不再提供。原因：{row.reason}（{row.post}决定）。")


class Gone:
    """What a template asks of a file by its hash: the row of one that is withheld, None for any other. The government's
    are read once a page, and not before a template asks."""

    def __init__(self, house: Any, slug: str | None) -> None:
        self.house, self.slug = house, slug
        self._rows: dict[str, WithheldRow] | None = None

    def __call__(self, sha256: str) -> WithheldRow | None:
        if self._rows is None:
            self._rows = {}
            if self.slug is not None:
                with self.house.reading() as conn:
                    self._rows = withholdings.withheld(conn, self.slug)
        return self._rows.get(sha256)


def of_request(request: Request) -> Gone:
    """Of the government that the address names, or of the visitor's own."""
    visitor = getattr(request.state, "visitor", None)
    slug = request.path_params.get("jurisdiction") or (visitor.jurisdiction if visitor else None)
    return Gone(request.app.state.house, slug)
