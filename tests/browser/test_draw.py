"""Two witnesses at phones of 390 px seal and open their numbers, and somebody outside draws again in the browser."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from supervision import witness_link
from tests.browser.conftest import Opened
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


def _waiting(site: Site) -> tuple[Any, dict[int, str]]:
    """The demonstration's draw that waits for its witnesses, and their links."""
    row = site.rows("SELECT id, plan FROM supervision_lots WHERE state = 'sealing'")[0]
    with site.house.reading() as conn:
        return row, witness_link.of_lot(conn, row["id"])


def _sealed(phone: Page, token: str, number: str) -> str:
    """Seals the number; what the slip says."""
    phone.goto(f"/witness/{token}")
    phone.get_by_label("您的数").fill(number)
    phone.get_by_role("button", name="封好，交出").click()
    expect(phone.get_by_role("heading", name="已交，等大家")).to_be_visible()
    assert phone.locator("[data-number]").inner_text() == number
    return phone.locator("[data-code]").inner_text()


def test_numbers_are_sealed_on_telephones_and_opened_together(site: Site, opened: Opened) -> None:
    row, tokens = _waiting(site)
    sent: list[str] = []
    phones = [opened(site, width=390, touch=True) for _ in range(2)]
    for phone in phones:
        phone.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    codes = [
        _sealed(phone, tokens[place], n)
        for place, (phone, n) in enumerate(zip(phones, ("48213905", "888888"), strict=True), 1)
    ]
    assert all(re.fullmatch(r"[A-HJ-NP-Z2-9]{4}( [A-HJ-NP-Z2-9]{4}){2}", code) for code in codes)
    assert not [body for body in sent if "48213905" in body or codes[0].replace(" ", "") in body]
    assert not phones[0].evaluate(SIDEWAYS)
    desk = opened(site, "demo-office", width=1440)
    desk.goto(f"/demo/2026/inspection-plans/{row['plan']}/draw")
    desk.get_by_text("录入纸条上的数").click()
    desk.get_by_label("数", exact=True).fill("660033")
    desk.get_by_role("button", name="录入", exact=True).click()
    desk.get_by_role("button", name="停止交数，开始开数").click()
    for phone in phones:
        phone.get_by_role("button", name="开我的数").click(timeout=15_000)
    expect(phones[1].get_by_role("heading", name="已开签")).to_be_visible()
    assert "48213905" in phones[1].get_by_role("row", name="第1席").inner_text()


def test_a_phone_without_script_is_told_to_write_a_slip(shared_site: Site, opened: Opened) -> None:
    _, tokens = _waiting(shared_site)
    page = opened(shared_site, width=390, touch=True, javascript=False)
    page.goto(f"/witness/{tokens[3]}")
    assert "请写纸条" in page.locator("main").inner_text()
    assert not page.get_by_role("button", name="封好，交出").is_visible()


@pytest.mark.parametrize("width", (390, 1440))
def test_a_visitor_draws_again_in_the_browser(shared_site: Site, opened: Opened, width: int) -> None:
    page = opened(shared_site, width=width, touch=width == 390)
    page.goto("/demo/2026/draws/")
    assert "尚未公开的抽查" in page.locator("main").inner_text()
    page.get_by_role("link", name="9月民生服务设施集中查看").click()
    page.get_by_role("button", name="重算").click()
    expect(page.get_by_text("您的浏览器重算的结果与本页完全一致。")).to_be_visible()
    assert page.locator("[data-lines] .bad").count() == 0 and page.locator("[data-lines] .good").count() >= 10
    assert not page.evaluate(SIDEWAYS)
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]
    page.route("**/record.json", lambda route: route.fulfill(
        json={**route.fetch().json(), "value": "1:1111;2:2222;3:3333"}))  # fmt: skip
    page.get_by_role("button", name="重算").click()
    expect(page.get_by_text("与本页不一致")).to_be_visible()
