"""What is owed of a project's acceptance: the unit's request, the office's team, verdict, notice, answers and closing.

The closing is counted from the end of the notice; while an objection waits after that its clock stands still, and only
the answer is owed. What the office returns is asked of the unit anew. Nothing is asked of a project that was ended or
carried over; while one is suspended its clocks stand still.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import psycopg

from projects import adjustments, register, standing
from projects.adjustments import Stop
from projects.register import ProgrammeRow
from supervision import acceptances, owners, rectifications
from supervision.acceptance import Acceptance
from supervision.acceptances import AcceptanceRow, Objection, Round
from supervision.accepting import OVER
from supervision.claim import OFFICE, OWNERS, Claim, Pause, Void, during, of_office
from supervision.rectifications import RectificationRow
from supervision.reporting import stop_at
from tracker.clock import SHANGHAI

REQUEST, TEAM, VERDICT = "acceptance_request", "acceptance_team", "acceptance_verdict"
NOTICE, OBJECTION, CLOSING = "acceptance_notice", "acceptance_objection", "acceptance_closing"


def claims(conn: psycopg.Connection[Any], programme: ProgrammeRow) -> Iterator[Claim]:
    found = acceptances.of_programme(conn, programme.id)
    if not found:
        return
    numbers = {row.id: row.number for row in register.projects(conn, programme.id)}
    units, stops = owners.of(conn, programme), adjustments.stops(conn, programme.id)
    ordered = {str(row.id): row for row in rectifications.of_programme(conn, programme.id)}
    for row in found.values():
        of = _Of(row, numbers.get(row.project, ""), units, ordered)
        for claim in of.all():
            yield _halted(claim, stops.get(row.project, []))


class _Of:
    """One project's claims."""

    def __init__(
        self, row: AcceptanceRow, number: str, units: owners.Owners, ordered: dict[str, RectificationRow]
    ) -> None:
        self.row, self.number, self.units, self.ordered = row, number, units, ordered

    def all(self) -> Iterator[Claim]:
        for round in self.row.rounds:
            yield from self.requests(round)
            yield from self.after(round)
        last = self.row.now
        if last.verdict and not last.verdict["passed"] and (since := self._rectified(last)):
            yield self._request(str(last.round + 1), since, None)

    def requests(self, round: Round) -> Iterator[Claim]:
        """The request of a round, and each that followed one the office returned; of each the office's team and
        verdict."""
        since = self._asked_since(round)
        for nth, asked in enumerate(round.requests, start=1):
            period = str(round.round) if nth == 1 else f"{round.round}.{nth}"
            at = datetime.fromisoformat(asked["at"])
            yield self._request(period, since, at)
            if asked["returned"]:
                since = datetime.fromisoformat(asked["returned"])
                void = Void(since, f"退回补正：{asked['reason']}", asked["post"] or OWNERS[OFFICE])
                yield self._office(TEAM, period, "组成验收组", at, None, void=void)
                yield self._office(VERDICT, period, "作出验收结论", at, None, void=void)
                continue
            passed = bool(round.verdict and round.verdict["passed"])
            met = (Acceptance.Passed if passed else Acceptance.Failed).TOPIC
            yield self._office(TEAM, period, "组成验收组", at, round.arranged_at, Acceptance.TeamFormed.TOPIC)
            yield self._office(VERDICT, period, "作出验收结论", at, round.decided_at, met)
        if round.requested_at is None:
            nth = len(round.requests) + 1
            yield self._request(str(round.round) if nth == 1 else f"{round.round}.{nth}", since, None)

    def after(self, round: Round) -> Iterator[Claim]:
        """What follows a round that passed."""
        void = _revoked(round)
        if round.decided_at and round.verdict and round.verdict["passed"]:
            topic = Acceptance.Noticed.TOPIC
            yield self._office(
                NOTICE, str(round.round), "公示验收结果", round.decided_at, round.noticed_at, topic, void=void
            )
        for each in round.objections:
            yield self._objection(round, each, void)
        if round.until:
            ended = datetime.combine(round.until, time(23, 59, 59), SHANGHAI)
            closing = self._office(
                CLOSING, str(round.round), "验收公示期满，办理销号", ended, round.closed_at, Acceptance.Closed.TOPIC,
                void=void,
            )  # fmt: skip
            yield replace(closing, pauses=_waits(round.objections, ended))

    def _request(self, period: str, since: datetime, met_at: datetime | None) -> Claim:
        return Claim(
            kind=REQUEST,
            subject=str(self.row.id),
            period=period,
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
        period: str,
        what: str,
        since: datetime,
        met_at: datetime | None,
        topic: str = "",
        void: Void | None = None,
    ) -> Claim:
        return of_office(
            kind,
            str(self.row.id),
            topic,
            met_at,
            period=period,
            project=self.row.project,
            what=f"项目{self.number}{what}",
            href=f"/acceptances/{self.number}",
            since=since,
            void=void,
        )

    def _objection(self, round: Round, each: Objection, void: Void | None) -> Claim:
        return of_office(
            OBJECTION,
            f"{self.row.id}/{round.round}",
            Acceptance.ObjectionAnswered.TOPIC,
            each.answered_at,
            period=str(each.objection),
            project=self.row.project,
            what=f"项目{self.number}验收公示异议答复",
            href=f"/acceptances/{self.number}#objection-{each.objection}",
            since=each.recorded_at,
            void=void,
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


def _halted(claim: Claim, stops: Sequence[Stop]) -> Claim:
    """For good where the project was ended or carried over; where it was suspended the clock stands still."""
    told = [(stop, f"经批准{standing.HALTED[stop.state]}") for stop in stops]
    ends = [(stop_at(stop), _resumed(stop), words, stop.post) for stop, words in told if stop.state != "suspended"]
    still = [Pause(stop_at(stop), _resumed(stop), words) for stop, words in told if stop.state == "suspended"]
    found = during(claim, ends)
    return replace(found, pauses=_joined([*found.pauses, *_within(found, still)])) if still else found


def _resumed(stop: Stop) -> datetime | None:
    return datetime.combine(date.fromisoformat(stop.until), time(0), SHANGHAI) if stop.until else None


def _within(claim: Claim, pauses: Iterable[Pause]) -> Iterator[Pause]:
    """Of these what lies between the claim's beginning and its end."""
    since, met = claim.opens_at, claim.met_at
    for each in pauses:
        if since and (each.until is None or each.until > since) and (met is None or each.since < met):
            yield replace(each, since=max(each.since, since))


def _waits(objections: Iterable[Objection], ended: datetime) -> tuple[Pause, ...]:
    """Times after the notice in which an objection waited."""
    found = [Pause(max(each.recorded_at, ended), each.answered_at, "等异议答复") for each in objections]
    return _joined(each for each in found if each.until is None or each.until > ended)


def _joined(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """In order, those that overlap as one."""
    found: list[Pause] = []
    for each in sorted(pauses, key=lambda each: each.since):
        if found and (found[-1].until is None or found[-1].until >= each.since):
            before = found.pop()
            until = None if before.until is None or each.until is None else max(before.until, each.until)
            found.append(replace(before, until=until))
        else:
            found.append(each)
    return tuple(found)


def _revoked(round: Round) -> Void | None:
    if round.revocation is None or round.revoked_at is None:
        return None
    return Void(round.revoked_at, "验收已撤销", round.revocation["approval"]["post"])
