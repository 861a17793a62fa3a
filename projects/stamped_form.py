"""The paper a unit prints of its month, signs and stamps: its scan, and exactly what contents it was printed from."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from tracker.event import Event as LedgerEvent
from tracker.ledger import Ledger
from tracker.refusal import Refused

PRINTED = ("values", "milestones_done", "text", "problems", "measures", "unchanged", "unchanged_reason")
TAKEN = ("application/pdf", "image/jpeg")


class StampedForm(Aggregate):
    """One a programme, period and unit. `covers`: project → digest of the content that was printed; a later scan takes
    the place of an earlier one, which stays on record."""

    TOPIC = "stamped_form"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "stamped_form.event"
        programme: str
        period: str
        unit: str

    class Opened(Event, Aggregate.Created):
        TOPIC = "stamped_form.opened"
        jurisdiction: str

    class Attached(Event):
        TOPIC = "stamped_form.attached"
        file: dict[str, Any]
        covers: dict[str, str]

    @staticmethod
    def create_id(programme: str, period: str, unit: str) -> UUID:
        return identity("stamped_form", programme, period, unit)

    def attach(self, file: dict[str, Any], covers: dict[str, str]) -> None:
        """Raises Refused: stamped_form.type (neither PDF nor picture), stamped_form.empty (nothing was printed)."""
        if file["type"] not in TAKEN:
            raise Refused("stamped_form.type", field="scan", name=file["name"])
        if not covers:
            raise Refused("stamped_form.empty", field="scan")
        self._attached(programme=self.programme, period=self.period, unit=self.unit, file=file, covers=covers)

    def check(self, project: str, content: Mapping[str, Any]) -> None:
        """Raises Refused: stamped_form.missing where the project was not on the paper, stamped_form.other_content where
        it says something else by now."""
        if project not in self.covers:
            raise Refused("stamped_form.missing", field="stamp")
        if self.covers[project] != digest(content):
            raise Refused("stamped_form.other_content", field="stamp")

    @event(Opened)
    def __init__(self, programme: str, period: str, unit: str, jurisdiction: str) -> None:
        self.programme, self.period, self.unit, self.jurisdiction = programme, period, unit, jurisdiction
        self.file: dict[str, Any] | None = None
        self.covers: dict[str, str] = {}

    @event(Attached)
    def _attached(self, programme: str, period: str, unit: str, file: dict[str, Any], covers: dict[str, str]) -> None:
        self.file, self.covers = file, covers


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of what is printed of a content; files and ticks are not on the paper."""
    printed = {name: content[name] for name in PRINTED if content.get(name)}
    return sha256(json.dumps(printed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def code(covers: Mapping[str, str]) -> str:
    """The short code printed on the paper: another one for other contents."""
    return sha256(json.dumps(covers, sort_keys=True).encode()).hexdigest()[:8]


def found(ledger: Ledger, programme: str, period: str, unit: str) -> StampedForm | None:
    return ledger.find(StampedForm, StampedForm.create_id(programme, period, unit))


def check(ledger: Ledger, programme: str, period: str, unit: str, project: str, content: Mapping[str, Any]) -> None:
    """Raises what StampedForm.check does, also where nothing was attached at all."""
    form = found(ledger, programme, period, unit)
    if form is None:
        raise Refused("stamped_form.missing", field="stamp")
    form.check(project, content)
