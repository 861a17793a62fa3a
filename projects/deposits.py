"""Every deposit, with its rows: what another ledger's open data said when it was taken in."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from projects.deposit import Deposit
from projects.register import pinyin
from tracker.read_model import ReadModel
from tracker.table import Table

DEPOSITS = ReadModel(
    "projects_deposits",
    """
CREATE TABLE projects_deposits (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, government text NOT NULL,
    pinyin text NOT NULL, title text NOT NULL, nature text NOT NULL, licence jsonb NOT NULL, note text,
    content text NOT NULL, taken_in_at timestamptz NOT NULL, position bigint NOT NULL, UNIQUE (jurisdiction, year));
""",
)

_DEPOSITS = Table("projects_deposits")


@dataclass(frozen=True, slots=True)
class Deposited:
    """One deposit without its rows; `licence`: words and address as the origin told them."""

    jurisdiction: str
    year: int
    title: str
    nature: str
    licence: dict[str, str]
    note: str | None
    taken_in_at: datetime
    position: int


@DEPOSITS.on(Deposit.TakenIn)
def _taken_in(curs: psycopg.Cursor[Any], e: Deposit.TakenIn, position: int) -> None:
    _DEPOSITS.insert(
        curs,
        id=e.originator_id,
        jurisdiction=e.jurisdiction,
        year=e.year,
        government=e.government,
        pinyin=pinyin(e.government),
        title=e.title,
        nature=e.nature,
        licence=Jsonb(e.licence),
        note=e.note,
        content=e.content,
        taken_in_at=e.timestamp,
        position=position,
    )


_COLUMNS = ", ".join(Deposited.__dataclass_fields__)


def every(conn: psycopg.Connection[Any]) -> list[Deposited]:
    """By the government's pinyin, the latest year first."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM projects_deposits ORDER BY pinyin, jurisdiction, year DESC").fetchall()
    return [Deposited(**row) for row in rows]


def one(conn: psycopg.Connection[Any], slug: str, year: int) -> Deposited | None:
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM projects_deposits WHERE jurisdiction = %s AND year = %s", (slug, year)
    ).fetchone()
    return Deposited(**row) if row else None


def rows(conn: psycopg.Connection[Any], slug: str, year: int) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows by the table's name. Raises KeyError where there is no such deposit."""
    row = conn.execute(
        "SELECT content FROM projects_deposits WHERE jurisdiction = %s AND year = %s", (slug, year)
    ).fetchone()
    if row is None:
        raise KeyError((slug, year))
    told: dict[str, list[dict[str, Any]]] = json.loads(row["content"])
    return told
