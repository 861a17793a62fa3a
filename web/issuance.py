"""From an approved paper, or a sheet of what is decided, to issued bytes: made once, kept by their hash, recorded.

`PRINTED` is the one list of kinds that can be made here: a new kind gets its row there (docs/decisions/0074).
"""

import json
from datetime import date
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from supervision import (
    amendment_paper,
    archive_index,
    bulletin,
    correction_paper,
    criticism_paper,
    minutes,
    order_paper,
    press_words,
)
from supervision.archiving import Archiving
from supervision.criticism_paper import CRITICISM_BULLETIN
from supervision.document import (
    BULLETIN,
    CORRECTION_NOTICE,
    MINUTES,
    ORDER,
    OUT,
    PRESS_CONFERENCE,
    PRESS_RELEASE,
    Document,
    IssuedFile,
)
from supervision.paperwork import NumberMoved, Paperwork, Writer
from supervision.sheetwork import Sheet, Sheetwork
from tracker import clock
from tracker.event import Actor
from tracker.refusal import Refused, Stale
from tracker.store import Store
from web import (
    archive_sheet,
    download,
    press_printing,
    problem_sheets,
    public_sheets,
    record_sheets,
    review_sheets,
    unit_sheets,
    worded_papers,
)
from web.house import House
from web.issued_words import OFFICIAL
from web.paper import fonts, form, layout, pdf, word
from web.paper.printed import archival, preview
from web.printing import DOCX, PDF, TEXT, Printing, Rendered

__all__ = ["DOCX", "PDF", "PRINTED", "TEXT", "Rendered"]

TRIES = 20
"""How often files are made again because another paper took their number meanwhile."""


def issue(house: House, actor: Actor, paperwork: Paperwork, text: str, key: UUID | None = None) -> dict[str, Any]:
    """Renders, stores, then numbers and issues in one save. The same key again gets the first answer.

    Raises Refused of what stands in its way, before anything is made.
    """
    key = key or uuid4()
    asked = ["document:issue", str(paperwork.id), text]
    for _ in range(TRIES):
        number = paperwork.next_number()
        files = _kept(house, paperwork.document(), number)
        send = partial(paperwork.issue, number, text, files, fonts_used(), template())
        try:
            answer: dict[str, Any] = house.carry_out(actor, key, asked, send, alone=True)
        except NumberMoved:
            continue
        return answer
    raise NumberMoved


def press_sheet(
    house: House, actor: Actor, writer: Writer, kind: str, slug: str, year: int, subject: str, key: UUID | None = None
) -> Document:
    """A derived sheet in one press: made and issued, or the issued one back where nothing it says has changed.

    Raises Refused of the composer's guard, in words, and ("document.not_derived").
    """
    return issue_sheet(house, actor, writer, _sheet(house, kind, slug, year, subject), key)


def preview_sheet(house: House, writer: Writer, kind: str, slug: str, year: int, subject: str) -> tuple[str, bytes]:
    """Name and PDF of what `press_sheet` would issue now; every page says that it is a 预览稿 and bears no day, code
    or square. Nothing is kept. Raises what `press_sheet` raises."""
    document = Sheetwork(house.ledger, _sheet(house, kind, slug, year, subject)).drafted(writer)
    refuse_boxes([document.facts, document.prose])
    with preview():
        return next((f"（预览稿）{each[0]}", each[2]) for each in rendered(document, None, None) if each[1] == PDF)


def _sheet(house: House, kind: str, slug: str, year: int, subject: str) -> Sheet:
    row = PRINTED.get(kind)
    if row is None or row.compose is None:
        raise Refused("document.not_derived", kind=kind)
    return row.compose(house, slug, year, subject)


def issue_sheet(house: House, actor: Actor, writer: Writer, sheet: Sheet, key: UUID | None = None) -> Document:
    """The issued paper of what the sheet says."""
    work = Sheetwork(house.ledger, sheet)
    for _ in range(TRIES):
        if (standing := work.standing()) is not None:
            return standing
        document = work.drafted(writer)
        files = _stored(house, document, None)
        asked = ["sheet:issue", str(document.id), sheet.sha256]
        try:
            house.carry_out(actor, key, asked, partial(work.issue, document, files, fonts_used(), template()))
        except Stale:
            key = None  # somebody else made this edition meanwhile: it is theirs, or the next
    raise Stale


def put_away(house: House, actor: Actor, id: UUID, key: UUID | None = None) -> dict[str, Any]:
    """归档: the paper as PDF/A-2b, set anew from its frozen words, kept by its hash beside what was issued."""
    archiving = Archiving(house.ledger, id)
    document = archiving.document()
    files: list[IssuedFile] = []
    pages = 0
    if document.state in OUT and document.archived is None and document.kind in PRINTED:
        day = date.fromisoformat(str(document.issued_on))
        with archival() as made:
            printed = rendered(document, document.number_text, day, house.store)
            copies = [each for each in printed if each[1] == PDF]
        files = [_file(house, each[0].replace(".pdf", "（存档）.pdf"), PDF, each[2]) for each in copies]
        pages = made.pages
    act = partial(archiving.put_away, pages, files, template())
    answer: dict[str, Any] = house.carry_out(actor, key, ["document:archive", str(id)], act, alone=True)
    return answer


