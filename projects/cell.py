"""A spreadsheet's cell, and what is said of it when it is wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ENTIRE_FILE = "（整个文件）"

LONGEST_TEXT = 32_767
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Fault:
    """One thing to put right. `row` is the sheet's own row number; None where the fault is of the whole sheet."""

    sheet: str
    row: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        row = f"第{self.row}行" if self.row is not None else ""
        column = f"“{self.column}”列" if self.column is not None else ""
        sheet = f"工作表“{self.sheet}”" if self.sheet != ENTIRE_FILE else "文件"
        return f"{sheet}{row}{column}：现为{self.found or '（空）'}，应为{self.expected}"


class Faults(Exception):
    """Everything that is wrong with a spreadsheet, at once; nothing of it was taken over."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `percent`: shown as a percentage (0.238 reads 23.8%). `broken`: why it has no value."""

    value: str | int | float | bool | date | None = None
    percent: bool = False
    broken: str | None = None

    @property
    def blank(self) -> bool:
        return self.value is None and self.broken is None

    def __str__(self) -> str:
        if self.broken is not None:
            return self.broken
        if self.value is None:
            return ""
        shown = str(self.value).upper() if isinstance(self.value, bool) else str(self.value)
        return f"“{shown if len(shown) <= 60 else shown[:60] + '…'}”"


BLANK = Cell()


def text_cell(written: str) -> Cell:
    text = written.replace("_x000D_\n", "\n").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST_TEXT:
        return Cell(broken=f"{len(text)} 字")
    if UNPRINTABLE.search(text):
        return Cell(broken="不可见的控制字符")
    return Cell(text or None)


def letter(place: int) -> str:
    """0 is A, 26 is AA, as the spreadsheet names its columns."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
