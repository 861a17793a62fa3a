"""A supervision order (督办单): one matter, one order, from its draft to its end, up and down the ladder.

domain.md 3.5 and E3. The clocks and guards of the steps are in ladder.py. Nothing is approved by time: an order that
nobody signs counts as served, but only a person issues, verifies, rules, raises, lowers and closes it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Approval
from supervision import ladder
from supervision.ladder import Standing
from supervision.matter import Cause, Matter, day_of, in_words, missing, too_long
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all
from tracker.working_days import WorkingDays

WAYS = {"papers": "核对材料", "site": "现场查看"}
"""How a reply is verified."""
STATES = ("drafted", "issued", "signed_for", "replied", "returned", "verified", "closed", "withdrawn")
AT_UNIT = ("issued", "signed_for", "returned")
"""States in which the unit is to act."""
LIVE = (*AT_UNIT, "replied", "verified")
Row = dict[str, Any]


class Order(Aggregate):
    """States: drafted → issued → signed_for → replied → returned | verified → closed; withdrawn with a reason.

    `step` is where it stands on the ladder, `begun` (ISO) when it came there, `due` (ISO) the day that governs the
    reply there; both are printed, and move only by an event.
    """

    TOPIC = "order"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "order.event"

    class Drafted(Event, Aggregate.Created):
        TOPIC = "order.drafted"
        jurisdiction: str
        year: int
        programme: str
        project: str | None
        matter: dict[str, Any]
        cause: dict[str, Any]
        drafter: str

    class Redrafted(Event):
        TOPIC = "order.redrafted"
        matter: dict[str, Any]
        cause: dict[str, Any]
        drafter: str

    class Issued(Event):
        TOPIC = "order.issued"
        number: int
        text: str
        issued_on: str
        due: str
        approval: dict[str, Any]
        decided_by: str | None

    class SignedFor(Event):
        TOPIC = "order.signed_for"
        step: str
        signed_on: str
        signer: str
        scan: str | None

    class ExtensionAsked(Event):
        TOPIC = "order.extension_asked"
        due: str
        until: str
        reason: str
        progress: str

    class ExtensionGranted(Event):
        TOPIC = "order.extension_granted"
        due: str
        reason: str

    class ExtensionRefused(Event):
        TOPIC = "order.extension_refused"
        due: str
        reason: str

    class ReplyDrafted(Event):
        TOPIC = "order.reply_drafted"
        done: str
        evidence: list[dict[str, Any]]
        drafter: str

    class ReplySentBack(Event):
        TOPIC = "order.reply_sent_back"
        reason: str

    class Replied(Event):
        TOPIC = "order.replied"
        step: str
        done: str
        evidence: list[dict[str, Any]]
        drafter: str
        released_by: str

    class Returned(Event):
        TOPIC = "order.returned"
        reason: str
        due: str

    class Verified(Event):
        TOPIC = "order.verified"
        how: str
        note: str
        verifier: str

    class Closed(Event):
        TOPIC = "order.closed"
        conclusion: str

    class Withdrawn(Event):
        TOPIC = "order.withdrawn"
        reason: str

    class Pleaded(Event):
        TOPIC = "order.pleaded"
        step: str
        due: str | None
        reason: str
        evidence: list[dict[str, Any]]
        pleader: str

    class PleaRuled(Event):
        TOPIC = "order.plea_ruled"
        step: str
        justified: bool
        reason: str
        due: str | None

    class Escalated(Event):
        TOPIC = "order.escalated"
        previous: str
        step: str
        on: str
        due: str | None
        reason: str
        lapse: str
        approval: dict[str, Any]

    class Lowered(Event):
        TOPIC = "order.lowered"
        previous: str
        step: str
        on: str
        due: str
        reason: str

    @staticmethod
    def create_id(programme: str, project: str | None) -> UUID:
        return uuid4()

    # The office: draft, issue, withdraw.

    @classmethod
    def draft(
        cls, jurisdiction: str, year: int, programme: str, project: str | None, matter: Matter, cause: Cause, by: str
    ) -> "Order":
        """`project`: an id, None where the matter is a unit's; `by`: the drafter's account. Raises all faults."""
        refuse_all([*matter.faults(), *cause.faults()])
        return cls(
            jurisdiction=jurisdiction,
            year=year,
            programme=programme,
            project=project,
            matter=matter.as_dict(),
            cause=cause.as_dict(),
            drafter=by,
        )

    def redraft(self, matter: Matter, cause: Cause, by: str) -> None:
        self._only("drafted")
        refuse_all([*matter.faults(), *cause.faults()])
        if (matter.as_dict(), cause.as_dict()) != (self.matter, self.cause):
            self._redrafted(matter=matter.as_dict(), cause=cause.as_dict(), drafter=by)

    def issue(
        self, number: int, text: str, approval: Approval, days: WorkingDays, decided_by: str | None = None
    ) -> None:
        """Goes out at the lowest level (a false report at the third), under a number drawn for it in the same save.

        `decided_by`: the office head's account where he decides at the screen; his 批示 on paper otherwise.
        Raises Refused("order.own_work") where who drafted it would approve it, ("order.due_range") for a day for the
        reply that lies behind, or later than ten working days.
        """
        self._only("drafted")
        self._approved(approval, decided_by)
        due = self._set_due(self.matter["due"], self.step, days)
        self._issued(
            number=number,
            text=text,
            issued_on=clock.today().isoformat(),
            due=due,
            approval=approval.as_dict(),
            decided_by=decided_by,
        )

    def withdraw(self, reason: str) -> None:
        """Issued in error, or no longer asked; before it is closed."""
        if self.state in ("closed", "withdrawn"):
            raise Refused("order.over")
        self._withdrawn(reason=_words("order.reason_missing", "reason", reason))

    # The unit: sign for, ask for time, reply, plead.

    def sign_for(self, by: str, signed_on: str | None = None, scan: str | None = None) -> None:
        """`by`: the account that signs. On paper (签收回执) with the receipt's day and the hash of its scan.

        Raises Refused("order.signed_already"), ("order.signed_on") for a day before the issue or ahead.
        """
        self._live()
        if self.state != "issued":
            raise Refused("order.signed_already")
        day = signed_on or clock.today().isoformat()
        if day_of(day) is None or not self.begun <= day <= clock.today().isoformat():
            raise Refused("order.signed_on", field="signed_on")
        self._signed_for(step=self.step, signed_on=day, signer=by, scan=scan)

    def ask_extension(self, until: str, reason: str, progress: str, days: WorkingDays) -> None:
        """Before the reply is due, once an order, at most by its own length again. Raises all faults at once."""
        self._at_unit()
        if self.step not in ladder.ON_PAPER or self.due is None or clock.today().isoformat() > self.due:
            raise Refused("order.extension_late")
        if self.extension is not None:
            raise Refused("order.extension_once")
        last = ladder.longest_extension(date.fromisoformat(self.begun), date.fromisoformat(self.due), days)
        faults = missing("order.reason_missing", "reason", reason)
        faults += missing("order.progress_missing", "progress", progress)
        if day_of(until) is None or not self.due < until <= last.isoformat():
            first = in_words(date.fromisoformat(self.due))
            faults.append(Refused("order.extension_day", field="until", first=first, last=in_words(last)))
        refuse_all(faults)
        self._extension_asked(due=self.due, until=until, reason=reason.strip(), progress=progress.strip())

    def draft_reply(self, done: str, evidence: Sequence[Row], by: str) -> None:
        """办理情况 with its evidence (sha256, name, size, type), for the unit's head to release."""
        self._may_reply()
        refuse_all([*missing("order.done_missing", "done", done), *_without(evidence)])
        self._reply_drafted(done=done.strip(), evidence=list(evidence), drafter=by)

    def send_back_reply(self, reason: str) -> None:
        """The unit's head gives the draft back to the filer."""
        self._may_reply()
        if self.reply is None:
            raise Refused("order.no_reply")
        self._reply_sent_back(reason=_words("order.reason_missing", "reason", reason))

    def reply_out(self, by: str) -> None:
        """The unit's head releases the reply: then the order is answered (written, approved by the leader: [P45])."""
        self._may_reply()
        if self.reply is None:
            raise Refused("order.no_reply")
        self._replied(step=self.step, released_by=by, **self.reply)

    def plead(self, reason: str, evidence: Sequence[Row], by: str, days: WorkingDays) -> None:
        """Why the unit could not: once for each day it is held to, within the time for an explanation."""
        self._live()
        if self.state == "verified":
            raise Refused("order.answered")
        if any(plea["step"] == self.step and plea["due"] == self.due for plea in self.pleas):
            raise Refused("order.pleaded_already")
        until = ladder.pleading_until(date.fromisoformat(self.begun), day_of(self.due), days)
        if clock.today() > until:
            raise Refused("order.plea_late", until=in_words(until))
        refuse_all([*missing("order.reason_missing", "reason", reason), *_without(evidence)])
        self._pleaded(step=self.step, due=self.due, reason=reason.strip(), evidence=list(evidence), pleader=by)

    # The office: decide, verify, rule, raise and lower, close.

    def grant_extension(self, reason: str = "") -> None:
        self._extension_waits()
        refuse_all(too_long("reason", reason))
        self._extension_granted(due=self.extension["until"], reason=reason.strip())  # type: ignore[index]

    def refuse_extension(self, reason: str) -> None:
        """The day stays as it was."""
        self._extension_waits()
        self._extension_refused(due=str(self.due), reason=_words("order.reason_missing", "reason", reason))

    def return_reply(self, reason: str, days: WorkingDays) -> None:
        """Facts unclear, or not solved: two working days for the supplement, or the reply's own day if later."""
        self._only("replied")
        due = ladder.supplement_due(clock.today(), day_of(self.due), days).isoformat()
        self._returned(reason=_words("order.reason_missing", "reason", reason), due=due)

    def verify(self, how: str, note: str, by: str) -> None:
        """Raises Refused("order.own_reply") where whoever replied would verify."""
        self._only("replied")
        if by in (self.answer or {}).values():
            raise Refused("order.own_reply")
        if how not in WAYS:
            raise Refused("order.how", field="how")
        self._verified(how=how, note=_words("order.note_missing", "note", note), verifier=by)

    def rule(self, justified: bool, reason: str, by: str, days: WorkingDays, due: str | None = None) -> None:
        """On the plea that waits. Justified, the unit gets a new day (`due`, the level's own without one): what lapses
        then is another lapse. Not justified, its day stays.

        Raises Refused("order.no_plea"), ("order.own_plea"), ("order.due_range").
        """
        self._live()
        plea = self.plea
        if plea is None:
            raise Refused("order.no_plea")
        if plea["pleader"] == by:
            raise Refused("order.own_plea")
        level = self.step if self.step in ladder.ON_PAPER else "red"
        new = self._set_due(due, level, days) if justified else None
        self._plea_ruled(
            step=self.step, justified=justified, reason=_words("order.reason_missing", "reason", reason), due=new
        )

    def escalate(
        self, to: str, reason: str, approval: Approval, days: WorkingDays, *, due: str | None = None, lapse: str = ""
    ) -> None:
        """One step up, confirmed by a person: `approval` is the decision of the post that may take it.

        `due`: at the levels of the order the day for the reply (the level's own without one); beyond them the day of
        the step itself (a talk's, a rectification's), where it has one. `lapse`: from a talk on, what of the former
        step was not kept, in words. Raises what ladder.obstacle finds.
        """
        self._live()
        found = ladder.obstacle(self.standing(lapse), to, clock.today(), days)
        if found:
            raise Refused(found, field="to", step=ladder.WORDS[self.step])
        faults = [*missing("order.reason_missing", "reason", reason), *approval.faults(), *too_long("lapse", lapse)]
        try:
            if to in ladder.ON_PAPER:
                due = self._set_due(due, to, days)
            elif due is not None and day_of(due) is None:
                raise Refused("order.due", field="due")
        except Refused as no:
            faults.append(no)
        refuse_all(faults)
        self._escalated(
            previous=self.step,
            step=to,
            on=clock.today().isoformat(),
            due=due,
            reason=reason.strip(),
            lapse=lapse.strip(),
            approval=approval.as_dict(),
        )

    def lower(self, to: str, reason: str, days: WorkingDays, due: str | None = None) -> None:
        """Down again after a verified reply, where something is left to be done."""
        self._only("verified")
        if to not in ladder.below(self.step):
            raise Refused("order.not_lower", field="to")
        self._lowered(
            previous=self.step,
            step=to,
            on=clock.today().isoformat(),
            due=self._set_due(due, to, days),
            reason=_words("order.reason_missing", "reason", reason),
        )

    def close(self, conclusion: str) -> None:
        """What was asked is done and was verified; what was handed over is closed here."""
        self._live()
        if self.state != "verified" and self.step != "handed_over":
            raise Refused("order.not_verified")
        self._closed(conclusion=_words("order.conclusion_missing", "conclusion", conclusion))

    # What the rules ask, and other records of the ladder with them.

    @property
    def live(self) -> bool:
        """Issued and not over."""
        return self.state in LIVE

    @property
    def plea(self) -> Row | None:
        """The plea that waits for a ruling."""
        return self.pleas[-1] if self.pleas and self.pleas[-1]["justified"] is None else None

    @property
    def justified(self) -> bool:
        """Whether the last plea at this step was ruled justified, and the day set with it still governs."""
        if not self.pleas:
            return False
        plea = self.pleas[-1]
        return bool(plea["justified"]) and plea["step"] == self.step and plea["until"] == self.due

    def standing(self, lapse: str = "") -> Standing:
        """Where it stands, as ladder.py asks."""
        waits = "extension" if self.extension and self.extension["granted"] is None else None
        return Standing(
            step=self.step,
            due=day_of(self.due),
            answered=self.state in ("replied", "verified"),
            undecided=waits or ("plea" if self.plea else None),
            justified=self.justified,
            lapse=lapse,
        )

    def overdue(self, today: date) -> bool:
        """Whether the unit's day is past without an answer."""
        return self.state in AT_UNIT and self.due is not None and today.isoformat() > self.due

    def _only(self, state: str) -> None:
        if self.state != state:
            raise Refused(_NOT[state])

    def _live(self) -> None:
        if self.state == "drafted":
            raise Refused("order.not_issued")
        if not self.live:
            raise Refused("order.over")

    def _at_unit(self) -> None:
        self._live()
        if self.state == "issued":
            raise Refused("order.unsigned")
        if self.state not in AT_UNIT:
            raise Refused("order.answered")

    def _may_reply(self) -> None:
        self._at_unit()
        if self.step == "handed_over":
            raise Refused("order.handed_over")

    def _extension_waits(self) -> None:
        self._live()
        if self.extension is None or self.extension["granted"] is not None:
            raise Refused("order.no_extension")

    def _approved(self, approval: Approval, decided_by: str | None) -> None:
        approval.check(worded=decided_by is None)
        if decided_by is not None and decided_by in self.drafters:
            raise Refused("order.own_work", field="post")

    def _set_due(self, due: str | None, step: str, days: WorkingDays) -> str:
        today = clock.today()
        if not due:
            return ladder.reply_due(step, today, days).isoformat()
        last = ladder.latest(today, days)
        if day_of(due) is None or not today < date.fromisoformat(due) <= last:
            raise Refused("order.due_range", field="due", last=in_words(last))
        return due

    # State.

    @event(Drafted)
    def __init__(
        self,
        jurisdiction: str,
        year: int,
        programme: str,
        project: str | None,
        matter: Row,
        cause: Row,
        drafter: str,
    ) -> None:
        self.jurisdiction, self.year, self.programme, self.project = jurisdiction, year, programme, project
        self.matter, self.cause, self.drafters = matter, cause, [drafter]
        self.state, self.step = "drafted", ladder.first(cause["kind"])
        self.number: str | None = None
        self.drawn = 0
        self.begun, self.due = "", matter["due"]
        self.approval: Row | None = None
        self.signed_on: str | None = None
        self.extension: Row | None = None
        self.reply: Row | None = None
        self.answer: Row | None = None
        self.pleas: list[Row] = []
        self.papers = 0

    @event(Redrafted)
    def _redrafted(self, matter: Row, cause: Row, drafter: str) -> None:
        self.matter, self.cause, self.due = matter, cause, matter["due"]
        self.step = ladder.first(cause["kind"])
        self.drafters = [*self.drafters, drafter]

    @event(Issued)
    def _issued(self, number: int, text: str, issued_on: str, due: str, approval: Row, decided_by: str | None) -> None:
        self.number, self.drawn = text, number
        self.begun, self.due, self.approval = issued_on, due, approval
        self.state, self.papers = "issued", 1

    @event(SignedFor)
    def _signed_for(self, step: str, signed_on: str, signer: str, scan: str | None) -> None:
        self.state, self.signed_on = "signed_for", signed_on

    @event(ExtensionAsked)
    def _extension_asked(self, due: str, until: str, reason: str, progress: str) -> None:
        self.extension = {"until": until, "granted": None}

    @event(ExtensionGranted)
    def _extension_granted(self, due: str, reason: str) -> None:
        self.extension, self.due = {"until": due, "granted": True}, due

    @event(ExtensionRefused)
    def _extension_refused(self, due: str, reason: str) -> None:
        self.extension = {"until": due, "granted": False}

    @event(ReplyDrafted)
    def _reply_drafted(self, done: str, evidence: list[Row], drafter: str) -> None:
        self.reply = {"done": done, "evidence": evidence, "drafter": drafter}

    @event(ReplySentBack)
    def _reply_sent_back(self, reason: str) -> None:
        self.reply = None

    @event(Replied)
    def _replied(self, step: str, done: str, evidence: list[Row], drafter: str, released_by: str) -> None:
        self.reply, self.state = None, "replied"
        self.answer = {"drafter": drafter, "released_by": released_by}

    @event(Returned)
    def _returned(self, reason: str, due: str) -> None:
        self.state, self.due = "returned", due

    @event(Verified)
    def _verified(self, how: str, note: str, verifier: str) -> None:
        self.state = "verified"

    @event(Closed)
    def _closed(self, conclusion: str) -> None:
        self.state = "closed"

    @event(Withdrawn)
    def _withdrawn(self, reason: str) -> None:
        self.state = "withdrawn"

    @event(Pleaded)
    def _pleaded(self, step: str, due: str | None, reason: str, evidence: list[Row], pleader: str) -> None:
        self.pleas = [*self.pleas, {"step": step, "due": due, "pleader": pleader, "justified": None, "until": None}]

    @event(PleaRuled)
    def _plea_ruled(self, step: str, justified: bool, reason: str, due: str | None) -> None:
        self.pleas = [*self.pleas[:-1], {**self.pleas[-1], "justified": justified, "until": due}]
        self.due = due or self.due

    @event(Escalated)
    def _escalated(
        self, previous: str, step: str, on: str, due: str | None, reason: str, lapse: str, approval: Row
    ) -> None:
        self.step, self.begun, self.due, self.approval = step, on, due, approval
        on_paper = step in ladder.ON_PAPER
        self.state, self.signed_on = ("issued", None) if on_paper else ("signed_for", self.signed_on)
        self.papers += on_paper

    @event(Lowered)
    def _lowered(self, previous: str, step: str, on: str, due: str, reason: str) -> None:
        self.step, self.begun, self.due, self.state = step, on, due, "signed_for"


_NOT = {
    "drafted": "order.not_drafted",
    "replied": "order.not_replied",
    "verified": "order.not_verified",
}


def _words(code: str, field: str, text: str) -> str:
    """The text without blanks around; refused where it is missing or too long."""
    refuse_all(missing(code, field, text))
    return text.strip()


def _without(evidence: Sequence[Row]) -> list[Refused]:
    return [] if evidence else [Refused("order.evidence_missing", field="evidence")]
