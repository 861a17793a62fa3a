"""日历订阅: secret addresses of deadlines for a calendar program, made and revoked here, read without signing in.

An address shows what its maker may see now: an account that was moved to another unit, or disabled, has none any more.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import psycopg
import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import register
from projects.register import ProgrammeRow
from supervision import obligations
from supervision.calendar_feed import feed
from supervision.claim import OWNERS
from supervision.obligations import ObligationRow
from tracker import feeds
from tracker.feeds import Feed
from tracker.refusal import Refused
from web import freshness, refusals
from web.house import House
from web.place import place_of, programme_here
from web.templating import render
from web.visitor import Form, text

router = APIRouter()
log = structlog.get_logger("feeds")
PATH = "/{jurisdiction}/{year:int}/calendar"
SEES_ALL = ("office", "office_head", "observer")
MOST = 20
"""Living addresses of one account and year."""


@router.get("/calendar/{token}.ics", name="feed:show")
def show(request: Request, token: str) -> Response:
    """An address that is unknown, revoked or no longer its maker's right: 404, all alike."""
    house: House = request.app.state.house
    with house.reading() as conn:
        known = feeds.found(conn, token)
        if known is None or not _may(conn, known[0], known[1].role, known[1].jurisdiction, known[1].unit):
            raise HTTPException(404)
        programme = register.programme(conn, known[0].jurisdiction, known[0].year)
        if programme is None:
            raise HTTPException(404)
        rows, name = _rows(conn, programme, known[0]), _name(conn, programme, known[0])
    body = feed(rows, name, house.settings.address, programme.year)
    tag = freshness.tag(body)
    headers = {"ETag": tag, "Cache-Control": "private, max-age=900"}
    if freshness.known(tag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get(PATH, name="feeds:show")
def mine(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _page(request, jurisdiction, year)


@router.post(PATH, name="feeds:make")
def make(request: Request, jurisdiction: str, year: int, form: Form) -> HTMLResponse:
    """`what` is one of the choices the page offers; the address is shown on the answer, once."""
    visitor = request.state.visitor
    with request.app.state.house.reading() as conn:
        programme = programme_here(conn, jurisdiction, year)
        offered = dict(_offered(conn, programme, visitor.role, visitor.unit))
        try:
            if (what := text(form, "what")) not in offered:
                raise Refused("feed.what", field="what")
            if len(feeds.of_account(conn, visitor.account, jurisdiction, year)) >= MOST:
                raise Refused("feed.many", field="what", most=MOST)
        except Refused as no:
            return _page(request, jurisdiction, year, errors={"what": refusals.sentence(no)})
        scope, _, subject = what.partition(":")
        token = feeds.make(conn, visitor.account, jurisdiction, year, scope, subject or None)
    log.info("feed made", scope=scope, by=str(visitor.account))
    return _page(request, jurisdiction, year, made=(offered[what], token))


@router.post(PATH + "/{feed}", name="feeds:revoke")
def revoke(request: Request, jurisdiction: str, year: int, feed: UUID) -> Response:
    visitor = request.state.visitor
    with request.app.state.house.reading() as conn:
        if not feeds.revoke(conn, visitor.account, feed):
            raise HTTPException(404, "没有找到这个订阅地址，可能已经作废。")
    log.info("feed revoked", by=str(visitor.account))
    return RedirectResponse(f"/{jurisdiction}/{year}/calendar?revoked", status_code=303)


def _may(conn: psycopg.Connection[Any], asked: Feed, role: str, slug: str | None, unit: str | None) -> bool:
    programme = register.programme(conn, asked.jurisdiction, asked.year)
    if programme is None or slug != asked.jurisdiction:
        return False
    return f"{asked.scope}:{asked.subject or ''}".rstrip(":") in dict(_offered(conn, programme, role, unit))


def _offered(
    conn: psycopg.Connection[Any], programme: ProgrammeRow, role: str, unit: str | None
) -> Iterable[tuple[str, str]]:
    """What a role may subscribe to, with its words: `office`, `unit:ID`, `project:ID`."""
    if role in SEES_ALL:
        yield "office", "督查室的期限"
    if role not in SEES_ALL and unit is None:
        return
    for id, name in register.active_units(conn, programme.jurisdiction).items():
        if role in SEES_ALL or id == unit:
            yield f"unit:{id}", f"{name}的期限"
    for row in register.projects(conn, programme.id):
        if role in SEES_ALL or row.lead_unit == unit:
            yield f"project:{row.id}", f"项目{row.number}“{row.title}”"


def _rows(conn: psycopg.Connection[Any], programme: ProgrammeRow, asked: Feed) -> list[ObligationRow]:
    if asked.scope == "project":
        return obligations.of_project(conn, asked.subject or "")
    if asked.scope == "unit":
        name = register.units(conn, programme.jurisdiction).get(asked.subject or "", "")
        return obligations.of_owner(conn, programme.id, name)
    return obligations.of_owner(conn, programme.id, *OWNERS)


def _name(conn: psycopg.Connection[Any], programme: ProgrammeRow, asked: Feed) -> str:
    if asked.scope == "project":
        row = next((row for row in register.projects(conn, programme.id) if row.id == asked.subject), None)
        return f"项目{row.number} {row.title}" if row else programme.title
    if asked.scope == "unit":
        name = register.units(conn, programme.jurisdiction).get(asked.subject or "", "")
        return f"{programme.title} {name}"
    return f"{programme.title} 督查室"


def _page(
    request: Request,
    slug: str,
    year: int,
    *,
    errors: dict[str, str] | None = None,
    made: tuple[str, str] | None = None,
) -> HTMLResponse:
    visitor, house = request.state.visitor, request.app.state.house
    with house.reading() as conn:
        programme = programme_here(conn, slug, year)
        government = register.jurisdiction(conn, slug)
        known = feeds.of_account(conn, visitor.account, slug, year)
        offered = list(_offered(conn, programme, visitor.role, visitor.unit))
    words = dict(offered)
    return render(
        request,
        "feeds.html",
        status_code=422 if errors else 200,
        headers={"Cache-Control": "no-store"},
        programme=programme,
        offered=offered,
        feeds=[
            (each, words.get(f"{each.scope}:{each.subject or ''}".rstrip(":"), "已不属于您的范围")) for each in known
        ],
        made=(made[0], f"{house.settings.address}/calendar/{made[1]}.ics") if made else None,
        revoked="revoked" in request.query_params,
        errors=errors or {},
        place=place_of(programme, government["name"] if government else slug),
    )
