"""A finding of a visit (检查发现的问题): its fact with evidence, fed back to the unit, which may object once.

domain.md 2.6 (政府督查工作条例 art. 16 to 18) and 3.4. What becomes of it afterwards is a rectification's to tell, or
an order's: supervision/findings.py puts them together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from supervision import written
from supervision.inspection import Inspection
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all
from tracker.working_days import WorkingDays

SEVERITIES = {"minor": "一般", "major": "较重", "serious": "严重"}
TERMS = {"minor": 5, "major": 10, "serious": 20}
"""Working days from the feedback to the report of the rectification (domain.md 3.4, default)."""
OBJECTION = 30
"""Days within which the unit may ask for a review (政府督查工作条例 art. 17)."""
RULINGS = {"upheld": "维持", "changed": "变更", "withdrawn": "撤销"}
CAUSE = "found"
"""The kind of cause with which a rectification, or a disclosed problem, names the finding it rests on."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: `site` by its key in the visit, None for the project as a whole; `photos` by the hashes of
    photographs of the visit; `files` (sha256, name, size, type) are what was entered from paper."""

    severity: str
    fact: str
    site: str | None = None
    photos: Sequence[str] = ()
    files: Sequence[Row] = field(default_factory=tuple)

    def faults(self, visit: Inspection) -> list[Refused]:
        found = [] if self.severity in SEVERITIES else [Refused("finding.severity", field="severity")]
        found += written.faults("finding.fact", "fact", self.fact)
        if self.site is not None and self.site not in visit.seen:
            found.append(Refused("finding.site", field="site"))
        if any(each not in visit.photos for each in self.photos):
            found.append(Refused("finding.photo", field="photos"))
        if not self.photos and not self.files:
            found.append(Refused("finding.evidence", field="photos"))
        return found


class Finding(Aggregate):
    """States: recorded → fed_back → objected → fed_back | withdrawn; retracted by its recorder before it was fed back.

    `severity` and `fact` are those that hold: the recorded ones, or what a review changed them to.
    """

    TOPIC = "finding"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "finding.event"

    class Recorded(Event, Aggregate.Created):
        TOPIC = "finding.recorded"
        jurisdiction: str
        year: int
        programme: str
        project: str
        visit: str
        unit: str
        site: str | None
        severity: str
        fact: str
        photos: list[str]
        files: list[dict[str, Any]]
        found_by: str
        recorder: str

    class Retracted(Event):
        TOPIC = "finding.retracted"
        reason: str

    class FedBack(Event):
        TOPIC = "finding.fed_back"
        feedback: str
        fed_back_on: str
        requirement: str
        due: str
        issuer: str

    class Answered(Event):
        TOPIC = "finding.answered"
        words: str

    class ObjectionMade(Event):
        TOPIC = "finding.objection_made"
        reason: str
        evidence: list[dict[str, Any]]

    class ObjectionDecided(Event):
        TOPIC = "finding.objection_decided"
        ruling: str
        reason: str
        severity: str
        fact: str
        decider: str

    @staticmethod
    def create_id(visit: str) -> UUID:
        return uuid4()

    # The team, or the office from the team's paper.

    @classmethod
    def record(cls, visit: Inspection, found: Found, inspector: str, unit: str, by: str) -> "Finding":
        """`inspector`: the key of who found it; `by`: who records it, the inspector's own link or the office's account.
        While the visit goes on and after it; raises all faults."""
        if visit.state not in ("visiting", "closed"):
            raise Refused("finding.not_seen")
        faults = found.faults(visit)
        if inspector not in visit.kinds:
            faults.append(Refused("finding.inspector", field="inspector"))
        faults += written.faults("finding.unit", "unit", unit)
        refuse_all(faults)
        return cls._create(
            cls.Recorded,
            jurisdiction=visit.jurisdiction,
            year=visit.year,
            programme=visit.programme,
            project=visit.project,
            visit=str(visit.id),
            unit=unit,
            site=found.site,
            severity=found.severity,
            fact=found.fact.strip(),
            photos=list(dict.fromkeys(found.photos)),
            files=list(found.files),
            found_by=inspector,
            recorder=by,
        )

    def retract(self, reason: str, by: str) -> None:
        """By nobody but who recorded it, and before it is fed back; it stays to be seen by insiders."""
        self._only("recorded")
        if by != self.recorder:
            raise Refused("finding.not_recorder")
        refuse_all(written.faults("finding.reason", "reason", reason))
        self._retracted(reason=reason.strip())

    # The office.

    def feed_back(self, feedback: str, requirement: str, by: str, days: WorkingDays) -> str:
        """With what the unit has to do about it; gives back the day (ISO) by which it reports."""
        self._only("recorded")
        refuse_all(written.faults("finding.requirement", f"requirement-{self.id}", requirement))
        today = clock.today()
        due = days.add(today, TERMS[self.severity]).isoformat()
        self._fed_back(
            feedback=feedback, fed_back_on=today.isoformat(), requirement=requirement.strip(), due=due, issuer=by
        )
        return due

    def decide_objection(
        self, ruling: str, reason: str, by: str, *, apart: bool, severity: str = "", fact: str = ""
    ) -> None:
        """By somebody who took no part in the conclusion (art. 17): not who recorded it or fed it back, and nobody of
        the team, as `apart` declares, for members of a team need no account. `severity` and `fact` as they are changed.
        """
        self._only("objected")
        if by in (self.recorder, self.issuer):
            raise Refused("finding.own_work")
        faults = written.faults("finding.reason", "reason", reason)
        if ruling not in RULINGS:
            faults.append(Refused("finding.ruling", field="ruling"))
        if not apart:
            faults.append(Refused("finding.apart", field="apart"))
        holds = self._changed(severity, fact) if ruling == "changed" else (self.severity, self.fact)
        if ruling == "changed" and holds == (self.severity, self.fact):
            faults.append(Refused("finding.unchanged", field="severity"))
        refuse_all(faults + written.too_long("fact", fact))
        self._objection_decided(ruling=ruling, reason=reason.strip(), severity=holds[0], fact=holds[1], decider=by)

    # The unit.

    def answer(self, words: str) -> None:
        """The unit's own account of it; a later one follows the former."""
        if self.state not in ("fed_back", "objected"):
            raise Refused("finding.over" if self.state in ("withdrawn", "retracted") else "finding.not_fed_back")
        refuse_all(written.faults("finding.words", "words", words))
        self._answered(words=words.strip())

    def make_objection(self, reason: str, evidence: Sequence[Row], days: WorkingDays) -> None:
        """Once, within thirty days of the feedback."""
        if self.ruled:
            raise Refused("finding.decided")
        self._only("fed_back")
        if clock.today() > (last := self.objection_until(days)):
            raise Refused("finding.too_late", until=written.in_words(last))
        refuse_all(written.faults("finding.reason", "reason", reason))
        self._objection_made(reason=reason.strip(), evidence=list(evidence))

    def objection_until(self, days: WorkingDays) -> date:
        """The last day for it: the thirtieth, or the working day after it."""
        return until(self.fed_back_on, days)

    def _changed(self, severity: str, fact: str) -> tuple[str, str]:
        return severity if severity in SEVERITIES else self.severity, fact.strip() or self.fact

    def _only(self, state: str) -> None:
        if self.state in ("withdrawn", "retracted"):
            raise Refused("finding.over")
        if self.state != state:
            raise Refused(_NOT[state])

    @event(Recorded)
    def __init__(
        self, programme: str, project: str, visit: str, unit: str, severity: str, fact: str, recorder: str
    ) -> None:
        self.programme, self.project, self.visit, self.unit = programme, project, visit, unit
        self.severity, self.fact, self.recorder = severity, fact, recorder
        self.state, self.issuer, self.ruled = "recorded", "", False
        self.requirement, self.fed_back_on = "", date.min

    @event(Retracted)
    def _retracted(self, reason: str) -> None:
        self.state = "retracted"

    @event(FedBack)
    def _fed_back(self, feedback: str, fed_back_on: str, requirement: str, due: str, issuer: str) -> None:
        self.state, self.requirement, self.issuer = "fed_back", requirement, issuer
        self.fed_back_on = date.fromisoformat(fed_back_on)

    @event(Answered)
    def _answered(self, words: str) -> None:
        pass

    @event(ObjectionMade)
    def _objection_made(self, reason: str, evidence: list[Row]) -> None:
        self.state = "objected"

    @event(ObjectionDecided)
    def _objection_decided(self, ruling: str, reason: str, severity: str, fact: str, decider: str) -> None:
        self.state = "withdrawn" if ruling == "withdrawn" else "fed_back"
        self.severity, self.fact, self.ruled = severity, fact, True


_NOT = {
    "recorded": "finding.fed_back_already",
    "fed_back": "finding.not_fed_back",
    "objected": "finding.no_objection",
}


def until(fed_back_on: date, days: WorkingDays) -> date:
    """The last day on which a unit may ask for a review of what was fed back on that day."""
    last = fed_back_on + timedelta(days=OBJECTION)
    return last if days.is_working(last) else days.roll_forward(last)
