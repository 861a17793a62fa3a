"""A list that takes a while to be read shows that it is at work."""

from pathlib import Path

import pytest

from projects import written_list
from tests import deeds
from tests.browser.conftest import Opened
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def test_the_page_says_that_it_is_at_work_and_is_not_sent_twice(site: Site, opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "清单.xlsx"
    file.write_bytes(written_list.write(deeds.listing(2027)))
    page = opened(site, "demo-office")
    page.goto("/office/import")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.set_input_files("[name=file]", file)
    page.fill("[name=year]", "2027")
    page.evaluate(
        """() => {
          const note = document.querySelector(".waiting");
          new MutationObserver(() => sessionStorage.setItem("said", note.textContent)).observe(note, {
            childList: true, subtree: true, characterData: true });
          const form = note.closest("form");
          form.requestSubmit(form.querySelector("button"));
          form.requestSubmit(form.querySelector("button"));
        }"""
    )
    page.get_by_text("检查通过，尚未写入").wait_for()
    assert page.evaluate("sessionStorage.getItem('said')") == "正在上传和检查，请稍候。"
    assert len(sent) == 1
