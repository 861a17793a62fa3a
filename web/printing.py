"""How papers of one kind are made: the row that issuance.py keeps for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from supervision.document import Document
from supervision.sheetwork import Sheet
from tracker.store import Store
from web.house import House
from web.paper import qr
from web.permissions import OFFICE

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

Rendered = list[tuple[str, str, bytes]]
"""Name, media type, bytes."""


def proof(document: Document, day: date | None) -> tuple[str | None, str]:
    """The check code that is printed of it and the square that leads to its page, as SVG; neither on a draft, which has
    no day."""
    return (document.check_code, qr.svg(document.check_code)) if day else (None, "")


@dataclass(frozen=True, slots=True)
class Chance:
    """A subject on which a paper of the kind can be made, or cannot yet: `refused` says why, in words.

    `subject` is its key ("2026-09", "project:12"), `label` what the page calls it, `page` where it is at work.
    """

    subject: str
    label: str
    refused: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Printing:
    """`files` prints a document with its number and day; without them, as a draft. `called` names its files.
    `illustrated` prints one with its pictures from the store.

    Of a derived sheet also: `compose`, which reads what is published or decided and words it, refusing what cannot be
    made; `chances`, what the office's page offers; `makers`, the roles that may press.
    """

    occasion: str
    called: Callable[[Document], str]
    files: Callable[[Document, str | None, date | None], Rendered]
    compose: Callable[[House, str, int, str], Sheet] | None = None
    chances: Callable[[House, str, int], Sequence[Chance]] | None = None
    makers: frozenset[str] = OFFICE
    illustrated: Callable[[Document, date | None, Store], Rendered] | None = None
