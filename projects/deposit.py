"""存档: the open data of a programme of another ledger, kept here as it was published there and never added to."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from projects.jurisdiction import Jurisdiction, check_slug
from projects.programme import Programme
from tracker.event import Event as LedgerEvent
from tracker.ledger import Ledger
from tracker.refusal import Refused

LONGEST_NOTE = 100


class Deposit(Aggregate):
    """One for each programme. `content`: every table's rows, as canonical JSON; `licence` is the one they came with."""

    TOPIC = "deposit"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "deposit.event"
        jurisdiction: str
        year: int

    class TakenIn(Event, Aggregate.Created):
        TOPIC = "deposit.taken_in"
        government: str
        title: str
        nature: str
        licence: dict[str, str]
        note: str | None
        content: str
        sha256: str

    @staticmethod
    def create_id(jurisdiction: str, year: int) -> UUID:
        return identity("deposit", jurisdiction, year)

    @classmethod
    def take_in(
        cls,
        jurisdiction: str,
        year: int,
        *,
        government: str,
        title: str,
        nature: str,
        licence: dict[str, str],
        content: str,
        note: str | None = None,
    ) -> "Deposit":
        """`note` says where it was fetched, and when. Raises Refused("jurisdiction.slug"), Refused("programme.year") or
        Refused("deposit.note")."""
        check_slug(jurisdiction)
        if not 1980 <= year <= 2100:
            raise Refused("programme.year", field="year", year=year)
        if note and len(note) > LONGEST_NOTE:
            raise Refused("deposit.note", field="note", most=LONGEST_NOTE)
        return cls(
            jurisdiction=jurisdiction,
            year=year,
            government=government,
            title=title,
            nature=nature,
            licence=licence,
            note=note or None,
            content=content,
            sha256=sha256(content.encode()).hexdigest(),
        )

    @event(TakenIn)
    def __init__(
        self,
        jurisdiction: str,
        year: int,
        government: str,
        title: str,
        nature: str,
        licence: dict[str, str],
        note: str | None,
        content: str,
        sha256: str,
    ) -> None:
        self.jurisdiction, self.year, self.sha256 = jurisdiction, year, sha256


def changes(ledger: Ledger, jurisdiction: str, year: int, government: str, **told: Any) -> tuple[list[Aggregate], Any]:
    """A deposit to be saved in one command, alone.

    Raises Refused("deposit.there"), Refused("deposit.programme_known") where the year is worked with here, or
    Refused("deposit.other_government") where the address is another government's.
    """
    if ledger.find(Deposit, Deposit.create_id(jurisdiction, year)):
        raise Refused("deposit.there", jurisdiction=jurisdiction, year=year)
    if ledger.find(Programme, Programme.create_id(jurisdiction, year)):
        raise Refused("deposit.programme_known", jurisdiction=jurisdiction, year=year)
    known = ledger.find(Jurisdiction, Jurisdiction.create_id(jurisdiction))
    if known and known.name != government:
        raise Refused("deposit.other_government", jurisdiction=jurisdiction, name=known.name, other=government)
    made = Deposit.take_in(jurisdiction, year, government=government, **told)
    return [made], {"jurisdiction": jurisdiction, "year": year}
