"""A block of cells copied from Excel goes into the fields of the filing page, and out again."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opened
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

FILING = "/demo/2026/filing/2026-09"
PASTE = """([name, text]) => {
  const field = document.querySelector(`[name="${name}"]`);
  const cells = new DataTransfer();
  cells.setData("text/plain", text);
  field.focus();
  return field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: cells, bubbles: true, cancelable: true }));
}"""


def paste(page: Page, name: str, text: str) -> bool:
    """Whether the browser's own pasting went on."""
    return bool(page.evaluate(PASTE, [name, text]))


def values(page: Page, *names: str) -> list[str]:
    return [page.input_value(f"[name='{name}']") for name in names]


@pytest.fixture
def page(site: Site, opened: Opened) -> Any:
    shown = opened(site, "demo-filer")
    shown.goto(FILING)
    return shown


def test_a_column_goes_down_the_figures_and_can_be_taken_back(page: Page) -> None:
    names = ("15.values.1", "15.values.2", "15.values.3", "16.values.1")
    before = values(page, *names)
    assert not paste(page, "15.values.1", "95\r\n28,600\r\n3.35万\r\n")
    assert values(page, *names) == ["95", "28,600", "3.35万", before[3]]
    note = page.locator(".paste-note")
    assert "已填入3处。" in note.inner_text() and f"95（原为{before[0]}）" in note.inner_text()
    page.get_by_role("button", name="撤销粘贴").click()
    assert values(page, *names) == before
    assert "已撤销，各栏恢复原样。" in note.inner_text()


def test_columns_to_the_right_go_into_the_words_of_that_project(page: Page) -> None:
    text = page.input_value("[name='15.text']")
    paste(page, "15.values.3", '33500\t\t"一、外墙保温；\n二、管网。"\t增派两个班组。\n112\t累计投用112部。\n')
    assert values(page, "15.values.3", "16.values.1") == ["33500", "112"]
    assert values(page, "15.problems", "15.measures") == ["一、外墙保温；\n二、管网。", "增派两个班组。"]
    assert values(page, "15.text", "16.text") == [text, "累计投用112部。"]
    assert page.is_visible("[name='15.measures']")


def test_lines_that_name_project_and_target_go_there_wherever_they_were_pasted(page: Page) -> None:
    paste(page, "15.values.1", "17\t1\t1850\n15\t2\t28600\n")
    assert values(page, "17.values.1", "15.values.2") == ["1850", "28600"]


def test_what_has_no_field_is_said(page: Page) -> None:
    last = page.locator('input[type="text"][name*=".values."]').last
    paste(page, str(last.get_attribute("name")), "1\n2\n3\n")
    assert last.input_value() == "1"
    assert "有2行没有地方放，没有填入。" in page.locator(".paste-note").inner_text()


def test_one_cell_is_pasted_as_ever(page: Page) -> None:
    assert paste(page, "15.values.1", "95\r\n")
    assert page.locator(".paste-note").count() == 0


def test_what_was_pasted_saves_itself(page: Page) -> None:
    paste(page, "15.values.1", "95\n28600\n33500\n")
    page.locator("#autosaved", has_text="已自动保存草稿").wait_for(timeout=15_000)
    page.goto(FILING)
    assert values(page, "15.values.1", "15.values.2", "15.values.3") == ["95", "28600", "33500"]


def test_without_script_the_text_is_pasted_and_filled_in_by_the_server(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer", javascript=False)
    page.goto(FILING)
    page.fill("[name='17.text']", "手写的进展。")
    page.get_by_text("用表格填报", exact=True).click()
    page.fill("#pasted", "编号\t指标序号\t累计数\n15\t1\t95\n\t2\t28600\n")
    page.get_by_role("button", name="填入下面各栏").click()
    assert values(page, "15.values.1", "15.values.2", "17.text") == ["95", "28600", "手写的进展。"]
    page.get_by_role("button", name="保存草稿").click()
    assert page.url.endswith(f"{FILING}?saved=2")
    assert values(page, "15.values.2", "17.text") == ["28600", "手写的进展。"]
