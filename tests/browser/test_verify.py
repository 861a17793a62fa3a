"""A file put on the page of verification: reckoned where it is, or sent where no script runs, and told the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from supervision import papers
from supervision.paperwork import Writer
from tests import deeds
from tests.browser.conftest import Opened
from tests.conftest import copied
from tests.journeys.conftest import Site, served
from tests.journeys.conftest import opened as house_on
from tracker.embedded import Server
from tracker.event import SYSTEM
from web import issuance

pytestmark = pytest.mark.browser

UNCHANGED, CHANGED = "没有改动：与印发的原件逐字节相同。", "这个文件不是本站印发的原件，或者被改动过。"


@pytest.fixture(scope="module")
def site(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A list released, and its table of tasks issued."""
    folder = tmp_path_factory.mktemp("verify")
    with copied(server, template) as name, house_on(server, name, folder) as house:
        deeds.released(house)
        [chance] = issuance.PRINTED["task_table"].chances(house, deeds.SLUG, deeds.YEAR)  # type: ignore[misc]
        given = (Writer("zhao", "督查室"), "task_table", deeds.SLUG, deeds.YEAR, chance.subject)
        issuance.press_sheet(house, SYSTEM, *given)
        with served(house) as running:
            yield running


@pytest.fixture
def paper(site: Site, tmp_path: Path) -> tuple[str, Path, Path]:
    """Its code, its file as issued, and the same file with one byte more."""
    with site.house.reading() as conn:
        [row] = papers.every(conn, deeds.SLUG, deeds.YEAR)
    content = site.house.store.get(row.files[0]["sha256"])
    real, touched = tmp_path / "任务分解表.pdf", tmp_path / "改过的.pdf"
    real.write_bytes(content)
    touched.write_bytes(content + b"\n")
    return row.check_code, real, touched


@pytest.mark.parametrize("javascript", [True, False])
def test_the_file_as_issued_is_told_from_one_with_a_byte_more(
    site: Site, opened: Opened, paper: tuple[str, Path, Path], javascript: bool
) -> None:
    code, real, touched = paper
    page = opened(site, javascript=javascript)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    for file, told in ((real, UNCHANGED), (touched, CHANGED)):
        page.goto(f"/verify/{code}")
        page.set_input_files("#file", file)
        if not javascript:
            page.get_by_role("button", name="核对文件").click()
        page.wait_for_url(f"**/verify?sha256=*&code={code}")
        assert told in page.inner_text("main")
    page.goto("/verify")
    page.set_input_files("#file", real)
    if not javascript:
        page.get_by_role("button", name="核对文件").click()
    page.get_by_text("就是您核对的文件").wait_for()
    assert code in page.inner_text("main"), "found without its code"
    assert ("POST" in sent) != javascript, "with script the file stays where it is"


def test_a_file_that_is_dropped_on_the_form_is_told_as_well(
    site: Site, opened: Opened, paper: tuple[str, Path, Path]
) -> None:
    page = opened(site)
    page.goto("/verify")
    drop = """(form, bytes) => { const held = new DataTransfer();
        held.items.add(new File([new Uint8Array(bytes)], "a.pdf"));
        form.dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true })); }"""
    page.locator("form[data-verify]").evaluate(drop, list(paper[1].read_bytes()))
    page.get_by_text(UNCHANGED).wait_for()
