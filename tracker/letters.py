"""What people without an account wrote to us: kept beside the ledger, which knows only that it came and its digest.

Contact data go when the matter is over, the addresses that sent something within a day.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg

from tracker import clock
from tracker.refusal import Refused

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a receipt number: none that is taken for another."""
DAY = timedelta(days=1)
KEPT = timedelta(days=60)
"""How long after the end of its matter a letter's contact data are kept (default)."""


@dataclass(frozen=True, slots=True)
class Letter:
    id: UUID
    text: str
    place: str
    contact: str | None
    photos: tuple[str, ...]
    received_at: datetime
    digest: str


def receipt_of(key: UUID) -> str:
    """The number of what was sent under a command's key, the same when the same form comes again: K7QF-3M9T-2XRA."""
    number, signs = int.from_bytes(sha256(b"receipt:" + key.bytes).digest()[:10], "big"), []
    for _ in range(12):
        number, sign = divmod(number, len(SIGNS))
        signs.append(SIGNS[sign])
    return "-".join("".join(signs[at : at + 4]) for at in (0, 4, 8))


def keep(
    conn: psycopg.Connection[Any],
    id: UUID,
    receipt: str,
    *,
    text: str,
    place: str,
    contact: str | None = None,
    photos: Sequence[str] = (),
) -> str:
    """Keeps a letter once, and gives its digest: of the words and the photographs with a salt that goes with them."""
    conn.execute(
        """INSERT INTO letter (id, receipt, salt, text, place, contact, photos, received_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
        (id, _hash(receipt), secrets.token_hex(16), text, place, contact, list(photos), clock.now()),
    )
    found = one(conn, id)
    assert found is not None
    return found.digest


def one(conn: psycopg.Connection[Any], id: UUID) -> Letter | None:
    return _letter(conn.execute("SELECT * FROM letter WHERE id = %s", (id,)).fetchone())


def by_receipt(conn: psycopg.Connection[Any], receipt: str) -> Letter | None:
    """By the number as its holder types it: case, blanks and hyphens do not matter."""
    signs = "".join(sign for sign in receipt.upper() if sign.isascii() and sign.isalnum())[:32]
    given = "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))
    return _letter(conn.execute("SELECT * FROM letter WHERE receipt = %s", (_hash(given),)).fetchone())


def take_back(conn: psycopg.Connection[Any], id: UUID) -> None:
    """A letter whose command was refused."""
    conn.execute("DELETE FROM letter WHERE id = %s", (id,))


def forget_contact(conn: psycopg.Connection[Any], ids: Sequence[UUID]) -> int:
    """Removes how their writers can be reached. Gives the number of letters changed."""
    return conn.execute(
        "UPDATE letter SET contact = NULL WHERE contact IS NOT NULL AND id = ANY(%s)", (list(ids),)
    ).rowcount


def limit(conn: psycopg.Connection[Any], what: str, address: str, most: int, within: timedelta) -> None:
    """Counts an attempt of an address. Raises Refused("letter.too_many") when it made `most` already."""
    now = clock.now()
    conn.execute("DELETE FROM letter_attempt WHERE at < %s", (now - DAY,))
    row = conn.execute(
        "SELECT count(*) AS n FROM letter_attempt WHERE what = %s AND address = %s AND at > %s",
        (what, address, now - within),
    ).fetchone()
    if row and row["n"] >= most:
        raise Refused("letter.too_many")
    conn.execute("INSERT INTO letter_attempt VALUES (%s, %s, %s)", (what, address, now))


def _letter(row: dict[str, Any] | None) -> Letter | None:
    if row is None:
        return None
    told = "\n".join((row["salt"], row["text"], row["place"], *row["photos"]))
    return Letter(
        row["id"], row["text"], row["place"], row["contact"], tuple(row["photos"]), row["received_at"], _hash(told)
    )


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
