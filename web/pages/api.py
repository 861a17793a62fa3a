"""The public interface, version 1: published facts only, as JSON and CSV. Keys are added, never renamed or removed."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from projects import notices, published, reorganisations
from projects.notice import ADJUSTMENT, CORRECTION
from projects.notices import Told
from projects.reorganisations import Move
from web import as_of as past
from web import freshness
from web.as_of import AsOf
from web.interface import AS_OF, TOO_MANY, problem

router = APIRouter()

SHAPE = 3
"""Counted up with every added key, so that nobody keeps an answer of before."""

Light = Literal["red", "yellow", "green", "blue", "grey"]


Slug = Annotated[str, Path(description="政府代码", pattern="^[a-z0-9-]{1,60}$", examples=["demo"])]
Year = Annotated[str, Path(description="年度，四位数字", pattern="^[0-9]{4}$", examples=["2026"])]
Period = Annotated[
    str, Path(description="月份；list 为发布的清单", pattern="^([0-9]{4}-[0-9]{2}|list)$", examples=["2026-08"])
]
Day = Annotated[
    str | None, Query(description=AS_OF["description"], json_schema_extra={"format": "date"}, examples=["2026-09-30"])
]
Id = Annotated[str, Path(description="更正或者调整的编号", pattern="^[0-9a-f-]{36}$")]
NOT_FOUND = problem("没有公布过")

Number = int | float | str
"""A number; as text only where a JSON number would lose digits of what was published."""


class Value(BaseModel):
    """One published figure. `published_percent` is the percent that was printed, never computed.

    `verdict` is the source's own status word, `verdict_of` what it was said of where that is not the year.
    """

    as_of: str | None = Field(examples=["2021-07-31"])
    value: Number | None
    unit: str | None
    published_percent: Number | None
    text: str | None
    stage: str | None
    source: str | None
    problems: str | None
    measures: str | None
    correction: str | None
    as_written: str | None = Field(examples=["70余家"])
    verdict: str | None = Field(examples=["达到序时进度"])
    verdict_of: str | None = Field(examples=["4月当月计划"])
    reported_by: str | None = Field(examples=["区民政局"])
    basis: str | None = Field(examples=["按照国家最新统计方法修正"])
    task_text: str | None
    lead_unit: str | None = Field(description="who led the project when this month was published", default=None)


class RegionValue(BaseModel):
    """One figure of a region, as published; `value` null where none was given."""

    as_of: str | None
    value: Number | None
    unit: str | None
    published_percent: Number | None
    source: str | None


class Region(BaseModel):
    """A district's part of a target (`target_no`)."""

    target_no: str
    region: str
    quantity: Number | None
    values: list[RegionValue]


class Milestone(BaseModel):
    due: str | None
    text: str | None
    value: Number | None
    weight: Number | None
    done_on: str | None
    source: str | None


class Target(BaseModel):
    no: str
    text: str
    quantity: Number | None
    unit: str | None
    comparator: Literal[">=", ">", "=", "<=", "~", "complete"]
    kind: Literal["quantity", "milestones", "yes_no", "ratio", "service", "count", "money"]
    stage: str | None
    baseline: Number | None
    parent: str | None = Field(description="the target this is a part of; a part is never added to it")
    weight: Number | None
    as_written: str | None = Field(examples=["6-10个"])
    remark: str | None
    light: Light | None
    progress: float | None
    planned_progress: float | None
    deviation_pp: float | None
    plan: dict[str, Number]
    milestones: list[Milestone]
    values: list[Value]


class LeadUnitChange(BaseModel):
    """From this day on another unit leads, or the same one by another name (`rename`); `document` orders it."""

    effective_on: str
    kind: Literal["rename", "split", "merge", "hand_over"]
    previous: str
    lead_unit: str
    document: str


