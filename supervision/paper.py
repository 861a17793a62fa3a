"""What a paper says, apart from how it looks: the words of an official document (公文) and of a press text (新闻通稿).

Everything here is text, dates and flags: `OfficialPaper.to_json` gives what JSON can hold (the date as YYYY-MM-DD), and
`OfficialPaper.from_json` reads it back. Nothing here knows a page.
Rules: GB/T 9704-2012 as in domain.md 5.1, documents as in domain.md 5.2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal, Self

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an annex.

    `width_mm` fixes its width in millimetres; without it the column shares what is left by `weight`.
    A column of lights (`is_light`) holds the status in words; the paper adds the shape and the colour.
    """

    title: str
    width_mm: float | None = None
    weight: float = 1
    align: Align = "left"
    is_light: bool = False


PROGRESS_COLUMNS = (
    Column("序号", width_mm=8, align="center"),
    Column("件", width_mm=17),
    Column("项", width_mm=28),
    Column("年度目标", width_mm=25),
    Column("序时\n进度", width_mm=12, align="right"),
    Column("累计完成", width_mm=20, align="right"),
    Column("完成率", width_mm=13.5, align="right"),
    Column("偏差\n百分点", width_mm=12.5, align="right"),
    Column("亮灯", width_mm=15.7, align="center", is_light=True),
    Column("牵头单位", width_mm=18),
    Column("存在问题", weight=1.15),
    Column("下步措施", weight=1),
)
"""The twelve columns of the 进展情况一览表 (domain.md 5.2), for 225 mm. 偏差 is in points, signed."""


WORDED_COLUMNS = tuple(
    replace(each, title="进展\n状态", is_light=False) if each.is_light else each for each in PROGRESS_COLUMNS
)
"""The same where the public is told in words alone: the status without a shape or a colour."""


@dataclass(frozen=True, slots=True)
class Table:
    """An annex of the kind 进展情况一览表. A row has one text a column; a line break in a cell is kept.

    Raises ValueError when a row is longer or shorter than the head.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str | None = None

    def __post_init__(self) -> None:
        for position, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {position} has {len(row)} cells for {len(self.columns)} columns")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The table whose `asdict` this is."""
        columns = tuple(Column(**column) for column in data["columns"])
        return cls(data["title"], columns, tuple(tuple(row) for row in data["rows"]), data["note"])


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the first level with its own number (一、总体进展), and its paragraphs."""

    heading: str | None
    paragraphs: tuple[str, ...]


def sections(blocks: Iterable[Mapping[str, Any]]) -> tuple[Section, ...]:
    """Those of a draft's blocks that say something."""
    return tuple(Section(each["heading"], tuple(each["paragraphs"])) for each in blocks if each["paragraphs"])


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """The content of one official document.

    `mark` is the red text on top (发文机关标志), `issuer` the body that answers for the paper, `signer` its signature.
    `number` is None as long as the paper has none, `date` None as long as it is not signed.
    `note` is the 附注 with or without its round brackets; `specimen` puts 样张 and 模拟数据 on every page.
    `attendance` ends a 纪要 (10.3): 出席, 请假 or 列席, and who. A 纪要 has neither addressee nor signature: both "".
    `letter` makes it a 信函 (10.1), whose mark is the issuer's name; its `number` is "" where its kind bears none.
    """

    issuer: str
    mark: str
    number: str | None
    title: str
    addressee: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    attachments: tuple[Table, ...]
    signer: str
    date: date | None
    copy_to: str | None
    printed_by: str
    note: str | None = None
    check_code: str | None = None
    specimen: bool = False
    contact: str | None = None
    attendance: tuple[tuple[str, str], ...] = ()
    letter: bool = False

    def to_json(self) -> dict[str, Any]:
        """A dictionary that `json.dumps` takes as it is."""
        return asdict(self) | {"date": self.date.isoformat() if self.date else None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The paper that `to_json` wrote. Raises KeyError or TypeError when something is missing or too much."""
        words = dict(data)
        words["opening"] = tuple(words["opening"])
        words["sections"] = tuple(Section(s["heading"], tuple(s["paragraphs"])) for s in words["sections"])
        words["attachments"] = tuple(map(Table.from_json, words["attachments"]))
        words["attendance"] = tuple((state, who) for state, who in words.get("attendance", ()))
        words["date"] = date.fromisoformat(words["date"]) if words["date"] else None
        return cls(**words)


@dataclass(frozen=True, slots=True)
class PressPaper:
    """A press text (新闻通稿): no addressee and no signature. `sources` name where each figure was published;
    `pictures` are (hash in the store, caption)."""

    title: str
    dateline: str
    paragraphs: tuple[str, ...]
    contact: str
    sources: tuple[str, ...]
    specimen: bool = False
    pictures: tuple[tuple[str, str], ...] = ()
    check_code: str | None = None
    source_note: str = ""


def says(paper: Any) -> dict[str, Any]:
    """All that a paper (a dataclass) says, without its day and its code, which come with its issue."""
    return {name: words for name, words in asdict(paper).items() if name not in ("day", "check_code")}
