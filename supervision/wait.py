"""What lies with the office to be looked at: while it does, the clock of whoever handed it in stands still.

A read model's row keeps it in a column `waits`: a JSON list of [since, until], ISO to the second, until null while it
lasts. `which` is a condition on that row, `values` what fills it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from projects.rule import Pause

Waits = list[list[str | None]]


def begins(curs: psycopg.Cursor[Any], table: str, at: datetime, which: str, values: Sequence[Any]) -> None:
    curs.execute(
        f"""UPDATE {table} SET waits = waits || jsonb_build_array(jsonb_build_array(%s::text, NULL))
            WHERE {which}""".encode(),
        (_second(at), *values),
    )


def ends(curs: psycopg.Cursor[Any], table: str, at: datetime, which: str, values: Sequence[Any]) -> None:
    curs.execute(
        f"""UPDATE {table}
            SET waits = jsonb_set(waits, ARRAY[(jsonb_array_length(waits) - 1)::text, '1'], to_jsonb(%s::text))
            WHERE {which}""".encode(),
        (_second(at), *values),
    )


def pauses(waits: Waits, reason: str) -> tuple[Pause, ...]:
    return tuple(
        Pause(datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None, reason)
        for since, until in waits
        if since
    )


def _second(at: datetime) -> str:
    """To the second, in which deadlines are told."""
    return at.replace(microsecond=0).isoformat()
