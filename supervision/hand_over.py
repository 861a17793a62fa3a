"""That a matter was handed over to the competent organ (移送): which, when, by whose decision; never what about.

政府督查工作条例 art. 21, 23; domain.md 3.5: only recorded, no content.
"""

from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval
from supervision import written
from supervision.ground import Ground
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all


class HandOver(Aggregate):
    TOPIC = "hand_over"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "hand_over.event"

    class Recorded(Event, Aggregate.Created):
        TOPIC = "hand_over.recorded"
        jurisdiction: str
        year: int
        programme: str
        project: str | None
        order: str | None
        unit: str
        organ: str
        handed_on: str
        approval: dict[str, Any]

    @staticmethod
    def create_id(programme: str) -> UUID:
        return uuid4()

    @classmethod
    def record(
        cls,
        organ: str,
        handed_on: str,
        approval: Approval,
        ground: Ground,
    ) -> "HandOver":
        """Raises all faults: no organ, a day ahead or before the decision, an approval without words."""
        faults = [*written.faults("hand_over.organ", "organ", organ), *approval.faults(worded=True)]
        found = written.day(handed_on)
        if found is None or found > clock.today() or handed_on < approval.decided_on:
            faults.append(Refused("hand_over.day", field="handed_on"))
        refuse_all(faults)
        return cls._create(
            cls.Recorded,
            **ground.whose(),
            order=ground.order,
            organ=organ.strip(),
            handed_on=handed_on,
            approval=approval.as_dict(),
        )

    @event(Recorded)
    def __init__(self, programme: str, order: str | None, unit: str, organ: str, handed_on: str) -> None:
        self.programme, self.order, self.unit = programme, order, unit
        self.organ, self.handed_on = organ, handed_on
