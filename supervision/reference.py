"""A reference in a press text: `{{ 完成率 }}` stands for a published figure; what is typed by hand instead is found.

A reference is frozen with the text it was drafted for: its value, what it means, where it was published and as of when
(docs/decisions/0081-press-figures-are-references.md). Dates written 9月30日 are figures too; years and months alone
name the period and are not.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from supervision import figures
from tracker.refusal import Refused

BOARD, CARD = "board", "card"
TITLE = "项目名称"
"""What a reference means that stands for a project's title: it says itself what it is."""
NEAREST = 3
"""How many references are offered for an unknown name or a typed figure (default)."""
NEAR = Decimal("0.02")
"""How far a typed figure may be from a published one of the same unit to be taken for it (default): 2 %."""
_ALIKE = 0.3

_TOKEN = re.compile(r"\{\{\s*([^{}\n]{1,80}?)\s*\}\}")
_LOOSE = re.compile(r"\{\{|\}\}")
_DAY = r"\d{1,2}月\d{1,2}日"
_PERIOD = re.compile(r"\d{4}年度?|\d{1,2}(?:[—-]\d{1,2})?月份?(?!\d{1,2}日)|\d{3,4}-\d{4,8}|第\d+")
_TYPED = re.compile(rf"{_DAY}|{figures.FIGURE.pattern}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A published figure by its name. `value` is printed as it stands. `as_of` (ISO) is the day it speaks of, `source`
    the publication in words; `record` says on which page its record is: the board, or the card of `project`."""

    name: str
    value: str
    meaning: str
    as_of: str
    source: str
    record: str = BOARD
    project: str | None = None
    title: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def written(self) -> str:
        """As it stands in a text."""
        return f"{{{{ {self.name} }}}}"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: plain words; a figure by `reference`; a `typed` one, with what it may have meant; or a name
    that there is not."""

    text: str
    reference: Reference | None = None
    typed: bool = False
    unknown: bool = False


def read(stored: Iterable[Mapping[str, Any]]) -> list[Reference]:
    """The references kept with a text."""
    return [Reference(**each) for each in stored]


def key(name: str) -> str:
    """A name as it is compared: blanks and full-width signs do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def by_name(references: Iterable[Reference]) -> dict[str, Reference]:
    return {key(each.name): each for each in references}


def names(text: str) -> list[str]:
    """The names that a text refers to, in its order."""
    return [match[1] for match in _TOKEN.finditer(text)]


def resolved(text: str, references: Mapping[str, Reference]) -> str:
    """The text as it is printed; a name that there is not stays as it was typed."""
    return "".join(part.text for part in parts(text, references))


def parts(text: str, references: Mapping[str, Reference]) -> list[Part]:
    """The text cut at its references and at what was typed by hand."""
    found, at = [], 0
    for match in _TOKEN.finditer(text):
        found += _typed_parts(text[at : match.start()])
        known = references.get(key(match[1]))
        found.append(Part(known.value, known) if known else Part(match[0], unknown=True))
        at = match.end()
    return found + _typed_parts(text[at:])


def typed(text: str) -> list[str]:
    """Figures typed by hand, each with its unit, in their order; those of references are none."""
    return [part.text for part in _typed_parts(_TOKEN.sub("；", text)) if part.typed]


def _typed_parts(text: str) -> list[Part]:
    named = [match.span() for match in _PERIOD.finditer(text)]
    found, at = [], 0
    for match in _TYPED.finditer(text):
        if any(start <= match.start() < end for start, end in named):
            continue
        found += [Part(text[at : match.start()]), Part(match[0], typed=True)]
        at = match.end()
    return [part for part in [*found, Part(text[at:])] if part.text]


def plain(figure: str) -> str:
    """A typed figure under which its source is kept: 1,200户 and １２００户 are one."""
    return unicodedata.normalize("NFKC", figure).replace(",", "")


def nearest(name: str, references: Iterable[Reference]) -> list[Reference]:
    """The references whose names are most like a name that there is not, the likest first."""
    asked = key(name)
    scored = [(SequenceMatcher(None, asked, key(each.name)).ratio(), each) for each in references]
    likely = sorted((each for each in scored if each[0] >= _ALIKE), key=lambda each: -each[0])
    return [each for _, each in likely[:NEAREST]]


def meant(figure: str, references: Iterable[Reference]) -> list[Reference]:
    """What a typed figure may have meant, the likeliest first: that very figure; one of its unit within `NEAR`; one
    whose digits were turned about; the same number of other things."""
    asked = plain(figure)
    likely = [(rank, each) for each in references if (rank := _rank(asked, plain(each.value))) is not None]
    return [each for _, each in sorted(likely, key=lambda pair: pair[0])][:NEAREST]


def _rank(asked: str, value: str) -> Decimal | None:
    """How far a typed figure is from a published one, 0 for the same; None where it is no slip."""
    if asked == value:
        return Decimal(0)
    first, second = _split(asked), _split(value)
    if first is None or second is None:
        return None
    gap = abs(first[0] - second[0]) / (max(first[0], second[0]) or 1)
    if first[1] != second[1]:
        return Decimal(2) if not gap and "%" not in first[1] + second[1] else None
    if gap <= NEAR:
        return gap
    return Decimal(1) if sorted(str(first[0])) == sorted(str(second[0])) else None


def _split(figure: str) -> tuple[Decimal, str] | None:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(\D*)", figure)
    return (Decimal(match[1]), match[2]) if match else None


def faults(texts: Mapping[str, str], references: Sequence[Reference]) -> list[Refused]:
    """Names that there are not, with the nearest, and braces that are no reference. `texts`: field → words."""
    known, found = by_name(references), []
    for field, text in texts.items():
        unknown = [name for name in dict.fromkeys(names(text)) if key(name) not in known]
        if unknown:
            near = "、".join(each.written for each in nearest(unknown[0], references))
            offered = f"相近的有：{near}。" if near else ""
            found.append(Refused("reference.unknown", field=field, name=unknown[0][:40], offered=offered))
        elif _LOOSE.search(_TOKEN.sub("", text)):
            found.append(Refused("reference.braces", field=field))
    return found


def unexplained(texts: Iterable[str], sources: Mapping[str, str]) -> list[str]:
    """Typed figures for which nobody has said where they come from, each once."""
    every = dict.fromkeys(plain(figure) for text in texts for figure in typed(text))
    return [figure for figure in every if not sources.get(figure, "").strip()]


def replaced(text: str, figure: str, reference: Reference) -> str:
    """The text with that typed figure, wherever it stands, made a reference."""
    pieces, at = [], 0
    for match in _TOKEN.finditer(text):
        pieces += [_exchanged(text[at : match.start()], figure, reference), match[0]]
        at = match.end()
    return "".join([*pieces, _exchanged(text[at:], figure, reference)])


def _exchanged(text: str, figure: str, reference: Reference) -> str:
    return "".join(
        reference.written if part.typed and plain(part.text) == plain(figure) else part.text
        for part in _typed_parts(text)
    )
