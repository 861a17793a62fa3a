"""What the reader of a list says of each cell it cannot take, of each it takes with a guess, and how the form looks."""

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from projects.listing import Listing, MilestoneRow, PlanRow, TargetRow, ValueRow
from projects.sheet import COLUMNS
from projects.workbook import read, read_csv_folder
from projects.written_list import template, write, write_csv_folder
from tests.projects.test_workbook import PROJECT, TARGET, Rows, faults, xlsx

NUMBER = "数字（如 1200、3.5万、1.2亿）"
DAY = "日期（如 2021-07-31、2021年7月31日）"
NAME = "编号（如 1、1-1、S2；单元格请设为文本）"
SHORT = "编号，不超过 40 字，不含斜杠、换行"
STAGES = "下列之一：签约 开工 完工 验收 投用（或空）"
SITE = {"项目编号": 1, "名称": "东站停车场"}
VALUE = {"项目编号": 1, "指标序号": 1, "截至日期": "2026-03-31"}
NODE = {"项目编号": 1, "到期日": "2026-06-30", "内容": "完成招标"}


def told(published: bool = False, /, **sheets: Rows) -> list[tuple[str, str | None, str, str]]:
    """Each fault of a list with one project and one target, as sheet, column, found, expected."""
    whole = {"项目": [PROJECT], "指标": [TARGET], **sheets}
    found = faults(xlsx(**whole), published=published)
    return [(fault.sheet, fault.column, fault.found, fault.expected) for fault in found]


def notes(published: bool = False, /, **sheets: Rows) -> tuple[str, ...]:
    whole = {"项目": [PROJECT], "指标": [TARGET | {"类型": "累计"}], **sheets}
    return read(xlsx(**whole), published=published).notes


# -- what is refused, in its words


@pytest.mark.parametrize(
    ("column", "value", "found", "expected"),
    [
        ("编号", None, "", NAME),
        ("编号", True, "“TRUE”", NAME),
        ("编号", "1/2", "“1/2”", SHORT),
        ("编号", "1\\2", "“1\\2”", SHORT),
        ("编号", "1\n2", "“1\n2”", SHORT),
        ("编号", "1" * 41, f"“{'1' * 41}”", SHORT),
        ("项目名称", None, "", "文字"),
        ("项目名称", "#REF!", "错误值 #REF!", "文字"),
        ("重点难点", "也许", "“也许”", "下列之一：是 否（或空）"),
        ("开工日期", "年底", "“年底”", DAY),
        ("完成时限", True, "“TRUE”", DAY),
        ("完成时限", 44408, "“44408”", DAY),
        ("完成时限", 1.5, "“1.5”", DAY),
        ("完成时限", "1900-01-01", "“1900-01-01”", DAY),
    ],
)
def test_a_projects_cell_is_refused_in_words(column: str, value: Any, found: str, expected: str) -> None:
    rows = [PROJECT | {column: value}]
    assert ("项目", column, found, expected) in told(项目=rows)


