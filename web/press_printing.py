"""How press texts are printed: Word, PDF, a page and plain text with the same words, and their pictures."""

from datetime import date
from functools import partial

from supervision import press_words
from supervision.document import Document
from tracker.store import Store
from web import download, figure_record
from web.paper import press, word
from web.printing import DOCX, HTML, PDF, TEXT, Printing, Rendered, proof


def _without_pictures(document: Document, number: str | None, day: date | None) -> Rendered:
    return _printed(document, day, {})


def _illustrated(document: Document, day: date | None, store: Store) -> Rendered:
    named = [each["sha256"] for each in document.prose.get("pictures", ())]
    return _printed(document, day, {sha256: store.get(sha256) for sha256 in named})


def _printed(document: Document, day: date | None, pictures: dict[str, bytes]) -> Rendered:
    """The check code stands on what goes out."""
    facts, prose = document.facts, document.prose
    called = download.called(_released(document) if document.kind == "press_release" else _titled(document))
    paper = press_words.paper(facts, prose, proof(document, day)[0])
    passages = [pieces for _, pieces in press_words.passages(facts, prose)]
    record = partial(figure_record.address, f"/{document.jurisdiction}/{document.year}", facts)
    return [
        (f"{called}.docx", DOCX, word.press(paper, pictures)),
        (f"{called}.pdf", PDF, press.pdf(paper, pictures)),
        (f"{called}.html", HTML, press.page(paper, passages, pictures, record)),
        (f"{called}.txt", TEXT, press.plain(paper)),
    ]


def _released(document: Document) -> str:
    return f"新闻通稿：{press_words.title(document.prose)}"


def _titled(document: Document) -> str:
    return press_words.title(document.prose)


RELEASE = Printing("新闻", _released, _without_pictures, illustrated=_illustrated)
PACK = Printing("新闻", _titled, _without_pictures, illustrated=_illustrated)
