"""A past day's page: what stood there then, by the words and by the hash, whatever was published since."""

import json
import re
from datetime import date
from hashlib import sha256

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import editions
from projects.editions import EDITIONS
from projects.programme import Programme
from projects.publication import Publication
from projects.reorganisations import REORGANISATIONS
from supervision.visits import VISITS
from tests.web.forms import words
from tests.web.test_corrections import WRONG
from tests.web.year import BOARD, Year, at, told, year
from tracker import rebuild
from tracker.clock import SHANGHAI

__all__ = ["year"]


def test_a_page_of_a_past_day_says_what_it_said_on_that_day(year: Year) -> None:
    assert len({text for (page, _), text in year.said.items() if page == BOARD}) == 9
    for (page, day), text in year.said.items():
        assert told(year.nobody.get(at(page, day))) == text, (page, day)


def test_the_data_of_a_past_day_are_the_bytes_of_that_evening(year: Year) -> None:
    """Every table, the package with its sums, the interface; also what a correction of October changed."""
    assert len({given for (address, _), given in year.given.items() if address.endswith("/figures.csv")}) == 8
    assert year.given["/data/testcity/2026/events.csv", "2026-10-09"].count(WRONG["reason"].encode()) == 1
    for (address, day), given in year.given.items():
        answer = year.nobody.get(at(address, day))
        assert answer.content == given, (address, day)


def test_a_table_of_a_past_day_equals_the_snapshot_published_then(year: Year) -> None:
    """By the figures in the ledger's own event, and by the hash that the table of documents gives."""
    programme = str(Programme.create_id("testcity", 2026))
    for month, day in ((2, "2026-04-09"), (8, "2026-10-08")):
        stored = year.house.ledger.events.get(Publication.create_id(programme, f"2026-{month:02d}"))
        (content,) = [each.content for each in stored if isinstance(each, Publication.Published)]
        told = year.nobody.get(at("/api/v1/figures?number=1&target_no=1&limit=1000", day)).json()["rows"]
        (project,) = [each for each in json.loads(content)["projects"] if each["number"] == "1"]
        assert [row["value"] for row in told] == [each["value"] for each in project["targets"][0]["values"]]
        papers = year.nobody.get(at(f"/api/v1/documents?period=2026-{month:02d}", day)).json()["rows"]
        assert [row["sha256"] for row in papers] == [sha256(content.encode()).hexdigest()]


def test_data_of_a_day_that_has_none_are_not_given(year: Year) -> None:
    for day in ("2026-01-19", "2026-10-21", "昨天"):
        for address in (
            "/data/testcity/2026/figures.csv",
            "/data/all/figures.csv",
            "/api/v1/testcity/2026/projects.json",
        ):
            assert year.nobody.get(at(address, day)).status_code == 404, (address, day)
    assert year.nobody.get("/api/v1/figures?as_of=2026-01-19").json()["count"] == 0
    future = year.nobody.get("/api/v1/figures?as_of=2026-10-21")
    assert future.status_code == 400 and "参数 as_of：这一天还没有到" in future.json()["detail"]
    assert year.nobody.get("/api/v1/figures?as_of=").json() == year.nobody.get("/api/v1/figures").json()


def test_the_day_ends_at_midnight_in_china_and_a_publication_counts_from_its_day(year: Year) -> None:
    assert "截至2026年7月31日" in words(year.nobody.get(at(BOARD, "2026-09-09")))
    assert "截至2026年8月31日" in words(year.nobody.get(at(BOARD, "2026-09-10")))
    card = words(year.nobody.get(at(f"{BOARD}projects/1", "2026-09-09")))
    assert "84/300部" in card and "2026年7月累计84部" in card and "累计96" not in card


def test_the_hash_of_a_past_day_is_the_hash_of_the_snapshot_published_then(year: Year) -> None:
    """The expected hashes are made here from the bytes in the ledger's own events."""
    programme = str(Programme.create_id("testcity", 2026))
    for month, day in ((2, "2026-04-09"), (5, "2026-06-30"), (8, "2026-10-09")):
        stored = year.house.ledger.events.get(Publication.create_id(programme, f"2026-{month:02d}"))
        (content,) = [each.content for each in stored if isinstance(each, Publication.Published)]
        assert f"SHA-256{sha256(content.encode()).hexdigest()}" in words(year.nobody.get(at(BOARD, day)))
        kept = year.nobody.get(f"/api/v1/testcity/2026/published/2026-{month:02d}.json")
        assert kept.content == content.encode()
        (project,) = [each for each in json.loads(content)["projects"] if each["number"] == "1"]
        assert project["sentence"] in words(year.nobody.get(at(f"{BOARD}projects/1", day)))


