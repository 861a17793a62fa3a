"""The findings of visits and what became of each: fed back, objected to, mended, made an order, named to the public.

What follows a finding is told by the events of what followed it (feedback, rectification, order, problem); nothing is
kept twice. Whether one is still open is asked here: of a project's serious ones before it is accepted (domain.md 3.9).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision.feedback import Feedback
from supervision.finding import CAUSE, Finding
from supervision.inspection import Inspection
from supervision.order import Order
from supervision.problem import Problem
from supervision.rectification import Rectification
from tracker.read_model import ReadModel
from tracker.table import Table

FINDINGS = ReadModel(
    "supervision_findings",
    """
CREATE TABLE supervision_findings (
    id uuid PRIMARY KEY, programme uuid NOT NULL, project uuid NOT NULL, visit uuid NOT NULL, unit text NOT NULL,
    site text, severity text NOT NULL, fact text NOT NULL, photos text[] NOT NULL, files jsonb NOT NULL,
    found_by text NOT NULL, recorder text NOT NULL, recorded_at timestamptz NOT NULL, stands text NOT NULL,
    retracted jsonb, requirement text, due date, issuer text, fed_back_at timestamptz, answers jsonb NOT NULL,
    objection jsonb, objected_at timestamptz, ruling jsonb, ruled_at timestamptz, rectification uuid, mending text,
    round integer, mended_at timestamptz, order_id uuid, order_state text, ended_at timestamptz, problem uuid,
    problem_state text, told_at timestamptz, named_at timestamptz,
    unnamed_at timestamptz, position bigint NOT NULL);
CREATE INDEX supervision_findings_of ON supervision_findings (programme);
CREATE TABLE supervision_findings_visit (
    id uuid PRIMARY KEY, programme uuid NOT NULL, project uuid NOT NULL, day date NOT NULL, method text NOT NULL,
    seen_at timestamptz, known_at timestamptz, closed_at timestamptz, words text, units text[], approval jsonb,
    issuer text, fed_back_at timestamptz);
