"""Whoever is signed in chooses the look of all their pages once; nobody else's pages know of it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests import deeds
from tests.deeds import TestClient
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

BOARD = f"/{deeds.SLUG}/{deeds.YEAR}/"


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def office(house: House) -> TestClient:
    return deeds.client(house, deeds.account(house, "office"))


def body(client: TestClient, page: str) -> str:
    return str(client.get(page).text.split("<body")[1].split(">")[0])


def test_the_choice_holds_on_every_page_until_another_is_made(office: TestClient) -> None:
    page = f"{BOARD}problems-desk?x=1"
    assert f'href="/look/elder?to={page.replace("?", "%3F").replace("=", "%3D")}">长者版' in office.get(page).text
    chosen = office.get(f"/look/elder?to={BOARD}problems-desk%3Fx%3D1")
    assert (chosen.status_code, chosen.headers["location"]) == (303, page)
    said = chosen.headers["set-cookie"]
    assert "tracker_look=elder" in said and "HttpOnly" in said and "SameSite=lax" in said
    for each in ("/desk", page, BOARD):
        assert 'class="elder ' in body(office, each), each
    shown = office.get("/desk").text
    assert 'href="/look/plain?to=/desk">标准版' in shown and 'href="/look/contrast?to=/desk">高对比度' in shown
    assert 'href="/elder/' not in shown, "addresses stay as they are"
    assert office.get("/look/contrast?to=/desk").status_code == 303
    assert 'class="contrast ' in body(office, "/desk")
    office.get("/look/plain?to=/desk")
    assert "elder" not in body(office, "/desk") and "contrast" not in body(office, "/desk")


def test_a_look_hides_nothing_from_whoever_works_here(house: House, office: TestClient) -> None:
    office.get("/look/elder?to=/desk")
    assert 'class="elder working ' in body(office, "/desk") and 'class="elder working ' in body(office, BOARD)
    assert "working" not in body(deeds.client(house), f"/elder{BOARD}")
    sheet = office.get("/static/look.css").text
    hiding = [line for line in sheet.splitlines() if "display:none" in line]
    assert hiding and all(line.startswith(".elder:not(.working) ") for line in hiding)


def test_a_look_in_the_address_goes_before_the_choice(office: TestClient) -> None:
    office.get("/look/elder?to=/desk")
    assert 'class="contrast ' in body(office, f"/contrast{BOARD}")


@pytest.mark.parametrize("to", ["https://example.cn/", "//example.cn/", "/\\example.cn", "desk", ""])
def test_it_leads_back_to_this_site_alone(office: TestClient, to: str) -> None:
    assert office.get("/look/elder", params={"to": to}).headers["location"] == "/desk"


def test_what_is_no_look_is_the_plain_one(office: TestClient) -> None:
    office.get("/look/elder?to=/desk")
    office.get("/look/dark?to=/desk")
    assert "elder" not in body(office, "/desk")


def test_the_choice_is_nobodys_who_is_not_signed_in(house: House, office: TestClient) -> None:
    nobody = deeds.client(house)
    nobody.cookies.set("tracker_look", "elder")
    assert "elder" not in body(nobody, BOARD) and "外观" not in nobody.get(BOARD).text
    assert nobody.get("/look/elder?to=/desk").headers.get("location", "").startswith("/sign-in")


def test_a_page_that_answers_a_form_leads_back_to_the_desk(office: TestClient) -> None:
    csrf = office.get("/desk").text.split('name="csrf" value="')[1].split('"')[0]
    answer = office.post(f"{BOARD}problems-desk/new", data={"csrf": csrf, "key": str(uuid4())})
    assert answer.status_code in (400, 422) and "/look/elder?to=/desk" in answer.text