@pytest.mark.parametrize(
    ("changed", "column", "found", "expected"),
    [
        ({"目标值": "三十"}, "目标值", "“三十”", NUMBER),
        ({"目标值": True}, "目标值", "“TRUE”", NUMBER),
        ({"目标值": datetime(2026, 1, 1)}, "目标值", "“2026-01-01”", NUMBER),
        ({"目标值": 1e41}, "目标值", "“1e+41”", NUMBER),
        ({"目标值": "600人"}, "目标值", "“600人”", "以“个”为单位的数字"),
        ({"目标值": "3万", "单位": "万人"}, "目标值", "“3万”", "以“万人”为单位、不再带万或亿的数字"),
        ({"目标值": "3亿", "单位": "亿元"}, "目标值", "“3亿”", "以“亿元”为单位、不再带万或亿的数字"),
        ({"目标值": "#N/A"}, "目标值", "错误值 #N/A", NUMBER),
        ({"基数": "3万", "单位": "万人"}, "基数", "“3万”", "以“万人”为单位、不再带万或亿的数字"),
        ({"基数": "5人"}, "基数", "“5人”", "以“个”为单位的数字"),
        ({"基数": "5人", "单位": None}, "基数", "“5人”", NUMBER),
        ({"权重": "一半"}, "权重", "“一半”", NUMBER),
        ({"权重": "5人"}, "权重", "“5人”", "以“%”为单位的数字"),
        ({"比较": "大于"}, "比较", "“大于”", "下列之一：≥ > = ≤ 约 完成（或空）"),
        ({"类型": "比例"}, "类型", "“比例”", "下列之一：累计 里程碑 是否 比率 持续 计数 投资（或空）"),
        ({"阶段": "剪彩"}, "阶段", "“剪彩”", STAGES),
        ({"指标内容": None}, "指标内容", "", "文字"),
        ({"项目编号": None}, "项目编号", "", NAME),
        ({"项目编号": "1/2"}, "项目编号", "“1/2”", SHORT),
        ({"上级指标": "1/1"}, "上级指标", "“1/1”", SHORT),
    ],
)
def test_a_targets_cell_is_refused_in_words(changed: dict[str, Any], column: str, found: str, expected: str) -> None:
    assert ("指标", column, found, expected) in told(指标=[TARGET | changed])


@pytest.mark.parametrize(
    ("sheet", "row", "column", "found", "expected"),
    [
        ("计划", {"项目编号": 1, "6月": "三百"}, "6月", "“三百”", NUMBER),
        ("计划", {"项目编号": 1, "12月": "600人"}, "12月", "“600人”", "以“个”为单位的数字"),
        ("节点", NODE | {"到期日": None}, "到期日", "", DAY),
        ("节点", NODE | {"内容": None}, "内容", "", "文字"),
        ("节点", NODE | {"计划值": "5人"}, "计划值", "“5人”", "以“个”为单位的数字"),
        ("节点", NODE | {"权重": "5人"}, "权重", "“5人”", "以“%”为单位的数字"),
        ("节点", NODE | {"完成日期": "年底"}, "完成日期", "“年底”", DAY),
        ("节点", NODE | {"项目编号": None}, "项目编号", "", NAME),
        ("进展", VALUE | {"截至日期": None}, "截至日期", "", DAY),
        ("进展", VALUE | {"累计值": "5人", "单位": "处"}, "累计值", "“5人”", "以“处”为单位的数字"),
        ("进展", VALUE | {"累计值": "3万", "单位": "万人"}, "累计值", "“3万”", "以“万人”为单位、不再带万或亿的数字"),
        ("进展", VALUE | {"累计值": 1, "公布百分比": "5人"}, "公布百分比", "“5人”", "以“%”为单位的数字"),
        ("进展", VALUE | {"累计值": 1, "阶段": "剪彩"}, "阶段", "“剪彩”", STAGES),
        ("进展", VALUE | {"累计值": 1, "项目编号": None}, "项目编号", "", NAME),
        ("分区", {"项目编号": 1, "区域": None, "目标值": 4}, "区域", "", "文字"),
        ("分区", {"项目编号": 1, "区域": "东区", "目标值": "4人"}, "目标值", "“4人”", "以“个”为单位的数字"),
        ("分区进展", {"项目编号": 1, "截至日期": "2026-03-31"}, "区域", "", "文字"),
        ("分区进展", {"项目编号": 1, "区域": "东区"}, "截至日期", "", DAY),
        ("点位", SITE | {"名称": None}, "名称", "", "文字"),
        ("点位", SITE | {"项目编号": None}, "项目编号", "", NAME),
        ("点位", SITE | {"经度": 180.5}, "经度", "“180.5”", "-180 至 180 之间的度数"),
        ("点位", SITE | {"纬度": -90.5}, "纬度", "“-90.5”", "-90 至 90 之间的度数"),
        ("点位", SITE | {"纬度": "5人"}, "纬度", "“5人”", "以“°”为单位的数字"),
        ("点位", SITE | {"份额": "5人"}, "份额", "“5人”", "以“%”为单位的数字"),
    ],
)
def test_a_cell_of_the_other_sheets_is_refused_in_words(
    sheet: str, row: dict[str, Any], column: str, found: str, expected: str
) -> None:
    assert (sheet, column, found, expected) in told(False, **{sheet: [row]})


