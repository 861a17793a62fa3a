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

import anyio
import psycopg
from eventsourcing.persistence import PersistenceError
from eventsourcing.utils import get_topic
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from projects.catalogue import CATALOGUE
from projects.deposits import DEPOSITS
from projects.editions import EDITIONS
from projects.notices import NOTICES
from projects.published import PUBLISHED
from projects.register import REGISTER
from projects.reorganisations import REORGANISATIONS
from supervision.acceptances import ACCEPTANCES
from supervision.disclosures import DISCLOSURES
from supervision.inspection_plans import INSPECTION_PLANS
from supervision.interpretations import INTERPRETATIONS
from supervision.lots import LOTS
from supervision.members import MEMBERS
from supervision.opinions import OPINIONS
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
    ANNOUNCEMENTS, REGISTER, PUBLISHED, CATALOGUE, EDITIONS, DEPOSITS, REORGANISATIONS, NOTICES, VISITS, PAPERS,
    PROBLEMS, DISCLOSURES, INTERPRETATIONS, PROGRAMME_RESULTS, LOTS, INSPECTION_PLANS, MEMBERS,
    ACCEPTANCES, OPINIONS,
]  # fmt: skip
"""Every read model that a public page asks: a page cannot change without an event that one of them follows."""
TOPICS = frozenset(get_topic(event) for model in SHOWN for event in model.handlers)
LOOKED_AFTER = 1.0
"""Seconds after which the ledger is asked whether another process has recorded something."""
WAITED, AGAIN = 5.0, 0.005
"""Seconds for which somebody waits for a page that is being drawn for another, and between two looks for it."""
MOST, LARGEST, ROOM = 512, 1 << 20, 32 << 20
"""Pages, bytes of one, and bytes of all."""

Key = tuple[str, bytes, str, str]
Address = tuple[str, bytes, str]
"""A key without its minute."""


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
        self._looking = False
        self._wanted: OrderedDict[Address, None] = OrderedDict()
        self._drawing: set[Key] = set()
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
        """None where the ledger cannot be asked: the page itself then says that the database is away. None also means
        that the page is to be drawn; until `drawn`, who asks for a page that was kept before waits for it."""
        if self._stale():
            self._looking = True
            try:
                await run_in_threadpool(self.look)
            except (PersistenceError, psycopg.Error):
                return None
            finally:
                self._looking = False
        until = time.monotonic() + WAITED
        while not (found := self._found(key)) and not self._begun(key) and time.monotonic() < until:
            await anyio.sleep(AGAIN)
        return found

    def _stale(self) -> bool:
        """One looks for many; each for itself where the last look is long ago, as while the database is away."""
        age = time.monotonic() - self._looked
        return age > 2 * LOOKED_AFTER or (age > LOOKED_AFTER and not self._looking)

    def _found(self, key: Key) -> Page | None:
        with self._lock:
            if found := self._pages.get(key):
                self._pages.move_to_end(key)
            return found

    def _begun(self, key: Key) -> bool:
        """Whether who asks is to draw the page: nobody does yet, or it is not known to be one that is kept."""
        with self._lock:
            if key in self._drawing:
                return False
            if key[:3] in self._wanted:
                self._drawing.add(key)
            return True

    def drawn(self, key: Key) -> None:
        """The page has been drawn, and kept if it may be."""
        with self._lock:
            self._drawing.discard(key)

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
            self._wanted[key[:3]] = None
            while len(self._wanted) > MOST:
                self._wanted.popitem(last=False)
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
    """Not the files of open data: they are large, and asked for once. Nor what is asked of tables, feeds and the
    search and of a code: there are as many questions as askers, and how fast they come is counted (web/throttle.py)."""
    asked = ("data:", "atom:", "api:rows", "search:", "verify:")
    return status == 200 and route in freshness.PUBLIC and not route.startswith(asked)
