"""The open data of a programme, or of all: every table with its rows, known by one hash."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock
from typing import Any

from projects import deposits, published
from projects.deposits import Deposited
from web.as_of import AsOf
from web.open_data import facts as public
from web.open_data import figures, past, plans, promises, public_events, records
from web.open_data.facts import Connection, Facts
from web.open_data.licence import Licence
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
    deposited: Deposited | None = field(default=None, compare=False)
    """Set where it was taken in from another ledger and is not worked with here."""
    lacking: tuple[str, ...] = field(default=(), compare=False)
    """Which columns that ledger did not know yet, in words; they are empty."""

    @property
    def licence(self) -> Licence | None:
        """The one it came with, where it came from elsewhere."""
        return Licence(**self.deposited.licence) if self.deposited else None

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


_PAST: OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], Dataset | None]] = OrderedDict()
"""Database, slug, year, day → what it was made of, and the dataset as it stood then."""
MOST_PAST = 64


def of(conn: Connection, slug: str, year: int, then: AsOf | None = None) -> Dataset | None:
    """None where nothing of the programme is public. Made anew only when something public has changed. With `then`, as
    it stood at the end of that day; what was taken in from elsewhere has one day only."""
    now = public.state(conn, slug, year)
    if then is not None:
        return _past(conn, slug, year, now, then) if now is not None else None
    if now is not None:
        return _once(conn, slug, year, now, _read)
    there = deposits.one(conn, slug, year)
    return _once(conn, slug, year, (there.position,), _taken_in) if there else None


def _once(
    conn: Connection, slug: str, year: int, now: tuple[Any, ...], read: Callable[[Connection, str, int], Dataset | None]
) -> Dataset | None:
    place = (conn.info.dsn, slug, year)
    kept = _KEPT.get(place)
    if kept and kept[0] == now:
        return kept[1]
    made = read(conn, slug, year)
    if made:
        _KEPT[place] = (now, made)
    return made


def _taken_in(conn: Connection, slug: str, year: int) -> Dataset | None:
    """A column that its origin did not know yet is empty, and named."""
    there, told = deposits.one(conn, slug, year), deposits.rows(conn, slug, year)
    if there is None:
        return None
    rows = {
        table.name: [{name: row.get(name) for name in table.names} for row in told.get(table.name, [])]
        for table in TABLES.values()
    }
    lacking = tuple(
        f"{table.title}的{column.title}"
        for table in TABLES.values()
        for column in table.columns
        if any(column.name not in row for row in told.get(table.name, []))
    )
    return replace(made(f"{slug}/{year}", there.title, there.nature, rows), deposited=there, lacking=lacking)


def _past(conn: Connection, slug: str, year: int, now: tuple[Any, ...], then: AsOf) -> Dataset | None:
    place = (conn.info.dsn, slug, year, then)
    with _LOCK:
        kept = _PAST.get(place)
    if kept and kept[0] == now:
        return kept[1]
    facts = public.of(conn, slug, year)
    stood = past.of(conn, facts, then) if facts else None
    found = _dataset(slug, year, stood) if stood else None
    with _LOCK:
        _PAST[place] = (now, found)
        _PAST.move_to_end(place)
        while len(_PAST) > MOST_PAST:
            _PAST.popitem(last=False)
    return found


_LOCK = Lock()


def _read(conn: Connection, slug: str, year: int) -> Dataset | None:
    facts = public.of(conn, slug, year)
    return _dataset(slug, year, facts) if facts else None


def _dataset(slug: str, year: int, facts: Facts) -> Dataset:
    rows = {table.name: _plain(table, rows_of(facts)) for table, rows_of in MADE}
    return made(f"{slug}/{year}", f"{facts.board.name}{facts.board.title}", facts.head["nature"], rows)


def _plain(table: Table, rows: list[Row]) -> list[Row]:
    """Where nothing is known stands nothing, in every format: a CSV could not tell empty words from none."""
    optional = {column.name for column in table.columns if not column.required}
    return [{name: None if row[name] == "" and name in optional else row[name] for name in table.names} for row in rows]


def every(conn: Connection, then: AsOf | None = None) -> list[Dataset]:
    """Of all programmes that the first page lists, in its order. Not of deposits: their rows' places are those of
    another ledger, and who asks for what is new since a place on ours would miss some of ours."""
    listed = [(each.slug, line.year) for each in published.governments(conn) for line in each.years]
    return [found for slug, year in listed if (found := of(conn, slug, year, then))]


def together(datasets: Sequence[Dataset]) -> Dataset:
    """All of them as one, in their order."""
    rows = {name: [row for each in datasets for row in each.rows[name]] for name in TABLES}
    simulated, imported = any(each.simulated for each in datasets), any(each.imported for each in datasets)
    return Dataset(ALL, "全部政府和年度的市办实事", simulated, imported, _sum(rows), rows)


def made(place: str, title: str, nature: str, rows: dict[str, list[Row]]) -> Dataset:
    """Of one programme; `nature` is that of all its rows."""
    return Dataset(place, title, nature == "simulated", nature == "collected", _sum(rows), rows)


def canonical(rows: dict[str, list[Row]]) -> str:
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sum(rows: dict[str, list[Row]]) -> str:
    return sha256(canonical(rows).encode()).hexdigest()
