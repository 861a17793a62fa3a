"""The acceptances of a programme as pages read them: each project's rounds with their objections, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from supervision.acceptance import Acceptance
from tracker.clock import SHANGHAI
from tracker.read_model import ReadModel
from tracker.table import Table

ACCEPTANCES = ReadModel(
    "supervision_acceptances",
    """
CREATE TABLE supervision_acceptances (
    id uuid PRIMARY KEY, jurisdiction text NOT NULL, year integer NOT NULL, programme text NOT NULL,
    project text NOT NULL, unit text NOT NULL, state text NOT NULL, round integer NOT NULL, papers text[] NOT NULL,
    looked_back jsonb NOT NULL, position bigint NOT NULL);
CREATE INDEX supervision_acceptances_of ON supervision_acceptances (programme);
CREATE TABLE supervision_acceptances_round (
    key text PRIMARY KEY, acceptance uuid NOT NULL, round integer NOT NULL, words text NOT NULL,
    reported_at timestamptz NOT NULL, draft jsonb, request jsonb, requested_at timestamptz, requests jsonb NOT NULL,
    team jsonb,
    arranged_at timestamptz, verdict jsonb, decided_at timestamptz, notice jsonb, noticed_at timestamptz,
    closing text, closed_at timestamptz, revocation jsonb, revoked_at timestamptz);
CREATE INDEX supervision_acceptances_rounds ON supervision_acceptances_round (acceptance);
CREATE TABLE supervision_acceptances_objection (
    key text PRIMARY KEY, round text NOT NULL, objection integer NOT NULL, channel text NOT NULL,
    received_on date NOT NULL, words text NOT NULL, clue text, recorded_at timestamptz NOT NULL, upheld boolean,
    answer text, answered_at timestamptz);
