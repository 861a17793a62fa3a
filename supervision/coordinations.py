"""The coordination items (绿色通道) of a programme: what was asked of whom, every step of it, and how it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision.claim import OFFICE
from supervision.coordination import Coordination
from tracker.read_model import ReadModel

COORDINATIONS = ReadModel(
    "supervision_coordinations",
    """
CREATE TABLE supervision_coordinations (
    id uuid PRIMARY KEY, programme text NOT NULL, project text NOT NULL, kind text NOT NULL, matter text NOT NULL,
    wanted text NOT NULL, unit text NOT NULL, helper text NOT NULL, contact text NOT NULL, state text NOT NULL,
    before text NOT NULL, version integer NOT NULL, asked_at timestamptz NOT NULL, changed_at timestamptz NOT NULL,
    evidence jsonb NOT NULL, steps jsonb NOT NULL, position bigint NOT NULL);
CREATE INDEX supervision_coordinations_of ON supervision_coordinations (programme, position);
CREATE INDEX supervision_coordinations_by_helper ON supervision_coordinations (helper);
""",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `what` is the event's name (asked, accepted …), `by` the acting unit's id or OFFICE."""

    at: datetime
    what: str
    post: str
    by: str
    words: str
    helper: str


@dataclass(frozen=True, slots=True)
class CoordinationRow:
    """One item as it stands; `steps` in order, the first the asking."""

    id: str
    programme: str
    project: str
    kind: str
    matter: str
    wanted: str
    unit: str
    helper: str
    contact: str
    state: str
    version: int
    asked_at: datetime
    changed_at: datetime
    evidence: list[dict[str, Any]]
    steps: list[Step]


@COORDINATIONS.on(Coordination.Asked)
def _asked(curs: psycopg.Cursor[Any], e: Coordination.Asked, position: int) -> None:
    by = OFFICE if e.by_office else e.unit
    curs.execute(
        """INSERT INTO supervision_coordinations
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'asked', 'asked', 1, %s, %s, %s, %s, %s)""",
        (
            e.originator_id,
            e.programme,
            e.project,
            e.kind,
            e.matter,
            e.wanted,
            e.unit,
            e.helper,
            e.contact,
            e.timestamp,
            e.timestamp,
            Jsonb(e.evidence),
            Jsonb([_step(e, "asked", by, e.wanted, e.helper)]),
            position,
        ),
    )


@COORDINATIONS.on(Coordination.Accepted)
def _accepted(curs: psycopg.Cursor[Any], e: Coordination.Accepted, position: int) -> None:
    _goes_on(curs, e, "accepted", "accepted", e.words)
    curs.execute("UPDATE supervision_coordinations SET contact = %s WHERE id = %s", (e.contact, e.originator_id))


@COORDINATIONS.on(Coordination.Answered)
def _answered(curs: psycopg.Cursor[Any], e: Coordination.Answered, position: int) -> None:
    _goes_on(curs, e, "answered", "accepted", e.words)


@COORDINATIONS.on(Coordination.SupplementAsked)
def _supplement_asked(curs: psycopg.Cursor[Any], e: Coordination.SupplementAsked, position: int) -> None:
    curs.execute("UPDATE supervision_coordinations SET before = state WHERE id = %s", (e.originator_id,))
    _goes_on(curs, e, "supplement_asked", "supplement", e.words)


@COORDINATIONS.on(Coordination.Supplemented)
def _supplemented(curs: psycopg.Cursor[Any], e: Coordination.Supplemented, position: int) -> None:
    _goes_on(curs, e, "supplemented", None, e.words)


@COORDINATIONS.on(Coordination.Resolved)
def _resolved(curs: psycopg.Cursor[Any], e: Coordination.Resolved, position: int) -> None:
    _goes_on(curs, e, "resolved", "resolved", e.words)


