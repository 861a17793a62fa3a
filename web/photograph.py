"""Photographs and drawn signatures as phones send them: judged by content, made anew, without metadata."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any

from PIL import ExifTags, Image, ImageFile, ImageOps

from supervision import shot
from supervision.shot import Shot
from tracker.refusal import Refused

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONG_SIDE = 2400
"""Pixels: enough to read a door sign, a tenth of what a phone sends."""
SIGNATURE = (900, 400)
MOST_SCANS = 100
"""Passes over a JPEG; a camera makes at most a dozen, and thousands of them keep a processor busy for minutes."""

ACCEPTED = "image/jpeg,image/png,image/webp"
"""For the form's file field; a phone that photographs in HEIC then converts by itself."""


def clean(content: bytes) -> bytes:
    """A JPEG of the picture alone, upright, at most 2400 pixels a side, without place, time or other metadata.

    Raises Refused: photo.empty, photo.too_large (over 10 MB), photo.too_many_pixels (over 40 megapixels),
    photo.unreadable (not JPEG, PNG or WebP by content, or broken).
    """
    if not content:
        raise Refused("photo.empty", field="photos")
    if len(content) > LARGEST:
        raise Refused("photo.too_large", field="photos", megabytes=LARGEST // 1024 // 1024)
    if content.count(b"\xff\xda") > MOST_SCANS and content.startswith(b"\xff\xd8"):
        raise Refused("photo.unreadable", field="photos")
    picture = _opened(content, ("JPEG", "PNG", "WEBP"), MOST_PIXELS)
    out = BytesIO()
    try:
        with _strictly():
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONG_SIDE, LONG_SIDE))
            _on_white(upright).save(out, "JPEG", quality=85, optimize=True)
    except Exception as broken:  # a hostile file may raise anything inside the decoder
        raise Refused("photo.unreadable", field="photos") from broken
    return out.getvalue()


def said(content: bytes) -> Shot:
    """When and where a picture says that it was taken (EXIF); nothing where it does not, or cannot be read."""
    try:
        exif = _opened(content, ("JPEG", "PNG", "WEBP"), MOST_PIXELS).getexif()
        taken, where = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
        day, _, time = str(taken.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ").partition(" ")
        zone = str(taken.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
        at = f"{day.replace(':', '-')}T{time}"
        made_at = shot.of(at + zone).made_at or shot.of(at).made_at
        north, east = _degrees(where, 1, "S"), _degrees(where, 3, "W")
    except Exception:  # written by whatever made the picture, or by whoever wants to harm
        return Shot()
    return shot.of(made_at, north, east)


def _degrees(where: Mapping[int, Any], at: int, turned: str) -> float | None:
    """GPS degrees of EXIF: the side of the world under `at`, degrees, minutes and seconds behind it."""
    if at + 1 not in where:
        return None
    degrees, minutes, seconds = (float(each) for each in where[at + 1])
    found = degrees + minutes / 60 + seconds / 3600
    return -found if str(where.get(at, "")).strip("\0 ").upper() == turned else found


def signature(content: bytes) -> bytes:
    """A drawn signature as a small black-and-white PNG. Raises Refused("photo.signature")."""
    try:
        picture = _opened(content, ("PNG",), 4_000_000)
        with _strictly():
            drawn = _on_white(picture).convert("L")
        drawn.thumbnail(SIGNATURE)
        dark, _ = drawn.getextrema()
        out = BytesIO()
        drawn.save(out, "PNG", optimize=True)
    except Exception as broken:
        raise Refused("photo.signature", field="drawn") from broken
    if not isinstance(dark, (int, float)) or dark > 128:
        raise Refused("photo.signature", field="drawn")
    return out.getvalue()


_ONE_AT_A_TIME = Lock()


@contextmanager
def _strictly() -> Iterator[None]:
    """Decoding in which half a picture is an error, which the maker of our PDFs switches off for the whole process;
    one at a time, so that many large pictures at once do not fill the memory."""
    with _ONE_AT_A_TIME:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _opened(content: bytes, formats: tuple[str, ...], most: int) -> Image.Image:
    """Reads the head only: the size is known before a pixel is decoded."""
    try:
        with _strictly():
            picture = Image.open(BytesIO(content), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused("photo.too_many_pixels", field="photos", wan=MOST_PIXELS // 10_000) from bomb
    except Exception as broken:
        raise Refused("photo.unreadable", field="photos") from broken
    if picture.width * picture.height > most:
        raise Refused("photo.too_many_pixels", field="photos", wan=MOST_PIXELS // 10_000)
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """RGB on a new ground, so that nothing but pixels comes along; what was transparent is white."""
    ground = Image.new("RGB", picture.size, "white")
    if picture.mode in ("RGB", "L", "CMYK"):
        ground.paste(picture.convert("RGB"))
        return ground
    if picture.mode.startswith("I"):  # 16 bits of grey, of which the upper half is seen
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    layered = picture.convert("RGBA")
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground
