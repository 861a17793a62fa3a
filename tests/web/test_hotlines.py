"""The telephones that take complaints: set by the office whenever they change, and public at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from projects import published, register
from projects.policy import PolicySet
from tests import deeds
from tests.journeys.browsing import pdf_words
from tests.web.forms import pressed, send, words
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
PAGE = f"{ROOT}/hotlines"
NEW = {"hotline": "0000-20000", "hotline-1": "0000-20001、0000-20002", "hotline-2": ""}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def test_what_the_office_sets_is_public_at_once_and_what_was_published_stays(house: House) -> None:
    deeds.months(house, deeds.released(house), "2026-02")
    with house.reading() as conn:
        before = published.content(conn, deeds.SLUG, deeds.YEAR, "2026-02")
    client, public = office(house), deeds.client(house)
    public.get(f"{ROOT}/projects/1")  # kept
    answer = send(client, PAGE, PAGE, **NEW)
    assert answer.status_code == 303 and answer.headers["location"] == PAGE + "?done=1"
    assert "监督电话已保存" in words(client.get(PAGE + "?done=1"))
    assert 'value="0000-20001、0000-20002"' in client.get(PAGE).text
    first, second = (words(public.get(f"{ROOT}/projects/{number}")) for number in "12")
    assert first.count("0000-20001、0000-20002") >= 2 and "0000-20000" in second and "0000-20001" not in second
    assert "0000-20000" in words(public.get(f"{ROOT}/"))
    with house.reading() as conn:
        after = published.content(conn, deeds.SLUG, deeds.YEAR, "2026-02")
    assert before is not None and after is not None and before["content"] == after["content"]


def test_the_next_month_is_published_with_them(house: House) -> None:
    programme = deeds.released(house)
    deeds.months(house, programme, "2026-02")
    assert send(office(house), PAGE, PAGE, **NEW).status_code == 303
    march = next(each for each in PolicySet().periods(deeds.YEAR) if each.key == "2026-03")
    deeds.month(house, programme, march)
    with house.reading() as conn:
        found = published.content(conn, deeds.SLUG, deeds.YEAR, "2026-03")
    assert found is not None
    told = {each["number"]: each["contact"] for each in json.loads(found["content"])["projects"]}
    assert (told["1"], told["2"]) == ("0000-20001、0000-20002", "0000-20000")


def test_a_sign_made_afterwards_bears_the_new_telephone(house: House) -> None:
    deeds.released(house)
    client = office(house)
    assert send(client, PAGE, PAGE, **NEW).status_code == 303
    made = pressed(client, f"{ROOT}/papers?kind=site_sign", "site_sign", "project:1")
    code = made.rstrip("/").rsplit("/", 1)[-1].split("?")[0]
    assert "0000-20001、0000-20002" in pdf_words(client.get(f"{ROOT}/papers/{code}.pdf").content)


def test_what_cannot_be_dialled_comes_back_as_it_was_typed(house: House) -> None:
    deeds.released(house)
    client = office(house)
    answer = send(client, PAGE, PAGE, **{**NEW, "hotline-2": "督查室"})
    assert answer.status_code == 422 and "监督电话应有至少3位数字" in words(answer)
    assert 'value="督查室"' in answer.text and 'value="0000-20000"' in answer.text
    assert 'href="#hotline-2"' in answer.text
    with house.reading() as conn:
        row = register.programme(conn, deeds.SLUG, deeds.YEAR)
    assert row is not None and row.hotline != "0000-20000"


def test_who_set_them_and_when_is_on_the_ledger_and_the_tables_come_out_again(house: House) -> None:
    programme = deeds.released(house)
    assert send(office(house), PAGE, PAGE, **NEW).status_code == 303
    event: Any = list(house.ledger.events.get(programme))[-1]
    assert (event.TOPIC, event.by["post"]) == ("programme.hotlines_set", "督查室")
    with house.reading() as conn:
        rows = conn.execute("SELECT hotline, hotlines FROM projects_published_programme").fetchall()
        assert rebuild.check(house.ledger, conn, [published.PUBLISHED, register.REGISTER]) == []
    assert rows == [{"hotline": "0000-20000", "hotlines": {"1": "0000-20001、0000-20002"}}]


def test_only_the_office_of_a_list_of_our_own_comes_here(house: House) -> None:
    deeds.released(house)
    assert office(house).get(f"/{deeds.SLUG}/2031/hotlines").status_code == 404
    for role in ("press", "observer"):
        assert deeds.client(house, deeds.account(house, role)).get(PAGE).status_code == 403
