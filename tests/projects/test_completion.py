"""What still keeps a project from being complete, target by target and node by node."""

from decimal import Decimal
from typing import Any

import pytest

from projects.completion import lacking
from projects.policy import PolicySet
from projects.project import Project
from tests.projects.test_terms import YES

POLICY = PolicySet()
NODES = [
    {"due": "2026-06-30", "text": "主体封顶", "value": None, "weight": None, "done_on": None},
    {"due": "2026-08-31", "text": "竣工验收", "value": None, "weight": None, "done_on": None},
]


def project(*targets: dict[str, Any], nodes: list[dict[str, Any]] | None = None) -> Project:
    made = Project.register(Project.create_id("", ""), "demo", 2026, "1", "加装电梯300部")
    for place, target in enumerate(targets, start=1):
        made.set_target(str(place), **{"text": f"指标{place}", "unit": "部", "comparator": "=", **target})
        made.fix_plan(str(place), {12: Decimal(target["quantity"] or 0)})
    if nodes:
        made.plan_milestones("", nodes)
    return made


def lifts() -> dict[str, Any]:
    return {"kind": "quantity", "quantity": "300"}


def accept(made: Project, period: str, value: str, done: dict[str, str] | None = None) -> None:
    made.accept_progress(period, {"1": value}, done or {}, "green")


def test_a_target_short_is_named_with_how_far_it_came() -> None:
    made = project(lifts())
    assert lacking(made, POLICY) == ["还没有审核通过的月报"]
    accept(made, "2026-08", "276")
    assert lacking(made, POLICY) == ["“指标1”完成276部，目标300部"]
    accept(made, "2026-09", "299")
    assert lacking(made, POLICY) == ["“指标1”完成299部，目标300部"]
    accept(made, "2026-09", "300")
    assert lacking(made, POLICY) == []


def test_a_correction_downwards_takes_the_completion_away() -> None:
    made = project(lifts())
    accept(made, "2026-09", "301")
    assert lacking(made, POLICY) == []
    accept(made, "2026-09", "298")
    assert lacking(made, POLICY) == ["“指标1”完成298部，目标300部"]


def test_a_month_without_a_report_leaves_what_was_accepted_before() -> None:
    made = project(lifts())
    accept(made, "2026-08", "300")
    made.accept_progress("2026-09", {}, {}, "grey", not_reported=True)
    assert lacking(made, POLICY) == []


def test_every_node_is_asked_for_also_those_of_the_whole_project() -> None:
    made = project(lifts(), nodes=NODES)
    accept(made, "2026-09", "300", {":0": "2026-06-28"})
    assert lacking(made, POLICY) == ["节点“竣工验收”没有完成"]
    accept(made, "2026-09", "300", {":0": "2026-06-28", ":1": "2026-09-20"})
    assert lacking(made, POLICY) == []


@pytest.mark.parametrize("kind", ["count", "money"])
def test_money_and_plain_counts_decide_nothing(kind: str) -> None:
    made = project(lifts(), {"kind": kind, "quantity": "500" if kind == "money" else None})
    made.accept_progress("2026-09", {"1": "300", "2": "9"}, {}, "green")
    assert lacking(made, POLICY) == []
    alone = project({"kind": kind, "quantity": "500" if kind == "money" else None})
    accept(alone, "2026-09", "500")
    assert lacking(alone, POLICY) == ["没有可以核对的指标和节点"]


def test_a_target_that_was_lowered_by_approval_is_met_at_its_new_value() -> None:
    made = project(lifts())
    accept(made, "2026-08", "280")
    said = {"reason_code": "policy_change", "reason": "政策调整", "effective_on": "2026-09-01", "approval": YES}
    made.adjust("1", "quantity", "280", plan={"12": "280"}, **said)
    assert lacking(made, POLICY) == ["“指标1”完成280部，目标300部"], (
        "the month accepted before is judged as it was promised then"
    )
    accept(made, "2026-09", "280")
    assert lacking(made, POLICY) == []
