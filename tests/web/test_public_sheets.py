"""The papers for the public over HTTP: one press each, all posters in one file, and a leaflet from draft to issue."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from projects import register
from supervision import interpretations, papers
from supervision.interpretation import RELEASE
from tests import deeds
from tests.journeys.browsing import pdf_words
from tests.web.paper.archived import pages_of_pdf_a
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.frozen import extent
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
LEAFLET = f"{ROOT}/public-papers/leaflet/project:1"
CLEARED = {
    "opinion": "不涉密，可以公开。",
    "opinion_post": "保密审查岗",
    "cleared_by": "秘书长",
    "cleared_on": "2026-10-09",
}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def press(client: Any, kind: str, subject: str) -> Any:
    return send(client, f"{ROOT}/papers", f"{ROOT}/papers/{kind}", subject=subject)


def send(client: Any, page: str, address: str, **typed: str) -> Any:
    """Sends a form of a page as it stands there."""
    shown = client.get(page).text
    hidden = {
        name: found[1] for name in ("csrf", "text") if (found := re.search(rf'name="{name}" value="([^"]*)"', shown))
    }
    return client.post(address, data={**hidden, **typed})


def interpreted(house: House) -> None:
    with house.reading() as conn:
        programme = register.programme(conn, deeds.SLUG, deeds.YEAR)
        assert programme is not None
        subject = interpretations.subject_of(conn, programme, RELEASE)
    words = ("读懂清单", ["加装电梯的居民受益。"], "督查室")
    house.carry_out(
        SYSTEM, None, ["read"], lambda: interpretations.publish(house.ledger, programme, subject, words, deeds.REVIEW)
    )


def test_of_a_released_list_tables_and_signs_are_made_and_no_poster_yet(house: House) -> None:
    deeds.released(house)
    client = office(house)
    for kind, subject, words in (
        ("listing_notice", "list", "清单已经发布，月度进展公布后逐月更新"), ("task_table", "list", "东湖区政府"),
        ("plan_table", "list", "275"), ("site_sign", "project:3", "新建中学1所"),
    ):  # fmt: skip
        at = press(client, kind, subject).headers["location"]
        assert words in pdf_words(deeds.client(house).get(f"{at}.pdf").content)
    assert deeds.client(house).get(f"{at}.xlsx").status_code == 404, "a sign is no table"
    refused = press(client, "poster", "project:1")
    assert refused.status_code == 422 and "这个月的进展还没有公布" in refused.text
    assert "没有项目9" in press(client, "site_sign", "project:9").text
    for kind, subject in (("half_year_disclosure", "2026-H1"), ("result_announcement", "result")):
        assert press(client, kind, subject).status_code == 422


def test_a_sign_that_is_put_away_is_pdf_a_of_one_page(house: House, tmp_path: Path) -> None:
    deeds.released(house)
    client = office(house)
    at = press(client, "site_sign", "project:3").headers["location"]
    assert send(client, at, f"{at}/archive").status_code == 303
    assert pages_of_pdf_a(client.get(f"{at}/archive.pdf").content, tmp_path) == 1
    assert "，1页" in client.get(f"{ROOT}/papers").text


def test_all_posters_come_in_one_file_and_the_second_time_as_they_were_issued(house: House) -> None:
    deeds.months(house, deeds.released(house), f"{deeds.YEAR}-03")
    client = office(house)
    page = f"{ROOT}/project-papers"
    assert "3月海报3张，已印发0张" in client.get(page).text
    first, again = (send(client, page, f"{page}/posters") for _ in range(2))
    assert (first.status_code, first.content) == (200, again.content)
    with zipfile.ZipFile(io.BytesIO(first.content)) as parts:
        names = sorted(parts.namelist())
        assert len(names) == 3 and names[0].startswith("01 既有住宅加装电梯300部")
        words = pdf_words(parts.read(names[0]))
    assert "36/300部" in words and "责任体系" in words
    with house.reading() as conn:
        rows = [row for row in papers.every(conn, deeds.SLUG, deeds.YEAR) if row.kind == "poster"]
    assert len(rows) == 3 and {row.state for row in rows} == {"issued"}
    listed = deeds.client(house).get(f"{ROOT}/bulletins/").text
    assert all(f"/papers/{row.check_code}.pdf" in listed and f"/verify/{row.check_code}" in listed for row in rows)
    with house.reading() as conn:
        everything = extent.of(conn, deeds.SLUG, deeds.YEAR)
        assert everything is not None
        kept = {each.path for each in everything.addresses(conn)}
    assert all(f"{ROOT}/papers/{row.check_code}.pdf" in kept for row in rows)


def test_a_leaflet_goes_out_when_every_question_is_answered_on_one_side(house: House) -> None:
    deeds.released(house)
    client = office(house)
    assert "清单发布并公布解读后才能起草" in client.get(LEAFLET).text
    assert send(client, LEAFLET, f"{LEAFLET}/draft").status_code == 422
    interpreted(house)
    assert send(client, LEAFLET, f"{LEAFLET}/draft").status_code == 303
    blank = send(client, LEAFLET, f"{LEAFLET}/review", **CLEARED)
    assert blank.status_code == 422 and "还没有写“谁受益”" in blank.text and "还没有写“怎么办”" in blank.text
    answers = {"block.who": "住在没有电梯的老楼里的居民。"}
    long = send(client, LEAFLET, f"{LEAFLET}/edit", **answers, **{"block.how": "\n".join(["到居委会领表。"] * 40)})
    assert long.status_code == 303
    told = re.search(r"一面放不下，超出(\d+)行", send(client, LEAFLET, f"{LEAFLET}/review", **CLEARED).text)
    assert told and 0 < int(told[1]) < 40
    send(client, LEAFLET, f"{LEAFLET}/edit", **answers, **{"block.how": "到居委会领表。"})
    assert send(client, LEAFLET, f"{LEAFLET}/review", **CLEARED).status_code == 303
    approved = {"post": "办公室主任", "decided_on": "2026-10-09", "words": "同意。"}
    assert send(client, LEAFLET, f"{LEAFLET}/approve", **approved).status_code == 303
    assert send(client, LEAFLET, f"{LEAFLET}/issue").status_code == 303
    at = re.search(rf'href="({ROOT}/papers/[A-Z0-9]{{8}})"', client.get(LEAFLET).text)
    assert at
    words = pdf_words(deeds.client(house).get(f"{at[1]}.pdf").content)
    assert "谁受益" in words and "住在没有电梯的老楼里的居民。" in words and "监督电话" in words


def test_a_notice_of_a_month_is_worded_and_goes_out_in_pdf_and_word(house: House) -> None:
    deeds.months(house, deeds.released(house), f"{deeds.YEAR}-03")
    client = office(house)
    at = client.get(f"{ROOT}/public-notices").headers["location"]
    assert at == f"{ROOT}/public-papers/public_notice/2026-03"
    assert send(client, at, f"{at}/draft").status_code == 303
    changed = send(client, at, f"{at}/edit", **{"block.opening": "截至3月31日，3项中已完成9项。"})
    assert changed.status_code == 422, "its figures are the published ones"
    assert send(client, at, f"{at}/edit", **{"block.until": "自即日起10日内。"}).status_code in (303, 422)
    assert client.get(f"{at}/preview.pdf").content.startswith(b"%PDF")
    assert client.get(f"{ROOT}/public-papers/bulletin/2026-03").status_code == 404
