"""The page of GB/T 9704-2012, measured on real files. Millimetres from the page's top left corner."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from weasyprint.urls import URLFetcherResponse

from supervision.paper import Column, Table
from tests.web.paper import samples
from web.paper import pdf, typesetting

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0


@dataclass(frozen=True)
class Line:
    """`top` and `bottom` are those of the tallest character's square: 0.88 above the baseline and 0.12 below it."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


def baseline(character: dict[str, Any]) -> float:
    """Points from the top of an upright page; the text matrix counts from the bottom."""
    return float(character["page_height"]) - float(character["matrix"][5])


def lines(page: Any) -> list[Line]:
    """The upright lines of a page, top to bottom; characters with baselines within 1 mm make one line."""
    found = []
    upright = [c | {"page_height": page.height} for c in page.chars if c["upright"]]
    upright.sort(key=lambda c: (round(baseline(c) / MM), c["x0"]))
    for _, group in groupby(upright, key=lambda c: round(baseline(c) / MM)):
        row = list(group)
        text = "".join(c["text"] for c in row)
        size, foot = max(c["size"] for c in row), max(baseline(c) for c in row)
        right = max(c["x1"] for c in row) / MM
        found.append(Line(text, row[0]["x0"] / MM, right, (foot - 0.88 * size) / MM, (foot + 0.12 * size) / MM))
    return found


def foot_lines(page: Any, bottom: float) -> list[Line]:
    """Those between the text area and the square that leads to the page of verification."""
    return [line for line in lines(page) if bottom < line.top < bottom + 12]


def text_lines(page: Any) -> list[Line]:
    return [line for line in lines(page) if line.bottom < BOTTOM + 1]


def portrait(page: Any) -> bool:
    return bool(page.width < page.height)


@pytest.fixture(scope="module")
def issued() -> bytes:
    return pdf.official(samples.bulletin(sentences=70, annex_rows=33))


@pytest.fixture(scope="module")
def pages(issued: bytes) -> Iterator[list[Any]]:
    with pdfplumber.open(io.BytesIO(issued)) as file:
        yield list(file.pages)


def opened(paper_bytes: bytes) -> list[Any]:
    file = pdfplumber.open(io.BytesIO(paper_bytes))
    return list(file.pages)


def test_a_full_page_has_22_lines_of_one_pitch(pages: list[Any]) -> None:
    texts = [text_lines(page) for page in pages if portrait(page)]
    full = [text for text, after in pairwise(texts[1:-2]) if after[0].text[:2] not in ("二、", "三、")]
    assert len(full) >= 3
    for text in full:
        assert len(text) == 22
        assert all(abs(b.bottom - a.bottom - 225 / 22) < 0.15 for a, b in pairwise(text))


def test_the_margins_are_the_same_on_left_and_right_pages(pages: list[Any]) -> None:
    body = [page for page in pages if portrait(page)]
    assert len(body) >= 5
    for page in body:
        assert (round(page.width / MM, 1), round(page.height / MM, 1)) == (210, 297)
        for line in text_lines(page):
            assert line.left >= LEFT - 0.1 and line.right <= RIGHT + 0.2
            assert line.top >= TOP - 0.1 and line.bottom <= BOTTOM + 0.1
    for page in pages[1:3]:
        text = text_lines(page)
        assert min(line.left for line in text) == pytest.approx(LEFT, abs=0.2)
        assert text[0].top == pytest.approx(TOP + (225 / 22 - 16 / MM) / 2, abs=0.5)
    assert text_lines(pages[1])[-1].bottom == pytest.approx(BOTTOM - (225 / 22 - 16 / MM) / 2, abs=0.5)


def test_full_lines_end_flush_at_the_right_edge(pages: list[Any]) -> None:
    full = [line.right for page in pages[1:3] for line in text_lines(page) if line.right > 176]
    assert len(full) > 35
    assert all(abs(right - RIGHT) < 0.2 for right in full)


