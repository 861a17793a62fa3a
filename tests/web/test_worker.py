"""The leading worker: each duty does what it is for, a fault is noted and stops nothing, a lost lock is taken again."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from pydantic import SecretStr

from supervision import obligations
from tests import deeds
from tracker import accounts, duty, seal
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.embedded import Server
from tracker.settings import Settings
from web import house as houses
from web import worker
from web.house import House
from web.worker import CHORES, Chore

BY_NAME = {chore.name: chore for chore in CHORES}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        yield made


@pytest.fixture
def owner(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.owner, autocommit=True, row_factory=dict_row) as conn:
        yield conn


def _perform(house: House, name: str) -> duty.Duty:
    worker.perform(house, BY_NAME[name])
    with house.reading() as conn:
        return duty.known(conn)[name]


def test_what_opens_nothing_any_more_is_forgotten(house: House, clock: FixedClock) -> None:
    deeds.released(house)
    who = deeds.account(house, "office")
    with house.reading() as conn:
        accounts.open_session(conn, who.id)
        accounts.make_link(conn, who.id, "first_password")
        clock.advance(timedelta(days=4))
        living, link = accounts.open_session(conn, who.id), accounts.make_link(conn, who.id, "sign_in")
        past = clock.now() - timedelta(hours=1)
        conn.execute("INSERT INTO session SELECT 'old', account, csrf, created_at, %s FROM session", (past,))
        conn.execute("INSERT INTO sign_in_attempt VALUES ('203.0.113.9', %s)", (past,))
    assert _perform(house, "expiry").fault is None
    with house.reading() as conn:
        assert accounts.session(conn, living) and accounts.link(conn, link, "sign_in")
        left = conn.execute(
            "SELECT (SELECT count(*) FROM session) AS s, (SELECT count(*) FROM account_link) AS l,"
            " (SELECT count(*) FROM sign_in_attempt) AS a"
        ).fetchone()
    assert left == {"s": 1, "l": 1, "a": 0}


def test_new_events_are_verified_from_where_it_stopped(house: House, owner: psycopg.Connection[Any]) -> None:
    assert _perform(house, "seal").events == 0, "an empty ledger is sound"
    programme = deeds.released(house)
    first = _perform(house, "seal")
    assert (first.fault, first.position) == (None, house.ledger.recorder.max_notification_id())
    deeds.months(house, programme, "2026-02")
    whole, second = seal.verify(owner), _perform(house, "seal")
    assert (second.events, second.head) == (whole.events, whole.head)
    assert (second.events or 0) > (first.events or 0)


def _tamper(owner: psycopg.Connection[Any], position: int) -> None:
    owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER append_only")
    owner.execute("UPDATE ledger.events SET state = state || ' '::bytea WHERE notification_id = %s", (position,))
    owner.execute("ALTER TABLE ledger.events ENABLE TRIGGER append_only")


def test_a_change_to_a_new_event_is_told_at_once_and_the_sound_part_stays_known(
    house: House, owner: psycopg.Connection[Any]
) -> None:
    programme = deeds.released(house)
    sound = _perform(house, "seal")
    deeds.months(house, programme, "2026-02")
    _tamper(owner, (sound.position or 0) + 1)
    found = _perform(house, "seal")
    assert found.fault == f"位置 {(sound.position or 0) + 1}：内容与封印不符"
    assert (found.events, found.position, found.done_at) == (sound.events, sound.position, sound.done_at)


def test_a_change_to_an_old_event_is_told_by_the_daily_look(house: House, owner: psycopg.Connection[Any]) -> None:
    deeds.released(house)
    _perform(house, "seal")
    _tamper(owner, 2)
    assert _perform(house, "seal").fault is None
    assert _perform(house, "seal_whole").fault == "位置 2：内容与封印不符"


def test_a_chain_that_was_written_anew_is_told(house: House, owner: psycopg.Connection[Any]) -> None:
    deeds.released(house)
    known = _perform(house, "seal")
    owner.execute("ALTER TABLE ledger.seals DISABLE TRIGGER append_only")
    owner.execute("UPDATE ledger.seals SET link = sha256('x') WHERE index = %s", ((known.events or 0) - 1,))
    assert "上次核对过的末条封印已不同" in (_perform(house, "seal").fault or "")


def test_what_a_killed_process_left_half_written_is_removed(house: House) -> None:
    name = house.store.put(b"kept")
    old, young = house.store.folder / name[:2] / "tmpold", house.store.folder / name[:2] / "tmpyoung"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1_700_000_000, 1_700_000_000))
    assert _perform(house, "tidy").fault is None
    assert (old.exists(), young.exists(), house.store.get(name)) == (False, True, b"kept")


@contextmanager
def _working(house: House, *chores: Chore) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(house, stop, chores))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def _counting(name: str, fault: Exception | None = None) -> tuple[Chore, threading.Semaphore]:
    done = threading.Semaphore(0)

    def do(house: House, conn: Any) -> None:
        done.release()
        if fault:
            raise fault

    return Chore(name, timedelta(seconds=0.2), do), done


def test_a_duty_that_fails_is_noted_and_stops_neither_the_clock_nor_the_others(house: House) -> None:
    (broken, tried), (sound, done) = _counting("broken", ValueError("张三")), _counting("sound")
    with _working(house, broken, sound):
        for each in (tried, tried, tried, done, done):
            assert each.acquire(timeout=30)
    with house.reading() as conn:
        known = duty.known(conn)
    assert (known["broken"].fault, known["broken"].done_at) == ("ValueError", None)
    assert known["sound"].fault is None


def _holders(owner: psycopg.Connection[Any]) -> list[int]:
    query = """SELECT pid FROM pg_locks, (SELECT hashtextextended('leading', 0) AS key) k WHERE locktype = 'advisory'
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND granted
                 AND (classid::bigint << 32) | objid::bigint = k.key"""
    return [row["pid"] for row in owner.execute(query).fetchall()]


def _until(what: Callable[[], Any]) -> Any:
    for _ in range(600):
        if found := what():
            return found
        threading.Event().wait(0.05)
    raise AssertionError("never")


def test_whoever_loses_the_lock_stops_and_takes_it_again(house: House, owner: psycopg.Connection[Any]) -> None:
    chore, done = _counting("ticking")
    with _working(house, chore):
        (first,) = _until(lambda: _holders(owner))
        owner.execute("SELECT pg_terminate_backend(%s)", (first,))
        _until(lambda: _holders(owner) not in ([], [first]))
        assert done.acquire(timeout=30)
    _until(lambda: not _holders(owner))  # the server lets a closed connection's lock go a moment later


def test_the_watch_looks_again_only_when_something_was_recorded_or_time_brings_something(
    house: House, clock: FixedClock
) -> None:
    """Released on the 20th of January; 1—2月's reports are asked for on the 1st of March and reminded on the 3rd."""
    clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
    programme = deeds.released(house)
    quiet = _perform(house, "watch")
    assert (quiet.leader, quiet.clock_at) == (worker.NAME, clock.now())
    assert quiet.next_at is not None and quiet.next_at > clock.now()
    clock.set(datetime(2026, 3, 1, 0, 0, 30, tzinfo=SHANGHAI))
    following = _perform(house, "watch").next_at
    assert following is not None and following <= datetime(2026, 3, 3, 9, 1, tzinfo=SHANGHAI), "the reminder's minute"
    with house.reading() as conn:
        assert len(obligations.open_of(conn, str(programme), kind="monthly_report")) == 3
    position = house.ledger.recorder.max_notification_id()
    assert _perform(house, "watch").fault is None
    assert house.ledger.recorder.max_notification_id() == position


