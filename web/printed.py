"""An imported project as its card tells it: each target's own figures and words, and what may be said beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects import series
from projects.listing import RATIO_UNITS
from projects.series import Remark
from web.wording import latest, latest_figure, number, printed_percent

_SAID = {
    series.PAST_TARGET: "此前公布的数已达到年度目标，之后仍在累计",
    series.OTHER_STAGE: "所列为{}数，与目标数所计不同，不作比较",
    series.NOT_THE_QUOTIENT: "公布的百分比与累计数除以目标数不一致，照原文",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One published figure or sentence with what may be said beside it."""

    value: Mapping[str, Any]
    notes: tuple[str, ...]

    @property
    def bare(self) -> bool:
        """Whether the printed text is the figure and nothing else, as in a table of numbers."""
        figures = (number(self.value["value"]), printed_percent(self.value["published_percent"]))
        return (self.value["text"] or "").strip() in (*figures, figures[0].replace(",", ""))


@dataclass(frozen=True, slots=True)
class Telling:
    """Everything published of one target (None: of the project as a whole), newest first, undated last."""

    target: Mapping[str, Any] | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A target with its last published figure and, where that is newer or alone, its last words."""

    target: Mapping[str, Any]
    figure: Mapping[str, Any] | None
    last: Mapping[str, Any] | None


def goals(project: Mapping[str, Any]) -> list[Goal]:
    """The targets in their order."""
    return [Goal(t, latest_figure(t["values"]), latest(t["values"])) for t in project["targets"]]


def tellings(project: Mapping[str, Any]) -> list[Telling]:
    """What was published of the whole, then of each target that something was published of."""
    whole = [Telling(None, _newest_first([Line(value, _own(value)) for value in project["values"]]))]
    return [each for each in [*whole, *(_telling(target) for target in project["targets"])] if each.lines]


def _telling(target: Mapping[str, Any]) -> Telling:
    values = target["values"]
    said = series.remarks(values, target)
    lines = [
        Line(value, (*_own(value), *(_words(each, value) for each in remarks)))
        for value, remarks in zip(values, said, strict=True)
    ]
    return Telling(target, _newest_first(lines))


def _newest_first(lines: Sequence[Line]) -> tuple[Line, ...]:
    """By day, the newest first; lines of one day stay in the order printed."""
    days = list(dict.fromkeys(line.value["as_of"] for line in lines))
    ordered = [*sorted((day for day in days if day), reverse=True), *([None] if None in days else [])]
    return tuple(line for day in ordered for line in lines if line.value["as_of"] == day)


def _own(value: Mapping[str, Any]) -> tuple[str, ...]:
    """What the source itself says beside a figure."""
    told = (("basis", "口径：{}"), ("correction", "更正：{}"), ("task_text", "公布时任务写作“{}”"))
    return tuple(words.format(value[name]) for name, words in told if value.get(name))


def _words(remark: Remark, value: Mapping[str, Any]) -> str:
    unit = value["unit"] or ""
    if remark.kind == series.FELL:
        return f"较上次公布{_fallen(remark.amount, unit)}，照原文"
    if remark.kind == series.OTHERWISE:
        return f"同一截至日期另有公布数{number(remark.amount)}{unit}，照原文并列"
    if remark.kind == series.OTHERWISE_PERCENT:
        return f"同一截至日期另有公布进度{printed_percent(remark.amount)}，照原文并列"
    return _SAID[remark.kind].format(value["stage"])


def _fallen(amount: Decimal | None, unit: str) -> str:
    if unit in RATIO_UNITS:
        return f"下降{number(amount)}{'个百分点' if unit in ('%', '％') else unit}"
    return f"减少{number(amount)}{unit}"


def sources(project: Mapping[str, Any]) -> list[str]:
    """Where its figures and words were read, each once."""
    of_regions = [value for region in project["regions"] for value in region["values"]]
    own = [project["values"], *(target["values"] for target in project["targets"]), of_regions]
    return list(dict.fromkeys(value["source"] for values in own for value in values if value.get("source")))
