"""A typed field holds up to ten thousand signs: their lines are those of the library, for work that grows with them."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break

from tests.web.paper import measured
from web.paper import endless, typesetting

THEIRS = endless._of_all
TEXTS = (
    "长" * 300 + "W" * 300,
    "i" * 600,
    "甲 乙 丙 " * 100,
    "word " * 60 + "W" * 300,
    "（一）“加装电梯”300部，GB/T 9704-2012。" * 15,
    "W" * 127 + " " + "长，" * 150,
    "第一行\n第二行" + "长" * 300 + "\n" + "x" * 300,
    "\u05d0\u05d1" * 200 + "长" * 100,
    "e\u0301" * 300,
    "soft\u00adhyphen" * 40,
    "W" * 200 + "。" + "x" * 200 + "》" * 100,
)
STYLES = (
    "width: 12mm; font-size: 16pt; overflow-wrap: anywhere",
    "width: 30mm; font-size: 9pt; overflow-wrap: anywhere; text-align: justify",
    "width: 60mm; font-size: 12pt; white-space: pre-line; overflow-wrap: break-word; text-indent: 2em",
    "width: 40mm; font-size: 12pt",
    pytest.param("display: inline-block; max-width: 50mm; overflow-wrap: anywhere", marks=pytest.mark.long),
)
TABLE = "table { table-layout: auto; width: 100mm; overflow-wrap: anywhere }"


def lines(style: str) -> list[Any]:
    """Every word of a page of the texts, in paragraphs of a style and in the cells of a table, with its place."""
    told = "".join(f"<p>{text}</p>" for text in TEXTS)
    told += f"<table><tr>{''.join(f'<td>{text[:300]}</td>' for text in TEXTS[:4])}</tr></table>"
    made = typesetting.pages(f"<style>{TABLE} p {{ {style} }}</style>{told}", ("gbt9704.css",))
    return [word for sheet in measured.pages(made.write_pdf()) for word in sheet.words]


@pytest.mark.parametrize("style", STYLES)
def test_the_lines_are_those_of_the_library(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = lines(style)
    for module in (inline, preferred):
        monkeypatch.setattr(module, "split_first_line", THEIRS)
    assert lines(style) == ours and len(ours) > 100


MARKED = "e" + "\u0301" * 200 + "长" * 100
"""A line of one letter, whose marks are more than is looked at first."""
ASKED = (
    {"white_space": "normal", "overflow_wrap": "anywhere"},
    {"white_space": "normal", "overflow_wrap": "normal"},
    {"white_space": "pre-line", "overflow_wrap": "break-word"},
    {"white_space": "nowrap", "overflow_wrap": "anywhere"},
    {"white_space": "normal", "overflow_wrap": "normal", "word_break": "break-all", "font_size": 0.0},
)


@pytest.fixture(scope="module")
def context() -> tuple[Any, Any]:
    """The style of a paper's paragraph, and the layout's context, as the library hands them on."""
    found: list[tuple[Any, Any]] = []

    def noted(text: str, style: Any, context: Any, *more: Any, **named: Any) -> Any:
        if text == "长":
            found.append((style, context))
        return THEIRS(text, style, context, *more, **named)

    typesetting.pages("", ("gbt9704.css",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inline, "split_first_line", noted)
        typesetting.pages("<p>长</p>", ("gbt9704.css",))
    return found[-1]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: "-".join(map(str, asked.values())))
@pytest.mark.parametrize("where", [{}, {"is_line_start": False}, {"minimum": True}], ids=lambda where: "".join(where))
def test_each_line_is_what_the_library_gives(asked: dict[str, Any], where: dict[str, bool], context: Any) -> None:
    """All that is told of it, to the last fraction: for every width that is asked for, none and without end too."""
    style = context[0].copy()
    style.update(asked)
    for text in (*TEXTS, MARKED):
        text = " ".join(text.split()) if asked["white_space"] != "pre-line" else text
        for width in (0.0, 45.0, 300.0, inf, None):
            left = text
            for _ in range(3):
                theirs = THEIRS(left, style, context[1], width, 0, **where)
                ours = endless.split_first_line(left, style, context[1], width, 0, **where)
                assert ours[1:] == theirs[1:], (text[:20], width, left[:20])
                left = left.encode()[theirs[2] :].decode() if theirs[2] else ""
                if not left:
                    break


@pytest.mark.parametrize(("unseen", "again"), [(10, False), (30, True)])
def test_what_ends_late_in_what_was_looked_at_is_looked_at_whole(
    unseen: int, again: bool, context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three signs a line: with what stands unseen between them 33 of the 128 looked at; or 93, so that what comes after
    might count."""
    handed: list[int] = []

    def noted(text: str, *more: Any, **named: Any) -> Any:
        handed.append(len(text))
        return THEIRS(text, *more, **named)

    text, style = ("长" + "\u200b" * unseen) * 40, context[0].copy()
    style.update(font_size=16.0, letter_spacing="normal")
    monkeypatch.setattr(endless, "_of_all", noted)
    endless.split_first_line(text, style, context[1], 60.0, 0)
    assert handed == ([128, len(text)] if again else [128])


def test_both_places_of_the_library_that_ask_for_lines_ask_here() -> None:
    typesetting.pages("", ("gbt9704.css",))
    assert inline.split_first_line is preferred.split_first_line is endless.split_first_line


@pytest.mark.parametrize("text", ["W", "长", "i"])
def test_ten_times_the_signs_are_about_ten_times_the_work(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work: the signs handed to Pango for all lines together."""
    handed: list[int] = []
    hand = line_break.Layout.set_text

    def counted(layout: Any, words: str, *more: Any, **named: Any) -> Any:
        handed.append(len(words))
        return hand(layout, words, *more, **named)

    typesetting.pages("", ("gbt9704.css",))  # its sheet once read, the page's lines are ours
    monkeypatch.setattr(line_break.Layout, "set_text", counted)
    work = []
    for signs in (600, 6000):
        handed.clear()
        typesetting.pages(f'<p style="width: 25mm">{text * signs}</p>', ("gbt9704.css",))
        work.append(sum(handed))
    assert work[1] < 15 * work[0]
