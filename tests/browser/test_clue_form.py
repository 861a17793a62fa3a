"""Somebody at a phone of 360 px reports a problem without an account, and asks by the number what became of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Opened
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

CARD = "/demo/2026/projects/16"
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
WORDS = "柳荫社区3号楼加装的电梯8月底投用，9月2日起停运，门上贴着“调试中”，老人上下楼很不方便，打电话没有人接。" * 3


@pytest.fixture
def page(site: Site, opened: Opened) -> Iterator[Page]:
    """No account, and no script."""
    yield opened(site, width=360, touch=True, javascript=False)


def test_a_report_its_number_and_its_state(page: Page, site: Site, opened: Opened, tmp_path: Path) -> None:
    photo = tmp_path / "停运.jpg"
    Image.new("RGB", (1200, 900), "slategrey").save(photo)
    page.goto(CARD)
    page.get_by_role("link", name="反映问题").first.click()
    page.get_by_role("button", name="提交").click()
    assert "请填写反映的问题。" in page.locator(".error-summary").inner_text()
    page.get_by_label("反映的问题").fill(WORDS)
    page.get_by_label("地点").fill("东湖区柳荫社区3号楼2单元")
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_role("button", name="提交").click()
    number = page.locator(".receipt b").inner_text()
    assert re.fullmatch(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){2}", number) and number not in page.url
    page.get_by_role("link", name="查询办理情况").click()
    page.get_by_label("回执号").fill(number.lower())
    page.get_by_role("button", name="查询").click()
    assert "收到您反映的问题" in page.locator("main").inner_text() and number not in page.url
    assert not page.context.cookies()
    desk = opened(site, "demo-office")
    desk.goto("/demo/2026/clues")
    desk.get_by_role("link", name=WORDS[:20]).first.click()
    shown = desk.locator(".letter-photos img")
    assert shown.count() == 1 and shown.evaluate("each => each.decode().then(() => each.naturalWidth)") == 1200


@pytest.mark.parametrize("width", (360, pytest.param(1440, marks=pytest.mark.long)))
def test_the_pages_fit_and_are_accessible(shared_site: Site, opened: Opened, width: int) -> None:
    page = opened(shared_site, width=width)
    for address in (f"{CARD}/clue", "/demo/2026/receipt", "/demo/2026/listing", CARD):
        page.goto(address)
        assert not page.evaluate(SIDEWAYS), address
        found = Axe().run(page).response["violations"]
        assert not found, (address, [(each["id"], each["nodes"][0]["html"]) for each in found])
    page.goto(f"{CARD}/clue")
    trap = "document.querySelector('input[name=website]').closest('.trap').getBoundingClientRect().height"
    assert page.evaluate(trap) <= 1, "no person sees it"
    page.get_by_role("button", name="提交").click()
    assert not Axe().run(page).response["violations"]
    desk = opened(shared_site, "demo-office", width)
    desk.goto("/demo/2026/clues")
    assert not desk.evaluate(SIDEWAYS)
    for link in desk.locator(".task-list a").all()[:3]:
        other = opened(shared_site, "demo-office", width)
        other.goto(link.get_attribute("href") or "")
        assert not other.evaluate(SIDEWAYS)
        found = Axe().run(other).response["violations"]
        assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]
