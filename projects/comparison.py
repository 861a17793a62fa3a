"""What differs between two months' words or figures: the new text with what was put in and what was taken out."""

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby

PHRASE = re.compile(r"([^，。；：、！？\n]*)([，。；：、！？\n]*)")
NUMBER = re.compile(r"([0-9][0-9,.]*[%万亿]*)")
"""A number stays whole: 84个 → 93个 is one change of a number, not of two digits."""
ALIKE = 0.35
"""Below this share of common characters the texts are two different ones, and are shown one after the other."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text. `kind`: same, added (only in the new one) or removed (only in the old one)."""

    kind: str
    words: str


def words(old: str, new: str) -> list[Part]:
    """The two texts as one, in reading order; removed stretches come before what replaced them.

    What moves is a whole phrase between two marks, or a number in a phrase that otherwise stays: a reader reads
    phrases, and characters that two of them happen to share are no common words.
    """
    before, after = _phrases(old), _phrases(new)
    matcher = SequenceMatcher(None, [_frame(each) for each in before], [_frame(each) for each in after], autojunk=False)
    found: list[Part] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            for was, now in zip(before[i:j], after[k:m], strict=True):
                found += _numbers(was[0], now[0]) + _changed(was[1], now[1])
        else:
            found += _changed("".join(map("".join, before[i:j])), "".join(map("".join, after[k:m])))
    same = sum(len(part.words) for part in found if part.kind == "same")
    return _joined(found) if 2 * same >= ALIKE * (len(old) + len(new)) else _changed(old, new)


def _phrases(text: str) -> list[tuple[str, str]]:
    """Each with the marks behind it."""
    return [(phrase, marks) for phrase, marks in PHRASE.findall(text) if phrase or marks]


def _frame(phrase: tuple[str, str]) -> str:
    return NUMBER.sub("0", phrase[0])


def _numbers(old: str, new: str) -> list[Part]:
    """Two phrases that differ by their numbers alone."""
    pairs = zip(NUMBER.split(old), NUMBER.split(new), strict=True)
    return [part for was, now in pairs for part in _changed(was, now)]


def _changed(old: str, new: str) -> list[Part]:
    pairs = (("same", new),) if old == new else (("removed", old), ("added", new))
    return [Part(kind, words) for kind, words in pairs if words]


def _joined(parts: list[Part]) -> list[Part]:
    """Neighbours of one kind as one."""
    kinds = groupby(parts, key=lambda part: part.kind)
    return [Part(kind, "".join(part.words for part in run)) for kind, run in kinds]


def step(old: str | None, new: str | None) -> Decimal | None:
    """How much the figure moved; None where one of the two is missing."""
    return Decimal(new) - Decimal(old) if old not in (None, "") and new not in (None, "") else None
