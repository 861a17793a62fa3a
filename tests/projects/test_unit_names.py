import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.unit_names import by_role, separated


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市教育局", ["市教育局"]),
        (
            "市财政局、市教育局;市水利局；市民政局,市残联，青岛供电公司",
            ["市财政局", "市教育局", "市水利局", "市民政局", "市残联", "青岛供电公司"],
        ),
        ("市委农办(市农业局、市林业局)、市民政局", ["市委农办(市农业局、市林业局)", "市民政局"]),
        ("市残联;各区、市政府", ["市残联", "各区、市政府"]),
        ("各区、市政府、市财政局", ["各区、市政府", "市财政局"]),
        ("各区、县（市）人民政府；妇联", ["各区、县（市）人民政府", "妇联"]),
        ("妇联、各镇(街道)、市委农办", ["妇联", "各镇(街道)", "市委农办"]),
        ("各镇、街道，市民政局", ["各镇、街道", "市民政局"]),
        ("各区、市政府,不再一一列出。", ["各区、市政府"]),
        ("市教育局、市教育局", ["市教育局"]),
        ("市局(未闭合、市民政局", ["市局(未闭合", "市民政局"]),
        ("", []),
    ],
)
def test_names_are_parted_where_the_print_parts_them(text: str, names: list[str]) -> None:
    assert list(separated(text)) == names


@pytest.mark.parametrize(
    ("text", "lead", "supporting", "implementing"),
    [
        ("牵头单位：区民政局；配合单位:区卫健局、区财政局", ["区民政局"], ["区卫健局", "区财政局"], []),
        ("责任单位:市人力资源社会保障局、市农业农村局", ["市人力资源社会保障局", "市农业农村局"], [], []),
        ("主办：市城管局 协办：市公安局；承办单位:各区、市政府", ["市城管局"], ["市公安局"], ["各区、市政府"]),
        ("市教育局、配合：市财政局", ["市教育局"], ["市财政局"], []),
    ],
)
def test_printed_roles_part_the_units(
    text: str, lead: list[str], supporting: list[str], implementing: list[str]
) -> None:
    found = by_role(text)
    assert [list(found.get(role, ())) for role in ("lead", "supporting", "implementing")] == [
        *(lead, supporting, implementing)
    ]


def test_names_without_a_role_have_none() -> None:
    assert by_role("市教育局、市财政局") == {}


@given(st.lists(st.text("市区县教育财政水利局公司", min_size=2, max_size=9), min_size=1, unique=True), st.data())
def test_no_name_is_lost_whatever_parts_them(names: list[str], data: st.DataObject) -> None:
    text = "".join(name + data.draw(st.sampled_from("、;；,，")) for name in names)
    assert list(separated(text)) == names
