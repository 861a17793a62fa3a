"""Pages of other sites may read the open data and the interface (CORS), and nothing else here."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

OPEN = ("/api/", "/data/")
EXPOSED = ["ETag", "Link", "Retry-After"]


class Crossing:
    """Without cookies, and only to read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.crossed = CORSMiddleware(
            app, allow_origins=["*"], allow_methods=["GET", "HEAD"], allow_headers=["If-None-Match"],
            expose_headers=EXPOSED, max_age=86400,
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["type"] == "http" and scope["path"].startswith(OPEN)
        await (self.crossed if reads else self.app)(scope, receive, send)
