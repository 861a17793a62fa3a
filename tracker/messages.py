"""What each account was told: ordinary tables, so that a person can be forgotten.

A message's id comes from its event and its recipient: told again, it is there already.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg

from tracker import clock

_OURS = UUID("b0b8a3a0-3f0e-5c53-9a41-6d6573736167")
KEPT = timedelta(days=400)
"""How long a message is kept after it was read."""


@dataclass(frozen=True, slots=True)
class Message:
    """One line for one account: `event` is the event's id, `href` where it leads, `urgent`: waits for no digest."""

    id: UUID
    event: str
    topic: str
    account: UUID
    jurisdiction: str
    kind: str
    urgent: bool
    text: str
    href: str
    at: datetime
    read_at: datetime | None = None


def id_of(event: str, recipient: object) -> UUID:
    """The one id of what an event tells a recipient (an account, a channel, or a message to a channel)."""
    return uuid5(_OURS, f"{event}/{recipient}")


def tell(conn: psycopg.Connection[Any], told: Iterable[Message]) -> list[Message]:
    """Keeps what is new of it, and gives that back."""
    new = []
    for each in told:
        row = conn.execute(
            f"""INSERT INTO public.message ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT (id) DO NOTHING RETURNING id""",
            astuple(each),
        ).fetchone()
        if row:
            new.append(each)
    return new


def unread(conn: psycopg.Connection[Any], account: UUID) -> int:
    row = conn.execute(
        "SELECT count(*) AS n FROM public.message WHERE account = %s AND read_at IS NULL", (account,)
    ).fetchone()
    return int(row["n"]) if row else 0


def of(
    conn: psycopg.Connection[Any], account: UUID, *, unread: bool = False, limit: int = 30, offset: int = 0
) -> list[Message]:
    """An account's messages, the latest first; with `unread` only those."""
    rows = conn.execute(
        f"""SELECT {_COLUMNS} FROM public.message WHERE account = %s AND (read_at IS NULL OR NOT %s)
            ORDER BY at DESC, id LIMIT %s OFFSET %s""",
        (account, unread, limit, offset),
    ).fetchall()
    return [Message(**row) for row in rows]


def count(conn: psycopg.Connection[Any], account: UUID) -> int:
    row = conn.execute("SELECT count(*) AS n FROM public.message WHERE account = %s", (account,)).fetchone()
    return int(row["n"]) if row else 0


def read(conn: psycopg.Connection[Any], account: UUID, id: UUID) -> Message | None:
    """Marks one as read; None when it is not the account's."""
    row = conn.execute(
        f"""UPDATE public.message SET read_at = coalesce(read_at, %s) WHERE id = %s AND account = %s
            RETURNING {_COLUMNS}""",
        (clock.now(), id, account),
    ).fetchone()
    return Message(**row) if row else None


def read_all(conn: psycopg.Connection[Any], account: UUID, until: datetime) -> int:
    """Marks as read what happened until then: what came in while the page was open stays unread."""
    return conn.execute(
        "UPDATE public.message SET read_at = %s WHERE account = %s AND read_at IS NULL AND at <= %s",
        (clock.now(), account, until),
    ).rowcount


def position(conn: psycopg.Connection[Any]) -> int | None:
    """How far the ledger was read for messages, held until the transaction ends; None before the first time."""
    row = conn.execute("SELECT position FROM public.message_reading FOR UPDATE").fetchone()
    return int(row["position"]) if row else None


def read_until(conn: psycopg.Connection[Any], position: int) -> None:
    conn.execute(
        """INSERT INTO public.message_reading (position) VALUES (%s)
           ON CONFLICT (one) DO UPDATE SET position = greatest(message_reading.position, excluded.position)""",
        (position,),
    )


def forget_old(conn: psycopg.Connection[Any]) -> int:
    """Removes what was read long ago."""
    return conn.execute("DELETE FROM public.message WHERE read_at < %s", (clock.now() - KEPT,)).rowcount


_COLUMNS = "id, event, topic, account, jurisdiction, kind, urgent, text, href, at, read_at"
