"""The problems named to the public (问题公开): at work on the office's desk, and what the public may see of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision import written
from supervision.problem import Problem
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.read_model import ReadModel
from tracker.table import Table

PROBLEMS = ReadModel(
    "supervision_problems",
    """
CREATE TABLE supervision_problems (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, programme uuid NOT NULL, project uuid,
    unit text NOT NULL, cause jsonb NOT NULL, fields jsonb NOT NULL, state text NOT NULL, approval jsonb, review jsonb,
    outcomes jsonb NOT NULL, withdrawn jsonb, drafted_at timestamptz NOT NULL, published_at timestamptz,
    withdrawn_at timestamptz, position bigint NOT NULL);
CREATE INDEX supervision_problems_of ON supervision_problems (jurisdiction, year);
""",
)

_PROBLEMS = Table("supervision_problems")


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One disclosure. `fields`: item, unit_name, post, facts, requirement, and due (ISO) where there is one;
    `outcomes`: {text, told_at} in order; `withdrawn`: reason, post, decided_on. It is public once `published_at` is
    set, for ever. `lapsed_at`: when its deadline was found to have passed in silence (see `lapse`)."""

    id: UUID
    jurisdiction: str
    year: int
    programme: UUID
    project: UUID | None
    unit: str
    cause: dict[str, Any]
    fields: dict[str, str]
    state: str
    approval: dict[str, Any] | None
    review: dict[str, Any] | None
    outcomes: list[dict[str, Any]]
    withdrawn: dict[str, Any] | None
    drafted_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None
    position: int
    lapsed_at: datetime | None = None

    @property
    def due(self) -> date | None:
        """整改期限; None for what was named before there was one."""
        return written.day(self.fields.get("due"))

    @property
    def overdue(self) -> bool:
        """Whether the public is still owed 整改情况 after its day."""
        return self.lapsed_at is not None and not self.outcomes and self.withdrawn is None


@PROBLEMS.on(Problem.Drafted)
def _drafted(curs: psycopg.Cursor[Any], e: Problem.Drafted, position: int) -> None:
    _PROBLEMS.insert(
        curs,
        id=e.originator_id,
        jurisdiction=e.jurisdiction,
        year=e.year,
        programme=e.programme,
        project=e.project,
        unit=e.unit,
        cause=Jsonb(e.cause),
        fields=Jsonb(e.fields),
        state="drafted",
        outcomes=Jsonb([]),
        **dict.fromkeys(("approval", "review", "withdrawn", "published_at", "withdrawn_at")),
        drafted_at=e.timestamp,
        position=position,
    )


@PROBLEMS.on(Problem.Redrafted)
def _redrafted(curs: psycopg.Cursor[Any], e: Problem.Redrafted, position: int) -> None:
    _now(curs, e, position, state="drafted", fields=Jsonb(e.fields), approval=None, review=None)


@PROBLEMS.on(Problem.Approved, Problem.Rejected)
def _decided(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    state = "approved" if isinstance(e, Problem.Approved) else "rejected"
    _now(curs, e, position, state=state, approval=Jsonb(e.approval))


@PROBLEMS.on(Problem.Cleared)
def _cleared(curs: psycopg.Cursor[Any], e: Problem.Cleared, position: int) -> None:
    _now(curs, e, position, state="cleared", review=Jsonb(e.review))


@PROBLEMS.on(Problem.Published)
def _published(curs: psycopg.Cursor[Any], e: Problem.Published, position: int) -> None:
    _now(curs, e, position, state="published", published_at=e.timestamp)


@PROBLEMS.on(Problem.OutcomePublished)
def _outcome(curs: psycopg.Cursor[Any], e: Problem.OutcomePublished, position: int) -> None:
    told = _PROBLEMS.row(curs, e.originator_id)["outcomes"]
    _now(curs, e, position, outcomes=Jsonb([*told, {"text": e.outcome, "told_at": e.timestamp.isoformat()}]))


@PROBLEMS.on(Problem.Withdrawn)
def _withdrawn(curs: psycopg.Cursor[Any], e: Problem.Withdrawn, position: int) -> None:
    told = {"reason": e.reason, "post": e.approval["post"], "decided_on": e.approval["decided_on"]}
    _now(curs, e, position, state="withdrawn", withdrawn=Jsonb(told), withdrawn_at=e.timestamp)


def _now(curs: psycopg.Cursor[Any], e: Any, position: int, **values: Any) -> None:
    _PROBLEMS.update(curs, e.originator_id, **values, position=position)


def problem(conn: psycopg.Connection[Any], id: UUID) -> ProblemRow | None:
    found = _as_of_now(conn.execute("SELECT * FROM supervision_problems WHERE id = %s", (id,)).fetchall())
    return found[0] if found else None


def of_programme(conn: psycopg.Connection[Any], programme: str | UUID) -> list[ProblemRow]:
    """All of a programme, whatever their state, the last drafted first: for the office alone."""
    rows = conn.execute(
        "SELECT * FROM supervision_problems WHERE programme = %s ORDER BY drafted_at DESC, id", (str(programme),)
    ).fetchall()
    return _as_of_now(rows)


def public(conn: psycopg.Connection[Any], slug: str, year: int, project: str | UUID | None = None) -> list[ProblemRow]:
    """What was published, withdrawn ones too, the last published first; of one project where it is named."""
    rows = conn.execute(
        """SELECT * FROM supervision_problems WHERE jurisdiction = %(slug)s AND year = %(year)s
             AND published_at IS NOT NULL AND (%(project)s::uuid IS NULL OR project = %(project)s::uuid)
           ORDER BY published_at DESC, id""",
        {"slug": slug, "year": year, "project": str(project) if project else None},
    ).fetchall()
    return _as_of_now(rows)


def lapse(row: ProblemRow) -> datetime | None:
    """When silence became a lapse: the day after 整改期限 began, or it was published even later, and no 整改情况 was
    public yet nor the disclosure withdrawn. What is told afterwards does not undo it."""
    if row.due is None or row.published_at is None:
        return None
    at = max(datetime.combine(row.due + timedelta(days=1), time.min, SHANGHAI), row.published_at)
    told = [datetime.fromisoformat(each["told_at"]) for each in row.outcomes]
    ended = [*told, *([row.withdrawn_at] if row.withdrawn_at else [])]
    return None if any(each <= at for each in ended) else at


def _as_of_now(rows: Sequence[Any]) -> list[ProblemRow]:
    now, found = clock.now(), [ProblemRow(**row) for row in rows]
    passed = [(row, lapse(row)) for row in found]
    return [replace(row, lapsed_at=at) if at and at <= now else row for row, at in passed]
