"""References in a press text: found, resolved, refused by name; and figures typed by hand, told from them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from supervision import reference
from supervision.reference import CARD, Reference

RATE = Reference("完成率", "87.5%", "已完成项目占全部项目的比例", "2026-08-31", "2026年8月进展公布")
LIFTS = Reference("项目1累计", "1,297部", "累计完成", "2026-08-31", "2026年8月进展公布", CARD, "1", "加装电梯1500部")
UNTIL = Reference("截至日期", "8月31日", "数据截至的日期", "2026-08-31", "2026年8月进展公布")
KNOWN = [RATE, LIFTS, UNTIL]
BY_NAME = reference.by_name(KNOWN)


def test_a_reference_is_printed_as_the_published_figure() -> None:
    text = "截至{{ 截至日期 }}，完成率{{完成率}}，装了{{　项目１累计 }}。"
    assert reference.resolved(text, BY_NAME) == "截至8月31日，完成率87.5%，装了1,297部。"


def test_what_is_typed_by_hand_is_found_and_what_names_the_period_is_not() -> None:
    text = "2026年8月，装了98部，占85.7%，9月30日开放，电话0000-12345，1—2月，第3季度，快了五成。{{ 项目1累计 }}"
    assert reference.typed(text) == ["98部", "85.7%", "9月30日", "五成"]


def test_a_typed_figure_says_what_it_may_have_meant() -> None:
    assert reference.meant("87.5%", KNOWN) == [RATE]
    assert reference.meant("85.7%", KNOWN) == [RATE], "digits turned about"
    assert reference.meant("87%", KNOWN) == [RATE], "rounded"
    assert reference.meant("１２９７部", KNOWN) == [LIFTS]
    assert reference.meant("1297台", KNOWN) == [LIFTS], "other things counted"
    assert reference.meant("1297", KNOWN) == [LIFTS], "the unit left out"
    assert reference.meant("8月31日", KNOWN) == [UNTIL]
    assert reference.meant("40%", KNOWN) == []
    assert reference.meant("300部", KNOWN) == []


def test_among_equal_figures_the_one_that_the_words_speak_of_comes_first() -> None:
    started = Reference("开工率", "87.5%", "", "2026-08-31", "")
    beds = Reference("项目2累计", "1,297部", "", "2026-08-31", "", CARD, "2", "发放助听器1400部")
    text = (
        "装了电话。截至8月，完成率87.5%，开工率87.5%以上。老旧小区加装电梯，累计1297部；项目2发放助听器，累计1297部。"
    )
    [first, second] = [half for half in text.split("；")]
    known = [RATE, started, beds, LIFTS]

    def likeliest(said: str, figure: str) -> Reference:
        return reference.meant(figure, known, reference.around(said, figure))[0]

    assert likeliest(first, "1297部") == LIFTS
    assert likeliest(second, "1297部") == beds
    assert likeliest("完成率100%，开工率87.5%。", "87.5%") == started
    assert likeliest("完成率87.5%，开工率100%。", "87.5%") == RATE
    assert reference.meant("87.5%", known) == [RATE, started], "nothing said: in the list's order"


def test_the_very_figure_comes_before_one_that_is_near() -> None:
    near = Reference("甲", "1,300部", "", "2026-08-31", "")
    assert reference.meant("1297部", [near, LIFTS]) == [LIFTS, near]
    assert reference.meant("1299部", [LIFTS, near]) == [near, LIFTS]


def test_one_press_makes_a_typed_figure_a_reference_and_leaves_all_else() -> None:
    text = "完成率87.5%，另有187.5%；{{ 完成率 }}，87.5%。"
    assert reference.replaced(text, "87.5%", RATE) == "完成率{{ 完成率 }}，另有187.5%；{{ 完成率 }}，{{ 完成率 }}。"


def test_a_name_that_there_is_not_is_refused_with_the_nearest() -> None:
    [fault] = reference.faults({"block.lead": "完成率{{ 完成比率 }}。", "title": "{{ 完成率 }}"}, KNOWN)
    assert (fault.code, fault.field, fault.facts["name"]) == ("reference.unknown", "block.lead", "完成比率")
    assert "{{ 完成率 }}" in str(fault.facts["offered"])


def test_braces_that_are_no_reference_are_refused() -> None:
    codes = [fault.code for fault in reference.faults({"a": "{{ 完成率", "b": "}}", "c": "{单}"}, KNOWN)]
    assert codes == ["reference.braces", "reference.braces"]


def test_a_figure_with_a_stated_source_is_explained() -> None:
    texts = ["投入3000万元，惠及1,200户。", "又是3000万元"]
    assert reference.unexplained(texts, {"3000万元": "市财政局8月快报"}) == ["1200户"]
    assert reference.unexplained(texts, {"3000万元": "快报", "1200户": "  "}) == ["1200户"]


@given(st.text(st.sampled_from("已完成率项目1297.5%部月日{} {{完成率}}<script>\u202e😀"), max_size=60))
def test_no_text_loses_a_sign_by_being_cut(text: str) -> None:
    """Whatever is typed: the pieces that are no reference are the text's own, in their order."""
    pieces = reference.parts(text, {})
    assert "".join(piece.text for piece in pieces) == text
    assert reference.resolved(text, {}) == text


@given(st.integers(1, 99_999), st.sampled_from(["部", "户", "%", "万元"]))
def test_a_published_figure_typed_by_hand_is_always_found_and_always_meant(value: int, unit: str) -> None:
    known = Reference("数", f"{value:,}{unit}", "", "2026-08-31", "")
    assert reference.typed(f"共{value}{unit}。") == [f"{value}{unit}"]
    assert reference.meant(f"{value}{unit}", [RATE, known])[0] in (known, RATE)
    assert known in reference.meant(f"{value}{unit}", [RATE, known])
    assert reference.replaced(f"共{value}{unit}。", f"{value}{unit}", known) == "共{{ 数 }}。"
