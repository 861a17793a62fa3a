"""Papers over a real ledger: only of published months, with their own figures, under numbers without a gap."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest

from projects import published
from projects.approval import Approval, Review
from supervision.document import BULLETIN, ORDER, Document, IssuedFile
from supervision.number_series import NumberSeries
from supervision.paperwork import NumberMoved, Paperwork, Writer
from supervision.proposed import Proposed
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused
from web.house import House

HEAD = Approval("市政府办公厅主任", "2026-09-10", "同意。")
REVIEW = Review("主动公开", "不涉密。", "专员", HEAD)
WRITER = Writer("zhao", "督查室")
FILES = [IssuedFile("a.pdf", "application/pdf", "cd" * 32, 1)]


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """August is published, September is not."""
    with deeds.through_august(database, tmp_path) as made:
        yield made


def paperwork(house: House, period: str = "2026-08", kind: str = BULLETIN) -> Paperwork:
    return Paperwork(house.ledger, kind, deeds.SLUG, deeds.YEAR, period)


def do(house: House, act: Any, **how: Any) -> Any:
    return house.carry_out(SYSTEM, uuid4(), ["deed"], act, **how)


def approved(house: House, period: str) -> Paperwork:
    paper = paperwork(house, period)
    do(house, lambda: paper.draft(WRITER, house.days()))
    text = _text(paper)
    do(house, lambda: paper.review(REVIEW, text))
    do(house, lambda: paper.approve(HEAD, text))
    return paper


def _text(paper: Paperwork) -> str:
    document = paper.document()
    assert document is not None
    return document.text


def test_the_next_reports_day_is_an_estimate_where_it_falls_into_a_year_without_its_notice(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    clock.set(datetime(2026, 12, 10, 9, tzinfo=SHANGHAI))
    with deeds.through("2026-11", database, tmp_path) as house:
        texts = []
        for period in ("2026-10", "2026-11"):
            paper = paperwork(house, period)
            do(house, lambda paper=paper: paper.draft(WRITER, house.days()))
            texts.append(str(paper.document().prose))  # type: ignore[union-attr]
    october, november = texts
    assert "11月份进展请于12月7日17时前报送。" in october and "预估" not in october
    assert "12月份进展请于1月5日17时前报送（预估，" in november


def test_an_unpublished_month_gets_no_paper(house: House) -> None:
    for kind in (BULLETIN, ORDER):
        with pytest.raises(Refused) as no:
            do(house, lambda kind=kind: paperwork(house, "2026-09", kind).draft(WRITER, house.days()))
        assert no.value.code == "document.unpublished"
    with house.reading() as conn:
        assert conn.execute("SELECT count(*) AS n FROM supervision_papers").fetchone() == {"n": 0}


def test_a_period_has_one_bulletin(house: House) -> None:
    do(house, lambda: paperwork(house).draft(WRITER, house.days()))
    with pytest.raises(Refused) as no:
        do(house, lambda: paperwork(house).draft(WRITER, house.days()))
    assert no.value.code == "document.drafted_already"


@pytest.mark.parametrize("period", ["2026-01", "2025-08", "2026-13", "八月"])
def test_a_period_that_the_policy_set_does_not_know_is_refused(house: House, period: str) -> None:
    with pytest.raises(Refused) as no:
        paperwork(house, period)
    assert no.value.code == "month.unknown"


def test_a_draft_freezes_the_publication_it_speaks_of(house: House) -> None:
    do(house, lambda: paperwork(house, "2026-02").draft(WRITER, house.days()))
    document = paperwork(house, "2026-02").document()
    assert document is not None
    with house.reading() as conn:
        found = published.content(conn, deeds.SLUG, deeds.YEAR, "2026-02")
    assert found is not None
    assert document.facts["source"]["log_position"] == found["position"]
    assert document.facts["source"]["sha256"] == found["sha256"]
    assert document.prose["title"] == "关于2026年1—2月份民生实事进展情况的通报"
    assert (
        document.prose["blocks"][0]["paragraphs"][1]
        == "截至2月28日，3项中尚无项目完成，完成率0%；已开工2项，开工率66.7%。"
    )
    assert document.facts["annex"]["rows"][0][2:8] == ["既有住宅加装电梯300部", "300部", "16.7%", "24部", "8%", "−8.7"]


def test_a_unit_taken_up_on_the_naming_list_is_named_by_the_next_bulletin_alone(house: House) -> None:
    def take_up() -> Any:
        told = {"rule": "two_missed", "subject": "u9", "period": "2026-Q3", "action": "name", "unit": "u9"}
        told |= {"project": None, "sentence": "", "arithmetic": ["第36周周调度，应于9月4日前办理，未办", "合计"]}  # type: ignore[dict-item]
        made = Proposed.record(deeds.SLUG, deeds.YEAR, str(paperwork(house).programme.id), told)
        made.accept()
        return [made], {}

    do(house, take_up)
    do(house, lambda: paperwork(house, "2026-07").draft(WRITER, house.days()))
    july = paperwork(house, "2026-07").document()
    assert july is not None and july.facts["naming"] == ["two_missed:u9:2026-Q3"]
    assert any("第36周周调度，应于9月4日前办理" in text for part in july.prose["blocks"] for text in part["paragraphs"])
    assert paperwork(house, "2026-07").composed(house.days()).facts["naming"] == july.facts["naming"]
    assert paperwork(house).composed(house.days()).facts["naming"] == []


def test_the_number_is_drawn_and_given_in_one_save(house: House) -> None:
    paper = approved(house, "2026-08")
    number, text = paper.next_number(), _text(paper)
    assert number == "示政办督〔2026〕1号"
    answer = do(house, lambda: paper.issue(number, text, FILES, {}), alone=True)
    series = house.ledger.get(NumberSeries, NumberSeries.create_id(deeds.SLUG, "示政办督", 2026))
    assert (answer["number"], series.last, paper.next_number()) == (number, 1, "示政办督〔2026〕2号")


def test_a_paper_refused_at_the_end_costs_no_number(house: House) -> None:
    paper = paperwork(house)
    do(house, lambda: paper.draft(WRITER, house.days()))
    text = _text(paper)
    with pytest.raises(Refused) as no:
        do(house, lambda: paper.issue("示政办督〔2026〕1号", text, FILES, {}), alone=True)
    assert no.value.code == "document.not_approved"
    done = approved(house, "2026-07")
    with pytest.raises(Refused):
        do(house, lambda: done.issue("示政办督〔2026〕1号", _text(done), [], {}), alone=True)
    assert house.ledger.find(NumberSeries, NumberSeries.create_id(deeds.SLUG, "示政办督", 2026)) is None


def test_files_made_with_a_number_that_is_gone_are_not_issued(house: House) -> None:
    paper = approved(house, "2026-08")
    with pytest.raises(NumberMoved):
        do(house, lambda: paper.issue("示政办督〔2026〕9号", _text(paper), FILES, {}), alone=True)
    document = paper.document()
    assert document is not None
    assert (document.state, document.number_text) == ("approved", None)


def test_numbers_drawn_by_many_at_once_have_no_gap(house: House) -> None:
    """Seven bulletins issued by seven threads at the same moment, each trying again when its number is gone."""
    papers = [approved(house, f"2026-{month:02d}") for month in range(2, 9)]
    together = Barrier(len(papers))

    def issue(paper: Paperwork) -> str:
        text = _text(paper)
        together.wait()
        while True:
            number = paper.next_number()
            try:
                answer: dict[str, str] = do(
                    house, lambda number=number: paper.issue(number, text, FILES, {}), alone=True
                )
            except NumberMoved:
                continue
            return answer["number"]

    with ThreadPoolExecutor(len(papers)) as pool:
        numbers = set(pool.map(issue, papers))
    assert numbers == {f"示政办督〔2026〕{n}号" for n in range(1, 8)}
    series = house.ledger.get(NumberSeries, NumberSeries.create_id(deeds.SLUG, "示政办督", 2026))
    assert sorted(series.drawn.values()) == list(range(1, 8))
    given = {UUID(document): number for document, number in series.drawn.items()}
    for id, number in given.items():
        assert house.ledger.get(Document, id).number_text == f"示政办督〔2026〕{number}号"
