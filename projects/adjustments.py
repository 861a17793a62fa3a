"""The adjustments (调整) of a programme: what was asked for, old and new, and what was decided (domain.md 3.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from projects import plan, terms
from projects.adjustment import Adjustment
from projects.month import Changed
from projects.programme import Programme
from projects.project import Project
from projects.quantity import plain
from projects.scrutiny import ADDED_UP
from tracker.ledger import Ledger
from tracker.read_model import ReadModel
from tracker.refusal import Refused, refuse_all

ADJUSTMENTS = ReadModel(
    "projects_adjustments",
    """
CREATE TABLE projects_adjustments (
    id uuid PRIMARY KEY, programme text NOT NULL, project text NOT NULL, no text NOT NULL, field text NOT NULL,
    old jsonb, new jsonb, plan jsonb, reason_code text NOT NULL, reason text NOT NULL, effective_on text NOT NULL,
    state text NOT NULL, asked_at timestamptz NOT NULL, asked_post text NOT NULL, approval jsonb,
    decided_at timestamptz, evidence jsonb NOT NULL, position bigint NOT NULL);
CREATE INDEX projects_adjustments_of ON projects_adjustments (programme, position);
CREATE INDEX projects_adjustments_by_project ON projects_adjustments (project, no);
""",
)


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """One adjustment. `field`: one of projects/adjustment.py's WHAT; `no` is "" for the whole project. Quantities are
    decimal text, plans {month: decimal text}; `plan` is the new plan where one was asked for; `state` is asked,
    approved, rejected or withdrawn; `approval` the recorded 批示."""

    id: str
    programme: str
    project: str
    no: str
    field: str
    old: Any
    new: Any
    plan: dict[str, str] | None
    reason_code: str
    reason: str
    effective_on: str
    state: str
    asked_at: datetime
    asked_post: str
    approval: dict[str, Any] | None
    decided_at: datetime | None
    evidence: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a lead unit asks for: a new quantity, a new plan of twelve cumulative values by month, or both."""

    no: str
    quantity: Decimal | None
    plan: dict[int, Decimal] | None
    reason_code: str
    reason: str
    effective_on: str
    evidence: Sequence[dict[str, Any]] = ()


@ADJUSTMENTS.on(Adjustment.Asked)
def _asked(curs: psycopg.Cursor[Any], e: Adjustment.Asked, position: int) -> None:
    curs.execute(
        """INSERT INTO projects_adjustments
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'asked', %s, %s, NULL, NULL, %s, %s)""",
        (
            e.originator_id,
            e.programme,
            e.project,
            e.no,
            e.field,
            Jsonb(e.old),
            Jsonb(e.new),
            None if e.plan is None else Jsonb(e.plan),
            e.reason_code,
            e.reason,
            e.effective_on,
            e.timestamp,
            getattr(e, "by", {}).get("post", ""),
            Jsonb(e.evidence),
            position,
        ),
    )


@ADJUSTMENTS.on(Adjustment.Approved)
def _approved(curs: psycopg.Cursor[Any], e: Adjustment.Approved, position: int) -> None:
    _decided(curs, e, "approved")


@ADJUSTMENTS.on(Adjustment.Rejected)
def _rejected(curs: psycopg.Cursor[Any], e: Adjustment.Rejected, position: int) -> None:
    _decided(curs, e, "rejected")


@ADJUSTMENTS.on(Adjustment.Withdrawn)
def _withdrawn(curs: psycopg.Cursor[Any], e: Adjustment.Withdrawn, position: int) -> None:
    curs.execute(
        "UPDATE projects_adjustments SET state = 'withdrawn', decided_at = %s WHERE id = %s",
        (e.timestamp, e.originator_id),
    )


def _decided(curs: psycopg.Cursor[Any], e: Any, state: str) -> None:
    curs.execute(
        "UPDATE projects_adjustments SET state = %s, approval = %s, decided_at = %s WHERE id = %s",
        (state, Jsonb(e.approval), e.timestamp, e.originator_id),
    )


_COLUMNS = ", ".join(AdjustmentRow.__dataclass_fields__)


def rows(conn: psycopg.Connection[Any], programme: str, projects: list[str] | None = None) -> list[AdjustmentRow]:
    """A programme's adjustments, the undecided first, then the latest asked; only of `projects` where given."""
    found = conn.execute(
        f"""SELECT {_COLUMNS} FROM projects_adjustments
            WHERE programme = %(programme)s AND (%(projects)s::text[] IS NULL OR project = ANY(%(projects)s))
            ORDER BY state <> 'asked', position DESC""",
        {"programme": programme, "projects": projects},
    ).fetchall()
    return [_row(row) for row in found]


def one(conn: psycopg.Connection[Any], id: str) -> AdjustmentRow | None:
    found = conn.execute(f"SELECT {_COLUMNS} FROM projects_adjustments WHERE id = %s", (id,)).fetchone()
    return _row(found) if found else None


def halted(conn: psycopg.Connection[Any], programme: str, day: date) -> dict[str, str]:
    """Project id → suspended, terminated or carried_over, by what was approved to count on a day."""
    found = conn.execute(
        """SELECT DISTINCT ON (project) project, field FROM projects_adjustments
           WHERE programme = %s AND state = 'approved' AND effective_on <= %s AND field = ANY(%s)
           ORDER BY project, effective_on DESC, decided_at DESC""",
        (programme, day.isoformat(), [*terms.HALTS, "resumption"]),
    ).fetchall()
    return {row["project"]: terms.HALTS[row["field"]] for row in found if row["field"] in terms.HALTS}


