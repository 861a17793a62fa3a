"""The rule of pace and lights: how far a target is, how far it should be, and what colour that makes.

Pure: no database, no clock. Source: domain.md section 4; thresholds from 银川2025, the rest marked "default" there.
Percentages are percent (60 = 60 %), deviations percentage points; results are Decimals, unrounded. Inside, fractions
keep a deviation of exactly ten points exactly ten.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

HUNDRED = Fraction(100)


class Light(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    GREY = "grey"
    GREEN = "green"
    BLUE = "blue"


class Status(StrEnum):
    """The public wording buckets (domain.md 4.4)."""

    FINISHED = "finished"
    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    NOT_REPORTED = "not_reported"


WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREY, Light.GREEN, Light.BLUE)
LIGHT_WORDS: Mapping[Light, str] = MappingProxyType(
    {Light.RED: "红", Light.YELLOW: "黄", Light.GREY: "灰", Light.GREEN: "绿", Light.BLUE: "蓝"}
)
STATUS_WORDS: Mapping[Status, str] = MappingProxyType(
    {
        Status.FINISHED: "已完成",
        Status.AHEAD: "超序时",
        Status.ON_PACE: "按序时",
        Status.BEHIND: "慢于序时",
        Status.FAR_BEHIND: "严重滞后",
        Status.NOT_REPORTED: "未报送",
    }
)
SILENT = "本期未报送"
"""What is said of a period without a report."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The thresholds a programme froze, in percentage points (service: percent); a change is a new version.

    Yellow from `yellow_at` points behind up to and including `red_over`, red beyond; with `yellow_at` 0 any shortfall.
    """

    version: str = "default-2026"
    yellow_at: Decimal = Decimal(10)
    red_over: Decimal = Decimal(30)
    service_yellow_below: Decimal = Decimal(100)
    service_red_below: Decimal = Decimal(90)
    months_in_a_row: int = 3
    source: str = "银川2025"


DEFAULT = Policy()
STRICT = Policy(version="strict-2026", yellow_at=Decimal(0), red_over=Decimal(10), source="从严：低于序时即黄")
POLICIES: Mapping[str, Policy] = MappingProxyType({policy.version: policy for policy in (DEFAULT, STRICT)})


@dataclass(frozen=True, slots=True)
class Milestone:
    """One node. `value` is a planned cumulative value in the target's unit, `done_on` the day accepted as done."""

    due: date
    text: str
    weight: Decimal | None = None
    value: Decimal | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One target as known on the reporting date.

    The caller filters: `actual` holds only values of the target's own stage (no 开工 figure counts towards 完工) and
    is the last accepted one, carried forward when the month is missing. For a suspended project `on` is its last day in
    force. For a service `actual` counts the periods in which it ran; for yes/no it is 1 from the day in force.

    comparator: "=" and "complete" count as at least (none fails for doing more); "~" (左右) as ">=" too, the default:
    nothing below the figure is forgiven. ">" is strict. `actual_on`: the period end `actual` was reported for, when
    earlier than the reporting date. `started`: the project's own start on record; None when starts are not recorded,
    and then only values and milestones prove one. `previous`: ends of the reporting periods so far, accepted or missed
    (of a merged 1—2月 only the last day of February); None counts every calendar month of the year.
    """

    no: str
    kind: str
    comparator: str
    quantity: Decimal | None
    unit: str | None
    year: int
    plan: Mapping[int, Decimal]
    baseline: Decimal = Decimal(0)
    weight: Decimal | None = None
    milestones: tuple[Milestone, ...] = ()
    starts_on: date | None = None
    due_on: date | None = None
    actual: Decimal | None = None
    actual_on: date | None = None
    reported: bool = True
    started: bool | None = None
    previous: tuple[date, ...] | None = None
    false_report: bool = False


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


@dataclass(frozen=True, slots=True)
class ProjectJudgement:
    """One project (or item) judged; `progress` is weighted, each target capped at 100."""

    light: Light | None
    progress: Decimal | None
    planned: Decimal | None
    deviation: Decimal | None
    status: Status | None
    complete: bool
    started: bool
    arithmetic: str
    policy_version: str
    terminated: bool = False


@dataclass(frozen=True, slots=True)
class ProgrammeFigures:
    """`total` is the denominator: without the terminated, counted in `excluded`. Rates in percent, None of nothing."""

    total: int
    excluded: int
    completed: int
    started: int
    completion_rate: Decimal | None
    start_rate: Decimal | None
    by_status: dict[Status, int]
    by_light: dict[Light, int]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one kind of target says on the day, before any colour. `moved` is A ≠ B."""

    progress: Fraction | None
    planned: Fraction | None
    met: bool
    moved: bool
    end: date
    final: bool = True

    @property
    def deviation(self) -> Fraction | None:
        if self.progress is None or self.planned is None:
            return None
        return self.progress - self.planned


