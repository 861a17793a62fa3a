"""The roster: every member by kind and number, their term, expertise, employer and what binds them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision.member import KINDS, Member, called
from supervision.recusal import Ties
from tracker.read_model import ReadModel
from tracker.table import Table

MEMBERS = ReadModel(
    "supervision_members",
    """
CREATE TABLE supervision_members (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, kind text NOT NULL, number integer NOT NULL, state text NOT NULL,
    term_from date NOT NULL, term_until date NOT NULL, expertise text[] NOT NULL, districts text[] NOT NULL,
    employer text, named boolean NOT NULL, interests jsonb NOT NULL, enrolled_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL, UNIQUE (jurisdiction, kind, number));
CREATE TABLE supervision_members_step (
    place bigint PRIMARY KEY, member uuid NOT NULL, what text NOT NULL, words text NOT NULL, at timestamptz NOT NULL);
CREATE INDEX supervision_members_step_of ON supervision_members_step (member);
""",
)
_MEMBERS, _STEPS = Table("supervision_members"), Table("supervision_members_step", key="place")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member. `employer`: a unit's id; `interests`: unit, project, tie, by and on (ISO day) each."""

    id: UUID
    jurisdiction: str
    kind: str
    number: int
    state: str
    term_from: date
    term_until: date
    expertise: list[str]
    districts: list[str]
    employer: str | None
    named: bool
    interests: list[Row]
    enrolled_at: datetime
    changed_at: datetime

    @property
    def called(self) -> str:
        return called(self.kind, self.number)

    @property
    def ties(self) -> Ties:
        units = {each["unit"] for each in self.interests if each["unit"]} | (
            {self.employer} if self.employer else set()
        )
        return Ties(frozenset(units), frozenset(each["project"] for each in self.interests if each["project"]))

    def serves(self, since: date, until: date) -> bool:
        """Whether they may be drawn for these days."""
        return self.state == "active" and self.term_from <= since and until <= self.term_until


@MEMBERS.on(Member.Enrolled)
def _enrolled(curs: psycopg.Cursor[Any], e: Member.Enrolled, position: int) -> None:
    _MEMBERS.insert(
        curs,
        id=e.originator_id,
        jurisdiction=e.jurisdiction,
        kind=e.kind,
        number=e.number,
        state="active",
        term_from=date.fromisoformat(e.term_from),
        term_until=date.fromisoformat(e.term_until),
        expertise=e.expertise,
        districts=e.districts,
        employer=e.employer,
        named=False,
        interests=Jsonb([]),
        enrolled_at=e.timestamp,
        changed_at=e.timestamp,
    )


@MEMBERS.on(Member.Revised)
def _revised(curs: psycopg.Cursor[Any], e: Member.Revised, position: int) -> None:
    bound = _MEMBERS.row(curs, e.originator_id)["interests"]
    if e.former:
        bound = [*bound, _interest(e, e.former, None, "曾任职", "office")]
    _MEMBERS.update(
        curs,
        e.originator_id,
        term_until=date.fromisoformat(e.term_until),
        expertise=e.expertise,
        districts=e.districts,
        employer=e.employer,
        interests=Jsonb(bound),
        changed_at=e.timestamp,
    )


@MEMBERS.on(Member.InterestDeclared)
def _declared(curs: psycopg.Cursor[Any], e: Member.InterestDeclared, position: int) -> None:
    bound = _MEMBERS.row(curs, e.originator_id)["interests"]
    found = [*bound, _interest(e, e.unit, e.project, e.tie, e.declarer)]
    _MEMBERS.update(curs, e.originator_id, interests=Jsonb(found), changed_at=e.timestamp)


@MEMBERS.on(Member.NameReleased)
def _named(curs: psycopg.Cursor[Any], e: Member.NameReleased, position: int) -> None:
    _MEMBERS.update(curs, e.originator_id, named=e.agreed, changed_at=e.timestamp)


@MEMBERS.on(Member.Suspended, Member.Resumed, Member.Left)
def _stands(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    state = {Member.Suspended: "suspended", Member.Resumed: "active", Member.Left: "left"}[type(e)]
    _MEMBERS.update(curs, e.originator_id, state=state, changed_at=e.timestamp)
    _STEPS.insert(curs, place=position, member=e.originator_id, what=e.TOPIC, words=e.reason, at=e.timestamp)


def _interest(e: Any, unit: str | None, project: str | None, tie: str, by: str) -> Row:
    return {"unit": unit, "project": project, "tie": tie, "by": by, "at": e.timestamp.isoformat()}


def of_government(conn: psycopg.Connection[Any], slug: str) -> list[MemberRow]:
    """Everybody who ever was on the roster, by kind and number."""
    rows = conn.execute(
        """SELECT * FROM supervision_members WHERE jurisdiction = %s
           ORDER BY array_position(%s::text[], kind), number""",
        (slug, list(KINDS)),
    ).fetchall()
    return [MemberRow(**row) for row in rows]


def member(conn: psycopg.Connection[Any], id: UUID) -> MemberRow | None:
    row = conn.execute("SELECT * FROM supervision_members WHERE id = %s", (id,)).fetchone()
    return MemberRow(**row) if row else None


def steps(conn: psycopg.Connection[Any], id: UUID) -> list[Row]:
    """Suspensions and what ended them, in order: what (the event's stored name), words, at."""
    return conn.execute(
        "SELECT what, words, at FROM supervision_members_step WHERE member = %s ORDER BY place", (id,)
    ).fetchall()


def next_number(conn: psycopg.Connection[Any], slug: str, kind: str) -> int:
    """Numbers are not given twice: that of a member who left stays theirs."""
    row = conn.execute(
        "SELECT COALESCE(max(number), 0) + 1 AS n FROM supervision_members WHERE jurisdiction = %s AND kind = %s",
        (slug, kind),
    ).fetchone()
    return int(row["n"]) if row else 1
