"""开放数据: every published table as files, for each programme and for all, with what each column means."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from projects import deposits
from supervision import paper_list, verify_document
from web import as_of as past
from web.as_of import AsOf
from web.marking import banner_of
from web.open_data import dataset, dictionary, files
from web.open_data.dataset import Dataset
from web.open_data.licence import Licence
from web.templating import render

router = APIRouter()

CROSS = {"Access-Control-Allow-Origin": "*"}


@router.get("/data/", name="data:show")
def show(request: Request) -> HTMLResponse:
    """Every programme, and all of them together."""
    with request.app.state.house.reading() as conn:
        found, kept = dataset.every(conn), deposits.every(conn)
    whole = dataset.together(found)
    told = {"programmes": found, "whole": whole, "deposits": kept}
    return _page(request, "data.html", found, package=_package(request, whole), **told)


@router.get("/data/dictionary", name="data:dictionary")
def columns(request: Request) -> HTMLResponse:
    """What each column of each table means."""
    return _page(request, "data_dictionary.html", [], types=dictionary.TYPES, values=dictionary.values)


@router.get("/data/documents.json", name="data:papers")
def all_papers(request: Request) -> Response:
    """Every paper that was given to the public, with its hashes: what a file is held against (paper-list/1)."""
    with request.app.state.house.reading() as conn:
        listed = paper_list.published(conn)
    return _listed(listed)


@router.get("/data/verify_document.py", name="data:verifier")
def verifier(request: Request) -> Response:
    """What holds a file against that list, alone, as it stands in this programme."""
    headers = {"Content-Disposition": 'attachment; filename="verify_document.py"', **CROSS}
    return Response(Path(verify_document.__file__).read_bytes(), media_type="text/x-python", headers=headers)


@router.get("/data/{jurisdiction}/{year}/documents.json", name="data:programme_papers")
def programme_papers(request: Request, jurisdiction: str, year: str) -> Response:
    """Those of one programme."""
    _found(request, jurisdiction, year, None)
    with request.app.state.house.reading() as conn:
        listed = paper_list.published(conn, jurisdiction, int(year))
    return _listed(listed)


def _listed(listed: dict[str, Any]) -> Response:
    made = json.dumps(listed, ensure_ascii=False, indent=1)
    return Response(made, media_type="application/json", headers=CROSS)


@router.get("/data/all/{file}", name="data:all_file")
def all_file(request: Request, file: str) -> Response:
    """One table of every programme."""
    then = past.asked(request.query_params.get("as_of"))
    with request.app.state.house.reading() as conn:
        found = dataset.every(conn, then)
    if then and not found:
        raise HTTPException(404, "到这一天还没有公布过内容。")
    return _file(request, dataset.together(found), file)


@router.get("/data/{jurisdiction}/{year}/", name="data:programme")
def programme(request: Request, jurisdiction: str, year: str) -> HTMLResponse:
    found = _found(request, jurisdiction, year, None)
    return _page(request, "data_programme.html", [found], data=found, package=_package(request, found))


@router.get("/data/{jurisdiction}/{year}/{file}", name="data:file")
def file(request: Request, jurisdiction: str, year: str, file: str) -> Response:
    """With `as_of`, as it would have been downloaded at the end of that day."""
    then = past.asked(request.query_params.get("as_of"))
    return _file(request, _found(request, jurisdiction, year, then), file)


def _found(request: Request, jurisdiction: str, year: str, then: AsOf | None) -> Dataset:
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise HTTPException(404)
    with request.app.state.house.reading() as conn:
        found = dataset.of(conn, jurisdiction, int(year), then)
    if found is None:
        raise HTTPException(404, f"{'到这一天，' if then else ''}这个政府这个年度没有公布过内容。")
    return found


def _file(request: Request, data: Dataset, name: str) -> Response:
    if name not in files.NAMES:
        raise HTTPException(404, "没有这个数据文件。")
    made = files.content(data, name, _licence(request))
    return Response(made, media_type=files.media_type(name), headers=CROSS)


def _package(request: Request, data: Dataset) -> dict[str, Any]:
    """The size and the sum of the zip."""
    made = files.content(data, files.PACKAGE, _licence(request))
    return {"size": len(made), "sha256": sha256(made).hexdigest()}


def _licence(request: Request) -> Licence:
    settings = request.app.state.house.settings
    return Licence(settings.data_licence, settings.data_licence_url)


def _page(request: Request, template: str, shown: list[Dataset], **more: Any) -> HTMLResponse:
    banner = banner_of(simulated=any(each.simulated for each in shown), imported=False)
    return render(
        request,
        template,
        banner=banner,
        section="data",
        tables=list(dataset.TABLES.values()),
        formats=files.FORMATS,
        licence=(shown[0].licence if len(shown) == 1 else None) or _licence(request),
        **more,
    )
