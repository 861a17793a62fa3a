"""Every obligation as it stands: what desks, matrix, feeds and notices show, and what the watch compares with.

The date shown is the one stored, which is the one that governs.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from supervision.course import Recorded, next_moment
from supervision.obligation import Obligation
from tracker.clock import SHANGHAI
from tracker.read_model import ReadModel
from tracker.table import Table

OBLIGATIONS = ReadModel(
    "supervision_obligations",
    """
CREATE TABLE supervision_obligations (
    id uuid PRIMARY KEY, programme uuid NOT NULL, jurisdiction text NOT NULL, year integer NOT NULL,
    kind text NOT NULL, subject text NOT NULL, period text NOT NULL, owner text NOT NULL, project text,
    what text NOT NULL, href text NOT NULL, since timestamptz NOT NULL, opened_at timestamptz NOT NULL,
    due timestamptz NOT NULL, cutoff timestamptz NOT NULL, reminders jsonb NOT NULL, state text NOT NULL,
    owner_since timestamptz NOT NULL, owners jsonb NOT NULL, due_since timestamptz NOT NULL,
    reminded_at timestamptz, paused_at timestamptz,
    resumed_at timestamptz, met_at timestamptz, met_by text, filed_at timestamptz, ended_at timestamptz,
    waived jsonb, extension jsonb, history jsonb NOT NULL, arithmetic jsonb NOT NULL, estimated boolean NOT NULL,
    next_at timestamptz, position bigint NOT NULL, stood jsonb NOT NULL,
    UNIQUE (programme, kind, subject, period));
CREATE INDEX supervision_obligations_open ON supervision_obligations (programme, due)
    WHERE state IN ('scheduled', 'due_soon');
