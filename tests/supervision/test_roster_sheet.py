"""A roster as a table: all rows or none, each fault with its row; an employer that is a unit binds."""

import pytest

from supervision.member import Profile
from supervision.member_contact import Contact
from supervision.roster_sheet import Entry, entries
from tracker.refusal import Refused

HEADER = ["类别", "姓名", "任期自", "任期至", "专长", "工作单位", "电话"]


def test_each_row_enrols_one_and_blank_rows_none() -> None:
    rows = [
        HEADER,
        ["人大代表", "示例甲", "2022-03-01", "2027年2月28日", "建筑，法律", "市民政局", "0000-1"],
        [""] * 7,
        ["市民代表", "示例乙", "2022-03-01", "2027-02-28"],
    ]
    assert entries(rows, {"市民政局": "u1"}) == [
        Entry(
            "人大代表", "2022-03-01", Profile("2027-02-28", ("建筑", "法律"), (), "u1"),
            Contact("示例甲", "0000-1", "", "市民政局"),
        ),
        Entry("市民代表", "2022-03-01", Profile("2027-02-28"), Contact("示例乙")),
    ]  # fmt: skip


def test_every_faulty_row_is_told_and_nobody_is_enrolled() -> None:
    rows = [HEADER, ["代表", "示例甲", "2022-03-01", "随时"], ["市民代表", "", "2022-03-01", "2027-02-28"]]
    with pytest.raises(Refused) as no:
        entries(rows, {})
    told = str(no.value.facts["told"])
    assert "第2行“类别”现为“代表”" in told and "第2行“任期至”现为“随时”" in told and "第3行“姓名”" in told


@pytest.mark.parametrize(
    ("rows", "code"),
    [([], "member.sheet_header"), ([["姓名"]], "member.sheet_header"), ([HEADER], "member.sheet_rows")],
)
def test_a_table_without_its_columns_or_rows_is_refused(rows: list[list[str]], code: str) -> None:
    with pytest.raises(Refused) as no:
        entries(rows, {})
    assert no.value.code == code
