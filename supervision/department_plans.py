"""The departments' plans as they stand, and what is owed: one by each unit that led a project at the release."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from projects import register
from projects.register import ProgrammeRow
from projects.unit import Unit
from supervision import wait
from supervision.claim import Claim
from supervision.department_plan import STATES, DepartmentPlan, Plan
from supervision.paperwork import Changed
from tracker.clock import SHANGHAI
from tracker.ledger import Ledger
from tracker.read_model import ReadModel
from tracker.refusal import Refused

DEPARTMENT_PLANS = ReadModel(
    "supervision_department_plans",
    """
CREATE TABLE supervision_department_plans (
    id uuid PRIMARY KEY, programme text NOT NULL, jurisdiction text NOT NULL, unit text NOT NULL, state text NOT NULL,
    plan jsonb, word text, filed_at timestamptz, accepted_at timestamptz, waits jsonb NOT NULL DEFAULT '[]');
CREATE INDEX supervision_department_plans_of ON supervision_department_plans (programme);
""",
)
_TABLE, _WHICH = "supervision_department_plans", "id = %s"
KIND = "department_plan"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One unit's plan; `plan` as it was filed last, `word` the office's last word on it."""

    unit: str
    state: str
    plan: dict[str, Any] | None
    word: str | None
    filed_at: datetime | None
    accepted_at: datetime | None
    waits: wait.Waits

    @property
    def words(self) -> str:
        return STATES[self.state]


@DEPARTMENT_PLANS.on(DepartmentPlan.Opened)
def _opened(curs: psycopg.Cursor[Any], e: DepartmentPlan.Opened, position: int) -> None:
    curs.execute(
        """INSERT INTO supervision_department_plans (id, programme, jurisdiction, unit, state)
           VALUES (%s, %s, %s, %s, 'opened')""",
        (e.originator_id, e.programme, e.jurisdiction, e.unit),
    )


@DEPARTMENT_PLANS.on(DepartmentPlan.Filed)
def _filed(curs: psycopg.Cursor[Any], e: DepartmentPlan.Filed, position: int) -> None:
    curs.execute(
        "UPDATE supervision_department_plans SET state = 'filed', plan = %s, filed_at = %s WHERE id = %s",
        (Jsonb(e.plan), e.timestamp, e.originator_id),
    )
    wait.begins(curs, _TABLE, e.timestamp, _WHICH, (e.originator_id,))


@DEPARTMENT_PLANS.on(DepartmentPlan.Returned)
def _returned(curs: psycopg.Cursor[Any], e: DepartmentPlan.Returned, position: int) -> None:
    wait.ends(curs, _TABLE, e.timestamp, _WHICH, (e.originator_id,))
    curs.execute(
        "UPDATE supervision_department_plans SET state = 'returned', word = %s WHERE id = %s",
        (e.reason, e.originator_id),
    )


@DEPARTMENT_PLANS.on(DepartmentPlan.Accepted)
def _accepted(curs: psycopg.Cursor[Any], e: DepartmentPlan.Accepted, position: int) -> None:
    wait.ends(curs, _TABLE, e.timestamp, _WHICH, (e.originator_id,))
    curs.execute(
        "UPDATE supervision_department_plans SET state = 'accepted', word = %s, accepted_at = %s WHERE id = %s",
        (e.note or None, e.timestamp, e.originator_id),
    )


def of_programme(conn: psycopg.Connection[Any], programme: str) -> dict[str, PlanRow]:
    """Unit → its plan."""
    rows = conn.execute(
        """SELECT unit, state, plan, word, filed_at, accepted_at, waits FROM supervision_department_plans
           WHERE programme = %s""",
        (programme,),
    ).fetchall()
    return {row["unit"]: PlanRow(**row) for row in rows}


def asked(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> dict[str, str]:
    """Unit → its name on the day of the release, of those that led a project then; none before it."""
    if programme.released_at is None:
        return {}
    on = programme.released_at.astimezone(SHANGHAI).date()
    led = {row.lead_unit for row in register.projects(conn, programme.id, on=on)}
    return {id: name for id, name in register.units(conn, programme.jurisdiction, on).items() if id in led}


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """Met when the office accepts it; while it lies there the unit's clock stands still."""
    known = of_programme(conn, programme.id)
    for unit, called in asked(conn, programme).items():
        row = known.get(unit)
        accepted = row.accepted_at if row else None
        yield Claim(
            kind=KIND,
            subject=str(DepartmentPlan.create_id(programme.id, unit)),
            period="",
            owner=called,
            project=None,
            what="本部门实施方案",
            href="/department-plans",
            since=programme.released_at,
            met_at=accepted,
            met_by=DepartmentPlan.Accepted.TOPIC if accepted else None,
            pauses=wait.pauses(row.waits, "已报送，待督查室审核") if row else (),
        )


def file(ledger: Ledger, programme: ProgrammeRow, unit: str, plan: Plan) -> Changed:
    """Raises Refused("department_plan.not_asked") of a unit that led nothing at the release."""
    with ledger.reading() as conn:
        if unit not in asked(conn, programme):
            raise Refused("department_plan.not_asked")
    ledger.get(Unit, UUID(unit))
    id = DepartmentPlan.create_id(programme.id, unit)
    made = ledger.find(DepartmentPlan, id) or DepartmentPlan(
        programme=programme.id, jurisdiction=programme.jurisdiction, year=programme.year, unit=unit
    )
    made.file(plan)
    return [made], {}


def settle(ledger: Ledger, programme: ProgrammeRow, unit: str, accepted: bool, words: str) -> Changed:
    made = ledger.get(DepartmentPlan, DepartmentPlan.create_id(programme.id, unit))
    if accepted:
        made.accept(words)
    else:
        made.return_(words)
    return [made], {}
