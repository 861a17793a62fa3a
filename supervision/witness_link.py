"""A witness's personal link to one place of one draw: no account, printed as a code to scan.

An ordinary table beside the ledger. What may still be done with it is the draw's matter: ask both. The token is kept
for printing it again and forgotten with the draw.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg

from tracker import clock


@dataclass(frozen=True, slots=True)
class WitnessLink:
    lot: UUID
    place: int
    token: str


def make(conn: psycopg.Connection[Any], lot: UUID, places: int) -> None:
    """A link for each place that has none."""
    for place in range(1, places + 1):
        token = secrets.token_urlsafe(18)
        conn.execute(
            """INSERT INTO witness_link (token_hash, lot, place, token, made_at) VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (lot, place) DO NOTHING""",
            (_hash(token), lot, place, token, clock.now()),
        )


def find(conn: psycopg.Connection[Any], token: str) -> WitnessLink | None:
    row = conn.execute("SELECT lot, place FROM witness_link WHERE token_hash = %s", (_hash(token),)).fetchone()
    return WitnessLink(row["lot"], row["place"], token) if row else None


def of_lot(conn: psycopg.Connection[Any], lot: UUID) -> dict[int, str]:
    """Place → its token."""
    rows = conn.execute("SELECT place, token FROM witness_link WHERE lot = %s ORDER BY place", (lot,)).fetchall()
    return {row["place"]: row["token"] for row in rows}


def end(conn: psycopg.Connection[Any], lot: UUID) -> None:
    """The draw is over: its links lead nowhere."""
    conn.execute("DELETE FROM witness_link WHERE lot = %s", (lot,))


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
