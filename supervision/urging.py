"""催报: a unit is told that something is missing, once a day for each rhythm; that it was told stays on record."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused

RHYTHMS = {"weekly_dispatch": "周调度", "monthly_report": "月报送"}


class Urging(Aggregate):
    """One a unit, rhythm and day: the second of a day would be the same stream."""

    TOPIC = "urging"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "urging.event"

    class Sent(Event, Aggregate.Created):
        """`owed`: what is missing, each {project, number, title, period, overdue}; `href` below the programme."""

        TOPIC = "urging.sent"
        programme: str
        jurisdiction: str
        year: int
        rhythm: str
        unit: str
        sent_on: str
        owed: list[dict[str, Any]]
        href: str

    @staticmethod
    def create_id(programme: str, rhythm: str, unit: str, sent_on: str) -> UUID:
        return identity("urging", programme, rhythm, unit, sent_on)

    @classmethod
    def send(
        cls,
        programme: str,
        jurisdiction: str,
        year: int,
        rhythm: str,
        unit: str,
        owed: Sequence[dict[str, Any]],
        href: str,
    ) -> "Urging":
        """Today. Raises Refused("urging.nothing") where nothing is missing."""
        if rhythm not in RHYTHMS:
            raise Refused("urging.rhythm")
        if not owed:
            raise Refused("urging.nothing")
        return cls(
            programme=programme,
            jurisdiction=jurisdiction,
            year=year,
            rhythm=rhythm,
            unit=unit,
            sent_on=clock.today().isoformat(),
            owed=list(owed),
            href=href,
        )

    @event(Sent)
    def __init__(
        self,
        programme: str,
        jurisdiction: str,
        year: int,
        rhythm: str,
        unit: str,
        sent_on: str,
        owed: list[dict[str, Any]],
        href: str,
    ) -> None:
        self.programme, self.rhythm, self.unit, self.sent_on = programme, rhythm, unit, sent_on
