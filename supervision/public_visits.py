"""What the public sees of visits (domain.md 5.3): samples and pictures that were cleared, and nothing of the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from supervision.sample import FALSE, RULINGS, sample_words
from supervision.way import SITES


@dataclass(frozen=True, slots=True)
class PublicVisit:
    """A visit as the public sees it once cleared: inspectors by kind and number, the sample in words, cleared
    photographs."""

    id: UUID
    day: date
    method: str
    kinds: tuple[str, ...]
    words: str
    note: str
    photos: tuple[str, ...]
    cleared_at: datetime
    places: Mapping[str, str] = field(default_factory=dict)
    """Photograph → the name of the site it shows."""
    found: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Site's name → verified, quantity and share, of those seen."""
    ruling: str = ""
    """What a difference was ruled to be, in a word; nothing of a report that was ruled false, which is named to the
    public by a decision of its own."""
    amended_at: datetime | None = None
    """When its pictures became others, last: cleared anew, or one withheld."""
    way: str = SITES


def of_project(conn: psycopg.Connection[Any], slug: str, year: int, number: str) -> list[PublicVisit]:
    """What was cleared of the visits to one project, the latest first; nothing of the others."""
    return of_programme(conn, slug, year, number).get(number, [])


def of_programme(
    conn: psycopg.Connection[Any], slug: str, year: int, number: str | None = None
) -> dict[str, list[PublicVisit]]:
    """Project number → what was cleared of the visits to it, the latest first; of one project or of the whole list."""
    rows = conn.execute(
        """SELECT v.id, v.number, v.day, v.method, v.sample, v.reported, v.cleared_at, v.amended_at, v.way,
                  ARRAY(SELECT kind || coalesce(to_char(number, 'FM00'), '') FROM supervision_visits_inspector i
                        WHERE i.visit = v.id ORDER BY i.place) AS kinds,
                  ARRAY(SELECT sha256 FROM supervision_visits_photo p
                        WHERE p.visit = v.id AND p.cleared ORDER BY p.taken_at, p.sha256) AS photos,
                  ARRAY(SELECT coalesce(s.name, '') FROM supervision_visits_photo p
                        LEFT JOIN supervision_visits_site s ON (s.visit, s.key) = (p.visit, p.site)
                        WHERE p.visit = v.id AND p.cleared ORDER BY p.taken_at, p.sha256) AS places,
                  v.ruling, (SELECT jsonb_object_agg(s.name, jsonb_build_object('verified', s.verified,
                               'quantity', s.quantity, 'share', s.share)) FROM supervision_visits_site s
                             WHERE s.visit = v.id AND s.name IS NOT NULL AND s.verified IS NOT NULL) AS found
           FROM supervision_visits v
           WHERE v.jurisdiction = %(slug)s AND v.year = %(year)s AND v.state = 'closed' AND v.cleared
             AND (%(number)s::text IS NULL OR v.number = %(number)s)
           ORDER BY v.day DESC""",
        {"slug": slug, "year": year, "number": number},
    ).fetchall()
    found: dict[str, list[PublicVisit]] = {}
    for row in rows:
        found.setdefault(row["number"], []).append(_public(row))
    return found


def _public(row: dict[str, Any]) -> PublicVisit:
    return PublicVisit(
        row["id"],
        row["day"],
        row["method"],
        tuple(dict.fromkeys(row["kinds"])),
        sample_words(row["sample"], row["reported"]["stage"], row["way"]),
        row["sample"]["note"],
        tuple(row["photos"]),
        row["cleared_at"],
        dict(zip(row["photos"], row["places"], strict=True)),
        row["found"] or {},
        RULINGS[row["ruling"]["ruling"]] if row["ruling"] and row["ruling"]["ruling"] != FALSE else "",
        row["amended_at"],
        row["way"],
    )


def shows(conn: psycopg.Connection[Any], sha256: str) -> bool:
    """Whether a photograph went through 公开审查."""
    asked = "SELECT 1 FROM supervision_visits_photo WHERE sha256 = %s AND cleared LIMIT 1"
    return conn.execute(asked, (sha256,)).fetchone() is not None
