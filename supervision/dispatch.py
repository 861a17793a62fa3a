"""周调度: what the lead unit of a 重点难点 project writes down each week, and the office reviews (domain.md 1.1 A11).

It is filed when it is logged; 本周无新情况 is a dispatch like any other. The office's silence approves nothing.
"""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

LONGEST = 1000
WORDS = {"situation": "本周进展", "blockers": "卡点", "next_steps": "下周打算"}
"""What a dispatch says, by field."""


@dataclass(frozen=True, slots=True)
class Log:
    """One week in words: the situation, what it is stuck on ("" where nothing), the next week's steps."""

    situation: str = ""
    blockers: str = ""
    next_steps: str = ""
    nothing_new: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def faults(self) -> list[Refused]:
        """What keeps it from being filed: 无新情况 needs no words and may not have a new situation beside it."""
        found = [
            Refused("dispatch.too_long", field=name, what=what, most=LONGEST)
            for name, what in WORDS.items()
            if len(getattr(self, name)) > LONGEST
        ]
        if self.nothing_new:
            return [*found, *([Refused("dispatch.new_after_all", field="nothing_new")] if self.situation else [])]
        needed = [name for name in ("situation", "next_steps") if not getattr(self, name)]
        return [*found, *(Refused("dispatch.missing", field=name, what=WORDS[name]) for name in needed)]


class Dispatch(Aggregate):
    """States: logged → reviewed; returned → logged again, by which the office's clock runs on."""

    TOPIC = "dispatch"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "dispatch.event"

    class Logged(Event, Aggregate.Created):
        TOPIC = "dispatch.logged"
        programme: str
        project: str
        week: str
        unit: str
        log: dict[str, Any]

    class Corrected(Event):
        """Written anew by the unit before anybody reviewed it."""

        TOPIC = "dispatch.corrected"
        log: dict[str, Any]

    class Returned(Event):
        TOPIC = "dispatch.returned"
        reason: str

    class Relogged(Event):
        """The answer to a return."""

        TOPIC = "dispatch.relogged"
        log: dict[str, Any]

    class Reviewed(Event):
        TOPIC = "dispatch.reviewed"
        comment: str

    @staticmethod
    def create_id(project: str, week: str) -> UUID:
        return identity("dispatch", project, week)

    @classmethod
    def file(cls, programme: str, project: str, week: str, unit: str, log: Log) -> "Dispatch":
        """`week` as 2026-W41; `unit`: the id of the unit that answers for the project."""
        refuse_all(log.faults())
        return cls(programme=programme, project=project, week=week, unit=unit, log=log.as_dict())

    def write_again(self, log: Log) -> None:
        """Corrects what was not reviewed yet, or answers a return. Raises Refused("dispatch.reviewed_already")."""
        if self.state == "reviewed":
            raise Refused("dispatch.reviewed_already")
        refuse_all(log.faults())
        if self.state == "returned":
            self._relogged(log=log.as_dict())
        elif log.as_dict() != self.log:
            self._corrected(log=log.as_dict())

    def review(self, comment: str, version: int | None = None) -> None:
        """`version`: the one the office had before it; another meanwhile is refused with dispatch.moved."""
        self._seen(version)
        if len(comment) > LONGEST:
            raise Refused("dispatch.too_long", field="comment", what="意见", most=LONGEST)
        self._reviewed(comment=comment.strip())

    def send_back(self, reason: str, version: int | None = None) -> None:
        self._seen(version)
        if not reason.strip():
            raise Refused("report.reason_missing", field="comment")
        if len(reason) > LONGEST:
            raise Refused("dispatch.too_long", field="comment", what="意见", most=LONGEST)
        self._returned(reason=reason.strip())

    def _seen(self, version: int | None) -> None:
        if version is not None and version != self.version:
            raise Refused("dispatch.moved")
        if self.state != "logged":
            raise Refused("dispatch.not_waiting")

    @event(Logged)
    def __init__(self, programme: str, project: str, week: str, unit: str, log: dict[str, Any]) -> None:
        self.programme, self.project, self.week, self.unit = programme, project, week, unit
        self.log, self.state = log, "logged"

    @event(Corrected)
    def _corrected(self, log: dict[str, Any]) -> None:
        self.log = log

    @event(Returned)
    def _returned(self, reason: str) -> None:
        self.state = "returned"

    @event(Relogged)
    def _relogged(self, log: dict[str, Any]) -> None:
        self.log, self.state = log, "logged"

    @event(Reviewed)
    def _reviewed(self, comment: str) -> None:
        self.state = "reviewed"
