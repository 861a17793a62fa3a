"""The talks of a programme as pages read them, and each promise made in one, round by round."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision import written
from supervision.talk import Talk
from tracker.read_model import ReadModel
from tracker.table import Table

TALKS = ReadModel(
    "supervision_talks",
    """
CREATE TABLE supervision_talks (
    id uuid PRIMARY KEY, programme uuid NOT NULL, project uuid, order_id uuid, unit text NOT NULL, cause jsonb NOT NULL,
    arrangement jsonb NOT NULL, until date NOT NULL, approval jsonb NOT NULL, state text NOT NULL,
    moves jsonb NOT NULL, cancelled jsonb, record jsonb, signed jsonb,
    scheduled_at timestamptz NOT NULL, held_at timestamptz, ended_at timestamptz, position bigint NOT NULL);
CREATE INDEX supervision_talks_of ON supervision_talks (programme);
CREATE TABLE supervision_talks_promise (
    key text PRIMARY KEY, talk uuid NOT NULL, programme uuid NOT NULL, no integer NOT NULL, round integer NOT NULL,
    words text NOT NULL, unit text NOT NULL, post text NOT NULL, due date NOT NULL, opened_at timestamptz NOT NULL,
    report jsonb, reported_at timestamptz, kept boolean, note text, checked_at timestamptz);
CREATE INDEX supervision_talks_promise_of ON supervision_talks_promise (programme);
""",
)

_TALKS, _PROMISES = Table("supervision_talks"), Table("supervision_talks_promise", key="key")


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One round of a promise. `kept` is None until it was checked; `report`: done, evidence."""

    key: str
    talk: UUID
    programme: UUID
    no: int
    round: int
    words: str
    unit: str
    post: str
    due: date
    opened_at: datetime
    report: dict[str, Any] | None
    reported_at: datetime | None
    kept: bool | None
    note: str | None
    checked_at: datetime | None

    @property
    def state(self) -> str:
        """open, reported, kept, or broken (a later round follows)."""
        if self.kept is not None:
            return "kept" if self.kept else "broken"
        return "reported" if self.reported_at else "open"

    def overdue(self, today: date) -> bool:
        return self.state == "open" and today > self.due


@dataclass(frozen=True, slots=True)
class TalkRow:
    """One talk. `record`: held_at, place, present, points, recorder; `signed`: signed_on, scan; None until then."""

    id: UUID
    programme: UUID
    project: UUID | None
    order_id: UUID | None
    unit: str
    cause: dict[str, Any]
    arrangement: dict[str, Any]
    until: date
    approval: dict[str, Any]
    state: str
    moves: list[dict[str, Any]]
    cancelled: dict[str, Any] | None
    record: dict[str, Any] | None
    signed: dict[str, Any] | None
    scheduled_at: datetime
    held_at: datetime | None
    ended_at: datetime | None
    position: int

    @property
    def at(self) -> datetime:
        """When it is to be held, or was."""
        said = self.record["held_at"] if self.record else self.arrangement["at"]
        found = written.moment(said)
        assert found is not None, said
        return found

    @property
    def place(self) -> str:
        return str((self.record or self.arrangement)["place"])


@TALKS.on(Talk.Scheduled)
def _scheduled(curs: psycopg.Cursor[Any], e: Talk.Scheduled, position: int) -> None:
    _TALKS.insert(
        curs,
        id=e.originator_id,
        programme=e.programme,
        project=e.project,
        order_id=e.order,
        unit=e.unit,
        cause=Jsonb(e.cause),
        arrangement=Jsonb(e.arrangement),
        until=e.until,
        approval=Jsonb(e.approval),
        state="scheduled",
        moves=Jsonb([]),
        **dict.fromkeys(("cancelled", "record", "signed", "held_at", "ended_at")),
        scheduled_at=e.timestamp,
        position=position,
    )


@TALKS.on(Talk.Moved)
def _moved(curs: psycopg.Cursor[Any], e: Talk.Moved, position: int) -> None:
    row = _TALKS.row(curs, e.originator_id)
    was = {"at": row["arrangement"]["at"], "place": row["arrangement"]["place"], "reason": e.reason}
    now = {**row["arrangement"], "at": e.at, "place": e.place}
    _TALKS.update(curs, e.originator_id, arrangement=Jsonb(now), moves=Jsonb([*row["moves"], was]), position=position)


