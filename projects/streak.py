"""Months in a row: how long a light has lasted, on months that were accepted or missed (domain.md 4.2). Pure.

A month without a report is grey; two greys in a row count as one yellow, one alone neither counts nor ends a run
(default: silence rescues nobody).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

GREY, YELLOW, RED = "grey", "yellow", "red"
WORDS = {GREY: "未报送", YELLOW: "黄灯", RED: "红灯"}
LATE = (YELLOW, RED)


@dataclass(frozen=True, slots=True)
class Month:
    """A month that was accepted, published or missed: its light, how it was reckoned, and the day that was known."""

    key: str
    label: str
    light: str | None
    arithmetic: str = ""
    known: str = ""


def running(months: Sequence[Month], light: str) -> list[Month]:
    """The run of months of a light that lasts to the end; grey months in it neither count nor end it."""
    found: list[Month] = []
    for month in reversed(months):
        if month.light == light:
            found.append(month)
        elif month.light != GREY:
            break
    return found[::-1]


def running_yellows(months: Sequence[Month]) -> list[tuple[Month, ...]]:
    """What counts as yellow in the run that lasts to the end: each yellow month, and each pair of greys in a row."""
    tail: list[Month] = []
    for month in reversed(months):
        if month.light not in (YELLOW, GREY):
            break
        tail.append(month)
    found: list[tuple[Month, ...]] = []
    grey: list[Month] = []
    for month in reversed(tail):
        grey = [*grey, month] if month.light == GREY else []
        if month.light == YELLOW:
            found.append((month,))
        elif len(grey) == 2:
            found.append(tuple(grey))
            grey = []
    return found


def running_greys(months: Sequence[Month]) -> list[Month]:
    """The months at the end that nobody reported."""
    return [*takewhile(lambda month: month.light == GREY, reversed(months))][::-1]


def recovered(months: Sequence[Month]) -> list[Month]:
    """The late months just before the last one, where that is late no more: they stay on record (温州瓯海)."""
    if not months or months[-1].light in (*LATE, GREY, None):
        return []
    return [*takewhile(lambda month: month.light in (*LATE, GREY), reversed(months[:-1]))][::-1]


def told(months: Sequence[Month]) -> list[str]:
    """The counters in words, what lasts to the last month; nothing where nothing lasts and nothing was made up."""
    said = []
    if reds := running(months, RED):
        said.append(f"连续红灯{len(reds)}个月（{_labels(reds)}）")
    if (yellows := running_yellows(months)) and any(month.light == YELLOW for unit in yellows for month in unit):
        joined = "，其中连续两个月未报送按一次黄灯计" if any(len(unit) == 2 for unit in yellows) else ""
        said.append(f"连续黄灯{len(yellows)}次（{_labels([month for unit in yellows for month in unit])}{joined}）")
    if greys := running_greys(months):
        counted = f"，督办时按黄灯{len(greys) // 2}次计" if len(greys) > 1 else ""
        said.append(f"连续未报送{len(greys)}个月（{_labels(greys)}{counted}）")
    made_up = recovered(months)
    if any(month.light in LATE for month in made_up):
        before = "、".join(f"{month.label}{WORDS[month.light or GREY]}" for month in made_up)
        said.append(f"{before}，{months[-1].label}已追回；原来的灯保留在案")
    return said


def _labels(months: Sequence[Month]) -> str:
    return "、".join(month.label for month in months)
