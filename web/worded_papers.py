"""How the papers that the office words and nobody numbers are printed: 公示 of a month, 明白纸 of a project."""

from collections.abc import Callable
from datetime import date
from typing import Any

from supervision import leaflet, public_notice
from supervision.document import Document
from supervision.leaflet import LEAFLET
from supervision.public_notice import PUBLIC_NOTICE
from web import download
from web.paper import notice, poster, qr
from web.printing import DOCX, PDF, Printing, Rendered, proof


def _notice_files(document: Document, number: str | None, day: date | None) -> Rendered:
    code, square = proof(document, day)
    made = public_notice.paper(document.facts, document.prose, day=day, check_code=code)
    called = download.called(document.prose["title"])
    return [(f"{called}.pdf", PDF, notice.pdf(made, square)), (f"{called}.docx", DOCX, notice.docx(made))]


def _leaflet_files(document: Document, number: str | None, day: date | None) -> Rendered:
    code, square = proof(document, day)
    made = leaflet.paper(document.facts, document.prose, day=day, check_code=code)
    return [
        (f"{download.called(_leaflet_called(document))}.pdf", PDF, poster.leaflet(made, qr.card(made.card), square))
    ]


def _titled(document: Document) -> str:
    return str(document.prose["title"])


def _leaflet_called(document: Document) -> str:
    return f"明白纸：{document.prose['title']}"


COMPOSED: dict[str, Callable[..., Any]] = {PUBLIC_NOTICE: public_notice.paper, LEAFLET: leaflet.paper}
ROWS: dict[str, Printing] = {
    PUBLIC_NOTICE: Printing("每月", lambda document: str(document.prose["title"]), _notice_files),
    LEAFLET: Printing("项目公开", _leaflet_called, _leaflet_files),
}
"""Kind → how it is made, for issuance.PRINTED."""
