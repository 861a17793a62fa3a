"""The files that are withheld, of each government: why, by whose decision, since when; and who may still see one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from supervision.withholding import Withholding
from tracker.read_model import ReadModel
from tracker.table import Table

WITHHOLDINGS = ReadModel(
    "supervision_withholdings",
    """
CREATE TABLE supervision_withholdings (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, sha256 text NOT NULL, withheld boolean NOT NULL,
    public boolean NOT NULL, reason text NOT NULL, post text NOT NULL, at timestamptz NOT NULL);
CREATE INDEX supervision_withholdings_of ON supervision_withholdings (jurisdiction, at);
""",
)
_FILES = Table("supervision_withholdings")


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """What was decided last of one file: `withheld`, or given back. `public`: anybody could see it before."""

    id: UUID
    jurisdiction: str
    sha256: str
    withheld: bool
    public: bool
    reason: str
    post: str
    at: datetime


@WITHHOLDINGS.on(Withholding.Withheld)
def _withheld(curs: psycopg.Cursor[Any], e: Withholding.Withheld, position: int) -> None:
    _FILES.insert(
        curs,
        id=e.originator_id,
        jurisdiction=e.jurisdiction,
        sha256=e.sha256,
        withheld=True,
        public=e.public,
        reason=e.reason,
        post=e.post,
        at=e.timestamp,
    )


@WITHHOLDINGS.on(Withholding.WithheldAgain)
def _again(curs: psycopg.Cursor[Any], e: Withholding.WithheldAgain, position: int) -> None:
    _FILES.update(curs, e.originator_id, withheld=True, public=e.public, reason=e.reason, post=e.post, at=e.timestamp)


@WITHHOLDINGS.on(Withholding.Restored)
def _restored(curs: psycopg.Cursor[Any], e: Withholding.Restored, position: int) -> None:
    _FILES.update(curs, e.originator_id, withheld=False, reason=e.reason, post=e.post, at=e.timestamp)


def of_government(conn: psycopg.Connection[Any], slug: str) -> list[WithheldRow]:
    """Withheld ones and those given back, the latest decision first."""
    rows = conn.execute(
        "SELECT * FROM supervision_withholdings WHERE jurisdiction = %s ORDER BY at DESC", (slug,)
    ).fetchall()
    return [WithheldRow(**row) for row in rows]


def withheld(conn: psycopg.Connection[Any], slug: str) -> dict[str, WithheldRow]:
    """Hash → what is withheld now."""
    return {row.sha256: row for row in of_government(conn, slug) if row.withheld}


def of_file(conn: psycopg.Connection[Any], slug: str, sha256: str) -> WithheldRow | None:
    """What was decided last of a file; None where nothing ever was."""
    row = conn.execute(
        "SELECT * FROM supervision_withholdings WHERE jurisdiction = %s AND sha256 = %s", (slug, sha256)
    ).fetchone()
    return WithheldRow(**row) if row else None
