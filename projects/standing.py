"""Where a project stands at a period's end: its targets measured from what was accepted, judged by the pace."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from projects import pace, project_pace, terms
from projects.measure import Measure, Milestone, month_end
from projects.policy import Period, PolicySet
from projects.project import Project
from projects.terms import Halt, Terms


@dataclass(frozen=True, slots=True)
class Standing:
    """A project judged for a period, with each target's judgement by its number; `halt` where nothing was asked."""

    project: project_pace.ProjectJudgement
    targets: dict[str, pace.Judgement]
    measures: dict[str, Measure]
    halt: Halt | None = None

    def as_dict(self) -> dict[str, Any]:
        """What an acceptance keeps: light, rates and the arithmetic, by which version of the policy."""
        whole = self.project
        return {
            "light": whole.light,
            "status": whole.status,
            "progress": _text(whole.progress),
            "planned_progress": _text(whole.planned),
            "deviation_pp": _text(whole.deviation),
            "complete": whole.complete,
            "started": whole.started,
            "arithmetic": whole.arithmetic,
            "policy_version": whole.policy_version,
            "targets": {
                no: {
                    "light": judged.light,
                    "progress": _text(judged.progress),
                    "planned_progress": _text(judged.planned),
                    "deviation_pp": _text(judged.deviation),
                    "arithmetic": judged.arithmetic,
                    "note": judged.note,
                }
                for no, judged in self.targets.items()
            },
        }


def of(
    project: Project,
    period: Period,
    policy: PolicySet,
    filed: Mapping[str, Any] | None = None,
) -> Standing:
    """Judges a project at the period's end.

    `filed` is a report's content not accepted yet (projects/filing.py); without it the accepted month counts, and a
    month that is missing carries the last accepted values on (domain.md 4.6).
    """
    accepted = project.accepted.get(period.key)
    on_terms = terms.of(project, period)
    halt = on_terms.halt
    reported = filed is not None or halt is not None or (accepted is not None and not accepted["not_reported"])
    ends = _counted_ends(project, period, policy)
    measures = {no: _measure(project, on_terms, no, period, filed, reported, ends) for no in project.targets}
    on = min(period.ends_on, halt.last_day) if halt else period.ends_on
    judged = {no: pace.judge(measure, on, policy.pace) for no, measure in measures.items()}
    whole = project_pace.judge_project(
        [(measures[no], judged[no]) for no in measures],
        reported=reported,
        accepted=project.accepted_on is not None and project.accepted_on <= _until(period),
        terminated=halt is not None and halt.state == "terminated",
        policy=policy.pace,
    )
    if halt:
        whole = replace(whole, arithmetic=f"{_stopped(halt)}：{whole.arithmetic}")
    return Standing(whole, judged, measures, halt)


def shown_gap(judged: Mapping[str, Any]) -> Decimal | None:
    """The gap in percentage points between a project's or target's two rates as they are shown, one decimal; None
    where there is nothing to compare. `judged` as an acceptance or a published content keeps it."""
    progress, planned = judged["progress"], judged["planned_progress"]
    if judged["deviation_pp"] is None or progress is None or planned is None:
        return None
    return pace.shown_gap(Decimal(str(progress)), Decimal(str(planned)))


def entering(project: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Of a published project, the targets that its progress is made of: money and plain counts decide nothing, nor does
    a level between its review dates."""
    known = [each for each in project["targets"] if each["progress"] is not None]
    return [each for each in known if each["planned_progress"] is not None and each["kind"] not in ("count", "money")]


def is_average(project: Mapping[str, Any]) -> bool:
    """Whether a published project's progress is that of several targets."""
    return len(entering(project)) > 1


HALTED = {"suspended": "暂停实施", "terminated": "终止实施", "carried_over": "结转下年"}


def halt_words(halt: Halt) -> str:
    """自2026年7月1日起经批准暂停实施"""
    since = date.fromisoformat(halt.since)
    return f"自{since.year}年{since.month}月{since.day}日起经批准{HALTED[halt.state]}"


def _stopped(halt: Halt) -> str:
    last = halt.last_day
    return f"{halt_words(halt)}，计划进度停在{last.month}月{last.day}日"


def _counted_ends(project: Project, period: Period, policy: PolicySet) -> tuple[date, ...]:
    """The periods' ends that count towards months in a row: none while the clock stood."""
    until = [each for each in policy.periods(period.year) if each.key <= period.key]
    if not project.adjustments:
        return tuple(each.ends_on for each in until)
    return tuple(each.ends_on for each in until if terms.of(project, each).halt is None)


def _until(period: Period) -> str:
    """Acceptance recorded after the month's end shows from the next month on."""
    return period.ends_on.isoformat()


def _measure(
    project: Project,
    on_terms: Terms,
    no: str,
    period: Period,
    filed: Mapping[str, Any] | None,
    reported: bool,
    ends: tuple[date, ...],
) -> Measure:
    target = on_terms.targets[no]
    quantity = _decimal(target["quantity"])
    value, value_on = _value(project, no, period, filed)
    return Measure(
        no=no,
        kind=target["kind"],
        comparator=target["comparator"],
        quantity=quantity,
        unit=target["unit"],
        year=project.year,
        plan={int(month): Decimal(planned) for month, planned in on_terms.plans.get(no, {}).items()},
        baseline=_decimal(target["baseline"]) or Decimal(0),
        weight=_decimal(target["weight"]),
        milestones=_milestones(project, on_terms, no, period, filed),
        starts_on=_date(project.starts_on),
        due_on=_date(on_terms.due_on),
        actual=value,
        actual_on=value_on,
        reported=reported,
        started=True if project.started_on and project.started_on <= period.ends_on.isoformat() else None,
        previous=ends,
    )


def _value(
    project: Project, no: str, period: Period, filed: Mapping[str, Any] | None
) -> tuple[Decimal | None, date | None]:
    if filed is not None and filed.get("values", {}).get(no) not in (None, ""):
        return Decimal(str(filed["values"][no])), period.ends_on
    for key in sorted(project.accepted, reverse=True):
        if key <= period.key and no in project.accepted[key]["values"]:
            year, month = int(key[:4]), int(key[5:])
            return Decimal(project.accepted[key]["values"][no]), month_end(year, month)
    return None, None


def done_on(
    project: Project, no: str, index: int, period: Period, filed: Mapping[str, Any] | None = None
) -> str | None:
    """The day (ISO) a milestone was reported done, as accepted up to the period or filed now; None while open."""
    key = f"{no}:{index}"
    if filed is not None and filed.get("milestones_done", {}).get(key):
        return str(filed["milestones_done"][key])
    for each in sorted(project.accepted, reverse=True):
        if each <= period.key and key in project.accepted[each]["milestones_done"]:
            return str(project.accepted[each]["milestones_done"][key])
    planned = project.milestones.get(no, [])
    return planned[index].get("done_on") if index < len(planned) else None


def _milestones(
    project: Project, on_terms: Terms, no: str, period: Period, filed: Mapping[str, Any] | None
) -> tuple[Milestone, ...]:
    return tuple(
        Milestone(
            due=date.fromisoformat(node["due"]),
            text=node["text"],
            weight=_decimal(node.get("weight")),
            value=_decimal(node.get("value")),
            done_on=_date(done_on(project, no, index, period, filed)),
        )
        for index, node in enumerate(on_terms.milestones.get(no, []))
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