@COORDINATIONS.on(Coordination.Confirmed)
def _confirmed(curs: psycopg.Cursor[Any], e: Coordination.Confirmed, position: int) -> None:
    _goes_on(curs, e, "confirmed", "confirmed", e.words)


@COORDINATIONS.on(Coordination.Disputed)
def _disputed(curs: psycopg.Cursor[Any], e: Coordination.Disputed, position: int) -> None:
    _goes_on(curs, e, "disputed", "accepted", e.words)


@COORDINATIONS.on(Coordination.SteppedIn)
def _stepped_in(curs: psycopg.Cursor[Any], e: Coordination.SteppedIn, position: int) -> None:
    curs.execute(
        """UPDATE supervision_coordinations
           SET state = CASE WHEN helper = %(to)s THEN state ELSE 'asked' END,
               contact = CASE WHEN helper = %(to)s THEN contact ELSE '' END, helper = %(to)s WHERE id = %(id)s""",
        {"to": e.helper, "id": e.originator_id},
    )
    curs.execute(
        """UPDATE supervision_coordinations SET version = %s, changed_at = %s, steps = steps || %s::jsonb
           WHERE id = %s""",
        (
            e.originator_version,
            e.timestamp,
            Jsonb([_step(e, "stepped_in", OFFICE, e.words, e.helper)]),
            e.originator_id,
        ),
    )


@COORDINATIONS.on(Coordination.Withdrawn)
def _withdrawn(curs: psycopg.Cursor[Any], e: Coordination.Withdrawn, position: int) -> None:
    _goes_on(curs, e, "withdrawn", "withdrawn", e.words)


def _goes_on(curs: psycopg.Cursor[Any], e: Any, what: str, state: str | None, words: str) -> None:
    """A step; without `state` it goes back to where it stood before the supplement was asked for."""
    by = getattr(e, "by", {}).get("unit") or OFFICE
    curs.execute(
        """UPDATE supervision_coordinations
           SET state = coalesce(%s, before), version = %s, changed_at = %s, steps = steps || %s::jsonb WHERE id = %s""",
        (state, e.originator_version, e.timestamp, Jsonb([_step(e, what, by, words, "")]), e.originator_id),
    )


def _step(e: Any, what: str, by: str, words: str, helper: str) -> dict[str, Any]:
    post = getattr(e, "by", {}).get("post", "")
    return {"at": e.timestamp.isoformat(), "what": what, "post": post, "by": by, "words": words, "helper": helper}


_COLUMNS = ", ".join(CoordinationRow.__dataclass_fields__)


def of_programme(conn: psycopg.Connection[Any], programme: str, unit: str | None = None) -> list[CoordinationRow]:
    """A programme's items, those that are open first, then the latest; of a unit those it asked for or must help in."""
    rows = conn.execute(
        f"""SELECT {_COLUMNS} FROM supervision_coordinations
            WHERE programme = %(programme)s AND (%(unit)s::text IS NULL OR %(unit)s IN (unit, helper))
            ORDER BY state IN ('confirmed', 'withdrawn'), position DESC""",
        {"programme": programme, "unit": unit},
    ).fetchall()
    return [_row(row) for row in rows]


def of_project(conn: psycopg.Connection[Any], project: str) -> list[CoordinationRow]:
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM supervision_coordinations WHERE project = %s ORDER BY position DESC", (project,)
    ).fetchall()
    return [_row(row) for row in rows]


def one(conn: psycopg.Connection[Any], id: UUID) -> CoordinationRow | None:
    found = conn.execute(f"SELECT {_COLUMNS} FROM supervision_coordinations WHERE id = %s", (id,)).fetchone()
    return _row(found) if found else None


def _row(row: dict[str, Any]) -> CoordinationRow:
    steps = [Step(**{**step, "at": datetime.fromisoformat(step["at"])}) for step in row["steps"]]
    return CoordinationRow(**{**row, "id": str(row["id"]), "steps": steps})
