"""The rule of pace: how far a target is, how far it should be, and what colour that makes.

Pure: no database, no clock. Source: domain.md section 4; thresholds from 银川2025, the rest marked "default" there.
Percentages are percent (60 = 60 %), deviations percentage points; results are Decimals, unrounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from projects.light import DEFAULT, LIGHT_WORDS, SILENT, Light, Policy
from projects.measure import (
    Measure,
    Milestone,
    as_decimal_or_none,
    is_done,
    judged_as,
    month_ends_since,
    open_nodes,
    start_due,
)
from projects.reading import Reading, has_started, read

FULFILLED = "目标任务已完成"
"""Why the light of a target is green that is complete."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One target judged. `met`: the value satisfies the target now; `complete`: so for good, with every node done."""

    light: Light | None
    progress: Decimal | None
    planned: Decimal | None
    deviation: Decimal | None
    met: bool
    complete: bool
    started: bool
    note: str
    arithmetic: str
    policy_version: str


# -- what is shown ----------------------------------------------------------------------------------------------------


def shown(number: Decimal | None) -> str:
    """One decimal, half up (away from zero below it), never "-0.0"; "—" for what is not known."""
    return "—" if number is None else str(_tenth(number))


def shown_gap(progress: Decimal, planned: Decimal) -> Decimal:
    """The difference of the two rates as they are shown, so that what is printed adds up: 80.8 and 53.7 are 27.1
    apart, whatever the digits behind them say. Only for showing; the light goes by what was not rounded."""
    return _tenth(progress) - _tenth(planned)


def _tenth(number: Decimal) -> Decimal:
    rounded = number.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def target_looks_low(progress: Decimal | None) -> bool:
    """Above 150 % the office asks 目标是否偏低 (domain.md 4.5, default)."""
    return progress is not None and progress > 150


def in_figures(
    progress: Decimal | None, planned: Decimal | None, deviation: Decimal | None, policy: Policy | None = None
) -> str:
    if progress is None:
        return f"计划{shown(planned)}%，尚无数据" if planned is not None else "本期不作进度比较"
    if planned is None or deviation is None:
        return f"实际{shown(progress)}%"
    if deviation == 0:
        return f"计划{shown(planned)}%，实际{shown(progress)}%，与计划持平"
    side = "落后" if deviation < 0 else "领先"
    gap = _points(abs(shown_gap(progress, planned)), abs(deviation), policy)
    by = "不足0.1" if gap == "0.0" else gap
    return f"计划{shown(planned)}%，实际{shown(progress)}%，{side}{by}个百分点"


def _points(text: Decimal, gap: Decimal, policy: Policy | None) -> str:
    """The gap as shown; where that puts it on another side of a threshold than it is on, that is said."""
    for threshold in (policy.yellow_at, policy.red_over) if policy is not None else ():
        if _side(text, threshold) != _side(gap, threshold):
            on = ("不足", "正好", "超过")[_side(gap, threshold) + 1]
            return f"{text}（未舍入值{on}{shown(threshold)}）"
    return str(text)


def _side(gap: Decimal, threshold: Decimal) -> int:
    return (gap > threshold) - (gap < threshold)


def _hence(reason: str, colour: str) -> str:
    return f"{reason}{'' if reason.endswith('）') else ' '}→ {colour}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# -- the light --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Verdict:
    light: Light | None
    reason: str
    note: str


def judge(measure: Measure, on: date, policy: Policy = DEFAULT) -> Judgement:
    """One target on the reporting date, normally the period's last day (domain.md 4.1 to 4.3, 4.6).

    An end date is passed, and a node due, on the reporting date itself: the report tells how that day closed. A missed
    node stays yellow until done or, in the third period in a row (its own month the first), red.
    Raises ValueError for a target equal to its baseline, a missing quantity, an unknown kind, a start after the end.
    """
    reading = read(measure, on)
    met = reading.met and not measure.false_report
    complete = met and reading.final and all(is_done(measure, node, on) for node in _needed(measure))
    started = has_started(measure, reading, on)
    verdict = _verdict(measure, reading, on, policy, started, complete)
    progress, planned, deviation = map(as_decimal_or_none, (reading.progress, reading.planned, reading.deviation))
    colour = "不亮灯" if verdict.light is None else LIGHT_WORDS[verdict.light]
    figures = "仅计数" if measure.kind == "count" else in_figures(progress, planned, deviation, policy)
    return Judgement(
        light=verdict.light,
        progress=progress,
        planned=planned,
        deviation=deviation,
        met=met,
        complete=complete,
        started=started,
        note=verdict.note,
        arithmetic=_hence(f"{figures}，{verdict.reason}", colour),
        policy_version=policy.version,
    )


