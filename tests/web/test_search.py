"""The public's search over every programme and year: what is found, in which order, and what is never found."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from projects import catalogue, intake
from projects.catalogue import CATALOGUE
from projects.intake import Intake
from projects.listing import Listing
from projects.phrase import words as folded
from tests import deeds
from tests.web.forms import words
from tracker import rebuild
from tracker.embedded import Server
from tracker.event import SYSTEM
from web.house import House

OTHER, PREPARED, MADE_UP = "othercity", "draftcity", "madeup"


def listing(*titles: str) -> Listing:
    """A list of the small programme's kind with these titles."""
    first = deeds.listing()
    projects = tuple(replace(first.projects[0], number=str(n), title=title) for n, title in enumerate(titles, start=1))
    targets = tuple(replace(first.targets[0], project=each.number) for each in projects)
    plans = tuple(replace(first.plans[0], project=each.number) for each in projects)
    return replace(first, projects=projects, targets=targets, plans=plans, sites=())


@pytest.fixture(scope="module")
def house(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """某市 with months to August; 他市 with forty-one projects of a released list; two that nobody may find."""
    folder = tmp_path_factory.mktemp("search")
    Path(folder).chmod(0o755)
    with deeds.looked_at(server, template, folder) as made:
        many = [f"{place}号社区食堂" for place in range(1, 41)]
        deeds.released(made, OTHER, rows=listing("为养老服务点加装电梯", *many))
        _take_in(made, Intake(deeds.SLUG, "某市", 2025, deeds.listing(2025), published=True))
        secret = listing("秘密工程")
        _take_in(made, Intake(PREPARED, "密市", deeds.YEAR, secret, title="秘密清单"))
        _take_in(made, Intake(MADE_UP, "密市", deeds.YEAR, secret, published=True, shown="generated"))
        yield made


def _take_in(house: House, new: Intake) -> None:
    house.carry_out(SYSTEM, None, ["intake", new.slug, new.year], lambda: intake.changes(house.ledger, new))


@pytest.fixture
def nobody(house: House) -> Any:
    return deeds.client(house)


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [re.sub("<[^>]+>", "", each) for each in re.findall(r"<h2><a[^>]*>(.*?)</a></h2>", answer.text)]


def test_the_title_comes_before_the_unit_and_the_unit_before_the_rest(nobody: Any) -> None:
    found = titles(nobody.get("/search?q=电梯"))
    assert found[:3] == ["为养老服务点加装电梯", *["既有住宅加装电梯300部"] * 2], "the title, the newer year first"
    assert len(found) == 20 and "号社区食堂" in found[3], "by the words of its target"
    assert titles(nobody.get("/search?q=食堂 电梯&page=2"))[-1] == "40号社区食堂"


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("民政局", "建设社区养老服务点40个"),
        ("柳荫路", "建设社区养老服务点40个"),
        ("柳荫　服务点", "建设社区养老服务点40个"),
        ("学有优教", "新建中学1所"),
        ("市民政", "建设社区养老服务点40个"),
        ("３００部 住宅", "既有住宅加装电梯300部"),
        ("中 1所", "新建中学1所"),
    ],
)
def test_it_is_found_by_unit_place_category_and_several_words(nobody: Any, q: str, found: str) -> None:
    assert found in titles(nobody.get(f"/search?q={q}"))


def test_of_two_that_match_alike_the_newer_year_comes_first(house: House) -> None:
    with house.reading() as conn:
        hits = catalogue.search(conn, ["新建中学1所"]).hits
    assert [(hit.year, hit.number) for hit in hits] == [(2026, "3"), (2025, "3")]


@pytest.mark.parametrize("q", ["务点建", "电梯养老", "%%", "__", "秘密", "密市", "秘密工程"])
def test_what_does_not_stand_there_or_is_not_public_is_not_found(nobody: Any, q: str) -> None:
    """Pairs that stand apart make no word; a list in preparation and a government made up for tests are nobody's."""
    page = nobody.get("/search", params={"q": q})
    assert titles(page) == [] and "没有找到含" in words(page)


