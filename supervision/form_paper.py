"""A form (督办单, 约谈记录, 检查记录表 …): rows of a label and what is said, to be filled in or signed by hand.

Everything here is text, dates and flags; nothing knows a page. Each kind's composer makes a `Form` (domain.md 5.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from supervision.paper import says


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its label and paragraphs; `lines` is the room it takes at least, in lines of text, and `foot` says that
    what is printed stands at the foot of that room, below what will be written."""

    label: str
    paragraphs: tuple[str, ...]
    lines: int = 1
    foot: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """The level of an order: `step` is its key, `words` what is printed."""

    step: Literal["blue", "orange", "red"]
    words: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed before the form was printed: `who`, how and when in words, and the hash of the name drawn by hand."""

    who: str
    words: str
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """The part that whoever receives the form signs and sends back; `cut` stands on the line to cut along."""

    title: str
    rows: tuple[Row, ...]
    cut: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A further sheet under the form's own head, with a title of its own."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form. `subtitle` tells what it is about, `signed` are those whose signatures it tells, `signatures` the labels
    of those who sign on paper, each with room and a date; `signer` and `day` close one that the office seals. `close`
    sets it smaller, for one that must share its page with a slip. `day` is None while the form is not dated.
    """

    issuer: str
    title: str
    rows: tuple[Row, ...]
    note: str
    day: date | None
    subtitle: str = ""
    number: str = ""
    level: Level | None = None
    signed: tuple[Signed, ...] = ()
    signatures: tuple[str, ...] = ()
    signer: str = ""
    slip: Slip | None = None
    reply: Sheet | None = None
    close: bool = False
    check_code: str | None = None
    specimen: bool = False

    @property
    def name(self) -> str:
        """What the file calls itself."""
        return f"{self.title} {self.number}".rstrip()

    def to_json(self) -> dict[str, Any]:
        """All it says, without day and code, which come with its issue; a dictionary that `json.dumps` takes."""
        return says(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any], day: date | None, check_code: str | None) -> Self:
        """The form that `to_json` wrote, as it is issued."""
        words = dict(said)
        words["rows"], words["signatures"] = _rows(words["rows"]), tuple(words["signatures"])
        words["signed"] = tuple(Signed(**each) for each in words.get("signed", ()))
        if words["level"]:
            words["level"] = Level(**words["level"])
        if words["slip"]:
            words["slip"] = Slip(**{**words["slip"], "rows": _rows(words["slip"]["rows"])})
        if words["reply"]:
            words["reply"] = Sheet(**{**words["reply"], "rows": _rows(words["reply"]["rows"])})
        return cls(**words, day=day, check_code=check_code)


def _rows(rows: list[dict[str, Any]]) -> tuple[Row, ...]:
    return tuple(Row(**{**row, "paragraphs": tuple(row["paragraphs"])}) for row in rows)
