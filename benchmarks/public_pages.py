"""What the public waits for: kept pages and 304 against a static file, other pages against their bare rows."""

import json
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import jinja2
import psycopg
from fastapi import FastAPI, Request
from psycopg.types.json import Jsonb

from benchmarks.ground import PROJECTS, YEAR, Line, filing, government, median_ratio, open_house, seconds
from benchmarks.pages import publish
from projects import published
from projects.month import Month
from projects.programme import Programme
from projects.snapshot import canonical
from tracker.event import SYSTEM
from web.app import create
from web.house import House
from web.pages import board
from web.templating import HERE

SLUG, BUSY, LARGE = "read", "filing", "large"
MANY = 1_000
LATEST, BEFORE = "2026-03", "2026-02"
ROUNDS, LASTING, CONNECTIONS = 5, 3, 8
"""Rounds of so many seconds with so many connections, each side in turns."""
DRAWN = 15
REPORTS = 400
TODAY = f"{YEAR}-12-28T10:00+08:00"
FILE = "as_large_as_the_board.css"
ROWS = "SELECT * FROM projects_published_project WHERE jurisdiction = %s AND year = %s AND period = %s ORDER BY place"
MINIMAL = jinja2.Environment(autoescape=True).from_string("""<!doctype html><title>{{ rows|length }}</title><ol>
{% for row in rows %}{% set each = row.project %}
<li>{{ row.number }} {{ each.title }} {{ each.lead_unit }} {{ each.status }} {{ each.progress }}</li>
{% endfor %}</ol>""")


def reading(house: House) -> list[Line]:
    """A government of 33 projects with two published months, one of 1,000 with the same; others that file."""
    programme = government(house, SLUG)
    government(house, LARGE, MANY)
    for period in (BEFORE, LATEST):
        publish(house, programme, period)
        _enlarged(house, period)
    return [*_drawn(house), *_answered(house)]


def _enlarged(house: House, period: str) -> None:
    """The large government's month, put where a publication puts it: a thousand reports filed tell no more."""
    with psycopg.connect(house.database.owner) as conn, house.reading() as reading:
        found = published.content(reading, SLUG, YEAR, period)
        assert found is not None
        told = json.loads(found["content"])
        projects = told["projects"]
        told["projects"] = [{**projects[n % len(projects)], "number": str(n + 1)} for n in range(MANY)]
        text = canonical(told)
        conn.execute(
            """INSERT INTO views.projects_published_content
               SELECT %s, year, period, as_of, %s, %s, published_at, position FROM views.projects_published_content
               WHERE jurisdiction = %s AND period = %s""",
            (LARGE, text, sha256(text.encode()).hexdigest(), SLUG, period),
        )
        rows = [(LARGE, YEAR, period, n, each["number"], Jsonb(each)) for n, each in enumerate(told["projects"])]
        conn.cursor().executemany("INSERT INTO views.projects_published_project VALUES (%s, %s, %s, %s, %s, %s)", rows)


def _drawn(house: House) -> list[Line]:
    """What one answer takes in the process, without the way there."""
    app = create(house)
    pages, bare = _times(partial(_page, app, SLUG), partial(_bare, house, SLUG))
    large, small = _times(partial(_page, app, LARGE), partial(_page, app, SLUG))
    return [
        Line(
            f"board of {PROJECTS} projects, not kept: asked and drawn",
            "a bare SELECT of its rows and a minimal template",
            f"{median_ratio(pages, bare):.1f}",
            "at most 6",
            _milliseconds(pages, bare),
        ),
        Line(
            f"board of {MANY:,} projects, its first page, not kept",
            f"the board of {PROJECTS}",
            f"{median_ratio(large, small):.1f}",
            "at most 2",
            _milliseconds(large, small),
        ),
    ]


