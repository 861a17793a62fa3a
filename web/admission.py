"""The gate before every page: who asks, whether the table lets them, and whether a form is really theirs."""

import hmac
from collections.abc import AsyncIterator
from math import ceil

import structlog
from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from web import withheld
from web.permissions import PUBLIC, RULES, allowed
from web.throttle import held_back
from web.visitor import Visitor, form_of, visitor_of


async def admit(request: Request) -> AsyncIterator[None]:
    """Raises 401 where signing in would help, 403 where it would not, also for a form without its token."""
    if "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise HTTPException(404)  # no address of ours has one, and no database would look for it
    structlog.contextvars.bind_contextvars(route=getattr(request.scope.get("route"), "name", "none"))
    _hold_back(request)
    visitor = await run_in_threadpool(visitor_of, request)
    request.state.visitor = visitor
    await _check(request, visitor)
    try:
        yield
    finally:
        await request.close()  # files that came with a form


def _hold_back(request: Request) -> None:
    """Raises 429 for who asks the interface, the open data or the search too fast."""
    if wait := held_back(request.scope):
        seconds = ceil(wait)
        raise HTTPException(429, f"问得太快，请{seconds}秒以后再试。", {"Retry-After": str(seconds)})


async def _check(request: Request, visitor: Visitor | None) -> None:
    name = getattr(request.scope.get("route"), "name", "")
    if name.startswith("static"):
        return
    rule = RULES.get(name)
    if visitor is None and (rule is None or rule.roles != PUBLIC):
        raise HTTPException(401 if rule else 403)
    asked = request.path_params.get("jurisdiction")
    own = (visitor.role, visitor.jurisdiction) if visitor else (None, None)
    if not allowed(name, own[0], own[1], asked):
        raise HTTPException(403)
    if visitor is not None and "sha256" in request.path_params:
        await run_in_threadpool(withheld.check, request, visitor, request.path_params["sha256"])
    if request.method == "POST" and visitor is not None:
        form = await form_of(request)
        sent = form.get("csrf")
        if not (
            isinstance(sent, str) and hmac.compare_digest(sent.encode(), visitor.csrf.encode())
        ) and not name.startswith("visit:"):
            raise HTTPException(403, "这张表单已失效，请刷新页面后重新提交。")
