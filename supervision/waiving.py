"""Waiving what is owed: the office's decision, with its reason on the ledger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from supervision.obligation import Obligation
from tracker.ledger import Ledger

Changed = tuple[list[Any], Any]


def waive(ledger: Ledger, id: str, reason: str, post: str, now: datetime) -> Changed:
    """The office no longer asks for it. Raises Refused."""
    found = ledger.get(Obligation, UUID(id))
    found.waive(reason, post, now)
    return [found], {"obligation": id}
