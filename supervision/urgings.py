"""Who was urged (催报), when, by whom and for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from projects.month import Changed
from projects.register import ProgrammeRow
from supervision.urging import Urging
from tracker import clock
from tracker.ledger import Ledger
from tracker.read_model import ReadModel
from tracker.refusal import Refused

URGINGS = ReadModel(
    "supervision_urgings",
    """
CREATE TABLE supervision_urgings (
    id uuid PRIMARY KEY, programme text NOT NULL, rhythm text NOT NULL, unit text NOT NULL, sent_on date NOT NULL,
    sent_at timestamptz NOT NULL, post text NOT NULL, owed jsonb NOT NULL,
    position bigint NOT NULL);
CREATE INDEX supervision_urgings_of ON supervision_urgings (programme, rhythm, sent_at);
""",
)


@dataclass(frozen=True, slots=True)
class UrgingRow:
    """One 催报: `owed` as the event has it; `post`: who pressed the button."""

    unit: str
    rhythm: str
    sent_at: datetime
    post: str
    owed: list[dict[str, Any]]


@URGINGS.on(Urging.Sent)
def _sent(curs: psycopg.Cursor[Any], e: Urging.Sent, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_urgings VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            e.originator_id,
            e.programme,
            e.rhythm,
            e.unit,
            e.sent_on,
            e.timestamp,
            getattr(e, "by", {}).get("post", ""),
            Jsonb(e.owed),
            position,
        ),
    )


def latest(conn: psycopg.Connection[Any], programme: str, rhythm: str, period: str) -> dict[str, UrgingRow]:
    """Unit id → the last time it was urged for anything of a period."""
    rows = conn.execute(
        """SELECT DISTINCT ON (unit) unit, rhythm, sent_at, post, owed FROM supervision_urgings
           WHERE programme = %s AND rhythm = %s AND owed @> %s ORDER BY unit, position DESC""",
        (programme, rhythm, Jsonb([{"period": period}])),
    ).fetchall()
    return {row["unit"]: UrgingRow(**row) for row in rows}


def projects(conn: psycopg.Connection[Any], programme: str, rhythm: str, period: str) -> set[str]:
    """Ids of the projects that were ever urged for, of a period."""
    rows = conn.execute(
        """SELECT DISTINCT each ->> 'project' AS project
           FROM supervision_urgings, jsonb_array_elements(owed) AS each
           WHERE programme = %s AND rhythm = %s AND each ->> 'period' = %s""",
        (programme, rhythm, period),
    ).fetchall()
    return {row["project"] for row in rows}


def of_unit(conn: psycopg.Connection[Any], programme: str, unit: str) -> list[UrgingRow]:
    """All that a unit was urged for in a programme, the latest first."""
    rows = conn.execute(
        """SELECT unit, rhythm, sent_at, post, owed FROM supervision_urgings
           WHERE programme = %s AND unit = %s ORDER BY position DESC""",
        (programme, unit),
    ).fetchall()
    return [UrgingRow(**row) for row in rows]


def urge(
    ledger: Ledger,
    programme: ProgrammeRow,
    rhythm: str,
    owing: Mapping[str, Sequence[dict[str, Any]]],
    href: str,
) -> Changed:
    """Urges each unit (by id) for what it owes, but none a second time on a day.

    Raises Refused("urging.nothing") where nobody owes anything, Refused("urging.today") where all were urged today.
    """
    if not owing:
        raise Refused("urging.nothing")
    today = clock.today().isoformat()
    told = [
        Urging.send(programme.id, programme.jurisdiction, programme.year, rhythm, unit, owed, href)
        for unit, owed in sorted(owing.items())
        if ledger.find(Urging, Urging.create_id(programme.id, rhythm, unit, today)) is None
    ]
    if not told:
        raise Refused("urging.today")
    return list(told), {"urged": [each.unit for each in told]}
