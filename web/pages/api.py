"""The public interface, version 1: published facts only, as JSON and CSV. Keys are added, never renamed or removed."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from projects import published

router = APIRouter()

Light = Literal["red", "yellow", "green", "blue", "grey"]


class Value(BaseModel):
    """One published figure. `published_percent` is the percent that was printed, never computed."""

    as_of: str | None = Field(examples=["2021-07-31"])
    value: int | float | None
    unit: str | None
    published_percent: int | float | None
    text: str | None
    stage: str | None
    source: str | None


class Target(BaseModel):
    no: str
    text: str
    quantity: int | float | None
    unit: str | None
    comparator: Literal[">=", ">", "=", "<=", "~", "complete"]
    kind: Literal["quantity", "milestones", "yes_no", "ratio", "service", "count", "money"]
    light: Light | None
    progress: float | None
    planned_progress: float | None
    deviation_pp: float | None
    values: list[Value]


class Project(BaseModel):
    """One project (项) as last published; `progress` in percent, each target capped at 100."""

    number: str
    item: str | None
    title: str
    category: str | None
    lead_unit: str | None
    supporting_units: list[str]
    implementing_units: list[str]
    light: Light | None
    progress: float | None
    planned_progress: float | None
    deviation_pp: float | None
    status: str | None
    values: list[Value]
    targets: list[Target]


class Programme(BaseModel):
    """`log_position` is the ledger's position of the programme's last published event."""

    jurisdiction: str
    name: str
    year: int
    log_position: int
    period: str | None
    as_of: str | None
    projects: list[Project]


@router.get(
    "/api/v1/{jurisdiction}/{year}/projects.json",
    name="api:projects",
    responses={200: {"model": Programme}, 404: {"description": "没有公布过"}},
    summary="一个政府一个年度已公布的项目、指标和进展",
)
def projects(request: Request, jurisdiction: str, year: str) -> Response:
    board, tag = _board(request, jurisdiction, year)
    if _known(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    text = json.dumps(as_json(board), ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type="application/json", headers=_headers(tag))


@router.get(
    "/api/v1/{jurisdiction}/{year}/projects.csv",
    name="api:projects_csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, 404: {"description": "没有公布过"}},
    summary="同一内容的表格：每个数值一行，没有数值的指标或项目也占一行",
)
def projects_csv(request: Request, jurisdiction: str, year: str) -> Response:
    board, tag = _board(request, jurisdiction, year)
    if _known(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(as_rows(as_json(board)))
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=_headers(tag))


@router.get(
    "/api/v1/{jurisdiction}/{year}/published/{period}.json",
    name="api:published",
    response_class=Response,
    responses={200: {"content": {"application/json": {}}}, 404: {"description": "没有公布过"}},
    summary="一个月公布时存档的原文，其SHA-256即页面所示；period 写 list 为发布的清单",
)
def published_bytes(request: Request, jurisdiction: str, year: str, period: str) -> Response:
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise HTTPException(404)
    with request.app.state.house.reading() as conn:
        known = published.board(conn, jurisdiction, int(year)) is not None
        found = published.content(conn, jurisdiction, int(year), "" if period == "list" else period) if known else None
    if found is None:
        raise HTTPException(404, "这个月没有公布过内容。")
    tag = f'"{found["sha256"]}"'
    if _known(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(found["content"].encode(), media_type="application/json", headers=_headers(tag))


@router.get("/api/v1/openapi.json", name="api:openapi", include_in_schema=False)
def openapi(request: Request) -> JSONResponse:
    schema = get_openapi(title="市办实事公开数据", version="1", description=__doc__ or "", routes=router.routes)
    return JSONResponse(schema)


def _board(request: Request, jurisdiction: str, year: str) -> tuple[published.Board, str]:
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise HTTPException(404)
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, int(year))
    if board is None:
        raise HTTPException(404, "这个政府这个年度没有公布过内容。")
    return board, f'"{board.log_position}-1"'


def _known(request: Request, tag: str) -> bool:
    return tag in [each.strip() for each in request.headers.get("if-none-match", "").split(",")]


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "public, max-age=0, must-revalidate", "Access-Control-Allow-Origin": "*"}


def as_json(board: published.Board) -> dict[str, Any]:
    """A published board as the interface gives it: projects and targets in natural order, values by date."""
    return {
        "jurisdiction": board.slug,
        "name": board.name,
        "year": board.year,
        "log_position": board.log_position,
        "period": board.period,
        "as_of": board.as_of.isoformat() if board.as_of else None,
        "sha256": board.sha256,
        "projects": [_project(project) for project in board.projects],
    }


_WHOLE = ("supporting_units", "implementing_units", "light", "progress", "planned_progress", "deviation_pp")
_TARGET = (
    "no", "text", "quantity", "unit", "comparator", "kind", "stage", "baseline", "parent", "weight",
    "light", "progress", "planned_progress", "deviation_pp", "plan", "milestones",
)  # fmt: skip
_VALUE = ("as_of", "value", "unit", "published_percent", "text", "stage", "source", "problems", "measures")


def _project(project: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": project["number"],
        "item": project["item"]["listed"] if project["item"] else None,
        "title": project["title"],
        "category": project["category"],
        "lead_unit": project["lead_unit"],
        **{name: project[name] for name in _WHOLE},
        "status": project["status"],
        "values": [_value(value) for value in project["values"]],
        "targets": [
            {**{name: target[name] for name in _TARGET}, "values": [_value(value) for value in target["values"]]}
            for target in project["targets"]
        ],
    }


def _value(value: dict[str, Any]) -> dict[str, Any]:
    return {name: value[name] for name in _VALUE}


COLUMNS = (
    "jurisdiction", "name", "year", "number", "item", "title", "category", "lead_unit", "light", "progress",
    "planned_progress", "deviation_pp", "no", "target", "quantity", "target_unit", "comparator", "kind",
    "as_of", "value", "unit", "published_percent", "text", "stage", "source",
)  # fmt: skip


def as_rows(programme: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The CSV's rows: one a value; a target, or a project with neither targets nor values, has one without."""
    for project in programme["projects"]:
        head = {name: programme[name] for name in ("jurisdiction", "name", "year")}
        head |= {name: project[name] for name in COLUMNS if name in project and name not in ("values",)}
        for value in project["values"]:
            yield head | _cells(value)
        if not project["values"] and not project["targets"]:
            yield head
        for target in project["targets"]:
            row = head | {
                "no": target["no"],
                "target": target["text"],
                "quantity": target["quantity"],
                "target_unit": target["unit"],
                "comparator": target["comparator"],
                "kind": target["kind"],
            }
            for value in target["values"] or [dict.fromkeys(_VALUE)]:
                yield row | _cells(value)


def _cells(value: dict[str, Any]) -> dict[str, Any]:
    return {name: value[name] for name in ("as_of", "value", "unit", "published_percent", "text", "stage", "source")}
