"""A ledger of notes on a database of the test's own."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.tracker.notebook import notes
from tracker import rebuild
from tracker.database import Database
from tracker.ledger import Ledger
from tracker.read_model import ReadModel

Opening = Callable[..., Ledger]


@pytest.fixture(scope="session")
def template(bare: str) -> str:
    """The ledger is tested with read models of its own."""
    return bare


@pytest.fixture
def open_ledger(database: Database) -> Iterator[Opening]:
    """Opens ledgers on the test's database as further processes would; closes them at the end."""
    opened: list[Ledger] = []

    def open_one(
        models: list[ReadModel] | None = None, *, prepare: bool = True, conninfo: str = database.app, **env: str
    ) -> Ledger:
        ledger = Ledger(conninfo, [notes()] if models is None else models, env)
        opened.append(ledger)
        if prepare:
            with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
                rebuild.prepare(ledger, conn)
        return ledger

    yield open_one
    for ledger in opened:
        ledger.close()


@pytest.fixture
def ledger(open_ledger: Opening) -> Ledger:
    return open_ledger()


@pytest.fixture
def app(database: Database) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A connection in the application's role."""
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        yield conn


@pytest.fixture
def owner(database: Database) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A connection of the database's owner, who is a superuser here."""
    with psycopg.connect(database.owner, autocommit=True, row_factory=dict_row) as conn:
        yield conn
