"""A unit of government (or a company) that answers for projects; it keeps its id through every rename."""

from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused


class Unit(Aggregate):
    TOPIC = "unit"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "unit.event"

    class Registered(Event, Aggregate.Created):
        TOPIC = "unit.registered"
        jurisdiction: str
        name: str
        leader_in_charge: str | None

    class Renamed(Event):
        TOPIC = "unit.renamed"
        jurisdiction: str
        old: str
        name: str
        effective_on: str

    class AliasAdded(Event):
        TOPIC = "unit.alias_added"
        jurisdiction: str
        alias: str

    @staticmethod
    def create_id(jurisdiction: str, name: str) -> UUID:
        return identity("unit", jurisdiction, name)

    @classmethod
    def register(cls, jurisdiction: str, name: str, leader_in_charge: str | None = None) -> "Unit":
        if not name.strip():
            raise Refused("unit.name", field="name")
        return cls(jurisdiction=jurisdiction, name=name.strip(), leader_in_charge=leader_in_charge)

    def rename(self, name: str, effective_on: str) -> None:
        """From a date (ISO) on; the old name stays known as an alias."""
        if not name.strip():
            raise Refused("unit.name", field="name")
        if name != self.name:
            self._renamed(jurisdiction=self.jurisdiction, old=self.name, name=name, effective_on=effective_on)

    def add_alias(self, alias: str) -> None:
        if alias.strip() and alias not in self.aliases and alias != self.name:
            self._alias_added(jurisdiction=self.jurisdiction, alias=alias)

    @event(Registered)
    def __init__(self, jurisdiction: str, name: str, leader_in_charge: str | None) -> None:
        self.jurisdiction, self.name, self.leader_in_charge = jurisdiction, name, leader_in_charge
        self.aliases: list[str] = []

    @event(Renamed)
    def _renamed(self, jurisdiction: str, old: str, name: str, effective_on: str) -> None:
        self.name = name
        self.aliases = [*self.aliases, old]

    @event(AliasAdded)
    def _alias_added(self, jurisdiction: str, alias: str) -> None:
        self.aliases = [*self.aliases, alias]
