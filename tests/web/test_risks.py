"""Risks on the pages: unit or office reports, the office assesses and plans, whom the plan names carries it out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from supervision.risks import RISKS
from tests import deeds
from tests.web.forms import send, words
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

PAGE = "/testcity/2026/risks"
SAID = {
    "project": "1", "matter": "框架桥要点令未批。", "effect": "两条路年底前不能通车。", "since_on": "2026-09-20",
    "threatens_on": "2026年10月31日",
}  # fmt: skip


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def client(house: House, role: str, unit: str | None = None) -> Any:
    return deeds.client(house, deeds.account(house, role, unit=unit))


def decide(browser: Any, risk: str, action: str, **said: str) -> Any:
    version = re.search(r'name="version" value="(\d+)"', browser.get(risk).text)
    return send(browser, risk, risk, action=action, version=version[1] if version else "", **said)


def test_from_the_report_to_the_plan_and_the_end(house: House, database: Database) -> None:
    lead, desk = client(house, "filer", "市住房城乡建设局"), client(house, "office")
    other = client(house, "filer", "市教育局")
    with house.reading() as conn:
        unit = register.unit_called(conn, deeds.SLUG)["市教育局"]
    risk = str(send(lead, PAGE, PAGE, **SAID).headers["location"]).removesuffix("?done=raised")
    assert "待研判" in words(desk.get(PAGE)) and "研判意见" not in words(lead.get(risk))
    assert other.get(risk).status_code == 404
    assert decide(desk, risk, "assess", level="high", opinion="报请市领导协调。").status_code == 303
    late = decide(desk, risk, "plan", look_at="要点令批复", who=unit, until_on="2026-11-02")
    assert late.status_code == 422 and "10月31日" in late.text and "要点令批复" in late.text
    assert decide(desk, risk, "plan", look_at="要点令批复", who=unit, until_on="2026-10-20").status_code == 303
    assert "市教育局督查，10月20日（周二）前" in words(lead.get(PAGE))
    assert decide(other, risk, "check", found="已批。").status_code == 303
    assert decide(lead, risk, "end", how="mitigated", reason="已批。").status_code == 404, "the office ends it"
    assert decide(desk, risk, "end", how="mitigated", reason="已批。").status_code == 303
    told = words(lead.get(risk))
    assert "高风险，已化解" in told and "完成督查：已批。" in told
    assert "已了结1项" in words(desk.get(PAGE))
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [RISKS]) == []


def test_what_was_typed_is_not_lost(house: House) -> None:
    lead, desk = client(house, "filer", "市住房城乡建设局"), client(house, "office")
    refused = send(lead, PAGE, PAGE, **{**SAID, "since_on": "明天"})
    assert refused.status_code == 422 and 'href="#since_on"' in refused.text and "框架桥要点令未批。" in refused.text
    assert send(lead, PAGE, PAGE, **{**SAID, "project": ""}).status_code == 422
    assert send(lead, PAGE, PAGE, **{**SAID, "project": "2"}).status_code == 404, "another unit's"
    risk = str(send(lead, PAGE, PAGE, **SAID).headers["location"]).removesuffix("?done=raised")
    stale = send(desk, risk, risk, action="assess", version="7", level="high", opinion="急。")
    assert stale.status_code == 422 and "看过最新情况" in stale.text and "急。" in stale.text
    assert send(desk, risk, risk, action="sell", version="1").status_code == 404


def test_an_observer_reads_and_another_government_does_not(house: House) -> None:
    lead = client(house, "filer", "市住房城乡建设局")
    risk = str(send(lead, PAGE, PAGE, **SAID).headers["location"]).removesuffix("?done=raised")
    observer = client(house, "observer")
    assert observer.get(risk).status_code == 200 and observer.get(risk).text.count("<form") == 1
    deeds.released(house, "another")
    foreign = deeds.client(house, deeds.account(house, "office", "another"))
    assert foreign.get(risk).status_code == 403
    assert foreign.get(risk.replace("testcity", "another")).status_code == 404
