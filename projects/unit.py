"""A unit of government (or a company) that answers for projects; it keeps its id through every rename, for ever."""

from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from projects.responsibility import in_force
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused

LAST_DAY = "9999-12-31"


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

    class Abolished(Event):
        """Its work goes to the successors (ids); what it answered for until the day stays under its name."""

        TOPIC = "unit.abolished"
        jurisdiction: str
        effective_on: str
        successors: list[str]

    @staticmethod
    def create_id(jurisdiction: str, name: str) -> UUID:
        return identity("unit", jurisdiction, name)

    @classmethod
    def register(cls, jurisdiction: str, name: str, leader_in_charge: str | None = None) -> "Unit":
        if not name.strip():
            raise Refused("unit.name", field="name")
        return cls(jurisdiction=jurisdiction, name=name.strip(), leader_in_charge=leader_in_charge)

    def rename(self, name: str, effective_on: str) -> None:
        """From a date (ISO) on, which may lie ahead or behind; the old name stays known as an alias."""
        name = name.strip()
        if not name:
            raise Refused("unit.name", field="name")
        self.check_active()
        if name != self.name_on(effective_on):
            self._renamed(
                jurisdiction=self.jurisdiction, old=self.name_on(effective_on), name=name, effective_on=effective_on
            )

    def add_alias(self, alias: str) -> None:
        alias = alias.strip()
        if alias and alias not in self.aliases and alias != self.name:
            self._alias_added(jurisdiction=self.jurisdiction, alias=alias)

    def abolish(self, effective_on: str, successors: list[str]) -> None:
        """From a date on it answers for nothing. Raises Refused("unit.abolished") where that was decided before, and
        Refused("unit.successors") without anybody else to go on."""
        self.check_active()
        if not successors or str(self.id) in successors:
            raise Refused("unit.successors", field="successors")
        self._abolished(jurisdiction=self.jurisdiction, effective_on=effective_on, successors=successors)

    def check_active(self, field: str = "unit") -> None:
        """Raises Refused("unit.abolished") once its abolition is decided, whenever it takes effect: work given to it
        afterwards would be handed on by nobody."""
        if self.abolished_on:
            day = date.fromisoformat(self.abolished_on)
            raise Refused("unit.abolished", field=field, name=self.name, day=f"{day.year}年{day.month}月{day.day}日")

    @property
    def name(self) -> str:
        """The last name it has or is about to have."""
        return self.name_on(LAST_DAY)

    def name_on(self, day: str) -> str:
        """What it was called on a day (ISO); before its first known day, its first name."""
        found: str = in_force(self.names, day).get("name") or self.names[0]["name"]
        return found

    @event(Registered)
    def __init__(self, jurisdiction: str, name: str, leader_in_charge: str | None) -> None:
        self.jurisdiction, self.leader_in_charge = jurisdiction, leader_in_charge
        self.names: list[dict[str, Any]] = [{"effective_on": None, "name": name}]
        self.aliases: list[str] = []
        self.abolished_on: str | None = None
        self.successors: list[str] = []

    @event(Renamed)
    def _renamed(self, jurisdiction: str, old: str, name: str, effective_on: str) -> None:
        self.names = [*self.names, {"effective_on": effective_on, "name": name}]
        self.aliases = [*self.aliases, old]

    @event(AliasAdded)
    def _alias_added(self, jurisdiction: str, alias: str) -> None:
        self.aliases = [*self.aliases, alias]

    @event(Abolished)
    def _abolished(self, jurisdiction: str, effective_on: str, successors: list[str]) -> None:
        self.abolished_on, self.successors = effective_on, successors
