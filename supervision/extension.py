"""An extension (延期): asked before the due time, decided by the office within a working day; silence never grants it.

The decision is itself owed by the office. A return for a supplement stops the office's clock until the unit answers.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg

from projects.register import ProgrammeRow
from projects.rule import Pause
from supervision.claim import OFFICE, Claim
from supervision.obligation import Obligation

DECISION = "extension_decision"


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """A decision on every extension that was asked for."""
    rows = conn.execute(
        """SELECT id::text AS id, project, what, extension FROM supervision_obligations
           WHERE programme = %s AND extension IS NOT NULL ORDER BY extension->>'at', id""",
        (programme.id,),
    ).fetchall()
    for row in rows:
        asked = row["extension"]
        decided = _moment(asked.get("decided_at"))
        granted = asked["state"] == "granted"
        yield Claim(
            kind=DECISION,
            subject=row["id"],
            period="1",
            owner=OFFICE,
            project=row["project"],
            what=f"{row['what']}延期申请答复",
            href=f"/obligations/{row['id']}",
            since=_moment(asked["at"]),
            met_at=decided,
            met_by=(Obligation.ExtensionGranted if granted else Obligation.ExtensionRefused).TOPIC if decided else None,
            pauses=tuple(
                Pause(datetime.fromisoformat(each["since"]), _moment(each["until"]), each["reason"])
                for each in asked["returns"]
            ),
        )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