CREATE INDEX supervision_acceptances_objections ON supervision_acceptances_objection (round);
""",
)
_ROWS = Table("supervision_acceptances")
_ROUNDS = Table("supervision_acceptances_round", key="key")
_OBJECTIONS = Table("supervision_acceptances_objection", key="key")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Objection:
    """`upheld` None while it waits for its answer."""

    key: str
    round: str
    objection: int
    channel: str
    received_on: date
    words: str
    clue: str | None
    recorded_at: datetime
    upheld: bool | None
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Round:
    """One go at it. `draft` and `request`: checks, papers (and `sent_back`, `by_office`); `requests`: at (ISO) of each,
    and of one that the office returned its `returned` (ISO), reason and post; `team`: seats, visit_on, reason;
    `verdict`: passed, visited_on, attended, on, opinion, visit, approval, of a failed one issues, due, rectification;
    `notice`: since, until (ISO); `revocation`: reason, approval."""

    key: str
    acceptance: UUID
    round: int
    words: str
    reported_at: datetime
    draft: Row | None
    request: Row | None
    requested_at: datetime | None
    requests: list[Row]
    team: Row | None
    arranged_at: datetime | None
    verdict: Row | None
    decided_at: datetime | None
    notice: Row | None
    noticed_at: datetime | None
    closing: str | None
    closed_at: datetime | None
    revocation: Row | None
    revoked_at: datetime | None
    objections: tuple[Objection, ...] = ()

    @property
    def returned(self) -> list[tuple[datetime, datetime, str]]:
        """Each request that the office returned: when it was made, when returned, and why."""
        told = [each for each in self.requests if each["returned"]]
        return [
            (datetime.fromisoformat(each["at"]), datetime.fromisoformat(each["returned"]), each["reason"])
            for each in told
        ]

    @property
    def until(self) -> date | None:
        """The last day of the notice."""
        return date.fromisoformat(self.notice["until"]) if self.notice else None

    @property
    def came(self) -> list[Row]:
        """The seats of those who looked."""
        if self.team is None or self.verdict is None:
            return []
        return [seat for seat in self.team["seats"] if seat["called"] in self.verdict["attended"]]

    @property
    def waiting(self) -> list[Objection]:
        return [each for each in self.objections if each.upheld is None]


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """`looked_back`: visits of later years, each with visited_on, seats, lasting, words, at (ISO)."""

    id: UUID
    jurisdiction: str
    year: int
    programme: str
    project: str
    unit: str
    state: str
    round: int
    papers: list[str]
    looked_back: list[Row]
    position: int
    rounds: tuple[Round, ...] = ()

    @property
    def now(self) -> Round:
        return self.rounds[-1]


@ACCEPTANCES.on(Acceptance.Reported)
def _reported(curs: psycopg.Cursor[Any], e: Acceptance.Reported, position: int) -> None:
    _ROWS.insert(
        curs,
        id=e.originator_id,
        jurisdiction=e.jurisdiction,
        year=e.year,
        programme=e.programme,
        project=e.project,
        unit=e.unit,
        state="reported",
        round=1,
        papers=e.papers,
        looked_back=Jsonb([]),
        position=position,
    )
    _open(curs, e, 1)


@ACCEPTANCES.on(Acceptance.ReportedAgain)
def _reported_again(curs: psycopg.Cursor[Any], e: Acceptance.ReportedAgain, position: int) -> None:
    _ROWS.update(curs, e.originator_id, state="reported", round=e.round, unit=e.unit, position=position)
    _open(curs, e, e.round)


@ACCEPTANCES.on(Acceptance.PapersAsked)
def _asked(curs: psycopg.Cursor[Any], e: Acceptance.PapersAsked, position: int) -> None:
    _ROWS.update(curs, e.originator_id, papers=e.papers, position=position)


@ACCEPTANCES.on(Acceptance.SelfChecked)
def _checked(curs: psycopg.Cursor[Any], e: Acceptance.SelfChecked, position: int) -> None:
    _step(curs, e, position, draft=Jsonb({"checks": e.checks, "papers": e.papers, "sent_back": "", "by_office": False}))


@ACCEPTANCES.on(Acceptance.SentBack)
def _sent_back(curs: psycopg.Cursor[Any], e: Acceptance.SentBack, position: int) -> None:
    draft = _ROUNDS.row(curs, _key(e))["draft"]
    _step(curs, e, position, draft=Jsonb({**draft, "sent_back": e.reason}))


@ACCEPTANCES.on(Acceptance.Requested)
def _requested(curs: psycopg.Cursor[Any], e: Acceptance.Requested, position: int) -> None:
    request = Jsonb({"checks": e.checks, "papers": e.papers})
    requests = Jsonb([*_ROUNDS.row(curs, _key(e))["requests"], {"at": _moment(e), "returned": None}])
    _step(curs, e, position, "requested", request=request, draft=None, requested_at=e.timestamp, requests=requests)


@ACCEPTANCES.on(Acceptance.Returned)
def _returned(curs: psycopg.Cursor[Any], e: Any, position: int) -> None:
    """What was handed in stands as the draft again."""
    round = _ROUNDS.row(curs, _key(e))
    *before, last = round["requests"]
    told = {**last, "returned": _moment(e), "reason": e.reason, "post": e.by.get("post", "")}
    _step(
        curs,
        e,
        position,
        "reported",
        draft=Jsonb({**round["request"], "sent_back": e.reason, "by_office": True}),
        request=None,
        requested_at=None,
        requests=Jsonb([*before, told]),
    )


@ACCEPTANCES.on(Acceptance.TeamFormed)
def _team_formed(curs: psycopg.Cursor[Any], e: Acceptance.TeamFormed, position: int) -> None:
    first = _ROUNDS.row(curs, _key(e))["arranged_at"]
    team = Jsonb({"seats": e.seats, "visit_on": e.visit_on, "reason": e.reason})
    _step(curs, e, position, "arranged", team=team, arranged_at=first or e.timestamp)


@ACCEPTANCES.on(Acceptance.Passed)
def _passed(curs: psycopg.Cursor[Any], e: Acceptance.Passed, position: int) -> None:
    verdict = Jsonb({"passed": True, **e.verdict, "approval": e.approval})
    _step(curs, e, position, "passed", verdict=verdict, decided_at=e.timestamp)


@ACCEPTANCES.on(Acceptance.Failed)
def _failed(curs: psycopg.Cursor[Any], e: Acceptance.Failed, position: int) -> None:
    more = {"issues": e.issues, "due": e.due, "rectification": e.rectification, "approval": e.approval}
    _step(curs, e, position, "failed", verdict=Jsonb({"passed": False, **e.verdict, **more}), decided_at=e.timestamp)


@ACCEPTANCES.on(Acceptance.Noticed)
def _noticed(curs: psycopg.Cursor[Any], e: Acceptance.Noticed, position: int) -> None:
    notice = Jsonb({"since": e.since, "until": e.until})
    _step(curs, e, position, "noticed", notice=notice, noticed_at=e.timestamp)


@ACCEPTANCES.on(Acceptance.ObjectionRecorded)
def _objected(curs: psycopg.Cursor[Any], e: Acceptance.ObjectionRecorded, position: int) -> None:
    _OBJECTIONS.insert(
        curs,
        key=f"{_key(e)}/{e.objection}",
        round=_key(e),
        objection=e.objection,
        channel=e.channel,
        received_on=date.fromisoformat(e.received_on),
        words=e.words,
        clue=e.clue,
        recorded_at=e.timestamp,
        **dict.fromkeys(("upheld", "answer", "answered_at")),
    )
    _ROWS.update(curs, e.originator_id, position=position)


@ACCEPTANCES.on(Acceptance.ObjectionAnswered)
def _answered(curs: psycopg.Cursor[Any], e: Acceptance.ObjectionAnswered, position: int) -> None:
    _OBJECTIONS.update(curs, f"{_key(e)}/{e.objection}", upheld=e.upheld, answer=e.words, answered_at=e.timestamp)
    _ROWS.update(curs, e.originator_id, position=position)


@ACCEPTANCES.on(Acceptance.Closed)
def _closed(curs: psycopg.Cursor[Any], e: Acceptance.Closed, position: int) -> None:
    _step(curs, e, position, "closed", closing=e.words, closed_at=e.timestamp)


@ACCEPTANCES.on(Acceptance.Revoked)
def _revoked(curs: psycopg.Cursor[Any], e: Acceptance.Revoked, position: int) -> None:
    told = Jsonb({"reason": e.reason, "approval": e.approval})
    _step(curs, e, position, "revoked", revocation=told, revoked_at=e.timestamp)


@ACCEPTANCES.on(Acceptance.LookedBack)
def _looked_back(curs: psycopg.Cursor[Any], e: Acceptance.LookedBack, position: int) -> None:
    known = _ROWS.row(curs, e.originator_id)["looked_back"]
    told = {name: getattr(e, name) for name in ("visited_on", "seats", "lasting", "words")}
    found = [*known, {**told, "at": e.timestamp.isoformat()}]
    _ROWS.update(curs, e.originator_id, looked_back=Jsonb(found), position=position)


def _open(curs: psycopg.Cursor[Any], e: Any, round: int) -> None:
    _ROUNDS.insert(
        curs,
        key=f"{e.originator_id}/{round}",
        acceptance=e.originator_id,
        round=round,
        words=e.words,
        reported_at=e.timestamp,
        requests=Jsonb([]),
        **dict.fromkeys(
            (
                "draft", "request", "requested_at", "team", "arranged_at", "verdict", "decided_at", "notice",
                "noticed_at", "closing", "closed_at", "revocation", "revoked_at",
            )
        ),
    )  # fmt: skip


def _step(curs: psycopg.Cursor[Any], e: Any, position: int, state: str = "", **told: Any) -> None:
    _ROUNDS.update(curs, _key(e), **told)
    _ROWS.update(curs, e.originator_id, **({"state": state} if state else {}), position=position)


def _moment(e: Any) -> str:
    return str(e.timestamp.astimezone(SHANGHAI).isoformat())


def _key(e: Any) -> str:
    return f"{e.originator_id}/{e.round}"


def of_programme(conn: psycopg.Connection[Any], programme: str | UUID) -> dict[str, AcceptanceRow]:
    """Project id → its acceptance."""
    return {row.project: row for row in _rows(conn, "programme = %s", str(programme))}


def one(conn: psycopg.Connection[Any], id: UUID) -> AcceptanceRow | None:
    found = _rows(conn, "id = %s", id)
    return found[0] if found else None


def of_project(conn: psycopg.Connection[Any], project: str | UUID) -> AcceptanceRow | None:
    found = _rows(conn, "project = %s", str(project))
    return found[0] if found else None


def public(conn: psycopg.Connection[Any], slug: str, year: int) -> dict[str, AcceptanceRow]:
    """Project id → what the public may know of its acceptance: the rounds that were noticed."""
    rows = _rows(conn, "jurisdiction = %s AND year = %s", slug, year)
    return {row.project: shown for row in rows if (shown := told(row))}


def told(row: AcceptanceRow, until: datetime | None = None) -> AcceptanceRow | None:
    """A row as the public knew it before `until` (None: now): rounds whose notice was out, without the self-check, what
    failed, and what came later. None where nothing was out."""
    rounds = [_as_known(each, until) for each in row.rounds if _out(each.noticed_at or each.revoked_at, until)]
    if not rounds:
        return None
    last = rounds[-1]
    state = "revoked" if last.revoked_at else "closed" if last.closed_at else "noticed"
    back = [each for each in row.looked_back if _out(datetime.fromisoformat(each["at"]), until)]
    return replace(row, state=state, rounds=tuple(rounds), looked_back=back, papers=[])


def _as_known(round: Round, until: datetime | None) -> Round:
    found = replace(round, words="", draft=None, request=None, requests=[], objections=_told(round, until))
    if not _out(found.noticed_at, until):
        found = replace(found, notice=None, noticed_at=None)
    if not _out(found.closed_at, until):
        found = replace(found, closing=None, closed_at=None)
    return found if _out(found.revoked_at, until) else replace(found, revocation=None, revoked_at=None)


def _told(round: Round, until: datetime | None) -> tuple[Objection, ...]:
    """Answered objections, without their words: that there were some, and how they ended."""
    answered = [each for each in round.objections if _out(each.answered_at, until)]
    return tuple(replace(each, words="", clue=None, answer=None) for each in answered)


def _out(moment: datetime | None, until: datetime | None) -> bool:
    return moment is not None and (until is None or moment < until)


def _rows(conn: psycopg.Connection[Any], where: str, *values: Any) -> list[AcceptanceRow]:
    rows = conn.execute(
        f"SELECT * FROM supervision_acceptances WHERE {where} ORDER BY position DESC".encode(), values
    ).fetchall()
    rounds = conn.execute(
        "SELECT * FROM supervision_acceptances_round WHERE acceptance = ANY(%s) ORDER BY round",
        ([row["id"] for row in rows],),
    ).fetchall()
    objections = conn.execute(
        "SELECT * FROM supervision_acceptances_objection WHERE round = ANY(%s) ORDER BY objection",
        ([each["key"] for each in rounds],),
    ).fetchall()
    return [AcceptanceRow(**row, rounds=_rounds(row["id"], rounds, objections)) for row in rows]


def _rounds(acceptance: UUID, rounds: list[Row], objections: list[Row]) -> tuple[Round, ...]:
    of: Mapping[str, list[Objection]] = {each["key"]: [] for each in rounds}
    for each in objections:
        of[each["round"]].append(Objection(**each))
    return tuple(
        Round(**each, objections=tuple(of[each["key"]])) for each in rounds if each["acceptance"] == acceptance
    )