class Project(BaseModel):
    """One project (项) as last published; `progress` in percent, each target capped at 100."""

    number: str
    item: str | None
    title: str
    category: str | None
    lead_unit: str | None = Field(description="as of the last published month; see lead_unit_changes")
    lead_unit_changes: list[LeadUnitChange]
    supporting_units: list[str]
    implementing_units: list[str]
    light: Light | None
    progress: float | None
    planned_progress: float | None
    deviation_pp: float | None
    status: str | None
    note: str | None
    source: str | None
    units_text: str | None
    key_difficult: bool
    starts_on: str | None
    due_on: str | None
    values: list[Value]
    milestones: list[Milestone]
    targets: list[Target]
    regions: list[Region]
    adjustments: list[dict[str, Any]] = Field(description="经批准并公布的调整，新的在前")
    corrections: list[dict[str, Any]] = Field(description="已公布数字的更正：当时公布的与更正后的并列，新的在前")


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
    responses={200: {"model": Programme}, 404: NOT_FOUND, 429: TOO_MANY},
    summary="一个政府一个年度已公布的项目、指标和进展",
)
def projects(request: Request, jurisdiction: Slug, year: Year, as_of: Day = None) -> Response:
    then = past.asked(as_of)
    if then is None and (unchanged := _unchanged(request, jurisdiction, year)):
        return unchanged
    content, tag = _content(request, jurisdiction, year, then)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type="application/json", headers=_headers(tag))


@router.get(
    "/api/v1/{jurisdiction}/{year}/projects.csv",
    name="api:projects_csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, 404: NOT_FOUND, 429: TOO_MANY},
    summary="同一内容的表格：每个数值一行，没有数值的指标或项目也占一行",
)
def projects_csv(request: Request, jurisdiction: Slug, year: Year, as_of: Day = None) -> Response:
    return _table(request, jurisdiction, year, as_of, COLUMNS, as_rows)


@router.get(
    "/api/v1/{jurisdiction}/{year}/regions.csv",
    name="api:regions_csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, 404: NOT_FOUND, 429: TOO_MANY},
    summary="各区域的目标和进展：每个数值一行",
)
def regions_csv(request: Request, jurisdiction: Slug, year: Year, as_of: Day = None) -> Response:
    return _table(request, jurisdiction, year, as_of, REGION_COLUMNS, as_region_rows)


@router.get(
    "/api/v1/{jurisdiction}/{year}/milestones.csv",
    name="api:milestones_csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, 404: NOT_FOUND, 429: TOO_MANY},
    summary="节点计划：每个节点一行，指标序号空着的属整个项目",
)
def milestones_csv(request: Request, jurisdiction: Slug, year: Year, as_of: Day = None) -> Response:
    return _table(request, jurisdiction, year, as_of, MILESTONE_COLUMNS, as_milestone_rows)


def _table(
    request: Request,
    jurisdiction: str,
    year: str,
    as_of: str | None,
    columns: tuple[str, ...],
    rows: Callable[[dict[str, Any]], Iterator[dict[str, Any]]],
) -> Response:
    then = past.asked(as_of)
    if then is None and (unchanged := _unchanged(request, jurisdiction, year)):
        return unchanged
    content, tag = _content(request, jurisdiction, year, then)
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(content))
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=_headers(tag))


@router.get(
    "/api/v1/{jurisdiction}/{year}/published/{period}.json",
    name="api:published",
    response_class=Response,
    responses={200: {"content": {"application/json": {}}}, 404: NOT_FOUND, 429: TOO_MANY},
    summary="一个月公布时存档的原文，其SHA-256即页面所示；period 写 list 为发布的清单",
)
def published_bytes(request: Request, jurisdiction: Slug, year: Year, period: Period) -> Response:
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


@router.get(
    "/api/v1/{jurisdiction}/{year}/notices/{id}.json",
    name="api:notice",
    response_class=Response,
    responses={200: {"content": {"application/json": {}}}, 404: NOT_FOUND, 429: TOO_MANY},
    summary="一项更正或者调整公布时存档的原文，其SHA-256即页面所示",
)
def notice_bytes(request: Request, jurisdiction: Slug, year: Year, id: Id) -> Response:
    board, _ = _board(request, jurisdiction, year)
    with request.app.state.house.reading() as conn:
        found = notices.stored(conn, board.slug, board.year, id)
    if found is None:
        raise HTTPException(404, "没有公布过这项更正或者调整。")
    tag = f'"{found["sha256"]}"'
    if _known(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(found["content"].encode(), media_type="application/json", headers=_headers(tag))


def _board(request: Request, jurisdiction: str, year: str) -> tuple[published.Board, str]:
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise HTTPException(404)
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, int(year))
    if board is None:
        raise HTTPException(404, "这个政府这个年度没有公布过内容。")
    return board, f'"{board.log_position}-{SHAPE}"'


