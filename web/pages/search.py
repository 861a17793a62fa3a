"""搜索: every public project of every government and year by its words, for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from projects import catalogue
from projects.catalogue import Found, Hit
from projects.phrase import cut, plain, words
from web.match import Match, phrase
from web.selection import Filter
from web.templating import render

router = APIRouter()

ROOT = "search"
EXAMPLES = ("加装电梯", "养老 社区", "教育局")
FEW = 12
"""Governments that are offered side by side; more are chosen from a list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address says. `q` as typed; government by its slug."""

    q: str
    words: tuple[str, ...]
    jurisdiction: str | None
    year: int | None
    page: int

    @property
    def searchable(self) -> bool:
        return catalogue.searchable(self.words)

    def address(self, *, jurisdiction: str | None, year: int | None) -> str:
        """With these choices, its first page."""
        chosen = {"q": self.q, "jurisdiction": jurisdiction, "year": year}
        return f"{ROOT}?{urlencode({name: value for name, value in chosen.items() if value})}"


@router.get("/search", name="search:show")
def show(
    request: Request,
    q: str | None = None,
    jurisdiction: str | None = None,
    year: str | None = None,
    page: str | None = None,
) -> HTMLResponse:
    """A page of what was found; without words that can be found, how to ask."""
    asked = _asked(q, jurisdiction, year, page)
    found = None
    if asked.searchable:
        with request.app.state.house.reading() as conn:
            found = catalogue.search(conn, asked.words, asked.jurisdiction, asked.year, asked.page)
    return render(
        request,
        "search.html",
        asked=asked,
        found=found,
        examples=[(each, f"{ROOT}?{urlencode({'q': each})}") for each in EXAMPLES],
        years=_years(asked, found) if found else [],
        governments=_governments(asked, found) if found else [],
        few=FEW,
        matched=lambda hit: matched(hit, asked.words),
        leaves=asked.address(jurisdiction=asked.jurisdiction, year=asked.year) + "&page=",
        whole=asked.address(jurisdiction=None, year=None),
    )


def _asked(q: str | None, jurisdiction: str | None, year: str | None, page: str | None) -> Asked:
    """What says nothing we know is left out."""
    typed = cut(q)
    slug = cut(jurisdiction) or None
    of = int(year) if year and re.fullmatch(r"[0-9]{4}", year) else None
    number = int(page) if page and re.fullmatch(r"[1-9][0-9]{0,5}", page) else 1
    return Asked(typed, tuple(words(typed)), slug, of, number)


def _years(asked: Asked, found: Found) -> list[Filter]:
    """Each year with how many there are in the government that is chosen, the newest first."""
    return _choice(
        "全部年度",
        [(year, f"{year}年", count) for year, count in found.years],
        asked.year,
        lambda year: asked.address(jurisdiction=asked.jurisdiction, year=year),
    )


def _governments(asked: Asked, found: Found) -> list[Filter]:
    """Each government with how many there are in the year that is chosen, the most first."""
    return _choice(
        "全部地方",
        found.governments,
        asked.jurisdiction,
        lambda slug: asked.address(jurisdiction=slug, year=asked.year),
    )


def _choice(
    every: str, known: Sequence[tuple[Any, str, int]], chosen: Any, address: Callable[[Any], str]
) -> list[Filter]:
    """Nothing where there is nothing to choose between."""
    if len(known) < 2:
        return []
    whole = Filter(every, sum(count for _, _, count in known), address(None), chosen is None)
    return [whole, *(Filter(label, count, address(value), value == chosen) for value, label, count in known)]


def matched(hit: Hit, looked_for: Sequence[str]) -> Match | None:
    """The first of the words that is neither in the title nor in the leading unit, in its phrase."""
    seen = plain(f"{hit.project['title']} {hit.project['lead_unit'] or ''}")
    for word in looked_for:
        if word in seen:
            continue
        for where, text in hit.project["told"]:
            if found := phrase(where, text, word):
                return found
    return None
