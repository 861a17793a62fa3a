"""The personal link to one visit, for one inspector: no account, no password; made and revoked by the office.

An ordinary table beside the ledger. Whether the visit is still open is the visit's matter: ask both.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg

from tracker import clock


@dataclass(frozen=True, slots=True)
class VisitLink:
    """A link that is not revoked. `token` is kept so that the office can print the same link again."""

    visit: UUID
    inspector: str
    token: str
    made_at: datetime
    revoked: bool = False


def make(conn: psycopg.Connection[Any], visit: UUID, inspector: str) -> str:
    """A new link's token; an older one of the same inspector is revoked by it."""
    conn.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"visit_link:{visit}:{inspector}",))
    revoke(conn, visit, inspector)
    token = secrets.token_urlsafe(18)
    conn.execute(
        "INSERT INTO visit_link (token_hash, visit, inspector, token, made_at) VALUES (%s, %s, %s, %s, %s)",
        (_hash(token), visit, inspector, token, clock.now()),
    )
    return token


def find(conn: psycopg.Connection[Any], token: str) -> VisitLink | None:
    """The link of a token, unless it was never made or is revoked."""
    row = conn.execute(
        "SELECT visit, inspector, made_at FROM visit_link WHERE token_hash = %s AND revoked_at IS NULL", (_hash(token),)
    ).fetchone()
    return VisitLink(row["visit"], row["inspector"], token, row["made_at"]) if row else None


def known(conn: psycopg.Connection[Any], token: str) -> VisitLink | None:
    """The link of a token also when it is revoked, so that a phone hears why nothing more is taken."""
    row = conn.execute(
        "SELECT visit, inspector, made_at, revoked_at FROM visit_link WHERE token_hash = %s", (_hash(token),)
    ).fetchone()
    return VisitLink(row["visit"], row["inspector"], token, row["made_at"], bool(row["revoked_at"])) if row else None


def of_visit(conn: psycopg.Connection[Any], visit: UUID) -> dict[str, VisitLink]:
    """Inspector's key → their living link."""
    rows = conn.execute(
        "SELECT visit, inspector, token, made_at FROM visit_link WHERE visit = %s AND revoked_at IS NULL", (visit,)
    ).fetchall()
    return {row["inspector"]: VisitLink(**row) for row in rows}


def revoke(conn: psycopg.Connection[Any], visit: UUID, inspector: str | None = None) -> int:
    """Revokes the living links of an inspector, or of all of the visit; the token itself is forgotten."""
    return conn.execute(
        """UPDATE visit_link SET revoked_at = %(now)s, token = NULL WHERE visit = %(visit)s AND revoked_at IS NULL
             AND (%(inspector)s::text IS NULL OR inspector = %(inspector)s)""",
        {"now": clock.now(), "visit": visit, "inspector": inspector},
    ).rowcount


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
