"""What unit and office see beside a project's light: its months in a row, and where its pace would lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects import forecast, standing, streak, terms
from projects.forecast import Forecast
from projects.policy import Period, PolicySet
from projects.project import Project
from projects.streak import Month


@dataclass(frozen=True, slots=True)
class Outlook:
    """`row`: the counters in words; `forecasts`: each target that decides, with its forecast."""

    row: list[str]
    forecasts: list[tuple[str, Forecast]]


def of(project: Project, period: Period, policy: PolicySet, filed: Mapping[str, Any] | None = None) -> Outlook:
    """As of a period's end; `filed` is a report's content that is not accepted yet (standing.of)."""
    judged = standing.of(project, period, policy, filed)
    if judged.halt is not None or project.accepted_on:
        return Outlook(streak.told(months(project, period, policy)), [])
    now = months(project, period, policy, judged.project.light if filed is not None else None)
    measured = {no: each for no, each in judged.measures.items() if each.kind not in ("money", "count")}
    found = [
        (project.targets[no]["text"], forecast.of(measure, _values(project, no, period, filed), period.month))
        for no, measure in measured.items()
    ]
    return Outlook(streak.told(now), found)


def months(project: Project, period: Period, policy: PolicySet, light: str | None = None) -> list[Month]:
    """The year's months up to a period, those accepted or missed; `light`: of the period itself, as it stands now.
    A month in which nothing was asked of the project neither counts nor ends a run."""
    found = []
    for each in policy.periods(period.year):
        known = project.accepted.get(each.key)
        shown = light if each.key == period.key and light else known and known["light"]
        if each.key <= period.key and shown and terms.of(project, each).halt is None:
            found.append(Month(each.key, each.label, str(shown)))
    return found


def _values(project: Project, no: str, period: Period, filed: Mapping[str, Any] | None) -> dict[int, Decimal]:
    known = {
        int(key[5:]): Decimal(accepted["values"][no])
        for key, accepted in project.accepted.items()
        if key <= period.key and no in accepted["values"] and not accepted["not_reported"]
    }
    if filed is not None and filed.get("values", {}).get(no) not in (None, ""):
        known[period.month] = Decimal(str(filed["values"][no]))
    return known
