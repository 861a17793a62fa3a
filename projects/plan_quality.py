"""What in a plan is worth a second thought before the list is released: said, never forced (domain.md 3.1, 4.5).

What a release does force (twelve months or nodes, an end at the target) is in projects/release.py and projects/plan.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from projects.quantity import plain

HUNDRED = Decimal(100)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a remark begins; all are defaults of ours.

    `last_month`, `last_quarter`: percent of the whole planned in December, or from October on. `early`: the month by
    whose end a plan is complete too soon. `even`: units of the target by which a plan may miss the straight line and
    still be one (months do not divide it), asked only of wholes of at least `divisible` units, below which equal steps
    are counted out rather than drawn.
    """

    last_month: Decimal = Decimal(40)
    last_quarter: Decimal = Decimal(75)
    early: int = 4
    even: Decimal = Decimal(1)
    divisible: Decimal = Decimal(24)


DEFAULT = Thresholds()

HEADINGS = {
    "unmeasured": "没有数字也没有节点",
    "misses": "计划终点和目标不一致",
    "late": "集中在年底",
    "undated": "节点没有日期",
    "even": "每月平均分",
    "early": "年初就全部完成",
}
"""The kinds of remark in the order they are shown, the gravest first."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One project as planned: targets by number as projects/project.py keeps them (quantities as decimal text, in the
    target's unit), `plans` by target {month: cumulative value}, `nodes` by target ("" for the whole project)."""

    number: str
    targets: Mapping[str, Mapping[str, Any]]
    plans: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    nodes: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    due_on: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """`kind` is one of HEADINGS; `no` the target's number, "" for the whole project; `said` a whole sentence."""

    kind: str
    number: str
    no: str
    said: str


def remarks(promise: Promise, limits: Thresholds = DEFAULT) -> list[Remark]:
    """In the order of HEADINGS; at most one of each kind a target."""
    found: list[Remark] = []
    for no, target in promise.targets.items():
        for kind, said in _of_target(promise, no, target, limits):
            found.append(Remark(kind, promise.number, no, f"指标{no}“{target['text']}”{said}"))
    whole = promise.nodes.get("", ())
    found += [Remark(kind, promise.number, "", f"整个项目{said}") for kind, said in _of_nodes(whole)]
    return sorted(found, key=lambda remark: list(HEADINGS).index(remark.kind))


def _of_target(promise: Promise, no: str, target: Mapping[str, Any], limits: Thresholds) -> Iterator[tuple[str, str]]:
    nodes = promise.nodes.get(no, ())
    if said := _unmeasured(promise, no, target):
        yield "unmeasured", said
    if target["quantity"] is not None and (months := _months(promise.plans.get(no, {}))):
        yield from _of_curve(target, months, bool(nodes or promise.nodes.get("")), limits)
    yield from _of_nodes(nodes)


def _unmeasured(promise: Promise, no: str, target: Mapping[str, Any]) -> str | None:
    """A part (其中) is measured by its whole; a yes or no by its day; a service by whether it runs."""
    if target["quantity"] is not None or target.get("parent") or target["kind"] == "service":
        return None
    if promise.nodes.get(no) or promise.nodes.get(""):
        return None
    if target["kind"] == "yes_no":
        return None if promise.due_on else "没有完成时限，到哪天算没有兑现？"
    if target["kind"] == "count":
        return "只计数，没有目标值，不参加评定。是否也应当承诺一个数？"
    return "没有目标值，也没有节点，无法判断办到了哪一步。能数的写上数字，不能数的列出节点。"


def _months(plan: Mapping[str, str]) -> list[tuple[int, Decimal]]:
    return sorted((int(month), Decimal(value)) for month, value in plan.items())


def _of_curve(
    target: Mapping[str, Any], months: list[tuple[int, Decimal]], noded: bool, limits: Thresholds
) -> Iterator[tuple[str, str]]:
    """The shape is asked of quantities only: a ratio is no sum, and money is told beside and judges nothing."""
    goal, baseline = Decimal(target["quantity"]), Decimal(target.get("baseline") or 0)
    unit = target["unit"] or ""
    last = months[-1][1]
    if last != goal:
        short = "没有到" if abs(last - baseline) < abs(goal - baseline) else "超过"
        yield (
            "misses",
            f"计划到{months[-1][0]}月累计{plain(last)}{unit}，{short}目标{plain(goal)}{unit}。改计划，还是改目标？",
        )
    if target["kind"] != "quantity" or goal == baseline:
        return
    reached = {month: HUNDRED * (value - baseline) / (goal - baseline) for month, value in months}
    if said := _late(reached, noded, limits):
        yield "late", said
    elif said := _even(months, goal, baseline, unit, limits):
        yield "even", said
    done = next((month for month, share in reached.items() if share >= HUNDRED), MONTHS)
    if done <= limits.early:
        yield "early", f"计划{done}月底就全部完成，目标{plain(goal)}{unit}是否定低了？"


def _late(reached: Mapping[int, Decimal], noded: bool, limits: Thresholds) -> str | None:
    """Nodes in between show how far it is: then all of a building may well be reckoned on its last day."""
    if noded or MONTHS not in reached:
        return None
    before = {month: share for month, share in reached.items() if month < MONTHS}
    december = reached[MONTHS] - (before[max(before)] if before else Decimal(0))
    quarter = reached[MONTHS] - max((share for month, share in reached.items() if month <= 9), default=Decimal(0))
    if december >= HUNDRED:
        return "全部计划在12月完成，此前各月都是0，年内看不出快慢。能否列出节点，或把计划提前？"
    if december >= limits.last_month:
        return f"有{_percent(december)}计划在12月一个月完成，12月前看不出能否兑现。前几个月能否多安排一些？"
    if quarter >= limits.last_quarter:
        return f"有{_percent(quarter)}计划在10月至12月完成，前三个季度只安排{_percent(HUNDRED - quarter)}。能否提前？"
    return None


def _even(
    months: list[tuple[int, Decimal]], goal: Decimal, baseline: Decimal, unit: str, limits: Thresholds
) -> str | None:
    whole = goal - baseline
    if [month for month, _ in months] != list(range(1, MONTHS + 1)):
        return None
    steps = {after - before for before, after in pairwise([baseline, *(value for _, value in months)])}
    near = all(abs(value - baseline - whole * month / MONTHS) < limits.even for month, value in months)
    if len(steps) > 1 and not (near and abs(whole) >= limits.divisible):
        return None
    month = whole / MONTHS
    step = plain(month.quantize(Decimal(1) if abs(month) >= 10 else Decimal("0.1"), ROUND_HALF_UP))
    return f"每月都计划{step}{unit}左右。开工、雨季、春节前后真的一样快？请按实际安排核对。"


def _of_nodes(nodes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """All nodes in the last month of the year, and nodes that nobody can be late for."""
    undated = [node for node in nodes if not node.get("due")]
    if undated:
        named = "、".join(f"“{node['text']}”" for node in undated[:3])
        yield "undated", f"的节点{named}{'等' if len(undated) > 3 else ''}没有日期，永远不会到期。"
    dated = [str(node["due"]) for node in nodes if node.get("due")]
    if dated and not undated and all(day[5:7] == "12" for day in dated):
        which = f"的{len(dated)}个节点都" if len(dated) > 1 else "只有一个节点，"
        yield "late", f"{which}在12月，年内看不出快慢。能否在中间加节点？"


def _percent(share: Decimal) -> str:
    return f"{plain(share.quantize(Decimal(1), ROUND_HALF_UP))}%"
