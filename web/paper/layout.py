"""How the words of a paper are set, whatever the file: dates, breaks of the title, indents, names of annexes, lights.

Lengths are in 字 (the place of one Chinese character of the line) unless a name says otherwise.
Rules: GB/T 9704-2012 as in domain.md 5.1.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar

from supervision.paper import OfficialPaper, Table

TEXT_WIDTH_PT = 156 / 25.4 * 72
TITLE_ROOM = 19  # 字 of 22 pt in 156 mm are 20; digits are a little wider than half of one
UNNUMBERED = "（未编号）"
UNDATED = "　　　　年　　月　　日"

_Content = TypeVar("_Content")
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_LEAD = re.compile(r"(（[一二三四五六七八九十百零]+）[^。\n]*。?)(.*)", re.DOTALL)


def clean(content: _Content) -> _Content:
    """The same paper without characters that no page and no XML can carry (controls, lone halves, bidi marks)."""
    result: Any = content
    if isinstance(content, str):
        result = _UNPRINTABLE.sub("", content)
    elif isinstance(content, tuple | list):
        result = type(content)(clean(part) for part in content)
    elif isinstance(content, dict):
        result = {name: clean(part) for name, part in content.items()}
    elif is_dataclass(content) and not isinstance(content, type):
        result = replace(content, **{f.name: clean(getattr(content, f.name)) for f in fields(content)})
    return result  # type: ignore[no-any-return]


def width(text: str) -> float:
    """The room a text takes: 1 for a full-width character, 0.5 for any other."""
    return sum(1 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def date_text(day: date | None) -> str:
    """2026年1月5日, without leading zeros (7.3.5.4); blanks to write in while there is none."""
    return UNDATED if day is None else f"{day.year}年{day.month}月{day.day}日"


def date_text_of(day: str) -> str:
    """2026-01-05 as 2026年1月5日."""
    return date_text(date.fromisoformat(day))


def number_text(paper: OfficialPaper) -> str:
    """The number; "" for a letter of a kind that bears none."""
    return UNNUMBERED if paper.number is None else paper.number


def bracketed(note: str) -> str:
    """A 附注 stands in round brackets (7.3.6)."""
    return note if note.startswith(("（", "(")) else f"（{note}）"


def addressed(addressee: str) -> str:
    """主送机关 ends with a full-width colon (7.3.2)."""
    return addressee.rstrip("：:") + "："


def copied(copy_to: str) -> str:
    """抄送机关 ends with a full stop (7.4.2)."""
    return copy_to.removeprefix("抄送：").rstrip("。") + "。"


def lead(paragraph: str) -> tuple[str, str]:
    """A paragraph as its second-level head （一）… up to the first full stop, for 楷体, and the rest (7.3.3)."""
    match = _LEAD.fullmatch(paragraph)
    return (match[1], match[2]) if match else ("", paragraph)


@dataclass(frozen=True, slots=True)
class Signature:
    """How far the signature and the date stand from the right edge."""

    signer: float
    date: float


def signature(signer: str, day: date | None) -> Signature:
    """The date four 字 from the right, the signature centred over it (7.3.5.1, for a paper that will be sealed).

    A signature too long for that ends at the edge.
    """
    over = (width(date_text(day)) - width(signer)) / 2
    return Signature(max(0.0, 4 + over), 4)


def several_lines(signer: str) -> bool:
    """Whether a signature is too long for one line, beside the square of a notice."""
    return width(signer) > 22


def mark_size(mark: str) -> float:
    """The size in pt at which the red mark stays on one line (7.2.4 leaves it free); one too long for 18 pt wraps."""
    fits = TEXT_WIDTH_PT / (1.05 * max(1.0, width(mark)))
    return max(18.0, min(34.0, int(fits * 10) / 10))


def foot_words(specimen: bool, check_code: str | None) -> list[str]:
    """What the foot of every page says beside its number."""
    return (["样张", "模拟数据"] if specimen else []) + ([f"校验码 {check_code}"] if check_code else [])


def annex_label(position: int, annexes: int) -> str:
    """附件 for a single annex, 附件1, 附件2 … for several (7.3.7)."""
    return "附件" if annexes == 1 else f"附件{position}"


def annex_names(tables: Sequence[Table]) -> list[tuple[str, str]]:
    """The 附件说明 as pairs of label and name, without punctuation behind (7.3.4)."""
    if len(tables) == 1:
        return [("附件：", tables[0].title)]
    return [(f"附件：{n}." if n == 1 else f"　　　{n}.", table.title) for n, table in enumerate(tables, 1)]


def column_widths(table: Table, room_mm: float) -> list[float]:
    """Widths in mm that fill the room; fixed ones are kept, or shrunk alike when they alone are too wide."""
    fixed = sum(c.width_mm or 0 for c in table.columns)
    weights = sum(c.weight for c in table.columns if c.width_mm is None)
    least = room_mm / 10 if weights else 0
    shrink = min(1.0, (room_mm - least) / fixed) if fixed else 1.0
    if not weights:
        shrink = room_mm / fixed
    share = (room_mm - fixed * shrink) / weights if weights else 0
    return [c.width_mm * shrink if c.width_mm is not None else c.weight * share for c in table.columns]


@dataclass(frozen=True, slots=True)
class Light:
    """A status that does not hang on colour alone: `name` for styles, a shape, and a colour (RRGGBB)."""

    name: str
    shape: str
    colour: str


_BLUE = Light("blue", "●", "1F5FA8")
_GREEN = Light("green", "●", "1F7A3D")
_YELLOW = Light("yellow", "■", "9A6200")
_RED = Light("red", "◆", "B3121D")
_GREY = Light("grey", "○", "5F6368")
_LIGHTS = {
    "蓝": _BLUE, "已完成": _BLUE, "绿": _GREEN, "按序时": _GREEN, "超序时": _GREEN, "略慢于序时": _GREEN,
    "黄": _YELLOW, "慢于序时": _YELLOW, "红": _RED, "严重滞后": _RED, "灰": _GREY, "未报送": _GREY, "未开始": _GREY,
}  # fmt: skip


def light(words: str) -> Light | None:
    """The light that words name (按序时, 黄灯, 红灯（严重滞后） …); None for others, printed as they are."""
    found = [name for name in _LIGHTS if words.startswith(name)]
    return _LIGHTS[max(found, key=len)] if found else None
