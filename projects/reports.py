"""Where every monthly report stands: what the desks and the office's month page show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from projects.report import MonthlyReport
from tracker.read_model import ReadModel
from tracker.table import Table

REPORTS = ReadModel(
    "projects_reports",
    version=4,
    definition="""
CREATE TABLE projects_reports (
    id uuid PRIMARY KEY, project uuid NOT NULL, programme uuid NOT NULL, period text NOT NULL, unit text NOT NULL,
    state text NOT NULL, version bigint NOT NULL, content jsonb NOT NULL, rows jsonb NOT NULL,
    filer text, released_by text, round integer NOT NULL, saved_at timestamptz NOT NULL,
    first_submitted_at timestamptz, submitted_at timestamptz, returned_at timestamptz, reasons jsonb,
    accepted_at timestamptz, judgement jsonb, corrections jsonb NOT NULL,
    returns jsonb NOT NULL,
    UNIQUE (project, period));
CREATE INDEX projects_reports_of ON projects_reports (programme, period);
""",
)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report; `unit` (id) is the one that filed it. `returns`: each {at, until} (ISO times), `until` None while it
    has not been submitted again.

    `state`: draft, awaiting_release, submitted, returned, accepted, published, corrected.
    """

    id: str
    project: str
    programme: str
    period: str
    unit: str
    state: str
    version: int
    content: dict[str, Any]
    rows: dict[str, Any]
    filer: str | None
    released_by: str | None
    round: int
    saved_at: datetime
    first_submitted_at: datetime | None
    submitted_at: datetime | None
    returned_at: datetime | None
    reasons: list[str] | None
    accepted_at: datetime | None
    judgement: dict[str, Any] | None
    corrections: list[dict[str, Any]]
    returns: list[dict[str, Any]]

    @property
    def sent_back(self) -> bool:
        """Returned by the office and not submitted again, whoever has it in hand."""
        return bool(self.returns) and self.returns[-1]["until"] is None


_TABLE = Table("projects_reports")


@REPORTS.on(MonthlyReport.Drafted)
def _drafted(curs: psycopg.Cursor[Any], e: MonthlyReport.Drafted, position: int) -> None:
    _TABLE.insert(
        curs,
        id=e.originator_id,
        project=e.project,
        programme=e.programme,
        period=e.period,
        unit=e.unit,
        state="draft",
        version=e.originator_version,
        content=Jsonb(e.content),
        rows=Jsonb({}),
        round=0,
        saved_at=e.timestamp,
        **dict.fromkeys(("filer", "released_by", "first_submitted_at", "submitted_at", "returned_at", "reasons")),
        **dict.fromkeys(("accepted_at", "judgement")),
        corrections=Jsonb([]),
        returns=Jsonb([]),
    )


@REPORTS.on(MonthlyReport.DraftSaved)
def _saved(curs: psycopg.Cursor[Any], e: MonthlyReport.DraftSaved, position: int) -> None:
    _set(curs, e, content=Jsonb(e.content), saved_at=e.timestamp, **_filing_unit(e))


@REPORTS.on(MonthlyReport.HandedUp)
def _handed_up(curs: psycopg.Cursor[Any], e: MonthlyReport.HandedUp, position: int) -> None:
    _set(
        curs,
        e,
        state="awaiting_release",
        content=Jsonb(e.content),
        filer=e.filer,
        saved_at=e.timestamp,
        **_filing_unit(e),
    )


@REPORTS.on(MonthlyReport.SentBack)
def _sent_back(curs: psycopg.Cursor[Any], e: MonthlyReport.SentBack, position: int) -> None:
    submitted_before = _TABLE.row(curs, e.originator_id)["round"] > 0
    _set(curs, e, state="returned" if submitted_before else "draft", reasons=Jsonb([e.reason]))


@REPORTS.on(MonthlyReport.Submitted)
def _submitted(curs: psycopg.Cursor[Any], e: MonthlyReport.Submitted, position: int) -> None:
    first = {"first_submitted_at": e.timestamp} if e.round == 1 else {}
    returns = _TABLE.row(curs, e.originator_id)["returns"]
    answered = [{**each, "until": each["until"] or e.timestamp.isoformat()} for each in returns]
    _set(
        curs,
        e,
        state="submitted",
        content=Jsonb(e.content),
        filer=e.filer,
        released_by=e.released_by,
        round=e.round,
        saved_at=e.timestamp,
        submitted_at=e.timestamp,
        returns=Jsonb(answered),
        **first,
        **_filing_unit(e),
    )


@REPORTS.on(MonthlyReport.Returned)
def _returned(curs: psycopg.Cursor[Any], e: MonthlyReport.Returned, position: int) -> None:
    returns = [*_TABLE.row(curs, e.originator_id)["returns"], {"at": e.timestamp.isoformat(), "until": None}]
    _set(curs, e, state="returned", reasons=Jsonb(e.reasons), returned_at=e.timestamp, returns=Jsonb(returns))


@REPORTS.on(MonthlyReport.Accepted)
def _accepted(curs: psycopg.Cursor[Any], e: MonthlyReport.Accepted, position: int) -> None:
    _set(curs, e, state="accepted", judgement=Jsonb(e.judgement), accepted_at=e.timestamp)


@REPORTS.on(MonthlyReport.Published)
def _published(curs: psycopg.Cursor[Any], e: MonthlyReport.Published, position: int) -> None:
    _set(curs, e, state="published")