def _unchanged(request: Request, jurisdiction: str, year: str) -> Response | None:
    """The answer to who has what stands now."""
    _, tag = _board(request, jurisdiction, year)
    return Response(status_code=304, headers={"ETag": tag}) if _known(request, tag) else None


def _known(request: Request, tag: str) -> bool:
    return freshness.known(tag, request.headers.get("if-none-match", ""))


def _headers(tag: str | None) -> dict[str, str]:
    """A past day's answer has no tag of its own: it is known by what it says."""
    told = {"Cache-Control": "public, max-age=0, must-revalidate", "Access-Control-Allow-Origin": "*"}
    return {"ETag": tag, **told} if tag else told


Leads = Mapping[tuple[str, str], str | None]
"""(Project number, period) → who led it when the period was published."""
Moves = Mapping[str, list[Move]]


def _content(
    request: Request, jurisdiction: str, year: str, then: AsOf | None = None
) -> tuple[dict[str, Any], str | None]:
    """What stands now with its tag, or what stood at the end of a day."""
    board, tag = _board(request, jurisdiction, year)
    with request.app.state.house.reading() as conn:
        leads = published.leads(conn, board.slug, board.year)
        moves = reorganisations.moves(conn, board.slug, board.year)
        told = notices.told(conn, board.slug, board.year)
        if then is None:
            return as_json(board, leads, moves, told), tag
        stood, told = past.board(conn, board, then), past.told(told, then)
        if stood is None:
            raise HTTPException(404, "到这一天还没有公布过这个年度的内容。")
        moves = {number: past.moved(each, then) for number, each in moves.items()}
        position = past.position(conn, stood, told, [move for each in moves.values() for move in each], then)
    return as_json(replace(stood, log_position=position), leads, moves, told), None


def as_json(board: published.Board, leads: Leads, moves: Moves, told: Sequence[Told] = ()) -> dict[str, Any]:
    """A published board as the interface gives it: projects and targets in natural order, values by date; what was
    corrected and adjusted since stands beside, newest first."""
    return {
        "jurisdiction": board.slug,
        "name": board.name,
        "year": board.year,
        "log_position": board.log_position,
        "period": board.period,
        "as_of": board.as_of.isoformat() if board.as_of else None,
        "sha256": board.sha256,
        "projects": [_project(each, leads, moves.get(each["number"], []), told) for each in _shown(board)],
    }


def _shown(board: published.Board) -> list[dict[str, Any]]:
    """Where the public is told in words alone, its interface names no colour either: what stands is in `status`."""
    if not board.worded:
        return board.projects
    return [
        {**each, "light": None, "targets": [{**target, "light": None} for target in each["targets"]]}
        for each in board.projects
    ]


_WHOLE = ("supporting_units", "implementing_units", "light", "progress", "planned_progress", "deviation_pp")
_ABOUT = ("note", "source", "units_text", "key_difficult", "starts_on", "due_on")
_TARGET = (
    "no", "text", "quantity", "unit", "comparator", "kind", "stage", "baseline", "parent", "weight",
    "light", "progress", "planned_progress", "deviation_pp", "plan", "as_written", "remark",
)  # fmt: skip
_WORDS = (
    *("problems", "measures", "correction", "as_written", "verdict", "verdict_of", "reported_by", "basis"),
    "task_text",
)
_VALUE = ("as_of", "value", "unit", "published_percent", "text", "stage", "source", *_WORDS)
_REGION = ("target_no", "region", "quantity")
_REGION_VALUE = ("as_of", "value", "unit", "published_percent", "source")
_MILESTONE = ("due", "text", "value", "weight", "done_on", "source")


def _notices(project: dict[str, Any], told: Sequence[Told], kind: str) -> list[dict[str, Any]]:
    return [
        {"id": each.id, "published_at": each.published_at.isoformat(), "sha256": each.sha256, **each.content}
        for each in told
        if each.kind == kind and each.content["number"] == project["number"]
    ]


