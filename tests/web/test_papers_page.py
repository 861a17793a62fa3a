"""文书 over HTTP: what is offered with its reasons, one press, and who gets the file of what went out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from projects import register
from supervision.document import Document
from supervision.sheetwork import Sheet
from tests import deeds
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.refusal import Refused
from web import issuance
from web.house import House
from web.printing import PDF, Chance, Printing

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}/papers"
BOUND, OTHER = "市住房城乡建设局", "市教育局"
CHANCES = [Chance("project:1", "项目1"), Chance("project:2", "项目2", refused="还没有公布，不能制作。")]


def _files(paper: Document, number: str | None, day: Any) -> list[tuple[str, str, bytes]]:
    return [("项目现场码.pdf", PDF, paper.check_code.encode())]


def _compose(kind: str, unit: str = "") -> Any:
    def compose(house: House, slug: str, year: int, subject: str) -> Sheet:
        if subject != "project:1":
            raise Refused("document.unpublished", period="项目2")
        return Sheet(kind, slug, year, subject, "项目1", {"who": "住户"}, 12, units=[unit])

    return compose


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        for kind, unit in (("site_sign", ""), ("talk_notice", _unit(made))):
            row = Printing("项目", lambda paper: paper.prose["title"], _files, _compose(kind, unit), lambda *_: CHANCES)
            monkeypatch.setitem(issuance.PRINTED, kind, row)
        yield made


def _unit(house: House) -> str:
    """The key of the unit that the notice goes to."""
    with house.reading() as conn:
        return register.unit_called(conn, deeds.SLUG)[BOUND]


def press(client: TestClient, kind: str, subject: str = "project:1") -> Any:
    token = re.search(r'name="csrf" value="([^"]*)"', client.get(ROOT).text)
    assert token
    return client.post(f"{ROOT}/{kind}", data={"csrf": token[1], "subject": subject})


def test_a_sheet_is_made_in_one_press_and_given_to_everybody(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    page = office.get(ROOT).text
    assert "项目现场码" in page and "1个还不能制作" in page and "项目2：还没有公布，不能制作。" in page
    answer = press(office, "site_sign")
    assert answer.status_code == 303
    at = answer.headers["location"]
    assert press(office, "site_sign").headers["location"] == at, "the same press gives the same paper"
    code = at.rpartition("/")[2]
    assert code in office.get(at).text
    file = deeds.client(house).get(f"{at}.pdf")
    assert (file.status_code, file.content) == (200, code.encode())
    assert deeds.client(house).get(f"{at}.docx").status_code == 404
    assert at.rpartition("/")[2] in office.get(f"{ROOT}?kind=site_sign").text


def test_what_cannot_be_made_says_why_and_keeps_nothing(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    answer = press(office, "site_sign", "project:2")
    assert answer.status_code == 422 and "项目2进展尚未公布" in answer.text
    assert press(office, "bulletin").status_code == 404
    assert "还没有印发文书" in office.get(ROOT).text


def test_an_addressed_sheet_is_for_the_office_and_whom_it_binds(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    at = press(office, "talk_notice").headers["location"]
    bound = deeds.client(house, deeds.account(house, "filer", unit=BOUND))
    other = deeds.client(house, deeds.account(house, "filer", unit=OTHER))
    assert [who.get(f"{at}.pdf").status_code for who in (office, bound, other, deeds.client(house))] == [
        200, 200, 404, 404,
    ]  # fmt: skip
    assert "可以制作</h2>" not in bound.get(ROOT).text, "a unit makes none of these"
    assert press(bound, "talk_notice").status_code == 403
