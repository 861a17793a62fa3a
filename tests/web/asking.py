"""A GET as a page sees it, for looking at what it draws without a server."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse


def ask(draw: Callable[[Request], HTMLResponse], frame: Mapping[str, Any] | None = None) -> HTMLResponse:
    """What `draw` answers to a visitor who is not signed in; `frame` is what the application adds to every page."""
    app = FastAPI()
    if frame is not None:
        app.state.frame = lambda request: frame
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "app": app, "state": {}}
    return draw(Request(scope))
