"""From an approved paper to issued bytes: made once, kept by their hash, and recorded under the paper's number."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from supervision import bulletin, correction_paper, minutes, order_paper, press
from supervision.document import BULLETIN, CORRECTION_NOTICE, MINUTES, ORDER, PRESS_RELEASE, Document, IssuedFile
from supervision.paperwork import NumberMoved, Paperwork
from tracker import clock
from tracker.event import Actor
from web import download
from web.house import House
from web.paper import fonts, form, pdf, word

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain; charset=utf-8"
TRIES = 20
"""How often files are made again because another paper took their number meanwhile."""

Rendered = list[tuple[str, str, bytes]]
"""Name, media type, bytes."""


def issue(house: House, actor: Actor, paperwork: Paperwork, text: str, key: UUID | None = None) -> dict[str, Any]:
    """Renders, stores, then numbers and issues in one save. The same key again gets the first answer.

    Raises Refused of what stands in its way, before anything is made.
    """
    key = key or uuid4()
    asked = ["document:issue", str(paperwork.id), text]
    for _ in range(TRIES):
        number = paperwork.next_number()
        files = _kept(house, paperwork.document(), number)
        send = partial(paperwork.issue, number, text, files, fonts_used())
        try:
            answer: dict[str, Any] = house.carry_out(actor, key, asked, send, alone=True)
        except NumberMoved:
            continue
        return answer
    raise NumberMoved


def rendered(document: Document, number: str | None, day: date | None) -> Rendered:
    """The files of a paper as they would be issued; without number and day, of its draft."""
    return _RENDERED[document.kind](document, number, day)


def draft_pdf(document: Document) -> bytes:
    """The paper as it stands, without number, date and check code."""
    made = minutes.paper if document.kind == MINUTES else bulletin.paper
    return pdf.official(made(document.facts, document.prose))


def name(document: Document) -> str:
    """What a file of the paper is called, without its ending."""
    if document.kind == ORDER:
        return download.called(f"督办单（{document.facts['number']}）")
    if document.kind == PRESS_RELEASE:
        return download.called(f"新闻通稿：{document.prose['title']}")
    return download.called(document.prose["title"])


def _kept(house: House, document: Document | None, number: str | None) -> list[IssuedFile]:
    """Nothing is made for a paper that is not approved: the command itself says why."""
    if document is None or document.state not in ("approved", "numbered"):
        return []
    return [
        IssuedFile(file, media_type, house.store.put(content), len(content))
        for file, media_type, content in rendered(document, document.number_text or number, clock.today())
    ]


def _bulletin(document: Document, number: str | None, day: date | None) -> Rendered:
    paper = bulletin.paper(
        document.facts, document.prose, number=number, day=day, check_code=document.check_code if number else None
    )
    called = name(document)
    return [(f"{called}.pdf", PDF, pdf.official(paper)), (f"{called}.docx", DOCX, word.official(paper))]


def _correction(document: Document, number: str | None, day: date | None) -> Rendered:
    paper = correction_paper.paper(
        document.facts, document.prose, number=number, day=day, check_code=document.check_code if number else None
    )
    called = name(document)
    return [(f"{called}.pdf", PDF, pdf.official(paper)), (f"{called}.docx", DOCX, word.official(paper))]


def _minutes(document: Document, number: str | None, day: date | None) -> Rendered:
    paper = minutes.paper(
        document.facts, document.prose, number=number, day=day, check_code=document.check_code if number else None
    )
    called = name(document)
    return [(f"{called}.pdf", PDF, pdf.official(paper)), (f"{called}.docx", DOCX, word.official(paper))]


def _order(document: Document, number: str | None, day: date | None) -> Rendered:
    paper = order_paper.paper(document.facts, document.prose, document.check_code)
    called = name(document)
    return [(f"{called}.pdf", PDF, form.pdf(paper)), (f"{called}.docx", DOCX, form.docx(paper))]


def _press(document: Document, number: str | None, day: date | None) -> Rendered:
    called = name(document)
    text = press.plain(document.facts, document.prose)
    paper = press.paper(document.facts, document.prose)
    return [(f"{called}.docx", DOCX, word.press(paper)), (f"{called}.txt", TEXT, text.encode())]


_RENDERED: dict[str, Callable[[Document, str | None, date | None], Rendered]] = {
    BULLETIN: _bulletin,
    CORRECTION_NOTICE: _correction,
    MINUTES: _minutes,
    ORDER: _order,
    "press_release": _press,
}


def fonts_used() -> dict[str, str | None]:
    """The fonts the paper was set in: another machine's differ, and so would the bytes."""
    return {role: fonts.used(role) for role in fonts.ROLES}