def test_of_several_targets_each_row_says_which() -> None:
    two = [TARGET | {"指标序号": 1}, TARGET | {"指标序号": None}]
    which = "指标序号（只有一项指标的项目才可空）"
    assert ("指标", "指标序号", "", "序号（项目有多项指标时不可空）") in told(指标=two)
    named = [TARGET, TARGET | {"指标序号": 2}]
    row = {"项目编号": 1, "区域": "东区", "截至日期": "2026-03-31"}
    assert told(指标=named, 计划=[row], 分区=[row], 分区进展=[row]) == [
        ("计划", "指标序号", "", which), ("分区", "指标序号", "", which), ("分区进展", "指标序号", "", which),
    ]  # fmt: skip


def test_rows_without_a_project_are_counted_together() -> None:
    bare = TARGET | {"项目编号": None, "指标序号": None}
    assert {column for _, column, _, _ in told(指标=[bare, bare])} >= {"项目编号", "指标序号"}


def test_a_list_of_nothing_lacks_a_project() -> None:
    assert told(项目=[], 指标=[]) == [("项目", "编号", "", "至少一个项目")]


def test_a_cell_at_fault_is_named_once_and_faults_stand_in_the_order_of_the_sheets() -> None:
    found = faults(xlsx(点位=[SITE | {"经度": "x"}], 项目=[PROJECT, PROJECT | {"编号": "1/2"}], 指标=[TARGET]))
    assert [(fault.sheet, fault.row, fault.column) for fault in found] == [("项目", 3, "编号"), ("点位", 2, "经度")]


def test_history_may_lack_days_words_and_stages() -> None:
    nothing = {"项目编号": 1, "指标序号": 1, "阶段": "剪彩"}
    listing = read(
        xlsx(项目=[PROJECT], 指标=[TARGET], 进展=[nothing], 节点=[{"项目编号": 1}],
             分区进展=[{"项目编号": 1, "区域": "东区"}]),
        published=True,
    )  # fmt: skip
    assert (listing.values[0].as_of, listing.values[0].stage) == (None, "剪彩")
    assert (listing.milestones[0].due, listing.milestones[0].text) == (None, None)
    assert listing.region_values[0].as_of is None


# -- what is taken, and what is said of it


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"指标序号": None}, ["指标序号未填，项目只有一项指标，记为“1”"]),
        ({"比较": None}, ["比较未填，按“=”"]),
        ({"单位": None, "目标值": "600个"}, ["单位未填，按目标值中的“个”"]),
        ({"比较": None, "目标值": "600以上"}, ["目标值“600以上”按 600 计", "比较未填，按目标值中的文字判为“≥”"]),
        ({"类型": None}, ["类型未填，按目标值和单位“个”判为“累计”"]),
        ({}, []),
    ],
)
def test_what_was_guessed_of_a_target_is_said(changed: dict[str, Any], said: list[str]) -> None:
    assert notes(指标=[TARGET | {"类型": "累计", **changed}]) == tuple(f"指标 第2行：{each}" for each in said)


def test_of_several_targets_the_one_with_nodes_is_reached_by_steps() -> None:
    bare = {"项目编号": 1, "指标内容": "建成平台", "比较": "完成"}
    two = [bare | {"指标序号": 1}, bare | {"指标序号": 2}]
    listing = read(xlsx(项目=[PROJECT], 指标=two, 节点=[NODE | {"指标序号": 2}]), published=False)
    assert [row.kind for row in listing.targets] == ["yes_no", "milestones"]


def test_the_longest_figure_a_cell_can_hold_is_taken() -> None:
    longest = read(xlsx(项目=[PROJECT], 指标=[TARGET | {"目标值": 10**39}]), published=False)
    assert longest.targets[0].quantity == Decimal(10**39)
    assert told(指标=[TARGET | {"目标值": 10**40}]) == [("指标", "目标值", "“1e+40”", NUMBER)]


