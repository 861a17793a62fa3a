"""What people wait for: the board of 33 projects against a static file, and the bulletin with its annex."""

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from uuid import UUID

import uvicorn

from benchmarks.ground import REVIEW, YEAR, Line, filing, government, median_ratio, seconds
from projects.month import Month
from projects.programme import Programme
from supervision.document import BULLETIN, Document
from supervision.paperwork import Paperwork, Writer
from tracker.event import SYSTEM
from web import issuance
from web.app import create
from web.house import House

SLUG, PERIODS = "board", ("2026-02", "2026-03")
ROUNDS, REQUESTS, PAPERS = 7, 60, 5


def serving(house: House) -> list[Line]:
    """A government of 33 projects with two published months, looked at as the public does."""
    programme = government(house, SLUG)
    for period in PERIODS:
        publish(house, programme, period)
    return [*_board(house), *_bulletin(house)]


def publish(house: House, programme: UUID, period: str) -> None:
    projects = [UUID(project) for project in house.ledger.get(Programme, programme).projects.values()]

    def month() -> Month:
        return Month(house.ledger, programme, period)

    for place, project in enumerate(projects):
        house.carry_out(SYSTEM, None, ["submit"], partial(month().submit, project, filing(20 + place), "filer"))
    house.carry_out(SYSTEM, None, ["accept"], lambda: month().accept(projects, "office"))
    house.carry_out(SYSTEM, None, ["clear"], lambda: month().clear(REVIEW))
    house.carry_out(SYSTEM, None, ["publish"], lambda: month().publish())


def _board(house: House) -> list[Line]:
    with served(house) as port:
        connection = HTTPConnection("127.0.0.1", port)
        addresses = {"board": f"/{SLUG}/{YEAR}/", "file": "/static/site.css"}
        sizes = {name: _get(connection, address) for name, address in addresses.items()}
        rates: dict[str, list[float]] = {name: [] for name in addresses}
        for turn in range(ROUNDS):
            for name in sorted(addresses, reverse=bool(turn % 2)):
                rates[name].append(REQUESTS / seconds(partial(_often, connection, addresses[name])))
        connection.close()
    middle = {name: statistics.median(each) for name, each in rates.items()}
    return [
        Line(
            f"board of 33 projects ({sizes['board'] // 1024} KB)",
            f"a static file of the same server ({sizes['file'] // 1024} KB)",
            f"{median_ratio(rates['board'], rates['file']):.2f}",
            "",
            f"{middle['board']:.0f}/s against {middle['file']:.0f}/s; {1000 / middle['board']:.1f} ms a page",
        )
    ]


def _bulletin(house: House) -> list[Line]:
    paperwork = Paperwork(house.ledger, BULLETIN, SLUG, YEAR, PERIODS[-1])
    house.carry_out(SYSTEM, None, ["draft"], lambda: paperwork.draft(Writer("office", "督查室科员"), house.days()))
    document = paperwork.document()
    assert isinstance(document, Document)
    first = seconds(lambda: issuance.rendered(document, None, None))
    warm = [seconds(lambda: issuance.rendered(document, None, None)) for _ in range(PAPERS)]
    middle = statistics.median(warm)
    return [
        Line(
            "bulletin with annex, PDF and Word, warm",
            "the first of the process, which reads the fonts",
            f"{first / middle:.2f}",
            "",
            f"{middle:.2f} s against {first:.2f} s",
        )
    ]


def _often(connection: HTTPConnection, address: str) -> None:
    for _ in range(REQUESTS):
        _get(connection, address)


def _get(connection: HTTPConnection, address: str) -> int:
    """The size of what came."""
    connection.request("GET", address)
    response = connection.getresponse()
    content = response.read()
    assert response.status == 200, (address, response.status)
    return len(content)


@contextmanager
def served(house: House) -> Iterator[int]:
    """The product on a free port of the loopback; the port."""
    server = uvicorn.Server(uvicorn.Config(create(house), host="127.0.0.1", port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
