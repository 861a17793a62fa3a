"""The list of proposals is narrowed by what is proposed and whom it is about; nothing that is asked for is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from supervision import watch
from tests import deeds
from tests.web.forms import words
from tracker import clock as clocks
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

PAGE = "/testcity/2026/proposals"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        watch.tick(made.ledger, clocks.now())
        yield made


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def shown(office: Any, query: str = "") -> list[str]:
    return [part.split('"')[0] for part in office.get(PAGE + query).text.split('<li id="p-')[1:]]


def test_each_is_found_under_its_action_and_its_unit_alone(house: House, office: Any) -> None:
    every = shown(office)
    assert every, "the story proposes something"
    actions = ("order", "talk", "step", "criticism", "name")
    parted = [id for action in actions for id in shown(office, f"?action={action}")]
    assert sorted(parted) == sorted(every)
    with house.reading() as conn:
        units = [row["id"] for row in conn.execute("SELECT id::text AS id FROM projects_register_unit").fetchall()]
    assert sorted(id for unit in units for id in shown(office, f"?unit={unit}")) == sorted(every)


@pytest.mark.parametrize("query", ["?page=0", "?page=99", "?page=x", "?page=²", "?action=nothing&page=3"])
def test_an_address_that_makes_no_sense_is_answered(office: Any, query: str) -> None:
    page = office.get(PAGE + query)
    assert page.status_code == 200
    assert ("没有这样的提示" in words(page)) is ("nothing" in query)


def test_what_is_decided_is_shown_alone(office: Any) -> None:
    assert shown(office, "?state=decided") == []
    assert "已处理" not in words(office.get(PAGE + "?state=open")).split("登记领导批示")[-1]
