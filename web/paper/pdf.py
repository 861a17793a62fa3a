"""An official document as PDF on the GB/T 9704-2012 grid (domain.md 5.1). The same paper gives the same bytes."""

from supervision.paper import OfficialPaper
from web.paper import layout, qr, title, typesetting
from web.paper.printed import printed
from web.paper.typesetting import Pictures

SHEET = "gbt9704.css"


def official(paper: OfficialPaper) -> bytes:
    """The paper as PDF, every font embedded."""
    return written(_html(layout.clean(paper)))


def written(html: str, *more: str, pictures: Pictures | None = None) -> bytes:
    """A page of our own as PDF, by the bulletin's sheet and then the sheets named; an image is `picture:` and a hash
    among `pictures`."""
    return by_sheets(html, (SHEET, *more), pictures)


def by_sheets(html: str, sheets: tuple[str, ...], pictures: Pictures | None = None) -> bytes:
    """The same by the sheets named alone."""
    return printed(typesetting.pages, html, sheets, pictures)


def _html(paper: OfficialPaper) -> str:
    return typesetting.template("official.html").render(
        paper=paper,
        layout=layout,
        qr=qr,
        title=title.lines(paper.title, layout.TITLE_ROOM),
        signature=layout.signature(paper.signer, paper.date),
        mark_pt=layout.mark_size(paper.mark),
        description="样张，模拟数据" if paper.specimen else "",
    )
