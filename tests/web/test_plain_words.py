"""What an official reads is plain: thresholds without where they come from, and the name of the own office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from projects.policy import PolicySet
from tests import deeds
from tests.web.forms import pressed, send, words
from tests.web.test_public_sheets import office
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
NAMED = "某市人民政府办公厅"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        policy = PolicySet(head_releases=False, extra={"letterhead": {"issuer": NAMED}})
        deeds.months(made, deeds.released(made, policy=policy), "2026-07")
        yield made


def test_the_screens_of_filing_and_of_the_month_say_what_was_passed_and_not_whose_threshold_it_is(house: House) -> None:
    filer = deeds.client(house, deeds.account(house, "filer", unit="市住房城乡建设局"))
    for page in (words(filer.get(f"{ROOT}/filing/2026-07")), words(office(house).get(f"{ROOT}/month/2026-07"))):
        assert "超过30个百分点→红" in page
        assert "阈值" not in page and "银川" not in page


def test_a_page_that_checks_a_paper_names_the_office_as_its_papers_do(house: House) -> None:
    """Also where the paper itself names nobody."""
    client = office(house)
    code = pressed(client, f"{ROOT}/papers", "task_table", "list").rpartition("/")[2]
    said = words(deeds.client(house).get(f"/verify/{code}"))
    assert NAMED in said and "办公室" not in said


def test_the_press_desk_is_called_by_one_word_and_a_step_as_its_button(house: House) -> None:
    press = deeds.client(house, deeds.account(house, "press")).get(f"{ROOT}/press")
    assert "<h1>新闻通稿</h1>" in press.text and "新闻稿件" not in press.text
    client, desk = office(house), f"{ROOT}/public-papers/public_notice/2026-07"
    assert send(client, desk, f"{desk}/draft").status_code == 303
    said = words(client.get(desk))
    assert "定稿发出" not in said and "批准发布" in said
