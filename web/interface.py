"""What the interface's description says of every answer that says no, in one shape (RFC 9457)."""

from typing import Any

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457；detail 是中文说明",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "message": {"type": "string", "description": "与 detail 相同"},
        "request": {"type": "string", "description": "请求编号"},
    },
    "required": ["type", "title", "status", "detail", "code", "message", "request"],
}


def problem(words: str) -> dict[str, Any]:
    """An answer that says no, for the interface's description."""
    return {"description": words, "content": {"application/problem+json": {"schema": PROBLEM}}}


AS_OF: dict[str, Any] = {
    "name": "as_of",
    "in": "query",
    "description": "某一天结束时公布的样子，如 2026-06-30；不写为现在",
    "schema": {"type": "string", "format": "date"},
}
TOO_MANY: dict[str, Any] = {
    **problem("问得太快；Retry-After 写明几秒以后再问"),
    "headers": {"Retry-After": {"description": "秒", "schema": {"type": "integer"}}},
}
