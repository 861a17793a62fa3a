"""A media lead (媒体线索): what a journalist asked or reported, until it is answered or passed on as a clue.

No journalist's name and no number of theirs is kept here: the medium, the matter and the day are.
"""

from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

KINDS = {"asked": "采访提问", "reported": "媒体报道"}
LONGEST, LONGEST_LINE = 1000, 200


class MediaLead(Aggregate):
    """States: open → answered, or passed_on as a clue (supervision/clue.py)."""

    TOPIC = "media_lead"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "media_lead.event"

    class Recorded(Event, Aggregate.Created):
        """`key`: the form's, so that the same form sent twice is one lead; `project`: an id, "" where it is about the
        whole list; `address`: where the report can be read, or ""."""

        TOPIC = "media_lead.recorded"
        key: str
        programme: str
        project: str
        kind: str
        outlet: str
        on: str
        matter: str
        address: str

    class Answered(Event):
        """`words`: what was answered; `text`: the key of the press text that answers it, or ""."""

        TOPIC = "media_lead.answered"
        words: str
        text: str

    class PassedOn(Event):
        TOPIC = "media_lead.passed_on"
        clue: str

    @staticmethod
    def create_id(key: str) -> UUID:
        return identity("media_lead", key)

    @classmethod
    def record(
        cls,
        key: UUID,
        programme: str,
        project: str,
        *,
        kind: str,
        outlet: str,
        on: str,
        matter: str,
        address: str,
        today: date,
    ) -> "MediaLead":
        """Raises every fault at once."""
        faults = [] if kind in KINDS else [Refused("media_lead.kind", field="kind")]
        faults += _line("outlet", outlet, "媒体名称") + _words("matter", matter, "提问或报道的内容")
        if not _is_day(on) or date.fromisoformat(on) > today:
            faults.append(Refused("media_lead.day", field="on"))
        if address and not address.startswith(("https://", "http://")):
            faults.append(Refused("media_lead.address", field="address"))
        refuse_all(faults)
        return cls(
            key=str(key),
            programme=programme,
            project=project,
            kind=kind,
            outlet=outlet.strip(),
            on=on,
            matter=matter.strip(),
            address=address.strip()[:LONGEST],
        )

    def answer(self, words: str, text: str = "") -> None:
        self._open()
        refuse_all(_words("words", words, "答复"))
        self._answered(words=words.strip(), text=text)

    def pass_on(self, clue: UUID) -> None:
        """As a clue about its project, to be assigned to the unit. Raises Refused("media_lead.project") without one."""
        self._open()
        if not self.project:
            raise Refused("media_lead.project", field="project")
        self._passed_on(clue=str(clue))

    def _open(self) -> None:
        if self.state != "open":
            raise Refused("media_lead.ended")

    @event(Recorded)
    def __init__(
        self,
        key: str,
        programme: str,
        project: str,
        kind: str,
        outlet: str,
        on: str,
        matter: str,
        address: str,
    ) -> None:
        self.programme, self.project, self.kind, self.outlet = programme, project, kind, outlet
        self.on, self.matter, self.address = on, matter, address
        self.state = "open"

    @event(Answered)
    def _answered(self, words: str, text: str) -> None:
        self.state = "answered"

    @event(PassedOn)
    def _passed_on(self, clue: str) -> None:
        self.state = "passed_on"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _line(field: str, words: str, what: str) -> list[Refused]:
    if not words.strip():
        return [Refused("form.missing", field=field, what=what)]
    return [Refused("clue.too_long", field=field, what=what, most=LONGEST_LINE)] if len(words) > LONGEST_LINE else []


def _words(field: str, words: str, what: str) -> list[Refused]:
    if not words.strip():
        return [Refused("form.missing", field=field, what=what)]
    return [Refused("clue.too_long", field=field, what=what, most=LONGEST)] if len(words.strip()) > LONGEST else []
