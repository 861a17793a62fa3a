"""周调度 as pages read it: every week's dispatch, what was flagged 重点难点 and why, and which weeks are owed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from projects.programme import Programme
from projects.project import Project
from projects.terms import HALTS
from projects.week import Week
from supervision.dispatch import Dispatch, Log
from supervision.weeks import Stretch, Switch, owed
from tracker.clock import SHANGHAI
from tracker.read_model import ReadModel
from tracker.table import Table

DISPATCHES = ReadModel(
    "supervision_dispatches",
    """
CREATE TABLE supervision_dispatches (
    id uuid PRIMARY KEY, programme text NOT NULL, project text NOT NULL, week text NOT NULL, unit text NOT NULL,
    log jsonb NOT NULL, state text NOT NULL, version integer NOT NULL, logged_at timestamptz NOT NULL,
    written_at timestamptz NOT NULL, post text NOT NULL, reviewed_at timestamptz, reviewed_by text, comment text,
    returns jsonb NOT NULL);
CREATE INDEX supervision_dispatches_of ON supervision_dispatches (programme, week);
CREATE INDEX supervision_dispatches_by_project ON supervision_dispatches (project, week);
CREATE TABLE supervision_dispatches_switch (
    place bigint PRIMARY KEY, programme text NOT NULL, project text, at timestamptz NOT NULL, source text NOT NULL,
    is_on boolean NOT NULL, reason text NOT NULL, post text NOT NULL);
CREATE INDEX supervision_dispatches_switch_of ON supervision_dispatches_switch (programme);
CREATE TABLE supervision_dispatches_project (id text PRIMARY KEY, programme text NOT NULL);
""",
)


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """One week's dispatch. `logged_at`: when it first came, by which it is on time or late; `returns`: each
    {reason, by, at, until}, `until` None while the unit has not answered (ISO times)."""

    id: str
    programme: str
    project: str
    week: str
    unit: str
    log: Log
    state: str
    version: int
    logged_at: datetime
    written_at: datetime
    post: str
    reviewed_at: datetime | None
    reviewed_by: str | None
    comment: str | None
    returns: list[dict[str, Any]]


_PROJECTS = Table("supervision_dispatches_project")


@DISPATCHES.on(Project.Registered)
def _project(curs: psycopg.Cursor[Any], e: Project.Registered, position: int) -> None:
    _PROJECTS.insert(curs, id=str(e.originator_id), programme=e.programme)


@DISPATCHES.on(Project.FlaggedKeyDifficult)
def _flagged(curs: psycopg.Cursor[Any], e: Project.FlaggedKeyDifficult, position: int) -> None:
    _switch(curs, e, position, "flagged", e.flagged, e.reason)


@DISPATCHES.on(Project.AcceptancePassed)
def _accepted(curs: psycopg.Cursor[Any], e: Project.AcceptancePassed, position: int) -> None:
    _switch(curs, e, position, "open", False, "已通过验收")


@DISPATCHES.on(Project.AcceptanceRevoked)
def _revoked(curs: psycopg.Cursor[Any], e: Project.AcceptanceRevoked, position: int) -> None:
    _switch(curs, e, position, "open", True, "验收撤销")


@DISPATCHES.on(Project.CourseAltered)
def _altered(curs: psycopg.Cursor[Any], e: Project.CourseAltered, position: int) -> None:
    if e.kind not in (*HALTS, "resumption"):
        return
    begins = datetime.combine(date.fromisoformat(e.effective_on), time(), SHANGHAI)
    words = {"suspension": "经批准暂停实施", "termination": "经批准终止实施", "carry_over": "经批准结转下年"}
    _switch(
        curs,
        e,
        position,
        "running",
        e.kind == "resumption",
        words.get(e.kind, "恢复实施"),
        at=max(begins, e.timestamp),
        by=e.approval["post"],
    )


@DISPATCHES.on(Programme.ImplementationStarted)
def _begun(curs: psycopg.Cursor[Any], e: Programme.ImplementationStarted, position: int) -> None:
    _of_programme(curs, e, position, "begun", True, "")


@DISPATCHES.on(Programme.Concluded)
def _concluded(curs: psycopg.Cursor[Any], e: Programme.Concluded, position: int) -> None:
    _of_programme(curs, e, position, "begun", False, "年度清单办结")


def _switch(
    curs: psycopg.Cursor[Any],
    e: Any,
    position: int,
    source: str,
    on: bool,
    reason: str,
    *,
    at: datetime | None = None,
    by: str | None = None,
) -> None:
    curs.execute(
        """INSERT INTO supervision_dispatches_switch
           SELECT %s, programme, id, %s, %s, %s, %s, %s FROM supervision_dispatches_project WHERE id = %s""",
        (position, at or e.timestamp, source, on, reason, by or _post(e), str(e.originator_id)),
    )


def _of_programme(curs: psycopg.Cursor[Any], e: Any, position: int, source: str, on: bool, reason: str) -> None:
    curs.execute(
        "INSERT INTO supervision_dispatches_switch VALUES (%s, %s, NULL, %s, %s, %s, %s, %s)",
        (position, str(e.originator_id), e.timestamp, source, on, reason, _post(e)),
    )


@DISPATCHES.on(Dispatch.Logged)
def _logged(curs: psycopg.Cursor[Any], e: Dispatch.Logged, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_dispatches
           VALUES (%s, %s, %s, %s, %s, %s, 'logged', 1, %s, %s, %s, NULL, NULL, NULL, '[]')""",
        (
            e.originator_id,
            e.programme,
            e.project,
            e.week,
            e.unit,
            Jsonb(e.log),
            e.timestamp,
            e.timestamp,
            _post(e),
        ),
    )


