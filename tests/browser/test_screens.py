"""The screens of everybody with an account, and of inspectors: nothing sideways, nothing the policy or the console
complains of. What the public sees is looked at in test_public_pages.py."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from supervision import visit_link, visits
from supervision.visit import OPEN
from tests.browser.conftest import Opened, link_of
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

STAFF = {
    "demo-filer": (
        "/desk",
        "/demo/2026/filing/2026-09",
        "/demo/2026/adjustments",
        "/messages",
        "/messages/settings",
        "/demo/2026/calendar",
        "/demo/2026/obligations",
    ),
    "demo-admin": ("/demo/channels", "/demo/channels/mail", "/demo/channels/dingtalk", "/demo/deliveries?only=all"),
    "demo-head-unit": ("/desk", "/demo/2026/filing/2026-09/release"),
    "demo-office": (
        "/desk",
        "/demo/2026/month/2026-09",
        "/demo/2026/month/2026-09/9",
        "/demo/2026/programme",
        "/demo/2026/matrix",
        "/demo/2026/matrix?kind=weekly_dispatch",
        "/demo/2026/matrix?kind=others",
        "/demo/2026/rules",
        "/demo/2026/obligations?state=all",
        "/demo/2026/bulletin-desk",
        "/demo/2026/visits/",
        "/demo/accounts",
        "/office/calendar",
        "/office/import",
    ),
    "demo-press": ("/desk", "/demo/2026/press", "/demo/2026/press/2026-08"),
}
WIDTHS = (360, 1440)
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("login", STAFF)
def test_staff_pages_fit(shared_site: Site, opened: Opened, login: str, width: int) -> None:
    page = opened(shared_site, login, width)
    for address in STAFF[login]:
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        assert not page.evaluate(SIDEWAYS), address


def test_on_a_phone_no_word_of_the_top_bar_breaks(shared_site: Site, opened: Opened) -> None:
    """Beside the longest post of the demonstration, and a bell that counts."""
    page = opened(shared_site, "demo-filer", 360)
    page.goto("/desk")
    assert page.locator(".bell b").inner_text().isdigit()
    heights = page.eval_on_selector_all(
        ".who > a, .who summary, .who button", "all => all.map(each => each.getBoundingClientRect().height)"
    )
    tops = page.eval_on_selector_all(".who > a", "all => all.map(each => each.getBoundingClientRect().top)")
    assert [h for h in heights if not 44 <= h < 60] == [], heights
    assert (len(heights), len(set(tops))) == (4, 1)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_owed_is_accessible_from_the_desk_to_the_days_arithmetic(
    shared_site: Site, opened: Opened, width: int
) -> None:
    page = opened(shared_site, "demo-office", width)
    for address in ("/desk", "/demo/2026/matrix", "/demo/2026/matrix?kind=others", "/demo/2026/rules"):
        page.goto(address)
        found = Axe().run(page).response["violations"]
        assert not found, (address, [(each["id"], each["nodes"][0]["html"]) for each in found])
    page.goto("/demo/2026/matrix")
    page.locator(".asked-grid a[aria-label='17　9月：已逾期，待办']").click()
    assert "10月5日（国庆节放假）→ 顺延至10月8日17时" in page.inner_text("main")
    assert not page.evaluate(SIDEWAYS)
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]


def test_a_sign_in_link_opens_the_desk_with_one_click(shared_site: Site, opened: Opened) -> None:
    page = opened(shared_site)
    page.goto(link_of(shared_site, "demo-press"))
    page.get_by_role("button", name="进入工作台").click()
    assert page.url.endswith("/desk") and "市政府新闻办" in page.inner_text("body")


def test_an_inspector_sees_a_site_with_a_photograph_and_signs_by_hand(
    site: Site, opened: Opened, tmp_path: Path
) -> None:
    with site.house.reading() as conn:
        rows = visits.of_programme(conn, "demo", 2026)
        today = next(row for row in rows if row.state in OPEN and row.recorded)
        token = visit_link.of_visit(conn, today.id)["1"].token
    picture = tmp_path / "site.jpg"
    Image.new("RGB", (800, 600), (120, 140, 90)).save(picture)
    page = opened(site, width=360, touch=True)
    page.goto(f"/visit/{token}")
    page.get_by_text("已看3处，共8处").wait_for()
    assert not page.evaluate(SIDEWAYS)
    page.get_by_role("link", name="云锦社区养老服务点").tap()
    page.locator("[name=verified][value=yes]").check()
    page.set_input_files("[name=photos]", picture)
    page.locator("[data-thumbs] img").first.wait_for()
    page.get_by_role("button", name="保存，回到清单").tap()
    page.get_by_text("已看4处，共8处").wait_for()
    page.locator("a[href='#sample']").tap()
    page.fill("[name=reported_done]", "4")
    page.fill("[name=verified]", "3")
    page.fill("[name=note]", "一处助浴间没有通水。")
    page.get_by_role("button", name="保存").tap()
    page.locator("a[href='#sign']").tap()
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 80, steps=12)
    page.mouse.up()
    page.get_by_label("情况属实，照此签名").check()
    page.get_by_role("button", name="签名").tap()
    page.locator(".saved", has_text="已送达4条").wait_for()
    page.locator("a[href='#sign']", has_text="已签").wait_for()
    with site.house.reading() as conn:
        seen = visits.visit(conn, today.id)
    assert seen is not None and seen.words is not None and "抽查4处" in seen.words and seen.signed == 1
