"""A page's style sheets: led to by an address, or written into the page where people come to the site (decision 0046).

On a slow line each file costs a wait of its own before the first word is seen. A sheet that is written in is allowed by
the hash of its bytes, so that the policy stays strict: nothing else that stands in a page is ever taken for style.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"
FRONT = frozenset({"home:show", "board:show", "project:show"})
"""Routes by which people come: from a newspaper, a message, a code on a wall."""
WRITTEN_IN = ("site.css", "look.css", "public.css", "ladder.css")
"""Every sheet of those pages."""
_REMARK = re.compile(r"/\*.*?\*/\n?", re.S)
"""What a sheet says to who writes it; left out where each reader would have to fetch it."""


@cache
def _fingerprint(name: str, changed: int) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def static(name: str) -> str:
    """The address of one of our own static files; it changes with the file, so that it may be kept for ever."""
    return f"/static/{name}?v={_fingerprint(name, (STATIC / name).stat().st_mtime_ns)}"


def icon() -> Response:
    """The mark where a browser looks for it beside a file that names none: a table, an answer of the interface."""
    body = (STATIC / "icon.svg").read_bytes()
    return Response(body, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


def front(request: Request) -> bool:
    """Whether this page has its sheets written in: one of FRONT for somebody from outside, and not for the copy that
    carries the files beside it."""
    route = getattr(request.scope.get("route"), "name", None)
    return route in FRONT and not request.app.state.within and not getattr(request.state, "visitor", None)


@pass_context
def style(context: Context, name: str) -> Markup:
    """The element that brings one sheet to a page whose context says `front`."""
    if context["front"]:
        return Markup(f"<style>{_words(name)}</style>")
    return Markup('<link rel="stylesheet" href="{}">').format(static(name))


def sources() -> str:
    """What the policy allows beside our own files: the hash of each sheet that is written in."""
    return " ".join(f"'sha256-{_hash(name)}'" for name in WRITTEN_IN)


@cache
def _words(name: str) -> str:
    if name not in WRITTEN_IN:
        raise ValueError(f"{name} is written into a page, and web/style.py does not allow it")
    return _REMARK.sub("", (STATIC / name).read_text(encoding="utf-8"))


def _hash(name: str) -> str:
    return base64.b64encode(hashlib.sha256(_words(name).encode()).digest()).decode()
