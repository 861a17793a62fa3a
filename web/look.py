"""How a page looks, chosen by the start of its address and by nothing that is kept in a browser: `/elder/…` is 长者版,
`/contrast/…` 高对比度. Links below a page stay in its look by themselves, for they are relative (decision 0054)."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

LOOKS = {"elder": "长者版", "contrast": "高对比度"}
PLAIN = "标准版"


class Look:
    """Takes the look off the address before anybody reads it, and remembers it for the page frame."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            first, _, rest = scope["path"].removeprefix("/").partition("/")
            if first in LOOKS and not rest.startswith("static/"):
                scope = {**scope, "path": f"/{rest}", "state": {**scope.get("state", {}), "look": first}}
        await self.app(scope, receive, send)


def frame(request: Request) -> dict[str, Any]:
    """look: its code or ""; base: what an address from the top of the site begins with; looks: the other ones, each
    with the address of this very page in it."""
    look = getattr(request.state, "look", "")
    query = f"?{request.url.query}" if request.url.query else ""
    here = f"{request.url.path}{query}"
    others = [("", PLAIN), *LOOKS.items()]
    return {
        "look": look,
        "base": f"/{look}" if look else "",
        "looks": [(f"/{code}{here}" if code else here, words) for code, words in others if code != look],
    }
