"""Every public page at every width, in every look, with script and without: each pair of these choices in the short
run, every combination with the `long` mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import combinations, product
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, CDPSession, Page, Request

from projects import register
from projects.approval import Approval, Review
from supervision import programme_results
from tests.journeys.conftest import Site
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.event import SYSTEM
from web.pages import ROUTERS
from web.permissions import PUBLIC, RULES

pytestmark = pytest.mark.browser

ROOT = "/demo/2026"
PAGES: dict[str, tuple[str, ...]] = {
    "home:show": ("/",),
    "search:show": ("/search?q=住房 改造", "/search?q=桥"),
    "board:show": (f"{ROOT}/", f"{ROOT}/?as_of=2026-07-15&q=电梯&sort=late", "/qingdao/2022/"),
    "project:show": (f"{ROOT}/projects/16", f"{ROOT}/projects/23", f"{ROOT}/projects/29", "/yuhang/2021/projects/5"),
    "history:show": (f"{ROOT}/projects/23/history",),
    "compare:show": (f"{ROOT}/compare?before=2026-06-30&after=2026-09-30",),
    "answering:show": (f"{ROOT}/units/",),
    "method:show": (f"{ROOT}/method",),
    "glossary:show": (f"{ROOT}/glossary",),
    "changes:show": (f"{ROOT}/changes/",),
    "problems:public": (f"{ROOT}/problems/",),
    "listing:show": (f"{ROOT}/listing",),
    "bulletins:list": (f"{ROOT}/bulletins/",),
    "bulletin:show": (f"{ROOT}/bulletins/2026-08",),
    "disclosures:list": (f"{ROOT}/disclosures/",),
    "disclosures:show": (f"{ROOT}/disclosures/2026-H1",),
    "interpretations:show": (f"{ROOT}/interpretations/release",),
    "result:show": (f"{ROOT}/result",),
    "clue:form": (f"{ROOT}/projects/16/clue",),
    "clue:ask": (f"{ROOT}/receipt",),
    "data:show": ("/data/",),
    "data:dictionary": ("/data/dictionary",),
    "data:programme": (f"/data{ROOT}/",),
    "draws:list": (f"{ROOT}/draws/",),
    "draws:show": (f"{ROOT}/draws/{{draw}}",),
    "news:list": (f"{ROOT}/news/",),
    "news:show": (f"{ROOT}/news/2026-08",),
    "verify:ask": ("/verify", f"/verify?sha256={'0' * 64}"),
    "verify:show": ("/verify/{code}",),
    "design:show": ("/design",),
    "sign_in:show": ("/sign-in",),
}
NO_PAGES = {
    "bulletin:pdf", "bulletin:docx", "changes:pdf", "photo:show", "feed:show", "disclosures:stored", "data:file",
    "data:all_file", "data:papers", "data:programme_papers", "data:verifier", "papers:file", "papers:archived",
    "papers:scanned", "draws:module", "draws:record", "draws:pdf", "health:live", "health:ready", "health:metrics",
}  # fmt: skip
"""Files, beside those of the interface (api:…) and the feeds (atom:…)."""
BY_LINK = {"sign_in:link", "first_password:show", "witness:show"}
"""Somebody's own, by a link that was handed to him; so is everything an inspector sees (visit:…, visit_findings:…)."""

WIDTHS = (360, 768, 1440)
LOOKS = ("", "/elder", "/contrast")
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
WORDS = "document.querySelector('main').textContent.replace(/\\s+/g, '')"
FOUND = "axe.run({resultTypes: ['violations']}).then(all => all.violations.map(each => [each.id, each.nodes[0].html]))"


@dataclass(frozen=True)
class Visit:
    page: str
    width: int
    look: str
    script: bool


