"""Laid-out pages as PDF: the one way by which every paper is printed. The same pages give the same bytes.

Within `archival` what is printed is PDF/A-2b, whatever paper it is, and its pages are counted. Within `preview` every
page says that it is a 预览稿.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec

import weasyprint

from web.paper import room, typesetting

_Given = ParamSpec("_Given")


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


@contextmanager
def preview() -> Iterator[None]:
    """All PDF made within it says at the head of every page that it was not issued."""
    with typesetting.over(("preview.css",)):
        yield


def printed(lay: Callable[_Given, weasyprint.Document], *given: _Given.args, **named: _Given.kwargs) -> bytes:
    """What `lay`, a function of a module, lays out of picklable things, set in the composing room. Every font is
    embedded, and it is tagged for readers that speak."""
    archived = _archived.get()
    content, pages = room.made(_written, archived is not None, typesetting.laid_over(), lay, given, named)
    if archived is not None:
        archived.pages += pages
    return content


def _written(
    for_archive: bool, over: tuple[str, ...], lay: Callable[..., weasyprint.Document], given: Any, named: Any
) -> tuple[bytes, int]:
    with typesetting.over(over):
        laid = lay(*given, **named)
    if not for_archive:
        return bytes(laid.write_pdf(pdf_tags=True)), len(laid.pages)
    with warnings.catch_warnings():  # the library leaves its colour profile open
        warnings.simplefilter("ignore", ResourceWarning)
        return bytes(laid.write_pdf(pdf_variant="pdf/a-2b")), len(laid.pages)
