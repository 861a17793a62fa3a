"""A report that came in time and was returned: told apart from silence, on the office's page and in public."""

import re
from collections.abc import Iterator
from csv import DictReader
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from projects.month import Month
from projects.programme import Programme
from tests import deeds
from tests.web.forms import send, words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House

ROOT = "/testcity/2026"
PAGE = f"{ROOT}/month/2026-02"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Project 1 filed in time and returned on the 5th, its supplement due later; 2 accepted; 3 silent, not urged."""
    with deeds.house(database, tmp_path) as made:
        clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
        programme = deeds.released(made)
        clock.set(datetime(2026, 3, 3, 9, tzinfo=SHANGHAI))
        month = Month(made.ledger, programme, "2026-02")
        ids = {number: UUID(id) for number, id in month.programme.projects.items()}
        for number, value in (("1", "24"), ("2", "8")):
            deeds.filed(made, programme, "2026-02", ids[number], number, value)
        deeds._do(made, lambda: month.accept([ids["2"]], "office"))
        clock.set(datetime(2026, 3, 5, 16, tzinfo=SHANGHAI))
        deeds._do(made, lambda: month.return_(ids["1"], ["没有附验收单"], "office"))
        clock.set(datetime(2026, 3, 6, 9, tzinfo=SHANGHAI))
        yield made


def _listed(page: str) -> list[str]:
    return re.findall(r'<p class="number">(\w+)</p>', page)


def test_what_was_returned_is_told_apart_until_the_public_reads_it(house: House, clock: FixedClock) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    shown = office.get(PAGE)
    said = words(shown)
    assert "已报送，退回补正中" in said and "未报送1退回补正中1" in said
    silent = words(office.get(f"{PAGE}?show=silent"))
    assert "市民政局" in said and silent.count("已审核") == 1, "the way to the accepted ones, and none of them"
    assert "没有这一类项目。" in words(office.get(f"{PAGE}?show=submitted"))
    assert "有1项补正期限还没有到" in said and "项目1应于3月" in said
    assert 'value="逾期未报送"' in shown.text and 'value="退回补正，未在公布前补齐"' in shown.text
    assert "经催报" not in shown.text
    assert [line for line in shown.text.split("<label>") if 'value="1"' in line and "checked" in line] == []
    assert "未报送1项退回补正中1项" in words(office.get("/desk")), "the desk counts as the month does"

    assert send(office, PAGE, f"{PAGE}/urge", unit="").status_code == 303
    assert 'value="逾期未报送，经催报仍未提交"' in office.get(PAGE).text
    for number, reason in (("3", "逾期未报送"), ("1", "退回补正，未在公布前补齐")):
        assert send(office, PAGE, f"{PAGE}/list", project=number, reason=reason).status_code == 303
    assert "列为退回补正未补齐" in words(office.get(PAGE))
    month = Month(house.ledger, Programme.create_id("testcity", 2026), "2026-02")
    deeds._do(house, lambda: month.clear(deeds.REVIEW))
    deeds._do(house, lambda: month.publish())

    public = deeds.client(house)
    card = words(public.get(f"{ROOT}/projects/1"))
    assert "本月报送的进展退回补正，未在公布前补齐。" in card and "未报送" not in card.replace("未报送：怎样评定", "")
    assert "本月未报送。" in words(public.get(f"{ROOT}/projects/3"))
    board = public.get(f"{ROOT}/")
    assert "未报送1项退回补正未补齐1项" in words(board), "as the bulletin counts them"
    assert "未报送1项，退回补正未补齐1项" in board.text, "to who hears the bar, too"
    assert _listed(public.get(f"{ROOT}/?status=not_reported").text) == ["3"]
    assert _listed(public.get(f"{ROOT}/?status=returned").text) == ["1"]
    narrowed = words(public.get(f"{ROOT}/?status=returned"))
    assert "退回补正未补齐1" in narrowed and "1—2月（退回补正）" in narrowed
    content = public.get("/api/v1/testcity/2026/published/2026-02.json").json()
    stored = {each["number"]: each for each in content["projects"]}
    assert [stored[number]["report"]["state"] for number in "123"] == ["returned", "accepted", "not_reported"]
    assert stored["1"]["sentence"] == "本期退回补正，未在公布前补齐。" and stored["3"]["sentence"] == "本期未报送。"
    table = public.get("/data/testcity/2026/months.csv").content.decode("utf-8-sig")
    told = {row["number"]: row["report"] for row in DictReader(table.splitlines())}
    assert told == {"1": "returned", "2": "accepted", "3": "not_reported"}
