"""Words that were looked for, as they stand in what is read: marked in a line, or shown in the phrase around them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from projects.phrase import plain

AROUND = 20
"""Letters of a phrase that are shown on either side of a word that was found in it."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a word was found that the row itself does not show: in what, and the phrase around it."""

    where: str
    before: str
    word: str
    after: str


def phrase(where: str, text: str, word: str) -> Match | None:
    """The word as it stands in the text, with a little on either side; None where it is not in it."""
    span = next(iter(_spans(text, word)), None)
    if span is None:
        return None
    first, last = span
    before = re.split("[。；！？\n]", text[:first])[-1]
    after = re.split("[。；！？\n]", text[last:])[0]
    shown = before if len(before) <= AROUND else "…" + before[-AROUND:]
    return Match(where, shown, text[first:last], after if len(after) <= AROUND else after[:AROUND] + "…")


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words (folded)."""
    found = {place for word in words for first, last in _spans(text, word) for place in range(first, last)}
    pieces = groupby(enumerate(text), key=lambda each: each[0] in found)
    return [("".join(letter for _, letter in letters), held) for held, letters in pieces]


def _spans(text: str, word: str) -> list[tuple[int, int]]:
    """Where the word stands: its first letter, and the one behind its last."""
    whole = plain(text)
    at = [found.start() for found in re.finditer(f"(?={re.escape(word)})", whole)]
    if len(whole) == len(text):
        return [(first, first + len(word)) for first in at]
    return [_span(text, first, first + len(word)) for first in at]


def _span(text: str, first: int, last: int) -> tuple[int, int]:
    """Of the folded text's letters those of the text: one may have been folded into several."""
    ends = list(accumulate(len(plain(each)) for each in text))
    return bisect_right(ends, first), min(bisect_left(ends, last) + 1, len(text))
