"""An inspection as it is planned (督查方案): on which basis, how, of which projects, when, with which questions.

政府督查工作条例 art. 11 and 15: a plan with content, object and scope, approved; its scope is never widened, and no
project is inspected twice (domain.md 2.6, 3.4). Its visits are records of their own (supervision/inspection.py).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval
from supervision import written
from supervision.party import MOST_INSPECTORS, SIGNATURES
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

METHODS = ("随机抽查", "集中查看", "座谈点评", "走进市办实事", "暗访")
SILENT = ("随机抽查", "暗访")
"""Methods of which nothing but a hash and a time is public before the last visit is over (domain.md 3.4)."""
MOST_QUESTIONS, LONGEST_QUESTION = 40, 120
ANNOUNCED = "集中查看"
"""The one method of which the unit is told before anybody comes."""
LONGEST_PERIOD = 62
"""Days (默认)."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outline:
    """What a plan says. `projects` by id; `starts_on`, `ends_on` ISO; `leader` a post; `occasion`: the event that makes
    a second inspection of a project within the month necessary, blank otherwise; `signatures`: how many of those who
    visit sign at least."""

    title: str
    method: str
    basis: str
    projects: tuple[str, ...]
    starts_on: str
    ends_on: str
    checklist: tuple[str, ...]
    leader: str
    occasion: str = ""
    signatures: int = SIGNATURES

    def as_dict(self) -> Row:
        return {
            **{name: value.strip() if isinstance(value, str) else value for name, value in asdict(self).items()},
            "projects": list(self.projects),
            "checklist": _questions(self.checklist),
        }

    def faults(self) -> list[Refused]:
        found = written.faults("inspection_plan.title", "title", self.title)
        found += written.faults("inspection_plan.basis", "basis", self.basis)
        found += written.faults("inspection_plan.leader", "leader", self.leader)
        found += written.too_long("occasion", self.occasion)
        if self.method not in METHODS:
            found.append(Refused("inspection_plan.method", field="method"))
        if not 1 <= self.signatures <= MOST_INSPECTORS:
            found.append(Refused("inspection_plan.signatures", field="signatures", most=MOST_INSPECTORS))
        if not self.projects:
            found.append(Refused("inspection_plan.projects", field="projects"))
        return [*found, *self._period_faults(), *self._question_faults()]

    def _period_faults(self) -> list[Refused]:
        since, until = written.day(self.starts_on), written.day(self.ends_on)
        if since is None or until is None or not 0 <= (until - since).days <= LONGEST_PERIOD:
            return [Refused("inspection_plan.period", field="starts_on", most=LONGEST_PERIOD)]
        return []

    def _question_faults(self) -> list[Refused]:
        asked = _questions(self.checklist)
        if not asked or len(asked) > MOST_QUESTIONS or any(len(each) > LONGEST_QUESTION for each in asked):
            return [
                Refused("inspection_plan.checklist", field="checklist", most=MOST_QUESTIONS, longest=LONGEST_QUESTION)
            ]
        return []


