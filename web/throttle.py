"""How much one address may ask of the interface and the search: so many requests a minute, at once or one by one."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from starlette.types import Scope

from web.crossing import OPEN

ASKED = ("/search", "/verify")
"""Like the interface: each question is the database's own work, and no answer is kept."""
MOST_KNOWN = 20_000
"""Addresses remembered; only in memory, and of nobody who has been quiet for a minute."""


@dataclass
class Throttle:
    """`a_minute` 0 lets everybody through. Each web process counts for itself."""

    a_minute: int
    now: Callable[[], float] = time.monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, address: str) -> float:
        """Seconds until it may ask again; 0 where it may now, and then it has."""
        if not self.a_minute:
            return 0
        with self._lock:
            now, rate = self.now(), self.a_minute / 60
            left, since = self._left.get(address, (float(self.a_minute), now))
            left = min(self.a_minute, left + (now - since) * rate)
            if left < 1:
                return (1 - left) / rate
            self._left[address] = (left - 1, now)
            if len(self._left) > MOST_KNOWN:
                self._left = {known: each for known, each in self._left.items() if now - each[1] < 60}
            return 0


def held_back(scope: Scope) -> float:
    """Seconds until the one who asks may ask the interface, the open data or the search again; 0 for every other page.

    A request is counted once, where this is first asked: before an answer that is kept, too."""
    if not scope["path"].startswith(OPEN) and not scope["path"].startswith(ASKED):
        return 0
    state = scope.setdefault("state", {})
    if "held_back" not in state:
        address = scope["client"][0] if scope.get("client") else ""
        state["held_back"] = scope["app"].state.throttle.wait(address)
    wait: float = state["held_back"]
    return wait
