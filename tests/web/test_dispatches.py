"""周调度 on the pages: the unit writes, the office reviews, returns, urges and flags; strangers do none of it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.programme import Programme
from supervision.dispatching import Dispatching
from tests import deeds
from tests.web.forms import send, words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

PAGE = "/testcity/2026/dispatches"
WEEK = f"{PAGE}/1/2026-W41"
SAID = {"situation": "两个小区开挖基坑。", "blockers": "燃气管线迁改未批。", "next_steps": "进场四台。"}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Projects 1 and 2 under weekly dispatch since the last week of September."""
    with deeds.house(database, tmp_path) as made:
        clock.set(datetime(2026, 9, 1, 9, tzinfo=SHANGHAI))
        programme = deeds.released(made)
        clock.set(datetime(2026, 9, 28, 9, tzinfo=SHANGHAI))
        for number in ("1", "2"):
            id = UUID(made.ledger.get(Programme, programme).projects[number])
            work = Dispatching(made.ledger, programme, id)
            made.carry_out(SYSTEM, None, ["flag", number], lambda work=work: work.flag(True, "征收未完成"))  # type: ignore[misc]
        clock.set(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
        yield made


def filer(house: House, unit: str = "市住房城乡建设局") -> Any:
    return deeds.client(house, deeds.account(house, "filer", unit=unit))


def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def test_from_the_units_words_to_the_review(house: House) -> None:
    unit, desk = filer(house), office(house)
    listed = words(unit.get(PAGE))
    assert "第41周（10月5日—11日）" in listed and "既有住宅加装电梯" in listed and "养老服务点" not in listed
    assert "应于10月9日（周五）17:00前报送" in listed
    assert send(unit, WEEK, WEEK, **SAID).headers["location"] == f"{WEEK}?done=logged"
    again = unit.get(WEEK)
    assert "燃气管线迁改未批。" in again.text and "待审核" in words(again)
    assert send(unit, WEEK, WEEK, **{**SAID, "situation": "三个小区开挖。"}).status_code == 303
    table = words(desk.get(PAGE))
    assert "三个小区开挖。" in table and "待审核1项" in table and "未报1项" in table
    assert send(desk, WEEK, f"{WEEK}/review", action="review", comment="盯住燃气公司。", version="2").status_code == 303
    done = words(unit.get(WEEK))
    assert "督查室审核。意见：盯住燃气公司。" in done and "<textarea" not in unit.get(WEEK).text
    refused = unit.post(WEEK, data={**_hidden(unit), **SAID})
    assert refused.status_code == 422 and "督查室已经审核" in refused.text


def _hidden(browser: Any) -> dict[str, str]:
    return {"csrf": str(browser.get("/desk").text.split('name="csrf" value="')[1].split('"')[0])}


def test_a_return_is_answered_beside_last_weeks_words(house: House) -> None:
    unit, desk = filer(house), office(house)
    last = f"{PAGE}/1/2026-W40"
    send(unit, last, last, **SAID)
    assert "第40周" in words(unit.get(WEEK)) and "燃气管线迁改未批。" in unit.get(WEEK).text
    send(unit, WEEK, WEEK, nothing_new="1")
    refused = send(desk, WEEK, f"{WEEK}/review", action="return", comment="", version="1")
    assert refused.status_code == 422 and 'href="#comment"' in refused.text
    assert (
        send(desk, WEEK, f"{WEEK}/review", action="return", comment="写明管线迁改到哪一步。", version="1").status_code
        == 303
    )
    told = words(unit.get(WEEK))
    assert "督查室退回：写明管线迁改到哪一步。" in told and "补报" in told
    assert send(unit, WEEK, WEEK, **SAID).status_code == 303
    shown = words(desk.get(f"{PAGE}/1"))
    assert "待审核" in shown and "退回：写明管线迁改到哪一步。" in shown and "补报。" in shown


def test_what_was_typed_is_not_lost(house: House) -> None:
    unit = filer(house)
    refused = send(unit, WEEK, WEEK, situation="开挖。", nothing_new="1", next_steps="继续。")
    assert refused.status_code == 422
    assert 'href="#nothing_new"' in refused.text and "开挖。</textarea>" in refused.text and "checked" in refused.text


def test_a_late_week_is_late_although_it_comes(house: House) -> None:
    unit = filer(house)
    last = f"{PAGE}/1/2026-W40"
    assert "逾期未报" in words(unit.get(last)) and "应于10月8日（周四）17:00前报送" in words(unit.get(last))
    send(unit, last, last, **SAID)
    assert "待审核，迟报" in words(unit.get(last))


def test_the_office_urges_those_who_owe_once_a_day(house: House, clock: FixedClock) -> None:
    unit, desk = filer(house), office(house)
    send(unit, WEEK, WEEK, nothing_new="1")
    shown = words(desk.get(PAGE))
    assert "催报" in shown and "还没有催报。" in shown
    assert send(desk, PAGE, f"{PAGE}/urge", week="2026-W41", unit="").headers["location"].endswith("done=urged")
    after = words(desk.get(PAGE))
    assert "市民政局" in after and "今天已催" in after and "督查室催报过" in after
    refused = send(desk, PAGE, f"{PAGE}/urge", week="2026-W41", unit="")
    assert refused.status_code == 422 and "一天只催一次" in refused.text
    clock.set(datetime(2026, 10, 10, 9, tzinfo=SHANGHAI))
    desk = deeds.client(house, deeds.account(house, "office", login="next-day"))
    assert send(desk, PAGE, f"{PAGE}/urge", week="2026-W41", unit="").status_code == 303


def test_flagged_and_unflagged_with_reasons(house: House) -> None:
    desk, unit = office(house), filer(house, "市教育局")
    three = f"{PAGE}/3"
    refused = send(desk, three, f"{three}/flag", flagged="yes", reason="")
    assert refused.status_code == 422 and 'href="#reason"' in refused.text
    send(desk, three, f"{three}/flag", flagged="yes", reason="用地批复没有下来。")
    assert "列为重点难点：用地批复没有下来。" in words(unit.get(three))
    assert "没有要报周调度的项目" in words(unit.get(PAGE)), "from the next Monday on"
    send(desk, f"{PAGE}/1", f"{PAGE}/1/flag", flagged="no", reason="征收已完成。")
    told = words(desk.get(f"{PAGE}/1"))
    assert "取消重点难点：征收已完成。" in told and "不再要求" in told and "逾期未报" in told


def test_strangers_neither_see_nor_write(house: House) -> None:
    other = filer(house, "市民政局")
    assert other.get(WEEK).status_code == other.get(f"{PAGE}/1").status_code == 404
    assert other.post(WEEK, data={**_hidden(other), **SAID}).status_code == 404
    deeds.released(house, "another")
    foreign = deeds.client(house, deeds.account(house, "filer", "another", "市住房城乡建设局"))
    assert foreign.get(WEEK).status_code == 403
    observer = deeds.client(house, deeds.account(house, "observer"))
    page = observer.get(PAGE)
    assert page.status_code == 200 and page.text.count("<form") == 1, "only the way out"


def test_addresses_that_lead_nowhere(house: House) -> None:
    desk = office(house)
    for path in ("/9", "/1/2026-W99", "/1/2026-W42", "/3/2026-W41", "/1/2026-W30", "?week=x"):
        assert desk.get(PAGE + path).status_code == 404, path
    assert "还没有开始" in words(desk.get(f"{PAGE}?week=2026-W42"))


MONTH = "/testcity/2026/month/2026-09"


def test_the_office_urges_for_the_month_one_unit_or_all_that_owe_it(house: House, clock: FixedClock) -> None:
    desk = office(house)
    shown = words(desk.get(MONTH))
    assert "市住房城乡建设局10月8日（周四）17:00到期，已逾期1项：1既有住宅加装电梯300部" in shown
    with house.reading() as conn:
        unit = register.unit_called(conn, deeds.SLUG)["市教育局"]
    assert send(desk, MONTH, f"{MONTH}/urge", unit=unit).headers["location"].endswith("?urged=1")
    assert "督查室催报过。今天已催" in words(desk.get(MONTH))
    assert send(desk, MONTH, f"{MONTH}/urge", unit="").headers["location"].endswith("?urged=2"), (
        "who was told is told once"
    )
    assert words(desk.get(MONTH)).count("今天已催") == 3
    refused = send(desk, MONTH, f"{MONTH}/urge", unit=unit)
    assert refused.status_code == 422 and "一天只催一次" in refused.text
    nobody = send(desk, MONTH, f"{MONTH}/urge", unit="0")
    assert nobody.status_code == 422 and "没有需要催报的单位" in nobody.text
    assert "催报" not in words(desk.get("/testcity/2026/month/2026-10")), "a month that is not over"
    assert send(desk, PAGE, f"{PAGE}/urge", week="2026-W41", unit="").status_code == 303, "the weeks by themselves"


def test_a_months_report_takes_over_its_weeks_below_what_was_typed(house: House) -> None:
    unit = filer(house)
    for week in ("2026-W41", "2026-W40"):
        send(unit, f"{PAGE}/1/{week}", f"{PAGE}/1/{week}", **{**SAID, "situation": f"{week[-2:]}周开挖。"})
    filing = "/testcity/2026/filing/2026-10"
    assert "40周开挖。41周开挖。（据第40、41周周调度）" in words(unit.get(filing))
    form = {"1.text": "累计84部。", "1.values.1": "84", "1.version": "0"}
    done = send(unit, filing, filing, **form, action="quote:1.text")
    assert done.status_code == 303, done.text
    shown = unit.get(filing)
    assert "累计84部。\n40周开挖。41周开挖。（据第40、41周周调度）</textarea>" in shown.text.replace("\r\n", "\n")
    again = {**form, "1.text": "累计84部。\n40周开挖。41周开挖。（据第40、41周周调度）", "1.version": "1"}
    send(unit, filing, filing, **again, action="quote:1.text")
    assert unit.get(filing).text.count("（据第40、41周周调度）</textarea>") == 1
    assert "周调度" not in words(filer(house, "市教育局").get(filing)).replace("调度平台", ""), "no difficult project"


@pytest.mark.parametrize("week", ["9999-W01", "9999-W52", "0001-W01", "2026-W99"])
def test_a_week_far_from_any_programme_is_not_found(house: House, week: str) -> None:
    for who in (filer(house), office(house)):
        assert {who.get(address).status_code for address in (f"{PAGE}/1/{week}", f"{PAGE}?week={week}")} == {404}
