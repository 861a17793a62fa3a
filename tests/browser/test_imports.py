"""A list that takes a while to be read shows that it is at work."""

from pathlib import Path

import pytest
from playwright.sync_api import Route

from projects import workbook
from tests import deeds
from tests.browser.conftest import Opened
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def test_the_page_says_that_it_is_at_work_and_is_not_sent_twice(site: Site, opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "清单.xlsx"
    file.write_bytes(workbook.write(deeds.listing()))
    page = opened(site, "demo-office")
    page.goto("/office/import")
    held: list[Route] = []
    page.route(lambda url: url.endswith("/office/import"), lambda route: held.append(route))
    page.set_input_files("[name=file]", file)
    page.fill("[name=year]", "2027")
    page.get_by_role("button", name="检查").click(no_wait_after=True)
    page.get_by_role("status").filter(has_text="正在上传和检查").wait_for()
    page.evaluate("document.querySelector('form[data-waiting]').requestSubmit()")
    assert [route.request.method for route in held] == ["POST"]
    held[0].continue_()
    page.get_by_text("检查通过，尚未写入").wait_for()
    assert len(held) == 1
