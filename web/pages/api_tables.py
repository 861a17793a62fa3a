"""The interface's tables: the same rows as the files of open data, in the same order, filtered and in pages."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from web import as_of as past
from web.fault import told
from web.interface import AS_OF, TOO_MANY, problem
from web.open_data import dataset, query
from web.open_data.dataset import TABLES, Dataset
from web.open_data.query import MOST, PLACE, USUAL, Query, Wrong
from web.open_data.table import Column, Table

router = APIRouter()

CROSS = {"Access-Control-Allow-Origin": "*"}


def _serve(table: Table) -> None:
    def rows(request: Request) -> Response:
        try:
            asked = query.asked(table, request.query_params.multi_items())
            found = _datasets(request, asked)
            answer = query.answered(asked, found)
        except Wrong as wrong:
            return told(request, 400, "问法不对", str(wrong), "query.wrong")
        following = _following(request, answer.cursor)
        content = {
            "table": table.name,
            "log_position": max((each.log_position for each in found), default=0),
            "count": answer.count,
            "rows": [{name: row[name] for name in table.names} for row in answer.rows],
            "cursor": answer.cursor,
            "next": following,
        }
        link = {"Link": f'<{following}>; rel="next"'} if following else {}
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return Response(body, media_type="application/json", headers={**CROSS, **link})

    router.add_api_route(
        f"/api/v1/{table.name}",
        rows,
        name="api:rows",
        operation_id=f"rows_{table.name}",
        response_class=Response,
        summary=f"{table.title}：{table.meaning}",
    )


def _datasets(request: Request, asked: Query) -> list[Dataset]:
    """Raises Wrong for a day that is none, or still to come."""
    try:
        then = past.asked(asked.as_of)
    except HTTPException as no:
        raise Wrong("as_of", no.detail) from no
    with request.app.state.house.reading() as conn:
        if asked.programme is None:
            return dataset.every(conn, then)
        found = dataset.of(conn, *asked.programme, then)
    return [found] if found else []


def _following(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"


def described(table: Table) -> dict[str, Any]:
    """What the interface's description says of a table's address, with an answer as an example."""
    page = {
        "type": "object",
        "properties": {
            "table": {"type": "string", "const": table.name},
            "log_position": {"type": "integer", "description": "下次用 since 写这个数，只取此后新的和改过的行"},
            "count": {"type": "integer", "description": "符合条件的共有几行"},
            "rows": {"type": "array", "items": table.row_schema()},
            "cursor": {"type": ["string", "null"], "description": "取下一页时写在 cursor 里；没有下一页为空"},
            "next": {"type": ["string", "null"], "description": "下一页的地址"},
        },
        "required": ["table", "log_position", "count", "rows", "cursor", "next"],
    }
    row = table.example()
    told = {"log_position": row["log_position"], "count": 1, "rows": [row], "cursor": None, "next": None}
    example = {"table": table.name, **told}
    answer = {"description": "一页", "content": {"application/json": {"schema": page, "example": example}}}
    return {
        "parameters": [_parameter(table.column(name)) for name in (*PLACE, *table.filters)] + _PAGING,
        "responses": {"200": answer, "400": problem("参数不对，detail 写明是哪一个"), "404": UNHEARD, "429": TOO_MANY},
    }


UNHEARD = problem("参数里有不成文字的字符（%00）")


def _parameter(column: Column) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if column.type == "integer":
        schema = {"type": "integer", "minimum": 1000, "maximum": 9999}
    elif column.values or column.type == "boolean":
        schema["enum"] = list(column.values or ("true", "false"))
    example = query.text(column.example) if schema["type"] == "string" else column.example
    words = f"{column.title}：{column.meaning}" + ("" if "enum" in schema else "；写空值取空着的")
    return {"name": column.name, "in": "query", "description": words, "schema": schema, "example": example}


def _whole(name: str, words: str, example: int, least: int, most: int) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": least, "maximum": most}
    return {"name": name, "in": "query", "description": words, "schema": schema, "example": example}


_PAGING: list[dict[str, Any]] = [
    _whole("since", "只取账本位置大于这个数的行，即此后新的和改过的", 0, 0, 10**15),
    _whole("limit", f"一页几行，不写为{USUAL}", 2, 1, MOST),
    {
        "name": "cursor",
        "in": "query",
        "description": "上一页给出的 cursor",
        "schema": {"type": "string"},
    },
    AS_OF,
]

for _table in TABLES.values():
    _serve(_table)
