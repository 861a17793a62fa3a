"""A wire between us and the database that can be cut at the moment of a COMMIT."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from psycopg.conninfo import conninfo_to_dict, make_conninfo

Cut = Literal["before", "after"]
_NAME = ".s.PGSQL.5432"


class Wire:
    """Passes bytes on. `cut` says what happens at the next COMMIT: it never arrives, or its answer never does."""

    def __init__(self, server: Path, listener: socket.socket) -> None:
        self.server, self.listener = server, listener
        self.cut: Cut | None = None
        self.sent: list[bytes] = []
        self.links: list[_Link] = []
        self.cuts = 0

    def listen(self) -> None:
        threads = []
        with suppress(OSError):  # closed by whoever made us
            while True:
                ours, _ = self.listener.accept()
                thread = threading.Thread(target=self.link, args=(ours,), daemon=True)
                threads.append(thread)
                thread.start()
        for link in self.links:
            link.close()
        for thread in threads:
            thread.join(10)

    def link(self, ours: socket.socket) -> None:
        with ours, socket.socket(socket.AF_UNIX) as theirs:
            theirs.connect(str(self.server))
            link = _Link(self, ours, theirs)
            self.links.append(link)
            back = threading.Thread(target=link.downwards, daemon=True)
            back.start()
            link.upwards()
            back.join(10)


class _Link:
    """One connection through the wire."""

    def __init__(self, wire: Wire, ours: socket.socket, theirs: socket.socket) -> None:
        self.wire, self.ours, self.theirs = wire, ours, theirs
        self.silenced = False

    def upwards(self) -> None:
        with suppress(OSError):
            while data := self.ours.recv(1 << 16):
                self.wire.sent.append(data)
                if self.wire.cut and b"COMMIT" in data:
                    self.silenced, kind, self.wire.cut = True, self.wire.cut, None
                    self.wire.cuts += 1
                    if kind == "before":
                        self.close()
                        return
                self.theirs.sendall(data)
        if not self.silenced:  # else the answer, which nobody gets, ends it
            self.close()

    def downwards(self) -> None:
        with suppress(OSError):
            while data := self.theirs.recv(1 << 16):
                if self.silenced:  # the server has answered: what was asked is done
                    break
                self.ours.sendall(data)
        self.close()

    def close(self) -> None:
        for end in (self.ours, self.theirs):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(conninfo: str) -> Iterator[tuple[Wire, str]]:
    """The wire, and the connection string that goes through it."""
    server = Path(str(conninfo_to_dict(conninfo)["host"])) / _NAME
    with TemporaryDirectory(prefix="wire-", dir="/tmp") as folder:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(f"{folder}/{_NAME}")
        listener.listen(20)
        made = Wire(server, listener)
        thread = threading.Thread(target=made.listen, daemon=True)
        thread.start()
        try:
            yield made, make_conninfo(conninfo, host=folder)
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join(20)
