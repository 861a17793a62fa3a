"""A notice on its way to the public: reviewed, then published (each step for Ledger.carry_out)."""

from hashlib import sha256
from uuid import UUID

from projects import notice_text, notices
from projects.approval import Review
from projects.month import Changed
from projects.notice import Notice
from projects.notice_text import Subject
from projects.programme import Programme
from tracker.ledger import Ledger
from tracker.refusal import Refused


class Noticing:
    """One notice of one programme. Raises Refused("notice.unknown") where nothing is owed under this id."""

    def __init__(self, ledger: Ledger, programme: UUID, id: UUID) -> None:
        self.ledger, self.id = ledger, id
        with ledger.reading() as conn:
            row = notices.one(conn, str(id))
        if row is None or row.programme != str(programme):
            raise Refused("notice.unknown")
        self.row = row
        self.subject = Subject(row.kind, row.subject, row.programme, row.project, row.period)
        self.programme = ledger.get(Programme, programme)

    def notice(self) -> Notice:
        return self.ledger.find(Notice, self.id) or Notice(
            programme=str(self.programme.id),
            jurisdiction=self.programme.jurisdiction,
            year=self.programme.year,
            kind=self.subject.kind,
            subject=self.subject.id,
        )

    def content(self) -> str:
        """What it would say now, as its canonical text."""
        return notice_text.of(self.ledger, self.subject)

    def clear(self, review: Review, seen: str) -> Changed:
        """公开审查 of what stands now; `seen`: the SHA-256 of what the reviewer had before him."""
        notice, content = self.notice(), self.content()
        if seen != sha256(content.encode()).hexdigest():
            raise Refused("publication.changed_since_clearing")
        notice.clear(review, content)
        return [notice], {"sha256": notice.cleared}

    def publish(self) -> Changed:
        notice = self.notice()
        notice.publish(self.content())
        return [notice], {"sha256": notice.cleared}
