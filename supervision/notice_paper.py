"""What a notice to the public says, apart from how it looks: a title, words and tables, who signs, whom to turn to.

A notice has no red head and no number (domain.md 5.2): 公示, 半年公开, 办结公布. A paper that is nothing but tables
turned (任务分解表, 月度计划表) is one without a body. Everything here is text, dates and flags; nothing knows a
page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from supervision.paper import Section, Table, says

PORTRAIT_MM, TURNED_MM = 156.0, 225.0
"""The room of a table in the body, and of an annex on a turned page."""


@dataclass(frozen=True, slots=True)
class NoticePaper:
    """`about` stands under the title (what day the figures are of); `table` stands between opening and sections;
    `contacts` are pairs of label and words; `annexes` each begin a turned page. `day` is None as long as it is a draft.
    """

    title: str
    issuer: str
    day: date | None
    specimen: bool
    about: str = ""
    opening: tuple[str, ...] = ()
    table: Table | None = None
    sections: tuple[Section, ...] = ()
    closing: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    annexes: tuple[Table, ...] = ()
    check_code: str | None = None

    @property
    def has_body(self) -> bool:
        return bool(self.opening or self.sections or self.table)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table in it, for a spreadsheet."""
        return (*((self.table,) if self.table else ()), *self.annexes)

    def to_json(self) -> dict[str, Any]:
        """All it says, without day and code, which come with its issue; a dictionary that `json.dumps` takes."""
        return says(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], day: date | None = None, check_code: str | None = None) -> Self:
        """The notice that `to_json` wrote, of a day and under a code."""
        words = dict(data)
        for name in ("opening", "closing"):
            words[name] = tuple(words[name])
        words["contacts"] = tuple((label, said) for label, said in words["contacts"])
        words["sections"] = tuple(Section(each["heading"], tuple(each["paragraphs"])) for each in words["sections"])
        words["annexes"] = tuple(map(Table.from_json, words["annexes"]))
        words["table"] = Table.from_json(words["table"]) if words["table"] else None
        return cls(**words, day=day, check_code=check_code)
