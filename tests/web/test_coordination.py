"""绿色通道 on the pages: the lead unit asks, the other department's own accounts act, strangers see nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import register
from supervision.coordinations import COORDINATIONS
from tests import deeds
from tests.web.forms import send, words
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

PAGE = "/testcity/2026/coordination"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def client(house: House, role: str, unit: str | None = None, slug: str = deeds.SLUG) -> Any:
    return deeds.client(house, deeds.account(house, role, slug, unit))


def unit(house: House, name: str) -> str:
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[name]


def asked(house: House, browser: Any, **changed: str) -> Any:
    said = {
        "project": "1", "kind": "approval", "matter": "规划许可未批。", "wanted": "5个工作日内办结。",
        "helper": unit(house, "市民政局"),
    }  # fmt: skip
    return send(browser, PAGE, PAGE, **{**said, **changed})


def step(browser: Any, item: str, action: str, **said: str) -> Any:
    version = re.search(r'name="version" value="(\d+)"', browser.get(item).text)
    return send(browser, item, item, action=action, version=version[1] if version else "", **said)


def test_from_the_asking_to_the_confirmation(house: House, database: Database) -> None:
    lead, helper, desk = (
        client(house, "filer", "市住房城乡建设局"), client(house, "unit_head", "市民政局"), client(house, "office"),
    )  # fmt: skip
    made = asked(house, lead)
    item = str(made.headers["location"]).removesuffix("?done=asked")
    assert "等您办理1件" in words(helper.get(PAGE)) and "等您办理" not in words(lead.get(PAGE))
    assert step(helper, item, "accept", contact="行政审批处副处长").status_code == 303
    assert step(helper, item, "ask_supplement", words="缺管线综合图。").status_code == 303
    assert "待补充，计时暂停" in words(desk.get(item)) and "等您办理1件" in words(lead.get(PAGE))
    assert step(lead, item, "supplement", words="已补。").status_code == 303
    assert step(helper, item, "resolve", words="许可证已发。").status_code == 303
    assert step(lead, item, "confirm").status_code == 303
    told = words(desk.get(item))
    assert "已办结" in told and "行政审批处副处长" in told
    order = ["提请协调：", "受理", "要求补充：缺管线综合图。", "补充：已补。", "报告办结：许可证已发。", "确认办结"]
    places = [told.rindex(each) for each in order]
    assert places == sorted(places, reverse=True), "the latest on top"
    assert "已了结1件" in words(desk.get(PAGE))
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [COORDINATIONS]) == []


def test_the_office_hands_it_to_another_department(house: House) -> None:
    lead, first, desk = (
        client(house, "filer", "市住房城乡建设局"), client(house, "filer", "市民政局"), client(house, "office"),
    )  # fmt: skip
    item = str(asked(house, lead).headers["location"]).removesuffix("?done=asked")
    step(desk, item, "step_in", words="改由市教育局办。", helper=unit(house, "市教育局"))
    assert first.get(item).status_code == 404
    second = client(house, "filer", "市教育局")
    assert "等您办理1件" in words(second.get(PAGE))
    assert "改由市教育局办" in words(second.get(item))


def test_the_same_role_of_another_unit_or_government_neither_sees_nor_acts(house: House) -> None:
    lead, helper = client(house, "filer", "市住房城乡建设局"), client(house, "filer", "市民政局")
    item = str(asked(house, lead).headers["location"]).removesuffix("?done=asked")
    other = client(house, "filer", "市教育局")
    assert other.get(item).status_code == 404 and "规划许可未批" not in other.get(PAGE).text
    token = re.search(r'name="csrf" value="([^"]+)"', other.get("/desk").text)
    assert token
    assert (
        other.post(item, data={"csrf": token[1], "action": "accept", "contact": "处长", "version": "1"}).status_code
        == 404
    )
    assert asked(house, other).status_code == 404, "it leads no project 1"
    deeds.released(house, "another")
    foreign = client(house, "office", slug="another")
    assert foreign.get(item).status_code == 403
    assert foreign.get(item.replace("testcity", "another")).status_code == 404
    for browser, action in ((lead, "accept"), (lead, "resolve"), (helper, "confirm"), (helper, "withdraw")):
        refused = step(browser, item, action, words="办。", contact="处长")
        assert refused.status_code == 422, action
    assert step(helper, item, "step_in", words="办。").status_code == 422
    observer = client(house, "observer")
    assert observer.get(item).text.count("<form") == 1, "only the way out"


def test_what_was_typed_is_not_lost_and_nobody_acts_on_what_he_has_not_seen(house: House) -> None:
    lead, helper = client(house, "filer", "市住房城乡建设局"), client(house, "filer", "市民政局")
    refused = asked(house, lead, helper="", contact="13812345678")
    assert refused.status_code == 422 and "规划许可未批。" in refused.text
    assert 'href="#helper"' in refused.text and 'href="#contact"' not in refused.text
    refused = asked(house, lead, contact="13812345678")
    assert 'href="#contact"' in refused.text
    assert asked(house, lead, project="").status_code == 422
    item = str(asked(house, lead).headers["location"]).removesuffix("?done=asked")
    stale = send(helper, item, item, action="accept", contact="处长", version="9")
    assert stale.status_code == 422 and "看过最新情况" in stale.text
    assert send(helper, item, item, action="sell", version="1").status_code == 404


def test_a_file_is_given_to_both_sides_and_to_nobody_else(house: House) -> None:
    lead, helper = client(house, "filer", "市住房城乡建设局"), client(house, "filer", "市民政局")
    upload = {"evidence": ("请示.pdf", b"%PDF-1.7 x", "application/pdf")}
    said = {
        "project": "1",
        "kind": "funding",
        "matter": "补助未拨。",
        "wanted": "拨付。",
        "helper": unit(house, "市民政局"),
    }
    made = send(lead, PAGE, PAGE, upload, **said)
    found = re.search(r"/evidence/[0-9a-f]{64}", lead.get(made.headers["location"]).text)
    assert found
    other = client(house, "filer", "市教育局")
    assert [each.get(found[0]).status_code for each in (lead, helper, other)] == [200, 200, 404]
