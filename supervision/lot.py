"""A draw as it is held (抽签): frozen, sealed by witnesses, opened together, drawn, and replaced by the next rank.

The rule is supervision/draw.py; who may steer and why nobody can is told in docs/decisions/0062-reveal.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from projects.identity import identity
from supervision import draw, written
from supervision.draw import LOTTERY, NUMBERS, Opening
from tracker import clock
from tracker.event import Event as LedgerEvent
from tracker.refusal import Refused, refuse_all

OPENING_MINUTES = 2
"""How long a sealed number is waited for before the round may be ended (默认)."""
REASONS = {"absent": "因故不能到场", "recusal": "需要回避", "place": "点位无法查看", "other": "其他原因"}
"""Why one who was drawn gives way; only this word is told."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a draw belongs to: plan, programme, government, year; `silent`: only its hash is public at first."""

    plan: str
    programme: str
    jurisdiction: str
    year: int
    silent: bool


class Lot(Aggregate):
    """States: sealing → opening → drawn; lottery (waiting for a public result) → drawn; withdrawn."""

    TOPIC = "lot"

    class Event(LedgerEvent, Aggregate.Event):
        TOPIC = "lot.event"

    class Committed(Event, Aggregate.Created):
        """`witnesses`: who stands at places 1, 2 …; none where a lottery decides. `declared`: who is recused from this
        draw alone, and why, which is the office's to know."""

        TOPIC = "lot.committed"
        class_version = 2
        plan: str
        programme: str
        jurisdiction: str
        year: int
        silent: bool
        number: int
        content: str
        sha256: str
        witnesses: list[str]
        lottery: str
        declared: dict[str, str]

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before, a member was recused by what the roster says, or not at all."""
            state["declared"] = {}

    class Sealed(Event):
        TOPIC = "lot.sealed"
        place: int
        seal: str

    class PaperNoted(Event):
        TOPIC = "lot.paper_noted"
        place: int
        value: str

    class SealingEnded(Event):
        """`until`: before then the round cannot be ended."""

        TOPIC = "lot.sealing_ended"
        until: str

    class Opened(Event):
        """`how`: phone or slip."""

        TOPIC = "lot.opened"
        place: int
        value: str
        code: str
        how: str

    class RoundEnded(Event):
        """Whose seals stayed closed; the named lottery decides now."""

        TOPIC = "lot.round_ended"
        places: list[int]

    class Drawn(Event):
        """`drawn`: pool → who; `announced`: the lottery's issue, numbers and day, where one decided."""

        TOPIC = "lot.drawn"
        value: str
        drawn: dict[str, list[str]]
        announced: dict[str, str] | None

    class Replaced(Event):
        """`out` gives way to `successor`."""

        TOPIC = "lot.replaced"
        out: str
        successor: str
        reason_code: str
        reason: str

    class Withdrawn(Event):
        TOPIC = "lot.withdrawn"
        reason: str

    @staticmethod
    def create_id(plan: str, number: int) -> UUID:
        return identity("lot", plan, number)

    @classmethod
    def commit(
        cls,
        ground: Ground,
        number: int,
        content: str,
        witnesses: Sequence[str],
        lottery: str,
        declared: Mapping[str, str] | None = None,
    ) -> "Lot":
        """`content`: the frozen text (draw.commitment), in which those `declared` stand as recused; with no witness the
        lottery decides from the start."""
        faults = [] if lottery.strip() else [Refused("lot.lottery", field="lottery")]
        if witnesses and not draw.LEAST_WITNESSES <= len(witnesses) <= draw.MOST_WITNESSES:
            faults.append(
                Refused("draw.witnesses", field="witnesses", least=draw.LEAST_WITNESSES, most=draw.MOST_WITNESSES)
            )
        refuse_all(faults)
        return cls(
            plan=ground.plan,
            programme=ground.programme,
            jurisdiction=ground.jurisdiction,
            year=ground.year,
            silent=ground.silent,
            number=number,
            content=content,
            sha256=draw.hashed(content),
            witnesses=list(witnesses),
            lottery=lottery.strip(),
            declared=dict(declared or {}),
        )

    def seal(self, place: int, seal: str) -> None:
        """A witness's hash; once given it stays."""
        self._at("sealing", place)
        if len(seal) != 64 or set(seal) - set("0123456789abcdef"):
            raise Refused("lot.seal", field="number")
        self._sealed(place=place, seal=seal)

    def write_paper(self, place: int, number: str) -> None:
        """A number read from a slip, before the sealing ends."""
        self._at("sealing", place)
        refuse_all(draw.opening_faults(self.sha256, Opening(place, number)))
        self._paper_noted(place=place, value=number)

    def end_sealing(self) -> None:
        """Every witness has given something; with slips alone the draw follows at once."""
        self._in("sealing")
        if lacking := [place for place in self.places if place not in self.seals and place not in self.openings]:
            raise Refused("lot.lacking", places="、".join(map(str, lacking)))
        until = clock.now() + timedelta(minutes=OPENING_MINUTES)
        self._sealing_ended(until=until.isoformat())
        self._draw_when_complete()

    def open(self, place: int, number: str, code: str, how: str) -> None:
        """A sealed number with its code, from the phone or from the slip; the last one draws."""
        self._in("opening")
        if place not in self.seals:
            raise Refused("lot.place")
        if place in self.openings:
            raise Refused("lot.opened_already")
        opening = Opening(place, number, code, self.seals[place])
        refuse_all(draw.opening_faults(self.sha256, opening))
        self._opened(place=place, value=number, code=code, how=how)
        self._draw_when_complete()

    def end_round(self) -> None:
        """Leaves it to the lottery that was named, because a seal stays closed. Not before its time."""
        self._in("opening")
        if clock.now() < datetime.fromisoformat(self.until):
            raise Refused("lot.early", until=self.until[11:16])
        self._round_ended(places=self.closed)

    def announce(self, issue: str, numbers: str, drawn_on: str) -> None:
        """The lottery's result: the first that was drawn on a later day than `lottery_since`."""
        self._in("lottery")
        day = written.day(drawn_on)
        faults = []
        if day is None or not self.lottery_since < day <= clock.today():
            faults.append(Refused("lot.lottery_day", field="drawn_on", since=written.in_words(self.lottery_since)))
        try:
            value = draw.lottery_value(self.lottery, issue, numbers)
        except Refused as no:
            faults.append(no)
        refuse_all(faults)
        self._give(value, {"issue": issue.strip(), "numbers": numbers.strip(), "drawn_on": drawn_on})

    def replace(self, out: str, reason_code: str, reason: str = "") -> None:
        """The next rank comes. `reason` is for the office alone."""
        self._in("drawn")
        if reason_code not in REASONS:
            raise Refused("lot.reason", field="reason_code")
        refuse_all(written.too_long("reason", reason))
        found = draw.drawn(self.content, self.sha256, self.value, [*self.replaced, out])
        new = next(id for pool in found for id in pool.chosen if id not in self.chosen)
        self._replaced(out=out, successor=new, reason_code=reason_code, reason=reason.strip())

    def withdraw(self, reason: str) -> None:
        """Only while nobody has given anything and no lottery result is known."""
        if self.state not in ("sealing", "lottery") or self.seals or self.openings or self.withheld:
            raise Refused("lot.begun")
        if self.state == "lottery" and clock.today() > self.lottery_since:
            raise Refused("lot.begun")
        refuse_all(written.faults("lot.why", "reason", reason))
        self._withdrawn(reason=reason.strip())

    @property
    def places(self) -> range:
        return range(1, len(self.witnesses) + 1)

    @property
    def closed(self) -> list[int]:
        """Places whose seals are not opened."""
        return [place for place in self.places if place not in self.openings]

    def _in(self, state: str) -> None:
        if self.state != state:
            raise Refused("lot.state")

    def _at(self, state: str, place: int) -> None:
        self._in(state)
        if place not in self.places:
            raise Refused("lot.place")
        if place in self.seals or place in self.openings:
            raise Refused("lot.sealed_already")

    def _draw_when_complete(self) -> None:
        if not self.closed:
            self._give(draw.value_of(self.sha256, list(self.openings.values())), None)

    def _give(self, value: str, announced: Mapping[str, str] | None) -> None:
        found = draw.drawn(self.content, self.sha256, value)
        self._drawn(
            value=value,
            drawn={pool.name: list(pool.chosen) for pool in found},
            announced=dict(announced) if announced else None,
        )

    @event(Committed)
    def __init__(
        self,
        plan: str,
        programme: str,
        jurisdiction: str,
        year: int,
        silent: bool,
        number: int,
        content: str,
        sha256: str,
        witnesses: list[str],
        lottery: str,
        declared: dict[str, str],
    ) -> None:
        self.plan, self.number, self.content, self.sha256 = plan, number, content, sha256
        self.witnesses, self.lottery = witnesses, lottery
        self.state = "sealing" if witnesses else "lottery"
        self.lottery_since = self.created_on.astimezone(clock.SHANGHAI).date()
        self.seals: dict[int, str] = {}
        self.openings: dict[int, Opening] = {}
        self.withheld: list[int] = []
        self.until = self.value = ""
        self.replaced: list[str] = []
        self.chosen: list[str] = []

    @event(Sealed)
    def _sealed(self, place: int, seal: str) -> None:
        self.seals[place] = seal

    @event(PaperNoted)
    def _paper_noted(self, place: int, value: str) -> None:
        self.openings[place] = Opening(place, value)

    @event(SealingEnded)
    def _sealing_ended(self, until: str) -> None:
        self.state, self.until = "opening", until

    @event(Opened)
    def _opened(self, place: int, value: str, code: str, how: str) -> None:
        self.openings[place] = Opening(place, value, code, self.seals[place])

    @event(RoundEnded)
    def _round_ended(self, places: list[int]) -> None:
        self.state, self.withheld = "lottery", places
        self.lottery_since = datetime.fromisoformat(self.until).date()

    @event(Drawn)
    def _drawn(self, value: str, drawn: dict[str, list[str]], announced: dict[str, str] | None) -> None:
        self.state, self.value = "drawn", value
        self.chosen = [id for ids in drawn.values() for id in ids]

    @event(Replaced)
    def _replaced(self, out: str, successor: str, reason_code: str, reason: str) -> None:
        self.replaced.append(out)
        self.chosen = [successor if id == out else id for id in self.chosen]

    @event(Withdrawn)
    def _withdrawn(self, reason: str) -> None:
        self.state = "withdrawn"


WAYS = {NUMBERS: "现场抽签", LOTTERY: "公开摇奖"}
