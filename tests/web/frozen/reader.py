"""Somebody who reads a frozen copy from a plain file server, and holds it against the living site."""

import io
import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import httpx
from selectolax.lexbor import LexborHTMLParser

LEADS = {"a": "href", "link": "href", "img": "src", "script": "src"}
OTHERS = ("srcset", "action", "formaction", "poster", "data", "background", "cite", "ping")
"""Attributes that hold an address too; the copy's pages have none of them."""
LIVE_ONLY = ("form", ".masthead .who")
"""Searches and choices; signing in and the other looks: all that a page of the copy leaves out."""
COPY_ONLY = (".frozen-remark",)
"""All that a page of the copy adds: what it is, and that something is to be done on the living site."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The copy below an address, as the standard library serves a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def crawled(base: str) -> tuple[dict[str, bytes], set[str]]:
    """File → what it answered, for all that links lead to from the first page; and the addresses that lead away.
    A link into the void fails."""
    found: dict[str, bytes] = {}
    waiting, away = [base], set()
    with httpx.Client(trust_env=False) as client:
        while waiting:
            here = waiting.pop()
            name = unquote(here.removeprefix(base)) or "index.html"
            if name in found:
                continue
            answer = client.get(here)
            assert answer.status_code == 200, f"{here} {answer.status_code}"
            found[name] = answer.content
            for link in links(answer.content) if name.endswith(".html") and not original(name) else ():
                to = urldefrag(urljoin(here, link)).url
                if to.startswith(base):
                    waiting.append(to)
                elif not to.startswith("tel:"):
                    away.add(to)
    return found, away


def original(name: str) -> bool:
    """Whether a file is a paper as it was issued, byte for byte, and no page of the site: its links stay as printed."""
    return re.search(r"/papers/[0-9A-Z]+\.html$", name) is not None


def links(html: bytes) -> list[str]:
    """What a page leads to and is drawn with."""
    tree = LexborHTMLParser(html.decode())
    assert not tree.css(",".join(f"[{name}]" for name in OTHERS)), "an address that nobody looks at"
    return [node.attrs.sget(name) for tag, name in LEADS.items() for node in tree.css(f"{tag}[{name}]")]


def fragments(html: bytes) -> set[str]:
    """Every name on a page that a link may end with."""
    return {node.attrs.sget("id") for node in LexborHTMLParser(html.decode()).css("[id]")}


def words(html: bytes, without: tuple[str, ...]) -> list[str]:
    """The page's title and visible words, piece by piece."""
    tree = LexborHTMLParser(html.decode())
    for selector in without:
        for node in tree.css(selector):
            node.decompose()
    title = tree.css_first("title")
    assert title is not None and tree.body is not None
    return [title.text(), *tree.body.text(separator=" ").split()]


def asked(name: str) -> str:
    """The living site's address of a page's file."""
    folder, _, last = name.removesuffix(".html").rpartition("/")
    stem, *chosen = last.split(".")
    query = "&".join(each.replace("-", "=", 1) for each in chosen)
    return f"/{folder}/{'' if stem == 'index' else stem}" + (f"?{query}" if query else "")


def everything(folder: Path) -> dict[str, bytes]:
    """File → bytes of a copy; what is packed (zip, xlsx, docx) opened too."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for name, content in list(found.items()):
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                found |= {f"{name}:{each}": packed.read(each) for each in packed.namelist()}
    return found


def holding(files: dict[str, bytes], *marks: str) -> list[tuple[str, str]]:
    """Where a word stands, in a file or in its name."""
    return [
        (name, mark) for name, content in files.items() for mark in marks if mark.encode() in content or mark in name
    ]


def host(address: str) -> str:
    return urlsplit(address).netloc