def test_what_was_understood_of_units_and_figures_is_said() -> None:
    assert notes(计划=[{"项目编号": 1, "12月": "约600"}]) == ("计划 第2行：12月“约600”按 600 计",)
    several = [PROJECT | {"牵头单位": "区民政局、区卫健局"}]
    assert notes(项目=several) == ("项目 第2行：牵头单位有2个，以“区民政局”为牵头单位，其余列入协办单位",)
    roles = [PROJECT | {"牵头单位": "牵头：区民政局；配合：区卫健局"}]
    assert notes(项目=roles) == ("项目 第2行：牵头单位一格写有各单位的分工，已按分工列入，原文照录",)
    builders = PROJECT | {"牵头单位": "牵头：区民政局；承办：区城投公司", "承办单位": "区水务集团"}
    row = read(xlsx(项目=[builders], 指标=[TARGET]), published=False).projects[0]
    assert (row.lead_unit, row.implementing_units) == ("区民政局", ("区城投公司", "区水务集团"))
    assert notes(进展=[VALUE | {"累计值": "约20"}]) == ("进展 第2行：累计值“约20”按 20 计",)
    assert notes(True, 进展=[VALUE | {"累计值": "6-10"}]) == ("进展 第2行：累计值“6-10”是区间，照原文列出，不取数",)


@pytest.mark.parametrize(
    ("written", "comparator"),
    [("≥", ">="), (">=", ">="), ("≧", ">="), (">", ">"), ("＞", ">"), ("=", "="), ("≤", "<="), ("≦", "<="),
     ("<=", "<="), ("约", "~"), ("左右", "~"), ("~", "~"), ("完成", "complete")],
)  # fmt: skip
def test_a_comparison_is_understood_in_every_way_it_is_written(written: str, comparator: str) -> None:
    target = TARGET | {"比较": written, "类型": "累计"}
    assert read(xlsx(项目=[PROJECT], 指标=[target]), published=True).targets[0].comparator == comparator


@pytest.mark.parametrize(
    ("written", "flagged"),
    [
        ("是", True),
        ("√", True),
        ("true", True),
        (True, True),
        ("否", False),
        (False, False),
        ("FALSE", False),
        (None, False),
    ],
)
def test_yes_is_understood_in_every_way_it_is_written(written: Any, flagged: bool) -> None:
    (project,) = read(xlsx(项目=[PROJECT | {"重点难点": written}]), published=True).projects
    assert project.key_difficult is flagged


def test_whatever_stands_in_a_text_cell_is_a_text() -> None:
    cells = {"件": True, "类别": False, "说明": 1.50, "责任人": datetime(2026, 3, 1), "分管领导": 12}
    (project,) = read(xlsx(项目=[PROJECT | cells]), published=True).projects
    assert (project.item, project.category, project.note) == ("是", "否", "1.5")
    assert (project.responsible, project.leader_in_charge) == ("2026-03-01", "12")


def test_a_number_of_forty_signs_and_in_full_width_is_a_name() -> None:
    rows = [PROJECT | {"编号": "１" * 40}, PROJECT | {"编号": "（２）"}]
    found = [row.number for row in read(xlsx(项目=rows), published=True).projects]
    assert found == ["1" * 40, "（2）"], "brackets stay as published"


def test_days_are_taken_as_days_as_texts_and_as_eight_figures() -> None:
    rows = [
        PROJECT | {"编号": n, "开工日期": day} for n, day in enumerate((date(2026, 3, 1), "2026年3月1日", 20260301))
    ]
    listing = read(xlsx(项目=rows), published=True)
    assert [row.starts_on for row in listing.projects] == [date(2026, 3, 1)] * 3


def test_the_very_edges_of_the_earth_are_on_it() -> None:
    rows = [SITE | {"经度": 180, "纬度": 90}, SITE | {"经度": -180, "纬度": -90}]
    sites = read(xlsx(项目=[PROJECT], 指标=[TARGET], 点位=rows), published=False).sites
    assert [(site.longitude, site.latitude) for site in sites] == [
        (Decimal(180), Decimal(90)),
        (Decimal(-180), Decimal(-90)),
    ]


