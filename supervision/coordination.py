"""绿色通道: something another department must do for a project, asked of it with a clock (domain.md 1.1 A10).

The lead unit or the office asks; that department's own accounts take it on, answer, ask for what is lacking, and say
that it is done; the lead unit confirms or disputes. Nobody's silence confirms anything. The office may step in.
"""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from supervision.claim import OFFICE
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

KINDS = {"approval": "审批", "tendering": "招投标", "funding": "资金保障", "other": "其他"}
OPEN = ("asked", "accepted", "supplement", "resolved")
LONGEST = 1000
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")


class Coordination(Aggregate):
    """States: asked → accepted → resolved → confirmed; supplement while the helper waits; withdrawn.

    `by` of a command: the id of the acting unit, or OFFICE.
    """

    TOPIC = "coordination"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "coordination.event"

    class Asked(Event, Aggregate.Created):
        TOPIC = "coordination.asked"
        programme: str
        project: str
        kind: str
        matter: str
        wanted: str
        unit: str
        helper: str
        contact: str
        by_office: bool
        evidence: list[dict[str, Any]]

    class Accepted(Event):
        TOPIC = "coordination.accepted"
        contact: str
        words: str

    class Answered(Event):
        """How far it is, while it goes on."""

        TOPIC = "coordination.answered"
        words: str

    class SupplementAsked(Event):
        TOPIC = "coordination.supplement_asked"
        words: str

    class Supplemented(Event):
        TOPIC = "coordination.supplemented"
        words: str

    class Resolved(Event):
        TOPIC = "coordination.resolved"
        words: str

    class Confirmed(Event):
        TOPIC = "coordination.confirmed"
        words: str

    class Disputed(Event):
        """It is not done: the helper's clock begins anew."""

        TOPIC = "coordination.disputed"
        words: str

    class SteppedIn(Event):
        """The office's word; `helper`: the department that has to act from now on."""

        TOPIC = "coordination.stepped_in"
        words: str
        helper: str

    class Withdrawn(Event):
        TOPIC = "coordination.withdrawn"
        words: str

    @staticmethod
    def create_id(project: str) -> UUID:
        return uuid4()

    @classmethod
    def ask(
        cls,
        programme: str,
        project: str,
        *,
        kind: str,
        matter: str,
        wanted: str,
        unit: str,
        helper: str,
        contact: str = "",
        by: str = OFFICE,
        evidence: Sequence[dict[str, Any]] = (),
    ) -> "Coordination":
        """`matter`: what it is stuck on; `wanted`: what is to be done; `unit`: the lead unit, `helper` the other one
        (ids); `contact`: a post there, never a private number. Raises all faults at once."""
        faults = [] if kind in KINDS else [Refused("coordination.kind", field="kind")]
        faults += [Refused("coordination.words", field=name, what=what) for name, what, said in (
            ("matter", "卡在什么事项", matter), ("wanted", "请对方办什么", wanted)) if not said.strip()]  # fmt: skip
        faults += [*_too_long("matter", matter), *_too_long("wanted", wanted), *_private("contact", contact)]
        if not helper or helper == unit:
            faults.append(Refused("coordination.helper", field="helper"))
        if by not in (OFFICE, unit):
            faults.append(Refused("coordination.not_asker"))
        refuse_all(faults)
        return cls(
            programme=programme,
            project=project,
            kind=kind,
            matter=matter.strip(),
            wanted=wanted.strip(),
            unit=unit,
            helper=helper,
            contact=contact.strip(),
            by_office=by == OFFICE,
            evidence=list(evidence),
        )

    # The department that must help.

    def accept(self, by: str, contact: str, words: str = "") -> None:
        """Takes it on and names the post that handles it."""
        self._helper(by, "asked")
        if not contact.strip():
            raise Refused("coordination.contact", field="contact")
        refuse_all([*_private("contact", contact), *_too_long("words", words)])
        self._accepted(contact=contact.strip(), words=words.strip())

    def answer(self, by: str, words: str) -> None:
        self._helper(by, "accepted")
        self._answered(words=_said(words))

    def ask_supplement(self, by: str, words: str) -> None:
        """The clock stands still until it is supplemented."""
        self._helper(by, "asked", "accepted")
        self._supplement_asked(words=_said(words))

    def resolve(self, by: str, words: str) -> None:
        """Says what was done; the lead unit confirms it or disputes it."""
        self._helper(by, "accepted")
        self._resolved(words=_said(words))

    # The lead unit, or the office for it.

    def supplement(self, by: str, words: str) -> None:
        self._asker(by, "supplement")
        self._supplemented(words=_said(words))

    def confirm(self, by: str, words: str = "") -> None:
        self._asker(by, "resolved")
        refuse_all(_too_long("words", words))
        self._confirmed(words=words.strip())

    def dispute(self, by: str, words: str) -> None:
        self._asker(by, "resolved")
        self._disputed(words=_said(words))

    def withdraw(self, by: str, words: str) -> None:
        self._asker(by, *OPEN)
        self._withdrawn(words=_said(words))

    # The office alone.

    def step_in(self, by: str, words: str, helper: str = "") -> None:
        """Records what the office decided; with `helper` the matter goes to that department, which begins anew."""
        if by != OFFICE:
            raise Refused("coordination.not_office")
        self._in(*OPEN)
        if helper and helper == self.unit:
            raise Refused("coordination.helper", field="helper")
        self._stepped_in(words=_said(words), helper=helper or self.helper)

    def _in(self, *states: str) -> None:
        if self.state not in states:
            raise Refused("coordination.state")

    def _helper(self, by: str, *states: str) -> None:
        if by != self.helper:
            raise Refused("coordination.not_helper")
        self._in(*states)

    def _asker(self, by: str, *states: str) -> None:
        if by not in (OFFICE, self.unit):
            raise Refused("coordination.not_asker")
        self._in(*states)

    @event(Asked)
    def __init__(
        self,
        programme: str,
        project: str,
        kind: str,
        matter: str,
        wanted: str,
        unit: str,
        helper: str,
        contact: str,
        by_office: bool,
        evidence: list[dict[str, Any]],
    ) -> None:
        self.programme, self.project, self.unit, self.helper = programme, project, unit, helper
        self.state = self.before = "asked"

    @event(Accepted)
    def _accepted(self, contact: str, words: str) -> None:
        self.state = "accepted"

    @event(Answered)
    def _answered(self, words: str) -> None:
        pass

    @event(SupplementAsked)
    def _supplement_asked(self, words: str) -> None:
        self.before, self.state = self.state, "supplement"

    @event(Supplemented)
    def _supplemented(self, words: str) -> None:
        self.state = self.before

    @event(Resolved)
    def _resolved(self, words: str) -> None:
        self.state = "resolved"

    @event(Confirmed)
    def _confirmed(self, words: str) -> None:
        self.state = "confirmed"

    @event(Disputed)
    def _disputed(self, words: str) -> None:
        self.state = "accepted"

    @event(SteppedIn)
    def _stepped_in(self, words: str, helper: str) -> None:
        if helper != self.helper:
            self.helper, self.state = helper, "asked"

    @event(Withdrawn)
    def _withdrawn(self, words: str) -> None:
        self.state = "withdrawn"


def _said(words: str) -> str:
    """The words of a step, which may not be blank."""
    if not words.strip():
        raise Refused("coordination.words", field="words", what="内容")
    refuse_all(_too_long("words", words))
    return words.strip()


def _too_long(field: str, words: str) -> list[Refused]:
    return [Refused("dispatch.too_long", field=field, what="内容", most=LONGEST)] if len(words) > LONGEST else []


def _private(field: str, words: str) -> list[Refused]:
    """A post is named, and an office's number if need be; nobody's own telephone goes onto the ledger."""
    faults = [Refused("dispatch.too_long", field=field, what="经办岗位", most=100)] if len(words) > 100 else []
    return [*faults, *([Refused("coordination.private", field=field)] if _MOBILE.search(words) else [])]