@TALKS.on(Talk.Cancelled)
def _cancelled(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    told = Jsonb({"reason": e.reason, "by": e.by.get("post", "")})
    _TALKS.update(curs, e.originator_id, state="cancelled", cancelled=told, ended_at=e.timestamp, position=position)


@TALKS.on(Talk.Held)
def _held(curs: psycopg.Cursor[Any], e: Talk.Held, position: int) -> None:
    programme = _TALKS.row(curs, e.originator_id)["programme"]
    record = {name: getattr(e, name) for name in ("held_at", "place", "present", "points", "recorder")}
    _TALKS.update(curs, e.originator_id, state="held", record=Jsonb(record), held_at=e.timestamp, position=position)
    for each in e.promises:
        said = {"words": each["text"], "unit": each["unit"], "post": each["post"], "due": each["due"]}
        _open(curs, e, programme, each["no"], 1, said)


@TALKS.on(Talk.Signed)
def _signed(curs: psycopg.Cursor[Any], e: Talk.Signed, position: int) -> None:
    told = Jsonb({"signed_on": e.signed_on, "scan": e.scan})
    _TALKS.update(curs, e.originator_id, state="signed", signed=told, position=position)


@TALKS.on(Talk.PromiseReported)
def _reported(curs: psycopg.Cursor[Any], e: Talk.PromiseReported, position: int) -> None:
    report = Jsonb({"done": e.done, "evidence": e.evidence})
    _PROMISES.update(curs, _key(e, e.no, e.round), report=report, reported_at=e.timestamp)


@TALKS.on(Talk.PromiseConfirmed, Talk.PromiseReopened)
def _checked(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    kept = isinstance(e, Talk.PromiseConfirmed)
    _PROMISES.update(curs, _key(e, e.no, e.round), kept=kept, note=e.note, checked_at=e.timestamp)
    if not kept:
        row = _PROMISES.row(curs, _key(e, e.no, e.round))
        said = {"words": row["words"], "unit": row["unit"], "post": row["post"], "due": e.due}
        _open(curs, e, row["programme"], e.no, e.round + 1, said)


def _open(curs: psycopg.Cursor[Any], e: Any, programme: Any, no: str, round: int, said: dict[str, Any]) -> None:
    _PROMISES.insert(
        curs,
        key=_key(e, no, round),
        talk=e.originator_id,
        programme=programme,
        no=int(no),
        round=round,
        **said,
        opened_at=e.timestamp,
        **dict.fromkeys(("report", "reported_at", "kept", "note", "checked_at")),
    )


def _key(e: Any, no: str, round: int) -> str:
    return f"{e.originator_id}/{no}/{round}"


def talk(conn: psycopg.Connection[Any], id: UUID) -> TalkRow | None:
    row = conn.execute("SELECT * FROM supervision_talks WHERE id = %s", (id,)).fetchone()
    return TalkRow(**row) if row else None


def of_programme(conn: psycopg.Connection[Any], programme: str | UUID, unit: str | None = None) -> list[TalkRow]:
    """A programme's talks, the last arranged first; a unit's own where one is named."""
    rows = conn.execute(
        """SELECT * FROM supervision_talks WHERE programme = %(programme)s
             AND (%(unit)s::text IS NULL OR unit = %(unit)s) ORDER BY scheduled_at DESC, id""",
        {"programme": str(programme), "unit": unit},
    ).fetchall()
    return [TalkRow(**row) for row in rows]


def of_order(conn: psycopg.Connection[Any], order: UUID) -> list[TalkRow]:
    """The talks an order led to, oldest first."""
    rows = conn.execute(
        "SELECT * FROM supervision_talks WHERE order_id = %s ORDER BY scheduled_at, id", (order,)
    ).fetchall()
    return [TalkRow(**row) for row in rows]


def promises(conn: psycopg.Connection[Any], talk: UUID) -> list[PromiseRow]:
    """Every round of every promise of a talk, in order."""
    rows = conn.execute(
        "SELECT * FROM supervision_talks_promise WHERE talk = %s ORDER BY no, round", (talk,)
    ).fetchall()
    return [PromiseRow(**row) for row in rows]


def promised(conn: psycopg.Connection[Any], programme: str | UUID) -> list[PromiseRow]:
    """Every round of every promise of a programme, the earliest due first."""
    rows = conn.execute(
        "SELECT * FROM supervision_talks_promise WHERE programme = %s ORDER BY due, key", (str(programme),)
    ).fetchall()
    return [PromiseRow(**row) for row in rows]
