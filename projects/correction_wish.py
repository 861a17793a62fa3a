"""A lead unit's wish that an accepted month be corrected: asked for, then made or declined by the office."""

from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.report import CORRECTION_REASONS, check_found
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused


class CorrectionWish(Aggregate):
    """domain.md 3.3: the lead unit asks, the office corrects. Figures and days are those of a report's content."""

    TOPIC = "correction_wish"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "correction_wish.event"
        project: str
        programme: str
        period: str

    class Asked(Event, Aggregate.Created):
        TOPIC = "correction_wish.asked"
        values: dict[str, str]
        milestones_done: dict[str, str]
        reason_code: str
        reason: str
        found_by: str
        found_on: str
        evidence: list[dict[str, Any]]

    class Granted(Event):
        TOPIC = "correction_wish.granted"
        number: int

    class Declined(Event):
        TOPIC = "correction_wish.declined"
        reason: str

    @staticmethod
    def create_id(project: str) -> UUID:
        return uuid4()

    @classmethod
    def ask(
        cls, project: UUID, programme: UUID, period: str, values: dict[str, str], days: dict[str, str], **why: Any
    ) -> "CorrectionWish":
        """`why`: reason_code, reason, found_by (a post or unit), found_on (ISO), evidence."""
        if why["reason_code"] not in CORRECTION_REASONS:
            raise Refused("report.correction_reason", field="reason_code")
        if not str(why["reason"]).strip():
            raise Refused("report.reason_missing", field="reason")
        if not str(why["found_by"]).strip():
            raise Refused("report.found_by", field="found_by")
        check_found(period, why["found_on"])
        return cls(
            project=str(project), programme=str(programme), period=period, values=values, milestones_done=days, **why
        )

    def grant(self, number: int) -> None:
        """The office made it: as the report's correction of this number."""
        self._open()
        self._granted(**self._which(), number=number)

    def decline(self, reason: str) -> None:
        self._open()
        if not reason.strip():
            raise Refused("report.reason_missing", field="declining")
        self._declined(**self._which(), reason=reason)

    def _open(self) -> None:
        if self.state != "asked":
            raise Refused("correction_wish.decided")

    def _which(self) -> dict[str, str]:
        return {"project": self.project, "programme": self.programme, "period": self.period}

    @event(Asked)
    def __init__(
        self,
        project: str,
        programme: str,
        period: str,
        values: dict[str, str],
        milestones_done: dict[str, str],
        reason_code: str,
        reason: str,
        found_by: str,
        found_on: str,
        evidence: list[dict[str, Any]],
    ) -> None:
        self.project, self.programme, self.period, self.state = project, programme, period, "asked"
        self.values, self.milestones_done = values, milestones_done
        self.reason_code, self.reason = reason_code, reason
        self.found_by, self.found_on, self.evidence = found_by, found_on, evidence

    @event(Granted)
    def _granted(self, project: str, programme: str, period: str, number: int) -> None:
        self.state = "granted"

    @event(Declined)
    def _declined(self, project: str, programme: str, period: str, reason: str) -> None:
        self.state = "declined"
