"""The fonts that the papers ask for, and what the operator is told."""

import re
from pathlib import Path

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


def test_no_character_of_gb2312_comes_out_as_a_box() -> None:
    rows, places = range(0xA1, 0xF8), range(0xA1, 0xFF)
    whole = "".join(bytes([row, place]).decode("gb2312", "ignore") for row in rows for place in places)
    assert len(whole) == 7445
    assert fonts.unprintable(whole) == []


def test_rare_characters_of_names_are_taken_from_whichever_font_has_them() -> None:
    assert fonts.unprintable(NAMES) == []


def test_what_no_font_has_is_named_once_and_the_rest_is_not() -> None:
    assert fonts.unprintable(f"王\ue123{NAMES}\U000f0001小\ue123") == ["\ue123", "\U000f0001"]


def test_the_office_reads_which_font_stands_in_for_which() -> None:
    assert [role for role, _, _ in fonts.shown()] == list(fonts.ROLES)
    for role, family, stands_in in fonts.shown():
        assert stands_in == any(role in words and family in words for words in fonts.substituted())
