"""A product that holds every published programme, taken in as an operator would: the workbook, `--published`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from projects import intake, workbook
from tests import deeds
from tests.conftest import copied
from tests.published import facts
from tests.published.facts import Published, Sheets
from tests.published.page import Page
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.database import APPLICATION, Database, entitle
from tracker.embedded import Server
from web.console import OPERATOR
from web.house import House

Listed = Callable[..., Page]


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
def card(reader: Any) -> Callable[[str], Page]:
    """card("qingdao/2022/projects/1"): that page."""
    return lambda path: Page(reader, f"/{path}")


@pytest.fixture(scope="session")
def scratch(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Where small listings of other places are taken in."""
    with opened(server, template, tmp_path_factory.mktemp("scratch")) as house:
        yield house


_asked = count(1)


@pytest.fixture
def listed(scratch: House) -> Listed:
    """listed("泰顺县", 2023, sheets, show="projects/1", note=None): that page, after the listing came in."""

    def show(name: str, year: int, sheets: Sheets, show: str = "projects/1", note: str | None = None) -> Page:
        of = Published(f"place{next(_asked)}", name, year)
        take_in(scratch, of, sheets, note)
        return Page(deeds.client(scratch), f"/{of.path}/{show}")

    return show
