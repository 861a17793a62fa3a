"""Which period of a programme is in work, and when it is due."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from projects.policy import Period, PolicySet
from projects.register import ProgrammeRow
from tracker import announcements
from tracker.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class InWork:
    """The period whose reports are asked for now: begun, and not published yet."""

    period: Period
    report_due: datetime
    publication_due: date
    overdue: bool


def in_work(conn: psycopg.Connection[Any], programme: ProgrammeRow, days: WorkingDays, now: datetime) -> InWork | None:
    """The earliest period that has begun and is not published; None outside implementation or when all are out."""
    if programme.state != "implementing":
        return None
    return asked_for(programme.policy, programme.year, published_periods(conn, programme), days, now)


def asked_for(policy: PolicySet, year: int, published: Set[str], days: WorkingDays, now: datetime) -> InWork | None:
    """The rule alone: the earliest period of the year that has begun and is not `published`."""
    for period in policy.periods(year):
        if period.key not in published and period.starts_on <= now.date():
            due = policy.report_due(period, days)
            return InWork(period, due, policy.publication_due(period, days), now > due)
    return None


def published_periods(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> set[str]:
    rows = conn.execute(
        "SELECT period FROM projects_published_content WHERE jurisdiction = %s AND year = %s AND period <> ''",
        (programme.jurisdiction, programme.year),
    )
    return {row["period"] for row in rows}


def days_of(conn: psycopg.Connection[Any], programme: ProgrammeRow, period: str) -> WorkingDays:
    """The calendar that a period's deadlines are reckoned by: as it stands, and as it was known when the period was
    published once it is: what is over stays as it was judged."""
    row = conn.execute(
        "SELECT position FROM projects_published_content WHERE jurisdiction = %s AND year = %s AND period = %s",
        (programme.jurisdiction, programme.year, period),
    ).fetchone()
    return announcements.days(conn, row["position"] if row else None)
