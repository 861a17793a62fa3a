"""A risk to a project: seen by unit or office, assessed, watched by a plan before the lapse (domain.md 1.1 A14)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from supervision.claim import OFFICE
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

LEVELS = {"high": "高", "middle": "中", "low": "低"}
ENDS = {"mitigated": "已化解", "occurred": "已发生", "closed": "不再跟踪"}
LONGEST = 1000


class Risk(Aggregate):
    """States: raised → assessed → planned → checked (and planned again); ended as mitigated, occurred or closed."""

    TOPIC = "risk"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "risk.event"

    class Raised(Event, Aggregate.Created):
        """`since_on`: since when it is seen; `threatens_on`: the day it would hit, where that can be said (ISO)."""

        TOPIC = "risk.raised"
        programme: str
        project: str
        matter: str
        effect: str
        since_on: str
        threatens_on: str | None
        by_office: bool
        evidence: list[dict[str, Any]]

    class Assessed(Event):
        TOPIC = "risk.assessed"
        level: str
        opinion: str

    class SupervisionPlanned(Event):
        """督查计划: what is looked at, by whom (a unit's id or OFFICE), until when."""

        TOPIC = "risk.supervision_planned"
        look_at: str
        who: str
        until_on: str

    class PlanCarriedOut(Event):
        TOPIC = "risk.plan_carried_out"
        found: str

    class Mitigated(Event):
        TOPIC = "risk.mitigated"
        reason: str

    class Occurred(Event):
        TOPIC = "risk.occurred"
        reason: str

    class Closed(Event):
        TOPIC = "risk.closed"
        reason: str

    @staticmethod
    def create_id(project: str) -> UUID:
        return uuid4()

    @classmethod
    def report(
        cls,
        programme: str,
        project: str,
        *,
        matter: str,
        effect: str,
        since_on: str,
        threatens_on: str | None = None,
        by_office: bool = False,
        evidence: Sequence[dict[str, Any]] = (),
    ) -> "Risk":
        """Raises all faults at once: a risk that has begun lies not ahead, what it threatens lies not behind."""
        today = clock.today()
        faults = [*_words("matter", matter, "可能出什么问题"), *_words("effect", effect, "对进度的影响")]
        if date.fromisoformat(since_on) > today:
            faults.append(Refused("risk.since", field="since_on"))
        if threatens_on and date.fromisoformat(threatens_on) < today:
            faults.append(Refused("risk.threatens", field="threatens_on"))
        refuse_all(faults)
        return cls(
            programme=programme,
            project=project,
            matter=matter.strip(),
            effect=effect.strip(),
            since_on=since_on,
            threatens_on=threatens_on,
            by_office=by_office,
            evidence=list(evidence),
        )

    def assess(self, level: str, opinion: str) -> None:
        """May be done again while the risk lives."""
        self._living()
        faults = [] if level in LEVELS else [Refused("risk.level", field="level")]
        refuse_all([*faults, *_words("opinion", opinion, "研判意见")])
        self._assessed(level=level, opinion=opinion.strip())

    def plan(self, look_at: str, who: str, until_on: str) -> None:
        """Before the lapse: not behind, and not after the day that the risk threatens."""
        self._living()
        if not self.level:
            raise Refused("risk.not_assessed")
        if self.state == "planned":
            raise Refused("risk.planned_already")
        faults = _words("look_at", look_at, "看什么")
        if not who:
            faults.append(Refused("risk.who", field="who"))
        if date.fromisoformat(until_on) < clock.today():
            faults.append(Refused("risk.plan_behind", field="until_on"))
        elif self.threatens_on and until_on > self.threatens_on:
            day = date.fromisoformat(self.threatens_on)
            faults.append(Refused("risk.plan_too_late", field="until_on", day=f"{day.month}月{day.day}日"))
        refuse_all(faults)
        self._planned(look_at=look_at.strip(), who=who, until_on=until_on)

    def carry_out(self, by: str, found: str) -> None:
        """What was found; by whom the plan names, or the office for it."""
        if self.state != "planned":
            raise Refused("risk.no_plan")
        if by not in (OFFICE, self.who):
            raise Refused("risk.not_yours")
        refuse_all(_words("found", found, "看到的情况"))
        self._carried_out(found=found.strip())

    def end(self, how: str, reason: str) -> None:
        """mitigated, occurred or closed; a risk that occurred was seen, and that stays on record."""
        self._living()
        faults = [] if how in ENDS else [Refused("risk.end", field="how")]
        refuse_all([*faults, *_words("reason", reason, "理由")])
        {"mitigated": self._mitigated, "occurred": self._occurred, "closed": self._closed}[how](reason=reason.strip())

    def _living(self) -> None:
        if self.state in ENDS:
            raise Refused("risk.ended")

    @event(Raised)
    def __init__(
        self,
        programme: str,
        project: str,
        matter: str,
        effect: str,
        since_on: str,
        threatens_on: str | None,
        by_office: bool,
        evidence: list[dict[str, Any]],
    ) -> None:
        self.programme, self.project, self.threatens_on = programme, project, threatens_on
        self.state, self.level, self.who = "raised", "", ""

    @event(Assessed)
    def _assessed(self, level: str, opinion: str) -> None:
        self.level = level
        self.state = "assessed" if self.state == "raised" else self.state

    @event(SupervisionPlanned)
    def _planned(self, look_at: str, who: str, until_on: str) -> None:
        self.state, self.who = "planned", who

    @event(PlanCarriedOut)
    def _carried_out(self, found: str) -> None:
        self.state = "checked"

    @event(Mitigated)
    def _mitigated(self, reason: str) -> None:
        self.state = "mitigated"

    @event(Occurred)
    def _occurred(self, reason: str) -> None:
        self.state = "occurred"

    @event(Closed)
    def _closed(self, reason: str) -> None:
        self.state = "closed"


def _words(field: str, words: str, what: str) -> list[Refused]:
    if not words.strip():
        return [Refused("form.missing", field=field, what=what)]
    return [Refused("dispatch.too_long", field=field, what=what, most=LONGEST)] if len(words) > LONGEST else []
