"""The Word files in another programme: every one opens in LibreOffice, and comes back with the same words.

`scripts/setup long` installs it, without a screen.
"""

from __future__ import annotations

import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from tests.web.paper import every_kind, public_samples
from web.paper import qr

pytestmark = pytest.mark.long


@cache
def edited() -> dict[str, bytes]:
    return {kind: made for kind, make in every_kind.EXAMPLES.items() if (made := every_kind.word_file(make()))}


def converted(folder: Path, to: str) -> dict[str, bytes]:
    for kind, content in edited().items():
        (folder / f"{kind}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command: list[str | Path] = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", folder / "back"]
    subprocess.run([*command, *sorted(folder.glob("*.docx"))], check=True, capture_output=True, timeout=300)
    return {path.stem: path.read_bytes() for path in (folder / "back").iterdir()}


def words(content: bytes) -> str:
    """Everything in the body, tables and frames included, without blanks."""
    body = docx.Document(BytesIO(content)).element.body
    return "".join("".join(text.text or "" for text in body.iter(qn("w:t"))).split())


def test_every_word_file_comes_back_with_the_same_words(tmp_path: Path) -> None:
    back = converted(tmp_path, "docx:MS Word 2007 XML")
    assert len(edited()) >= 20
    assert {kind: words(content) for kind, content in back.items()} == {
        kind: words(content) for kind, content in edited().items()
    }


def test_its_plain_text_is_that_of_the_file_without_the_frame_beside_the_square(tmp_path: Path) -> None:
    beside = "".join("".join(qr.words(public_samples.CODE)).split())
    told = {
        kind: "".join(content.decode("utf-8-sig").split()) for kind, content in converted(tmp_path, "txt:Text").items()
    }
    assert told == {kind: words(content).replace(beside, "") for kind, content in edited().items()}


def test_every_issued_one_carries_its_code_and_its_square() -> None:
    for kind, content in edited().items():
        with ZipFile(BytesIO(content)) as file:
            pictures = [name for name in file.namelist() if name.startswith("word/media/")]
            assert [file.read(name) for name in pictures] == [qr.png(public_samples.CODE)], kind