def test_a_value_keeps_the_unit_it_was_written_with() -> None:
    rows = [
        VALUE | {"累计值": "8处"},
        VALUE | {"累计值": "8个"},
        VALUE | {"累计值": "8处", "单位": "处"},
        VALUE | {"单位": "处"},
    ]
    listing = read(xlsx(项目=[PROJECT], 指标=[TARGET], 进展=rows), published=True)
    assert [(row.value, row.unit) for row in listing.values] == [(8, "处"), (8, None), (8, "处"), (None, "处")]


def test_a_districts_value_keeps_its_percent_and_the_unit_it_was_written_with() -> None:
    row = {"项目编号": 1, "区域": "东区", "截至日期": "2026-03-31", "公布百分比": "40%"}
    rows = [row | {"累计值": "8个"}, row | {"累计值": "8处"}]
    listing = read(xlsx(项目=[PROJECT], 指标=[TARGET], 分区进展=rows), published=True)
    assert [(each.value, each.unit, each.percent) for each in listing.region_values] == [
        (Decimal(8), None, Decimal(40)), (Decimal(8), "处", Decimal(40)),
    ]  # fmt: skip
    wrong = {"分区进展": [row | {"公布百分比": "5人"}]}
    assert ("分区进展", "公布百分比", "“5人”", "以“%”为单位的数字") in told(False, **wrong)


def test_a_node_of_the_whole_project_is_measured_in_its_only_target() -> None:
    rows = [NODE | {"计划值": "300个", "来源": "方案"}]
    (node,) = read(xlsx(项目=[PROJECT], 指标=[TARGET], 节点=rows), published=False).milestones
    assert (node.no, node.value, node.source) == (None, Decimal(300), "方案")


def test_every_column_of_a_value_is_taken() -> None:
    names = (
        "进展文字",
        "阶段",
        "来源",
        "存在问题",
        "下步措施",
        "单位",
        "更正原因",
        "数字原文",
        "公布评价",
        "评价范围",
        "报送单位",
        "口径",
        "任务原文",
    )
    row = VALUE | {"累计值": 20, "公布百分比": 40} | {name: f"{name}。" for name in names}
    (value,) = read(xlsx(项目=[PROJECT], 指标=[TARGET], 进展=[row]), published=True).values
    assert value == ValueRow(
        "1", "1", date(2026, 3, 31), Decimal(20), Decimal(40),
        *(f"{name}。" for name in names[:2]), *(f"{name}。" for name in names[2:]),
    )  # fmt: skip


# -- the form


def form() -> Any:
    return openpyxl.load_workbook(io.BytesIO(template()))


@pytest.mark.parametrize("name", COLUMNS)
def test_each_sheet_of_the_form_has_a_bold_grey_header_that_stays(name: str) -> None:
    sheet = form()[name]
    header = sheet[1]
    assert [cell.value for cell in header] == list(COLUMNS[name])
    assert all(
        cell.font.bold and cell.fill.fgColor.rgb == "FFE8EEF4" and cell.fill.patternType == "solid" for cell in header
    )
    assert sheet.freeze_panes == "A2"


def test_columns_are_as_wide_as_what_goes_into_them() -> None:
    widths = {
        (name, sheet.cell(1, place).value): sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width
        for name, sheet in ((name, form()[name]) for name in ("项目", "指标", "计划", "进展", "点位"))
        for place in range(1, len(COLUMNS[name]) + 1)
    }
    wide = {("项目", "项目名称"): 36, ("项目", "说明"): 40, ("项目", "来源"): 30, ("指标", "指标内容"): 40,
            ("进展", "进展文字"): 50, ("进展", "来源"): 30, ("点位", "地址"): 30}  # fmt: skip
    assert {place: width for place, width in widths.items() if width > 14} == wide
    assert {column for (_, column), width in widths.items() if width == 8} == set(COLUMNS["计划"][2:])
    assert set(widths.values()) == {8, 14, 30, 36, 40, 50}


