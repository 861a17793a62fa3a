"""Derived sheets over a real ledger: one press, the same paper while nothing changed, an edition when something did."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from supervision import papers
from supervision.document import Document
from supervision.paperwork import Writer
from supervision.sheetwork import Sheet, Sheetwork
from tests import deeds
from tests.aggregates import refusal
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from tracker.refusal import Refused
from web import issuance
from web.house import House
from web.printing import PDF, Printing

WRITER = Writer("zhao", "督查室")
SHEET = Sheet("site_sign", deeds.SLUG, deeds.YEAR, "project:1", "加装电梯项目现场码", {"who": "老旧小区住户"}, 12)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setitem(issuance.PRINTED, "site_sign", Printing("项目", lambda paper: paper.prose["title"], _files))
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def _files(paper: Document, number: str | None, day: Any) -> list[tuple[str, str, bytes]]:
    """What a sheet says is in its bytes, and so is its code."""
    return [("a.pdf", PDF, f"{paper.facts['says']} {paper.check_code}".encode())]


def press(house: House, sheet: Sheet = SHEET) -> Document:
    return issuance.issue_sheet(house, SYSTEM, WRITER, sheet)


def rows(house: House) -> list[tuple[str, str]]:
    with house.reading() as conn:
        return sorted((row.period, row.state) for row in papers.every(conn, deeds.SLUG, deeds.YEAR))


def test_pressing_again_gives_the_same_file_until_something_it_says_changes(house: House) -> None:
    first, again = press(house), press(house, replace(SHEET, log_position=99))
    assert (again.check_code, again.files) == (first.check_code, first.files), "a later position says nothing new"
    second = press(house, replace(SHEET, says={"who": "老旧小区住户和租户"}))
    assert second.files != first.files
    assert (second.facts["edition"], second.facts["before"]) == (2, first.check_code)
    assert rows(house) == [("project:1", "issued"), ("project:1/2", "issued")]
    assert press(house).facts["edition"] == 3, "what an older edition said is told anew, under a code of its own"


def test_two_who_press_at_once_get_one_paper(house: House) -> None:
    start = Barrier(4)

    def at_once(_: int) -> str:
        start.wait()
        return press(house).check_code

    with ThreadPoolExecutor(4) as pool:
        codes = set(pool.map(at_once, range(4)))
    assert len(codes) == 1
    assert rows(house) == [("project:1", "issued")]


def test_a_paper_whose_words_people_decide_on_is_no_derived_sheet(house: House) -> None:
    code, _, facts = refusal(Sheetwork, house.ledger, replace(SHEET, kind="bulletin"))
    assert (code, facts) == ("document.not_derived", {"kind": "月通报"})
    assert refusal(Sheetwork, house.ledger, replace(SHEET, kind="poem"))[0] == "document.kind"


def test_what_would_come_out_as_a_box_is_not_issued_and_the_character_is_named(house: House) -> None:
    with pytest.raises(Refused) as refused:
        press(house, replace(SHEET, says={"who": "王\ue123"}))
    assert refused.value.code == "document.characters" and "U+E123" in str(refused.value.facts["characters"])
    assert rows(house) == []
