"""The clues of a programme as they stand, without what their writers wrote, and what is owed on them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from projects import register
from projects.register import ProgrammeRow
from supervision import owners
from supervision.claim import OFFICE, Claim, Void
from supervision.clue import ENDS, Clue
from tracker.read_model import ReadModel

CLUES = ReadModel(
    "supervision_clues",
    """
CREATE TABLE supervision_clues (
    id uuid PRIMARY KEY, programme text NOT NULL, project text NOT NULL, state text NOT NULL, version integer NOT NULL,
    received_at timestamptz NOT NULL, photos integer NOT NULL, unit text, words text, reason text,
    "into" uuid, ended_at timestamptz, steps jsonb NOT NULL, position bigint NOT NULL);
CREATE INDEX supervision_clues_of ON supervision_clues (programme, position);
""",
)


@dataclass(frozen=True, slots=True)
class ClueRow:
    """One clue. `unit` is whom it is assigned to; `words` the answer, or why it is not taken on (`reason` its code);
    `steps`: each {at, what, post, words, unit}, in order."""

    id: str
    programme: str
    project: str
    state: str
    version: int
    received_at: datetime
    photos: int
    unit: str | None
    words: str | None
    reason: str | None
    into: str | None
    ended_at: datetime | None
    steps: list[dict[str, Any]]

    @property
    def open(self) -> bool:
        return self.state not in ENDS


@CLUES.on(Clue.Received)
def _received(curs: psycopg.Cursor[Any], e: Clue.Received, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_clues (id, programme, project, state, version, received_at, photos, steps, position)
           VALUES (%s, %s, %s, 'received', 1, %s, %s, %s, %s)""",
        (
            e.originator_id, e.programme, e.project, e.timestamp, e.photos,
            Jsonb([_step(e, "received", "", None)]), position,
        ),
    )  # fmt: skip


@CLUES.on(Clue.Assigned)
def _assigned(curs: psycopg.Cursor[Any], e: Clue.Assigned, position: int) -> None:
    curs.execute("UPDATE supervision_clues SET unit = %s WHERE id = %s", (e.unit, e.originator_id))
    _goes_on(curs, e, "assigned", e.matter, e.unit)


@CLUES.on(Clue.Replied)
def _replied(curs: psycopg.Cursor[Any], e: Clue.Replied, position: int) -> None:
    _goes_on(curs, e, "replied", e.words, e.unit)


@CLUES.on(Clue.Answered, Clue.Merged, Clue.Declined)
def _ended(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    state = {Clue.Answered: "answered", Clue.Merged: "merged", Clue.Declined: "declined"}[type(e)]
    words = getattr(e, "words", "")
    curs.execute(
        'UPDATE supervision_clues SET words = %s, reason = %s, "into" = %s, ended_at = %s WHERE id = %s',
        (words or None, getattr(e, "reason_code", None), getattr(e, "into", None), e.timestamp, e.originator_id),
    )
    _goes_on(curs, e, state, words, None)


def _goes_on(curs: psycopg.Cursor[Any], e: Any, state: str, words: str, unit: str | None) -> None:
    curs.execute(
        "UPDATE supervision_clues SET state = %s, version = %s, steps = steps || %s::jsonb WHERE id = %s",
        (state, e.originator_version, Jsonb([_step(e, state, words, unit)]), e.originator_id),
    )


def _step(e: Any, what: str, words: str, unit: str | None) -> dict[str, Any]:
    post = str(getattr(e, "by", {}).get("post", ""))
    return {"at": e.timestamp.isoformat(), "what": what, "post": post, "words": words, "unit": unit}


_COLUMNS = ", ".join(f'"{name}"' for name in ClueRow.__dataclass_fields__)


def of_programme(conn: psycopg.Connection[Any], programme: str) -> list[ClueRow]:
    """The open first, the oldest first; then what has ended, the latest first."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM supervision_clues WHERE programme = %s ORDER BY position", (programme,)
    ).fetchall()
    found = [_row(row) for row in rows]
    return [row for row in found if row.open] + [row for row in found if not row.open][::-1]


def one(conn: psycopg.Connection[Any], id: UUID) -> ClueRow | None:
    found = conn.execute(f"SELECT {_COLUMNS} FROM supervision_clues WHERE id = %s", (id,)).fetchone()
    return _row(found) if found else None


def ended_before(conn: psycopg.Connection[Any], moment: datetime) -> list[UUID]:
    """Clues that were over by then: how their writers can be reached is needed no more."""
    return [
        row["id"] for row in conn.execute("SELECT id FROM supervision_clues WHERE ended_at < %s", (moment,)).fetchall()
    ]


def _row(row: dict[str, Any]) -> ClueRow:
    return ClueRow(**{**row, "id": str(row["id"]), "into": str(row["into"]) if row["into"] else None})


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """The office owes the triage and, on a unit's reply, the answer; the unit owes its reply to each asking."""
    numbers = {row.id: row.number for row in register.projects(conn, programme.id)}
    units = owners.of_units(conn, programme.jurisdiction)
    for row in of_programme(conn, programme.id):
        told = f"项目{numbers.get(row.project, '')}群众反映线索"
        first, *later = row.steps
        triage = Claim(
            kind="clue_triage",
            subject=row.id,
            period="",
            owner=OFFICE,
            project=row.project,
            what=f"{told}分办",
            href=f"/clues/{row.id}",
            since=_at(first),
            met_at=_at(later[0]) if later else None,
            met_by=TOPICS[later[0]["what"]] if later else None,
        )
        yield triage
        asked = [at for at, step in enumerate(row.steps) if step["what"] in ("assigned", "replied")]
        for nth, at in enumerate(asked, start=1):
            step, after = row.steps[at], row.steps[at + 1] if at + 1 < len(row.steps) else None
            owed = _of_unit if step["what"] == "assigned" else _of_office
            yield owed(replace(triage, period=str(nth), since=_at(step), met_at=None, met_by=None), step, after, units)


def _of_unit(claim: Claim, step: dict[str, Any], after: dict[str, Any] | None, units: owners.Owners) -> Claim:
    since = _at(step)
    owed = replace(
        claim,
        kind="clue_reply",
        what=f"{claim.what.removesuffix('分办')}核实答复",
        owner=units.at(step["unit"], since),
        later_owners=units.after(step["unit"], since),
    )
    if after is None:
        return owed
    if after["what"] == "replied":
        return replace(owed, met_at=_at(after), met_by=Clue.Replied.TOPIC)
    return replace(owed, void=Void(_at(after), f"线索{STATES[after['what']]}", after["post"]))


def _of_office(claim: Claim, step: dict[str, Any], after: dict[str, Any] | None, units: owners.Owners) -> Claim:
    owed = replace(claim, kind="clue_answer", what=f"{claim.what.removesuffix('分办')}答复反映人")
    return owed if after is None else replace(owed, met_at=_at(after), met_by=TOPICS[after["what"]])


STATES = {"received": "待分办", "assigned": "核实办理中", "replied": "单位已报办理情况", **ENDS}
TOPICS = {
    "assigned": Clue.Assigned.TOPIC,
    "replied": Clue.Replied.TOPIC,
    "answered": Clue.Answered.TOPIC,
    "merged": Clue.Merged.TOPIC,
    "declined": Clue.Declined.TOPIC,
}


def _at(step: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(step["at"])
