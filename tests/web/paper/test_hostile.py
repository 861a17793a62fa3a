"""Hostile and endless words in every place where somebody types: printed as words, on the sheet, and to an end."""

from __future__ import annotations

from typing import Any

import pytest

from supervision.document_kind import KINDS
from tests.web.paper import every_kind, measured
from tests.web.paper.measured import Area
from tests.web.paper.retyped import HOSTILE, PRINTED, SHORT, retyped, retyped_once, typed

ONE_A_BASE = ("minutes", "feedback_letter", "recheck_sheet", "problem_disclosure", "site_sign", "review_pack")
SHEET = Area(4, 4, 4, 4)
ENDLESS = "长" * 5000 + "W" * 5000
MOST_PAGES = 90
"""Of a text of 10,000 signs in the narrowest column that somebody types into."""
CUT = ("poster", "site_sign")
"""One side each: what is too long ends at the foot, and their composers shorten it before."""
LETTERHEAD = ("issuer", "copy_to", "printed_by", "programme", "hotline", "read")
"""What stands in a fixed place at a foot or a head: it has some lines there, and is set by the office for the year."""


def _slow(kind: str) -> Any:
    return kind if kind in ONE_A_BASE else pytest.param(kind, marks=pytest.mark.long)


@pytest.mark.parametrize("kind", [_slow(kind) for kind in KINDS])
def test_markup_in_every_field_at_once_is_printed_as_words(kind: str) -> None:
    """Nothing of it is obeyed: scripts and styles stand there to be read, no picture and no file is opened."""
    pages = measured.pages(every_kind.printed(retyped(every_kind.EXAMPLES[kind](), HOSTILE)))
    text = "".join(page.text for page in pages)
    for words in PRINTED:
        assert words in text, words
    assert not any(words in text for words in ("\u202e", "\u2066", "转倒", "root:"))
    assert off_the_sheet(pages) == []


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_ten_thousand_signs_without_a_break_in_each_field_in_turn_come_to_an_end(kind: str) -> None:
    paper = every_kind.EXAMPLES[kind]()
    assert typed(paper)
    for name in typed(paper):
        words = _endless(kind, name)
        pages = measured.pages(every_kind.printed(retyped_once(paper, words, name)))
        seen = sum(page.text.count("W") for page in pages)
        assert len(pages) <= (1 if kind in CUT else MOST_PAGES), name
        if kind not in CUT and name not in LETTERHEAD:
            assert seen == 0 or seen >= words.count("W"), f"{name} is printed whole, or is no word of the page"
            assert off_the_sheet(pages) == [], name


def _endless(kind: str, name: str) -> str:
    """As much as may come there: the composers of posters shorten, a column of names is narrow."""
    most = 40 if name in LETTERHEAD else 500 if kind in CUT or name == SHORT else 5000
    return ENDLESS[5000 - most : 5000 + most]


def off_the_sheet(pages: list[measured.Page]) -> list[measured.Word]:
    return [word for page in pages for word in page.words if not SHEET.holds(word, page, 0)]