CREATE INDEX supervision_obligations_next ON supervision_obligations (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX supervision_obligations_owner ON supervision_obligations (programme, owner);
""",
)

OPEN = ("scheduled", "due_soon")
TO_THE_PUBLIC = (
    "monthly_publication", "monthly_bulletin", "half_year_disclosure", "interpretation", "year_end_announcement",
)  # fmt: skip
"""Kinds of what is owed to everybody: that it is open, met or missed, everybody sees. The rest (reports, orders, talks)
is the government's own business until it is made public."""


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """One obligation. `state`: scheduled, due_soon, met, met_late, missed, waived.

    `owners`: who owed it since when, the first the one at opening. `met_at`: when what meets it was recorded, also
    after it was missed (`filed_at`). `ended_at`: business time of the terminal event. `waived`: reason, post.
    `extension`: state (asked, returned, supplemented, granted, refused), reason, progress, until, at, returns.
    `history`: every event after opening (name, at, and what it says). `arithmetic`: projects/rule.py. `stood`: of what
    is owed to the public, how it stood after each event, by when that was recorded. Moments are in Shanghai's time.
    """

    id: str
    programme: str
    jurisdiction: str
    year: int
    kind: str
    subject: str
    period: str
    owner: str
    project: str | None
    what: str
    href: str
    since: datetime
    opened_at: datetime
    due: datetime
    cutoff: datetime
    reminders: list[str]
    state: str
    owner_since: datetime
    owners: list[dict[str, str]]
    due_since: datetime
    reminded_at: datetime | None
    paused_at: datetime | None
    resumed_at: datetime | None
    met_at: datetime | None
    met_by: str | None
    filed_at: datetime | None
    ended_at: datetime | None
    waived: dict[str, str] | None
    extension: dict[str, Any] | None
    history: list[dict[str, Any]]
    arithmetic: dict[str, Any]
    estimated: bool
    next_at: datetime | None
    position: int
    stood: list[dict[str, Any]]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def recorded(self) -> Recorded:
        return _recorded({name: getattr(self, name) for name in (*_RECORDED, "reminders", "extension", "filed_at")})


_RECORDED = ("state", "owner", "due", "cutoff", "owner_since", "due_since", "reminded_at", "paused_at", "resumed_at")
_TABLE = Table("supervision_obligations")
Row = dict[str, Any]


@OBLIGATIONS.on(Obligation.Opened)
def _opened(curs: psycopg.Cursor[Any], e: Obligation.Opened, position: int) -> None:
    row: Row = {
        "id": e.originator_id,
        **{name: getattr(e, name) for name in ("programme", "jurisdiction", "year", "kind", "subject", "period")},
        **{name: getattr(e, name) for name in ("owner", "project", "what", "href")},
        "since": _moment(e.since),
        "opened_at": _moment(e.at),
        "state": "scheduled",
        "owner_since": _moment(e.at),
        "due_since": _moment(e.at),
        "owners": [{"owner": e.owner, "since": e.at}],
        **dict.fromkeys(("reminded_at", "paused_at", "resumed_at", "met_at", "met_by", "filed_at", "ended_at")),
        "waived": None,
        "extension": None,
        "history": [],
        **_due(e),
        "position": position,
        "stood": [],
    }
    row["stood"] = _stood(row, e, position)
    _TABLE.insert(curs, **_stored({**row, "next_at": next_moment(_recorded(row))}))


@OBLIGATIONS.on(Obligation.Reminded)
def _reminded(curs: psycopg.Cursor[Any], e: Obligation.Reminded, position: int) -> None:
    _change(curs, e, position, state="due_soon", reminded_at=_moment(e.at))


@OBLIGATIONS.on(Obligation.HandedOver)
def _handed_over(curs: psycopg.Cursor[Any], e: Obligation.HandedOver, position: int) -> None:
    row = _TABLE.row(curs, e.originator_id)
    owners = [*row["owners"], {"owner": e.owner, "since": e.at}]
    _change(curs, e, position, owner=e.owner, owner_since=_moment(e.at), owners=owners)


@OBLIGATIONS.on(Obligation.Rescheduled)
def _rescheduled(curs: psycopg.Cursor[Any], e: Obligation.Rescheduled, position: int) -> None:
    _change(curs, e, position, due_since=_moment(e.at), **_due(e))


@OBLIGATIONS.on(Obligation.Paused)
def _paused(curs: psycopg.Cursor[Any], e: Obligation.Paused, position: int) -> None:
    _change(curs, e, position, paused_at=_moment(e.at))


@OBLIGATIONS.on(Obligation.Resumed)
def _resumed(curs: psycopg.Cursor[Any], e: Obligation.Resumed, position: int) -> None:
    _change(curs, e, position, paused_at=None, resumed_at=_moment(e.at), **_due(e))


@OBLIGATIONS.on(Obligation.ExtensionAsked)
def _asked(curs: psycopg.Cursor[Any], e: Obligation.ExtensionAsked, position: int) -> None:
    asked = {"reason": e.reason, "progress": e.progress, "until": e.until, "at": e.at, "returns": []}
    _change(curs, e, position, extension={"state": "asked", **asked})


@OBLIGATIONS.on(Obligation.ExtensionReturned)
def _returned(curs: psycopg.Cursor[Any], e: Obligation.ExtensionReturned, position: int) -> None:
    known = _TABLE.row(curs, e.originator_id)["extension"]
    returns = [*known["returns"], {"since": e.at, "until": None, "reason": e.reason}]
    _change(curs, e, position, extension={**known, "state": "returned", "returns": returns})


@OBLIGATIONS.on(Obligation.ExtensionSupplemented)
def _supplemented(curs: psycopg.Cursor[Any], e: Obligation.ExtensionSupplemented, position: int) -> None:
    known = _TABLE.row(curs, e.originator_id)["extension"]
    returns = [*known["returns"][:-1], {**known["returns"][-1], "until": e.at, "text": e.text}]
    _change(curs, e, position, extension={**known, "state": "supplemented", "returns": returns})


@OBLIGATIONS.on(Obligation.ExtensionGranted)
def _granted(curs: psycopg.Cursor[Any], e: Obligation.ExtensionGranted, position: int) -> None:
    known = _TABLE.row(curs, e.originator_id)["extension"]
    decided = {"state": "granted", "decided_at": e.at, "decision": e.reason, "former": e.former}
    _change(curs, e, position, extension={**known, **decided}, **_due(e))


@OBLIGATIONS.on(Obligation.ExtensionRefused)
def _refused(curs: psycopg.Cursor[Any], e: Obligation.ExtensionRefused, position: int) -> None:
    known = _TABLE.row(curs, e.originator_id)["extension"]
    _change(curs, e, position, extension={**known, "state": "refused", "decided_at": e.at, "decision": e.reason})


@OBLIGATIONS.on(Obligation.Met)
def _met(curs: psycopg.Cursor[Any], e: Obligation.Met, position: int) -> None:
    _change(curs, e, position, state="met", met_at=_moment(e.at), met_by=e.by_event, ended_at=_moment(e.at))


@OBLIGATIONS.on(Obligation.MetLate)
def _met_late(curs: psycopg.Cursor[Any], e: Obligation.MetLate, position: int) -> None:
    _change(curs, e, position, state="met_late", met_at=_moment(e.at), met_by=e.by_event, ended_at=_moment(e.at))


@OBLIGATIONS.on(Obligation.Missed)
def _missed(curs: psycopg.Cursor[Any], e: Obligation.Missed, position: int) -> None:
    _change(curs, e, position, state="missed", ended_at=_moment(e.at))


@OBLIGATIONS.on(Obligation.FiledAfterMissed)
def _filed(curs: psycopg.Cursor[Any], e: Obligation.FiledAfterMissed, position: int) -> None:
    _change(curs, e, position, met_at=_moment(e.at), met_by=e.by_event, filed_at=_moment(e.at))


@OBLIGATIONS.on(Obligation.Waived)
def _waived(curs: psycopg.Cursor[Any], e: Obligation.Waived, position: int) -> None:
    _change(curs, e, position, state="waived", waived={"reason": e.reason, "post": e.post}, ended_at=_moment(e.at))


def _due(e: Any) -> Row:
    return {
        "due": _moment(e.due),
        "cutoff": _moment(e.cutoff),
        "reminders": e.reminders,
        "arithmetic": e.arithmetic,
        "estimated": e.arithmetic["estimated"],
    }


_TOLD = ("due", "former", "owner", "why", "reason", "progress", "until", "text", "by_event", "post")


def _change(curs: psycopg.Cursor[Any], e: Any, position: int, **changed: Any) -> None:
    row = _TABLE.row(curs, e.originator_id)
    told = {name: value for name in _TOLD if (value := getattr(e, name, None)) is not None}
    history = [*row["history"], {"event": e.TOPIC, "at": e.at, **told, "by": getattr(e, "by", {}).get("post", "")}]
    after = {**row, **changed}
    values = {**changed, "history": history, "next_at": next_moment(_recorded(after)), "position": position}
    if row["kind"] in TO_THE_PUBLIC:
        values["stood"] = _stood(after, e, position)
    _TABLE.update(curs, e.originator_id, **_stored(values))


_MOMENTS = ("due", "met_at", "ended_at")


def _stood(row: Row, e: Any, position: int) -> list[Row]:
    """What is known of it with how it stands now."""
    if row["kind"] not in TO_THE_PUBLIC:
        return []
    moments = {name: row[name] and row[name].astimezone(SHANGHAI).isoformat() for name in _MOMENTS}
    told = {"state": row["state"], "estimated": row["estimated"], "position": position}
    return [*row["stood"], {**moments, **told, "recorded_at": e.timestamp.isoformat()}]


def stood(row: ObligationRow, until: datetime) -> ObligationRow | None:
    """What is owed to the public as it stood before a moment, by what had been recorded; None where it was not owed."""
    known = [each for each in row.stood if _moment(each["recorded_at"]) < until]
    if not known:
        return None
    last = known[-1]
    moments: Row = {name: last[name] and _moment(last[name]).astimezone(SHANGHAI) for name in _MOMENTS}
    told: Row = {name: last[name] for name in ("state", "estimated", "position")}
    return replace(row, **moments, **told, stood=known)


_JSON = ("reminders", "owners", "waived", "extension", "history", "arithmetic", "stood")


def _stored(row: Row) -> Row:
    return {name: Jsonb(value) if name in _JSON and value is not None else value for name, value in row.items()}


def _recorded(row: Row) -> Recorded:
    return Recorded(
        **{name: row[name] for name in _RECORDED},
        reminders=tuple(_moment(each) for each in row["reminders"]),
        extended=bool(row["extension"] and row["extension"]["state"] == "granted"),
        filed=row["filed_at"] is not None,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def of_programme(conn: psycopg.Connection[Any], programme: str, kind: str | None = None) -> list[ObligationRow]:
    """All of a programme (of one kind), by due time; a row tells its whole life: ask for no more than is shown."""
    return _rows(conn, "%(kind)s::text IS NULL OR kind = %(kind)s", programme, kind=kind)


def missed(conn: psycopg.Connection[Any], programme: str) -> list[ObligationRow]:
    """What was missed, also where it was filed since, by due time."""
    return _rows(conn, "state = 'missed'", programme)


def open_of(
    conn: psycopg.Connection[Any], programme: str, owner: str | None = None, kind: str | None = None
) -> list[ObligationRow]:
    """What is not over yet, overdue first; of one owner, of one kind."""
    return _rows(
        conn,
        """state IN ('scheduled', 'due_soon') AND (%(kind)s::text IS NULL OR kind = %(kind)s)
           AND (%(owner)s::text IS NULL OR owner = %(owner)s)""",
        programme,
        kind=kind,
        owner=owner,
    )


def of_owner(conn: psycopg.Connection[Any], programme: str, *owners: str) -> list[ObligationRow]:
    """What somebody owes or owed when it ended, by due time."""
    return _rows(conn, "owner = ANY(%(owners)s)", programme, owners=list(owners))


def dues(conn: psycopg.Connection[Any], programme: str, kind: str) -> dict[tuple[str, str], datetime]:
    """(subject, period) → the time that governs, of each of a kind."""
    rows = conn.execute(
        "SELECT subject, period, due FROM supervision_obligations WHERE programme = %s AND kind = %s", (programme, kind)
    ).fetchall()
    return {(row["subject"], row["period"]): row["due"].astimezone(SHANGHAI) for row in rows}


def of_project(conn: psycopg.Connection[Any], project: str) -> list[ObligationRow]:
    """What is and was owed for a project, by due time."""
    rows = conn.execute("SELECT * FROM supervision_obligations WHERE project = %s ORDER BY due, id", (project,))
    return [_row(row) for row in rows.fetchall()]


def get(conn: psycopg.Connection[Any], id: str) -> ObligationRow | None:
    row = conn.execute("SELECT * FROM supervision_obligations WHERE id::text = %s", (id,)).fetchone()
    return _row(row) if row else None


def _rows(conn: psycopg.Connection[Any], where: str, programme: str, **asked: Any) -> list[ObligationRow]:
    rows = conn.execute(
        f"""SELECT * FROM supervision_obligations WHERE programme = %(programme)s AND ({where})
            ORDER BY due, kind, subject""".encode(),
        {"programme": programme, **asked},
    ).fetchall()
    return [_row(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Coming:
    """What time alone brings next of an obligation: a reminder, or its `lapse`."""

    at: datetime
    what: str
    owner: str
    lapse: bool


def coming(conn: psycopg.Connection[Any], slug: str | None, most: int) -> list[Coming]:
    """The next ones, the earliest first; of one government, or of all."""
    rows = conn.execute(
        """SELECT next_at AS at, what, owner, next_at = cutoff AS lapse FROM supervision_obligations
           WHERE next_at IS NOT NULL AND (%(slug)s::text IS NULL OR jurisdiction = %(slug)s)
           ORDER BY next_at, what LIMIT %(most)s""",
        {"slug": slug, "most": most},
    ).fetchall()
    return [Coming(**{**row, "at": row["at"].astimezone(SHANGHAI)}) for row in rows]


def recorded(conn: psycopg.Connection[Any], programme: str) -> dict[str, Recorded]:
    """`kind:subject:period` → what is on the ledger of it: all that the watch asks, in one query."""
    rows = conn.execute(
        f"""SELECT kind, subject, period, reminders, filed_at, {", ".join(_RECORDED)},
                   CASE WHEN extension IS NULL THEN NULL ELSE jsonb_build_object('state', extension->'state') END
                       AS extension
            FROM supervision_obligations WHERE programme = %s""".encode(),
        (programme,),
    ).fetchall()
    return {f"{row['kind']}:{row['subject']}:{row['period']}": _recorded(row) for row in rows}


def _row(row: Row) -> ObligationRow:
    local = {name: value.astimezone(SHANGHAI) for name, value in row.items() if isinstance(value, datetime)}
    return ObligationRow(**{**row, **local, "id": str(row["id"]), "programme": str(row["programme"])})
