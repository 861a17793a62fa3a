"""Titles break by meaning, in lines of like length."""

import pytest

from web.paper import layout, title


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("关于2026年9月份市办实事进展情况的通报", ["关于2026年9月份市办实事进展情况的通报"]),
        (
            "示范市人民政府办公室关于2026年9月份市办实事进展情况的通报",
            ["示范市人民政府办公室", "关于2026年9月份市办实事进展情况的通报"],
        ),
        (
            "关于2026年1—2月全市民生实事项目和政府投资重点工程进展情况的通报",
            ["关于2026年1—2月全市民生实事项目", "和政府投资重点工程进展情况的通报"],
        ),
        (
            "关于更正“关于2026年8月份市办实事进展情况的通报”的通知",
            ["关于更正“关于2026年8月份", "市办实事进展情况的通报”的通知"],
        ),
        (
            "关于“新建急救站6个、配置自动体外除颤器500台”项目限期整改的通知",
            ["关于“新建急救站6个、", "配置自动体外除颤器500台”", "项目限期整改的通知"],
        ),
        ("关于对市住房城乡建设局予以通报批评的通报", ["关于对市住房城乡建设局", "予以通报批评的通报"]),
        (
            "关于2026年10月份市办实事项目进展情况及存在问题的通报",
            ["关于2026年10月份市办实事项目", "进展情况及存在问题的通报"],
        ),
    ],
)
def test_a_title_breaks_between_words(words: str, expected: list[str]) -> None:
    assert title.lines(words, layout.TITLE_ROOM) == expected


@pytest.mark.parametrize("length", range(1, 90))
def test_no_line_is_too_long_and_no_word_is_lost(length: int) -> None:
    words = ("示范市人民政府办公室关于做好2026年度市办实事、民生实事项目进展情况督查整改工作" * 4)[:length]
    made = title.lines(words, layout.TITLE_ROOM)
    assert "".join(made) == words
    assert len(made) == 1 or all(layout.width(line) <= layout.TITLE_ROOM for line in made)


def test_figures_and_book_titles_stay_whole() -> None:
    words = "关于贯彻落实《示范市民生实事项目管理办法》做好2026年10月份市办实事进展情况报送工作的通知"
    made = title.lines(words, layout.TITLE_ROOM)
    assert any("《示范市民生实事项目管理办法》" in line for line in made)
    assert any("2026年10月份" in line for line in made)
    assert not any(line.endswith("关于") or line.startswith(("的", "、")) for line in made)


def test_a_title_without_a_place_to_break_is_left_whole() -> None:
    assert title.lines("甲" * 50, layout.TITLE_ROOM) == ["甲" * 50]
