"""Versions side by side: what is gone is marked in the older, what is new in the newer, word by word."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from supervision import version


def prose(title: str, lead: str = "正文。") -> dict[str, Any]:
    return {"title": title, "head": "", "tail": "", "blocks": [{"heading": "导语", "paragraphs": [lead]}]}


def test_what_changed_is_told_word_by_word() -> None:
    title, lead = version.compared(prose("已完成85.7%，进展顺利"), prose("已完成{{ 完成率 }}，进展平稳"))
    assert [piece.text for piece in title.older if piece.gone] == ["85.7%", "顺利"]
    assert [piece.text for piece in title.newer if piece.new] == ["{{ 完成率 }}", "平稳"]
    assert (title.heading, title.changed, lead.changed) == ("标题", True, False)


def test_a_part_that_was_taken_out_is_told() -> None:
    older = prose("甲") | {"quotations": [{"post": "市教育局负责人", "words": "好。", "agreed_on": "2026-09-09"}]}
    [gone] = [pair for pair in version.compared(older, prose("甲")) if pair.changed]
    assert (gone.heading, gone.newer) == ("引语1", ())


@given(st.text(max_size=40), st.text(max_size=40))
def test_both_texts_are_shown_whole(one: str, other: str) -> None:
    for pair in version.compared(prose(one or "甲"), prose(other or "甲")):
        if pair.heading == "标题":
            assert "".join(piece.text for piece in pair.older) == (one or "甲")
            assert "".join(piece.text for piece in pair.newer) == (other or "甲")


def test_two_long_texts_are_compared_line_by_line() -> None:
    """Sign by sign would take minutes."""
    lines = ["甲乙丙丁" * 500] * 9
    _, lead = version.compared(prose("甲", "\n".join(lines)), prose("甲", "\n".join([*lines[:-1], "戊" * 2000])))
    assert [piece.text for piece in lead.newer if piece.new] == ["戊" * 2000]
