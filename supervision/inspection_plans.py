"""The plans of inspections: what each says, how far it is, and which projects have one already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision.inspection_plan import SILENT, InspectionPlan
from tracker.read_model import ReadModel
from tracker.table import Table

INSPECTION_PLANS = ReadModel(
    "supervision_inspection_plans",
    """
CREATE TABLE supervision_inspection_plans (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, programme text NOT NULL,
    state text NOT NULL, outline jsonb NOT NULL, projects text[] NOT NULL, starts_on date NOT NULL,
    ends_on date NOT NULL, approval jsonb, words text NOT NULL, drafted_at timestamptz NOT NULL,
    over_at timestamptz, lapsed boolean NOT NULL);
CREATE INDEX supervision_inspection_plans_of ON supervision_inspection_plans (programme, starts_on);
""",
)
_PLANS = Table("supervision_inspection_plans")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan; `words`: why it was narrowed or cancelled, or its summary, whatever came last."""

    id: UUID
    jurisdiction: str
    year: int
    programme: str
    state: str
    outline: Row
    projects: list[str]
    starts_on: date
    ends_on: date
    approval: Row | None
    words: str
    drafted_at: datetime
    over_at: datetime | None
    lapsed: bool
    """Whether its last day passed before anybody ended it, and whom it concerns was told so."""

    @property
    def silent(self) -> bool:
        return self.outline["method"] in SILENT

    def told(self, today: date) -> bool:
        """Whether the public may know of it: never hidden, or its last visit is over, or its period is."""
        return not self.silent or self.state in ("over", "cancelled") or today > self.ends_on


@INSPECTION_PLANS.on(InspectionPlan.Drafted)
def _drafted(curs: psycopg.Cursor[Any], e: InspectionPlan.Drafted, position: int) -> None:
    _PLANS.insert(
        curs,
        id=e.originator_id,
        jurisdiction=e.jurisdiction,
        year=e.year,
        programme=e.programme,
        state="drafted",
        approval=None,
        words="",
        drafted_at=e.timestamp,
        over_at=None,
        lapsed=False,
        **_said(e.outline),
    )


@INSPECTION_PLANS.on(InspectionPlan.Redrafted)
def _redrafted(curs: psycopg.Cursor[Any], e: InspectionPlan.Redrafted, position: int) -> None:
    _PLANS.update(curs, e.originator_id, **_said(e.outline))


@INSPECTION_PLANS.on(InspectionPlan.Approved)
def _approved(curs: psycopg.Cursor[Any], e: InspectionPlan.Approved, position: int) -> None:
    _PLANS.update(curs, e.originator_id, state="approved", approval=Jsonb(e.approval))


@INSPECTION_PLANS.on(InspectionPlan.Narrowed)
def _narrowed(curs: psycopg.Cursor[Any], e: InspectionPlan.Narrowed, position: int) -> None:
    _PLANS.update(curs, e.originator_id, projects=e.projects, words=e.reason)


@INSPECTION_PLANS.on(InspectionPlan.Cancelled, InspectionPlan.Ended)
def _over(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    state, words = ("over", e.summary) if isinstance(e, InspectionPlan.Ended) else ("cancelled", e.reason)
    _PLANS.update(curs, e.originator_id, state=state, words=words, over_at=e.timestamp)


@INSPECTION_PLANS.on(InspectionPlan.Lapsed)
def _lapsed(curs: psycopg.Cursor[Any], e: InspectionPlan.Lapsed, position: int) -> None:
    _PLANS.update(curs, e.originator_id, lapsed=True)


def _said(outline: Row) -> Row:
    return {
        "outline": Jsonb(outline),
        "projects": outline["projects"],
        "starts_on": date.fromisoformat(outline["starts_on"]),
        "ends_on": date.fromisoformat(outline["ends_on"]),
    }


def past(conn: psycopg.Connection[Any], today: date) -> list[PlanRow]:
    """Silent plans of every government whose last day is past, that nobody ended and of which nobody was told."""
    rows = conn.execute(
        """SELECT * FROM supervision_inspection_plans WHERE state = 'approved' AND ends_on < %s AND NOT lapsed
           AND outline ->> 'method' = ANY(%s) ORDER BY ends_on, id""",
        (today, list(SILENT)),
    ).fetchall()
    return [PlanRow(**row) for row in rows]


def of_programme(conn: psycopg.Connection[Any], programme: str) -> list[PlanRow]:
    """The latest period first."""
    rows = conn.execute(
        "SELECT * FROM supervision_inspection_plans WHERE programme = %s ORDER BY starts_on DESC, drafted_at DESC",
        (programme,),
    ).fetchall()
    return [PlanRow(**row) for row in rows]


def plan(conn: psycopg.Connection[Any], id: UUID) -> PlanRow | None:
    row = conn.execute("SELECT * FROM supervision_inspection_plans WHERE id = %s", (id,)).fetchone()
    return PlanRow(**row) if row else None


def inspected(
    conn: psycopg.Connection[Any], programme: str, projects: Sequence[str], since: date, until: date, but: UUID | None
) -> dict[str, str]:
    """Project → the title of another plan, not cancelled, that inspects it in one of the months of these days."""
    rows = conn.execute(
        """SELECT p.project, min(s.outline ->> 'title') AS title
           FROM supervision_inspection_plans s CROSS JOIN LATERAL unnest(s.projects) AS p(project)
           WHERE s.programme = %(programme)s AND s.state <> 'cancelled' AND p.project = ANY(%(projects)s)
             AND s.id IS DISTINCT FROM %(but)s::uuid
             AND date_trunc('month', s.starts_on) <= date_trunc('month', %(until)s::date)
             AND date_trunc('month', s.ends_on) >= date_trunc('month', %(since)s::date)
           GROUP BY p.project""",
        {"programme": programme, "projects": list(projects), "since": since, "until": until, "but": but},
    ).fetchall()
    return {row["project"]: row["title"] for row in rows}
