"""HTML and style sheets as pages, in the process that asks. The same words give the same pages.

Whoever answers people asks web/paper/printed.py for them, which has them set and printed elsewhere.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from web.paper import endless, justify, layout, once

HERE = Path(__file__).parent
Pictures = Mapping[str, bytes]
"""Hash in the store → JPEG."""
_over: ContextVar[tuple[str, ...]] = ContextVar("over", default=())


class NoAddress(URLFetcher):  # type: ignore[misc]
    """A paper is all in its words: no address is ever opened."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        raise PermissionError(f"papers fetch nothing: {url[:80]}")


class OwnPictures(NoAddress):
    """Opens `picture:` and a hash among the pictures it was given, and nothing else."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self.pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        content = self.pictures.get(url.removeprefix("picture:")) if url.startswith("picture:") else None
        if content is None:
            return super().fetch(url, headers)
        return URLFetcherResponse(url, content, {"Content-Type": "image/jpeg"})


def template(name: str) -> Template:
    """One of this folder's, by its name; everything that comes in is escaped."""
    return _environment().get_template(name)


@contextmanager
def over(sheets: tuple[str, ...]) -> Iterator[None]:
    """What is laid out within it has these style sheets of this folder over its own."""
    token = _over.set(sheets)
    try:
        yield
    finally:
        _over.reset(token)


def laid_over() -> tuple[str, ...]:
    """The style sheets that stand over every page laid out now."""
    return _over.get()


_COUNTED = re.compile(r"(\d{1,2}月)?\d[\d,./]*[万亿]?(?:平方米|公里|人次|个节点|[\u4e00-\u9fff%])")
_CODE = re.compile(r"(校验码[0-9A-Z]{4})([0-9A-Z]{4})")
NARROW, WIDE = 5, 7.5
"""How wide a figure with its unit may be, in full-width characters, to stand whole in any column; with its month
before it, in the column of nodes. A wider one breaks as the column asks."""


def whole(text: str) -> Markup:
    """A cell's text in which a figure and its unit stand on one line: 15,900万元, 6月25,600人."""
    return _wrapped(text, _COUNTED, _kept_whole)


def _kept_whole(found: re.Match[str]) -> str:
    fits = layout.width(found[0]) <= (WIDE if found[1] else NARROW)
    return f'<span class="whole">{found[0]}</span>' if fits else found[0]


def parted(text: str) -> Markup:
    """A paragraph in which a check code may go on in the next line after its fourth sign: eight signs that may not be
    broken leave a line before them with holes."""
    return _wrapped(text, _CODE, lambda found: f"{found[1]}<wbr>{found[2]}")


def _wrapped(text: str, pattern: re.Pattern[str], marked: Callable[[re.Match[str]], str]) -> Markup:
    """Escaped, with what the pattern finds marked; it finds signs alone that need no escape."""
    return Markup(pattern.sub(marked, str(escape(text))))


def pages(html: str, sheets: tuple[str, ...], pictures: Pictures | None = None) -> weasyprint.Document:
    """Laid out by the named style sheets of this folder, each over the one before."""
    page = weasyprint.HTML(string=html, base_url=None, url_fetcher=OwnPictures(pictures or {}))
    return page.render(
        stylesheets=[_sheet(name) for name in (*sheets, *laid_over())], font_config=_fonts(), pdf_tags=True
    )


@cache
def _sheet(name: str) -> weasyprint.CSS:
    justify.install()
    endless.install()
    once.install()
    text = (HERE / name).read_text("utf-8")
    return weasyprint.CSS(string=text, font_config=_fonts(), url_fetcher=NoAddress())


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["whole"], made.filters["parted"] = whole, parted
    made.globals["pairs"] = lambda a, b: zip(a, b, strict=True)
    return made
