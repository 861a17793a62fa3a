"""What became of a proposal that a person looked at: declined with a reason, or taken up where no record answers it.

An order or a talk that is issued on a proposal carries its id, and answers it by that alone. A leader's 批示 is raised
here, for no other record tells of it.
"""

from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval
from projects.identity import identity
from supervision import written
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

Row = dict[str, Any]


class Proposed(Aggregate):
    """`proposal`: rule, subject, period, action, unit, project, sentence and arithmetic as they were shown."""

    TOPIC = "proposal"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "proposal.event"

    class Recorded(Event, Aggregate.Created):
        TOPIC = "proposal.recorded"
        jurisdiction: str
        year: int
        programme: str
        proposal: dict[str, Any]
        instruction: dict[str, Any] | None

    class Declined(Event):
        TOPIC = "proposal.declined"
        reason: str

    class Accepted(Event):
        TOPIC = "proposal.accepted"
        note: str

    @staticmethod
    def create_id(programme: str, proposal: Row) -> UUID:
        """One stream a proposal's id: the same is decided once."""
        return identity("proposal", programme, key_of(proposal))

    @classmethod
    def record(
        cls, jurisdiction: str, year: int, programme: str, proposal: Row, instruction: Approval | None = None
    ) -> "Proposed":
        """As it was shown. `instruction`: the 批示 that is its fact; raises Refused("approval.words") without words."""
        if instruction is not None:
            instruction.check(worded=True)
        return cls(
            jurisdiction=jurisdiction,
            year=year,
            programme=programme,
            proposal=proposal,
            instruction=instruction.as_dict() if instruction else None,
        )

    def decline(self, reason: str) -> None:
        """Why nothing is issued. Raises Refused("proposal.decided") where it was decided before."""
        self._open()
        refuse_all(written.faults("proposal.reason", "reason", reason))
        self._declined(reason=reason.strip())

    def accept(self, note: str = "") -> None:
        """Taken up where the answer is no record of its own: a unit is named in the next bulletin of the cadence."""
        self._open()
        refuse_all(written.too_long("note", note))
        self._accepted(note=note.strip())

    def _open(self) -> None:
        if self.state != "recorded":
            raise Refused("proposal.decided")

    @event(Recorded)
    def __init__(self, jurisdiction: str, year: int, programme: str, proposal: Row, instruction: Row | None) -> None:
        self.jurisdiction, self.year, self.programme = jurisdiction, year, programme
        self.proposal, self.instruction, self.state = proposal, instruction, "recorded"

    @event(Declined)
    def _declined(self, reason: str) -> None:
        self.state = "declined"

    @event(Accepted)
    def _accepted(self, note: str) -> None:
        self.state = "accepted"


def key_of(proposal: Row) -> str:
    """The proposal's id: rule:subject:period."""
    return f"{proposal['rule']}:{proposal['subject']}:{proposal['period']}"
