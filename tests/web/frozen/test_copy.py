"""The public site as files: it reads like the site, leads nowhere else, and holds nothing that was not public."""

import io
import json
import subprocess
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from PIL import Image

from projects.filing import Filing
from projects.month import Month
from projects.programme import Programme
from supervision import visits
from tests import deeds
from tests.web.frozen import reader
from tests.web.test_visits import REVIEW, planned, post, tokens
from tests.web.year import Year, year
from tracker import clock
from tracker.clock import FixedClock, using
from tracker.event import SYSTEM
from web.frozen import copy
from web.frozen.manifest import NotOurs
from web.house import House

__all__ = ["year"]

CITY, DATA = "testcity/2026/", "data/testcity/2026/"
NOT_LINKED = (
    DATA + "feed.atom", DATA + "projects/", DATA + "units/", "api/v1/testcity/2026/regions.csv",
    "api/v1/testcity/2026/milestones.csv",
)  # fmt: skip
"""For programs: no page of the site leads to them."""
DRAFTED, WAITING = "草稿暗记甲", "已报送暗记乙"


@pytest.fixture(scope="module")
def site(year: Year, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy of the year, in which something is drafted, something waits, and one picture of two was cleared."""
    _marked(year.house)
    made = tmp_path_factory.mktemp("copies") / "site"
    copy.freeze(year.house, made)
    return made


@pytest.fixture(scope="module")
def files(site: Path) -> dict[str, bytes]:
    return reader.everything(site)


@pytest.fixture(scope="module")
def told(site: Path) -> Any:
    return json.loads((site / "manifest.json").read_text("utf-8"))


def _marked(house: House) -> None:
    programme = Programme.create_id("testcity", 2026)
    ids = house.ledger.get(Programme, programme).projects
    month, first, second = Month(house.ledger, programme, "2026-09"), UUID(ids["1"]), UUID(ids["2"])
    house.carry_out(SYSTEM, None, ["draft"], lambda: month.draft(first, _filing(DRAFTED)))
    month = Month(house.ledger, programme, "2026-09")
    house.carry_out(SYSTEM, None, ["submit"], lambda: month.submit(second, _filing(WAITING), "filer"))
    _photographed(house)


def _filing(words: str) -> Filing:
    evidence = [{"sha256": "0" * 64, "name": "验收单.pdf", "size": 1, "type": "application/pdf"}]
    return Filing({"1": "37.25"}, text=words, problems="慢。", measures="快。", confirmed=["1"], evidence=evidence)


def _photographed(house: House) -> None:
    """A visit with two pictures of which the office clears one."""
    office, phone = deeds.client(house, deeds.account(house, "office", login="visiting")), deeds.client(house)
    where = planned(office, on="2026-10-20")
    links = tokens(house, where)
    for key, colour in (("1", "red"), ("2", "blue")):
        out = io.BytesIO()
        Image.new("RGB", (60, 40), colour).save(out, "PNG")
        picture = [("photos", ("a.png", out.getvalue(), "image/png"))]
        seen = phone.post(f"/visit/{links[key]}/sites/{key}", data={"verified": "yes"}, files=picture)
        assert seen.status_code == 303
    sample = phone.post(f"/visit/{links['1']}/sample", data={"reported_done": "2", "verified": "2"})
    assert sample.status_code == 303
    for key in ("1", "2"):
        assert phone.post(f"/visit/{links[key]}/sign", data={"confirmed": "1", "sure": "1"}).status_code == 303
    assert post(office, f"{where}/close", sure="1", conclusion="两处都开着")[0] == 303
    assert post(office, f"{where}/clear", **REVIEW, photos=[_pictures(house, where)[0]])[0] == 303


def _pictures(house: House, where: str) -> list[str]:
    with house.reading() as conn:
        found = visits.visit(conn, UUID(where.split("/")[-1]))
    assert found is not None
    return sorted(each.sha256 for each in found.photos)


def test_every_link_of_the_copy_leads_to_a_file_of_it_and_every_file_is_led_to(site: Path, told: Any) -> None:
    with reader.served(site) as base:
        found, away = reader.crawled(base)
    assert not away
    assert {name for name in told["files"] if not name.startswith(NOT_LINKED)} <= set(found)
    assert set(told["files"]) | {"manifest.json", "SHA256SUMS"} >= set(found)
    for name in (
        f"{CITY}index.month-2026-06.html", f"{CITY}index.as_of-2026-07-10.html", f"{CITY}projects/1.html",
        f"{CITY}projects/3/history.html", f"{CITY}units/index.html", f"{CITY}glossary.html", f"{CITY}method.html",
        f"{CITY}listing.html", f"{CITY}index.category-住有宜居.html", f"{DATA}package.zip",
        "api/v1/testcity/2026/published/2026-06.json", "api/v1/testcity/2026/published/list.json",
    ):  # fmt: skip
        assert name in found, name


def test_a_link_into_a_page_finds_its_place(site: Path) -> None:
    for page in site.rglob("*.html"):
        for link in reader.links(page.read_bytes()):
            to, _, place = link.partition("#")
            if place and to:
                target = (page.parent / unquote(to)).resolve()
                assert unquote(place) in reader.fragments(target.read_bytes()), f"{page}: {link}"


def test_a_page_of_the_copy_says_what_the_living_page_says(year: Year, site: Path, told: Any) -> None:
    """At the hour of the ledger's last event, for a page also tells what is due next."""
    at, compared = datetime.fromisoformat(told["recorded_at"]), 0
    with using(FixedClock(at)):
        for name in told["files"]:
            if name.endswith(".html") and name != "index.html":
                living = year.nobody.get(reader.asked(name))
                assert living.status_code == 200, name
                own = reader.words((site / name).read_bytes(), reader.COPY_ONLY)
                assert own == reader.words(living.content, reader.LIVE_ONLY), name
                compared += 1
    assert compared > 60


def test_files_that_are_no_pages_are_the_very_bytes(year: Year, files: dict[str, bytes], told: Any) -> None:
    other = [name for name in told["files"] if not name.endswith((".html", ".atom")) and "photos" not in name]
    assert len(other) > 60
    for name in other:
        assert files[name] == year.nobody.get(f"/{name}").content, name
    june = files["api/v1/testcity/2026/published/2026-06.json"]
    assert sha256(june).hexdigest() in files[f"{CITY}index.month-2026-06.html"].decode()


def test_the_manifest_tells_the_moment_and_every_sum(
    year: Year, site: Path, files: dict[str, bytes], told: Any
) -> None:
    assert {name: sha256(files[name]).hexdigest() for name in told["files"]} == told["files"]
    written = {name for name in files if ":" not in name} - {"manifest.json", "SHA256SUMS"}
    assert written == set(told["files"])
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=site, check=True)
    with year.house.reading() as conn:
        row = conn.execute(
            """SELECT e.notification_id AS position, encode(s.link, 'hex') AS head FROM ledger.events e
               JOIN ledger.seals s USING (notification_id) ORDER BY s.index DESC LIMIT 1"""
        ).fetchone()
    assert row is not None and (told["position"], told["head"]) == (row["position"], row["head"])
    cover = " ".join(reader.words(files["index.html"], ()))
    for words in (str(told["position"]), told["head"], "2026年10月20日 09:00", "2026年民生实事", "没有写明"):
        assert words in cover, words


