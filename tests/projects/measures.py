"""Targets to judge, one line each, with hand-worked figures: 100 户 by the end of the year, 60 by the end of June."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from projects.light import Light
from projects.measure import Measure, Milestone, month_end
from projects.pace import judge
from projects.project_pace import ProjectJudgement, judge_project

D = Decimal
JUNE = date(2026, 6, 30)
SIXTY = {month: D(10 * month) for month in range(1, 10)} | {10: D(100), 11: D(100), 12: D(100)}
YEAR_ENDS = tuple(month_end(2026, month) for month in range(1, 13))


def measure(**changes: Any) -> Measure:
    """Target 100 户, planned 60 by the end of June."""
    known: dict[str, Any] = {
        "no": "1",
        "kind": "quantity",
        "comparator": ">=",
        "quantity": D(100),
        "unit": "户",
        "year": 2026,
        "plan": SIXTY,
        "actual": D(60),
    }
    return Measure(**(known | changes))


def light_at(on: date, **changes: Any) -> Light | None:
    return judge(measure(**changes), on).light


def project(*measures: Measure, on: date = JUNE, **facts: Any) -> ProjectJudgement:
    return judge_project([(m, judge(m, on)) for m in measures], **({"reported": True} | facts))


def nodes(*done: date | None) -> tuple[Milestone, ...]:
    dues = (date(2026, 3, 31), date(2026, 5, 31), date(2026, 9, 30), date(2026, 12, 20))
    weights = (D(10), D(25), D(5), D(60))
    texts = ("完成招标", "开工建设", "主体封顶", "竣工验收")
    when = (*done, None, None, None, None)[:4]
    return tuple(map(Milestone, dues, texts, weights, (None,) * 4, when))


def built(*done: date | None, **changes: Any) -> Measure:
    return measure(
        kind="milestones", quantity=None, unit=None, plan={}, actual=None, milestones=nodes(*done), **changes
    )


def policy_in_force(**changes: Any) -> Measure:
    return measure(
        **({"kind": "yes_no", "quantity": None, "plan": {}, "actual": D(0), "due_on": date(2026, 7, 1)} | changes)
    )


def level(actual: str | None, comparator: str = ">=", quantity: str = "98", **changes: Any) -> Measure:
    value = None if actual is None else D(actual)
    return measure(
        kind="ratio", comparator=comparator, quantity=D(quantity), unit="%", plan={}, actual=value, **changes
    )


def service(actual: int | None, **changes: Any) -> Measure:
    ran = None if actual is None else D(actual)
    return measure(kind="service", quantity=None, unit="个月", plan={}, actual=ran, **changes)