# -- what is shown ---------------------------------------------------------------------------------------------------


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


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def sentence(judgement: ProjectJudgement, accepted: bool = False) -> str:
    """The project's state as one plain sentence for a reader who knows no colours. `accepted`: it has passed acceptance
    by the time this is said, maybe after the period (its light turns blue only in the next)."""
    status = judgement.status
    words = "" if status is None else STATUS_WORDS[status]
    if judgement.terminated:
        return "经批准终止，不计入完成率。"
    if status is Status.FINISHED:
        passed = accepted or judgement.light is Light.BLUE
        return "已完成并通过验收。" if passed else "已完成全部目标任务，待验收。"
    if status is Status.NOT_REPORTED:
        known = "" if judgement.progress is None else f"，此前报送进度{shown(judgement.progress)}%"
        return f"{SILENT}{known}。"
    if judgement.progress is None or judgement.deviation is None:
        return f"{words or '已报送'}，暂无可比进度。"
    gap = _gap(judgement.progress, judgement.planned, judgement.deviation)
    if status is Status.ON_PACE and judgement.deviation < 0:
        return f"总体{gap.replace('落后', '比序时慢')}，仍按序时。"
    return f"总体{gap}，{words}。"


def _gap(
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


# -- the plan --------------------------------------------------------------------------------------------------------


def planned_value(measure: Measure, on: date, between: Literal["step", "linear"] = "step") -> Decimal | None:
    """P(d), the planned cumulative value in the target's unit (domain.md 4.1).

    The monthly plan first, else the nodes' values, else a straight line: by days over the project's own start and end,
    by calendar months when either is unknown. "step" takes the last node at or before the day, "linear" (the weekly
    view) the line between two nodes. Raises ValueError when the start lies after the end.
    """
    value = _planned(measure, on, between)
    return None if value is None else _decimal(value)


def _planned(measure: Measure, on: date, between: Literal["step", "linear"] = "step") -> Fraction | None:
    nodes = _nodes(measure)
    if not nodes:
        return _straight(measure, on)
    before = [(day, value) for day, value in nodes if day <= on]
    after = [(day, value) for day, value in nodes if day > on]
    last_day, last = before[-1] if before else (date(measure.year - 1, 12, 31), Fraction(measure.baseline))
    if between == "step" or not after or on <= last_day:
        return last
    next_day, following = after[0]
    return last + (following - last) * Fraction((on - last_day).days, (next_day - last_day).days)


def _nodes(measure: Measure) -> list[tuple[date, Fraction]]:
    if measure.plan:
        return [(month_end(measure.year, month), Fraction(measure.plan[month])) for month in sorted(measure.plan)]
    return sorted((node.due, Fraction(node.value)) for node in measure.milestones if node.value is not None)


def _straight(measure: Measure, on: date) -> Fraction | None:
    if measure.quantity is None:
        return None
    base, target = Fraction(measure.baseline), Fraction(measure.quantity)
    return base + (target - base) * _elapsed(measure, on)


def _elapsed(measure: Measure, on: date) -> Fraction:
    """The share of the time gone by, 0 to 1."""
    start, end = measure.starts_on, measure.due_on
    if start is not None and end is not None:
        if start > end:
            raise ValueError("start after end")
        return min(max(Fraction((on - start).days + 1, (end - start).days + 1), Fraction(0)), Fraction(1))
    if on >= _end(measure):
        return Fraction(1)
    months = sum(month_end(measure.year, month) <= on for month in range(1, 13))
    return Fraction(months, 12)


def _end(measure: Measure) -> date:
    return measure.due_on or date(measure.year, 12, 31)


# -- milestones ------------------------------------------------------------------------------------------------------


def shares(weights: Sequence[Decimal | None]) -> list[Fraction]:
    """Weights as shares of 100: the missing ones divide equally what the others leave, then all are scaled to 100."""
    given = [Fraction(weight) if weight is not None else None for weight in weights]
    missing = sum(weight is None for weight in given)
    rest = max(HUNDRED - sum((weight for weight in given if weight is not None), Fraction(0)), Fraction(0))
    full = [rest / missing if weight is None else weight for weight in given]
    total = sum(full, Fraction(0))
    if total <= 0:
        return [HUNDRED / len(full) for _ in full]
    return [weight * HUNDRED / total for weight in full]


def _done(measure: Measure, node: Milestone, on: date) -> bool:
    if node.done_on is not None:
        return node.done_on <= on
    if node.value is None or measure.actual is None or measure.quantity is None or measure.kind == "milestones":
        return False
    falling = measure.quantity < measure.baseline
    return measure.actual <= node.value if falling else measure.actual >= node.value


def _open_nodes(measure: Measure, on: date) -> list[Milestone]:
    """Nodes due on or before the day and not done."""
    return [node for node in measure.milestones if node.due <= on and not _done(measure, node, on)]


# -- each kind of target ---------------------------------------------------------------------------------------------


def judged_as(measure: Measure) -> str:
    """The kind as judged: "complete" without a figure is yes/no, so is a list without nodes; a ceiling is a level, also
    one that is to be kept where it stands (at most 0 accidents)."""
    kind, quantity = measure.kind, measure.quantity
    if kind == "milestones" and not measure.milestones:
        return "yes_no"
    if kind == "quantity" and quantity is None and measure.comparator == "complete":
        return "yes_no"
    if kind == "quantity" and quantity is not None and measure.comparator == "<=" and quantity >= measure.baseline:
        return "ratio"
    return kind


def _read(measure: Measure, on: date) -> _Reading:
    readers = {
        "quantity": _quantity,
        "money": _quantity,
        "milestones": _milestones,
        "yes_no": _yes_no,
        "ratio": _level,
        "service": _service,
        "count": _count,
    }
    kind = judged_as(measure)
    if kind not in readers:
        raise ValueError(f"unknown kind of target: {kind}")
    return readers[kind](measure, on)


def _quantity(measure: Measure, on: date) -> _Reading:
    if measure.quantity is None:
        raise ValueError("quantity target without a quantity")
    if measure.quantity == measure.baseline:
        raise ValueError("target equals baseline")
    base = Fraction(measure.baseline)
    span = Fraction(measure.quantity) - base
    planned = _planned(measure, on)
    actual = _known(measure)
    progress = None if actual is None else HUNDRED * (actual - base) / span
    return _Reading(
        progress=progress,
        planned=None if planned is None else HUNDRED * (planned - base) / span,
        met=progress is not None and _reached(progress, measure.comparator),
        moved=actual is not None and actual != base,
        end=_end(measure),
    )


def _known(measure: Measure) -> Fraction | None:
    """A(d): a report without a figure leaves the baseline; with nothing ever reported nothing is known."""
    if measure.actual is None:
        return Fraction(measure.baseline) if measure.reported else None
    return Fraction(measure.actual)


def _reached(progress: Fraction, comparator: str) -> bool:
    return progress > HUNDRED if comparator == ">" else progress >= HUNDRED


def _milestones(measure: Measure, on: date) -> _Reading:
    weighed = list(zip(measure.milestones, shares([node.weight for node in measure.milestones]), strict=True))
    done = [weight for node, weight in weighed if _done(measure, node, on)]
    return _Reading(
        progress=sum(done, Fraction(0)),
        planned=sum((weight for node, weight in weighed if node.due <= on), Fraction(0)),
        met=len(done) == len(weighed),
        moved=bool(done),
        end=_end(measure),
    )


def _yes_no(measure: Measure, on: date) -> _Reading:
    nodes = measure.milestones
    wanted = measure.quantity if measure.quantity is not None and measure.quantity > 0 else Decimal(1)
    in_force = measure.actual is not None and measure.actual >= wanted
    done = in_force or (bool(nodes) and all(_done(measure, node, on) for node in nodes))
    due = max(node.due for node in nodes) if nodes else _end(measure)
    return _Reading(
        progress=HUNDRED if done else Fraction(0),
        planned=HUNDRED if on >= due else Fraction(0),
        met=done,
        moved=done,
        end=due,
    )


def _level(measure: Measure, on: date) -> _Reading:
    """A level is looked at on its final review date alone; between, it has neither progress nor plan."""
    if measure.quantity is None:
        raise ValueError("ratio target without a quantity")
    review = on >= _end(measure)
    actual = None if measure.actual is None else Fraction(measure.actual)
    target = Fraction(measure.quantity)
    return _Reading(
        progress=_level_reached(actual, target, measure.comparator) if review and actual is not None else None,
        planned=HUNDRED if review else None,
        met=actual is not None and _level_met(actual, target, measure.comparator),
        moved=actual is not None,
        end=_end(measure),
        final=review,
    )


def _level_met(actual: Fraction, target: Fraction, comparator: str) -> bool:
    if comparator == "<=":
        return actual <= target
    return actual > target if comparator == ">" else actual >= target


def _level_reached(actual: Fraction, target: Fraction, comparator: str) -> Fraction:
    """100·A/T, and 100·T/A where lower is better; capped at 100."""
    if _level_met(actual, target, comparator):
        return HUNDRED
    if comparator == "<=":
        return HUNDRED * target / actual if target > 0 else Fraction(0)
    return min(HUNDRED * actual / target, HUNDRED) if target > 0 else Fraction(0)


def _service(measure: Measure, on: date) -> _Reading:
    """The share of periods in which the service ran; a month not reported is left out of both."""
    counted_to = min(measure.actual_on or on, on)
    periods = _periods(measure, counted_to)
    actual = _known(measure)
    progress = HUNDRED * actual / periods if actual is not None and periods > 0 else None
    return _Reading(
        progress=progress,
        planned=HUNDRED if periods > 0 else Fraction(0),
        met=progress is not None and progress >= HUNDRED,
        moved=actual is not None and actual > 0,
        end=_end(measure),
        final=on >= _end(measure),
    )


def _periods(measure: Measure, on: date) -> Fraction:
    """Periods in which the service should have run: the plan's own count, else months from the start month on."""
    if measure.plan:
        return _planned(measure, on) or Fraction(0)
    first = max(measure.starts_on or date(measure.year, 1, 1), date(measure.year, 1, 1))
    last = min(on, _end(measure))
    return Fraction(max((last.year - first.year) * 12 + last.month - first.month + 1, 0))


def _count(measure: Measure, on: date) -> _Reading:
    moved = measure.actual is not None and measure.actual != measure.baseline
    return _Reading(progress=None, planned=None, met=False, moved=moved, end=_end(measure))


# -- start and months in a row ---------------------------------------------------------------------------------------


def _start_due(measure: Measure) -> date | None:
    """When work had to begin. Where starts are not on record only output proves one: not before output was planned."""
    if judged_as(measure) not in ("quantity", "milestones"):
        return None
    output = _first_output(measure)
    if measure.started is None and output is not None:
        return max(measure.starts_on or output, output)
    return measure.starts_on or output


def _first_output(measure: Measure) -> date | None:
    if measure.kind == "milestones":
        return min((node.due for node in measure.milestones), default=None)
    return next((day for day, value in _nodes(measure) if value != measure.baseline), None)


def _month_ends_since(measure: Measure, due: date, on: date) -> int:
    """How many period ends, this one among them, have passed since something was due and not done."""
    ends = measure.previous if measure.previous is not None else _calendar_month_ends(measure.year, on)
    counted = {end for end in ends if end < on}
    if on == month_end(on.year, on.month):
        counted.add(on)
    return sum(end >= due for end in counted)


def _calendar_month_ends(year: int, on: date) -> tuple[date, ...]:
    return tuple(month_end(y, month) for y in range(year, on.year + 1) for month in range(1, 13))


def _started(measure: Measure, reading: _Reading, on: date) -> bool:
    return bool(measure.started) or reading.moved or any(_done(measure, node, on) for node in measure.milestones)


# -- the light -------------------------------------------------------------------------------------------------------


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
    reading = _read(measure, on)
    met = reading.met and not measure.false_report
    complete = met and reading.final and all(_done(measure, node, on) for node in _needed(measure))
    started = _started(measure, reading, on)
    verdict = _verdict(measure, reading, on, policy, started, complete)
    progress, planned, deviation = map(_decimal_or_none, (reading.progress, reading.planned, reading.deviation))
    colour = "不亮灯" if verdict.light is None else LIGHT_WORDS[verdict.light]
    figures = "仅计数" if measure.kind == "count" else _gap(progress, planned, deviation, policy)
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


def _verdict(measure: Measure, reading: _Reading, on: date, policy: Policy, started: bool, complete: bool) -> _Verdict:
    """Top-down, the first hit wins (domain.md 4.2)."""
    if measure.kind in ("count", "money"):
        return _Verdict(None, "只列示，不定灯", "")
    return (
        _red_anyway(measure, reading, on, policy, started)
        or _grey(measure, reading)
        or (_Verdict(Light.GREEN, "目标任务已完成", "已完成") if complete else None)
        or (_by_service(reading, policy) if measure.kind == "service" else _by_deviation(reading, policy))
        or _missed(measure, on, started)
        or _green(measure, reading, policy)
    )


def _red_anyway(measure: Measure, reading: _Reading, on: date, policy: Policy, started: bool) -> _Verdict | None:
    """Red, whatever was or was not reported: silence must never hide it."""
    if measure.false_report:
        return _Verdict(Light.RED, "经认定虚报", "虚报")
    if on >= reading.end and not reading.met and measure.kind != "service":
        return _Verdict(Light.RED, f"完成时限{_day(reading.end)}已到而未完成", "逾期未完成")
    for node in _open_nodes(measure, on):
        months = _month_ends_since(measure, node.due, on)
        if months >= policy.months_in_a_row:
            return _Verdict(Light.RED, f"节点“{node.text}”连续{months}期未完成", "节点逾期")
    due = _start_due(measure)
    if not started and due is not None:
        months = _month_ends_since(measure, due, on)
        if months >= policy.months_in_a_row:
            return _Verdict(Light.RED, f"应于{_day(due)}前开工，连续{months}期未开工", "逾期未开工")
    return None


def _grey(measure: Measure, reading: _Reading) -> _Verdict | None:
    if not measure.reported:
        carried = "，沿用此前报送数据" if measure.actual is not None else ""
        return _Verdict(Light.GREY, f"{SILENT}{carried}", "未报送")
    if reading.planned == 0 and not reading.moved:
        return _Verdict(Light.GREY, "计划尚未开始", "未开始")
    return None


def _by_service(reading: _Reading, policy: Policy) -> _Verdict | None:
    progress = reading.progress
    thresholds = f"低于{_plain(policy.service_yellow_below)}%为黄、低于{_plain(policy.service_red_below)}%为红"
    if progress is None or progress >= Fraction(policy.service_yellow_below):
        return None
    if progress < Fraction(policy.service_red_below):
        return _Verdict(Light.RED, thresholds, "服务中断较多")
    return _Verdict(Light.YELLOW, thresholds, "服务有中断")


def _by_deviation(reading: _Reading, policy: Policy) -> _Verdict | None:
    deviation = reading.deviation
    if deviation is None or deviation >= 0 or deviation > -Fraction(policy.yellow_at):
        return None
    if deviation < -Fraction(policy.red_over):
        return _Verdict(Light.RED, _thresholds(policy), "严重滞后")
    return _Verdict(Light.YELLOW, _thresholds(policy), "慢于序时")


def _missed(measure: Measure, on: date, started: bool) -> _Verdict | None:
    missed = _open_nodes(measure, on)
    if missed:
        return _Verdict(Light.YELLOW, f"节点“{missed[0].text}”应于{_day(missed[0].due)}前完成而未完成", "节点未完成")
    due = _start_due(measure)
    if not started and due is not None and due <= on:
        return _Verdict(Light.YELLOW, f"应于{_day(due)}前开工而未开工", "未按计划开工")
    return None


def _green(measure: Measure, reading: _Reading, policy: Policy) -> _Verdict:
    if not reading.final and measure.kind != "service":
        return _Verdict(Light.GREEN, f"{_day(reading.end)}考核时判定", "")
    deviation = reading.deviation
    if deviation is not None and deviation < 0:
        return _Verdict(Light.GREEN, _thresholds(policy), "比序时稍慢，仍按序时")
    return _Verdict(Light.GREEN, _thresholds(policy) if measure.kind != "service" else "服务未中断", "")


def _thresholds(policy: Policy) -> str:
    return f"阈值{_plain(policy.yellow_at)}/{_plain(policy.red_over)}（{policy.source}）"


# -- several targets, items, the programme ---------------------------------------------------------------------------


def worst(lights: Iterable[Light | None]) -> Light | None:
    """red > yellow > grey > green > blue; None of none."""
    present = {light for light in lights if light is not None}
    return next((light for light in WORST_FIRST if light in present), None)


def judge_project(
    judged: Sequence[tuple[Measure, Judgement]],
    *,
    reported: bool,
    accepted: bool = False,
    terminated: bool = False,
    policy: Policy = DEFAULT,
) -> ProjectJudgement:
    """A project from its judged targets (domain.md 4.4): over-fulfilling one hides no other, the worst light decides.

    Blue needs both: acceptance passed (验收通过) and every target met as now known, so that a correction or a false
    report takes the blue away. Money and plain counts are shown beside and decide nothing. A level between review dates
    enters neither progress nor plan.
    """
    deciding = [(measure, judgement) for measure, judgement in judged if measure.kind not in ("count", "money")]
    blue = accepted and all(judgement.met for _, judgement in deciding)
    complete = blue or (bool(deciding) and all(judgement.complete for _, judgement in deciding))
    progress, planned, deviation = _weighted(deciding)
    light = Light.BLUE if blue else _project_light([judgement.light for _, judgement in deciding], reported)
    silent = not reported or any(not measure.reported for measure, _ in deciding)
    return ProjectJudgement(
        light=None if terminated else light,
        progress=progress,
        planned=planned,
        deviation=deviation,
        status=None if terminated else _status(light, deviation, complete, silent),
        complete=complete,
        started=accepted or any(judgement.started for _, judgement in judged),
        arithmetic=_project_arithmetic(deciding, light, (progress, planned, deviation), policy),
        policy_version=policy.version,
        terminated=terminated,
    )


def _project_light(lights: Sequence[Light | None], reported: bool) -> Light | None:
    light = worst(lights)
    return light if reported or light is Light.RED else Light.GREY


def _weighted(
    judged: Sequence[tuple[Measure, Judgement]],
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Weighted progress (each capped at 100), plan and their difference, over the targets that have both."""
    planned = [(m, j) for m, j in judged if j.planned is not None]
    known = [(m, j) for m, j in planned if j.progress is not None]
    if not known:
        return None, _mean(planned, [j.planned for _, j in planned]), None
    progress = _mean(known, [min(j.progress, Decimal(100)) for _, j in known if j.progress is not None])
    plan = _mean(known, [j.planned for _, j in known])
    return progress, plan, None if progress is None or plan is None else _difference(progress, plan)


def _mean(judged: Sequence[tuple[Measure, Judgement]], values: Sequence[Decimal | None]) -> Decimal | None:
    if not judged:
        return None
    weights = shares([measure.weight for measure, _ in judged])
    total = sum((w * Fraction(v) for w, v in zip(weights, values, strict=True) if v is not None), Fraction(0))
    return _decimal(total / HUNDRED)


def _difference(progress: Decimal, planned: Decimal) -> Decimal:
    """Thirds cut off at the 28th digit must not make equal rates differ."""
    difference = progress - planned
    return Decimal(0) if abs(difference) < Decimal("1e-20") else difference


def _status(light: Light | None, deviation: Decimal | None, complete: bool, silent: bool) -> Status | None:
    """A plan not begun is on pace; a light of None with nothing to compare has no bucket."""
    if complete:
        return Status.FINISHED
    if light in (Light.RED, Light.YELLOW):
        return Status.FAR_BEHIND if light is Light.RED else Status.BEHIND
    if light is Light.GREY and silent:
        return Status.NOT_REPORTED
    if deviation is not None and deviation > 0:
        return Status.AHEAD
    return None if light is None else Status.ON_PACE


def _project_arithmetic(
    deciding: Sequence[tuple[Measure, Judgement]],
    light: Light | None,
    sums: tuple[Decimal | None, Decimal | None, Decimal | None],
    policy: Policy,
) -> str:
    if light is Light.BLUE:
        return "全部指标完成并通过验收 → 蓝"
    if not deciding:
        return f"{SILENT} → 灰" if light is Light.GREY else "没有参与定灯的指标 → 不亮灯"
    at_worst = next(((m, j) for m, j in deciding if j.light is light), None)
    if at_worst is None:
        return f"{_gap(*sums, policy)}，{SILENT} → 灰"
    measure, judgement = at_worst
    if len(deciding) == 1:
        return judgement.arithmetic
    compared = sum(j.progress is not None and j.planned is not None for _, j in deciding) or len(deciding)
    return f"{compared}项指标合计{_gap(*sums, policy)}；最差的指标{measure.no}：{judgement.arithmetic}"


def judge_item(projects: Sequence[ProjectJudgement]) -> ProjectJudgement:
    """An item (件) from its projects (项), terminated ones left out: mean progress, worst light, complete when all are.

    Raises ValueError when no project is left.
    """
    kept = [project for project in projects if not project.terminated]
    if not kept:
        raise ValueError("an item without projects")
    known = [p for p in kept if p.progress is not None and p.planned is not None]
    progress = _average([p.progress for p in known if p.progress is not None])
    planned = _average([p.planned for p in known if p.planned is not None])
    deviation = None if progress is None or planned is None else _difference(progress, planned)
    light = worst(project.light for project in kept)
    complete = all(project.complete for project in kept)
    colour = "不亮灯" if light is None else LIGHT_WORDS[light]
    return ProjectJudgement(
        light=light,
        progress=progress,
        planned=planned,
        deviation=deviation,
        status=_status(light, deviation, complete, any(p.status is Status.NOT_REPORTED for p in kept)),
        complete=complete,
        started=any(project.started for project in kept),
        arithmetic=f"{len(kept)}个项目合计{_gap(progress, planned, deviation)}，取最差灯 → {colour}",
        policy_version=kept[0].policy_version,
    )


def _average(values: Sequence[Decimal]) -> Decimal | None:
    return _decimal(sum(map(Fraction, values), Fraction(0)) / len(values)) if values else None


def figures(projects: Iterable[ProjectJudgement]) -> ProgrammeFigures:
    """Completion rate, start rate and the counts; suspended and unreported projects stay in the denominator."""
    everyone = list(projects)
    kept = [project for project in everyone if not project.terminated]
    completed, started = sum(p.complete for p in kept), sum(p.started for p in kept)
    statuses, lights = Counter(p.status for p in kept), Counter(p.light for p in kept)
    return ProgrammeFigures(
        total=len(kept),
        excluded=len(everyone) - len(kept),
        completed=completed,
        started=started,
        completion_rate=_rate(completed, len(kept)),
        start_rate=_rate(started, len(kept)),
        by_status={status: statuses[status] for status in Status},
        by_light={light: lights[light] for light in WORST_FIRST},
    )


def _rate(part: int, whole: int) -> Decimal | None:
    return _decimal(HUNDRED * part / whole) if whole else None


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _decimal_or_none(number: Fraction | None) -> Decimal | None:
    return None if number is None else _decimal(number)
