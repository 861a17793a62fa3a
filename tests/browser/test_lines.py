"""Where lines begin and break on a phone of 390 px: edges that line up, no mark of separation at the head of a line."""

import pytest

from supervision import visit_link, visits
from supervision.visit import OPEN
from tests.browser.conftest import Opened
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

WIDTH = 390
LINES = """node => {
    const words = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), lines = [];
    for (let text = words.nextNode(); text; text = words.nextNode())
        for (let at = 0; at < text.length; at++) {
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            const box = range.getClientRects()[0];
            if (!box || !text.data[at].trim()) continue;
            const middle = (box.top + box.bottom) / 2, line = lines.find(each => Math.abs(each.middle - middle) < 8);
            if (line) line.words += text.data[at];
            else lines.push({ middle, words: text.data[at] });
        }
    return lines.sort((a, b) => a.middle - b.middle).map(each => each.words) }"""
"""The words of a node, line by line as they are set."""


@pytest.mark.parametrize("address", ["/", "/demo/2026/", "/demo/2026/projects/16", "/demo/2025/bulletins/"])
def test_no_line_of_the_foot_begins_with_a_mark(shared_site: Site, opened: Opened, address: str) -> None:
    page = opened(shared_site, width=WIDTH)
    page.goto(address)
    lines = page.locator("footer .wrap").evaluate(LINES)
    assert "核对文书" in "".join(lines)
    assert [line for line in lines if line[0] in "·，。、）"] == []


def test_what_stands_under_a_project_of_the_form_begins_at_its_left_edge(shared_site: Site, opened: Opened) -> None:
    page = opened(shared_site, "demo-filer", WIDTH)
    page.goto("/demo/2026/filing/2026-09")
    lefts = page.eval_on_selector_all(
        ".filing > h2, .state-line > :first-child", "all => all.map(each => each.getBoundingClientRect().left)"
    )
    assert len(lefts) > 6 and len(set(lefts)) == 1


def test_a_question_on_the_phone_breaks_between_its_phrases(shared_site: Site, opened: Opened) -> None:
    with shared_site.house.reading() as conn:
        today = next(row for row in visits.of_programme(conn, "demo", 2026) if row.state in OPEN and row.recorded)
        token = visit_link.of_visit(conn, today.id)["1"].token
    page = opened(shared_site, width=WIDTH, touch=True)
    page.goto(f"/visit/{token}")
    page.get_by_text("已看3处，共8处").wait_for()
    page.goto(f"/visit/{token}#site/1/1")
    heading = page.locator("h1", has_text="报送的数量、地点与现场是否一致")
    heading.wait_for()
    assert heading.evaluate(LINES) == ["报送的数量、", "地点与现场是否一致"]
