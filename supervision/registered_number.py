"""A number that the office's own register gave a paper (登记编号): typed, unique for its government, gaps allowed."""

from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from supervision import prose
from tracker.event import Event as LedgerEvent


class RegisteredNumber(Aggregate):
    """domain.md 5.3. Its id is made of its text: the ledger itself refuses a second one."""

    TOPIC = "registered_number"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "registered_number.event"

    class Given(Event, Aggregate.Created):
        TOPIC = "registered_number.given"
        jurisdiction: str
        text: str
        document: str

    @staticmethod
    def create_id(jurisdiction: str, text: str) -> UUID:
        return identity("registered_number", jurisdiction, prose.line(text))

    @classmethod
    def give(cls, jurisdiction: str, text: str, document: UUID) -> "RegisteredNumber":
        return cls(jurisdiction=jurisdiction, text=prose.line(text), document=str(document))

    @event(Given)
    def __init__(self, jurisdiction: str, text: str, document: str) -> None:
        self.jurisdiction, self.text, self.document = jurisdiction, text, document
