"""季点评会材料 as a derived sheet: the pack as it was fixed for the meeting; one row for issuance.PRINTED.

Fixed anew because something changed before the meeting, it is printed as its next edition.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from supervision import papers, review_meetings, review_pack
from supervision.document import Document
from supervision.papers import PaperRow
from supervision.quarter import Quarter
from supervision.review_meetings import MeetingRow
from supervision.sheetwork import Sheet
from tracker.refusal import Refused
from web import download
from web.house import House
from web.paper import layout, pack, spreadsheet
from web.printing import PDF, XLSX, Chance, Printing, Rendered, proof
from web.unit_sheets import office, titled

KIND = "review_pack"


def issued(conn: psycopg.Connection[Any], slug: str, year: int, quarter: str) -> list[PaperRow]:
    """The editions of a quarter's pack that were printed, newest first."""
    return [row for row in papers.about(conn, slug, year, quarter) if row.kind == KIND]


def _pack(house: House, slug: str, year: int, subject: str) -> Sheet:
    """`subject`: the quarter's key. Raises Refused("paper.not_now") before the pack is fixed."""
    here = office(house, slug, year)
    with house.reading() as conn:
        row = review_meetings.of_programme(conn, here.programme.id).get(subject)
    if row is None:
        raise Refused("paper.no_subject")
    if why := _open(row):
        raise Refused("paper.not_now", why=why)
    told = json.loads(str(row.pack))
    return Sheet(
        KIND, slug, year, subject, told["title"], told, house.ledger.position(UUID(row.id)),
        specimen=told["specimen"], source=told["source"],
    )  # fmt: skip


def _open(row: MeetingRow) -> str | None:
    return None if row.pack else "会议材料还没有定稿，定稿以后才能印制"


def _packs(house: House, slug: str, year: int) -> Sequence[Chance]:
    here = office(house, slug, year)
    with house.reading() as conn:
        rows = review_meetings.of_programme(conn, here.programme.id)
    labels = {each.key: each.label for each in Quarter.all(year)}
    return [Chance(key, f"{labels[key]}点评会", _open(row), f"reviews/{key}") for key, row in rows.items()]


def _files(document: Document, number: str | None, day: date | None) -> Rendered:
    told, (code, _) = document.facts["says"], proof(document, day)
    called, foot = download.called(titled(document)), layout.foot_words(told["specimen"], code)
    return [
        (f"{called}.pdf", PDF, pack.pdf(told, fixed=True, check_code=code)),
        (f"{called}.xlsx", XLSX, spreadsheet.xlsx(review_pack.tables(told), foot)),
    ]


ROWS: dict[str, Printing] = {KIND: Printing("季点评", titled, _files, _pack, _packs)}
"""Kind → how it is made."""
