"""What an implementing unit has typed into its rows and not sent yet: as typed, unreadable figures too.

It is no part of the ledger: the lead unit sees a row when it is sent, and not before.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tracker import clock


@dataclass(frozen=True, slots=True)
class RowDraft:
    """`typed`: {"values": target → text, "text": words}."""

    typed: dict[str, Any]
    saved_at: datetime


def of_unit(conn: psycopg.Connection[Any], programme: str, period: str, unit: str) -> dict[str, RowDraft]:
    """Project id → what the unit has typed for it."""
    rows = conn.execute(
        "SELECT project, typed, saved_at FROM row_draft WHERE programme = %s AND period = %s AND unit = %s",
        (programme, period, unit),
    ).fetchall()
    return {str(row["project"]): RowDraft(row["typed"], row["saved_at"]) for row in rows}


def keep(
    conn: psycopg.Connection[Any], programme: str, period: str, unit: str, typed: dict[str, dict[str, Any]]
) -> None:
    """`typed`: project id → what is typed now; what was typed before goes."""
    for project, each in typed.items():
        conn.execute(
            """INSERT INTO row_draft VALUES (%s, %s, %s, %s, %s, %s)
               ON CONFLICT (programme, period, unit, project)
               DO UPDATE SET typed = excluded.typed, saved_at = excluded.saved_at""",
            (programme, period, unit, project, Jsonb(each), clock.now()),
        )


def drop(conn: psycopg.Connection[Any], programme: str, period: str, unit: str, projects: list[str]) -> None:
    """Of what was sent, or taken back to what was sent before."""
    conn.execute(
        """DELETE FROM row_draft
           WHERE programme = %s AND period = %s AND unit = %s AND project = ANY(%s::uuid[])""",
        (programme, period, unit, projects),
    )
