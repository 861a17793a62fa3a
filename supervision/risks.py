"""The risks of a programme's projects: what was seen, how it was assessed, the plans, and how each ended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision.risk import Risk
from tracker.read_model import ReadModel

RISKS = ReadModel(
    "supervision_risks",
    """
CREATE TABLE supervision_risks (
    id uuid PRIMARY KEY, programme text NOT NULL, project text NOT NULL, matter text NOT NULL, effect text NOT NULL,
    since_on date NOT NULL, threatens_on date, state text NOT NULL, version integer NOT NULL, level text,
    raised_at timestamptz NOT NULL, raised_by text NOT NULL, ended_at timestamptz, evidence jsonb NOT NULL,
    plans jsonb NOT NULL, steps jsonb NOT NULL, position bigint NOT NULL);
CREATE INDEX supervision_risks_of ON supervision_risks (programme, position);
""",
)


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk as it stands. `plans`: each {look_at, who, until_on, at, post, done_at, found}; `steps`: each {at, what,
    post, words}, in order, `what` the event's name."""

    id: str
    programme: str
    project: str
    matter: str
    effect: str
    since_on: date
    threatens_on: date | None
    state: str
    version: int
    level: str | None
    raised_at: datetime
    raised_by: str
    ended_at: datetime | None
    evidence: list[dict[str, Any]]
    plans: list[dict[str, Any]]
    steps: list[dict[str, Any]]


@RISKS.on(Risk.Raised)
def _raised(curs: psycopg.Cursor[Any], e: Risk.Raised, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_risks
           VALUES (%s, %s, %s, %s, %s, %s, %s, 'raised', 1, NULL, %s, %s, NULL, %s, '[]', %s, %s)""",
        (
            e.originator_id,
            e.programme,
            e.project,
            e.matter,
            e.effect,
            e.since_on,
            e.threatens_on,
            e.timestamp,
            _post(e),
            Jsonb(e.evidence),
            Jsonb([_step(e, "raised", e.matter)]),
            position,
        ),
    )


@RISKS.on(Risk.Assessed)
def _assessed(curs: psycopg.Cursor[Any], e: Risk.Assessed, position: int) -> None:
    curs.execute(
        """UPDATE supervision_risks SET level = %s, state = CASE state WHEN 'raised' THEN 'assessed' ELSE state END
           WHERE id = %s""",
        (e.level, e.originator_id),
    )
    _goes_on(curs, e, "assessed", None, e.opinion)


@RISKS.on(Risk.SupervisionPlanned)
def _planned(curs: psycopg.Cursor[Any], e: Risk.SupervisionPlanned, position: int) -> None:
    made = {"look_at": e.look_at, "who": e.who, "until_on": e.until_on, "at": e.timestamp.isoformat()}
    curs.execute(
        "UPDATE supervision_risks SET plans = plans || %s::jsonb WHERE id = %s",
        (Jsonb([{**made, "post": _post(e), "done_at": None, "found": None}]), e.originator_id),
    )
    _goes_on(curs, e, "supervision_planned", "planned", e.look_at)


@RISKS.on(Risk.PlanCarriedOut)
def _carried_out(curs: psycopg.Cursor[Any], e: Risk.PlanCarriedOut, position: int) -> None:
    curs.execute(
        """UPDATE supervision_risks SET plans = jsonb_set(jsonb_set(plans, '{-1,done_at}', to_jsonb(%s::text)),
           '{-1,found}', to_jsonb(%s::text)) WHERE id = %s""",
        (e.timestamp.isoformat(), e.found, e.originator_id),
    )
    _goes_on(curs, e, "plan_carried_out", "checked", e.found)


@RISKS.on(Risk.Mitigated, Risk.Occurred, Risk.Closed)
def _ended(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    state = {Risk.Mitigated: "mitigated", Risk.Occurred: "occurred", Risk.Closed: "closed"}[type(e)]
    curs.execute("UPDATE supervision_risks SET ended_at = %s WHERE id = %s", (e.timestamp, e.originator_id))
    _goes_on(curs, e, state, state, e.reason)


def _goes_on(curs: psycopg.Cursor[Any], e: Any, what: str, state: str | None, words: str) -> None:
    curs.execute(
        """UPDATE supervision_risks
           SET state = coalesce(%s, state), version = %s, steps = steps || %s::jsonb WHERE id = %s""",
        (state, e.originator_version, Jsonb([_step(e, what, words)]), e.originator_id),
    )


def _step(e: Any, what: str, words: str) -> dict[str, Any]:
    return {"at": e.timestamp.isoformat(), "what": what, "post": _post(e), "words": words}


def _post(e: Any) -> str:
    return str(getattr(e, "by", {}).get("post", ""))


_COLUMNS = ", ".join(RiskRow.__dataclass_fields__)


def of_programme(conn: psycopg.Connection[Any], programme: str) -> list[RiskRow]:
    """A programme's risks, the living first, then the latest raised."""
    rows = conn.execute(
        f"""SELECT {_COLUMNS} FROM supervision_risks WHERE programme = %s
            ORDER BY state IN ('mitigated', 'occurred', 'closed'), position DESC""",
        (programme,),
    ).fetchall()
    return [_row(row) for row in rows]


def one(conn: psycopg.Connection[Any], id: UUID) -> RiskRow | None:
    found = conn.execute(f"SELECT {_COLUMNS} FROM supervision_risks WHERE id = %s", (id,)).fetchone()
    return _row(found) if found else None


def _row(row: dict[str, Any]) -> RiskRow:
    return RiskRow(**{**row, "id": str(row["id"])})
