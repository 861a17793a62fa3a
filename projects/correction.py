"""What a correction of an accepted month does: that month and each later one, as issued and as recomputed.

Later months keep their own cumulative values, which are absolute; what carries over is what a missing month takes from
the month before (domain.md 4.6). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any
from unicodedata import normalize

from projects import standing
from projects.filing import Filing
from projects.policy import Period, PolicySet
from projects.project import Project
from projects.quantity import plain
from projects.snapshot import number

WORDS = ("text", "problems", "measures")
JUDGED = ("light", "status", "progress", "planned_progress", "deviation_pp")


@dataclass(frozen=True, slots=True)
class Effect:
    """One month. `issued` and `recomputed` hold JUDGED and values {target number: cumulative figure}; percent, points.

    `published`: whether the public was told what was issued."""

    period: str
    label: str
    issued: dict[str, Any]
    recomputed: dict[str, Any]
    published: bool

    @property
    def moved(self) -> bool:
        """Whether anything a reader sees is another now."""
        return any(self.issued[name] != self.recomputed[name] for name in ("light", "status", "progress", "values"))

    def as_dict(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "label": self.label,
            "issued": self.issued,
            "recomputed": self.recomputed,
            "moved": self.moved,
        }


@dataclass(frozen=True, slots=True)
class Fall:
    """A cumulative figure that falls from one reported month to the next: the series is no longer monotone."""

    no: str
    before: str
    after: str
    value: Decimal
    next: Decimal


def as_if(project: Project, period: str, filing: Filing) -> Project:
    """The project as it would stand with another report of an accepted period; the project itself is left alone."""
    found = copy(project)
    month = {**project.accepted[period], "values": filing.values, "milestones_done": filing.milestones_done}
    found.accepted = {**project.accepted, period: month}
    return found


def effects(
    project: Project, period: Period, policy: PolicySet, issued: Mapping[str, Mapping[str, Any]]
) -> list[Effect]:
    """The period and every later one that was accepted or published, in order, of a project as corrected.

    `issued`: period → the project as published (snapshot's shape), or as judged when it was accepted.
    """
    later = [each for each in policy.periods(period.year) if each.key >= period.key and each.key in issued]
    return [_effect(project, each, policy, issued[each.key]) for each in later]


def _effect(project: Project, period: Period, policy: PolicySet, issued: Mapping[str, Any]) -> Effect:
    now = standing.of(project, period, policy)
    judged = now.as_dict()
    return Effect(
        period=period.key,
        label=period.label,
        issued={**{name: _shown(issued[name]) for name in JUDGED}, "values": _values_of(issued)},
        recomputed={
            **{name: _shown(judged[name]) for name in JUDGED},
            "values": {no: number(m.actual) for no, m in now.measures.items() if m.actual is not None},
        },
        published="number" in issued,
    )


def _shown(value: Any) -> Any:
    """Lights and words as they are; figures as JSON numbers, whatever they came as."""
    try:
        return number(Decimal(str(value))) if value is not None else None
    except ArithmeticError:
        return str(value)


def _values_of(issued: Mapping[str, Any]) -> dict[str, Any]:
    targets = issued["targets"]
    if isinstance(targets, list):
        return {target["no"]: target["value"] for target in targets if target["value"] is not None}
    return {no: number(value) for no, value in issued.get("values", {}).items()}


def falls(project: Project, policy: PolicySet) -> list[Fall]:
    """Where a figure that only grows is smaller than in the reported month before."""
    reported = [key for key in sorted(project.accepted) if not project.accepted[key]["not_reported"]]
    labels = {period.key: period.label for period in policy.periods(project.year)}
    found = []
    for no, target in project.targets.items():
        if target["kind"] not in ("quantity", "money", "service") or _falling(target):
            continue
        series = [(key, values[no]) for key in reported if no in (values := project.accepted[key]["values"])]
        found += [
            Fall(no, labels[one], labels[two], Decimal(before), Decimal(after))
            for (one, before), (two, after) in pairwise(series)
            if Decimal(after) < Decimal(before)
        ]
    return found


def _falling(target: Mapping[str, Any]) -> bool:
    quantity, baseline = target["quantity"], target["baseline"]
    return quantity is not None and baseline is not None and Decimal(quantity) < Decimal(baseline)


def figures(project: Project, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each figure that differs between two contents of a report, old and new; a node by the day it was done."""
    changed = [
        {"no": no, "text": target["text"], "unit": target["unit"], "old": _number(before), "new": _number(after)}
        for no, target in project.targets.items()
        if _number(before := old["values"].get(no)) != _number(after := new["values"].get(no))
    ]
    days = (old["milestones_done"], new["milestones_done"])
    for no, nodes in project.milestones.items():
        for index, node in enumerate(nodes):
            before, after = (done.get(f"{no}:{index}") or None for done in days)
            if before != after:
                changed.append({"no": no, "text": node["text"], "unit": None, "old": before, "new": after})
    return changed


@dataclass(frozen=True, slots=True)
class Outdated:
    """A part of a report's words (text, problems, measures) that still says a figure which was corrected, as it is
    written there."""

    part: str
    figure: str


SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


def outdated(content: Mapping[str, Any], figures: list[dict[str, Any]]) -> list[Outdated]:
    """Where a corrected report's words still say an old figure, however it is written: 28500, 28,500 or 2.85万."""
    found: dict[tuple[str, str], Outdated] = {}
    for each in figures:
        if not isinstance(each["old"], (int, float)):
            continue
        said = _written(Decimal(str(each["old"])), str(each["unit"] or ""))
        for part in WORDS:
            for written in said.finditer(normalize("NFKC", str(content.get(part) or ""))):
                found[part, written[0]] = Outdated(part, written[0])
    return list(found.values())


def _written(figure: Decimal, unit: str) -> re.Pattern[str]:
    """The figure as words may write it: alone, not within another, and of its own size (28万 is no 28)."""
    own = SCALES.get(unit[:1], Decimal(1))
    others = {word: scale for word, scale in SCALES.items() if scale != own}
    ways = [rf"{_digits(figure)}(?!\s*[{''.join(others)}])"]
    whole = figure * own
    ways += [rf"{_digits(whole / scale)}\s*{word}(?!亿)" for word, scale in others.items() if abs(whole) >= scale / 10]
    if own != 1:
        ways.append(rf"{_digits(whole)}(?!\s*[万亿])")
    return re.compile(rf"(?<![\d.])(?<!\d,)(?:{'|'.join(ways)})")


def _digits(figure: Decimal) -> str:
    """Its digits, thousands parted or not, noughts behind the point or none, and no more digits behind them."""
    whole, _, fraction = plain(figure).partition(".")
    behind = rf"\.{fraction}0*" if fraction else r"(?:\.0+)?"
    return rf"(?:{re.escape(whole)}|{re.escape(f'{int(whole):,}')}){behind}(?!\.?\d|,\d{{3}})"


def _number(text: str | None) -> int | float | None:
    return number(plain(Decimal(text))) if text not in (None, "") else None
