"""Published contents that were read lately, each once for many pages, which change nothing in it: for a thousand
projects, fetching and reading one takes longer than the whole page."""

import json
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

MOST = 16


class Shelf:
    """One process's contents by their SHA-256: what is published under one never changes."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._read: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def content(self, sha256: str, text: Callable[[], str]) -> dict[str, Any]:
        """`text` fetches it where it is not here; what was longest not asked for makes room."""
        with self._lock:
            if (found := self._read.get(sha256)) is not None:
                self._read.move_to_end(sha256)
                return found
        told: dict[str, Any] = json.loads(text())
        with self._lock:
            self._read[sha256] = told
            while len(self._read) > self._most:
                self._read.popitem(last=False)
        return told