def rendered(document: Document, number: str | None, day: date | None, store: Store | None = None) -> Rendered:
    """The files of a paper as they would be issued; without number and day, of its draft. Without `store`, without its
    pictures."""
    row = PRINTED[document.kind]
    if row.illustrated and store:
        return row.illustrated(document, day, store)
    return row.files(document, number, day)


def draft_pdf(document: Document) -> bytes:
    """The paper as it stands, without number, date and check code; every page says that it is a 预览稿."""
    compose = OFFICIAL.get(document.kind) or OFFICIAL[BULLETIN]
    with preview():
        return pdf.official(compose(document.facts, document.prose))


def name(document: Document) -> str:
    """What a file of the paper is called, without its ending."""
    return download.called(PRINTED[document.kind].called(document))


def fonts_used() -> dict[str, str | None]:
    """The fonts the paper was set in: another machine's differ, and so would the bytes."""
    return {role: fonts.used(role) for role in fonts.ROLES}


def unprintable(document: Document) -> list[str]:
    """What its words hold and no font here has a shape for, each with its code point."""
    return boxes([document.facts, document.prose])


def boxes(said: Any) -> list[str]:
    """The same of words that are no paper yet."""
    words = json.dumps(said, ensure_ascii=False)
    return [f"{each}（U+{ord(each):04X}）" for each in fonts.unprintable(layout.clean(words))]


def refuse_boxes(said: Any) -> None:
    """Raises Refused("document.characters") rather than print boxes."""
    if found := boxes(said):
        raise Refused("document.characters", characters="、".join(found[:12]))


@cache
def template() -> str:
    """The version of everything that papers are printed with (web/paper): templates, style sheets, programme."""
    found = sha256()
    for path in sorted(Path(pdf.__file__).parent.iterdir()):
        if path.suffix in (".html", ".css", ".py"):
            found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def _kept(house: House, document: Document | None, number: str | None) -> list[IssuedFile]:
    """Nothing is made for a paper that is not approved: the command itself says why."""
    if document is None or document.state not in ("approved", "numbered"):
        return []
    return _stored(house, document, document.number_text or number)


def _stored(house: House, document: Document, number: str | None) -> list[IssuedFile]:
    """Raises Refused("document.characters")."""
    refuse_boxes([document.facts, document.prose])
    return [_file(house, *made) for made in rendered(document, number, clock.today(), house.store)]


def _file(house: House, called: str, media_type: str, content: bytes) -> IssuedFile:
    return IssuedFile(called, media_type, house.store.put(content), len(content))


def _titled(document: Document) -> str:
    return press_words.title(document.prose)


def _bulletin(document: Document, number: str | None, day: date | None) -> Rendered:
    return _official(bulletin, document, number, day)


def _correction(document: Document, number: str | None, day: date | None) -> Rendered:
    return _official(correction_paper, document, number, day)


def _amendment(document: Document, number: str | None, day: date | None) -> Rendered:
    return _official(amendment_paper, document, number, day)


def _minutes(document: Document, number: str | None, day: date | None) -> Rendered:
    return _official(minutes, document, number, day)


def _official(composer: Any, document: Document, number: str | None, day: date | None) -> Rendered:
    code = document.check_code if number else None
    paper = composer.paper(document.facts, document.prose, number=number, day=day, check_code=code)
    called = name(document)
    return [(f"{called}.pdf", PDF, pdf.official(paper)), (f"{called}.docx", DOCX, word.official(paper))]


def _order(document: Document, number: str | None, day: date | None) -> Rendered:
    paper = order_paper.paper(document.facts, document.prose, document.check_code)
    called = name(document)
    return [(f"{called}.pdf", PDF, form.pdf(paper)), (f"{called}.docx", DOCX, form.docx(paper))]


def _criticism(document: Document, number: str | None, day: date | None) -> Rendered:
    return _official(criticism_paper, document, number, day)


PRINTED: dict[str, Printing] = {
    BULLETIN: Printing("每月", _titled, _bulletin),
    PRESS_RELEASE: press_printing.RELEASE,
    PRESS_CONFERENCE: press_printing.PACK,
    CORRECTION_NOTICE: Printing("每月", _titled, _correction),
    amendment_paper.CORRECTION: Printing("更正和撤回", _titled, _amendment),
    amendment_paper.WITHDRAWAL: Printing("更正和撤回", _titled, _amendment),
    MINUTES: Printing("季点评", _titled, _minutes),
    ORDER: Printing("督办", lambda paper: f"督办单（{paper.facts['number']}）", _order),
    CRITICISM_BULLETIN: Printing("督办", _titled, _criticism),
    **unit_sheets.ROWS,
    **record_sheets.ROWS,
    **review_sheets.ROWS,
    **problem_sheets.ROWS,
    archive_index.KIND: archive_sheet.ROW,
    **public_sheets.ROWS,
    **worded_papers.ROWS,
}
"""Kind → how it is made, one row a kind; rows of derived sheets come with `compose` and `chances`."""
