"""Accounts: signing in, being locked out, sessions that end, links that work once, and people who can be forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from tracker import accounts
from tracker.accounts import Account, NotAdmitted
from tracker.clock import FixedClock
from tracker.database import Database

PASSWORD = "a long sentence"
Conn = psycopg.Connection[dict[str, Any]]


@pytest.fixture
def conn(database: Database, clock: FixedClock) -> Iterator[Conn]:
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as connection:
        yield connection


@pytest.fixture
def filer(conn: Conn) -> Account:
    """Somebody of the housing bureau, with a password."""
    account = accounts.add(conn, "zfj", "市住房城乡建设局科员", "filer", "demo", str(uuid4()), slot="A")
    accounts.set_password(conn, account.id, PASSWORD)
    return account


def _refused(conn: Conn, login: str, password: str, address: str = "10.0.0.1") -> str:
    with pytest.raises(NotAdmitted) as no:
        accounts.sign_in(conn, login, password, address)
    return no.value.code


def test_who_signs_in_has_a_session_of_the_own_account(conn: Conn, filer: Account) -> None:
    token = accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")
    session = accounts.session(conn, token)
    assert session is not None
    assert (session.account.id, session.account.jurisdiction, session.account.slot) == (filer.id, "demo", "A")
    assert len(session.csrf) > 20


def test_neither_password_nor_token_is_kept_as_it_is(conn: Conn, filer: Account) -> None:
    token = accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")
    kept = str(conn.execute("SELECT * FROM account, session").fetchall())
    assert token not in kept
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


def test_a_wrong_password_and_an_unknown_login_are_told_alike(conn: Conn, filer: Account) -> None:
    assert _refused(conn, "zfj", "not the password") == "account.wrong"
    assert _refused(conn, "nobody", PASSWORD) == "account.wrong"


def test_without_a_password_set_nobody_signs_in(conn: Conn) -> None:
    accounts.add(conn, "new", "科员", "office", "demo")
    assert _refused(conn, "new", "") == "account.wrong"
    assert _refused(conn, "new", "nobody has this password") == "account.wrong"


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(
    conn: Conn, filer: Account, clock: FixedClock
) -> None:
    for _ in range(5):
        assert _refused(conn, "zfj", "wrong wrong wrong") == "account.wrong"
    assert _refused(conn, "zfj", PASSWORD, "10.0.0.2") == "account.locked"
    clock.advance(timedelta(minutes=14, seconds=59))
    assert _refused(conn, "zfj", PASSWORD, "10.0.0.2") == "account.locked"
    clock.advance(timedelta(seconds=2))
    assert accounts.session(conn, accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.2"))


def test_a_right_password_forgives_the_wrong_ones_before(conn: Conn, filer: Account) -> None:
    for _ in range(2):
        for _ in range(4):
            assert _refused(conn, "zfj", "wrong wrong wrong") == "account.wrong"
        accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")


def test_twenty_failures_from_one_address_stop_it_for_five_minutes(
    conn: Conn, filer: Account, clock: FixedClock
) -> None:
    for number in range(20):
        assert _refused(conn, f"guess-{number}", "whatever it is") == "account.wrong"
    assert _refused(conn, "zfj", PASSWORD) == "account.too_many"
    accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.2")
    clock.advance(timedelta(minutes=5, seconds=1))
    accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")


def test_a_whole_government_may_sign_in_from_one_address(conn: Conn, filer: Account, clock: FixedClock) -> None:
    for _ in range(25):
        clock.advance(timedelta(seconds=1))
        accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")


def test_a_session_ends_after_ten_hours(conn: Conn, filer: Account, clock: FixedClock) -> None:
    token = accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")
    clock.advance(timedelta(hours=9, minutes=59))
    assert accounts.session(conn, token)
    clock.advance(timedelta(minutes=2))
    assert accounts.session(conn, token) is None


def test_a_session_ends_when_it_is_closed_and_only_that_one(conn: Conn, filer: Account) -> None:
    first, second = (accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1") for _ in range(2))
    accounts.close_session(conn, first)
    assert accounts.session(conn, first) is None
    assert accounts.session(conn, second)


def test_a_disabled_account_is_out_at_once_and_can_come_back(conn: Conn, filer: Account) -> None:
    token = accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")
    accounts.disable(conn, filer.id)
    assert accounts.session(conn, token) is None
    assert _refused(conn, "zfj", PASSWORD) == "account.wrong"
    accounts.disable(conn, filer.id, disabled=False)
    assert accounts.session(conn, token) is None
    accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")


def test_a_new_password_ends_every_session(conn: Conn, filer: Account) -> None:
    token = accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")
    accounts.set_password(conn, filer.id, "another sentence")
    assert accounts.session(conn, token) is None
    assert _refused(conn, "zfj", PASSWORD) == "account.wrong"


def test_a_password_below_ten_characters_is_refused(conn: Conn, filer: Account) -> None:
    with pytest.raises(NotAdmitted) as no:
        accounts.set_password(conn, filer.id, "123456789")
    assert no.value.code == "account.weak_password"
    accounts.set_password(conn, filer.id, "实事督查进展密码甲乙丙")


def test_a_first_password_link_works_once_within_three_days(conn: Conn, clock: FixedClock) -> None:
    account = accounts.add(conn, "new", "科员", "office", "demo")
    token = accounts.make_link(conn, account.id, "first_password")
    assert accounts.link(conn, token, "sign_in") is None
    assert accounts.link(conn, token, "first_password") == account
    assert accounts.link(conn, token, "first_password", use=True) == account
    assert accounts.link(conn, token, "first_password") is None
    later = accounts.make_link(conn, account.id, "first_password")
    clock.advance(timedelta(days=3, seconds=1))
    assert accounts.link(conn, later, "first_password") is None


def test_a_new_link_makes_the_older_one_void(conn: Conn) -> None:
    account = accounts.add(conn, "new", "科员", "office", "demo")
    older = accounts.make_link(conn, account.id, "first_password")
    newer = accounts.make_link(conn, account.id, "first_password")
    assert accounts.link(conn, older, "first_password") is None
    assert accounts.link(conn, newer, "first_password")


def test_a_disabled_accounts_link_does_not_work(conn: Conn, filer: Account) -> None:
    token = accounts.make_link(conn, filer.id, "sign_in")
    accounts.disable(conn, filer.id)
    assert accounts.link(conn, token, "sign_in") is None


@pytest.mark.parametrize(
    ("login", "role", "jurisdiction", "unit", "why"),
    [
        ("x", "king", "demo", None, "角色"),
        ("x", "office", None, None, "政府"),
        ("x", "filer", "demo", None, "单位"),
        ("x", "unit_head", "demo", None, "单位"),
        ("zfj", "office", "demo", None, "已经存在"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(
    conn: Conn, filer: Account, login: str, role: str, jurisdiction: str | None, unit: str | None, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        accounts.add(conn, login, "科员", role, jurisdiction, unit)


def test_accounts_are_listed_by_government(conn: Conn, filer: Account) -> None:
    accounts.add(conn, "other", "科员", "office", "elsewhere")
    accounts.add(conn, "root", "管理员", "administrator")
    assert [account.login for account in accounts.of_government(conn, "demo")] == ["zfj"]
    assert {account.login for account in accounts.of_government(conn, None)} == {"zfj", "other", "root"}
    assert accounts.called(conn, "zfj") == accounts.of(conn, filer.id)
    assert accounts.called(conn, "nobody") is None


def test_a_person_can_be_forgotten(conn: Conn, filer: Account) -> None:
    token = accounts.sign_in(conn, "zfj", PASSWORD, "10.0.0.1")
    accounts.make_link(conn, filer.id, "sign_in")
    conn.execute("DELETE FROM account WHERE id = %s", (filer.id,))
    assert accounts.session(conn, token) is None
    assert conn.execute("SELECT count(*) AS n FROM account_link").fetchone() == {"n": 0}
