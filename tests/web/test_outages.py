"""No space, no database, no free connection: said clearly, nothing lost, nothing half-written, and over by itself."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from psycopg.rows import dict_row

from projects.filing import Filing
from projects.month import Month
from projects.programme import Programme
from tests import deeds
from tests.conftest import WHICH
from tests.tracker.proxy import Cut, wire
from tracker import rebuild, seal
from tracker.clock import FixedClock
from tracker.database import APPLICATION, NAME, Database, migrate
from tracker.embedded import Server, serving
from tracker.event import SYSTEM
from web.house import House

OWN = ("/testcity/2026/filing/2026-02", "市住房城乡建设局")
BOARD = "/testcity/2026/"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path / "data") as made:
        yield made


@contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _until(what: Callable[[], Any], meanwhile: Callable[[], Any] = lambda: None) -> Any:
    """What becomes true within a minute; how long it takes is nobody's matter here."""
    for _ in range(600):
        if found := what():
            return found
        meanwhile()
        time.sleep(0.1)
    raise AssertionError("never")


def _events(house: House) -> int:
    with house.reading() as conn:
        row = conn.execute("SELECT count(*) AS n FROM ledger.events").fetchone()
    return int(row["n"]) if row else 0


# No free connection.


def test_without_a_free_connection_everybody_is_told_and_then_it_goes_on(house: House) -> None:
    deeds.released(house)
    office = deeds.client(house, deeds.account(house, "office"))
    page = "/testcity/2026/programme"
    form = dict(re.findall(r'<input type="hidden" name="(csrf|key)" value="([^"]*)"', office.get(page).text))
    pool, before = house.ledger.recorder.datastore.pool, _events(house)
    with ExitStack() as taken:
        for _ in range(pool.max_size):
            taken.enter_context(house.reading())
        pool.timeout = 0.1
        _told(office.get(BOARD))
        _told(office.post(f"{page}/policy", data={**form, "action": "fix"}))
        said = office.get("/api/v1/testcity/2026/projects.json")
        assert (said.status_code, said.headers["retry-after"], said.json()["code"]) == (503, "5", "unavailable")
        assert said.json()["request"] == said.headers["x-request-id"]
        line = office.post(OWN[0], data=form, headers={"hx-request": "true"})
        assert line.status_code == 503 and "<html" not in line.text
        assert line.headers["x-request-id"] in line.text and "没有保存" in line.text
        assert deeds.client(house).get("/healthz").status_code == 200, "the process lives"
        ready = deeds.client(house).get("/readyz")
        assert (ready.status_code, ready.json()["missing"]) == (503, ["database"])
    pool.timeout = 5
    assert office.get(BOARD).status_code == 200
    assert office.get("/readyz").status_code == 200
    assert _events(house) == before


def _told(answer: Any) -> None:
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["cache-control"] in ("no-store", "private, no-store")
    assert "正在恢复" in answer.text and "同一张表单不会重复办理" in answer.text
    assert f"请求编号 {answer.headers['x-request-id']}" in answer.text


# No space for files.


@needs_root
def test_a_full_disk_keeps_no_half_file_and_the_same_form_succeeds_later(house: House, tmp_path: Path) -> None:
    deeds.released(house)
    filer = deeds.client(house, deeds.account(house, "filer", unit=OWN[1]))
    form, files = _filled(filer)
    before = _events(house)
    with _small_disk(tmp_path / "data/files", "1m") as disk:
        full = filer.post(OWN[0], data=form, files=files)
        assert full.status_code == 503
        assert "存储空间不足" in full.text and "没有写入" in full.text
        assert full.headers["x-request-id"] in full.text and full.headers["retry-after"] == "5"
        assert not [path for path in disk.rglob("*") if path.is_file()], "nothing half-written"
        assert _events(house) == before
        assert filer.get(OWN[0]).status_code == 200, "the rest goes on"
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        assert filer.post(OWN[0], data=form, files=files).status_code == 303
        (kept,) = [path for path in disk.rglob("*") if path.is_file()]
        assert house.store.get(kept.name) == files[next(iter(files))][1]
    assert _events(house) > before


