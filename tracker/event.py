"""What every event of ours carries: when by our clock, and who acted, from which post, under which key."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.utils import resolve_topic
from pydantic_core import from_json

from tracker import clock


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: an account's id (or a fixed word such as `system`), its post and unit; no person's name."""

    account: str
    post: str = ""
    unit: str | None = None
    request: str | None = None


SYSTEM = Actor("system", "系统")
_ACTING: ContextVar[Actor] = ContextVar("acting", default=SYSTEM)
_KEY: ContextVar[str | None] = ContextVar("command_key", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Puts the actor on every event saved within. Set it around the command, in the handler itself:
    a value set in a synchronous FastAPI dependency is not seen by the handler."""
    token = _ACTING.set(actor)
    try:
        yield
    finally:
        _ACTING.reset(token)


@contextmanager
def under_key(key: UUID | None) -> Iterator[None]:
    """Puts the command's key on every event saved within."""
    token = _KEY.set(str(key) if key else None)
    try:
        yield
    finally:
        _KEY.reset(token)


def actor() -> Actor:
    """Who acts now."""
    return _ACTING.get()


class Event(Aggregate.Event):
    """The base of every event. Fields are JSON values only: decimals as text, dates as ISO text."""

    TOPIC = "event"

    @staticmethod
    def create_timestamp() -> datetime:
        return clock.now()


class SignedMapper(Mapper[UUID]):
    """Writes who acted beside each event, and gives it back as `event.by`."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        if not hasattr(domain_event, "by"):
            by = {name: value for name, value in asdict(_ACTING.get()).items() if value}
            if key := _KEY.get():
                by["key"] = key
            if clock.current().demonstration:
                by["clock"] = "demonstration"
            object.__setattr__(domain_event, "by", by)
        return super().to_stored_event(domain_event)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """What the library reads, in half the time, where only the time of recording is more than plain JSON."""
        kind, state = _unversioned(stored_event.topic), stored_event.state
        if kind is None or not state.startswith(_TIMED) or state.count(_TYPED) > 1:
            return super().to_domain_event(stored_event)
        values: dict[str, Any] = from_json(state)
        values["timestamp"] = datetime.fromisoformat(values["timestamp"]["_data_"])
        values["originator_id"] = stored_event.originator_id
        values["originator_version"] = stored_event.originator_version
        found = object.__new__(kind)
        object.__setattr__(found, "__dict__", values)
        return found


@cache
def _unversioned(topic: str) -> Any:
    """The class of a stored name, None where it has a version and perhaps an upcast."""
    kind = resolve_topic(topic)
    return None if hasattr(kind, "class_version") else kind


_TYPED = b'"_type_":'
_TIMED = b'{"timestamp":{"_type_":"datetime_iso",'
