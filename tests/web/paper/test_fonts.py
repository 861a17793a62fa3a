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
