"""Everything public of one programme, as it was published: what all the tables are made of, and nothing besides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import psycopg

from projects import editions, notices, published, register, reorganisations
from projects.editions import Edition
from projects.notices import Told
from projects.policy import LAMPS, WORDS
from projects.published import Board
from projects.reorganisations import Move, Support
from supervision import (
    disclosures,
    interpretations,
    obligations,
    opinions,
    papers,
    problems,
    programme_results,
    public_moments,
    public_visits,
)
from supervision.obligations import TO_THE_PUBLIC, ObligationRow
from supervision.opinions import OpinionRow
from supervision.papers import PaperRow
from supervision.problems import ProblemRow
from supervision.programme_results import ResultRow
from supervision.public_visits import PublicVisit
from tracker import clock
from tracker.clock import SHANGHAI
from web.open_data.table import Row, Table

Connection = psycopg.Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Issue:
    """One publication of the whole programme: its list (or imported history; `period` ""), or a month."""

    edition: Edition
    content: dict[str, Any]
    worded: bool = False
    """Whether the public was told in words alone, without colours, when it was published."""

    @property
    def period(self) -> str:
        return self.edition.period

    @property
    def projects(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.content["projects"]
        return found


@dataclass(frozen=True)
class Facts:
    """`issues` in the order they were published: the last is what stands. `visits` by the project's number,
    `opinions` by its id; `positions`: moment → the place on the ledger of what became public then."""

    board: Board
    issues: tuple[Issue, ...]
    notices: list[Told]
    moves: dict[str, list[Move]]
    supports: dict[str, list[Support]]
    visits: dict[str, list[PublicVisit]]
    problems: list[ProblemRow]
    opinions: dict[str, list[OpinionRow]]
    papers: list[PaperRow]
    disclosures: list[disclosures.Version]
    interpretations: list[interpretations.Version]
    result: ResultRow | None
    obligations: list[ObligationRow]
    positions: dict[datetime, int]

    @property
    def head(self) -> Row:
        """The columns every table begins with."""
        nature = "simulated" if self.board.simulated else "collected" if self.board.imported else "own"
        told = {"jurisdiction": self.board.slug, "government": self.board.name, "year": self.board.year}
        return {**told, "nature": nature}

    @property
    def root(self) -> str:
        """The address of the programme's public pages."""
        return f"/{self.board.slug}/{self.board.year}/"

    @property
    def numbers(self) -> list[str]:
        """Of every project that was ever public."""
        return list(dict.fromkeys(each["number"] for issue in self.issues for each in issue.projects))

    def stamp(self, at: datetime, sha256: str | None = None) -> Row:
        """The columns every table ends with, of what became public at a moment; by its hash where that is known."""
        position = self.hashed.get(sha256 or "") or self.positions[at]
        return {"log_position": position, "published_at": moment(at)}

    @cached_property
    def hashed(self) -> dict[str, int]:
        """Hash → position of what was published as a whole."""
        told = [(each.edition.sha256, each.edition.position) for each in self.issues]
        told += [(each.sha256, each.position) for each in self.notices]
        told += [(each.sha256, each.position) for each in self.disclosures]
        return dict(told + [(each.sha256, each.position) for each in self.interpretations])

    def stamped(self, table: Table, rows: Callable[[Issue], Iterator[Row]]) -> list[Row]:
        """The table's rows in the last issue, in its order, each with the position and the moment of the issue since
        which it stands so."""
        known: dict[tuple[Any, ...], tuple[Row, Row]] = {}
        for issue in self.issues:
            stamp = {"log_position": issue.edition.position, "published_at": moment(issue.edition.published_at)}
            before, known = known, {}
            for row in rows(issue):
                name = tuple(row[column] for column in table.key)
                while name in known:  # two figures of one target and day
                    name = (*name, "again")
                old = before.get(name)
                known[name] = old if old and old[0] == row else (row, stamp)
        return table.ordered([{**self.head, **row, **stamp} for row, stamp in known.values()])


