"""The acceptance of a project (考核验收): completion reported, self-check, team, visit, verdict, notice, closing.

domain.md 2.10, 3.2. Each step belongs to a round: what failed, or was revoked because its data proved false, begins
again as the next. That the project is accepted stands on its own stream too (docs/decisions/0072-acceptance.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval, Review
from projects.identity import identity
from supervision import acceptance_team, self_check, written
from supervision.acceptance_team import Bounds, Seat
from supervision.verdict import Verdict
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all
from tracker.working_days import WorkingDays

NOTICE_DAYS = 7
"""Days of the public notice, the first not counted; a last day that is no working day rolls on (domain.md 2.10)."""
CHANNELS = {"clue": "网上反映", "letter": "来信", "telephone": "来电", "visit": "来访"}
ACCEPTED = ("passed", "noticed", "closed")
"""States in which the project stands as accepted."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Whose:
    """A project of a programme: government, year, and the ids of list, project and lead unit."""

    jurisdiction: str
    year: int
    programme: str
    project: str
    unit: str


class Acceptance(Aggregate):
    """States: reported → requested → arranged → passed | failed; requested → reported where the office returns it;
    failed → reported; passed → noticed → closed; passed, noticed and closed → revoked → reported. `asked` are the
    papers that the self-check must hand in."""

    TOPIC = "acceptance"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "acceptance.event"

    class Reported(Event, Aggregate.Created):
        TOPIC = "acceptance.reported"
        jurisdiction: str
        year: int
        programme: str
        project: str
        unit: str
        words: str
        papers: list[str]
        reporter: str

    class ReportedAgain(Event):
        TOPIC = "acceptance.reported_again"
        round: int
        unit: str
        words: str
        reporter: str

    class PapersAsked(Event):
        TOPIC = "acceptance.papers_asked"
        round: int
        papers: list[str]
        reason: str

    class SelfChecked(Event):
        """`checks`: question, met (None while open) and words each; `papers`: paper → its files."""

        TOPIC = "acceptance.self_checked"
        round: int
        checks: list[dict[str, Any]]
        papers: dict[str, list[dict[str, Any]]]
        drafter: str

    class SentBack(Event):
        TOPIC = "acceptance.sent_back"
        round: int
        reason: str

    class Requested(Event):
        TOPIC = "acceptance.requested"
        round: int
        checks: list[dict[str, Any]]
        papers: dict[str, list[dict[str, Any]]]
        drafter: str
        released_by: str
        on: str

    class Returned(Event):
        TOPIC = "acceptance.returned"
        round: int
        reason: str

    class TeamFormed(Event):
        TOPIC = "acceptance.team_formed"
        round: int
        seats: list[dict[str, Any]]
        visit_on: str
        reason: str

    class Passed(Event):
        TOPIC = "acceptance.passed"
        round: int
        verdict: dict[str, Any]
        approval: dict[str, Any]

    class Failed(Event):
        TOPIC = "acceptance.failed"
        round: int
        verdict: dict[str, Any]
        issues: str
        due: str
        rectification: str
        approval: dict[str, Any]

    class Noticed(Event):
        """Public from `since` up to and with `until` (ISO days)."""

        TOPIC = "acceptance.noticed"
        round: int
        since: str
        until: str
        review: dict[str, Any]

    class ObjectionRecorded(Event):
        """`words` are the office's own; `clue` is the id of what was sent in on line."""

        TOPIC = "acceptance.objection_recorded"
        round: int
        objection: int
        channel: str
        received_on: str
        words: str
        clue: str | None

    class ObjectionAnswered(Event):
        TOPIC = "acceptance.objection_answered"
        round: int
        objection: int
        upheld: bool
        words: str

    class Closed(Event):
        TOPIC = "acceptance.closed"
        round: int
        words: str

    class Revoked(Event):
        """`approval` is a city leader's; `review` that of its public notice."""

        TOPIC = "acceptance.revoked"
        round: int
        reason: str
        approval: dict[str, Any]
        review: dict[str, Any]

    class LookedBack(Event):
        TOPIC = "acceptance.looked_back"
        visited_on: str
        seats: list[dict[str, Any]]
        lasting: bool
        words: str
        review: dict[str, Any]

    @staticmethod
    def create_id(project: str) -> UUID:
        return identity("acceptance", project)

    # The lead unit.

    @classmethod
    def report(cls, whose: Whose, words: str, lacking: Sequence[str], papers: Sequence[str], by: str) -> "Acceptance":
        """Completion reported. `lacking`: what projects/completion.py still finds open; `by`: the account."""
        refuse_all([*_open_faults(lacking), *written.too_long("words", words)])
        return cls(
            jurisdiction=whose.jurisdiction,
            year=whose.year,
            programme=whose.programme,
            project=whose.project,
            unit=whose.unit,
            words=words.strip(),
            papers=list(papers),
            reporter=by,
        )

    def report_again(self, unit: str, words: str, lacking: Sequence[str], rectified: bool, by: str) -> None:
        """After a failed round whose rectification is over (`rectified`), or after the acceptance was revoked."""
        if self.state not in ("failed", "revoked"):
            raise Refused("acceptance.reported_already")
        if self.state == "failed" and not rectified:
            raise Refused("acceptance.not_rectified")
        refuse_all([*_open_faults(lacking), *written.too_long("words", words)])
        self._reported_again(round=self.round + 1, unit=unit, words=words.strip(), reporter=by)

    def check(self, checks: Sequence[Row], papers: dict[str, list[Row]], by: str) -> None:
        """Keeps the self-check as far as it is; whether it is complete is asked when the head requests."""
        self._only("reported")
        refuse_all(self_check.length_faults(checks))
        self._self_checked(
            round=self.round,
            checks=list(checks),
            papers={name: papers.get(name, []) for name in self.asked},
            drafter=by,
        )

    def send_back(self, reason: str) -> None:
        """The unit's head gives the self-check back to the filer."""
        self._only("reported")
        if self.draft is None or self.draft["sent_back"]:
            raise Refused("acceptance.no_self_check")
        refuse_all(written.faults("acceptance.reason", "reason", reason))
        self._sent_back(round=self.round, reason=reason.strip())

    def request(self, lacking: Sequence[str], red_orders: Sequence[str], by: str) -> None:
        """The unit's head asks for acceptance. `lacking` as for `report`; `red_orders`: numbers of the project's open
        orders of the third level or above. Raises all that stands in the way."""
        self._only("reported")
        if self.draft is None or self.draft["sent_back"]:
            raise Refused("acceptance.no_self_check")
        if by == self.draft["drafter"]:
            raise Refused("acceptance.own_draft")
        faults = [*_open_faults(lacking), *self_check.lacking(self.draft, self.asked)]
        if red_orders:
            faults.append(Refused("acceptance.red_order", field="red_order", numbers="、".join(red_orders)))
        refuse_all(faults)
        kept = {name: self.draft[name] for name in ("checks", "papers", "drafter")}
        self._requested(round=self.round, released_by=by, on=clock.today().isoformat(), **kept)

    # The office.

    def ask(self, papers: Sequence[str], reason: str) -> None:
        """Changes the list of papers while the unit is at its self-check."""
        self._only("reported")
        kept = list(dict.fromkeys(each.strip() for each in papers if each.strip()))
        refuse_all([*self_check.paper_faults(kept), *written.faults("acceptance.reason", "reason", reason)])
        if kept == self.asked:
            raise Refused("acceptance.nothing_new", field="papers")
        self._papers_asked(round=self.round, papers=kept, reason=reason.strip())

    def return_(self, reason: str) -> None:
        """Gives the request back to the unit, before there is a team; its self-check stands for its filer to mend."""
        self._only("requested")
        refuse_all(written.faults("acceptance.reason", "reason", reason))
        self._returned(round=self.round, reason=reason.strip())

    def form_team(self, seats: Sequence[Seat], visit_on: str, bounds: Bounds, reason: str = "") -> None:
        """Once more, with its reason, until there is a verdict."""
        self._only("requested", "arranged")
        faults = acceptance_team.faults(seats, bounds)
        day = written.day(visit_on)
        if day is None or day < clock.today():
            faults.append(Refused("acceptance.visit_on", field="visit_on"))
        if self.state == "arranged":
            faults += written.faults("acceptance.reason", "reason", reason)
        refuse_all(faults)
        self._team_formed(
            round=self.round, seats=[each.as_dict() for each in seats], visit_on=visit_on, reason=reason.strip()
        )

    def pass_(
        self, verdict: Verdict, lacking: Sequence[str], unresolved: Sequence[str], bounds: Bounds, approval: Approval
    ) -> None:
        """`unresolved`: serious findings that are still open, in words; `bounds` as the team's, asked again."""
        self._only("arranged")
        faults = [*verdict.faults(self.seats, bounds, self.requested_on), *approval.faults(), *_open_faults(lacking)]
        if unresolved:
            faults.append(Refused("acceptance.finding_open", field="finding", found="；".join(unresolved)))
        refuse_all(faults)
        self._passed(round=self.round, verdict=verdict.as_dict(), approval=approval.as_dict())

    def fail(
        self, verdict: Verdict, issues: str, due: str, rectification: UUID, bounds: Bounds, approval: Approval
    ) -> None:
        """`rectification`: that which is ordered in the same save, its report due by `due` (ISO)."""
        self._only("arranged")
        faults = [*verdict.faults(self.seats, bounds, self.requested_on), *approval.faults()]
        refuse_all([*faults, *written.faults("acceptance.issues", "issues", issues)])
        self._failed(
            round=self.round,
            verdict=verdict.as_dict(),
            issues=issues.strip(),
            due=due,
            rectification=str(rectification),
            approval=approval.as_dict(),
        )

    def give_notice(self, review: Review, days: WorkingDays) -> None:
        """公示: from today for seven days."""
        self._only("passed")
        review.check()
        until = days.roll_forward(clock.today() + timedelta(days=NOTICE_DAYS))
        self._noticed(
            round=self.round, since=clock.today().isoformat(), until=until.isoformat(), review=review.as_dict()
        )

    def record_objection(self, channel: str, received_on: str, words: str, clue: str | None = None) -> None:
        """What came in within the notice's days, from whichever side."""
        self._only("noticed")
        faults = written.faults("acceptance.objection", "objection", words)
        day = written.day(received_on)
        if day is None or not self.since <= day <= min(self.until, clock.today()):
            faults.append(Refused("acceptance.received_on", field="received_on"))
        if channel not in CHANNELS:
            faults.append(Refused("acceptance.channel", field="channel"))
        if clue is not None and clue in [each["clue"] for each in self.objections.values()]:
            faults.append(Refused("acceptance.objected_already", field="clue"))
        refuse_all(faults)
        self._objection_recorded(
            round=self.round,
            objection=len(self.objections) + 1,
            channel=channel,
            received_on=received_on,
            words=words.strip(),
            clue=clue,
        )

    def answer_objection(self, objection: int, upheld: bool, words: str) -> None:
        self._only("noticed")
        found = self.objections.get(objection)
        if found is None or found["upheld"] is not None:
            raise Refused("acceptance.no_objection")
        refuse_all(written.faults("acceptance.answer", "answer", words))
        self._objection_answered(round=self.round, objection=objection, upheld=upheld, words=words.strip())

    def close(self, open_clues: int, words: str = "") -> None:
        """销号. `open_clues`: what was sent in on line about the project within the notice and has no end yet."""
        self._only("noticed")
        faults = written.too_long("words", words)
        if clock.today() <= self.until:
            faults.append(Refused("acceptance.notice_runs", field="notice", until=written.in_words(self.until)))
        waiting = open_clues + sum(each["upheld"] is None for each in self.objections.values())
        if waiting:
            faults.append(Refused("acceptance.objection_open", field="objections", count=waiting))
        if any(each["upheld"] for each in self.objections.values()):
            faults.append(Refused("acceptance.objection_upheld", field="upheld"))
        refuse_all(faults)
        self._closed(round=self.round, words=words.strip())

    def revoke(self, reason: str, approval: Approval, review: Review) -> None:
        """A city leader's decision: the data proved false."""
        if self.state not in ACCEPTED:
            raise Refused("acceptance.not_accepted")
        refuse_all([*written.faults("acceptance.reason", "reason", reason), *approval.faults(worded=True)])
        review.check()
        self._revoked(round=self.round, reason=reason.strip(), approval=approval.as_dict(), review=review.as_dict())

    def look_back(
        self, visited_on: str, seats: Sequence[Seat], lasting: bool, words: str, bounds: Bounds, review: Review
    ) -> None:
        """回头看: a visit in a later year; its result is public."""
        self._only("closed")
        faults = [*acceptance_team.faults(seats, bounds), *written.faults("acceptance.seen", "seen", words)]
        day = written.day(visited_on)
        if day is None or not day <= clock.today() or day.year <= self.year:
            faults.append(Refused("acceptance.looked_on", field="visited_on", year=self.year))
        refuse_all(faults)
        review.check()
        self._looked_back(
            visited_on=visited_on,
            seats=[each.as_dict() for each in seats],
            lasting=lasting,
            words=words.strip(),
            review=review.as_dict(),
        )

    def _only(self, *states: str) -> None:
        if self.state not in states:
            raise Refused("acceptance.state", state=self.state)

    @event(Reported)
    def __init__(
        self,
        jurisdiction: str,
        year: int,
        programme: str,
        project: str,
        unit: str,
        words: str,
        papers: list[str],
        reporter: str,
    ) -> None:
        self.jurisdiction, self.year, self.programme, self.project = jurisdiction, year, programme, project
        self.unit, self.asked = unit, papers
        self.rectification: str | None = None
        self._begin(1)

    @event(ReportedAgain)
    def _reported_again(self, round: int, unit: str, words: str, reporter: str) -> None:
        self.unit = unit
        self._begin(round)

    def _begin(self, round: int) -> None:
        self.state, self.round = "reported", round
        self.draft: Row | None = None
        self.seats: list[Seat] = []
        self.objections: dict[int, Row] = {}
        self.requested_on = self.since = self.until = date.min

    @event(PapersAsked)
    def _papers_asked(self, round: int, papers: list[str], reason: str) -> None:
        self.asked = papers

    @event(SelfChecked)
    def _self_checked(self, round: int, checks: list[Row], papers: dict[str, list[Row]], drafter: str) -> None:
        self.draft = {"checks": checks, "papers": papers, "drafter": drafter, "sent_back": ""}

    @event(SentBack)
    def _sent_back(self, round: int, reason: str) -> None:
        self.draft = {**(self.draft or {}), "sent_back": reason}

    @event(Requested)
    def _requested(
        self,
        round: int,
        checks: list[Row],
        papers: dict[str, list[Row]],
        drafter: str,
        released_by: str,
        on: str,
    ) -> None:
        self.state, self.requested_on = "requested", date.fromisoformat(on)

    @event(Returned)
    def _returned(self, round: int, reason: str) -> None:
        self.state, self.draft = "reported", {**(self.draft or {}), "sent_back": reason}

    @event(TeamFormed)
    def _team_formed(self, round: int, seats: list[Row], visit_on: str, reason: str) -> None:
        self.state, self.seats = "arranged", [Seat.from_dict(each) for each in seats]

    @event(Passed)
    def _passed(self, round: int, verdict: Row, approval: Row) -> None:
        self.state = "passed"

    @event(Failed)
    def _failed(self, round: int, verdict: Row, issues: str, due: str, rectification: str, approval: Row) -> None:
        self.state, self.rectification = "failed", rectification

    @event(Noticed)
    def _noticed(self, round: int, since: str, until: str, review: Row) -> None:
        self.state, self.since, self.until = "noticed", date.fromisoformat(since), date.fromisoformat(until)

    @event(ObjectionRecorded)
    def _objection_recorded(
        self, round: int, objection: int, channel: str, received_on: str, words: str, clue: str | None
    ) -> None:
        self.objections[objection] = {"clue": clue, "upheld": None}

    @event(ObjectionAnswered)
    def _objection_answered(self, round: int, objection: int, upheld: bool, words: str) -> None:
        self.objections[objection] = {**self.objections[objection], "upheld": upheld}

    @event(Closed)
    def _closed(self, round: int, words: str) -> None:
        self.state = "closed"

    @event(Revoked)
    def _revoked(self, round: int, reason: str, approval: Row, review: Row) -> None:
        self.state = "revoked"

    @event(LookedBack)
    def _looked_back(self, visited_on: str, seats: list[Row], lasting: bool, words: str, review: Row) -> None:
        pass


def _open_faults(lacking: Sequence[str]) -> list[Refused]:
    return [Refused("acceptance.not_complete", field="lacking", lacking="；".join(lacking))] if lacking else []
