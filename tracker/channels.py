"""A government's ways out, and what each person chose: ordinary tables.

Secrets are there only encrypted, and are read back only to be used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from tracker import clock

MAIL, PHONE, WEBHOOK, WECOM, DINGTALK = "mail", "phone", "webhook", "wecom", "dingtalk"
PERSONAL = (MAIL, PHONE)
"""To one person's address; one of each a government. The others go to a group or a system."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out: `settings` may be shown, `sealed` not. `kinds` are what goes to a group."""

    id: UUID
    jurisdiction: str
    kind: str
    name: str
    settings: Mapping[str, Any]
    sealed: bytes | None
    kinds: tuple[str, ...]
    disabled_at: datetime | None = None


def keep(
    conn: psycopg.Connection[Any],
    id: UUID | None,
    jurisdiction: str,
    kind: str,
    *,
    name: str,
    settings: Mapping[str, Any],
    sealed: bytes,
    kinds: Iterable[str],
) -> UUID:
    """A new channel, or one changed; a second one of a personal kind takes the place of the first."""
    now, known = clock.now(), list(kinds)
    if id is None and kind in PERSONAL:
        row = conn.execute(
            "SELECT id FROM public.channel WHERE jurisdiction = %s AND kind = %s", (jurisdiction, kind)
        ).fetchone()
        id = row["id"] if row else None
    if id is None:
        id = uuid4()
        conn.execute(
            """INSERT INTO public.channel (id, jurisdiction, kind, name, settings, sealed, kinds, made_at, changed_at)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
            (id, jurisdiction, kind, name, Jsonb(dict(settings)), sealed, known, now, now),
        )
        return id
    conn.execute(
        """UPDATE public.channel SET name = %s, settings = %s, sealed = %s, kinds = %s, changed_at = %s
           WHERE id = %s AND jurisdiction = %s AND kind = %s""",
        (name, Jsonb(dict(settings)), sealed, known, now, id, jurisdiction, kind),
    )
    return id


def disable(conn: psycopg.Connection[Any], id: UUID, disabled: bool) -> None:
    conn.execute(
        "UPDATE public.channel SET disabled_at = %s, changed_at = %s WHERE id = %s",
        (clock.now() if disabled else None, clock.now(), id),
    )


def of_government(conn: psycopg.Connection[Any], jurisdiction: str, *, living: bool = False) -> list[Channel]:
    """Its channels in the order they were made; with `living` without those that are switched off."""
    rows = conn.execute(
        f"""SELECT {_COLUMNS} FROM public.channel WHERE jurisdiction = %s AND (disabled_at IS NULL OR NOT %s)
            ORDER BY made_at, id""",
        (jurisdiction, living),
    ).fetchall()
    return [_channel(row) for row in rows]


def of(conn: psycopg.Connection[Any], id: UUID) -> Channel | None:
    row = conn.execute(f"SELECT {_COLUMNS} FROM public.channel WHERE id = %s", (id,)).fetchone()
    return _channel(row) if row else None


_COLUMNS = "id, jurisdiction, kind, name, settings, sealed, kinds, disabled_at"


def _channel(row: dict[str, Any]) -> Channel:
    return Channel(**{**row, "kinds": tuple(row["kinds"])})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person set: addresses, the kinds that go to each, and the hours in which nothing is sent."""

    account: UUID
    mail: str | None = None
    phone: str | None = None
    by_mail: tuple[str, ...] = field(default=())
    by_phone: tuple[str, ...] = field(default=())
    quiet_from: time | None = None
    quiet_until: time | None = None


def choices(conn: psycopg.Connection[Any], accounts: Iterable[UUID]) -> dict[UUID, Choice]:
    """Of those who set something."""
    rows = conn.execute(
        """SELECT account, mail, phone, by_mail, by_phone, quiet_from, quiet_until FROM public.message_choice
           WHERE account = ANY(%s)""",
        (list(accounts),),
    ).fetchall()
    return {
        row["account"]: Choice(**{**row, "by_mail": tuple(row["by_mail"]), "by_phone": tuple(row["by_phone"])})
        for row in rows
    }


def choose(conn: psycopg.Connection[Any], chosen: Choice) -> None:
    conn.execute(
        """INSERT INTO public.message_choice (account, mail, phone, by_mail, by_phone, quiet_from, quiet_until)
           VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (account) DO UPDATE SET mail = excluded.mail,
               phone = excluded.phone, by_mail = excluded.by_mail, by_phone = excluded.by_phone,
               quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until""",
        (
            *(chosen.account, chosen.mail, chosen.phone, list(chosen.by_mail), list(chosen.by_phone)),
            *(chosen.quiet_from, chosen.quiet_until),
        ),
    )
