"""Withholding a file of the record: gone from everything public at once, told to the staff, kept for the office."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PIL import Image
from psycopg.rows import dict_row

from projects.approval import Approval, Review
from supervision import public_moments, visit_link
from supervision.finding import Finding, Found
from supervision.inspection import Inspection
from supervision.visits import VISITS
from supervision.withholdings import WITHHOLDINGS
from tests import deeds, visiting
from tests.ladder import carry
from tests.web.forms import send, words
from tracker import clock as clock_
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
CARD, DATA = f"{ROOT}/projects/2", "/api/v1/visits"
REVIEW = Review("主动公开", "可以公开。", "督查室副主任", Approval("分管副主任", "2026-10-09"))
WHY = {"reason": "照片里有住户的脸", "post": "督查室主任"}


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.through("2026-02", database, tmp_path) as made:
        yield made


@pytest.fixture
def who(house: House) -> dict[str, Any]:
    accounts = {
        "office": deeds.account(house, "office"),
        "filer": deeds.account(house, "filer", unit="市民政局"),
        "public": None,
    }
    return {name: deeds.client(house, account) for name, account in accounts.items()}


def picture(house: House) -> str:
    made = io.BytesIO()
    Image.new("RGB", (320, 240), "gray").save(made, "JPEG")
    return house.store.put(made.getvalue())


def cleared(house: House, photo: str) -> Inspection:
    """A visit to project 2 with one photograph, public."""
    visit = visiting.planned(visiting.project(house))
    visit.see_site("1", "1", "no", clock_.now(), note="没有开门")
    visit.take_photo("1", "1", photo)
    visit.record_sample("1", 1, 0, "没有开门")
    visit.sign("1", "confirmed")
    visit.sign("2", "confirmed")
    visit.close()
    visit.clear(REVIEW, [photo])
    carry(house, lambda: ([visit], {}))
    return visit


def test_a_public_photograph_goes_everywhere_at_once_and_comes_back_to_the_staff_alone(
    house: House, who: dict[str, Any], database: Database
) -> None:
    photo = picture(house)
    visit = cleared(house, photo)
    public, office, page = who["public"], who["office"], f"{ROOT}/withheld/{photo}"
    shown = f"/visits/photos/{photo}"
    assert public.get(shown).status_code == 200 and photo in public.get(CARD).text
    (row,) = public.get(DATA).json()["rows"]
    assert row["photos"] == shown
    assert "正在公开" in office.get(page).text and f"{visit.id}" in office.get(page).text

    assert words(send(office, page, page, reason="", post="")).count("请写明原因") == 2
    assert send(office, page, page, **WHY).status_code == 303
    assert public.get(shown).status_code == 404 and photo not in public.get(CARD).text
    (without,) = public.get(DATA).json()["rows"]
    assert without["photos"] is None and without["log_position"] > row["log_position"]
    assert office.get(f"{page}/file").content == house.store.get(photo)
    detail = office.get(f"{ROOT}/visits/{visit.id}").text
    assert "已撤下" in detail and WHY["reason"] in detail and f'src="{ROOT}/visits/{visit.id}/photos' not in detail
    again = {
        "attribute": "主动公开",
        "opinion": "可",
        "opinion_post": "甲",
        "approved_by": "乙",
        "decided_on": "2026-10-09",
    }
    refused = send(office, f"{ROOT}/visits/{visit.id}", f"{ROOT}/visits/{visit.id}/clear", photos=[photo], **again)
    assert refused.status_code == 422 and "已撤下，不能公开" in words(refused)

    assert send(office, page, page, what="restore", reason="已打码的是另一张", post="督查室主任").status_code == 303
    assert "已恢复" in office.get(f"{ROOT}/withheld").text
    assert public.get(shown).status_code == 404, "public only by a new review"
    answer = send(office, f"{ROOT}/visits/{visit.id}", f"{ROOT}/visits/{visit.id}/clear", photos=[photo], **again)
    assert answer.status_code == 303 and public.get(shown).status_code == 200
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [VISITS, WITHHOLDINGS]) == []


def test_what_was_never_public_goes_without_a_word_to_the_public(house: House, who: dict[str, Any]) -> None:
    """Evidence of a finding: neither its unit nor the inspectors see it any more, and read why."""
    visit, photo = visiting.planned(visiting.project(house)), picture(house)
    visit.see_site("1", "1", "no", clock_.now(), note="没有开门")
    visit.take_photo("1", "1", photo)
    unit = visiting.project(house).responsibilities[-1]["lead_unit"]
    finding = Finding.record(visit, Found("minor", "没有开门", "1", [photo]), "1", unit, "x")
    finding.feed_back("f", "开门", "督查室", house.days())
    carry(house, lambda: ([visit, finding], {}))
    with house.reading() as conn:
        link, before = f"/visit/{visit_link.make(conn, visit.id, '1')}", public_moments.last(conn)
    file, page = f"{ROOT}/findings/{finding.id}/files/{photo}", f"{ROOT}/withheld/{photo}"
    filer, phone = who["filer"], who["public"]
    assert filer.get(file).status_code == 200 and phone.get(f"{link}/photos/{photo}").status_code == 200
    assert filer.get(page).status_code == 403
    assert send(who["office"], page, page, **WHY).status_code == 303
    gone = filer.get(file)
    assert gone.status_code == 410 and WHY["reason"] in gone.text and WHY["post"] in gone.text
    assert WHY["reason"] in filer.get(f"{ROOT}/findings/{finding.id}").text
    assert phone.get(f"{link}/photos/{photo}").status_code == 404
    assert phone.get(f"{link}/state").json()["sites"][0]["photos"] == []
    assert "已撤下" in phone.get(f"{link}/sites/1").text
    assert who["office"].get(file).status_code == 200
    with house.reading() as conn:
        assert public_moments.last(conn) == before


def test_a_reports_enclosure_is_withheld_from_its_unit(house: House, who: dict[str, Any]) -> None:
    page = f"{ROOT}/withheld/{'0' * 64}"
    assert "验收单.pdf" in who["office"].get(page).text
    assert send(who["office"], page, page, **WHY).status_code == 303
    assert who["filer"].get(f"/evidence/{'0' * 64}").status_code == 410
    report = who["office"].get(f"{ROOT}/month/2026-02/2").text
    assert f"验收单.pdf（已撤下：{WHY['reason']}）" in report
    assert who["office"].get(f"{ROOT}/withheld/{'e' * 64}").status_code == 404