@pytest.mark.long
def test_the_command_tells_what_it_would_record_and_nothing_where_there_is_nothing(
    house: House, database: Database, clock: FixedClock
) -> None:
    clock.set(datetime(2026, 1, 20, 9, tzinfo=SHANGHAI))
    deeds.released(house)
    folder = str(house.settings.data_dir)
    environment = {**os.environ, "TRACKER_DATABASE_URL": database.app, "TRACKER_DATA_DIR": folder}

    def run(*arguments: str) -> tuple[int, str, str]:
        command = [str(Path(sys.executable).parent / "tracker"), "watch", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    code, told, _ = run("--dry-run", "--today", "2026-03-05T18:00")
    assert code == 0
    assert set(told.splitlines()) >= {
        "2026-03-01 00:00 testcity/2026 开始 项目1的1—2月进展报送（市住房城乡建设局）",
        "2026-03-01 00:00 testcity/2026 开始 项目2的1—2月进展报送（市民政局）",
        "2026-03-01 00:00 testcity/2026 开始 项目3的1—2月进展报送（市教育局）",
    }
    assert "2026-03-05 09:00 testcity/2026 将到期 项目3" in told
    assert run("--dry-run", "--today", "2026-01-20T08:00") == (0, "", "")
    code, told, fault = run("--today", "2026-03-05")
    assert (code, told) == (1, "") and "--dry-run" in fault


class _AtFirstWarning(logging.Handler):
    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self.act, self.told = act, 0

    def emit(self, record: logging.LogRecord) -> None:
        self.told += 1
        self.act()


def test_a_worker_that_starts_while_its_database_is_away_waits_for_it(
    server: Server, database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    name = sql.Identifier(str(conninfo_to_dict(database.owner)["dbname"]))

    def reachable(yes: bool) -> None:
        with psycopg.connect(server.conninfo(), autocommit=True) as conn:
            conn.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(name, sql.Literal(yes)))

    back, log = _AtFirstWarning(lambda: reachable(True)), logging.getLogger("tracker.database")
    reachable(False)
    log.addHandler(back)
    try:
        with houses.lasting(Settings(data_dir=tmp_path, database_url=SecretStr(database.owner), today=None)) as house:
            assert _perform(house, "watch").fault is None
    finally:
        log.removeHandler(back)
    assert back.told == 1
