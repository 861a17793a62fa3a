"""What was typed survives the server's death, the network's and the browser's; and two persons see each other."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import deeds
from tests.browser.conftest import Opened, _session
from tests.journeys.conftest import Site
from web.visitor import COOKIE

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
FILING = "/demo/2026/filing/2026-09"
SAVED = re.compile(r"\d\d:\d\d:\d\d 已自动保存草稿$")
WORDS = "科创园二期竣工验收，港东地块外墙收尾，累计配租1,180套。"


class Process:
    """The product over a site's database, in a process that can be killed and started again."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.base = f"http://127.0.0.1:{self.port}"
        self.running: subprocess.Popen[str] | None = None

    def start(self) -> None:
        database = self.site.house.database
        arguments = [database.owner, database.app, str(self.site.house.settings.data_dir), str(self.port)]
        self.running = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.serving", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.running.stdout is not None
        assert self.running.stdout.readline() == "ready\n"
        while True:
            with socket.socket() as line:
                if not line.connect_ex(("127.0.0.1", self.port)):
                    return

    def kill(self) -> None:
        assert self.running is not None
        self.running.kill()
        self.running.communicate(timeout=30)


@pytest.fixture
def process(site: Site) -> Iterator[Process]:
    started = Process(site)
    started.start()
    yield started
    started.kill()


def page_of(chromium: Browser, process: Process, state: Any = None) -> Page:
    """The filer's page; a lost connection is complained of in the console, and meant."""
    context = chromium.new_context(base_url=process.base, storage_state=state)
    context.add_cookies([{"name": COOKIE, "value": _session(process.site, "demo-filer"), "url": process.base}])
    page = context.new_page()
    page.goto(FILING)
    return page


def stored(site: Site, number: str) -> dict[str, Any]:
    (row,) = site.rows(
        """SELECT r.content FROM projects_reports r JOIN projects_register_project p ON p.id = r.project
           WHERE p.number = %s AND r.period = '2026-09' AND p.jurisdiction = 'demo'""",
        number,
    )
    found: dict[str, Any] = row["content"]
    return found


@pytest.mark.long
def test_a_server_killed_while_somebody_types_loses_nothing(chromium: Browser, process: Process) -> None:
    page = page_of(chromium, process)
    page.fill("[name='17.text']", "先写的一句。")
    page.locator("#autosaved", has_text=SAVED).wait_for()
    process.kill()
    page.fill("[name='17.text']", WORDS)
    page.locator("#autosaved", has_text="未能保存，正在重试；内容已留在本机").wait_for()
    assert stored(process.site, "17")["text"] == "先写的一句。"
    process.start()
    page.locator("#autosaved", has_text=SAVED).wait_for()
    assert stored(process.site, "17")["text"] == WORDS
    page.reload()
    assert page.input_value("[name='17.text']") == WORDS
    assert not page.locator("#restore-17").is_visible(), "nothing is left to restore"
    page.context.close()


@pytest.mark.long
def test_server_and_browser_both_gone_and_the_words_are_offered_again(
    chromium: Browser, process: Process, tmp_path: Path
) -> None:
    page = page_of(chromium, process)
    process.kill()
    page.fill("[name='17.text']", WORDS)
    page.fill("[name='17.values.1']", "1900")
    page.locator("#autosaved", has_text="内容已留在本机").wait_for()
    state = page.context.storage_state()  # what is on the browser's disk
    page.context.close()
    process.start()
    page = page_of(chromium, process, state)
    box = page.locator("#restore-17")
    shown = box.inner_text()
    clock = re.search(r"恢复未保存的内容（(\d\d):\d\d填写）", shown)
    assert clock and clock[1] == "09", "the page's clock, which stands at nine in the morning, and not the browser's"
    assert WORDS in shown and "1900" in shown
    assert page.input_value("[name='17.text']") != WORDS, "offered, not forced"
    box.get_by_role("button", name="恢复未保存的内容").click()
    assert page.input_value("[name='17.text']") == WORDS
    page.locator("#autosaved", has_text=SAVED).wait_for()
    assert (stored(process.site, "17")["text"], stored(process.site, "17")["values"]["1"]) == (WORDS, "1900")
    page.context.close()


