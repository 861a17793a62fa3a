"""The interface's tables and the feeds: the files' rows in the files' order, asked for as a program asks."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import feedparser
import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import deeds
from tests.deeds import TestClient
from tracker.embedded import Server
from web.app import create
from web.house import House
from web.open_data.dataset import TABLES
from web.throttle import Throttle

PLACE = "/data/testcity/2026/"


@pytest.fixture(scope="module")
def shared(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with deeds.looked_at(server, template, tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture
def anybody(shared: House) -> TestClient:
    return deeds.client(shared)


def lines(anybody: TestClient, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in anybody.get(f"{PLACE}{table}.jsonl").text.splitlines()]


@pytest.mark.parametrize("table", TABLES)
def test_page_after_page_gives_the_files_rows_in_their_order(anybody: TestClient, table: str) -> None:
    """Two ways on: the address of the next page, and the cursor alone."""
    wanted, found, address = lines(anybody, table), [], f"/api/v1/{table}?jurisdiction=testcity&year=2026&limit=7"
    while address:
        answer = anybody.get(address)
        told = answer.json()
        assert told["count"] == len(wanted) and len(told["rows"]) <= 7
        found += told["rows"]
        address = told["next"]
        assert (f'<{address}>; rel="next"' == answer.headers.get("link")) == bool(address)
    assert found == wanted
    rows: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while len(rows) <= len(wanted):
        told = anybody.get(f"/api/v1/{table}", params={"limit": "1000" if rows else "1", **cursor}).json()
        rows += told["rows"]
        if not told["cursor"]:
            break
        cursor = {"cursor": told["cursor"]}
    assert rows == wanted, "the one programme is all there is"


def test_filters_keep_what_is_asked_for(anybody: TestClient) -> None:
    def rows(**asked: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = anybody.get("/api/v1/figures", params=asked).json()["rows"]
        return found

    assert [row["value"] for row in rows(number="1", target_no="1", period="2026-07")] == [84]
    words = rows(number="1", target_no="", period="2026-07")
    assert [(row["target_no"], row["text"]) for row in words] == [(None, "项目1累计84。")]
    assert len(rows(lead_unit="市教育局")) == 14 and rows(number="9") == [] and rows(jurisdiction="nowhere") == []
    assert [row["number"] for row in anybody.get("/api/v1/projects?status=finished").json()["rows"]] == ["3"]
    assert anybody.get("/api/v1/projects?key_difficult=true").json()["count"] == 0


def test_since_asks_for_what_is_new(anybody: TestClient) -> None:
    july = next(row for row in lines(anybody, "figures") if row["period"] == "2026-07")["log_position"]
    told = anybody.get(f"/api/v1/figures?since={july}&limit=1000").json()
    assert {row["period"] for row in told["rows"]} == {"2026-08"} and told["count"] == 6
    assert anybody.get(f"/api/v1/figures?since={told['log_position']}").json()["rows"] == []


def test_who_has_an_answer_is_told_that_it_stands(anybody: TestClient) -> None:
    for address in ("/api/v1/figures?limit=3", f"{PLACE}figures.csv", f"{PLACE}package.zip", f"{PLACE}feed.atom"):
        first = anybody.get(address)
        again = anybody.get(address, headers={"if-none-match": first.headers["etag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), address
        assert anybody.get(address, headers={"if-none-match": '"other"'}).content == first.content


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("colour=red", "没有这个参数"),
        ("limit=0", "1到1000"),
        ("limit=1001", "1到1000"),
        ("limit=many", "1到1000"),
        ("since=-1", "应当是0到"),
        ("year=26", "1000到9999"),
        ("limit=1&limit=2", "只能写一次"),
        ("cursor=zzz", "游标"),
        ("cursor=WyJ0ZXN0Y2l0eS8yMDI2IixbMSwyLDNdLDBd", "游标"),
        ("cursor=", "游标"),
    ],
)
def test_a_wrong_question_is_told_as_a_problem_in_chinese(anybody: TestClient, asked: str, said: str) -> None:
    answer = anybody.get(f"/api/v1/figures?{asked}")
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert (told["status"], told["title"], told["type"]) == (400, "问法不对", "about:blank")
    assert said in told["detail"] and said in told["message"] and told["code"] == "query.wrong"
    assert anybody.get("/api/v1/projects?status=great").json()["detail"].startswith("参数 status：只能是finished、")


def test_what_is_not_there_is_a_problem_too(anybody: TestClient) -> None:
    for address, status in (("/api/v1/nothing", 404), ("/api/v1/testcity/2025/projects.json", 404)):
        answer = anybody.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    refused = anybody.post("/api/v1/figures")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")


def test_other_sites_pages_may_read_and_only_read(anybody: TestClient) -> None:
    there = {"origin": "https://news.example"}
    for address in ("/api/v1/figures", "/api/v1/testcity/2026/projects.json", f"{PLACE}figures.csv", f"{PLACE}x.csv"):
        assert anybody.get(address, headers=there).headers["access-control-allow-origin"] == "*", address
    asked = {**there, "access-control-request-method": "GET", "access-control-request-headers": "If-None-Match"}
    allowed = anybody.options("/api/v1/figures", headers=asked)
    assert allowed.status_code == 200 and "if-none-match" in allowed.headers["access-control-allow-headers"].lower()
    asking = {**asked, "access-control-request-method": "POST"}
    assert anybody.options("/api/v1/figures", headers=asking).status_code == 400
    assert "access-control-allow-origin" not in anybody.get("/testcity/2026/", headers=there).headers


def test_who_asks_too_fast_is_told_when_to_ask_again(shared: House) -> None:
    slow = replace(shared, settings=shared.settings.model_copy(update={"asked_a_minute": 2}))
    anybody = deeds.client(slow)
    assert [anybody.get("/api/v1/figures?limit=1").status_code for _ in range(2)] == [200, 200]
    held = anybody.get(f"{PLACE}figures.csv")
    assert held.status_code == 429 and 1 <= int(held.headers["retry-after"]) <= 30
    assert anybody.get("/testcity/2026/").status_code == 200, "pages are for people"
    told = anybody.get("/api/v1/figures").json()
    assert told["code"] == "http.429" and "秒以后再试" in told["detail"]


def test_an_answer_that_is_kept_is_counted_like_any_other(shared: House) -> None:
    """And one that is not kept yet is counted once."""
    slow = replace(shared, settings=shared.settings.model_copy(update={"asked_a_minute": 3}))
    anybody = deeds.client(slow)
    asked = [anybody.get("/api/v1/testcity/2026/projects.json") for _ in range(5)]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429, 429]
    assert asked[3].headers["content-type"] == "application/problem+json"
    known = anybody.get("/api/v1/testcity/2026/projects.json", headers={"if-none-match": asked[0].headers["etag"]})
    assert known.status_code == 429 and int(known.headers["retry-after"]) >= 1
    assert [anybody.get("/testcity/2026/").status_code for _ in range(9)] == [200] * 9


def test_the_throttle_fills_up_again_and_counts_each_address_for_itself() -> None:
    now = [100.0]
    throttle = Throttle(60, lambda: now[0])
    assert [throttle.wait("a") for _ in range(60)] == [0] * 60
    assert throttle.wait("a") == pytest.approx(1) and throttle.wait("b") == 0
    now[0] += 0.5
    assert throttle.wait("a") == pytest.approx(0.5)
    now[0] += 0.5
    assert throttle.wait("a") == 0 and throttle.wait("a") == pytest.approx(1)
    assert Throttle(0, lambda: 0).wait("a") == 0


def test_every_example_of_the_description_works(anybody: TestClient) -> None:
    """Each address with the examples of its parameters answers in the shape the description gives; the example answer
    has it, too."""
    described = anybody.get("/api/v1/openapi.json").json()
    assert "每分钟600次" in described["info"]["description"]
    assert {f"/api/v1/{table}" for table in TABLES} <= set(described["paths"])
    for path, operations in described["paths"].items():
        operation = operations["get"]
        address, asked = path, {}
        for each in operation.get("parameters", []):
            if each["in"] == "path":
                given = {"jurisdiction": "testcity", "year": "2026"}.get(each["name"]) or each["schema"].get(
                    "examples", ["x"]
                )[0]
                address = address.replace(f"{{{each['name']}}}", quote(given))
            elif "example" in each:
                asked[each["name"]] = "testcity" if each["name"] == "jurisdiction" else each["example"]
        answer = anybody.get(address, params=asked)
        if path.endswith("notices/{id}.json"):
            assert answer.status_code == 404
            continue
        assert answer.status_code == 200, (address, asked, answer.text)
        content = operation["responses"]["200"]["content"]
        assert answer.headers["content-type"].split(";")[0] in content
        shape = content.get("application/json", {})
        if "example" in shape:
            schema = {**shape["schema"], "components": described["components"]}
            jsonschema.validate(shape["example"], schema)
            jsonschema.validate(answer.json(), schema)


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def _checked(shared: House, examples: int) -> None:
    """Each operation with its own examples and made-up parameters."""
    house = replace(shared, settings=shared.settings.model_copy(update={"asked_a_minute": 0}))
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create(house))
    seen = 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]

        @settings(
            max_examples=examples, deadline=None, database=None, derandomize=examples < 10,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def answers(case: Any) -> None:
            case.call_and_validate(checks=CHECKS)

        answers()
        seen += 1
    assert seen == len(TABLES) + 6


def test_whatever_is_asked_the_answer_is_as_described(shared: House) -> None:
    _checked(shared, 4)


@pytest.mark.long
def test_whatever_is_asked_at_length_the_answer_is_as_described(shared: House) -> None:
    _checked(shared, 200)


def test_feeds_tell_what_became_public_newest_first(anybody: TestClient) -> None:
    """Read by a feed reader's own parser, which says of itself whether it had to guess."""
    events = lines(anybody, "events")
    lifts = [row for row in events if row["number"] == "1"]
    feeds = {
        "/data/feed.atom": events,
        f"{PLACE}feed.atom": events,
        f"{PLACE}projects/1.atom": lifts,
        f"{PLACE}units/{quote('市住房城乡建设局')}.atom": lifts,
    }
    for address, wanted in feeds.items():
        answer = anybody.get(address)
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        read = feedparser.parse(answer.content)
        assert not read.bozo and read.version == "atom10", read.get("bozo_exception")
        assert read.feed.title and read.feed.id.endswith(address) and read.feed.updated == wanted[-1]["published_at"]
        told = [entry.summary for entry in read.entries]
        assert sorted(told) == sorted(row["sentence"] for row in wanted[::-1][:100])
        ids = [entry.id for entry in read.entries]
        assert len(set(ids)) == len(ids) and all(each.startswith("urn:uuid:") for each in ids)
        assert read.entries[0].link.startswith("http://127.0.0.1:8000/testcity/2026/")
    assert anybody.get(f"{PLACE}projects/99.atom").status_code == 404
    assert anybody.get(f"{PLACE}units/none.atom").status_code == 404


def test_an_entry_keeps_its_id_in_every_feed(anybody: TestClient) -> None:
    def ids(address: str) -> set[str]:
        return {entry.id for entry in feedparser.parse(anybody.get(address).content).entries}

    own = ids(f"{PLACE}projects/1.atom")
    assert len(own) == 8 and own <= ids("/data/feed.atom")
