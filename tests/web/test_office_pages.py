"""What the office's pages say of where things stand: who is late, what waits, and where one is."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from projects.month import Month
from projects.programme import Programme
from supervision import obligations, watch
from tests import deeds
from tests.web.forms import words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused
from web import refusals
from web.demonstration import papers
from web.house import House
from web.wording import printed_source


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


MONTH = "/testcity/2026/month/2026-09"
PROGRAMME = Programme.create_id("testcity", 2026)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


def test_a_report_that_was_returned_is_overdue_once_the_day_is_past(house: House, clock: FixedClock) -> None:
    """Filed on time, returned, and not filed again: the month table says what the desk says."""
    clock.set(datetime(2026, 10, 4, 9, tzinfo=SHANGHAI))
    id = UUID(house.ledger.get(Programme, PROGRAMME).projects["1"])
    deeds.filed(house, PROGRAMME, "2026-09", id, "1", "230")
    month = Month(house.ledger, PROGRAMME, "2026-09")
    house.carry_out(SYSTEM, None, ["return"], lambda: month.return_(id, ["累计数与台账不符"], "reviewer"))
    office = deeds.account(house, "office")
    row = words(deeds.client(house, office).get(MONTH)).split("加装电梯300部")[1].split("养老服务点")[0]
    assert "已报送，退回补正中" in row and "逾期" not in row
    clock.set(datetime(2026, 10, 9, 18, tzinfo=SHANGHAI))
    row = words(deeds.client(house, office).get(MONTH)).split("加装电梯300部")[1].split("养老服务点")[0]
    assert "已报送，退回补正中逾期" in row


def test_a_returned_report_is_owed_again_by_the_next_working_day(house: House, clock: FixedClock) -> None:
    """Returned on Thursday the 8th of October, it is owed until Friday is over, and the
    month table, the unit's desk and what is owed say the same."""
    clock.set(at(10, 4, 9))
    id = UUID(house.ledger.get(Programme, PROGRAMME).projects["1"])
    deeds.filed(house, PROGRAMME, "2026-09", id, "1", "230")
    clock.set(at(10, 8, 18))
    month = Month(house.ledger, PROGRAMME, "2026-09")
    house.carry_out(SYSTEM, None, ["return"], lambda: month.return_(id, ["累计数与台账不符"], "reviewer"))
    office, unit = deeds.account(house, "office"), deeds.account(house, "filer", unit="市住房城乡建设局")

    def told() -> tuple[str, str]:
        row = words(deeds.client(house, office).get(MONTH)).split("加装电梯300部")[1].split("养老服务点")[0]
        desk = words(deeds.client(house, unit).get("/desk"))
        return row, desk

    row, desk = told()
    assert "已报送，退回补正中" in row and "逾期" not in row, "owed until Friday is over"
    assert "9月进展补报" in desk and "10月9日（周五）24时" in desk and "被退回，已逾期" not in desk
    clock.set(at(10, 10, 9))
    watch.tick(house.ledger, at(10, 10, 9))
    with house.reading() as conn:
        owing = obligations.of_programme(conn, str(PROGRAMME), "report_supplement")
    assert [(each.state, each.owner, each.due) for each in owing] == [
        ("due_soon", "市住房城乡建设局", datetime(2026, 10, 9, 23, 59, 59, tzinfo=SHANGHAI))
    ]
    row, desk = told()
    assert "已报送，退回补正中逾期" in row and "被退回，已逾期" in desk
    deeds.filed(house, PROGRAMME, "2026-09", id, "1", "231")
    watch.tick(house.ledger, at(10, 10, 10))
    with house.reading() as conn:
        [again] = obligations.of_programme(conn, str(PROGRAMME), "report_supplement")
    assert (again.state, again.met_by) == ("met_late", "report.submitted")
    assert "9月进展补报" not in told()[1]


def test_a_month_that_has_not_begun_is_named_in_words(house: House, clock: FixedClock) -> None:
    clock.set(at(10, 9, 9))
    id = UUID(house.ledger.get(Programme, PROGRAMME).projects["1"])
    with pytest.raises(Refused) as no:
        deeds.filed(house, PROGRAMME, "2026-12", id, "1", "230")
    assert refusals.sentences(no.value) == [("", "2026年12月尚未开始，2026年12月1日起填报。")]


def test_a_month_that_has_not_begun_says_when_it_opens_and_shows_no_form(house: House, clock: FixedClock) -> None:
    clock.set(at(10, 31, 23))
    filer = deeds.client(house, deeds.account(house, "filer", unit="市住房城乡建设局"))
    page = filer.get("/testcity/2026/filing/2026-11")
    assert page.status_code == 200 and "11月尚未开始，2026年11月1日起填报" in words(page)
    assert "<textarea" not in page.text and "待报" not in words(page)
    clock.set(at(11, 1, 0))
    assert "<textarea" in filer.get("/testcity/2026/filing/2026-11").text


def test_the_heads_desk_says_that_nothing_waits(house: House) -> None:
    head = deeds.client(house, deeds.account(house, "office_head"))
    assert "8月通报" in words(head.get("/desk"))
    papers.bulletin(house, "testcity", 2026, "2026-08", datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
    assert "待您批准和督办的文稿现在没有待批准的文稿。" in words(head.get("/desk"))


def test_a_page_that_is_not_there_knows_who_asks(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    missing = office.get("/no/such/page/at/all")
    assert missing.status_code == 404 and "督查室消息工作台" in words(missing) and "退出" in words(missing)
    assert "http.404" not in missing.text and "请求编号" in missing.text
    assert "登录" in words(deeds.client(house).get("/no/such/page/at/all"))


def test_pages_of_a_government_lead_to_its_public_pages(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    for page in ("/testcity/units", "/office/calendar", "/testcity/accounts", "/office/import"):
        assert 'href="/testcity/2026/"' in office.get(page).text.split("</header>")[0], page


def test_the_units_say_their_order_and_nought_where_there_is_nothing(house: House) -> None:
    said = words(deeds.client(house, deeds.account(house, "office")).get("/testcity/units"))
    assert "单位4个，按名称拼音排列" in said
    assert "市教育局100" in said and "东湖区政府030" in said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("reprint of www/zwgk/xxgk/202205/t20220510_6044009", "网页转载（原网站未注明，页面名t20220510_6044009）"),
        ("reprint of gb/content/2022-07/28/content_23305739.htm", "网页转载（原网站未注明，页面名content_23305739）"),
        ("某市统计局", "某市统计局"),
        ("https://example.cn/a.html", "https://example.cn/a.html"),
        (None, None),
    ],
)
def test_a_source_without_its_site_is_told_so_that_a_reader_understands(source: str | None, said: str | None) -> None:
    assert printed_source(source) == said
