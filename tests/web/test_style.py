"""Style sheets that are written into the pages people come by, and what the policy allows of them."""

import base64
import hashlib
import re

import pytest

from tests import deeds
from tests.web.year import BOARD, Year, year
from web.app import create
from web.style import STATIC, WRITTEN_IN

__all__ = ["year"]

FRONT = ["/", BOARD, f"/elder{BOARD}", f"{BOARD}projects/1", f"{BOARD}?month=2026-07", f"/contrast{BOARD}projects/1"]


def allowed(policy: str) -> set[str]:
    """What the policy's style-src names, by the grammar of CSP."""
    (named,) = (each.split()[1:] for each in policy.split(";") if each.split()[0] == "style-src")
    return set(named)


@pytest.mark.parametrize("page", FRONT)
def test_a_page_people_come_by_needs_no_other_file_to_be_seen(year: Year, page: str) -> None:
    answer = year.nobody.get(page)
    written = re.findall(r"<style>(.*?)</style>", answer.text, re.S)
    assert written and 'rel="stylesheet"' not in answer.text
    policy = allowed(answer.headers["content-security-policy"])
    for each in written:
        digest = base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "'unsafe-inline'" not in policy and "'self'" in policy


def test_every_other_page_is_led_to_its_sheets_which_are_kept_from_page_to_page(year: Year) -> None:
    for page in (f"{BOARD}method", f"{BOARD}units/", "/data/", "/no/such/page"):
        answer = year.nobody.get(page)
        assert "<style" not in answer.text and 'href="/static/site.css?v=' in answer.text, page


def test_whoever_is_signed_in_is_led_to_the_sheets_too(year: Year) -> None:
    office = deeds.client(year.house, deeds.account(year.house, "office", login="dressed"))
    assert "<style" not in office.get(BOARD).text


def test_a_copy_leads_to_the_files_beside_it(year: Year) -> None:
    answer = deeds.TestClient(create(year.house, within=True)).get(BOARD)
    assert answer.status_code == 200 and "<style" not in answer.text and 'href="/static/public.css?v=' in answer.text


@pytest.mark.parametrize("name", WRITTEN_IN)
def test_a_sheet_that_is_written_in_asks_for_no_file_and_cannot_end_its_element(name: str) -> None:
    words = (STATIC / name).read_text(encoding="utf-8")
    assert "url(" not in words and "@import" not in words and "</" not in words and "\r" not in words


def test_the_mark_is_where_a_browser_looks_for_it_beside_a_file(year: Year) -> None:
    answer = year.nobody.get("/favicon.ico")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.content == (STATIC / "icon.svg").read_bytes() and "set-cookie" not in answer.headers
