"""One server a run, one database a test: made by one initdb, then copied from a migrated template."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from tracker import rebuild
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.database import APPLICATION, Database, entitle, migrate
from tracker.embedded import Server, serving
from tracker.ledger import Ledger
from web.house import MODELS

WHICH = os.environ.get("TRACKER_TEST_POSTGRES", "any")
"""`system` runs the tests on the machine's own PostgreSQL instead of the wheel's."""
UNSAFE_BUT_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
for _name in [name for name in os.environ if name.startswith("TRACKER_") and not name.startswith("TRACKER_TEST_")]:
    del os.environ[_name]  # what the developer's shell says about his own server is not for the tests
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")  # the library's own fails an example that takes longer than 200 ms
_BARE, _FURNISHED = "migrated", "furnished"
_FOLDER = "TRACKER_TEST_FOLDER"
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
_numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """The folder of the whole run. Who starts the workers makes it before them, and they inherit its name. The server's
    unprivileged account can come to it, which it can not to pytest's own when root runs it."""
    if _FOLDER not in os.environ:
        os.environ[_FOLDER] = made = tempfile.mkdtemp(prefix="tracker-test-", dir="/tmp")
        Path(made).chmod(0o755)
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(_FOLDER), ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a server, so that the quick tests can be asked for alone: -m "not database"."""
    for item in items:
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


@pytest.fixture(scope="session")
def folder() -> Path:
    """The run's folder, the same for all its workers."""
    return Path(os.environ[_FOLDER])


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[Server]:
    """The run's server, without any database of ours: the first worker starts it, the others join."""
    with serving(folder / "session", WHICH, UNSAFE_BUT_QUICK) as running:
        yield running


@contextmanager
def one_at_a_time(folder: Path, what: str) -> Iterator[bool]:
    """Whether `what` is still to be made: true for the first worker alone, while the others wait for it."""
    done = folder / f"{what}.done"
    with open(folder / f"{what}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not done.exists()
        done.touch()


@pytest.fixture(scope="session")
def bare(server: Server, folder: Path) -> str:
    """The name of a migrated database to copy, without any read model; nobody connects to it again."""
    with one_at_a_time(folder, _BARE) as first:
        if first:
            _administer(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_BARE)))
            migrate(server.conninfo(_BARE))
    return _BARE


@pytest.fixture(scope="session")
def template(server: Server, bare: str, folder: Path) -> str:
    """One with the product's read models, empty: making them takes longer than all else that a test prepares."""
    with one_at_a_time(folder, _FURNISHED) as first:
        if first:
            copy(server, bare, _FURNISHED)
            _furnish(server)
    return _FURNISHED


def _furnish(server: Server) -> None:
    with psycopg.connect(server.conninfo(_FURNISHED), autocommit=True) as conn:
        entitle(conn)
    application = server.conninfo(_FURNISHED, APPLICATION)
    ledger = Ledger(application, MODELS)
    try:
        with psycopg.connect(application, autocommit=True, row_factory=dict_row) as conn:
            rebuild.prepare(ledger, conn)
    finally:
        ledger.close()


@pytest.fixture
def database(server: Server, template: str) -> Iterator[Database]:
    """A migrated database of the test's own: `.owner` and `.app` are connection strings."""
    with _migrated(server, template) as made:
        yield made


@pytest.fixture
def another_database(server: Server, template: str) -> Iterator[Database]:
    """A second one, to compare with."""
    with _migrated(server, template) as made:
        yield made


@contextmanager
def _migrated(server: Server, template: str) -> Iterator[Database]:
    with copied(server, template) as name:
        with psycopg.connect(server.conninfo(name), autocommit=True) as conn:
            entitle(conn)
        yield Database(server.conninfo(name), server.conninfo(name, APPLICATION), server.programs.source)


@pytest.fixture
def empty_database(server: Server) -> Iterator[str]:
    """The owner's connection string to a database without any table of ours."""
    with copied(server, "template1") as name:
        yield server.conninfo(name)


@contextmanager
def copied(server: Server, template: str) -> Iterator[str]:
    """A copy of a database, gone afterwards."""
    name = f"test_{_WORKER}_{next(_numbers)}"
    copy(server, template, name)
    try:
        yield name
    finally:
        _administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def copy(server: Server, template: str, name: str) -> None:
    """Its files are copied: going through the log takes twice the time here."""
    identifiers = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    _administer(server, sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY").format(**identifiers))


def _administer(server: Server, statement: sql.Composed) -> None:
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute(statement)


@pytest.fixture
def clock() -> Iterator[FixedClock]:
    """The process's clock, standing at the morning of the demonstration until the test moves it."""
    fixed = FixedClock(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
    with using(fixed):
        yield fixed
