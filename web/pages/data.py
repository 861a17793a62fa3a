"""开放数据: every published table as files, for each programme and for all, with what each column means."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from web.marking import banner_of
from web.open_data import dataset, dictionary, files
from web.open_data.dataset import Dataset
from web.templating import render

router = APIRouter()

CROSS = {"Access-Control-Allow-Origin": "*"}


@router.get("/data/", name="data:show")
def show(request: Request) -> HTMLResponse:
    """Every programme, and all of them together."""
    with request.app.state.house.reading() as conn:
        found = dataset.every(conn)
    return _page(request, "data.html", found, programmes=found, whole=dataset.together(found))


@router.get("/data/dictionary", name="data:dictionary")
def columns(request: Request) -> HTMLResponse:
    """What each column of each table means."""
    return _page(request, "data_dictionary.html", [], types=dictionary.TYPES, values=dictionary.values)


@router.get("/data/all/{file}", name="data:all_file")
def all_file(request: Request, file: str) -> Response:
    """One table of every programme."""
    with request.app.state.house.reading() as conn:
        return _file(dataset.together(dataset.every(conn)), file)


@router.get("/data/{jurisdiction}/{year}/", name="data:programme")
def programme(request: Request, jurisdiction: str, year: str) -> HTMLResponse:
    found = _found(request, jurisdiction, year)
    return _page(request, "data_programme.html", [found], data=found)


@router.get("/data/{jurisdiction}/{year}/{file}", name="data:file")
def file(request: Request, jurisdiction: str, year: str, file: str) -> Response:
    return _file(_found(request, jurisdiction, year), file)


def _found(request: Request, jurisdiction: str, year: str) -> Dataset:
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise HTTPException(404)
    with request.app.state.house.reading() as conn:
        found = dataset.of(conn, jurisdiction, int(year))
    if found is None:
        raise HTTPException(404, "这个政府这个年度没有公布过内容。")
    return found


def _file(data: Dataset, name: str) -> Response:
    if name not in files.names():
        raise HTTPException(404, "没有这个数据文件。")
    return Response(files.content(data, name), media_type=files.media_type(name), headers=CROSS)


def _page(request: Request, template: str, shown: list[Dataset], **more: Any) -> HTMLResponse:
    banner = banner_of(simulated=any(each.simulated for each in shown), imported=False)
    return render(
        request,
        template,
        banner=banner,
        section="data",
        tables=list(dataset.TABLES.values()),
        formats=files.FORMATS,
        licence=request.app.state.house.settings.data_licence,
        licence_url=request.app.state.house.settings.data_licence_url,
        **more,
    )
