"""A public page as it stood at the end of a past day: what was published by then, and nothing that was learnt since.

The facts come from the publications themselves and from the moments at which other public events were recorded, never
from today's rows (docs/decisions/0053-as-of.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any
from urllib.parse import urlencode

import psycopg
from fastapi import HTTPException

from projects import editions, published
from projects.editions import Edition
from projects.notices import Told
from projects.published import Board, Card
from projects.reorganisations import Move, Support
from supervision import acceptances, public_moments
from supervision.acceptances import AcceptanceRow
from supervision.papers import PaperRow
from supervision.problems import ProblemRow
from supervision.public_visits import PublicVisit
from tracker import clock
from tracker.clock import SHANGHAI

WRITTEN = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""The one way in which an address names a day; a second would be a second address of the same page."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day whose end is asked about."""

    day: date

    @property
    def until(self) -> datetime:
        """The first moment that is no longer part of it."""
        return datetime.combine(self.day + timedelta(days=1), time_of_day(), SHANGHAI)

    @property
    def query(self) -> str:
        return "?" + urlencode({"as_of": self.day.isoformat()})


def asked(text: str | None) -> AsOf | None:
    """What `?as_of=` says; None where it says nothing. 404 for what is no day, or a day that has not begun."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if WRITTEN.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise HTTPException(404, "日期没有看懂，请写成2026-06-30这样。")
    if day.year < 1980:
        raise HTTPException(404, "这一天还没有公布过这个年度的内容。")
    if day > clock.today():
        raise HTTPException(404, "这一天还没有到，只能看今天和过去的日期。")
    return AsOf(day)


def board(conn: psycopg.Connection[Any], now: Board, then: AsOf, period: str | None = None) -> Board | None:
    """`now` with the content that stood then: the latest period, or the one asked for; None where none was public."""
    known = editions.known(conn, now.slug, now.year, then.until)
    wanted = max(known, default="") if period is None else period
    if wanted not in known:
        return None
    edition, told = known[wanted], editions.content(conn, known[wanted].position)
    before = max((other for other in known if other and other < wanted), default=None)
    earlier = editions.content(conn, known[before].position) if before else {}
    return replace(
        now,
        name=told["name"],
        title=told["title"],
        period=wanted or None,
        periods=tuple(other for other in known if other),
        as_of=edition.as_of,
        published_at=edition.published_at,
        sha256=edition.sha256,
        figures=told.get("figures"),
        items=told["items"],
        projects=told["projects"],
        previous=earlier.get("projects", []),
        next_due=None,
        light_changes=light_changes(now, then),
        rankings=_before(now.rankings, then),
    )


def light_changes(now: Board, then: AsOf) -> tuple[dict[str, Any], ...]:
    """The changes between lamps and words that had been approved."""
    return _before(now.light_changes, then)


def _before(changes: Iterable[dict[str, Any]], then: AsOf) -> tuple[dict[str, Any], ...]:
    return tuple(each for each in changes if datetime.fromisoformat(each["at"]) < then.until)


def card(conn: psycopg.Connection[Any], now: Board, number: str, then: AsOf) -> Card | None:
    """One project as it was shown then, with the months published by then."""
    stood = board(conn, now, then)
    found = next((each for each in stood.projects if each["number"] == number), None) if stood else None
    if stood is None or found is None:
        return None
    months = published.months(conn, stood, number)
    return Card(stood, found, [each for each in months if each["published_at"] < then.until], found["values"])


def position(
    conn: psycopg.Connection[Any], stood: Board, notices: Iterable[Told], moves: Iterable[Move], then: AsOf
) -> int:
    """The ledger's position of the programme's last published event; notices and moves are those of then."""
    known = editions.known(conn, stood.slug, stood.year, then.until)
    moments = [each.ordered_at for each in moves]
    moments += [datetime.fromisoformat(each["at"]) for each in stood.light_changes]
    positions = [*(each.position for each in known.values()), *(each.position for each in notices)]
    return max([*positions, *public_moments.positions(conn, moments).values()])


def told(notices: Iterable[Told], then: AsOf) -> list[Told]:
    """The corrections and adjustments that had been told."""
    return [each for each in notices if each.published_at < then.until]


def moved(moves: Iterable[Move], then: AsOf) -> list[Move]:
    """The changes of the leading unit that had been ordered."""
    return [each for each in moves if each.ordered_at < then.until]


def supported(changes: Iterable[Support], then: AsOf) -> list[Support]:
    return [each for each in changes if each.ordered_at < then.until]


def seen(visits: Iterable[PublicVisit], then: AsOf) -> list[PublicVisit]:
    """The visits that had been cleared for the public."""
    return [each for each in visits if each.cleared_at < then.until]


def issued(rows: Iterable[PaperRow], then: AsOf | None) -> list[PaperRow]:
    """The papers that had gone out to the public, as corrected as they were; all of them where no day is asked about.
    What was taken back since is taken back from every day: nobody is to read it."""
    if then is None:
        return list(rows)
    known = [row for row in rows if row.public_at is not None and row.public_at < then.until]
    return [row if row.state == "withdrawn" else stood(row, then) for row in known]


def stood(row: PaperRow, then: AsOf) -> PaperRow:
    """A paper as corrected or taken back as it was then."""
    amended = [each for each in row.amended if each["on"] <= then.day.isoformat()]
    last = amended[-1]["what"] if amended else ""
    return replace(
        row, amended=amended, state={"withdrawal": "withdrawn", "correction": "corrected"}.get(last, "issued")
    )


def named(problems: Iterable[ProblemRow], then: AsOf) -> list[ProblemRow]:
    """The problems that had been named, with what was told of them by then."""
    return [_problem(each, then) for each in problems if each.published_at and each.published_at < then.until]


def accepted(rows: Mapping[str, AcceptanceRow], then: AsOf) -> dict[str, AcceptanceRow]:
    """Project id → its acceptance as the public knew it."""
    known = {project: acceptances.told(row, then.until) for project, row in rows.items()}
    return {project: row for project, row in known.items() if row}


def _problem(row: ProblemRow, then: AsOf) -> ProblemRow:
    outcomes = [each for each in row.outcomes if datetime.fromisoformat(each["told_at"]) < then.until]
    lapsed = row.lapsed_at if row.lapsed_at and row.lapsed_at < then.until else None
    known = replace(row, outcomes=outcomes, lapsed_at=lapsed)
    if row.withdrawn_at and row.withdrawn_at >= then.until:
        return replace(known, state="published", withdrawn=None, withdrawn_at=None)
    return known


def first(known: Iterable[Edition]) -> date | None:
    """The day from which there is something to look back at."""
    return min((each.published_at.astimezone(SHANGHAI).date() for each in known), default=None)
