"""The criticisms (通报批评) decided of a programme, and what was handed over (移送), as pages read them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision.criticism import Criticism
from supervision.hand_over import HandOver
from tracker.read_model import ReadModel
from tracker.table import Table

CRITICISMS = ReadModel(
    "supervision_criticisms",
    """
CREATE TABLE supervision_criticisms (
    id uuid PRIMARY KEY, programme uuid NOT NULL, project uuid, order_id uuid, unit text NOT NULL, cause jsonb NOT NULL,
    attribute text NOT NULL, words jsonb NOT NULL, state text NOT NULL, approval jsonb, review jsonb, withdrawn text,
    drafted_at timestamptz NOT NULL, position bigint NOT NULL);
CREATE INDEX supervision_criticisms_of ON supervision_criticisms (programme);
CREATE TABLE supervision_criticisms_hand_over (
    id uuid PRIMARY KEY, programme uuid NOT NULL, project uuid, order_id uuid, unit text NOT NULL, organ text NOT NULL,
    handed_on date NOT NULL, approval jsonb NOT NULL, recorded_at timestamptz NOT NULL);
CREATE INDEX supervision_criticisms_handed_over ON supervision_criticisms_hand_over (programme);
""",
)

_CRITICISMS, _HAND_OVERS = Table("supervision_criticisms"), Table("supervision_criticisms_hand_over")


@dataclass(frozen=True, slots=True)
class CriticismRow:
    """One criticism; `words`: facts, finding, decision, requirement; `approval` also where it says no."""

    id: UUID
    programme: UUID
    project: UUID | None
    order_id: UUID | None
    unit: str
    cause: dict[str, Any]
    attribute: str
    words: dict[str, str]
    state: str
    approval: dict[str, Any] | None
    review: dict[str, Any] | None
    withdrawn: str | None
    drafted_at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class HandOverRow:
    id: UUID
    programme: UUID
    project: UUID | None
    order_id: UUID | None
    unit: str
    organ: str
    handed_on: date
    approval: dict[str, Any]
    recorded_at: datetime


@CRITICISMS.on(Criticism.Drafted)
def _drafted(curs: psycopg.Cursor[Any], e: Criticism.Drafted, position: int) -> None:
    _CRITICISMS.insert(
        curs,
        id=e.originator_id,
        programme=e.programme,
        project=e.project,
        order_id=e.order,
        unit=e.unit,
        cause=Jsonb(e.cause),
        attribute=e.attribute,
        words=Jsonb(e.words),
        state="drafted",
        **dict.fromkeys(("approval", "review", "withdrawn")),
        drafted_at=e.timestamp,
        position=position,
    )


@CRITICISMS.on(Criticism.Redrafted)
def _redrafted(curs: psycopg.Cursor[Any], e: Criticism.Redrafted, position: int) -> None:
    _CRITICISMS.update(
        curs,
        e.originator_id,
        state="drafted",
        attribute=e.attribute,
        words=Jsonb(e.words),
        approval=None,
        position=position,
    )


@CRITICISMS.on(Criticism.Approved, Criticism.Rejected)
def _decided(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    state = "approved" if isinstance(e, Criticism.Approved) else "rejected"
    _CRITICISMS.update(curs, e.originator_id, state=state, approval=Jsonb(e.approval), position=position)


@CRITICISMS.on(Criticism.Cleared)
def _cleared(curs: psycopg.Cursor[Any], e: Criticism.Cleared, position: int) -> None:
    _CRITICISMS.update(curs, e.originator_id, state="cleared", review=Jsonb(e.review), position=position)


@CRITICISMS.on(Criticism.Withdrawn)
def _withdrawn(curs: psycopg.Cursor[Any], e: Criticism.Withdrawn, position: int) -> None:
    _CRITICISMS.update(curs, e.originator_id, state="withdrawn", withdrawn=e.reason, position=position)


@CRITICISMS.on(HandOver.Recorded)
def _handed_over(curs: psycopg.Cursor[Any], e: HandOver.Recorded, position: int) -> None:
    _HAND_OVERS.insert(
        curs,
        id=e.originator_id,
        programme=e.programme,
        project=e.project,
        order_id=e.order,
        unit=e.unit,
        organ=e.organ,
        handed_on=e.handed_on,
        approval=Jsonb(e.approval),
        recorded_at=e.timestamp,
    )


def criticism(conn: psycopg.Connection[Any], id: UUID) -> CriticismRow | None:
    row = conn.execute("SELECT * FROM supervision_criticisms WHERE id = %s", (id,)).fetchone()
    return CriticismRow(**row) if row else None


def of_programme(conn: psycopg.Connection[Any], programme: str | UUID) -> list[CriticismRow]:
    """A programme's criticisms, the last drafted first."""
    rows = conn.execute(
        "SELECT * FROM supervision_criticisms WHERE programme = %s ORDER BY drafted_at DESC, id", (str(programme),)
    ).fetchall()
    return [CriticismRow(**row) for row in rows]


def hand_overs(conn: psycopg.Connection[Any], programme: str | UUID) -> list[HandOverRow]:
    """What was handed over, the last first."""
    rows = conn.execute(
        "SELECT * FROM supervision_criticisms_hand_over WHERE programme = %s ORDER BY handed_on DESC, id",
        (str(programme),),
    ).fetchall()
    return [HandOverRow(**row) for row in rows]