def test_numbers_of_projects_are_texts_and_days_are_days() -> None:
    """Else the program makes a day of 1-1."""
    book = form()
    formats = {
        (name, column): book[name].column_dimensions[openpyxl.utils.get_column_letter(place)].number_format
        for name, columns in COLUMNS.items()
        for place, column in enumerate(columns, start=1)
    }
    texts = {place for place, written in formats.items() if written == "@"}
    assert texts >= {("项目", "编号"), ("项目", "件"), ("指标", "项目编号"), ("指标", "上级指标"), ("进展", "指标序号")}
    days = {place for place, written in formats.items() if written == "yyyy-mm-dd"}
    assert days == {("项目", "开工日期"), ("项目", "完成时限"), ("节点", "到期日"), ("节点", "完成日期"),
                    ("进展", "截至日期"), ("分区进展", "截至日期")}  # fmt: skip
    assert set(formats.values()) == {"@", "yyyy-mm-dd", "General"}


def choices(sheet: Any) -> list[Any]:
    return [each for each in sheet.data_validations.dataValidation if each.type == "list"]


def test_a_choice_is_offered_and_anything_else_is_answered() -> None:
    (choice,) = choices(form()["项目"])
    assert (choice.type, choice.formula1, str(choice.sqref), choice.allow_blank) == (
        "list",
        '"是,否"',
        "J2:J2000",
        True,
    )
    assert (choice.errorTitle, choice.error) == ("重点难点", "请从列表中选：是 否")
    assert [each.formula1 for each in choices(form()["进展"])] == ['"签约,开工,完工,验收,投用"']


def test_the_form_opens_at_its_instructions() -> None:
    book = form()
    sheet = book["填写说明"]
    assert book.active.title == "填写说明"
    assert all(cell.font.bold and cell.alignment.vertical == "top" for cell in sheet["A"])
    assert not any(cell.font.bold for cell in sheet["B"])
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJKLMNO"]
    assert widths == [14, 16, 46, *[14] * 12]


# -- written


def written(*figures: Decimal, text: str = "甲") -> Any:
    plan = PlanRow("1", "1", dict(enumerate(figures, start=1)))
    target = TargetRow("1", "1", text, Decimal(600), "个", ">=", "quantity", False, None, None, None, None)
    book = openpyxl.load_workbook(io.BytesIO(write(Listing(targets=(target,), plans=(plan,)))))
    return book


def test_figures_a_spreadsheet_can_hold_are_numbers_and_longer_ones_texts() -> None:
    fifteen, sixteen = Decimal("123456789012345"), Decimal("1234567890123456")
    sheet = written(Decimal(600), Decimal("-1.5"), Decimal("1200000000000000000"), fifteen, sixteen)["计划"]
    cells = [sheet.cell(2, place) for place in range(3, 8)]
    assert [cell.value for cell in cells] == [600, -1.5, 1200000000000000000, 123456789012345, "1234567890123456"]
    assert isinstance(cells[0].value, int) and isinstance(cells[4].value, str)
    assert cells[4].number_format == "@"


