"""What papers cost: a bulletin with its annex against Chromium's print of the same HTML, memory over many papers, what
other pages wait while papers are made, and fifty posters at once."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
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
from supervision.sheetwork import Sheetwork
from tracker.event import SYSTEM
from web import poster_stack, public_sheets
from web.house import House
from web.paper import layout, once, pdf, poster, room, typesetting
from web.paper.typesetting import HERE

SLUG, PERIODS = "papers", ("2026-02", "2026-03")
ROUNDS, MANY, SETTLED = 5, 500, 50
ASKED = 400
POSTERS = 50
CHROMIUM = "/usr/bin/chromium"
WRITER = Writer("office", "督查室科员")


def printing(house: House) -> list[Line]:
    programme = government(house, SLUG)
    for period in PERIODS:
        publish(house, programme, period)
    paper = _bulletin(house)
    return [*_beside_chromium(paper), *_memory(paper), _meanwhile(house, paper), _posters(house)]


def _bulletin(house: House) -> OfficialPaper:
    paperwork = Paperwork(house.ledger, BULLETIN, SLUG, YEAR, PERIODS[-1])
    house.carry_out(SYSTEM, None, ["draft"], lambda: paperwork.draft(WRITER, house.days()))
    document = paperwork.document()
    assert isinstance(document, Document)
    return bulletin.paper(document.facts, document.prose)


def _beside_chromium(paper: OfficialPaper) -> list[Line]:
    """The same words, markup and sheet, tagged alike: by a browser started for it, and by one kept running for it, as
    the composing room is."""
    html = pdf._html(layout.clean(paper))
    whole = html.replace("<style>", f"<style>{(HERE / pdf.SHEET).read_text('utf-8')}</style><style>", 1)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (Path(folder) / "paper.html").write_text(whole, "utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()

        def kept() -> None:
            page.set_content(whole)
            page.pdf(prefer_css_page_size=True, tagged=True)

        def started() -> None:
            flags = ["--headless", *ARGUMENTS, "--no-pdf-header-footer", f"--user-data-dir={folder}/profile"]
            asked = [CHROMIUM, *flags, f"--print-to-pdf={folder}/paper.pdf", f"{folder}/paper.html"]
            subprocess.run(asked, check=True, capture_output=True)

        sides = (partial(pdf.official, paper), started, kept, partial(room.made, _by_the_library, html))
        for warm in sides:
            warm()
        taken = [[seconds(side) for side in sides] for _ in range(ROUNDS)]
        browser.close()
    mine, cold, warm_, library = (list(side) for side in zip(*taken, strict=True))
    what = f"bulletin of {PROJECTS} projects with its annex, as PDF"
    chromium = "Chromium's print of the same HTML, "
    against = (
        (f"{chromium}the browser started for it", "at most 0.50", cold),
        (f"{chromium}a browser kept running for it", "at most 0.50", warm_),
        ("the same without what is worked out once (0099)", "—", library),
    )
    return [
        Line(what, whom, f"{median_ratio(mine, other):.2f}", asked,
             f"{statistics.median(mine):.2f} s against {statistics.median(other):.2f} s")
        for whom, asked, other in against
    ]  # fmt: skip


def _by_the_library(html: str) -> None:
    """In the composing room: set and written by WeasyPrint's own functions."""
    once.uninstall()
    typesetting.pages(html, (pdf.SHEET,)).write_pdf(pdf_tags=True)
    once.install()


def _memory(paper: OfficialPaper) -> list[Line]:
    """Resident memory after so many papers of one page, against after the first fifty: of this process, in the web
    process's part, and of the one that sets them."""
    short = replace(paper, attachments=(), sections=())

    def many(first: int, count: int) -> tuple[float, float]:
        for place in range(first, first + count):
            pdf.official(replace(short, title=f"{paper.title}{place}"))
        return _resident(os.getpid()), _resident(room.made(os.getpid))

    before = many(0, SETTLED)
    after = many(SETTLED, MANY)
    whose = ("the process that answers people", "the process that sets them")
    return [
        Line(f"memory of {who} after {MANY} more papers", f"after the first {SETTLED}", f"{b / a:.2f}", "flat",
             f"{b:.0f} MB against {a:.0f} MB")
        for who, a, b in zip(whose, before, after, strict=True)
    ]  # fmt: skip


def _meanwhile(house: House, paper: OfficialPaper) -> Line:
    """The board's answers while one bulletin after the other is asked of this process, against at rest."""
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
        "the slowest of 400 boards while bulletins are made",
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


def _posters(house: House) -> Line:
    """All posters of a list, two at a time in the composing room, against one after the other in one process."""
    slug = "posters"
    publish(house, government(house, slug, POSTERS), PERIODS[0])
    found = public_sheets.told(house, slug, YEAR)
    assert found is not None
    sheets = (public_sheets.poster_of(found, each["number"]) for each in found.content["projects"])
    wanted = {place: Sheetwork(house.ledger, sheet).drafted(WRITER) for place, sheet in enumerate(sheets)}

    def at_once() -> None:
        for done, _ in enumerate(poster_stack.printed(wanted), 1):
            print(f"\r{done}/{POSTERS}", end="", file=sys.stderr)

    def one_by_one() -> None:
        for document in wanted.values():
            poster.poster(*poster_stack.words(document))

    for _ in poster_stack.printed(dict(list(wanted.items())[: room.PROCESSES])):
        pass  # both processes are there
    mine, other = seconds(at_once), seconds(one_by_one)
    return Line(
        f"{POSTERS} posters with their codes, in the composing room",
        "one after the other",
        f"{other / mine:.2f} times as fast",
        "—",
        f"{mine:.1f} s against {other:.1f} s",
    )


def _resident(process: int) -> float:
    """In MB, as the kernel tells it."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    with open_house() as house:
        for line in printing(house):
            print(" | ".join((line.what, line.against, line.ratio, line.asked, line.plain)))
    sys.exit()