def _needed(measure: Measure) -> tuple[Milestone, ...]:
    """The nodes without which a target is not complete; a policy in force needs none of them any more."""
    return () if judged_as(measure) == "yes_no" else measure.milestones


def _verdict(measure: Measure, reading: Reading, on: date, policy: Policy, started: bool, complete: bool) -> _Verdict:
    """Top-down, the first hit wins (domain.md 4.2)."""
    if measure.kind in ("count", "money"):
        return _Verdict(None, "只列示，不定灯", "")
    return (
        _red_anyway(measure, reading, on, policy, started)
        or _grey(measure, reading)
        or (_Verdict(Light.GREEN, FULFILLED, "已完成") if complete else None)
        or (_by_service(reading, policy) if measure.kind == "service" else _by_deviation(reading, policy))
        or _missed(measure, on, started)
        or _green(measure, reading, policy)
    )


def _red_anyway(measure: Measure, reading: Reading, on: date, policy: Policy, started: bool) -> _Verdict | None:
    """Red, whatever was or was not reported: silence must never hide it."""
    if measure.false_report:
        return _Verdict(Light.RED, "经认定虚报", "虚报")
    if on >= reading.end and not reading.met and measure.kind != "service":
        return _Verdict(Light.RED, f"完成时限{_day(reading.end)}已到而未完成", "逾期未完成")
    for node in open_nodes(measure, on):
        months = month_ends_since(measure, node.due, on)
        if months >= policy.months_in_a_row:
            return _Verdict(Light.RED, f"节点“{node.text}”连续{months}期未完成", "节点逾期")
    due = start_due(measure)
    if not started and due is not None:
        months = month_ends_since(measure, due, on)
        if months >= policy.months_in_a_row:
            return _Verdict(Light.RED, f"应于{_day(due)}前开工，连续{months}期未开工", "逾期未开工")
    return None


def _grey(measure: Measure, reading: Reading) -> _Verdict | None:
    if not measure.reported:
        carried = "，沿用此前报送数据" if measure.actual is not None else ""
        return _Verdict(Light.GREY, f"{SILENT}{carried}", "未报送")
    if reading.planned == 0 and not reading.moved:
        return _Verdict(Light.GREY, "计划尚未开始", "未开始")
    return None


def _by_service(reading: Reading, policy: Policy) -> _Verdict | None:
    progress = reading.progress
    thresholds = f"低于{_plain(policy.service_yellow_below)}%为黄、低于{_plain(policy.service_red_below)}%为红"
    if progress is None or progress >= Fraction(policy.service_yellow_below):
        return None
    if progress < Fraction(policy.service_red_below):
        return _Verdict(Light.RED, thresholds, "服务中断较多")
    return _Verdict(Light.YELLOW, thresholds, "服务有中断")


def _by_deviation(reading: Reading, policy: Policy) -> _Verdict | None:
    deviation = reading.deviation
    if deviation is None or deviation >= 0 or deviation > -Fraction(policy.yellow_at):
        return None
    if deviation < -Fraction(policy.red_over):
        return _Verdict(Light.RED, _thresholds(policy), "严重滞后")
    return _Verdict(Light.YELLOW, _thresholds(policy), "慢于序时")


def _missed(measure: Measure, on: date, started: bool) -> _Verdict | None:
    missed = open_nodes(measure, on)
    if missed:
        return _Verdict(Light.YELLOW, f"节点“{missed[0].text}”应于{_day(missed[0].due)}前完成而未完成", "节点未完成")
    due = start_due(measure)
    if not started and due is not None and due <= on:
        return _Verdict(Light.YELLOW, f"应于{_day(due)}前开工而未开工", "未按计划开工")
    return None


def _green(measure: Measure, reading: Reading, policy: Policy) -> _Verdict:
    if not reading.final and measure.kind != "service":
        return _Verdict(Light.GREEN, f"{_day(reading.end)}考核时判定", "")
    deviation = reading.deviation
    if deviation is not None and deviation < 0:
        return _Verdict(Light.GREEN, _thresholds(policy), "比序时稍慢，仍按序时")
    return _Verdict(Light.GREEN, _thresholds(policy) if measure.kind != "service" else "服务未中断", "")


def _thresholds(policy: Policy) -> str:
    return f"阈值{_plain(policy.yellow_at)}/{_plain(policy.red_over)}（{policy.source}）"
