"""What is owed of a project's acceptance: the unit's request, the office's team, verdict, notice, answers and closing.

The closing is counted from the end of the notice; while an objection waits after that its clock stands still, and only
the answer is owed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

import psycopg

from projects import register
from projects.register import ProgrammeRow
from supervision import acceptances, owners, rectifications
from supervision.acceptance import Acceptance
from supervision.acceptances import AcceptanceRow, Objection, Round
from supervision.accepting import OVER
from supervision.claim import OFFICE, Claim, Pause, Void
from supervision.rectifications import RectificationRow
from tracker.clock import SHANGHAI

REQUEST, TEAM, VERDICT = "acceptance_request", "acceptance_team", "acceptance_verdict"
NOTICE, OBJECTION, CLOSING = "acceptance_notice", "acceptance_objection", "acceptance_closing"


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    found = acceptances.of_programme(conn, programme.id)
    if not found:
        return
    numbers = {row.id: row.number for row in register.projects(conn, programme.id)}
    units = owners.of(conn, programme)
    ordered = {str(row.id): row for row in rectifications.of_programme(conn, programme.id)}
    for row in found.values():
        of = _Of(row, numbers.get(row.project, ""), units, ordered)
        for round in row.rounds:
            yield from of.round(round)
        yield from of.next()


class _Of:
    """One project's claims."""

    def __init__(
        self, row: AcceptanceRow, number: str, units: owners.Owners, ordered: dict[str, RectificationRow]
    ) -> None:
        self.row, self.number, self.units, self.ordered = row, number, units, ordered

    def round(self, round: Round) -> Iterator[Claim]:
        yield self._request(round.round, self._asked_since(round), round.requested_at)
        if round.requested_at is None:
            return
        yield self._office(
            TEAM, round, "组成验收组", round.requested_at, round.arranged_at, Acceptance.TeamFormed.TOPIC
        )
        passed = bool(round.verdict and round.verdict["passed"])
        topic = (Acceptance.Passed if passed else Acceptance.Failed).TOPIC
        yield self._office(VERDICT, round, "作出验收结论", round.requested_at, round.decided_at, topic)
        if round.decided_at and passed:
            yield self._office(
                NOTICE, round, "公示验收结果", round.decided_at, round.noticed_at, Acceptance.Noticed.TOPIC,
                void=_void(round),
            )  # fmt: skip
        for each in round.objections:
            yield self._objection(round, each)
        if round.until:
            yield self._closing(round)

    def next(self) -> Iterator[Claim]:
        """After a failed round whose rectification is over, the next is asked for."""
        last = self.row.now
        if last.verdict and not last.verdict["passed"] and (since := self._rectified(last)):
            yield self._request(last.round + 1, since, None)

    def _request(self, round: int, since: datetime, met_at: datetime | None) -> Claim:
        return Claim(
            kind=REQUEST,
            subject=str(self.row.id),
            period=str(round),
            owner=self.units.at(self.row.project, since),
            later_owners=self.units.after(self.row.project, since),
            project=self.row.project,
            what=f"项目{self.number}完工自查，申请验收",
            href=f"/acceptances/{self.number}",
            since=since,
            met_at=met_at,
            met_by=Acceptance.Requested.TOPIC if met_at else None,
        )

    def _office(
        self,
        kind: str,
        round: Round,
        what: str,
        since: datetime,
        met_at: datetime | None,
        topic: str,
        void: Void | None = None,
    ) -> Claim:
        return Claim(
            kind=kind,
            subject=str(self.row.id),
            period=str(round.round),
            owner=OFFICE,
            project=self.row.project,
            what=f"项目{self.number}{what}",
            href=f"/acceptances/{self.number}",
            since=since,
            met_at=met_at,
            met_by=topic if met_at else None,
            void=void if met_at is None else None,
        )

    def _objection(self, round: Round, each: Objection) -> Claim:
        return Claim(
            kind=OBJECTION,
            subject=f"{self.row.id}/{round.round}",
            period=str(each.objection),
            owner=OFFICE,
            project=self.row.project,
            what=f"项目{self.number}验收公示异议答复",
            href=f"/acceptances/{self.number}#objection-{each.objection}",
            since=each.recorded_at,
            met_at=each.answered_at,
            met_by=Acceptance.ObjectionAnswered.TOPIC if each.answered_at else None,
            void=_void(round) if each.answered_at is None else None,
        )

    def _closing(self, round: Round) -> Claim:
        assert round.until
        ended = datetime.combine(round.until, time(23, 59, 59), SHANGHAI)
        return Claim(
            kind=CLOSING,
            subject=str(self.row.id),
            period=str(round.round),
            owner=OFFICE,
            project=self.row.project,
            what=f"项目{self.number}验收公示期满，办理销号",
            href=f"/acceptances/{self.number}",
            since=ended,
            met_at=round.closed_at,
            met_by=Acceptance.Closed.TOPIC if round.closed_at else None,
            void=_void(round) if round.closed_at is None else None,
            pauses=_waits(round.objections, ended),
        )

    def _asked_since(self, round: Round) -> datetime:
        """When the request began to be owed: with the report; after a failed round with its rectification's end."""
        before = next((each for each in self.row.rounds if each.round == round.round - 1), None)
        return (self._rectified(before) if before else None) or round.reported_at

    def _rectified(self, round: Round) -> datetime | None:
        if not round.verdict or round.verdict["passed"]:
            return None
        found = self.ordered.get(round.verdict["rectification"])
        return found.ended_at if found and found.state in OVER else None


def _waits(objections: Iterable[Objection], ended: datetime) -> tuple[Pause, ...]:
    """Times after the notice in which an objection waited, those that overlap as one."""
    found: list[Pause] = []
    for each in sorted(objections, key=lambda each: each.recorded_at):
        since, until = max(each.recorded_at, ended), each.answered_at
        if until is not None and until <= ended:
            continue
        if found and (found[-1].until is None or found[-1].until >= since):
            before = found.pop()
            since, until = before.since, _later(before.until, until)
        found.append(Pause(since, until, "等异议答复"))
    return tuple(found)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _void(round: Round) -> Void | None:
    if round.revocation is None or round.revoked_at is None:
        return None
    return Void(round.revoked_at, "验收已撤销", round.revocation["approval"]["post"])