def pairwise(pages: Iterable[str]) -> Iterator[Visit]:
    """Three visits a page, one at each width; look and script shift from page to page until they have met."""
    for place, page in enumerate(pages):
        for turn, width in enumerate(WIDTHS):
            yield Visit(page, width, LOOKS[(turn + place) % 3], bool((turn + place // 3) % 2))


def every(pages: Iterable[str]) -> Iterator[Visit]:
    yield from (Visit(*each) for each in product(pages, WIDTHS, LOOKS, (True, False)))


def addresses() -> list[str]:
    return [address for each in PAGES.values() for address in each]


@pytest.fixture(scope="module")
def whole_year(shared_site: Site) -> Site:
    """The demonstration with the year's result announced, which it has not come to."""
    approval = Approval("市政府办公厅主任", "2026-12-28", "同意公布。")
    said = {"briefing_on": "2026-12-28", "summary": "大部分实事已经办成，没有办成的逐项说明原因和去向。"}
    with shared_site.house.reading() as conn:
        programme = register.programme(conn, "demo", 2026)
    assert programme is not None
    for number in range(1, 34):
        said |= {f"reason-{number}": "施工图审查晚了两个月。", f"destination-{number}": "转入下年清单继续实施。"}
    with using(FixedClock(datetime(2026, 12, 28, 16, tzinfo=SHANGHAI))):
        shared_site.house.carry_out(
            SYSTEM,
            None,
            ["announce"],
            lambda: programme_results.announce(
                shared_site.house.ledger, programme, "示范市", said, Review("主动公开", "不涉密。", "专员", approval)
            ),
        )
    return shared_site


class Reader:
    """Somebody who reads the public pages; `complaints` is all that he had to complain of."""

    def __init__(self, chromium: Browser, site: Site) -> None:
        self._site = site
        self._context = chromium.new_context(base_url=site.base)
        self.page: Page = self._context.new_page()
        self._tool: CDPSession = self._context.new_cdp_session(self.page)
        draws = site.nobody().get(f"{ROOT}/draws/").links
        listed = json.loads(site.nobody().get("/data/documents.json").content)["papers"]
        self._code = next(each["code"] for each in listed if each["kind"] == "bulletin")
        self._draw = next(each for each in draws if re.fullmatch(r"[0-9a-f-]{36}", each))
        self.complaints: list[Any] = []
        self.said: dict[str, set[str]] = {}
        self.page.on("console", lambda said: self._complain(said.text) if said.type == "error" else None)
        self.page.on("pageerror", self._complain)
        self.page.on("request", self._asks)

    def goes(self, visit: Visit) -> None:
        """Opens the page as the visit says and looks for whatever is wrong with it. The checker's own script runs
        also where the page's may not."""
        self.page.set_viewport_size({"width": visit.width, "height": 800})
        self._scripts(visit.script)
        answer = self.page.goto(self.address(visit.look, visit.page))
        self._scripts(True)
        self.page.evaluate(AXE_SCRIPT)
        wrong = {
            "answer": answer is None or answer.status != 200,
            "sideways": self.page.evaluate(SIDEWAYS),
            "axe": self.page.evaluate(FOUND),
            "cookies": self._context.cookies(),
        }
        self.complaints += [(visit, name, what) for name, what in wrong.items() if what]
        self.said.setdefault(visit.page, set()).add(self.page.evaluate(WORDS))

    def address(self, look: str, page: str) -> str:
        return f"{look}{page}".replace("{draw}", self._draw).replace("{code}", self._code)

    def _scripts(self, run: bool) -> None:
        self._tool.send("Emulation.setScriptExecutionDisabled", {"value": not run})

    def _complain(self, what: object) -> None:
        self.complaints.append((self.page.url, str(what)))

    def _asks(self, request: Request) -> None:
        if not request.url.startswith((f"{self._site.base}/", "data:")):
            self._complain(f"asks {request.url}")

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def reader(chromium: Browser, whole_year: Site) -> Iterator[Reader]:
    reading = Reader(chromium, whole_year)
    yield reading
    reading.close()


def test_no_public_page_is_forgotten() -> None:
    shown = {
        route.name
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and RULES[route.name].roles == PUBLIC
    }
    pages = {name for name in shown if not name.startswith(("api:", "atom:", "visit:", "visit_findings:"))}
    assert pages - NO_PAGES - BY_LINK == set(PAGES)


def test_each_pair_of_choices_is_met() -> None:
    wanted, met = list(every(addresses())), list(pairwise(addresses()))
    for one, other in combinations([field.name for field in fields(Visit)], 2):
        pairs = {(getattr(each, one), getattr(each, other)) for each in wanted}
        assert {(getattr(each, one), getattr(each, other)) for each in met} == pairs, (one, other)
    assert len(met) == 3 * len(addresses()) < len(wanted)


@pytest.mark.parametrize(
    "choose", [pairwise, pytest.param(every, marks=pytest.mark.long)], ids=lambda choose: str(choose.__name__)
)
def test_every_public_page_fits_is_accessible_and_says_the_same_however_it_is_read(reader: Reader, choose: Any) -> None:
    for visit in choose(addresses()):
        reader.goes(visit)
    assert not reader.complaints
    assert not [page for page, said in reader.said.items() if len(said) > 1], "other words in a look, or without script"


def test_at_four_hundred_percent_nothing_is_beside_the_screen(reader: Reader) -> None:
    """320 pixels are what that leaves of 1280."""
    reader.page.set_viewport_size({"width": 320, "height": 256})
    sideways = []
    for look, page in product(("", "/elder"), addresses()):
        reader.page.goto(reader.address(look, page))
        if reader.page.evaluate(SIDEWAYS):
            sideways.append(f"{look}{page}")
    assert not sideways


FOCUSED = """() => { const at = document.activeElement, box = at.getBoundingClientRect(), drawn = getComputedStyle(at);
    return {words: (at.getAttribute('aria-label') || at.textContent || at.name || '').trim(), tag: at.tagName,
        seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        ring: drawn.outlineStyle !== 'none' && parseFloat(drawn.outlineWidth) >= 2} }"""
STOPS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]'
    )].filter(each => each.checkVisibility()).length"""


def _tab_to(page: Page, words: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED)["words"]:
            return
    raise AssertionError(f"{words} is not reached by the keyboard")


def test_a_board_is_read_by_the_keyboard_alone(reader: Reader) -> None:
    """Every stop is seen and ringed; then past the head, a search, a month, a unit and a card."""
    page = reader.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{ROOT}/projects/23")
    stops, dim = page.evaluate(STOPS), []
    for _ in range(stops):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["tag"] == "BODY" or not (here["seen"] and here["ring"]):
            dim.append(here)
    assert stops > 20 and not dim

    page.goto(f"{ROOT}/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["words"] == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q", "the skip link leads past the head"
    page.keyboard.type("电梯")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=%E7%94%B5%E6%A2%AF*")
    assert 0 < page.locator(".project").count() < 5

    page.goto(f"{ROOT}/")
    _tab_to(page, "7月")
    page.keyboard.press("Enter")
    page.wait_for_url("**month=2026-07")
    _tab_to(page, "按单位")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    unit = page.locator("#unit").input_value()
    _tab_to(page, "查看")
    page.keyboard.press("Enter")
    page.wait_for_url("**&unit=%*")
    assert unit and set(page.locator(".project .unit").all_inner_texts()) == {unit} and "month=2026-07" in page.url
    first = page.locator(".project h3 a").first.inner_text()
    _tab_to(page, first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/*")
    assert page.locator("h1").inner_text() == first


def test_nothing_moves_for_those_who_do_not_want_it(reader: Reader) -> None:
    page = reader.page
    page.emulate_media(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('*')].filter(each => { const drawn = getComputedStyle(each);
        return parseFloat(drawn.transitionDuration) > 0 || drawn.animationName !== 'none'
            || drawn.scrollBehavior === 'smooth' }).map(each => each.outerHTML.slice(0, 80))"""
    for look, address in product(LOOKS, (f"{ROOT}/", f"{ROOT}/projects/16")):
        page.goto(f"{look}{address}")
        assert page.evaluate(moving) == [] and page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("look", LOOKS)