@DISPATCHES.on(Dispatch.Corrected)
def _corrected(curs: psycopg.Cursor[Any], e: Dispatch.Corrected, position: int) -> None:
    curs.execute(
        "UPDATE supervision_dispatches SET log = %s, written_at = %s, post = %s, version = %s WHERE id = %s",
        (Jsonb(e.log), e.timestamp, _post(e), e.originator_version, e.originator_id),
    )


@DISPATCHES.on(Dispatch.Returned)
def _returned(curs: psycopg.Cursor[Any], e: Dispatch.Returned, position: int) -> None:
    curs.execute(
        """UPDATE supervision_dispatches SET state = 'returned', version = %s, returns = returns || %s::jsonb
           WHERE id = %s""",
        (
            e.originator_version,
            Jsonb([{"reason": e.reason, "by": _post(e), "at": e.timestamp.isoformat(), "until": None}]),
            e.originator_id,
        ),
    )


@DISPATCHES.on(Dispatch.Relogged)
def _relogged(curs: psycopg.Cursor[Any], e: Dispatch.Relogged, position: int) -> None:
    curs.execute(
        """UPDATE supervision_dispatches SET state = 'logged', log = %s, written_at = %s, post = %s, version = %s,
           returns = jsonb_set(returns, '{-1,until}', to_jsonb(%s::text)) WHERE id = %s""",
        (Jsonb(e.log), e.timestamp, _post(e), e.originator_version, e.timestamp.isoformat(), e.originator_id),
    )


@DISPATCHES.on(Dispatch.Reviewed)
def _reviewed(curs: psycopg.Cursor[Any], e: Dispatch.Reviewed, position: int) -> None:
    curs.execute(
        """UPDATE supervision_dispatches
           SET state = 'reviewed', reviewed_at = %s, reviewed_by = %s, comment = %s, version = %s WHERE id = %s""",
        (e.timestamp, _post(e), e.comment, e.originator_version, e.originator_id),
    )


def _post(e: Any) -> str:
    return str(getattr(e, "by", {}).get("post", ""))


_COLUMNS = ", ".join(DispatchRow.__dataclass_fields__)


def of_id(conn: psycopg.Connection[Any], id: str) -> DispatchRow | None:
    """One week's log of a project, or None."""
    row = conn.execute(f"SELECT {_COLUMNS} FROM supervision_dispatches WHERE id = %s", (id,)).fetchone()
    return _row(row) if row else None


def of_week(conn: psycopg.Connection[Any], programme: str, week: str) -> dict[str, DispatchRow]:
    """Project id → its dispatch of a week."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM supervision_dispatches WHERE programme = %s AND week = %s", (programme, week)
    ).fetchall()
    return {row["project"]: _row(row) for row in rows}


def of_project(conn: psycopg.Connection[Any], project: str) -> dict[str, DispatchRow]:
    """Week → a project's dispatch, the latest week first."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM supervision_dispatches WHERE project = %s ORDER BY week DESC", (project,)
    ).fetchall()
    return {row["week"]: _row(row) for row in rows}


def of_programme(conn: psycopg.Connection[Any], programme: str) -> list[DispatchRow]:
    """All of a programme, the earliest week first."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM supervision_dispatches WHERE programme = %s ORDER BY week, logged_at", (programme,)
    ).fetchall()
    return [_row(row) for row in rows]


def switches(conn: psycopg.Connection[Any], programme: str) -> dict[str, list[Switch]]:
    """Project id → all that turned its weeks on or off, the earliest first; only projects that were ever flagged."""
    rows = conn.execute(
        """SELECT project, at, source, is_on, reason, post FROM supervision_dispatches_switch
           WHERE programme = %s ORDER BY at, place""",
        (programme,),
    ).fetchall()
    flagged = dict.fromkeys(row["project"] for row in rows if row["source"] == "flagged")
    return {
        project: [
            Switch(row["at"].astimezone(SHANGHAI), row["source"], row["is_on"], row["reason"], row["post"])
            for row in rows
            if row["project"] in (project, None)
        ]
        for project in flagged
    }


def owed_weeks(conn: psycopg.Connection[Any], programme: str, year: int) -> dict[str, Mapping[Week, Stretch]]:
    """Project id → the weeks it owes or owed, each with the time in which it was asked for."""
    return {project: owed(turns, year) for project, turns in switches(conn, programme).items()}


def _row(row: dict[str, Any]) -> DispatchRow:
    return DispatchRow(**{**row, "id": str(row["id"]), "log": Log(**row["log"])})
