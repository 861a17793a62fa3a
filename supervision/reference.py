"""A reference in a press text: `{{ 完成率 }}` stands for a published figure; what is typed by hand instead is found.

A reference is frozen with the text it was drafted for: its value, what it means, where it was published and as of when
(docs/decisions/0081-press-figures-are-references.md).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from supervision import typed_figure
from supervision.typed_figure import plain
from tracker.refusal import Refused

BOARD, CARD = "board", "card"
TITLE = "项目名称"
"""What a reference means that stands for a project's title: it says itself what it is."""
NEAREST = 3
"""How many references are offered for an unknown name or a typed figure (default)."""
_ALIKE = 0.3

_TOKEN = re.compile(r"\{\{\s*([^{}\n]{1,80}?)\s*\}\}")
_LOOSE = re.compile(r"\{\{|\}\}")


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
    return [Part(piece, typed=is_figure) for piece, is_figure in typed_figure.pieces(text) if piece]


def nearest(name: str, references: Iterable[Reference]) -> list[Reference]:
    """The references whose names are most like a name that there is not, the likest first."""
    asked = key(name)
    scored = [(SequenceMatcher(None, asked, key(each.name)).ratio(), each) for each in references]
    likely = sorted((each for each in scored if each[0] >= _ALIKE), key=lambda each: -each[0])
    return [each for _, each in likely[:NEAREST]]


def meant(figure: str, references: Iterable[Reference], words: Sequence[str] = ()) -> list[Reference]:
    """What a typed figure may have meant, the best first: that very figure; nearly that amount, also in another unit of
    the same measure; one whose digits were turned about; the same number of other things. Among equals the one whose
    name and project are most like the `words` around the figure (see `around`)."""
    asked = plain(figure)
    likely = [
        (rank, -_alike(each, words), each)
        for each in references
        if (rank := typed_figure.distance(asked, plain(each.value))) is not None
    ]
    return [each for _, _, each in sorted(likely, key=lambda found: found[:2])][:NEAREST]


def around(text: str, figure: str) -> list[str]:
    """The words around a typed figure: each sentence in which it stands, and again its own clause of it, which says
    more. References stand in them by name."""
    asked = plain(figure)
    said = [*re.split(r"[。；;\n]", text), *re.split(r"[。；;，：\n]", text)]
    return [words for words in said if any(plain(each) == asked for each in typed(words))]


def _alike(reference: Reference, words: Iterable[str]) -> int:
    """How many signs in a row of its name and of its project's title those words have."""
    own = (reference.name, *filter(None, [reference.title]))
    return sum(_shared(each, said) for said in words for each in own)


def _shared(first: str, second: str) -> int:
    return SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size


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
