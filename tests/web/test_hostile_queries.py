"""Whatever stands behind the question mark of a public address: an answer in Chinese, never a fault of ours."""

import re
from collections.abc import Iterator
from dataclasses import fields
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from tests import deeds
from tracker.embedded import Server
from web.open_data.dataset import TABLES
from web.open_data.query import PLACE
from web.pages import ROUTERS
from web.permissions import PUBLIC, RULES
from web.selection import Selection

MARK = "<script>alert(7)</script>"
WORDS = {
    "nothing": "",
    "blanks": "%20%09%0A%0D",
    "nul": "%00",
    "nul within": "2026%00-08",
    "huge": "9" * 400,
    "negative": "-1",
    "beyond 64 bits": "18446744073709551616",
    "no number": "1e309",
    "nan": "NaN",
    "lone surrogate": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "half an escape": "%E4%B8%",
    "no month": "2026-13",
    "no day": "2026-02-30",
    "year 0": "0000-01-01",
    "year 9999": "9999-12-31",
    "five digits": "99999-01-01",
    "a time": "2026-06-30T00%3A00%3A00Z",
    "other digits": "%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%96-%EF%BC%90%EF%BC%96-%EF%BC%93%EF%BC%90",
    "long": "x" * 10_000,
    "long in Chinese": "%E9%95%BF" * 6_000,
    "right to left": "%E2%80%AE%E2%81%A6abc%E2%80%8F",
    "noncharacter": "%EF%BF%BE%F4%8F%BF%BF",
    "combining": "e" + "%CC%81" * 500,
    "mark-up": "%22%3E%3Cscript%3Ealert(7)%3C%2Fscript%3E",
    "quotes": "'%20OR%20''%3D'%3B--",
    "pattern": "%25_%5C(%3F%3C!x)%5B*",
    "path": "..%2F..%2Fetc%2Fpasswd",
    "another site": "%2F%2Fevil.example",
    "line break": "x%0D%0ASet-Cookie%3A%20a%3Db",
    "brackets": "%5B%5D%7B%7D%24%7B7*7%7D%7B%7B7*7%7D%7D",
}
VALUES = {
    "jurisdiction": "testcity", "year": "2026", "year:int": "2026", "number": "1", "period": "2026-02",
    "file": "projects.csv", "half": "2026-H1", "number:int": "1", "subject": "release", "unit": "market",
}  # fmt: skip
UNKNOWN = "nobody_knows"
SOME = 2
"""Of the words, where no page knows the parameter, and at the tables beside the first: they share their code."""


@pytest.fixture(scope="module")
def nobody(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("hostile")
    Path(folder).chmod(0o755)
    with deeds.looked_at(server, template, folder) as house:
        house.settings = house.settings.model_copy(update={"asked_a_minute": 0})  # we ask faster than anybody may
        yield deeds.client(house)


def routes() -> list[APIRoute]:
    """What the public may ask for; an address of a table once for each table."""
    every = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return [
        route
        for route in every
        if "GET" in (route.methods or ()) and route.name in RULES and RULES[route.name].roles == PUBLIC
    ]


def parameters(route: APIRoute) -> list[str]:
    """What the address reads after its question mark, and one that no address knows."""
    declared = [each.alias for each in route.dependant.query_params]
    if route.name == "board:show":
        declared += [*(each.name for each in fields(Selection)), "page"]
    if route.name == "api:rows":
        table = TABLES[route.path.rsplit("/", 1)[1]]
        declared += [*PLACE, *table.filters, "since", "limit", "cursor"]
    return [*declared, UNKNOWN]


def address(route: APIRoute) -> str:
    return re.sub(r"{([^}]+)}", lambda found: VALUES.get(found[1], "x"), route.path)


def questions() -> Iterator[tuple[str, str]]:
    turning = cycle(WORDS.values())
    for route in routes():
        first = route.name != "api:rows" or route.path.endswith(f"/{next(iter(TABLES))}")
        for name in parameters(route):
            whole = first and name != UNKNOWN
            for words in WORDS.values() if whole else islice(turning, SOME):
                yield address(route), f"{name}={words}"
        yield address(route), "&".join(f"{name}={words}" for name in parameters(route) for words in ("1", "2026-06-30"))


def test_the_parameters_are_found() -> None:
    asked = {(route.name, name) for route in routes() for name in parameters(route)}
    assert {("board:show", "q"), ("board:show", "as_of"), ("compare:show", "after"), ("project:show", "month")} <= asked
    assert {("sign_in:show", "next"), ("api:rows", "cursor"), ("history:show", "as_of")} <= asked
    assert len(TABLES) == sum(route.name == "api:rows" for route in routes())


def test_no_question_is_answered_with_a_fault(nobody: Any) -> None:
    wrong: list[tuple[Any, ...]] = []
    asked = 0
    for path, query in questions():
        asked += 1
        answer = nobody.get(f"{path}?{query}", headers={"accept": "text/html"})
        if answer.status_code not in (200, 303, 400, 403, 404, 410) or MARK in answer.text:
            wrong.append((answer.status_code, path, query[:60]))
        if answer.status_code >= 400 and not re.search(r"[\u4e00-\u9fff]{4,}", answer.text):
            wrong.append((answer.status_code, path, query[:60], "says nothing in Chinese"))
        if "evil.example" in answer.headers.get("location", "") or "set-cookie" in answer.headers:
            wrong.append((path, query[:60], dict(answer.headers)))
    assert not wrong
    assert asked > 700
