"""A project's acceptance at work: what the guards of acceptance.py ask of reports, orders, findings and the roster.

Each method gives back (what changed, answer) for Ledger.carry_out; run them alone, for their rules cross streams.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.domain import Aggregate

from projects import completion, notice_text, register, terms
from projects.approval import Approval, Review
from projects.notice import REVOCATION, Notice
from projects.programme import Programme
from projects.project import Project
from supervision import clues, findings, inspection_plans, ladder, lots, members, orders, self_check, written
from supervision.acceptance import Acceptance, Whose
from supervision.acceptance_team import OFFICIAL, Bounds, Seat
from supervision.clues import ClueRow
from supervision.ground import Ground
from supervision.inspecting import looked_at
from supervision.lots import LotRow
from supervision.members import MemberRow
from supervision.rectification import Rectification
from supervision.recusal import barred
from supervision.verdict import Verdict
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import WorkingDays

Changed = tuple[list[Aggregate], Any]
Row = dict[str, Any]
RED = ladder.STEPS.index("red")
OVER = ("passed", "withdrawn")
"""How the rectification after a failed round ends before the next: rechecked, or no longer asked."""


class Accepting:
    """One project of one programme. Raises Refused("programme.unknown"), ("project.unknown"), and for imported history
    ("document.no_papers")."""

    def __init__(self, ledger: Ledger, programme: UUID, project: UUID) -> None:
        self.ledger = ledger
        self.programme = ledger.get(Programme, programme)
        if self.programme.published:
            raise Refused("document.no_papers")
        self.project = ledger.get(Project, project)
        if self.project.programme != str(programme):
            raise Refused("project.unknown")

    # The lead unit.

    def report(self, words: str, by: str) -> Changed:
        """Completion reported, the first time or again."""
        self._running()
        found, lacking = self._known(), self.lacking()
        unit = str(self.project.responsibility_on(clock.today().isoformat()).get("lead_unit") or "")
        if found is None:
            if self.project.accepted_on:
                raise Refused("project.accepted_already", number=self.project.number)
            whose = Whose(
                self.programme.jurisdiction,
                self.programme.year,
                str(self.programme.id),
                str(self.project.id),
                unit,
            )
            found = Acceptance.report(whose, words, lacking, self_check.papers(self.project.category), by)
        else:
            found.report_again(unit, words, lacking, self._rectified(found), by)
        return self._changed(found)

    def check(self, checks: Sequence[Row], papers: dict[str, list[Row]], by: str) -> Changed:
        found = self.acceptance()
        found.check(checks, papers, by)
        return self._changed(found)

    def send_back(self, reason: str) -> Changed:
        found = self.acceptance()
        found.send_back(reason)
        return self._changed(found)

    def request(self, by: str) -> Changed:
        self._running()
        found = self.acceptance()
        found.request(self.lacking(), self.red_orders(), by)
        return self._changed(found)

    # The office.

    def ask(self, papers: Sequence[str], reason: str) -> Changed:
        found = self.acceptance()
        found.ask(papers, reason)
        return self._changed(found)

    def return_(self, reason: str) -> Changed:
        found = self.acceptance()
        found.return_(reason)
        return self._changed(found)

    def form_team(
        self,
        chosen: Sequence[str],
        officials: Sequence[tuple[str, str]],
        visit_on: str,
        reason: str = "",
        lot: str = "",
    ) -> Changed:
        """`chosen`: members by id; `officials`: unit (id) and post of each; `lot`: a draw by id, all of whose members
        come."""
        found = self.acceptance()
        seats = self._seats(chosen, officials, self._drawn(lot) if lot else None)
        found.form_team(seats, visit_on, self.bounds(visit_on), reason)
        return self._changed(found)

    def pass_(self, verdict: Verdict, approval: Approval) -> Changed:
        """On the project's own stream too."""
        found, lacking = self.acceptance(), self.lacking()
        found.pass_(verdict, lacking, self.unresolved(), self.bounds(verdict.visited_on), approval)
        self.project.pass_acceptance(verdict.on, not lacking, approval)
        return [found, self.project], {"state": found.state}

    def fail(self, verdict: Verdict, issues: str, requirement: str, due: str, approval: Approval, by: str) -> Changed:
        """With the rectification that it orders; `by`: the account."""
        found = self.acceptance()
        cause = {"kind": "acceptance", "ref": str(found.id), "words": "验收未通过"}
        lead = str(self.project.responsibility_on(clock.today().isoformat()).get("lead_unit") or found.unit)
        ground = Ground(found.jurisdiction, found.year, found.programme, lead, str(self.project.id), cause=cause)
        made = Rectification.require(issues, requirement, due, approval, by, ground)
        found.fail(verdict, issues, due, made.id, self.bounds(verdict.visited_on), approval)
        return [found, made], {"state": found.state, "rectification": str(made.id)}

    def give_notice(self, review: Review, days: WorkingDays) -> Changed:
        found = self.acceptance()
        found.give_notice(review, days)
        return self._changed(found)

    def record_objection(self, channel: str, received_on: str, words: str, clue: str | None = None) -> Changed:
        """`clue`: one sent in about this project within the notice; then its day and channel are the clue's."""
        found = self.acceptance()
        if clue:
            sent = next((each for each in self.sent_in(found) if each.id == clue), None)
            if sent is None:
                raise Refused("acceptance.clue", field="clue")
            channel, received_on = "clue", sent.received_at.astimezone(SHANGHAI).date().isoformat()
        found.record_objection(channel, received_on, words, clue or None)
        return self._changed(found)

    def answer_objection(self, objection: int, upheld: bool, words: str) -> Changed:
        found = self.acceptance()
        found.answer_objection(objection, upheld, words)
        return self._changed(found)

    def close(self, words: str = "") -> Changed:
        found = self.acceptance()
        taken_up = [each["clue"] for each in found.objections.values()]
        found.close(sum(each.open and each.id not in taken_up for each in self.sent_in(found)), words)
        return self._changed(found)

    def revoke(self, reason: str, approval: Approval, review: Review) -> Changed:
        """With its notice to the public, under the same review."""
        found, accepted_on, said = self.acceptance(), str(self.project.accepted_on), reason.strip()
        found.revoke(reason, approval, review)
        self.project.revoke_acceptance(clock.today().isoformat(), said, approval)
        told = notice_text.revocation(
            self.ledger, self.programme, self.project, accepted_on, notice_text.Revoked(said, approval)
        )
        notice = Notice(
            programme=str(self.programme.id),
            jurisdiction=self.programme.jurisdiction,
            year=self.programme.year,
            kind=REVOCATION,
            subject=f"{self.project.id}:{found.round}",
        )
        notice.clear(review, told)
        notice.publish(told)
        return [found, self.project, notice], {"state": found.state}

    def look_back(
        self,
        visited_on: str,
        chosen: Sequence[str],
        officials: Sequence[tuple[str, str]],
        lasting: bool,
        words: str,
        review: Review,
    ) -> Changed:
        found = self.acceptance()
        seats = self._seats(chosen, officials)
        found.look_back(visited_on, seats, lasting, words, self.bounds(visited_on), review)
        return self._changed(found)

    # What the guards ask.

    def acceptance(self) -> Acceptance:
        found = self._known()
        if found is None:
            raise Refused("acceptance.unknown")
        return found

    def lacking(self) -> list[str]:
        return completion.lacking(self.project, self.programme.policy_set)

    def red_orders(self) -> list[str]:
        """Numbers of the project's open orders of the third level or above."""
        with self.ledger.reading() as conn:
            known = orders.of_project(conn, self.project.id)
        return [each.number or "" for each in known if each.live and ladder.STEPS.index(each.step) >= RED]

    def unresolved(self) -> list[str]:
        """Serious findings of visits that are still open, in words (domain.md 3.2, 3.9)."""
        with self.ledger.reading() as conn:
            return [row.holds[1] for row in findings.unresolved(conn, self.project.id)]

    def bounds(self, on: str) -> Bounds:
        """What a team that looks on a day (ISO) must keep clear of."""
        day = written.day(on) or clock.today()
        with self.ledger.reading() as conn:
            units = self._own_units()
            names = {each.name for each in register.names(conn, self.programme.jurisdiction) if each.unit in units}
            looked = [looked_at(self.project, register.unit_called(conn, self.programme.jurisdiction))]
            away = [each for each in self.roster(conn) if not each.serves(day, day) or barred(each.ties, looked)]
        return Bounds(frozenset(units), frozenset(names), frozenset(str(each.id) for each in away))

    def sent_in(self, acceptance: Acceptance) -> list[ClueRow]:
        """What was sent in on line about the project within the notice's days."""
        with self.ledger.reading() as conn:
            known = clues.of_programme(conn, str(self.programme.id))
        return [
            each
            for each in known
            if each.project == str(self.project.id)
            and acceptance.since <= each.received_at.astimezone(SHANGHAI).date() <= acceptance.until
        ]

    def _own_units(self) -> set[str]:
        """Units that lead or carry out the project, or ever did."""
        return {
            unit
            for each in self.project.responsibilities
            for unit in (each["lead_unit"], *each["implementing_units"])
            if unit
        }

    def draws(self) -> list[LotRow]:
        """Draws held for an announced plan of which the project is one: their members may be a team's."""
        own = str(self.project.id)
        with self.ledger.reading() as conn:
            plans = {each.id: each.projects for each in inspection_plans.of_programme(conn, str(self.programme.id))}
            known = lots.of_programme(conn, self.programme.jurisdiction, self.programme.year)
        return [each for each in known if each.state == "drawn" and not each.silent and own in plans.get(each.plan, [])]

    def _drawn(self, lot: str) -> LotRow:
        found = next((each for each in self.draws() if str(each.id) == lot), None)
        if found is None:
            raise Refused("acceptance.lot", field="lot")
        return found

    def _seats(
        self, chosen: Sequence[str], officials: Sequence[tuple[str, str]], lot: LotRow | None = None
    ) -> list[Seat]:
        with self.ledger.reading() as conn:
            known = {str(each.id): each for each in self.roster(conn)}
        if unknown := [each for each in chosen if each not in known]:
            raise Refused("acceptance.not_on_roster", field="members", count=len(unknown))
        drawn = {id for pool in lot.drawn for id in pool.chosen} if lot else set()
        by_lot = [id for id, each in known.items() if each.called in drawn]
        seats = [
            Seat(known[each].kind, known[each].called, member=each, lot=str(lot.id) if lot and each in by_lot else None)
            for each in dict.fromkeys([*by_lot, *chosen])
        ]
        return seats + [Seat(OFFICIAL, post.strip(), unit=unit) for unit, post in officials]

    def roster(self, conn: psycopg.Connection[Any]) -> list[MemberRow]:
        return members.of_government(conn, self.programme.jurisdiction)

    def _known(self) -> Acceptance | None:
        return self.ledger.find(Acceptance, Acceptance.create_id(str(self.project.id)))

    def _rectified(self, found: Acceptance) -> bool:
        if found.rectification is None:
            return True
        return self.ledger.get(Rectification, UUID(found.rectification)).state in OVER

    def _running(self) -> None:
        if self.programme.state != "implementing":
            raise Refused("programme.state", state=self.programme.state, needed="implementing")
        halt = terms.halted(self.project)
        if halt and halt.since <= clock.today().isoformat():
            raise Refused("acceptance.halted", number=self.project.number)

    def _changed(self, found: Acceptance) -> Changed:
        return [found], {"state": found.state}
