"""A plan is cumulative: it does not turn back and ends at the target."""

from decimal import Decimal

from projects.plan import faults

HUNDRED, ZERO = Decimal(100), Decimal(0)


def _plan(*values: int) -> dict[int, Decimal]:
    return {month: Decimal(value) for month, value in enumerate(values, start=1)}


def test_a_rising_plan_that_ends_at_the_target_is_right() -> None:
    assert faults(_plan(0, 10, 10, 60, 100), HUNDRED, ZERO) == []


def test_a_month_below_the_one_before_is_named() -> None:
    found = faults(_plan(0, 50, 40, 100), HUNDRED, ZERO)
    assert [(no.code, no.field, no.facts) for no in found] == [("plan.turns", "plan-3", {"month": 3})]


def test_a_plan_that_ends_elsewhere_is_named_with_both_numbers() -> None:
    (no,) = faults(_plan(0, 50, 90), HUNDRED, ZERO, "plan-1")
    assert (no.code, no.field, no.facts) == ("plan.end", "plan-1-3", {"last": Decimal(90), "goal": Decimal(100)})


def test_a_target_below_its_baseline_falls() -> None:
    assert faults(_plan(90, 70, 70, 60), Decimal(60), HUNDRED) == []
    assert [no.code for no in faults(_plan(70, 90, 60), Decimal(60), HUNDRED)] == ["plan.turns"]
