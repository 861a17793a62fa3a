"""Public pages are kept as rendered until something public happens; nobody's own page, nothing unpublished ever is."""

from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import anyio
import psycopg
import pytest
from psycopg import sql

from projects.programme import Programme
from tests import deeds
from tests.web.forms import words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web import kept
from web.house import House
from web.kept import Kept, Page

BOARD = "/testcity/2026/"
PAGES = (
    "/",
    BOARD,
    f"{BOARD}?month=2026-02&q=电梯",
    f"{BOARD}?as_of=2026-10-09",
    f"{BOARD}projects/1",
    f"{BOARD}projects/1/history",
    f"{BOARD}compare",
    f"{BOARD}units/",
    f"{BOARD}method",
    f"{BOARD}glossary",
    f"{BOARD}changes/",
    f"{BOARD}problems/",
    f"{BOARD}listing",
    f"{BOARD}bulletins/",
    f"{BOARD}draws/",
    "/api/v1/testcity/2026/projects.json",
)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through("2026-03", database, tmp_path) as made:
        yield made


def pages(browser: Any) -> Kept:
    found: Kept = browser.app.state.kept
    return found


def april(house: House) -> None:
    programme = Programme.create_id("testcity", 2026)
    period = house.ledger.get(Programme, programme).policy_set.period("2026-04")
    assert period is not None
    deeds.month(house, programme, period)


def closed_to_us(house: House, names: set[str]) -> None:
    """The application may not read these tables any more."""
    with psycopg.connect(house.database.owner, autocommit=True) as conn:
        for name in names:
            conn.execute(sql.SQL("REVOKE SELECT ON views.{} FROM PUBLIC, tracker_app").format(sql.Identifier(name)))


def tables(house: House) -> set[str]:
    with house.reading() as conn:
        rows = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'views'").fetchall()
    return {row["tablename"] for row in rows} - {"models"}


def test_a_public_page_asks_nothing_but_the_tables_whose_events_it_waits_for(house: House) -> None:
    """Else it could change without being rendered anew."""
    browser, ours = deeds.client(house), tuple(model.name for model in kept.SHOWN)
    closed_to_us(house, {name for name in tables(house) if not name.startswith(ours)})
    for page in (*PAGES, "/search?q=电梯"):
        assert browser.get(page).status_code == 200, page


