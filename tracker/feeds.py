"""Secret addresses under which a calendar program reads deadlines: an ordinary table, only the hash of each is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tracker import accounts, clock
from tracker.accounts import Account

SEEN = timedelta(hours=1)
"""How exactly it is noted when it was last read."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose deadlines it shows: of the office, of a unit or of a project (`subject`: its id)."""

    id: UUID
    account: UUID
    jurisdiction: str
    year: int
    scope: str
    subject: str | None
    made_at: datetime
    asked_at: datetime | None


def make(
    conn: psycopg.Connection[Any], account: UUID, jurisdiction: str, year: int, scope: str, subject: str | None
) -> str:
    """A new address; what is given back is shown once."""
    token = secrets.token_urlsafe(32)
    conn.execute(
        """INSERT INTO public.calendar_feed (id, token_hash, account, jurisdiction, year, scope, subject, made_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
        (uuid4(), _hash(token), account, jurisdiction, year, scope, subject, clock.now()),
    )
    return token


def of_account(conn: psycopg.Connection[Any], account: UUID, jurisdiction: str, year: int) -> list[Feed]:
    """Those that an account made and did not revoke, the oldest first."""
    rows = conn.execute(
        f"""SELECT {_COLUMNS} FROM public.calendar_feed
            WHERE account = %s AND jurisdiction = %s AND year = %s AND revoked_at IS NULL ORDER BY made_at, id""",
        (account, jurisdiction, year),
    ).fetchall()
    return [Feed(**row) for row in rows]


def revoke(conn: psycopg.Connection[Any], account: UUID, id: UUID) -> bool:
    """From now on it leads nowhere; False when it is not the account's, or was revoked before."""
    return bool(
        conn.execute(
            "UPDATE public.calendar_feed SET revoked_at = %s WHERE id = %s AND account = %s AND revoked_at IS NULL",
            (clock.now(), id, account),
        ).rowcount
    )


def found(conn: psycopg.Connection[Any], token: str) -> tuple[Feed, Account] | None:
    """What a secret address leads to, and who made it; None for one that is unknown or revoked, or whose account may no
    longer sign in."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM public.calendar_feed WHERE token_hash = %s AND revoked_at IS NULL", (_hash(token),)
    ).fetchone()
    if row is None:
        return None
    feed, account = Feed(**row), accounts.of(conn, row["account"])
    if account is None or account.disabled:
        return None
    now = clock.now()
    conn.execute(
        "UPDATE public.calendar_feed SET asked_at = %s WHERE id = %s AND coalesce(asked_at, made_at) < %s",
        (now, feed.id, now - SEEN),
    )
    return feed, account


_COLUMNS = "id, account, jurisdiction, year, scope, subject, made_at, asked_at"


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
