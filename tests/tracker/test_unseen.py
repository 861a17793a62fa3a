"""What no eye sees is dropped from a text, and what is written stays."""

import pytest

from tracker.unseen import without_unseen


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("甲\u202e乙\u2069", "甲乙"),
        ("甲\u200b\u200d\ufeff乙\u00ad", "甲乙"),
        ("甲\x00\x07\x1b\x85乙", "甲乙"),
        ("一\r\n二\n三\t四", "一\r\n二\n三\t四"),
        ("一\u2028二\u2029三", "一\n二\n三"),
        ("　缩进，“引”—— 12,345㎡ 𠮷\U000e0100", "　缩进，“引”—— 12,345㎡ 𠮷\U000e0100"),
    ],
)
def test_unseen_signs_go_and_line_breaks_stay(typed: str, kept: str) -> None:
    assert without_unseen(typed) == kept
