"""Atom feeds of what becomes public: of everything, of a programme, of a project, of a unit."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from web.open_data import dataset, feed
from web.open_data.dataset import Dataset
from web.open_data.feed import Feed
from web.open_data.table import Row

router = APIRouter()

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
PATH = "/data/{jurisdiction}/{year}"


@router.get("/data/feed.atom", name="atom:every")
def every(request: Request) -> Response:
    """Of all governments and years."""
    with request.app.state.house.reading() as conn:
        found = dataset.every(conn)
    events = [row for data in found for row in data.rows["events"]]
    return _feed(request, "/data/", "市办实事公开事项", "市办实事进展公开", events)


@router.get(PATH + "/feed.atom", name="atom:programme")
def programme(request: Request, jurisdiction: str, year: str) -> Response:
    data = _data(request, jurisdiction, year)
    return _of(request, data, f"/{data.place}/", "", data.rows["events"])


@router.get(PATH + "/projects/{number}.atom", name="atom:project")
def project(request: Request, jurisdiction: str, year: str, number: str) -> Response:
    data = _data(request, jurisdiction, year)
    events = [row for row in data.rows["events"] if row["number"] == number]
    return _of(request, data, f"/{data.place}/projects/{number}", f"项目{number}", events)


@router.get(PATH + "/units/{unit}.atom", name="atom:unit")
def unit(request: Request, jurisdiction: str, year: str, unit: str) -> Response:
    """Of the projects it leads, as last published."""
    data = _data(request, jurisdiction, year)
    events = [row for row in data.rows["events"] if row["lead_unit"] == unit]
    return _of(request, data, f"/{data.place}/", unit, events)


def _data(request: Request, slug: str, year: str) -> Dataset:
    plain = year.isascii() and year.isdigit() and len(year) == 4
    with request.app.state.house.reading() as conn:
        found = dataset.of(conn, slug, int(year)) if plain else None
    if found is None:
        raise HTTPException(404, "这个政府这个年度没有公布过内容。")
    return found


def _of(request: Request, data: Dataset, page: str, about: str, events: list[Row]) -> Response:
    if not events:
        raise HTTPException(404, "没有公布过这个项目或者这个单位的事项。")
    return _feed(request, page, f"{data.title}{about}公开事项", events[0]["government"], events)


def _feed(request: Request, page: str, title: str, author: str, events: list[Row]) -> Response:
    site = request.app.state.house.settings.address
    made = feed.written(Feed(site, request.url.path, page, title, author), events)
    return Response(made, media_type=MEDIA_TYPE)
