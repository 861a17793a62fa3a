"""An implementing unit's rows save themselves: on the server for the unit alone, in the browser while there is none."""

import re

import pytest

from tests import deeds
from tests.browser.conftest import Opened
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

ROWS = "/demo/2026/filing/2026-09/rows"
SAVED = re.compile(r"^\d\d:\d\d:\d\d 已自动保存，还没有报")


def test_what_is_typed_saves_itself_and_is_there_again(site: Site, opened: Opened) -> None:
    deeds.account(site.house, "filer", "demo", "东湖区政府", "rows-filer")
    page = opened(site, "rows-filer")
    page.goto(ROWS)
    page.fill("[name='17.values.1']", "40")
    page.fill("[name='17.text']", "还在核对。")
    page.locator("#autosaved", has_text=SAVED).wait_for()
    page.reload()
    assert (page.input_value("[name='17.values.1']"), page.input_value("[name='17.text']")) == ("40", "还在核对。")
    assert not page.locator("#restore-17").is_visible()
    page.get_by_role("button", name="报给牵头单位").click()
    page.get_by_text("没有填“完成投资5.6亿元”").first.wait_for()
    page.get_by_role("button", name="报给牵头单位").click()
    told = page.locator("#filed-17")
    told.wait_for()
    assert told.evaluate("it => it === document.activeElement && it.getBoundingClientRect().top >= 0")
    assert told.evaluate("it => it.getBoundingClientRect().bottom < innerHeight"), (
        "told where the page has come to rest"
    )
    assert "已报送1个分项数字" in page.inner_text("main")
    assert not page.locator("#restore-17").is_visible()


def test_what_the_server_did_not_get_is_offered_again(site: Site, opened: Opened) -> None:
    deeds.account(site.house, "filer", "demo", "东湖区政府", "rows-filer")
    page = opened(site, "rows-filer", 360, touch=True)
    page.goto(ROWS)
    page.route(
        "**/rows", lambda route: route.fulfill(status=422) if route.request.method == "POST" else route.continue_()
    )
    page.fill("[name='17.values.1']", "41")
    page.locator("#autosaved", has_text="内容已留在本机").wait_for()
    page.unroute("**/rows")
    page.goto("about:blank")
    page.goto(ROWS)
    box = page.locator("#restore-17")
    assert re.search(r"09:\d\d填写", box.inner_text()), "the page's clock"
    box.get_by_role("button", name="恢复未保存的内容").click()
    assert page.input_value("[name='17.values.1']") == "41"
    page.locator("#autosaved", has_text=SAVED).wait_for()
