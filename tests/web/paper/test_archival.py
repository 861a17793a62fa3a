"""Every kind of paper as a copy for the archive, on real files: what it says of itself and what tools say of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from supervision.document_kind import KINDS
from tests.web.paper import every_kind, public_samples, worded_samples
from tests.web.paper.archived import pages_of_pdf_a
from web.paper import press
from web.paper.printed import archival


@pytest.mark.parametrize("kind", KINDS)
def test_its_copy_for_the_archive_is_pdf_a_with_the_same_words_and_its_pages_are_counted(
    kind: str, tmp_path: Path
) -> None:
    with archival() as made:
        copy = every_kind.printed(every_kind.EXAMPLES[kind]())
    assert made.pages == pages_of_pdf_a(copy, tmp_path)
    assert public_samples.text(copy) == (every_kind.GOLDEN / f"{kind}.txt").read_text("utf-8")


def test_a_press_text_with_its_picture_is_pdf_a_too(tmp_path: Path) -> None:
    paper, picture = worded_samples.release(), io.BytesIO()
    Image.new("RGB", (640, 480), (31, 95, 168)).save(picture, "JPEG")
    with archival() as made:
        copy = press.pdf(paper, {paper.pictures[0][0]: picture.getvalue()})
    assert made.pages == pages_of_pdf_a(copy, tmp_path)
    assert b"/DCTDecode" in copy


def test_what_is_printed_after_it_is_an_ordinary_file_again() -> None:
    with archival():
        every_kind.printed(every_kind.EXAMPLES["site_sign"]())
    assert every_kind.printed(every_kind.EXAMPLES["site_sign"]()) == every_kind.made("site_sign")
