"""An address of the site, and the file it becomes in a copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from posixpath import relpath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

HERE = "http://site.invalid"
"""Stands for the site's own address while a page is read."""
LONGEST = 60
"""Characters in a file's name; a longer one is cut and gets a sum."""
ENDINGS = re.compile(r"\.(json|jsonl|csv|xlsx|zip|atom|pdf|docx|txt|html|css|js|svg|jpg|py)$|/SHA256SUMS$")
"""Of addresses that are files already; every other one is a page."""
PHOTOS = "/visits/photos/"
_NOT_ON_WINDOWS = re.compile(r'[<>:"/\\|?*%\x00-\x1f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """`path` quoted, `query` as it is sent: two spellings of one address are equal."""

    path: str
    query: str = ""

    @classmethod
    def of(cls, path: str, **query: str | int) -> Address:
        """`path` in plain words."""
        return cls(quote(path), urlencode(query))

    def __str__(self) -> str:
        return self.path + (f"?{self.query}" if self.query else "")

    @property
    def page(self) -> bool:
        return not ENDINGS.search(self.path) and not self.path.startswith(PHOTOS)

    def only(self, name: str) -> Address:
        """The same page with nothing but one of what is chosen; the bare page where that is not chosen."""
        return Address(self.path, urlencode([each for each in parse_qsl(self.query) if each[0] == name]))

    @property
    def file(self) -> str:
        """Below the copy's folder, by / and in plain words. What is chosen becomes a part of the name:
        `/demo/2026/?month=2026-06` is `demo/2026/index.month-2026-06.html`."""
        parts = unquote(self.path).lstrip("/").split("/")
        name = parts.pop()
        if self.page:
            chosen = "".join(f".{name}-{value}" for name, value in parse_qsl(self.query))
            name = f"{name or 'index'}{chosen}"
        ending = ".html" if self.page else ".jpg" if self.path.startswith(PHOTOS) else ""
        return "/".join([*(_safe(part) for part in parts), _safe(name) + ending])


def _safe(name: str) -> str:
    """A name that every file system takes; one that had to be changed gets the sum of what it was."""
    made = _NOT_ON_WINDOWS.sub("_", name).rstrip(". ")
    if _DEVICE.fullmatch(made):
        made = f"_{made}"
    if made == name and len(name) <= LONGEST:
        return name
    return f"{made[:LONGEST]}~{sha256(name.encode()).hexdigest()[:8]}"


def led(link: str, page: Address) -> tuple[Address, str] | None:
    """The address that a link on a page leads to, and its fragment; None for one that leads away from the site."""
    try:
        found = urlsplit(urljoin(f"{HERE}{page}", link))
    except ValueError:
        return None
    if f"{found.scheme}://{found.netloc}" != HERE:
        return None
    query = "" if found.path.startswith("/static/") else urlencode(parse_qsl(found.query))
    return Address(quote(unquote(found.path)) or "/", query), found.fragment


def way(to: str, page: str, fragment: str = "") -> str:
    """The link from the file `page` to the file `to`."""
    return quote(relpath(to, str(PurePosixPath(page).parent))) + (f"#{fragment}" if fragment else "")
