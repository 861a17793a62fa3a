"""A deposit is taken in once, under an address that nobody works with here, and no list is prepared over it."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from projects import deposit, deposits, intake
from projects.deposit import Deposit
from tests import deeds
from tests.aggregates import newest, refusal
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

TOLD: dict[str, Any] = {
    "government": "江城市", "title": "江城市2025年民生实事", "nature": "own", "licence": {"words": "", "address": ""},
    "content": '{"projects":[{"number":"1"}]}', "note": "自旧网站下载",
}  # fmt: skip


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


def keep(house: House, slug: str, year: int, **told: Any) -> None:
    house.carry_out(SYSTEM, None, ["deposit", slug, year], lambda: deposit.changes(house.ledger, slug, year, **told))


@pytest.mark.usefixtures("clock")
def test_what_is_taken_in_is_kept_with_its_sum() -> None:
    event = newest(Deposit.take_in("jiangcheng", 2025, **TOLD), jurisdiction="jiangcheng", year=2025)
    assert (event.content, event.sha256) == (TOLD["content"], sha256(TOLD["content"].encode()).hexdigest())
    assert (event.government, event.title, event.note) == ("江城市", "江城市2025年民生实事", "自旧网站下载")


@pytest.mark.parametrize(
    ("slug", "year", "note", "code"),
    [("data", 2025, None, "jurisdiction.slug"), ("../x", 2025, None, "jurisdiction.slug"),
     ("jiangcheng", 1979, None, "programme.year"), ("jiangcheng", 2025, "长" * 101, "deposit.note")],
)  # fmt: skip
def test_what_has_no_place_here_is_refused(slug: str, year: int, note: str | None, code: str) -> None:
    assert refusal(Deposit.take_in, slug, year, **{**TOLD, "note": note})[0] == code


def test_a_deposit_is_read_as_it_was_taken_in(house: House) -> None:
    keep(house, "jiangcheng", 2024, **TOLD)
    keep(house, "jiangcheng", 2025, **TOLD)
    keep(
        house, "anding", 2025, **{**TOLD, "government": "安定市", "licence": {"words": "署名", "address": "https://x"}}
    )
    with house.reading() as conn:
        assert [(each.jurisdiction, each.year) for each in deposits.every(conn)] == [
            ("anding", 2025), ("jiangcheng", 2025), ("jiangcheng", 2024),
        ]  # fmt: skip
        found = deposits.one(conn, "anding", 2025)
        assert found and found.licence == {"words": "署名", "address": "https://x"}
        assert deposits.rows(conn, "anding", 2025) == {"projects": [{"number": "1"}]}
        assert deposits.one(conn, "anding", 2024) is None
        with pytest.raises(KeyError):
            deposits.rows(conn, "anding", 2024)


def test_a_year_is_taken_in_once_and_never_beside_one_that_is_worked_with(house: House) -> None:
    keep(house, "jiangcheng", 2025, **TOLD)
    again = refusal(deposit.changes, house.ledger, "jiangcheng", 2025, **TOLD)
    assert again == ("deposit.there", None, {"jurisdiction": "jiangcheng", "year": 2025})
    deeds.released(house)
    own = {**TOLD, "government": "某市"}
    assert refusal(deposit.changes, house.ledger, "testcity", 2026, **own)[0] == "deposit.programme_known"
    assert refusal(deposit.changes, house.ledger, "testcity", 2025, **TOLD)[0] == "deposit.other_government"
    keep(house, "testcity", 2025, **own)


def test_no_list_is_prepared_over_a_deposit(house: House) -> None:
    keep(house, "jiangcheng", 2025, **TOLD)
    new = intake.Intake("jiangcheng", "江城市", 2025, deeds.listing(2025))
    assert refusal(intake.changes, house.ledger, new)[:2] == ("deposit.there", "year")
    intake.changes(house.ledger, intake.Intake("jiangcheng", "江城市", 2026, deeds.listing()))
