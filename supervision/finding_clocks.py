"""What the office owes of findings: a visit's feedback, the decision on an objection, a public problem's result.

domain.md 2.6 and 3.4. What the unit owes of a finding is its rectification's (supervision/undertakings.py).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg

from projects import register
from projects.register import ProgrammeRow
from supervision import findings
from supervision.claim import OFFICE, OWNERS, Claim, Void, of_office
from supervision.feedback import Feedback
from supervision.finding import Finding
from supervision.findings import FindingRow, Visited
from supervision.problem import Problem

FEEDBACK, REVIEW, OUTCOME = "finding_feedback", "finding_review", "problem_outcome"


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    """All of a programme's."""
    called = {row.id: f"项目{row.number}" for row in register.projects(conn, programme.id)}
    for visit in findings.visits_of(conn, programme.id):
        yield _feedback(visit, called.get(str(visit.project), ""))
    for row in findings.of_programme(conn, programme.id):
        if row.objected_at:
            yield _review(row, called.get(str(row.project), ""))
        if row.named_at and row.mended_at:
            yield _outcome(row, called.get(str(row.project), ""))


def _feedback(visit: Visited, called: str) -> Claim:
    """From the day on which the first site was seen: a visit is one day. With findings or without."""
    return of_office(
        FEEDBACK, visit.id, Feedback.Issued.TOPIC, visit.fed_back_at, project=visit.project,
        what=f"{called}的检查反馈（{visit.day.month}月{visit.day.day}日查看）",
        href=f"/visits/{visit.id}/feedback",
        since=visit.seen_at,
        known_at=visit.known_at,
    )  # fmt: skip


def _review(row: FindingRow, called: str) -> Claim:
    return of_office(
        REVIEW, row.id, Finding.ObjectionDecided.TOPIC, row.ruled_at, project=row.project,
        what=f"{called}检查发现问题的复核决定",
        href=f"/findings/{row.id}#decide",
        since=row.objected_at,
    )  # fmt: skip


def _outcome(row: FindingRow, called: str) -> Claim:
    """From when both are so: it is public, and it is mended."""
    told = row.told_at if row.told_at and row.mended_at and row.told_at >= row.mended_at else None
    return of_office(
        OUTCOME, row.problem, Problem.OutcomePublished.TOPIC, told, project=row.project,
        what=f"{called}公开问题的整改结果",
        href=f"/problems-desk/{row.problem}",
        since=_later(row.named_at, row.mended_at),
        void=Void(row.unnamed_at, "公开的问题已经撤回", OWNERS[OFFICE]) if row.unnamed_at else None,
    )  # fmt: skip


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else None
