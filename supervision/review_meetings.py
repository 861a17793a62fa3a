"""The quarterly reviews of each programme as they stand: meetings, what was said, and the tasks still on desks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from supervision import wait
from supervision.review_meeting import ATTENDING, EXCUSED, OPEN, SITTING_IN, TASK_STATES, ReviewMeeting
from tracker.read_model import ReadModel

REVIEW_MEETINGS = ReadModel(
    "supervision_review_meetings",
    """
CREATE TABLE supervision_review_meetings (
    id uuid PRIMARY KEY, programme text NOT NULL, jurisdiction text NOT NULL, year integer NOT NULL,
    quarter text NOT NULL, state text NOT NULL, arrangement jsonb NOT NULL, convened_at timestamptz NOT NULL,
    pack text, pack_sha256 text, pack_at timestamptz, held_on date, held_at timestamptz, attendance jsonb,
    closed_on date, position bigint NOT NULL, UNIQUE (programme, quarter));
CREATE TABLE supervision_review_meetings_comment (
    place bigint PRIMARY KEY, meeting uuid NOT NULL, project text NOT NULL, post text NOT NULL, text text NOT NULL);
CREATE INDEX supervision_review_meetings_comment_of ON supervision_review_meetings_comment (meeting);
CREATE TABLE supervision_review_meetings_task (
    meeting uuid, no integer, programme text NOT NULL, quarter text NOT NULL, unit text NOT NULL, project text,
    text text NOT NULL, due date NOT NULL, state text NOT NULL, assigned_at timestamptz NOT NULL, carried_from text,
    report text, evidence jsonb NOT NULL DEFAULT '[]', reported_at timestamptz, confirmed_at timestamptz, word text,
    carried_at timestamptz, carried_into text, waits jsonb NOT NULL DEFAULT '[]', PRIMARY KEY (meeting, no));
CREATE INDEX supervision_review_meetings_task_of ON supervision_review_meetings_task (programme, unit);
""",
)


_TASKS, _WHICH = "supervision_review_meetings_task", "meeting = %s AND no = %s"


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting; `pack` is the canonical text that was fixed, `attendance` what was recorded when it was held."""

    id: str
    programme: str
    jurisdiction: str
    year: int
    quarter: str
    state: str
    arrangement: dict[str, Any]
    convened_at: datetime
    pack: str | None
    pack_sha256: str | None
    pack_at: datetime | None
    held_on: date | None
    held_at: datetime | None
    attendance: list[dict[str, Any]] | None
    closed_on: date | None
    position: int

    @property
    def on(self) -> date:
        """The day it was held, or is called for."""
        return self.held_on or date.fromisoformat(self.arrangement["on"])

    def called(self, state: str) -> list[str]:
        """The posts of one kind of attendance."""
        return [each["post"] for each in self.attendance or self.arrangement["attendees"] if each["state"] == state]

    @property
    def by_attendance(self) -> list[tuple[str, list[str]]]:
        """出席, 请假 and 列席 in this order, those without anybody left out."""
        return [(state, posts) for state in (ATTENDING, EXCUSED, SITTING_IN) if (posts := self.called(state))]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task; `unit` and `project` by id, `word` the office's last word on it (confirmed, returned, carried).
    `waits`: since and until (ISO, None while it lasts) of each time it lay with the office to be confirmed."""

    meeting: str
    no: int
    programme: str
    quarter: str
    unit: str
    project: str | None
    text: str
    due: date
    state: str
    assigned_at: datetime
    carried_from: str | None
    report: str | None
    evidence: list[dict[str, Any]]
    reported_at: datetime | None
    confirmed_at: datetime | None
    word: str | None
    carried_at: datetime | None
    carried_into: str | None
    waits: wait.Waits

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def words(self) -> str:
        return TASK_STATES[self.state]

    def late(self, today: date) -> bool:
        """Whether it is asked for, past its day, and not even reported."""
        return self.state in ("assigned", "returned") and self.due < today


@REVIEW_MEETINGS.on(ReviewMeeting.Convened)
def _convened(curs: psycopg.Cursor[Any], e: ReviewMeeting.Convened, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_review_meetings
               (id, programme, jurisdiction, year, quarter, state, arrangement, convened_at, position)
           VALUES (%s, %s, %s, %s, %s, 'convened', %s, %s, %s)""",
        (
            e.originator_id,
            e.programme,
            e.jurisdiction,
            e.year,
            e.quarter,
            Jsonb(e.arrangement),
            e.timestamp,
            position,
        ),
    )


@REVIEW_MEETINGS.on(ReviewMeeting.Rearranged)
def _rearranged(curs: psycopg.Cursor[Any], e: ReviewMeeting.Rearranged, position: int) -> None:
    _set(curs, e, position, arrangement=Jsonb(e.arrangement))


@REVIEW_MEETINGS.on(ReviewMeeting.PackFixed)
def _pack_fixed(curs: psycopg.Cursor[Any], e: ReviewMeeting.PackFixed, position: int) -> None:
    """The day it was first there is the day that counts: a later fixing only brings it up to date."""
    curs.execute(
        "UPDATE supervision_review_meetings SET pack_at = coalesce(pack_at, %s) WHERE id = %s",
        (e.timestamp, e.originator_id),
    )
    _set(curs, e, position, pack=e.content, pack_sha256=e.sha256)


