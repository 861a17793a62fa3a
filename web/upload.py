"""A file as it was sent to us: what its bytes are, whatever its name says, and whether it may be kept.

Nothing is opened that its own word makes large: a packed file is unpacked in pieces up to a limit, a PDF is only looked
through. See docs/decisions/0070-uploads.md.
"""

import io
import re
import zipfile
import zlib

from tracker.refusal import Refused

PICTURE = "image/"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ENDINGS = {PICTURE: (".jpg", ".jpeg", ".png", ".webp"), PDF: (".pdf",), DOCX: (".docx",), XLSX: (".xlsx",)}
"""The endings a kept name may have; where it has another, the first is put behind it."""

LONGEST_NAME = 120
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2000
_PIECE = 256 * 1024

_PROGRAMS = re.compile(
    r"(?i)(^|/)vbaProject[^/]*$|(^|/)activeX/|(^|/)embeddings/.*\.bin$|\.(exe|dll|scr|js|vbs|hta|bat|cmd|lnk)$"
)
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch)(?![A-Za-z0-9])")
_STREAM = re.compile(rb">>\s*stream\r?\n(.*?)endstream", re.DOTALL)


def kind_of(content: bytes) -> str | None:
    """PICTURE, PDF, DOCX or XLSX by what the bytes are; None for what is not taken."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or (content[:4], content[8:12]) == (b"RIFF", b"WEBP"):
        return PICTURE
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def check(content: bytes, kind: str) -> None:
    """Raises Refused: evidence.active (runs something by itself), evidence.bomb (unpacks to over 100 MB),
    evidence.locked (by a password, so that nobody can look) or evidence.damaged. A picture is judged where it is made
    anew."""
    if kind == PDF:
        _check_pdf(content)
    elif kind in (DOCX, XLSX):
        _check_office(content)


def name_of(sent: str | None, kind: str | None) -> str:
    """The last part of a name, without signs that cannot be seen, at most 120 long, ending as its content does."""
    seen = "".join(sign for sign in sent or "" if sign.isprintable()).replace("\\", "/").rsplit("/", 1)[-1].strip()
    seen = seen.lstrip(".") or "文件"
    endings = ENDINGS.get(kind or "", ())
    if not endings or seen.lower().endswith(endings):
        return seen[-LONGEST_NAME:]
    return seen[: LONGEST_NAME - len(endings[0])] + endings[0]


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    parts = {"word/": DOCX, "xl/": XLSX}
    return next((kind for part, kind in parts.items() if any(name.startswith(part) for name in names)), None)


def _check_office(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError) as broken:
        raise Refused("evidence.damaged", field="evidence") from broken


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts, left = archive.infolist(), LARGEST_UNPACKED
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > left:
        raise Refused("evidence.bomb", field="evidence")
    for part in parts:
        if part.flag_bits & 1:
            raise Refused("evidence.locked", field="evidence")
        if _PROGRAMS.search(part.filename):
            raise Refused("evidence.active", field="evidence")
        with archive.open(part) as stream:  # what it says of its size is not believed
            while piece := stream.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise Refused("evidence.bomb", field="evidence")


def _check_pdf(content: bytes) -> None:
    """What runs by itself stands in the objects: those that lie open, and those in packed streams of objects."""
    if zipfile.is_zipfile(io.BytesIO(content)):  # two files in one: whoever renames it has the other
        raise Refused("evidence.damaged", field="evidence")
    lying = _plain(_STREAM.sub(b">> ", content))
    if re.search(rb"/Encrypt(?![A-Za-z0-9])", lying):
        raise Refused("evidence.locked", field="evidence")
    left = LARGEST_UNPACKED
    for found in _STREAM.finditer(content):
        head = _plain(content[max(content.rfind(b"obj", 0, found.start()), 0) : found.start()])
        if b"/ObjStm" not in head:
            continue
        objects = _unpacked(found[1], left) if b"/FlateDecode" in head else found[1]
        left -= len(objects)
        lying += _plain(objects)
    if _ACTIVE.search(lying):
        raise Refused("evidence.active", field="evidence")


def _unpacked(packed: bytes, most: int) -> bytes:
    opener = zlib.decompressobj()
    try:
        found = opener.decompress(packed, max(most, 1))
    except zlib.error as broken:
        raise Refused("evidence.damaged", field="evidence") from broken
    if opener.unconsumed_tail:
        raise Refused("evidence.bomb", field="evidence")
    return found


def _plain(objects: bytes) -> bytes:
    """Names as a reader takes them: /J#61vaScript is /JavaScript."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), objects)
