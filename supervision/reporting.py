"""What the monthly rhythm asks: a report a project, the publication, then the bulletin, and what is told in between.

The claims of these kinds, from the facts of the reports, publications, papers and notices.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import psycopg

from projects import adjustments, notices, register, standing
from projects import reports as reports_of
from projects.adjustments import Stop
from projects.notice import CORRECTION, REVOCATION, Notice
from projects.policy import Period
from projects.publication import Publication
from projects.register import ProgrammeRow
from projects.report import MonthlyReport
from supervision import owners
from supervision.claim import OFFICE, OWNERS, Claim, Void
from supervision.document import Document
from tracker import announcements
from tracker.clock import SHANGHAI

REPORT, PUBLICATION, BULLETIN = "monthly_report", "monthly_publication", "monthly_bulletin"
SUPPLEMENT = "report_supplement"
NOTICES = {CORRECTION: "correction_notice"}


def periods(programme: ProgrammeRow) -> list[Period]:
    """The periods that are asked for: those that were not over when the list was released."""
    released = programme.released_at and programme.released_at.astimezone(SHANGHAI).date()
    return [each for each in programme.policy.periods(programme.year) if released and each.ends_on >= released]


def reports(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """A report of every project and period, owed by whoever leads the project."""
    rule, leads = programme.policy.rule(REPORT), owners.of(conn, programme)
    filed, stops = _filed(conn, programme.id), adjustments.stops(conn, programme.id)
    projects = register.projects(conn, programme.id)
    for period in periods(programme):
        since, ends = rule.opening(period.key), period.ends_on.isoformat()
        for project in projects:
            met = filed.get((project.id, period.key))
            yield Claim(
                kind=REPORT,
                subject=project.id,
                period=period.key,
                owner=leads.at(project.id, since),
                project=project.id,
                what=f"项目{project.number}的{period.label}进展报送",
                href=f"/filing/{period.key}#project-{project.number}",
                since=since,
                met_at=met,
                met_by=MonthlyReport.Submitted.TOPIC if met else None,
                void=_halted(stops.get(project.id, []), ends),
                later_owners=leads.after(project.id, since),
            )


def supplements(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """The answer to each return of a report: it was in time as it first came, and is owed again."""
    leads, stops = owners.of(conn, programme), adjustments.stops(conn, programme.id)
    numbers = {row.id: row.number for row in register.projects(conn, programme.id)}
    published = _published(conn, programme)
    for row in reports_of.returned(conn, programme.id):
        period, number = programme.policy.period(row.period), numbers.get(row.project, "")
        if period is None:
            continue
        for nth, each in enumerate(row.returns, start=1):
            since = datetime.fromisoformat(each["at"])
            met = datetime.fromisoformat(each["until"]) if each["until"] else None
            yield Claim(
                kind=SUPPLEMENT,
                subject=row.id,
                period=f"{row.period}-{nth}",
                owner=leads.at(row.project, since),
                project=row.project,
                what=f"项目{number}的{period.label}进展补报",
                href=f"/filing/{row.period}#project-{number}",
                since=since,
                met_at=met,
                met_by=MonthlyReport.Submitted.TOPIC if met else None,
                void=_halted(stops.get(row.project, []), period.ends_on.isoformat())
                or (None if met else _closed(conn, programme, published.get(row.period), since)),
                later_owners=leads.after(row.project, since),
            )


def _closed(
    conn: psycopg.Connection[Any], programme: ProgrammeRow, published: datetime | None, since: datetime
) -> Void | None:
    """A month that was published before the supplement's day takes none any more: the unit still had time, and nothing
    lapsed. One whose day was past by then did."""
    if published is None:
        return None
    due = programme.policy.rule(SUPPLEMENT).reckon(since, announcements.days(conn)).due
    return Void(published, "补报期限未到，当期已公布，不再补报", OWNERS[OFFICE]) if published <= due else None


def _filed(conn: psycopg.Connection[Any], programme: str) -> dict[tuple[str, str], datetime]:
    """Project and period → when its report was first submitted: a report that was returned was in time all the same."""
    rows = conn.execute(
        """SELECT project::text AS project, period, first_submitted_at FROM projects_reports
           WHERE programme = %s AND first_submitted_at IS NOT NULL""",
        (programme,),
    ).fetchall()
    return {(row["project"], row["period"]): row["first_submitted_at"] for row in rows}


def _halted(stops: list[Stop], ends: str) -> Void | None:
    """A month's report is not asked where the project stood still at the month's end (projects/terms.py)."""
    for stop in stops:
        if stop.since <= ends and (stop.until is None or stop.until > ends):
            return Void(stop_at(stop), f"经批准{standing.HALTED[stop.state]}", stop.post)
    return None


def stop_at(stop: Stop) -> datetime:
    """From when a halt counts: from its day, and not before it was decided."""
    return max(stop.decided_at, datetime.combine(date.fromisoformat(stop.since), time(0), SHANGHAI))


def publications(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    rule, published = programme.policy.rule(PUBLICATION), _published(conn, programme)
    for period in periods(programme):
        met = published.get(period.key)
        yield Claim(
            kind=PUBLICATION,
            subject=programme.id,
            period=period.key,
            owner=OFFICE,
            project=None,
            what=f"{period.label}进展公布",
            href=f"/month/{period.key}",
            since=rule.opening(period.key),
            met_at=met,
            met_by=Publication.Published.TOPIC if met else None,
        )


def bulletins(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """A bulletin tells what was published: on one due day, the publication comes first (supervision/paperwork.py)."""
    rule, issued = programme.policy.rule(BULLETIN), _issued(conn, programme)
    for period in periods(programme):
        met = issued.get(period.key)
        yield Claim(
            kind=BULLETIN,
            subject=programme.id,
            period=period.key,
            owner=OFFICE,
            project=None,
            what=f"{period.label}通报印发",
            href=f"/bulletin-desk/{period.key}",
            since=rule.opening(period.key),
            met_at=met,
            met_by=Document.Issued.TOPIC if met else None,
        )


def _published(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> dict[str, datetime]:
    rows = conn.execute(
        """SELECT period, published_at FROM projects_published_content
           WHERE jurisdiction = %s AND year = %s AND period <> ''""",
        (programme.jurisdiction, programme.year),
    ).fetchall()
    return {row["period"]: row["published_at"] for row in rows}


def _issued(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> dict[str, datetime]:
    rows = conn.execute(
        """SELECT period, issued_at FROM supervision_papers
           WHERE kind = 'bulletin' AND jurisdiction = %s AND year = %s AND issued_at IS NOT NULL""",
        (programme.jurisdiction, programme.year),
    ).fetchall()
    return {row["period"]: row["issued_at"] for row in rows}


def told(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """Corrections of what was published, and approved adjustments: told to the public in working days."""
    known = notices.courses(conn, programme.id)
    numbers = {row.id: row.number for row in register.projects(conn, programme.id)} if known else {}
    for each in known:
        if each.kind == REVOCATION:
            continue  # told in the save that revokes
        words = "更正公布" if each.kind == CORRECTION else "批准的调整公布"
        yield Claim(
            kind=NOTICES.get(each.kind, "adjustment_notice"),
            subject=each.id,
            period="",
            owner=OFFICE,
            project=each.project,
            what=f"项目{numbers.get(each.project, '')}{words}",
            href="/notices",
            since=datetime.combine(each.since, time(0), SHANGHAI),
            known_at=each.recorded_at,
            met_at=each.published_at,
            met_by=Notice.Published.TOPIC if each.published_at else None,
        )
