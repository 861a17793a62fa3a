"""The press desk over HTTP: drafted and edited by the press, decided by the office head, kept as it went out."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from supervision.document import PRESS_RELEASE, Document
from tests import deeds
from tests.web.test_bulletin import REVIEW, send
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

if TYPE_CHECKING:
    from starlette.testclient import TestClient

DESK = f"/{deeds.SLUG}/{deeds.YEAR}/press/2026-08"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.months(made, deeds.released(made), through="2026-08")
        yield made


@pytest.fixture
def press(house: House) -> TestClient:
    return deeds.client(house, deeds.account(house, "press"))


def document(house: House) -> Document:
    return house.ledger.get(Document, Document.create_id(PRESS_RELEASE, deeds.SLUG, deeds.YEAR, "2026-08"))


def test_from_published_month_to_a_text_that_went_out(house: House, press: TestClient) -> None:
    head = deeds.client(house, deeds.account(house, "office_head"))
    assert send(press, "draft", DESK).status_code == 303
    assert send(press, "review", DESK, **REVIEW).status_code == 303
    assert "等待办公室负责人批准" in press.get(DESK).text
    assert send(head, "approve", DESK).status_code == 303
    assert send(press, "issue", DESK).status_code == 303
    issued = document(house)
    assert (issued.state, issued.number_text) == ("issued", None)
    for file in issued.files:
        ending = file["name"].rsplit(".", 1)[1]
        answer = press.get(f"{DESK}.{ending}")
        assert sha256(answer.content).hexdigest() == file["sha256"]
        assert house.store.get(file["sha256"]) == answer.content
    assert {file["name"].rsplit(".", 1)[1] for file in issued.files} == {"docx", "txt"}


def test_the_draft_has_its_figures_and_their_sources_beside_it(house: House, press: TestClient) -> None:
    send(press, "draft", DESK)
    page = press.get(DESK).text
    assert "某市3项民生实事已完成1项" in page
    assert f"/{deeds.SLUG}/{deeds.YEAR}/projects/1" in page
    assert "96部" in page
    text = press.get(f"{DESK}.txt")
    assert text.headers["content-type"].startswith("text/plain")
    assert text.text.startswith("某市3项民生实事已完成1项\n")
    with ZipFile(BytesIO(press.get(f"{DESK}.docx").content)) as word:
        assert "数据来源" in word.read("word/document.xml").decode()
    assert text.text.rstrip("\n") in unescape(page).replace("\r", "")


def test_the_press_may_rewrite_all_words_but_answers_for_new_figures(house: House, press: TestClient) -> None:
    send(press, "draft", DESK)
    lead = "电梯装到家门口，今年已有96部电梯投用。"
    assert send(press, "edit", DESK, title="电梯装到家门口", **{"block.lead": lead}).status_code == 303
    assert document(house).prose["title"] == "电梯装到家门口"
    answer = send(press, "edit", DESK, **{"block.lead": "今年已有196部电梯投用。"})
    assert answer.status_code == 422
    assert "196部" in answer.text
    assert document(house).prose["blocks"][0]["paragraphs"] == [lead]


def test_the_press_can_neither_approve_nor_send_out_unapproved(house: House, press: TestClient) -> None:
    send(press, "draft", DESK)
    assert send(press, "approve", DESK).status_code == 403
    answer = send(press, "issue", DESK)
    assert answer.status_code == 422
    assert "还没有批准" in answer.text
    assert document(house).files == []


def test_a_month_not_published_waits(press: TestClient) -> None:
    waiting = press.get(f"/{deeds.SLUG}/{deeds.YEAR}/press/2026-09").text
    assert "9月进展还没有公布" in waiting
    assert press.get(f"/{deeds.SLUG}/{deeds.YEAR}/press").headers["location"] == DESK


def test_the_public_sees_no_press_desk(house: House, press: TestClient) -> None:
    send(press, "draft", DESK)
    for path in (DESK, f"{DESK}.docx", f"{DESK}.txt"):
        assert deeds.client(house).get(path).status_code in (303, 401, 403)
