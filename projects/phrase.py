"""Words that somebody looks for: how they are folded, and by which pairs of letters a database finds them.

Chinese is written without blanks, so that a word is whatever stretch of letters somebody types, from two on. Each two
letters that stand side by side are one number; what holds a word holds all of its pairs.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from tracker.unseen import without_unseen

LONGEST = 60
"""Letters of what is typed that are looked for."""
SHORTEST = 2
"""Letters of a word that can be found by its pairs."""
_ROOM = 16
"""Bits of a letter that count: all of those that are in use but for rare ones."""


def plain(text: str) -> str:
    """Full-width and capital letters as the plain ones."""
    return unicodedata.normalize("NFKC", text).casefold()


def cut(asked: str | None) -> str:
    """What was typed, without unseen signs, blanks around it and what is too long."""
    return without_unseen(asked or "").strip()[:LONGEST].strip()


def words(asked: str) -> list[str]:
    """Folded, each once, in the order typed."""
    return list(dict.fromkeys(plain(asked).split()))


def pairs(texts: Iterable[str]) -> list[int]:
    """Of all the texts, each pair once, in ascending order, as the database's 32-bit integers; none over a blank."""
    stretches = [stretch for text in texts for stretch in plain(text).split()]
    return sorted({_number(one, other) for each in stretches for one, other in pairwise(each)})


def _number(one: str, other: str) -> int:
    most = 1 << _ROOM
    return (ord(one) % most << _ROOM | ord(other) % most) - (most * most >> 1)


def pattern(word: str) -> str:
    """For LIKE: the word anywhere."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