def test_the_count_of_what_is_filled_in_follows_what_is_typed(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer")
    page.goto(FILING)
    short = page.locator("#filing-steps .lacking li", has_text="项目17还缺或要改")
    page.fill("[name='17.values.1']", "")
    short.wait_for()
    short.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "17.values.1", "the link leads to the field"
    page.fill("[name='17.values.1']", "1900")
    page.fill("[name='17.problems']", "港东地块装修班组不足。")
    short.wait_for(state="detached")


def test_what_is_not_wanted_any_more_is_gone_and_signing_out_leaves_nothing(
    chromium: Browser, process: Process
) -> None:
    page = page_of(chromium, process)
    process.kill()
    page.fill("[name='17.text']", WORDS)
    page.fill("[name='20.text']", "石桥街半幅通车。")
    page.locator("#autosaved", has_text="内容已留在本机").wait_for()
    state = page.context.storage_state()
    page.context.close()
    process.start()
    page = page_of(chromium, process, state)
    page.locator("#restore-17").get_by_role("button", name="不要了").click()
    page.reload()
    assert page.locator("#restore-20").is_visible() and not page.locator("#restore-17").is_visible()
    left = "Object.keys(localStorage).filter(key => key.startsWith('filing|')).length"
    assert page.evaluate(left) == 1
    page.get_by_role("button", name="退出").click()
    page.get_by_role("link", name="登录").wait_for()
    assert page.evaluate(left) == 0
    page.context.close()


def test_two_browsers_at_one_report_see_each_other_while_they_type(site: Site, opened: Opened) -> None:
    deeds.account(site.house, "filer", "demo", "市住房城乡建设局", "demo-filer-b")
    a, b = opened(site, "demo-filer"), opened(site, "demo-filer-b")
    for page in (a, b):
        page.goto(FILING)
    b.fill("[name='17.text']", "乙写的进展。")
    b.fill("[name='17.values.2']", "37000")
    b.locator("#autosaved", has_text=SAVED).wait_for()
    a.fill("[name='17.text']", "甲写的进展。")
    clash = a.locator("#clashes-17")
    clash.get_by_text("乙写的进展。").wait_for()
    assert a.input_value("[name='17.text']") == "甲写的进展。", "what is being typed is not touched"
    assert a.input_value("[name='17.values.2']") == "37000", "what only the other wrote has arrived"
    a.fill("[name='17.measures']", "增派班组。")
    a.locator("#autosaved", has_text="与他人写的不同").wait_for()
    assert clash.get_by_role("group", name="本月进展").count() == 1, "one's own words do not clash with oneself"
    assert stored(site, "17")["text"] == "乙写的进展。"
    clash.get_by_text("甲写的进展。").click()
    a.locator("#autosaved", has_text=SAVED).wait_for()
    assert not clash.inner_text().strip()
    assert stored(site, "17")["text"] == "甲写的进展。"
    assert stored(site, "17")["measures"] == "增派班组。"


def test_choosing_the_others_words_puts_them_into_the_field(site: Site, opened: Opened) -> None:
    deeds.account(site.house, "filer", "demo", "市住房城乡建设局", "demo-filer-b")
    a, b = opened(site, "demo-filer"), opened(site, "demo-filer-b")
    for page in (a, b):
        page.goto(FILING)
    b.fill("[name='17.text']", "乙写的进展。")
    b.locator("#autosaved", has_text=SAVED).wait_for()
    a.fill("[name='17.text']", "甲写的进展。")
    a.locator("#clashes-17").get_by_text("乙写的进展。").click()
    a.locator("#autosaved", has_text=SAVED).wait_for()
    assert a.input_value("[name='17.text']") == "乙写的进展。"
    assert stored(site, "17")["text"] == "乙写的进展。"


def test_a_hint_comes_while_typing_and_one_press_puts_it_right(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer")
    page.goto(FILING)
    page.fill("[name='15.values.2']", "2.9")
    beside = page.locator("[id='beside-15.values.2']")
    beside.get_by_text("是否少写了“万”").wait_for()
    beside.get_by_role("button", name="改为29,000户").click()
    beside.get_by_text("比上期+4400户").wait_for()
    assert page.input_value("[name='15.values.2']") == "29000"
    assert "万" not in beside.inner_text()
    assert stored(site, "15")["values"]["2"] == "29000"
