"""Debian's Chromium over the demonstration, one browser a session, one context a test."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.conftest import Site, loaded, shared_site, site
from tracker import accounts
from web.visitor import COOKIE

__all__ = ["loaded", "shared_site", "site"]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    """opened(site, login=None, width=1280, javascript=True, touch=False, faults=()): a page, with `touch` on a phone;
    whatever its console or the policy complains of fails the test, but for the `faults` that it brings about."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    excused = ["422"]

    def open_(
        site: Site, login: str | None = None, width: int = 1280, javascript: bool = True, touch: bool = False,
        faults: tuple[str, ...] = (),
    ) -> Page:  # fmt: skip
        excused.extend(faults)
        context = chromium.new_context(
            viewport={"width": width, "height": 740 if touch else 800},
            base_url=site.base,
            java_script_enabled=javascript,
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        if login:
            context.add_cookies([{"name": COOKIE, "value": _session(site, login), "url": site.base}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(f"{page.url}: {fault}"))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not [each for each in complaints if not any(fault in each for fault in excused)], complaints


def _session(site: Site, login: str) -> str:
    with site.house.reading() as conn:
        account = accounts.called(conn, login)
        assert account is not None, login
        return accounts.open_session(conn, account.id)


def link_of(site: Site, login: str) -> str:
    """A sign-in link as the start of the demonstration prints it."""
    with site.house.reading() as conn:
        account = accounts.called(conn, login)
        assert account is not None
        return f"/sign-in/{accounts.make_link(conn, account.id, 'sign_in', timedelta(hours=1))}"


def documents(page: Page) -> list[str]:
    """The pages loaded from now on: full documents, not what a script fetches."""
    loads: list[str] = []

    def note(request: Any) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            loads.append(f"{request.method} {request.url}")

    page.on("request", note)
    return loads
