"""Pictures from phones: what is none is refused clearly, and of what is one nothing but the picture remains."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from tracker.refusal import Refused
from web.photograph import clean, said, signature


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 90 if mode == "L" else None).save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing: a pixel bomb's head."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def test_place_time_and_comments_do_not_come_along() -> None:
    exif = Image.Exif()
    exif[0x010F] = "某牌手机"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 0.0)
    sent = picture(exif=exif, comment=b"taken at home", icc_profile=b"profile")
    assert b"taken at home" in sent and opened(sent).getexif()
    kept = clean(sent)
    assert opened(kept).format == "JPEG"
    assert not opened(kept).getexif()
    assert b"taken at home" not in kept and b"Exif" not in kept and b"ICC_PROFILE" not in kept


def exif_of(taken: object, *where: object) -> bytes:
    """A picture that says when it was taken, and where: side, degrees, side, degrees."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken
    for tag, value in enumerate(where, start=1):
        exif.get_ifd(0x8825)[tag] = value
    return picture(exif=exif)


def test_a_picture_says_when_and_where_it_was_taken_in_our_time() -> None:
    found = said(exif_of("2026:10:09 08:51:07", "N", (30.0, 15.0, 36.0), "E", (120.0, 9.0, 0.0)))
    assert (found.made_at, found.latitude, found.longitude) == ("2026-10-09T08:51:07+08:00", "30.26000", "120.15000")
    south = said(exif_of("2026:10:09 08:51:07", "S", (30.0, 30.0, 0.0), "W", (70.0, 0.0, 0.0)))
    assert (south.latitude, south.longitude) == ("-30.50000", "-70.00000")


@pytest.mark.parametrize(
    "content",
    [
        picture(),
        b"no picture",
        exif_of("gestern"),
        exif_of("2026:13:40 08:51:07", "N", (130.0, 0.0, 0.0), "E", (120.0, 9.0, 0.0)),
        exif_of("0000:00:00 00:00:00", "N", (30.0, 0.0, 0.0)),
    ],
)
def test_what_cannot_be_a_time_or_a_place_is_left_out(content: bytes) -> None:
    found = said(content)
    assert (found.made_at, found.latitude, found.longitude) == (None, None, None)


def test_a_picture_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(clean(picture(size=(640, 480), exif=exif))).size == (480, 640)


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("WEBP", "RGBA")]
)
def test_every_common_kind_becomes_a_jpeg(kind: str, mode: str) -> None:
    kept = opened(clean(picture(kind, mode=mode)))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (640, 480))


def test_a_large_picture_is_made_smaller_in_its_own_proportions() -> None:
    assert opened(clean(picture(size=(6000, 3000)))).size == (2400, 1200)


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(clean(out.getvalue())).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("loosely", [False, True], ids=["strict", "loose"])
@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "photo.empty"),
        (b"hello", "photo.unreadable"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 200, "photo.unreadable"),
        (picture()[:900], "photo.unreadable"),
        (picture("PNG")[:200], "photo.unreadable"),
        (picture("GIF", mode="P"), "photo.unreadable"),
        (picture("BMP"), "photo.unreadable"),
        (picture("TIFF"), "photo.unreadable"),
        (b"%PDF-1.7\n" + b"x" * 2000, "photo.unreadable"),
        (b"PK\x03\x04" + b"\0" * 2000, "photo.unreadable"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "photo.unreadable"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", "photo.unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 300, "photo.unreadable"),
        (png_of(8000, 5001), "photo.too_many_pixels"),
        (png_of(50_000, 50_000), "photo.too_many_pixels"),
        (png_of(10_000, 10_000), "photo.too_many_pixels"),
        (png_of(100, 100), "photo.unreadable"),
        (b"\0" * (10 * 1024 * 1024 + 1), "photo.too_large"),
    ],
    ids=range(18),
)
def test_what_is_no_usable_photograph_is_refused(
    sent: bytes, code: str, loosely: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The maker of PDFs lets half pictures pass in the whole process once it is loaded: here that must not count."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", loosely)
    with pytest.raises(Refused) as no:
        clean(sent)
    assert (no.value.code, no.value.field) == (code, "photos")


def test_what_hangs_behind_a_picture_is_cut_off() -> None:
    kept = clean(picture() + b"PK\x03\x04<script>alert(1)</script>")
    assert b"script" not in kept and b"PK\x03\x04" not in kept


def test_a_drawn_signature_becomes_a_small_picture_and_an_empty_one_is_refused() -> None:
    drawn = Image.new("RGBA", (900, 360), (0, 0, 0, 0))
    drawn.paste((0, 0, 0, 255), (100, 100, 500, 110))
    out = BytesIO()
    drawn.save(out, "PNG")
    kept = opened(signature(out.getvalue()))
    assert (kept.format, kept.mode) == ("PNG", "L")
    assert kept.getextrema() == (0, 255)
    for sent in (picture("PNG", mode="RGBA"), picture("JPEG"), b"", png_of(9000, 9000), out.getvalue()[:80]):
        with pytest.raises(Refused, match=r"photo\.signature"):
            signature(sent)
