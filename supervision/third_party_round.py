"""A round of third-party review (第三方督查评议): who looked at what, how, and what they found (domain.md A17).

Recorded as held; the drawing of members and the visits of inspection have records of their own.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from projects.rule import Stretch
from supervision import own_words
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

MEMBERS = ("人大代表", "政协委员", "政务督查社会监督员", "专家学者", "市民代表", "新闻媒体")
METHODS = ("随机抽查", "集中查看", "座谈点评")


class ThirdPartyRound(Aggregate):
    TOPIC = "third_party_round"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "third_party_round.event"

    class Held(Event, Aggregate.Created):
        """`members`: kind → how many; `projects`: ids of those looked at."""

        TOPIC = "third_party_round.held"
        programme: str
        jurisdiction: str
        year: int
        period: str
        held_on: str
        methods: list[str]
        members: dict[str, int]
        projects: list[str]
        summary: str

    @staticmethod
    def create_id(programme: str, period: str) -> UUID:
        return identity("third_party_round", programme, period)

    @classmethod
    def hold(
        cls,
        programme: tuple[str, str, int],
        period: Stretch,
        held_on: str,
        methods: Sequence[str],
        members: Mapping[str, int],
        projects: Sequence[str],
        summary: str,
    ) -> "ThirdPartyRound":
        """`programme`: id, government and year. Raises everything that is missing at once."""
        faults = []
        day = _day(held_on)
        if day is None or not period.starts_on <= day <= clock.today():
            faults.append(Refused("third_party_round.day", field="held_on", period=period.label))
        if not methods or set(methods) - set(METHODS):
            faults.append(Refused("third_party_round.method", field="methods"))
        counted = {kind: members[kind] for kind in MEMBERS if members.get(kind, 0) > 0}
        if not counted:
            faults.append(Refused("third_party_round.members", field="member-0"))
        if not projects:
            faults.append(Refused("third_party_round.projects", field="projects"))
        refuse_all([*faults, *own_words.faults(summary, "summary", about="评议情况：")])
        id, jurisdiction, year = programme
        return cls(
            programme=id,
            jurisdiction=jurisdiction,
            year=year,
            period=period.key,
            held_on=held_on,
            methods=list(methods),
            members=counted,
            projects=list(projects),
            summary=summary.strip(),
        )

    @event(Held)
    def __init__(
        self,
        programme: str,
        jurisdiction: str,
        year: int,
        period: str,
        held_on: str,
        methods: list[str],
        members: dict[str, int],
        projects: list[str],
        summary: str,
    ) -> None:
        self.programme, self.period = programme, period


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
