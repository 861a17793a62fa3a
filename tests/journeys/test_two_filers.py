"""A 角 and B 角 of one unit at the same reports: what each wrote alone is merged, what both wrote is shown to both."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests import deeds
from tests.journeys.browsing import Browser, Page
from tests.journeys.conftest import Site

FILING = "/demo/2026/filing/2026-09"
FIGURES = {"17.values.1": "1900", "17.values.2": "38000", "17.problems": "两个片区管网未通。"}
B_POST = "填报人"


@pytest.fixture
def a(site: Site) -> Browser:
    return site.signed_in("demo-filer")


@pytest.fixture
def b(site: Site) -> Browser:
    return site.signed_in(deeds.account(site.house, "filer", "demo", "市住房城乡建设局", "demo-filer-b"))


def stored(site: Site, number: str) -> dict[str, Any]:
    (row,) = site.rows(
        """SELECT r.state, r.content FROM projects_reports r JOIN projects_register_project p ON p.id = r.project
           WHERE p.number = %s AND r.period = '2026-09' AND p.jurisdiction = 'demo'""",
        number,
    )
    return {"state": row["state"], **row["content"]}


def form(page: Page, typed: dict[str, str], action: str) -> dict[str, list[str]]:
    """The page's form with this typed in, and the button's word; that districts gave no figures was seen."""
    data: dict[str, list[str]] = {"action": [action], "17.asked.shares": ["东湖区政府"]}
    for name, value in page.form("", "17.text").with_(typed).fields:
        data.setdefault(name, []).append(value)
    return data


def sender(browser: Browser) -> Callable[[dict[str, str], str], Any]:
    """send(typed, action): a form opened now; it is sent by what is returned."""
    page = browser.get(FILING)
    return lambda typed, action: browser.client.post(FILING, data=form(page, typed, action))


def test_what_each_wrote_into_different_fields_is_merged(site: Site, a: Browser, b: Browser) -> None:
    mine, yours = sender(a), sender(b)
    assert yours({"17.problems": "港东地块装修班组不足。", "17.values.1": "1700"}, "save").status_code == 303
    assert mine({"17.text": "科创园二期竣工验收。", "17.values.2": "37000"}, "save").status_code == 303
    found = stored(site, "17")
    assert (found["text"], found["problems"]) == ("科创园二期竣工验收。", "港东地块装修班组不足。")
    assert found["values"] == {"1": "1700", "2": "37000"}


def test_what_both_wrote_is_shown_side_by_side_with_who_and_when_and_nothing_is_lost(
    site: Site, a: Browser, b: Browser
) -> None:
    mine, yours = sender(a), sender(b)
    assert yours({"17.text": "乙写的进展。"}, "save").status_code == 303
    told = mine({"17.text": "甲写的进展。", "17.measures": "增派班组。"}, "save")
    assert told.status_code == 422
    words = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", told.text))
    assert "甲写的进展。您在本页填写乙写的进展。" + B_POST in words
    assert "2026年10月9日09:" in words
    assert stored(site, "17")["text"] == "乙写的进展。", "until somebody decides, what was stored stays"
    assert stored(site, "17")["measures"] == "增派班组。", "and what nobody contests is kept"
    assert '<textarea id="17.text"' in told.text and "甲写的进展。</textarea>" in told.text


@pytest.mark.parametrize(("pick", "text"), [("mine", "甲写的进展。"), ("theirs", "乙写的进展。")])
def test_the_one_who_was_told_picks(site: Site, a: Browser, b: Browser, pick: str, text: str) -> None:
    page = _told(a, b)
    seen = page.form("", "17.text").offered("17.pick.text")
    assert [each.split("@")[0] for each in seen] == ["mine", "theirs"]
    chosen = next(each for each in seen if each.startswith(pick))
    done = a.client.post(FILING, data=form(page, {"17.pick.text": chosen}, "save"))
    assert done.status_code == 303
    assert stored(site, "17")["text"] == text


def test_a_clash_that_nobody_decided_is_neither_submitted_nor_overwritten(site: Site, a: Browser, b: Browser) -> None:
    page = _told(a, b)
    for action in ("save", "submit:17", "autosave"):
        a.client.post(FILING, data=form(page, {"17.values.1": "2000", "17.problems": "慢。"}, action))
        found = stored(site, "17")
        assert (found["state"], found["text"]) == ("draft", "乙写的进展。"), action


def test_a_pick_does_not_hold_against_words_it_was_not_shown(site: Site, a: Browser, b: Browser) -> None:
    page = _told(a, b)
    seen = next(each for each in page.form("", "17.text").offered("17.pick.text") if each.startswith("mine"))
    assert sender(b)({"17.text": "乙又改了。"}, "save").status_code == 303
    again = a.client.post(FILING, data=form(page, {"17.pick.text": seen}, "save"))
    assert again.status_code == 422
    assert "乙又改了。" in again.text and "甲写的进展。" in again.text
    assert stored(site, "17")["text"] == "乙又改了。"


def test_nobody_submits_what_he_has_not_seen(site: Site, a: Browser, b: Browser) -> None:
    mine, yours = sender(a), sender(b)
    assert yours({"17.measures": "另请一家。"}, "save").status_code == 303
    told = mine(FIGURES, "submit:17")
    assert told.status_code == 422
    assert "改了“下步措施”，已并入下方，请看过后再提交" in told.text
    assert stored(site, "17")["state"] == "draft"
    assert sender(a)({}, "submit:17").status_code == 303
    found = stored(site, "17")
    assert (found["state"], found["measures"]) == ("awaiting_release", "另请一家。")


def test_typed_after_the_other_had_submitted_it_is_shown_and_not_lost(site: Site, a: Browser, b: Browser) -> None:
    mine, yours = sender(a), sender(b)
    assert yours(FIGURES, "submit:17").status_code == 303
    told = mine({"17.text": "甲写了很久的进展。"}, "save")
    assert told.status_code == 422
    assert "甲写了很久的进展。" in told.text and "已由他人提交" in told.text


def test_a_draft_that_saves_itself_merges_and_tells_too(site: Site, a: Browser, b: Browser) -> None:
    mine, yours = sender(a), sender(b)
    assert yours({"17.text": "乙写的进展。", "17.problems": "乙写的问题。"}, "save").status_code == 303
    told = mine({"17.text": "甲写的进展。"}, "autosave").json()["projects"]["17"]
    assert told["took"] == {"17.problems": "乙写的问题。"}
    assert "1处与他人写的不同" in told["note"]
    assert "乙写的进展。" in told["html"]["clashes-17"]
    assert told["since"].startswith("text@")
    assert stored(site, "17")["text"] == "乙写的进展。"


def _told(a: Browser, b: Browser) -> Page:
    """The page after a clash over the text of 17: 甲's on the screen, 乙's stored."""
    page = a.get(FILING)
    assert sender(b)({"17.text": "乙写的进展。"}, "save").status_code == 303
    sent = page.form("", "17.text").with_({"17.text": "甲写的进展。"})
    return a.send(page, sent, "保存草稿")
