"""A reorganisation (机构调整) ordered by a document: units renamed, split, merged, or projects handed over on a day."""

from datetime import date
from typing import Any

from eventsourcing.domain import Aggregate, event

from projects.approval import EARLIEST, Review
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused

KINDS = {"rename": "更名", "split": "拆分", "merge": "撤并", "hand_over": "移交项目"}
"""What a document may order, in officials' words."""
LATEST = date(2100, 12, 31)


class Reorganisation(Aggregate):
    """It says what was ordered, and for every project that gets another leading unit, or the same one under another
    name, who leads it before and after: that much of it is public."""

    TOPIC = "reorganisation"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "reorganisation.event"

    class Ordered(Event, Aggregate.Created):
        """`units`: unit, name before, becomes (name after, None where it is abolished), successors (their names).
        `moves`: project, programme, year, number, title, unit, name, to, to_name, and the post `responsible` from then
        on: the leading unit's changes. A change of a supporting unit says `part` ("supporting_units"), and no post."""

        TOPIC = "reorganisation.ordered"
        jurisdiction: str
        kind: str
        document: str
        effective_on: str
        units: list[dict[str, Any]]
        moves: list[dict[str, Any]]
        review: dict[str, Any]

    @classmethod
    def order(
        cls,
        jurisdiction: str,
        kind: str,
        document: str,
        effective_on: str,
        *,
        units: list[dict[str, Any]],
        moves: list[dict[str, Any]],
        review: Review,
    ) -> "Reorganisation":
        """Raises Refused("reorganisation.…") for what no document can order, and what Review.check raises: who answers
        for a project is told to the public."""
        if kind not in KINDS:
            raise Refused("reorganisation.kind", field="kind")
        if not document.strip():
            raise Refused("reorganisation.document", field="document")
        check_day(effective_on)
        if not units:
            raise Refused("reorganisation.units", field="unit")
        if kind == "hand_over" and not moves:
            raise Refused("reorganisation.nothing", field="moves")
        review.check()
        return cls(
            jurisdiction=jurisdiction,
            kind=kind,
            document=document.strip(),
            effective_on=effective_on,
            units=units,
            moves=moves,
            review=review.as_dict(),
        )

    @event(Ordered)
    def __init__(
        self,
        jurisdiction: str,
        kind: str,
        document: str,
        effective_on: str,
        units: list[dict[str, Any]],
        moves: list[dict[str, Any]],
        review: dict[str, Any],
    ) -> None:
        self.jurisdiction, self.kind, self.document, self.effective_on = jurisdiction, kind, document, effective_on
        self.units, self.moves, self.review = units, moves, review


def check_day(day: str) -> None:
    """Raises Refused("reorganisation.day") for a day (ISO) that is none, or beyond any document in force."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise Refused("reorganisation.day", field="effective_on", found=day[:40]) from None
    if not EARLIEST <= found <= LATEST:
        raise Refused("reorganisation.day", field="effective_on", found=day)
