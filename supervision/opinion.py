"""An opinion given at a 座谈点评 or a 第三方评议 (domain.md A17, A18): whose, on what, adopted or not, and why.

Whoever gave it is a kind and a number; the unit answers, the office makes it public once it was cleared.
"""

from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import Aggregate, event

from projects.approval import Review
from supervision import written
from supervision.third_party_round import MEMBERS
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

OCCASIONS = ("座谈点评", "第三方评议", "走进市办实事")
VERDICTS = {"adopted": "采纳", "partly": "部分采纳", "declined": "不采纳"}


class Opinion(Aggregate):
    """States: recorded → answered → public. An answer may be written anew until it is public."""

    TOPIC = "opinion"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "opinion.event"

    class Recorded(Event, Aggregate.Created):
        """`unit`: whose answer is asked for; `speaker`: 人大代表07, or a kind alone for who is on no roster;
        `plan`: the inspection in which it was given, None for none."""

        TOPIC = "opinion.recorded"
        class_version = 2
        jurisdiction: str
        year: int
        programme: str
        project: str
        unit: str
        occasion: str
        held_on: str
        speaker: str
        words: str
        plan: str | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, an opinion named its occasion alone."""
            state["plan"] = None

    class Answered(Event):
        TOPIC = "opinion.answered"
        verdict: str
        words: str

    class Cleared(Event):
        TOPIC = "opinion.cleared"
        review: dict[str, Any]

    @staticmethod
    def create_id(project: str, held_on: str) -> UUID:
        return uuid4()

    @classmethod
    def record(
        cls,
        programme: tuple[str, str, int],
        project: str,
        unit: str,
        *,
        occasion: str,
        held_on: str,
        speaker: str,
        words: str,
        plan: str | None = None,
    ) -> "Opinion":
        """`programme`: id, government and year. Raises everything that is missing at once."""
        day = written.day(held_on)
        faults = [] if occasion in OCCASIONS else [Refused("opinion.occasion", field="occasion")]
        if day is None or day > clock.today():
            faults.append(Refused("opinion.day", field="held_on"))
        if speaker.rstrip("0123456789") not in MEMBERS:
            faults.append(Refused("opinion.speaker", field="speaker"))
        if not project or not unit:
            faults.append(Refused("opinion.project", field="project"))
        refuse_all([*faults, *written.faults("opinion.words", "words", words)])
        id, jurisdiction, year = programme
        return cls(
            jurisdiction=jurisdiction,
            year=year,
            programme=id,
            project=project,
            unit=unit,
            occasion=occasion,
            held_on=held_on,
            speaker=speaker,
            words=words.strip(),
            plan=plan,
        )

    def answer(self, verdict: str, words: str) -> None:
        """The unit's: adopted or not, and what is done, or why nothing is."""
        if self.state == "public":
            raise Refused("opinion.public_already")
        faults = [] if verdict in VERDICTS else [Refused("opinion.verdict", field="verdict")]
        refuse_all([*faults, *written.faults("opinion.answer", "answer", words)])
        self._answered(verdict=verdict, words=words.strip())

    def clear(self, review: Review) -> None:
        """公开审查 of opinion and answer together."""
        if self.state != "answered":
            raise Refused("opinion.public_already" if self.state == "public" else "opinion.unanswered")
        review.check()
        self._cleared(review=review.as_dict())

    @event(Recorded)
    def __init__(
        self,
        jurisdiction: str,
        year: int,
        programme: str,
        project: str,
        unit: str,
        occasion: str,
        held_on: str,
        speaker: str,
        words: str,
        plan: str | None,
    ) -> None:
        self.programme, self.project, self.unit, self.state = programme, project, unit, "recorded"

    @event(Answered)
    def _answered(self, verdict: str, words: str) -> None:
        self.state = "answered"

    @event(Cleared)
    def _cleared(self, review: dict[str, Any]) -> None:
        self.state = "public"
