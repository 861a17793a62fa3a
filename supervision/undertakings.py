"""What is owed on the upper ladder: a talk to be held, each promise made in one, a rectification and its recheck.

A promise is met when the unit's head reports it kept, by that hour; one that is found not kept is owed again as its
next round, with the day set then. So the office's own silence makes nobody late.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import psycopg

from projects import register
from projects.register import ProgrammeRow
from supervision import owners, rectifications, talks
from supervision.claim import OFFICE, Claim, Void
from supervision.rectification import Rectification
from supervision.rectifications import RectificationRow, Round
from supervision.talk import Talk
from tracker.clock import SHANGHAI

TALK, PROMISE = "talk_hold", "promise"
REPORT, RECHECK, PLAN = "rectification_due", "rectification_recheck", "rectification_plan"
LONGEST = 40
"""Signs of a promise in what is owed; the rest is read where it leads."""


def of_talks(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """A talk, to be held by the office within its five working days, and the unit's promises."""
    units, called = owners.of_units(conn, programme.jurisdiction), _called(conn, programme)
    rows = {row.id: row for row in talks.of_programme(conn, programme.id)}
    for row in rows.values():
        yield Claim(
            kind=TALK,
            subject=str(row.id),
            period="",
            owner=OFFICE,
            project=str(row.project) if row.project else None,
            what=f"{called(row.project)}约谈",
            href=f"/talks/{row.id}",
            since=row.scheduled_at,
            due=_end_of(row.until),
            met_at=row.held_at,
            met_by=Talk.Held.TOPIC if row.held_at else None,
            void=_void(row.ended_at, row.cancelled),
        )
    for each in talks.promised(conn, programme.id):
        row = rows[each.talk]
        yield Claim(
            kind=PROMISE,
            subject=f"{each.talk}/{each.no}",
            period=str(each.round),
            owner=units.at(each.unit, each.opened_at),
            later_owners=units.after(each.unit, each.opened_at),
            project=str(row.project) if row.project else None,
            what=f"{called(row.project)}约谈承诺：{_short(each.words)}",
            href=f"/talks/{each.talk}#promise-{each.no}",
            since=each.opened_at,
            due=_end_of(each.due),
            met_at=each.reported_at,
            met_by=Talk.PromiseReported.TOPIC if each.reported_at else None,
        )


def of_rectifications(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """Each term's report, owed by the unit, and its recheck, owed by the office; of a finding's the plan before. A term
    that a review ended is asked for no more."""
    units, called = owners.of_units(conn, programme.jurisdiction), _called(conn, programme)
    for row in rectifications.of_programme(conn, programme.id):
        for each in row.rounds:
            known: dict[str, Any] = {
                "subject": str(row.id),
                "period": str(each.round),
                "project": str(row.project) if row.project else None,
                "href": f"/rectifications/{row.id}",
                "void": _void(each.suspended_at, each.suspended) or _void(row.ended_at, row.withdrawn),
            }
            owed: dict[str, Any] = {
                "owner": units.at(row.unit, each.opened_at),
                "later_owners": units.after(row.unit, each.opened_at),
                "since": each.opened_at,
            }
            if _plan_is_owed(row, each):
                yield Claim(
                    kind=PLAN,
                    what=f"{called(row.project)}整改方案",
                    met_at=each.planned_at,
                    met_by=Rectification.PlanFiled.TOPIC if each.planned_at else None,
                    **owed,
                    **known,
                )
            yield Claim(
                kind=REPORT,
                what=f"{called(row.project)}整改报告",
                due=_end_of(each.due),
                met_at=each.reported_at,
                met_by=Rectification.Reported.TOPIC if each.reported_at else None,
                **owed,
                **known,
            )
            if each.reported_at:
                yield _recheck(row, each, f"{called(row.project)}整改复查", known)


def _plan_is_owed(row: RectificationRow, each: Round) -> bool:
    """Of what a visit found, in the first term, and in another only where none was filed before."""
    return row.finding is not None and not any(one.planned_at for one in row.rounds if one.round < each.round)


def _recheck(row: RectificationRow, each: Round, what: str, known: dict[str, Any]) -> Claim:
    passed = bool(each.result and each.result["passed"])
    done = (Rectification.Passed if passed else Rectification.Failed).TOPIC
    return Claim(
        kind=RECHECK,
        owner=OFFICE,
        what=what,
        since=each.reported_at,
        met_at=each.checked_at,
        met_by=done if each.checked_at else None,
        **known,
    )


def _called(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Any:
    """A project in few words; "" where there is none."""
    numbers = {row.id: row.number for row in register.projects(conn, programme.id)}
    return lambda project: f"项目{numbers[str(project)]}" if str(project) in numbers else ""


def _void(at: datetime | None, told: dict[str, Any] | None) -> Void | None:
    return Void(at, told["reason"], told["by"]) if at and told else None


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)
