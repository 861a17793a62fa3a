"""A figure typed by hand: told from names and code, read with its unit, compared with those of its kind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision import chinese_numeral, typed_figure

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
CHINESE = {
    "惠及群众十二万人。": ["十二万人"],
    "共三千五百，其中二十余在城区，十几万人次受益": ["三千五百", "二十余", "十几万人次"],
    "新增两个站点，占百分之三十，三分之一在乡镇": ["两个", "百分之三十", "三分之一"],
    "投入一亿零五十万元，平均一百零五元": ["一亿零五十万元", "一百零五元"],
    "廿余户，二三十人，三四百户，百万元": ["廿余户", "二三十人", "三四百户", "百万元"],
    "占三成，其中七成": ["三成", "七成"],
    "翻了两番，是去年的三倍，缩短了十五天": ["两番", "三倍", "十五天"],
    "三点五公里，两万多人，用了三年": ["三点五公里", "两万多人", "三年"],
    "又新建十余所、五十多处": ["十余所", "五十多处"],
}
ORDINARY = [
    "推进一体化，一些地方十分重视，第一，一方面抓三农，以防万一，千方百计",
    "“十四五”收官，十五五开局，四季度，二〇二六年十月一日，一九四九年",
    "党的二十大，二十届三中全会，五位一体，两个维护，八项规定，两个一百年",
    "一个单位一张网，最后一公里，一户一策，一件事一次办，进一步，统一",
    "第十二批，第三条，初三，三年行动计划，九年义务教育，五年规划",
    "成千上万，百姓，万家灯火，千家万户，零距离，零投诉，唯一，一一对应",
    "三甲医院，四好农村路，两会，两岸，三级联动，二期工程，十二号线，二十四节气",
    "一带一路，三三两两，不三不四，百花齐放",
]
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
    assert chinese_numeral.value(words) == Decimal(number)


@pytest.mark.parametrize("words", ["", "点五", "五点", "五点十", "几"])
def test_what_is_no_number_in_chinese_numerals_is_none(words: str) -> None:
    assert chinese_numeral.value(words) is None


@pytest.mark.parametrize(("text", "figures"), CHINESE.items())
def test_a_number_in_chinese_numerals_is_found_where_it_counts(text: str, figures: list[str]) -> None:
    assert [piece for piece, is_figure in typed_figure.pieces(text) if is_figure] == figures


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_with_a_numeral_are_no_figures(text: str) -> None:
    assert [piece for piece, is_figure in typed_figure.pieces(text) if is_figure] == []


def written(number: int) -> str:
    """A number below 10,000 in Chinese numerals, as it is taught: a 零 for what is left out within, 十 without 一."""
    said, gap = "", False
    for place, scale in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            said += ("零" if gap and said else "") + "零一二三四五六七八九"[digit] + scale
        gap = not digit
    return said.removeprefix("一") if said.startswith("一十") else said


@given(st.integers(2, 9_999), st.integers(0, 9_999), st.sampled_from(["户", "人次", "平方米", "个月", "元"]))
def test_whatever_number_counts_something_is_found_whole_and_read(high: int, low: int, measure: str) -> None:
    said = f"{written(high)}万{'零' if 0 < low < 1000 else ''}{written(low)}{measure}"
    assert [piece for piece, is_figure in typed_figure.pieces(f"共新增{said}。") if is_figure] == [said]
    assert chinese_numeral.amount(said) == (Decimal(high * 10_000 + low), measure)


@given(st.integers(1, 9_999), st.sampled_from("体批条届章节"))
def test_no_ordinal_is_a_figure(number: int, behind: str) -> None:
    assert not any(is_figure for _, is_figure in typed_figure.pieces(f"按第{written(number)}{behind}办"))


@given(st.text(st.sampled_from("零〇一二三四五六七八九"), min_size=4, max_size=4), st.sampled_from(["年", "年度"]))
def test_no_year_in_chinese_numerals_is_a_figure(year: str, behind: str) -> None:
    assert not any(is_figure for _, is_figure in typed_figure.pieces(f"到{year}{behind}底"))


@given(
    st.text(
        st.sampled_from("项A127.5%％ \u3000部余万亿元个月日时:-—、(){}〔百分之五点成十两二人多几廿第，。aks\u202e😀"),
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
