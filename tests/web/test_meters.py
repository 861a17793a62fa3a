"""What /metrics says, after doing things: the right names, the right values, nobody's data, and not to everybody."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from projects.programme import Programme
from tests import deeds
from tests.web.forms import send
from tracker import channels, deliveries, duty
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.deliveries import Delivery
from tracker.event import SYSTEM
from tracker.refusal import Refused, Stale
from web.house import House

Sample = tuple[str, frozenset[tuple[str, str]]]


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


@pytest.fixture
def owner(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.owner, autocommit=True) as conn:
        yield conn


def _metrics(browser: Any) -> dict[Sample, float]:
    answer = browser.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(each.name, frozenset(each.labels.items())): each.value for family in families for each in family.samples}


def _of(found: dict[Sample, float], name: str, **labels: str) -> float | None:
    return found.get((name, frozenset(labels.items())))


def test_requests_are_counted_by_the_routes_name(house: House) -> None:
    browser = deeds.client(house)
    for _ in range(3):
        browser.get("/")
    browser.head("/")
    browser.get("/visit/a-token-that-opens-nothing")
    browser.get("/nothing/of/ours/at/all")
    browser.request("BREW", "/")
    found = _metrics(browser)
    requests = "tracker_http_requests_total"
    assert _of(found, requests, method="GET", route="home:show", status="200") == 3
    assert _of(found, requests, method="HEAD", route="home:show", status="200") == 1
    assert _of(found, requests, method="GET", route="visit:show", status="404") == 1
    assert _of(found, requests, method="GET", route="none", status="404") == 1
    assert sum(value for (name, labels), value in found.items() if name == requests and ("method", "other") in labels)
    assert _of(found, "tracker_http_request_seconds_count", route="home:show") >= 4  # type: ignore[operator]
    assert _of(found, "tracker_http_request_seconds_bucket", route="visit:show", le="+Inf") == 1


def test_commands_are_counted_by_the_page_that_asked_and_what_became_of_them(house: House) -> None:
    deeds.released(house)
    office = deeds.client(house, deeds.account(house, "office"))
    form = {"action": "fix", "yellow_at": "101", "red_over": "20"}
    assert send(office, "/testcity/2026/programme", "/testcity/2026/programme/policy", **form).status_code == 422
    for fault in (Refused("report.unknown"), Stale(), ZeroDivisionError(), psycopg.OperationalError()):

        def act(fault: Exception = fault) -> Any:
            raise fault

        with pytest.raises(type(fault)):
            house.carry_out(SYSTEM, uuid4(), ["x"], act)
    found, commands = _metrics(office), "tracker_commands_total"
    assert _of(found, commands, kind="command_line", outcome="done") == 2  # the list's intake and its release
    for outcome in ("refused", "stale", "defect", "unavailable"):
        assert _of(found, commands, kind="command_line", outcome=outcome) == 1, outcome


def test_a_pages_command_bears_the_routes_name(house: House) -> None:
    programme = deeds.released(house)
    for number, id in house.ledger.get(Programme, programme).projects.items():
        deeds.filed(house, programme, "2026-02", UUID(id), number, "1")
    office = deeds.client(house, deeds.account(house, "office"))
    send(office, "/testcity/2026/month/2026-02", "/testcity/2026/month/2026-02/accept", project="1")
    found = _metrics(office)
    kinds = {dict(labels)["kind"] for name, labels in found if name == "tracker_commands_total"}
    assert kinds == {"command_line", "month:accept"}


def test_the_ledger_and_what_is_behind_it(house: House, owner: psycopg.Connection[Any]) -> None:
    browser = deeds.client(house)
    empty = _metrics(browser)
    assert (_of(empty, "tracker_ledger_position"), _of(empty, "tracker_ledger_events")) == (0, 0)
    deeds.released(house)
    row = owner.execute("SELECT max(notification_id), count(*) FROM ledger.events").fetchone()
    assert row is not None
    found = _metrics(browser)
    assert (_of(found, "tracker_ledger_position"), _of(found, "tracker_ledger_events")) == row
    assert _of(found, "tracker_read_model_lag") == 0
    owner.execute("UPDATE views.following SET position = position - 2")
    assert _of(_metrics(browser), "tracker_read_model_lag") == 2


def test_the_pool_in_use(house: House) -> None:
    browser = deeds.client(house)
    with house.reading() as conn:
        conn.execute("SELECT 1")
        before = _of(_metrics(browser), "tracker_pool_in_use")
        with house.reading():
            assert _of(_metrics(browser), "tracker_pool_in_use") == (before or 0) + 1
    found = _metrics(browser)
    assert _of(found, "tracker_pool_waiting") == 0
    assert _of(found, "tracker_pool_most") == 15


def test_a_database_that_is_away_is_said_and_the_rest_still_answers(house: House) -> None:
    browser = deeds.client(house)
    assert _of(_metrics(browser), "tracker_database_up") == 1
    known = house.database
    house.database = Database(known.owner, "host=/nowhere dbname=none", known.source)
    found = _metrics(browser)
    house.database = known
    assert _of(found, "tracker_database_up") == 0
    assert _of(found, "tracker_ledger_position") is None
    assert _of(found, "tracker_pool_waiting") == 0


def test_whether_a_worker_leads(house: House, owner: psycopg.Connection[Any]) -> None:
    browser = deeds.client(house)
    assert _of(_metrics(browser), "tracker_worker_leading") == 0
    owner.execute("SELECT pg_advisory_lock(hashtextextended('leading', 0))")
    assert _of(_metrics(browser), "tracker_worker_leading") == 1
    owner.execute("SELECT pg_advisory_unlock(hashtextextended('leading', 0))")
    assert _of(_metrics(browser), "tracker_worker_leading") == 0


def test_when_the_duties_were_last_done(house: House, owner: psycopg.Connection[Any]) -> None:
    browser = deeds.client(house)
    assert _of(_metrics(browser), "tracker_backup_age_seconds") is None, "never: an alarm on absence"
    duty.done(owner, duty.BACKUP)
    duty.done(owner, duty.SEAL, events=7, position=9, head=b"h")
    duty.failed(owner, "tidy", "OSError")
    owner.execute("UPDATE duty SET done_at = done_at - interval '1 hour' WHERE name = 'backup'")
    found = _metrics(browser)
    assert 3600 <= (_of(found, "tracker_backup_age_seconds") or 0) < 4000
    assert _of(found, "tracker_seal_verified_position") == 9
    assert _of(found, "tracker_duty_failing", duty="tidy") == 1
    assert _of(found, "tracker_duty_failing", duty="backup") == 0
    assert _of(found, "tracker_duty_age_seconds", duty="tidy") is None
    duty.failed(owner, duty.BACKUP, "DiskFull")
    assert (_of(_metrics(browser), "tracker_backup_age_seconds") or 0) >= 3600, "a try in vain is no backup"


def test_what_went_out_and_what_waits_too_long(house: House, clock: FixedClock) -> None:
    deeds.released(house)
    now = clock.now()
    with house.reading() as conn:
        channel = channels.keep(conn, None, "testcity", "wecom", name="群", settings={}, sealed=b"", kinds=())
        told = [
            Delivery(
                uuid4(), channel, "testcity", None, None, "t", "work", True, "一件事", "/", now, "queued", now, now
            )
            for _ in range(3)
        ]
        deliveries.keep(conn, told)
        deliveries.sent(conn, told[0].id)
    clock.advance(timedelta(minutes=20))
    found = _metrics(deeds.client(house))
    assert _of(found, "tracker_deliveries", channel="wecom", state="sent") == 1
    assert _of(found, "tracker_deliveries", channel="wecom", state="queued") == 2
    assert _of(found, "tracker_delivery_overdue_seconds") == 1200
    clock.advance(timedelta(days=2))
    assert _of(_metrics(deeds.client(house)), "tracker_deliveries", channel="wecom", state="sent") is None


def test_the_build_and_the_process(house: House) -> None:
    found = _metrics(deeds.client(house))
    (labels,) = [dict(labels) for name, labels in found if name == "tracker_build_info"]
    assert labels["version"] == "0.1.0"
    assert (_of(found, "process_resident_memory_bytes") or 0) > 1_000_000


def test_no_label_holds_more_than_names_of_ours(house: House) -> None:
    deeds.released(house)
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局", login="zhang-san"))
    for path in ("/desk", "/testcity/2026/filing/2026-02", "/testcity/2026/", "/sign-in/secret-token", "/张三"):
        filer.get(path)
    text = filer.get("/metrics").text
    for secret in ("zhang-san", "市民政局", "填报人", "secret-token", "张三", "testcity"):
        assert secret not in text


def test_metrics_are_not_for_the_public(house: House) -> None:
    browser = deeds.client(house)
    for header in ("x-forwarded-for", "forwarded", "x-real-ip"):
        assert browser.get("/metrics", headers={header: "203.0.113.9"}).status_code == 404
    house.settings = house.settings.model_copy(update={"metrics_token": SecretStr("watchers-word")})
    assert browser.get("/metrics").status_code == 404
    assert browser.get("/metrics", headers={"authorization": "Bearer another"}).status_code == 404
    right = {"authorization": "Bearer watchers-word"}
    assert browser.get("/metrics", headers=right).status_code == 200
    assert browser.get("/metrics", headers={**right, "x-forwarded-for": "203.0.113.9"}).status_code == 404
