"""Evidence chosen, dropped and pasted: on the server at once, before any button, and out again as easily."""

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page

from tests.browser.conftest import Opened
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

FILING = "/demo/2026/filing/2026-09"
GIVEN = """([target, kind, bytes, name]) => {
    const file = new File([new Uint8Array(bytes)], name, {type: 'image/png'});
    const transfer = new DataTransfer();
    transfer.items.add(file);
    const way = {bubbles: true, cancelable: true};
    const event = kind === 'paste' ? new ClipboardEvent('paste', {clipboardData: transfer, ...way})
        : new DragEvent('drop', {dataTransfer: transfer, ...way});
    document.querySelector(target).dispatchEvent(event);
}"""


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


def held(site: Site, number: str) -> list[dict[str, Any]]:
    rows = site.rows(
        """SELECT r.content -> 'evidence' AS evidence FROM projects_reports r
           JOIN projects_register_project p ON p.id = r.project
           WHERE p.number = %s AND r.period = '2026-09' AND p.jurisdiction = 'demo'""",
        number,
    )
    found: list[dict[str, Any]] = rows[0]["evidence"] if rows else []
    return found


def lines(page: Page, number: str) -> Any:
    return page.locator(f"#project-{number} .kept:not(.removed)")


def test_what_is_chosen_dropped_or_pasted_is_kept_at_once(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer")
    page.goto(FILING)
    page.locator("#project-17 details.evidence > summary").click()
    page.set_input_files(
        "[id='17.evidence']", {"name": "验收单.png", "mimeType": "image/png", "buffer": picture("red")}
    )
    lines(page, "17").get_by_text("验收单.png").wait_for()
    page.evaluate(GIVEN, ["#project-17", "drop", list(picture("green")), "现场.png"])
    lines(page, "17").get_by_text("现场.png").wait_for()
    page.evaluate(GIVEN, ["[name='17.text']", "paste", list(picture("blue")), "image.png"])
    lines(page, "17").get_by_text("image.png").wait_for()
    files = held(site, "17")
    assert [file["name"] for file in files] == ["验收单.png", "现场.png", "image.png"]
    assert {file["type"] for file in files} == {"image/jpeg"}, "made anew, without what the camera wrote into it"
    assert all(file["sha256"] in site.house.store for file in files)


def test_what_was_sent_is_still_there_after_other_words_and_goes_when_it_is_taken_out(
    site: Site, opened: Opened
) -> None:
    page = opened(site, "demo-filer")
    page.goto(FILING)
    page.fill("[name='17.text']", "科创园二期竣工验收。")
    for name, colour in (("一.png", "red"), ("二.png", "green")):
        page.set_input_files("[id='17.evidence']", {"name": name, "mimeType": "image/png", "buffer": picture(colour)})
        lines(page, "17").get_by_text(name).wait_for()
    page.fill("[name='17.measures']", "增派班组。")
    page.locator("#autosaved", has_text="已自动保存草稿").wait_for()
    assert [file["name"] for file in held(site, "17")] == ["一.png", "二.png"]
    lines(page, "17").get_by_label("一.png").uncheck()
    page.get_by_text("已移除 一.png").wait_for()
    page.fill("[name='17.measures']", "增派两个班组。")
    page.wait_for_function("document.getElementById('autosaved').textContent.includes('已自动保存')")
    page.click("button[value='save']")
    page.get_by_text("二.png").wait_for()
    assert [file["name"] for file in held(site, "17")] == ["二.png"]
    assert page.input_value("[name='17.measures']") == "增派两个班组。"


def test_what_is_not_taken_is_told_beside_it_and_nothing_else_is_lost(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer")
    page.goto(FILING)
    page.fill("[name='17.text']", "写了一半")
    large = FilePayload(name="录像.png", mimeType="image/png", buffer=b"\x89PNG\r\n" + bytes(10 * 1024 * 1024 + 1))
    page.set_input_files("[id='17.evidence']", large)
    page.locator("#project-17 .upload", has_text="超过10MB").wait_for()
    odd = FilePayload(name="程序.exe", mimeType="application/octet-stream", buffer=b"MZ\x90\x00\xff")
    page.set_input_files("[id='17.evidence']", odd)
    page.locator("#project-17 .upload", has_text="格式不能上传").wait_for()
    assert held(site, "17") == []
    assert page.input_value("[name='17.text']") == "写了一半"


def test_without_script_the_files_go_along_with_the_form(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer", javascript=False)
    page.goto(FILING)
    page.locator("#project-17 details.evidence > summary").click()
    page.set_input_files(
        "[id='17.evidence']", {"name": "验收单.png", "mimeType": "image/png", "buffer": picture("red")}
    )
    page.get_by_role("button", name="保存草稿").click()
    assert [file["name"] for file in held(site, "17")] == ["验收单.png"]
