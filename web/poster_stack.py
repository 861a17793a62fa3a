"""All posters of a published month at once: set in the composing room, so that the pages go on, then issued one by one.

A poster that says what an issued one says already is not made again: its stored file is taken.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from functools import partial
from itertools import islice

from supervision.document import Document, IssuedFile
from supervision.paperwork import Writer
from supervision.project_poster import Poster
from supervision.sheetwork import Sheetwork
from tracker import clock
from tracker.event import Actor
from tracker.refusal import Refused, Stale
from web import issuance, public_sheets
from web.house import House
from web.open_data import archive
from web.paper import poster, qr, room
from web.printing import PDF

Told = Callable[[int, int], None]
"""Called with how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A poster that is out: `made` now, or before."""

    name: str
    content: bytes
    made: bool


def issue(
    house: House, actor: Actor, writer: Writer, slug: str, year: int, on: Told | None = None, period: str | None = None
) -> list[Issued]:
    """The posters of every project of a month (the last, without `period`), in the list's order.

    Raises Refused("paper.month_unpublished").
    """
    found = public_sheets.told(house, slug, year, period)
    if found is None or not found.period:
        raise Refused("paper.month_unpublished")
    sheets = [public_sheets.poster_of(found, each["number"]) for each in found.content["projects"]]
    works = [Sheetwork(house.ledger, sheet) for sheet in sheets]
    out: dict[int, Issued] = {}
    wanted: dict[int, Document] = {}
    for place, work in enumerate(works):
        standing = work.standing()
        if standing is not None:
            out[place] = _stored(house, standing)
        else:
            wanted[place] = work.drafted(writer)
    told = on or (lambda done, total: None)
    told(len(out), len(works))
    for place, content in printed(wanted):
        out[place] = _keep(house, actor, works[place], wanted[place], content, writer)
        told(len(out), len(works))
    return [out[place] for place in sorted(out)]


def zipped(posters: list[Issued]) -> bytes:
    """One file of them all; the same posters give the same bytes."""
    return archive.of({each.name: each.content for each in posters})


def printed(wanted: dict[int, Document]) -> Iterator[tuple[int, bytes]]:
    """Place and bytes of each, as they become ready. Never more at the composing room than it sets at once: whoever
    brings another paper waits for one poster, not for all."""
    left = iter(wanted.items())
    setting: dict[Future[bytes], int] = {}
    while True:
        for place, document in islice(left, room.PROCESSES - len(setting)):
            setting[room.begun(poster.poster, *words(document))] = place
        if not setting:
            return
        for ready in wait(setting, return_when=FIRST_COMPLETED).done:
            yield setting.pop(ready), ready.result()


def words(document: Document) -> tuple[Poster, str, str]:
    """What is printed of one, today, and its two codes: its card's and its own."""
    sheet = Poster.from_json(document.facts["says"], clock.today(), document.check_code)
    return sheet, qr.card(sheet.card), qr.svg(document.check_code)


def _keep(house: House, actor: Actor, work: Sheetwork, document: Document, content: bytes, writer: Writer) -> Issued:
    """Issues it. Where somebody else made the same poster meanwhile, theirs is the one that is out."""
    name = public_sheets.poster_name(document)
    files = [IssuedFile(name, PDF, house.store.put(content), len(content))]
    asked = ["sheet:issue", str(document.id), work.sheet.sha256]
    act = partial(work.issue, document, files, issuance.fonts_used(), issuance.template())
    try:
        house.carry_out(actor, None, asked, act)
    except Stale:
        return _stored(house, issuance.issue_sheet(house, actor, writer, work.sheet))
    return Issued(name, content, made=True)


def _stored(house: House, document: Document) -> Issued:
    file = document.files[0]
    return Issued(file["name"], house.store.get(file["sha256"]), made=False)
