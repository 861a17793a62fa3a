"""What went out to whom by which channel, and what became of it. Claimed before it is sent and marked after: a process
that dies in between sends it once more, under the same id."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from tracker import clock, messages

LEASE = timedelta(minutes=5)
"""How long whoever claimed one has it to himself."""
A_MINUTE, AT_MOST = timedelta(minutes=1), 18
"""A robot takes 20 messages a minute (both makers say so); the others wait."""
KEPT = timedelta(days=400)
WAITING = ("queued", "failed")
STATES = ("gathered", "merged", "seen", "queued", "sent", "failed", "given_up", "withheld")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message by one channel, or one digest; `account` None for a group. `text`, `href`, `kind`, `topic`, `urgent`
    and `at` are the message's."""

    id: UUID
    channel: UUID
    jurisdiction: str
    account: UUID | None
    message: UUID | None
    topic: str
    kind: str
    urgent: bool
    text: str
    href: str
    at: datetime
    state: str
    next_at: datetime
    made_at: datetime
    attempts: int = 0
    digest: UUID | None = None
    sent_at: datetime | None = None
    fault: str | None = None


def keep(conn: psycopg.Connection[Any], new: Iterable[Delivery]) -> int:
    """Those that are not there yet; how many that were."""
    return sum(
        conn.execute(
            """INSERT INTO public.delivery (id, channel, jurisdiction, account, message, topic, kind, urgent, text,
                   href, at, state, next_at, made_at)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING""",
            (
                *(each.id, each.channel, each.jurisdiction, each.account, each.message, each.topic, each.kind),
                *(each.urgent, each.text, each.href, each.at, each.state, each.next_at, each.made_at),
            ),
        ).rowcount
        for each in new
    )


def claim(conn: psycopg.Connection[Any]) -> Delivery | None:
    """The next that is due, taken for LEASE and counted as tried; None when there is none. Two never get the same."""
    now = clock.now()
    row = conn.execute(
        f"""UPDATE public.delivery SET attempts = attempts + 1, next_at = %(until)s WHERE id = (
                SELECT d.id FROM public.delivery d JOIN public.channel c ON c.id = d.channel
                WHERE d.state IN ('queued', 'failed') AND d.next_at <= %(now)s AND c.disabled_at IS NULL
                  AND (c.kind IN ('mail', 'phone') OR (SELECT count(*) FROM public.delivery s
                       WHERE s.channel = c.id AND s.sent_at > %(lately)s) < %(most)s)
                ORDER BY d.next_at, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
            RETURNING {_COLUMNS}""",
        {"now": now, "until": now + LEASE, "lately": now - A_MINUTE, "most": AT_MOST},
    ).fetchone()
    return Delivery(**row) if row else None


def sent(conn: psycopg.Connection[Any], id: UUID) -> None:
    conn.execute(
        "UPDATE public.delivery SET state = 'sent', sent_at = %s, fault = NULL WHERE id = %s", (clock.now(), id)
    )


def failed(conn: psycopg.Connection[Any], id: UUID, fault: str, again: datetime | None) -> None:
    """Noted, to be tried again at that time; never, for None."""
    conn.execute(
        """UPDATE public.delivery SET fault = %(fault)s, next_at = coalesce(%(again)s::timestamptz, next_at),
               state = CASE WHEN %(again)s::timestamptz IS NULL THEN 'given_up' ELSE 'failed' END
           WHERE id = %(id)s""",
        {"again": again, "fault": fault, "id": id},
    )


def withhold(conn: psycopg.Connection[Any]) -> int:
    """Nothing of it goes out: what is due is only noted as such."""
    return conn.execute(
        "UPDATE public.delivery SET state = 'withheld' WHERE state IN ('queued', 'failed') AND next_at <= %s",
        (clock.now(),),
    ).rowcount


def again(conn: psycopg.Connection[Any], jurisdiction: str, id: UUID) -> bool:
    """Gives one that was given up all its tries anew; False when it is not one of those."""
    return bool(
        conn.execute(
            """UPDATE public.delivery SET state = 'queued', attempts = 0, next_at = %s
               WHERE id = %s AND jurisdiction = %s AND state IN ('given_up', 'failed')""",
            (clock.now(), id, jurisdiction),
        ).rowcount
    )


def digest(conn: psycopg.Connection[Any], day: date) -> int:
    """What was gathered for each person becomes that day's one letter; what was read meanwhile is left out. How many
    letters that makes; for whom there is one of the day already, it waits for the next."""
    now = clock.now()
    conn.execute(
        """UPDATE public.delivery d SET state = 'seen' FROM public.message m
           WHERE d.state = 'gathered' AND m.id = d.message AND m.read_at IS NOT NULL"""
    )
    made = 0
    rows = conn.execute(
        """SELECT account, channel, jurisdiction, count(*) AS n, max(at) AS at, min(kind) AS kind FROM public.delivery
           WHERE state = 'gathered' GROUP BY account, channel, jurisdiction"""
    ).fetchall()
    for row in rows:
        id = messages.id_of(f"digest:{day.isoformat()}", row["account"])
        letter = Delivery(
            id, row["channel"], row["jurisdiction"], row["account"], None, "digest", row["kind"], False,
            f"{row['n']}条消息", "/messages", row["at"], "queued", now, now,
        )  # fmt: skip
        if keep(conn, [letter]):
            made += 1
            conn.execute(
                """UPDATE public.delivery SET state = 'merged', digest = %s
                   WHERE state = 'gathered' AND account = %s AND channel = %s""",
                (id, row["account"], row["channel"]),
            )
    return made


def within(conn: psycopg.Connection[Any], digest: UUID) -> list[Delivery]:
    """What a digest holds, the latest first."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM public.delivery WHERE digest = %s ORDER BY at DESC, id", (digest,)
    ).fetchall()
    return [Delivery(**row) for row in rows]


def of_government(
    conn: psycopg.Connection[Any], jurisdiction: str, states: Iterable[str], *, limit: int = 50, offset: int = 0
) -> list[Delivery]:
    """Those in these states, the latest first."""
    rows = conn.execute(
        f"""SELECT {_COLUMNS} FROM public.delivery WHERE jurisdiction = %s AND state = ANY(%s)
            ORDER BY made_at DESC, id LIMIT %s OFFSET %s""",
        (jurisdiction, list(states), limit, offset),
    ).fetchall()
    return [Delivery(**row) for row in rows]


def counts(conn: psycopg.Connection[Any], jurisdiction: str) -> dict[str, int]:
    """How many are in each state."""
    rows = conn.execute(
        "SELECT state, count(*) AS n FROM public.delivery WHERE jurisdiction = %s GROUP BY state", (jurisdiction,)
    ).fetchall()
    return {row["state"]: int(row["n"]) for row in rows}


def of(conn: psycopg.Connection[Any], id: UUID) -> Delivery | None:
    row = conn.execute(f"SELECT {_COLUMNS} FROM public.delivery WHERE id = %s", (id,)).fetchone()
    return Delivery(**row) if row else None


def forget_old(conn: psycopg.Connection[Any]) -> int:
    return conn.execute("DELETE FROM public.delivery WHERE made_at < %s", (clock.now() - KEPT,)).rowcount


_COLUMNS = (
    "id, channel, jurisdiction, account, message, topic, kind, urgent, text, href, at, state, next_at, made_at, "
    "attempts, digest, sent_at, fault"
)
