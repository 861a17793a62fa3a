"""Hints at figures that look like a slip: a table reckoned by hand, and what holds for all figures."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.sanity import Figure, hint, unfinished

D = Decimal


def typed(value: str, last: str | None, planned: str | None, quantity: str | None, **more: bool) -> Figure:
    known = {"last": last, "planned": planned, "quantity": quantity}
    found = {name: D(each) for name, each in known.items() if each is not None}
    return replace(Figure("1", D(value), **found), **more)  # type: ignore[arg-type]


TABLE = [
    # value, last, planned, target, words → code, what was probably meant
    ("112", "78", "150", "300", "", None, None),
    ("780000", "78", "150", "300", "", "wan_many", "78"),
    ("1120000", "78", "150", "300", "", "wan_many", "112"),
    ("350000", "30", "33", "40", "", "wan_many", "35"),
    ("3.1", "28410", "31000", "33000", "", "wan_few", "31000"),
    ("2.8", None, "31000", "33000", "", "wan_few", "28000"),
    ("340000", None, "33", "40", "", "wan_many", "34"),
    ("85", "246", "250", "300", "", "percent", "255"),
    ("97", "97", "90", "100", "", None, None),
    ("34", "78", "150", "300", "", "fell", "112"),
    ("0", "78", "150", "300", "", "fell", "78"),
    ("77", "78", "150", "300", "", "fell", "155"),
    ("9", "78", "80", "90", "", "fell", "87"),
    ("300", "120", "150", "400", "", "jump", None),
    ("226", "120", "150", "400", "", "jump", None),
    ("225", "120", "150", "400", "", None, None),
    ("1300", "120", "150", "400", "", "jump", "130"),
    ("301", "290", "280", "300", "", "over_target", None),
    ("305", "301", "280", "300", "", None, None),
    ("300", "290", "280", "300", "", None, None),
    ("78", "78", "100", "300", "9月新增34部，累计投用。", "same", "112"),
    ("78", "78", "100", "300", "9月新增1.5万户。", "same", "15078"),
    ("78", "78", "100", "300", "两处已竣工。", "same", None),
    ("78", "78", "100", "300", "第二批尚未开工，无新增。", None, None),
    ("78", "78", "100", "300", "等待验收。", None, None),
    ("300", "300", "300", "300", "全部完成并投用。", None, None),
]


@pytest.mark.parametrize(("value", "last", "planned", "quantity", "text", "code", "likely"), TABLE)
def test_by_hand(
    value: str, last: str | None, planned: str, quantity: str, text: str, code: str | None, likely: str | None
) -> None:
    found = hint(typed(value, last, planned, quantity), text)
    assert (found.code if found else None) == code
    assert (found.likely if found else None) == (None if likely is None else D(likely))
    if found:
        assert found.value == D(value), "a hint names the figure"


FALLING = {"rising": False, "bounded": True}


@pytest.mark.parametrize(("value", "more"), [("4.1", FALLING), ("4.6", FALLING), ("96.2", {"percent_unit": True})])
def test_rates_and_what_is_to_fall_are_not_taken_for_slips(value: str, more: dict[str, bool]) -> None:
    """不高于4.3%, last 4.4; 96.2% of 合格率 after 96.0."""
    last, quantity = ("96", "98") if more.get("percent_unit") else ("4.4", "4.3")
    assert hint(typed(value, last, None, quantity, **more)) is None


def test_a_count_may_fall_and_nothing_is_offered_instead() -> None:
    found = hint(typed("60", "78", None, None, rising=False))
    assert found is not None and (found.code, found.likely) == ("fell", None)


def test_the_plan_over_which_one_looks_twice_is_the_programmes() -> None:
    assert hint(typed("190", "120", "150", "400"), over_plan=20) is not None
    assert hint(typed("190", "120", "150", "400"), over_plan=50) is None


STEADY = st.integers(100, 100_000).flatmap(
    lambda quantity: st.tuples(
        st.just(quantity), st.integers(max(1, quantity // 4), quantity), st.integers(0, quantity // 8)
    )
)
"""A target, a figure on the way to it, and how much of that is this month's."""


@given(STEADY)
def test_a_figure_on_its_plan_gets_no_hint(steady: tuple[int, int, int]) -> None:
    quantity, value, month = steady
    assert hint(Figure("1", D(value), D(value - month), D(value), D(quantity)), "按计划推进。") is None


@given(STEADY)
def test_a_wan_too_many_or_too_few_is_told_and_the_figure_meant_is_offered(steady: tuple[int, int, int]) -> None:
    quantity, value, month = steady
    for slip, code in ((D(value) * 10_000, "wan_many"), (D(value) / 10_000, "wan_few")):
        found = hint(Figure("1", slip, D(value - month), D(value), D(quantity)))
        assert found is not None
        assert (found.code, found.likely) == (code, D(value))


@given(STEADY)
def test_the_months_own_figure_where_the_sum_belongs_is_told(steady: tuple[int, int, int]) -> None:
    """Where it could as well be a percentage of the target, that is asked instead, and 3 could be 3万."""
    quantity, value, month = steady
    without_its_wan = (value - month) / 2 <= 10_000 * month <= 3 * (value - month)
    if 0 < month < value - month and not without_its_wan:
        found = hint(Figure("1", D(month), D(value - month), D(value), D(quantity)))
        assert found is not None
        assert found.code in ("fell", "percent")
        if found.code == "fell":
            assert found.likely == D(value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("累计配租1,180套，分布情况待月底数据出来后补填。", "待月底数据出来后补填"),
        ("原因待补充。", "待补充"),
        ("待补", "待补"),
        ("数字待补（下周给）。", "待补"),
        ("新增XX个泊位", "XX"),
        ("新增ｘｘ个泊位", "ｘｘ"),
        ("新增**个", "**"),
        ("（此处填写进展）", "此处填写"),
        ("完工？？", "？？"),
        ("新增____个", "____"),
        ("规划许可证待补办，已列入10月计划。", None),
        ("征地待补偿款到位后开工。", None),
        ("等待补贴资金下达。", None),
        ("XXL型净水设备已到货", None),
        ("5×8米的通道已贯通。", None),
        ("是否延期？已请示。", None),
        ("无障碍坡道已完成12处。", None),
        ("没有新增泊位，等待验收。", None),
        ("", None),
    ],
)
def test_words_left_to_be_filled_in_later_are_found_and_real_ones_are_not(text: str, word: str | None) -> None:
    assert unfinished(text, bare=False) == word


@pytest.mark.parametrize("text", ["无", "无。", " 暂无 ", "没有", "同上", "略。", "-", "——", "。"])
def test_a_bare_no_says_nothing_where_something_is_asked(text: str) -> None:
    assert unfinished(text, bare=True) is not None
    assert unfinished(text, bare=False) is None, "and is an answer where nothing is asked"
