"""How far a project is by its judged targets, an item by its projects, and a programme's figures (domain.md 4.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from projects.light import DEFAULT, LIGHT_WORDS, SILENT, STATUS_WORDS, WORST_FIRST, Light, Policy, Status, worst
from projects.measure import HUNDRED, Measure, as_decimal, shares
from projects.pace import Judgement, in_figures, shown


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
    gap = in_figures(judgement.progress, judgement.planned, judgement.deviation)
    if status is Status.ON_PACE and judgement.deviation < 0:
        return f"总体{gap.replace('落后', '比序时慢')}，仍按序时。"
    return f"总体{gap}，{words}。"


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
    return as_decimal(total / HUNDRED)


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
    at_worst = [(m, j) for m, j in deciding if j.light is light]
    if not at_worst:
        return f"{in_figures(*sums, policy)}，{SILENT} → 灰"
    measure, judgement = min(at_worst, key=lambda each: _lag(each[1]))
    if len(deciding) == 1:
        return judgement.arithmetic
    compared = [m for m, j in deciding if j.progress is not None and j.planned is not None]
    worst_one = f"指标{measure.no}：{judgement.arithmetic}"
    if compared == [measure]:
        return worst_one
    together = "1项指标" if len(compared) == 1 else f"{len(compared) or len(deciding)}项指标合计"
    return f"{together}{in_figures(*sums, policy)}；最差的{worst_one}"


def _lag(judgement: Judgement) -> Decimal:
    """Orders targets of one light, the farthest behind first; one that is not compared lags by nothing."""
    return Decimal(0) if judgement.deviation is None else judgement.deviation


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
        arithmetic=f"{len(kept)}个项目合计{in_figures(progress, planned, deviation)}，取最差灯 → {colour}",
        policy_version=kept[0].policy_version,
    )


def _average(values: Sequence[Decimal]) -> Decimal | None:
    return as_decimal(sum(map(Fraction, values), Fraction(0)) / len(values)) if values else None


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
    return as_decimal(HUNDRED * part / whole) if whole else None
