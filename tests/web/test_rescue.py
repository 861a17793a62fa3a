"""A backup taken while people write, put back on an empty machine; and backups that are not to be relied on."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from projects.filing import Filing
from projects.month import Month
from projects.programme import Programme
from tests import deeds
from tests.conftest import copied
from tracker import backup, database, duty, rebuild, seal
from tracker.backup import Damaged
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.database import APPLICATION, Database, entitle
from tracker.event import SYSTEM
from tracker.restoration import Occupied
from tracker.settings import Settings
from web import house as houses
from web import rescue
from web.doctor import findings
from web.house import House

EVIDENCE = [b"one voucher", b"another voucher" * 40_000]
PAGES = ["/", "/testcity/2026/", "/testcity/2026/projects/1", "/api/v1/testcity/2026/projects.json"]


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path / "data") as made:
        yield made


def _file(house: House, programme: UUID, text: str, content: bytes) -> None:
    """A draft with a real file behind it."""
    project = UUID(house.ledger.get(Programme, programme).projects["1"])
    evidence = [{"sha256": house.store.put(content), "name": "单.pdf", "size": len(content), "type": "application/pdf"}]
    filing = Filing({"1": "24"}, text=text, problems="慢。", measures="快。", confirmed=["1"], evidence=evidence)
    house.carry_out(SYSTEM, None, ["draft"], lambda: Month(house.ledger, programme, "2026-02").draft(project, filing))


def _ground(house: House) -> UUID:
    programme = deeds.released(house)
    for number, content in enumerate(EVIDENCE):
        _file(house, programme, f"第{number}次。", content)
    return programme


def _back_up(house: House, folder: Path, keep: int = 30) -> str:
    name, _ = rescue.back_up(house.settings, house.database, folder, keep, lambda n: None)
    return name


@contextmanager
def _writing(house: House, programme: UUID) -> Iterator[list[int]]:
    """Somebody who goes on filing, each time with another file."""
    done: list[int] = []
    stop = threading.Event()

    def write() -> None:
        for number in count(100):
            if stop.is_set():
                return
            _file(house, programme, f"第{number}次。", f"voucher {number}".encode())
            done.append(number)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join(60)


def _pages(house: House) -> list[bytes]:
    browser = deeds.client(house)
    return [browser.get(path).content for path in PAGES]


def test_a_backup_taken_while_people_write_comes_back_whole(house: House, folder: Path, clock: FixedClock) -> None:
    programme, kept = _ground(house), folder / "kept"
    account = deeds.account(house, "office")
    with house.reading() as conn:
        conn.execute("UPDATE account SET password_hash = 'kept' WHERE id = %s", (account.id,))
    with _writing(house, programme) as written:
        while len(written) < 3:
            threading.Event().wait(0.01)
        name = _back_up(house, kept)
        soon = len(written)
        while len(written) < soon + 3:
            threading.Event().wait(0.01)
    own, manifest = backup.read(kept)
    assert own.name == name
    assert len(written) >= 3
    row = house.ledger.recorder.max_notification_id() or 0
    assert manifest.position < row, "more was written after the backup's moment"
    before = _pages(house)

    empty = Settings(data_dir=folder / "empty", database_url=None, postgres=_which())
    rescue.restore(empty, own, manifest, lambda n: None)
    with database.opened(empty) as found, houses.opened(empty, found, prepare=False) as again:
        with psycopg.connect(found.app, autocommit=True, row_factory=dict_row) as conn:
            verdict = seal.verify(conn)
            assert (verdict.sound, verdict.events, verdict.head.hex()) == (True, manifest.events, manifest.head)
            assert rebuild.check(again.ledger, conn, again.ledger.models) == []
            assert conn.execute("SELECT count(*) AS n FROM session").fetchone() == {"n": 0}
            found_again = conn.execute("SELECT password_hash FROM account WHERE id = %s", (account.id,)).fetchone()
            assert found_again == {"password_hash": "kept"}
        assert [fault for what, fault in findings(again) if "字体" not in what and fault] == []
        with using(clock):  # an opened house has the system's
            for path, was, is_ in zip(PAGES, before, _pages(again), strict=True):
                assert is_.decode() == was.decode(), path
        for content in EVIDENCE:
            assert again.store.get(sha256(content).hexdigest()) == content
        _file(again, programme, "恢复后继续填报。", b"after")
    with pytest.raises(Occupied, match="已有文件"):
        rescue.restore(empty, own, manifest, lambda n: None)
    shutil.rmtree(empty.data_dir / "files")
    with pytest.raises(Occupied, match="已有数据库"):
        rescue.restore(empty, own, manifest, lambda n: None)
    assert not (empty.data_dir / "files.restoring").exists()


def _which() -> Any:
    return os.environ.get("TRACKER_TEST_POSTGRES", "any")


def test_files_are_copied_once_and_old_dumps_are_forgotten(house: House, tmp_path: Path) -> None:
    _ground(house)
    kept = tmp_path / "kept"
    first = _back_up(house, kept)
    files = sorted(path for path in (kept / "files").rglob("*") if path.is_file())
    assert {path.name for path in files} == {sha256(content).hexdigest() for content in EVIDENCE}
    times = [path.stat().st_mtime_ns for path in files]
    (kept / first).rename(kept / "20200101-000000")
    (kept / ".half-left-by-a-kill").mkdir()
    second = _back_up(house, kept, keep=1)
    assert backup.names(kept) == [second]
    assert [path.stat().st_mtime_ns for path in files] == times
    assert not list(kept.rglob(".half-*"))
    assert oct(kept.stat().st_mode & 0o777) == "0o700"


def test_when_it_was_done_is_noted_and_a_try_in_vain_too(house: House, tmp_path: Path) -> None:
    _ground(house)
    _back_up(house, tmp_path / "kept")
    with house.reading() as conn:
        noted = duty.known(conn)[duty.BACKUP]
    assert (noted.fault, noted.position) == (None, house.ledger.recorder.max_notification_id())
    path = next((house.settings.data_dir / "files").rglob(sha256(EVIDENCE[0]).hexdigest()))
    path.write_bytes(b"rotten")
    with pytest.raises(Damaged, match="已损坏"):
        _back_up(house, tmp_path / "other")
    assert backup.names(tmp_path / "other") == []
    assert not list((tmp_path / "other").rglob(".half-*"))
    with house.reading() as conn:
        assert duty.known(conn)[duty.BACKUP].fault == "Damaged"


def test_a_folder_of_something_else_is_left_alone(house: House, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("mine")
    with pytest.raises(Damaged, match="已有别的内容"):
        _back_up(house, tmp_path / "letters")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["mine.txt"]


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _manifest(own: Path, **changed: Any) -> None:
    """A manifest that says something else, and is whole."""
    said = {**json.loads((own / "manifest.json").read_text()), **changed}
    (own / "manifest.json").write_text(json.dumps(said))
    (own / "manifest.sha256").write_text(sha256((own / "manifest.json").read_bytes()).hexdigest())


def _a_file(own: Path) -> Path:
    return own.parent / "files" / sha256(EVIDENCE[1]).hexdigest()[:2] / sha256(EVIDENCE[1]).hexdigest()


DAMAGES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no dump": (lambda own: (own / "database.dump").unlink(), "缺少数据库导出文件"),
    "a dump cut short": (lambda own: os.truncate(own / "database.dump", 5000), "不完整：应为"),
    "a byte of the dump": (lambda own: _flip(own / "database.dump"), "导出文件被改动"),
    "no file": (lambda own: _a_file(own).unlink(), "1个文件不见了"),
    "a byte of a file": (lambda own: _flip(_a_file(own)), "1个文件内容被改动"),
    "a byte of the manifest": (lambda own: _flip(own / "manifest.json"), "清单被改动"),
    "no sum": (lambda own: (own / "manifest.sha256").unlink(), "清单被改动或不完整"),
    "another format": (lambda own: _manifest(own, format=7), "第7版格式，本程序只认第1版"),
    "a later version": (lambda own: _manifest(own, migrations=["9999.later"]), "来自更新的版本"),
    "no manifest": (lambda own: (own / "manifest.json").unlink(), "没有完整的备份"),
    "a later server": (lambda own: _manifest(own, postgres=99), "不能恢复到更旧的版本"),
    "another ledger": (lambda own: _manifest(own, head="00" * 32), "与备份清单不符"),
    "a file the ledger names": (lambda own: _manifest(own, files={}), "1个不在备份里"),
}


@pytest.fixture(scope="module")
def sound(server: Any, template: str, folder: Path) -> Iterator[Path]:
    """A folder with one sound backup, of a ledger whose last draft names one file."""
    morning = FixedClock(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
    with copied(server, template) as name, using(morning):
        with psycopg.connect(server.conninfo(name), autocommit=True) as conn:
            entitle(conn)
        known = Database(server.conninfo(name), server.conninfo(name, APPLICATION), server.programs.source)
        with deeds.house(known, folder / "sound-data") as made:
            _ground(made)
            _back_up(made, folder / "sound")
    yield folder / "sound"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    sound: Path, tmp_path: Path, empty_database: str, damage: str, clock: FixedClock
) -> None:
    kept = tmp_path / "kept"
    shutil.copytree(sound, kept)
    (name,) = backup.names(kept)
    harm, words = DAMAGES[damage]
    harm(kept / name)
    target = Settings(data_dir=tmp_path / "target", database_url=empty_database)
    with pytest.raises(Damaged, match=words):
        rescue.restore(target, *backup.read(kept), lambda n: None)
    assert not (tmp_path / "target").exists() or not list((tmp_path / "target").iterdir())
    with psycopg.connect(empty_database) as conn:
        left = conn.execute("SELECT count(*) FROM pg_tables WHERE schemaname !~ '^pg_|information_schema'").fetchone()
        assert left == (0,)
        assert conn.execute("SELECT to_regnamespace('ledger'), to_regnamespace('views')").fetchone() == (None, None)


def test_a_backup_goes_into_an_empty_database_of_the_operators_own(
    sound: Path, tmp_path: Path, empty_database: str, clock: FixedClock
) -> None:
    target = Settings(data_dir=tmp_path / "target", database_url=empty_database)
    own, manifest = backup.read(sound)
    rescue.restore(target, own, manifest, lambda n: None)
    with psycopg.connect(empty_database, row_factory=dict_row, autocommit=True) as conn:
        assert seal.verify(conn).head.hex() == manifest.head
    assert sorted(path.name for path in backup.stored(tmp_path / "target" / "files")) == sorted(manifest.files)
    with pytest.raises(Occupied, match="不是空的"):
        rescue.restore(target.model_copy(update={"data_dir": tmp_path / "more"}), own, manifest, lambda n: None)


@pytest.mark.long
def test_the_commands(folder: Path, sound: Path) -> None:
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TRACKER_POSTGRES": _which()}

    def run(*arguments: str, code: int = 0) -> str:
        command = [str(Path(sys.executable).parent / "tracker"), *arguments]
        done = subprocess.run(command, env=environment, input="n\n", capture_output=True, text=True, timeout=120)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    one, kept = str(folder / "cli-one"), str(folder / "cli-kept")
    assert "备份完好，可以恢复" in run("restore", str(sound), "--check")
    assert "没有恢复" in run("restore", str(sound), "--data-dir", one, code=1)
    assert not Path(one).exists()
    _killed_half_way(str(sound), Path(one), environment)
    assert "已恢复" in run("restore", str(sound), "--yes", "--data-dir", one)
    assert sorted(path.name for path in Path(one).iterdir()) == ["files", "postgres"]
    head = re.findall(r"head: (\w+)", run("verify", "--data-dir", one))
    assert head == [backup.read(sound)[1].head]
    assert "重新读过一遍" in run("backup", kept, "--data-dir", one)
    assert backup.read(Path(kept))[1].head == head[0]
    assert "没有名为 x 的备份，这里有" in run("restore", kept, "--at", "x", "--check", code=1)


def _killed_half_way(sound: str, target: Path, environment: dict[str, str]) -> None:
    """A restoration that ends as by a power cut, while its database stands under the name for what is not whole."""
    command = [str(Path(sys.executable).parent / "tracker"), "restore", sound, "--yes", "--data-dir", str(target)]
    cut = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    base = target / "postgres/data/base"
    while not (base.is_dir() and len(list(base.iterdir())) > 3):
        assert cut.poll() is None, "it was over before it could be killed"
        threading.Event().wait(0.01)
    (target / "files.restoring").mkdir(exist_ok=True)
    (target / "files.restoring" / "junk").write_text("of the first try")
    cut.kill()
    cut.wait(30)
    assert not (target / "files").exists()
