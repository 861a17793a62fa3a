"""Two days side by side: what the public was shown on each, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from projects import difference, editions, published
from projects.difference import Difference, Pair
from projects.published import Board
from projects.sent_back import counted
from tracker import clock
from tracker.clock import SHANGHAI
from web import as_of
from web.as_of import AsOf
from web.marking import banner_of
from web.templating import render

router = APIRouter()

SEEN = {"status", "progress"}
"""What the columns show of each day."""


@dataclass(frozen=True, slots=True)
class Line:
    """One project that differs; how far it is stands in columns of its own."""

    pair: Pair

    @property
    def told(self) -> tuple[Difference, ...]:
        """What became of its promise, its acceptance, and its figures where the columns say the same on both days."""
        fields = {each.field for each in self.pair.differences}
        seen = fields & SEEN
        return tuple(
            each
            for each in self.pair.differences
            if each.promised or each.field == "accepted_on" or (each.field == "value" and not seen)
        )

    @property
    def project(self) -> Any:
        return self.pair.now


@router.get("/{jurisdiction}/{year:int}/compare", name="compare:show")
def show(
    request: Request, jurisdiction: str, year: int, before: str | None = None, after: str | None = None
) -> HTMLResponse:
    """The boards at the end of two days; without them, today's beside the one before the last publication."""
    with request.app.state.house.reading() as conn:
        now = published.board(conn, jurisdiction, year)
        if now is None:
            raise HTTPException(404, "没有公布过这个年度的内容。")
        known = editions.of_programme(conn, jurisdiction, year)
        last = known[-1].published_at.astimezone(SHANGHAI).date()
        one = as_of.asked(before) or AsOf(last - timedelta(days=1))
        other = as_of.asked(after) or AsOf(clock.today())
        if one.day > other.day:
            one, other = other, one
        sides = [as_of.board(conn, now, one), as_of.board(conn, now, other)]
    return render(
        request,
        "compare.html",
        board=now,
        place=now,
        section="board",
        hotline=now.hotline,
        banner=banner_of(simulated=now.simulated, imported=now.imported),
        days=(one, other),
        sides=sides,
        first=as_of.first(known),
        today=clock.today(),
        counts=counts(*sides),
        **lines(*sides),
    )


def counts(old: Board | None, new: Board | None) -> list[dict[str, Any]]:
    """Each status with its number on both days; nothing where a day has no figures."""
    if not old or not new or not old.figures or not new.figures:
        return []
    sides = [counted(each.projects, each.figures["by_status"]) for each in (old, new) if each.figures]
    before, after = ({words: count for _, words, count in side} for side in sides)
    told = {words: code for side in sides for code, words, _ in side}
    return [
        {"label": words, "old": before.get(words, 0), "new": after.get(words, 0), "status": code}
        for words, code in told.items()
    ]


def lines(old: Board | None, new: Board | None) -> dict[str, Any]:
    """lines: listed on both days and different; added, dropped: on one day only; same: how many say the same."""
    found = difference.pairs(old.projects, new.projects) if old and new else []
    both = [each for each in found if each.old and each.new]
    return {
        "lines": [Line(each) for each in both if each.differences],
        "added": [each.now for each in found if not each.old],
        "dropped": [each.now for each in found if not each.new],
        "same": sum(1 for each in both if not each.differences),
    }
