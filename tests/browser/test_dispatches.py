"""The week written on a phone, with and without script; the office's answer; the month that takes over its weeks."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.browser.test_phone import SMALL, TOO_WIDE
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

WEEK = "/demo/2026/dispatches/16/2026-W41"
LONG = "东湖区柳荫社区、书院社区和云锦社区三个小区十二个单元的基坑全部开挖完毕，" * 6


def fits(page: Page) -> None:
    assert not page.evaluate(TOO_WIDE), page.url
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_filer_writes_the_week_on_a_phone(site: Site, opened: Opened, javascript: bool) -> None:
    page = opened(site, "demo-filer", 360, javascript, touch=True)
    page.goto("/demo/2026/dispatches")
    fits(page)
    page.get_by_role("link", name=re.compile(r"填写\s*项目16")).tap()
    page.wait_for_url(f"**{WEEK}")
    fits(page)
    assert page.get_by_text("累计投用112部，开工291部。").is_visible(), "last week's words beside"
    page.get_by_label("本周进展").fill(LONG)
    page.get_by_label("本周无新情况").tap()
    page.get_by_role("button", name="报送").tap()
    page.get_by_role("link", name="写了本周进展").tap()
    fits(page)
    assert page.get_by_label("本周进展").input_value() == LONG
    page.get_by_label("本周无新情况").tap()
    page.get_by_label("下周打算").fill("节后7个工区全部复工。")
    page.get_by_role("button", name="报送").tap()
    page.get_by_text("已报送督查室").wait_for()
    fits(page)
    page.goto("/demo/2026/dispatches/16")
    fits(page)


def test_the_office_returns_it_and_reads_the_answer(site: Site, opened: Opened) -> None:
    office = opened(site, "demo-office")
    office.goto("/demo/2026/dispatches")
    office.get_by_role("link", name=re.compile(r"审核\s*项目24")).click()
    office.get_by_label("意见").fill("写明两处顶管各等什么。")
    office.get_by_role("button", name="退回补报").click()
    expect(office.get_by_text("审核计时暂停").first).to_be_visible()
    office.get_by_role("button", name=re.compile(r"催报\s*市住房城乡建设局")).click()
    assert office.get_by_text("今天已催").is_visible()
    returned = office.get_by_role("button", name=re.compile(r"催报\s*市水务局"))
    assert returned.is_visible(), "what was returned is owed too"


def test_a_month_takes_over_its_weeks_below_what_is_written(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer")
    page.goto("/demo/2026/filing/2026-09?project=16")
    section = page.locator("section[data-number='16']")
    field = section.get_by_label("存在问题")
    before = field.input_value()
    box = section.locator("details.before", has_text="引用本月周调度").nth(1)
    box.locator("summary").click()
    box.get_by_role("button", name="引用本月周调度").click()
    quoted = field.input_value()
    assert quoted.startswith(before) and "24台仍未到货，涉及东湖、南城两区。（据第36、38、39周周调度）" in quoted
    box.get_by_role("button", name="引用本月周调度").click()
    assert field.input_value() == quoted, "once"
