"""A programme's month at work: filing, release, return, acceptance, what is missing, review, publication.

Each method loads what the rule needs, refuses or changes, and gives back (what changed, answer) for Ledger.carry_out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects import filing, register, reports, snapshot, stamped_form, standing, terms
from projects.approval import Review
from projects.filing import Filing
from projects.policy import Period
from projects.programme import Programme
from projects.project import Project
from projects.publication import Publication
from projects.report import MonthlyReport
from projects.terms import Halt
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused, SeveralRefused, refuse_all

Changed = tuple[list[Aggregate], Any]


class Month:
    """One period of one programme. Raises Refused("programme.unknown") or Refused("month.unknown")."""

    def __init__(self, ledger: Ledger, programme: UUID, period: str) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, programme)
        self.policy = self.programme.policy_set
        found = self.policy.period(period)
        if found is None or found.year != self.programme.year:
            raise Refused("month.unknown", period=period)
        self.period: Period = found

    # The lead unit's side.

    def project(self, project: UUID) -> Project:
        found = self.ledger.get(Project, project)
        if found.programme != str(self.programme.id):
            raise Refused("project.unknown")
        return found

    def report(self, project: UUID) -> MonthlyReport | None:
        return self.ledger.find(MonthlyReport, MonthlyReport.create_id(str(project), self.period.key))

    def prefilled(self, project: Project) -> Filing:
        return filing.prefilled(project, self.period)

    def draft(self, project: UUID, content: Filing) -> Changed:
        """Keeps what was written so far, whatever it lacks."""
        found = self.project(project)
        report = self._open(found, content)
        report.save_draft(content.as_dict())
        return [report], {"report": str(report.id), "state": report.state}

    def submit(self, project: UUID, content: Filing, filer: str, version: int | None = None) -> Changed:
        """Submits, or hands up to the unit's head where the programme asks for the head's release.

        `version` is the report's version the form was made from: another one meanwhile refuses with report.moved.
        Raises all faults of the filing at once.
        """
        found = self.project(project)
        self._implementing()
        content = filing.completed(found, content, self.period, self.policy)
        refuse_all(filing.faults(found, content, self.period, self.policy))
        report = self._open(found, content, version)
        if self.programme.head_releases:
            report.hand_up(content.as_dict(), filer)
        else:
            self.stamped(report.unit, project, content.as_dict())
            report.submit(content.as_dict(), filer)
        return [report], {"report": str(report.id), "state": report.state}

    def stamped(self, unit: str, project: UUID, content: Mapping[str, Any]) -> None:
        """Where the programme asks for it: raises stamped_form.missing or stamped_form.other_content."""
        if self.programme.stamp_required:
            stamped_form.check(self.ledger, str(self.programme.id), self.period.key, unit, str(project), content)

    def release(self, project: UUID, head: str, version: int | None = None) -> Changed:
        self._unpublished()
        report = self._existing(project, version)
        self.stamped(report.unit, project, report.content)
        report.release(head)
        return [report], {"report": str(report.id), "state": report.state}

    def send_back(self, project: UUID, reason: str, head: str) -> Changed:
        self._unpublished()
        report = self._existing(project)
        report.send_back(reason, head)
        return [report], {"report": str(report.id), "state": report.state}

    def opened(self, project: UUID) -> MonthlyReport:
        """The report as it stands, or a fresh one with last month's figures: other units add their rows to it."""
        found = self.project(project)
        return self._open(found, self.prefilled(found))

    # The office's side.

    def return_(self, project: UUID, reasons: Sequence[str], reviewer: str, version: int | None = None) -> Changed:
        self._unpublished()
        report = self._existing(project, version)
        report.return_(list(reasons), reviewer)
        return [report], {"report": str(report.id), "state": report.state}

    def accept(self, projects: Sequence[UUID], reviewer: str, versions: Mapping[UUID, int] | None = None) -> Changed:
        """Accepts one or many; each is judged by the programme's policy and keeps its arithmetic. All or none.

        `versions`: the versions the reviewer saw; one that has moved since is refused with report.moved.
        """
        self._unpublished()
        changed: list[Aggregate] = []
        refused: list[Refused] = []
        for project in projects:
            try:
                changed += self._accept(project, reviewer, (versions or {}).get(project))
            except Refused as no:
                refused.append(no)
        if refused:
            raise refused[0] if len(refused) == 1 else SeveralRefused(refused)
        return changed, {"accepted": len(projects)}

    def _accept(self, project: UUID, reviewer: str, version: int | None) -> list[Aggregate]:
        found, report = self.project(project), self._existing(project, version)
        content = report.content
        judged = standing.of(found, self.period, self.policy, content)
        report.accept(judged.as_dict(), reviewer)
        if judged.project.started and not found.started_on:
            found.start(self.period.ends_on.isoformat())
        found.accept_progress(self.period.key, content["values"], content["milestones_done"], judged.project.light)
        return [report, found]

    def correct(
        self,
        project: UUID,
        new: Filing,
        reason_code: str,
        reason: str,
        found_by: str,
        version: int | None = None,
        *,
        found_on: str | None = None,
    ) -> Changed:
        """A later word on an accepted month; what was published stays as it was said. The figures obey the filing's
        rules, but may fall."""
        found, report = self.project(project), self._existing(project, version)
        refuse_all(filing.value_faults(found, replace(new, correction=True), self.period))
        refuse_all(filing.correction_faults(found, report.content, new, self.period))
        report.correct(new.as_dict(), reason_code, reason, found_by, found_on)
        judged = standing.of(found, self.period, self.policy, new.as_dict())
        found.accept_progress(self.period.key, new.values, new.milestones_done, judged.project.light)
        return [report, found], {"report": str(report.id), "corrections": report.corrections}

    def list_not_reported(self, projects: Sequence[UUID], reason: str) -> Changed:
        """Names projects 未报送 for this month; one whose report was accepted is refused."""
        publication = self.publication()
        for project in projects:
            report = self.report(project)
            if report and report.state in ("submitted", "accepted", "published", "corrected"):
                raise Refused("publication.was_reported", number=self.project(project).number)
        publication.list_not_reported([str(project) for project in projects], reason)
        return [publication], {"listed": len(projects)}

    def publication(self) -> Publication:
        id = Publication.create_id(str(self.programme.id), self.period.key)
        return self.ledger.find(Publication, id) or Publication(
            programme=str(self.programme.id),
            jurisdiction=self.programme.jurisdiction,
            year=self.programme.year,
            period=self.period.key,
        )

    def missing(self) -> list[str]:
        """Ids of projects neither accepted nor listed 未报送; one that was listed and has come in since is missing an
        answer, not a report."""
        listed = self.publication().not_reported
        return [
            project
            for project in self.programme.projects.values()
            if not self._accepted(project)
            and (project not in listed or self._submitted(project))
            and not self.halted(project)
        ]

    def halted(self, project: str) -> Halt | None:
        """Why no report of the month is asked of a project: suspended, terminated or carried over by approval."""
        return terms.of(self.ledger.get(Project, UUID(project)), self.period).halt

    def content(self) -> str:
        """What a publication would show now, as its canonical text."""
        return snapshot.of_month(source(self.ledger, self.programme, self.period.ends_on), self.period)

    def clear(self, review: Review, seen: str | None = None) -> Changed:
        """公开审查 of what would be published now; `seen`: the SHA-256 of what the reviewer had before him."""
        self._complete()
        publication, content = self.publication(), self.content()
        if seen and seen != sha256(content.encode()).hexdigest():
            raise Refused("publication.changed_since_clearing")
        publication.clear(review, content)
        return [publication], {"sha256": publication.cleared}

    def publish(self) -> Changed:
        """Everyone accepted or named 未报送, reviewed, in order: each period after the one before it."""
        self._implementing()
        self._complete()
        self._in_order()
        publication = self.publication()
        publication.publish(self.content(), self.period.ends_on.isoformat())
        changed: list[Aggregate] = [publication]
        for project in self.programme.projects.values():
            report = self.report(UUID(project))
            if report and report.state in ("accepted", "corrected"):
                report.publish(publication.id)
                changed.append(report)
            elif project in publication.not_reported or self.halted(project):
                missed = self.project(UUID(project))
                judged = standing.of(missed, self.period, self.policy)
                missed.accept_progress(self.period.key, {}, {}, judged.project.light, not_reported=True)
                changed.append(missed)
        return changed, {"period": self.period.key, "sha256": publication.cleared}

    # What it needs.

    def _open(self, project: Project, content: Filing, version: int | None = None) -> MonthlyReport:
        self._begun()
        self._unpublished()
        if terms.of(project, self.period).halt:
            raise Refused("project.halted", number=project.number)
        report = self.report(project.id)
        if version is not None and (report.version if report else 0) != version:
            raise Refused("report.moved", state=report.state if report else "")
        return report or MonthlyReport(
            project=str(project.id),
            programme=str(self.programme.id),
            period=self.period.key,
            jurisdiction=self.programme.jurisdiction,
            unit=str(project.responsibility_on(clock.today().isoformat()).get("lead_unit") or ""),
            content=content.as_dict(),
        )

    def _existing(self, project: UUID, version: int | None = None) -> MonthlyReport:
        self.project(project)
        report = self.report(project)
        if report is None:
            raise Refused("report.unknown")
        if version is not None and report.version != version:
            raise Refused("report.moved", state=report.state)
        return report

    def _unpublished(self) -> None:
        if self.publication().state == "published":
            raise Refused("publication.published_already", period=self.period.key)

    @property
    def begun(self) -> bool:
        """Whether the month may be reported on: it is over or the current one (domain.md 3.3)."""
        return self.period.starts_on <= clock.today()

    def _begun(self) -> None:
        if not self.begun:
            opens = self.period.starts_on
            raise Refused(
                "month.not_begun",
                period=f"{self.period.year}年{self.period.label}",
                opens=f"{opens.year}年{opens.month}月{opens.day}日",
            )

    def _implementing(self) -> None:
        if self.programme.state != "implementing":
            raise Refused("programme.state", state=self.programme.state, needed="implementing")

    def _complete(self) -> None:
        if missing := self.missing():
            numbers = [self.ledger.get(Project, UUID(project)).number for project in missing]
            raise Refused("publication.incomplete", count=len(missing), numbers="、".join(numbers[:12]))

    def _in_order(self) -> None:
        earlier = [each for each in self.policy.periods(self.period.year) if each.key < self.period.key]
        if earlier:
            id = Publication.create_id(str(self.programme.id), earlier[-1].key)
            before = self.ledger.find(Publication, id)
            if before is None or before.state != "published":
                raise Refused("publication.out_of_order", period=earlier[-1].label)

    def _submitted(self, project: str) -> bool:
        report = self.report(UUID(project))
        return report is not None and report.state == "submitted"

    def _accepted(self, project: str) -> bool:
        report = self.report(UUID(project))
        return report is not None and report.state in ("accepted", "published", "corrected")


def source(ledger: Ledger, programme: Programme, on: date | None = None) -> snapshot.Source:
    """All that a content of the programme is made of, as it stands now; units by their names of a day (today's)."""
    with ledger.reading() as conn:
        government = register.jurisdiction(conn, programme.jurisdiction) or {"name": programme.jurisdiction}
        units = register.units(conn, programme.jurisdiction, on)
        accepted = reports.accepted_contents(conn, str(programme.id))
        rows = reports.accepted_rows(conn, str(programme.id))
        returned = reports.sent_back(conn, str(programme.id))
    return snapshot.Source(
        jurisdiction=programme.jurisdiction,
        name=government["name"],
        programme=programme,
        projects=[ledger.get(Project, UUID(project)) for project in programme.projects.values()],
        units=units,
        reports=accepted,
        rows=rows,
        on=(on or clock.today()).isoformat(),
        returned=returned,
    )