def test_a_text_that_looks_like_something_else_stays_a_text() -> None:
    cell = written(text="=1+1\x07")["指标"]["C2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("=1+1", "s", "@")


def test_a_day_is_written_as_a_day() -> None:
    value = ValueRow("1", "1", date(2026, 3, 31), None, None, "无", None, None, None, None, None)
    cell = openpyxl.load_workbook(io.BytesIO(write(Listing(values=(value,)))))["进展"]["C2"]
    assert (cell.value, cell.number_format) == (datetime(2026, 3, 31), "yyyy-mm-dd")


def test_csv_files_are_those_of_the_sheets_that_have_rows(tmp_path: Path) -> None:
    plan = PlanRow("1", "1", {1: Decimal("1E+3")})
    write_csv_folder(Listing(plans=(plan,)), tmp_path / "new" / "folder")
    write_csv_folder(Listing(plans=(plan,)), tmp_path / "new" / "folder")
    files = {path.name: path.read_bytes() for path in (tmp_path / "new" / "folder").iterdir()}
    assert set(files) == {"项目.csv", "计划.csv"}
    months = ",".join(COLUMNS["计划"])
    assert files["计划.csv"] == f"\ufeff{months}\r\n1,1,1000{',' * 11}\r\n".encode()
    assert files["项目.csv"] == f"\ufeff{','.join(COLUMNS['项目'])}\r\n".encode()


def test_a_list_read_from_csv_is_held_to_the_same_rules(tmp_path: Path) -> None:
    (tmp_path / "项目.csv").write_text("编号,件,项目名称\n1,,停车位\n", "utf-8")
    assert [row.number for row in read_csv_folder(tmp_path, published=True).projects] == ["1"]


# -- a guessed kind


def kinds(*targets: TargetRow, nodes: tuple[tuple[str, str | None], ...] = ()) -> list[Any]:
    """What stands under 类型 of each target when the list is written."""
    milestones = tuple(MilestoneRow(project, no, date(2026, 6, 30), "开工", None, None, None) for project, no in nodes)
    book = openpyxl.load_workbook(io.BytesIO(write(Listing(targets=targets, milestones=milestones))))
    place = COLUMNS["指标"].index("类型")
    return [row[place] for row in book["指标"].iter_rows(min_row=2, values_only=True)]


def guessed(kind: str, no: str = "1", project: str = "1", **more: Any) -> TargetRow:
    """A target whose 类型 was empty: 办成一件事, unless said otherwise."""
    blank = TargetRow(project, no, "办成一件事", None, None, "complete", kind, True, None, None, None, None)
    return replace(blank, **more)


@pytest.mark.parametrize(
    ("targets", "nodes", "shown"),
    [
        pytest.param([guessed("milestones")], [("1", "1")], [None], id="its own nodes"),
        pytest.param([guessed("milestones")], [("1", None)], [None], id="the nodes of the project's only target"),
        pytest.param(
            [guessed("milestones"), guessed("milestones", "2")], [("1", None)], ["里程碑", "里程碑"], id="of two, whose"
        ),
        pytest.param(
            [guessed("milestones"), guessed("yes_no", "2")], [("1", "1")], [None, None], id="the other's own nodes"
        ),
        pytest.param([guessed("milestones")], [], ["里程碑"], id="no nodes any more"),
        pytest.param([guessed("yes_no")], [], [None], id="no nodes"),
        pytest.param([guessed("yes_no")], [("1", "1")], ["是否"], id="nodes that came later"),
        pytest.param([guessed("yes_no")], [("2", "1"), ("2", None)], [None], id="another project's nodes"),
        pytest.param(
            [guessed("yes_no"), guessed("milestones", project="2")], [("2", None)], [None, None], id="only one's"
        ),
        pytest.param([guessed("quantity", quantity=Decimal(3), unit="个", comparator=">=")], [], [None], id="a figure"),
        pytest.param([guessed("ratio", quantity=Decimal(98), unit="%", comparator=">=")], [], [None], id="by its unit"),
        pytest.param([guessed("money", quantity=Decimal(3), unit="亿元", comparator="=")], [], [None], id="money"),
        pytest.param(
            [guessed("quantity", quantity=Decimal(98), unit="%", comparator=">=")], [], ["累计"], id="another guess now"
        ),
        pytest.param([guessed("count", comparator="=")], [], [None], id="counted only"),
        pytest.param(
            [guessed("quantity", quantity=Decimal(3), comparator="complete")], [], [None], id="done, with a figure"
        ),
    ],
)
def test_a_guessed_kind_is_left_empty_where_it_would_be_guessed_again(
    targets: list[TargetRow], nodes: list[tuple[str, str | None]], shown: list[str | None]
) -> None:
    assert kinds(*targets, nodes=tuple(nodes)) == shown
    told = [replace(each, kind_guessed=False) for each in targets]
    assert None not in kinds(*told, nodes=tuple(nodes)), "a kind that was said is written"
