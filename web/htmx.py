"""The htmx script, served from the package that carries it; none of it is committed here."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fastapi.responses import Response


@cache
def _script() -> bytes:
    """The bytes; raises FileNotFoundError where set-up did not install the package."""
    found = find_spec("django_htmx")
    if found is None or found.origin is None:
        raise FileNotFoundError("django_htmx")
    return (Path(found.origin).parent / "static/django_htmx/htmx-4.min.js").read_bytes()


def script() -> Response:
    return Response(_script(), media_type="text/javascript", headers={"Cache-Control": "public, max-age=86400"})