def _filled(filer: Any) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    shown = filer.get(OWN[0]).text
    hidden = dict(re.findall(r'<input type="hidden"[^>]* name="([^"]+)" value="([^"]*)"', shown))
    words = {name: "按计划推进。" for name in re.findall(r'<textarea[^>]* name="([^"]+)"', shown)}
    name = re.findall(r'name="([^"]+\.evidence)"', shown)[0]
    content = b"%PDF-1.4\n" + b"0123456789" * 250_000
    return {**hidden, **words, "action": "save"}, {name: ("凭据.pdf", content)}


# No database.


@contextmanager
def _own(folder: Path) -> Iterator[tuple[Server, House]]:
    """The product on a server of its own, which may be killed; it commits to the disk."""
    with serving(folder / "postgres", WHICH, {"shared_buffers": "16MB", "max_wal_size": "48MB"}) as server:
        with psycopg.connect(server.conninfo(), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {NAME}")
        migrate(server.conninfo(NAME))
        found = Database(server.conninfo(NAME), server.conninfo(NAME, APPLICATION), server.programs.source, server.tend)
        with deeds.house(found, folder / "data") as house:
            yield server, house


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_form_whose_commit_was_cut_off_is_sent_again_and_acts_once(
    database: Database, tmp_path: Path, clock: FixedClock, cut: Cut
) -> None:
    """After the commit the key says that it is done; before it, the same form does it when it is sent again."""
    with wire(database.app) as (line, through):
        wired = Database(database.owner, through, database.source)
        with deeds.house(wired, tmp_path) as house:
            deeds.released(house)
            filer = deeds.client(house, deeds.account(house, "filer", unit=OWN[1]))
            (form, _), before = _filled(filer), _events(house)
            line.cut = cut
            first = filer.post(OWN[0], data=form)
            assert line.cuts == 1
            assert first.status_code == (303 if cut == "after" else 503)
            assert _events(house) == before + (cut == "after")
            assert filer.post(OWN[0], data=form).status_code == 303
            assert _events(house) == before + 1


def _postmaster(folder: Path) -> int:
    return int((folder / "postgres/data/postmaster.pid").read_text().splitlines()[0])


class _Load(threading.Thread):
    """Somebody who drafts on; a command that is not answered is sent again under its key until it is."""

    def __init__(self, house: House, programme: UUID, number: str) -> None:
        super().__init__(daemon=True)
        self.house, self.programme, self.number = house, programme, number
        self.answers: dict[UUID, Any] = {}
        self.repeated = 0
        self.enough = threading.Event()

    def run(self) -> None:
        project = UUID(_projects(self.house, self.programme)[self.number])
        while not self.enough.is_set():
            key, filing = uuid4(), Filing({"1": "12"}, text=f"第{len(self.answers)}次。", confirmed=["1"])

            def act(filing: Filing = filing) -> Any:
                return Month(self.house.ledger, self.programme, "2026-02").draft(project, filing)

            while key not in self.answers:
                try:
                    self.answers[key] = self.house.carry_out(SYSTEM, key, [self.number, filing.text], act)
                except (PersistenceError, psycopg.Error):
                    self.repeated += 1
                    time.sleep(0.05)


def _projects(house: House, programme: UUID) -> dict[str, str]:
    found: dict[str, str] = _patiently(lambda: house.ledger.get(Programme, programme).projects)
    return found


def _patiently(ask: Callable[[], Any]) -> Any:
    for _ in range(300):
        try:
            return ask()
        except (PersistenceError, psycopg.Error):
            time.sleep(0.1)
    return ask()


@pytest.mark.long
def test_a_database_killed_under_load_comes_back_and_every_command_is_there_once(
    folder: Path, clock: FixedClock
) -> None:
    with _own(folder / "killed-under-load") as (server, house):
        programme = deeds.released(house)
        browser, probe = deeds.client(house, deeds.account(house, "office")), deeds.client(house)
        house.ledger.recorder.datastore.pool.timeout = 0.5
        load = [_Load(house, programme, number) for number in ("1", "2")]
        for each in load:
            each.start()
        for _ in range(2):
            soon = [len(each.answers) + 3 for each in load]
            _until(lambda soon=soon: all(len(each.answers) >= n for each, n in zip(load, soon, strict=True)))  # type: ignore[misc]
            os.kill(_postmaster(folder / "killed-under-load"), signal.SIGKILL)
            away = _until(lambda: [answer for answer in [browser.get("/desk")] if answer.status_code == 503])[0]
            _told(away)
            assert probe.get("/readyz").json()["missing"] == ["database"]
            _until(lambda: probe.get("/readyz").status_code == 200, server.tend)
            _until(lambda: browser.get("/desk").status_code == 200)  # the same session, and nobody restarted us
        for each in load:
            each.enough.set()
        for each in load:
            each.join(60)
        assert sum(each.repeated for each in load) > 0
        _everything_once(house, {key: answer for each in load for key, answer in each.answers.items()})


def _everything_once(house: House, answers: dict[UUID, Any]) -> None:
    with psycopg.connect(house.database.owner, autocommit=True, row_factory=dict_row) as conn:
        rows = conn.execute("SELECT key, answer FROM ledger.commands").fetchall()
        kept = {row["key"]: row["answer"] for row in rows}
        query = "SELECT convert_from(state, 'UTF8')::jsonb -> 'by' ->> 'key' AS key FROM ledger.events"
        recorded = [UUID(row["key"]) for row in conn.execute(query).fetchall() if row["key"]]
        for key, answer in answers.items():
            assert kept[key] == answer
            assert recorded.count(key) == 1
        assert seal.verify(conn).sound
        assert rebuild.check(house.ledger, conn, house.ledger.models) == []


@needs_root
def test_a_database_without_space_loses_nothing_and_goes_on_when_there_is_some(folder: Path, clock: FixedClock) -> None:
    with _small_disk(folder / "full", "400m") as disk, _own(disk) as (server, house):
        programme = deeds.released(house)
        browser = deeds.client(house)
        project = UUID(_projects(house, programme)["1"])
        filler, answers, keys = disk / "filler", {}, [uuid4() for _ in range(400)]
        with open(filler, "wb") as file:
            # Half of what is left at a time: the server may take a part of it meanwhile.
            while (left := (room := os.statvfs(disk)).f_bavail - 64) > 0:
                os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, (left + 1) // 2 * room.f_frsize)

        def draft(number: int) -> Any:
            filing = Filing({"1": "12"}, text=os.urandom(40_000).hex(), confirmed=["1"])
            act = lambda: Month(house.ledger, programme, "2026-02").draft(project, filing)  # noqa: E731
            return house.carry_out(SYSTEM, keys[number], [number], act)

        with pytest.raises((PersistenceError, psycopg.Error)):
            for number in range(len(keys)):
                answers[keys[number]] = draft(number)
        refused = len(answers)
        filler.unlink()
        _until(lambda: browser.get("/readyz").status_code == 200, server.tend)
        answers[keys[refused]] = _patiently(lambda: draft(refused))
        assert browser.get(BOARD).status_code == 200
        _everything_once(house, answers)


def test_the_served_product_starts_its_database_again(folder: Path) -> None:
    """The process itself: killed under it, the embedded server is started again by the web server's own loop."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "served"
    command = [str(Path(sys.executable).parent / "tracker"), "serve", "--port", str(port), "--data-dir", str(data)]
    with open(folder / "served.log", "wb") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "TRACKER_POSTGRES": WHICH})
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
            _until(lambda: _status(client, "/readyz") == 200)
            first = _postmaster(data)
            os.kill(first, signal.SIGKILL)
            _until(lambda: (data / "postgres/data/postmaster.pid").exists() and _postmaster(data) != first)
            _until(lambda: _status(client, "/readyz") == 200)
            assert client.get("/").status_code == 200
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0, (folder / "served.log").read_text()
    assert "数据库意外停止，正在重新启动" in (folder / "served.log").read_text()


def _status(client: httpx.Client, path: str) -> int:
    try:
        return client.get(path).status_code
    except httpx.TransportError:
        return 0
