"""The fonts that the papers ask for, and what the operator is told."""

import re
from pathlib import Path

import pytest
from weasyprint.text import ffi

from web.paper import fonts

SHEET = Path(fonts.__file__).with_name("gbt9704.css")


def test_a_machine_as_described_has_all_it_needs() -> None:
    assert fonts.missing() == []


def test_the_sheet_and_the_list_name_the_same_fonts() -> None:
    stacks = {
        tuple(re.findall(r'"([^"]+)"', declaration))
        for declaration in re.findall(r"font(?:-family)?:[^;]*;", SHEET.read_text("utf-8"))
    }
    assert {stack for stack in stacks if stack} == set(fonts.ROLES.values())


def test_a_font_in_use_is_one_of_its_role_and_the_first_installed() -> None:
    for role, families in fonts.ROLES.items():
        assert fonts.used(role) in families


def test_stand_ins_are_told_in_chinese() -> None:
    for words in fonts.substituted():
        assert "未安装" in words and "代替" in words


def test_a_family_nobody_has_is_not_found() -> None:
    assert not fonts._installed("无此字体 No Such Font")


NAMES = "㐂䶮𬭎𫖯𠅤𬱖𫟅𬬻䲜㛃㮾𤧛𣲘𬘭𬤝㵘䢼𬍛𬀩𫍯犇燚喆堃昇珺瑀彧祎頔"
"""Characters of people's names beyond GB2312, of the extensions of Unicode up to D."""


def gb2312() -> str:
    rows, places = range(0xA1, 0xF8), range(0xA1, 0xFF)
    return "".join(bytes([row, place]).decode("gb2312", "ignore") for row in rows for place in places)


def boxes_in(families: tuple[str, ...], text: str) -> int:
    """How many characters of a text have no shape when it is set in these fonts, as the style sheet names them."""
    context, _ = fonts._context()
    layout = ffi.ffi.gc(ffi.pango.pango_layout_new(context), ffi.gobject.g_object_unref)
    look = ffi.ffi.gc(ffi.pango.pango_font_description_new(), ffi.pango.pango_font_description_free)
    ffi.pango.pango_font_description_set_family(look, ",".join(families).encode())
    ffi.pango.pango_layout_set_font_description(layout, look)
    ffi.pango.pango_layout_set_text(layout, text.encode(), -1)
    return int(ffi.pango.pango_layout_get_unknown_glyphs_count(layout))


@pytest.mark.parametrize("role", fonts.ROLES)
def test_no_character_of_gb2312_and_of_rare_names_is_a_box_in_any_role(role: str) -> None:
    assert len(gb2312()) == 7445
    assert boxes_in(fonts.ROLES[role], gb2312() + NAMES) == 0
    assert boxes_in(fonts.ROLES[role], "王\U000f0001小") == 1, "it would be told"


def test_no_character_of_gb2312_comes_out_as_a_box() -> None:
    assert fonts.unprintable(gb2312()) == []


def test_rare_characters_of_names_are_taken_from_whichever_font_has_them() -> None:
    assert fonts.unprintable(NAMES) == []


def test_what_no_font_has_is_named_once_and_the_rest_is_not() -> None:
    assert fonts.unprintable(f"王\ue123{NAMES}\U000f0001小\ue123") == ["\ue123", "\U000f0001"]


def test_the_office_reads_which_font_stands_in_for_which() -> None:
    assert [role for role, _, _ in fonts.shown()] == list(fonts.ROLES)
    for role, family, stands_in in fonts.shown():
        assert stands_in == any(role in words and family in words for words in fonts.substituted())
