"""A figure typed by hand: told from names and code, read with its unit, compared with those of its kind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision import typed_figure

FIGURES = {
    "共完成33项，惠及1,200户。": ["33项", "1,200户"],
    "投入1.2亿元，其中3000多万元来自市级。": ["1.2亿元", "3000多万元"],
    "惠及1200余户、3万余人次": ["1200余户", "3万余人次"],
    "还剩3个月，比计划早2个工作日，用了45分钟": ["3个月", "2个工作日", "45分钟"],
    "落后34个百分点，占87.5％": ["34个百分点", "87.5％"],
    "管线30km，装机12MW": ["30km", "12MW"],
    "9月30日开放，2026-09-30公布，9:30开始，15时20分结束": ["9月30日", "2026-09-30", "9:30", "15时20分"],
    "完成33,34项": ["33", "34项"],
    "百分之八十七点五，三十三项": ["百分之八十七点五", "三十三项"],
    "GDP增长5%，CPI3%": ["5%", "3%"],
    "投资USD300万元": ["300万元"],
}
NAMES = [
    "<script>alert(1)</script>",
    "fetch(`/a?b=1`)；console.log(12, 34)",
    "用A4纸，PM2.5，G20，T3航站楼，5G基站，5A级景区，v1.2.3",
    "见https://example.cn/2026/33?x=12或www.example.cn/33，信箱a33@example.cn、33@example.cn",
    "2026年，2026年度，2021—2026年，2021至2026年",
    "3月，1—2月，1至8月，1月至8月，8、9月份，3月底",
    "第3季度，电话0000-12345，示政督通〔2026〕3号",
]


@pytest.mark.parametrize(("text", "figures"), FIGURES.items())
def test_a_figure_is_found_with_its_unit(text: str, figures: list[str]) -> None:
    assert [piece for piece, is_figure in typed_figure.pieces(text) if is_figure] == figures


@pytest.mark.parametrize("text", NAMES)
def test_periods_addresses_and_what_is_written_in_latin_letters_are_no_figures(text: str) -> None:
    assert [piece for piece, is_figure in typed_figure.pieces(text) if is_figure] == []


@pytest.mark.parametrize(
    ("typed", "published"),
    [
        ("3个月", "3项"),
        ("12个月", "12项"),
        ("33天", "33项"),
        ("33项", "33%"),
        ("34%", "34个百分点"),
        ("33万元", "33项"),
        ("3000元", "3000万元"),
        ("30公里", "30平方公里"),
        ("33年", "33项"),
        ("1", "1项"),
        ("1户", "1项"),
        ("9:30", "930户"),
        ("2026-08-31", "2026户"),
        ("8月31日", "8月13日"),
        ("40%", "87.5%"),
        ("33万户", "33户"),
    ],
)
def test_a_figure_of_another_kind_is_never_meant(typed: str, published: str) -> None:
    assert typed_figure.distance(typed, published) is None


# From the nearest to the farthest, each worked out by hand.
FIRST_TO_LAST = {
    "3000万元": ["3000万元", "0.3亿元", "3030万元"],
    "1200余户": ["1200户", "1215户", "2100户", "1200台"],
    "87%": ["87%", "87.5%", "78%"],
    "百分之八十七点五": ["87.5%", "87%", "85.7%"],
    "五成": ["50%", "50.5%"],
    "三十三项": ["33项", "33个"],
    "12": ["12项"],
    "87.5": ["87.5%"],
    "33万户": ["33万户", "33万人"],
    "12个": ["12个", "21个", "12项"],
    "2.5公里": ["2.5公里", "2500米", "5.2公里"],
    "1.2万平方米": ["12000平方米", "1.2公顷", "11900平方米", "2.1万平方米"],
    "3万余人次": ["3万人次", "30200人次"],
}


@pytest.mark.parametrize(("typed", "published"), FIRST_TO_LAST.items())
def test_the_same_comes_before_the_near_the_turned_about_and_other_things(typed: str, published: list[str]) -> None:
    found = [typed_figure.distance(typed, each) for each in published]
    assert None not in found
    assert found == sorted(found, key=lambda each: each or Decimal(0))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("零", "0"),
        ("十", "10"),
        ("二十一", "21"),
        ("一百零五", "105"),
        ("两千三百", "2300"),
        ("一万二千", "12000"),
        ("三千五百万", "35000000"),
        ("一亿零五十万", "100500000"),
        ("八十七点五", "87.5"),
        ("零点零五", "0.05"),
    ],
)
def test_chinese_numerals_are_read(words: str, number: str) -> None:
    assert typed_figure.chinese(words) == Decimal(number)


@pytest.mark.parametrize("words", ["", "点五", "五点", "五点十", "几"])
def test_what_is_no_number_in_chinese_numerals_is_none(words: str) -> None:
    assert typed_figure.chinese(words) is None


@given(
    st.text(
        st.sampled_from("已完成项目A1297.5%％ \u3000部余万亿元个月日时:-—、(){}〔〕百分之五点成，。aks\u202e😀"),
        max_size=60,
    )
)
def test_no_text_loses_a_sign_by_being_cut(text: str) -> None:
    assert "".join(piece for piece, _ in typed_figure.pieces(text)) == text


_UNITS = ["部", "户", "%", "个百分点", "万元", "亿元", "公里", "个月", "天", "人次", "平方米", ""]


@given(st.integers(0, 9_999), st.sampled_from(_UNITS), st.integers(0, 9_999), st.sampled_from(_UNITS))
def test_what_is_meant_is_of_the_same_kind_or_the_same_number(first: int, unit: str, second: int, other: str) -> None:
    """Whatever is compared: near only within one measure, money with money; equal only where it is written alike."""
    found = typed_figure.distance(f"{first}{unit}", f"{second}{other}")
    money = {"万元", "亿元"}
    if unit == other and first == second:
        assert found == 0
    elif found is not None:
        assert unit == other or {unit, other} == money or (found == 2 and first == second >= 10)
        assert found > 0 or unit == other or first == second == 0
