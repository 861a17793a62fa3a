from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.listing import Listing, TargetRow, ValueRow, guessed_kind, natural


@pytest.mark.parametrize(
    "ordered",
    [
        ["1", "2", "10"],
        ["1-1", "1-2", "1-10", "2"],
        ["1.2", "1.10"],
        ["1", "32", "E1(1)", "E1(2)", "E1(10)", "S2", "S10", "u1"],
        ["一", "二", "九", "十", "十一", "二十"],
        ["(2)", "(10)"],
        ["9", "１０", "11"],
    ],
)
def test_numbers_stand_in_natural_order(ordered: list[str]) -> None:
    assert sorted(reversed(ordered), key=natural) == ordered


@given(st.lists(st.text(max_size=12), unique=True))
def test_any_numbers_can_be_put_in_order_and_no_two_share_a_place(numbers: list[str]) -> None:
    assert sorted(sorted(numbers, key=natural)) == sorted(numbers)
    assert len({natural(number) for number in numbers}) == len(numbers)


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_plain_numbers_stand_in_the_order_of_their_values(one: int, other: int) -> None:
    assert (natural(str(one)) < natural(str(other))) is (one < other)


def test_a_number_of_five_thousand_digits_has_its_place() -> None:
    assert natural("9") < natural("9" * 5000)


@pytest.mark.parametrize(
    ("text", "quantity", "unit", "comparator", "kind"),
    [
        ("新增停车位6000个", 6000, "个", "=", "quantity"),
        ("率先建成示范社区10个", 10, "个", ">=", "quantity"),
        ("招引投资项目5个", 5, "个", "=", "quantity"),
        ("城镇登记失业率低于", "4.3", "%", "<=", "ratio"),
        ("食品抽检合格率", 98, None, ">=", "ratio"),
        ("提升办事效率的窗口", 20, None, "=", "quantity"),
        ("完成投资", 5, "亿元", ">=", "money"),
        ("完成年度投资", 500000000, "元", ">=", "money"),
        ("城乡低保标准每月", 609, "元", "=", "quantity"),
        ("智慧停车管理服务平台", None, None, "complete", "yes_no"),
        ("受益人口", None, "人", None, "count"),
    ],
)
def test_the_kind_left_empty_is_guessed(
    text: str, quantity: int | str | None, unit: str | None, comparator: str, kind: str
) -> None:
    value = None if quantity is None else Decimal(quantity)
    assert guessed_kind(text, value, unit, comparator, milestones=False)[0] == kind


def test_what_is_done_in_steps_is_guessed_by_its_milestones() -> None:
    assert guessed_kind("建成体育馆", None, None, "complete", milestones=True)[0] == "milestones"


def test_a_value_is_in_its_own_unit_or_its_targets_and_in_none_without_a_number() -> None:
    target = TargetRow("5", "1", "新增15家", Decimal(15), "家", "=", "quantity", False, None, None, None, None)
    listing = Listing(targets=(target,))

    def unit(value: Decimal | None, own: str | None, no: str | None = "1") -> str | None:
        return listing.unit_of(ValueRow("5", no, date(2021, 7, 31), value, None, None, None, None, None, None, own))

    assert unit(Decimal(8), None) == "家"
    assert unit(Decimal(8), "处") == "处"
    assert unit(None, None) is None
    assert unit(Decimal(8), None, no=None) is None
