"""Everything public of one programme, as it was published: what all the tables are made of, and nothing besides."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from projects import published
from projects.published import Board
from tracker.clock import SHANGHAI
from web.open_data.table import Row

Connection = psycopg.Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Issue:
    """One publication of the whole programme: its list (or imported history; `period` ""), or a month."""

    period: str
    position: int
    published_at: datetime
    sha256: str
    content: dict[str, Any]

    @property
    def projects(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.content["projects"]
        return found


@dataclass(frozen=True, slots=True)
class Facts:
    """`issues` in the order they were published: the last is what stands."""

    board: Board
    issues: tuple[Issue, ...]

    @property
    def head(self) -> Row:
        """The columns every table begins with."""
        nature = "simulated" if self.board.simulated else "collected" if self.board.imported else "own"
        told = {"jurisdiction": self.board.slug, "government": self.board.name, "year": self.board.year}
        return {**told, "nature": nature}

    def stamped(self, name_of: Callable[[Row], tuple[Any, ...]], rows: Callable[[Issue], Iterator[Row]]) -> list[Row]:
        """The rows of the last issue, each with the position and the moment of the issue since which it stands so."""
        known: dict[tuple[Any, ...], tuple[Row, Row]] = {}
        for issue in self.issues:
            stamp = {"log_position": issue.position, "published_at": moment(issue.published_at)}
            before, known = known, {}
            for row in rows(issue):
                name = name_of(row)
                while name in known:  # two figures of one target and day
                    name = (*name, "again")
                old = before.get(name)
                known[name] = old if old and old[0] == row else (row, stamp)
        return [{**self.head, **row, **stamp} for row, stamp in known.values()]


def of(conn: Connection, slug: str, year: int) -> Facts | None:
    """None where nothing of the programme is public."""
    board = published.board(conn, slug, year)
    if board is None:
        return None
    return Facts(board=board, issues=tuple(_issues(conn, slug, year)))


def _issues(conn: Connection, slug: str, year: int) -> list[Issue]:
    found = []
    for each in published.contents(conn, slug, year):
        stored = published.content(conn, slug, year, each["period"])
        content = json.loads(stored["content"]) if stored else {"projects": []}
        found.append(Issue(each["period"], each["position"], each["published_at"], each["sha256"], content))
    return sorted(found, key=lambda issue: issue.position)


def moment(at: datetime) -> str:
    """As the tables write it, to the second, in China's time."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
