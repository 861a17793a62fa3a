"""An official document as PDF on the GB/T 9704-2012 grid (domain.md 5.1). The same paper gives the same bytes."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import weasyprint
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from supervision.paper import OfficialPaper
from web.paper import justify, layout, qr, title

HERE = Path(__file__).parent
rendering = Lock()  # fontconfig and the shared font configuration are not for two threads at once


class NoAddress(URLFetcher):  # type: ignore[misc]
    """A paper is all in its words: no address is ever opened."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        raise PermissionError(f"papers fetch nothing: {url[:80]}")


@dataclass
class Archived:
    """What was made as a copy for the archive, while `archival` lasts: how many pages."""

    pages: int = 0


_archived: ContextVar[Archived | None] = ContextVar("archived", default=None)


@contextmanager
def archival() -> Iterator[Archived]:
    """All PDF made within it is PDF/A-2b: every font embedded, a colour profile, nothing that depends on a reader."""
    made = Archived()
    token = _archived.set(made)
    try:
        yield made
    finally:
        _archived.reset(token)


class OwnPictures(NoAddress):
    """Opens `picture:` and a hash among the pictures it was given, and nothing else."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__()
        self.pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        content = self.pictures.get(url.removeprefix("picture:")) if url.startswith("picture:") else None
        if content is None:
            return super().fetch(url, headers)
        return URLFetcherResponse(url, content, {"Content-Type": "image/jpeg"})


def official(paper: OfficialPaper) -> bytes:
    """The paper as PDF, every font embedded. Waits while another thread renders."""
    return _made(_html(layout.clean(paper)))


def written(html: str, more: str, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """A page of our own as PDF, by the bulletin's sheet and `more` after it; an image is `picture:` and a hash among
    `pictures`. Waits while another thread renders."""
    return _made(html, more, pictures or {})


def _made(html: str, more: str = "", pictures: Mapping[str, bytes] | None = None) -> bytes:
    with rendering:
        style, fonts = _style()
        own = [weasyprint.CSS(string=more, font_config=fonts, url_fetcher=NoAddress())] if more else []
        page = weasyprint.HTML(string=html, base_url=None, url_fetcher=OwnPictures(pictures or {}))
        laid = page.render(stylesheets=[style, *own], font_config=fonts, pdf_tags=True)
        archived = _archived.get()
        if archived is None:
            return bytes(laid.write_pdf(pdf_tags=True))
        archived.pages += len(laid.pages)
        with warnings.catch_warnings():  # the library leaves its colour profile open
            warnings.simplefilter("ignore", ResourceWarning)
            return bytes(laid.write_pdf(pdf_variant="pdf/a-2b"))


def _html(paper: OfficialPaper) -> str:
    return _template().render(
        paper=paper,
        layout=layout,
        qr=qr,
        title=title.lines(paper.title, layout.TITLE_ROOM),
        signature=layout.signature(paper.signer, paper.date),
        mark_pt=layout.mark_size(paper.mark),
        description="样张，模拟数据" if paper.specimen else "",
    )


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    environment.globals["pairs"] = lambda a, b: zip(a, b, strict=True)
    return environment.get_template("official.html")


@cache
def _style() -> tuple[weasyprint.CSS, FontConfiguration]:
    justify.install()
    fonts = FontConfiguration()
    sheet = (HERE / "gbt9704.css").read_text("utf-8")
    return weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=NoAddress()), fonts
