"""The words of an issued bulletin on the screen: each project it names and each figure leads to the record of it.

A paragraph about one project leads to that project's card, one about the whole list to the board, both as they stood at
the end of the day on which its figures were published; days and months lead nowhere.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from supervision.typed_figure import UNIT

DATED = re.compile(
    r"(?:\d{4}年)?\d{1,2}(?:—\d{1,2})?月(?:\d{1,2}日)?(?:份|底|末|前|起)?|\d{4}年|\d{1,2}日|\d{1,2}时|\d+个月"
)
FIGURE = re.compile(rf"\d[\d,]*(?:\.\d+)?[万亿]{{0,2}}(?:(?:{UNIT})(?:\([\u4e00-\u9fff]\))?)?")
"""With its whole unit: 82.5公里, 3万人次, 480套(间)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`address`: where its record stands; None for words that have none."""

    text: str
    address: str | None = None


@dataclass(frozen=True)
class Records:
    """`root`: /{government}/{year}; `facts`: the bulletin's, with its table and the day of publication."""

    root: str
    facts: Mapping[str, Any]

    @property
    def board(self) -> str:
        return f"{self.root}/{self._then}"

    def card(self, number: str) -> str:
        return f"{self.root}/projects/{number}{self._then}"

    def pieces(self, paragraph: str) -> list[Piece]:
        """The paragraph whole, cut where something leads to its record."""
        named = list(dict.fromkeys(self._titles.findall(paragraph))) if self._numbers else []
        figures = self.board if not named else self.card(self._numbers[named[0]]) if len(named) == 1 else None
        found, end = [], 0
        for match in self._all.finditer(paragraph):
            address = self._address(match[0], figures)
            if address:
                found += [*_plain(paragraph[end : match.start()]), Piece(match[0], address)]
                end = match.end()
        return [*found, *_plain(paragraph[end:])]

    def _address(self, words: str, figures: str | None) -> str | None:
        if words in self._numbers:
            return self.card(self._numbers[words])
        return None if DATED.fullmatch(words) else figures

    @property
    def _then(self) -> str:
        return f"?as_of={self.facts['source']['published_on']}"

    @cached_property
    def _numbers(self) -> dict[str, str]:
        """Title → number of every project of its table."""
        return {row[2]: row[0] for row in self.facts["annex"]["rows"]}

    @cached_property
    def _titles(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self._numbers, key=len, reverse=True))))

    @cached_property
    def _all(self) -> re.Pattern[str]:
        titles = [self._titles.pattern] if self._numbers else []
        return re.compile("|".join([*titles, DATED.pattern, FIGURE.pattern]))


def _plain(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(text)
