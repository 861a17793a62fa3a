"""Media leads over HTTP: recorded, answered with a press text, passed on to the unit as a clue with its words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from supervision import clues, media_leads
from tests import deeds
from tests.web.test_bulletin import hidden
from tracker import letters
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

if TYPE_CHECKING:
    from starlette.testclient import TestClient

LEADS = f"/{deeds.SLUG}/{deeds.YEAR}/leads"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


def sent(client: TestClient, address: str = LEADS, **fields: str) -> int:
    page = client.get(LEADS).text
    given = {name: hidden(page, name) for name in ("csrf", "key")}
    return int(client.post(address, data={**given, **fields}).status_code)


def rows(house: House) -> list[media_leads.MediaLeadRow]:
    with house.reading() as conn:
        programme = conn.execute("SELECT programme FROM supervision_media_leads LIMIT 1").fetchone()
        return media_leads.of_programme(conn, programme["programme"]) if programme else []


def test_from_a_question_to_an_answer_and_from_a_report_to_a_clue(house: House) -> None:
    press = deeds.client(house, deeds.account(house, "press"))
    with house.reading() as conn:
        row = conn.execute("SELECT id FROM projects_register_project WHERE number = '1'").fetchone()
    assert row
    told = {"kind": "asked", "outlet": "示范日报", "on": "2026-10-08", "matter": "<b>电梯</b>为什么慢？"}
    assert sent(press, outlet="") == 422
    assert sent(press, **told) == 303
    assert sent(press, **{**told, "kind": "reported", "matter": "三号楼停运", "project": str(row["id"])}) == 303
    page = press.get(LEADS).text
    assert "&lt;b&gt;电梯&lt;/b&gt;为什么慢？" in page and "转为线索" in page
    about, general = sorted(rows(house), key=lambda each: not each.project)
    assert sent(press, f"{LEADS}/{general.id}/answer", words="合同签得晚，已增加队伍。") == 303
    assert sent(press, f"{LEADS}/{general.id}/pass") == 422
    assert sent(press, f"{LEADS}/{about.id}/pass") == 303
    passed = next(each for each in rows(house) if each.id == about.id)
    with house.reading() as conn:
        clue = clues.one(conn, passed.clue)  # type: ignore[arg-type]
        letter = letters.one(conn, passed.clue)  # type: ignore[arg-type]
        kept = conn.execute("SELECT count(*) AS n FROM letter").fetchone()
    assert clue and clue.project == about.project and clue.state == "received"
    assert letter and letter.text == "示范日报媒体报道：三号楼停运" and letter.contact is None
    assert kept == {"n": 1}, "a lead that could not be passed on leaves no letter"
