"""The interface's description of itself: every address with its parameters, answers and examples that work."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from web.open_data.dataset import TABLES
from web.pages import api, api_tables

router = APIRouter()

ABOUT = """已公布的项目、指标、计划、进展、公开事项等，与 /data/ 下的文件同样的行、同样的次序。不用登录，可以跨站读取。

- 表：/api/v1/ 加表名，按列筛选，一页一页取；since 写上次答复的 log_position，只取此后新的和改过的行。
- 答复带 ETag，下次在 If-None-Match 里写上，没有变化答 304。
- 一个地址每分钟可以问的次数有限（本站 {limit}），超过的答 429，Retry-After 写明几秒以后再问。
- 说“不”的答复都是 application/problem+json，detail 是中文说明。
- 键和列只增加，不改名，不删除。"""


@router.get("/api/v1/openapi.json", name="api:openapi", include_in_schema=False)
def show(request: Request) -> JSONResponse:
    limit = request.app.state.house.settings.asked_a_minute
    described = {**_described(), "info": {**_described()["info"], "description": _about(limit)}}
    return JSONResponse(described, headers={"Access-Control-Allow-Origin": "*"})


def _about(limit: int) -> str:
    return ABOUT.format(limit=f"每分钟{limit}次" if limit else "没有设限")


@cache
def _described() -> dict[str, Any]:
    """FastAPI adds an answer of its own to whatever has a parameter; ours are other ones."""
    routes = [*api_tables.router.routes, *api.router.routes]
    schema = get_openapi(title="市办实事公开数据", version="1", routes=routes)
    for path in schema["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
    for table in TABLES.values():  # beside FastAPI, which leaves out what is null in an example
        schema["paths"][f"/api/v1/{table.name}"]["get"] |= api_tables.described(table)
    return schema
