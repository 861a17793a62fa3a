"""Who may keep an answer: a public page everybody until it says something else; a desk, a link, a refusal nobody."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from projects.programme import Programme
from tests import deeds
from tracker.clock import FixedClock
from tracker.database import Database
from web import freshness
from web.house import House
from web.permissions import PUBLIC, RULES
from web.style import static

BOARD = "/testcity/2026/"
OPEN = ["/", BOARD, f"{BOARD}projects/1", f"{BOARD}bulletins/", "/api/v1/testcity/2026/projects.json"]


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


@pytest.mark.parametrize("path", OPEN)
def test_a_public_page_may_be_kept_until_it_changes(house: House, path: str) -> None:
    deeds.months(house, deeds.released(house), "2026-02")
    browser = deeds.client(house)
    first = browser.get(path)
    assert first.status_code == 200
    assert first.headers["cache-control"].startswith("public, max-age=0, s-maxage=10")
    assert set(first.headers["vary"].split(", ")) == {"Accept-Encoding", "Cookie", "HX-Request"}
    tag = first.headers["etag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}'):
        again = browser.get(path, headers={"if-none-match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert browser.get(path, headers={"if-none-match": '"other"'}).content == first.content
    head = browser.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    assert head.headers["content-length"] == first.headers["content-length"]


def test_what_is_not_published_leaves_the_tag_as_it_is(house: House) -> None:
    programme = deeds.released(house)
    deeds.months(house, programme, "2026-02")
    browser = deeds.client(house)
    before = browser.get(BOARD).headers["etag"]
    lifts = UUID(house.ledger.get(Programme, programme).projects["1"])
    deeds.filed(house, programme, "2026-03", lifts, "1", "40")
    assert browser.get(BOARD).headers["etag"] == before
    deeds.months(house, deeds.released(house, "second"), "2026-02")
    assert browser.get(BOARD).headers["etag"] == before, "another government's publication"


def test_a_publication_changes_the_tag(house: House) -> None:
    programme = deeds.released(house)
    browser = deeds.client(house)
    before = browser.get(BOARD).headers["etag"]
    deeds.months(house, programme, "2026-02")
    assert browser.get(BOARD).headers["etag"] != before


@pytest.mark.parametrize("path", [*OPEN[:4], "/desk", "/testcity/2026/month/2026-02"])
def test_nothing_shown_to_somebody_signed_in_is_kept(house: House, path: str) -> None:
    deeds.months(house, deeds.released(house), "2026-02")
    answer = deeds.client(house, deeds.account(house, "office")).get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/token", "/visit/token", "/nowhere", "/desk", "/readyz"])
def test_ways_in_and_refusals_are_kept_by_nobody(house: House, path: str) -> None:
    assert "no-store" in deeds.client(house).get(path).headers["cache-control"]


def test_a_static_file_is_kept_for_ever_under_the_address_that_names_its_content(house: House) -> None:
    browser = deeds.client(house)
    named = browser.get(static("site.css"))
    assert named.status_code == 200
    assert named.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert browser.get("/static/site.css").headers["cache-control"] == "public, max-age=3600"
    assert browser.get("/static/nothing.css").headers["cache-control"] == "no-store"


def test_a_public_page_is_kept_or_its_route_is_known_not_to_be() -> None:
    """So that a new public page is not forgotten, and nothing but a public one is kept."""
    public = {name for name, rule in RULES.items() if rule.roles == PUBLIC}
    files = {
        "bulletin:pdf",
        "bulletin:docx",
        "changes:pdf",
        "photo:show",
        "draws:pdf",
        "papers:file",
        "papers:scanned",
        "papers:archived",
    }  # say themselves how long
    asked = {"verify:ask", "verify:look"}  # of a code or a file that somebody puts there
    nobodys = {
        name
        for name in public
        if name.split(":")[0]
        in ("health", "sign_in", "first_password", "visit", "visit_findings", "witness", "clue", "feed")
    }
    assert public - files - asked - nobodys == freshness.PUBLIC
