"""What documents ordered: the office's list, and for every project whose leading unit they change what is public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from projects.reorganisation import Reorganisation
from tracker.read_model import ReadModel

REORGANISATIONS = ReadModel(
    "projects_reorganisations",
    """
CREATE TABLE projects_reorganisations (
    id uuid PRIMARY KEY, place bigint NOT NULL, jurisdiction text NOT NULL, kind text NOT NULL, document text NOT NULL,
    effective_on date NOT NULL, ordered_at timestamptz NOT NULL, units jsonb NOT NULL, moves jsonb NOT NULL);
CREATE INDEX projects_reorganisations_of ON projects_reorganisations (jurisdiction, place);
CREATE TABLE projects_reorganisations_move (
    reorganisation uuid, project uuid, jurisdiction text NOT NULL, year integer NOT NULL, number text NOT NULL,
    place bigint NOT NULL, kind text NOT NULL, document text NOT NULL, effective_on date NOT NULL,
    name text NOT NULL, to_name text NOT NULL, responsible text, ordered_at timestamptz NOT NULL,
    PRIMARY KEY (reorganisation, project));
CREATE TABLE projects_reorganisations_support (
    reorganisation uuid, project uuid, jurisdiction text NOT NULL, year integer NOT NULL, number text NOT NULL,
    place bigint NOT NULL, kind text NOT NULL, document text NOT NULL, effective_on date NOT NULL, name text,
    to_name text NOT NULL,
    ordered_at timestamptz NOT NULL, PRIMARY KEY (reorganisation, project, name));
CREATE INDEX projects_reorganisations_support_of ON projects_reorganisations_support (jurisdiction, year, number);
CREATE INDEX projects_reorganisations_move_of ON projects_reorganisations_move (jurisdiction, year, number);
""",
)


@dataclass(frozen=True, slots=True)
class ReorganisationRow:
    """One order; `units` and `moves` as in Reorganisation.Ordered, the moves of leading units only."""

    id: str
    kind: str
    document: str
    effective_on: date
    ordered_at: datetime
    units: list[dict[str, Any]]
    moves: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Move:
    """One project's leading unit before (`name`) and after (`to_name`); a `rename` leaves the unit the same."""

    number: str
    kind: str
    document: str
    effective_on: date
    name: str
    to_name: str
    responsible: str | None
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class Support:
    """A project's supporting unit before (`name`) and after (`to_name`); a `rename` leaves the unit the same."""

    kind: str
    document: str
    effective_on: date
    name: str
    to_name: str
    ordered_at: datetime


@REORGANISATIONS.on(Reorganisation.Ordered)
def _ordered(curs: psycopg.Cursor[Any], e: Reorganisation.Ordered, position: int) -> None:
    which = (e.kind, e.document, date.fromisoformat(e.effective_on))
    curs.execute(
        "INSERT INTO projects_reorganisations VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (e.originator_id, position, e.jurisdiction, *which, e.timestamp, Jsonb(e.units), Jsonb(e.moves)),
    )
    for move in e.moves:
        where = (e.jurisdiction, move["year"], move["number"])
        if move.get("part"):
            curs.execute(
                "INSERT INTO projects_reorganisations_support VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (e.originator_id, move["project"], *where, position, *which, *_answer(move)[:2], e.timestamp),
            )
            continue
        curs.execute(
            "INSERT INTO projects_reorganisations_move VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (e.originator_id, move["project"], *where, position, *which, *_answer(move), e.timestamp),
        )


def _answer(move: dict[str, Any]) -> tuple[str, str, str | None]:
    return move["name"], move["to_name"], move.get("responsible")


def of_government(conn: psycopg.Connection[Any], slug: str) -> list[ReorganisationRow]:
    """The orders of a government, the last recorded first."""
    rows = conn.execute(
        """SELECT id, kind, document, effective_on, ordered_at, units, moves FROM projects_reorganisations
           WHERE jurisdiction = %s ORDER BY place DESC""",
        (slug,),
    ).fetchall()
    return [
        ReorganisationRow(
            **{**row, "id": str(row["id"]), "moves": [move for move in row["moves"] if not move.get("part")]}
        )
        for row in rows
    ]


def supports(conn: psycopg.Connection[Any], slug: str, year: int, number: str) -> list[Support]:
    """The changes of a project's supporting units, as they take effect."""
    rows = conn.execute(
        """SELECT kind, document, effective_on, name, to_name, ordered_at FROM projects_reorganisations_support
           WHERE jurisdiction = %s AND year = %s AND number = %s ORDER BY effective_on, place""",
        (slug, year, number),
    ).fetchall()
    return [Support(**row) for row in rows]


def moves(conn: psycopg.Connection[Any], slug: str, year: int, number: str | None = None) -> dict[str, list[Move]]:
    """Project number → the changes of its leading unit, as they take effect; of one project, or of the whole list."""
    rows = conn.execute(
        """SELECT number, kind, document, effective_on, name, to_name, responsible, ordered_at
           FROM projects_reorganisations_move
           WHERE jurisdiction = %(slug)s AND year = %(year)s AND (%(number)s::text IS NULL OR number = %(number)s)
           ORDER BY effective_on, place""",
        {"slug": slug, "year": year, "number": number},
    ).fetchall()
    found: dict[str, list[Move]] = {}
    for row in rows:
        found.setdefault(row["number"], []).append(Move(**row))
    return found


def unpublished(moves: Sequence[Move], as_of: date, published_at: datetime, today: date) -> Move | None:
    """The last change in force that a publication of figures up to `as_of` does not say yet: it took effect later, or
    it was recorded after the publication. None where what was published still names who leads."""
    begun = [move for move in moves if move.effective_on <= today]
    new = [move for move in begun if move.effective_on > as_of or move.ordered_at > published_at]
    return begun[-1] if new else None
