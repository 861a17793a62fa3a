"""A month's words beside the last month's: nothing of either is lost, and what moved is marked."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from projects.comparison import Part, step, words

TEXTS = st.text(alphabet="累计改造新增完工个户0123456789，。、\n ab", max_size=60)


@given(TEXTS, TEXTS)
def test_without_what_was_added_it_is_the_old_text_and_without_what_was_removed_the_new(old: str, new: str) -> None:
    parts = words(old, new)
    assert "".join(part.words for part in parts if part.kind != "added") == old
    assert "".join(part.words for part in parts if part.kind != "removed") == new


@given(TEXTS)
def test_a_text_left_alone_has_no_marks(text: str) -> None:
    assert {part.kind for part in words(text, text)} <= {"same"}


def test_a_number_changes_as_a_whole() -> None:
    found = words("累计改造84个小区，惠及2.6万户。", "累计改造93个小区，惠及2.8万户。")
    assert [(part.kind, part.words) for part in found if part.kind != "same"] == [
        ("removed", "84"),
        ("added", "93"),
        ("removed", "2.6万"),
        ("added", "2.8万"),
    ]


def test_a_phrase_is_not_mixed_with_another_of_which_it_shares_characters() -> None:
    old = "累计投用5个，西山区中心8月17日送电后开诊。北港区两处加固完成，正在恢复楼面。"
    new = "累计投用6个，西山区中心8月17日送电后开诊。港西中心楼面恢复完毕，墙面抹灰过半。"
    assert words(old, new) == [
        Part("same", "累计投用"),
        Part("removed", "5"),
        Part("added", "6"),
        Part("same", "个，西山区中心8月17日送电后开诊。"),
        Part("removed", "北港区两处加固完成，正在恢复楼面。"),
        Part("added", "港西中心楼面恢复完毕，墙面抹灰过半。"),
    ]


def test_a_mark_that_moved_is_no_change_of_its_phrase() -> None:
    assert words("设备安装完成。", "设备安装完成，楼面恢复。") == [
        Part("same", "设备安装完成"),
        Part("removed", "。"),
        Part("added", "，楼面恢复。"),
    ]


def test_two_different_texts_stand_one_after_the_other() -> None:
    old, new = "完成施工招标。", "西山区两栋楼外墙保温开始施工"
    assert words(old, new) == [Part("removed", old), Part("added", new)]


def test_a_step() -> None:
    assert step("84", "93") == Decimal(9)
    assert step("93", "84.5") == Decimal("-8.5")
    assert step(None, "84") is None and step("84", "") is None
