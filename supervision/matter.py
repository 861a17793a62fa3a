"""What a supervision order is about: its one matter, and why it is issued (domain.md 3.5, 5.2)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from projects.approval import Approval
from tracker.refusal import Refused

FALSIFIED = "falsified"
CAUSES = {
    "red_light": "亮红灯",
    "two_yellows": "连续两个月亮黄灯",
    "missed": "到期未办",
    "finding": "督查发现问题",
    "instruction": "领导批示",
    "media": "媒体曝光",
    "clue": "群众反映线索",
    FALSIFIED: "报送弄虚作假",
}
LONGEST = 2000
"""Signs in one field of an order."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an order is issued: its kind, what it rests on (`ref`: a month, an obligation, a finding), the words in
    which it is printed, and the recorded 批示 where a leader's instruction is the cause."""

    kind: str
    ref: str = ""
    words: str = ""
    instruction: Approval | None = None

    def faults(self) -> Iterator[Refused]:
        if self.kind not in CAUSES:
            yield Refused("order.cause", field="cause")
        yield from too_long("cause_words", self.words)
        if self.kind == FALSIFIED and not self.ref.startswith(f"{FALSIFIED}:"):
            yield Refused("order.not_ruled_false", field="cause")
        if self.kind == "instruction":
            yield from _instruction_faults(self.instruction)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Matter:
    """The one matter of an order: 督办事项, main facts, requirement, whom it binds, and whom to ask.

    `unit` and `supporting` are units' ids; `due` (ISO) is the day set for the reply, None for the level's own.
    """

    matter: str
    facts: str
    requirement: str
    unit: str
    supporting: tuple[str, ...] = ()
    due: str | None = None
    contact: str = ""

    def faults(self) -> Iterator[Refused]:
        yield from missing("order.matter_missing", "matter", self.matter)
        yield from missing("order.facts_missing", "facts", self.facts)
        yield from missing("order.requirement_missing", "requirement", self.requirement)
        yield from too_long("contact", self.contact)
        if not self.unit:
            yield Refused("order.unit_missing", field="unit")
        if self.due and day_of(self.due) is None:
            yield Refused("order.due", field="due")

    def as_dict(self) -> dict[str, Any]:
        kept = asdict(self) | {"supporting": [each for each in self.supporting if each != self.unit]}
        return {name: value.strip() if isinstance(value, str) else value for name, value in kept.items()}


def missing(code: str, field: str, text: str) -> list[Refused]:
    """What is wrong with a text that must be there."""
    return too_long(field, text) if text.strip() else [Refused(code, field=field)]


def too_long(field: str, text: str) -> list[Refused]:
    return [Refused("order.too_long", field=field, most=LONGEST)] if len(text.strip()) > LONGEST else []


def day_of(text: str | None) -> date | None:
    """The date of an ISO text; None for none and for what is no date."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def in_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _instruction_faults(instruction: Approval | None) -> Iterator[Refused]:
    if instruction is None or not instruction.words.strip():
        yield Refused("order.instruction", field="instruction_words")
        return
    yield from instruction.faults()
