"""The web application: its pages, who may call them, and how it says no."""

from functools import cache
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from web import look, packed, style, withheld
from web.admission import admit
from web.crossing import Crossing
from web.envelope import Envelope
from web.fault import HANDLERS
from web.house import House
from web.htmx import script
from web.kept import Kept
from web.look import Look
from web.marking import banner_of
from web.pages import ROUTERS
from web.style import STATIC
from web.throttle import Throttle


def create(house: House, *, within: bool = False) -> FastAPI:
    """The application over a house that is open. `within`: only this process itself asks, so that nothing is kept,
    logged or counted."""
    app = FastAPI(title="市办实事", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(admit)])
    app.state.house = house
    app.state.frame = frame
    app.state.within = within
    if house is not None and not within:
        app.state.kept = Kept(house)
        house.ledger.listeners.append(app.state.kept.recorded)
    app.state.throttle = Throttle(house.settings.asked_a_minute if house else 0)
    app.add_middleware(Crossing)
    if not within:
        app.add_middleware(Envelope)
    app.add_middleware(Look)
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC), packed.LEAST), name="static")
    app.add_api_route("/favicon.ico", style.icon, include_in_schema=False, name="static:favicon")
    app.add_api_route("/htmx.js", script, include_in_schema=False, name="static:htmx")
    app.router.routes.extend(_pages().routes)
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return app


@cache
def _pages() -> APIRouter:
    """Every page, each behind its admission: what FastAPI finds out of their hundreds of signatures is found out once a
    process, however many applications there are."""
    pages = APIRouter(dependencies=[Depends(admit)])
    for router in ROUTERS:
        pages.include_router(router)
    return pages


def frame(request: Request) -> dict[str, Any]:
    """What the page frame shows on every page: the clock, and the form token of whoever is signed in."""
    visitor = getattr(request.state, "visitor", None)
    house = request.app.state.house
    return {
        "csrf": visitor.csrf if visitor else None,
        "banner": banner_of(simulated=house.simulated, imported=False),
        "ask_url": house.settings.ask_url,
        "front": style.front(request),
        "gone": withheld.of_request(request),
        **look.frame(request),
    }
