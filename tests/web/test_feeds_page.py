"""A secret address shows the deadlines of its maker's office, unit or project; revoked or not his, it is 404."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from projects import register
from projects.programme import Programme
from supervision import obligations, watch
from supervision.obligation import Obligation
from tests import deeds
from tests.web.forms import send, words
from tracker import accounts, feeds
from tracker.accounts import Account
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

PAGE = "/testcity/2026/calendar"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        clock.set(datetime(2026, 4, 2, 9, tzinfo=SHANGHAI))
        watch.tick(made.ledger, clock.now())
        yield made


@pytest.fixture
def filer(house: House) -> Account:
    return deeds.account(house, "filer", unit="市民政局")


def _unit(house: House, name: str = "市民政局") -> str:
    with house.reading() as conn:
        return register.unit_called(conn, "testcity")[name]


def _project(house: House, number: str) -> str:
    with house.reading() as conn:
        row = register.project(conn, "testcity", 2026, number)
    assert row is not None
    return row.id


def _address(answer: Any) -> str:
    assert answer.status_code == 200, words(answer)
    found = re.search(r"/calendar/[\w-]+\.ics", answer.text)
    assert found is not None
    return found[0]


def _read(browser: Any, address: str) -> list[Any]:
    answer = browser.get(address)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).events


def test_a_unit_subscribes_to_its_own_deadlines_and_a_program_reads_them(house: House, filer: Account) -> None:
    browser = deeds.client(house, filer)
    made = send(browser, PAGE, PAGE, what=f"unit:{_unit(house)}")
    address = _address(made)
    assert address not in browser.get(PAGE).text, "shown once"
    program = deeds.client(house)
    answer = program.get(address)
    assert "set-cookie" not in answer.headers and answer.headers["cache-control"] == "private, max-age=900"
    found = _read(program, address)
    with house.reading() as conn:
        owed = obligations.of_owner(conn, str(Programme.create_id("testcity", 2026)), "市民政局")
    assert {each["uid"]: each.start for each in found} == {row.id: row.due for row in owed}
    assert len(found) >= 2
    known = program.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_the_office_subscribes_to_its_own_a_units_and_a_projects(house: House) -> None:
    office, program = deeds.client(house, deeds.account(house, "office")), deeds.client(house)
    own = _read(program, _address(send(office, PAGE, PAGE, what="office")))
    assert own and all("进展报送" not in each["summary"] for each in own)
    project = _read(program, _address(send(office, PAGE, PAGE, what=f"project:{_project(house, '1')}")))
    assert project and all("项目1" in each["summary"] for each in project)


def test_an_extension_and_a_waiver_are_read_as_update_and_cancellation(
    house: House, filer: Account, clock: FixedClock
) -> None:
    address = _address(send(deeds.client(house, filer), PAGE, PAGE, what=f"unit:{_unit(house)}"))
    program = deeds.client(house)
    before = {each["uid"]: each for each in _read(program, address)}
    tag = program.get(address).headers["etag"]
    with house.reading() as conn:
        programme = str(Programme.create_id("testcity", 2026))
        row = next(each for each in obligations.open_of(conn, programme, "市民政局") if each.period == "2026-03")
    owed = house.ledger.get(Obligation, UUID(row.id))
    until = row.due + timedelta(days=1)
    owed.ask_extension("台账还在核对", "已核对八成", until, clock.now())
    found = {"due": until.isoformat(), "cutoff": row.cutoff.isoformat(), "reminders": [], "arithmetic": row.arithmetic}
    owed.grant_extension(found, "同意", clock.now())
    house.carry_out(SYSTEM, None, ["grant"], lambda: ([owed], {}))
    after = {each["uid"]: each for each in _read(program, address)}[row.id]
    assert after.start == until != before[row.id].start
    assert after["sequence"] > before[row.id]["sequence"]
    assert program.get(address, headers={"If-None-Match": tag}).status_code == 200, "the old answer is stale"
    owed = house.ledger.get(Obligation, UUID(row.id))
    owed.waive("项目暂停", "督查室", clock.now())
    house.carry_out(SYSTEM, None, ["waive"], lambda: ([owed], {}))
    gone = {each["uid"]: each for each in _read(program, address)}[row.id]
    assert (gone["status"], gone["sequence"] > after["sequence"]) == ("CANCELLED", True)


def test_a_revoked_address_answers_like_one_that_never_was(house: House, filer: Account) -> None:
    browser, program = deeds.client(house, filer), deeds.client(house)
    address = _address(send(browser, PAGE, PAGE, what=f"unit:{_unit(house)}"))
    assert program.get(address).status_code == 200
    form = re.search(rf'action="({PAGE}/[^"]+)"', browser.get(PAGE).text)
    assert form is not None
    other = deeds.client(house, deeds.account(house, "filer", unit="市教育局"))
    assert send(other, PAGE, form[1]).status_code == 404, "another's is not revoked"
    assert program.get(address).status_code == 200
    assert send(browser, PAGE, form[1]).status_code == 303
    assert send(browser, PAGE, form[1]).status_code == 404
    gone, unknown = program.get(address), program.get("/calendar/never-was.ics")
    assert gone.status_code == unknown.status_code == 404
    request = re.compile(r"[0-9a-f]{12}|/calendar/[^\"]+")  # and what was asked for, which the page's own links repeat
    assert request.sub("", gone.text) == request.sub("", unknown.text)


def test_who_is_disabled_or_moved_to_another_unit_has_no_feed_any_more(house: House, filer: Account) -> None:
    browser, program = deeds.client(house, filer), deeds.client(house)
    address = _address(send(browser, PAGE, PAGE, what=f"unit:{_unit(house)}"))
    with house.reading() as conn:
        accounts.disable(conn, filer.id)
        assert program.get(address).status_code == 404
        accounts.disable(conn, filer.id, False)
        assert program.get(address).status_code == 200
        accounts.move(conn, filer.id, _unit(house, "市教育局"), "市教育局填报人")
    assert program.get(address).status_code == 404


def test_nobody_subscribes_to_what_he_may_not_see(house: House, filer: Account) -> None:
    browser = deeds.client(house, filer)
    for what in ("", "office", f"unit:{_unit(house, '市教育局')}", f"project:{_project(house, '1')}", "unit:x", "x"):
        answer = send(browser, PAGE, PAGE, what=what)
        assert answer.status_code == 422 and "请选择要订阅的期限" in words(answer)
    with house.reading() as conn:
        assert feeds.of_account(conn, filer.id, "testcity", 2026) == []
    assert deeds.client(house, deeds.account(house, "press")).get(PAGE).status_code == 403


def test_an_account_has_so_many_addresses_and_no_more(house: House, filer: Account) -> None:
    browser = deeds.client(house, filer)
    with house.reading() as conn:
        for _ in range(20):
            feeds.make(conn, filer.id, "testcity", 2026, "unit", _unit(house))
    answer = send(browser, PAGE, PAGE, what=f"unit:{_unit(house)}")
    assert answer.status_code == 422 and "最多20个" in words(answer)


def test_the_page_says_when_an_address_was_last_read(house: House, filer: Account, clock: FixedClock) -> None:
    browser = deeds.client(house, filer)
    address = _address(send(browser, PAGE, PAGE, what=f"unit:{_unit(house)}"))
    assert "还没有被读取" in words(browser.get(PAGE))
    clock.advance(timedelta(hours=2))
    deeds.client(house).get(address)
    assert "最近读取2026年4月2日11:00" in words(browser.get(PAGE))
