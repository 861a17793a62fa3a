"""A government whose promises are tracked: its address, its name, and whether what it shows is real."""

from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused

RESERVED = frozenset(
    [
        "api",
        "contrast",
        "elder",
        "static",
        "htmx.js",
        "desk",
        "messages",
        "calendar",
        "office",
        "press",
        "visit",
        "visits",
        "evidence",
        "photos",
        "sign-in",
        "sign-out",
        "account",
        "accounts",
        "design",
        "healthz",
        "readyz",
        "metrics",
        "docs",
        "data",
        "verify",
        "rules",
        "search",
        "first-password",
        "favicon.ico",
        "robots.txt",
        "units",
        "documents",
    ]
)
"""Slugs that would collide with our own routes."""

SHOWN = ("real", "simulated", "sample", "generated")
"""What its figures are: real, simulated (模拟数据), a sample of what was published elsewhere (公开资料样例), or
generated from a seed for tests and benchmarks, which no public page shows."""


def check_slug(slug: str) -> None:
    """Raises Refused("jurisdiction.slug") for an address that is not a-z, 0-9 and -, or that is one of ours."""
    plain = all(c.isascii() and (c.islower() or c.isdigit() or c == "-") for c in slug)
    if slug in RESERVED or not slug.strip("-") or not plain:
        raise Refused("jurisdiction.slug", field="slug", slug=slug)


class Jurisdiction(Aggregate):
    TOPIC = "jurisdiction"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "jurisdiction.event"

    class Registered(Event, Aggregate.Created):
        TOPIC = "jurisdiction.registered"
        slug: str
        name: str
        kind: str
        parent: str | None
        shown: str

    class Renamed(Event):
        TOPIC = "jurisdiction.renamed"
        old: str
        name: str

    class Replayed(Event):
        """A simulated government's hand-written year is in the ledger, whole."""

        TOPIC = "jurisdiction.replayed"

    @staticmethod
    def create_id(slug: str) -> UUID:
        return identity("jurisdiction", slug)

    @classmethod
    def register(
        cls, slug: str, name: str, *, kind: str = "city", parent: str | None = None, shown: str = "real"
    ) -> "Jurisdiction":
        """Raises Refused("jurisdiction.slug") or Refused("jurisdiction.name")."""
        check_slug(slug)
        if not name.strip():
            raise Refused("jurisdiction.name", field="name")
        return cls(slug=slug, name=name.strip(), kind=kind, parent=parent, shown=shown)

    def rename(self, name: str) -> None:
        if not name.strip():
            raise Refused("jurisdiction.name", field="name")
        if name != self.name:
            self._renamed(old=self.name, name=name)

    def mark_replayed(self) -> None:
        if self.shown != "simulated":
            raise Refused("jurisdiction.not_simulated")
        if not self.replayed:
            self._replayed()

    @event(Registered)
    def __init__(self, slug: str, name: str, kind: str, parent: str | None, shown: str) -> None:
        self.slug, self.name, self.kind, self.parent, self.shown = slug, name, kind, parent, shown
        self.replayed = False

    @event(Replayed)
    def _replayed(self) -> None:
        self.replayed = True

    @event(Renamed)
    def _renamed(self, old: str, name: str) -> None:
        self.name = name
