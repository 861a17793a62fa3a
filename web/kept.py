"""Public pages kept as they were rendered, until something public is recorded or the minute is over (decision 0055).

Only what anybody may read without signing in is ever put here, and only by the address it was asked for. A process
notices what another one published within a second.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import psycopg
from eventsourcing.persistence import PersistenceError
from eventsourcing.utils import get_topic
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from projects.deposits import DEPOSITS
from projects.editions import EDITIONS
from projects.notices import NOTICES
from projects.published import PUBLISHED
from projects.register import REGISTER
from projects.reorganisations import REORGANISATIONS
from supervision.disclosures import DISCLOSURES
from supervision.inspection_plans import INSPECTION_PLANS
from supervision.interpretations import INTERPRETATIONS
from supervision.lots import LOTS
from supervision.members import MEMBERS
from supervision.papers import PAPERS
from supervision.problems import PROBLEMS
from supervision.programme_results import PROGRAMME_RESULTS
from supervision.visits import VISITS
from tracker import clock
from tracker.announcements import ANNOUNCEMENTS
from web import freshness
from web.visitor import COOKIE

if TYPE_CHECKING:
    from web.house import House

SHOWN = [
    ANNOUNCEMENTS, REGISTER, PUBLISHED, EDITIONS, DEPOSITS, REORGANISATIONS, NOTICES, VISITS, PAPERS, PROBLEMS,
    DISCLOSURES, INTERPRETATIONS, PROGRAMME_RESULTS, LOTS,
    INSPECTION_PLANS, MEMBERS,
]  # fmt: skip
"""Every read model that a public page asks: a page cannot change without an event that one of them follows."""
TOPICS = frozenset(get_topic(event) for model in SHOWN for event in model.handlers)
LOOKED_AFTER = 1.0
"""Seconds after which the ledger is asked whether another process has recorded something."""
MOST, LARGEST, ROOM = 512, 1 << 20, 32 << 20
"""Pages, bytes of one, and bytes of all."""

Key = tuple[str, bytes, str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer as it was sent to the first who asked."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    route: Any
    packed: bytes = b""
    """The body in gzip (web/packed.py), where that helps."""

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed)


class Kept:
    """One process's pages."""

    def __init__(self, house: House) -> None:
        self._house, self._lock = house, Lock()
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes, self._looked = 0, float("-inf")
        self._position: int | None = None
        self.turn = 0
        """Grows whenever what is kept is thrown away: what was begun in an earlier one is not kept any more."""

    def recorded(self, topics: Collection[str]) -> None:
        """This process has recorded events."""
        if not TOPICS.isdisjoint(topics):
            self.forget()

    def forget(self) -> None:
        with self._lock:
            self.turn += 1
            self._bytes = 0
            self._pages.clear()

    def pages(self) -> dict[Key, Page]:
        """What is kept now, what was asked for last at the end."""
        with self._lock:
            return dict(self._pages)

    async def find(self, key: Key) -> Page | None:
        """None where the ledger cannot be asked: the page itself then says that the database is away."""
        if time.monotonic() - self._looked > LOOKED_AFTER:
            try:
                await run_in_threadpool(self.look)
            except (PersistenceError, psycopg.Error):
                return None
        with self._lock:
            if found := self._pages.get(key):
                self._pages.move_to_end(key)
            return found

    def look(self) -> None:
        """Notices what other processes recorded since the last look.
        The first look only learns where the ledger ends: nothing is kept before it."""
        first = self._position is None
        what = "max(notification_id) AS position" + ("" if first else ", array_agg(DISTINCT topic) AS topics")
        with self._house.reading() as conn:
            row = conn.execute(
                f"SELECT {what} FROM ledger.events WHERE notification_id > %s".encode(), (self._position or 0,)
            ).fetchone()
        if first:
            self._position = row["position"] or 0 if row else 0
        elif row and row["position"] is not None:
            self._position = row["position"]
            self.recorded(row["topics"])
        self._looked = time.monotonic()

    def keep(self, key: Key, page: Page, turn: int) -> None:
        """`turn`: the one in which the page was begun."""
        if len(page.body) > LARGEST:
            return
        with self._lock:
            if turn != self.turn or key in self._pages:
                return
            self._pages[key] = page
            self._bytes += page.size
            while len(self._pages) > MOST or self._bytes > ROOM:
                self._bytes -= self._pages.popitem(last=False)[1].size


def key_of(scope: Scope) -> Key | None:
    """What a request is kept by; None for one whose answer may be somebody's own."""
    asked = dict(scope["headers"])
    if scope["method"] not in ("GET", "HEAD") or COOKIE.encode() in asked.get(b"cookie", b"") or b"hx-request" in asked:
        return None
    minute = clock.now().isoformat(timespec="minutes")
    return scope["path"], scope["query_string"], scope.get("state", {}).get("look", ""), minute


def may_be_kept(route: str, status: int) -> bool:
    """Not the files of open data: they are large, and asked for once. Nor what is asked of tables and feeds: there
    are as many questions as askers, and how fast they come is counted (web/throttle.py)."""
    return status == 200 and route in freshness.PUBLIC and not route.startswith(("data:", "atom:", "api:rows"))
