"""Aggregates as last read, so that a long stream is replayed once a process and not once a command."""

import pickle
from collections import OrderedDict
from threading import Lock
from typing import Any
from uuid import UUID


class Memory:
    """The latest `size` aggregates read, each as bytes: nobody's changes reach another's copy, whatever the thread.

    What is remembered may be behind the ledger, never ahead of it: whoever recalls an aggregate replays on his copy
    what was recorded since.
    """

    def __init__(self, size: int = 2000) -> None:
        self._size, self._lock = size, Lock()
        self._kept: OrderedDict[UUID, bytes] = OrderedDict()

    def recall(self, id: UUID) -> Any:
        """A copy of one's own, or None."""
        with self._lock:
            kept = self._kept.get(id)
            if kept is None:
                return None
            self._kept.move_to_end(id)
        return pickle.loads(kept)

    def remember(self, id: UUID, aggregate: Any) -> None:
        """Keeps the aggregate as it stands, without changes of one's own."""
        kept = pickle.dumps(aggregate, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._kept[id] = kept
            self._kept.move_to_end(id)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
