"""The office keeps its government's accounts: adds them, hands out links once, and takes the right away again."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from projects import register
from tests import deeds
from tests.web.forms import send, words
from tracker import accounts
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

PAGE = "/testcity/accounts"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def _unit(house: House, name: str = "市民政局") -> str:
    with house.reading() as conn:
        return register.unit_called(conn, "testcity")[name]


def _new(house: House, **more: str) -> dict[str, str]:
    said = {"login": "mzj-tb", "post": "市民政局填报人", "role": "filer", "unit": _unit(house), "slot": "B"}
    return {**said, **more}


def _called(house: House, login: str) -> accounts.Account | None:
    with house.reading() as conn:
        return accounts.called(conn, login)


def test_a_new_account_gets_a_link_that_sets_its_first_password(house: House, office: Any) -> None:
    answer = send(office, PAGE, PAGE, **_new(house))
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    made = _called(house, "mzj-tb")
    assert made is not None
    assert (made.role, made.jurisdiction, made.unit, made.slot) == ("filer", "testcity", _unit(house), "B")
    path = re.search(r"/first-password/[\w-]+", answer.text)
    assert path is not None
    stranger = deeds.client(house)
    done = stranger.post(path[0], data={"password": "a long enough one", "again": "a long enough one"})
    assert done.status_code == 303
    assert path[0] not in office.get(PAGE).text, "the link is shown once"
    assert stranger.get(path[0]).status_code == 410, "and works once"


def test_faults_are_told_at_once_and_what_was_typed_is_kept(house: House, office: Any) -> None:
    answer = send(office, PAGE, PAGE, **_new(house, login="有 空格", post="", unit=""))
    assert answer.status_code == 422
    said = words(answer)
    assert "账号不能有空格" in said and "请填写职务" in said and "须属于一个单位" in said
    assert 'value="有 空格"' in answer.text


def test_a_login_that_is_taken_is_refused(house: House, office: Any) -> None:
    assert send(office, PAGE, PAGE, **_new(house)).status_code == 200
    answer = send(office, PAGE, PAGE, **_new(house, post="另一个"))
    assert answer.status_code == 422 and "已经存在" in words(answer)


def test_nobody_is_made_administrator_here(house: House, office: Any) -> None:
    assert send(office, PAGE, PAGE, **_new(house, role="administrator")).status_code == 422
    assert _called(house, "mzj-tb") is None


def test_a_unit_of_another_government_is_not_taken(house: House, office: Any) -> None:
    deeds.released(house, "nextcity")
    with house.reading() as conn:
        foreign = register.unit_called(conn, "nextcity")["市民政局"]
    assert send(office, PAGE, PAGE, **_new(house, unit=foreign)).status_code == 422


def test_a_disabled_account_is_signed_out_and_comes_back_when_enabled(house: House, office: Any) -> None:
    filer = deeds.account(house, "filer", unit="市民政局")
    browser = deeds.client(house, filer)
    assert browser.get("/testcity/2026/adjustments").status_code == 200
    assert send(office, PAGE, f"{PAGE}/{filer.id}", action="disable").status_code == 303
    assert browser.get("/testcity/2026/adjustments").status_code == 303, "to the sign-in"
    assert "已停用" in words(office.get(PAGE))
    refused = send(office, PAGE, f"{PAGE}/{filer.id}/link")
    assert refused.status_code == 422 and "已停用" in words(refused)
    send(office, PAGE, f"{PAGE}/{filer.id}", action="enable")
    found = _called(house, filer.login)
    assert found is not None and not found.disabled


def test_ending_sessions_leaves_the_account(house: House, office: Any) -> None:
    filer = deeds.account(house, "filer", unit="市民政局")
    browser = deeds.client(house, filer)
    assert send(office, PAGE, f"{PAGE}/{filer.id}", action="end").status_code == 303
    assert browser.get("/testcity/2026/adjustments").status_code == 303
    found = _called(house, filer.login)
    assert found is not None and not found.disabled


def test_nobody_locks_himself_out(house: House, office: Any) -> None:
    own = _called(house, "testcity-office")
    assert own is not None
    assert send(office, PAGE, f"{PAGE}/{own.id}", action="disable").status_code == 422
    assert office.get(PAGE).status_code == 200


def test_accounts_of_another_government_and_of_administrators_are_out_of_reach(house: House, office: Any) -> None:
    deeds.released(house, "nextcity")
    other = deeds.account(house, "office", slug="nextcity")
    with house.reading() as conn:
        administrator = accounts.add(conn, "root", "系统管理员", "administrator", "testcity")
    assert office.get("/nextcity/accounts").status_code == 403
    assert send(office, PAGE, f"{PAGE}/{other.id}", action="disable").status_code == 404
    assert send(office, PAGE, f"{PAGE}/{administrator.id}/link").status_code == 403
    assert deeds.client(house, administrator).get("/nextcity/accounts").status_code == 200
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    assert filer.get(PAGE).status_code == 403 and deeds.client(house).get(PAGE).status_code == 303
