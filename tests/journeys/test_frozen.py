"""The frozen demonstration: its links lead somewhere, it reads like the living site, nothing unpublished is in it."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.journeys import test_no_leaks as leaks
from tests.journeys.browsing import pdf_words, word_words
from tests.journeys.conftest import Site
from tests.journeys.test_no_leaks import Seen
from tests.web.frozen import reader
from tracker.clock import FixedClock, using
from web.frozen import copy

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def frozen(shared_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("copies") / "site"
    copy.freeze(shared_site.house, made)
    return made


def test_every_link_leads_to_a_file_or_to_a_printed_source(frozen: Path) -> None:
    with reader.served(frozen) as base:
        found, away = reader.crawled(base)
    assert {"demo/2026/index.html", "yuhang/2021/index.html", "qingdao/2022/index.html"} <= set(found)
    assert all(link.startswith(("http://", "https://")) for link in away)
    assert not [link for link in away if reader.host(link).startswith(("127.0.0.1", "localhost", "site."))]


def test_every_page_says_what_the_living_page_says(shared_site: Site, frozen: Path) -> None:
    nobody, compared = shared_site.nobody().client, 0
    told = json.loads((frozen / "manifest.json").read_text("utf-8"))
    with using(FixedClock(datetime.fromisoformat(told["recorded_at"]))):
        for name in told["files"]:
            if reader.original(name):
                assert nobody.get(f"/{name}").content == (frozen / name).read_bytes(), name
            elif name.endswith(".html") and name != "index.html":
                living = nobody.get(reader.asked(name))
                own = reader.words((frozen / name).read_bytes(), reader.COPY_ONLY)
                assert own == reader.words(living.content, reader.LIVE_ONLY), name
                compared += 1
    assert compared > 600


def test_nothing_unpublished_and_nobodys_account_is_in_it(shared_site: Site, frozen: Path) -> None:
    """By the same looks as into the living site."""
    files = sorted(path for path in frozen.rglob("*") if path.is_file())
    seen = [Seen(reader.asked(path.relative_to(frozen).as_posix()), _words(path)) for path in files]
    assert len(leaks.holding(seen, "既有住宅加装电梯300部")) > 5, "the scan would not have found a leak"
    leaks.test_no_word_of_an_unpublished_report_is_public(shared_site, seen)
    leaks.test_no_account_contact_or_key_is_public(shared_site, seen)


def _words(path: Path) -> str:
    read = {".pdf": pdf_words, ".docx": word_words}.get(path.suffix)
    return read(path.read_bytes()) if read else path.read_bytes().decode("utf-8", "replace")