CREATE INDEX supervision_findings_visits ON supervision_findings_visit (programme);
""",
)
_FINDINGS, _VISITS = Table("supervision_findings"), Table("supervision_findings_visit")

ENDED = ("retracted", "withdrawn", "closed")
STATES = {
    "recorded": "待反馈",
    "fed_back": "已反馈",
    "objected": "复核中",
    "mending": "整改中",
    "reported": "待复查",
    "failed": "复查未通过",
    "raised": "转督办单",
    "closed": "已办结",
    "withdrawn": "复核后撤销",
    "retracted": "记录人已撤回",
}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding. `severity` and `fact` as they were recorded; what a review changed them to is in `ruling` (ruling,
    reason, severity, fact, post). `photos`: hashes; `files`: those entered from paper. `answers`: words, post, at each.
    `objection`: reason, evidence. `mending`: where its rectification stands, in its round. `problem_state`: where its
    disclosure stands; `named_at`, since when it is public, `told_at`, when its result was told, `unnamed_at`, when it
    was taken back."""

    id: UUID
    programme: UUID
    project: UUID
    visit: UUID
    unit: str
    site: str | None
    severity: str
    fact: str
    photos: list[str]
    files: list[dict[str, Any]]
    found_by: str
    recorder: str
    recorded_at: datetime
    stands: str
    retracted: dict[str, Any] | None
    requirement: str | None
    due: date | None
    issuer: str | None
    fed_back_at: datetime | None
    answers: list[dict[str, Any]]
    objection: dict[str, Any] | None
    objected_at: datetime | None
    ruling: dict[str, Any] | None
    ruled_at: datetime | None
    rectification: UUID | None
    mending: str | None
    round: int | None
    mended_at: datetime | None
    order_id: UUID | None
    order_state: str | None
    ended_at: datetime | None
    problem: UUID | None
    problem_state: str | None
    told_at: datetime | None
    named_at: datetime | None
    unnamed_at: datetime | None
    position: int

    @property
    def holds(self) -> tuple[str, str]:
        """Severity and fact as they hold now."""
        return (self.ruling["severity"], self.ruling["fact"]) if self.ruling else (self.severity, self.fact)

    @property
    def state(self) -> str:
        """A key of STATES."""
        if self.stands in ("recorded", "retracted", "withdrawn", "objected"):
            return self.stands
        if self.mending == "passed" or self.order_state == "closed":
            return "closed"
        if self.order_state == "issued":
            return "raised"
        return {"ordered": "mending", "reported": "reported", "failed": "failed"}.get(self.mending or "", "fed_back")

    @property
    def resolved(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit as its conclusion sees it. `seen_at`: when its first site was seen, known since `known_at`. `words`: the
    conclusion as it was fed back at `fed_back_at` to `units`; None while it is owed."""

    id: UUID
    programme: UUID
    project: UUID
    day: date
    method: str
    seen_at: datetime | None
    known_at: datetime | None
    closed_at: datetime | None
    words: str | None
    units: list[str] | None
    approval: dict[str, Any] | None
    issuer: str | None
    fed_back_at: datetime | None


@FINDINGS.on(Inspection.Planned)
def _planned(curs: psycopg.Cursor[Any], e: Inspection.Planned, position: int) -> None:
    _VISITS.insert(
        curs,
        id=e.originator_id,
        programme=e.programme,
        project=e.project,
        day=e.on,
        method=e.method,
        **dict.fromkeys(("seen_at", "known_at", "closed_at", "words", "units", "approval", "issuer", "fed_back_at")),
    )


@FINDINGS.on(Inspection.SiteSeen)
def _seen(curs: psycopg.Cursor[Any], e: Inspection.SiteSeen, position: int) -> None:
    if _VISITS.row(curs, e.originator_id)["seen_at"] is None:
        _VISITS.update(curs, e.originator_id, seen_at=e.visited_at, known_at=e.timestamp)


@FINDINGS.on(Inspection.Closed)
def _closed(curs: psycopg.Cursor[Any], e: Inspection.Closed, position: int) -> None:
    _VISITS.update(curs, e.originator_id, closed_at=e.timestamp)


@FINDINGS.on(Feedback.Issued)
def _issued(curs: psycopg.Cursor[Any], e: Feedback.Issued, position: int) -> None:
    told = {"words": e.words, "units": e.units, "approval": Jsonb(e.approval), "issuer": e.issuer}
    _VISITS.update(curs, UUID(e.visit), **told, fed_back_at=e.timestamp)


@FINDINGS.on(Finding.Recorded)
def _recorded(curs: psycopg.Cursor[Any], e: Finding.Recorded, position: int) -> None:
    plain = ("programme", "project", "visit", "unit", "site", "severity", "fact", "photos", "found_by", "recorder")
    later = (
        "retracted", "requirement", "due", "issuer", "fed_back_at", "objection", "objected_at", "ruling", "ruled_at",
        "rectification", "mending", "round", "mended_at", "order_id", "order_state", "ended_at", "problem",
        "problem_state", "told_at", "named_at", "unnamed_at",
    )  # fmt: skip
    _FINDINGS.insert(
        curs,
        id=e.originator_id,
        **{name: getattr(e, name) for name in plain},
        files=Jsonb(e.files),
        recorded_at=e.timestamp,
        stands="recorded",
        answers=Jsonb([]),
        **dict.fromkeys(later),
        position=position,
    )


@FINDINGS.on(Finding.Retracted)
def _retracted(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    told = {"reason": e.reason, "post": e.by.get("post", "")}
    _now(curs, e, position, stands="retracted", retracted=Jsonb(told), ended_at=e.timestamp)


@FINDINGS.on(Finding.FedBack)
def _fed_back(curs: psycopg.Cursor[Any], e: Finding.FedBack, position: int) -> None:
    said = {"requirement": e.requirement, "due": e.due, "issuer": e.issuer}
    _now(curs, e, position, stands="fed_back", **said, fed_back_at=e.timestamp)


@FINDINGS.on(Finding.Answered)
def _answered(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    said = _FINDINGS.row(curs, e.originator_id)["answers"]
    answer = {"words": e.words, "post": e.by.get("post", ""), "at": e.timestamp.isoformat()}
    _now(curs, e, position, answers=Jsonb([*said, answer]))


@FINDINGS.on(Finding.ObjectionMade)
def _objected(curs: psycopg.Cursor[Any], e: Finding.ObjectionMade, position: int) -> None:
    told = Jsonb({"reason": e.reason, "evidence": e.evidence})
    _now(curs, e, position, stands="objected", objection=told, objected_at=e.timestamp)


@FINDINGS.on(Finding.ObjectionDecided)
def _decided(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    told = {name: getattr(e, name) for name in ("ruling", "reason", "severity", "fact")}
    gone = {"stands": "withdrawn", "ended_at": e.timestamp} if e.ruling == "withdrawn" else {"stands": "fed_back"}
    _now(curs, e, position, **gone, ruling=Jsonb({**told, "post": e.by.get("post", "")}), ruled_at=e.timestamp)


def _now(curs: psycopg.Cursor[Any], e: Any, position: int, **values: Any) -> None:
    _FINDINGS.update(curs, e.originator_id, **values, position=position)


# What followed.


@FINDINGS.on(Rectification.Ordered)
def _ordered(curs: psycopg.Cursor[Any], e: Rectification.Ordered, position: int) -> None:
    if e.cause.get("kind") == CAUSE:
        _FINDINGS.update(
            curs, UUID(e.cause["ref"]), rectification=e.originator_id, mending="ordered", round=1, position=position
        )


_MENDING: dict[type, str] = {
    Rectification.Reported: "reported",
    Rectification.Passed: "passed",
    Rectification.Failed: "failed",
    Rectification.Suspended: "suspended",
    Rectification.Renewed: "ordered",
    Rectification.Withdrawn: "withdrawn",
}


@FINDINGS.on(*_MENDING)
def _mending(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    passed = e.timestamp if isinstance(e, Rectification.Passed) else None
    curs.execute(
        """UPDATE supervision_findings SET mending = %(state)s, position = %(position)s,
             round = CASE WHEN %(anew)s THEN %(round)s ELSE round END,
             mended_at = coalesce(%(passed)s, mended_at), ended_at = coalesce(ended_at, %(passed)s)
           WHERE rectification = %(id)s""",
        {
            "state": _MENDING[type(e)],
            "position": position,
            "anew": isinstance(e, Rectification.Renewed),
            "round": getattr(e, "round", None),
            "passed": passed,
            "id": e.originator_id,
        },
    )


@FINDINGS.on(Order.Drafted, Order.Redrafted)
def _raised(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    """An order of its own answers the proposal that was made of it."""
    curs.execute(
        "UPDATE supervision_findings SET order_id = NULL, order_state = NULL WHERE order_id = %s", (e.originator_id,)
    )
    curs.execute(
        """UPDATE supervision_findings SET order_id = %s, order_state = 'drafted', position = %s
           WHERE %s = concat('unmended:', id, ':', round)""",
        (e.originator_id, position, str(e.cause["ref"])),
    )


@FINDINGS.on(Order.Issued, Order.Closed, Order.Withdrawn)
def _of_the_order(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    state = {Order.Issued: "issued", Order.Closed: "closed", Order.Withdrawn: "withdrawn"}[type(e)]
    ended = e.timestamp if state == "closed" else None
    curs.execute(
        """UPDATE supervision_findings SET order_state = %s, ended_at = coalesce(ended_at, %s), position = %s
           WHERE order_id = %s""",
        (state, ended, position, e.originator_id),
    )


@FINDINGS.on(Problem.Drafted)
def _disclosing(curs: psycopg.Cursor[Any], e: Problem.Drafted, position: int) -> None:
    if e.cause.get("kind") == CAUSE:
        _FINDINGS.update(curs, UUID(e.cause["ref"]), problem=e.originator_id, problem_state="drafted")


_DISCLOSING: dict[type, str] = {
    Problem.Redrafted: "drafted",
    Problem.Approved: "approved",
    Problem.Cleared: "cleared",
    Problem.Rejected: "rejected",
    Problem.Published: "published",
    Problem.Withdrawn: "withdrawn",
}


@FINDINGS.on(*_DISCLOSING)
def _disclosed(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    named = e.timestamp if isinstance(e, Problem.Published) else None
    unnamed = e.timestamp if isinstance(e, Problem.Withdrawn) else None
    curs.execute(
        """UPDATE supervision_findings SET problem_state = %s, named_at = coalesce(named_at, %s), unnamed_at = %s
           WHERE problem = %s""",
        (_DISCLOSING[type(e)], named, unnamed, e.originator_id),
    )


@FINDINGS.on(Problem.OutcomePublished)
def _told(curs: psycopg.Cursor[Any], e: Problem.OutcomePublished, position: int) -> None:
    curs.execute("UPDATE supervision_findings SET told_at = %s WHERE problem = %s", (e.timestamp, e.originator_id))


# Asked.


def finding(conn: psycopg.Connection[Any], id: UUID) -> FindingRow | None:
    found = _rows(conn, "id = %s", id)
    return found[0] if found else None


def of_programme(conn: psycopg.Connection[Any], programme: str | UUID, unit: str | None = None) -> list[FindingRow]:
    """A programme's, the last recorded first; of a unit what was fed back to it."""
    found = _rows(conn, "programme = %s", str(programme))
    return [row for row in found if unit is None or (row.unit == unit and row.fed_back_at)]


def of_visit(conn: psycopg.Connection[Any], visit: UUID) -> list[FindingRow]:
    """In the order in which they were recorded, retracted ones too."""
    return sorted(_rows(conn, "visit = %s", visit), key=lambda row: (row.recorded_at, row.id))


def standing(conn: psycopg.Connection[Any], visit: UUID) -> list[FindingRow]:
    """A visit's without those that whoever recorded them took back."""
    return [row for row in of_visit(conn, visit) if row.stands != "retracted"]


def unresolved(
    conn: psycopg.Connection[Any], project: str | UUID, severities: Collection[str] = ("serious",)
) -> list[FindingRow]:
    """A project's findings of these severities, as they hold after reviews, that are neither closed by a recheck or an
    order, nor withdrawn: while there is a serious one the project is not accepted (domain.md 3.2, 3.9)."""
    found = _rows(conn, "project = %s", str(project))
    return [row for row in found if not row.resolved and row.holds[0] in severities]


def visited(conn: psycopg.Connection[Any], visit: UUID) -> Visited | None:
    row = conn.execute("SELECT * FROM supervision_findings_visit WHERE id = %s", (visit,)).fetchone()
    return Visited(**row) if row else None


def visits_of(conn: psycopg.Connection[Any], programme: str | UUID) -> list[Visited]:
    """A programme's visits of which something was seen, the latest first."""
    rows = conn.execute(
        """SELECT * FROM supervision_findings_visit WHERE programme = %s AND seen_at IS NOT NULL
           ORDER BY seen_at DESC, id""",
        (str(programme),),
    ).fetchall()
    return [Visited(**row) for row in rows]


def _rows(conn: psycopg.Connection[Any], where: str, value: Any) -> list[FindingRow]:
    rows = conn.execute(
        f"SELECT * FROM supervision_findings WHERE {where} ORDER BY recorded_at DESC, id".encode(), (value,)
    ).fetchall()
    return [FindingRow(**row) for row in rows]
