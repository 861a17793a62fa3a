"""What a first visit to the board weighs and how long it takes, on a telephone of 360 px in a real Chromium that is
held back like a 3G network."""

import statistics
import sys
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.ground import PROJECTS, YEAR, Line, government, open_house
from benchmarks.pages import publish
from benchmarks.public_pages import served
from web.house import House

SLUG, PERIODS = "first", ("2026-02", "2026-03")
VISITS = 5
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PROFILES = {"Regular 3G": (100, 750, 250), "Fast 3G": (562.5, 1440, 675)}
"""From Chromium's developer tools, the first until 2017: milliseconds before each answer, kbit/s down and up."""
WATCH = """window.seen = {shift: 0};
new PerformanceObserver(list => { for (const each of list.getEntries()) window.seen.shift += each.value; })
  .observe({type: 'layout-shift', buffered: true});"""
TOLD = """() => ({shift: window.seen.shift,
  painted: performance.getEntriesByName('first-contentful-paint')[0].startTime})"""


@dataclass(frozen=True, slots=True)
class Visit:
    """Bytes that came over the wire, headers too, and of how many files; milliseconds to the first paint with words;
    the sum of layout shifts."""

    size: int
    files: int
    painted: float
    shift: float


def visiting(house: House) -> list[Line]:
    """A government of 33 projects with two published months, each visit with an empty cache."""
    programme = government(house, SLUG)
    for period in PERIODS:
        publish(house, programme, period)
    with served(house) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        address = f"http://127.0.0.1:{port}/{SLUG}/{YEAR}/"
        seen = {name: [_visit(browser, address, *how) for _ in range(VISITS)] for name, how in PROFILES.items()}
        browser.close()
    every = [visit for visits in seen.values() for visit in visits]
    size, files = max(each.size for each in every), max(each.files for each in every)
    shift = max(each.shift for each in every)
    board = f"board of {PROJECTS} projects at 360 px"
    return [
        Line(f"{board}, all it needs over the wire", "—", "—", "under 60 KB", f"{size / 1024:.1f} KB, {files} files"),
        Line(f"{board}, layout shift", "—", "—", "0", f"{shift:g}"),
        *(_painted(board, name, visits) for name, visits in seen.items()),
    ]


def _painted(board: str, name: str, visits: list[Visit]) -> Line:
    latency, down, _ = PROFILES[name]
    took = statistics.median(each.painted for each in visits)
    return Line(
        f"{board}, first view on {name} ({latency:g} ms, {down} kbit/s)",
        "the wait before the page, had it no bytes",
        f"{took / latency:.2f}",
        "under 1 s",
        f"{took:.0f} ms against {latency:.0f} ms",
    )


def _visit(browser: Browser, address: str, latency: float, down: float, up: float) -> Visit:
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    wire = context.new_cdp_session(page)
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda each: sizes.append(each["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": latency, "downloadThroughput": down * 125, "uploadThroughput": up * 125},
    )
    page.goto(address, wait_until="networkidle")
    told: dict[str, Any] = page.evaluate(TOLD)
    context.close()
    return Visit(int(sum(sizes)), len(sizes), told["painted"], told["shift"])


if __name__ == "__main__":
    with open_house() as own:
        for each in visiting(own):
            sys.stdout.write(f"| {each.what} | {each.against} | {each.ratio} | {each.asked} | {each.plain} |\n")
