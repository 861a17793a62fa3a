"""归档: a paper that is out is put away under 机构—年度—顺序号, with its copies for the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from projects import register
from projects.programme import Programme
from supervision.document import Document, IssuedFile
from supervision.issuer import issuer_of
from supervision.number_series import ARCHIVE, NumberSeries
from supervision.paperwork import Changed
from tracker import clock
from tracker.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Archiving:
    """One paper on its way into the archive."""

    ledger: Ledger
    id: UUID

    def document(self) -> Document:
        return self.ledger.get(Document, self.id)

    def institution(self, document: Document) -> str:
        """机构: who answers for the paper, else the government's office."""
        letterhead = document.facts.get("letterhead") or {}
        said = document.facts.get("issuer") or letterhead.get("issuer")
        if said:
            return str(said)
        with self.ledger.reading() as conn:
            government = register.jurisdiction(conn, document.jurisdiction) or {}
        programme = self.ledger.get(Programme, Programme.create_id(document.jurisdiction, document.year))
        return issuer_of(programme.policy_set.extra.get("letterhead", {}), government.get("name", ""))

    def put_away(self, pages: int, files: Sequence[IssuedFile], template: str | None) -> Changed:
        """Draws the next number of the institution and the paper's year, in one save; run it alone.

        Raises Refused("document.not_out"), ("document.archived_already").
        """
        document = self.document()
        name = self.institution(document)
        id = NumberSeries.create_id(document.jurisdiction, name, document.year, ARCHIVE)
        series = self.ledger.find(NumberSeries, id)
        series = series or NumberSeries.open(document.jurisdiction, name, document.year, ARCHIVE)
        number = series.next
        text = series.written(number)
        document.archive(number, text, clock.today().isoformat(), pages, files, template)
        series.draw(document.id)
        return [document, series], {"archive": text}
