"""The canonical content of a notice: what the public is told of a correction, an adjustment or a revoked acceptance,
in fixed bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from projects import adjusted, adjustments, correction, published, register, reports
from projects.approval import Approval
from projects.notice import ADJUSTMENT, CORRECTION, REVOCATION
from projects.policy import Period
from projects.programme import Programme
from projects.project import Project
from projects.report import CORRECTION_REASONS
from projects.snapshot import canonical
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about: `id` is the adjustment's, or `report:number` of a correction."""

    kind: str
    id: str
    programme: str
    project: str
    period: str | None


@dataclass(frozen=True, slots=True)
class Revoked:
    """Why an acceptance is revoked, and the leader's decision."""

    reason: str
    approval: Approval


def of(ledger: Ledger, subject: Subject) -> str:
    """The text as it would be published now. Raises Refused("notice.nothing_to_tell")."""
    programme = ledger.get(Programme, UUID(subject.programme))
    project = ledger.get(Project, UUID(subject.project))
    head = _head(ledger, subject.kind, programme, project)
    if subject.kind != ADJUSTMENT:
        return canonical({**head, **_correction(ledger, subject, programme, project)})
    with ledger.reading() as conn:
        units = register.units(conn, programme.jurisdiction)
    return canonical({**head, **_adjustment(ledger, subject, project, units)})


def revocation(ledger: Ledger, programme: Programme, project: Project, accepted_on: str, why: Revoked) -> str:
    """The text of an acceptance that is revoked today; `accepted_on` (ISO): what is revoked."""
    told = {
        "accepted_on": accepted_on,
        "revoked_on": clock.today().isoformat(),
        "reason": why.reason,
        "approved_by": why.approval.post,
        "decided_on": why.approval.decided_on,
        "document": why.approval.document,
    }
    return canonical({**_head(ledger, REVOCATION, programme, project), **told})


def _head(ledger: Ledger, kind: str, programme: Programme, project: Project) -> dict[str, Any]:
    with ledger.reading() as conn:
        government = register.jurisdiction(conn, programme.jurisdiction) or {"name": programme.jurisdiction}
    return {
        "kind": kind,
        "jurisdiction": programme.jurisdiction,
        "name": government["name"],
        "year": programme.year,
        "programme": programme.title,
        "project": str(project.id),
        "number": project.number,
        "title": project.title,
    }


def _adjustment(ledger: Ledger, subject: Subject, project: Project, units: Mapping[str, str]) -> dict[str, Any]:
    with ledger.reading() as conn:
        row = adjustments.one(conn, subject.id)
    if row is None or row.state != "approved":
        raise Refused("notice.nothing_to_tell")
    told = adjusted.told(row, project, units)
    del told["asked_by"]  # an account's post, which may be a contact's: the public is told who answers, not who typed
    return told


def _correction(ledger: Ledger, subject: Subject, programme: Programme, project: Project) -> dict[str, Any]:
    """What changed in the figures, why, who found it; every published month from it on, issued beside recomputed."""
    policy, number = programme.policy_set, int(subject.id.split(":")[1])
    period = policy.period(str(subject.period))
    with ledger.reading() as conn:
        row = reports.one(conn, subject.project, str(subject.period))
    if row is None or period is None or number > len(row.corrections) or subject.kind != CORRECTION:
        raise Refused("notice.nothing_to_tell")
    made = row.corrections[number - 1]
    new = row.corrections[number]["old"] if number < len(row.corrections) else row.content
    told = [
        each
        for each in correction.effects(project, period, policy, issued(ledger, programme, project))
        if each.published
    ]
    return {
        "period": period.key,
        "label": period.label,
        "nth": number,
        "figures": correction.figures(project, made["old"], new),
        "reason_code": made["reason_code"],
        "reason_kind": CORRECTION_REASONS[made["reason_code"]],
        "reason": made["reason"],
        "found_by": made["found_by"],
        "found_on": made["found_on"],
        "corrected_on": _day(made["at"]),
        "months": [each.as_dict() for each in told],
        "falls": [
            {"no": fall.no, "before": fall.before, "after": fall.after} for fall in correction.falls(project, policy)
        ],
    }


def issued(ledger: Ledger, programme: Programme, project: Project) -> dict[str, dict[str, Any]]:
    """Period → the project as published; of months accepted and not published yet, as judged then."""
    with ledger.reading() as conn:
        public = published.issued(conn, programme.jurisdiction, programme.year, project.number)
        filed = reports.of_project(conn, str(project.id))
    accepted = {
        row.period: {**row.judgement, "values": row.content["values"]}
        for row in filed
        if row.judgement is not None and row.period in project.accepted
    }
    return {**accepted, **public}


def effects(ledger: Ledger, programme: Programme, project: Project, period: Period) -> list[correction.Effect]:
    """What a correction of the period does to a project as corrected (correction.as_if)."""
    return correction.effects(project, period, programme.policy_set, issued(ledger, programme, project))


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(clock.SHANGHAI).date().isoformat()
