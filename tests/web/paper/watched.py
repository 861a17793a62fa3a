"""What Python opens while papers are set, by its audit events, in a process of its own: no watch can be ended."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec

from tests.web.paper import every_kind  # with all that papers need: what stands above is loaded before the watch
from tests.web.paper.retyped import retyped
from web.paper import pdf
from web.paper.printed import archival

_Given = ParamSpec("_Given")
OUTWARD = ("socket.", "urllib.", "http.", "ftplib.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")
"""Starts of the names of events in which the network or another programme is asked."""
OURS = (Path(__file__).parents[3] / "web", Path(__file__).parents[3] / "tests", Path(sys.prefix))
PYTHONS = tuple(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib"))
FONTS = (Path("/usr/share/fonts"), Path("/usr/share/fontconfig"), Path("/etc/fonts"), Path("/var/cache/fontconfig"))
_seen: list[str] = []


def seen(work: Callable[_Given, Any], *given: _Given.args, **named: _Given.kwargs) -> list[str]:
    """What was asked of the network, of other programmes and of folders that hold nothing of a paper, while a function
    of a module worked in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_watch) as pool:
        return pool.submit(_told, partial(work, *given, **named)).result()


def examples(kinds: tuple[str, ...], words: str) -> None:
    """The examples of these kinds with words in every place where somebody types."""
    for kind in kinds:
        every_kind.printed(retyped(every_kind.EXAMPLES[kind](), words))


def unescaped(markup: str, sheets: tuple[str, ...]) -> None:
    """What a template that escapes nothing would have set, by these style sheets."""
    page = f"<!doctype html><title>x</title>{markup}"
    pdf.by_sheets(page, sheets)
    with archival():
        pdf.by_sheets(page, sheets)


def reading(path: str) -> None:
    """To see that the watch sees."""
    Path(path).read_bytes()


def _told(work: Callable[[], Any]) -> list[str]:
    _seen.clear()
    work()
    return list(_seen)


def _watch() -> None:
    sys.addaudithook(_notice)


def _notice(event: str, given: tuple[Any, ...]) -> None:
    if event.startswith(OUTWARD):
        _seen.append(f"{event} {given}"[:200])
    elif event == "open" and not isinstance(given[0], int) and not _may_be_opened(given[0]):
        _seen.append(f"open {given[0]}")


def _may_be_opened(path: str | bytes) -> bool:
    place = Path(path.decode("utf-8", "replace") if isinstance(path, bytes) else path).absolute()
    return any(place.is_relative_to(folder) for folder in (*OURS, *PYTHONS, *FONTS))
