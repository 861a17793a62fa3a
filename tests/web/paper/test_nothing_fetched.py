"""Papers fetch nothing: no file but our own and Python's, no address, no other programme, whatever stands in them.

Two walls are looked at, each by itself: what is typed is escaped, and what is not escaped is not fetched.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

import pytest

from supervision.document_kind import KINDS
from supervision.paper import OfficialPaper
from tests.web.paper import every_kind, watched
from tests.web.paper.retyped import HOSTILE, retyped
from web.paper import typesetting
from web.templating import environment

SHEETS = tuple(sorted(path.name for path in Path(typesetting.__file__).parent.glob("*.css")))
FETCHING = (
    '<style>@import url("{0}/a.css"); @font-face {{ font-family: x; src: url("{0}/b.ttf") }}'
    ' p {{ background: url("{0}/c.png"); font-family: x; list-style: url("{0}/d.svg") }}'
    ' p::before {{ content: url("{0}/e.png") }}</style><link rel="stylesheet" href="{0}/f.css">'
    '<base href="{0}/"><img src="g.png"><img src="{0}/h.svg"><p style="background: url({0}/i.png)">字</p>'
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image href="{0}/j.png"/><image xlink:href="{0}/k.png"/>'
    '<use href="{0}/l.svg#x"/></svg><object data="{0}/m.svg">字</object><embed src="{0}/n.svg">'
    '<a rel="attachment" href="{0}/o">字</a><link rel="attachment" href="{0}/p"><iframe src="{0}/q"></iframe>'
    '<img src="picture:{0}"><script src="{0}/r.js"></script>'
)
"""Each way in which a page may ask for something, of the address {0}."""
QUICK = ("recheck_sheet", "problem_disclosure", "site_sign")


@contextmanager
def unasked() -> Iterator[str]:
    """The address of somebody who listens, and to whom nobody comes."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        door = Thread(target=_answering, args=(listener, came))
        door.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            door.join()
    assert not came, "a paper opened an address that stood in it"


def _answering(listener: socket.socket, came: list[object]) -> None:
    """Notes who comes and hangs up, until the listener is shut."""
    with suppress(OSError):
        while True:
            caller, where = listener.accept()
            caller.close()
            came.append(where)


class _Elements(HTMLParser):
    """The names of a page's elements and of their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)


def hostile(address: str, file: Path) -> str:
    here = HOSTILE.replace("http://127.0.0.1:9", address).replace("file:///etc/passwd", file.as_uri())
    assert address in here and file.as_uri() in here
    return f"{here} url({address}/z) {address}/ {file.as_uri()} {file} {{% include '{file}' %}}"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.png"
    path.write_bytes(b"nobody's")
    return path


@pytest.mark.parametrize(
    "kinds", [QUICK, pytest.param(tuple(k for k in KINDS if k not in QUICK), marks=pytest.mark.long)]
)
def test_no_paper_opens_what_is_typed_into_it(kinds: tuple[str, ...], secret: Path) -> None:
    with unasked() as address:
        assert watched.seen(watched.examples, kinds, hostile(address, secret)) == []


def test_markup_that_nobody_escaped_fetches_nothing(secret: Path) -> None:
    """By every style sheet: none of them asks for anything either."""
    with unasked() as address:
        markup = "".join(map(FETCHING.format, (address, secret.parent.as_uri(), str(secret.parent))))
        markup += f'<img src="{secret.as_uri()}"><img src="{secret}">'
        assert watched.seen(watched.unescaped, markup, SHEETS) == []


def test_the_watch_sees_what_is_opened(secret: Path) -> None:
    assert watched.seen(watched.reading, str(secret)) == [f"open {secret}"]


def test_word_files_relate_to_nothing_outside(secret: Path) -> None:
    """A relationship to outside is fetched by whoever opens the file, unasked; so is what a field or a chunk names."""
    outward = (b'TargetMode="External"', b"<w:altChunk", b"<w:subDoc", b"INCLUDEPICTURE", b"<w:attachedTemplate")
    words, made = hostile("http://127.0.0.1:9", secret), 0
    for kind, example in every_kind.EXAMPLES.items():
        if (content := every_kind.word_file(retyped(example(), words))) is None:
            continue
        made += 1
        with ZipFile(BytesIO(content)) as file:
            for name in file.namelist():
                assert not [mark for mark in outward if mark in file.read(name)], (kind, name)
    assert made > 20


@pytest.mark.parametrize(
    "kind", [kind for kind, make in every_kind.EXAMPLES.items() if isinstance(make(), OfficialPaper)]
)
def test_on_a_screen_a_paper_asks_for_nothing_either(kind: str, secret: Path) -> None:
    """It has the elements and attributes that it has with other words, and no more."""
    template = environment().from_string('{% import "_paper.html" as papers %}{{ papers.sheet(paper) }}')
    paper = every_kind.EXAMPLES[kind]()
    page = template.render(paper=retyped(paper, hostile("http://127.0.0.1:9", secret)))
    ours, made = _Elements(template.render(paper=paper)), _Elements(page)
    assert made.tags <= ours.tags and made.names <= ours.names
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "{{ 7*7 }}" in page
