"""What a visit still lacks when it is signed or ended: places nobody recorded, questions nobody answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tracker.refusal import Refused


@dataclass(frozen=True, slots=True)
class Gap:
    """`unseen`: places without any record (one that could not be seen has its reason, and is none); `unanswered`:
    questions left open where somebody looked."""

    unseen: int
    unanswered: int

    def __bool__(self) -> bool:
        return self.unseen + self.unanswered > 0

    def as_dict(self) -> dict[str, int]:
        """As the signature under it carries it."""
        return {"unseen": self.unseen, "unanswered": self.unanswered}

    @property
    def words(self) -> str:
        told = [f"{self.unseen}处未看"] if self.unseen else []
        return "；".join(told + ([f"清单有{self.unanswered}问未答"] if self.unanswered else []))

    def faults(self, sure: bool) -> list[Refused]:
        """Whoever signs or ends a visit with something missing says that they know."""
        return [Refused("inspection.incomplete", field="sure", missing=self.words)] if self and not sure else []


def gap(found: Mapping[str, str | None], answered: Mapping[str, Collection[str]], questions: Sequence[str]) -> Gap:
    """`found`: every place of the visit → whether it is as reported (inspection.VERIFIED), None without a record;
    `answered`: place → the questions answered there."""
    looked = [key for key, verified in found.items() if verified not in (None, "unseen")]
    return Gap(
        sum(verified is None for verified in found.values()),
        sum(question not in answered.get(key, ()) for key in looked for question in questions),
    )
