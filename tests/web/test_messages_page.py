"""The bell counts, the list shows what is the account's own, and reading it takes it off the count."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import deeds
from tests.web.forms import send, words
from tracker import clock as clocks
from tracker import duty, messages
from tracker.accounts import Account
from tracker.clock import FixedClock
from tracker.database import Database
from web import worker
from web.house import House

CHORES = {chore.name: chore for chore in worker.CHORES}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        worker.perform(made, CHORES["tell"])
        deeds.released(made)
        yield made


@pytest.fixture
def filer(house: House) -> Account:
    return deeds.account(house, "filer", unit="市住房城乡建设局")


def _tell(house: House, who: Account, count: int, kind: str = "report") -> list[messages.Message]:
    with house.reading() as conn:
        return messages.tell(
            conn,
            [
                messages.Message(
                    uuid4(), f"{place}:1", "report.returned", who.id, "testcity", kind, True,
                    f"督查室退回项目{place}“既有住宅加装电梯300部”9月进展：没有附验收单",
                    f"/testcity/2026/adjustments#a-{place}", clocks.now(),
                )
                for place in range(1, count + 1)
            ],
        )  # fmt: skip


def _bell(page: Any) -> str:
    found = re.search(r'<a class="bell".*?</a>', page.text, re.S)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[0])


def test_the_worker_tells_and_the_bell_counts_on_every_page(house: House, filer: Account) -> None:
    worker.perform(house, CHORES["tell"])
    browser = deeds.client(house, filer)
    assert _bell(browser.get("/desk")) == "消息1条未读", "the list was released"
    assert "2026年民生实事清单已发布" in words(browser.get("/messages"))
    with house.reading() as conn:
        assert duty.known(conn)["tell"].fault is None


def test_a_message_that_is_opened_is_read_and_leads_to_its_matter(house: House, filer: Account) -> None:
    first, _ = _tell(house, filer, 2)
    browser = deeds.client(house, filer)
    assert _bell(browser.get("/testcity/2026/")) == "消息2条未读"
    opened = browser.get(f"/messages/{first.id}")
    assert (opened.status_code, opened.headers["location"]) == (303, first.href)
    assert _bell(browser.get("/messages")) == "消息1条未读"
    assert browser.get(f"/messages/{first.id}").status_code == 303, "twice is no harm"


def test_one_or_all_are_marked_as_read_without_script(house: House, filer: Account) -> None:
    told = _tell(house, filer, 40)
    browser = deeds.client(house, filer)
    first = browser.get("/messages")
    assert first.text.count('class="unread"') == 30 and "第1页，共2页" in words(first)
    assert browser.get("/messages?page=2").text.count('class="unread"') == 10
    assert send(browser, "/messages", f"/messages/{told[0].id}").status_code == 303
    assert _bell(browser.get("/messages")) == "消息39条未读"
    until = re.search(r'name="until" value="([^"]+)"', first.text)
    assert until is not None
    assert send(browser, "/messages", "/messages", until=until[1]).status_code == 303
    assert _bell(browser.get("/messages")) == "消息"
    assert "没有未读消息" in words(browser.get("/messages?only=unread"))


def test_nobody_reads_or_marks_what_is_anothers(house: House, filer: Account) -> None:
    (told,) = _tell(house, filer, 1)
    other = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    assert other.get(f"/messages/{told.id}").status_code == 404
    assert send(other, "/messages", f"/messages/{told.id}").status_code == 404
    assert "还没有消息" in words(other.get("/messages"))
    with house.reading() as conn:
        assert messages.unread(conn, filer.id) == 1
    assert deeds.client(house).get("/messages").status_code == 303, "to the sign-in"


def test_a_moment_that_is_none_marks_what_is_there(house: House, filer: Account) -> None:
    _tell(house, filer, 3)
    browser = deeds.client(house, filer)
    assert send(browser, "/messages", "/messages", until="昨天").status_code == 303
    assert _bell(browser.get("/messages?page=99")) == "消息"


def test_the_desk_shows_the_latest_that_were_not_read(house: House, filer: Account) -> None:
    told = _tell(house, filer, 7)
    page = deeds.client(house, filer).get("/desk")
    shown = [each for each in told if f"/messages/{each.id}" in page.text]
    assert len(shown) == 5 and "全部7条未读消息" in words(page)
    with house.reading() as conn:
        for each in told:
            messages.read(conn, filer.id, UUID(str(each.id)))
    assert "未读消息" not in words(deeds.client(house, filer).get("/desk"))
