"""How a page looks, chosen by the start of its address and by nothing that is kept in a browser: `/elder/…` is 长者版,
`/contrast/…` 高对比度. Links below a page stay in its look by themselves, for they are relative (decision 0054).
Whoever is signed in has a cookie anyway, and a second one for the look of all their pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from web.visitor import COOKIE

LOOKS = {"elder": "长者版", "contrast": "高对比度"}
PLAIN = "标准版"
CHOSEN = "tracker_look"
"""The cookie that keeps what somebody signed in has chosen; nobody else's is read."""


class Look:
    """Takes the look off the address before anybody reads it, and remembers it for the page frame."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            first, _, rest = scope["path"].removeprefix("/").partition("/")
            if first in LOOKS and not rest.startswith("static/"):
                scope = {**scope, "path": f"/{rest}", "state": {**scope.get("state", {}), "look": first}}
            elif (chosen := _chosen(scope)) in LOOKS:
                scope = {**scope, "state": {**scope.get("state", {}), "look": chosen, "look_chosen": True}}
        await self.app(scope, receive, send)


def _chosen(scope: Scope) -> str:
    cookies = HTTPConnection(scope).cookies
    return cookies.get(CHOSEN, "") if COOKIE in cookies else ""


def frame(request: Request) -> dict[str, Any]:
    """look: its code or ""; base: what an address from the top of the site begins with; looks: the other ones, each
    with the address of this very page in it; own_looks: the same for whoever is signed in, whose choice is kept, back
    to the desk where this page answers a form."""
    look = getattr(request.state, "look", "")
    query = f"?{request.url.query}" if request.url.query else ""
    here = f"{request.url.path}{query}"
    back = here if request.method == "GET" else "/desk"
    others = [("", PLAIN), *LOOKS.items()]
    return {
        "look": look,
        "base": f"/{look}" if look and not getattr(request.state, "look_chosen", False) else "",
        "own_looks": [(f"/look/{code or 'plain'}?to={quote(back)}", words) for code, words in others if code != look],
        "looks": [(f"/{code}{here}" if code else here, words) for code, words in others if code != look],
    }