def _times(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[list[float], list[float]]:
    ours(), theirs()
    both = [(seconds(ours), seconds(theirs)) for _ in range(DRAWN)]
    return [one for one, _ in both], [other for _, other in both]


def _milliseconds(ours: list[float], theirs: list[float]) -> str:
    return f"{1000 * statistics.median(ours):.1f} ms against {1000 * statistics.median(theirs):.1f} ms"


def _page(app: FastAPI, slug: str) -> bytes:
    scope = {
        "type": "http", "method": "GET", "path": f"/{slug}/{YEAR}/", "query_string": b"", "headers": [], "app": app,
        "state": {},
    }  # fmt: skip
    return bytes(board.show(Request(scope), slug, YEAR).body)


def _bare(house: House, slug: str) -> str:
    with house.reading() as conn:
        return MINIMAL.render(rows=conn.execute(ROWS, (slug, YEAR, LATEST)).fetchall())


def _answered(house: House) -> list[Line]:
    """Requests a second by wrk, on the same two cores as the server's one process and the database."""
    filers = [government(house, f"{BUSY}{turn}", REPORTS) for turn in range(ROUNDS)]
    with served(house) as port, _file_of(_size(port, f"/{SLUG}/{YEAR}/")):
        page, tag = f"/{SLUG}/{YEAR}/", _tag(port, f"/{SLUG}/{YEAR}/")
        sides: dict[str, Callable[[], float]] = {
            "file": partial(_rate, port, f"/static/{FILE}"),
            "kept": partial(_rate, port, page),
            "known": partial(_rate, port, page, f"If-None-Match: {tag}"),
        }
        rates: dict[str, list[float]] = {name: [] for name in (*sides, "busy", "busy known")}
        filed = 0.0
        for turn in range(ROUNDS):
            for name in sorted(sides, reverse=bool(turn % 2)):
                rates[name].append(sides[name]())
            with _filing(house, filers[turn]) as reports:
                rates["busy"].append(sides["kept"]())
                rates["busy known"].append(sides["known"]())
            filed += reports()
        size = _size(port, page)
    told = {name: f"{statistics.median(each):.0f}/s" for name, each in rates.items()}

    def line(what: str, name: str, against: str, asked: str) -> Line:
        words = f"{told[name]} against {told[against]}"
        names = {"file": f"a static file of the same server and size ({size // 1024} KB)", "kept": "the same at rest"}
        return Line(
            what,
            names.get(against, "304 at rest"),
            f"{median_ratio(rates[name], rates[against]):.2f}",
            asked,
            words,
        )

    busy = f"while {filed / ROUNDS:.0f} reports/s are filed"
    return [
        line(f"board of {PROJECTS} projects, kept ({size // 1024} KB)", "kept", "file", "0.50"),
        line("304 to whoever has it", "known", "file", "0.80"),
        line(f"the kept board {busy}", "busy", "kept", "0.50"),
        line(f"304 {busy}", "busy known", "known", "0.50"),
    ]


def _rate(port: int, path: str, header: str = "Accept: */*") -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{LASTING}s", "-H", header, f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found and "Non-2xx" not in said, said
    return float(found[1])


@contextmanager
def _filing(house: House, programme: UUID) -> Iterator[Callable[[], float]]:
    """Reports filed one after the other, as fast as one process can, until the block ends."""
    projects = [UUID(each) for each in house.ledger.get(Programme, programme).projects.values()]
    over, done, began = Event(), count(), time.perf_counter()

    def file() -> None:
        month = Month(house.ledger, programme, BEFORE)
        for place, project in enumerate(projects):
            if over.is_set():
                return
            house.carry_out(SYSTEM, None, ["submit"], partial(month.submit, project, filing(20 + place), "filer"))
            next(done)

    thread = Thread(target=file)
    thread.start()
    try:
        yield lambda: next(done) / (time.perf_counter() - began)
    finally:
        over.set()
        thread.join()


@contextmanager
def _file_of(size: int) -> Iterator[None]:
    """A file among the static ones, gone afterwards."""
    file = HERE / "static" / FILE
    file.write_text("x" * size, "ascii")
    try:
        yield
    finally:
        file.unlink()


def _size(port: int, path: str) -> int:
    return len(_got(port, path)[1])


def _tag(port: int, path: str) -> str:
    return _got(port, path)[0]


def _got(port: int, path: str) -> tuple[str, bytes]:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, (path, answer.status)
    return answer.getheader("etag") or "", content


@contextmanager
def served(house: House) -> Iterator[int]:
    """The product in one process of its own; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    found = house.database
    command = [
        sys.executable, "-m", "benchmarks.serving", found.owner, found.app, str(house.settings.data_dir), TODAY,
        str(port),
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stderr=subprocess.DEVNULL) as server:
        try:
            _until_answered(port)
            yield port
        finally:
            server.terminate()


def _until_answered(port: int) -> None:
    for _ in range(600):
        try:
            _got(port, "/healthz")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    with open_house() as own:
        for each in reading(own):
            sys.stdout.write(f"| {each.what} | {each.against} | {each.ratio} | {each.asked} | {each.plain} |\n")
