"""Where the words of a printed page stand, in millimetres from its top left corner, and what is wrong with that."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

import pdfplumber

MM = 72 / 25.4
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')
_FOOT = re.compile(r"—|\d+|样张|模拟数据|校验码|[A-Z0-9-]{8,}.*|扫码.*|输入校验码|核对本件。?|.*/verify|或者打开")
"""What may stand in a page's margins: its number, the mark of a specimen, the code and the words beside its square."""


@dataclass(frozen=True)
class Word:
    """`top` and `bottom` are those of its ink, about: what pdftotext says of a font's box is higher than its signs."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    number: int
    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def turned(self) -> bool:
        return self.width > self.height

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)


@dataclass(frozen=True)
class Area:
    """The margins of a page: top, right, bottom, left."""

    top: float
    right: float
    bottom: float
    left: float

    def holds(self, word: Word, page: Page, slack: float = 1.0) -> bool:
        return (
            word.left >= self.left - slack
            and word.right <= page.width - self.right + slack
            and word.top >= self.top - slack
            and word.bottom <= page.height - self.bottom + slack
        )


def pages(content: bytes) -> list[Page]:
    read = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, stdout=subprocess.PIPE, check=True)
    return [
        Page(number, float(width) / MM, float(height) / MM, tuple(map(_word, _WORD.findall(inside))))
        for number, (width, height, inside) in enumerate(_PAGE.findall(read.stdout.decode("utf-8", "replace")), 1)
    ]


def _word(found: Sequence[str]) -> Word:
    left, top, right, bottom = (float(each) / MM for each in found[:4])
    air = (bottom - top) * 0.22
    return Word(unescape(found[4]), left, top + air, right, bottom - air)


def outside(page: Page, area: Area) -> list[str]:
    """Words that stand neither in the text's area nor, as what belongs there, in a margin of the sheet."""
    sheet = Area(5, 5, 5, 5)
    return [
        f"page {page.number}: {word}"
        for word in page.words
        if not area.holds(word, page) and not (_FOOT.fullmatch(word.text) and sheet.holds(word, page, 0))
    ]


def overlapping(page: Page) -> Iterator[str]:
    """Pairs of words printed over one another."""
    lines = sorted(page.words, key=lambda word: word.top)
    for place, one in enumerate(lines):
        for other in lines[place + 1 :]:
            if other.top >= one.bottom:
                break
            if min(one.right, other.right) - max(one.left, other.left) > 0.15:
                yield f"page {page.number}: {one} over {other}"


def crossed(content: bytes, numbers: Sequence[int]) -> list[str]:
    """Words on those pages that an upright rule of a table runs through."""
    found = []
    known = {page.number: page for page in pages(content)}
    with pdfplumber.open(io.BytesIO(content)) as file:
        for number in numbers:
            ruled = file.pages[number - 1]
            upright = [r for r in (*ruled.lines, *ruled.rects) if r["x1"] - r["x0"] < 2 and r["bottom"] - r["top"] > 6]
            found += [
                f"page {number}: {word} by the rule at {rule['x0'] / MM:.1f}"
                for word in known[number].words
                for rule in upright
                if word.left + 0.3 < rule["x0"] / MM < word.right - 0.3
                and rule["top"] / MM < (word.top + word.bottom) / 2 < rule["bottom"] / MM
            ]
    return found


def misnumbered(found: Sequence[Page], first: int = 1) -> list[str]:
    """Upright pages whose number, — 1 —, does not stand at the right of an odd page and at the left of an even one."""
    return [f"page {page.number}" for page in found if page.number >= first and not page.turned and not _numbered(page)]


def _numbered(page: Page) -> bool:
    dashes = [word for word in page.words if word.text == "—" and word.top > page.height - 40]
    inside = [
        word
        for one, other in pairwise(dashes)
        for word in page.words
        if abs(one.top - other.top) + abs(one.top - word.top) < 2
        and one.right <= word.left
        and word.right <= other.left
    ]
    side = inside[0].left > page.width / 2 if inside else None
    return [word.text for word in inside] == [str(page.number)] and side == bool(page.number % 2)