def test_a_correction_is_not_seen_before_the_day_it_was_told(year: Year) -> None:
    before, after = (words(year.nobody.get(at(f"{BOARD}projects/1", day))) for day in ("2026-10-08", "2026-10-09"))
    assert "更正后累计" not in before and WRONG["reason"] in after
    assert "更正0次" in words(year.nobody.get(at(BOARD, "2026-10-08")))
    assert "更正1次" in words(year.nobody.get(at(BOARD, "2026-10-09")))
    assert "还没有调整，也没有更正" in words(year.nobody.get(at(f"{BOARD}changes/", "2026-10-08")))
    assert WRONG["reason"] in words(year.nobody.get(at(f"{BOARD}changes/", "2026-10-09")))


def test_an_earlier_months_board_tells_what_was_known_when_it_was_published(year: Year) -> None:
    """Told in October of July's figure: beside July's own board, which it changes, and not on June's."""
    june, july = (year.nobody.get(f"{BOARD}?month=2026-{month}") for month in ("06", "07"))
    assert "更正0次" in words(june) and "更正后" not in words(june)
    assert "更正0次" in words(july) and "7月数字已更正" in words(july)
    assert 'href="changes/?as_of=2026-08-10"' in july.text and 'href="changes/"' not in july.text
    assert "更正1次" in words(year.nobody.get(BOARD))


def test_a_page_of_a_past_day_says_so_and_its_links_stay_there(year: Year) -> None:
    shown = year.nobody.get(at(f"{BOARD}?category=住有宜居", "2026-06-30"))
    assert "当时的页面：2026年6月30日，进展公布到5月。" in words(shown)
    assert '<a href="?">看现在的页面</a>' in shown.text
    assert 'href="projects/1?as_of=2026-06-30"' in shown.text and 'name="as_of" value="2026-06-30"' in shown.text
    links = re.findall(r'href="(projects/[^"]+|\?[^"]+|changes/[^"]*)"', shown.text)
    assert links and not [link for link in links if "as_of=2026-06-30" not in link]
    assert 'href="../?as_of=2026-06-30"' in year.nobody.get(at(f"{BOARD}projects/1", "2026-06-30")).text


@pytest.mark.parametrize(
    "day", ["2026-01-19", "2026-10-21", "1979-12-31", "0001-01-01", "9999-12-31", "昨天", "2026-2"]
)
def test_a_day_without_a_page_is_not_found(year: Year, day: str) -> None:
    for page in (BOARD, f"{BOARD}projects/1", f"{BOARD}changes/", f"{BOARD}listing", f"{BOARD}bulletins/"):
        assert year.nobody.get(at(page, day)).status_code == 404


@pytest.mark.parametrize(
    "day", ["20260815", "2026-W33-6", "2026-8-15", "２０２６-08-15", "2026-08-15T00:00", " 2026-08-15"]
)
def test_a_day_is_written_in_one_way_alone(year: Year, day: str) -> None:
    for page in (BOARD, f"{BOARD}projects/1", f"{BOARD}units/"):
        answer = year.nobody.get(page, params={"as_of": day})
        assert answer.status_code == 404 and "请写成2026-06-30这样" in answer.text, page


def test_a_month_that_was_not_out_yet_is_not_shown(year: Year) -> None:
    assert year.nobody.get(f"{BOARD}?month=2026-08&as_of=2026-09-09").status_code == 404
    assert "截至2026年5月31日" in words(year.nobody.get(f"{BOARD}?month=2026-05&as_of=2026-09-09"))


def test_every_publication_is_kept_and_the_same_when_made_anew(year: Year) -> None:
    with year.house.reading() as conn:
        known = editions.of_programme(conn, "testcity", 2026)
    assert [each.period for each in known] == ["", *(f"2026-{month:02d}" for month in range(2, 9))]
    assert known[0].published_at.astimezone(SHANGHAI).date() == date(2026, 1, 20)
    with psycopg.connect(year.house.database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(year.house.ledger, conn, [EDITIONS, VISITS, REORGANISATIONS]) == []


def test_a_past_months_board_leads_to_its_cards_as_they_stood(year: Year) -> None:
    shown = year.nobody.get(f"{BOARD}?month=2026-06").text
    [day] = set(re.findall(r'href="projects/1[?]as_of=([0-9-]+)"', shown))
    assert 'href="projects/1"' not in shown and 'href="projects/1"' in year.nobody.get(BOARD).text
    assert "6月" in words(year.nobody.get(at(f"{BOARD}projects/1", day)))
    led = year.nobody.get(f"{BOARD}projects/1?month=2026-06", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, f"?as_of={day}")
    assert year.nobody.get(f"{BOARD}projects/1?month=9999-12").status_code == 404
    assert 'receipt">查询反映问题的办理进度' in shown
