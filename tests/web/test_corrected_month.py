"""A month corrected after its acceptance and before it is public: the corrected verdict everywhere, and published."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects.month import Month
from projects.programme import Programme
from tests import deeds
from tests.journeys.browsing import pdf_words
from tests.web.forms import send, words
from tests.web.test_corrections import confirmed, preview
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.demonstration import papers
from web.house import House

MONTH = "/testcity/2026/month/2026-09"
PAGE = f"{MONTH}/1"
TYPED = {"1.values.1": "222", "reason_code": "clerical", "reason": "多录了8部。", "found_by": "市住房城乡建设局"}
REVIEW = {"attribute": "主动公开", "opinion": "可以公开。", "opinion_post": "保密审查岗", "post": "市政府办公厅主任"}
REVIEW |= {"decided_on": "2026-10-09", "words": "同意公布。"}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """September accepted, not public: project 1 reported 230 of 300, 76.7 % against 75 % planned."""
    with deeds.through_august(database, tmp_path) as made:
        programme = Programme.create_id("testcity", 2026)
        numbers = made.ledger.get(Programme, programme).projects
        for number, value in (("1", "230"), ("2", "36"), ("3", "1")):
            deeds.filed(made, programme, "2026-09", UUID(numbers[number]), number, value)
        ids = [UUID(id) for id in numbers.values()]
        made.carry_out(
            SYSTEM, None, ["accept"], lambda: Month(made.ledger, programme, "2026-09").accept(ids, "reviewer")
        )
        yield made


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def row(office: Any) -> str:
    """The month table's row of project 1, without blanks."""
    return words(office.get(MONTH)).split("既有住宅加装电梯300部")[1].split("建设社区养老")[0]


def test_the_month_table_shows_the_verdict_on_what_was_corrected(house: House, office: Any) -> None:
    assert "已审核迟报76.7%75%1.7超序时" in row(office)
    assert confirmed(office, preview(office, PAGE, **TYPED)).status_code == 303
    assert "已更正迟报74%75%−1按序时更正前：超序时" in row(office)
    report = words(office.get(PAGE))
    assert "按序时" in report and "超序时" not in report
    desk = words(office.get("/desk"))
    assert "待审核0项已审核3项未报送0项" in desk
    observer = deeds.client(house, deeds.account(house, "observer"))
    assert "已更正迟报74%75%−1按序时" in row(observer)


def test_what_is_published_is_what_was_corrected(house: House, office: Any) -> None:
    assert confirmed(office, preview(office, PAGE, **TYPED)).status_code == 303
    assert send(office, MONTH, f"{MONTH}/clear", **REVIEW).status_code == 303
    assert send(office, MONTH, f"{MONTH}/publish").status_code == 303
    nobody = deeds.client(house)
    stored = nobody.get("/api/v1/testcity/2026/published/2026-09.json").json()
    (project,) = [each for each in stored["projects"] if each["number"] == "1"]
    assert (project["targets"][0]["value"], project["progress"], project["status"]) == (222, 74, "on_pace")
    assert (stored["figures"]["by_status"]["ahead"], stored["figures"]["by_status"]["on_pace"]) == (0, 2)
    board, card = words(nobody.get("/testcity/2026/")), words(nobody.get("/testcity/2026/projects/1"))
    assert "222/300部" in board and "74%，计划75%" in board and "230" not in board
    assert "按序时" in card and "超序时" not in card
    papers.bulletin(house, "testcity", 2026, "2026-09", datetime(2026, 10, 9, 10, tzinfo=SHANGHAI))
    bulletin = pdf_words(nobody.get("/testcity/2026/bulletins/2026-09.pdf").content)
    assert "已完成1项，按序时2项。" in bulletin and "300部75%" in bulletin and "222部74%−1.0" in bulletin
    assert "超序时" not in bulletin and "230部" not in bulletin


def test_what_was_reviewed_before_the_correction_is_reviewed_again(office: Any) -> None:
    assert send(office, MONTH, f"{MONTH}/clear", **REVIEW).status_code == 303
    assert confirmed(office, preview(office, PAGE, **TYPED)).status_code == 303
    page = office.get(MONTH)
    assert "公开审查之后，内容又有变化" in words(page) and f'action="{MONTH}/publish"' not in page.text
    assert send(office, MONTH, f"{MONTH}/clear", **REVIEW).status_code == 303
    assert send(office, MONTH, f"{MONTH}/publish").status_code == 303


def test_the_words_that_keep_the_old_figure_are_pointed_at_and_can_be_put_right(office: Any) -> None:
    shown = preview(office, PAGE, **TYPED)
    assert "本月进展里还写着原来的数字230，公布时会照登。" in words(shown) and 'href="#1.text"' in shown.text
    made = confirmed(office, shown)
    after = words(office.get(made.headers["location"]))
    assert "9月还没有公布，公布的就是更正后的数字" in after and "3个工作日内" not in after
    assert "本月进展里还写着更正前的数字230，公布时会照登。" in after
    put_right = {**TYPED, "1.text": "项目1累计222部。"}
    again = preview(office, PAGE, **put_right)
    assert "项目1累计230。项目1累计222部。" in words(again), "old and new stand together before it is made"
    assert confirmed(office, again).status_code == 303
    assert "230" not in words(office.get(PAGE)).split("本月进展")[1].split("更正（第1次")[0]


def test_the_words_of_a_report_cannot_be_taken_away(office: Any) -> None:
    answer = preview(office, PAGE, **{**TYPED, "1.text": ""})
    assert answer.status_code == 422 and "请填写本月进展" in words(answer)


def test_the_words_of_a_public_month_stay(house: House, office: Any) -> None:
    august = "/testcity/2026/month/2026-08/1"
    assert 'name="1.text"' not in office.get(august).text
    typed = {**TYPED, "1.values.1": "95", "1.text": "改写。"}
    assert confirmed(office, preview(office, august, **typed)).status_code == 303
    assert "改写" not in words(office.get(august))
    assert "请在3个工作日内公开审查并公布更正" in words(office.get(f"{august}?corrected=1"))
