"""The half-year disclosures: at work on the office's desk, and each version exactly as it was published."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from projects import published
from projects.register import ProgrammeRow
from projects.rule import Stretch
from supervision.claim import OFFICE, Claim
from supervision.disclosing import HALF_YEAR, last_period
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


@dataclass(frozen=True, slots=True)
class Standing:
    """A half of a list and how its disclosure stands: waiting for its last month, ready to be drafted, or as `states`
    tells."""

    half: Stretch
    state: str


def standing(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> list[Standing]:
    """The halves that a list discloses, in order: those it owes, and any other whose last month it published all the
    same. None of imported history."""
    if programme.published:
        return []
    rule, owed = programme.policy.rule(HALF_YEAR), _owed(programme)
    known = {row["period"] for row in published.contents(conn, programme.jurisdiction, programme.year)}
    told, found = states(conn, programme.id), []
    for half in rule.periods(programme.year):
        last = last_period(programme.policy, programme.year, half)
        ready = last is not None and last.key in known
        if half in owed or ready or half.key in told:
            found.append(Standing(half, told.get(half.key, "ready" if ready else "waiting")))
    return found


def _owed(programme: ProgrammeRow) -> list[Stretch]:
    """The halves that were not over at the release; none before it."""
    released = programme.released_at and programme.released_at.astimezone(SHANGHAI).date()
    halves = programme.policy.rule(HALF_YEAR).periods(programme.year)
    return [half for half in halves if released and half.ends_on >= released]


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """A disclosure for each half that was not over at the release; met by the first version."""
    rule = programme.policy.rule(HALF_YEAR)
    known = versions(conn, programme.jurisdiction, programme.year)
    first = {each.half: each.published_at for each in known if each.number == 1}
    for half in _owed(programme):
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
