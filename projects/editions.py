"""Every publication of a list, a month or an imported history, none ever replaced: what was public on any day."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from projects.programme import Programme
from projects.publication import Publication
from projects.published import LIST
from tracker.read_model import ReadModel
from tracker.table import Table

EDITIONS = ReadModel(
    "projects_editions",
    """
CREATE TABLE projects_editions (
    position bigint PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, period text NOT NULL, as_of date,
    published_at timestamptz NOT NULL, sha256 text NOT NULL, content text NOT NULL);
CREATE INDEX projects_editions_of ON projects_editions (jurisdiction, year, published_at);
""",
)

_EDITIONS = Table("projects_editions", "position")


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication, without its text. `period` is "" for the list and for an imported history."""

    position: int
    period: str
    as_of: date | None
    published_at: datetime
    sha256: str


@EDITIONS.on(Programme.Released, Programme.HistoryPublished)
def _list(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    _keep(curs, e, position, LIST, None)


@EDITIONS.on(Publication.Published)
def _month(curs: psycopg.Cursor[Any], e: Publication.Published, position: int) -> None:
    _keep(curs, e, position, e.period, e.as_of)


def _keep(curs: psycopg.Cursor[Any], e: Any, position: int, period: str, as_of: str | None) -> None:
    _EDITIONS.insert(
        curs,
        position=position,
        jurisdiction=e.jurisdiction,
        year=e.year,
        period=period,
        as_of=as_of,
        published_at=e.timestamp,
        sha256=e.sha256,
        content=e.content,
    )


_COLUMNS = ", ".join(Edition.__dataclass_fields__)


def of_programme(conn: psycopg.Connection[Any], slug: str, year: int) -> list[Edition]:
    """Every publication, oldest first; a history that was imported twice is there twice."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM projects_editions WHERE jurisdiction = %s AND year = %s ORDER BY position",
        (slug, year),
    ).fetchall()
    return [Edition(**row) for row in rows]


def known(conn: psycopg.Connection[Any], slug: str, year: int, until: datetime) -> dict[str, Edition]:
    """Period → the publication of it that stood before `until`, in the order of the periods."""
    stood = {each.period: each for each in of_programme(conn, slug, year) if each.published_at < until}
    return dict(sorted(stood.items()))


def content(conn: psycopg.Connection[Any], position: int) -> dict[str, Any]:
    """What one publication told, read from the very text that was published. Raises KeyError where there is none."""
    row = conn.execute("SELECT content FROM projects_editions WHERE position = %s", (position,)).fetchone()
    if row is None:
        raise KeyError(position)
    told: dict[str, Any] = json.loads(row["content"])
    return told


def of_project(
    conn: psycopg.Connection[Any], slug: str, year: int, number: str
) -> list[tuple[Edition, dict[str, Any] | None]]:
    """Every publication with the project of that number as it was told there, None where it was not listed."""
    rows = conn.execute(
        f"""SELECT {_COLUMNS}, (SELECT each FROM jsonb_array_elements(content::jsonb -> 'projects') AS each
                               WHERE each ->> 'number' = %s LIMIT 1) AS project
            FROM projects_editions WHERE jurisdiction = %s AND year = %s ORDER BY position""",
        (number, slug, year),
    ).fetchall()
    told = [row.pop("project") for row in rows]
    return [(Edition(**row), project) for row, project in zip(rows, told, strict=True)]
