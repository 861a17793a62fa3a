"""The demonstration, loaded once a run, copied for each test, and served on a loopback port."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import uvicorn

from tests.conftest import copied, copy, one_at_a_time
from tests.journeys.browsing import Browser
from tracker import accounts, clock
from tracker.accounts import Account
from tracker.clock import SystemClock
from tracker.database import APPLICATION, Database, entitle
from tracker.embedded import Server
from tracker.settings import Settings
from web import house as houses
from web.app import create
from web.demonstration import replay
from web.house import House
from web.visitor import COOKIE

LOADED = "demonstration"


@dataclass
class Site:
    """A running product: its house, its address, and who may be at the screen."""

    house: House
    base: str
    browsers: list[Browser] = field(default_factory=list)

    def nobody(self) -> Browser:
        self.browsers.append(Browser(self.base))
        return self.browsers[-1]

    def signed_in(self, who: str | Account) -> Browser:
        """At the desk by a session of one's own, for tests of what comes after signing in."""
        browser = self.nobody()
        with self.house.reading() as conn:
            account = accounts.called(conn, who) if isinstance(who, str) else who
            assert account is not None, who
            browser.client.cookies.set(COOKIE, accounts.open_session(conn, account.id))
        return browser

    def by_link(self, login: str) -> Browser:
        """In by the one-time link that the start of the demonstration prints, and its one button."""
        with self.house.reading() as conn:
            account = accounts.called(conn, login)
            assert account is not None, login
            token = accounts.make_link(conn, account.id, "sign_in", timedelta(hours=1))
        browser = self.nobody()
        page = browser.get(f"/sign-in/{token}")
        arrived = browser.send(page, page.forms[-1])
        assert (arrived.status, arrived.url) == (200, f"{self.base}/desk"), arrived.text
        browser.opened.clear()
        browser.sent.clear()
        return browser

    def events(self) -> int:
        with self.house.reading() as conn:
            row = conn.execute("SELECT count(*) AS n FROM ledger.events").fetchone()
        return int(row["n"]) if row else 0

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        with self.house.reading() as conn:
            return conn.execute(query, values).fetchall()


@pytest.fixture(scope="session")
def loaded(server: Server, template: str, folder: Path) -> tuple[str, Path]:
    """The database and the files of the demonstration at its morning; nobody connects to it again.

    It is loaded once a run, by the first who asks for it: another worker waits meanwhile.
    """
    files = folder / LOADED
    with one_at_a_time(folder, LOADED) as first:
        if first:
            copy(server, template, LOADED)
            with opened(server, LOADED, files) as house:
                replay.load(house)
    return LOADED, files


@pytest.fixture
def site(server: Server, loaded: tuple[str, Path], tmp_path: Path) -> Iterator[Site]:
    """A demonstration of the test's own."""
    with demonstrating(server, loaded, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def shared_site(server: Server, loaded: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demonstration that the tests of a module only look at, or hold to be refused by."""
    with demonstrating(server, loaded, tmp_path_factory.mktemp("shared")) as running:
        yield running


@contextmanager
def demonstrating(server: Server, loaded: tuple[str, Path], folder: Path) -> Iterator[Site]:
    name, files = loaded
    shutil.copytree(files, folder / "data", copy_function=os.link)
    with copied(server, name) as own, opened(server, own, folder / "data") as house, served(house) as running:
        yield running


@contextmanager
def opened(server: Server, name: str, files: Path) -> Iterator[House]:
    """The house over a database of this server; the process's clock is the demonstration's meanwhile."""
    with psycopg.connect(server.conninfo(name), autocommit=True) as conn:
        entitle(conn)
    database = Database(server.conninfo(name), server.conninfo(name, APPLICATION), server.programs.source)
    with clock.using(SystemClock()), houses.opened(Settings(data_dir=files), database) as house:
        yield house


@contextmanager
def served(house: House) -> Iterator[Site]:
    """The web server in a thread, on a free loopback port."""
    config = uvicorn.Config(create(house), host="127.0.0.1", port=0, log_config=None, access_log=False, ws="none")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive(), "the web server did not start"
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    site = Site(house, f"http://127.0.0.1:{port}")
    try:
        yield site
    finally:
        for browser in site.browsers:
            browser.client.close()
        running.should_exit = True
        thread.join(20)
