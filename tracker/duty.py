"""What a deployment has to do by the clock, and how each went last: an ordinary table, by the database's own time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

BACKUP, SEAL, WATCH, PROMPT, FREEZE = "backup", "seal", "watch", "prompt", "freeze"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty's last try and last success. `events`, `position` and `head` say how far the ledger was then; `leader`
    who did it, `clock_at` the hour of our own clock, `next_at` when it has something to do next by that clock."""

    name: str
    tried_at: datetime
    done_at: datetime | None
    fault: str | None
    events: int | None
    position: int | None
    head: bytes | None
    age: float | None
    """Seconds since the last success."""
    leader: str | None = None
    clock_at: datetime | None = None
    next_at: datetime | None = None


def done(
    conn: psycopg.Connection[Any],
    name: str,
    *,
    events: int | None = None,
    position: int | None = None,
    head: bytes | None = None,
    leader: str | None = None,
    clock_at: datetime | None = None,
    next_at: datetime | None = None,
) -> None:
    """The duty was done; what is not given keeps its value, but for what it has to do next."""
    conn.execute(
        """INSERT INTO public.duty (name, tried_at, done_at, events, position, head, leader, clock_at, next_at)
           VALUES (%s, now(), now(), %s, %s, %s, %s, %s, %s)
           ON CONFLICT (name) DO UPDATE SET tried_at = now(), done_at = now(), fault = NULL,
               events = coalesce(excluded.events, duty.events), position = coalesce(excluded.position, duty.position),
               head = coalesce(excluded.head, duty.head), leader = coalesce(excluded.leader, duty.leader),
               clock_at = coalesce(excluded.clock_at, duty.clock_at), next_at = excluded.next_at""",
        (name, events, position, head, leader, clock_at, next_at),
    )


def failed(conn: psycopg.Connection[Any], name: str, fault: str) -> None:
    """The duty was tried in vain; the last success stays on record. `fault` names nobody."""
    conn.execute(
        """INSERT INTO public.duty (name, tried_at, fault) VALUES (%s, now(), %s)
           ON CONFLICT (name) DO UPDATE SET tried_at = now(), fault = excluded.fault""",
        (name, fault),
    )


def known(conn: psycopg.Connection[Any]) -> dict[str, Duty]:
    """Every duty that was ever tried, by name."""
    rows = conn.execute(
        """SELECT name, tried_at, done_at, fault, events, position, head, leader, clock_at, next_at,
                  extract(epoch FROM now() - done_at)::float8 AS age FROM public.duty ORDER BY name"""
    ).fetchall()
    return {row["name"]: Duty(**row) for row in rows}
