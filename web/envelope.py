"""Around every answer: its id, its headers, who may keep it, its line in the log and its count."""

import time
from uuid import uuid4

import structlog
from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import fault, freshness, kept, packed, style
from web.kept import Kept, Page
from web.throttle import held_back
from web.visitor import COOKIE

log = structlog.get_logger("web")

LARGEST = 30 * 1024 * 1024
"""The most bytes a request may carry."""
LONGEST_ADDRESS = 500

STATIC = "static"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

HEADERS = {
    "content-security-policy": f"default-src 'self'; style-src 'self' {style.sources()}; img-src 'self' data: blob:;"
    " object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "permissions-policy": "geolocation=(self), camera=(self), microphone=()",
}


class Envelope:
    """The outermost layer of the application; it also limits what is sent to us, and lets no bare fault out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, answer = time.perf_counter(), _Answer(scope, send)
        if scope["method"] == "HEAD":
            scope["method"] = "GET"  # every page answers HEAD as it answers GET, without the body
        try:
            if not await answer.kept():
                await self._answered(scope, receive, answer)
        finally:
            answer.over()
            _noted(scope, answer, time.perf_counter() - began)

    async def _answered(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        if refused := _refused_unread(scope):
            await refused(scope, receive, answer)
            return
        try:
            await self.app(scope, receive, answer)
        except Exception as wrong:
            if answer.status:  # it has begun: all that is left is to break it off
                fault.defect(Request(scope), wrong)
                raise
            await fault.defect(Request(scope), wrong)(scope, receive, answer)


class _Answer:
    """Sends one answer with the headers every answer has. A public page is held back until it is whole: whoever has it
    already is told so instead."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope, self.send, self.method = scope, send, scope["method"]
        self.status = 0
        self.id = scope.setdefault("state", {})["id"] = uuid4().hex[:12]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=self.id)
        self.asked = dict(scope["headers"])
        self.own = COOKIE.encode() in self.asked.get(b"cookie", b"")
        self._held: tuple[Message, MutableHeaders] | None = None
        self._body = self._packed = b""
        self._pages: Kept | None = getattr(scope["app"].state, "kept", None)
        self._key = kept.key_of(scope) if self._pages else None
        self._turn = self._pages.turn if self._pages else 0

    async def kept(self) -> bool:
        """Answers with the page as it was rendered for somebody else, where nothing public was recorded since. Who asks
        too fast gets none."""
        if self._pages is None or self._key is None or held_back(self.scope):
            return False
        if (page := await self._pages.find(self._key)) is None:
            return False
        self.scope["route"], self.status = page.route, 200
        self._body, self._packed = page.body, page.packed
        headers = MutableHeaders(raw=list(page.headers))
        headers["x-request-id"] = self.id
        await self._sent({"type": "http.response.start", "status": 200}, headers)
        return True

    def over(self) -> None:
        """Whoever waits for this page need not any more, however it ended."""
        if self._pages and self._key:
            self._pages.drawn(self._key)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif self._held:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._whole(*self._held)
        else:
            await self.send({**message, "body": b""} if self.method == "HEAD" else message)

    async def _start(self, message: Message) -> None:
        self.status = message["status"]
        headers = MutableHeaders(raw=list(message["headers"]))
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("x-request-id", self.id)
        public = route_of(self.scope) in freshness.PUBLIC and not self.own and self.status in (200, 304)
        if public:
            self._held = message, headers
            return
        headers.setdefault("cache-control", self._keeping())
        await self.send({**message, "headers": headers.raw})

    def _keeping(self) -> str:
        if route_of(self.scope) == STATIC and self.status < 400:
            return freshness.of_static(self.scope["query_string"])
        return "private, no-store" if self.own else freshness.FOR_NOBODY

    async def _whole(self, start: Message, headers: MutableHeaders) -> None:
        headers.setdefault("etag", freshness.tag(self._body))
        headers["cache-control"] = freshness.FOR_ALL
        headers["vary"] = freshness.VARY
        keeps = self._pages and self._key and kept.may_be_kept(route_of(self.scope), self.status)
        if keeps or packed.taken(self._said(b"accept-encoding")):
            self._packed = packed.of(headers.get("content-type", ""), self._body)
        if self._pages and self._key and keeps:
            page = Page(list(headers.raw), self._body, self.scope["route"], self._packed)
            self._pages.keep(self._key, page, self._turn)
        await self._sent(start, headers)

    async def _sent(self, start: Message, headers: MutableHeaders) -> None:
        body = self._body
        if self._packed and packed.taken(self._said(b"accept-encoding")):
            body = self._packed
            headers["etag"] = packed.tag(headers["etag"])
            headers["content-encoding"], headers["content-length"] = "gzip", str(len(body))
        if freshness.known(headers["etag"], self._said(b"if-none-match")):
            self.status = 304
            del headers["content-length"], headers["content-encoding"]
        await self.send({**start, "status": self.status, "headers": headers.raw})
        empty = self.status == 304 or self.method == "HEAD"
        await self.send({"type": "http.response.body", "body": b"" if empty else body})

    def _said(self, header: bytes) -> str:
        return str(self.asked.get(header, b"").decode("latin-1"))


def route_of(scope: Scope) -> str:
    """The name of the route that answered, never the address: that may hold a token. "none" where there is none."""
    if scope["path"].startswith("/static/"):
        return STATIC
    return getattr(scope.get("route"), "name", None) or "none"


def _noted(scope: Scope, answer: _Answer, seconds: float) -> None:
    """A line in the log and a count, by the route's name; nobody's address, and no account."""
    route, method = route_of(scope), answer.method if answer.method in METHODS else "other"
    house = scope["app"].state.house
    if house is not None:
        house.meters.answered(method, route, answer.status or 500, seconds)
    say = log.debug if route.startswith("health:") or route == STATIC else log.info
    say("answered", method=method, route=route, status=answer.status or 500, ms=round(seconds * 1000, 1))


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
