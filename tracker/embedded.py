"""A PostgreSQL of our own: a child on a unix socket that ends when we end, however we end (Linux).

For trying, developing and testing; why it is not the wheel's own: docs/decisions/0002-embedded-server.md. The commands
working on one folder share one server: the first starts it and, before stopping it, waits until the others have left.
`python -m tracker.embedded DATA_DIR COMMAND...` runs psql, pg_dumpall and the like on it as its owner.
"""

import ctypes
import fcntl
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import psycopg

from tracker.server_programs import OWNER, NoServer, Programs, account, find, initialise, prepared, readable

START_SECONDS = 60.0
"""A start replays what a killed server had not written yet, and waits for a predecessor that is still stopping."""
BETWEEN_TRIES = 1.0
_PR_SET_PDEATHSIG = 1
_NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket, its programs, and what starts it again should it have died.

    `tend` costs next to nothing; call it now and then, from the main thread. Where the process that started the server
    was killed, and the server with it, the first of the others to tend it starts it anew and has it from then on.
    """

    host: str
    programs: Programs
    tend: Callable[[], None] = lambda: None

    def conninfo(self, database: str = "postgres", user: str = OWNER) -> str:
        return psycopg.conninfo.make_conninfo(host=self.host, user=user, dbname=database)


@contextmanager
def serving(folder: Path, which: str = "any", options: Mapping[str, str] = _NO_OPTIONS) -> Iterator[Server]:
    """Joins the server of this folder, or starts one (from the main thread only) with these settings.

    Raises NoServer, also where another major version wrote the data.
    """
    folder = prepared(folder, account())
    with open(folder / "starting.lock", "w") as starting, open(folder / "users.lock", "w") as users:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a starter that found itself alone is stopping its server
        keeper = _Keeper(folder, which, options, starting)
        server = keeper.joined() or keeper.started()
        fcntl.flock(starting, fcntl.LOCK_UN)
        try:
            yield server
        finally:
            if keeper.child:
                with suppress(KeyboardInterrupt):  # whoever presses Ctrl-C again does not wait for the others
                    _wait_for_others(users)
                keeper.child.stop()


@dataclass
class _Keeper:
    """What one command has to do with the server of a folder: nothing, or it is its own `child`."""

    folder: Path
    which: str
    options: Mapping[str, str]
    starting: IO[str]
    child: "_Child | None" = None

    def joined(self) -> Server | None:
        found = _running(self.folder, self.which)
        return found and replace(found, tend=self.tend)

    def started(self) -> Server:
        self.child = _Child(self.folder, find(self.which), self.options)
        return replace(self.child.answering(), tend=self.tend)

    def tend(self) -> None:
        if self.child:
            self.child.tend()
        elif not _lives(self.folder):
            self._take_over()

    def _take_over(self) -> None:
        """Unless another command is about it: the lock is kept until the new server can be found."""
        with suppress(BlockingIOError):
            fcntl.flock(self.starting, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                if not _lives(self.folder):
                    logging.getLogger(__name__).error("启动数据库的进程已不在，由本进程重新启动数据库")
                    child = _Child(self.folder, find(self.which), self.options)
                    child.answering()  # it is stopped where it does not answer, and tried again at the next look
                    self.child = child
            except NoServer:
                logging.getLogger(__name__).exception("数据库没有启动")
            finally:
                fcntl.flock(self.starting, fcntl.LOCK_UN)


def _lives(folder: Path) -> bool:
    """Whether the process that the server's own lock file names is there; one that stops is until it has stopped."""
    try:
        os.kill(int((folder / "data/postmaster.pid").read_text().splitlines()[0]), 0)
    except PermissionError:  # it runs under another account
        return True
    except (OSError, ValueError, IndexError):
        return False
    return True


def _wait_for_others(users: IO[str]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        logging.getLogger(__name__).warning("其他命令还在使用数据库，等它们结束再停止；再按一次 Ctrl-C 则立即停止")
        fcntl.flock(users, fcntl.LOCK_EX)


def _running(folder: Path, which: str) -> Server | None:
    """The server that answers here, found by its socket's folder in the fifth line of its own lock file."""
    with suppress(OSError, IndexError, psycopg.OperationalError):
        server = Server((folder / "data/postmaster.pid").read_text().splitlines()[4], find(which))
        psycopg.connect(server.conninfo(), connect_timeout=5).close()
        return server
    return None


class _Child:
    """The server's process, from its first start to its stop."""

    def __init__(self, folder: Path, programs: Programs, options: Mapping[str, str]) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("the server would end with this thread: start it from the main one")
        user = account()
        self._as: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        self._folder, self._data, self._programs = folder, folder / "data", readable(programs, folder, user)
        # A socket's path is limited to 107 bytes, so it cannot lie beside the data.
        self._socket = Path("/tmp") / f"tracker-{sha256(os.fsencode(folder)).hexdigest()[:12]}"
        self._socket.mkdir(mode=0o700, exist_ok=True)
        if self._socket.is_symlink() or self._socket.stat().st_uid not in (os.geteuid(), folder.stat().st_uid):
            raise NoServer(f"{self._socket} 属于别的账户，请删除后再试")
        os.chown(self._socket, folder.stat().st_uid, -1)
        initialise(self._data, self._programs, self._as)
        settings = {"listen_addresses": "", "unix_socket_directories": str(self._socket), **options}
        self._command = [str(self._programs.bin / "postgres"), "-D", str(self._data), "-cunix_socket_permissions=0700"]
        self._command += [f"-c{name}={value}" for name, value in settings.items()]
        self._process, self._next_try = self._begun(), 0.0

    def _begun(self) -> "subprocess.Popen[bytes]":
        parent = os.getpid()

        def end_with_parent() -> None:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
            if os.getppid() != parent:
                os._exit(1)

        with open(self._folder / "postgres.log", "ab") as log:
            apart: dict[str, Any] = {"stdout": log, "stderr": log, "cwd": "/", "start_new_session": True, **self._as}
            return subprocess.Popen(self._command, preexec_fn=end_with_parent, **apart)  # Ctrl-C reaches us alone

    def answering(self) -> Server:
        server = Server(str(self._socket), self._programs, self.tend)
        deadline = time.monotonic() + START_SECONDS
        try:
            while time.monotonic() < deadline:
                with suppress(psycopg.OperationalError):
                    psycopg.connect(server.conninfo(), connect_timeout=5).close()
                    return server
                if self._process.poll() is not None:  # after a kill -9 the old shared memory may linger for a moment
                    self._process = self._begun()
                time.sleep(0.1)
            raise NoServer(f"数据库没有启动，原因见 {self._folder / 'postgres.log'}")
        except BaseException:
            self.stop()
            raise

    def tend(self) -> None:
        """Starts the server again when it has died (killed, out of memory); what was committed is there."""
        if self._process.poll() is None or time.monotonic() < self._next_try:
            return
        logging.getLogger(__name__).error("数据库意外停止，正在重新启动，原因见 %s", self._folder / "postgres.log")
        self._next_try = time.monotonic() + BETWEEN_TRIES
        self._process = self._begun()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)  # a fast, clean shutdown
        self._process.wait(START_SECONDS)
        with suppress(OSError):
            self._socket.rmdir()


if __name__ == "__main__":
    with serving(Path(sys.argv[1]).absolute() / "postgres") as joined:
        environment = {**os.environ, "PGHOST": joined.host, "PGUSER": OWNER}
        sys.exit(subprocess.run([joined.programs.bin / sys.argv[2], *sys.argv[3:]], env=environment).returncode)
