"""A filer of three projects at a phone of 360 px, with the longest titles and words that governments published."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page

from projects import intake, release
from projects.approval import Approval, Review
from projects.listing import Listing, PlanRow
from projects.policy import PolicySet
from projects.programme import Programme
from tests import deeds
from tests.browser.conftest import Opened
from tests.conftest import copied
from tests.journeys.conftest import Site, served
from tests.journeys.conftest import opened as house_on
from tracker.embedded import Server
from tracker.event import SYSTEM

pytestmark = pytest.mark.browser

DATA = Path(__file__).parents[1] / "published" / "data"
UNIT, FILING = "区市场监管局", "/realcity/2026/filing/2026-02"
WIDTH = 360
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('main button, main a, main summary, main input, main textarea')]
    .filter(each => each.checkVisibility() && !each.closest('.hidden') && !each.classList.contains('hidden'))
    .filter(each => !['checkbox', 'radio', 'hidden'].includes(each.type))
    .filter(each => each.getBoundingClientRect().height < 43.5)
    .map(each => each.outerHTML.slice(0, 120))"""
COVERED = """field => { const at = field.getBoundingClientRect();
    const seen = document.elementFromPoint(at.left + at.width / 2, at.bottom - 4);
    return seen !== field && !field.contains(seen) }"""


def published(file: str, column: str) -> list[str]:
    """What governments published, the longest first."""
    with (DATA / file).open(encoding="utf-8-sig", newline="") as lines:
        return sorted({row[column] for row in csv.DictReader(lines)}, key=len, reverse=True)


TITLES, TARGETS, WORDS = (
    published("projects.csv", "title"),
    published("targets.csv", "text"),
    published("progress.csv", "text"),
)


def listing() -> Listing:
    """Three projects with the three longest titles, each with two targets."""
    projects, targets, plans = [], [], []
    for number, title in enumerate(TITLES[:3], 1):
        projects.append(deeds._project(str(number), title, "住有宜居", UNIT))
        for no in (1, 2):
            targets.append(replace(deeds._target(str(number), TARGETS[2 * number + no], 12000, "万平方米"), no=str(no)))
            plans.append(PlanRow(str(number), str(no), {month: Decimal(1000 * month) for month in range(1, 13)}))
    return Listing(projects=tuple(projects), targets=tuple(targets), plans=tuple(plans))


@pytest.fixture
def real(server: Server, template: str, tmp_path: Path) -> Iterator[Site]:
    approval = Approval("秘书长", "2026-01-20", "同意。")
    with copied(server, template) as name, house_on(server, name, tmp_path) as house:
        wanted = intake.Intake("realcity", "某区", 2026, listing(), title="2026年民生实事", policy=PolicySet())
        house.carry_out(SYSTEM, None, ["intake"], lambda: intake.changes(house.ledger, wanted))
        id = Programme.create_id("realcity", 2026)
        review = Review("主动公开", "可以公开。", "审查岗", approval)
        house.carry_out(SYSTEM, None, ["release"], lambda: release.release(house.ledger, id, "2026-01-20", review))
        deeds.account(house, "filer", "realcity", UNIT, "phone-filer")
        with served(house) as site:
            yield site


def fits(page: Page) -> None:
    assert not page.evaluate(TOO_WIDE), page.url
    assert page.evaluate(SMALL) == []


def test_three_projects_one_after_the_other_at_a_phone(real: Site, opened: Opened) -> None:
    page = opened(real, "phone-filer", WIDTH, touch=True)
    page.goto(FILING)
    assert "3个项目，已填好0个" in page.inner_text("main")
    fits(page)
    page.get_by_role("link", name="一次只填一个").tap()
    for number in ("1", "2", "3"):
        page.wait_for_url(f"**project={number}*")
        assert page.locator("section[data-number]").count() == 1
        for no in ("1", "2"):
            field = page.locator(f"[name='{number}.values.{no}']")
            assert field.get_attribute("inputmode") == "decimal"
            field.tap()
            field.fill("2000")
            assert not field.evaluate(COVERED)
        words = page.locator(f"[name='{number}.text']")
        words.fill(WORDS[int(number)] * 3)
        for name in ("problems", "measures"):
            page.locator(f"[name='{number}.{name}']").evaluate("field => field.closest('details').open = true")
            field = page.locator(f"[name='{number}.{name}']")
            field.tap()
            field.fill(WORDS[0])
            assert not field.evaluate(COVERED), "the bar lies over the field that is written in"
        page.locator("#autosaved", has_text="已自动保存草稿").wait_for()
        fits(page)
        page.get_by_role("button", name="提交这一项").tap()
    page.get_by_text("3个项目，0个待报").wait_for()
    fits(page)
    assert "已提交1个项目" in page.inner_text("main")
    states = real.rows("SELECT state FROM projects_reports WHERE period = '2026-02'")
    assert [row["state"] for row in states] == ["awaiting_release"] * 3


def test_one_saves_and_goes_on_without_script(real: Site, opened: Opened) -> None:
    page = opened(real, "phone-filer", WIDTH, javascript=False, touch=True)
    page.goto(f"{FILING}?project=1")
    page.fill("[name='1.values.1']", "2000")
    page.get_by_role("button", name="存好，填下一个").click()
    assert page.locator("section[data-number]").get_attribute("data-number") == "2"
    assert "3个项目，已填好0个，填了一部分1个" in page.inner_text("main")
    page.goto(f"{FILING}?project=1")
    assert page.input_value("[name='1.values.1']") == "2000"