def state(conn: Connection, slug: str, year: int) -> tuple[Any, ...] | None:
    """Differs whenever the facts may: asked in place of reading them all. The day counts, for orders tell of it."""
    position = published.position(conn, slug, year)
    government = register.jurisdiction(conn, slug)
    if position is None or government is None:
        return None
    owed = [(row.id, row.position) for row in _owed(conn, slug, year)]
    told = papers.told_last(conn, slug, year)
    return position, government["name"], public_moments.last(conn), told, owed, clock.today()


def of(conn: Connection, slug: str, year: int) -> Facts | None:
    """None where nothing of the programme is public."""
    board = published.board(conn, slug, year)
    if board is None:
        return None
    known = editions.of_programme(conn, slug, year)
    issues = [Issue(each, editions.content(conn, each.position), _worded(board, each.published_at)) for each in known]
    numbers = {each["number"] for issue in issues for each in issue.projects}
    seen = public_visits.of_programme(conn, slug, year)
    supports = {number: reorganisations.supports(conn, slug, year, number) for number in numbers}
    found = Facts(
        board=board,
        issues=tuple(issues),
        notices=notices.told(conn, slug, year),
        moves=reorganisations.moves(conn, slug, year),
        supports=supports,
        visits={number: seen.get(number, []) for number in numbers},
        problems=problems.public(conn, slug, year),
        opinions=opinions.public_of(conn, slug, year),
        papers=papers.told(conn, slug, year),
        disclosures=disclosures.versions(conn, slug, year),
        interpretations=interpretations.versions(conn, slug, year),
        result=programme_results.one(conn, slug, year),
        obligations=_owed(conn, slug, year),
        positions={},
    )
    found.positions.update(public_moments.positions(conn, _moments(found)))
    for row in found.papers:  # the end of an embargo is no event: what it tells was published before
        found.positions.setdefault(_public_at(row), row.source_position)
    for named in found.problems:  # nor is a day that passes in silence: it is told of what was published
        if named.lapsed_at and named.published_at:
            found.positions.setdefault(named.lapsed_at, found.positions[named.published_at])
    return found


def _worded(board: Board, at: datetime) -> bool:
    changes = board.light_changes
    first = changes[0]["old"] if changes else board.policy.get("public_lights", LAMPS)
    since = [each["new"] for each in changes if datetime.fromisoformat(each["at"]) < at]
    return bool((since or [first])[-1] == WORDS)


def _owed(conn: Connection, slug: str, year: int) -> list[ObligationRow]:
    programme = register.programme(conn, slug, year)
    rows = obligations.of_programme(conn, programme.id) if programme else []
    return [row for row in rows if row.kind in TO_THE_PUBLIC]


def _moments(facts: Facts) -> Iterator[datetime]:
    """Every moment a row may be stamped with."""
    yield from (each.edition.published_at for each in facts.issues)
    yield from (each.published_at for each in facts.notices)
    yield from (each.published_at for each in facts.disclosures)
    yield from (each.published_at for each in facts.interpretations)
    yield from map(_public_at, facts.papers)
    yield from (each.ordered_at for moves in facts.moves.values() for each in moves)
    yield from (each.ordered_at for supports in facts.supports.values() for each in supports)
    yield from (each.amended_at or each.cleared_at for known in facts.visits.values() for each in known)
    yield from (datetime.fromisoformat(each["at"]) for each in facts.board.light_changes)
    yield from (each.public_at for known in facts.opinions.values() for each in known if each.public_at)
    if facts.result:
        yield facts.result.announced_at
    for row in facts.problems:
        yield from (at for at in (row.published_at, row.withdrawn_at) if at)
        yield from (datetime.fromisoformat(each["told_at"]) for each in row.outcomes)


def _public_at(row: PaperRow) -> datetime:
    assert row.public_at is not None
    return row.public_at


def moment(at: datetime) -> str:
    """As the tables write it, to the second, in China's time."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