def test_a_page_is_rendered_once_and_answered_again_without_its_tables(house: House) -> None:
    browser = deeds.client(house)
    first = {page: browser.get(page) for page in PAGES}
    closed_to_us(house, tables(house))
    for page, answer in first.items():
        again = browser.get(page)
        assert again.status_code == 200 and again.content == answer.content, page
        assert again.headers["etag"] == answer.headers["etag"]
        assert again.headers["x-request-id"] != answer.headers["x-request-id"]
        known = browser.get(page, headers={"if-none-match": answer.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")
        assert browser.head(page).headers["content-length"] == answer.headers["content-length"]


def test_what_is_published_is_seen_at_once_and_what_is_filed_changes_nothing(house: House) -> None:
    browser = deeds.client(house)
    before, turn = words(browser.get(BOARD)), pages(browser).turn
    numbers = house.ledger.get(Programme, Programme.create_id("testcity", 2026)).projects
    deeds.filed(house, Programme.create_id("testcity", 2026), "2026-04", UUID(numbers["1"]), "1", "48")
    assert pages(browser).turn == turn and words(browser.get(BOARD)) == before
    april_without_first(house)
    assert pages(browser).turn > turn and "截至2026年4月30日" in words(browser.get(BOARD))


def april_without_first(house: House) -> None:
    """The rest of April; project 1 has filed."""
    programme = Programme.create_id("testcity", 2026)
    numbers = house.ledger.get(Programme, programme).projects
    for number, value in (("2", "16"), ("3", "0")):
        deeds.filed(house, programme, "2026-04", UUID(numbers[number]), number, value)
    deeds.closed(house, programme, "2026-04")


def test_what_another_process_published_is_noticed_at_the_next_look(house: House, tmp_path: Path) -> None:
    browser = deeds.client(house)
    assert "截至2026年3月31日" in words(browser.get(BOARD))
    with deeds.house(house.database, tmp_path / "other") as other:
        april(other)
    pages(browser).look()
    assert "截至2026年4月30日" in words(browser.get(BOARD))


def test_a_page_that_was_begun_before_a_publication_is_not_kept_after_it(house: House) -> None:
    keeping = Kept(house)
    keeping.keep(("/", b"", "", ""), Page([], b"old", None), keeping.turn)
    turn = keeping.turn
    keeping.recorded({"publication.published"})
    keeping.keep(("/", b"", "", ""), Page([], b"old", None), turn)
    assert keeping.turn == turn + 1 and not keeping.pages()
    keeping.recorded({"report.submitted", "dispatch.logged"})
    assert keeping.turn == turn + 1


def test_nothing_of_somebody_signed_in_is_kept_nor_shown_to_anybody_else(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    public = deeds.client(house)
    for page in (*PAGES, "/desk", "/testcity/2026/month/2026-04", "/sign-in"):
        office.get(page)
    assert not pages(office).pages()
    for page in PAGES:
        public.get(page)
    cast("Any", office.app).state.kept = pages(public)
    own = office.get(BOARD)
    assert "工作台" in words(own) and own.headers["cache-control"] == "private, no-store"
    assert "工作台" not in words(public.get(BOARD))


def test_refusals_forms_and_ways_in_are_not_kept(house: House) -> None:
    browser = deeds.client(house)
    for page in ("/nowhere", "/desk", "/sign-in", f"{BOARD}projects/99", f"{BOARD}projects/1/clue", f"{BOARD}receipt"):
        browser.get(page)
    browser.post(f"{BOARD}receipt", data={"number": "x"})
    browser.get(BOARD, headers={"HX-Request": "true"})
    assert not pages(browser).pages()


def test_a_page_lasts_no_longer_than_its_minute(house: House, clock: FixedClock) -> None:
    browser = deeds.client(house)
    assert "演示时钟2026年10月9日09:00" in words(browser.get(BOARD))
    clock.set(datetime(2026, 10, 9, 9, 1, tzinfo=SHANGHAI))
    assert "演示时钟2026年10月9日09:01" in words(browser.get(BOARD))


def test_only_so_many_pages_and_bytes_are_kept_the_latest_asked_for(house: House) -> None:
    keeping = Kept(house)
    for place in range(kept.MOST + 3):
        keeping.keep((f"/{place}", b"", "", ""), Page([], b"x", None), 0)
    assert len(keeping.pages()) == kept.MOST and ("/0", b"", "", "") not in keeping.pages()
    keeping.keep(("/large", b"", "", ""), Page([], b"x" * (kept.LARGEST + 1), None), 0)
    assert ("/large", b"", "", "") not in keeping.pages()
    for place in range(kept.ROOM // kept.LARGEST + 2):
        keeping.keep((f"/full/{place}", b"", "", ""), Page([], b"x" * kept.LARGEST, None), 0)
    assert sum(len(page.body) for page in keeping.pages().values()) <= kept.ROOM


def _apart(main: Callable[[], Awaitable[None]]) -> None:
    """In a thread of its own: a browser's test before this one may have left its loop running in ours."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, main).result()


def test_a_page_that_was_kept_before_is_drawn_by_one_and_the_others_wait_for_it(house: House) -> None:
    keeping, key = Kept(house), (BOARD, b"", "", "09:01")
    new = Page([], b"new", None)
    keeping.keep((BOARD, b"", "", "09:00"), Page([], b"old", None), 0)
    keeping.forget()
    found: list[Page | None] = []

    async def ask() -> None:
        found.append(await keeping.find(key))

    async def many() -> None:
        await ask()
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(ask)
            await anyio.sleep(0.1)
            assert found == [None]
            keeping.keep(key, new, keeping.turn)
            keeping.drawn(key)

    _apart(many)
    assert found == [None, new, new, new]


def test_who_waits_draws_the_page_when_it_came_to_nothing_and_nobody_waits_for_what_is_never_kept(house: House) -> None:
    keeping, key = Kept(house), (BOARD, b"", "", "")
    keeping.keep(key, Page([], b"old", None), 0)
    keeping.forget()

    async def asked() -> None:
        assert await keeping.find(("/sign-in", b"", "", "")) is None
        assert await keeping.find(("/sign-in", b"", "", "")) is None
        assert await keeping.find(key) is None
        with anyio.fail_after(kept.WAITED - 1):
            async with anyio.create_task_group() as group:
                group.start_soon(keeping.find, key)
                await anyio.sleep(0.1)
                keeping.drawn(key)

    _apart(asked)
