"""What in a plan is worth a second thought: examples worked by hand, and what must hold of any plan."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.plan_quality import HEADINGS, Promise, Thresholds, remarks

STEADY = [0, 10, 40, 80, 120, 160, 200, 230, 255, 275, 290, 300]


def _target(**more: Any) -> dict[str, Any]:
    blank = dict.fromkeys(("baseline", "parent", "stage", "weight"))
    return {**blank, "text": "加装电梯", "quantity": "300", "unit": "部", "kind": "quantity", "comparator": "=", **more}


def _promise(plan: list[Any] | None = None, nodes: Any = (), due_on: str | None = None, **target: Any) -> Promise:
    months = {"1": {str(month): str(value) for month, value in enumerate(plan, start=1)}} if plan else {}
    return Promise("7", {"1": _target(**target)}, months, {"1": nodes} if nodes else {}, due_on)


def _kinds(promise: Promise) -> list[str]:
    return [remark.kind for remark in remarks(promise)]


def _node(due: str | None, text: str = "完工") -> dict[str, Any]:
    return {"due": due, "text": text, "value": None, "weight": None, "done_on": None}


@pytest.mark.parametrize(
    ("plan", "kinds"),
    [
        (STEADY, []),
        # 300 in 12 months: 25 each month; by one unit beside the line; by more than one
        ([25 * month for month in range(1, 13)], ["even"]),
        ([25, 50, 75, 100, 125, 150, "175.9", 200, 225, 250, 275, 300], ["even"]),
        ([25, 50, 75, 100, 125, 150, 176, 200, 225, 250, 275, 300], []),
        # December: 120 of 300 are 40 percent, 119 are 39.7
        ([20, 40, 60, 80, 100, 120, 140, 150, 160, 180, 180, 300], ["late"]),
        ([20, 40, 60, 80, 100, 120, 140, 150, 160, 170, 181, 300], []),
        # the last quarter: 225 of 300 are 75 percent, 224 are 74.7
        ([0, 0, 0, 10, 20, 30, 40, 60, 75, 150, 225, 300], ["late"]),
        ([0, 0, 0, 10, 20, 30, 40, 60, 76, 150, 225, 300], []),
        ([0] * 11 + [300], ["late"]),
        # all done by the end of April is early, by the end of May is not
        ([50, 100, 200] + [300] * 9, ["early"]),
        ([50, 100, 200, 290] + [300] * 8, []),
        # the end
        ([*STEADY[:11], 299], ["misses"]),
        ([*STEADY[:11], 301], ["misses"]),
        ([50, 100, 310] + [310] * 9, ["misses", "early"]),
    ],
)
def test_the_shape_of_a_plan_of_three_hundred(plan: list[Any], kinds: list[str]) -> None:
    assert _kinds(_promise(plan)) == kinds


@pytest.mark.parametrize(
    ("plan", "target", "said"),
    [
        (
            [*STEADY[:11], 280],
            {},
            "指标1“加装电梯”计划到12月累计280部，没有到目标300部。改计划，还是改目标？",
        ),
        (
            [*STEADY[:11], 320],
            {},
            "指标1“加装电梯”计划到12月累计320部，超过目标300部。改计划，还是改目标？",
        ),
        (
            [20, 40, 60, 80, 100, 120, 140, 150, 160, 170, 180, 300],
            {},
            "指标1“加装电梯”有40%计划在12月一个月完成，12月前看不出能否兑现。前几个月能否多安排一些？",
        ),
        (
            [0, 0, 0, 0, 0, 0, 0, 0, 30, 120, 210, 300],
            {},
            "指标1“加装电梯”有90%计划在10月至12月完成，前三个季度只安排10%。能否提前？",
        ),
        (
            [25 * month for month in range(1, 13)],
            {},
            "指标1“加装电梯”每月都计划25部左右。开工、雨季、春节前后真的一样快？请按实际安排核对。",
        ),
        ([50, 100, 300] + [300] * 9, {}, "指标1“加装电梯”计划3月底就全部完成，目标300部是否定低了？"),
    ],
)
def test_a_remark_names_target_and_figure_and_asks(plan: list[Any], target: dict[str, Any], said: str) -> None:
    assert [remark.said for remark in remarks(_promise(plan, **target))] == [said]


@pytest.mark.parametrize(
    ("promise", "kinds"),
    [
        (_promise(quantity=None, kind="milestones"), ["unmeasured"]),
        (_promise(quantity=None, kind="count"), ["unmeasured"]),
        (_promise(quantity=None, kind="quantity", parent="2"), []),
        (_promise(quantity=None, kind="service"), []),
        (_promise(quantity=None, kind="yes_no", due_on="2026-06-30"), []),
        (_promise(quantity=None, kind="yes_no"), ["unmeasured"]),
        (_promise(nodes=[_node("2026-06-30"), _node("2026-12-20")], quantity=None, kind="milestones"), []),
        (_promise(nodes=[_node("2026-12-01"), _node("2026-12-20")], quantity=None, kind="milestones"), ["late"]),
        (_promise(nodes=[_node("2026-12-31")], quantity=None, kind="milestones"), ["late"]),
        (_promise(nodes=[_node("2026-06-30"), _node(None)], quantity=None, kind="milestones"), ["undated"]),
        # a school is finished on one day; its nodes say how far it is
        (_promise([0] * 11 + [1], [_node("2026-05-31"), _node("2026-12-20")], quantity="1", unit="所"), []),
        (_promise([0] * 11 + [1], quantity="1", unit="所"), ["late"]),
        # twelve in twelve months are counted out; so are the steps of a small whole that do not divide
        (_promise(list(range(1, 13)), quantity="12"), ["even"]),
        (_promise([0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10], quantity="10"), []),
        # a ratio and money are no sums
        (_promise([98] * 12, quantity="98", kind="ratio", unit="%"), []),
        (_promise([0] * 11 + [500], quantity="500", kind="money", unit="万元"), []),
        # falling from 600 to 300: planned to be reached in March, and by steps of 25
        (_promise([500, 400, 300] + [300] * 9, baseline="600"), ["early"]),
        (_promise([600 - 25 * month for month in range(1, 13)], baseline="600"), ["even"]),
        (_promise([600] * 11 + [310], baseline="600"), ["misses", "late"]),
    ],
)
def test_other_kinds_of_target(promise: Promise, kinds: list[str]) -> None:
    assert _kinds(promise) == kinds


def test_nodes_of_the_whole_project_are_looked_at_once() -> None:
    promise = Promise("7", {"1": _target(quantity=None, kind="milestones")}, {}, {"": [_node("2026-12-31", "竣工")]})
    (remark,) = remarks(promise)
    assert (remark.no, remark.number) == ("", "7")
    assert remark.said == "整个项目只有一个节点，在12月，年内看不出快慢。能否在中间加节点？"


def test_limits_are_the_offices() -> None:
    steep = _promise([20, 40, 60, 80, 100, 120, 140, 150, 160, 170, 181, 300])
    assert _kinds(steep) == []
    assert [r.kind for r in remarks(steep, Thresholds(last_month=Decimal(39)))] == ["late"]


plans = st.lists(st.integers(0, 300), min_size=12, max_size=12).map(sorted)


@given(plans, st.integers(1, 999))
def test_the_unit_of_counting_changes_nothing(plan: list[int], scale: int) -> None:
    """Counted in another unit (a multiple), the same plan gets the same remarks, but for those on single units."""
    coarse = [kind for kind in _kinds(_promise(plan)) if kind != "even"]
    fine = _kinds(_promise([value * scale for value in plan], quantity=str(300 * scale)))
    assert [kind for kind in fine if kind != "even"] == coarse


@given(plans)
def test_turned_upside_down_a_plan_gets_the_same_remarks(plan: list[int]) -> None:
    falling = _promise([600 - value for value in plan], baseline="600")
    assert _kinds(falling) == _kinds(_promise(plan))


@given(plans)
def test_a_plan_that_ends_at_its_target_is_never_said_to_miss_it_and_another_always(plan: list[int]) -> None:
    assert "misses" not in _kinds(_promise([*plan[:11], 300]))
    assert "misses" in _kinds(_promise([*plan[:11], 299]))


@given(plans, st.sampled_from(["quantity", "ratio", "money", "milestones"]))
def test_remarks_come_in_the_order_of_their_headings_and_end_as_sentences(plan: list[int], kind: str) -> None:
    found = remarks(_promise(plan, kind=kind))
    places = [list(HEADINGS).index(remark.kind) for remark in found]
    assert places == sorted(places) and len(places) == len(set(places))
    assert all(remark.said.endswith(("。", "？")) for remark in found)