def test_a_page_is_printed_black_on_white_without_what_is_only_for_the_screen(reader: Reader, look: str) -> None:
    page = reader.page
    page.set_viewport_size({"width": 680, "height": 980})  # what an A4 sheet leaves between its margins
    for address in (f"{ROOT}/", f"{ROOT}/projects/16", f"{ROOT}/projects/23/history"):
        page.goto(f"{look}{address}")
        page.emulate_media(media="print")
        colours = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        )
        assert colours[0] in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)") and colours[1] in (
            "rgb(0, 0, 0)",
            "rgb(23, 25, 28)",
        )
        for hidden in (".masthead nav", ".who", ".skip", ".search", ".find"):
            assert not [each for each in page.locator(hidden).all() if each.is_visible()], (address, hidden)
        assert page.locator("h1").is_visible() and not page.evaluate(SIDEWAYS), address
        page.emulate_media(media="screen")


def test_no_status_is_told_by_colour_alone(reader: Reader) -> None:
    """Beside every mark stand its words, and the marks of different meaning differ in shape."""
    reader.page.goto(f"{ROOT}/")
    bare = "all => all.filter(each => !each.parentElement.textContent.trim()).map(each => each.outerHTML)"
    assert reader.page.eval_on_selector_all("svg.mark", bare) == []
    shapes = "all => new Set(all.map(each => each.innerHTML.trim())).size"
    assert reader.page.eval_on_selector_all("svg.mark", shapes) == 4, "disc, square, diamond, ring"
