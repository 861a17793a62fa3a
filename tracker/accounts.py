"""Accounts, sessions and one-time links: ordinary tables, so that a person can be forgotten."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

import psycopg
from pwdlib import PasswordHash

from tracker import clock

ROLES = {
    "administrator": "系统管理员",
    "office": "督查室",
    "office_head": "办公厅负责人",
    "filer": "填报人",
    "unit_head": "单位负责人",
    "press": "新闻宣传",
    "observer": "人大代表联络",
}
"""Roles with an account; inspectors come by the link of their visit."""

SESSION = timedelta(hours=10)
FIRST_PASSWORD = timedelta(days=3)
LOCK_AFTER, LOCKED_FOR = 5, timedelta(minutes=15)
ATTEMPTS, WINDOW = 20, timedelta(minutes=5)
SHORTEST = 10

_HASHES = PasswordHash.recommended()


@cache
def _nobodys() -> str:
    """What the password of an unknown account is held against, so that it takes as long as a known one's."""
    return _HASHES.hash("nobody has this password")


class NotAdmitted(Exception):
    """Sign-in refused: `code` is account.wrong, account.locked, account.too_many or account.weak_password."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in: a post with a role, scoped to a government (slug) and, where it has one, a unit (id)."""

    id: UUID
    login: str
    post: str
    role: str
    jurisdiction: str | None
    unit: str | None
    slot: str | None
    demonstration: bool
    disabled: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class Session:
    account: Account
    csrf: str


def add(
    conn: psycopg.Connection[Any],
    login: str,
    post: str,
    role: str,
    jurisdiction: str | None = None,
    unit: str | None = None,
    *,
    slot: str | None = None,
    demonstration: bool = False,
) -> Account:
    """Raises ValueError for an unknown role or a login that is taken; a unit's roles need a unit, all but the
    administrator a government."""
    if role not in ROLES:
        raise ValueError(f"没有“{role}”这个角色，可用：{'、'.join(ROLES)}")
    if role != "administrator" and not jurisdiction:
        raise ValueError("这个角色需要指定政府（--jurisdiction）")
    if role in ("filer", "unit_head") and not unit:
        raise ValueError("这个角色需要指定单位（--unit）")
    row = conn.execute(
        """INSERT INTO account (login, post, role, jurisdiction, unit, slot, demonstration, created_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (login) DO NOTHING RETURNING id""",
        (login, post, role, jurisdiction, unit, slot, demonstration, clock.now()),
    ).fetchone()
    if row is None:
        raise ValueError(f"账号“{login}”已经存在")
    found = of(conn, row["id"])
    assert found is not None
    return found


def of(conn: psycopg.Connection[Any], id: UUID) -> Account | None:
    row = conn.execute("SELECT * FROM account WHERE id = %s", (id,)).fetchone()
    return _account(row) if row else None


def called(conn: psycopg.Connection[Any], login: str) -> Account | None:
    row = conn.execute("SELECT * FROM account WHERE login = %s", (login,)).fetchone()
    return _account(row) if row else None


def of_government(conn: psycopg.Connection[Any], jurisdiction: str | None) -> list[Account]:
    """The accounts of one government; all of them for None."""
    rows = conn.execute(
        "SELECT * FROM account WHERE %(j)s::text IS NULL OR jurisdiction = %(j)s ORDER BY role, login",
        {"j": jurisdiction},
    ).fetchall()
    return [_account(row) for row in rows]


def sign_in(conn: psycopg.Connection[Any], login: str, password: str, address: str) -> str:
    """A new session's token. Raises NotAdmitted; five wrong passwords lock the account for a quarter of an hour."""
    now = clock.now()
    _limit(conn, address, now)
    row = conn.execute("SELECT * FROM account WHERE login = %s", (login,)).fetchone()
    known = row is not None and row["password_hash"] and row["disabled_at"] is None
    if row is not None and row["locked_until"] and row["locked_until"] > now:
        raise NotAdmitted("account.locked")
    right = _HASHES.verify(password, row["password_hash"] if row is not None and known else _nobodys()) and known
    if not right:
        _failed(conn, login)
        raise NotAdmitted("account.wrong")
    assert row is not None
    conn.execute("UPDATE account SET failures = 0, locked_until = NULL WHERE id = %s", (row["id"],))
    # A whole government may come from one address on one morning: only failures count.
    conn.execute("DELETE FROM sign_in_attempt WHERE address = %s AND at = %s", (address, now))
    return open_session(conn, row["id"])


def _limit(conn: psycopg.Connection[Any], address: str, now: datetime) -> None:
    conn.execute("DELETE FROM sign_in_attempt WHERE at < %s", (now - WINDOW,))
    row = conn.execute("SELECT count(*) AS n FROM sign_in_attempt WHERE address = %s", (address,)).fetchone()
    conn.execute("INSERT INTO sign_in_attempt VALUES (%s, %s)", (address, now))
    conn.commit()
    if row and row["n"] >= ATTEMPTS:
        raise NotAdmitted("account.too_many")


