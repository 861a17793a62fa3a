import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.listing import (
    COMPARATORS,
    KIND_WORDS,
    KINDS,
    STAGES,
    Listing,
    MilestoneRow,
    PlanRow,
    ProjectRow,
    RegionRow,
    RegionValueRow,
    SiteRow,
    TargetRow,
    ValueRow,
)
from projects.sheet import COLUMNS
from projects.workbook import Fault, Faults, read, read_csv_folder
from projects.written_list import template, write, write_csv_folder

PUBLISHED = Path(__file__).parents[2] / "web" / "demonstration" / "published"

Rows = list[dict[str, Any]]


def xlsx(headers: Any = None, **sheets: Rows) -> bytes:
    """A workbook made with openpyxl alone: rows by column name under the sheet's header."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        header: tuple[str, ...] = (headers or {}).get(name, COLUMNS.get(name, ()))
        sheet.append(header)
        for row in rows:
            sheet.append([row.get(column) for column in header])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


PROJECT = {"编号": 1, "项目名称": "新建停车位"}
TARGET = {"项目编号": 1, "指标序号": 1, "指标内容": "新增停车位", "目标值": 600, "单位": "个", "比较": "≥"}


def faults(source: bytes, *, published: bool = False) -> list[Fault]:
    with pytest.raises(Faults) as refused:
        read(source, published=published)
    return list(refused.value.faults)


def places(source: bytes, *, published: bool = False) -> list[tuple[str, int | None, str | None]]:
    return [(fault.sheet, fault.row, fault.column) for fault in faults(source, published=published)]


# --- what is understood


def test_a_list_is_read_with_all_its_sheets() -> None:
    listing = read(
        xlsx(
            项目=[
                PROJECT
                | {
                    "件": "一",
                    "牵头单位": "市城管局",
                    "协办单位": "市公安局、市自然资源局；市农委(市农业局、市林业局),市财政局",
                    "承办单位": "各区政府",
                    "重点难点": "是",
                    "开工日期": datetime(2026, 3, 1),
                    "完成时限": "2026年11月30日",
                    "A角": "科长",
                }
            ],
            指标=[TARGET | {"类型": "累计", "阶段": "投用", "基数": 0, "权重": 100}],
            计划=[{"项目编号": 1, "指标序号": 1, "6月": 200, "12月": 600}],
            节点=[{"项目编号": 1, "到期日": "2026/6/30", "内容": "完成选址", "完成日期": "2026.6.1"}],
            进展=[{"项目编号": 1, "指标序号": 1, "截至日期": "2026-03-31", "累计值": "1,2０0", "单位": "处"}],
            分区=[{"项目编号": 1, "区域": "东区", "目标值": 400}],
            分区进展=[{"项目编号": 1, "区域": "东区", "截至日期": "2026-03-31", "累计值": 12}],
            点位=[{"项目编号": 1, "名称": "东站停车场", "经度": 120.12, "纬度": "30.5", "份额": 300}],
        ),
        published=False,
    )
    project = listing.projects[0]
    assert (project.number, project.item, project.title) == ("1", "一", "新建停车位")
    assert project.lead_unit == "市城管局"
    assert project.supporting_units == ("市公安局", "市自然资源局", "市农委(市农业局、市林业局)", "市财政局")
    assert project.implementing_units == ("各区政府",)
    assert project.key_difficult
    assert (project.starts_on, project.due_on) == (date(2026, 3, 1), date(2026, 11, 30))
    assert listing.targets[0] == TargetRow(
        *("1", "1", "新增停车位", Decimal(600), "个", ">=", "quantity", False, "投用", Decimal(0), None, Decimal(100))
    )
    assert listing.plans == (PlanRow("1", "1", {6: Decimal(200), 12: Decimal(600)}),)
    assert listing.milestones == (MilestoneRow("1", None, date(2026, 6, 30), "完成选址", None, None, date(2026, 6, 1)),)
    assert listing.values == (
        ValueRow("1", "1", date(2026, 3, 31), Decimal(1200), None, None, None, None, None, None, "处"),
    )
    assert listing.regions == (RegionRow("1", "1", "东区", Decimal(400)),)
    assert listing.region_values == (RegionValueRow("1", "1", "东区", date(2026, 3, 31), Decimal(12), None),)
    assert listing.sites == (
        SiteRow("1", "东站停车场", None, Decimal("120.12"), Decimal("30.5"), None, Decimal(300), None),
    )
    assert listing.notes == ()


def test_numbers_of_projects_are_names() -> None:
    named = ["1", "1.10", "S2", "(1)"]
    rows = [PROJECT | {"编号": number} for number in (1.0, "1.10", "Ｓ２", "(1)")]
    assert [row.number for row in read(xlsx(项目=rows), published=True).projects] == named


def test_only_the_project_sheet_is_needed_of_what_was_published_and_its_last_columns_may_be_missing() -> None:
    source = xlsx({"项目": ("编号", "件", "项目名称")}, 项目=[PROJECT])
    assert read(source, published=True).projects[0].title == "新建停车位"
    assert places(source) == [("项目", 2, "编号")]


def test_figures_are_understood_as_people_write_them_and_what_was_set_aside_is_said() -> None:
    listing = read(
        xlsx(
            项目=[PROJECT],
            指标=[
                TARGET | {"指标序号": 1, "目标值": "3.5万", "单位": "人"},
                TARGET | {"指标序号": 2, "目标值": "35万人以上", "单位": None, "比较": None},
                TARGET | {"指标序号": 3, "目标值": "９８％", "单位": None, "比较": "左右"},
            ],
            进展=[{"项目编号": 1, "指标序号": 1, "截至日期": "2026-03-31", "累计值": "2300余", "公布百分比": "23.8%"}],
        ),
        published=False,
    )
    found = [(target.quantity, target.unit, target.comparator, target.kind) for target in listing.targets]
    assert found == [
        (Decimal(35000), "人", ">=", "quantity"),
        (Decimal(350000), "人", ">=", "quantity"),
        (Decimal(98), "%", "~", "ratio"),
    ]
    assert (listing.values[0].value, listing.values[0].percent) == (Decimal(2300), Decimal("23.8"))
    assert "进展 第2行：累计值“2300余”按 2300 计" in listing.notes
    assert "指标 第4行：类型未填，按单位“%”判为“比率”" in listing.notes


def test_a_cell_shown_as_a_percentage_is_read_as_it_is_shown() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx(项目=[PROJECT], 指标=[TARGET], 进展=[{"项目编号": 1, "公布百分比": 0.238}]))
    )
    book["进展"]["E2"].number_format = "0.0%"
    data = io.BytesIO()
    book.save(data)
    assert read(data.getvalue(), published=True).values[0].percent == Decimal("23.8")
    book["指标"]["D2"], book["指标"]["E2"] = 0.95, None
    book["指标"]["D2"].number_format = "0%"
    book.save(data := io.BytesIO())
    target = read(data.getvalue(), published=True).targets[0]
    assert (target.quantity, target.unit) == (Decimal(95), "%")


def test_a_target_without_number_is_done_or_not_and_by_steps_where_milestones_are_listed() -> None:
    bare = {"指标内容": "建成平台", "比较": "完成"}
    listing = read(
        xlsx(
            项目=[PROJECT, PROJECT | {"编号": 2}, PROJECT | {"编号": 3}],
            指标=[
                {"项目编号": 1, **bare},
                {"项目编号": 2, **bare},
                {"项目编号": 3, "指标内容": "受益人口"},
            ],
            节点=[{"项目编号": 2, "到期日": "2026-06-30", "内容": "完成招标"}],
        ),
        published=False,
    )
    assert [(row.no, row.kind, row.kind_guessed) for row in listing.targets] == [
        ("1", "yes_no", True),
        ("1", "milestones", True),
        ("1", "count", True),
    ]
    assert "指标 第2行：指标序号未填，项目只有一项指标，记为“1”" in listing.notes


def test_a_number_may_stand_beside_done() -> None:
    row = TARGET | {"指标内容": "开工建设海塘", "目标值": 4.65, "单位": "公里", "比较": "完成"}
    target = read(xlsx(项目=[PROJECT], 指标=[row]), published=False).targets[0]
    assert (target.quantity, target.comparator, target.kind) == (Decimal("4.65"), "complete", "quantity")


def test_the_second_of_several_lead_units_is_kept_as_supporting_and_said() -> None:
    listing = read(xlsx(项目=[PROJECT | {"牵头单位": "区民政局;区卫生健康局"}]), published=True)
    assert (listing.projects[0].lead_unit, listing.projects[0].supporting_units) == ("区民政局", ("区卫生健康局",))
    assert len(listing.notes) == 1


def test_what_was_published_is_kept_as_printed() -> None:
    listing = read(
        xlsx(
            项目=[PROJECT, PROJECT | {"编号": "u1", "项目名称": "没有指标的项目"}],
            指标=[TARGET | {"目标值": None}],
            进展=[
                {"项目编号": 1, "指标序号": 1, "累计值": 15, "公布百分比": 961.7, "截至日期": "2021-10-31"},
                {"项目编号": 1, "指标序号": 1, "累计值": 14, "截至日期": "2021-10-31"},
                {"项目编号": 1, "公布百分比": 98},
                {"项目编号": "u1", "进展文字": "力争10月底前完成"},
            ],
        ),
        published=True,
    )
    assert [row.value for row in listing.values] == [Decimal(15), Decimal(14), None, None]
    assert [row.percent for row in listing.values] == [Decimal("961.7"), None, Decimal(98), None]
    assert [row.as_of for row in listing.values] == [date(2021, 10, 31), date(2021, 10, 31), None, None]
    assert [row.no for row in listing.values] == ["1", "1", None, None]


def test_blank_rows_are_passed_over_and_the_rows_keep_their_numbers() -> None:
    source = xlsx(项目=[PROJECT, {}, {}, PROJECT | {"编号": 2, "项目名称": None}], 指标=[TARGET])
    assert ("项目", 5, "项目名称") in places(source)


def test_a_hundred_thousand_rows_of_borders_are_no_rows() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(项目=[PROJECT], 指标=[TARGET])))
    data = io.BytesIO()
    book.save(data)
    blank = "".join(
        f'<row r="{row}" ht="15">' + "".join(f'<c r="{column}{row}" s="0"/>' for column in "ABCDEFGHIJKLMNO") + "</row>"
        for row in range(3, 100_003)
    )
    swollen = _replaced(
        data.getvalue(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", f"{blank}</sheetData>")
    )
    assert len(read(swollen, published=False).projects) == 1


def test_a_sheet_of_another_name_is_left_unread_and_said() -> None:
    listing = read(xlsx(项目=[PROJECT], 备忘=[]), published=True)
    assert listing.notes == ("工作表“备忘”不在约定之内，未读入",)


# --- what is refused, all at once


def test_every_fault_is_named_at_once_with_sheet_row_column_found_and_expected() -> None:
    source = xlsx(
        项目=[
            PROJECT,
            PROJECT | {"项目名称": None, "重点难点": "也许"},
            {"编号": None, "项目名称": "无号", "完成时限": "年底"},
        ],
        指标=[TARGET | {"目标值": "三十"}, TARGET | {"项目编号": 9}, TARGET | {"类型": "比例", "指标序号": 2}],
        进展=[{"项目编号": 1, "指标序号": 7, "截至日期": "2026-02-30", "累计值": "6-10"}],
    )
    found = faults(source)
    assert {(fault.sheet, fault.row, fault.column) for fault in found} == {
        ("项目", 3, "编号"),
        ("项目", 3, "项目名称"),
        ("项目", 3, "重点难点"),
        ("项目", 4, "编号"),
        ("项目", 4, "完成时限"),
        ("指标", 2, "目标值"),
        ("指标", 3, "项目编号"),
        ("指标", 4, "类型"),
        ("进展", 2, "指标序号"),
        ("进展", 2, "截至日期"),
        ("进展", 2, "累计值"),
    }
    number = next(fault for fault in found if fault.column == "目标值")
    assert str(number) == "工作表“指标”第2行“目标值”列：现为“三十”，应为数字（如 1200、3.5万、1.2亿）"
    assert len({str(fault) for fault in found}) == 11


@pytest.mark.parametrize(
    ("sheets", "place"),
    [
        ({"项目": [PROJECT, PROJECT], "指标": [TARGET]}, ("项目", 3, "编号")),
        ({"项目": [PROJECT], "指标": [TARGET, TARGET]}, ("指标", 3, "指标序号")),
        ({"项目": [PROJECT], "指标": [TARGET, TARGET | {"指标序号": None}]}, ("指标", 3, "指标序号")),
        ({"项目": [PROJECT], "指标": [TARGET | {"目标值": None}]}, ("指标", 2, "目标值")),
        ({"项目": [PROJECT], "指标": [TARGET | {"目标值": 0}]}, ("指标", 2, "目标值")),
        ({"项目": [PROJECT], "指标": [TARGET | {"基数": 600}]}, ("指标", 2, "目标值")),
        ({"项目": [PROJECT], "指标": [TARGET | {"目标值": "600人"}]}, ("指标", 2, "目标值")),
        ({"项目": [PROJECT], "指标": [TARGET | {"目标值": "3万", "单位": "万人"}]}, ("指标", 2, "目标值")),
        ({"项目": [PROJECT], "指标": [TARGET | {"上级指标": 5}]}, ("指标", 2, "上级指标")),
        ({"项目": [PROJECT], "指标": [TARGET | {"上级指标": 1}]}, ("指标", 2, "上级指标")),
        ({"项目": [PROJECT], "指标": [TARGET | {"阶段": "剪彩"}]}, ("指标", 2, "阶段")),
        ({"项目": [PROJECT], "指标": [TARGET | {"权重": 90}]}, ("指标", 2, "权重")),
        ({"项目": [PROJECT | {"编号": True}], "指标": []}, ("项目", 2, "编号")),
        ({"项目": [PROJECT | {"编号": datetime(2026, 1, 1)}], "指标": []}, ("项目", 2, "编号")),
        ({"项目": [PROJECT | {"编号": "1/2"}], "指标": []}, ("项目", 2, "编号")),
        ({"项目": [PROJECT], "指标": [TARGET | {"目标值": True}]}, ("指标", 2, "目标值")),
        ({"项目": [PROJECT | {"开工日期": 44408}], "指标": [TARGET]}, ("项目", 2, "开工日期")),
        (
            {"项目": [PROJECT], "指标": [TARGET], "点位": [{"项目编号": 1, "名称": "甲", "经度": 200}]},
            ("点位", 2, "经度"),
        ),
        ({"项目": [PROJECT], "指标": [TARGET], "点位": [{"项目编号": 2, "名称": "甲"}]}, ("点位", 2, "项目编号")),
    ],
)
def test_a_list_to_be_worked_with_must_hold_together(sheets: dict[str, Rows], place: tuple[str, int, str]) -> None:
    assert place in places(xlsx(**sheets))


def test_a_ceiling_of_nothing_can_be_promised() -> None:
    none = TARGET | {"指标内容": "重大事故不超过0起", "目标值": 0, "单位": "起", "比较": "≤", "类型": "累计"}
    assert read(xlsx(项目=[PROJECT], 指标=[none]), published=False).targets[0].quantity == 0


@pytest.mark.parametrize(
    ("months", "column"),
    [
        ({"3月": 300, "6月": 200, "12月": 600}, "6月"),
        ({"6月": 300, "12月": 500}, "12月"),
        ({"6月": 300, "12月": 700}, "12月"),
        ({"6月": 300}, "12月"),
        ({"6月": "三百", "12月": 600}, "6月"),
        ({"6月": "300人", "12月": 600}, "6月"),
    ],
)
def test_a_plan_never_turns_back_and_ends_at_the_target(months: dict[str, Any], column: str) -> None:
    plan = {"项目编号": 1, "指标序号": 1, **months}
    assert places(xlsx(项目=[PROJECT], 指标=[TARGET], 计划=[plan])) == [("计划", 2, column)]


def test_a_plan_may_reach_its_target_before_december_and_fall_where_less_is_wanted() -> None:
    early = {"项目编号": 1, "指标序号": 1, "6月": 300, "11月": 600}
    assert read(xlsx(项目=[PROJECT], 指标=[TARGET], 计划=[early]), published=False).plans
    falling = TARGET | {"目标值": 20, "基数": 100, "比较": "≤"}
    down = {"项目编号": 1, "指标序号": 1, "6月": 60, "12月": 20}
    assert read(xlsx(项目=[PROJECT], 指标=[falling], 计划=[down]), published=False).plans
    up = {"项目编号": 1, "指标序号": 1, "5月": 50, "6月": 60, "12月": 20}
    assert places(xlsx(项目=[PROJECT], 指标=[falling], 计划=[up])) == [("计划", 2, "6月")]


def test_values_to_be_worked_with_come_once_a_month_and_do_not_fall() -> None:
    def value(day: str, figure: int | None) -> dict[str, Any]:
        return {"项目编号": 1, "指标序号": 1, "截至日期": day, "累计值": figure}

    rows = [value("2026-03-31", 20), value("2026-02-28", 30), value("2026-03-15", 30), value("2026-04-30", None)]
    source = xlsx(项目=[PROJECT], 指标=[TARGET], 进展=rows)
    assert places(source) == [("进展", 2, "累计值"), ("进展", 4, "截至日期"), ("进展", 5, "累计值")]
    assert len(read(source, published=True).values) == 4


@pytest.mark.parametrize("corrected", ["2026-03-31", "2026-04-30"])
def test_a_value_falls_where_it_or_the_one_before_it_was_corrected(corrected: str) -> None:
    def value(day: str, figure: int) -> dict[str, Any]:
        why = "统计口径修正" if day == corrected else None
        return {"项目编号": 1, "指标序号": 1, "截至日期": day, "累计值": figure, "更正原因": why}

    rows = [value("2026-03-31", 30), value("2026-04-30", 20), value("2026-05-31", 25)]
    listing = read(xlsx(项目=[PROJECT], 指标=[TARGET], 进展=rows), published=False)
    assert [row.correction for row in listing.values if row.correction] == ["统计口径修正"]
    later = [*rows, value("2026-06-30", 24)]
    assert places(xlsx(项目=[PROJECT], 指标=[TARGET], 进展=later)) == [("进展", 5, "累计值")]


def test_weights_of_milestones_add_up_to_a_hundred() -> None:
    def step(weight: int | None) -> dict[str, Any]:
        return {"项目编号": 1, "指标序号": 1, "到期日": "2026-06-30", "内容": "完成招标", "权重": weight}

    sheets = {"项目": [PROJECT], "指标": [TARGET]}
    assert places(xlsx(**sheets, 节点=[step(40), step(50)])) == [("节点", 3, "权重")]
    assert len(read(xlsx(**sheets, 节点=[step(40), step(60)]), published=False).milestones) == 2
    assert len(read(xlsx(**sheets, 节点=[step(40), step(None)]), published=False).milestones) == 2


@pytest.mark.parametrize(
    ("header", "place"),
    [
        (("编号", "件"), ("项目", 1, "项目名称")),
        (("编号", "项目名称"), ("项目", 1, "件")),
        (("编号", "件", "项目名称", "备注"), ("项目", 1, "D")),
        (("编号", "件", "项目名称", "件"), ("项目", 1, "件")),
    ],
)
def test_a_header_that_is_not_the_agreed_one_is_named(header: tuple[str, ...], place: tuple[str, int, str]) -> None:
    assert place in places(xlsx({"项目": header}, 项目=[PROJECT]), published=True)


def test_what_stands_beside_the_columns_is_named() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(项目=[PROJECT])))
    book["项目"]["S2"] = "旁注"
    data = io.BytesIO()
    book.save(data)
    assert places(data.getvalue(), published=True) == [("项目", 2, "S")]


def test_a_range_is_kept_as_written_in_published_history_and_refused_elsewhere() -> None:
    """6-10个 is two numbers: neither is taken, both stay to be read."""
    source = xlsx(
        项目=[PROJECT],
        指标=[TARGET | {"目标值": "6-10个", "单位": None}],
        进展=[{"项目编号": "1", "指标序号": "1", "截至日期": "2026-03-31", "累计值": "3至5处"}],
    )
    listing = read(source, published=True)
    assert (listing.targets[0].quantity, listing.targets[0].as_written) == (None, "6-10个")
    assert (listing.values[0].value, listing.values[0].as_written) == (None, "3至5处")
    assert sum("区间" in note for note in listing.notes) == 2
    assert ("指标", 2, "目标值") in places(source)


@pytest.mark.parametrize(
    ("cell", "value", "as_written"),
    [
        ("70余家", "70", "70余家"),
        ("约3.5万", "35000", "约3.5万"),
        ("3.64万", "36400", "3.64万"),
        ("1,200", "1200", None),
    ],
)
def test_a_rounded_figure_keeps_the_words_it_was_written_in(cell: str, value: str, as_written: str | None) -> None:
    row = {"项目编号": "1", "指标序号": "1", "截至日期": "2026-03-31", "累计值": cell}
    (read_value,) = read(xlsx(项目=[PROJECT], 指标=[TARGET], 进展=[row]), published=True).values
    assert (read_value.value, read_value.as_written) == (Decimal(value), as_written)


def test_units_printed_with_their_roles_are_parted_by_them_and_kept_as_printed() -> None:
    cell = "牵头：区民政局；配合单位:区卫健局，各区、市政府"
    (project,) = read(xlsx(项目=[PROJECT | {"牵头单位": cell, "协办单位": "青岛供电公司"}]), published=True).projects
    assert project.lead_unit == "区民政局"
    assert project.supporting_units == ("区卫健局", "各区、市政府", "青岛供电公司")
    assert project.units_text == cell


def test_a_workbook_without_the_project_sheet_says_which_it_has() -> None:
    (fault,) = faults(xlsx(指标=[]), published=True)
    assert (fault.sheet, fault.expected) == ("项目", "一张名为“项目”的工作表")
    assert "指标" in fault.found


def test_formulas_count_by_their_result_and_are_named_without_one() -> None:
    source = xlsx(项目=[PROJECT], 指标=[TARGET | {"目标值": "=200*3"}])
    assert places(source) == [("指标", 2, "目标值")]
    assert "公式" in faults(source)[0].found
    calculated = _replaced(
        source,
        "xl/worksheets/sheet2.xml",
        lambda xml: xml.replace("<v></v>", "<v>600</v>").replace("<v/>", "<v>600</v>").replace("<v />", "<v>600</v>"),
    )
    assert read(calculated, published=False).targets[0].quantity == Decimal(600)


def test_cells_in_error_are_named() -> None:
    source = xlsx(项目=[PROJECT], 指标=[TARGET | {"目标值": "#REF!"}])
    (fault,) = faults(source)
    assert (fault.column, fault.found) == ("目标值", "错误值 #REF!")


def _replaced(source: bytes, part: str, change: Callable[[str], str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).decode()
            new.writestr(name, change(content) if name == part else content)
    return data.getvalue()


def _bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(150 * 1024 * 1024))
    return data.getvalue()


def _with_entities(source: bytes) -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    return _replaced(source, "xl/workbook.xml", lambda xml: entity + xml)


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\x00" * 1000,
        "编号,件,项目名称\n1,,甲\n".encode(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        xlsx(项目=[PROJECT])[:-200],
        xlsx(项目=[PROJECT])[:2300] + b"xxxx" + xlsx(项目=[PROJECT])[2304:],
        _bomb(),
        bytes(21 * 1024 * 1024),
        _with_entities(xlsx(项目=[PROJECT])),
        _replaced(xlsx(项目=[PROJECT]), "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2]),
        _replaced(xlsx(项目=[PROJECT]), "xl/workbook.xml", lambda xml: "<workbook/>"),
    ],
    ids=["empty", "zeros", "csv", "xls", "cut", "flipped", "bomb", "huge", "entities", "half-a-sheet", "no-sheets"],
)
def test_what_is_no_workbook_is_refused_clearly(source: bytes) -> None:
    found = faults(source, published=True)
    assert len(found) == 1
    assert found[0].expected


def test_more_rows_than_anyone_has_are_refused() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("项目")
    sheet.append(("编号", "件", "项目名称"))
    for number in range(50_001):
        sheet.append((number, None, "甲"))
    data = io.BytesIO()
    book.save(data)
    (fault,) = faults(data.getvalue(), published=True)
    assert fault == Fault("项目", 50_002, None, "超过 50000 行", "至多 50000 行")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Faults):
        read(tmp_path / "没有.xlsx", published=True)


# --- there and back

_TEXT = st.text(st.sampled_from("新建停车位12.=+#REF!（）(),、 \n“”_x000D_'A"), min_size=1, max_size=24).map(
    lambda written: written.strip() or "甲"
)
_MAYBE_TEXT = st.none() | _TEXT
_UNIT_NAME = st.sampled_from(["市城管局", "市农委(市农业局、市林业局)", "各区、".strip("、"), "青岛供电公司"])
_NUMBER = st.decimals(min_value=-(10**18), max_value=10**18, places=6) | st.integers(-(10**30), 10**30).map(Decimal)
_MAYBE_NUMBER = st.none() | _NUMBER
_DAY = st.dates(date(1949, 1, 1), date(2199, 12, 31))
_MAYBE_DAY = st.none() | _DAY


@st.composite
def listings(draw: st.DrawFn) -> Listing:
    numbers = draw(
        st.lists(st.sampled_from(["1", "2", "10", "1.10", "1-1", "S2", "(1)", "=1", "01"]), min_size=1, unique=True)
    )
    units = st.lists(_UNIT_NAME, max_size=3, unique=True).map(tuple)
    projects = []
    for number in numbers:
        lead = draw(st.none() | _UNIT_NAME)
        projects.append(
            ProjectRow(
                *(number, draw(_MAYBE_TEXT), draw(_TEXT), draw(_MAYBE_TEXT), lead, draw(units), draw(units)),
                *(draw(_MAYBE_TEXT), draw(_MAYBE_TEXT), draw(st.booleans()), draw(_MAYBE_TEXT)),
                *(draw(_MAYBE_DAY), draw(_MAYBE_DAY), draw(_MAYBE_TEXT), draw(_MAYBE_TEXT)),
                *(draw(_MAYBE_TEXT), draw(_MAYBE_TEXT)),
            )
        )
    keys = [(number, no) for number in numbers for no in draw(st.lists(st.sampled_from("123"), unique=True))]
    unit = st.none() | st.sampled_from(["个", "万人", "%", "平方米"])
    targets = tuple(
        TargetRow(
            *(*key, draw(_TEXT), draw(_MAYBE_NUMBER), draw(unit), draw(st.sampled_from(COMPARATORS))),
            *(draw(st.sampled_from(KINDS)), False, draw(st.none() | st.sampled_from(STAGES))),
            *(draw(_MAYBE_NUMBER), None, draw(_MAYBE_NUMBER)),
            as_written=draw(_MAYBE_TEXT),
            remark=draw(_MAYBE_TEXT),
        )
        for key in keys
    )
    months = st.dictionaries(st.integers(1, 12), _NUMBER)
    named: list[tuple[str, str | None]] = [(number, None) for number in numbers]
    named += keys
    values = tuple(
        ValueRow(
            *(*key, draw(_MAYBE_DAY), draw(_MAYBE_NUMBER), draw(_MAYBE_NUMBER), draw(_MAYBE_TEXT), draw(_MAYBE_TEXT)),
            *(draw(_MAYBE_TEXT), draw(_MAYBE_TEXT), draw(_MAYBE_TEXT), draw(unit)),
            *(draw(_MAYBE_TEXT) for _ in range(7)),
        )
        for key in named
    )
    return Listing(
        projects=tuple(projects),
        targets=targets,
        plans=tuple(PlanRow(*key, draw(months)) for key in keys),
        milestones=tuple(
            MilestoneRow(
                *(*key, draw(_MAYBE_DAY), draw(_TEXT), draw(_MAYBE_NUMBER), draw(_MAYBE_NUMBER), draw(_MAYBE_DAY)),
                draw(_MAYBE_TEXT),
            )
            for key in named
        ),
        values=values,
        regions=tuple(RegionRow(*key, draw(_TEXT), draw(_MAYBE_NUMBER)) for key in keys),
        region_values=tuple(
            RegionValueRow(
                *(*key, draw(_TEXT), draw(_MAYBE_DAY), draw(_MAYBE_NUMBER), draw(_MAYBE_NUMBER)),
                *(draw(unit), draw(_MAYBE_TEXT)),
            )
            for key in keys
        ),
        sites=tuple(
            SiteRow(
                *(number, draw(_TEXT), draw(_MAYBE_TEXT), draw(st.none() | st.decimals(-180, 180, places=6))),
                *(
                    draw(st.none() | st.decimals(-90, 90, places=6)),
                    draw(_MAYBE_TEXT),
                    draw(_MAYBE_NUMBER),
                    draw(_MAYBE_TEXT),
                ),
            )
            for number in numbers
        ),
    )


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(listings())
def test_a_list_written_to_a_workbook_reads_back_the_same(listing: Listing) -> None:
    assert read(write(listing), published=True) == listing


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(listing=listings())
def test_a_list_written_to_csv_reads_back_the_same(listing: Listing, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("list")
    write_csv_folder(listing, folder)
    assert read_csv_folder(folder, published=True) == listing


def test_a_guess_is_a_guess_again_after_writing() -> None:
    rows = [
        {"项目编号": 1, "指标序号": 1, "指标内容": "受益人口"},
        {"项目编号": 1, "指标序号": 2, "指标内容": "建成平台", "比较": "完成"},
        {"项目编号": 1, "指标序号": 3, "指标内容": "合格率", "目标值": 98, "单位": "%", "比较": "≥"},
        {"项目编号": 1, "指标序号": 4, "指标内容": "新增停车位", "目标值": 600},
    ]
    listing = read(xlsx(项目=[PROJECT], 指标=rows), published=False)
    assert [row.kind for row in listing.targets] == ["count", "yes_no", "ratio", "quantity"]
    assert all(row.kind_guessed for row in listing.targets)
    assert read(write(listing), published=False) == listing


def test_csv_as_excel_saves_it_in_chinese_is_read(tmp_path: Path) -> None:
    (tmp_path / "项目.csv").write_bytes("编号,件,项目名称\r\n1,,新建停车位\r\n".encode("gb18030"))
    assert read_csv_folder(tmp_path, published=True).projects[0].title == "新建停车位"
    (tmp_path / "指标.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(Faults):
        read_csv_folder(tmp_path, published=True)


def test_whoever_watches_is_told_of_every_row() -> None:
    told: list[tuple[int, int]] = []
    source = xlsx(项目=[PROJECT, PROJECT | {"编号": 2}], 指标=[TARGET, TARGET | {"项目编号": 2}])
    read(source, published=False, watch=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == [1, 2, 3, 4]
    assert {total for _, total in told} == {6}, "the two headers are rows, too"


@pytest.mark.parametrize("sheet", ["计划", "分区", "分区进展"])
def test_where_the_targets_could_not_be_read_what_refers_to_them_is_no_second_fault(sheet: str) -> None:
    """Which target is meant by an empty 指标序号 cannot be told then; the header of 指标 is all there is to mend."""
    rest: dict[str, dict[str, Any]] = {
        "计划": {"1月": 1},
        "分区": {"区域": "东湖区"},
        "分区进展": {"区域": "东湖区", "截至日期": "2026-03-31"},
    }
    header = ("项目编号", "序号", "指标内容")
    sheets: Any = {"项目": [PROJECT], "指标": [{"指标内容": "新增停车位"}], sheet: [{"项目编号": 1, **rest[sheet]}]}
    found = places(xlsx(headers={"指标": header}, **sheets))
    assert found and {place[0] for place in found} == {"指标"}


@pytest.mark.parametrize("targets", [[], [TARGET, TARGET | {"指标序号": 2, "指标内容": "新增充电桩"}]])
def test_where_the_targets_were_read_a_row_that_names_none_is_told(targets: list[Any]) -> None:
    sheets: Any = {"项目": [PROJECT], "指标": targets, "分区": [{"项目编号": 1, "区域": "东湖区"}]}
    assert ("分区", 2, "指标序号") in places(xlsx(**sheets))


def test_where_several_targets_were_read_beside_a_fault_of_their_header_a_row_that_names_none_is_told() -> None:
    """单位 is missing in the header of 指标; which of the two is meant is asked all the same."""
    header = ("项目编号", "指标序号", "指标内容", "目标值", "比较")
    sheets: Any = {"指标": [TARGET, TARGET | {"指标序号": 2}], "分区": [{"项目编号": 1, "区域": "东湖区"}]}
    assert ("分区", 2, "指标序号") in places(xlsx(headers={"指标": header}, 项目=[PROJECT], **sheets))


# --- the template and the two published lists


def test_the_template_has_every_sheet_with_its_header_and_nothing_to_import() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    assert book.sheetnames == ["填写说明", "项目", "指标", "计划", "节点", "进展", "分区", "分区进展", "点位"]
    assert [cell.value for cell in book["分区进展"][1]] == [
        *("项目编号", "指标序号", "区域", "截至日期", "累计值", "公布百分比", "单位", "来源"),
    ]
    assert all(sheet.max_row == 2 and sheet["A2"].value == "示例" for sheet in book.worksheets[1:])
    choices = {choice.formula1 for choice in book["指标"].data_validations.dataValidation}
    assert '"≥,>,=,≤,约,完成"' in choices
    assert '"累计,里程碑,是否,比率,持续,计数,投资"' in choices
    (fault,) = faults(template())
    assert (fault.sheet, fault.row, fault.column) == ("项目", 3, "编号")
    assert fault.found == "只有示例，没有可导入的内容"


def test_a_template_that_was_filled_in_is_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    book["项目"].append(["1-1", None, "新建停车位"])
    book["指标"].append(["1-1", 1, "新增停车位", 600, "个", "≥", "累计"])
    data = io.BytesIO()
    book.save(data)
    listing = read(data.getvalue(), published=False)
    assert (listing.targets[0].project, listing.notes) == ("1-1", ())


@pytest.mark.parametrize(
    ("folder", "projects", "targets", "values", "sum_of_targets", "sum_of_values"),
    [("yuhang-2021", 10, 40, 18, 1370737, 1856), ("qingdao-2022", 5, 15, 16, 3038270, 107484)],
)
def test_the_published_lists_hold_what_was_published(
    folder: str, projects: int, targets: int, values: int, sum_of_targets: int, sum_of_values: int
) -> None:
    listing = read_csv_folder(PUBLISHED / folder, published=True)
    assert (len(listing.projects), len(listing.targets), len(listing.values)) == (projects, targets, values)
    assert sum(row.quantity or 0 for row in listing.targets) == sum_of_targets
    assert sum(row.value or 0 for row in listing.values) == sum_of_values
    assert all(row.source for row in listing.values)
    assert listing.notes == ()


def test_the_published_words_stand_as_printed() -> None:
    yuhang = read_csv_folder(PUBLISHED / "yuhang-2021", published=True)
    stations = [(row.as_of, row.value) for row in yuhang.values if (row.project, row.no) == ("10", "2")]
    assert stations == [
        (date(2021, 7, 31), Decimal(9)),
        (date(2021, 10, 31), Decimal(15)),
        (date(2021, 12, 31), Decimal(14)),
    ]
    assert "已完成改造346户,超额完成" in [row.text for row in yuhang.values]
    qingdao = read_csv_folder(PUBLISHED / "qingdao-2022", published=True)
    lines = next(row for row in qingdao.values if (row.project, row.no) == ("4", "2"))
    assert (lines.value, lines.unit, lines.percent) == (Decimal(19), "条", Decimal("23.8"))
    assert [row.no for row in qingdao.values if row.project == "5"] == [None]
    roads = next(row for row in qingdao.values if row.text == "36条未贯通道路已开工")
    assert (roads.value, roads.stage) == (Decimal(36), "开工")


@pytest.mark.parametrize(("kind", "comparator"), [("yes_no", "complete"), ("milestones", "complete"),
                                                  ("service", "complete"), ("count", "=")])  # fmt: skip
def test_what_has_no_number_and_no_comparison_is_to_be_completed_where_its_kind_says_so(
    kind: str, comparator: str
) -> None:
    row = {"项目编号": 1, "指标序号": "1", "指标内容": "建成平台", "类型": KIND_WORDS[kind]}
    [target] = read(xlsx(项目=[PROJECT], 指标=[row]), published=True).targets
    assert (target.kind, target.comparator, target.kind_guessed) == (kind, comparator, False)
