"""Which fonts the papers are set in here, and what is missing. The order is that of gbt9704.css (domain.md 5.1)."""

from functools import cache

from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration

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


def used(role: str) -> str | None:
    """The first installed font of a role of ROLES, None when there is none."""
    return next((family for family in ROLES[role] if _installed(family)), None)


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
