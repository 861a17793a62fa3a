"""What must hold between the rows of a list before it is taken over: domain.md 4.1, 4.3, 4.4.

History that was published (`Findings.published`) is kept as printed: for it only what would make rows ambiguous or
orphaned is a fault. Rows that already have a fault in a cell are not blamed a second time for it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any, Generic, TypeVar

from projects.listing import (
    MEASURED_KINDS,
    MilestoneRow,
    PlanRow,
    ProjectRow,
    RegionRow,
    RegionValueRow,
    SiteRow,
    TargetRow,
    ValueRow,
)
from projects.quantity import plain
from projects.sheet import BLANK, MONTHS, Findings, RawRow

RowT = TypeVar("RowT")
ADDED_UP = ("quantity", "money")
"""Kinds whose values accumulate towards the target."""


@dataclass(frozen=True)
class Placed(Generic[RowT]):
    """A row with the place it was read from and the columns in which it already has a fault."""

    row: RowT
    raw: RawRow
    bad: frozenset[str] = frozenset()


@dataclass
class Draft:
    """A list as read, before it is known to hold together."""

    projects: list[Placed[ProjectRow]] = field(default_factory=list)
    targets: list[Placed[TargetRow]] = field(default_factory=list)
    plans: list[Placed[PlanRow]] = field(default_factory=list)
    milestones: list[Placed[MilestoneRow]] = field(default_factory=list)
    values: list[Placed[ValueRow]] = field(default_factory=list)
    regions: list[Placed[RegionRow]] = field(default_factory=list)
    region_values: list[Placed[RegionValueRow]] = field(default_factory=list)
    sites: list[Placed[SiteRow]] = field(default_factory=list)


def scrutinise(draft: Draft, findings: Findings) -> None:
    """Add every fault between rows to the findings."""
    _no_duplicates(draft, findings)
    _references(draft, findings)
    _parents(draft.targets, findings)
    if not findings.published:
        _every_project_has_targets(draft, findings)
        _targets(draft.targets, findings)
        _weights(draft, findings)
        _plans(draft, findings)
        _values(draft, findings)


def _blame(findings: Findings, placed: Placed[RowT], column: str, expected: str, found: str | None = None) -> None:
    if column not in placed.bad:
        shown = str(placed.raw.cells.get(column, BLANK)) if found is None else found
        findings.fault(placed.raw.sheet, placed.raw.number, column, shown, expected)


# --- always


def _no_duplicates(draft: Draft, findings: Findings) -> None:
    _unique(draft.projects, lambda row: row.number, "编号", "不与上文重复的编号", findings)
    _unique(draft.targets, lambda row: (row.project, row.no), "指标序号", "同一项目内不重复的指标序号", findings)
    _unique(draft.plans, lambda row: (row.project, row.no), "指标序号", "每项指标只有一行计划", findings)
    if not findings.published:
        _unique(
            draft.regions, lambda row: (row.project, row.no, row.region), "区域", "同一指标内不重复的区域", findings
        )


def _unique(
    rows: Iterable[Placed[RowT]], key: Callable[[RowT], Hashable], column: str, expected: str, findings: Findings
) -> None:
    seen: dict[Hashable, int] = {}
    for placed in rows:
        first = seen.setdefault(key(placed.row), placed.raw.number)
        if first != placed.raw.number:
            _blame(findings, placed, column, f"{expected}（第{first}行已有）")


def _references(draft: Draft, findings: Findings) -> None:
    projects = {placed.row.number for placed in draft.projects}
    targets = {(placed.row.project, placed.row.no) for placed in draft.targets}
    below: list[Placed[Any]] = [*draft.plans, *draft.milestones, *draft.values, *draft.regions, *draft.region_values]
    named: list[Placed[Any]] = [*draft.targets, *below, *draft.sites]
    for placed in named if "项目" not in findings.unread else []:
        if placed.row.project not in projects:
            _blame(findings, placed, "项目编号", "“项目”表中有的编号")
    for placed in below if "指标" not in findings.unread else []:
        row = placed.row
        if row.project in projects and row.no is not None and (row.project, row.no) not in targets:
            _blame(findings, placed, "指标序号", f"“指标”表中项目{row.project}有的序号")


def _parents(targets: list[Placed[TargetRow]], findings: Findings) -> None:
    parents = {(placed.row.project, placed.row.no): placed.row.parent for placed in targets}
    for placed in targets:
        row = placed.row
        if row.parent is not None and (row.project, row.parent) not in parents:
            _blame(findings, placed, "上级指标", "同一项目内另一指标的序号")
        elif _is_its_own_ancestor(row, parents):
            _blame(findings, placed, "上级指标", "不绕回自身的上级指标")


def _is_its_own_ancestor(row: TargetRow, parents: dict[tuple[str, str], str | None]) -> bool:
    seen: set[str] = set()
    above = row.parent
    while above is not None and above not in seen:
        if above == row.no:
            return True
        seen.add(above)
        above = parents.get((row.project, above))
    return False


# --- a list that is to be worked with


def _every_project_has_targets(draft: Draft, findings: Findings) -> None:
    if "指标" in findings.unread:
        return
    with_targets = {placed.row.project for placed in draft.targets}
    for placed in draft.projects:
        if placed.row.number not in with_targets:
            _blame(findings, placed, "编号", "在“指标”表中至少有一项指标", f"“{placed.row.number}”没有指标")


def _targets(targets: list[Placed[TargetRow]], findings: Findings) -> None:
    for placed in targets:
        row = placed.row
        if row.quantity is None:
            if row.kind in MEASURED_KINDS and row.comparator != "complete":
                _blame(findings, placed, "目标值", "数字（如 1200、3.5万）；没有数字的，比较填“完成”")
        elif _equals_baseline(row):
            _blame(findings, placed, "目标值", f"与基数（{plain(row.baseline or Decimal(0))}）不同的数字")


def _equals_baseline(row: TargetRow) -> bool:
    """Progress divides by target minus baseline (domain.md 4.1); that of a level without a baseline does not, nor of a
    ceiling that is to be kept where things stand (at most 0 accidents)."""
    if row.kind == "quantity" and row.comparator == "<=":
        return False
    if row.kind in ADDED_UP:
        return row.quantity == (row.baseline or Decimal(0))
    return row.kind == "ratio" and row.baseline is not None and row.quantity == row.baseline


def _weights(draft: Draft, findings: Findings) -> None:
    siblings: dict[tuple[str, str | None], list[Placed[TargetRow]]] = defaultdict(list)
    for target in draft.targets:
        siblings[target.row.project, target.row.parent].append(target)
    for group in siblings.values():
        _sum_to_hundred(group, [placed.row.weight for placed in group], "同一项目各指标的权重合计 100", findings)
    steps: dict[tuple[str, str | None], list[Placed[MilestoneRow]]] = defaultdict(list)
    for milestone in draft.milestones:
        steps[milestone.row.project, milestone.row.no].append(milestone)
    for nodes in steps.values():
        _sum_to_hundred(nodes, [placed.row.weight for placed in nodes], "同一指标各节点的权重合计 100", findings)


def _sum_to_hundred(
    group: Sequence[Placed[RowT]], weights: Sequence[Decimal | None], expected: str, findings: Findings
) -> None:
    given = [weight for weight in weights if weight is not None]
    if len(given) == len(weights) and sum(given) != 100:
        _blame(findings, group[-1], "权重", expected, f"合计 {plain(sum(given, Decimal(0)))}")


def _plans(draft: Draft, findings: Findings) -> None:
    targets = {(placed.row.project, placed.row.no): placed.row for placed in draft.targets}
    for placed in draft.plans:
        target = targets.get((placed.row.project, placed.row.no))
        if target is not None and target.quantity is not None and target.kind in ADDED_UP and not placed.bad:
            _plan(placed, target, target.quantity, findings)


def _plan(placed: Placed[PlanRow], target: TargetRow, goal: Decimal, findings: Findings) -> None:
    """Twelve cumulative nodes that never turn back and end at the target (domain.md 4.1); empty months carry on."""
    given = sorted(placed.row.months.items())
    if not given:
        return
    rising = goal > (target.baseline or Decimal(0))
    for (_, before), (month, value) in pairwise(given):
        if (value < before) if rising else (value > before):
            expected = f"不{'小' if rising else '大'}于前面月份的 {plain(before)}（计划为累计数）"
            _blame(findings, placed, MONTHS[month - 1], expected)
    last = given[-1][1]
    if last != goal:
        found = f"{plain(last)}（{given[-1][0]}月）" if given[-1][0] < 12 else plain(last)
        _blame(findings, placed, MONTHS[11], f"等于目标值 {plain(goal)}", found)


def _values(draft: Draft, findings: Findings) -> None:
    targets = {(placed.row.project, placed.row.no): placed.row for placed in draft.targets}
    series: dict[tuple[str, str | None, str | None], list[Placed[ValueRow]]] = defaultdict(list)
    for placed in draft.values:
        row = placed.row
        if not placed.bad and row.value is None and row.percent is None and row.text is None:
            _blame(findings, placed, "累计值", "数字；没有数字的，填写进展文字")
        if row.as_of is not None:
            series[row.project, row.no, row.stage].append(placed)
    for (project, no, _), rows in series.items():
        _one_a_month(rows, findings)
        target = targets.get((project, no or ""))
        if target is not None and target.kind in ADDED_UP and (target.quantity or 1) > (target.baseline or 0):
            _never_falling(rows, findings)


def _one_a_month(rows: list[Placed[ValueRow]], findings: Findings) -> None:
    months = Counter[tuple[int, int]]()
    for placed in rows:
        if placed.row.as_of is not None:
            month = (placed.row.as_of.year, placed.row.as_of.month)
            months[month] += 1
            if months[month] == 2:
                _blame(findings, placed, "截至日期", "同一指标一个月只有一行（已公布的历史数据除外）")


def _never_falling(rows: list[Placed[ValueRow]], findings: Findings) -> None:
    dated = [(placed.row.as_of, placed.row.value, placed) for placed in rows if placed.row.as_of is not None]
    counted = sorted(
        ((day, value, placed) for day, value, placed in dated if value is not None), key=lambda row: row[0]
    )
    for (_, before, earlier), (_, value, placed) in pairwise(counted):
        if value < before and not (placed.row.correction or earlier.row.correction):
            expected = f"不小于此前的 {plain(before)}（累计值不回落；确属更正的，在“更正原因”列写明）"
            _blame(findings, placed, "累计值", expected)
