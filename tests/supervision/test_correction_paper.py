"""The 更正 as a paper: its words are the notice's, its review and approval were given to them."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import notices
from projects.approval import Approval, Review
from projects.filing import Filing
from projects.month import Month
from projects.noticing import Noticing
from projects.programme import Programme
from projects.report import MonthlyReport
from supervision.correction_paper import CorrectionPaper
from supervision.document import BULLETIN, IssuedFile
from supervision.paperwork import Paperwork
from tests import deeds
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

HEAD = Approval("市政府办公厅主任", "2026-10-09", "同意公布。")
FILES = [IssuedFile("更正.pdf", "application/pdf", "0" * 64, 1)]


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


def _do(house: House, act: Any) -> Any:
    return house.carry_out(SYSTEM, None, ["deed"], act, alone=True)


@pytest.fixture
def work(house: House) -> CorrectionPaper:
    """July's 84 lifts corrected to 60, told to the public: 84 of 175 planned was 30.3 points behind, 60 is 38.3."""
    programme = deeds.released(house)
    deeds.months(house, programme, "2026-08")
    project = UUID(house.ledger.get(Programme, programme).projects["1"])
    report = house.ledger.get(MonthlyReport, MonthlyReport.create_id(str(project), "2026-07"))
    new = Filing.from_dict({**report.content, "values": {"1": "60"}})
    why = ("inspection_finding", "两处尚未通过检验，不应计入", "市审计局")
    _do(house, lambda: Month(house.ledger, programme, "2026-07").correct(project, new, *why, found_on="2026-10-08"))
    with house.reading() as conn:
        (row,) = notices.owed(conn, str(programme))
    review = Review("主动公开", "可以公开。", "保密审查岗", HEAD)
    seen = sha256(Noticing(house.ledger, programme, UUID(row.id)).content().encode()).hexdigest()
    _do(house, lambda: Noticing(house.ledger, programme, UUID(row.id)).clear(review, seen))
    _do(house, lambda: Noticing(house.ledger, programme, UUID(row.id)).publish())
    with house.reading() as conn:
        (told,) = notices.told(conn, "testcity", 2026)
    return CorrectionPaper(house.ledger, "testcity", 2026, told, house.days())


def test_it_says_what_was_published_what_it_is_and_why(work: CorrectionPaper) -> None:
    made = work.document()
    assert made.prose["title"] == "关于更正2026年7月份民生实事进展情况有关数字的通知"
    said = made.prose["blocks"][0]["paragraphs"]
    assert said[0].endswith("经市审计局2026年10月8日核对发现，其中“既有住宅加装电梯300部”项目的数字有误，现更正如下：")
    assert said[1] == "加装电梯300部，累计完成数原公布为84部，更正为60部。"
    assert said[2] == "7月份，该项目进度由28%更正为20%。"
    assert said[3] == "8月份公布的数字和评定不变。"
    assert said[4] == "更正原因：检查发现。两处尚未通过检验，不应计入。"


def test_the_notices_review_and_approval_are_its_own(work: CorrectionPaper) -> None:
    made = work.document()
    assert made.state == "approved" and made.approved == HEAD.as_dict()
    assert made.facts["source"]["sha256"] == work.notice.sha256
    assert work.document() is made, "the check code printed and the one kept are one"


def test_it_takes_the_next_number_of_the_bulletins_series_and_is_issued_once(
    house: House, work: CorrectionPaper
) -> None:
    number = work.next_number()
    assert number == "示政办督〔2026〕1号"
    _do(house, lambda: work.issue(number, work.document().text, FILES, {}))
    again = CorrectionPaper(house.ledger, "testcity", 2026, work.notice, house.days())
    assert (again.document().state, again.document().number_text) == ("issued", number)
    with pytest.raises(Exception, match=r"document\.issued_already"):
        _do(house, lambda: again.issue(again.next_number(), again.document().text, FILES, {}))


def test_the_next_bulletin_tells_what_was_corrected_since_the_one_before(house: House, work: CorrectionPaper) -> None:
    """September's, drafted after the correction of July was told; August's, published before it, does not."""
    programme = work.programme.id
    numbers = house.ledger.get(Programme, programme).projects
    for number, id in numbers.items():
        deeds.filed(house, programme, "2026-09", UUID(id), number, {"1": "108", "2": "36", "3": "1"}[number])
    month = Month(house.ledger, programme, "2026-09")
    _do(house, lambda: month.accept([UUID(id) for id in numbers.values()], "office"))
    _do(house, lambda: Month(house.ledger, programme, "2026-09").clear(deeds.REVIEW))
    _do(house, lambda: Month(house.ledger, programme, "2026-09").publish())
    for period, told in (("2026-08", []), ("2026-09", [TOLD])):
        blocks = Paperwork(house.ledger, BULLETIN, "testcity", 2026, period).composed(house.days()).prose["blocks"]
        assert [each for block in blocks if block["key"] == "corrected" for each in block["paragraphs"]] == told


TOLD = "7月份“既有住宅加装电梯300部”：加装电梯300部，累计完成数原公布为84部，更正为60部（检查发现）。"
