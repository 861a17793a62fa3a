"""What visits found, at work: recorded, fed back with what has to be rectified, reviewed on objection, rechecked.

Each method gives back (what changed, answer) for Ledger.carry_out; run them alone, for their rules cross streams.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects import register
from projects.approval import Approval
from projects.programme import Programme
from projects.project import Project
from supervision import findings, members, written
from supervision.feedback import Feedback
from supervision.finding import CAUSE, SEVERITIES, TERMS, Finding, Found
from supervision.ground import Ground
from supervision.inspecting import looked_at
from supervision.inspection import Inspection
from supervision.members import MemberRow
from supervision.rectification import Rectification
from supervision.recusal import barred
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import WorkingDays

Changed = tuple[list[Aggregate], Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ruling:
    """How an objection is decided; `apart`: whoever decides declares that they were not in the team."""

    ruling: str
    reason: str
    apart: bool
    severity: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What the member saw: `member` as the roster calls them (人大代表01)."""

    passed: bool
    how: str
    checked_on: str
    note: str
    member: str


class Concluding:
    """Raises Refused("programme.unknown"), and for imported history ("document.no_papers")."""

    def __init__(self, ledger: Ledger, programme: UUID) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, programme)
        if self.programme.published:
            raise Refused("document.no_papers")

    # Recorded.

    def note(self, visit: UUID, inspector: str, found: Found, by: str) -> Changed:
        """By one of the team on the spot, of the unit that leads the project; the visit's signatures end with it."""
        seen = self.visit(visit)
        self._not_fed_back(visit)
        made = Finding.record(seen, found, inspector, self.lead(seen), by)
        seen.note_finding(inspector, str(made.id), found.site)
        return [seen, made], {"finding": str(made.id)}

    def enter(self, visit: UUID, inspector: str, found: Found, unit: str, by: str) -> Changed:
        """By the office, from the team's paper; `unit`: whose it is, the lead unit where none is named."""
        seen = self.visit(visit)
        self._not_fed_back(visit)
        made = Finding.record(seen, found, inspector, unit or self.lead(seen), by)
        return [made], {"finding": str(made.id)}

    def take_back_photo(self, visit: UUID, inspector: str, sha256: str) -> Changed:
        """A picture of the visit that is no evidence of a finding; of one that is, the finding goes first."""
        with self.ledger.reading() as conn:
            rows = findings.of_visit(conn, visit)
        if any(sha256 in row.photos for row in rows if row.state not in ("retracted", "withdrawn")):
            raise Refused("inspection.photo_evidence")
        seen = self.visit(visit)
        seen.take_back_photo(inspector, sha256)
        return [seen], {"visit": str(visit)}

    def retract(self, id: UUID, reason: str, by: str) -> Changed:
        return self._one(id, lambda found: found.retract(reason, by))

    # Fed back.

    def feed_back(
        self, visit: UUID, words: str, asked: Mapping[str, str], approval: Approval, by: str, days: WorkingDays
    ) -> Changed:
        """The conclusion, and of each finding that stands what is `asked` (by its id) of the unit: a rectification
        whose term is that of its severity. Also where nothing was found."""
        seen = self.visit(visit)
        self._not_fed_back(visit)
        standing = self._standing(visit)
        units = [each.unit for each in standing] or [self.lead(seen)]
        made = Feedback.issue(seen, [str(each.id) for each in standing], units, words, approval, by)
        terms = [each.feed_back(str(made.id), asked.get(str(each.id), ""), by, days) for each in standing]
        required = [
            Rectification.require(each.fact, each.requirement, due, approval, by, self._ground(each, seen))
            for each, due in zip(standing, terms, strict=True)
        ]
        return [made, *standing, *required], {"feedback": str(made.id)}

    # Reviewed.

    def answer(self, id: UUID, words: str) -> Changed:
        return self._one(id, lambda found: found.answer(words))

    def object(self, id: UUID, reason: str, evidence: Sequence[Row], days: WorkingDays) -> Changed:
        """While it is under review the unit's term does not run."""
        found = self.finding(id)
        found.make_objection(reason, evidence, days)
        mending = self._mending(id)
        if mending is None or mending.state != "ordered":
            return [found], {"finding": str(id)}
        mending.suspend("单位申请复核，决定之前停止计时")
        return [found, mending], {"finding": str(id)}

    def decide(self, id: UUID, ruling: Ruling, by: str, days: WorkingDays) -> Changed:
        """A term that was suspended begins anew with the decision, as long as the severity asks; where the finding is
        withdrawn, its rectification is."""
        found = self.finding(id)
        said = ruling.reason
        found.decide_objection(ruling.ruling, said, by, apart=ruling.apart, severity=ruling.severity, fact=ruling.fact)
        mending = self._mending(id)
        if mending is None:
            return [found], {"finding": str(id)}
        if found.state == "withdrawn" and mending.state != "passed":
            mending.withdraw(f"复核决定撤销：{said}"[: written.LONGEST], reviewed=True)
        elif mending.state == "suspended":
            due = days.add(clock.today(), TERMS[found.severity]).isoformat()
            mending.renew(mending.requirement, due, f"复核决定：{said}"[: written.LONGEST])
        return [found, mending], {"finding": str(id)}

    # Rechecked.

    def recheck(self, id: UUID, seen: Rechecked, by: str) -> Changed:
        """By a member of the roster who serves on that day and whom nothing binds to the project or its units."""
        mending = self.ledger.get(Rectification, id)
        if mending.programme != str(self.programme.id):
            raise Refused("rectification.unknown")
        known = {each.called for each in self.recheckers(id, written.day(seen.checked_on) or clock.today())}
        if seen.member not in known:
            raise Refused("rectification.member", field="rechecker")
        said = (seen.passed, seen.how, seen.checked_on, seen.note, seen.member)
        mending.recheck(*said, by, member=True)
        return [mending], {"id": str(id)}

    def recheckers(self, id: UUID, on: date) -> list[MemberRow]:
        """Who may recheck a finding's rectification on a day."""
        found = self.finding(UUID(str(self.ledger.get(Rectification, id).finding)))
        with self.ledger.reading() as conn:
            called = register.unit_called(conn, self.programme.jurisdiction)
            roster = members.of_government(conn, self.programme.jurisdiction)
        looked = looked_at(self.ledger.get(Project, UUID(found.project)), called)
        return [each for each in roster if each.serves(on, on) and not barred(each.ties, [looked])]

    # Of this programme alone; another's is unknown here.

    def visit(self, id: UUID) -> Inspection:
        found = self.ledger.find(Inspection, id)
        if found is None or found.programme != str(self.programme.id):
            raise Refused("inspection.unknown")
        return found

    def finding(self, id: UUID) -> Finding:
        found = self.ledger.find(Finding, id)
        if found is None or found.programme != str(self.programme.id):
            raise Refused("finding.unknown")
        return found

    def lead(self, visit: Inspection) -> str:
        """The unit that leads the visited project now; "" where none does."""
        return str(self.ledger.get(Project, UUID(visit.project)).responsibility["lead_unit"] or "")

    def _one(self, id: UUID, act: Callable[[Finding], None]) -> Changed:
        found = self.finding(id)
        act(found)
        return [found], {"finding": str(id)}

    def _not_fed_back(self, visit: UUID) -> None:
        if self.ledger.find(Feedback, Feedback.create_id(str(visit))) is not None:
            raise Refused("feedback.issued_already")

    def _standing(self, visit: UUID) -> list[Finding]:
        with self.ledger.reading() as conn:
            rows = findings.of_visit(conn, visit)
        return [self.finding(row.id) for row in rows if row.state == "recorded"]

    def _mending(self, id: UUID) -> Rectification | None:
        with self.ledger.reading() as conn:
            row = findings.finding(conn, id)
        return self.ledger.get(Rectification, row.rectification) if row and row.rectification else None

    def _ground(self, found: Finding, visit: Inspection) -> Ground:
        on = written.in_words(date.fromisoformat(visit.on))
        words = f"{on}现场核查发现的{SEVERITIES[found.severity]}问题"
        cause = {"kind": CAUSE, "ref": str(found.id), "words": words}
        of = self.programme
        return Ground(of.jurisdiction, of.year, str(of.id), found.unit, found.project, cause=cause)
