"""Public answers in gzip, for whoever takes it: made once where a page is kept, never for anybody signed in."""

from __future__ import annotations

import gzip

KINDS = ("text/", "application/json", "application/problem+json", "application/atom+xml", "image/svg+xml")
LEAST, MOST = 500, 1 << 20
"""Bytes: what is smaller gains nothing, what is larger is a file of open data, which may take its time on the way."""
MARK = "-gzip"
"""What the tag of a packed answer ends in: other bytes of the same words need a tag of their own."""


def of(kind: str, body: bytes) -> bytes:
    """The body packed; empty where that does not help. `kind`: its Content-Type."""
    if not LEAST <= len(body) <= MOST or not kind.startswith(KINDS):
        return b""
    return gzip.compress(body, compresslevel=6, mtime=0)


def taken(accepted: str) -> bool:
    """Whether an Accept-Encoding takes gzip; one that gives it no weight does not."""
    for each in accepted.split(","):
        name, _, weight = each.replace(" ", "").partition(";")
        if name.lower() in ("gzip", "*"):
            return weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def tag(plain: str) -> str:
    return f'{plain[:-1]}{MARK}"'
