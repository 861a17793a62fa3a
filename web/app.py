"""The web application: its pages, who may call them, how it says no, and the headers of every answer."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import structlog
from eventsourcing.persistence import InterfaceError, OperationalError
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.refusal import OutOfDate, Refused, SeveralRefused, Stale
from web import refusals
from web.admission import admit
from web.house import House
from web.htmx import script
from web.marking import banner_of
from web.pages import ROUTERS
from web.templating import HERE, render
from web.visitor import COOKIE

log = structlog.get_logger("web")

LARGEST = 30 * 1024 * 1024
"""The most bytes a request may carry."""
LONGEST_ADDRESS = 500

HEADERS = {
    b"content-security-policy": b"default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
    b" frame-ancestors 'none'; form-action 'self'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"permissions-policy": b"geolocation=(self), camera=(self), microphone=()",
}


class Envelope:
    """Around every answer: a request id, the security headers, a limit on what is sent to us, and no bare fault."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        if scope["method"] == "HEAD":
            scope["method"] = "GET"  # every page answers HEAD as it answers GET, without the body
        if refused := _refused_unread(scope):
            await refused(scope, receive, answer)
            return
        try:
            await self.app(scope, receive, answer)
        except Exception as fault:
            if answer.begun:
                raise
            await _defect(Request(scope), fault)(scope, receive, answer)


class _Answer:
    """Sends one answer with the headers every answer has."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.send, self.begun, self.head = send, False, scope["method"] == "HEAD"
        self.id = scope.setdefault("state", {})["id"] = uuid4().hex[:12]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=self.id)
        cookie = dict(scope["headers"]).get(b"cookie", b"")
        private = COOKIE.encode() in cookie and not scope["path"].startswith("/static/")
        self.headers = {**HEADERS, b"x-request-id": self.id.encode()}
        if private:
            self.headers[b"cache-control"] = b"private, no-store"

    async def __call__(self, message: Message) -> None:
        self.begun = True
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            added = [(name, value) for name, value in self.headers.items() if name not in given]
            message["headers"] = [*message["headers"], *added]
        elif self.head:
            message = {**message, "body": b""}
        await self.send(message)


def _refused_unread(scope: Scope) -> Response | None:
    """The answer to what is not worth reading: an address nobody gave out, or more than we take."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    if len(scope["path"]) > LONGEST_ADDRESS:
        return HTMLResponse("没有这个页面。", status_code=404)
    if b"transfer-encoding" in headers:
        return HTMLResponse("请求没有写明大小，请用本网站的表单提交。", status_code=411)
    if length.isdigit() and int(length) > LARGEST:
        return HTMLResponse("内容超过30MB，请减少附件后再提交。", status_code=413)
    return None


def create(house: House) -> FastAPI:
    """The application over a house that is open."""
    app = FastAPI(title="市办实事", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(admit)])
    app.state.house = house
    app.state.frame = frame
    app.add_middleware(Envelope)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_api_route("/htmx.js", script, include_in_schema=False, name="static:htmx")
    for router in ROUTERS:
        app.include_router(router)
    handlers: dict[Any, Callable[[Request, Any], Response]] = {
        Refused: _refused,
        SeveralRefused: _refused,
        Stale: _stale,
        OutOfDate: _unavailable,
        PoolTimeout: _unavailable,
        StarletteHTTPException: _http,
        RequestValidationError: _not_found,
        OperationalError: _unavailable,
        InterfaceError: _unavailable,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
    return app


def frame(request: Request) -> dict[str, Any]:
    """What the page frame shows on every page: the clock, and the form token of whoever is signed in."""
    visitor = getattr(request.state, "visitor", None)
    simulated = request.app.state.house.simulated
    return {"csrf": visitor.csrf if visitor else None, "banner": banner_of(simulated=simulated, imported=False)}


def wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


def told(request: Request, status: int, title: str, message: str, code: str) -> Response:
    """A refusal or a fault, as a page or as JSON by what was asked for."""
    id = getattr(request.state, "id", "")
    if wants_json(request):
        return JSONResponse({"code": code, "message": message, "request": id}, status_code=status)
    return render(request, "error.html", status_code=status, title=title, message=message, code=code, request_id=id)


def _refused(request: Request, refused: Refused | SeveralRefused) -> Response:
    message = "；".join(sentence.rstrip("。") for _, sentence in refusals.sentences(refused)) + "。"
    code = refused.code if isinstance(refused, Refused) else "several"
    missing = isinstance(refused, Refused) and refused.code.endswith(".unknown")
    return told(request, 404 if missing else 409, "没有找到" if missing else "不能办理", message, code)


def _stale(request: Request, _: Stale) -> Response:
    return told(request, 409, "内容已有变化", refusals.SENTENCES["stale"], "stale")


def _unavailable(request: Request, fault: Exception) -> Response:
    log.error("unavailable", fault=type(fault).__name__)
    return told(request, 503, "暂时无法办理", "服务正在恢复，请稍后重试；您的操作没有写入。", "unavailable")


def _http(request: Request, fault: StarletteHTTPException) -> Response:
    if fault.status_code == 401 and not wants_json(request):
        if request.method == "GET":
            return RedirectResponse(f"/sign-in?next={request.url.path}", status_code=303)
        return told(request, 401, "请先登录", "登录已过期，请在新页面登录后回到这里重新提交。", "sign_in")
    titles = {403: "没有权限", 404: "没有找到", 410: "链接已失效", 405: "不能这样访问", 413: "内容过大"}
    messages = {
        403: "您的账号不能打开这个页面。如需办理，请联系督查室。",
        404: "没有这个页面，或者内容尚未公布。",
        405: "这个地址不接受这种操作。",
    }
    detail = str(fault.detail) if any("\u4e00" <= c <= "\u9fff" for c in str(fault.detail)) else ""
    message = detail or messages.get(fault.status_code, "请求不能处理，请检查后重试。")
    return told(
        request, fault.status_code, titles.get(fault.status_code, "请求有误"), message, f"http.{fault.status_code}"
    )


def _not_found(request: Request, _: RequestValidationError) -> Response:
    return told(request, 404, "没有找到", "没有这个页面，或者地址不完整。", "http.404")


def _defect(request: Request, fault: Exception) -> Response:
    log.exception("defect", exc_info=fault, path=request.url.path)
    return told(request, 500, "系统出错", "系统出错，操作没有写入。请把请求编号告诉管理员。", "defect")
