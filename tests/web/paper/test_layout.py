"""How the words of a paper are set, whatever the file."""

from datetime import date

import pytest

from supervision.paper import Column, Table
from tests.web.paper import samples
from web.paper import layout


def test_dates_have_no_leading_zeros() -> None:
    assert layout.date_text(date(2026, 1, 5)) == "2026年1月5日"
    assert layout.date_text(None).replace("　", "") == "年月日"


def test_small_words_are_completed_once() -> None:
    assert (layout.bracketed("此件公开发布"), layout.bracketed("（此件公开发布）")) == ("（此件公开发布）",) * 2
    assert (layout.addressed("各区市"), layout.addressed("各区市：")) == ("各区市：", "各区市：")
    assert (layout.copied("市委办公室"), layout.copied("抄送：市委办公室。")) == ("市委办公室。", "市委办公室。")


def test_a_second_level_head_ends_with_its_full_stop() -> None:
    assert layout.lead("（一）加装电梯。计划225部。") == ("（一）加装电梯。", "计划225部。")
    assert layout.lead("（十二）加装电梯") == ("（十二）加装电梯", "")
    assert layout.lead("（一百零三）加装电梯。") == ("（一百零三）加装电梯。", "")
    assert layout.lead("（此件公开发布）") == ("", "（此件公开发布）")


def test_the_signature_is_centred_over_the_date_but_never_over_the_edge() -> None:
    day = date(2026, 4, 8)  # six figures and three characters: 6 字
    assert layout.signature("示范市政府", day) == layout.Signature(4.5, 4)
    assert layout.signature("示范市人民政府办公室", day) == layout.Signature(2, 4)
    assert layout.signature("示" * 30, day) == layout.Signature(0, 4)


def test_one_annex_has_no_number_several_have() -> None:
    tables = [Table(name, (), ()) for name in ("一览表", "清单")]
    assert layout.annex_names(tables[:1]) == [("附件：", "一览表")]
    assert layout.annex_names(tables) == [("附件：1.", "一览表"), ("　　　2.", "清单")]
    assert [layout.annex_label(1, 1), layout.annex_label(2, 3)] == ["附件", "附件2"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ((Column("a", width_mm=25), Column("b"), Column("c", weight=3)), [25, 50, 150]),
        ((Column("a"), Column("b")), [112.5, 112.5]),
        ((Column("a", width_mm=10), Column("b", width_mm=20)), [75, 150]),
        ((Column("a", width_mm=405), Column("b")), [202.5, 22.5]),
    ],
)
def test_the_columns_fill_the_page(columns: tuple[Column, ...], expected: list[float]) -> None:
    assert layout.column_widths(Table("", columns, ()), 225) == pytest.approx(expected)


def test_the_columns_of_progress_fill_the_page() -> None:
    table = samples.bulletin(3, 1).attachments[0]
    widths = layout.column_widths(table, 225)
    assert sum(widths) == pytest.approx(225) and min(widths[-2:]) > 22


@pytest.mark.parametrize(
    ("words", "name", "shape"),
    [
        ("已完成", "blue", "●"),
        ("按序时", "green", "●"),
        ("略慢于序时", "green", "●"),
        ("慢于序时", "yellow", "■"),
        ("黄灯", "yellow", "■"),
        ("红灯（严重滞后）", "red", "◆"),
        ("未报送", "grey", "○"),
    ],
)
def test_every_light_has_a_shape(words: str, name: str, shape: str) -> None:
    light = layout.light(words)
    assert light and (light.name, light.shape) == (name, shape)


def test_other_words_are_no_light() -> None:
    assert layout.light("——") is None and layout.light("") is None


def test_cleaning_goes_to_the_bottom_of_a_paper() -> None:
    table = Table("表\x00", (Column("列\x07"),), (("甲\x0b乙\n丙",),))
    assert layout.clean(table) == Table("表", (Column("列"),), (("甲乙\n丙",),))


def test_a_long_mark_grows_smaller() -> None:
    assert layout.mark_size("示范市人民政府办公室文件") == 34
    assert 18 <= layout.mark_size("示" * 20) <= 442.2 / 20
    assert layout.mark_size("") == 34