@REVIEW_MEETINGS.on(ReviewMeeting.Held)
def _held(curs: psycopg.Cursor[Any], e: ReviewMeeting.Held, position: int) -> None:
    _set(curs, e, position, state="held", held_on=e.on, held_at=e.timestamp, attendance=Jsonb(e.attendance))


@REVIEW_MEETINGS.on(ReviewMeeting.Closed)
def _closed(curs: psycopg.Cursor[Any], e: ReviewMeeting.Closed, position: int) -> None:
    _set(curs, e, position, state="closed", closed_on=e.on)


@REVIEW_MEETINGS.on(ReviewMeeting.Commented)
def _commented(curs: psycopg.Cursor[Any], e: ReviewMeeting.Commented, position: int) -> None:
    curs.execute(
        "INSERT INTO supervision_review_meetings_comment VALUES (%s, %s, %s, %s, %s)",
        (position, e.originator_id, e.project, e.post, e.text),
    )
    _set(curs, e, position)


@REVIEW_MEETINGS.on(ReviewMeeting.TaskAssigned)
def _assigned(curs: psycopg.Cursor[Any], e: ReviewMeeting.TaskAssigned, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_review_meetings_task
               (meeting, no, programme, quarter, unit, project, text, due, state, assigned_at, carried_from)
           SELECT id, %s, programme, quarter, %s, %s, %s, %s, 'assigned', %s, %s FROM supervision_review_meetings
           WHERE id = %s""",
        (e.no, e.unit, e.project, e.text, e.due, e.timestamp, e.carried_from, e.originator_id),
    )
    _set(curs, e, position)


@REVIEW_MEETINGS.on(ReviewMeeting.TaskReported)
def _reported(curs: psycopg.Cursor[Any], e: ReviewMeeting.TaskReported, position: int) -> None:
    _task(curs, e, state="reported", report=e.text, evidence=Jsonb(e.evidence), reported_at=e.timestamp)
    wait.begins(curs, _TASKS, e.timestamp, _WHICH, (e.originator_id, e.no))


@REVIEW_MEETINGS.on(ReviewMeeting.TaskSentBack)
def _sent_back(curs: psycopg.Cursor[Any], e: ReviewMeeting.TaskSentBack, position: int) -> None:
    """A report that was sent back met nothing."""
    wait.ends(curs, _TASKS, e.timestamp, _WHICH, (e.originator_id, e.no))
    _task(curs, e, state="returned", reported_at=None, word=e.reason)


@REVIEW_MEETINGS.on(ReviewMeeting.TaskConfirmed)
def _confirmed(curs: psycopg.Cursor[Any], e: ReviewMeeting.TaskConfirmed, position: int) -> None:
    wait.ends(curs, _TASKS, e.timestamp, _WHICH, (e.originator_id, e.no))
    _task(curs, e, state="done", confirmed_at=e.timestamp, word=e.note or None)


@REVIEW_MEETINGS.on(ReviewMeeting.TaskCarried)
def _carried(curs: psycopg.Cursor[Any], e: ReviewMeeting.TaskCarried, position: int) -> None:
    _task(curs, e, state="carried", carried_at=e.timestamp, carried_into=e.into, word=e.reason)


def _set(curs: psycopg.Cursor[Any], e: Any, position: int, **values: Any) -> None:
    columns = "".join(f", {name} = %s" for name in values)
    curs.execute(
        f"UPDATE supervision_review_meetings SET position = %s{columns} WHERE id = %s".encode(),
        (position, *values.values(), e.originator_id),
    )


def _task(curs: psycopg.Cursor[Any], e: Any, **values: Any) -> None:
    columns = ", ".join(f"{name} = %s" for name in values)
    curs.execute(
        f"UPDATE supervision_review_meetings_task SET {columns} WHERE meeting = %s AND no = %s".encode(),
        (*values.values(), e.originator_id, e.no),
    )


def of_programme(conn: psycopg.Connection[Any], programme: str) -> dict[str, MeetingRow]:
    """Quarter → its meeting, in order."""
    rows = conn.execute(
        "SELECT * FROM supervision_review_meetings WHERE programme = %s ORDER BY quarter", (programme,)
    ).fetchall()
    return {row["quarter"]: MeetingRow(**{**row, "id": str(row["id"])}) for row in rows}


def comments(conn: psycopg.Connection[Any], meeting: str) -> list[dict[str, str]]:
    """project (id), post and text, in the order they were recorded."""
    return conn.execute(
        "SELECT project, post, text FROM supervision_review_meetings_comment WHERE meeting = %s ORDER BY place",
        (meeting,),
    ).fetchall()


def tasks(
    conn: psycopg.Connection[Any], programme: str, quarter: str | None = None, unit: str | None = None
) -> list[TaskRow]:
    """A programme's tasks (of one meeting, of one unit), the earliest meeting first."""
    rows = conn.execute(
        """SELECT * FROM supervision_review_meetings_task
           WHERE programme = %(programme)s AND (%(quarter)s::text IS NULL OR quarter = %(quarter)s)
             AND (%(unit)s::text IS NULL OR unit = %(unit)s) ORDER BY quarter, no""",
        {"programme": programme, "quarter": quarter, "unit": unit},
    ).fetchall()
    return [TaskRow(**{**row, "meeting": str(row["meeting"])}) for row in rows]
