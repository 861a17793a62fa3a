"""Corrections that lead units asked for: waiting at the office, made, or declined."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from projects import correction, filing
from projects.correction_wish import CorrectionWish
from projects.filing import Filing
from projects.month import Changed, Month
from tracker.read_model import ReadModel
from tracker.refusal import Refused, refuse_all
from tracker.table import Table

CORRECTION_WISHES = ReadModel(
    "projects_correction_wishes",
    """
CREATE TABLE projects_correction_wishes (
    id uuid PRIMARY KEY, programme text NOT NULL, project text NOT NULL, period text NOT NULL,
    figures jsonb NOT NULL, days jsonb NOT NULL, reason_code text NOT NULL, reason text NOT NULL,
    found_by text NOT NULL, found_on text NOT NULL, evidence jsonb NOT NULL, state text NOT NULL,
    asked_at timestamptz NOT NULL, asked_post text NOT NULL, decided_at timestamptz, answer text, number integer,
    position bigint NOT NULL);
CREATE INDEX projects_correction_wishes_of ON projects_correction_wishes (programme, position);
""",
)


@dataclass(frozen=True, slots=True)
class WishRow:
    """One wish. `figures`: target number → cumulative value as text; `days`: "no:index" → ISO day. `state`: asked,
    granted or declined; `answer` why it was declined; `number` that of the correction made."""

    id: str
    programme: str
    project: str
    period: str
    figures: dict[str, str]
    days: dict[str, str]
    reason_code: str
    reason: str
    found_by: str
    found_on: str
    evidence: list[dict[str, Any]]
    state: str
    asked_at: datetime
    asked_post: str
    decided_at: datetime | None
    answer: str | None
    number: int | None


_TABLE = Table("projects_correction_wishes")
_COLUMNS = ", ".join(WishRow.__dataclass_fields__)


@CORRECTION_WISHES.on(CorrectionWish.Asked)
def _asked(curs: psycopg.Cursor[Any], e: CorrectionWish.Asked, position: int) -> None:
    _TABLE.insert(
        curs,
        id=e.originator_id,
        programme=e.programme,
        project=e.project,
        period=e.period,
        figures=Jsonb(e.values),
        days=Jsonb(e.milestones_done),
        reason_code=e.reason_code,
        reason=e.reason,
        found_by=e.found_by,
        found_on=e.found_on,
        evidence=Jsonb(e.evidence),
        state="asked",
        asked_at=e.timestamp,
        asked_post=getattr(e, "by", {}).get("post", ""),
        **dict.fromkeys(("decided_at", "answer", "number")),
        position=position,
    )


@CORRECTION_WISHES.on(CorrectionWish.Granted)
def _granted(curs: psycopg.Cursor[Any], e: CorrectionWish.Granted, position: int) -> None:
    _TABLE.update(curs, e.originator_id, state="granted", number=e.number, decided_at=e.timestamp)


@CORRECTION_WISHES.on(CorrectionWish.Declined)
def _declined(curs: psycopg.Cursor[Any], e: CorrectionWish.Declined, position: int) -> None:
    _TABLE.update(curs, e.originator_id, state="declined", answer=e.reason, decided_at=e.timestamp)


def rows(conn: psycopg.Connection[Any], programme: str, projects: Sequence[str] | None = None) -> list[WishRow]:
    """A programme's wishes, the undecided first, then the latest asked; only of `projects` where given."""
    found = conn.execute(
        f"""SELECT {_COLUMNS} FROM projects_correction_wishes
            WHERE programme = %(programme)s AND (%(projects)s::text[] IS NULL OR project = ANY(%(projects)s))
            ORDER BY state <> 'asked', position DESC""",
        {"programme": programme, "projects": None if projects is None else list(projects)},
    ).fetchall()
    return [_row(row) for row in found]


def one(conn: psycopg.Connection[Any], id: str) -> WishRow | None:
    found = conn.execute(f"SELECT {_COLUMNS} FROM projects_correction_wishes WHERE id = %s", (id,)).fetchone()
    return _row(found) if found else None


def waiting(conn: psycopg.Connection[Any], programme: str) -> list[WishRow]:
    return [row for row in rows(conn, programme) if row.state == "asked"]


def _row(row: dict[str, Any]) -> WishRow:
    return WishRow(**{**row, "id": str(row["id"])})


def ask(month: Month, project: UUID, new: Filing, why: dict[str, Any]) -> Changed:
    """The lead unit asks for other figures in an accepted month. One wish of a report at a time: run it alone. Raises
    Refused("report.state"), ("correction_wish.asked_already"), ("report.nothing_corrected"), or all faults of the
    figures."""
    found, report = month.project(project), month.report(project)
    if report is None or report.state not in ("accepted", "published", "corrected"):
        raise Refused("report.state", state=report.state if report else "")
    with month.ledger.reading() as conn:
        open_ = [row for row in waiting(conn, str(month.programme.id)) if row.project == str(project)]
    if any(row.period == month.period.key for row in open_):
        raise Refused("correction_wish.asked_already", number=found.number, period=month.period.label)
    refuse_all(filing.correction_faults(found, report.content, replace(new, correction=True), month.period))
    if not correction.figures(found, report.content, new.as_dict()):
        raise Refused("report.nothing_corrected", field="reason")
    asked = CorrectionWish.ask(project, month.programme.id, month.period.key, new.values, new.milestones_done, **why)
    return [asked], {"wish": str(asked.id)}


def decline(month: Month, wish: UUID, reason: str) -> Changed:
    """The office says no, with its reason."""
    asked = month.ledger.get(CorrectionWish, wish)
    if asked.programme != str(month.programme.id):
        raise Refused("correction_wish.unknown")
    asked.decline(reason)
    return [asked], {"wish": str(wish)}


def granted(month: Month, project: UUID, wish: UUID, number: int) -> CorrectionWish:
    """The wish of this report as met by the report's correction of that number. Raises Refused where it is another's or
    was decided before."""
    asked = month.ledger.get(CorrectionWish, wish)
    if (asked.project, asked.period) != (str(project), month.period.key):
        raise Refused("correction_wish.unknown")
    asked.grant(number)
    return asked
