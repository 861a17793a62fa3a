"""办理一览: projects × periods with drill-down, the units' rates by a printed formula, ranking only when turned on."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects.programme import Programme
from supervision import watch
from tests import deeds
from tests.web.forms import send, words
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from web.house import House
from web.pages import matrix as page

PAGE = "/testcity/2026/matrix"


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """January and February filed in time, March's late on the 8th of April, nothing since; the 12th of May."""
    with deeds.house(database, tmp_path) as made:
        clock.set(at(1, 20))
        programme = deeds.released(made)
        clock.set(at(3, 3))
        deeds.months(made, programme, through="2026-02")
        clock.set(at(4, 8))
        for number, project in made.ledger.get(Programme, programme).projects.items():
            deeds.filed(made, programme, "2026-03", UUID(project), number, {"1": "36", "2": "12"}.get(number, "0"))
        clock.set(at(5, 12))
        watch.tick(made.ledger, at(5, 12))
        yield made


def client(house: House, role: str) -> Any:
    return deeds.client(house, deeds.account(house, role))


def test_a_narrow_screen_begins_with_the_last_months_and_leads_to_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "NARROW", 2)
    shown = client(house, "office").get(PAGE)
    heads = re.findall(r'<th scope="col"( class="older")?>([^<]*月)</th>', shown.text)
    assert [bool(older) for older, _ in heads] == [True] * (len(heads) - 2) + [False, False] and len(heads) > 2
    assert "先列最近的2期。" in words(shown)
    whole = client(house, "office_head").get(f"{PAGE}?whole=1")
    assert "全部月份" in shown.text and 'class="older"' not in whole.text and "先列最近" not in whole.text


def test_each_cell_says_in_words_how_it_stands_and_leads_to_its_day(house: House) -> None:
    office = client(house, "office")
    shown = office.get(PAGE)
    told = words(shown)
    assert "1既有住宅加装电梯300部市住房城乡建设局按时迟办逾期" in told
    cell = re.search(r'<a href="([^"]+)" aria-label="1　4月：已逾期，待办"', shown.text)
    assert cell and "5月7日" not in cell[1]
    assert "项目1的4月进展报送" in words(office.get(cell[1]))
    assert "市民政局项目2的4月进展报送" in told, "whom it is stuck with"
    assert "按时率=按时办结÷已到期且未免予办理" in told


def test_a_rate_is_what_was_in_time_of_what_was_due(house: House) -> None:
    """Of three reports due to the 12th of May one was in time; the plan of the department lapsed too."""
    told = words(client(house, "observer").get(PAGE))
    assert re.search(r"市教育局4111125\.0%", told) or re.search(r"市教育局3111?33\.3%", told), told[-900:]
    assert "名次" not in told and "单位按名称排列，不排名" in told


def test_units_are_ranked_only_after_somebody_said_why(house: House) -> None:
    office = client(house, "office")
    refused = send(office, PAGE, f"{PAGE}/ranking", on="1", reason="")
    assert refused.status_code == 422 and "请写明开启或关闭排名的理由" in refused.text
    assert send(office, PAGE, f"{PAGE}/ranking", on="1", reason="经市政府常务会议同意").status_code == 303
    told = words(client(house, "observer").get(PAGE))
    assert "名次" in told and "经市政府常务会议同意" in told and "按时率=按时办结÷已到期且未免予办理" in told
    assert "开启单位排名" not in told, "an observer turns nothing on"
    assert send(office, PAGE, f"{PAGE}/ranking", on="", reason="本季不排").status_code == 303
    assert "名次" not in words(office.get(PAGE))


def test_the_table_can_be_taken_along(house: House) -> None:
    office = client(house, "office")
    lines = list(csv.reader(io.StringIO(office.get(f"{PAGE}.csv").text.removeprefix("\ufeff"))))
    assert lines[0] == ["编号", "项目", "牵头单位", "1—2月", "3月", "4月"]
    assert lines[1] == ["1", "既有住宅加装电梯300部", "市住房城乡建设局", "按时", "迟办", "逾期"]
    others = list(csv.reader(io.StringIO(office.get(f"{PAGE}.csv?kind=others").text.removeprefix("\ufeff"))))
    assert ["市政府办公厅督查室", "月通报"] in [line[:2] for line in others]


def test_a_report_that_was_sent_back_is_marked_with_the_day_and_leads_to_the_supplements(
    house: House, clock: FixedClock
) -> None:
    programme = Programme.create_id("testcity", 2026)
    month = deeds._month(house, programme, "2026-03")
    project = UUID(month.programme.projects["1"])
    clock.set(at(5, 12, 10))
    deeds._do(house, lambda: month.return_(project, ["没有附验收单"], "office"))
    watch.tick(house.ledger, at(5, 12, 10))
    office = client(house, "office")
    shown = office.get(PAGE)
    cell = re.search(r'<a href="([^"]+)" aria-label="1　3月：([^"]+)"', shown.text)
    assert cell and re.fullmatch("逾期办结，5月12日.*退回补正，停止计时，应于5月13日.*前补报", cell[2]), cell
    assert "项目1的3月进展补报" in words(office.get(cell[1]))
    assert "退回补正1" in words(shown)
    assert "迟办（退回补正）" in office.get(f"{PAGE}.csv").text


def test_the_other_kinds(house: House) -> None:
    office = client(house, "office")
    assert "还没有这一类应办事项" in office.get(f"{PAGE}?kind=weekly_dispatch").text
    told = words(office.get(f"{PAGE}?kind=others"))
    assert "市政府办公厅督查室进展公布" in told
    assert office.get(f"{PAGE}?kind=weather").status_code == 404


def test_the_rules_are_told_in_words_with_their_source(house: House) -> None:
    told = words(client(house, "press").get("/testcity/2026/rules"))
    assert "月报项目，每月次月5日17时前，遇非工作日顺延至其后第一个工作日" in told
    assert "邯郸、商洛及区督查专报制度" in told and "期限过后1个工作日仍未办" in told
