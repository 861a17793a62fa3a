"""A typed field holds up to ten thousand signs: their lines are those of the library, for work that grows with them."""

from __future__ import annotations

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
