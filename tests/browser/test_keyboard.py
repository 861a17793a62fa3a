"""Enter in a field of a form with several buttons: nothing leaves anybody's hands by a slip of the keyboard."""

import pytest

from tests.browser.conftest import Opened
from tests.browser.test_filing import FILING, state
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def test_enter_neither_submits_a_report_nor_releases_one(site: Site, opened: Opened) -> None:
    filer = opened(site, "demo-filer")
    filer.goto(FILING)
    filer.fill("[name='15.values.2']", "29000")
    filer.press("[name='15.values.2']", "Enter")
    assert state(site, "15") == "draft"
    for name, value in {
        "15.values.1": "95",
        "15.values.3": "33600",
        "15.text": "9月新完工14个小区，累计95个。",
    }.items():
        filer.fill(f"[name='{name}']", value)
    filer.click("button[value='submit:15']")
    assert state(site, "15") == "awaiting_release"

    head = opened(site, "demo-head-unit")
    head.goto(f"{FILING}/release")
    head.locator("summary", has_text="退回").first.click()
    head.fill("[name='reason.15']", "请写明惠及户数的来源")
    head.press("[name='reason.15']", "Enter")
    assert state(site, "15") == "awaiting_release", "a reason for sending back released it"
    head.click("button[value='back:15']")
    assert state(site, "15") == "draft"
