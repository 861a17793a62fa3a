"""Filing measured in a real browser: fields touched and pages loaded, from the desk to submitted."""

import pytest

from projects.programme import Programme
from tests.browser.conftest import Opened, documents
from tests.journeys.conftest import Site
from tracker.event import SYSTEM
from web.demonstration.replay import PROGRAMME

pytestmark = pytest.mark.browser

FILING = "/demo/2026/filing/2026-09"
FIFTEEN = {
    "15.values.1": "95",
    "15.values.2": "29000",
    "15.values.3": "33600",
    "15.text": "9月新完工14个小区，累计95个，惠及2.9万户。",
}
STATE = """SELECT r.state FROM projects_reports r JOIN projects_register_project p ON p.id = r.project
           WHERE p.number = %s AND r.period = '2026-09'"""


def switch(site: Site, on: bool) -> None:
    def act() -> tuple[list[Programme], None]:
        programme = site.house.ledger.get(Programme, PROGRAMME)
        programme.switch_head_release(on)
        return [programme], None

    site.house.carry_out(SYSTEM, None, ["head release", on], act)  # type: ignore[arg-type]


def state(site: Site, number: str) -> str:
    return str(site.rows(STATE, number)[0]["state"])


def test_three_targets_go_from_the_desk_to_the_office_in_three_pages_and_five_fields(
    site: Site, opened: Opened
) -> None:
    """Project 15 has three targets: the figure of the first is saved already, and was 81 the month before; the draft's
    words say that the others are still to come."""
    switch(site, False)
    page = opened(site, "demo-filer")
    loads = documents(page)
    page.goto("/desk")
    page.get_by_role("link", name="填报9月进展").click()
    for name, value in FIFTEEN.items():
        page.fill(f"[name='{name}']", value)
    page.click("button[value='submit:15']")
    assert "已提交1个项目。已报送督查室，等待审核。" in page.inner_text("main")
    assert state(site, "15") == "submitted"
    assert len(FIFTEEN) <= 5
    assert [load.split()[0] for load in loads] == ["GET", "GET", "POST", "GET"]
    shown = [load for load in loads if load.startswith("GET")]
    assert len(shown) == 3, "the desk, the form, and the form with its answer"


def test_with_the_heads_release_it_is_submitted_only_by_one_more_page_and_one_click(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer")
    page.goto(FILING)
    for name, value in FIFTEEN.items():
        page.fill(f"[name='{name}']", value)
    page.click("button[value='submit:15']")
    assert "待单位负责人放行后报送督查室" in page.inner_text("main")
    assert state(site, "15") == "awaiting_release"
    head = opened(site, "demo-head-unit")
    head.goto(f"{FILING}/release")
    head.get_by_role("button", name="全部放行").first.click()
    assert "已放行1个项目，报送督查室。" in head.inner_text("main")
    assert state(site, "15") == "submitted"


def test_a_draft_saves_itself_and_survives_a_reload_with_its_files(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer")
    page.goto(FILING)
    assert page.locator("[name='16.kept']").count() == 1
    page.fill("[name='17.text']", "竣工验收九个项目。")
    page.locator("#autosaved", has_text="已自动保存草稿").wait_for(timeout=15_000)
    page.goto(FILING)
    assert page.input_value("[name='17.text']") == "竣工验收九个项目。"
    assert page.locator("[name='16.kept']").count() == 1
    page.fill("[name='17.values.1']", "1900")
    page.fill("[name='17.problems']", "两个项目因管线迁改交付晚于计划。")
    page.click("button[value='submit:17']")
    page.get_by_text("还没有报分项数字的有东湖区政府").first.wait_for()
    page.click("button[value='submit:17']")
    assert state(site, "17") == "awaiting_release", "the form's version went on with the draft's"


def test_what_is_complete_goes_and_what_is_not_is_named(site: Site, opened: Opened) -> None:
    page = opened(site, "demo-filer")
    page.goto(FILING)
    page.fill("[name='20.values.1']", "7")
    page.fill("[name='20.problems']", "两处路口迁改未完。")
    page.click("button[value='submit']")
    said = page.inner_text("main")
    assert (
        "已提交1个项目" in said and "项目15：请填写“" in said and "指标" not in said.split("项目15：")[1].split("。")[0]
    )
    assert (state(site, "20"), state(site, "15"), state(site, "16")) == ("awaiting_release", "draft", "returned")