def test_the_head_stands_where_the_standard_has_it(pages: list[Any]) -> None:
    first = pages[0]
    mark, number = text_lines(first)[:2]
    assert mark.text == "示范市人民政府办公室文件"
    assert mark.top + 0.05 * 34 / MM == pytest.approx(TOP + 35, abs=1)  # the ink, 0.05 inside the square
    assert (mark.left + mark.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
    assert number.text == "示政办督〔2026〕9号"
    red = [
        r
        for r in first.rects + first.lines
        if tuple(r["non_stroking_color"] or ())[:1] == pytest.approx((0.902,), abs=0.01)
    ]
    (rule,) = [r for r in red if r["x1"] - r["x0"] > 100 * MM]
    assert ((rule["x1"] - rule["x0"]) / MM, rule["x0"] / MM) == (
        pytest.approx(156, abs=0.1),
        pytest.approx(28, abs=0.1),
    )
    assert rule["top"] / MM - number.bottom == pytest.approx(4, abs=0.4)


def test_the_first_page_shows_body_text_even_under_a_title_of_three_lines() -> None:
    title = "示范市人民政府办公室关于2026年1—2月全市民生实事项目和政府投资重点工程进展情况以及问题整改情况的通报"
    text = [line.text for line in text_lines(opened(pdf.official(samples.bulletin(20, None, title)))[0])]
    assert "".join(text[2:5]) == title
    assert text[5].startswith("各区市人民政府") and len(text) >= 9


def test_page_numbers_are_right_on_odd_pages_and_left_on_even_ones(pages: list[Any]) -> None:
    for number, page in enumerate(pages, 1):
        if not portrait(page):
            continue
        (foot,) = foot_lines(page, BOTTOM)
        digits = [c for c in page.chars if c["text"] == "—" and c["top"] / MM > BOTTOM]
        ends = (min(c["x0"] for c in digits) / MM, max(c["x1"] for c in digits) / MM)
        assert f"— {number} —" in foot.text
        one = 14 / MM
        assert (
            ends[1] == pytest.approx(RIGHT - one, abs=0.3)
            if number % 2
            else ends[0] == pytest.approx(LEFT + one, abs=0.3)
        )
        middle = (page.height - digits[0]["matrix"][5] - 0.36 * 14) / MM  # where the font has the dash
        assert middle == pytest.approx(BOTTOM + 7, abs=0.5)


def test_the_number_of_an_annex_page_keeps_its_place_on_the_sheet(pages: list[Any]) -> None:
    annex = [(n, page) for n, page in enumerate(pages, 1) if not portrait(page)]
    assert len(annex) >= 3
    for number, page in annex:
        turned = [c for c in page.chars if not c["upright"]]
        turned.sort(key=lambda c: c["top"])
        assert "".join(c["text"] for c in turned).replace(" ", "") == f"—{number}—"
        middle = (turned[0]["matrix"][4] + 0.36 * 14) / MM
        assert middle == pytest.approx(28, abs=0.5)
        if number % 2:
            assert turned[-1]["bottom"] / MM == pytest.approx(210 - 26 - 14 / MM, abs=0.5)
        else:
            assert turned[0]["top"] / MM == pytest.approx(28 + 14 / MM, abs=0.5)


def test_the_check_code_and_the_mark_of_a_specimen_are_on_every_page_inside_the_width(pages: list[Any]) -> None:
    for page in pages:
        left, right, bottom = (LEFT, RIGHT, BOTTOM) if portrait(page) else (35, 260, 184)
        foot, *beside_the_square = foot_lines(page, bottom)
        assert not beside_the_square or page is pages[-1]
        for words in ("样张", "模拟数据", "校验码 7K2M-Q9XD-41PV"):
            assert words in foot.text
        assert foot.left >= left - 0.1 and foot.right <= right + 0.1


def test_a_paper_that_is_no_specimen_does_not_say_so() -> None:
    text = "".join(
        page.extract_text() for page in opened(pdf.official(replace(samples.bulletin(5, 3), specimen=False)))
    )
    assert "样张" not in text and "模拟数据" not in text and "校验码" in text


def test_the_annex_repeats_its_head_and_loses_no_row(pages: list[Any]) -> None:
    annex = [page for page in pages if not portrait(page)]
    tables = [page.extract_tables()[0] for page in annex]
    assert all(table[0][1:4] == ["件", "项", "年度目标"] for table in tables)
    assert [row[0] for table in tables for row in table[1:]] == [str(n) for n in range(1, 34)]
    for page in annex:
        assert (round(page.width / MM, 1), round(page.height / MM, 1)) == (297, 210)
        inside = [c for c in page.chars if c["upright"] and c["top"] / MM < 183]
        assert min(c["x0"] for c in inside) / MM >= 34.9 and max(c["x1"] for c in inside) / MM <= 260.1
        assert min(c["top"] for c in inside) / MM >= 27.9 and max(c["bottom"] for c in inside) / MM <= 184.1
    assert text_lines(annex[0])[0].text == "附件"


def test_a_light_is_a_word_and_a_shape(pages: list[Any]) -> None:
    cells = [row[8] for page in pages if not portrait(page) for row in page.extract_tables()[0][1:]]
    assert cells[:5] == ["■\n慢于序时", "●\n已完成", "◆\n严重滞后", "○\n未报送", "●\n超序时"]


def test_a_row_higher_than_a_page_is_printed_to_its_end() -> None:
    table = Table("表", (Column("问题", width_mm=30), Column("措施")), (("很长的问题。" * 300 + "完毕", "无"),))
    made = opened(pdf.official(replace(samples.bulletin(3), attachments=(table,))))
    text = "".join(page.extract_text().replace("\n", "") for page in made)
    assert text.count("很长的问题。") >= 290 and "完毕" in text
    assert all(c["bottom"] / MM <= 210 for page in made if not portrait(page) for c in page.chars)


def test_the_colophon_closes_the_last_page(pages: list[Any]) -> None:
    assert not portrait(pages[-1])
    check_colophon(pages[-1])
    alone = opened(pdf.official(samples.bulletin(20, None)))
    check_colophon(alone[-1])


@pytest.mark.parametrize("rows", range(4, 24))
def test_after_an_annex_it_stands_under_rows_however_many_there_are(rows: int) -> None:
    whole = samples.bulletin(3)
    table = replace(whole.attachments[0], rows=whole.attachments[0].rows[:rows])
    made = opened(pdf.official(replace(whole, attachments=(table,))))
    numbers = [row[0] for page in made if not portrait(page) for row in page.extract_tables()[0][1:]]
    assert numbers == [str(n) for n in range(1, rows + 1)]
    check_colophon(made[-1])
    (last,) = made[-1].extract_tables()
    assert last[-1][0] == str(rows), "the page of the 版记 bears the annex's last rows"


def check_colophon(page: Any) -> None:
    """At the lower edge of the text area of a portrait page, or of a turned one."""
    left, bottom, width = (LEFT, BOTTOM, 156) if portrait(page) else (35, 184, 225)
    text = [line for line in lines(page) if line.bottom <= bottom + 1]
    assert text[-1].text.replace(" ", "") == "示范市人民政府办公室2026年10月9日印发"
    assert text[-2].text == "抄送：市委办公室，市人大常委会办公室，市政协办公室。"
    assert text[-2].left == pytest.approx(left + 14 / MM, abs=0.3)
    filled = [r for r in page.rects if r["height"] < 1 * MM and r["width"] == pytest.approx(width * MM, abs=0.5)]
    rules = sorted((r["top"] / MM, r["bottom"] / MM) for r in filled)
    assert [round(below - top, 2) for top, below in rules] == [0.35, 0.25, 0.35]
    assert rules[-1][1] == pytest.approx(bottom, abs=0.15)
    assert all(line.bottom <= rules[0][0] for line in text[:-2])


@pytest.mark.parametrize("sentences", range(4, 28))
def test_signature_and_date_stand_on_a_page_with_body_text(sentences: int) -> None:
    made = opened(pdf.official(samples.bulletin(sentences, None)))
    texts = [[line.text for line in text_lines(page)] for page in made]
    (place,) = [(n, lines.index("2026年10月9日")) for n, lines in enumerate(texts) if "2026年10月9日" in lines]
    page, at = texts[place[0]], place[1]
    assert page[at - 1] == "示范市人民政府办公室"
    assert page[at - 2] == "请各单位于10月20日前报送整改情况。"
    check_colophon(made[-1])
    assert place[0] == len(made) - 1, "the page of the 版记 bears body text"


def test_the_signature_is_centred_over_a_date_four_characters_from_the_edge() -> None:
    text = {line.text: line for page in opened(pdf.official(samples.bulletin(20, None))) for line in text_lines(page)}
    signature, day = text["示范市人民政府办公室"], text["2026年10月9日"]
    assert day.right == pytest.approx(RIGHT - 4 * 156 / 28, abs=0.3)
    assert (signature.left + signature.right) / 2 == pytest.approx((day.left + day.right) / 2, abs=1.5)


def test_a_draft_says_so_where_the_number_goes() -> None:
    text = [line.text for line in text_lines(opened(pdf.official(samples.draft()))[0])]
    assert text[1] == "（未编号）"


def test_several_annexes_are_numbered_and_listed() -> None:
    paper = samples.bulletin(5, 2)
    second = replace(paper.attachments[0], title="慢于序时进度项目清单")
    made = opened(pdf.official(replace(paper, attachments=(paper.attachments[0], second))))
    first = "".join(line.text + "\n" for line in text_lines(made[0]) + text_lines(made[1]))
    assert "附件：1.2026年市办实事进展情况一览表\n" in first and "2.慢于序时进度项目清单\n" in first
    assert [text_lines(page)[0].text for page in made if not portrait(page)] == ["附件1", "附件2"]


def test_a_long_issuer_stays_on_one_line_inside_the_text() -> None:
    mark = "示范市民生实事项目推进工作领导小组办公室文件"
    first = text_lines(opened(pdf.official(replace(samples.bulletin(3, None), mark=mark)))[0])[0]
    assert first.text == mark and first.left >= LEFT and first.right <= RIGHT + 0.1


def test_every_font_is_embedded(issued: bytes, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(issued)
    table = subprocess.run(["pdffonts", tmp_path / "paper.pdf"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in table.splitlines()[2:]]
    assert len(rows) >= 3
    assert all(row[-5:-3] == ["yes", "yes"] for row in rows)


def test_the_same_paper_has_the_same_bytes_in_another_process(issued: bytes) -> None:
    program = (
        "import hashlib; from tests.web.paper import samples; from web.paper import pdf;"
        "print(hashlib.sha256(pdf.official(samples.bulletin(sentences=70, annex_rows=33))).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/New_York"}
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert other.stdout.strip() == hashlib.sha256(issued).hexdigest()


def test_the_file_names_its_title_issuer_language_and_day(issued: bytes) -> None:
    with pdfplumber.open(io.BytesIO(issued)) as file:
        assert file.metadata["Title"] == "关于2026年9月份市办实事进展情况的通报"
        assert file.metadata["Author"] == "示范市人民政府办公室"
        assert file.metadata["CreationDate"].startswith("D:20261009")
        assert file.doc.catalog["Lang"] == b"zh-CN"


HOSTILE = '<script>alert(1)</script><img src="http://127.0.0.1:9/x"><style>p{display:none}</style>{{ 7*7 }}&amp;'


def test_markup_in_the_words_is_printed_as_words() -> None:
    paper = replace(
        samples.bulletin(3, None), opening=(HOSTILE,), addressee="<b>各区市</b>", title="关于<i>“甲”</i>的通报"
    )
    text = "".join(line.text for line in text_lines(opened(pdf.official(paper))[0]))
    for words in (
        "<script>alert(1)</script>",
        "<style>p{display:none}</style>",
        "{{ 7*7 }}&amp;",
        "<b>各区市</b>：",
        "<i>“甲”</i>",
    ):
        assert words in text


def test_no_address_is_ever_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    for address in (secret.as_uri(), "http://127.0.0.1:9/", "data:text/plain,x"):
        with pytest.raises(PermissionError):
            fetched: URLFetcherResponse = typesetting.NoAddress().fetch(address)
            del fetched


def test_characters_no_page_can_carry_are_left_out() -> None:
    paper = replace(samples.bulletin(3, None), opening=("甲\x00乙\x1b丙\ud800丁\u202e戊",))
    assert "甲乙丙丁戊" in [line.text for line in text_lines(opened(pdf.official(paper))[0])]


def test_empty_words_make_a_paper_all_the_same() -> None:
    paper = replace(
        samples.draft(), opening=(), sections=(), attachments=(), copy_to=None, note=None, contact=None, mark=""
    )
    text = [line.text for line in text_lines(opened(pdf.official(paper))[0])]
    assert text[0] == "（未编号）" and text[-1].startswith("示范市人民政府办公室")


def test_four_threads_at_once_get_the_same_bytes() -> None:
    paper = samples.bulletin(6, 2)
    alone = pdf.official(paper)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(pdf.official, [paper] * 4)) == {alone}
