"""What a log keeps of requests: the id, the route's name, the status. No name, no token, no word that was typed."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import structlog
from anyio.from_thread import start_blocking_portal

from supervision import visit_link
from tests import deeds, visiting
from tests.web.forms import HIDDEN, send
from tests.web.test_visits import PLAN, ROOT
from tracker import accounts, logs
from tracker.clock import FixedClock
from tracker.database import Database
from web.app import create
from web.house import House

TYPED = "只有本人知道的一句话"
PASSWORD = "correct-horse-battery"
FILED = "张某某的验收单"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock, capsys: pytest.CaptureFixture[str]) -> Iterator[House]:
    """The product with its log where the test reads it."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def _listen() -> None:
    """From here on the log stands where the test reads it."""
    logs.set_up(json=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the test's own browser


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [line for line in said if line.get("logger") == "web"]


def test_a_line_a_request_with_the_id_that_the_visitor_sees(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    _listen()
    browser = deeds.client(house)
    page, json_answer = browser.get("/nowhere"), browser.get("/api/v1/none/2026/projects.json")
    first, second = _lines(capsys)
    assert (first["event"], first["method"], first["route"], first["status"]) == ("answered", "GET", "none", 404)
    assert first["request"] == page.headers["x-request-id"]
    assert f"请求编号 {first['request']}" in page.text
    assert (second["route"], second["status"]) == ("api:projects", 404)
    assert second["request"] == json_answer.headers["x-request-id"] == json_answer.json()["request"]
    assert set(first) <= {"event", "method", "route", "status", "ms", "request", "level", "logger", "timestamp"}


def test_who_hangs_up_while_sending_is_no_defect(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    _listen()
    kind = (b"content-type", b"application/x-www-form-urlencoded")
    scope = {"type": "http", "method": "POST", "path": "/sign-in", "raw_path": b"/sign-in", "query_string": b"",
             "headers": [kind, (b"content-length", b"100")], "scheme": "http", "server": ("127.0.0.1", 80),
             "client": ("127.0.0.1", 1), "http_version": "1.1", "root_path": ""}  # fmt: skip
    came: Iterator[dict[str, Any]] = iter(
        [{"type": "http.request", "body": b"login=", "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> dict[str, Any]:
        return next(came)

    async def send(message: Any) -> None:
        del message

    with start_blocking_portal() as portal:
        portal.call(create(house), scope, receive, send)
    assert [(line["event"], line["status"]) for line in _lines(capsys)] == [("answered", 400)]


def test_a_defect_says_where_and_not_what(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    _listen()
    with psycopg.connect(house.database.owner, autocommit=True) as owner:
        owner.execute('ALTER TABLE account RENAME COLUMN login TO "张三"')
    answer = deeds.client(house).post("/sign-in", data={"login": TYPED, "password": PASSWORD})
    assert answer.status_code == 500
    said = capsys.readouterr().err
    line = next(line for line in map(json.loads, said.splitlines()) if line["event"] == "defect")
    assert line["request"] == answer.headers["x-request-id"]
    assert line["route"] == "sign_in:submit"
    assert "ProgrammingError" in line["fault"]
    assert any("accounts.py" in place for place in line["at"])
    assert TYPED not in said and PASSWORD not in said


def test_whatever_people_do_the_log_names_nobody(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    _listen()
    secrets = [TYPED, PASSWORD, FILED, *_signing_in(house), *_filing(house), *_visiting(house), *_falling(house)]
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    seen = {(line.get("route"), line.get("status")) for line in lines if line["event"] == "answered"}
    assert {("sign_in:submit", 422), ("first_password:set", 303), ("sign_in:link", 200), ("visit:show", 200)} <= seen
    assert {("filing:save", 303), ("filing:save", 422), ("desk:show", 503), ("visit:remark", 303)} <= seen
    assert {("visit:show", 500)} <= seen
    assert len(secrets) > 12
    for secret in secrets:
        assert secret not in said, secret


def _signing_in(house: House) -> list[str]:
    """Wrong password, a first password set, a link opened, a link that is none; and what must not be read of it."""
    browser, who = deeds.client(house), deeds.account(house, "office", login="zhang-sanfeng")
    browser.post("/sign-in", data={"login": who.login, "password": PASSWORD, "next": f"/{TYPED}"})
    with house.reading() as conn:
        first, link = (accounts.make_link(conn, who.id, purpose) for purpose in ("first_password", "sign_in"))
    browser.get(f"/first-password/{first}")
    browser.post(f"/first-password/{first}", data={"password": PASSWORD, "again": PASSWORD})
    browser.get(f"/sign-in/{link}")
    browser.post("/sign-in", data={"login": who.login, "password": PASSWORD})
    browser.get(f"/sign-in/{link}?then={TYPED}")
    browser.get(f"/evidence/{TYPED}")
    return [who.login, who.post, first, link, str(browser.cookies.get("tracker_session")), "203.0.113.9", "testclient"]


def _filing(house: House) -> list[str]:
    """A form submitted whole, one in part, one with a file of a telling name."""
    who = deeds.account(house, "filer", unit="市住房城乡建设局", login="li-si")
    browser, page = deeds.client(house, who), "/testcity/2026/filing/2026-02"
    shown = browser.get(page).text
    words = {name: TYPED for name in re.findall(r'<textarea[^>]* name="([^"]+)"', shown)}
    numbers = {name: "24" for name in re.findall(r'<input[^>]* name="([^"]*value[^"]*)"', shown)}
    assert words
    send(browser, page, page, action="submit", **words)
    hidden = re.findall(r'<input type="hidden"[^>]* name="([^"]*version[^"]*)" value="([^"]*)"', shown)
    inputs = re.findall(r'<input[^>]*type="file"[^>]*>', shown)
    letter = (f"{FILED}.pdf", b"%PDF-1.7 " + FILED.encode())
    upload = {re.findall(r'name="([^"]+)"', each)[0]: letter for each in inputs}
    assert upload
    send(browser, page, page, action="save", **words, **numbers, **dict(hidden), files=upload)
    return [who.login, who.post, "市住房城乡建设局", dict(HIDDEN.findall(shown))["csrf"]]


def _visiting(house: House) -> list[str]:
    """An inspector's link, opened and written on, then by a read model that is broken."""
    office = deeds.client(house, deeds.account(house, "office"))
    token = re.findall(r'name="csrf" value="([^"]+)"', office.get(ROOT).text)[0]
    roster = visiting.enrolled(house, "人大代表", "市民代表")
    members = [roster["人大代表01"], roster["市民代表01"]]
    where = office.post(f"{ROOT}new?project=2", data={"csrf": token, **PLAN, "members": members}).headers["location"]
    with house.reading() as conn:
        links = visit_link.of_visit(conn, UUID(where.split("/")[-1]))
    (link, *_), phone = links.values(), deeds.client(house)
    phone.get(f"/visit/{link.token}")
    phone.post(f"/visit/{link.token}/remarks", data={"text": TYPED})
    with psycopg.connect(house.database.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE visit_link RENAME COLUMN inspector TO other")
    phone.get(f"/visit/{link.token}")
    return [link.token, token]


def _falling(house: House) -> list[str]:
    """Every connection of the pool is taken."""
    pool = house.ledger.recorder.datastore.pool
    browser = deeds.client(house, deeds.account(house, "observer"))
    with ExitStack() as taken:
        for _ in range(pool.max_size):
            taken.enter_context(house.reading())
        pool.timeout = 0.1
        browser.get("/desk")
    return [str(browser.cookies.get("tracker_session"))]
