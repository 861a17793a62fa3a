"""Projects × periods: how each obligation of a kind stands, a unit's rate of what was in time, and who holds up what.

One SELECT brings the cells of a kind, one the counts of the units; the rest is arrangement, and pure.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg

FORMULA = "按时率 = 按时办结 ÷ 已到期且未免予办理"


@dataclass(frozen=True, slots=True)
class Back:
    """It came, was sent back (退回补正) and has not come again: the time it took does not count since `since`, and the
    supplement has a day of its own."""

    id: str
    since: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """How one obligation stands: `standing` is met, met_late, missed, waived, overdue, paused or open."""

    id: str
    row: str
    period: str
    standing: str
    due: datetime
    filed: bool = False
    back: Back | None = None


@dataclass(frozen=True)
class Matrix:
    """`periods` in order; `cells` by row (a project's id) and period. What is not there was never asked for."""

    periods: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]

    def cell(self, row: str, period: str) -> Cell | None:
        return self.cells.get((row, period))

    @property
    def rows(self) -> set[str]:
        return {row for row, _ in self.cells}

    def counts(self) -> dict[str, int]:
        """How many stand how."""
        found: dict[str, int] = {}
        for cell in self.cells.values():
            found[cell.standing] = found.get(cell.standing, 0) + 1
        return found

    @property
    def sent_back(self) -> int:
        """How many wait for a supplement."""
        return sum(cell.back is not None for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Tally:
    """What one owner owed, of one kind or several. `due`: its time has come and it was not waived; `in_time` of those
    were met in time. `coming`: not due yet, or its clock stands still."""

    owner: str
    due: int
    in_time: int
    late: int
    missed: int
    overdue: int
    waived: int
    coming: int

    def __add__(self, other: "Tally") -> "Tally":
        """Of one owner."""
        sums = {name: getattr(self, name) + getattr(other, name) for name in COUNTS}
        return Tally(self.owner, **sums)

    @property
    def rate(self) -> Decimal | None:
        """Percent with one digit; None where nothing was due yet."""
        return (Decimal(100 * self.in_time) / self.due).quantize(Decimal("0.1")) if self.due else None


COUNTS = ("due", "in_time", "late", "missed", "overdue", "waived", "coming")
CELLS = """SELECT id::text AS id, project, period, state, due, paused_at, filed_at FROM supervision_obligations
           WHERE programme = %s AND kind = %s AND project IS NOT NULL"""


BACK = """SELECT id::text AS id, project, period, href, since, due FROM supervision_obligations
          WHERE programme = %s AND kind = %s AND met_at IS NULL AND state IN ('scheduled', 'due_soon', 'missed')"""
SUPPLEMENTS = {"monthly_report": "report_supplement", "weekly_dispatch": "dispatch_supplement"}


def of_kind(conn: psycopg.Connection[Any], programme: str, kind: str, now: datetime) -> Matrix:
    """The matrix of a kind that is asked for project by project."""
    again = SUPPLEMENTS.get(kind)
    back = conn.execute(BACK, (programme, again)).fetchall() if again else []
    return arranged(conn.execute(CELLS, (programme, kind)).fetchall(), now, back)


def arranged(rows: Iterable[dict[str, Any]], now: datetime, back: Iterable[dict[str, Any]] = ()) -> Matrix:
    """Rows as CELLS brings them, and what is owed again as BACK does."""
    waits = {(row["project"], _again(row)): Back(row["id"], row["since"], row["due"]) for row in back}
    cells = {
        (row["project"], row["period"]): Cell(
            row["id"],
            row["project"],
            row["period"],
            standing(row, now),
            row["due"],
            row["filed_at"] is not None,
            waits.get((row["project"], row["period"])),
        )
        for row in rows
    }
    return Matrix(tuple(sorted({period for _, period in cells})), cells)


def _again(row: dict[str, Any]) -> str:
    """The period whose report or dispatch is owed again: 2026-09 of 2026-09-1, and a dispatch's week of its page."""
    month, _, nth = str(row["period"]).rpartition("-")
    return month if nth and month else str(row["href"]).rpartition("/")[2]


def standing(row: dict[str, Any], now: datetime) -> str:
    """What is recorded; of what is open, what the clock says: the day that is stored governs."""
    if row["state"] not in ("scheduled", "due_soon"):
        return str(row["state"])
    if row["paused_at"]:
        return "paused"
    return "overdue" if now > row["due"] else "open"


def tallies(conn: psycopg.Connection[Any], programme: str, now: datetime) -> dict[tuple[str, str], Tally]:
    """One an owner and kind. A clock that stands still is not due."""
    rows = conn.execute(
        """WITH judged AS (SELECT owner, kind, state, due, state IN ('scheduled', 'due_soon') AS open,
               state IN ('scheduled', 'due_soon') AND paused_at IS NOT NULL AS paused
               FROM supervision_obligations WHERE programme = %(programme)s)
           SELECT owner, kind,
               count(*) FILTER (WHERE due < %(now)s AND state <> 'waived' AND NOT paused)::int AS due,
               count(*) FILTER (WHERE due < %(now)s AND state = 'met')::int AS in_time,
               count(*) FILTER (WHERE state = 'met_late')::int AS late,
               count(*) FILTER (WHERE state = 'missed')::int AS missed,
               count(*) FILTER (WHERE open AND due < %(now)s AND NOT paused)::int AS overdue,
               count(*) FILTER (WHERE state = 'waived')::int AS waived,
               count(*) FILTER (WHERE paused OR state <> 'waived' AND due >= %(now)s)::int AS coming
           FROM judged GROUP BY owner, kind""",
        {"programme": programme, "now": now},
    ).fetchall()
    return {(row["owner"], row["kind"]): Tally(**{k: v for k, v in row.items() if k != "kind"}) for row in rows}


def of_owners(found: Mapping[tuple[str, str], Tally], kinds: Container[str] | None = None) -> list[Tally]:
    """Summed up by owner, by name; of all kinds, or of some."""
    sums: dict[str, Tally] = {}
    for (owner, kind), each in found.items():
        if kinds is None or kind in kinds:
            sums[owner] = each + sums[owner] if owner in sums else each
    return [sums[owner] for owner in sorted(sums)]


def ranked(found: Sequence[Tally]) -> list[tuple[int, Tally]]:
    """By rate, the highest first, equal rates with the same place; what has no rate is left out."""
    known = sorted((each for each in found if each.rate is not None), key=lambda each: (-(each.rate or 0), each.owner))
    places: list[tuple[int, Tally]] = []
    for number, each in enumerate(known, start=1):
        same = bool(places) and places[-1][1].rate == each.rate
        places.append((places[-1][0] if same else number, each))
    return places