def ever_halted(conn: psycopg.Connection[Any], programme: str) -> set[str]:
    """Ids of projects with an approved halt of any day, over or not: of all others no month was ever let off."""
    found = conn.execute(
        """SELECT DISTINCT project FROM projects_adjustments
           WHERE programme = %s AND state = 'approved' AND field = ANY(%s)""",
        (programme, list(terms.HALTS)),
    ).fetchall()
    return {row["project"] for row in found}


@dataclass(frozen=True, slots=True)
class Stop:
    """A time during which nothing is asked of a project: `since` and `until` (None: for good or for now) are the days
    (ISO) it takes effect, `decided_at` when that was recorded; `state` as terms.HALTS, `post` who decided."""

    state: str
    since: str
    until: str | None
    decided_at: datetime
    post: str


def stops(conn: psycopg.Connection[Any], programme: str) -> dict[str, list[Stop]]:
    """Project id → when it was halted by approval, in order."""
    rows = conn.execute(
        """SELECT project, field, effective_on, decided_at, approval FROM projects_adjustments
           WHERE programme = %s AND state = 'approved' AND field = ANY(%s) ORDER BY effective_on, decided_at""",
        (programme, [*terms.HALTS, "resumption"]),
    ).fetchall()
    found: dict[str, list[Stop]] = {}
    for row in rows:
        line = found.setdefault(row["project"], [])
        if line and line[-1].until is None:
            line[-1] = replace(line[-1], until=row["effective_on"])
        if row["field"] in terms.HALTS:
            state, post = terms.HALTS[row["field"]], row["approval"].get("post", "")
            line.append(Stop(state, row["effective_on"], None, row["decided_at"], post))
    return found


def undecided(conn: psycopg.Connection[Any], project: str, no: str) -> AdjustmentRow | None:
    """What is asked for a target and not decided yet."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM projects_adjustments WHERE project = %s AND no = %s AND state = 'asked'",
        (project, no),
    ).fetchone()
    return _row(found) if found else None


def _row(row: dict[str, Any]) -> AdjustmentRow:
    return AdjustmentRow(**{**row, "id": str(row["id"])})


def ask(ledger: Ledger, programme: UUID, project: UUID, wish: Wish) -> Changed:
    """The lead unit or the office asks. One change of a target at a time: run it alone. Raises all that is wrong."""
    _, found = askable(ledger, programme, project, wish.no)
    if wish.no not in found.targets:
        raise Refused("project.unknown_target", field="no", no=wish.no, number=found.number)
    refuse_all(faults(found, wish))
    quantity, news = _news(found, wish)
    asked = Adjustment.ask(
        project,
        str(programme),
        wish.no,
        "plan" if quantity is None else "quantity",
        found.plans.get(wish.no) if quantity is None else found.targets[wish.no]["quantity"],
        news if quantity is None else quantity,
        plan=news,
        reason_code=wish.reason_code,
        reason=wish.reason,
        effective_on=wish.effective_on,
        evidence=list(wish.evidence),
    )
    return [asked], {"adjustment": str(asked.id)}


def askable(ledger: Ledger, programme: UUID, project: UUID, no: str) -> tuple[Programme, Project]:
    """The programme and project a wish is for. Raises Refused outside implementation, for a project of another
    programme, one whose work has ended, and where the same is asked for and not decided yet."""
    under, found = ledger.get(Programme, programme), ledger.get(Project, project)
    if found.programme != str(programme):
        raise Refused("project.unknown")
    if under.state != "implementing":
        raise Refused("programme.state", state=under.state, needed="implementing")
    halt = terms.halted(found)
    if halt and halt.state != "suspended":
        raise Refused("adjustment.ended", field="kind", number=found.number)
    with ledger.reading() as conn:
        if undecided(conn, str(project), no):
            raise Refused("adjustment.asked_already", number=found.number, no=no)
    return under, found


def faults(project: Project, wish: Wish) -> list[Refused]:
    """What keeps a wish from being asked, beside its reason: nothing new, or a plan that does not fit the target."""
    quantity, news = _news(project, wish)
    if quantity is None and news is None:
        return [Refused("adjustment.nothing_new", field="quantity")]
    target = project.targets[wish.no]
    goal = quantity if quantity is not None else target["quantity"]
    if goal is None or target["kind"] not in ADDED_UP:
        return []
    if Decimal(goal) < 0:
        return [Refused("report.value_negative", field="quantity", what="新的目标值")]
    baseline = Decimal(target["baseline"] or 0)
    if Decimal(goal) == baseline:
        return [Refused("project.target_equals_baseline", field="quantity", no=wish.no)]
    whole = news if news is not None else project.plans.get(wish.no, {})
    return plan.faults({int(month): Decimal(value) for month, value in whole.items()}, Decimal(goal), baseline)


def _news(project: Project, wish: Wish) -> tuple[str | None, dict[str, str] | None]:
    """The quantity and the plan asked for, each None where it is the same as now."""
    target = project.targets[wish.no]
    now = target["quantity"]
    quantity = None if wish.quantity is None or (now is not None and Decimal(now) == wish.quantity) else wish.quantity
    wished = None if wish.plan is None else {str(month): plain(value) for month, value in sorted(wish.plan.items())}
    same = wished is not None and _same(wished, project.plans.get(wish.no, {}))
    return None if quantity is None else plain(quantity), None if same else wished


def _same(one: dict[str, str], other: dict[str, str]) -> bool:
    return {month: Decimal(value) for month, value in one.items()} == {
        month: Decimal(value) for month, value in other.items()
    }
