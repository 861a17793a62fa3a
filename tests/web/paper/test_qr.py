"""The square on a paper, read back from the printed page module by module, and where it stands."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import segno
from PIL import Image

from tests.web.paper import samples
from web.paper import pdf, qr, word

CODE = "7KMQ9XDP"
LEFT, TOP, SIZE, DPI = 26.0, 275.0, 18.0, 300
"""Millimetres: in the lower margin, 13 mm under the text area, its quiet border 2 mm left of the text's edge."""


@pytest.fixture
def base() -> Iterator[None]:
    before = qr.address("")
    qr.lead_to("https://shishi.example.cn/")
    yield
    qr.lead_to(before.removesuffix("/verify/"))


def printed(paper: bytes, folder: Path, page: int) -> Any:
    (folder / "paper.pdf").write_bytes(paper)
    command = ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), "-gray", "-singlefile"]
    subprocess.run([*command, folder / "paper.pdf", folder / "page"], check=True)
    return Image.open(folder / "page.pgm")


def test_the_square_leads_to_the_page_of_verification_and_stands_in_the_lower_margin(
    base: None, tmp_path: Path
) -> None:
    assert qr.address(CODE) == "https://shishi.example.cn/verify/7KMQ9XDP"
    made = replace(samples.bulletin(1, None), check_code=CODE)
    page = printed(pdf.official(made), tmp_path, 2)
    wanted = list(segno.make("https://shishi.example.cn/verify/7KMQ9XDP", error="m").matrix_iter(border=4))
    module, dots = SIZE / len(wanted), DPI / 25.4
    seen = [
        [
            page.getpixel((int((LEFT + (x + 0.5) * module) * dots), int((TOP + (y + 0.5) * module) * dots)))
            for x in range(len(wanted))
        ]
        for y in range(len(wanted))
    ]
    assert [[shade < 128 for shade in row] for row in seen] == [[bool(dark) for dark in row] for row in wanted]


def test_a_draft_has_no_square(tmp_path: Path) -> None:
    page = printed(pdf.official(samples.draft()), tmp_path, 1)
    dots = DPI / 25.4
    box = page.crop((int(LEFT * dots), int(TOP * dots), int((LEFT + SIZE) * dots), int((TOP + SIZE) * dots)))
    assert box.getextrema()[0] > 250


def test_word_carries_the_same_square_and_the_same_bytes(base: None) -> None:
    made = replace(samples.bulletin(1, None), check_code=CODE)
    with ZipFile(BytesIO(word.official(made))) as file:
        pictures = [name for name in file.namelist() if name.startswith("word/media/")]
        assert [file.read(name) for name in pictures] == [qr.png(CODE)]
        assert "校验码 7KMQ9XDP" in file.read("word/document.xml").decode()
    assert word.official(made) == word.official(made)
