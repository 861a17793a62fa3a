"""The open data of a programme, or of all: every table with its rows, known by one hash."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from projects import published
from web.open_data import facts as public
from web.open_data import figures, plans, promises, public_events, records
from web.open_data.facts import Connection, Facts
from web.open_data.table import Row, Table

MADE: tuple[tuple[Table, Callable[[Facts], list[Row]]], ...] = (
    (promises.PROJECTS, promises.projects),
    (promises.TARGETS, promises.targets),
    (plans.PLANS, plans.plans),
    (plans.MILESTONES, plans.milestones),
    (figures.FIGURES, figures.figures),
    (plans.MONTHS, plans.months),
    (plans.REGIONS, plans.regions),
    (plans.REGION_FIGURES, plans.region_figures),
    (public_events.EVENTS, public_events.events),
    (records.VISITS, records.visits),
    (records.OBLIGATIONS, records.obligations),
    (records.DOCUMENTS, records.documents),
)
"""Every table and what makes its rows, in the order of the page, the package and the dictionary."""
TABLES = {table.name: table for table, _ in MADE}
ALL = "all"
"""The place of what holds every programme, below /data/."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """`place` is the address below /data/; `rows` by the table's name, in the table's order; `sha256` is that of all
    rows: it changes with any of them, and with nothing else."""

    place: str
    title: str
    simulated: bool
    imported: bool
    sha256: str
    rows: dict[str, list[Row]] = field(compare=False)

    @property
    def log_position(self) -> int:
        """The newest position of any row."""
        return max((row["log_position"] for rows in self.rows.values() for row in rows), default=0)

    @property
    def published_at(self) -> str | None:
        """When the newest row was published."""
        return max((row["published_at"] for rows in self.rows.values() for row in rows), default=None)


_KEPT: dict[tuple[str, str, int], tuple[tuple[Any, ...], Dataset]] = {}
"""Database, slug, year → the dataset as last made, and what it was made of."""


def of(conn: Connection, slug: str, year: int) -> Dataset | None:
    """None where nothing of the programme is public. Made anew only when something public has changed."""
    place, now = (conn.info.dsn, slug, year), public.state(conn, slug, year)
    if now is None:
        return None
    kept = _KEPT.get(place)
    if kept and kept[0] == now:
        return kept[1]
    made = _read(conn, slug, year)
    if made:
        _KEPT[place] = (now, made)
    return made


def _read(conn: Connection, slug: str, year: int) -> Dataset | None:
    facts = public.of(conn, slug, year)
    if facts is None:
        return None
    rows = {table.name: made(facts) for table, made in MADE}
    board = facts.board
    return _made(f"{slug}/{year}", f"{board.name}{board.title}", board.simulated, board.imported, rows)


def every(conn: Connection) -> list[Dataset]:
    """Of all programmes that the first page lists, in its order."""
    listed = [(each.slug, line.year) for each in published.governments(conn) for line in each.years]
    return [found for slug, year in listed if (found := of(conn, slug, year))]


def together(datasets: Sequence[Dataset]) -> Dataset:
    """All of them as one, in their order."""
    rows = {name: [row for each in datasets for row in each.rows[name]] for name in TABLES}
    simulated, imported = any(each.simulated for each in datasets), any(each.imported for each in datasets)
    return _made(ALL, "全部政府和年度的市办实事", simulated, imported, rows)


def _made(place: str, title: str, simulated: bool, imported: bool, rows: dict[str, list[Row]]) -> Dataset:
    told = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Dataset(place, title, simulated, imported, sha256(told.encode()).hexdigest(), rows)
