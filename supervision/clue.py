"""A clue (线索) that somebody of the public reported about a project, from its receipt to the answer (domain.md A15).

What was written, where, and how its writer can be reached are personal data: they lie in tracker/letters.py, never in
an event. What the office asks of a unit, and what is answered, are the office's and the unit's own words.
"""

from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

OPEN = ("received", "assigned", "replied")
ENDS = {"answered": "已答复", "merged": "已并案", "declined": "不予受理"}
REASONS = {
    "elsewhere": "不属于本项目或本级政府职责",
    "unclear": "内容不清，无法核实",
    "settled": "此前已经答复，没有新的情况",
    "channel": "应通过诉讼、复议、信访等法定途径解决",
}
"""Why a clue may not be taken on; the office adds its words."""
LONGEST = 1000


class Clue(Aggregate):
    """States: received → assigned → replied → (assigned again) → answered; or merged, or declined with a reason."""

    TOPIC = "clue"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "clue.event"

    class Received(Event, Aggregate.Created):
        """`digest`: of the letter, salted; `photos`: how many came with it."""

        TOPIC = "clue.received"
        letter: str
        programme: str
        project: str
        digest: str
        photos: int

    class Assigned(Event):
        TOPIC = "clue.assigned"
        unit: str
        matter: str

    class Replied(Event):
        TOPIC = "clue.replied"
        unit: str
        words: str

    class Answered(Event):
        """`words`: what whoever holds the receipt number reads."""

        TOPIC = "clue.answered"
        words: str

    class Merged(Event):
        TOPIC = "clue.merged"
        into: str

    class Declined(Event):
        TOPIC = "clue.declined"
        reason_code: str
        words: str

    @staticmethod
    def create_id(letter: str) -> UUID:
        return UUID(letter)

    @staticmethod
    def id_of(key: UUID) -> UUID:
        """One a form, and its letter's too: the same form sent twice is one clue."""
        return identity("clue", str(key))

    @classmethod
    def receive(cls, letter: UUID, programme: str, project: str, digest: str, photos: int) -> "Clue":
        return cls(letter=str(letter), programme=programme, project=project, digest=digest, photos=photos)

    def assign(self, unit: str, matter: str) -> None:
        """To the unit that is to look into it, in the office's words; again where its reply does not do."""
        self._open()
        faults = [] if unit else [Refused("clue.unit", field="unit")]
        refuse_all([*faults, *_words("matter", matter, "交办内容")])
        self._assigned(unit=unit, matter=matter.strip())

    def reply(self, unit: str, words: str) -> None:
        """The unit's word to the office: what it found and did."""
        if self.state != "assigned" or unit != self.unit:
            raise Refused("clue.not_yours")
        refuse_all(_words("words", words, "核实和办理情况"))
        self._replied(unit=unit, words=words.strip())

    def answer(self, words: str) -> None:
        self._open()
        refuse_all(_words("answer", words, "答复"))
        self._answered(words=words.strip())

    def merge(self, into: "Clue | None") -> None:
        """Into another of the same project, which will be answered for both."""
        self._open()
        if into is None or into.id == self.id or into.project != self.project or into.state in ("merged", "declined"):
            raise Refused("clue.into", field="into")
        self._merged(into=str(into.id))

    def decline(self, reason_code: str, words: str) -> None:
        self._open()
        faults = [] if reason_code in REASONS else [Refused("clue.reason", field="reason_code")]
        refuse_all([*faults, *_words("reason", words, "说明")])
        self._declined(reason_code=reason_code, words=words.strip())

    def _open(self) -> None:
        if self.state not in OPEN:
            raise Refused("clue.ended")

    @event(Received)
    def __init__(self, letter: str, programme: str, project: str, digest: str, photos: int) -> None:
        self.programme, self.project, self.digest, self.photos = programme, project, digest, photos
        self.state, self.unit = "received", ""

    @event(Assigned)
    def _assigned(self, unit: str, matter: str) -> None:
        self.state, self.unit = "assigned", unit

    @event(Replied)
    def _replied(self, unit: str, words: str) -> None:
        self.state = "replied"

    @event(Answered)
    def _answered(self, words: str) -> None:
        self.state = "answered"

    @event(Merged)
    def _merged(self, into: str) -> None:
        self.state = "merged"

    @event(Declined)
    def _declined(self, reason_code: str, words: str) -> None:
        self.state = "declined"


def _words(field: str, words: str, what: str) -> list[Refused]:
    if not words.strip():
        return [Refused("form.missing", field=field, what=what)]
    return [Refused("clue.too_long", field=field, what=what, most=LONGEST)] if len(words.strip()) > LONGEST else []
