"""Thirty and more chosen hostile files: each is refused in clear words, or what is kept is a clean picture."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageFile
from starlette.datastructures import UploadFile

from tracker.refusal import Refused
from tracker.store import Store
from web import refusals
from web.evidence import keep
from web.upload import name_of

JPEG = "jpeg"
"""What is expected of a file that becomes a clean picture."""
SECRET = b"SECRET-PLACE"


def picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 90 if mode in ("L", "I;16") else None).save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *extra: bytes, rows: bytes | None = None) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = rows if rows is not None else (b"\0" + b"\x55" * 3 * width) * height
    end = chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + end


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (28.0, 12.0, 30.0)
    return picture(exif=exif, comment=SECRET)


def animated(kind: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=40)
    return out.getvalue()


def many_scans() -> bytes:
    """A progressive picture that says its last pass two hundred times."""
    whole = picture(size=(640, 480), progressive=True)
    last = whole.rfind(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * 200 + b"\xff\xd9"


def packed(parts: dict[str, bytes], lie: bool = False) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        size = sum(map(len, parts.values()))
    made = held.getvalue()
    return made.replace(struct.pack("<I", size), struct.pack("<I", 64)) if lie else made


def locked() -> bytes:
    """The bit that says a part is under a password, in both places where a part is told of."""
    made = bytearray(packed({"xl/workbook.xml": b"x"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.find(mark) + at] |= 1
    return bytes(made)


def pdf(objects: bytes = b"", end: bytes = b"%%EOF\n") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + objects + b">>\nendobj\n" + end


def hidden_objects(objects: bytes) -> bytes:
    body = zlib.compress(objects)
    head = b"7 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length %d >>\nstream\n" % len(body)
    return pdf() + head + body + b"\nendstream\nendobj\n%%EOF\n"


def zeros(megabytes: int) -> bytes:
    return b"\0" * (megabytes * 1024 * 1024)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(document.domain)</script>"

HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a program called a picture": ("照片.jpg", lambda: b"MZ\x90\0" + b"\0" * 400, "evidence.type"),
    "a page called a picture": ("照片.jpg", lambda: PAGE, "evidence.type"),
    "a drawing with a script": ("图.svg", lambda: SVG, "evidence.type"),
    "a drawing called a picture": ("图.png", lambda: SVG, "evidence.type"),
    "empty": ("空.jpg", lambda: b"", "evidence.empty"),
    "half a picture": ("半张.jpg", lambda: picture(size=(640, 480))[:900], "evidence.picture"),
    "a head without a picture": ("头.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 200, "evidence.picture"),
    "a pixel bomb": ("大.png", lambda: png(50_000, 50_000, rows=b"\0" * 64), "photo.too_many_pixels"),
    "a picture just too large": ("大.png", lambda: png(8000, 5001, rows=b"\0" * 64), "photo.too_many_pixels"),
    "no width": ("零.png", lambda: png(0, 0, rows=b""), "evidence.picture"),
    "a text that unpacks without end": (
        "字.png", lambda: png(8, 8, chunk(b"zTXt", b"a\0\0" + zlib.compress(zeros(2)))), "evidence.picture"),
    "an international text without end": (
        "字.png", lambda: png(8, 8, chunk(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(zeros(2)))), "evidence.picture"),
    "a colour profile without end": (
        "色.png", lambda: png(8, 8, chunk(b"iCCP", b"a\0\0" + zlib.compress(zeros(2)))), "evidence.picture"),
    "two hundred passes": ("慢.jpg", many_scans, "evidence.picture"),
    "a moving GIF": ("动.gif", lambda: animated("GIF"), "evidence.type"),
    "a TIFF": ("扫描.tif", lambda: picture("TIFF"), "evidence.type"),
    "a HEIC head": ("手机.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 99, "evidence.type"),
    "a RIFF that is none": ("图.webp", lambda: b"RIFF\x10\0\0\0WEBPVP8 " + b"\xff" * 40, "evidence.picture"),
    "a text called RIFF": ("图.webp", lambda: b"xxxxxxxxWEBP" + PAGE, "evidence.type"),
    "an archive": ("包.zip", lambda: packed({"a.txt": b"a"}), "evidence.type"),
    "a bomb in a workbook": (
        "账.xlsx", lambda: packed({"xl/workbook.xml": b"x", "xl/a.xml": zeros(101)}), "evidence.bomb"),
    "a bomb that lies of its size": (
        "账.docx", lambda: packed({"word/document.xml": zeros(101)}, True), "evidence.damaged"),
    "thousands of parts": (
        "账.xlsx", lambda: packed({f"xl/{part}.xml": b"" for part in range(2001)}), "evidence.bomb"),
    "a macro": ("账.xlsx", lambda: packed({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}), "evidence.active"),
    "a packed program": (
        "函.docx", lambda: packed({"word/document.xml": b"", "word/embeddings/oleObject1.bin": b"x"}),
        "evidence.active"),
    "a workbook under a password": ("密.xlsx", locked, "evidence.locked"),
    "half a workbook": ("账.xlsx", lambda: packed({"xl/workbook.xml": b"x" * 5000})[:90], "evidence.type"),
    "a PDF with a script": ("批.pdf", lambda: pdf(b"/OpenAction << /S /JavaScript /JS (1) >>"), "evidence.active"),
    "a script spelt otherwise": ("批.pdf", lambda: pdf(b"/OpenAction << /S /J#61vaScript >>"), "evidence.active"),
    "a script in packed objects": ("批.pdf", lambda: hidden_objects(b"1 0 << /JS (1) >>"), "evidence.active"),
    "packed objects without end": ("批.pdf", lambda: hidden_objects(zeros(101)), "evidence.bomb"),
    "a PDF that starts a program": ("批.pdf", lambda: pdf(b"/AA << /S /Launch >>"), "evidence.active"),
    "a PDF under a password": ("批.pdf", lambda: pdf(end=b"trailer << /Encrypt 9 0 R >>\n%%EOF"), "evidence.locked"),
    "a PDF that is an archive, too": ("批.pdf", lambda: pdf() + packed({"a.html": PAGE}), "evidence.damaged"),
    "too large": ("大.jpg", lambda: b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), "evidence.too_large"),
    "a picture that tells its place": ("照片.jpg", with_place, JPEG),
    "a picture that is a page, too": ("照片.html", lambda: picture() + PAGE + SECRET, JPEG),
    "a picture that is an archive, too": ("照片.zip", lambda: picture() + packed({"a": SECRET}), JPEG),
    "a page in a picture's remark": ("照片.jpg", lambda: picture(comment=PAGE + SECRET), JPEG),
    "a moving PNG": ("动.png", lambda: animated("PNG"), JPEG),
    "a moving WebP": ("动.webp", lambda: animated("WEBP"), JPEG),
    "four inks": ("印.jpg", lambda: picture(mode="CMYK"), JPEG),
    "sixteen bits of grey": ("灰.png", lambda: picture("PNG", "I;16"), JPEG),
    "a broken colour profile": ("色.jpg", lambda: picture(icc_profile=SECRET * 4000), JPEG),
    "a huge name": ("长" * 5000 + ".jpg", picture, JPEG),
    "a name that climbs": ("../../../../etc/passwd", picture, JPEG),
    "a name with unseen signs": ("好\0\u202egpj.exe\r\n", picture, JPEG),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_or_becomes_a_clean_picture(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the maker of PDFs leaves it in the whole process
    sent_as, made, expected = HOSTILE[what]
    store = Store(tmp_path / "files")
    upload = UploadFile(io.BytesIO(made()), filename=sent_as)
    if expected != JPEG:
        with pytest.raises(Refused) as no:
            keep(store, upload)
        assert (no.value.code, no.value.field) == (expected, "evidence")
        said = refusals.sentence(no.value)
        assert said.endswith("。") and "{" not in said
        assert not list(tmp_path.rglob("*.*")) and not store.folder.exists(), "something of a refused file was kept"
        return
    kept = keep(store, upload)
    content = store.get(kept["sha256"])
    opened = Image.open(io.BytesIO(content))
    assert (kept["type"], opened.format, opened.mode) == ("image/jpeg", "JPEG", "RGB")
    assert not opened.getexif() and not {"exif", "comment", "icc_profile"} & set(opened.info)
    assert not any(each in content for each in (SECRET, b"<script", b"PK\x03\x04", b"Exif"))
    assert kept["name"].isprintable() and len(kept["name"]) <= 120 and "/" not in kept["name"]
    assert kept["name"].endswith((".jpg", ".png", ".webp"))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [kept["sha256"]]


@pytest.mark.parametrize(
    ("sent", "kind", "kept"),
    [
        ("C:\\桌面\\验收单.PDF", "application/pdf", "验收单.PDF"),
        ("验收单.html", "application/pdf", "验收单.html.pdf"),
        ("", "image/", "文件.jpg"),
        (None, "image/", "文件.jpg"),
        ("..", "image/", "文件.jpg"),
        ("现场.png", "image/", "现场.png"),
    ],
)
def test_a_name_ends_as_its_content_does(sent: str | None, kind: str, kept: str) -> None:
    assert name_of(sent, kind) == kept


def test_ordinary_office_files_are_taken(tmp_path: Path) -> None:
    parts = {"xl/workbook.xml": b"x", "xl/printerSettings/printerSettings1.bin": b"y", "docProps/thumbnail.jpeg": b"z"}
    plan = (
        pdf(b"/Names 3 0 R /JSON 4 0 R ") + b"9 0 obj << /Length 9 >>\nstream\n/JS (1) \x00\nendstream\nendobj\n%%EOF"
    )
    for name, content in (("账.xlsx", packed(parts)), ("方案.pdf", plan), ("方案.pdf", hidden_objects(b"<< /A 1 >>"))):
        assert keep(Store(tmp_path), UploadFile(io.BytesIO(content), filename=name))["name"] == name
