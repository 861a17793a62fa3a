"""The demonstration city is reorganised: renamed, merged, split on the office page, and read on the public cards."""

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest

from tests.journeys.browsing import Browser, Page
from tests.journeys.conftest import Site
from tracker import accounts, clock
from tracker.clock import SHANGHAI, FixedClock

UNITS = "/demo/units"
PAPER = "示政发〔2026〕27号"
REVIEW = {
    "attribute": "主动公开", "opinion": "不涉密，可以公开。", "opinion_post": "督查室副主任",
    "post": "市政府秘书长", "decided_on": "2026-10-09",
}  # fmt: skip
MONTHS = 7
"""January and February are one month of the demonstration; August is the last that is public."""


def _words(page: Page) -> str:
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", page.text)))


def _look(office: Browser, kind: str, units: list[str], successors: str, day: str) -> Page:
    """The first step, as a person fills it in, up to what would change."""
    first = office.get(f"{UNITS}/{kind}")
    ids = {name: id for id, name in re.findall(r'value="([0-9a-f-]{36})"[^>]*>(?:<span>)?([^<]+)<', first.text)}
    asked = {"successors": successors, "paper": PAPER, "effective_on": day, "preview": "1"}
    answer = office.client.get(f"{UNITS}/{kind}", params={"unit": [ids[name] for name in units], **asked})
    return office._arrived(answer)


def _carry_out(office: Browser, looked: Page, kind: str, **chosen: Any) -> Page:
    form = looked.form(f"{UNITS}/{kind}")
    stays = {name: "1" for name in form.names if name.startswith("keep-")}
    done = office.send(looked, form.with_({**REVIEW, **stays, **chosen}), "登记")
    assert done.status == 200 and "已登记：" in done.text, done.told
    return done


def _lead(page: Page) -> str:
    text = _words(page).split("责任体系", 1)[1]
    return re.split("协办单位|承办单位", text.split("牵头单位", 1)[1])[0]


@pytest.fixture
def office(site: Site) -> Browser:
    return site.signed_in("demo-office")


def test_a_renamed_unit_is_called_by_its_new_name_and_the_past_months_by_the_old(site: Site, office: Browser) -> None:
    public, card = site.nobody(), "/demo/2026/projects/29"
    assert _lead(public.get(card)) == "市体育局" and "牵头单位市体育局；" not in _words(public.get(card))
    _carry_out(office, _look(office, "rename", ["市体育局"], "市体育和旅游局", "2026-10-01"), "rename")
    page = public.get(card)
    assert _lead(page) == "市体育和旅游局"
    assert f"原牵头单位市体育局，2026年10月1日起更名为市体育和旅游局（{PAPER}）。" in _words(page)
    assert _words(page).count("牵头单位市体育局；") == MONTHS
    filer = site.rows("SELECT login FROM public.account WHERE post = '市体育局填报人（A角）'")[0]["login"]
    assert "市体育和旅游局，" in _words(site.signed_in(filer).get("/demo/2026/filing/2026-09")), "the same unit goes on"


def test_two_units_are_merged_today(site: Site, office: Browser) -> None:
    heir, public = "市城市运行和水务管理局", site.nobody()
    before = {number: _lead(public.get(f"/demo/2026/projects/{number}")) for number in (22, 24)}
    assert before == {22: "市城市管理局", 24: "市水务局"}
    looked = _look(office, "merge", ["市城市管理局", "市水务局"], heir, "2026-10-09")
    assert "9月待审核" in _words(looked) and "4个" in _words(looked), "the open month, and the accounts of both"
    done = _carry_out(office, looked, "merge")
    assert f"市城市管理局、市水务局撤并入{heir}" in _words(done) and "4个待处理" in _words(done)
    for number, name in before.items():
        page = public.get(f"/demo/2026/projects/{number}")
        assert _lead(page) == heir
        assert f"原牵头单位{name}，2026年10月9日起由{heir}牵头（{PAPER}）。" in _words(page)
        assert _words(page).count(f"牵头单位{name}；") == MONTHS
    told = public.client.get("/api/v1/demo/2026/projects.json").json()["projects"]
    project = next(each for each in told if each["number"] == "24")
    assert (project["lead_unit"], project["lead_unit_changes"][0]["lead_unit"]) == ("市水务局", heir)

    filer = site.rows("SELECT id, login FROM public.account WHERE post = '市水务局填报人（A角）'")[0]
    assert not [each for each in site.signed_in(filer["login"]).get("/demo/2026/filing/2026-09").forms if each.written]
    moving = done.form(f"/demo/accounts/{filer['id']}", "action")
    assert moving.value("action") == "move"
    moved = office.send(done, moving, "转入")
    assert "已转入承接单位" in moved.text
    with site.house.reading() as conn:
        account = accounts.called(conn, filer["login"])
    assert account is not None and account.post == f"{heir}填报人（A角）"
    assert "更新农村供水管网210公里" in site.signed_in(account).get("/demo/2026/filing/2026-08").text


def test_a_unit_is_split_on_a_day_to_come(site: Site, office: Browser) -> None:
    homes, roads = "市住房保障和房屋管理局", "市城乡建设和交通运输委员会"
    old, public = "市住房城乡建设局", site.nobody()
    looked = _look(office, "split", [old], f"{homes}\n{roads}", "2026-11-01")
    moves = [name for name in looked.form(f"{UNITS}/split").names if name.startswith("move-")]
    assert len(moves) == 8, "six it leads, two it supports"
    chosen = dict.fromkeys(moves, homes)
    lifts = re.search(r'16　[^<]*</th>.*?name="(move-[^"]+)"', looked.text, re.DOTALL)
    assert lifts is not None
    chosen[lifts[1]] = roads
    _carry_out(office, looked, "split", **chosen, **{"answer-1-responsible": f"{roads}主任"})

    card, filing = "/demo/2026/projects/16", "/demo/2026/filing/2026-09"
    page = public.get(card)
    assert _lead(page) == old and f"，2026年11月1日起由{roads}牵头（{PAPER}）。" in _words(page)
    assert '"16.values.1"' in site.signed_in("demo-filer").get(filing).text, "until the day it files as before"
    with clock.using(FixedClock(datetime(2026, 11, 2, 9, tzinfo=SHANGHAI))):
        page = public.get(card)
        assert _lead(page) == roads and f"责任人{roads}主任" in _words(page)
        assert _words(page).count(f"牵头单位{old}；") == MONTHS
        assert _lead(public.get("/demo/2026/projects/15")) == homes
        left = site.signed_in("demo-filer").get(filing)
        assert '"16.values.1"' not in left.text and f"现由{roads}牵头和报送" in _words(left)
        assert "2个待处理" in _words(site.signed_in("demo-office").get(UNITS))
