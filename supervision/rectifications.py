"""The rectifications (限期整改) of a programme as pages read them: each with its rounds, oldest first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision.finding import CAUSE
from supervision.rectification import LIVE, Rectification
from tracker.read_model import ReadModel
from tracker.table import Table

RECTIFICATIONS = ReadModel(
    "supervision_rectifications",
    """
CREATE TABLE supervision_rectifications (
    id uuid PRIMARY KEY, programme uuid NOT NULL, project uuid, order_id uuid, unit text NOT NULL, cause jsonb NOT NULL,
    finding uuid, problem text NOT NULL, approval jsonb NOT NULL, state text NOT NULL, draft jsonb, withdrawn jsonb,
    ordered_at timestamptz NOT NULL, ended_at timestamptz, round integer NOT NULL, position bigint NOT NULL);
CREATE INDEX supervision_rectifications_of ON supervision_rectifications (programme);
CREATE TABLE supervision_rectifications_round (
    key text PRIMARY KEY, rectification uuid NOT NULL, programme uuid NOT NULL, round integer NOT NULL,
    requirement text NOT NULL, reason text, due date NOT NULL, opened_at timestamptz NOT NULL,
    plan jsonb, planned_at timestamptz, report jsonb, reported_at timestamptz, result jsonb, checked_at timestamptz,
    suspended jsonb, suspended_at timestamptz);
