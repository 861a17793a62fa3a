"""A 信函 (GB/T 9704-2012, 10.1), measured on real files. Millimetres from the page's top left corner."""

from dataclasses import replace
from typing import Any

import pytest

from supervision.paper import OfficialPaper
from tests.journeys.browsing import word_words
from tests.web.paper import samples, worded_samples
from tests.web.paper.test_pdf import BOTTOM, LEFT, MM, RIGHT, lines, opened, text_lines
from web.paper import pdf, word

NAME = "示范市人民政府办公室"


def letter(sentences: int = 30) -> OfficialPaper:
    made = samples.bulletin(sentences, None, "关于“农村供水管网改造”项目限期整改的通知")
    return replace(made, letter=True, mark=NAME, addressee="市水务局", number="示政办函〔2026〕9号")


@pytest.fixture(scope="module")
def pages() -> list[Any]:
    return opened(pdf.official(letter()))


def double_lines(page: Any) -> list[list[tuple[float, float]]]:
    """Top and bottom of the two strokes of each red double line, with their ends checked: 170 mm in the middle."""
    strokes = sorted((r for r in page.rects if r["x1"] - r["x0"] > 160 * MM), key=lambda r: r["top"])
    for stroke in strokes:
        assert (stroke["x0"] / MM, stroke["x1"] / MM) == (pytest.approx(20, abs=0.1), pytest.approx(190, abs=0.1))
        assert stroke["non_stroking_color"][0] == pytest.approx(0.902, abs=0.01)
    found = [(r["top"] / MM, r["bottom"] / MM) for r in strokes]
    return [found[:2], found[2:]]


def test_the_name_and_both_double_lines_stand_where_the_standard_has_them(pages: list[Any]) -> None:
    mark, number = text_lines(pages[0])[:2]
    above, below = double_lines(pages[0])
    assert mark.text == NAME and mark.top + 0.05 * 34 / MM == pytest.approx(30, abs=1)
    assert above[0][0] - (mark.bottom - 0.05 * 34 / MM) == pytest.approx(4, abs=0.5)
    assert above[0][1] - above[0][0] > above[1][1] - above[1][0], "thick over thin"
    assert below[0][1] - below[0][0] < below[1][1] - below[1][0], "thin over thick"
    assert 297 - below[1][1] == pytest.approx(20, abs=0.2)
    assert number.text == "示政办函〔2026〕9号" and number.right == pytest.approx(RIGHT, abs=0.3)
    assert number.top - above[1][1] == pytest.approx(14 / MM, abs=0.5)
    assert all(not [r for r in page.rects if r["x1"] - r["x0"] > 100 * MM] for page in pages[1:])


def test_the_first_page_has_no_number_and_the_others_have(pages: list[Any]) -> None:
    feet = ["".join(line.text for line in lines(page) if line.top > BOTTOM) for page in pages]
    assert "—" not in feet[0] and "校验码" in feet[0]
    assert all(f"— {number} —" in foot for number, foot in enumerate(feet[1:], 2))


def test_the_last_page_closes_with_the_copies_alone(pages: list[Any]) -> None:
    last = text_lines(pages[-1])
    assert last[-1].text == "抄送：市委办公室，市人大常委会办公室，市政协办公室。" and last[-1].left > LEFT
    assert all("印发" not in line.text for line in last)


def test_a_letter_of_a_kind_without_numbers_leaves_no_gap_where_one_would_stand() -> None:
    made = replace(letter(5), number="", copy_to=None)
    first, second = text_lines(opened(pdf.official(made))[0])[:2]
    assert (first.text, second.text) == (NAME, "关于“农村供水管网改造”")
    assert "（未编号）" not in word_words(word.official(made))


def test_the_word_file_says_the_same() -> None:
    said = word_words(word.official(letter(5)))
    for words in (NAME, "示政办函〔2026〕9号", "市水务局：", "抄送：市委办公室", "— 1 —".replace(" ", "")):
        assert words in said
    assert "2026年10月9日印发" not in said


def test_minutes_keep_their_mark_though_their_number_is_of_a_letters_series() -> None:
    printed = text_lines(opened(pdf.official(worded_samples.review_minutes("示政办函〔2026〕3号")))[0])
    assert [line.text for line in printed[:2]] == ["示范市人民政府办公室专题会议纪要", "示政办函〔2026〕3号"]