def _failed(conn: psycopg.Connection[Any], login: str) -> None:
    conn.execute(
        """UPDATE account SET failures = failures + 1,
               locked_until = CASE WHEN failures + 1 >= %s THEN %s ELSE locked_until END WHERE login = %s""",
        (LOCK_AFTER, clock.now() + LOCKED_FOR, login),
    )
    conn.execute("UPDATE account SET failures = 0 WHERE login = %s AND failures >= %s", (login, LOCK_AFTER))
    conn.commit()


def open_session(conn: psycopg.Connection[Any], account: UUID) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    conn.execute("DELETE FROM session WHERE expires_at < %s", (now,))
    conn.execute(
        "INSERT INTO session VALUES (%s, %s, %s, %s, %s)",
        (_hash(token), account, secrets.token_urlsafe(24), now, now + SESSION),
    )
    return token


def session(conn: psycopg.Connection[Any], token: str) -> Session | None:
    """The living session of a token, or None: expired, revoked, or its account disabled."""
    row = conn.execute(
        """SELECT a.*, s.csrf FROM session s JOIN account a ON a.id = s.account
           WHERE s.token_hash = %s AND s.expires_at > %s AND a.disabled_at IS NULL""",
        (_hash(token), clock.now()),
    ).fetchone()
    return Session(_account(row), row["csrf"]) if row else None


def close_session(conn: psycopg.Connection[Any], token: str) -> None:
    conn.execute("DELETE FROM session WHERE token_hash = %s", (_hash(token),))


def revoke_sessions(conn: psycopg.Connection[Any], account: UUID) -> None:
    conn.execute("DELETE FROM session WHERE account = %s", (account,))


def forget_expired(conn: psycopg.Connection[Any]) -> int:
    """Removes sessions and links that open nothing any more, and attempts to sign in that no longer count."""
    now = clock.now()
    gone = conn.execute("DELETE FROM session WHERE expires_at < %s", (now,)).rowcount
    gone += conn.execute("DELETE FROM account_link WHERE expires_at < %s OR used_at IS NOT NULL", (now,)).rowcount
    return gone + conn.execute("DELETE FROM sign_in_attempt WHERE at < %s", (now - WINDOW,)).rowcount


def make_link(
    conn: psycopg.Connection[Any],
    account: UUID,
    purpose: Literal["first_password", "sign_in"],
    lasts: timedelta = FIRST_PASSWORD,
) -> str:
    """A one-time token; a new link of the same purpose makes the older ones void."""
    token = secrets.token_urlsafe(24)
    conn.execute("DELETE FROM account_link WHERE account = %s AND purpose = %s", (account, purpose))
    conn.execute(
        "INSERT INTO account_link VALUES (%s, %s, %s, %s)", (_hash(token), account, purpose, clock.now() + lasts)
    )
    return token


def link(conn: psycopg.Connection[Any], token: str, purpose: str, *, use: bool = False) -> Account | None:
    """Whose link this is, while it is good; `use` spends it."""
    row = conn.execute(
        """SELECT a.* FROM account_link l JOIN account a ON a.id = l.account
           WHERE l.token_hash = %s AND l.purpose = %s AND l.used_at IS NULL AND l.expires_at > %s
             AND a.disabled_at IS NULL""",
        (_hash(token), purpose, clock.now()),
    ).fetchone()
    if row and use:
        conn.execute("UPDATE account_link SET used_at = %s WHERE token_hash = %s", (clock.now(), _hash(token)))
    return _account(row) if row else None


def set_password(conn: psycopg.Connection[Any], account: UUID, password: str) -> None:
    """Raises NotAdmitted("account.weak_password") below ten characters. Ends the account's other sessions."""
    if len(password) < SHORTEST:
        raise NotAdmitted("account.weak_password")
    conn.execute(
        "UPDATE account SET password_hash = %s, failures = 0, locked_until = NULL WHERE id = %s",
        (_HASHES.hash(password), account),
    )
    revoke_sessions(conn, account)


def disable(conn: psycopg.Connection[Any], account: UUID, disabled: bool = True) -> None:
    conn.execute("UPDATE account SET disabled_at = %s WHERE id = %s", (clock.now() if disabled else None, account))
    revoke_sessions(conn, account)


def move(conn: psycopg.Connection[Any], account: UUID, unit: str, post: str) -> None:
    """To another unit, after its own was abolished; whoever is signed in with it goes on there."""
    conn.execute("UPDATE account SET unit = %s, post = %s WHERE id = %s", (unit, post, account))


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _account(row: dict[str, Any]) -> Account:
    return Account(
        id=row["id"],
        login=row["login"],
        post=row["post"],
        role=row["role"],
        jurisdiction=row["jurisdiction"],
        unit=row["unit"],
        slot=row["slot"],
        demonstration=row["demonstration"],
        disabled=row["disabled_at"] is not None,
        has_password=row["password_hash"] is not None,
    )
