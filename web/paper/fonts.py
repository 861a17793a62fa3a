"""Which fonts the papers are set in here, and what is missing. The order is that of gbt9704.css (domain.md 5.1)."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any

from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration

ffi.ffi.cdef("int pango_layout_get_unknown_glyphs_count (PangoLayout *layout);")

_looking = Lock()
_SONG = ("SimSun", "宋体", "FandolSong", "Noto Serif CJK SC")
ROLES: dict[str, tuple[str, ...]] = {
    "仿宋": (
        "FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "Zhuque Fangsong", "FandolFang", "Noto Serif CJK SC",
    ),
    "小标宋": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "黑体", "Noto Sans CJK SC"),
    "楷体": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "LXGW WenKai", "Noto Serif CJK SC"),
    "宋体": _SONG,
}  # fmt: skip
"""The fonts of each role, best first; the last one, a font of another face, stands in where it must."""

_STAND_IN = {"仿宋": "Noto Serif CJK SC", "小标宋": "Noto Serif CJK SC", "楷体": "Noto Serif CJK SC"}


def missing() -> list[str]:
    """What keeps papers from coming out as they should, in the operator's words; empty when nothing does."""
    faults = []
    if ffi.harfbuzz_subset is None:
        faults.append("缺少 libharfbuzz-subset0：生成公文会慢数十倍")
    for role, families in ROLES.items():
        if used(role) is None:
            faults.append(f"缺少{role}可用的中文字体（需 {families[-1]}，见 fonts-noto-cjk）：公文会缺字")
    return faults


def substituted() -> list[str]:
    """Roles set here in a font of another face: allowed, but the paper looks different."""
    found = [(role, used(role)) for role in ROLES]
    return [f"未安装{role}字体，以 {family} 代替" for role, family in found if family and family == _STAND_IN.get(role)]


def shown() -> list[tuple[str, str, bool]]:
    """Role, the font it is set in here, and whether that is a font of another face standing in for it."""
    return [(role, family, family == _STAND_IN.get(role)) for role in ROLES if (family := used(role))]


def used(role: str) -> str | None:
    """The first installed font of a role of ROLES, None when there is none."""
    return next((family for family in ROLES[role] if _installed(family)), None)


def unprintable(text: str) -> list[str]:
    """The characters of a text for which no font here has a shape: they would come out as boxes. A character that only
    the font of another role has is taken from there, as the page takes it; one of a private area (Co) has no shape of
    its own, whatever a font draws there. Waits for no rendering.
    """
    asked = sorted({c for c in text if c > "~" and not c.isspace()})
    with _looking:
        boxes = set(_unknown(asked))
    return [c for c in asked if c in boxes or unicodedata.category(c) == "Co"]


def _unknown(characters: Sequence[str]) -> list[str]:
    """By halves: nearly always there is none."""
    if not characters or not _unknown_count("".join(characters)):
        return []
    if len(characters) == 1:
        return list(characters)
    middle = len(characters) // 2
    return _unknown(characters[:middle]) + _unknown(characters[middle:])


def _unknown_count(text: str) -> int:
    context, _ = _context()
    layout = ffi.ffi.gc(ffi.pango.pango_layout_new(context), ffi.gobject.g_object_unref)
    written = text.encode("utf-8", "replace")
    ffi.pango.pango_layout_set_text(layout, written, len(written))
    return int(ffi.pango.pango_layout_get_unknown_glyphs_count(layout))


@cache
def _context() -> tuple[Any, FontConfiguration]:
    fonts = FontConfiguration()
    context = ffi.pango.pango_font_map_create_context(fonts.font_map)
    return ffi.ffi.gc(context, ffi.gobject.g_object_unref), fonts


@cache
def _installed(family: str) -> bool:
    """Whether fontconfig's best match for a family bears that very name (in any of its languages)."""
    fontconfig = ffi.fontconfig
    configuration = FontConfiguration()._config
    pattern = ffi.ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", family.encode())
    fontconfig.FcConfigSubstitute(configuration, pattern, fontconfig.FcMatchFont)
    fontconfig.FcDefaultSubstitute(pattern)
    result = ffi.ffi.new("FcResult *")
    match = ffi.ffi.gc(fontconfig.FcFontMatch(configuration, pattern, result), fontconfig.FcPatternDestroy)
    if match == ffi.ffi.NULL:
        return False
    name = ffi.ffi.new("FcChar8 **")
    position = 0
    while fontconfig.FcPatternGetString(match, b"family", position, name) == fontconfig.FcResultMatch:
        if ffi.ffi.string(name[0]).decode("utf-8", "replace") == family:
            return True
        position += 1
    return False
