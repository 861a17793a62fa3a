"""A product that holds every published programme, taken in as an operator would: the workbook, `--published`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from projects import intake, workbook
from tests import deeds
from tests.conftest import copied
from tests.published import facts
from tests.published.facts import Published, Sheets
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.database import APPLICATION, Database, entitle
from tracker.embedded import Server
from web.command_line import OPERATOR
from web.house import House

Listed = Callable[..., str]


@contextmanager
def opened(server: Server, template: str, folder: Path) -> Iterator[House]:
    """A house of its own over a copied database."""
    with copied(server, template) as name:
        with psycopg.connect(server.conninfo(name), autocommit=True) as conn:
            entitle(conn)
        database = Database(server.conninfo(name), server.conninfo(name, APPLICATION), server.programs.source)
        with using(FixedClock(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))), deeds.house(database, folder) as house:
            yield house


def take_in(house: House, of: Published, sheets: Sheets, note: str | None = None) -> tuple[str, ...]:
    """What `tracker import --published` does with the file; the notes it prints."""
    listing = workbook.read(facts.workbook(sheets), published=True)
    wanted = intake.Intake(of.slug, of.name, of.year, listing, published=True, shown="sample", note=note)
    house.carry_out(
        OPERATOR, None, ["import", of.slug, of.year], lambda: intake.changes(house.ledger, wanted), alone=True
    )
    return listing.notes


@pytest.fixture(scope="session")
def library(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Every programme of the files, in one ledger."""
    with opened(server, template, tmp_path_factory.mktemp("library")) as house:
        for of in facts.PROGRAMMES:
            take_in(house, of, facts.sheets(of))
        yield house


@pytest.fixture(scope="session")
def reader(library: House) -> Any:
    """A browser of nobody in particular."""
    return deeds.client(library)


@pytest.fixture
def listed(server: Server, template: str, tmp_path: Path) -> Iterator[Listed]:
    """listed(sheets, path="projects/1"): the page after a small listing came in, in a ledger of its own."""
    houses: list[AbstractContextManager[House]] = []

    def show(sheets: Sheets, path: str = "projects/1", note: str | None = None) -> str:
        entered = opened(server, template, tmp_path / str(len(houses)))
        houses.append(entered)
        house = entered.__enter__()
        take_in(house, Published("moshi", "某市", 2023), sheets, note)
        answer = deeds.client(house).get(f"/moshi/2023/{path}")
        assert answer.status_code == 200
        return str(answer.text)

    yield show
    for each in reversed(houses):
        each.__exit__(None, None, None)