def _project(project: dict[str, Any], leads: Leads, moves: list[Move], told: Sequence[Told]) -> dict[str, Any]:
    def value(each: dict[str, Any]) -> dict[str, Any]:
        return {**_only(_VALUE, each), "lead_unit": leads.get((project["number"], each.get("period") or ""))}

    return {
        "number": project["number"],
        "item": project["item"]["listed"] if project["item"] else None,
        "title": project["title"],
        "category": project["category"],
        "lead_unit": project["lead_unit"],
        "lead_unit_changes": [_change(move) for move in moves],
        **{name: project[name] for name in _WHOLE},
        "status": project["status"],
        **_only(_ABOUT, project),
        "values": [value(each) for each in project["values"]],
        "milestones": [_only(_MILESTONE, each) for each in project.get("milestones", [])],
        "targets": [
            {
                **_only(_TARGET, target),
                "milestones": [_only(_MILESTONE, each) for each in target["milestones"]],
                "values": [value(each) for each in target["values"]],
            }
            for target in project["targets"]
        ],
        "regions": [
            {**_only(_REGION, each), "values": [_only(_REGION_VALUE, value) for value in each["values"]]}
            for each in project["regions"]
        ],
        "adjustments": _notices(project, told, ADJUSTMENT),
        "corrections": _notices(project, told, CORRECTION),
    }


def _change(move: Move) -> dict[str, Any]:
    return {
        "effective_on": move.effective_on.isoformat(),
        "kind": move.kind,
        "previous": move.name,
        "lead_unit": move.to_name,
        "document": move.document,
    }


def _only(names: tuple[str, ...], of: dict[str, Any]) -> dict[str, Any]:
    """These keys, null where what was published then did not have one yet."""
    return {name: of.get(name) for name in names}


COLUMNS = (
    "jurisdiction", "name", "year", "number", "item", "title", "category", "lead_unit", "light", "progress",
    "planned_progress", "deviation_pp", "no", "target", "quantity", "target_unit", "comparator", "kind",
    "as_of", "value", "unit", "published_percent", "text", "stage", "source",
    *_WORDS, "target_as_written", "target_remark", "parent", "supporting_units", "implementing_units", "note",
    "project_source", "units_text",
)  # fmt: skip
"""New ones are added at the end."""
REGION_COLUMNS = (
    "jurisdiction", "name", "year", "number", "no", "region", "quantity", "as_of", "value", "unit",
    "published_percent", "source",
)  # fmt: skip
MILESTONE_COLUMNS = ("jurisdiction", "name", "year", "number", "no", *_MILESTONE)


_PROGRAMME = ("jurisdiction", "name", "year")
_HEAD = (
    "number", "item", "title", "category", "lead_unit", "light", "progress", "planned_progress", "deviation_pp",
    "note", "units_text",
)  # fmt: skip


def as_rows(programme: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The CSV's rows: one a value; a target, or a project with neither targets nor values, has one without."""
    for project in programme["projects"]:
        head = _only(_PROGRAMME, programme) | _only(_HEAD, project)
        head |= {"project_source": project["source"]}
        head |= {name: "、".join(project[name]) for name in ("supporting_units", "implementing_units")}
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
                "target_as_written": target["as_written"],
                "target_remark": target["remark"],
                "parent": target["parent"],
            }
            for value in target["values"] or [dict.fromkeys(_VALUE)]:
                yield row | _cells(value)


def _cells(value: dict[str, Any]) -> dict[str, Any]:
    """A month's figure is in a row of the unit that led when the month was published."""
    then = value.get("lead_unit")
    return _only(_VALUE, value) | ({"lead_unit": then} if then else {})


def as_region_rows(programme: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a region's figure; a region with a target and without figures has one too."""
    head = _only(_PROGRAMME, programme)
    for project in programme["projects"]:
        for region in project["regions"]:
            row = {**head, "number": project["number"], "no": region["target_no"], **_only(_REGION[1:], region)}
            for value in region["values"] or [dict.fromkeys(_REGION_VALUE)]:
                yield row | value


def as_milestone_rows(programme: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a milestone; `no` is empty for those of the whole project."""
    head = _only(_PROGRAMME, programme)
    for project in programme["projects"]:
        for no, nodes in [("", project["milestones"]), *((t["no"], t["milestones"]) for t in project["targets"])]:
            for node in nodes:
                yield {**head, "number": project["number"], "no": no, **node}
