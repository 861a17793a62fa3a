"""Tables derived from events: disposable, rebuilt rather than migrated, written in the events' own transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import psycopg

Handler = Callable[[psycopg.Cursor[Any], Any, int], None]


@dataclass
class ReadModel:
    """One noun's tables, its handlers and its version.

    The definition and the handlers name their tables without a schema: the search path decides whether they
    write the live tables or those of a rebuild. A handler gets a cursor (rows are dicts), the event and its log
    position. Raise `version` when a handler changes what it writes.
    """

    name: str
    definition: str
    version: int = 1
    handlers: dict[type, Handler] = field(default_factory=dict)

    def on(self, *events: type) -> Callable[[Handler], Handler]:
        """Registers the decorated function for each of the event classes."""

        def register(handler: Handler) -> Handler:
            for event in events:
                if event in self.handlers:
                    raise ValueError(f"{self.name} has two handlers for {event.__qualname__}")
                self.handlers[event] = handler
            return handler

        return register

    def follow(self, curs: psycopg.Cursor[Any], event: Any, position: int) -> None:
        if handler := self.handlers.get(type(event)):
            handler(curs, event, position)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the tables or the handlers' version or set of events do."""
        events = sorted(f"{kind.__module__}.{kind.__qualname__}" for kind in self.handlers)
        return sha256("\n".join([self.name, self.definition, str(self.version), *events]).encode()).hexdigest()


def fleet(models: list[ReadModel]) -> str:
    """One fingerprint for all the read models of a process."""
    return sha256("".join(sorted(model.fingerprint for model in models)).encode()).hexdigest()
