"""Holidays and make-up days are kept by hand, each with the document it rests on."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import deeds
from tests.web.forms import send, words
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

PAGE = "/office/calendar"
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def _day(on: str, kind: str = "holiday", **more: str) -> dict[str, str]:
    return {"action": "day", "date": on, "kind": kind, "name": "国庆节", "source": NOTICE, "year": "2027", **more}


def test_the_year_is_shown_with_its_notice_and_its_make_up_days(office: Any) -> None:
    shown = words(office.get(PAGE))
    assert "2026年工作日历" in shown and "正式，248个工作日" in shown
    assert "10月10日（周六）调休上班" in shown


def test_a_year_without_a_notice_says_so(office: Any) -> None:
    shown = words(office.get(PAGE + "?year=2027"))
    assert "预估，261个工作日" in shown and "还没有放假安排" in shown


def test_a_holiday_counts_from_the_moment_it_is_set_until_it_is_cleared(house: House, office: Any) -> None:
    friday = date(2027, 10, 1)
    assert house.days().is_working(friday)
    assert (
        send(office, PAGE, PAGE, **_day("2027年10月1日")).headers["location"] == "/office/calendar?year=2027&done=day"
    )
    assert not house.days().is_working(friday)
    assert NOTICE in office.get(PAGE + "?year=2027").text
    send(office, PAGE, PAGE, action="clear", date="2027-10-01", year="2027")
    assert house.days().is_working(friday)


def test_a_make_up_day_must_fall_on_a_weekend(house: House, office: Any) -> None:
    answer = send(office, PAGE, PAGE, **_day("2027-10-11", "makeup"))
    assert answer.status_code == 422 and "10月11日不是周末" in words(answer)
    assert send(office, PAGE, PAGE, **_day("2027-10-09", "makeup")).status_code == 303
    assert house.days().is_working(date(2027, 10, 9))


def test_a_day_needs_its_name_and_its_document(house: House, office: Any) -> None:
    answer = send(office, PAGE, PAGE, **_day("后天", name="", source="", kind="other"))
    said = words(answer)
    assert answer.status_code == 422 and "2027年工作日历" in said
    assert "“后天”不是日期" in said and "请填写名称" in said and "请填写依据文件" in said and "放假或调休上班" in said
    assert house.days().is_working(date(2027, 10, 1))


def test_a_year_becomes_official_with_its_notice(house: House, office: Any) -> None:
    sent = {"action": "year", "year": "2027", "state": "正式"}
    assert send(office, PAGE, PAGE, **sent).status_code == 422, "the notice is missing"
    assert send(office, PAGE, PAGE, **sent, year_source=NOTICE).status_code == 303
    assert house.days().year_state(2027) == "正式"
    assert send(office, PAGE, PAGE, **{**sent, "state": "大概"}, year_source=NOTICE).status_code == 422


def test_only_the_office_and_administrators_come_here(house: House) -> None:
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    assert filer.get(PAGE).status_code == 403
    assert deeds.client(house).get(PAGE).status_code == 303


def test_addresses_that_are_nonsense_are_answered(office: Any) -> None:
    assert office.get(PAGE + "?year=99999").status_code == 404
    assert office.get(PAGE + "?year=tomorrow").status_code == 404
    assert send(office, PAGE, PAGE, action="burn").status_code == 404