def test_a_word_of_three_letters_stands_there_in_one_piece(house: House) -> None:
    with house.reading() as conn:
        assert catalogue.search(conn, ["养老服务"]).total == 3
        assert catalogue.search(conn, ["服务点加"]).total == 1
        assert catalogue.search(conn, folded("服务点4 点40")).total == 2


def test_pages_have_addresses_and_hold_everything_once(nobody: Any) -> None:
    first = nobody.get("/search?q=食堂")
    assert "含“食堂”的项目40项" in words(first) and "第1页，共2页" in words(first)
    following = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert following
    second = nobody.get(f"/{following[1].replace('&amp;', '&')}")
    found = titles(first) + titles(second)
    assert found == [f"{place}号社区食堂" for place in range(1, 41)]
    assert titles(nobody.get("/search?q=食堂&page=99")) == titles(second)


def test_it_is_narrowed_to_a_government_and_a_year_with_counts(nobody: Any) -> None:
    whole = words(nobody.get("/search?q=加装电梯"))
    assert "全部年度432026年422025年1" in whole and "全部地方43某市41某市2" in whole and "查看全部" not in whole
    own = nobody.get(f"/search?q=加装电梯&jurisdiction={deeds.SLUG}")
    assert titles(own) == ["既有住宅加装电梯300部"] * 2 and "查看全部年度和地方" in words(own)
    assert "全部年度22026年12025年1" in words(own)
    assert len(titles(nobody.get("/search?q=加装电梯&year=2025"))) == 1
    assert titles(nobody.get("/search?q=食堂&year=2025")) == []
    assert 'name="jurisdiction" value="testcity"' in own.text, "what is asked next stays there"


def test_the_match_is_marked_in_the_title_or_shown_in_its_phrase(nobody: Any) -> None:
    found = nobody.get("/search?q=柳荫 服务点").text
    assert "建设社区养老<mark>服务点</mark>40个" in found
    assert re.search(r"点位：</span><mark>柳荫</mark>社区养老服务点", found)
    assert 'href="testcity/2026/projects/2"' in found and "某市" in found and "2026年" in found


def test_nothing_typed_one_letter_and_nothing_found_say_what_to_do(nobody: Any) -> None:
    assert "写两个字以上" in words(nobody.get("/search"))
    short = words(nobody.get("/search?q=桥"))
    assert "“桥”太短" in short and "写两个字以上" in short
    assert "“一二”太短" in words(nobody.get("/search?q=一 二")).replace("一 二", "一二")
    none = words(nobody.get("/search?q=地铁十八号线"))
    assert "没有找到含“地铁十八号线”的项目" in none and "换一个说法" in none and "看有哪些年度" in none


def test_an_answer_has_a_tag_and_is_not_kept_in_memory(nobody: Any) -> None:
    for q in ("电梯", "食堂", "没有"):
        answer = nobody.get(f"/search?q={q}")
        assert nobody.get(f"/search?q={q}", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    assert not [key for key in nobody.app.state.kept.pages() if key[0] == "/search"]


def test_who_asks_too_fast_is_asked_to_wait(house: House) -> None:
    slow = replace(house, settings=house.settings.model_copy(update={"asked_a_minute": 2}))
    browser = deeds.client(slow)
    answers = [browser.get("/search?q=电梯") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert browser.get("/").status_code == 200


def test_a_month_takes_the_place_of_the_list_and_a_rebuild_gives_the_same(house: House) -> None:
    with house.reading() as conn:
        hit = catalogue.search(conn, ["加装电梯"], deeds.SLUG).hits[0]
        where = "jurisdiction = 'testcity' AND year = 2026"
        rows = conn.execute(f"SELECT count(*) AS n FROM projects_catalogue WHERE {where}").fetchone()
    assert rows == {"n": 3}
    assert (hit.government, hit.project["status"], hit.worded) == ("某市", "far_behind", False)
    with psycopg.connect(house.database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [CATALOGUE]) == []
