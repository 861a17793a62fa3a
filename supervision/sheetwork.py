"""A derived sheet at work: what is published or was decided elsewhere, made and issued in one press.

Pressing again when nothing it says changed gives the issued paper back; when something changed, its next edition. The
first edition stands under the subject's key ("2026-09", "project:12"), the next under "project:12/2", "project:12/3".
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from eventsourcing.domain import Aggregate

from supervision import document_kind
from supervision.document import Document, IssuedFile, edition
from supervision.paperwork import Writer, check_code
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused

Changed = tuple[list[Aggregate], Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a composer gives: all that the sheet says, and where that comes from.

    `says`: everything printed, as JSON can hold it (the frozen words of the composer), without code, day and edition.
    `log_position`: of the newest thing it tells. `units`: the keys of those to whom an addressed sheet goes.
    `figures`: the published figures it repeats (supervision/figures.py), as dictionaries.
    """

    kind: str
    jurisdiction: str
    year: int
    subject: str
    title: str
    says: Mapping[str, Any]
    log_position: int
    units: Sequence[str] = ()
    figures: Sequence[Mapping[str, Any]] = ()
    specimen: bool = False
    source: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Of what it says: two sheets of one hash are the same sheet."""
        whole = {"title": self.title, "says": self.says, "units": list(self.units), "specimen": self.specimen}
        return sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Sheetwork:
    """Raises Refused("document.kind"), and ("document.not_derived") for a kind whose words people decide on."""

    def __init__(self, ledger: Ledger, sheet: Sheet) -> None:
        self.ledger, self.sheet = ledger, sheet
        if not document_kind.of(sheet.kind).derived:
            raise Refused("document.not_derived", kind=document_kind.of(sheet.kind).called)

    def newest(self) -> tuple[int, Document | None]:
        """The last edition and its place, counted from 1; (0, None) before the first."""
        place, found = 0, None
        while (after := self.ledger.find(Document, self._id(place + 1))) is not None:
            place, found = place + 1, after
        return place, found

    def standing(self) -> Document | None:
        """The issued edition that says just this; None when there is something to make."""
        _, found = self.newest()
        return found if found and found.state == "issued" and found.facts["sheet"] == self.sheet.sha256 else None

    def drafted(self, writer: Writer) -> Document:
        """The next edition with a check code of its own, not kept yet: its files are made before it is issued."""
        sheet, (place, before) = self.sheet, self.newest()
        return Document.draft(
            sheet.kind,
            sheet.jurisdiction,
            sheet.year,
            edition(sheet.subject, place + 1),
            facts={
                "source": {**sheet.source, "log_position": sheet.log_position},
                "figures": [dict(figure) for figure in sheet.figures],
                "specimen": sheet.specimen,
                "says": dict(sheet.says),
                "sheet": sheet.sha256,
                "subject": sheet.subject,
                "edition": place + 1,
                "before": before.check_code if before else None,
                "units": list(sheet.units),
            },
            prose={"title": sheet.title, "head": "", "tail": "", "blocks": []},
            check_code=check_code(),
            drafter=writer.account,
            post=writer.post,
            attribute=document_kind.of(sheet.kind).attribute,
        )

    def issue(
        self, document: Document, files: Sequence[IssuedFile], fonts: Mapping[str, str | None], template: str | None
    ) -> Changed:
        """Keeps it with its files, in one save. Who was faster with the same edition makes this Stale."""
        document.issue(clock.today().isoformat(), files, fonts, template)
        return [document], {"document": str(document.id), "code": document.check_code}

    def _id(self, place: int) -> Any:
        sheet = self.sheet
        return Document.create_id(sheet.kind, sheet.jurisdiction, sheet.year, edition(sheet.subject, place))
