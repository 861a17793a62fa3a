"""The opinions that members gave, the units' answers, and the answer that is owed of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from projects import register
from projects.register import ProgrammeRow
from supervision.claim import Claim
from supervision.opinion import VERDICTS, Opinion
from tracker.read_model import ReadModel
from tracker.table import Table

OPINIONS = ReadModel(
    "supervision_opinions",
    """
CREATE TABLE supervision_opinions (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, programme text NOT NULL,
    project text NOT NULL, unit text NOT NULL, occasion text NOT NULL, held_on date NOT NULL, speaker text NOT NULL,
    words text NOT NULL, state text NOT NULL, recorded_at timestamptz NOT NULL, verdict text NOT NULL,
    answer text NOT NULL, answered_at timestamptz, first_answered_at timestamptz, public_at timestamptz,
    plan text);
CREATE INDEX supervision_opinions_of ON supervision_opinions (programme, held_on);
""",
)
_OPINIONS = Table("supervision_opinions")
KIND = "opinion_answer"


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One opinion; `unit` and `project` are ids, `answered_at` that of the answer that stands,
    `plan` the id of the inspection in which it was given."""

    id: UUID
    jurisdiction: str
    year: int
    programme: str
    project: str
    unit: str
    occasion: str
    held_on: date
    speaker: str
    words: str
    state: str
    recorded_at: datetime
    verdict: str
    answer: str
    answered_at: datetime | None
    first_answered_at: datetime | None
    public_at: datetime | None
    plan: str | None

    @property
    def adopted(self) -> str:
        """采纳, 部分采纳, 不采纳; blank before the answer."""
        return VERDICTS.get(self.verdict, "")


@OPINIONS.on(Opinion.Recorded)
def _recorded(curs: psycopg.Cursor[Any], e: Opinion.Recorded, position: int) -> None:
    _OPINIONS.insert(
        curs,
        id=e.originator_id,
        jurisdiction=e.jurisdiction,
        year=e.year,
        programme=e.programme,
        project=e.project,
        unit=e.unit,
        occasion=e.occasion,
        held_on=date.fromisoformat(e.held_on),
        speaker=e.speaker,
        words=e.words,
        state="recorded",
        recorded_at=e.timestamp,
        verdict="",
        answer="",
        answered_at=None,
        first_answered_at=None,
        public_at=None,
        plan=e.plan,
    )


@OPINIONS.on(Opinion.Answered)
def _answered(curs: psycopg.Cursor[Any], e: Opinion.Answered, position: int) -> None:
    first = _OPINIONS.row(curs, e.originator_id)["first_answered_at"] or e.timestamp
    _OPINIONS.update(
        curs,
        e.originator_id,
        state="answered",
        verdict=e.verdict,
        answer=e.words,
        answered_at=e.timestamp,
        first_answered_at=first,
    )


@OPINIONS.on(Opinion.Cleared)
def _cleared(curs: psycopg.Cursor[Any], e: Opinion.Cleared, position: int) -> None:
    _OPINIONS.update(curs, e.originator_id, state="public", public_at=e.timestamp)


def of_programme(conn: psycopg.Connection[Any], programme: str, unit: str | None = None) -> list[OpinionRow]:
    """The latest first; those that fall to one unit, where one is named."""
    rows = conn.execute(
        """SELECT * FROM supervision_opinions
           WHERE programme = %(programme)s AND (%(unit)s::text IS NULL OR unit = %(unit)s)
           ORDER BY held_on DESC, recorded_at DESC""",
        {"programme": programme, "unit": unit},
    ).fetchall()
    return [OpinionRow(**row) for row in rows]


def opinion(conn: psycopg.Connection[Any], id: UUID) -> OpinionRow | None:
    row = conn.execute("SELECT * FROM supervision_opinions WHERE id = %s", (id,)).fetchone()
    return OpinionRow(**row) if row else None


def public(conn: psycopg.Connection[Any], project: str) -> list[OpinionRow]:
    """Those on a project that were cleared, the latest first."""
    rows = conn.execute(
        """SELECT * FROM supervision_opinions WHERE project = %s AND public_at IS NOT NULL
           ORDER BY held_on DESC, recorded_at DESC""",
        (project,),
    ).fetchall()
    return [OpinionRow(**row) for row in rows]


def public_of(conn: psycopg.Connection[Any], slug: str, year: int) -> dict[str, list[OpinionRow]]:
    """Project's id → those that were cleared, the latest first, of a whole list."""
    rows = conn.execute(
        """SELECT * FROM supervision_opinions WHERE jurisdiction = %s AND year = %s AND public_at IS NOT NULL
           ORDER BY held_on DESC, recorded_at DESC""",
        (slug, year),
    ).fetchall()
    found: dict[str, list[OpinionRow]] = {}
    for row in rows:
        found.setdefault(row["project"], []).append(OpinionRow(**row))
    return found


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """The unit's answer to each opinion."""
    units = register.units(conn, programme.jurisdiction)
    numbers = {row.id: row.number for row in register.projects(conn, programme.id)}
    for row in of_programme(conn, programme.id):
        yield Claim(
            kind=KIND,
            subject=str(row.id),
            period="",
            owner=units.get(row.unit, ""),
            project=row.project,
            what=f"答复项目{numbers.get(row.project, '')}的{row.occasion}意见",
            href="/opinions",
            since=row.recorded_at,
            met_at=row.first_answered_at,
            met_by=Opinion.Answered.TOPIC if row.first_answered_at else None,
        )
