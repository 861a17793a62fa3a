"""The year's result as it was announced, what it is made of, and what is owed of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from projects import adjustments, register
from projects.approval import Approval, Review
from projects.programme import Programme
from projects.project import Project
from projects.publication import Publication
from projects.register import ProgrammeRow
from supervision import acceptances
from supervision.claim import OFFICE, Claim
from supervision.paperwork import Changed
from supervision.programme_result import ProgrammeResult, outcome
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.ledger import Ledger
from tracker.read_model import ReadModel
from tracker.refusal import Refused

PROGRAMME_RESULTS = ReadModel(
    "supervision_programme_results",
    """
CREATE TABLE supervision_programme_results (
    programme text PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, content text NOT NULL,
    sha256 text NOT NULL, announced_at timestamptz NOT NULL, position bigint NOT NULL, concluded_at timestamptz);
""",
)
KIND = "year_end_announcement"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """`content` is the canonical text that was announced. `concluded_at`: when the list was concluded, after its last
    month was out."""

    content: str
    sha256: str
    announced_at: datetime
    concluded_at: datetime | None

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content)
        return found


@PROGRAMME_RESULTS.on(ProgrammeResult.Announced)
def _announced(curs: psycopg.Cursor[Any], e: ProgrammeResult.Announced, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_programme_results VALUES (%s, %s, %s, %s, %s, %s, %s, NULL)",
        (e.programme, e.jurisdiction, e.year, e.content, e.sha256, e.timestamp, position),
    )


@PROGRAMME_RESULTS.on(Programme.Concluded)
def _concluded(curs: psycopg.Cursor[Any], e: Programme.Concluded, position: int) -> None:
    curs.execute(
        "UPDATE supervision_programme_results SET concluded_at = %s WHERE programme = %s",
        (e.timestamp, str(e.originator_id)),
    )


def one(conn: psycopg.Connection[Any], slug: str, year: int) -> ResultRow | None:
    row = conn.execute(
        """SELECT content, sha256, announced_at, concluded_at FROM supervision_programme_results
           WHERE jurisdiction = %s AND year = %s""",
        (slug, year),
    ).fetchone()
    return ResultRow(**row) if row else None


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    if programme.released_at is None:
        return
    rule, row = programme.policy.rule(KIND), one(conn, programme.jurisdiction, programme.year)
    yield Claim(
        kind=KIND,
        subject=programme.id,
        period=str(programme.year),
        owner=OFFICE,
        project=None,
        what=f"{programme.year}年完成情况公布",
        href="/result-desk",
        since=rule.opening(str(programme.year)),
        met_at=row.announced_at if row else None,
        met_by=ProgrammeResult.Announced.TOPIC if row else None,
    )


def projects(ledger: Ledger, programme: ProgrammeRow, said: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each project as its facts stand today; `said`: reason-<number> and destination-<number> of those not done."""
    with ledger.reading() as conn:
        rows = register.projects(conn, programme.id)
        units = register.units(conn, programme.jurisdiction)
        known = acceptances.public(conn, programme.jurisdiction, programme.year)
        halted = adjustments.halted(conn, programme.id, max(clock.today(), date(programme.year, 12, 31)))
    found = []
    for row in rows:
        project = ledger.get(Project, UUID(row.id))
        ended = outcome(project, halted.get(row.id))
        found.append(
            {
                "number": row.number,
                "title": row.title,
                "unit": units.get(row.lead_unit or "", None),
                "outcome": ended,
                "accepted_on": project.accepted_on,
                **_noticed(known.get(row.id)),
                "reason": None if ended else said.get(f"reason-{row.number}", ""),
                "destination": None if ended else said.get(f"destination-{row.number}", ""),
            }
        )
    return found


def _noticed(row: acceptances.AcceptanceRow | None) -> dict[str, str | None]:
    """How far the notice of its acceptance is: its last day, and the day it was closed (ISO)."""
    last = row.now if row else None
    until = last.until if last else None
    closed = last.closed_at.astimezone(SHANGHAI).date() if last and last.closed_at else None
    return {
        "noticed_until": until.isoformat() if until else None,
        "closed_on": closed.isoformat() if closed else None,
    }


def announce(
    ledger: Ledger, programme: ProgrammeRow, government: str, said: Mapping[str, str], review: Review
) -> Changed:
    """`said`: briefing_on, summary and the words on what is not done. Raises what is missing, or that it is announced
    already (Refused("programme_result.announced_already"))."""
    if ledger.find(ProgrammeResult, ProgrammeResult.create_id(programme.id)):
        raise Refused("programme_result.announced_already")
    ledger.get(Programme, UUID(programme.id))
    facts = {
        "jurisdiction": programme.jurisdiction,
        "name": government,
        "year": programme.year,
        "title": f"{programme.title}完成情况",
        "announced_on": clock.today().isoformat(),
    }
    made = ProgrammeResult.announce(
        (programme.id, programme.jurisdiction, programme.year),
        facts,
        projects(ledger, programme, said),
        said.get("briefing_on", ""),
        said.get("summary", ""),
        review,
    )
    return [made], {"sha256": made.sha256}


def conclude(ledger: Ledger, programme: ProgrammeRow, approval: Approval) -> Changed:
    """The year's list is over (domain.md 3.1): its result told what became of every project, and its last month is out.

    Raises Refused("programme_result.unannounced") and ("programme_result.month_open")."""
    with ledger.reading() as conn:
        row = one(conn, programme.jurisdiction, programme.year)
    if row is None:
        raise Refused("programme_result.unannounced")
    last = programme.policy.periods(programme.year)[-1]
    publication = ledger.find(Publication, Publication.create_id(programme.id, last.key))
    if publication is None or publication.state != "published":
        raise Refused("programme_result.month_open", period=last.label)
    found = ledger.get(Programme, UUID(programme.id))
    found.conclude(str(row.told["announced_on"]), approval)
    return [found], {"state": found.state}
