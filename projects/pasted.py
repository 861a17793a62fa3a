"""A block of cells copied from a spreadsheet: which field of a month's form each cell is meant for."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from projects.quantity import half_width

TITLES = {
    "number": ("编号", "项目编号"),
    "no": ("序号", "指标序号", "指标"),
    "value": ("累计数", "累计值", "本期填报", "本月填报", "本月累计", "本期累计", "完成数"),
    "text": ("本月进展", "进展", "进展文字", "进展情况"),
    "problems": ("存在问题", "问题"),
    "measures": ("下步措施", "措施", "下一步措施"),
}
"""What a column may be called at the top of the block."""
ORDER = ("number", "no", "value", "text", "problems", "measures")
"""The columns of a block without titles whose first cell is a project's number."""
WORDS = ("text", "problems", "measures")


@dataclass(frozen=True, slots=True)
class Filled:
    """One cell that found its field: the project's number, the field's name in its form, the text, the line."""

    number: str
    field: str
    text: str
    line: int


@dataclass
class Pasted:
    """What was read. `faults` say, line by line, what found no field; nothing is guessed for those."""

    filled: list[Filled] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read(text: str, figures: Sequence[tuple[str, str]]) -> Pasted:
    """Places a copied block. `figures`: project and target of every figure on the page, in the page's order.

    With titles the columns go by them. Else, where the first cells are projects' numbers, they are 编号, 指标序号,
    累计数, 本月进展, 存在问题, 下步措施. Else the first column goes down the page's figures, and the others are the
    words beside it. Empty cells leave their field as it is.
    """
    rows = [(line, cells) for line, cells in _rows(text) if any(cells)]
    found = Pasted()
    if not rows:
        found.faults.append("没有粘贴内容。请在 Excel 或 WPS 里选中单元格复制，再粘贴到这里。")
        return found
    titles = _titles(rows[0][1])
    numbers = dict.fromkeys(number for number, _ in figures)
    if titles:
        _by_columns(rows[1:], titles, figures, found)
    elif all(_name(cells[0]) in numbers or not cells[0] for _, cells in rows) and len(rows[0][1]) > 1 and rows[0][1][0]:
        narrow = max(len(cells) for _, cells in rows) == 2
        order = ("number", "value") if narrow else ORDER
        _by_columns(rows, dict(zip(order, range(len(order)), strict=True)), figures, found)
    else:
        _by_page(rows, figures, found)
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines and cells: a spreadsheet copies with tabs, and puts a cell of several lines into quotes."""
    written = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    file = io.StringIO(written, newline="")
    whole = written.count('"') % 2 == 0
    for line, cells in enumerate(
        csv.reader(file, delimiter="\t") if whole else csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=1
    ):
        yield line, [cell.strip() for cell in cells]


def _name(cell: str) -> str:
    """A number as a name: １ and 1 are the same, and so is 1.0 of a program that made a figure of it."""
    written = half_width(cell).strip()
    return written.removesuffix(".0") if written.count(".") == 1 else written


def _titles(cells: list[str]) -> dict[str, int]:
    """Column name → its place; empty where the first line is no line of titles."""
    known = {title: name for name, titles in TITLES.items() for title in titles}
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = known.get("".join(cell.split()))
        if name:
            found.setdefault(name, place)
    return found if "number" in found and len(found) > 1 else {}


def _by_columns(
    rows: Sequence[tuple[int, list[str]]], places: Mapping[str, int], figures: Sequence[tuple[str, str]], found: Pasted
) -> None:
    number = ""
    for line, cells in rows:
        said = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        number = _name(said["number"]) or number  # a merged cell is copied with its first row only
        own = [no for project, no in figures if project == number]
        if not own:
            found.faults.append(f"第{line}行：本页没有编号为“{number[:20]}”、可以填数的项目。")
            continue
        _row(line, number, own, said, found)


def _row(line: int, number: str, own: list[str], said: Mapping[str, str], found: Pasted) -> None:
    for name in WORDS:
        if said.get(name):
            found.filled.append(Filled(number, name, said[name], line))
    if not said.get("value"):
        return
    no = _name(said.get("no", "")) or (own[0] if len(own) == 1 else "")
    if no in own:
        found.filled.append(Filled(number, f"values.{no}", said["value"], line))
    elif no:
        found.faults.append(f"第{line}行：项目{number}没有要填数的指标“{no[:20]}”，有：{'、'.join(own)}。")
    else:
        found.faults.append(f"第{line}行：项目{number}有{len(own)}项指标，请写明指标序号（{'、'.join(own)}）。")


def _by_page(rows: Sequence[tuple[int, list[str]]], figures: Sequence[tuple[str, str]], found: Pasted) -> None:
    """Line after line from the first figure on; empty lines in between keep their place."""
    first = rows[0][0]
    for line, cells in rows:
        place = line - first
        if place >= len(figures):
            found.faults.append(f"第{line}行：本页只有{len(figures)}个数要填，这一行没有地方放。")
            continue
        number, no = figures[place]
        for name, cell in zip((f"values.{no}", *WORDS), cells, strict=False):
            if cell:
                found.filled.append(Filled(number, name, cell, line))
