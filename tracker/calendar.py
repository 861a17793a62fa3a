"""What was announced of one year's working days: the notice, its supplements, and single days set by hand.

Each event carries the open deadlines that it moved, old and new, so that none ever moves without a trace. Whose
deadlines they are is nothing this package knows: they are kept as they were told.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate, event

from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused
from tracker.working_days import SATURDAY, Day, State

_OURS = UUID("5a0c0f0e-3d5b-5a53-9d0e-4d6a4f0f2027")
Moved = list[dict[str, Any]]
"""Each: jurisdiction, year, kind, subject, what (in words), old and new (ISO date or time)."""


class Calendar(Aggregate):
    TOPIC = "calendar"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "calendar.event"
        year: int

    class Opened(Event, Aggregate.Created):
        TOPIC = "calendar.opened"

    class Announced(Event):
        """A notice: of the `whole` year, in place of all that was known of it, or a supplement for some days."""

        TOPIC = "calendar.announced"
        source: str
        whole: bool
        days: list[dict[str, str]]
        moved: list[dict[str, Any]]

    class DaySet(Event):
        TOPIC = "calendar.day_set"
        date: str
        kind: str
        name: str
        source: str
        moved: list[dict[str, Any]]

    class DayCleared(Event):
        """The day follows the week's rule again."""

        TOPIC = "calendar.day_cleared"
        date: str
        moved: list[dict[str, Any]]

    class StateSet(Event):
        TOPIC = "calendar.state_set"
        state: str
        source: str

    @staticmethod
    def create_id(year: int) -> UUID:
        return uuid5(_OURS, f"calendar/{year}")

    def announce(self, source: str, days: Iterable[Day], *, whole: bool, moved: Moved) -> None:
        """Raises Refused("calendar.source") without a document, Refused("calendar.no_days") without days."""
        _named(source)
        listed = [{"date": day.date.isoformat(), "kind": day.kind, "name": day.name} for day in days]
        if not listed:
            raise Refused("calendar.no_days", field="text")
        self._announced(year=self.year, source=source, whole=whole, days=listed, moved=moved)

    def set_day(self, day: Day, moved: Moved) -> None:
        """One day by hand. Raises Refused("calendar.not_weekend") for a make-up day within the week."""
        _named(day.source)
        if day.kind == "makeup" and day.date.weekday() < SATURDAY:
            raise Refused("calendar.not_weekend", field="date", day=f"{day.date.month}月{day.date.day}日")
        self._day_set(
            year=self.year, date=day.date.isoformat(), kind=day.kind, name=day.name, source=day.source, moved=moved
        )

    def clear_day(self, date: str, moved: Moved) -> None:
        self._day_cleared(year=self.year, date=date, moved=moved)

    def set_state(self, state: State, source: str) -> None:
        """Whether the year's notice is out, where its days need no change."""
        _named(source)
        self._state_set(year=self.year, state=state, source=source)

    @event(Opened)
    def __init__(self, year: int) -> None:
        self.year = year
        self.source = ""

    @event(Announced)
    def _announced(
        self, year: int, source: str, whole: bool, days: list[dict[str, str]], moved: list[dict[str, Any]]
    ) -> None:
        self.source = source

    @event(DaySet)
    def _day_set(self, year: int, date: str, kind: str, name: str, source: str, moved: list[dict[str, Any]]) -> None:
        pass

    @event(DayCleared)
    def _day_cleared(self, year: int, date: str, moved: list[dict[str, Any]]) -> None:
        pass

    @event(StateSet)
    def _state_set(self, year: int, state: str, source: str) -> None:
        self.source = source


def _named(source: str) -> None:
    if not source.strip():
        raise Refused("calendar.source", field="source")