def test_names_are_good_on_every_machine(told: Any) -> None:
    names = list(told["files"])
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        for part in name.split("/"):
            assert not set(part) & set('<>:"\\|?*%') and part == part.rstrip(". ") and len(part) <= 80, name


def test_no_page_speaks_of_the_server_unless_its_address_is_given(
    year: Year, files: dict[str, bytes], tmp_path: Path
) -> None:
    assert not reader.holding(files, "site.invalid", "127.0.0.1", 'href="/', 'src="/', "/elder/", "/sign-in")
    settings = year.house.settings.model_copy(update={"public_url": "https://shishi.example.cn/"})
    named = House(settings, year.house.database, year.house.ledger, year.house.store)
    copy.freeze(named, tmp_path / "named")
    card = (tmp_path / "named" / CITY / "projects/1.html").read_bytes()
    away = {link for link in reader.links(card) if "://" in link}
    own = {f"https://shishi.example.cn/{CITY}{page}" for page in ("projects/1/clue", "receipt")}
    assert away == {*own, "https://shishi.example.cn/verify"}
    assert "原网站：https://shishi.example.cn。" in card.decode()


def test_nothing_unpublished_and_nobodys_account_is_in_the_copy(year: Year, files: dict[str, bytes]) -> None:
    with year.house.reading() as conn:
        logins = [row["login"] for row in conn.execute("SELECT login FROM account").fetchall()]
        rows = conn.execute("SELECT sha256, cleared FROM supervision_visits_photo").fetchall()
    assert reader.holding(files, "32%", "两处都开着") == reader.holding(files, "32%"), (
        "a conclusion is the office's own"
    )
    assert not reader.holding(files, DRAFTED, WAITING, "业务处处长", "业务处副处长", "csrf", "argon2", *logins)
    assert {row["cleared"] for row in rows} == {True, False}
    for row in rows:
        assert bool(reader.holding(files, row["sha256"])) == row["cleared"]
    assert not [name for name in files if "2026-09" in name.rpartition("/")[2] and "as_of" not in name]


def test_what_is_not_a_copy_is_left_alone(year: Year, tmp_path: Path) -> None:
    (tmp_path / "信.txt").write_text("别动")
    with pytest.raises(NotOurs, match="已有别的内容，又不是冻结的副本"):
        copy.freeze(year.house, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["信.txt"]


def test_the_same_ledger_gives_the_same_bytes_and_an_older_copy_stays_until_the_new_one_is_whole(
    year: Year, told: Any, tmp_path: Path
) -> None:
    own = tmp_path / "site"
    own.mkdir()
    (own / "of yesterday").write_text("")
    (own / "manifest.json").write_bytes(b'{"kind": "livelihood-tracker-frozen-copy"}')
    with psycopg.connect(year.house.database.owner, autocommit=True) as conn:
        conn.execute("REVOKE SELECT ON views.supervision_problems FROM PUBLIC, tracker_app")
        with pytest.raises((PersistenceError, psycopg.Error)):
            copy.freeze(year.house, own)
        conn.execute("GRANT SELECT ON views.supervision_problems TO tracker_app")
    assert (own / "of yesterday").exists() and {path.name for path in tmp_path.iterdir()} == {"site", ".site.lock"}
    with using(FixedClock(clock.now() + timedelta(days=40))):
        copy.freeze(year.house, own)
    assert not (own / "of yesterday").exists()
    assert json.loads((own / "manifest.json").read_text("utf-8")) == told
    assert {path.name for path in tmp_path.iterdir()} == {"site", ".site.lock"}
