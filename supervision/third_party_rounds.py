"""The rounds of third-party review that were held, and what is owed of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from projects.register import ProgrammeRow
from supervision.claim import OFFICE, Claim
from supervision.third_party_round import ThirdPartyRound
from tracker.clock import SHANGHAI
from tracker.read_model import ReadModel

THIRD_PARTY_ROUNDS = ReadModel(
    "supervision_third_party_rounds",
    """
CREATE TABLE supervision_third_party_rounds (
    id uuid PRIMARY KEY, programme text NOT NULL, period text NOT NULL, held_on date NOT NULL, methods text[] NOT NULL,
    members jsonb NOT NULL, projects text[] NOT NULL, summary text NOT NULL, recorded_at timestamptz NOT NULL);
CREATE INDEX supervision_third_party_rounds_of ON supervision_third_party_rounds (programme);
""",
)
KIND = "third_party_round"


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round; `members`: kind → how many, `projects` by id."""

    period: str
    held_on: date
    methods: list[str]
    members: dict[str, int]
    projects: list[str]
    summary: str
    recorded_at: datetime


@THIRD_PARTY_ROUNDS.on(ThirdPartyRound.Held)
def _held(curs: psycopg.Cursor[Any], e: ThirdPartyRound.Held, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_third_party_rounds VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            e.originator_id, e.programme, e.period, e.held_on, e.methods, Jsonb(e.members), e.projects, e.summary,
            e.timestamp,
        ),
    )  # fmt: skip


def of_programme(conn: psycopg.Connection[Any], programme: str) -> dict[str, RoundRow]:
    """Period → its round, in order."""
    rows = conn.execute(
        """SELECT period, held_on, methods, members, projects, summary, recorded_at
           FROM supervision_third_party_rounds WHERE programme = %s ORDER BY period""",
        (programme,),
    ).fetchall()
    return {row["period"]: RoundRow(**row) for row in rows}


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    rule, known = programme.policy.rule(KIND), of_programme(conn, programme.id)
    released = programme.released_at and programme.released_at.astimezone(SHANGHAI).date()
    for period in rule.periods(programme.year):
        if not released or period.ends_on < released or programme.released_at is None:
            continue
        row = known.get(period.key)
        yield Claim(
            kind=KIND,
            subject=programme.id,
            period=period.key,
            owner=OFFICE,
            project=None,
            what=f"{period.label}第三方督查评议",
            href="/third-party-rounds",
            since=max(rule.opening(period.key), programme.released_at),
            met_at=row.recorded_at if row else None,
            met_by=ThirdPartyRound.Held.TOPIC if row else None,
        )