@REPORTS.on(MonthlyReport.Corrected)
def _corrected(curs: psycopg.Cursor[Any], e: MonthlyReport.Corrected, position: int) -> None:
    change = {
        "number": e.number,
        "old": e.old,
        "reason_code": e.reason_code,
        "reason": e.reason,
        "found_by": e.found_by,
        "found_on": e.found_on,
        "at": e.timestamp.isoformat(),
    }
    earlier = _TABLE.row(curs, e.originator_id)["corrections"]
    _set(curs, e, state="corrected", content=Jsonb(e.new), corrections=Jsonb([*earlier, change]))


@REPORTS.on(MonthlyReport.RowFiled)
def _row_filed(curs: psycopg.Cursor[Any], e: MonthlyReport.RowFiled, position: int) -> None:
    _set_row(curs, e, {"value": e.value, "text": e.text, "at": e.timestamp.isoformat()}, fresh=True)


@REPORTS.on(MonthlyReport.RowOverridden)
def _row_overridden(curs: psycopg.Cursor[Any], e: MonthlyReport.RowOverridden, position: int) -> None:
    _set_row(curs, e, {"value": e.value, "filed": e.filed, "reason": e.reason})


def _filing_unit(e: Any) -> dict[str, str]:
    """The unit whose account wrote: after a hand-over another one may go on with a report that was begun."""
    unit = e.by.get("unit")
    return {"unit": unit} if unit else {}


def _set_row(curs: psycopg.Cursor[Any], e: Any, row: dict[str, str], fresh: bool = False) -> None:
    """`fresh`: what the lead unit used instead of an earlier figure does not hold for a new one."""
    rows = _TABLE.row(curs, e.originator_id)["rows"]
    unit = rows.get(e.unit, {})
    whole = {**unit, e.no: {**({} if fresh else unit.get(e.no, {})), **row}}
    _set(curs, e, rows=Jsonb({**rows, e.unit: whole}))


def _set(curs: psycopg.Cursor[Any], e: Any, **columns: Any) -> None:
    _TABLE.update(curs, e.originator_id, version=e.originator_version, **columns)


def of_period(conn: psycopg.Connection[Any], programme: str, period: str) -> dict[str, ReportRow]:
    """Project id → its report of the period."""
    rows = conn.execute(
        "SELECT * FROM projects_reports WHERE programme = %s AND period = %s", (programme, period)
    ).fetchall()
    return {str(row["project"]): _row(row) for row in rows}


def of_project(conn: psycopg.Connection[Any], project: str) -> list[ReportRow]:
    """A project's reports, oldest first."""
    rows = conn.execute("SELECT * FROM projects_reports WHERE project = %s ORDER BY period", (project,)).fetchall()
    return [_row(row) for row in rows]


def returned(conn: psycopg.Connection[Any], programme: str) -> list[ReportRow]:
    """Those that the office ever returned, by period."""
    rows = conn.execute(
        "SELECT * FROM projects_reports WHERE programme = %s AND returns <> '[]' ORDER BY period, id", (programme,)
    ).fetchall()
    return [_row(row) for row in rows]


def sent_back(conn: psycopg.Connection[Any], programme: str) -> dict[str, set[str]]:
    """Project id → the periods whose report the office returned and that was not submitted again."""
    rows = conn.execute(
        "SELECT project, period FROM projects_reports WHERE programme = %s AND returns @> '[{\"until\": null}]'",
        (programme,),
    ).fetchall()
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(str(row["project"]), set()).add(row["period"])
    return found


def corrected(conn: psycopg.Connection[Any], programme: str, until: str) -> set[str]:
    """Ids of projects of which a report was corrected, of the period or an earlier one: what was judged at an
    acceptance of theirs may be another verdict by now."""
    rows = conn.execute(
        """SELECT DISTINCT project FROM projects_reports
           WHERE programme = %s AND period <= %s AND corrections <> '[]'""",
        (programme, until),
    ).fetchall()
    return {str(row["project"]) for row in rows}


def one(conn: psycopg.Connection[Any], project: str, period: str) -> ReportRow | None:
    row = conn.execute(
        "SELECT * FROM projects_reports WHERE project = %s AND period = %s", (project, period)
    ).fetchone()
    return _row(row) if row else None


def _row(row: dict[str, Any]) -> ReportRow:
    return ReportRow(**{**row, **{name: str(row[name]) for name in ("id", "project", "programme")}})


def of_programme(conn: psycopg.Connection[Any], programme: str) -> dict[str, dict[str, ReportRow]]:
    """Project id → period → its report, of those that were accepted (and published or corrected since)."""
    rows = conn.execute(
        "SELECT * FROM projects_reports WHERE programme = %s AND state IN ('accepted', 'published', 'corrected')",
        (programme,),
    ).fetchall()
    found: dict[str, dict[str, ReportRow]] = {}
    for row in rows:
        found.setdefault(str(row["project"]), {})[row["period"]] = _row(row)
    return found


def accepted_contents(conn: psycopg.Connection[Any], programme: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Project id → period → content, of reports that were accepted (and published or corrected since)."""
    rows = conn.execute(
        """SELECT project, period, content FROM projects_reports
           WHERE programme = %s AND state IN ('accepted', 'published', 'corrected')""",
        (programme,),
    ).fetchall()
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["project"]), {})[row["period"]] = row["content"]
    return found


def accepted_rows(conn: psycopg.Connection[Any], programme: str) -> dict[str, dict[str, Any]]:
    """Project id → period → what the implementing units filed (projects/shares.py), of reports that were accepted."""
    rows = conn.execute(
        """SELECT project, period, rows FROM projects_reports
           WHERE programme = %s AND state IN ('accepted', 'published', 'corrected') AND rows <> '{}'""",
        (programme,),
    ).fetchall()
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(str(row["project"]), {})[row["period"]] = row["rows"]
    return found
