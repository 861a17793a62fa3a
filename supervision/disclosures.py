"""The half-year disclosures: at work on the office's desk, and each version exactly as it was published."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from projects.register import ProgrammeRow
from supervision.claim import OFFICE, Claim
from supervision.disclosing import HALF_YEAR
from supervision.disclosure import Disclosure
from tracker.clock import SHANGHAI
from tracker.read_model import ReadModel

DISCLOSURES = ReadModel(
    "supervision_disclosures",
    """
CREATE TABLE supervision_disclosures (
    id uuid PRIMARY KEY, programme text NOT NULL, jurisdiction text NOT NULL, year integer NOT NULL,
    half text NOT NULL, state text NOT NULL, position bigint NOT NULL, UNIQUE (programme, half));
CREATE TABLE supervision_disclosures_version (
    jurisdiction text, year integer, half text, number integer, content text NOT NULL, sha256 text NOT NULL,
    published_at timestamptz NOT NULL, position bigint NOT NULL, PRIMARY KEY (jurisdiction, year, half, number));
""",
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version as it was published; `content` is its canonical text."""

    jurisdiction: str
    year: int
    half: str
    number: int
    content: str
    sha256: str
    published_at: datetime
    position: int

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content)
        return found


@DISCLOSURES.on(Disclosure.Drafted)
def _drafted(curs: psycopg.Cursor[Any], e: Disclosure.Drafted, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_disclosures VALUES (%s, %s, %s, %s, %s, 'drafted', %s)",
        (e.originator_id, e.programme, e.jurisdiction, e.year, e.half, position),
    )


@DISCLOSURES.on(Disclosure.Edited, Disclosure.Reopened)
def _edited(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    _stands(curs, e, "drafted", position)


@DISCLOSURES.on(Disclosure.Cleared)
def _cleared(curs: psycopg.Cursor[Any], e: Disclosure.Cleared, position: int) -> None:
    _stands(curs, e, "cleared", position)


@DISCLOSURES.on(Disclosure.Published)
def _published(curs: psycopg.Cursor[Any], e: Disclosure.Published, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_disclosures_version VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (e.jurisdiction, e.year, e.half, e.number, e.content, e.sha256, e.timestamp, position),
    )
    _stands(curs, e, "published", position)


def _stands(curs: psycopg.Cursor[Any], e: Any, state: str, position: int) -> None:
    curs.execute(
        "UPDATE supervision_disclosures SET state = %s, position = %s WHERE id = %s", (state, position, e.originator_id)
    )


def states(conn: psycopg.Connection[Any], programme: str) -> dict[str, str]:
    """Half → drafted, cleared or published."""
    rows = conn.execute("SELECT half, state FROM supervision_disclosures WHERE programme = %s", (programme,)).fetchall()
    return {row["half"]: row["state"] for row in rows}


def versions(conn: psycopg.Connection[Any], slug: str, year: int, half: str | None = None) -> list[Version]:
    """What was published (of one half), the newest half and its newest version first."""
    rows = conn.execute(
        """SELECT * FROM supervision_disclosures_version
           WHERE jurisdiction = %(slug)s AND year = %(year)s AND (%(half)s::text IS NULL OR half = %(half)s)
           ORDER BY half DESC, number DESC""",
        {"slug": slug, "year": year, "half": half},
    ).fetchall()
    return [Version(**row) for row in rows]


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """A disclosure for each half that was not over at the release; met by the first version."""
    rule = programme.policy.rule(HALF_YEAR)
    released = programme.released_at and programme.released_at.astimezone(SHANGHAI).date()
    known = versions(conn, programme.jurisdiction, programme.year)
    first = {each.half: each.published_at for each in known if each.number == 1}
    for half in rule.periods(programme.year):
        if not released or half.ends_on < released:
            continue
        met = first.get(half.key)
        yield Claim(
            kind=HALF_YEAR,
            subject=programme.id,
            period=half.key,
            owner=OFFICE,
            project=None,
            what=f"{half.label}进展公开",
            href=f"/disclosure-desk/{half.key}",
            since=rule.opening(half.key),
            met_at=met,
            met_by=Disclosure.Published.TOPIC if met else None,
        )
