"""A press text as PDF and as a page of its own, with the words of its Word and plain text. Same text, same bytes."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace

from markupsafe import Markup

from supervision import press_words
from supervision.paper import PressPaper
from supervision.reference import Part, Reference
from web.paper import layout, qr, title, typesetting
from web.paper import pdf as papers
from web.paper.typesetting import Pictures


def pdf(paper: PressPaper, pictures: Pictures) -> bytes:
    """Every font embedded; a picture that is not there leaves its caption."""
    paper = layout.clean(paper)
    html = typesetting.template("press.html").render(
        paper=paper,
        title=title.lines(paper.title, layout.TITLE_ROOM),
        paragraphs=press_words.opened(paper),
        heading=press_words.is_heading,
        asks=press_words.asks,
        pictures=pictures,
        square=Markup(qr.svg(paper.check_code)) if paper.check_code else "",
    )
    return papers.written(html, "press.css", pictures=pictures)


def page(
    paper: PressPaper,
    passages: Sequence[Sequence[Part]],
    pictures: Pictures,
    record: Callable[[Reference], str],
) -> bytes:
    """As HTML that stands alone; `record` says below which address of this deployment a figure's record is."""
    text = typesetting.template("press_page.html").render(
        paper=layout.clean(paper),
        passages=[[replace(piece, text=layout.clean(piece.text)) for piece in pieces] for pieces in passages],
        pictures={name: b64encode(content).decode() for name, content in pictures.items()},
        record=record,
        where=press_words.where,
        address=qr.site(),
    )
    return text.encode()


def plain(paper: PressPaper) -> bytes:
    """The words alone, with the sources behind them."""
    said = press_words.plain_paper(layout.clean(paper))
    if paper.sources:
        note = [paper.source_note] if paper.source_note else []
        numbered = [f"{place}. {source}" for place, source in enumerate(layout.clean(paper).sources, start=1)]
        said += "\n".join(["", "数据来源（供核对，不随稿刊发）", *note, *numbered]) + "\n"
    if paper.check_code:
        said += f"校验码 {paper.check_code}\n"
    return said.encode()
