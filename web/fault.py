"""How the site says no: refusals, clashes, outages and defects, each as a page, as JSON or as a line for htmx."""

import errno
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from eventsourcing.persistence import InterfaceError, OperationalError
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from markupsafe import escape
from psycopg import OperationalError as Lost
from psycopg.errors import DiskFull
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect

from tracker.refusal import OutOfDate, Refused, SeveralRefused, Stale
from web import refusals
from web.templating import render
from web.visitor import visitor_of

log = structlog.get_logger("web")

AGAIN = "如果刚才在提交，请稍后回到原来的页面再提交一次，同一张表单不会重复办理。"
UNAVAILABLE = f"服务暂时中断，正在恢复。{AGAIN}"
FULL = f"服务器存储空间不足，本次没有写入，请把请求编号告诉管理员。{AGAIN}"
RETRY_AFTER = 5
"""Seconds after which asking again is worth while: a database is back in less."""
ROOT, OWN = Path(__file__).parents[1], ("web", "supervision", "projects", "tracker")
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


TITLES = {
    403: "没有权限",
    404: "没有找到",
    405: "不能这样访问",
    410: "链接已失效",
    413: "内容过大",
    429: "问得太快",
}


def wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


def told(request: Request, status: int, title: str, message: str, code: str) -> Response:
    """A refusal or a fault, as a page or as JSON by what was asked for; htmx gets a line for its place in the page."""
    id = getattr(request.state, "id", "")
    if wants_json(request):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": message}
        content = {**problem, "code": code, "message": message, "request": id}
        return JSONResponse(content, status_code=status, media_type="application/problem+json")
    if request.headers.get("hx-request") == "true":
        words = f"没有保存：{message}（请求编号 {id}）"
        return HTMLResponse(f'<span class="field-error">{escape(words)}</span>', status_code=status)
    shown: dict[str, Any] = {"title": title, "message": message, "code": code, "request_id": id, "fault": status >= 500}
    return render(request, "error.html", status_code=status, **shown)


def refused(request: Request, no: Refused | SeveralRefused) -> Response:
    message = "；".join(sentence.rstrip("。") for _, sentence in refusals.sentences(no)) + "。"
    code = no.code if isinstance(no, Refused) else "several"
    missing = isinstance(no, Refused) and no.code.endswith(".unknown")
    return told(request, 404 if missing else 409, "没有找到" if missing else "不能办理", message, code)


def stale(request: Request, _: Stale) -> Response:
    return told(request, 409, "内容已有变化", refusals.SENTENCES["stale"], "stale")


def unavailable(request: Request, fault: Exception) -> Response:
    """The database is away, busy or full; nobody knows yet whether a command came through, but its key will tell."""
    full = isinstance(fault.__cause__, DiskFull) or isinstance(fault, OSError)
    log.error("unavailable", fault=type(fault.__cause__ or fault).__name__, full=full)
    answer = told(
        request, 503, "暂时无法办理", FULL if full else UNAVAILABLE, "storage_full" if full else "unavailable"
    )
    answer.headers["retry-after"] = str(RETRY_AFTER)
    return answer


def no_space(request: Request, fault: OSError) -> Response:
    """A disk that is full is an outage; any other fault of a file is a defect."""
    return unavailable(request, fault) if fault.errno in _NO_SPACE else defect(request, fault)


def http(request: Request, fault: StarletteHTTPException) -> Response:
    if not hasattr(request.state, "visitor"):
        request.state.visitor = visitor_of(request)  # an address without a page has not come past the gate
    if fault.status_code == 401 and not wants_json(request):
        if request.method == "GET":
            return RedirectResponse(f"/sign-in?next={request.url.path}", status_code=303)
        return told(request, 401, "请先登录", "登录已过期，请在新页面登录后回到这里重新提交。", "sign_in")
    messages = {
        403: "您的账号不能打开这个页面。如需办理，请联系督查室。",
        404: "没有这个页面，或者内容尚未公布。",
        405: "这个地址不接受这种操作。",
    }
    detail = str(fault.detail) if any("\u4e00" <= c <= "\u9fff" for c in str(fault.detail)) else ""
    message = detail or messages.get(fault.status_code, "请求不能处理，请检查后重试。")
    title = TITLES.get(fault.status_code, "请求有误")
    answer = told(request, fault.status_code, title, message, f"http.{fault.status_code}")
    answer.headers.update(fault.headers or {})  # Allow, Retry-After
    return answer


def not_found(request: Request, _: RequestValidationError) -> Response:
    return told(request, 404, "没有找到", "没有这个页面，或者地址不完整。", "http.404")


def hung_up(request: Request, _: ClientDisconnect) -> Response:
    """Who asked was gone before all was sent: nothing was done, and nobody reads the answer."""
    return Response(status_code=400)


def defect(request: Request, fault: Exception) -> Response:
    """Logged by where it was, without its words: a database's repeat what was typed."""
    log.error("defect", fault=_kinds(fault), at=_places(fault))
    return told(request, 500, "系统出错", "系统出错，操作没有写入。请把请求编号告诉管理员。", "defect")


def _chain(fault: BaseException) -> list[BaseException]:
    """The fault and what caused it, down to the first."""
    cause = fault.__cause__ or fault.__context__
    return [fault, *(_chain(cause) if cause else [])]


def _kinds(fault: BaseException) -> list[str]:
    return [type(each).__name__ for each in _chain(fault)]


def _places(fault: BaseException) -> list[str]:
    """Where in our own code, as file:line function: the fault's calls, then those of what caused it."""
    frames = [frame for each in _chain(fault) for frame in traceback.extract_tb(each.__traceback__)]
    own = [(Path(frame.filename).relative_to(ROOT), frame) for frame in frames if ROOT in Path(frame.filename).parents]
    return [f"{path}:{frame.lineno} {frame.name}" for path, frame in own if path.parts[0] in OWN]


HANDLERS: dict[Any, Callable[[Request, Any], Response]] = {
    Refused: refused,
    SeveralRefused: refused,
    Stale: stale,
    OutOfDate: unavailable,
    Lost: unavailable,
    StarletteHTTPException: http,
    RequestValidationError: not_found,
    ClientDisconnect: hung_up,
    OperationalError: unavailable,
    InterfaceError: unavailable,
    OSError: no_space,
}
