"""A quarter of a programme's year: what it is called, which months were reported in it, which quarter came before."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from projects.policy import Period, PolicySet

_NUMERALS = "一二三四"


@dataclass(frozen=True, slots=True)
class Quarter:
    """One of the four; `key` is how it is addressed (2026-Q3)."""

    year: int
    number: int

    @property
    def key(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def label(self) -> str:
        return f"{_NUMERALS[self.number - 1]}季度"

    @property
    def ends_on(self) -> date:
        month = 3 * self.number
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def before(self) -> "Quarter | None":
        """The quarter before it in the same year; the first has none, for each year is a programme of its own."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else None

    def periods(self, policy: PolicySet) -> list[Period]:
        """The reporting periods that end in it."""
        return [each for each in policy.periods(self.year) if (each.month + 2) // 3 == self.number]

    @staticmethod
    def of(key: str) -> "Quarter | None":
        """2026-Q3; None for what is no quarter."""
        year, _, number = key.partition("-Q")
        if len(year) != 4 or not year.isdecimal() or number not in ("1", "2", "3", "4"):
            return None
        return Quarter(int(year), int(number))

    @staticmethod
    def all(year: int) -> "list[Quarter]":
        return [Quarter(year, number) for number in (1, 2, 3, 4)]
