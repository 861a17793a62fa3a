"""What is kept as evidence is what the hint names, told by its content."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from starlette.datastructures import UploadFile

from tracker.refusal import Refused
from tracker.store import Store
from web import refusals
from web.demonstration.enclosures import enclosed
from web.evidence import keep


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def upload(name: str, content: bytes) -> UploadFile:
    return UploadFile(io.BytesIO(content), filename=name)


def packed(part: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(part, "")
    return held.getvalue()


def png() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (2, 2)).save(held, "PNG")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("说明.txt", "只是一段文字".encode()),
        ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("表.csv", "一,二\n".encode()),
        ("改名.pdf", "只是一段文字".encode()),
        ("压缩包.zip", packed("a.txt")),
    ],
)
def test_what_is_not_named_is_refused_by_what_it_is(store: Store, name: str, content: bytes) -> None:
    with pytest.raises(Refused) as no:
        keep(store, upload(name, content))
    said = f"“{name}”的格式不能上传。只收照片（JPEG、PNG、WebP）、PDF、Word（docx）和Excel（xlsx）。"
    assert refusals.sentence(no.value) == said


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("照片.png", png(), "image/jpeg"),
        ("批复.txt", b"%PDF-1.4", "application/pdf"),
        ("台账.xlsx", packed("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_what_is_named_is_kept(store: Store, name: str, content: bytes, kind: str) -> None:
    assert keep(store, upload(name, content))["type"] == kind


def test_the_demonstrations_own_papers_would_be_taken(store: Store) -> None:
    made = enclosed(store, "台账", ["模拟佐证材料", "<12月>"])
    assert keep(store, upload(made["name"], store.get(made["sha256"]))) == made
    assert enclosed(store, "台账", ["模拟佐证材料", "<12月>"]) == made