CREATE INDEX supervision_rectifications_rounds ON supervision_rectifications_round (programme);
""",
)

_ROWS, _ROUNDS = Table("supervision_rectifications"), Table("supervision_rectifications_round", key="key")


@dataclass(frozen=True, slots=True)
class Round:
    """One term. `plan`: steps, responsible, finish_on, the last that was filed, since `planned_at` the first; `report`:
    measures, done, evidence, reported_on; `result`: passed, how, checked_on, note, rechecker; `suspended`: reason, by.
    """

    key: str
    rectification: UUID
    programme: UUID
    round: int
    requirement: str
    reason: str | None
    due: date
    opened_at: datetime
    plan: dict[str, Any] | None
    planned_at: datetime | None
    report: dict[str, Any] | None
    reported_at: datetime | None
    result: dict[str, Any] | None
    checked_at: datetime | None
    suspended: dict[str, Any] | None
    suspended_at: datetime | None


@dataclass(frozen=True, slots=True)
class RectificationRow:
    """`finding`: that of a visit on which it rests, if any. `draft`: the report the unit's head has before him, with
    `sent_back` where he gave it back."""

    id: UUID
    programme: UUID
    project: UUID | None
    order_id: UUID | None
    unit: str
    cause: dict[str, Any]
    finding: UUID | None
    problem: str
    approval: dict[str, Any]
    state: str
    draft: dict[str, Any] | None
    withdrawn: dict[str, Any] | None
    ordered_at: datetime
    ended_at: datetime | None
    round: int
    position: int
    rounds: tuple[Round, ...] = ()

    @property
    def now(self) -> Round:
        """The term that runs, or ran last."""
        return self.rounds[-1]

    @property
    def plan(self) -> dict[str, Any] | None:
        """The plan filed last, in whichever term."""
        return next((each.plan for each in reversed(self.rounds) if each.plan), None)

    @property
    def live(self) -> bool:
        return self.state in LIVE

    def overdue(self, today: date) -> bool:
        return self.state == "ordered" and today > self.now.due


@RECTIFICATIONS.on(Rectification.Ordered)
def _ordered(curs: psycopg.Cursor[Any], e: Rectification.Ordered, position: int) -> None:
    _ROWS.insert(
        curs,
        id=e.originator_id,
        programme=e.programme,
        project=e.project,
        order_id=e.order,
        unit=e.unit,
        cause=Jsonb(e.cause),
        finding=e.cause["ref"] if e.cause.get("kind") == CAUSE else None,
        problem=e.problem,
        approval=Jsonb(e.approval),
        state="ordered",
        **dict.fromkeys(("draft", "withdrawn", "ended_at")),
        ordered_at=e.timestamp,
        round=1,
        position=position,
    )
    _open(curs, e, e.programme, 1, None)


@RECTIFICATIONS.on(Rectification.PlanFiled)
def _planned(curs: psycopg.Cursor[Any], e: Rectification.PlanFiled, position: int) -> None:
    _ROWS.update(curs, e.originator_id, position=position)
    plan = {name: getattr(e, name) for name in ("steps", "responsible", "finish_on")}
    first = _ROUNDS.row(curs, _key(e, e.round))["planned_at"] or e.timestamp
    _ROUNDS.update(curs, _key(e, e.round), plan=Jsonb(plan), planned_at=first)


@RECTIFICATIONS.on(Rectification.Suspended)
def _suspended(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    _ROWS.update(curs, e.originator_id, state="suspended", position=position)
    told = {"reason": e.reason, "by": e.by.get("post", "")}
    _ROUNDS.update(curs, _key(e, e.round), suspended=Jsonb(told), suspended_at=e.timestamp)


@RECTIFICATIONS.on(Rectification.ReportDrafted)
def _drafted(curs: psycopg.Cursor[Any], e: Rectification.ReportDrafted, position: int) -> None:
    draft = {"measures": e.measures, "done": e.done, "evidence": e.evidence, "sent_back": None}
    _ROWS.update(curs, e.originator_id, draft=Jsonb(draft), position=position)


@RECTIFICATIONS.on(Rectification.ReportSentBack)
def _sent_back(curs: psycopg.Cursor[Any], e: Rectification.ReportSentBack, position: int) -> None:
    draft = _ROWS.row(curs, e.originator_id)["draft"]
    _ROWS.update(curs, e.originator_id, draft=Jsonb({**draft, "sent_back": e.reason}), position=position)


@RECTIFICATIONS.on(Rectification.Reported)
def _reported(curs: psycopg.Cursor[Any], e: Rectification.Reported, position: int) -> None:
    _ROWS.update(curs, e.originator_id, state="reported", draft=None, position=position)
    report = {name: getattr(e, name) for name in ("measures", "done", "evidence", "reported_on")}
    _ROUNDS.update(curs, _key(e, e.round), report=Jsonb(report), reported_at=e.timestamp)


@RECTIFICATIONS.on(Rectification.Passed, Rectification.Failed)
def _rechecked(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    passed = isinstance(e, Rectification.Passed)
    state = {"state": "passed", "ended_at": e.timestamp} if passed else {"state": "failed"}
    _ROWS.update(curs, e.originator_id, **state, position=position)
    result = {name: getattr(e, name) for name in ("how", "checked_on", "note", "rechecker")}
    _ROUNDS.update(curs, _key(e, e.round), result=Jsonb({"passed": passed, **result}), checked_at=e.timestamp)


@RECTIFICATIONS.on(Rectification.Renewed)
def _renewed(curs: psycopg.Cursor[Any], e: Rectification.Renewed, position: int) -> None:
    programme = _ROWS.row(curs, e.originator_id)["programme"]
    _ROWS.update(curs, e.originator_id, state="ordered", round=e.round, position=position)
    _open(curs, e, programme, e.round, e.reason)


@RECTIFICATIONS.on(Rectification.Withdrawn)
def _withdrawn(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    told = Jsonb({"reason": e.reason, "by": e.by.get("post", "")})
    _ROWS.update(curs, e.originator_id, state="withdrawn", withdrawn=told, ended_at=e.timestamp, position=position)


def _open(curs: psycopg.Cursor[Any], e: Any, programme: Any, round: int, reason: str | None) -> None:
    _ROUNDS.insert(
        curs,
        key=_key(e, round),
        rectification=e.originator_id,
        programme=programme,
        round=round,
        requirement=e.requirement,
        reason=reason,
        due=e.due,
        opened_at=e.timestamp,
        **dict.fromkeys(("plan", "planned_at", "report", "reported_at", "result", "checked_at")),
        **dict.fromkeys(("suspended", "suspended_at")),
    )


def _key(e: Any, round: int) -> str:
    return f"{e.originator_id}/{round}"


def rectification(conn: psycopg.Connection[Any], id: UUID) -> RectificationRow | None:
    found = _rows(conn, "id = %s", id)
    return found[0] if found else None


def of_programme(
    conn: psycopg.Connection[Any], programme: str | UUID, unit: str | None = None
) -> list[RectificationRow]:
    """A programme's, the last ordered first; a unit's own where one is named."""
    found = _rows(conn, "programme = %s", str(programme))
    return [row for row in found if unit in (None, row.unit)]


def of_finding(conn: psycopg.Connection[Any], finding: UUID) -> RectificationRow | None:
    """That with which a finding is mended, the last where one was withdrawn; None before there is one."""
    found = _rows(conn, "finding = %s", finding)
    return found[0] if found else None


def of_order(conn: psycopg.Connection[Any], order: UUID) -> list[RectificationRow]:
    return _rows(conn, "order_id = %s", order)


def _rows(conn: psycopg.Connection[Any], where: str, value: Any) -> list[RectificationRow]:
    rows = conn.execute(
        f"SELECT * FROM supervision_rectifications WHERE {where} ORDER BY ordered_at DESC, id".encode(), (value,)
    ).fetchall()
    rounds = conn.execute(
        "SELECT * FROM supervision_rectifications_round WHERE rectification = ANY(%s) ORDER BY round",
        ([row["id"] for row in rows],),
    ).fetchall()
    return [
        RectificationRow(**row, rounds=tuple(Round(**each) for each in rounds if each["rectification"] == row["id"]))
        for row in rows
    ]