class InspectionPlan(Aggregate):
    """States: drafted → approved → over; cancelled before it is over."""

    TOPIC = "inspection_plan"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "inspection_plan.event"

    class Drafted(Event, Aggregate.Created):
        TOPIC = "inspection_plan.drafted"
        jurisdiction: str
        year: int
        programme: str
        outline: dict[str, Any]

    class Redrafted(Event):
        TOPIC = "inspection_plan.redrafted"
        outline: dict[str, Any]

    class Approved(Event):
        TOPIC = "inspection_plan.approved"
        approval: dict[str, Any]

    class Narrowed(Event):
        TOPIC = "inspection_plan.narrowed"
        projects: list[str]
        reason: str

    class Cancelled(Event):
        TOPIC = "inspection_plan.cancelled"
        reason: str

    class Ended(Event):
        """The last visit is over; what was silent may be told."""

        TOPIC = "inspection_plan.ended"
        summary: str

    class Lapsed(Event):
        """Its last day, `on` (ISO), is past and nobody ended it: what was silent is told all the same."""

        TOPIC = "inspection_plan.lapsed"
        on: str

    @staticmethod
    def create_id(programme: str) -> UUID:
        return uuid4()

    @classmethod
    def draft(cls, programme: tuple[str, str, int], outline: Outline, id: UUID | None = None) -> "InspectionPlan":
        """`programme`: id, government and year; `id`: the plan's own, thrown where none is given. It is part of what a
        draw freezes. Raises everything that is missing at once."""
        refuse_all(outline.faults())
        of, jurisdiction, year = programme
        said = outline.as_dict()
        return cls._create(cls.Drafted, id=id, jurisdiction=jurisdiction, year=year, programme=of, outline=said)

    def redraft(self, outline: Outline) -> None:
        """Only before the approval."""
        if self.state != "drafted":
            raise Refused("inspection_plan.approved_already")
        refuse_all(outline.faults())
        self._redrafted(outline=outline.as_dict())

    def approve(self, approval: Approval) -> None:
        """The recorded 批示 that it rests on."""
        if self.state != "drafted":
            raise Refused("inspection_plan.approved_already")
        approval.check(worded=True)
        self._approved(approval=approval.as_dict())

    def narrow(self, projects: Sequence[str], reason: str) -> None:
        """Leaves projects out. Raises Refused("inspection_plan.widened") for one that was not in it."""
        self._running()
        faults = written.faults("inspection_plan.reason", "reason", reason)
        if set(projects) - set(self.projects):
            faults.append(Refused("inspection_plan.widened", field="projects"))
        elif not projects or len(set(projects)) == len(self.projects):
            faults.append(Refused("inspection_plan.not_narrowed", field="projects"))
        refuse_all(faults)
        self._narrowed(projects=[each for each in self.projects if each in set(projects)], reason=reason.strip())

    def cancel(self, reason: str) -> None:
        if self.state not in ("drafted", "approved"):
            raise Refused("inspection_plan.over")
        refuse_all(written.faults("inspection_plan.reason", "reason", reason))
        self._cancelled(reason=reason.strip())

    def end(self, summary: str = "") -> None:
        self._running()
        refuse_all(written.too_long("summary", summary))
        self._ended(summary=summary.strip())

    def lapse(self) -> None:
        """By the clock alone, the day after its last; the office may still end it, with its summary."""
        self._running()
        if self.lapsed or not self.silent or clock.today() <= date.fromisoformat(self.outline["ends_on"]):
            raise Refused("inspection_plan.not_past")
        self._lapsed(on=self.outline["ends_on"])

    def admit(self, project: str, on: date | None) -> list[Refused]:
        """What bars a visit to this project on this day. Raises Refused where the plan is not approved, or is over."""
        self._running()
        faults = [] if project in self.projects else [Refused("inspection.outside_scope", field="project")]
        since, until = date.fromisoformat(self.outline["starts_on"]), date.fromisoformat(self.outline["ends_on"])
        if on and not since <= on <= until:
            told = {"since": written.in_words(since), "until": written.in_words(until)}
            faults.append(Refused("inspection.outside_period", field="on", **told))
        return faults

    @property
    def projects(self) -> list[str]:
        return list(self.outline["projects"])

    @property
    def silent(self) -> bool:
        return self.outline["method"] in SILENT

    @property
    def signatures(self) -> int:
        """Those who must sign; what was drafted before plans said so goes by the default."""
        return int(self.outline.get("signatures", SIGNATURES))

    def _running(self) -> None:
        if self.state == "drafted":
            raise Refused("inspection_plan.not_approved")
        if self.state != "approved":
            raise Refused("inspection_plan.over")

    @event(Drafted)
    def __init__(self, jurisdiction: str, year: int, programme: str, outline: dict[str, Any]) -> None:
        self.jurisdiction, self.year, self.programme = jurisdiction, year, programme
        self.outline, self.state = outline, "drafted"
        self.lapsed = False

    @event(Redrafted)
    def _redrafted(self, outline: dict[str, Any]) -> None:
        self.outline = outline

    @event(Approved)
    def _approved(self, approval: dict[str, Any]) -> None:
        self.state = "approved"

    @event(Narrowed)
    def _narrowed(self, projects: list[str], reason: str) -> None:
        self.outline = {**self.outline, "projects": projects}

    @event(Cancelled)
    def _cancelled(self, reason: str) -> None:
        self.state = "cancelled"

    @event(Lapsed)
    def _lapsed(self, on: str) -> None:
        self.lapsed = True

    @event(Ended)
    def _ended(self, summary: str) -> None:
        self.state = "over"


def _questions(said: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(each.strip() for each in said if each.strip()))
