"""What papers cost: a bulletin with its annex against Chromium's print of the same HTML, the process's memory over many
papers, and what other pages wait while papers are made."""

import resource
import statistics
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.first_view import ARGUMENTS
from benchmarks.ground import PROJECTS, YEAR, Line, government, median_ratio, open_house, seconds
from benchmarks.pages import publish, served
from supervision import bulletin
from supervision.document import BULLETIN, Document
from supervision.paper import OfficialPaper
from supervision.paperwork import Paperwork, Writer
from tracker.event import SYSTEM
from web.house import House
from web.paper import layout, pdf

SLUG, PERIODS = "papers", ("2026-02", "2026-03")
ROUNDS, MANY, SETTLED = 5, 500, 50
ASKED = 400


def printing(house: House) -> list[Line]:
    programme = government(house, SLUG)
    for period in PERIODS:
        publish(house, programme, period)
    paper = _bulletin(house)
    return [_beside_chromium(paper), _memory(paper), _meanwhile(house, paper)]


def _bulletin(house: House) -> OfficialPaper:
    paperwork = Paperwork(house.ledger, BULLETIN, SLUG, YEAR, PERIODS[-1])
    house.carry_out(SYSTEM, None, ["draft"], lambda: paperwork.draft(Writer("office", "督查室科员"), house.days()))
    document = paperwork.document()
    assert isinstance(document, Document)
    return bulletin.paper(document.facts, document.prose)


def _beside_chromium(paper: OfficialPaper) -> Line:
    """The same words, markup and sheet; the browser is running already."""
    html = pdf._html(layout.clean(paper))
    sheet = (pdf.HERE / "gbt9704.css").read_text("utf-8")
    whole = html.replace("<style>", f"<style>{sheet}</style><style>", 1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page()

        def theirs() -> None:
            page.set_content(whole)
            page.pdf(prefer_css_page_size=True)

        ours = partial(pdf.official, paper)
        for warm in (ours, theirs):
            warm()
        mine, other = [], []
        for _ in range(ROUNDS):
            mine.append(seconds(ours))
            other.append(seconds(theirs))
        browser.close()
    return Line(
        f"bulletin of {PROJECTS} projects with its annex, as PDF",
        "Chromium's print of the same HTML, the browser running",
        f"{median_ratio(mine, other):.2f}",
        "at most 0.50",
        f"{statistics.median(mine):.2f} s against {statistics.median(other):.2f} s",
    )


def _memory(paper: OfficialPaper) -> Line:
    """Resident memory of this process after so many papers of one page, against after the first fifty."""
    short = replace(paper, attachments=(), sections=())
    for place in range(SETTLED):
        pdf.official(replace(short, title=f"{paper.title}{place}"))
    before = _resident()
    for place in range(MANY):
        pdf.official(replace(short, title=f"{paper.title}{SETTLED + place}"))
    after = _resident()
    return Line(
        f"memory of the process after {MANY} more papers",
        f"after the first {SETTLED}",
        f"{after / before:.2f}",
        "flat",
        f"{after:.0f} MB against {before:.0f} MB, at most {_most():.0f} MB",
    )


def _meanwhile(house: House, paper: OfficialPaper) -> Line:
    """The board's answers while this process makes one bulletin after the other, against at rest."""
    with served(house) as port:
        connection = HTTPConnection("127.0.0.1", port)
        _waits(connection)
        rest = _waits(connection)
        stop = threading.Event()

        def printer() -> None:
            while not stop.is_set():
                pdf.official(paper)

        thread = threading.Thread(target=printer)
        thread.start()
        busy = _waits(connection)
        stop.set()
        thread.join()
        connection.close()
    return Line(
        "the slowest of 400 boards while bulletins are made in the same process",
        "the slowest at rest",
        f"{max(busy) / max(rest):.1f}",
        "never blocked",
        f"{max(busy) * 1000:.0f} ms against {max(rest) * 1000:.0f} ms; the middle one"
        f" {statistics.median(busy) * 1000:.1f} against {statistics.median(rest) * 1000:.1f} ms",
    )


def _waits(connection: HTTPConnection) -> list[float]:
    waits = []
    for _ in range(ASKED):
        started = time.perf_counter()
        connection.request("GET", f"/{SLUG}/{YEAR}/")
        connection.getresponse().read()
        waits.append(time.perf_counter() - started)
    return waits


def _resident() -> float:
    """In MB, as the kernel tells it."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    with open_house() as house:
        for line in printing(house):
            print(" | ".join((line.what, line.against, line.ratio, line.asked, line.plain)))
    sys.exit()
