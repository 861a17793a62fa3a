"""Interpretations: what may be interpreted, what owes one, and each as it was published."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from projects.approval import Review
from projects.register import ProgrammeRow
from supervision import disclosures, papers
from supervision.claim import OFFICE, Claim
from supervision.document import BULLETIN
from supervision.interpretation import RELEASE, Interpretation
from supervision.paperwork import Changed
from tracker.ledger import Ledger
from tracker.read_model import ReadModel
from tracker.refusal import Refused

INTERPRETATIONS = ReadModel(
    "supervision_interpretations",
    """
CREATE TABLE supervision_interpretations (
    jurisdiction text, year integer, subject text, number integer, content text NOT NULL, sha256 text NOT NULL,
    published_at timestamptz NOT NULL, position bigint NOT NULL, PRIMARY KEY (jurisdiction, year, subject, number));
""",
)

KIND = "interpretation"
OWED = ("release", "disclosure")
"""What owes an interpretation within its days: the list and the half-year disclosures; a city adds `bulletin` in its
policy set (`interpreted`). Any bulletin may have one (默认)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something published that may be interpreted: `href` below /{government}/{year}, `owed` whether it must be."""

    key: str
    kind: str
    title: str
    href: str
    published_at: datetime
    owed: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version as it was published; `content` is its canonical text."""

    jurisdiction: str
    year: int
    subject: str
    number: int
    content: str
    sha256: str
    published_at: datetime
    position: int

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content)
        return found


@INTERPRETATIONS.on(Interpretation.Published)
def _published(curs: psycopg.Cursor[Any], e: Interpretation.Published, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_interpretations VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (e.jurisdiction, e.year, e.subject, e.number, e.content, e.sha256, e.timestamp, position),
    )


def versions(conn: psycopg.Connection[Any], slug: str, year: int, subject: str | None = None) -> list[Version]:
    """What was published (on one subject), the newest first."""
    rows = conn.execute(
        """SELECT * FROM supervision_interpretations
           WHERE jurisdiction = %(slug)s AND year = %(year)s AND (%(subject)s::text IS NULL OR subject = %(subject)s)
           ORDER BY position DESC""",
        {"slug": slug, "year": year, "subject": subject},
    ).fetchall()
    return [Version(**row) for row in rows]


def latest(conn: psycopg.Connection[Any], slug: str, year: int) -> dict[str, Version]:
    """Subject → its newest version."""
    return {each.subject: each for each in reversed(versions(conn, slug, year))}


def subjects(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> list[Subject]:
    """Everything published of a programme that may be interpreted, in the order it was published."""
    owed = programme.policy.extra.get("interpreted", OWED)
    slug, year = programme.jurisdiction, programme.year
    found = []
    if programme.released_at:
        title = f"{programme.title}项目清单"
        found.append(Subject(RELEASE, "release", title, "/", programme.released_at, "release" in owed))
    found += [
        Subject(
            each.half, "disclosure", each.told["title"], f"/disclosures/{each.half}", each.published_at,
            "disclosure" in owed,
        )
        for each in disclosures.versions(conn, slug, year)
        if each.number == 1
    ]  # fmt: skip
    found += [
        Subject(
            f"bulletin-{row.subject}", "bulletin", row.title, f"/bulletins/{row.subject}", row.issued_at,
            "bulletin" in owed,
        )
        for row in papers.issued(conn, BULLETIN, slug, year)
        if row.issued_at
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.published_at)


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """What owes one, counted from its publication; met by the first version."""
    first = {
        each.subject: each.published_at
        for each in versions(conn, programme.jurisdiction, programme.year)
        if each.number == 1
    }
    for subject in subjects(conn, programme):
        if not subject.owed:
            continue
        met = first.get(subject.key)
        yield Claim(
            kind=KIND,
            subject=str(Interpretation.create_id(programme.id, subject.key)),
            period="",
            owner=OFFICE,
            project=None,
            what=f"解读《{subject.title}》",
            href=f"/interpretation-desk/{subject.key}",
            since=subject.published_at,
            met_at=met,
            met_by=Interpretation.Published.TOPIC if met else None,
        )


def publish(
    ledger: Ledger,
    programme: ProgrammeRow,
    subject: Subject,
    words: tuple[str, Sequence[str], str],
    review: Review,
    reason: str = "",
) -> Changed:
    """`words`: title, paragraphs and who interprets. Raises what they lack."""
    id = Interpretation.create_id(programme.id, subject.key)
    made = ledger.find(Interpretation, id) or Interpretation(
        programme=programme.id, jurisdiction=programme.jurisdiction, year=programme.year, subject=subject.key
    )
    title, paragraphs, author = words
    made.publish(title, paragraphs, author, subject.title, review, reason)
    return [made], {"number": len(made.versions)}


def subject_of(conn: psycopg.Connection[Any], programme: ProgrammeRow, key: str) -> Subject:
    """Raises Refused("interpretation.subject") for what is not published."""
    found = next((each for each in subjects(conn, programme) if each.key == key), None)
    if found is None:
        raise Refused("interpretation.subject")
    return found
