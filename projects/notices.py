"""What is owed to the public between two months, by when, and what it was told: corrections and adjustments."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from projects.adjustment import Adjustment
from projects.notice import ADJUSTMENT, CORRECTION, REVOCATION, Notice
from projects.report import MonthlyReport
from tracker.clock import SHANGHAI
from tracker.read_model import ReadModel
from tracker.table import Table
from tracker.working_days import WorkingDays

NOTICES = ReadModel(
    "projects_notices",
    """
CREATE TABLE projects_notices (
    id uuid PRIMARY KEY, kind text NOT NULL, subject text NOT NULL, programme text NOT NULL, project text NOT NULL,
    period text, since date NOT NULL, state text NOT NULL, jurisdiction text, year integer, content text, sha256 text,
    published_at timestamptz, position bigint NOT NULL, recorded_at timestamptz NOT NULL);
CREATE INDEX projects_notices_of ON projects_notices (programme, state);
CREATE INDEX projects_notices_shown ON projects_notices (jurisdiction, year);
CREATE TABLE projects_notices_report (report uuid PRIMARY KEY);
""",
)

WORKING_DAYS = {CORRECTION: 3, ADJUSTMENT: 20, REVOCATION: 0}
"""After the finding, domain.md 3.3; after the decision, 政府信息公开条例 第26条; in the save of the revocation."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice at work. `since` is the day its time runs from: found, or decided. `state`: owed, cleared, published."""

    id: str
    kind: str
    subject: str
    programme: str
    project: str
    period: str | None
    since: date
    state: str

    def due(self, days: WorkingDays) -> date:
        return days.add(self.since, WORKING_DAYS[self.kind])

    def estimated(self, days: WorkingDays) -> bool:
        """Whether the day was counted in a year whose holidays are not announced yet (预估)."""
        return days.estimated(self.since, self.due(days))


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as it was published; `content` as projects/notice_text.py makes it."""

    id: str
    kind: str
    content: dict[str, Any]
    sha256: str
    published_at: datetime
    position: int


_REPORTS = Table("projects_notices_report", "report")


@NOTICES.on(MonthlyReport.Published)
def _month_published(curs: psycopg.Cursor[Any], e: MonthlyReport.Published, position: int) -> None:
    _REPORTS.insert(curs, report=e.originator_id)


@NOTICES.on(MonthlyReport.Corrected)
def _corrected(curs: psycopg.Cursor[Any], e: MonthlyReport.Corrected, position: int) -> None:
    """Owed only where the public was told the old figure."""
    curs.execute(
        """INSERT INTO projects_notices
               (id, kind, subject, programme, project, period, since, state, position, recorded_at)
           SELECT %s, %s, %s, %s, %s, %s, %s, 'owed', %s, %s FROM projects_notices_report WHERE report = %s""",
        (
            Notice.create_id(CORRECTION, subject := f"{e.originator_id}:{e.number}"),
            CORRECTION,
            subject,
            e.programme,
            e.project,
            e.period,
            e.found_on,
            position,
            e.timestamp,
            e.originator_id,
        ),
    )


@NOTICES.on(Adjustment.Approved)
def _approved(curs: psycopg.Cursor[Any], e: Adjustment.Approved, position: int) -> None:
    curs.execute(
        """INSERT INTO projects_notices
               (id, kind, subject, programme, project, since, state, position, recorded_at)
           VALUES (%s, %s, %s, %s, %s, %s, 'owed', %s, %s)""",
        (
            Notice.create_id(ADJUSTMENT, str(e.originator_id)),
            ADJUSTMENT,
            str(e.originator_id),
            e.programme,
            e.project,
            e.approval["decided_on"],
            position,
            e.timestamp,
        ),
    )


@NOTICES.on(Notice.Opened)
def _opened(curs: psycopg.Cursor[Any], e: Notice.Opened, position: int) -> None:
    """Of a revocation, which is owed by nothing that was recorded before: it is published in the save that opens it."""
    if e.kind != REVOCATION:
        return
    curs.execute(
        """INSERT INTO projects_notices
               (id, kind, subject, programme, project, since, state, position, recorded_at)
           VALUES (%s, %s, %s, %s, %s, %s, 'owed', %s, %s)""",
        (
            e.originator_id,
            e.kind,
            e.subject,
            e.programme,
            e.subject.partition(":")[0],
            e.timestamp.astimezone(SHANGHAI).date(),
            position,
            e.timestamp,
        ),
    )


@NOTICES.on(Notice.Cleared)
def _cleared(curs: psycopg.Cursor[Any], e: Notice.Cleared, position: int) -> None:
    curs.execute("UPDATE projects_notices SET state = 'cleared' WHERE id = %s", (e.originator_id,))


@NOTICES.on(Notice.Published)
def _published(curs: psycopg.Cursor[Any], e: Notice.Published, position: int) -> None:
    curs.execute(
        """UPDATE projects_notices SET state = 'published', jurisdiction = %s, year = %s, content = %s, sha256 = %s,
               published_at = %s, position = %s WHERE id = %s""",
        (e.jurisdiction, e.year, e.content, e.sha256, e.timestamp, position, e.originator_id),
    )


_OWED = ", ".join(Owed.__dataclass_fields__)


def owed(conn: psycopg.Connection[Any], programme: str) -> list[Owed]:
    """What is not published yet, what runs longest first."""
    rows = conn.execute(
        f"SELECT {_OWED} FROM projects_notices WHERE programme = %s AND state <> 'published' ORDER BY since, position",
        (programme,),
    ).fetchall()
    return [_row(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Course:
    """A notice from the day its time runs from to its publication; `recorded_at` is when the reason was recorded."""

    id: str
    kind: str
    project: str
    since: date
    recorded_at: datetime
    published_at: datetime | None


def courses(conn: psycopg.Connection[Any], programme: str) -> list[Course]:
    """Every notice of a programme, published or not, in the order their reasons arose."""
    rows = conn.execute(
        """SELECT id::text AS id, kind, project, since, recorded_at, published_at FROM projects_notices
           WHERE programme = %s ORDER BY recorded_at, id""",
        (programme,),
    ).fetchall()
    return [Course(**row) for row in rows]


def one(conn: psycopg.Connection[Any], id: str) -> Owed | None:
    row = conn.execute(f"SELECT {_OWED} FROM projects_notices WHERE id = %s", (id,)).fetchone()
    return _row(row) if row else None


def told(conn: psycopg.Connection[Any], slug: str, year: int, number: str | None = None) -> list[Told]:
    """What was published of a programme (of one project, by its number), newest first."""
    rows = conn.execute(
        """SELECT id, kind, content, sha256, published_at, position FROM projects_notices
           WHERE jurisdiction = %s AND year = %s AND state = 'published' ORDER BY position DESC""",
        (slug, year),
    ).fetchall()
    found = [Told(**{**row, "id": str(row["id"]), "content": json.loads(row["content"])}) for row in rows]
    return [each for each in found if number is None or each.content["number"] == number]


def stored(conn: psycopg.Connection[Any], slug: str, year: int, id: str) -> dict[str, Any] | None:
    """content (the canonical text), sha256 and kind of one published notice."""
    return conn.execute(
        """SELECT content, sha256, kind FROM projects_notices
           WHERE jurisdiction = %s AND year = %s AND id::text = %s AND state = 'published'""",
        (slug, year, id),
    ).fetchone()


def _row(row: dict[str, Any]) -> Owed:
    return Owed(**{**row, "id": str(row["id"])})
