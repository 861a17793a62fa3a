"""What differs between two months' words or figures: the new text with what was put in and what was taken out."""

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

PIECE = re.compile(r"[0-9][0-9,.]*[%万亿]*|[A-Za-z]+|\s+|.", re.DOTALL)
"""A number stays whole: 84个 → 93个 is one change of a number, not of two digits."""
ALIKE = 0.35
"""Below this share of common pieces the texts are two different ones, and are shown one after the other."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text. `kind`: same, added (only in the new one) or removed (only in the old one)."""

    kind: str
    words: str


def words(old: str, new: str) -> list[Part]:
    """The two texts as one, in reading order; removed stretches come before what replaced them."""
    if not old or not new:
        return [Part(kind, text) for kind, text in (("removed", old), ("added", new)) if text]
    before, after = PIECE.findall(old), PIECE.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [Part("removed", old), Part("added", new)]
    found: list[Part] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            found.append(Part("same", "".join(after[k:m])))
            continue
        if j > i:
            found.append(Part("removed", "".join(before[i:j])))
        if m > k:
            found.append(Part("added", "".join(after[k:m])))
    return found


def step(old: str | None, new: str | None) -> Decimal | None:
    """How much the figure moved; None where one of the two is missing."""
    return Decimal(new) - Decimal(old) if old not in (None, "") and new not in (None, "") else None
